"""The secret by which sealed questions were made, kept on the teacher's side.

It lies in the teacher's own ``work`` folder, which no edition holds. Keys of other computers may
lie beside it: every ``seal-key*.json`` there opens hand-ins.
"""

import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from lessons.kit.catalogue import say
from lessons.kit.quiz.seal import SECRET_BYTES, new_secret
from lessons.kit.record import work_folder

FILE = "seal-key.json"
FORMAT = "reading-a-crisis/seal-key"


class KeyFileError(ValueError):
    """A key file can't be read or written; the message is one sentence."""


def own_secret(folder: Path | None = None) -> bytes:
    """Give the teacher's secret; draw and keep one if there is none yet.

    Parameters
    ----------
    folder : Path, optional
        Where the key file lies; the kit's ``work`` folder if left out.

    Raises
    ------
    KeyFileError
        If the file is damaged, or can't be written.
    """
    path = key_file(folder)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(_fresh(), file, indent=1)
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise KeyFileError(say("edition.key.unkept", path=path, why=error.strerror)) from error
    return _read(path)


def secrets_here(folder: Path | None = None) -> list[bytes]:
    """Give every secret in the folder, the own one first; none if nothing was ever sealed."""
    own = key_file(folder)
    others = sorted(path for path in own.parent.glob("seal-key*.json") if path != own)
    return [_read(path) for path in [own, *others] if path.is_file()]


def key_file(folder: Path | None = None) -> Path:
    """Give the path of the teacher's key file."""
    return (folder or work_folder()) / FILE


def _fresh() -> dict[str, str]:
    made = datetime.now(UTC).date().isoformat()
    return {"format": FORMAT, "made": made, "secret": new_secret().hex()}


def _read(path: Path) -> bytes:
    try:
        found = json.loads(path.read_bytes())
        secret = bytes.fromhex(found["secret"]) if found["format"] == FORMAT else b""
    except (OSError, ValueError, KeyError, TypeError):
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise KeyFileError(say("edition.key.broken", path=path))
    return secret
