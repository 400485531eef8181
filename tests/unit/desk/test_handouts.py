"""Handouts: everything of the lesson is on paper, the key only where it belongs, and readable."""

import inspect
import io
import json
import re
from collections.abc import Iterator
from functools import wraps
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from lessons import cli
from lessons.desk.editions.edition import hidden
from lessons.desk.handouts import HandoutError, Look, handouts, key, make, markup
from lessons.desk.handouts.handouts import Pictures, pdf, question_block, sheet
from lessons.kit import places, walk
from lessons.kit.data import ROOT
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.style import medium
from lessons.kit.exhibits.switch import Switch
from lessons.kit.quiz import bank, text
from lessons.kit.quiz.marking import mark
from lessons.kit.quiz.questions import Number, Place, Question, answer_text, view
from lessons.kit.syllabus import Entry, entries, entry
from tools.tiers import Amount

EXAMPLE = bank.load(Path(__file__).parents[1] / "quiz_example.yaml")
TOLL = entry("the_toll")
A4, LETTER = (595, 842), (612, 792)


def questions(lesson: Entry) -> list[Question]:
    return bank.load(ROOT / "lessons" / lesson.name / "quiz.yaml")


def letters(words: str) -> str:
    """Give the letters and digits alone: a PDF breaks lines where it likes."""
    return "".join(c for c in words.casefold() if c.isalnum())


def words_of(file: PdfReader) -> str:
    return letters(" ".join(page.extract_text() for page in file.pages))


def sizes(file: PdfReader) -> set[float]:
    """Give the sizes of type on all pages, in points."""
    found = set()

    def see(words: str, _cm: Any, matrix: Any, _font: Any, size: float) -> None:
        if words.strip():
            found.add(round(abs(size * matrix[3]), 1))

    for page in file.pages:
        page.extract_text(visitor_text=see)
    return found


def alts(node: Any) -> Iterator[str]:
    """Give the alternative texts in a PDF's tree of tags."""
    node = node.get_object()
    if isinstance(node, list):
        for part in node:
            yield from alts(part)
    elif hasattr(node, "keys"):
        if "/Alt" in node:
            yield str(node["/Alt"])
        if "/K" in node:
            yield from alts(node["/K"])


def kinds(blocks: list[Any], kind: str) -> list[Any]:
    return [block for block in blocks if block["kind"] == kind]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PdfReader]:
    out = tmp_path_factory.mktemp("out") / "new"
    return {path.name: PdfReader(path) for path in make([TOLL], out, Look(extent="whole"))}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a small grey picture in the place of each exhibit's: its drawing is tested elsewhere."""
    file = io.BytesIO()
    Image.new("L", (8, 4)).save(file, "png")
    monkeypatch.setattr(Exhibit, "png", lambda _self: file.getvalue())


def test_a_lesson_gives_sheet_plan_and_pack(made: dict[str, PdfReader]) -> None:
    assert list(made) == [
        "the_article.pdf",
        "04_the_toll_sheet.pdf",
        "04_the_toll_plan.pdf",
        "04_the_toll_key.pdf",
        "pack.pdf",
    ]
    pages = {name: len(file.pages) for name, file in made.items()}
    *parts, pack = pages.values()
    assert pack == 1 + sum(parts)


def test_the_article_stands_on_paper_with_its_address_and_the_words_to_know(
    made: dict[str, PdfReader],
) -> None:
    page = words_of(made["the_article.pdf"])
    assert "dmitrypeskov" in page
    assert "oekraine" in page
    assert "альянс" in page
    assert "ალიანსი" in page


@pytest.mark.parametrize(
    "name",
    [
        "the_article.pdf",
        "04_the_toll_sheet.pdf",
        "04_the_toll_plan.pdf",
        "04_the_toll_key.pdf",
        "pack.pdf",
    ],
)
def test_a_pdf_is_tagged_and_says_its_title_and_language(
    made: dict[str, PdfReader], name: str
) -> None:
    file = made[name]
    root: Any = file.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert file.metadata is not None
    assert ("The toll" in str(file.metadata.title)) == name.startswith("04")
    assert file.xmp_metadata is not None
    assert b"pdfuaid" in file.xmp_metadata.stream.get_data()
    assert [round(float(size)) for size in file.pages[0].mediabox[2:]] == list(A4)


def test_every_picture_has_its_alt_text(made: dict[str, PdfReader]) -> None:
    from lessons import the_toll

    found = list(alts(made["04_the_toll_sheet.pdf"].root_object["/StructTreeRoot"]))
    shown = [the_toll.who_died(), the_toll.civilians_by_year()]
    assert {exhibit.alt for exhibit in shown} <= set(found)
    assert len(found) == 5


def test_the_font_is_the_kits_own(made: dict[str, PdfReader]) -> None:
    page: Any = made["04_the_toll_sheet.pdf"].pages[0]
    fonts = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert fonts
    assert all("SourceSans3" in font for font in fonts)


def test_the_sheet_asks_everything_and_tells_nothing(made: dict[str, PdfReader]) -> None:
    page = words_of(made["04_the_toll_sheet.pdf"])
    for question in questions(TOLL):
        assert letters(text.plain(question.prompt)) in page, question.id
        seen = view(question)
        for part in ("options", "left", "right"):
            assert all(letters(entry["text"]) in page for entry in seen.get(part, []))
    rubrics = {line for question in questions(TOLL) for line in getattr(question, "rubric", ())}
    for name, words in hidden(questions(TOLL)):
        if words not in rubrics and letters(words):  # the sheet has the rubric to check oneself by
            assert letters(text.plain(words)) not in page, name


def test_the_key_is_whole_and_the_plan_is_apart(made: dict[str, PdfReader]) -> None:
    page = words_of(made["04_the_toll_key.pdf"])
    for name, words in hidden(questions(TOLL)):
        assert letters(text.plain(words)) in page, name
    ranges = [q for q in questions(TOLL) if isinstance(q, Number) and q.ends[0] != q.ends[1]]
    assert ranges and all(letters(answer_text(one)) in page for one in ranges)
    assert letters("Content note and opt-out") in words_of(made["04_the_toll_plan.pdf"])


def test_one_page_has_what_is_right_by_the_sheets_letters(made: dict[str, PdfReader]) -> None:
    first, second, *_ = made["04_the_toll_key.pdf"].pages
    key_page, sheet_page = first.extract_text(), made["04_the_toll_sheet.pdf"]
    assert f"{len(questions(TOLL))} own words: 5 things to look for" in key_page
    assert "The key" in second.extract_text()
    asked = words_of(sheet_page)
    for number, question in enumerate(questions(TOLL), 1):
        short = key.short_answer(question)
        assert letters(f"{number} {short}") in letters(key_page)
        if question.kind == "choice":
            right = next(option.text for option in question.options if option.right)  # type: ignore[union-attr]
            assert letters(f"{short} {text.plain(right)}") in asked


@pytest.mark.parametrize("lesson", entries(), ids=lambda lesson: lesson.name)
def test_a_sheet_filled_in_by_the_key_is_all_right(lesson: Entry) -> None:
    for question in questions(lesson):
        short, seen = key.short_answer(question), view(question)
        named = dict(zip(key.LETTERS, seen.get("options", seen.get("right", [])), strict=False))
        given: Any = None
        if question.kind == "choice":
            given = named[short]["key"]
        elif question.kind == "choices":
            given = [named[letter]["key"] for letter in short]
        elif question.kind == "order":
            boxes = zip(map(int, short.split()), seen["items"], strict=True)
            given = [item["key"] for _, item in sorted(boxes, key=lambda box: box[0])]
        elif question.kind == "match":
            pairs = zip(short.split(), seen["left"], strict=True)
            given = {left["key"]: named[pair[-1]]["key"] for pair, left in pairs}
        if given is not None:
            assert mark(question, given).score == 1, question.id


@pytest.mark.usefixtures("small")
def test_a_short_sheet_is_one_sheet_of_paper_and_asks_everything(tmp_path: Path) -> None:
    made = {path.name: PdfReader(path) for path in make([TOLL], tmp_path)}
    page = made["04_the_toll_sheet.pdf"]
    assert len(page.pages) == 2
    for question in questions(TOLL):
        assert letters(text.plain(question.prompt)) in words_of(page)
    pictures = Pictures(tmp_path)
    alone = sheet(TOLL, pictures, "questions")
    assert len(kinds(alone, "question")) == len(kinds(sheet(TOLL, pictures, "short"), "question"))
    assert not kinds(alone, "exhibit")
    assert kinds(sheet(TOLL, pictures, "short"), "exhibit")
    levels = [(block["kind"], block.get("level")) for block in alone]
    assert ("heading", 2) not in [this for this, that in pairwise(levels) if this == that]


@pytest.mark.usefixtures("small")
@pytest.mark.slow
@pytest.mark.soak("paper")  # 2 lessons take 5 s; in `soak` all
def test_every_lesson_s_sheet_is_one_sheet_of_paper(tmp_path: Path, amount: Amount) -> None:
    fullest = [entry("the_map"), entry("sanctions")]
    others = [one for one in entries() if one not in fullest]
    for lesson in [*fullest, *others][: amount(test=2, soak=99)]:
        pictures = Pictures(tmp_path)
        with medium("projector"):
            body = sheet(lesson, pictures, "short")
        made = pdf("x", [[{"kind": "columns", "body": body}]], pictures, Look(), 2)
        file = PdfReader(io.BytesIO(made))
        assert len(file.pages) == 2, lesson.name
        small = 6.5  # sources below an exhibit; what is asked is never set in less than 8
        assert min(sizes(file)) >= small
        told = json.loads((tmp_path / "handout.json").read_text())
        assert told["tightness"]["text"] >= 8


def test_the_sheet_has_the_words_of_notebook_and_plan(made: dict[str, PdfReader]) -> None:
    page = words_of(made["04_the_toll_sheet.pdf"])
    for words in ("Before you start.", TOLL.guiding_question.split(",")[0], walk.plain_words(TOLL)):
        assert letters(words) in page
    assert letters("Instead of the charts: think of a number in the news") in page


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch, small: None) -> None:  # noqa: ARG001
    """Let each function of a lesson give the same small exhibit, so that nothing is drawn."""
    from lessons.the_toll import who_died

    exhibit = who_died()

    def package(name: str) -> SimpleNamespace:
        real = import_module(name)
        there = {key: value for key, value in vars(real).items() if inspect.isfunction(value)}
        fake = {key: wraps(value)(lambda *_, **__: exhibit) for key, value in there.items()}
        return SimpleNamespace(**{**dict.fromkeys(real.__all__), **fake}, __all__=real.__all__)

    monkeypatch.setattr(walk, "import_module", package)


@pytest.mark.parametrize("lesson", entries(), ids=lambda lesson: lesson.name)
@pytest.mark.usefixtures("undrawn")
def test_each_lesson_fits_on_paper(lesson: Entry, tmp_path: Path) -> None:
    blocks = sheet(lesson, Pictures(tmp_path))
    asked = kinds(blocks, "question")
    numbers = [block["number"] for block in asked if block["number"]]  # recalled ones have none
    assert numbers == list(range(1, len(questions(lesson)) + 1))
    package = import_module(f"lessons.{lesson.name}")
    functions = [value for value in vars(package).values() if inspect.isfunction(value)]
    maps = sum("labels" in inspect.signature(function).parameters for function in functions)
    on_paper = [block["title"] for block in kinds(blocks, "exhibit")]
    assert sum("map to write on" in title for title in on_paper) == maps
    assert len(on_paper) > maps
    prose = json.dumps(kinds(blocks, "para"))
    for word in ("slider", "next cell", "Run All", "keyboard", "Halfway", "your work in this"):
        assert word not in prose
    made = pdf(lesson.title, [blocks, handouts.whole_key(lesson)], Pictures(tmp_path), Look())
    assert len(PdfReader(io.BytesIO(made)).pages) > 5


@pytest.mark.usefixtures("undrawn")
def test_what_is_handed_out_later_begins_on_a_page_of_its_own(tmp_path: Path) -> None:
    blocks = sheet(entry("second_case"), Pictures(tmp_path), "questions")
    (at,) = [n for n, block in enumerate(blocks) if block["kind"] == "page"]
    before, after = (kinds(part, "question") for part in (blocks[:at], blocks[at:]))
    sections = {
        n: question.section for n, question in enumerate(questions(entry("second_case")), 1)
    }
    assert {sections[block["number"]] for block in before} == {1}
    assert {sections[block["number"]] for block in after} == {2}


@pytest.mark.usefixtures("undrawn")
def test_an_argument_of_a_page_has_a_column_to_write_in(tmp_path: Path) -> None:
    asked = kinds(sheet(entry("afterwards"), Pictures(tmp_path), "questions"), "question")
    assert [block["lines"] for block in asked if "lines" in block] == [handouts.PAGE_OF_LINES]


@pytest.mark.usefixtures("small")
def test_what_moves_on_screen_stands_still_on_paper(tmp_path: Path) -> None:
    from lessons import nato, the_source, the_toll

    pictures = Pictures(tmp_path)
    (members,) = handouts.still(nato.timemap(), pictures)
    assert ["North Macedonia", "27 March 2020"] in [row[:2] for row in members["table"]["rows"]]
    (board,) = handouts.still(the_source.board(), pictures)
    assert len(board["table"]["rows"]) == 65
    (day,) = handouts.still(the_toll.newspaper(), pictures)
    assert day["title"] == the_toll.newspaper().shown["title"]
    pdf("Still", [[members, board, day]], pictures, Look())


@pytest.mark.usefixtures("small")
def test_of_two_pictures_paper_has_both(tmp_path: Path) -> None:
    from lessons.the_toll import civilians_by_year, who_died

    switch = Switch("Show", {"who": who_died, "when": civilians_by_year})
    titles = [block["title"] for block in handouts.still(switch, Pictures(tmp_path))]
    assert titles == [who_died().shown().title, civilians_by_year().title]


@pytest.mark.usefixtures("small")
def test_paper_has_the_pictures_that_a_question_compares(tmp_path: Path) -> None:
    from lessons import georgia

    titles = [
        block["title"] for block in handouts.still(georgia.before_and_after(), Pictures(tmp_path))
    ]
    assert [re.findall(r"20\d\d", title)[:1] for title in titles] == [["2007"], ["2008"]]


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_large_print_is_large_everywhere_on_letter(tmp_path: Path) -> None:
    look = Look("letter", large=True)
    made = [PdfReader(path) for path in make([TOLL], tmp_path, look)]
    for file in made:
        assert min(sizes(file)) >= 18
        edges = {tuple(sorted(round(float(s)) for s in page.mediabox[2:])) for page in file.pages}
        assert edges == {LETTER}
    assert (tmp_path / "04_the_toll_sheet_large.pdf").exists()


@pytest.mark.parametrize("question", EXAMPLE, ids=lambda question: question.id)
def test_a_question_shows_no_key(question: Question, tmp_path: Path) -> None:
    block = question_block(question, 1, Pictures(tmp_path))
    shown = letters(json.dumps({**block, "rubric": []}, ensure_ascii=False))
    for _, words in hidden([question]):
        if words not in getattr(question, "rubric", ()) and len(letters(words)) > 8:
            assert letters(words) not in shown
    made = pdf("One question", [[block]], Pictures(tmp_path), Look())
    if isinstance(question, Place):
        assert (tmp_path / block["image"]).read_text().startswith("<svg")
    assert made.startswith(b"%PDF")


def test_the_key_names_places_for_people() -> None:
    place = next(question for question in EXAMPLE if isinstance(question, Place))
    right = json.dumps(key.answers(place)[0], ensure_ascii=False)
    assert key.place_names(place)[place.answer[0]] in right


def test_code_in_a_text_stays_text(tmp_path: Path) -> None:
    words = 'a #panic("x") $x^2$ <b> @ref \\ [c] ~ // d `#e`'
    file = pdf("Code", [markup.blocks(f"{words}\n\n- {words}")], Pictures(tmp_path), Look())
    page = PdfReader(io.BytesIO(file)).pages[0].extract_text()
    assert page.count('#panic("x")') == 2
    assert page.count("// d") == 2


def test_markdown_keeps_its_shape() -> None:
    found = markup.blocks(
        "## A\n\n1. b\n   c\n\n> *d*\n\n| e | f |\n|---|---|\n| g | [h](https://i) |"
    )
    assert [block["kind"] for block in found] == ["heading", "list", "quote", "table"]
    assert found[1]["items"][0][0]["body"][1] == {"kind": "text", "text": " "}
    assert found[3]["rows"][0][1][0]["url"] == "https://i"


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Look.\n\nNow move the slider. What do you see?", "Look.\n\nWhat do you see?"),
        ("> **Halfway.** Run the next cell.", ""),
        ("**How it works.** Choose *Run*.", ""),
        ("Look at them. Then press “Show all”, and set “Paragraph” to P21.", "Look at them."),
        ("Go back, and change its control. Why?", "Why?"),
        ("Nothing to leave out.", "Nothing to leave out."),
    ],
)
def test_paper_has_no_words_for_the_screen(words: str, kept: str) -> None:
    assert walk.for_paper(words) == kept


@pytest.mark.parametrize("lesson", entries(), ids=lambda lesson: lesson.name)
def test_no_question_needs_a_screen(lesson: Entry) -> None:
    words = (ROOT / "lessons" / lesson.name / "quiz.yaml").read_text(encoding="utf-8")
    assert [line for line in words.splitlines() if walk.for_paper(line) != line.strip()] == []


def test_a_word_to_the_teacher_is_not_for_learners() -> None:
    assert "(" not in walk.plain_words(entry("the_talks"))


def test_an_unknown_paper_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(HandoutError, match="no paper “a0”; choose a4 or letter"):
        pdf("x", [[]], Pictures(tmp_path), Look("a0"))


def test_an_unknown_lesson_names_the_closest(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["handouts", "the_tol"]) == 2
    said = capsys.readouterr().err
    assert "No lesson “the_tol”. There are: 04 the_toll," in said
    assert said.count("\n") == 1


@pytest.mark.usefixtures("small")
def test_the_command_says_where_the_files_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["handouts", "the_toll", "--paper", "letter", "--out", str(tmp_path)]) == 0
    assert f"The handouts are in {tmp_path}." in capsys.readouterr().out
    blocked = tmp_path / "pack.pdf"
    assert cli.main(["handouts", "the_toll", "--out", str(blocked)]) == 2
    assert "can't be written" in capsys.readouterr().err


def test_a_plan_without_plain_words_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "PACKAGE", tmp_path / "lessons")
    monkeypatch.setattr(places, "NOTEBOOKS", tmp_path / "notebooks")
    (tmp_path / "lessons" / "the_toll").mkdir(parents=True)
    with pytest.raises(walk.WalkError, match=r"plan\.md can't be read"):
        walk.plan(TOLL)
    (tmp_path / "lessons" / "the_toll" / "plan.md").write_text("# The toll")
    with pytest.raises(walk.WalkError, match="no paragraph that begins with"):
        walk.plain_words(TOLL)
    with pytest.raises(walk.WalkError, match="can't be read as a notebook"):
        list(walk.steps(TOLL))


@pytest.mark.usefixtures("small")
def test_a_short_sheet_has_the_report_that_it_asks_about(tmp_path: Path) -> None:
    boards = kinds(sheet(entry("second_case"), Pictures(tmp_path), "short"), "board")
    assert [len(board["table"]["rows"]) for board in boards] == [20]
