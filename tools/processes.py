"""Processes that a tool or a test starts beside itself, and that end whatever happens.

A learner's JupyterLab ends when it is asked to. What doesn't is ended after a while: it would
outlive the tests, keep what they print open, and whoever waits for that would wait for ever.
"""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 60
"""Seconds until a process that was asked to end is ended; a sound one takes two or three."""


@contextmanager
def running(
    command: Sequence[str | Path], *, asked: int = signal.SIGTERM, **options: Any
) -> Iterator["subprocess.Popen[str]"]:
    """Let a process run; end it at the end.

    Parameters
    ----------
    command : sequence of str
    asked : int
        The signal that asks it to end.
    **options
        Of `subprocess.Popen`.
    """
    process = subprocess.Popen(command, encoding="utf-8", **options)
    try:
        yield process
    finally:
        end(process, asked)


def end(process: "subprocess.Popen[Any]", asked: int = signal.SIGTERM) -> None:
    """Ask a process to end, and end it if it doesn't."""
    if process.poll() is None:
        process.send_signal(asked)
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _shut(process)


def kill(process: "subprocess.Popen[Any]") -> None:
    """End a process as a power cut would."""
    process.kill()
    process.wait()
    _shut(process)


def _shut(process: "subprocess.Popen[Any]") -> None:
    """Shut the pipes of a process; what it started may hold their other ends for longer."""
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe:
            pipe.close()


def until(happened: Callable[[], object], looks: int = 1200) -> None:
    """Look ten times a second until something has happened that nothing tells of.

    The number of looks only keeps a broken test from waiting for ever.
    """
    for _ in range(looks):
        if happened():
            return
        time.sleep(0.1)
    raise AssertionError("It has not happened.")
