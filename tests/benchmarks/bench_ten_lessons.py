"""What ten lessons take that are open at once: JupyterLab, its kernels, what waits, the browser.

A school's computer with 4 GB has about 3 GB for them.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from lessons.kit.data import ROOT
from lessons.kit.places import NOTEBOOKS
from lessons.kit.syllabus import entries
from tools.benchmark import Table
from tools.room import memory
from tools.screenshot import chromium, jupyterlab
from tools.sheets import PATIENCE

ROOM = 3000.0
"""MB that programs may take where there are 4 GB."""

OPEN = "(path) => window.jupyterapp.commands.execute('docmanager:open', { path })"
DRAWN = """() => window.jupyterapp.shell.currentWidget.node.querySelector('.rc-card .rc-prompt')
  && !document.querySelector('.rc-waiting, .rc-busy')"""


def below(root: int) -> Iterator[int]:
    """Give a process and all that it started, kernels that were forked included."""
    found = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True)
    parents = [tuple(map(int, line.split())) for line in found.stdout.splitlines()]
    yield root
    for child, parent in parents:
        if parent == root:
            yield from below(child)


def named(word: str) -> set[int]:
    """Give this program's descendants whose command has a word in it."""
    return {
        pid
        for pid in below(os.getpid())
        if word in Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    }


def taken(pids: set[int]) -> float:
    """Give the MB that processes take, what they share divided among them (PSS)."""
    tops = {pid for pid in pids if not pids & set(ancestors(pid))}
    return sum(memory(pid) or 0 for pid in tops) / 1e6


def ancestors(pid: int) -> Iterator[int]:
    """Give the processes above one."""
    status = Path(f"/proc/{pid}/status").read_text()
    above = int(re.search(r"PPid:\s+(\d+)", status)[1])  # type: ignore[index]
    if above > 1:
        yield above
        yield from ancestors(above)


@pytest.mark.skipif(sys.platform != "linux", reason="Other systems don't tell.")
def test_ten_lessons_at_once(table: Table) -> None:
    folder = ROOT / "work" / f"ten-{uuid4().hex[:8]}"
    shutil.copytree(NOTEBOOKS, folder)
    try:
        with jupyterlab(folders=[folder]) as address, chromium() as browser:
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.set_default_timeout(PATIENCE)
            first, *others = [f"{each.number:02}_{each.name}.ipynb" for each in entries()[:10]]
            path = folder.relative_to(ROOT).as_posix()
            page.goto(re.sub(r"/doc/tree/[^?]*", f"/doc/tree/{path}/{first}", address))
            page.wait_for_function("() => window.jupyterapp?.shell.currentWidget")
            page.wait_for_function(DRAWN)
            for name in others:
                page.evaluate(OPEN, f"{path}/{name}")
                page.wait_for_function(DRAWN)
            server, window = taken(named("lessons.lab")), taken(named("chromium"))
    finally:
        shutil.rmtree(folder)
    for what, size in {
        "JupyterLab and ten kernels": server,
        "the browser": window,
        "both": server + window,
    }.items():
        peer = ("room on a computer with 4 GB", ROOM)
        table.row(f"ten lessons at once: {what} (PSS)", size, "MB", peer, 1.0)
