"""Handouts: the learner's sheet, the teacher's plan with the key, and one pack of all, as PDFs.

All of it comes from a lesson's notebook, ``quiz.yaml``, ``plan.md`` and exhibits; Typst sets it,
with the kit's own font and nothing from the network. The PDFs are tagged (PDF/UA-1).
"""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from lessons.desk.handouts import key, markup
from lessons.kit import files, language, walk
from lessons.kit.catalogue import say, words
from lessons.kit.data.atlas import svg_map
from lessons.kit.exhibits.exhibit import in_words
from lessons.kit.exhibits.style import INK, MEDIA, PALE, PAPER, SHAPES, medium
from lessons.kit.places import FONTS
from lessons.kit.quiz import bank
from lessons.kit.quiz.questions import Question, Short, asked_kind, view
from lessons.kit.syllabus import Entry, entry

if TYPE_CHECKING:
    from lessons.desk.handouts.markup import Node
    from lessons.kit.exhibits.exhibit import Exhibit

PAPERS = {"a4": "a4", "letter": "us-letter"}
TEMPLATE = Path(__file__).with_name("handout.typ")
ARTICLE = "the_article"
LINES, PAGE_OF_LINES, LONG = 4, 20, 500
"""Lines to write on under a question that asks for a text: some, or a column of them where a good
answer has so many letters."""

TEXT = "text"
"""The function that shows the report that a lesson is about: no question can do without it."""

Extent = Literal["short", "whole", "questions"]
"""How much of a lesson a sheet has: the questions with the pictures that they need, all of it, or
the questions alone, for a room with a screen."""


class HandoutError(ValueError):
    """A handout can't be made; the message is one sentence."""


@dataclass(frozen=True)
class Look:
    """How handouts are set: ``paper`` ("a4" or "letter"), and ``large`` for 18-point print.

    ``extent`` says how much of a lesson the learner's sheet has. Large print has all of it.
    """

    paper: str = "a4"
    large: bool = False
    extent: Extent = "short"


@dataclass(frozen=True)
class Tightness:
    """How tightly columns are set.

    ``text`` is in points, ``picture`` a share of the column; ``beside`` says whether an exhibit's
    notes stand beside its picture.
    """

    text: float
    picture: float
    beside: bool = False


TIGHTNESS = (
    Tightness(9, 1),
    Tightness(9, 0.85),
    Tightness(8.7, 0.8),
    Tightness(8.5, 0.7),
    Tightness(8.5, 0.65, beside=True),
    Tightness(8.5, 0.6, beside=True),
    Tightness(8.5, 0.55, beside=True),
    Tightness(8.3, 0.52, beside=True),
)
MOST: dict[Extent, int] = {"short": 2, "questions": 2, "whole": 4}
"""Pages that a learner's sheet is to fit on: one sheet of paper, or two with all pictures."""


@dataclass
class Pictures:
    """The pictures of a handout, and the folder they are written to."""

    folder: Path
    count: int = field(default=0)

    def add(self, content: bytes, ending: str) -> str:
        """Write one picture and give its file name."""
        self.count += 1
        name = f"{self.count}.{ending}"
        (self.folder / name).write_bytes(content)
        return name


def make(
    lessons: Sequence[Entry], out: Path, look: Look = Look(), *, force: bool = False
) -> Iterator[Path]:
    """Write the handouts of some lessons.

    Parameters
    ----------
    lessons : sequence of Entry
        From the syllabus.
    out : Path
        A folder; it is made if it is not there.
    look : Look
    force : bool
        Whether files of the same names may be overwritten.

    Yields
    ------
    Path
        Each PDF as it is written: for each lesson ``…_sheet.pdf`` (learner), ``…_plan.pdf`` and
        ``…_key.pdf`` (teacher), then ``the_article.pdf`` with the glossary, and ``pack.pdf`` with
        all of them.

    Raises
    ------
    HandoutError
        If such a file is there, or the folder can't be written to.
    lessons.kit.walk.WalkError, lessons.kit.quiz.bank.BankError
        If a lesson's own files have a fault.
    """
    end = "_large.pdf" if look.large else ".pdf"
    if not force:
        kinds = [f"{_start(one)}_{kind}" for one in lessons for kind in ("sheet", "plan", "key")]
        _refuse_overwriting(out / f"{name}{end}" for name in (*kinds, ARTICLE, "pack"))
    with tempfile.TemporaryDirectory(prefix="handouts-") as name:
        pictures = Pictures(Path(name))
        about = list(article())
        yield _write(
            out / f"{ARTICLE}{end}", pdf(say("handouts.title.article"), [about], pictures, look)
        )
        everything: list[list[Node]] = [about]
        for lesson in lessons:
            start = _start(lesson)
            place = f"{lesson.number} · {lesson.title}"
            extent: Extent = "whole" if look.large else look.extent
            with medium("projector"):  # half as wide as the page, its letters are small enough
                asked = sheet(lesson, pictures, extent)
            if not look.large:
                asked = list(_in_columns(asked))
            pages = {"plan": plan(lesson), "key": whole_key(lesson), "sheet": asked}
            for kind in ("sheet", "plan", "key"):
                title = say(f"handouts.title.{kind}")
                yield _write(
                    out / f"{start}_{kind}{end}",
                    pdf(
                        f"{place}: {title}",
                        [pages[kind]],
                        pictures,
                        look,
                        MOST[extent] if kind == "sheet" and not look.large else 0,
                    ),
                )
            everything += pages.values()
        yield _write(out / f"pack{end}", pdf(say("handouts.title.kit"), everything, pictures, look))


def _in_columns(blocks: "Iterable[Node]") -> "Iterator[Node]":
    """Set blocks in columns, and begin a page where one is to begin."""
    for apart, group in groupby(blocks, key=lambda block: bool(block["kind"] == "page")):
        body = list(group)
        yield from body if apart else [{"kind": "columns", "body": body}]


def _start(lesson: Entry) -> str:
    return f"{lesson.number:02}_{lesson.name}"


def _refuse_overwriting(paths: Iterable[Path]) -> None:
    there = next((path for path in paths if path.exists()), None)
    if there:
        raise HandoutError(say("handouts.fault.there", path=there))


def sheet(lesson: Entry, pictures: Pictures, extent: Extent = "whole") -> "list[Node]":
    """Put together the learner's sheet, in the order of the lesson's notebook.

    Returns
    -------
    list of dict
        Blocks for the template.
    """
    questions = {question.id: question for question in _questions(lesson)}
    numbers = {name: n for n, name in enumerate(questions, 1)}
    needed = {TEXT, *(question.exhibit for question in questions.values())}
    steps = list(walk.steps(lesson))
    blocks: list[Node] = [{"kind": "name"}]
    if extent == "whole":
        blocks += _briefing(lesson, steps)
    for step in steps:
        match step:
            case walk.Prose(markdown=words, on_new_page=apart):
                said = markup.blocks(words)
                blocks += [{"kind": "page"}] if apart else []
                blocks += said if extent == "whole" else _short(said)
            case walk.Aside(title=title, markdown=words):
                if extent == "whole":
                    blocks += [markup.heading(3, title), *markup.blocks(words)]
            case walk.Asked(id=name, lesson=""):
                blocks.append(question_block(questions[name], numbers[name], pictures))
            case walk.Asked(id=name, lesson=other):
                asked = next(q for q in _questions(entry(other)) if q.id == name)
                blocks.append(question_block(asked, 0, pictures))
            case walk.Shown(name=name, thing=thing):
                if extent == "whole" or (extent == "short" and name in needed):
                    blocks += still(thing, pictures)
    if extent == "whole":
        for shown in walk.blank_maps(lesson):
            blank = {"title": say("handouts.title.blank-map"), "note": "", "table": None}
            blocks.append({**_exhibit(shown.thing, pictures), **blank})
    return list(_without_empty_sections(blocks))


def _briefing(lesson: Entry, steps: "Sequence[walk.Step]") -> "list[Node]":
    """Give the lesson in plain words, unless its notebook has them."""
    plain = walk.heading("plain")
    if plain in {step.title for step in steps if isinstance(step, walk.Aside)}:
        return []
    return [markup.heading(2, plain), *markup.blocks(walk.plain_words(lesson))]


def _short(said: "list[Node]") -> "list[Node]":
    """Give the headings of a text; all of it if it has a table with cells to write in."""
    tables = [block for block in said if block["kind"] == "table"]
    if any(not cell for table in tables for row in table["rows"] for cell in row):
        return said
    return [block for block in said if block["kind"] == "heading"]


def _without_empty_sections(blocks: "list[Node]") -> "Iterator[Node]":
    """Leave out headings under which nothing stands."""
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if block["kind"] == "heading" and block["level"] > 1:
            if following is None:
                continue
            if following["kind"] == "heading" and following["level"] <= block["level"]:
                continue
        yield block


def article() -> "Iterator[Node]":
    """Give the article's place: each paragraph in our own words, then the words to know.

    Yields
    ------
    dict
        Blocks for the template.
    """
    for step in walk.article():
        if isinstance(step, walk.Prose):
            yield from markup.blocks(step.markdown)
        else:
            yield _text(step.thing)


def plan(lesson: Entry) -> "list[Node]":
    """Put together the teacher's plan.

    Returns
    -------
    list of dict
        Blocks for the template.
    """
    return markup.blocks(walk.plan(lesson))


def whole_key(lesson: Entry) -> "list[Node]":
    """Put together the key: on one page what is right, then what to say to each answer.

    Returns
    -------
    list of dict
        Blocks for the template.
    """
    questions = _questions(lesson)
    title = markup.heading(1, f"{lesson.number} · {lesson.title}: {say('handouts.title.key')}")
    return [title, *key.at_a_glance(questions), {"kind": "page"}, *key.blocks(questions)]


def question_block(question: Question, number: int, pictures: Pictures) -> "Node":
    """Give one question with room to answer, options in the order that a learner's screen has.

    Returns
    -------
    dict
        A block of the kind ``question``, without any key or feedback.
    """
    first, *more = markup.blocks(question.prompt)
    block: Node = {
        "kind": "question",
        "form": asked_kind(question),
        "number": number,
        "ask": first["body"],
        "more": more,
    }
    seen = view(question)
    for part in ("options", "items", "left", "right"):
        if part in seen:
            block[part] = [markup.text(entry["text"]) for entry in seen[part]]
    if "unit" in seen:
        block["unit"] = seen["unit"]
    if isinstance(question, Short):
        many = len(question.model) > LONG
        block["lines"] = PAGE_OF_LINES if many else LINES
        block |= {"rubric": [markup.inline(line) for line in question.rubric]}
    if "map" in seen:
        blank = svg_map(seen["map"])
        picture = pictures.add(blank_svg(blank).encode(), "svg")
        block |= {"image": picture, "alt": say("handouts.title.no-names", title=blank["title"])}
    return block


def blank_svg(shapes: Any) -> str:
    """Draw a map of the atlas as outlines without names.

    Parameters
    ----------
    shapes : mapping
        A map of ``atlas.svg_map``.

    Returns
    -------
    str
        An SVG file.
    """
    around, paths = (
        "".join(f'<path d="{escape(shape["d"])}"/>' for shape in shapes.get(part, []))
        for part in ("context", "shapes")
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{escape(shapes["viewBox"])}">'
        f'<g fill="{PALE}">{around}</g><g fill="{PAPER}" fill-rule="evenodd" stroke="{INK}" '
        f'stroke-width="1.2" stroke-linejoin="round">{paths}</g></svg>'
    )


def pdf(
    title: str, parts: "list[list[Node]]", pictures: Pictures, look: Look, most: int = 0
) -> bytes:
    """Set parts, each on pages of its own, as a tagged PDF in English.

    Parameters
    ----------
    title : str
        What the file is called.
    parts : list of list of dict
        Blocks for the template.
    pictures : Pictures
        To which the blocks lead.
    look : Look
    most : int
        Pages that what stands in columns is to fit on: it is set no tighter than that needs. What
        doesn't fit at all is set with room.

    Returns
    -------
    bytes
        A PDF/UA-1 file.

    Raises
    ------
    HandoutError
        If there is no such paper, or Typst can't set it, with Typst's reason.
    """
    import typst

    if look.paper not in PAPERS:
        raise HandoutError(say("handouts.fault.paper", paper=look.paper, there=" or ".join(PAPERS)))
    page: Node = {
        "title": title,
        "author": say("handouts.title.kit"),
        "about": say("handouts.title.about"),
        "lang": language.current(),
        "words": words("handouts.sheet."),
        "paper": PAPERS[look.paper],
        "large": look.large,
        "parts": parts,
    }
    main = Path(shutil.copy(TEMPLATE, pictures.folder))
    how: Any = {"root": pictures.folder, "font_paths": [FONTS], "ignore_system_fonts": True}
    try:
        # What fits at no step is set with room.
        for tightness in (*TIGHTNESS, TIGHTNESS[0]) if most else TIGHTNESS[:1]:
            told = json.dumps({**page, "tightness": asdict(tightness)})
            (pictures.folder / "handout.json").write_text(told, encoding="utf-8")
            if most and json.loads(typst.query(main, "<pages>", **how))[0]["value"] <= most:
                break
        return bytes(typst.compile(main, pdf_standards=["ua-1"], **how))
    except typst.TypstError as error:
        raise HandoutError(say("handouts.fault.unset", title=title, why=error)) from error


def _questions(lesson: Entry) -> list[Question]:
    return bank.load(bank.path_of(lesson.name))


def still(thing: Any, pictures: Pictures) -> "Iterable[Node]":
    """Give what a lesson shows as it can stand on paper.

    Returns
    -------
    iterable of dict
        An exhibit as it is; of several to choose from those that are meant for paper; a board, a
        map with a year slider or one to measure on, as a table.
    """
    from lessons.kit.exhibits.board import Board
    from lessons.kit.exhibits.maproom import MapRoom
    from lessons.kit.exhibits.switch import Switch
    from lessons.kit.exhibits.texts.document import Documents
    from lessons.kit.exhibits.timemap import TimeMap

    if isinstance(thing, Switch):
        return [_exhibit(thing.exhibit(name), pictures) for name in thing.paper]
    if isinstance(thing, Board):
        said = thing.texts
        return [_board(said, thing.columns, thing.rows)]
    if isinstance(thing, TimeMap):
        spec = thing.spec()
        return [_board(spec, thing.columns, spec["rows"])]
    if isinstance(thing, Documents | MapRoom):
        return [_text(thing)]
    return [_exhibit(thing, pictures)]


def _text(thing: Any) -> "Node":
    """Give documents, the article's paragraphs or the glossary as a table."""
    table = in_words(thing.table)
    said = {name: getattr(thing, name) for name in ("title", "subtitle", "note")}
    said["source"] = thing.source_line()
    return _board(said, list(map(str, table.columns)), table.to_numpy().tolist())


def _exhibit(exhibit: "Exhibit", pictures: Pictures) -> "Node":
    exhibit = exhibit.shown()
    width, height = exhibit.figure.get_size_inches()
    table = in_words(exhibit.table)
    return {
        "kind": "exhibit",
        "title": exhibit.title,
        "subtitle": exhibit.subtitle,
        "image": pictures.add(exhibit.png(), "png"),
        "alt": exhibit.alt,
        "note": exhibit.note,
        "source": exhibit.source_line(),
        "aspect": width / height,
        # Large print gives the numbers too: the letters inside a picture can't all be large.
        "table": {"columns": list(map(str, table.columns)), "rows": table.to_numpy().tolist()},
        "width": width / (SHAPES["wide"][0] * MEDIA["print"].scale),
    }


def _board(said: Any, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> "Node":
    return {
        "kind": "board",
        "title": said["title"],
        "subtitle": said["subtitle"],
        "table": {"columns": list(columns), "rows": [list(row) for row in rows]},
        "note": said.get("note", ""),
        "source": said["source"],
    }


def _write(path: Path, content: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return files.replace(path, content)
    except OSError as error:
        raise HandoutError(
            say("handouts.fault.unwritten", path=path, why=error.strerror)
        ) from error
