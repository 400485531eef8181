"""Whoever opens the kit to other computers is told what that means, wherever it is spoken of."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lessons.kit.data import ROOT
from tools import processes

OPEN = "--ip 0.0.0.0"

#: What has to be said within the same paragraph, in whatever words.
SAID = {
    "who comes in is you": r"whoever has (the|this) address",
    "they can run anything": r"run any program",
    "they can read your files": r"read (all your|all) files",
    "others can listen": r"encrypted",
    "what to use for a class instead": r"[Hh]ub|teacher\.md",
}
#: Said at least once on the two pages that a teacher reads, and in the terminal.
IN_FULL = {
    **SAID,
    "others can listen": r"listen",
    "a hub": r"JupyterHub",
    "plain pages": r"plain pages",
    "a live class": r"live class",
}
PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]


def left_out(text: str, wanted: dict[str, str]) -> list[str]:
    """Name what a text doesn't say."""
    one_line = " ".join(text.split())
    return [what for what, pattern in wanted.items() if not re.search(pattern, one_line)]


def paragraphs(page: Path) -> list[str]:
    """Give the paragraphs of a page that speak of it."""
    parts = re.split(r"\n\s*\n|\n(?=[-\d]+\.? )", page.read_text(encoding="utf-8"))
    return [part for part in parts if OPEN.split()[1] in part]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_speaks_of_it_without_what_it_means(page: Path) -> None:
    for part in paragraphs(page):
        assert left_out(part, SAID) == [], part


@pytest.mark.parametrize("name", ["README.md", "docs/teacher.md"])
def test_both_pages_say_all_of_it(name: str) -> None:
    said = [left_out(part, IN_FULL) for part in paragraphs(ROOT / name)]
    assert [] in said, said


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there Ctrl-C can only be pressed by hand")
def test_so_does_the_terminal(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    with processes.running(
        [sys.executable, "-m", "lessons", "start", "--no-browser", "--port", "0", *OPEN.split()],
        asked=signal.SIGINT,
        env={**kept, "HOME": str(tmp_path), "LESSONS_WORK": str(tmp_path / "work")},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    ) as process:
        assert process.stdout
        address, warning = process.stdout.readline(), process.stdout.readline()
    assert "token=" in address
    assert left_out(warning, IN_FULL) == []
