"""Moodle XML: read back by others' code, every question is there and is marked as the bank does.

``moodle-xml-parser`` reads multiple choice and gaps; it knows no other type. Those are read here,
by the rules that Moodle's own importer has.
"""

import base64
import io
import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET

import moodle_xml_parser.parser as reader
import pytest
from PIL import Image

from lessons.desk.export import moodle, shown
from lessons.desk.export.shown import Picture, Still
from lessons.kit.quiz import bank, text
from lessons.kit.quiz.marking import accepted, key_response, mark
from lessons.kit.quiz.questions import (
    Choice,
    Choices,
    Match,
    Number,
    Order,
    Place,
    Poll,
    Question,
    Short,
    right_key,
)
from lessons.kit.syllabus import Entry, entries, entry

TOLL = entry("the_toll")


def png(width: int = 8) -> bytes:
    file = io.BytesIO()
    Image.new("L", (width, 4)).save(file, "png")
    return file.getvalue()


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put one small picture in the place of all: their drawing is tested elsewhere."""
    still = Still("T", "S", "", "", Picture("p1.png", png(), "What it shows"), ["a"], [["1"]])
    monkeypatch.setattr(shown, "stills", lambda *_: (still,))
    monkeypatch.setattr(shown, "map_to_read", lambda _: Picture("map.png", png(), "A map"))


def questions(lesson: Entry) -> list[Question]:
    return bank.load(bank.path_of(lesson.name))


def read(content: bytes) -> tuple[dict[str, ET.Element], dict[str, Any]]:
    """Give the questions by idnumber as elements, and those that the parser knows."""
    root = ET.fromstring(content)  # noqa: S314  written a moment ago
    nodes = {str(q.findtext("idnumber")): q for q in root if q.get("type") != "category"}
    known = {q.name.split()[1]: q for found in reader.parse_bytes(content).values() for q in found}
    return {name.partition("/")[2]: node for name, node in nodes.items()}, known


def percent(chosen: list[float]) -> float:
    return max(0.0, round(sum(chosen)) / 100)


ROUNDING = 2e-14
"""What Moodle adds to each tolerance, so that 2.4 is within 0.1 of 2.3."""


def numerical(node: ET.Element, value: float) -> tuple[float, str]:
    """Mark as Moodle does: the first answer that reaches so far counts."""
    for answer in node.iterfind("answer"):
        words = str(answer.findtext("text"))
        said = str(answer.findtext("feedback/text"))
        reach = float(answer.findtext("tolerance") or 0) + ROUNDING
        if words == "*" or abs(value - float(words)) <= reach:
            return float(str(answer.get("fraction"))) / 100, said
    raise AssertionError("Every number has an answer")


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("lesson", entries(), ids=lambda lesson: lesson.name)
def test_every_question_arrives_and_is_marked_the_same(lesson: Entry) -> None:
    asked = questions(lesson)
    nodes, known = read(moodle.write([(lesson, asked)]))
    assert list(nodes) == [question.id for question in asked]
    for question in asked:
        node = nodes[question.id]
        words = str(node.findtext("questiontext/text"))
        assert text.html(question.prompt)[:40] in words
        hints = [hint.findtext("text") for hint in node.iterfind("hint")]
        assert hints == [text.html(hint) for hint in question.hints]
        tags = {str(tag.text) for tag in node.iterfind("tags/tag/text")}
        assert {question.kind, f"lesson {lesson.number}"} <= tags
        check_pictures(question, node, words)
        check_marks(question, node, known.get(question.id))


def check_pictures(question: Question, node: ET.Element, words: str) -> None:
    files = {str(file.get("name")): file for file in node.iterfind("questiontext/file")}
    assert set(re.findall(r'@@PLUGINFILE@@/([^"]+)" alt="[^"]+"', words)) == set(files)
    assert bool(files) == (bool(question.exhibit) or isinstance(question, Place))
    for file in files.values():
        with Image.open(io.BytesIO(base64.b64decode(str(file.text)))) as picture:
            assert picture.format == "PNG"
    assert ("<th scope" in words) == bool(question.exhibit)


def check_marks(  # noqa: PLR0912  one a kind
    question: Question, node: ET.Element, known: Any
) -> None:
    match question:
        case Choice(options=options):
            assert (known.single, known.shuffle_answers, known.default_grade) == (True, True, 1)
            for option, there in zip(options, known.options, strict=True):
                assert there.answer == plain_of(option.text)
                assert there.score_fraction / 100 == mark(question, option.key).score
                assert there.feedback
        case Choices(options=options):
            assert (known.single, known.shuffle_answers) == (False, True)
            points = {o.key: t.score_fraction for o, t in zip(options, known.options, strict=True)}
            for count in range(1, len(options) + 1):
                for keys in combinations(points, count):
                    there = percent([points[key] for key in keys])
                    assert there == pytest.approx(mark(question, list(keys)).score, abs=0.005)
        case Place():
            letters = shown.lettered(question)
            for (letter, place), there in zip(letters.items(), known.options, strict=True):
                assert there.answer == letter
                assert there.score_fraction / 100 == mark(question, place).score
            assert {*question.answer, *(m.id for m in question.mistakes)} <= set(letters.values())
        case Poll(options=options):
            assert known.default_grade == 0
            assert {there.score_fraction for there in known.options} == {100}
            assert len(known.options) == len(options)
        case Number() if moodle.is_range(question):
            low, high = accepted(question)
            assert len(known.gaps) == 2
            for gap in known.gaps:
                assert gap.sub_type == "NUMERICAL"
                middle, reach = map(float, gap.options[0].answer.partition("#")[0].split(":"))
                assert (middle - reach, middle + reach) == pytest.approx((low, high))
        case Number():
            check_number(question, node)
        case Order(items=items):
            there = sorted(node.iterfind("answer"), key=lambda a: float(str(a.get("fraction"))))
            said = [answer.findtext("text") for answer in there]
            assert said == [text.inline(item.text) for item in items]
            assert node.findtext("gradingtype") == "RELATIVE_ALL_PREVIOUS_AND_NEXT"
        case Match(pairs=pairs, extra=extra):
            sides = [
                (part.findtext("text"), str(part.findtext("answer/text")))
                for part in node.iterfind("subquestion")
            ]
            given = {p.key: right_key_of(question, dict(sides)[text.inline(p.left)]) for p in pairs}
            assert mark(question, given).score == 1
            assert [right for left, right in sides if not left] == [text.plain(e) for e in extra]
        case Short(rubric=rubric):
            info = str(node.findtext("graderinfo/text"))
            assert all(text.inline(line) in info for line in rubric)
            assert node.findtext("responseformat") == "editor"


def plain_of(markdown: str) -> str:
    """Give an option as the parser does: it takes escapes of HTML for letters."""
    import html

    return html.unescape(text.inline(markdown))


def right_key_of(question: Match, words: str) -> str:
    rights = [*(pair.right for pair in question.pairs), *question.extra]
    return right_key(next(right for right in rights if text.plain(right) == words))


def check_number(question: Number, node: ET.Element) -> None:
    low, high = accepted(question)
    tried = [low, (low + high) / 2, high, low - 0.5, high + 0.5, low / 3, high * 5]
    tried += [mistake.value for mistake in question.mistakes]
    if question.near:
        tried += [low - question.near.within / 2, high + question.near.within / 2]
    for value in tried:
        wanted = mark(question, f"{value:.10f}")
        points, said = numerical(node, float(f"{value:.10f}"))
        if wanted.verdict != "not attempted":
            assert points == wanted.score, (question.id, value)
            assert text.inline(wanted.feedback) in said


def test_a_key_is_full_marks_for_the_bank_too() -> None:
    for lesson in entries():
        for question in questions(lesson):
            if not isinstance(question, Poll):
                assert mark(question, key_response(question)).verdict in ("right", "recorded")


def test_a_real_lesson_carries_its_pictures_and_tables() -> None:
    (question,) = [one for one in questions(TOLL) if one.id == "civilian-share"]
    nodes, _ = read(moodle.write([(TOLL, [question])]))
    words = str(nodes[question.id].findtext("questiontext/text"))
    file = nodes[question.id].find("questiontext/file")
    assert file is not None
    with Image.open(io.BytesIO(base64.b64decode(str(file.text)))) as picture:
        assert picture.width > 800
    from lessons import the_toll

    held_back = the_toll.who_died()
    assert held_back.shown().title in words
    assert held_back.before is None or held_back.title not in words


def test_a_map_has_a_letter_for_each_place_and_names_none() -> None:
    for lesson in entries():
        for question in questions(lesson):
            if isinstance(question, Place):
                drawn = shown.map_to_read(question)
                letters = shown.lettered(question)
                assert len(letters) >= shown.PLACES
                assert all(f"{letter} stands at" in drawn.alt for letter in letters)
                with Image.open(io.BytesIO(drawn.content)) as picture:
                    assert picture.width == 1400
