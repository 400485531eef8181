"""Zips, also zips within zips: what lies in them, and how much of it is read.

Nothing is unpacked onto the disk. One allowance of bytes and files holds for all that one file on
the disk unpacks to, at every depth; it grows with what is there, so that a small file stays small.
"""

import io
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from lessons.desk.report.reading.kinds import unpack
from lessons.kit.catalogue import say
from lessons.kit.record.handin import MAX_BYTES

MOST_BYTES = 2_000_000_000
"""What one file on the disk may unpack to, whatever its size."""
ENOUGH_BYTES = 100_000_000
"""What any file may unpack to, however small it is."""
RATIO = 300
"""How many times its size a file may unpack to; hand-ins come to about 20, like ones to 60."""
INNER_BYTES = 50_000_000
"""How large a zip within a zip may be."""
DEPTH = 3
"""How many zips may be nested."""
ENTRIES = 100_000
"""How many files there may be, at all depths together."""

ENTRY = b"PK\x01\x02"
CHUNK = 1 << 24

LINK = 0o120000
PACKINGS = {1: "Shrink", 6: "Implode", 9: "Deflate64", 19: "LZ77", 93: "Zstandard", 95: "XZ",
            96: "JPEG", 97: "WavPack", 98: "PPMd", 99: "AES encryption"}  # fmt: skip
"""Names of packings by their number in a zip; Python unpacks others."""


class ArchiveError(ValueError):
    """A zip or a file in it can't be read; the message is a sentence or two for the teacher."""


class Member(Struct, frozen=True):
    """One file in a zip: the way to it, a number in each zip; its name; why it can't be read."""

    way: tuple[int, ...]
    name: str
    said: str = ""


class Allowance:
    """Bytes and files that may still be read of one file on the disk."""

    def __init__(self, packed: int) -> None:
        self.bytes = min(MOST_BYTES, max(ENOUGH_BYTES, RATIO * packed))
        self.files = ENTRIES

    def takes(self, size: int) -> bool:
        """Take ``size`` bytes off, if there are so many."""
        if size > self.bytes:
            return False
        self.bytes -= size
        return True


def members(path: Path, name: str) -> Iterator[Member]:
    """List what lies in a zip and in the zips within it.

    Parameters
    ----------
    path : Path
        The zip on the disk.
    name : str
        How it is called; the names of members stand behind ``›``.

    Raises
    ------
    ArchiveError
        If the zip can't be opened.
    """
    yield from _members(str(path), (), name, Allowance(path.stat().st_size))


def _members(path: str, way: tuple[int, ...], name: str, allowance: Allowance) -> Iterator[Member]:
    for number, info in enumerate(_open(path, way).infolist()):
        inside = info.filename.replace("\\", "/")  # as some programs on Windows write it
        if info.is_dir() or inside.endswith("/"):
            continue
        member = Member((*way, number), f"{name} › {inside}")
        allowance.files -= 1
        if allowance.files < 0:
            yield Member(way, name, say("report.zip.rest", most=ENTRIES, unpack=unpack()))
            return
        said = _not_readable(info, allowance)
        if said or not is_zip(inside):
            yield Member(member.way, member.name, said)
        elif len(member.way) >= DEPTH:
            said = say("report.zip.depth", unpack=unpack())
            yield Member(member.way, member.name, said)
        else:
            try:
                yield from _members(path, member.way, member.name, allowance)
            except ArchiveError as error:
                yield Member(member.way, member.name, str(error))


def _not_readable(info: zipfile.ZipInfo, allowance: Allowance) -> str:
    most = INNER_BYTES if is_zip(info.filename) else MAX_BYTES
    if info.flag_bits & 1:
        return say("report.zip.locked", unpack=unpack())
    if info.external_attr >> 16 & 0o170000 == LINK:
        return say("report.zip.link")
    if info.file_size > most:
        return say("report.zip.large", megabytes=most // 1_000_000)
    if not allowance.takes(info.file_size):
        return say("report.zip.allowance", unpack=unpack())
    return ""


def is_zip(name: str) -> bool:
    """Tell whether a name is that of a zip."""
    return name.lower().endswith(".zip")


def head_and_rest(path: str, way: tuple[int, ...], head: int, most: int) -> tuple[bytes, bytes]:
    """Read a member: its first bytes, and up to ``most`` in all.

    Raises
    ------
    ArchiveError
        If it is damaged, or packed in a way that is not known.
    """
    try:
        archive = _open(path, way[:-1])
        info = archive.infolist()[way[-1]]
        with archive.open(info) as file:
            first = file.read(head)
            return first, file.read(most - len(first))
    except ArchiveError:
        raise
    except Exception as error:  # whatever a damaged zip makes its reader raise
        raise ArchiveError(_why(error, info.compress_type)) from error


def _why(error: Exception, packing: int) -> str:
    if isinstance(error, NotImplementedError):
        named = PACKINGS.get(packing) or say("report.zip.number", number=packing)
        return say("report.zip.packing", packing=named, unpack=unpack())
    return say("report.zip.damaged-inside")


@lru_cache(maxsize=DEPTH)
def _open(path: str, way: tuple[int, ...]) -> zipfile.ZipFile:
    """Open a zip, or one within it; the last ones stay open, as files are read in their order."""
    if way:
        head, rest = head_and_rest(path, way, 0, INNER_BYTES + 1)
        file: io.BufferedIOBase = io.BytesIO(head + rest)
    else:
        try:
            file = Path(path).open("rb")  # noqa: SIM115  closed with the zip
        except OSError as error:
            raise ArchiveError(say("handin.read.unreadable")) from error
    try:
        if _entries(file) > ENTRIES:
            raise ArchiveError(say("report.zip.files", most=ENTRIES, unpack=unpack()))
        return zipfile.ZipFile(file)
    except ArchiveError:
        file.close()
        raise
    except Exception as error:  # whatever a damaged zip makes its reader raise
        file.close()
        raise ArchiveError(say("report.zip.damaged")) from error


def _entries(file: io.BufferedIOBase) -> int:
    """Count what may be entries, before a list of them is made in memory."""
    count = 0
    while chunk := file.read(CHUNK):
        count += chunk.count(ENTRY)
    file.seek(0)
    return count
