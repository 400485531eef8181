"""Find what a class handed in: files in folders and zips, also zips within zips.

Nothing is unpacked onto the disk, so a name inside a zip (``../../x``) leads nowhere, and nothing
larger than a hand-in is read. Whatever is found gets a line in the report, also what is no hand-in.
"""

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import IO

from msgspec import Struct

from lessons.kit.record.handin import MAX_BYTES

ZIP_BYTES = 2_000_000_000
"""What the files that are read from one zip may hold together."""
INNER_BYTES = 50_000_000
"""How large a zip within a zip may be."""
INNER_TOTAL = 500_000_000
"""What the files in a zip within a zip may hold together."""
DEPTH = 3
"""How many zips may be nested."""
ENTRIES = 100_000
"""How many files one zip may have."""

HEAD = 64
BOM = b"\xef\xbb\xbf"
SQLITE = b"SQLite format 3\0"
RECORD = (
    "This is a learner's record, no hand-in. Let the learner type “lessons handin”, "
    "and put the file that it writes here."
)
PASSED_OVER = {"thumbs.db", "desktop.ini", "__macosx"}
MEND = "Unpack it by hand, then run the report again."

ZIP_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError),
)


class Place(Struct, frozen=True, array_like=True):
    """Where one file lies: ``path`` on the disk, and its number in that zip, or −1."""

    path: str
    name: str
    member: int = -1


class Found(Struct, frozen=True, kw_only=True):
    """What lies in a place.

    Attributes
    ----------
    name : str
        For people: the path below the folder, with `` › `` before what is inside a zip.
    raw : bytes
        What may be a hand-in; empty if it was not read.
    state : str
        ``read``; ``broken`` (could be one, but can't be read); ``foreign`` (is none); ``system``.
    said : str
        A sentence for the report; empty if all is well.
    """

    name: str
    raw: bytes = b""
    state: str = "read"
    said: str = ""


def shown(name: str) -> str:
    r"""Give a file's name as it can be shown: no control signs, no half characters.

    >>> shown("a\x1b[31m.json")
    'a�[31m.json'
    """
    whole = name.encode("utf-8", "replace").decode()
    return "".join(c if c.isprintable() else "�" for c in whole)[:300]


def find(
    folder: Path, skip: Path | None = None, own: frozenset[Path] = frozenset()
) -> tuple[list[Place], list[Found]]:
    """List all files below a folder and in the zips there.

    Parameters
    ----------
    folder : Path
        A folder, or one file (a zip as a learning platform gives it).
    skip : Path, optional
        A folder to leave out: the report's own.
    own : frozenset of Path
        Files of the teacher's to leave out, such as a class list.

    Returns
    -------
    list of Place
        What can be read with :func:`read`, in the order of the names.
    list of Found
        What can't, each with its sentence.
    """
    places: list[Place] = []
    faults: list[Found] = []

    def unreadable(error: OSError) -> None:
        name = shown(os.path.relpath(error.filename, folder))
        said = "This folder can't be read. Check its rights."
        faults.append(Found(name=name, state="broken", said=said))

    if not folder.is_dir():
        _list(folder, shown(folder.name), places, faults)
        return places, faults
    left_out = skip.resolve() if skip else None
    for top, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(f for f in folders if Path(top, f).resolve() != left_out)
        for name in sorted(files):
            path = Path(top, name)
            if path.resolve() in own:
                continue
            _list(path, shown(path.relative_to(folder).as_posix()), places, faults)
    return places, faults


def _list(path: Path, name: str, places: list[Place], faults: list[Found]) -> None:
    """List one file; of a zip, what is in it."""
    said = _no_file(path)
    if _is_system(name):
        faults.append(Found(name=name, state="system"))
    elif said:
        faults.append(Found(name=name, state="broken", said=said))
    elif path.suffix.lower() == ".zip":
        try:
            members = _open(str(path)).infolist()
        except ZIP_ERRORS:
            said = "The zip is damaged or only part of it is here. Fetch it once more."
            faults.append(Found(name=name, state="broken", said=said))
            return
        for number, inner in _members(members, name, ZIP_BYTES, faults):
            places.append(Place(str(path), inner, number))
    else:
        places.append(Place(str(path), name))


def _no_file(path: Path) -> str:
    """Say why a path is not an ordinary file; empty if it is one."""
    try:
        mode = path.lstat().st_mode
    except (OSError, ValueError):
        return "The file can't be read. Check its name and rights."
    if stat.S_ISLNK(mode):
        return "This is a link to somewhere else, and was not followed. Copy the file itself here."
    return "" if stat.S_ISREG(mode) else "This is no ordinary file, and was not read."


def _is_system(name: str) -> bool:
    """Tell what an operating system leaves behind, such as ``.DS_Store``."""
    parts = [part for part in PurePosixPath(name.replace(" › ", "/")).parts if part != ".."]
    return any(p.lower() in PASSED_OVER or p.startswith((".", "~$")) for p in parts)


def _members(
    infos: list[zipfile.ZipInfo], zip_name: str, total: int, faults: list[Found]
) -> Iterator[tuple[int, str]]:
    """Give number and name of what is worth reading in a zip, until ``total`` bytes are reached.

    A zip's own list says how large each file is, and no more than that is ever unpacked.
    """
    read = 0
    for number, info in enumerate(infos):
        name = shown(f"{zip_name} › {info.filename}")
        if info.is_dir():
            continue
        if number >= ENTRIES:
            rest = len(infos) - number
            said = f"The last {rest} files of this zip were not read: it has too many. {MEND}"
            faults.append(Found(name=zip_name, state="broken", said=said))
            return
        is_zip = _is_zip(info.filename)
        said = _not_readable(info, INNER_BYTES if is_zip else MAX_BYTES)
        if _is_system(name):
            faults.append(Found(name=name, state="system"))
        elif said:
            looks = is_zip or _looks_like_handin(info.filename)
            faults.append(Found(name=name, state="broken" if looks else "foreign", said=said))
        elif read + info.file_size > total:
            said = f"Not read: this zip unpacks to far more than a class hands in. {MEND}"
            faults.append(Found(name=name, state="broken", said=said))
        else:
            read += info.file_size
            yield number, name


def _not_readable(info: zipfile.ZipInfo, most: int) -> str:
    if info.flag_bits & 1:
        return f"It is locked with a password. {MEND}"
    if info.file_size > most:
        return f"It unpacks to more than {most // 1_000_000} MB, and was not read."
    return ""


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def _looks_like_handin(name: str) -> bool:
    return name.lower().endswith(".json")


@lru_cache(maxsize=1)
def _open(path: str) -> zipfile.ZipFile:
    """Open a zip; the last one stays open, as its files are read one after the other."""
    return zipfile.ZipFile(path)


def read(place: Place) -> Iterator[Found]:
    """Read what lies in a place; several files if it is a zip within a zip.

    Yields
    ------
    Found
        Nothing raises: what can't be read says so.
    """
    if place.member >= 0:
        archive = _open(place.path)
        yield from _read_member(archive, archive.infolist()[place.member], place.name, 1)
        return
    try:
        with Path(place.path).open("rb") as file:
            yield _candidate(file, place.name)
    except (OSError, ValueError):
        said = "The file can't be read. Check its name and rights."
        yield Found(name=place.name, state="broken", said=said)


def _read_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, depth: int
) -> Iterator[Found]:
    try:
        with archive.open(info) as file:
            if not _is_zip(info.filename):
                yield _candidate(file, name)
                return
            raw = file.read(INNER_BYTES + 1)
    except ZIP_ERRORS:
        said = "This file is damaged inside its zip. Fetch the zip once more."
        yield Found(name=name, state="broken", said=said)
        return
    yield from _read_inner(raw, name, depth + 1)


def _read_inner(raw: bytes, name: str, depth: int) -> Iterator[Found]:
    if depth > DEPTH:
        said = f"There are too many zips within zips here. {MEND}"
        yield Found(name=name, state="broken", said=said)
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except ZIP_ERRORS:
        yield Found(name=name, state="broken", said="This zip is damaged. Ask for it once more.")
        return
    faults: list[Found] = []
    infos = archive.infolist()
    for number, inner in _members(infos, name, INNER_TOTAL, faults):
        yield from _read_member(archive, infos[number], inner, depth)
    yield from faults


def _candidate(file: IO[bytes], name: str) -> Found:
    """Read a file if it looks like a hand-in: by its name, or because it begins as JSON does."""
    head = file.read(HEAD)
    begins = head.removeprefix(BOM).lstrip()[:1] == b"{"
    if not begins and not _looks_like_handin(name):
        if head.startswith(SQLITE):
            return Found(name=name, state="broken", said=RECORD)
        return Found(name=name, state="foreign", said="This is no hand-in.")
    raw = (head + file.read(MAX_BYTES + 1 - len(head))).removeprefix(BOM)
    said = ""
    if leads_out(name):
        said = "Its name leads out of the zip; it was read there, and nothing was written."
    return Found(name=name, raw=raw, said=said)


def leads_out(name: str) -> bool:
    """Tell whether a name in a zip points outside the folder it would be unpacked to.

    >>> leads_out("all.zip › ../../etc/x.json"), leads_out("all.zip › a/x.json")
    (True, False)
    """
    inside = name.split(" › ")[1:]
    parts = [one.replace("\\", "/") for one in inside]
    return any(p.startswith("/") or ":" in p[:3] or ".." in p.split("/") for p in parts)
