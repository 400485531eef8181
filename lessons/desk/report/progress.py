"""A progress bar on the terminal, and nothing where no one watches."""

import sys
import time
from types import TracebackType
from typing import Self, TextIO

from lessons.kit.catalogue import say

WIDTH = 30
EVERY = 0.1  # seconds


class Progress:
    """Shows how far long work is, as ``with Progress(total, "files") as bar: bar.add(1)``.

    Parameters
    ----------
    total : int
        How many steps there are.
    unit : str
        The message that counts: ``done`` of ``count``.
    stream : file, optional
        ``sys.stderr`` if left out. Nothing is written unless it is a terminal.
    """

    def __init__(self, total: int, unit: str, stream: TextIO | None = None) -> None:
        self.total, self.unit = total, unit
        self.stream = stream or sys.stderr
        self.done = 0
        self._shown = 0.0
        self._on = total > 0 and self.stream.isatty()

    def add(self, steps: int) -> None:
        """Say that so many more steps are done."""
        self.done += steps
        now = time.monotonic()
        if self._on and (now - self._shown >= EVERY or self.done >= self.total):
            self._shown = now
            part = min(1.0, self.done / self.total)
            bar = "#" * round(WIDTH * part)
            self.stream.write(
                f"\r[{bar:.<{WIDTH}}] {say(self.unit, done=self.done, count=self.total)} "
            )
            self.stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._on:
            self.stream.write("\r" + " " * (WIDTH + 40) + "\r")
            self.stream.flush()
