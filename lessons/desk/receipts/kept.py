"""Where receipts lie on the teacher's side, and what of them is believed.

A class keeps them in ``work/receipts``; they may lie among the hand-ins as well, in a file whose
name ends in ``.receipts.jsonl``: the signature says that they are the teacher's own.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from lessons.desk.receipts.receipt import MAX_LINE, Receipt, read
from lessons.kit import files
from lessons.kit.record import work_folder
from lessons.kit.record.format import FormatError

FOLDER = "receipts"
ENDING = ".receipts.jsonl"


class Kept(Struct, frozen=True):
    """What a file of receipts holds: those believed, and how many lines are not."""

    path: Path
    receipts: tuple[Receipt, ...]
    refused: int


def folder(work: Path | None = None) -> Path:
    """Give the teacher's folder of receipts."""
    return (work or work_folder()) / FOLDER


def keep(name: str, lines: Iterable[bytes], work: Path | None = None) -> Path:
    """Keep receipts that :func:`lessons.desk.receipts.give` made.

    Parameters
    ----------
    name : str
        Of the class, as a part of a file's name; its earlier receipts are replaced.
    lines : iterable of bytes
        One a learner.
    work : Path, optional
        The teacher's ``work`` folder.

    Raises
    ------
    OSError
        If the folder takes no file.
    """
    files.private_folder(folder(work))
    raw = b"".join(line + b"\n" for line in lines)
    return files.replace(_file(name, work), raw, private=True)


def forget(nickname: str, work: Path | None = None) -> None:
    """Take the receipts of a nickname away, whoever signed them."""
    for path in sorted(folder(work).glob(f"*{ENDING}")):
        lines = path.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if _nickname(line) != nickname]
        if len(kept) < len(lines):
            files.replace(path, b"".join(kept), private=True)


def take_away(name: str, work: Path | None = None) -> None:
    """Take all receipts of a class away."""
    _file(name, work).unlink(missing_ok=True)


def files_name(name: str) -> str:
    """Give a name that any disk takes.

    >>> files_name("the_toll 6/b")
    'the_toll-6-b'
    """
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in name)[:80] or "class"


def all_in(folders: Sequence[Path], secrets: Sequence[bytes]) -> Iterator[Kept]:
    """Read all files of receipts that lie in folders, each once.

    Parameters
    ----------
    folders : sequence of Path
        Looked into, and not below.
    secrets : sequence of bytes
        Whose receipts are believed.
    """
    seen: set[Path] = set()
    for each in folders:
        for path in sorted(each.glob(f"*{ENDING}")) if each.is_dir() else ():
            if path.resolve() not in seen and path.is_file():
                seen.add(path.resolve())
                yield _read(path, secrets)


def _file(name: str, work: Path | None) -> Path:
    return folder(work) / f"{files_name(name)}{ENDING}"


def _nickname(line: bytes) -> str:
    try:
        return str(msgspec.json.decode(line)["nickname"])
    except (ValueError, LookupError, TypeError):
        return ""


def _read(path: Path, secrets: Sequence[bytes]) -> Kept:
    found: list[Receipt] = []
    refused = 0
    try:
        with path.open("rb") as file:
            while line := file.readline(MAX_LINE):
                try:
                    found.append(read(line.rstrip(b"\r\n"), secrets))
                except FormatError:
                    refused += bool(line.strip())
    except OSError:
        refused += 1
    return Kept(path, tuple(found), refused)
