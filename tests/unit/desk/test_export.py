"""Exports: read back by other code than wrote them, they mark as the bank does."""

import csv
import io
import json
import os
import re
import sqlite3
import zipfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace
from pygiftparser import parser as gift_parser

from lessons import cli
from lessons.desk.export import FORMATS, anki, gift, question_table, shown, xapi
from lessons.desk.export import formats as export
from lessons.desk.export.formats import sort
from lessons.desk.export.qti import canvas, cartridge
from lessons.kit.data import ROOT
from lessons.kit.quiz import bank, text
from lessons.kit.quiz.marking import accepted, key_response, mark
from lessons.kit.quiz.questions import (
    Choice,
    Choices,
    Match,
    Number,
    Option,
    Pair,
    Place,
    Poll,
    Question,
    Short,
    right_key,
)
from lessons.kit.record import handin
from lessons.kit.syllabus import Entry, entries, entry

EXAMPLE = bank.load(Path(__file__).parents[1] / "quiz_example.yaml")
LESSONS = {lesson: bank.load(ROOT / "lessons" / lesson.name / "quiz.yaml") for lesson in entries()}
BANKS = [*LESSONS.items(), (entry("the_toll"), EXAMPLE)]
TOLL = entry("the_toll")
NASTY = 'a = {b} ~ c # d: \\e -> f // <i> & "g" %50% ::h:: \\n [html] \'i'
NAMES = [f"{n}-{lesson.name}" for n, (lesson, _) in enumerate(BANKS)]


def carried(name: str, questions: Iterable[Question]) -> list[Question]:
    return [question for question in questions if sort(question) not in FORMATS[name].leaves_out]


def nasty() -> list[Question]:
    """Give questions whose every text has all the signs that a format may trip over."""
    choice = Option(text=NASTY, feedback=NASTY, right=True)
    other = Option(text=f"{NASTY} not", feedback=NASTY)
    pairs = tuple(Pair(left=f"{n} {NASTY}", right=f"{NASTY} {n}") for n in range(3))
    said: Any = next(q for q in EXAMPLE if isinstance(q, Match)).feedback
    about: Any = {"section": 1, "prompt": f"{NASTY}\n\n//{NASTY}", "lesson": "the_toll"}
    return [
        Choice(id="one", options=(choice, other), **about),
        Choices(id="many", options=(choice, other), **about),
        Match(id="match", pairs=pairs, feedback=said, extra=(f"{NASTY} 9",), **about),
        Short(id="short", rubric=(NASTY,), model=NASTY, **about),
    ]


# GIFT


def parsed(content: bytes) -> list[Any]:
    """Parse GIFT. The parser doesn't know Moodle's "any other number", so that line is dropped."""
    lines = [line for line in content.decode().splitlines(True) if not line.startswith("~#")]
    found: list[Any] = gift_parser.parseFile(lines)
    assert all(question.valid for question in found)
    return found


def unescaped(words: str) -> str:
    return re.sub(r"\\([\\~=#{}:])", r"\1", words).strip()


@pytest.mark.parametrize(("lesson", "questions"), BANKS, ids=NAMES)
def test_gift_has_the_banks_right_answers(lesson: Entry, questions: list[Question]) -> None:
    wanted = carried("gift", questions)
    found = parsed(gift.write([(lesson, wanted)]))
    assert [question.title for question in found] == [question.id for question in wanted]
    for question, given in zip(wanted, found, strict=True):
        check_gift(question, given)


def check_gift(question: Question, given: Any) -> None:
    answers = getattr(given.answers, "answers", [])
    assert text.html(question.prompt)[3:20] in unescaped(given.text)
    match question:
        case Choice(options=options):
            assert type(given.answers).__name__ == "SelectSet"
            right = [unescaped(a.answer) for a in answers if a.fraction == 100]
            assert right == [text.inline(o.text) for o in options if o.right]
        case Choices(options=options):
            assert type(given.answers).__name__ == "MultipleChoicesSet"
            right = [unescaped(a.answer) for a in answers if a.fraction > 0]
            assert right == [text.inline(o.text) for o in options if o.right]
            assert sum(a.fraction for a in answers if a.fraction > 0) == pytest.approx(100)
            assert {a.fraction > 0 for a in answers} == {True, False}
        case Number():
            full = next(a for a in answers if a.fraction == 100)
            ends = [float(getattr(full, "mini", None) or full.value - full.tolerance)]
            ends += [float(getattr(full, "maxi", None) or full.value + full.tolerance)]
            assert ends == pytest.approx(list(accepted(question)))
        case Match(pairs=pairs, extra=extra):
            sides = [(unescaped(a.question), unescaped(a.answer)) for a in answers]
            want = [(text.inline(p.left), text.plain(p.right)) for p in pairs]
            assert sides == [*want, *(("", text.plain(words)) for words in extra)]
        case Short(model=model):
            assert type(given.answers).__name__ == "Essay"
            assert text.html(model) == unescaped(given.generalFeedback)
    said = getattr(question, "options", ())
    got = [unescaped(answer.feedback) for answer in answers] if said else []
    assert got == [text.html(option.feedback) for option in said]


def test_gift_escapes_its_own_signs() -> None:
    questions = nasty()
    content = gift.write([(TOLL, questions)])
    for block in content.decode().strip().split("\n\n")[1:]:
        assert block.count("::") >= 2
    assert len(content.decode().strip().split("\n\n")) == 1 + len(questions)
    bare = re.sub(r"\\[\\~=#{}:]", "", content.decode())
    assert bare.count("{") == bare.count("}") == len(questions)
    # The parser ends an answer at "\\}" too, which Moodle does not: it gets the other signs.
    one, many, match, _ = parsed(content.replace(rb"\}", b"").replace(rb"\{", b""))
    wanted = text.inline(NASTY).replace("-&gt;", "→").replace("{", "").replace("}", "")
    assert unescaped(one.answers.answers[0].answer) == wanted
    assert [a.fraction for a in many.answers.answers] == [100, -100]
    assert len(match.answers.answers) == 4


@pytest.mark.parametrize("words", [NASTY, "\\", "\\:", "a\\\\b", "::"])
def test_gift_escapes_every_sign_once(words: str) -> None:
    written = gift.escape(words)
    assert unescaped(written) == words
    assert not set(re.sub(r"\\[\\~=#{}:]", "", written)) & set("\\~=#{}:")


@pytest.mark.parametrize("count", range(1, 11))
def test_gift_weights_are_those_that_moodle_takes(count: int) -> None:
    moodle = {100, 50, 33.33333, 25, 20, 16.66667, 14.28571, 12.5, 11.11111, 10}
    options = [Option(text=f"o{n}", feedback="f", right=n < count) for n in range(count + 1)]
    question = Choices(id="x", section=1, prompt="p", options=tuple(options), lesson="the_toll")
    weights = re.findall(r"~%(-?[\d.]+)%", gift.write([(TOLL, [question])]).decode())
    assert {abs(float(weight)) for weight in weights} <= moodle


# QTI: a reader of its own, which marks as Canvas does

NS = {
    "q": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2",
    "p": "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1",
    "c": "http://canvas.instructure.com/xsd/cccv1p0",
}
Given = dict[str, set[str]]


def tree(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314  written a moment ago


def unpacked(content: bytes) -> tuple[ET.Element, zipfile.ZipFile]:
    package = zipfile.ZipFile(io.BytesIO(content))
    manifest = tree(package.read("imsmanifest.xml"))
    files = [str(file.get("href")) for file in manifest.iterfind(".//p:file", NS)]
    assert {"imsmanifest.xml", *files} == set(package.namelist())
    known = {resource.get("identifier") for resource in manifest.iterfind(".//p:resource", NS)}
    assert {d.get("identifierref") for d in manifest.iterfind(".//p:dependency", NS)} <= known
    quiz = manifest.find(".//p:resource[@type='imsqti_xmlv1p2']/p:file", NS)
    assert quiz is not None
    return tree(package.read(str(quiz.get("href")))), package


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put one picture in the place of all: their drawing is tested elsewhere."""
    picture = shown.Picture("p1.png", b"a picture", "What it shows")
    still = shown.Still("T", "S", "", "", picture, ["a"], [["1"]])
    monkeypatch.setattr(shown, "stills", lambda *_: (still,))


def holds(condition: ET.Element, given: Given) -> bool:
    tag = condition.tag.partition("}")[2]
    inside = [holds(part, given) for part in condition]
    if tag in ("conditionvar", "and"):
        return all(inside)
    if tag == "or":
        return any(inside)
    if tag == "not":
        return not all(inside)
    if tag == "other":
        return True
    values = given.get(str(condition.get("respident")), set())
    if tag == "varequal":
        return str(condition.text) in values
    limit = float(str(condition.text))
    numbers = [float(value) for value in values]
    return any(n >= limit if tag == "vargte" else n <= limit for n in numbers)


def score(item: ET.Element, given: Given) -> float:
    points = 0.0
    for rule in item.iterfind(".//q:respcondition", NS):
        condition, setting = rule.find("q:conditionvar", NS), rule.find("q:setvar", NS)
        assert condition is not None
        if not holds(condition, given):
            continue
        if setting is not None:
            value = float(str(setting.text))
            points = points + value if setting.get("action") == "Add" else value
        if rule.get("continue") == "No":
            break
    return points


def in_qti(question: Question, response: Any) -> Given:
    if isinstance(question, Match):
        return {f"response_{left}": {right} for left, right in response.items()}
    return {"response1": set(response) if isinstance(response, list) else {response}}


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(("lesson", "questions"), BANKS, ids=NAMES)
def test_qti_marks_as_the_bank_does(lesson: Entry, questions: list[Question]) -> None:
    wanted = carried("qti", questions)
    root, package = unpacked(canvas.write([(lesson, wanted)]))
    meta = tree(package.read(f"reading_a_crisis_{lesson.name}/assessment_meta.xml"))
    assert lesson.title in str(meta.findtext("c:title", namespaces=NS))
    items = root.findall(".//q:item", NS)
    assert [item.get("ident") for item in items] == [question.id for question in wanted]
    if any(question.exhibit for question in wanted):
        assert package.read("images/p1.png") == b"a picture"
    for question, item in zip(wanted, items, strict=True):
        check_item(question, item)
        asked = str(item.findtext("q:presentation/q:material/q:mattext", namespaces=NS))
        there = '<img src="%24IMS-CC-FILEBASE%24/images/p1.png" alt="What it shows"' in asked
        assert there == bool(question.exhibit)
        if isinstance(question, Short):
            continue
        key = any_right(question) if isinstance(question, Poll | Place) else key_response(question)
        assert score(item, in_qti(question, key)) == pytest.approx(100, abs=0.05)
        for wrong in wrong_responses(question):
            marked = mark(question, wrong)
            if marked.verdict != "not attempted":
                assert marked.score < 1
            assert score(item, in_qti(question, wrong)) < 99


def wrong_responses(question: Question) -> list[Any]:
    key = key_response(question)
    match question:
        case Choice(options=options):
            return [option.key for option in options if option.key != key]
        case Choices(options=options):
            everything = [option.key for option in options]
            return [key[:-1], everything, [k for k in everything if k not in key]]
        case Number(mistakes=mistakes):
            low, high = accepted(question)
            return [f"{low - 1:.10g}", f"{high + 1:.10g}", *(f"{m.value:.10g}" for m in mistakes)]
        case Match(pairs=pairs):
            return [{**key, pairs[0].key: right_key(pairs[1].right)}]
    return []


def check_item(question: Question, item: ET.Element) -> None:
    idents = [part.get("ident") for part in item.iterfind(".//q:response_label", NS)]
    if not isinstance(question, Match):
        assert len(set(idents)) == len(idents)
    shown = {rule.get("linkrefid") for rule in item.iterfind(".//q:displayfeedback", NS)}
    said = {part.get("ident") for part in item.iterfind("q:itemfeedback", NS)}
    assert shown <= said
    order = [part.tag.partition("}")[2] for part in item]
    assert order[:3] == ["itemmetadata", "presentation", "resprocessing"]
    assert set(order[3:]) <= {"itemfeedback"}


def test_qti_holds_any_text_and_is_always_the_same() -> None:
    root, _ = unpacked(canvas.write([(TOLL, nasty())]))
    texts = {material.text for material in root.iterfind(".//q:mattext", NS)}
    assert text.inline(NASTY) in texts
    assert canvas.write([(TOLL, nasty())]) == canvas.write([(TOLL, nasty())])


# Common Cartridge

CC = {"a": NS["q"], "p": NS["p"]}
SCHEMAS = os.environ.get("LESSONS_CC_SCHEMAS", "")
"""The folder of the published schemas of Common Cartridge 1.1, which the kit has no copy of."""


def cartridge_of(lesson: Entry, questions: list[Question]) -> tuple[ET.Element, zipfile.ZipFile]:
    package = zipfile.ZipFile(io.BytesIO(cartridge.write([(lesson, questions)])))
    manifest = tree(package.read("imsmanifest.xml"))
    files = [str(file.get("href")) for file in manifest.iterfind(".//p:file", CC)]
    assert {"imsmanifest.xml", *files} == set(package.namelist())
    known = {resource.get("identifier") for resource in manifest.iterfind(".//p:resource", CC)}
    items = [item.get("identifierref") for item in manifest.iterfind(".//p:item", CC)]
    assert {name for name in items if name} <= known
    return tree(package.read(f"reading_a_crisis_{lesson.name}/assessment.xml")), package


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(("lesson", "questions"), BANKS, ids=NAMES)
def test_a_cartridge_marks_what_is_as_written(lesson: Entry, questions: list[Question]) -> None:
    wanted = carried("common-cartridge", questions)
    root, _ = cartridge_of(lesson, wanted)
    items = root.findall(".//q:item", NS)
    assert [item.get("ident") for item in items] == [question.id for question in wanted]
    for question, item in zip(wanted, items, strict=True):
        check_item(question, item)
        if isinstance(question, Short):
            continue
        response = any_right(question)
        given = {"response1": set(response) if isinstance(response, list) else {response}}
        assert any_of(item, given) == 100, question.id
        if not isinstance(question, Poll | Place):
            for wrong in wrong_responses(question):
                given = {"response1": set(wrong) if isinstance(wrong, list) else {wrong}}
                assert any_of(item, given) < 100, question.id


def any_right(question: Question) -> Any:
    """Give a right response as a platform's page sends it."""
    if isinstance(question, Place):
        named = shown.lettered(question)
        return next(letter for letter, place in named.items() if place in question.answer)
    if isinstance(question, Poll):
        return question.options[-1].key
    return f"{question.ends[0]:.15g}" if isinstance(question, Number) else key_response(question)


def any_of(item: ET.Element, given: Given) -> float:
    """Mark as the profile says: of several values side by side any one will do."""
    for rule in item.iterfind(".//q:respcondition", NS):
        condition, setting = rule.find("q:conditionvar", NS), rule.find("q:setvar", NS)
        assert condition is not None
        if setting is not None and any(holds(part, given) for part in condition):
            return float(str(setting.text))
    return 0


def test_polls_take_any_answer_and_places_have_letters_in_both_forms() -> None:
    for write, name in ((canvas.write, "reading_a_crisis_the_toll"), (cartridge.write, "")):
        place = next(question for question in EXAMPLE if isinstance(question, Place))
        poll = next(question for question in EXAMPLE if isinstance(question, Poll))
        package = zipfile.ZipFile(io.BytesIO(write([(TOLL, [place, poll])])))
        path = f"{name}/{name}.xml" if name else "reading_a_crisis_the_toll/assessment.xml"
        first, second = tree(package.read(path)).findall(".//q:item", NS)
        labels = [one.get("ident") for one in first.iterfind(".//q:response_label", NS)]
        assert labels == list(shown.lettered(place))
        assert f"images/the_toll-{place.id}.png" in package.namelist() or place.lesson != "the_toll"
        entries = [str(one.text) for one in second.iterfind(".//q:fieldentry", NS)]
        assert ("0" in entries) == bool(name)
        given = {"response1": {poll.options[0].key}}
        assert any_of(second, given) == 100, "a cartridge knows no question without points"


@pytest.mark.skipif(not SCHEMAS, reason="LESSONS_CC_SCHEMAS names no folder of schemas")
@pytest.mark.usefixtures("undrawn")
def test_a_cartridge_fits_the_published_schemas() -> None:
    etree = pytest.importorskip("lxml.etree")
    folder = Path(SCHEMAS)
    schema = etree.XMLSchema(etree.parse(folder / "ccv1p1_qtiasiv1p2p1_v1p0.xsd"))
    manifest = etree.XMLSchema(etree.parse(folder / "cc11libxml2validator.xsd"))
    parts = [(one, carried("common-cartridge", found)) for one, found in LESSONS.items()]
    with zipfile.ZipFile(io.BytesIO(cartridge.write(parts))) as package:
        manifest.assertValid(etree.fromstring(package.read("imsmanifest.xml")))
        quizzes = [name for name in package.namelist() if name.endswith("assessment.xml")]
        assert len(quizzes) == len(LESSONS)
        for name in quizzes:
            schema.assertValid(etree.fromstring(package.read(name)))


# xAPI


@pytest.mark.parametrize(("lesson", "questions"), BANKS, ids=NAMES)
def test_xapi_answers_are_right_and_named_as_in_hand_ins(
    lesson: Entry, questions: list[Question]
) -> None:
    page = json.loads(xapi.write([(lesson, questions)]))
    _, *activities = page["activities"]
    for question, activity, statement in zip(
        questions, activities, page["statements"], strict=True
    ):
        definition = activity["definition"]
        assert statement["object"]["id"] == activity["id"]
        assert activity["id"] == f"{handin.BASE}/{question.lesson}/{question.id}"
        assert definition["interactionType"] == handin.INTERACTIONS[question.kind]
        written = statement["result"]["response"]
        response = handin.plain_response(question.kind, written, [True])
        assert mark(question, response).verdict in ("right", "recorded")
        if "success" in statement["result"]:
            assert fits(question, definition["correctResponsesPattern"], written)
        else:
            assert question.kind in ("short", "poll", "prediction")
            assert "correctResponsesPattern" not in definition
        listed = [part["id"] for name in ("choices", "source", "target")
                  for part in definition.get(name, [])]  # fmt: skip
        used = re.split(r"\[[,.]\]", written) if listed else []
        assert set(used) <= set(listed)


def fits(question: Question, patterns: list[str], written: str) -> bool:
    if isinstance(question, Place):
        return patterns == list(question.answer) and written in patterns
    if not isinstance(question, Number):
        return patterns == [written]
    low, high = map(float, patterns[0].split("[:]"))
    return all(low <= float(end) <= high for end in written.split(" to "))


def empty(value: Any) -> bool:
    """Tell whether anything in a statement is empty, which a strict store refuses."""
    if isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        return not value or any(map(empty, inside))
    return value is None or value == ""


@pytest.mark.parametrize(("lesson", "questions"), BANKS, ids=NAMES)
def test_xapi_holds_nothing_empty(lesson: Entry, questions: list[Question]) -> None:
    page = json.loads(xapi.write([(lesson, questions)]))
    assert empty({"extensions": {}})
    assert [one for one in [*page["activities"], *page["statements"]] if empty(one)] == []


def test_xapi_names_nobody() -> None:
    page = json.loads(xapi.write([(TOLL, LESSONS[TOLL])]))
    actors = {statement["actor"]["account"]["name"] for statement in page["statements"]}
    assert actors == {"Example"}


# CSV


@pytest.mark.parametrize(("lesson", "questions"), BANKS, ids=NAMES)
def test_csv_has_a_row_for_each_question(lesson: Entry, questions: list[Question]) -> None:
    content = question_table.write([(lesson, questions)]).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["id"] for row in rows] == [question.id for question in questions]
    for question, row in zip(questions, rows, strict=True):
        assert row["question"] == text.plain(question.prompt)
        if isinstance(question, Choice | Choices):
            right = [text.plain(option.text) for option in question.options if option.right]
            assert sorted(row["right answer"].split("\n")) == sorted(right)
            assert set(right) <= set(row["options"].split("\n"))
            assert all(text.plain(o.feedback) in row["what to say"] for o in question.options)
        assert bool(row["right answer"]) == (question.kind not in ("poll", "prediction"))


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_csv_runs_nothing_in_a_spreadsheet(start: str) -> None:
    question = replace(LESSONS[TOLL][1], prompt=start)
    content = question_table.write([(TOLL, [question])]).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(content)))
    assert row["question"][0] not in "=+-@\t\r"


# The command


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if not form.cards])
@pytest.mark.parametrize(
    ("lesson", "questions"), LESSONS.items(), ids=[lesson.name for lesson in LESSONS]
)
def test_what_is_left_out_is_said(
    name: str,
    lesson: Entry,
    questions: list[Question],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shown, "stills", lambda *_: ())  # pictures are tested by themselves
    done = export.export(lesson, name, tmp_path)
    left = " ".join(line for line in done.remarks if line.startswith("Left out"))
    missing = {question.id for question in questions} - {q.id for q in carried(name, questions)}
    assert set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", left.partition(":")[2])) >= missing
    assert done.said.startswith(f"{len(questions) - len(missing)} of {len(questions)} ")
    whole = name in ("moodle-xml", "xapi", "csv")
    assert whole <= (not missing)
    polls = {question.id for question in questions if question.kind == "poll"}
    assert polls <= missing if name == "gift" else not polls & missing


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["export", "the_toll", "--to", "gift", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert f"10 of 12 questions are in {tmp_path / '04_the_toll.gift.txt'}." in said
    assert "GIFT takes no question without a right answer: how-exact." in said
    assert "GIFT takes one number as an answer, not a range: latest-range." in said
    named = tmp_path / "mine.txt"
    assert cli.main(["export", "the_toll", "--to", "csv", "--out", str(named)]) == 0
    assert named.read_bytes().startswith(b"\xef\xbb\xbflesson,")


def test_lessons_are_known_by_number_and_all_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["export", "4", "03", "--to", "csv", "--out", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"03_crimea.csv", "04_the_toll.csv"}
    assert cli.main(["export", "all", "--to", "csv", "--out", str(tmp_path)]) == 2
    assert "say --force" in capsys.readouterr().err
    assert cli.main(["export", "all", "--to", "csv", "--out", str(tmp_path), "--force"]) == 0
    assert len(list(tmp_path.iterdir())) == len(LESSONS)


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("name", FORMATS)
def test_all_lessons_are_one_file_if_one_is_named(name: str, tmp_path: Path) -> None:
    done = export.export(list(LESSONS), name, tmp_path / "all")
    each = [export.export(lesson, name, tmp_path).path for lesson in LESSONS]
    assert done.path == tmp_path / "all" and done.path.stat().st_size > 0
    assert len({done.path, *each}) == 1 + len(LESSONS)
    asked = sum(map(len, LESSONS.values()))
    assert f"of {asked} questions" in done.said or FORMATS[name].cards
    again = export.export(list(LESSONS), name, tmp_path)
    assert again.path.name == f"reading_a_crisis.{FORMATS[name].ending}"


def test_one_file_holds_the_questions_of_all_lessons(tmp_path: Path) -> None:
    wanted = {lesson: carried("gift", questions) for lesson, questions in LESSONS.items()}
    found = parsed(gift.write(list(wanted.items())))
    assert [one.title for one in found] == [q.id for asked in wanted.values() for q in asked]
    rows = question_table.write(list(LESSONS.items())).decode("utf-8-sig")
    there = [row["lesson"] for row in csv.DictReader(io.StringIO(rows))]
    assert list(dict.fromkeys(there)) == [lesson.name for lesson in LESSONS]
    (tmp_path / "cards.apkg").write_bytes(anki.write([(lesson, []) for lesson in LESSONS]))
    with zipfile.ZipFile(tmp_path / "cards.apkg") as package:
        package.extract("collection.anki2", tmp_path)
    with closing(sqlite3.connect(tmp_path / "collection.anki2")) as store:
        guids = [guid for (guid,) in store.execute("SELECT guid FROM notes")]
    assert len(guids) == len(set(guids))


def test_what_cannot_be_done_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = str(tmp_path / "no" / "x.csv")
    (tmp_path / "there.csv").write_text("mine")
    for order in (
        ["crimee", "--to", "csv"],
        ["crimea", "--to", "csv", "--out", nowhere],
        ["crimea", "--to", "csv", "--out", str(tmp_path / "there.csv")],
        ["crimea", "--to", "csv", "--out", ""],
        ["crimea", "--to", "csv", "--out", "~nosuchuser/x"],
        ["all", "--to", "csv", "--out", str(tmp_path / "there.csv")],
        ["all", "--to", "csv", "--out", str(tmp_path / "no" / "all.csv")],
        ["99", "--to", "csv"],
    ):
        assert cli.main(["export", *order]) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert shown.err.count("\n") == 1
    assert (tmp_path / "there.csv").read_text() == "mine"
    with pytest.raises(
        export.ExportError, match="no format “scorm”; choose one of moodle-xml, gift,"
    ):
        export.export(TOLL, "scorm")


# Anki


def test_anki_cards_are_the_words_that_a_lesson_uses(tmp_path: Path) -> None:
    words = {}
    for name in ("crimea", "the_toll"):
        (tmp_path / "cards.apkg").write_bytes(anki.write([(entry(name), [])]))
        with zipfile.ZipFile(tmp_path / "cards.apkg") as package:
            package.extract("collection.anki2", tmp_path)
        with closing(sqlite3.connect(tmp_path / "collection.anki2")) as store:
            notes = store.execute("SELECT guid, flds FROM notes").fetchall()
            assert store.execute("SELECT count(*) FROM cards").fetchone() == (len(notes),)
        words[name] = {fields.split("\x1f")[0]: (guid, fields) for guid, fields in notes}
    assert "peninsula" in words["crimea"]
    assert "toll" in words["the_toll"]
    assert "peninsula" not in words["the_toll"]
    word, meaning, ukrainian, _russian, _georgian = words["crimea"]["peninsula"][1].split("\x1f")
    assert (word, ukrainian) == ("peninsula", "півострів")
    assert "land" in meaning
    shared = words["crimea"].keys() & words["the_toll"].keys()
    assert shared
    assert all(words["crimea"][one][0] == words["the_toll"][one][0] for one in shared)


def test_the_command_knows_every_format_and_says_what_it_is_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert tuple(FORMATS) == cli.EXPORTS
    with pytest.raises(SystemExit):
        cli.main(["export", "--help"])
    shown = capsys.readouterr().out
    assert all(re.search(rf"^  {name} +\w", shown, re.MULTILINE) for name in FORMATS)
