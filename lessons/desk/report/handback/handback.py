"""What each learner gets back: what is understood, what is still mistaken, and their own words."""

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lessons.desk.report.gradebook.gradebook import Scale
from lessons.desk.report.page.page_style import policy
from lessons.desk.report.statistics import OUTCOMES, Row
from lessons.kit.exhibits.style import FONTS
from lessons.kit.quiz import text
from lessons.kit.quiz.questions import Question

HERE = Path(__file__).parent
RIGHT = {OUTCOMES.index("right at once"), OUTCOMES.index("right later")}
NOT_YET = {OUTCOMES.index("partly"), OUTCOMES.index("wrong")}
LEFT_OUT = OUTCOMES.index("not answered")
MARKED = RIGHT | NOT_YET | {LEFT_OUT}
LONGEST = 180


class HandBackError(ValueError):
    """The pages can't be set as a PDF; the message is one sentence."""


def pages(
    rows: Sequence[Row],
    questions: Sequence[Question],
    titles: Mapping[str, str],
    headings: Mapping[tuple[str, int], str],
    names: Mapping[str, str],
    scale: Scale | None,
    *,
    best: bool = False,
) -> list[dict[str, Any]]:
    """Put together the pages to hand back.

    Parameters
    ----------
    rows : sequence of Row
        The learners.
    questions : sequence of Question
        The teacher's key.
    titles : mapping
        Lesson → number and title.
    headings : mapping
        (lesson, section) → the section's title.
    names : mapping
        Name in the report → name on the class list, where it is known.
    scale : Scale or None
        Of the marks; without one no mark is told.
    best : bool
        Whether the best answer to each question counts; else the first.
    """
    return [
        {
            "name": names.get(row.name, row.name),
            "nickname": row.name if row.name in names else "",
            "lessons": [
                _lesson(row, lesson, questions, titles, headings, scale, best=best)
                for lesson in row.lessons
            ],
            "page": [
                msgspec.structs.asdict(line) | {"sure": _sure(line.sure)} for line in row.page
            ],
        }
        for row in rows
    ]


def _lesson(
    row: Row,
    lesson: str,
    questions: Sequence[Question],
    titles: Mapping[str, str],
    headings: Mapping[tuple[str, int], str],
    scale: Scale | None,
    *,
    best: bool,
) -> dict[str, Any]:
    mine = [n for n, question in enumerate(questions) if question.lesson == lesson]

    def place(n: int) -> str:
        section = questions[n].section
        title = headings.get((lesson, section), "")
        return f"section {section}" + (f", “{title}”" if title else "")

    mark = row.marks[lesson]
    share = mark.share(best=best)
    told = {n for n, _ in row.remains}
    return {
        "title": titles.get(lesson, lesson),
        "mark": "" if scale is None or share is None else _mark(share, scale),
        "counts": "best" if best else "first",
        "how": mark.words(best=best) if scale is not None and share is not None else "",
        "understood": list(_understood(row, mine, questions, lesson, headings)),
        "still": [
            {
                "idea": idea,
                "prompt": _short(questions[n].prompt),
                "why": text.plain(explanation(questions[n], idea)),
                "where": place(n),
            }
            for n, idea in row.remains
            if n in mine
        ],
        "again": [
            {"prompt": _short(questions[n].prompt), "where": place(n)}
            for n in mine
            if row.cells[n] in NOT_YET and n not in told
        ],
        "left_out": sum(row.cells[n] == LEFT_OUT for n in mine),
        "texts": [
            {"prompt": _short(questions[n].prompt), "words": words}
            for n, words in row.texts
            if n in mine
        ],
    }


def _understood(
    row: Row,
    mine: Iterable[int],
    questions: Sequence[Question],
    lesson: str,
    headings: Mapping[tuple[str, int], str],
) -> Iterator[str]:
    """Give the sections in which something is right in the end, with how much of them."""
    sections: dict[int, list[int]] = defaultdict(list)
    for n in mine:
        if row.cells[n] in MARKED:
            sections[questions[n].section].append(row.cells[n])
    for section, cells in sections.items():
        right = sum(cell in RIGHT for cell in cells)
        if right:
            title = headings.get((lesson, section), f"Section {section}")
            yield f"{title}: {right} of {len(cells)} right"


def explanation(question: Question, idea: str) -> str:
    """Give the feedback to the answer that shows a mistaken idea."""
    for field in ("options", "mistakes"):
        for part in getattr(question, field, ()):
            if getattr(part, "misconception", "") == idea:
                return str(part.feedback)
    return ""


def _mark(share: float, scale: Scale) -> str:
    return (
        f"{scale.mark(share):g} of {max(scale):g}" if scale.worst == 0 else f"{scale.mark(share):g}"
    )


def _sure(step: int | None) -> str:
    return "" if step is None else f"{step} of 4"


def _short(markdown: str) -> str:
    words = text.plain(markdown)
    return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + " …"


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("handback.html")


def html_pages(learners: Sequence[Mapping[str, Any]]) -> bytes:
    """Give the pages as one HTML file that runs nothing and fetches nothing."""
    style = (HERE / "handback.css").read_text(encoding="utf-8")
    page = _template().render(style=style, policy=policy(style), learners=learners)
    return str(page).encode("utf-8", "replace")


def pdf_pages(learners: Sequence[Mapping[str, Any]]) -> bytes:
    """Give the pages as one tagged PDF; each learner begins on a new sheet.

    Raises
    ------
    HandBackError
        If Typst can't set them.
    """
    import typst

    with tempfile.TemporaryDirectory(prefix="handback-") as name:
        folder = Path(name)
        (folder / "handback.json").write_text(json.dumps(learners, default=str), encoding="utf-8")
        main = Path(shutil.copy(HERE / "handback.typ", folder))
        try:
            made = typst.compile(
                main, root=folder, font_paths=[FONTS], ignore_system_fonts=True,
                pdf_standards=["ua-1"],
            )  # fmt: skip
        except typst.TypstError as error:
            raise HandBackError(f"The pages to hand back can't be set as a PDF: {error}") from error
    return bytes(made)
