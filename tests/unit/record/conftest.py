"""A folder that lies in memory, for what writes a great many records."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """Give a folder in memory, where there is such a thing; else one on the disk."""
    shared = Path("/dev/shm")  # noqa: S108
    if not (shared.is_dir() and os.access(shared, os.W_OK)):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=shared, prefix="reading-a-crisis-") as name:
        yield Path(name)
