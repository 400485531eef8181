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

from lessons.desk.report.gradebook.gradebook import Scale
from lessons.desk.report.page.page_style import policy, template
from lessons.desk.report.statistics import OUTCOMES, Row
from lessons.kit import language
from lessons.kit.catalogue import say
from lessons.kit.places import FONTS
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
        if title:
            return say("report.back.named-section", section=section, title=title)
        return say("report.back.section", section=section)

    mark = row.marks[lesson]
    share = mark.share(best=best)
    told = {n for n, _ in row.remains}
    counts = "report.back.best" if best else "report.back.first"
    return {
        "title": titles.get(lesson, lesson),
        "mark": "" if scale is None or share is None else _mark(share, scale),
        "how": say(counts, how=mark.words(best=best)) if scale and share is not None else "",
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
            title = headings.get((lesson, section)) or say("report.back.section-up", number=section)
            yield say("report.back.right", title=title, count=right, all=len(cells))


def explanation(question: Question, idea: str) -> str:
    """Give the feedback to the answer that shows a mistaken idea."""
    for field in ("options", "mistakes"):
        for part in getattr(question, field, ()):
            if getattr(part, "misconception", "") == idea:
                return str(part.feedback)
    return ""


def _mark(share: float, scale: Scale) -> str:
    mark = language.number(scale.mark(share))
    return mark if scale.worst else say("report.back.mark", mark=mark, full=max(scale))


def _sure(step: int | None) -> str:
    return "" if step is None else say("report.pages.step", step=step)


def _short(markdown: str) -> str:
    words = text.plain(markdown)
    return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + " …"


@cache
def _template() -> Any:
    return template(HERE / "handback.html")


def html_pages(learners: Sequence[Mapping[str, Any]]) -> bytes:
    """Give the pages as one HTML file that runs nothing and fetches nothing."""
    style = (HERE / "handback.css").read_text(encoding="utf-8")
    page = _template().render(
        style=style, policy=policy(style), learners=learners, language=language.current()
    )
    return str(page).encode("utf-8", "replace")


def _words() -> dict[str, str]:
    """Give the words of the printed pages that are the same for all."""
    parts = ("title", "understood", "still", "again", "words", "none", "page")
    return {part: say(f"report.back.{part}") for part in parts} | {"kit": say("report.page.kit")}


def _for_print(learner: Mapping[str, Any]) -> dict[str, Any]:
    """Add the sentences that have something of the learner's in them: Typst fills none."""
    return {
        **learner,
        "lessons": [
            {
                **lesson,
                "left_out_said": say("report.back.left-out", count=lesson["left_out"]),
                "still": [_asked(one) for one in lesson["still"]],
                "again": [_asked(one) for one in lesson["again"]],
            }
            for lesson in learner["lessons"]
        ],
        "page": [{**row, "said": _row(row)} for row in learner["page"]],
    }


def _asked(one: Mapping[str, str]) -> dict[str, str]:
    was = say("report.back.was", prompt=one["prompt"])
    return {**one, "was": was, "read": say("report.back.read", where=one["where"])}


def _row(row: Mapping[str, str]) -> str:
    evidence = row["evidence"] or say("report.pages.no-evidence")
    parts = [say("report.pages.evidence", evidence=evidence)]
    parts += [say("report.pages.sure", sure=row["sure"])] if row["sure"] else []
    parts += [say("report.pages.against", against=row["against"])] if row["against"] else []
    return " ".join(f"{part}." for part in parts)


@cache
def _signs() -> frozenset[int]:
    """Give the signs that all faces of the kit's font have."""
    from fontTools.ttLib import TTFont

    faces = [set(TTFont(file).getBestCmap()) for file in sorted(FONTS.glob("*.ttf"))]
    return frozenset(set.intersection(*faces))


def settable(text: str) -> str:
    """Put a box where the font has no sign: a nickname may hold any, and one would stop the PDF.

    >>> settable("Žofia 😀")
    'Žofia □'
    """
    return text.translate({ord(sign): "□" for sign in set(text) if ord(sign) not in _signs()})


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
        said = {"learners": [_for_print(learner) for learner in learners], "words": _words()}
        said["language"] = language.current()
        written = settable(json.dumps(said, default=str, ensure_ascii=False))
        (folder / "handback.json").write_text(written, encoding="utf-8")
        main = Path(shutil.copy(HERE / "handback.typ", folder))
        try:
            made = typst.compile(
                main, root=folder, font_paths=[FONTS], ignore_system_fonts=True,
                pdf_standards=["ua-1"],
            )  # fmt: skip
        except typst.TypstError as error:
            raise HandBackError(say("report.fault.unset", why=error)) from error
    return bytes(made)
