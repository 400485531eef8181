"""Questions in another language: ``quiz.uk.yaml``, whole, beside the ``quiz.yaml`` that it repeats.

A translation marks as the English file does, so it must ask the same: each question with its id,
its kind, its answer and as many options, in the same order, with the same ones right.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from lessons.kit import language
from lessons.kit.quiz import bank
from lessons.kit.quiz.bank import LESSONS, BankError, Finding
from lessons.kit.quiz.questions import Question

#: Fields whose text is no translator's: it names something.
NAMES = {"id", "kind", "map", "exhibit", "date", "seen_after", "thinking"}
#: Fields that the text itself makes.
MADE = {"key", "lesson"}


def check(folder: str | Path = LESSONS) -> list[str]:
    """Give every fault of every translation, a line each; an empty list is good.

    Parameters
    ----------
    folder : str or Path
        The folder that holds one folder a lesson.
    """
    files = sorted(Path(folder).glob("*/quiz.*.yaml"))
    return [str(finding) for path in files if language.is_translation(path) for finding in of(path)]


def of(path: Path) -> list[Finding]:
    """Give the faults of one translation: its own, and where it asks something else."""
    try:
        english = {one.id: one for one in bank.load(path.with_name("quiz.yaml"))}
        here = {one.id: one for one in bank.load(path)}
    except BankError as error:
        return list(error.findings)
    said = [
        f"the English file has no question “{name}”. Remove it."
        for name in here.keys() - english.keys()
    ]
    said += [
        f"the question “{name}” is missing. Translate it." for name in english.keys() - here.keys()
    ]
    for name in english.keys() & here.keys():
        said += [
            f"“{name}” has another “{field}” than the English question. Make them agree."
            for field in _differing(english[name], here[name])
        ]
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Finding(path, _line(lines, one), one) for one in sorted(said)]


def _differing(english: Question, other: Question) -> list[str]:
    if english.kind != other.kind:
        return ["kind"]
    ours, theirs = msgspec.to_builtins(english), msgspec.to_builtins(other)
    return [
        field
        for field in ours
        if field not in MADE and _bones(ours[field], field) != _bones(theirs[field], field)
    ]


def _bones(value: Any, field: str) -> Any:
    """Leave of a value what a translation must not change."""
    if isinstance(value, dict):
        return {name: _bones(one, name) for name, one in value.items() if name not in MADE}
    if isinstance(value, list | tuple):
        return [_bones(one, field) for one in value]
    if isinstance(value, str) and field not in NAMES:
        return bool(value)
    return value


def _line(lines: list[str], said: str) -> int:
    """Give the line of the question that a sentence names first; else the first."""
    name = said.partition("“")[2].partition("”")[0]
    places = (
        n for n, line in enumerate(lines, 1) if line.strip().removeprefix("- ") == f"id: {name}"
    )
    return next(places, 1)
