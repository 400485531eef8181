"""What the lessons promise together: every claim is taught, every lesson is whole.

Run by ``lessons check``. A claim of the article that no question checks has to stand in
``lessons/not_taught.toml`` with the reason.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections import defaultdict
from typing import TYPE_CHECKING

from lessons.kit import syllabus
from lessons.kit.places import DATA, NOTEBOOKS, PACKAGE
from lessons.kit.quiz import bank
from lessons.kit.quiz.questions import Poll, Prediction, Sealed, Short

if TYPE_CHECKING:
    from pathlib import Path

    from lessons.kit.quiz.questions import Question

QUESTIONS = range(8, 13)
"""How many questions a lesson may have."""

KINDS = 4
"""How many kinds of question it has at least."""

PARTS = {
    "__init__.py": "name there what its notebook calls",
    "exhibits.py": "draw its maps and charts",
    "quiz.yaml": "write its questions",
    "plan.md": "write the teacher's page",
}
"""The files that every lesson's folder has, and what to do where one is missing."""

SECTION = re.compile(r"^## (\d+)\. .+ · (\d+) min$", re.MULTILINE)
"""A section's heading in a notebook: its number, its title, its minutes."""

ELSEWHERE = re.compile(
    r"!\[[^\]]*\]\(\s*<?(?:https?:)?//|^\s*\[[^\]]+\]:\s*\S+\.(?:png|jpe?g|gif|svg|webp)\b"
    r"|<img\b[^>]*\bsrc\s*=\s*[\"']?(?:https?:)?//",
    re.IGNORECASE | re.MULTILINE,
)
"""A picture that a reader's computer would fetch from somewhere."""

ASKED = re.compile(r"""\.ask\(["']([\w-]+)["']\)""")
"""A call in a notebook that shows a question."""


def check(package: Path = PACKAGE, notebooks: Path = NOTEBOOKS) -> list[str]:
    """Say where the lessons break their promises.

    Parameters
    ----------
    package : Path
        The folder of the lessons' folders.
    notebooks : Path
        The folder of their notebooks.

    Returns
    -------
    list of str
        One sentence each: a claim that is neither taught nor named as left out; a lesson outside
        the syllabus, without its notebook or a file of its own, with too few questions or kinds,
        without an opening poll or an exit ticket; minutes that don't add up; a question whose
        section isn't there, or that is asked nowhere.
    """
    found: list[str] = []
    asked: dict[str, list[str]] = defaultdict(list)
    unread = False  # a claim may be asked about in a file that can't be read, or is sealed
    for entry in syllabus.entries():
        folder = package / entry.name
        missing = [name for name in PARTS if not (folder / name).is_file()]
        try:
            questions = [] if "quiz.yaml" in missing else bank.load(folder / "quiz.yaml")
        except bank.BankError:  # the bank's own check says what is wrong
            questions = None
        # In an edition without answers, the questions were checked before they were sealed.
        sealed = any(isinstance(question, Sealed) for question in questions or [])
        if not sealed:
            found += [f"lessons/{entry.name} has no {name}; {PARTS[name]}." for name in missing]
        unread = unread or sealed or questions is None
        if questions is None:
            continue
        for question in questions:
            for claim in question.claims:
                asked[claim].append(f"{entry.name}/{question.id}")
        if questions and not sealed:
            found += _quiz_faults(entry.name, questions)
        found += _notebook_faults(entry, notebooks, questions)
    return found + _stray_faults(package) + ([] if unread else _claim_faults(asked, package))


def _stray_faults(package: Path) -> list[str]:
    """Name the lessons that the syllabus does not."""
    named = {entry.name for entry in syllabus.entries()}
    return [
        f"lessons/{quiz.parent.name} is not in lessons/syllabus.toml; add it there."
        for quiz in sorted(package.glob("*/quiz.yaml"))
        if quiz.parent.name not in named
    ]


def _quiz_faults(lesson: str, questions: list[Question]) -> list[str]:
    where = f"lessons/{lesson}/quiz.yaml"
    kinds = {question.kind for question in questions}
    found = []
    if len(questions) not in QUESTIONS:
        found.append(
            f"{where} has {len(questions)} questions; "
            f"a lesson has {QUESTIONS[0]} to {QUESTIONS[-1]}."
        )
    if len(kinds) < KINDS:
        found.append(f"{where} has {len(kinds)} kinds of question; use at least {KINDS}.")
    if not questions or not _opens(questions[0]):
        found.append(
            f"{where} does not open with a poll; begin with one that has “again: true”, "
            "or with a prediction."
        )
    if not questions or not isinstance(questions[-1], Short):
        found.append(f"{where} has no exit ticket; end with a question of the kind “short”.")
    return found


def _opens(question: Question) -> bool:
    """Say whether a learner commits to something that is looked back at."""
    return isinstance(question, Prediction) or (isinstance(question, Poll) and question.again)


def _notebook_faults(
    entry: syllabus.Entry, notebooks: Path, questions: list[Question]
) -> list[str]:
    name = f"notebooks/{entry.number:02}_{entry.name}.ipynb"
    path = notebooks / name.removeprefix("notebooks/")
    if not path.is_file():
        return [f"{name} is missing; every lesson of the syllabus has a notebook."]
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    asked = list(dict.fromkeys(ASKED.findall(code)))
    sections = {int(number): int(minutes) for number, minutes in SECTION.findall(prose)}
    found = []
    if ELSEWHERE.search(prose):
        found.append(
            f"{name} shows a picture from elsewhere, which isn't there without the network and "
            "tells who looks; draw it as an exhibit."
        )
    if sum(sections.values()) != entry.minutes:
        found.append(
            f"{name}: the sections take {sum(sections.values())} minutes, "
            f"lessons/syllabus.toml gives the lesson {entry.minutes}; make them agree."
        )
    for question in questions:
        if question.section not in sections:
            found.append(
                f"lessons/{entry.name}/quiz.yaml: question “{question.id}” belongs to section "
                f"{question.section}, which {name} does not have."
            )
        if question.id not in asked:
            found.append(f"{name} does not ask “{question.id}”; add a cell that does.")
    known = [question.id for question in questions]
    found += [
        f"{name} asks “{each}”, which lessons/{entry.name}/quiz.yaml does not have."
        for each in asked
        if known and each not in known
    ]
    in_order = [each for each in known if each in asked]
    if in_order != [each for each in asked if each in in_order]:
        found.append(
            f"{name} asks in another order than lessons/{entry.name}/quiz.yaml, so the numbers on "
            "the cards jump; make them agree."
        )
    return found


def _claim_faults(asked: dict[str, list[str]], package: Path) -> list[str]:
    with (DATA / "tables" / "claims.csv").open(encoding="utf-8", newline="") as file:
        claims = [row["id"] for row in csv.DictReader(file)]
    file_name = "lessons/not_taught.toml"
    path = package / "not_taught.toml"
    left_out = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    found = [
        f"Claim {claim} is checked by no question; ask about it, or name the reason in {file_name}."
        for claim in claims
        if claim not in asked and not str(left_out.get(claim, "")).strip()
    ]
    for claim in left_out:
        if claim not in claims:
            found.append(f"{file_name} names {claim}, which is no claim of the article.")
        elif claim in asked:
            found.append(f"{file_name} names {claim}, but {asked[claim][0]} asks about it.")
    return found
