"""Write the two locks from the ranges in ``pyproject.toml``, for every system and Python we serve.

    python tools/lock.py

``requirements.txt`` is what lessons need; ``requirements-test.txt`` is that, in the same versions,
and what tests need. Both have a hash for each file and no address.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMPILE = [
    *(sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--extra", "install"),
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade", "--quiet"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"),
]


def lock(name: str, *options: str) -> None:
    """Write one lock."""
    subprocess.run([*COMPILE, *options, "--output-file", name], cwd=ROOT, check=True)


if __name__ == "__main__":
    lock("requirements.txt")
    lock("requirements-test.txt", "--extra", "test", "--constraint", "requirements.txt")
