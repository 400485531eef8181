"""Find a Chromium for the tests that look at pages, or install it where that is simple.

    python tools/browser.py

It prints the program's path. Set ``CHROMIUM`` to name another one.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
]
ELSEWHERE = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
]
WANTED = (
    "The browser tests need Chromium, Chrome or Edge: install one "
    "(on Debian or Ubuntu: sudo apt-get install chromium), or name it in CHROMIUM."
)


def find() -> str | None:
    """Return the path of a Chromium, Chrome or Edge on this machine, or None."""
    return next(candidates(), None)


def candidates() -> Iterator[str]:
    """Give what there is, the best first."""
    named = os.environ.get("CHROMIUM")
    if named:
        yield named
    yield from filter(None, map(shutil.which, NAMES))
    yield from (path for path in ELSEWHERE if Path(path).is_file())


def may_install() -> bool:
    """Say whether we are root on a Debian, where installing is one command."""
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> None:
    """Install Debian's Chromium."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", "--quiet=2", *command], check=False, env=quiet)


def main() -> int:
    """Print where the browser is; exit 1 with a sentence if there is none to be had."""
    if find() is None and may_install():
        install()
    found = find()
    print(found or WANTED, file=sys.stdout if found else sys.stderr)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
