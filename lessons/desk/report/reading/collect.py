"""Find what a class handed in: files in folders and zips, also zips within zips.

Nothing is unpacked onto the disk, so a name inside a zip (``../../x``) leads nowhere, and nothing
larger than a hand-in is read. Whatever is found gets a line in the report, also what is no hand-in.
"""

import os
import stat
from pathlib import Path, PurePosixPath

from msgspec import Struct

from lessons.desk.report.reading import archives, kinds
from lessons.kit.catalogue import say
from lessons.kit.record.handin import MAX_BYTES

PASSED_OVER = {"thumbs.db", "desktop.ini", "__macosx"}
REPORT = b"reading-a-crisis/class-report"
"""What the page of a report says of itself."""


class Place(Struct, frozen=True, array_like=True):
    """Where one file lies: ``path`` on the disk, and the way to it within a zip."""

    path: str
    name: str
    way: tuple[int, ...] = ()


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
        said = say("report.file.folder")
        faults.append(Found(name=name, state="broken", said=said))

    if not folder.is_dir():
        _list(folder, shown(folder.name), places, faults)
        return places, faults
    left_out = skip.resolve() if skip else None
    for top, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(f for f in folders if Path(top, f).resolve() != left_out)
        if Path(top) != folder and is_report(Path(top)):
            name = shown(Path(top).relative_to(folder).as_posix())
            faults.append(Found(name=name, state="system", said=say("report.file.report")))
            folders.clear()
            continue
        for name in sorted(files):
            path = Path(top, name)
            if not (own and path.resolve() in own):
                _list(path, shown(path.relative_to(folder).as_posix()), places, faults)
    return places, faults


def is_report(folder: Path) -> bool:
    """Tell whether a report of this kit lies in a folder."""
    try:
        with (folder / "report.html").open("rb") as file:
            return REPORT in file.read(4096)
    except (OSError, ValueError):
        return False


def _list(path: Path, name: str, places: list[Place], faults: list[Found]) -> None:
    """List one file; of a zip, what is in it. Whatever goes wrong is a line, and stops nothing."""
    said = _no_file(path)
    if _is_system(name):
        faults.append(Found(name=name, state="system"))
    elif said:
        faults.append(Found(name=name, state="broken", said=said))
    elif not archives.is_zip(name):
        places.append(Place(str(path), name))
    else:
        try:
            for member in archives.members(path, name):
                _list_member(path, member, places, faults)
        except archives.ArchiveError as error:
            faults.append(Found(name=name, state="broken", said=str(error)))
        except Exception as error:
            faults.append(unexpected(name, error))


def _list_member(
    path: Path, member: archives.Member, places: list[Place], faults: list[Found]
) -> None:
    name = shown(member.name)
    if _is_system(name):
        faults.append(Found(name=name, state="system"))
    elif member.said:
        may_be_work = kinds.looks_like_handin(name) or archives.is_zip(name)
        faults.append(
            Found(name=name, state="broken" if may_be_work else "foreign", said=member.said)
        )
    else:
        places.append(Place(str(path), name, member.way))


def unexpected(name: str, error: Exception) -> Found:
    """Give the line for a file that made something go wrong which nobody thought of."""
    said = say("report.file.unexpected", error=type(error).__name__, ask=kinds.ask())
    return Found(name=name, state="broken", said=said)


def _no_file(path: Path) -> str:
    """Say why a path is not an ordinary file; empty if it is one."""
    try:
        mode = path.lstat().st_mode
    except (OSError, ValueError):
        return say("handin.read.unreadable")
    if stat.S_ISLNK(mode):
        return say("report.file.link")
    return "" if stat.S_ISREG(mode) else say("report.file.special")


def _is_system(name: str) -> bool:
    """Tell what an operating system leaves behind, such as ``.DS_Store``."""
    parts = [part for part in PurePosixPath(name.replace(" › ", "/")).parts if part != ".."]
    return any(p.lower() in PASSED_OVER or p.startswith((".", "~$")) for p in parts)


def read(place: Place) -> Found:
    """Read what lies in a place.

    Returns
    -------
    Found
        Nothing raises: what can't be read says so.
    """
    try:
        head, rest = _bytes(place)
    except archives.ArchiveError as error:
        return Found(name=place.name, state="broken", said=str(error))
    except (OSError, ValueError):
        return Found(name=place.name, state="broken", said=say("handin.read.unreadable"))
    state, said = kinds.kind(head, place.name)
    if state != "read":
        return Found(name=place.name, state=state, said=said)
    raw, notes = _mended(head + rest)
    if leads_out(place.name):
        notes.append(say("report.file.leads-out"))
    return Found(name=place.name, raw=raw, said=" ".join(notes))


def _bytes(place: Place) -> tuple[bytes, bytes]:
    """Give the first bytes of a file, and what follows if it may be a hand-in."""
    if place.way:
        return archives.head_and_rest(place.path, place.way, kinds.HEAD, MAX_BYTES + 1)
    with Path(place.path).open("rb") as file:
        head = file.read(kinds.HEAD)
        may_be = kinds.kind(head, place.name).state == "read"
        return head, file.read(MAX_BYTES + 1 - len(head)) if may_be else b""


def _mended(raw: bytes) -> tuple[bytes, list[str]]:
    """Undo what editors and power cuts do to a file, and say so."""
    notes = []
    plain = kinds.in_utf8(raw)
    if plain != raw:
        notes.append(say("report.file.utf"))
    whole = plain.removeprefix(kinds.MARK)
    if whole.endswith(b"\0"):
        whole = whole.rstrip(b"\0")
        notes.append(say("report.file.zeros"))
    return whole, notes


def leads_out(name: str) -> bool:
    """Tell whether a name in a zip points outside the folder it would be unpacked to.

    >>> leads_out("all.zip › ../../etc/x.json"), leads_out("all.zip › a/x.json")
    (True, False)
    """
    inside = name.split(" › ")[1:]
    parts = [one.replace("\\", "/") for one in inside]
    return any(p.startswith("/") or ":" in p[:3] or ".." in p.split("/") for p in parts)
