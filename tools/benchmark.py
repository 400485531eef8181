"""The table that `make bench` prints: each cost beside a peer or a limit, all from one run.

Times differ from machine to machine, so a target is always a ratio to something measured in the
same run, or to a limit that does not depend on the machine.
"""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import metadata

from lessons.kit.data import ROOT
from tools.room import all_memory

HEAD = ("what", "measured", "peer or limit", "ratio", "target", "met")
SHOWN = ("geopandas", "matplotlib", "pandas", "jupyterlab", "ipykernel")


@dataclass
class Table:
    """Rows as they are measured, and sentences below them."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def row(
        self,
        what: str,
        cost: float,
        unit: str,
        peer: tuple[str, float] | None = None,
        target: float | None = None,
    ) -> float:
        """Add a row.

        Parameters
        ----------
        what : str
            What was measured.
        cost : float
            What it cost.
        unit : str
            Such as "ms".
        peer : tuple of str and float, optional
            What it stands beside, and what that cost, in the same unit.
        target : float, optional
            The largest ratio of the two that is wanted.

        Returns
        -------
        float
            The ratio to the peer.
        """
        ratio = cost / peer[1] if peer else float("nan")
        self.rows.append(
            (
                what,
                f"{cost:,.4g} {unit}",
                f"{peer[0]}: {peer[1]:,.4g} {unit}" if peer else "–",
                f"{ratio:.3g}" if peer else "–",
                f"≤ {target:.3g}" if target else "–",
                ("yes" if ratio <= target else "NO") if target else "–",
            )
        )
        return ratio

    def absent(self, what: str, why: str) -> None:
        """Add a row that could not be measured, and say why."""
        self.rows.append((what, "not measured", why, "–", "–", "–"))

    def text(self) -> str:
        """Return the table as Markdown, with a description of the machine."""
        lines = [HEAD, *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        table = [
            "| " + " | ".join(map(str.ljust, line, widths)) + " |"
            for line in [HEAD, tuple("-" * width for width in widths), *self.rows]
        ]
        return "\n".join([machine(), "", *table, *(f"\n{note}" for note in self.notes), ""])


def machine() -> str:
    """Describe this machine in one line."""
    memory = all_memory()
    gib = f"{memory / 2**30:.0f} GiB of memory" if memory else "memory not known"
    packages = ", ".join(f"{name} {metadata.version(name)}" for name in SHOWN)
    load = f"load {os.getloadavg()[2]:.1f}, " if hasattr(os, "getloadavg") else ""
    return (
        f"{os.cpu_count()} cores, {gib}, {platform.system()} {platform.machine()}, {load}"
        f"Python {platform.python_version()}, {packages}"
    )


def process(code: str, runs: int = 5) -> float:
    """Return how long a new Python takes for a piece of code, in milliseconds: the fastest run.

    The fastest, not the middle one: what else the machine does can only make a run slower.
    """
    command = [sys.executable, "-c", code]
    return here(lambda: subprocess.run(command, check=True, cwd=ROOT, capture_output=True), runs)


def here(call: Callable[[], object], runs: int = 5) -> float:
    """Return how long a call takes in this process, in milliseconds: the fastest run."""
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        took.append(1000 * (time.perf_counter() - start))
    return min(took)
