"""Writing a file as a whole or not at all, for those whom it concerns.

A file that tells of a learner is private: only who wrote it can read it, whatever the umask says. A
file that goes to a place which somebody named is as open as the umask lets it be.
"""

import os
import secrets
import stat
from pathlib import Path

from lessons.kit.catalogue import say

PRIVATE = 0o600


class PathError(ValueError):
    """A path that somebody typed leads nowhere; the message is one sentence."""


def named(path: str | Path) -> Path:
    """Give the path that somebody typed, with ``~`` read.

    Raises
    ------
    PathError
        Nothing was typed, or there is no such user.

    Examples
    --------
    >>> named("handins").name
    'handins'
    """
    if not str(path).strip():
        raise PathError(say("command.fault.nothing"))
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise PathError(say("command.fault.user", path=path)) from error


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner can open, if it isn't there; give it.

    Raises
    ------
    OSError
        It can't be made.
    """
    if not path.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(exist_ok=True, mode=0o700)
    return path


def replace(path: Path, raw: bytes, *, private: bool = False) -> Path:
    """Write ``raw`` to ``path``; whatever goes wrong, the old file is there or the new one.

    Parameters
    ----------
    path : Path
        What a link leads to is replaced, not the link.
    raw : bytes
        All of the file.
    private : bool
        Whether only its owner may read it. Else it is as open as the umask says; no more than an
        older file was that stood there; and closed to all but a group in a folder that hands its
        group on (set-group-ID).

    Returns
    -------
    Path
        ``path``

    Raises
    ------
    OSError
        The folder takes no file; nothing has changed then.
    """
    real = path.resolve()
    draft = real.parent / f".{path.stem[:40]}-{secrets.token_hex(6)}.tmp"
    mode = PRIVATE if private else _open_to(real)
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(real)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return path


def _open_to(path: Path) -> int:
    """Give the most that a file may be open to; the system then takes off what the umask says."""
    try:
        return stat.S_IMODE(path.stat().st_mode) & 0o666
    except OSError:
        in_group = path.parent.is_dir() and path.parent.stat().st_mode & stat.S_ISGID
        return 0o640 if in_group else 0o666
