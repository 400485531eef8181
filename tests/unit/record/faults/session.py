# ruff: noqa: T201  it prints its table
"""A learner's session at a record on which calls fail; run under the layer, it prints what came.

``python session.py FOLDER PLAN``: PLAN is JSON, a list of [call, error, times]; for each, every
position that ``share`` picks is tried. It prints one JSON object a series.
"""

import ctypes
import errno
import json
import os
import random
import shutil
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from lessons.kit.cards.sitting import Sitting
from lessons.kit.quiz import key_response, load, mark
from lessons.kit.record import Record, RecordError, database, handin
from lessons.kit.record.beside import damaged
from lessons.kit.record.mending import mend
from lessons.kit.record.salvage import salvage

CALLS = {"read": 1, "write": 2, "fsync": 3, "lock": 4, "open": 5, "rename": 6, "unlink": 7}
QUESTIONS = load(Path(__file__).parents[2] / "quiz_example.yaml")
FOREVER = 1 << 30

layer = ctypes.CDLL(None)
database.BUSY_SECONDS = 0.05
database.BETWEEN_LOOKS = 0.0


def press(record: Record, turn: int) -> tuple[Sitting, dict[str, Any]]:
    """Answer one question on a card."""
    question = QUESTIONS[turn]
    sitting = Sitting(question, record)
    sitting.receive({"do": "draft", "response": f"{turn}"})
    message = {"do": "check", "response": key_response(question) or first(sitting)}
    sitting.receive(message)
    return sitting, message


def first(sitting: Sitting) -> Any:
    options = sitting.view.get("options")
    return options[0]["key"] if options else {"text": "x", "rubric": []}


class Session:
    """What one learner does, and what came of it."""

    def __init__(self, folder: Path, whole: Path) -> None:
        self.folder = folder
        self.old = set(events(Record(whole / "record.sqlite3")))
        self.came: Counter[str] = Counter()
        self.confirmed: set[str] = set()
        self.again: list[tuple[Sitting, dict[str, Any]]] = []

    def go(self) -> None:
        """Open, answer four questions, hand in; each error must come as a sentence."""
        try:
            record = Record.open(self.folder)
        except RecordError:
            self.came["refused with a sentence"] += 1
            return
        for turn in range(4):
            sitting, message = press(record, turn)
            if sitting.state["error"]:
                self.came["refused with a sentence"] += 1
                self.again.append((sitting, message))
            else:
                self.came["kept"] += 1
                self.confirmed.add(sitting.state["event"])
        try:
            handin.write(record)
        except handin.HandInError:
            self.came["refused with a sentence"] += 1

    def look(self) -> None:
        """See, with a disk that is well again, what is there."""
        for sitting, message in self.again:  # the learner presses once more
            state = sitting.receive(message)
            if state["error"]:
                self.came["refused for good"] += 1
            else:
                self.confirmed.add(state["event"])
        needless = [path for path in damaged(self.folder / "x") if is_sound(path)]
        self.came["sound, yet set aside"] += len(needless)
        record = Record.open(self.folder)
        there = events(record)
        want = self.old | self.confirmed
        if want - set(there):
            self.came["gone and not said"] += not record.notice
            mend(record)
            there = events(record)
            self.came["mended"] += not want - set(there)
        self.came["lost"] += len(want - set(there))
        self.came["doubled"] += len(there) - len(set(there))
        mine = [one for one in record.attempts() if one.event not in self.old]
        asked = Counter(one.question for one in mine)
        self.came["doubled"] += sum(count - 1 for count in asked.values())
        for path in self.folder.glob("handin-*.json"):
            with suppress(handin.HandInError):
                handin.read(path)
                continue
            self.came["torn hand-in"] += 1


def events(record: Record) -> list[str]:
    return [one.event for one in record.attempts()]


def is_sound(path: Path) -> bool:
    import sqlite3

    with suppress(sqlite3.Error):
        db = sqlite3.connect(path)
        sound: bool = db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        db.close()
        return sound and not salvage(path).lost
    return False


def whole_record(folder: Path) -> None:
    record = Record.open(folder)
    record.set_learner("Fox")
    for turn in range(24):
        question = QUESTIONS[turn % len(QUESTIONS)]
        response = key_response(question) or "x"
        record.add(question, response, mark(question, response))


def series(base: Path, call: str, error: str, times: int, share: int) -> Counter[str]:
    """Try every position of one call, or each ``share``-th on the way."""
    whole, trial = base / "whole", base / "trial"
    shutil.rmtree(trial, ignore_errors=True)
    shutil.copytree(whole, trial)
    layer.arm(CALLS[call], 0, 0, 0)
    Session(trial, whole).go()
    count = layer.calls()
    layer.arm(0, 0, 0, 0)
    start = random.Random(f"{call} {error} {times}").randrange(share)  # noqa: S311
    total: Counter[str] = Counter()
    for nth in range(1 + start, count + 1, share):
        shutil.rmtree(trial)
        shutil.copytree(whole, trial)
        session = Session(trial, whole)
        layer.arm(CALLS[call], nth, times, getattr(errno, error))
        try:
            session.go()
        except Exception as problem:
            session.came["traceback"] += 1
            print(f"{call} {error} {times} at {nth}: {problem!r}", file=sys.stderr)
        layer.arm(0, 0, 0, 0)
        try:
            session.look()
        except Exception as problem:
            session.came["traceback"] += 1
            print(f"{call} {error} {times} at {nth}, later: {problem!r}", file=sys.stderr)
        bad = {"lost", "doubled", "traceback", "gone and not said", "torn hand-in"}
        if any(session.came[name] for name in bad):
            print(f"{call} {error} {times} at {nth}: {dict(session.came)}", file=sys.stderr)
        total += session.came
        total["positions"] += 1
    return total


def main(base: Path, plan: list[tuple[str, str, int]], share: int) -> None:
    whole_record(base / "whole")
    for call, error, times in plan:
        came = series(base, call, error, times, share)
        print(json.dumps({"call": call, "error": error, "times": times, **came}), flush=True)


if __name__ == "__main__":
    os.environ["XDG_DATA_HOME"] = sys.argv[1] + "/home"
    os.environ["HOME"] = sys.argv[1] + "/home"
    main(Path(sys.argv[1]), json.loads(sys.argv[2]), int(sys.argv[3]))
