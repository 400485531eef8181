"""Writing a file as a whole or not at all."""

import os
import shutil
import tempfile
from pathlib import Path


def replace(path: Path, raw: bytes) -> Path:
    """Write ``raw`` to ``path``; whatever goes wrong, the old file is there or the new one.

    Returns
    -------
    Path
        ``path``

    Raises
    ------
    OSError
        The folder takes no file; nothing has changed then.
    """
    real = path.resolve()  # what a link leads to is replaced, not the link
    handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{path.stem[:40]}-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if real.exists():
            shutil.copymode(real, name)
        else:
            Path(name).chmod(0o644)
        Path(name).replace(real)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
