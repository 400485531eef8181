"""A class that runs as a teacher starts it, and starts it again."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from lessons.kit.data import ROOT
from tools import processes

from .simulated_learner import NAME

LESSON = "the_toll"


class RunningClass:
    """``lessons class``, with what it prints: its code, and the teacher's address.

    Parameters
    ----------
    work : Path
        Where it keeps answers.
    program : sequence of str
        What Python runs: the kit's commands, or a program that takes the same arguments.
    """

    def __init__(self, work: Path, program: Sequence[str] = ("-m", "lessons")) -> None:
        self.work, self.program = work, program
        self.port = free_port()
        self.begin()

    def begin(self) -> None:
        """Start it and read what it prints."""
        command = [sys.executable, *self.program, "class", LESSON, "--no-browser"]
        command += ["--host", NAME, "--port", str(self.port)]
        env = {**os.environ, "LESSONS_WORK": str(self.work)}
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env
        )
        said = ""
        assert self.process.stdout is not None
        while "token=" not in said:
            line = self.process.stdout.readline()
            assert line, said
            said += line
        assert f"http://{NAME}:{self.port}" in said
        code = re.search(rf"{self.port} .*\b([A-Z2-9]{{6}})\b", said)
        self.code = code[1]  # type: ignore[index]
        self.teachers = re.search(r"http://127\S+token=\S+", said)[0]  # type: ignore[index]

    def kill(self) -> None:
        """End it as a power cut would."""
        processes.kill(self.process)

    def end(self) -> None:
        """Ask it to end, and see that it does."""
        processes.end(self.process)


def free_port() -> int:
    """Give a port that is free now; other classes may run on this machine."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port
