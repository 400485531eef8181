"""What a file is, by its first bytes: what may be a hand-in, and what is given in its place."""

from pathlib import PurePosixPath
from typing import NamedTuple

from lessons.kit.catalogue import say

HEAD = 512
"""Bytes that tell what a file is."""

MARK = b"\xef\xbb\xbf"
SQLITE = b"SQLite format 3\0"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
ARCHIVES = {
    b"Rar!": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x8b": "gzip",
    b"\xfd7zXZ\0": "xz",
    b"BZh": "bzip2",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"MSCF": "CAB",
}
TAR = slice(257, 262)
DOCUMENTS = {
    *(".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".pages", ".numbers", ".key"),
    *(".jar", ".apk", ".whl"),
}
"""What is a zip inside and is no zip to anybody."""


class Kind(NamedTuple):
    """What a file is: ``state`` as in :class:`.collect.Found`, and a sentence."""

    state: str
    said: str = ""


READ = Kind("read")


def foreign() -> Kind:
    """Say that a file is something else."""
    return Kind("foreign", say("report.kind.foreign"))


def ask() -> str:
    """Say what to ask a learner for."""
    return say("report.ask.again")


def unpack() -> str:
    """Say what to do with a zip."""
    return say("report.ask.unpack")


def kind(head: bytes, name: str) -> Kind:
    r"""Say what a file is.

    Parameters
    ----------
    head : bytes
        Its first :data:`HEAD` bytes.
    name : str
        Its name.

    Examples
    --------
    >>> kind(b'{"format":', "x.txt").state, kind(b"hello", "x.txt").state
    ('read', 'foreign')
    >>> kind(b"Rar!...", "all.rar").said[:49]
    "This is a RAR archive, which can't be opened here"
    """
    if head.startswith(SQLITE):
        return Kind("broken", say("report.kind.record"))
    packed = _packed(head, name)
    if packed:
        return packed
    begins = in_utf8(head).removeprefix(MARK).lstrip()[:1]
    if begins == b"{" and PurePosixPath(name).suffix.lower() == ".ipynb":
        return Kind("broken", say("report.kind.notebook", ask=ask()))
    if begins == b"{":
        return READ
    return _no_json(head, begins) if looks_like_handin(name) else foreign()


def _packed(head: bytes, name: str) -> Kind | None:
    if head.startswith(ZIP):
        if PurePosixPath(name).suffix.lower() in DOCUMENTS:
            return foreign()
        return Kind("broken", say("report.kind.zip"))
    for sign, archive in ARCHIVES.items():
        if head.startswith(sign):
            return Kind("broken", say("report.kind.archive", archive=archive, unpack=unpack()))
    if head[TAR] == b"ustar":
        return Kind("broken", say("report.kind.archive", archive="tar", unpack=unpack()))
    return None


def _no_json(head: bytes, begins: bytes) -> Kind:
    if not head.strip():
        return Kind("broken", say("report.kind.empty", ask=ask()))
    if not head.strip(b"\0"):
        return Kind("broken", say("report.kind.zeros", ask=ask()))
    if begins == b"<":
        return Kind("broken", say("report.kind.page"))
    return READ


def looks_like_handin(name: str) -> bool:
    """Tell whether a name is one that a hand-in may have."""
    return name.lower().endswith(".json")


def in_utf8(raw: bytes) -> bytes:
    r"""Give text as UTF-8 where an editor saved it as UTF-16 or UTF-32; anything else as it is.

    >>> in_utf8("\ufeff{}".encode("utf-16-le"))
    b'{}'
    """
    for mark, code in ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"),
                       (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):  # fmt: skip
        if raw.startswith(mark):
            return raw.decode(code, "replace").encode("utf-8", "replace")
    if raw[:2] in (b"{\0", b"\0{"):
        return raw.decode("utf-16-le" if raw[:1] == b"{" else "utf-16-be", "replace").encode()
    return raw
