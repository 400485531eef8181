"""A process that answers until it is killed, and says what it does.

It is forked from a process without threads: for what a thread holds at a fork, the child would
wait for ever.
"""

import os
import uuid
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from lessons.kit.quiz.bank import load
from lessons.kit.quiz.marking import Mark
from lessons.kit.record import Record

QUESTION = load(Path(__file__).parents[1] / "quiz_example.yaml")[0]
WRONG = Mark(0.0, "wrong", "No.")


class Writer:
    """A running writer.

    Parameters
    ----------
    path : Path
        The record.
    begin : str
        The event to send first: one that another writer could not confirm.
    """

    def __init__(self, path: Path, begin: str) -> None:
        server = get_context("forkserver")
        server.set_forkserver_preload([__name__])
        self.said, pipe = server.Pipe(duplex=False)
        self.process = server.Process(target=write, args=(path, pipe, begin), daemon=True)
        self.process.start()
        pipe.close()

    def hear(self, least: int | None = None) -> bytes:
        """Read what it says: all of it, or until it has said ``least`` lines."""
        raw = b""
        while least is None or raw.count(b"\n") < least:
            chunk = os.read(self.said.fileno(), 65536)
            if not chunk:
                break
            raw += chunk
        return raw

    def kill(self) -> bytes:
        """Kill it; give the rest of what it said."""
        self.process.kill()
        self.process.join()
        rest = self.hear()
        self.said.close()
        return rest


def write(path: Path, pipe: Connection, begin: str) -> None:
    """Say what is about to be kept, keep it, say that it is kept; a thousand times."""
    record = Record(path)
    event = begin
    for _ in range(1000):
        event = event or str(uuid.uuid4())
        os.write(pipe.fileno(), f"try {event}\n".encode())
        record.add(QUESTION, event, WRONG, event=event)
        os.write(pipe.fileno(), f"kept {event}\n".encode())
        event = ""
