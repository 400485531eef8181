"""Write the two locks from the ranges in ``pyproject.toml``, for every system and Python we serve.

    python tools/lock.py

``requirements.txt`` is what lessons need; ``requirements-test.txt`` is that, in the same versions,
and what tests need; ``deploy/requirements-hub.txt`` what a hub wants beside it. Each has a hash for
each file and no address.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KIT = ("pyproject.toml", "--extra", "install")
HUB = ("deploy/requirements-hub.in",)
COMPILE = [
    *(sys.executable, "-m", "uv", "pip", "compile"),
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade", "--quiet"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"),
]


def lock(name: str, *options: str) -> None:
    """Write one lock."""
    subprocess.run([*COMPILE, *options, "--output-file", name], cwd=ROOT, check=True)


if __name__ == "__main__":
    lock("requirements.txt", *KIT)
    lock("requirements-test.txt", *KIT, "--extra", "test", "--constraint", "requirements.txt")
    lock("deploy/requirements-hub.txt", *HUB, "--constraint", "requirements.txt")
