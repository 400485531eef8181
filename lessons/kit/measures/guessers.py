"""The bank as a test-wise guesser meets it, and how the known rules fare there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lessons.kit import syllabus
from lessons.kit.places import NOTEBOOKS
from lessons.kit.quiz import bank, guessing
from lessons.kit.quiz.guessing import Asked
from lessons.kit.quiz.questions import Choices, Question

MOST_WITH_TWO = 0.6
"""The largest share of ``choices`` that may have exactly two right options."""

CALL = re.compile(r"""\.ask\(["']([\w-]+)["']""")


def in_view(
    entries: Iterable[syllabus.Entry] | None = None, notebooks: Path = NOTEBOOKS
) -> list[Asked]:
    """Give the questions with options of all lessons, each below the title that stands above it.

    Parameters
    ----------
    entries : iterable of Entry, optional
        Lessons; by default those of the syllabus.
    notebooks : Path
        The folder of their notebooks, with what they show stored.
    """
    found = []
    for entry in syllabus.entries() if entries is None else entries:
        above = titles_above(notebooks / f"{entry.number:02}_{entry.name}.ipynb")
        found += [
            Asked(question, above.get(question.id, ""))
            for question in bank.of(entry.name)
            if guessing.of_form(question)
        ]
    return found


def titles_above(notebook: Path) -> dict[str, str]:
    """Give, by a question's id, the title of the exhibit that stands last above it.

    Parameters
    ----------
    notebook : Path
        With stored outputs. One that isn't there has no titles.
    """
    if not notebook.is_file():
        return {}
    title, found = "", {}
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        asked = CALL.search("".join(cell["source"]))
        if asked:
            found[asked[1]] = title
        else:
            title = next(_first_lines(cell), title)
    return found


def _first_lines(cell: dict[str, Any]) -> Iterator[str]:
    for output in cell.get("outputs", []):
        lines = "".join(output.get("data", {}).get("text/plain", "")).splitlines()
        yield from lines[:1]


def share_with_two(questions: Iterable[Question]) -> float:
    """Give the share of ``choices`` of which exactly two options are right."""
    right = [sum(o.right for o in q.options) for q in questions if isinstance(q, Choices)]
    return right.count(2) / len(right) if right else 0.0


def report() -> list[str]:
    """Say how each known rule fares over the bank, the most telling first, a line each."""
    asked = in_view()
    if not asked:  # in an edition without answers
        return []
    two = share_with_two([one.question for one in asked])
    lines = [
        f"  {'gives answers away' if one.gives_away else 'tells nothing'}: {one}"
        for one in guessing.play_all(asked)
    ]
    many = "too many" if two > MOST_WITH_TWO else "enough others"
    return [*lines, f"  {many}: {two:.0%} of “choices” have exactly two right options."]
