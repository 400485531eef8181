"""The learner's own copies of the notebooks: brought, kept up to date, never written over.

``notebooks/`` is source, and learners write in copies: in a checkout in ``work/notebooks/``, else
in the folder *Reading a Crisis*. A copy in which the learner has changed, added or deleted a cell
is theirs and stays as it is. Any other follows the kit: a corrected lesson is brought anew. What a
cell shows is no change, since running a lesson rewrites it.

Beside the copies a small file, :data:`NOTES`, remembers of each what it was when it was brought.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from lessons.kit import files, language, places

NOTES = places.MARK
"""File beside the copies with the checksums of what was brought."""

FIRST = "00_start_here.ipynb"
"""The page that is opened first."""

LOCKS = ("deletable", "editable", "tags")
"""Metadata of a cell that nobody changes by looking at it."""

Notes = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Brought:
    """What was done.

    Attributes
    ----------
    folder : Path
        Where the copies lie; ``notebooks/`` itself where no folder can be written to.
    first : bool
        Whether there was none before.
    corrected : tuple of str
        Copies that got a newer lesson.
    waiting : tuple of str
        Copies that the learner has changed, of which the kit has a newer lesson.
    damaged : tuple of str
        Copies that can't be read, and are left as they are.
    trouble : str
        Why no copy could be written, or empty.
    """

    folder: Path
    first: bool = False
    corrected: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    trouble: str = ""


def folder() -> Path:
    """Give the folder of the learner's copies."""
    if places.INSTALLED or os.environ.get("LESSONS_FOLDER", "").strip():
        return places.learner_folder()
    return places.work_folder() / "notebooks"


def sources() -> list[Path]:
    """List the kit's notebooks in their order, the teacher's last; translations lie beside them."""
    there = places.NOTEBOOKS.rglob("*.ipynb")
    shown = (path for path in there if not _is_hidden(path) and not language.is_translation(path))
    return sorted(shown, key=lambda path: (path.parent != places.NOTEBOOKS, path))


def name_of(source: Path) -> str:
    """Name a notebook as it lies below the folder: ``teacher/class_report.ipynb``."""
    return source.relative_to(places.NOTEBOOKS).as_posix()


def copy_of(source: Path) -> Path:
    """Give the learner's copy of one of the kit's notebooks.

    Where the user stands in a folder that has one, such as a copy of the kit in the home of a
    hub's user, it is that one.
    """
    name = name_of(source)
    for near in (Path.cwd() / name, Path.cwd() / "notebooks" / name):
        if near.is_file() and not near.samefile(source):
            return near
    there = (place / name for place in _places() if (place / name).is_file())
    return next(there, folder() / name)


def bring() -> Brought:
    """Bring what is missing or was corrected, and say what was done.

    Where the learner's folder can't be written to, the copies lie in the user's own data folder,
    beside the answers; where neither can, the kit's own notebooks are opened.
    """
    for place in _places():
        done = _bring_into(place)
        if not done.trouble or (place / FIRST).is_file():
            return done
    return Brought(places.NOTEBOOKS, trouble=done.trouble)


def _places() -> Iterator[Path]:
    yield folder()
    with suppress(RuntimeError):  # the system knows of no home
        yield user_data_path("reading-a-crisis", appauthor=False) / "notebooks"


def _bring_into(place: Path) -> Brought:
    notes = _notes(place)
    fresh = not any((place / name_of(source)).exists() for source in sources())
    found: dict[str, list[str]] = {"corrected": [], "waiting": [], "damaged": []}
    try:
        for source in sources():
            what = _bring_one(source, place / name_of(source), notes)
            if what:
                found[what].append(name_of(source))
        _write_notes(place, notes)
    except OSError as error:
        return Brought(place, trouble=error.strerror or str(error))
    return Brought(
        place,
        first=fresh,
        corrected=tuple(found["corrected"]),
        waiting=tuple(found["waiting"]),
        damaged=tuple(found["damaged"]),
    )


def note(source: Path, copy: Path) -> None:
    """Remember that a copy now has the kit's lesson in it, whatever the learner adds."""
    place = _place_of(source, copy)
    notes = _notes(place)
    raw = language.own(source).read_bytes()
    notes[name_of(source)] = {"lesson": _sum(raw), "cells": cells_sum(raw) or ""}
    _write_notes(place, notes)


def cells_sum(raw: bytes) -> str | None:
    """Give a checksum of what a notebook says, whatever its cells show; nothing if it is none."""
    try:
        cells = json.loads(raw)["cells"]
        said = [_said(cell) for cell in cells]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    return _sum(json.dumps(said).encode()) if said else None


def _bring_one(source: Path, copy: Path, notes: Notes) -> str:
    """Bring one notebook; return which list of :class:`Brought` names it, or nothing."""
    name, raw = name_of(source), language.own(source).read_bytes()
    now = {"lesson": _sum(raw), "cells": cells_sum(raw) or ""}
    known = notes.get(name, now)
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        files.replace(copy, raw)
        notes[name] = now
        return ""
    cells = cells_sum(copy.read_bytes())
    if cells is None:
        return "damaged"
    if known["lesson"] == now["lesson"]:
        notes.setdefault(name, now)
        return ""
    if cells == now["cells"]:  # what it shows may be newer, what it says is not
        notes[name] = now
        return ""
    if cells != known["cells"]:
        return "waiting"
    files.replace(copy, raw)
    notes[name] = now
    return "corrected"


def _said(cell: Any) -> list[Any]:
    source = cell["source"]
    text = source if isinstance(source, str) else "".join(source)
    metadata = cell.get("metadata", {})
    return [cell.get("id"), cell["cell_type"], text.strip(), *map(metadata.get, LOCKS)]


def _notes(place: Path) -> Notes:
    """Read what was brought; a file that can't be read is as good as none."""
    try:
        found = json.loads((place / NOTES).read_bytes())
        return {
            str(name): {"lesson": str(each["lesson"]), "cells": str(each["cells"])}
            for name, each in found["notebooks"].items()
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _write_notes(place: Path, notes: Notes) -> None:
    text = json.dumps({"notebooks": notes}, indent=1, sort_keys=True) + "\n"
    path = place / NOTES
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        files.replace(path, text.encode())


def _place_of(source: Path, copy: Path) -> Path:
    depth = len(source.relative_to(places.NOTEBOOKS).parts)
    return copy.parents[depth - 1]


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(places.NOTEBOOKS).parts)


def _sum(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
