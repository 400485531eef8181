"""What a question is asked about, as a platform can show it: pictures, tables, a map to read.

A question on the kit's maps is a click on screen. Elsewhere the map carries letters, which are the
options.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lessons.desk.handouts import handouts
from lessons.kit.catalogue import say
from lessons.kit.data.atlas import svg_map
from lessons.kit.exhibits.style import INK
from lessons.kit.places import FONTS
from lessons.kit.quiz.questions import Place, Question

if TYPE_CHECKING:
    from lessons.desk.handouts.markup import Node

PLACES = 6
"""How many places a map offers; more only where a question has more right and wrong ones."""
WIDTH = 700
"""Of a map, in points."""
PIXELS_AN_INCH = 144
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Picture:
    """A picture with its file ``name``, the PNG's ``content`` and its alternative text."""

    name: str
    content: bytes
    alt: str


@dataclass(frozen=True)
class Still:
    """An exhibit that stands still; one without a ``picture`` is a table alone."""

    title: str
    subtitle: str
    note: str
    source: str
    picture: Picture | None
    columns: list[str]
    rows: list[list[str]]

    def html(self, address: str) -> str:
        """Give the exhibit as HTML.

        Parameters
        ----------
        address : str
            What stands before the picture's file name.
        """
        table = self._table()
        if self.picture:
            numbers = escape(say("exhibits.frame.numbers"))
            drawn = image(self.picture, address)
            table = f"{drawn}<details><summary>{numbers}</summary>{table}</details>"
        lines = [f"<p><strong>{escape(self.title)}</strong><br>{escape(self.subtitle)}</p>", table]
        lines += [
            f"<p><small>{escape(line)}</small></p>" for line in (self.note, self.source) if line
        ]
        return "".join(lines)

    def _table(self) -> str:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.columns)
        rows = "".join(
            f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>"
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def image(picture: Picture, address: str) -> str:
    """Give a picture as HTML, never wider than the page."""
    alt = escape(picture.alt, quote=True)
    return f'<p><img src="{address}{picture.name}" alt="{alt}" style="max-width:100%"></p>'


@cache
def stills(lesson: str, exhibit: str) -> tuple[Still, ...]:
    """Give what a lesson's function shows, with its headline held back if a question needs that.

    Parameters
    ----------
    lesson, exhibit : str
        Names of the package and of its function.

    Returns
    -------
    tuple of Still
        One, or those of a switch that are meant for paper.
    """
    thing = getattr(import_module(f"lessons.{lesson}"), exhibit)()
    with tempfile.TemporaryDirectory(prefix="export-") as name:
        pictures = handouts.Pictures(Path(name))
        nodes = list(handouts.still(thing, pictures))
        return tuple(
            _still(node, f"{lesson}-{exhibit}{n}", pictures) for n, node in enumerate(nodes, 1)
        )


def of(question: Question) -> tuple[Still, ...]:
    """Give what a question is asked about; nothing if it needs no exhibit."""
    return stills(question.lesson, question.exhibit) if question.exhibit else ()


def _still(node: "Node", name: str, pictures: handouts.Pictures) -> Still:
    picture = None
    if "image" in node:
        content = (pictures.folder / node["image"]).read_bytes()
        picture = Picture(f"{name}.png", content, node["alt"])
    table = node["table"]
    said = {part: node[part] for part in ("title", "subtitle", "note", "source")}
    return Still(**said, picture=picture, columns=table["columns"], rows=table["rows"])


def lettered(question: Place) -> dict[str, str]:
    """Give the letters of a question's map, with the id of the place that each stands for.

    Right places, and wrong ones with a word to say, are all among them; the largest others fill up.
    """
    named = [*question.answer, *(mistake.id for mistake in question.mistakes)]
    shapes: list[dict[str, Any]] = svg_map(question.map)["shapes"]
    others = [shape for shape in shapes if shape["id"] not in named and not shape.get("part_of")]
    others.sort(key=lambda shape: -len(shape["d"]))
    fill = [str(shape["id"]) for shape in others[: max(0, PLACES - len(named))]]
    return dict(zip(_LETTERS, sorted({*named, *fill}), strict=False))


def map_to_read(question: Place) -> Picture:
    """Draw a question's map as outlines with letters, for :func:`lettered`.

    Returns
    -------
    Picture
        Its alternative text says where each letter stands, and names no place.
    """
    import typst

    drawn = svg_map(question.map)
    letters = lettered(question)
    spots = {shape["id"]: (float(shape["x"]), float(shape["y"])) for shape in drawn["shapes"]}
    blank = handouts.blank_svg(drawn).removesuffix("</svg>")
    marks = "".join(_mark(letter, *spots[place]) for letter, place in letters.items())
    with tempfile.TemporaryDirectory(prefix="export-") as name:
        folder = Path(name)
        (folder / "map.svg").write_text(f"{blank}{marks}</svg>", encoding="utf-8")
        main = folder / "map.typ"
        main.write_text(
            f"#set page(width: {WIDTH}pt, height: auto, margin: 0pt)\n"
            '#image("map.svg", width: 100%)',
            encoding="utf-8",
        )
        png = typst.compile(
            main,
            root=folder,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            format="png",
            ppi=PIXELS_AN_INCH,
        )
    title = say("handouts.title.no-names", title=drawn["title"])
    width, height = map(float, drawn["viewBox"].split()[2:])
    where = "; ".join(
        say(
            "export.map.spot",
            letter=letter,
            across=round(100 * spots[place][0] / width),
            down=round(100 * spots[place][1] / height),
        )
        for letter, place in letters.items()
    )
    name = f"{question.lesson}-{question.id}.png"
    return Picture(name, bytes(png), f"{title} {where}.")


def _mark(letter: str, x: float, y: float) -> str:
    return (
        f'<circle cx="{x}" cy="{y}" r="15" fill="white" stroke="{INK}" stroke-width="2"/>'
        f'<text x="{x}" y="{y + 8}" font-family="Source Sans 3" font-size="24" font-weight="bold" '
        f'text-anchor="middle" fill="{INK}">{letter}</text>'
    )


def pictures(question: Question) -> Iterator[Picture]:
    """Give all pictures that a question needs."""
    yield from (still.picture for still in of(question) if still.picture)
    if isinstance(question, Place):
        yield map_to_read(question)


def prompt(question: Question, asked: str, address: str) -> str:
    """Put what a question is asked about above its words.

    Parameters
    ----------
    question : Question
        From the bank.
    asked : str
        The question's words as HTML.
    address : str
        What stands before the file name of a picture.

    Returns
    -------
    str
        HTML.
    """
    above = "".join(still.html(address) for still in of(question))
    if isinstance(question, Place):
        return f"{above}{asked}{image(map_to_read(question), address)}"
    return above + asked
