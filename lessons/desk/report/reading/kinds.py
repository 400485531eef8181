"""What a file is, by its first bytes: what may be a hand-in, and what is given in its place."""

from pathlib import PurePosixPath
from typing import NamedTuple

HEAD = 512
"""Bytes that tell what a file is."""

ASK = "Ask the learner to hand in once more, with the lesson's button or with “lessons handin”."
UNPACK = "Unpack it by hand, then run the report again."
RECORD = (
    "This is a learner's record, no hand-in. Let the learner type “lessons handin”, "
    "and put the file that it writes here."
)
NOTEBOOK = f"This is a notebook, no hand-in: answers are kept beside it, not in it. {ASK}"

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
FOREIGN = Kind("foreign", "This is no hand-in.")


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
        return Kind("broken", RECORD)
    packed = _packed(head, name)
    if packed:
        return packed
    begins = in_utf8(head).removeprefix(MARK).lstrip()[:1]
    if begins == b"{" and PurePosixPath(name).suffix.lower() == ".ipynb":
        return Kind("broken", NOTEBOOK)
    if begins == b"{":
        return READ
    return _no_json(head, begins) if looks_like_handin(name) else FOREIGN


def _packed(head: bytes, name: str) -> Kind | None:
    if head.startswith(ZIP):
        if PurePosixPath(name).suffix.lower() in DOCUMENTS:
            return FOREIGN
        said = "This is a zip under another name. Give it the ending .zip"
        return Kind("broken", f"{said}, then run the report again.")
    for sign, archive in ARCHIVES.items():
        if head.startswith(sign):
            return Kind(
                "broken", f"This is a {archive} archive, which can't be opened here. {UNPACK}"
            )
    if head[TAR] == b"ustar":
        return Kind("broken", f"This is a tar archive, which can't be opened here. {UNPACK}")
    return None


def _no_json(head: bytes, begins: bytes) -> Kind:
    if not head.strip():
        return Kind("broken", f"The file is empty. {ASK}")
    if not head.strip(b"\0"):
        said = "The file holds only zeros, as when the power fails while it is written."
        return Kind("broken", f"{said} {ASK}")
    if begins == b"<":
        said = (
            "This is a web page, such as one that asks to sign in, saved in place of the hand-in."
        )
        return Kind("broken", f"{said} Sign in there and fetch the file once more.")
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
