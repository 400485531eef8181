"""A lesson's notebook as a reader meets it: what its sections hold, counted without drawing it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lessons.kit import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.kit.syllabus import Entry

HEADING = re.compile(r"^## (?:\d+\. )?(.+?)(?: · (\d+) min)?$", re.MULTILINE)
CALL = re.compile(r"\.(\w+)\((?:[\"']([\w-]+)[\"'])?")
TIMED = re.compile(r"\*\*[^*]*\((\d+) min\)\.?\*\*")
NOT_READ = re.compile(r"^(#|\||>)", re.MULTILINE)


@dataclass
class Section:
    """A section: its title, its planned minutes, its prose, and what it calls."""

    title: str
    minutes: int
    prose: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    timed: int = 0

    @property
    def words(self) -> int:
        """How many words are read in class."""
        return sum(len(part.split()) for part in self.prose)


def sections(lesson: Entry) -> list[Section]:
    """Give the sections that have minutes; what stands above the first belongs to it.

    Headings, tables, notes set apart with “>” and what is one click away aren't counted as read.
    A thing to do with its own minutes, such as “**In pairs (6 min).**”, counts as those.
    """
    found = [Section("", 0)]
    for cell in _cells(lesson):
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            for name, said in CALL.findall(source):
                if name == "ask":
                    found[-1].asked.append(said)
                else:
                    found[-1].calls.append(name)
            continue
        if walk.ASIDE.match(source):
            continue
        heading = HEADING.search(source)
        if heading:
            found.append(Section(heading[1], int(heading[2] or 0)))
        found[-1].timed += sum(map(int, TIMED.findall(source)))
        found[-1].prose += list(_read(source))
    opening, *rest = found
    if rest:
        first = rest[0]
        first.prose = opening.prose + first.prose
        first.asked = opening.asked + first.asked
        first.calls = opening.calls + first.calls
        first.timed += opening.timed
    return [section for section in rest if section.minutes]


def prose(lesson: Entry) -> str:
    """Give all that is read in class, as one text."""
    return "\n\n".join(part for section in sections(lesson) for part in section.prose)


def _read(source: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", source):
        if not NOT_READ.match(paragraph.lstrip()):
            yield paragraph.strip()


def _cells(lesson: Entry) -> list[dict[str, Any]]:
    path = walk.notebook(lesson)
    if not path.is_file():
        return []
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if walk.stands_in(cell, "lab")]
