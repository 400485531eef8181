"""Put a learner's copy of a notebook back as the kit made it, and keep what they wrote in it.

The kit's own notebook gives its cells back, without network and without git. Answers are not in
notebooks but in the record, which is not touched.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import nbformat

from lessons.kit import files, language, places
from lessons.kit.catalogue import say
from lessons.kit.record import work_folder
from lessons.kit.syllabus import closest_first
from lessons.lab import copies
from lessons.lab.copies import LOCKS

BACKUPS = "before-restore"
"""Folder in the learner's ``work/`` for notebooks as they were."""

GOES_ON = "raises-exception"
"""Tag of a cell that may stop with an error: JupyterLab then runs the next ones all the same."""

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
Cell = nbformat.NotebookNode
Own = dict[str | None, list[Cell]]
"""The learner's own cells, each below a cell of the kit (``None``: above them all)."""


class RestoreError(RuntimeError):
    """A notebook can't be put back; the message says why and what to do."""


@dataclass(frozen=True)
class Restored:
    """What was done to a notebook.

    Attributes
    ----------
    path : Path
        The notebook.
    changed : bool
        Whether there was anything to mend.
    back, kept : int
        How many of the kit's cells were gone or changed; how many are the learner's own.
    saved : Path or None
        The notebook as it was before, if there was one.
    """

    path: Path
    changed: bool = False
    back: int = 0
    kept: int = 0
    saved: Path | None = None

    def __str__(self) -> str:
        if not self.changed:
            return say("restore.done.nothing", path=self.path)
        lines = [say("restore.done.back", path=self.path, back=self.back)]
        if self.kept:
            lines.append(say("restore.done.kept", kept=self.kept))
        if self.saved:
            lines.append(say("restore.done.saved", saved=self.saved))
        lines.append(say("restore.done.reload"))
        return "\n".join(lines)


def restore(name: str) -> Restored:
    """Put the learner's copy of one notebook back.

    Parameters
    ----------
    name : str
        A lesson's number or name, or the notebook's file name.

    Returns
    -------
    Restored

    Raises
    ------
    RestoreError
        If there is no such notebook, or a file can't be written; nothing has changed then.

    Examples
    --------
    >>> print(restore("crimea"))  # doctest: +SKIP
    work/notebooks/03_crimea.ipynb is put back. Cells of the lesson that came back: 2.
    """
    source = find(name)
    path = copies.copy_of(source)
    try:
        kit = read_source(source)
        raw = path.read_bytes() if path.exists() else None
    except OSError as error:
        raise RestoreError(say("restore.fault.unread", path=path, why=error.strerror)) from error
    there = cells_of(raw) if raw is not None else None
    sound, own = sorted_out(there or [], kit.cells)
    cells = list(woven(kit.cells, sound, own))
    if there is not None and marks(there) == marks(cells):
        remember(source, path)
        return Restored(path)
    back = len(kit.cells) - len(sound)
    kit.cells = cells
    try:
        nbformat.validate(kit)
    except nbformat.ValidationError:  # what a cell once showed is damaged: show it anew
        kit.cells = list(woven(read_source(source).cells, {}, own))
    saved = write(path, raw, kit)
    remember(source, path)
    return Restored(path, True, back, sum(map(len, own.values())), saved)


def remember(source: Path, copy: Path) -> None:
    """Note that the copy holds the newest lesson, where that can be written."""
    with suppress(OSError):
        copies.note(source, copy)


def find(name: str) -> Path:
    """Give the kit's own notebook that a person means by ``name``.

    Raises
    ------
    RestoreError
        If there is none, with the names there are, the closest first.
    """
    wanted = Path(name).name.removesuffix(".ipynb").lower()
    wanted = f"{int(wanted):02}" if wanted.isdecimal() else wanted
    there = copies.sources()
    for path in there:
        number, _, lesson = path.stem.partition("_")
        if wanted in ([path.stem, number, lesson] if number.isdecimal() else [path.stem]):
            return path
    if not there:
        raise RestoreError(say("restore.fault.missing", folder=places.NOTEBOOKS))
    names = ", ".join(closest_first(wanted, [path.stem for path in there]))
    raise RestoreError(say("restore.fault.nobody", name=name, names=names))


def read_source(path: Path) -> nbformat.NotebookNode:
    """Read one of the kit's own notebooks.

    Raises
    ------
    RestoreError
        It is damaged itself.
    """
    try:
        notebook: nbformat.NotebookNode = nbformat.v4.reads(
            language.own(path).read_text(encoding="utf-8")
        )
        return notebook
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise RestoreError(
            say("restore.fault.damaged", name=path.name, work=work_folder())
        ) from error


def advice(names: Iterable[str]) -> str:
    """Say how to put notebooks back."""
    named = " ".join(names)
    if places.INSTALLED:
        return say("restore.advice.installed", named=named)
    quoted = f'"{named}"' if " " in named else named
    return say("restore.advice.make", quoted=quoted, named=named)


def cells_of(raw: bytes) -> list[Cell] | None:
    """Give a notebook's cells, or nothing if the file is not a notebook any more."""
    try:
        cells: list[Cell] = nbformat.v4.reads(raw.decode()).cells
        texts = [
            part for cell in cells for part in (cell.source, cell.cell_type, cell.get("id", ""))
        ]
        return cells if all(isinstance(text, str) for text in texts) else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def words(cell: Cell) -> str:
    """Give what a cell says."""
    return str(cell.source).strip()


def sorted_out(there: list[Cell], kit: list[Cell]) -> tuple[dict[str, Cell], Own]:
    """Tell the kit's cells, by their ids, from the learner's own.

    A cell that says word for word what one of the kit's says is that one, or a copy of it.
    """
    by_id = {cell.id: cell for cell in kit}
    by_words = {words(cell): cell.id for cell in reversed(kit)}
    sound: dict[str, Cell] = {}
    own: Own = defaultdict(list)
    place = None
    for cell in there:
        known = cell.get("id") if cell.get("id") in by_id else by_words.get(words(cell))
        place = known or place
        if known is None or words(cell) != words(by_id[known]):
            if words(cell) or known is None:
                own[place].append(cell)
        elif known not in sound and is_sound(cell, by_id[known]):
            sound[known] = cell
    return sound, own


def is_sound(cell: Cell, kit: Cell) -> bool:
    """Say whether a cell that says what the kit's says also is what the kit's is."""
    locks = all(cell.metadata.get(lock) == kit.metadata.get(lock) for lock in LOCKS)
    return locks and cell.cell_type == kit.cell_type


def woven(kit: list[Cell], sound: dict[str, Cell], own: Own) -> Iterator[Cell]:
    """Give the kit's cells in their order, and the learner's own where they stood."""
    taken = {cell.id for cell in kit}
    yield from (mine(cell, taken) for cell in own.get(None, []))
    for cell in kit:
        yield nbformat.from_dict(sound.get(cell.id, cell) | {"id": cell.id})
        yield from (mine(below, taken) for below in own.get(cell.id, []))


def mine(cell: Cell, taken: set[str]) -> Cell:
    """Give a learner's cell unlocked, with an id of its own, unable to stop the lesson."""
    tags = cell.metadata.get("tags", [])
    tags = [tag for tag in tags if tag not in ("tinker", GOES_ON)] if isinstance(tags, list) else []
    name = cell.get("id", "")
    if name in taken or not ID.fullmatch(name):
        name = uuid4().hex[:8]
    taken.add(name)
    kind = cell.cell_type if cell.cell_type in ("code", "markdown") else "raw"
    tags += [GOES_ON] if kind == "code" else []
    metadata = {"tags": tags} if tags else {}
    made: Cell = getattr(nbformat.v4, f"new_{kind}_cell")(cell.source, id=name, metadata=metadata)
    if kind == "markdown" and "attachments" in cell:
        made.attachments = cell.attachments  # pictures that were pasted in
    return made


def marks(cells: list[Cell]) -> list[tuple[object, ...]]:
    """Give all of the cells that a notebook is compared by."""
    return [
        (cell.get("id"), cell.cell_type, words(cell), *map(cell.metadata.get, LOCKS))
        for cell in cells
    ]


def write(path: Path, before: bytes | None, notebook: nbformat.NotebookNode) -> Path | None:
    """Write a notebook, and what was there before into ``work/``; say where.

    Raises
    ------
    RestoreError
        If either can't be done; then neither is.
    """
    saved = None if before is None else set_aside(path, before)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.replace(path, (nbformat.writes(notebook).rstrip("\n") + "\n").encode())
    except OSError as error:
        if saved:
            saved.unlink()
        raise RestoreError(say("restore.fault.unwritten", path=path, why=error.strerror)) from error
    return saved


def set_aside(path: Path, before: bytes) -> Path:
    """Keep a notebook as it was: in ``work/``, or beside it where that can't be written to."""
    now = f"{datetime.now().astimezone():%Y-%m-%d-%H%M%S}-{uuid4().hex[:4]}"
    name = f"{path.stem}-{now}.ipynb"
    why = None
    for folder in (work_folder() / BACKUPS, path.parent):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return files.replace(folder / name, before)
        except OSError as error:
            why = error.strerror
    raise RestoreError(say("restore.fault.aside", name=path.name, why=why))
