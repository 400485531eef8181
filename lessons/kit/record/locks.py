"""Where a folder knows no locks: a file that stands for one.

Some network homes answer every request for a lock with "no locks available". SQLite takes that for
another writer and waits in vain. There, whoever works with the record first makes a file beside it
that must be new, and takes it away again.
"""

import errno
import os
import secrets
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from lessons.kit.catalogue import say
from lessons.kit.record.where import RecordError

_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}
_PAUSE = 0.02


def has_locks(folder: Path) -> bool:
    """Tell whether files in a folder can be locked; by trying it, where the system says so."""
    try:
        import fcntl
    except ImportError:
        return True  # Windows has its own
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _NO_LOCKS
    return True


class FileLock:
    """A lock on a file, by a second file beside it that only one can make.

    Parameters
    ----------
    path : Path
        What is locked.
    patience : float
        Seconds to wait. A lock that has stood unchanged for all that time was left behind by a
        process that ended in the middle (nothing done here takes that long); it is taken away.
    """

    def __init__(self, path: Path, patience: float) -> None:
        self.path = path.with_name(f"{path.name}.lock")
        self.patience = patience
        self.token = secrets.token_bytes(8)

    def __enter__(self) -> Self:
        """Wait until the lock is free, and take it."""
        start = since = time.monotonic()
        seen = b""
        while not self._take():
            if time.monotonic() - start > 3 * self.patience:
                raise RecordError(say("record.fault.writing"))
            now = self._read()
            if now != seen:
                since, seen = time.monotonic(), now
            elif time.monotonic() - since > self.patience:
                self._break(seen)
            time.sleep(_PAUSE)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the lock back."""
        if self._read() == self.token:
            with suppress(OSError):
                self.path.unlink()

    def _take(self) -> bool:
        try:
            handle = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return False
        except OSError as error:
            raise RecordError(
                say("record.fault.locked", folder=self.path.parent, why=error.strerror)
            ) from error
        with os.fdopen(handle, "wb") as file:
            file.write(self.token)
        return True

    def _read(self) -> bytes:
        try:
            return self.path.read_bytes()
        except OSError:
            return b"gone"

    def _break(self, left: bytes) -> None:
        """Take away a lock that was left behind, unless it is another by now."""
        aside = self.path.with_name(f"{self.path.name}-{secrets.token_hex(4)}")
        with suppress(OSError):
            self.path.rename(aside)
            if aside.read_bytes() != left:
                aside.rename(self.path)
            else:
                aside.unlink()
