"""An environment of its own that has this one's libraries, by links, and not the kit."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

OURS = re.compile(r"lessons$|reading_a_crisis|__editable__|_reading_a_crisis|pip\b|__pycache__")
"""What is not lent: the kit itself, and the pip that would install into the wrong place."""


def environment(folder: Path) -> Path:
    """Make an environment in a folder, and give its Python.

    What is installed there changes nothing here.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (here,) = {path for path in map(Path, sys.path) if path.name == "site-packages"}
    there = next((folder / "lib").glob("python*/site-packages"))
    for path in here.iterdir():
        if not OURS.match(path.name):
            (there / path.name).symlink_to(path)
    for name in ("share", "etc"):
        if (Path(sys.prefix) / name).is_dir():
            shutil.copytree(Path(sys.prefix) / name, folder / name)  # a server gives out no link
    return folder / "bin" / "python"


def install(python: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Install into an environment with this one's pip; whether it worked is for the caller."""
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    return subprocess.run([*pip, *words], capture_output=True, text=True, check=False)
