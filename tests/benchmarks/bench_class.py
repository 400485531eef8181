"""A class at once on one machine: the kit's lesson on NATO beside naive geopandas.

The naive notebook draws the same six exhibits as a handbook of geopandas would: each map reads
the borders and projects them anew. It has the kit's own prepared borders, which are a fifth of
the raw ones, and neither questions nor alternative texts nor tables: all of it in its favour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from lessons.kit.data import ROOT
from lessons.kit.quiz.bank import load
from lessons.kit.quiz.marking import key_response
from tools.benchmark import Table
from tools.naive import NAIVE
from tools.room import Learner, all_memory, cells, free_memory, seat

SIZES = (8, 16, 30)
SECONDS = 300  # for each room
MEMORY = 350_000_000  # bytes that one kernel may take
PATIENCE = 20  # seconds until the slowest has a first picture
SHARE = 0.8  # of the machine's memory, for kernels

NOTEBOOK = ROOT / "notebooks" / "05_nato.ipynb"
QUESTIONS = load(ROOT / "lessons" / "nato" / "quiz.yaml")


@dataclass(frozen=True)
class Room:
    """What a class saw: the slowest learner's seconds, and the bytes of a kernel."""

    first: float
    ran: float
    done: float
    memory: float | None

    @classmethod
    def of(cls, folder: Path, size: int, code: list[str], answers: Mapping[str, object]) -> "Room":
        """Seat a class and wait until all are done."""
        learners = [Learner(f"Learner {n}", folder / f"{n}", answers) for n in range(size)]
        seat(learners, code, SECONDS)
        assert [one.errors for one in learners if one.errors] == []
        assert {one.pictures for one in learners} == {6}
        taken = [one.memory for one in learners if one.memory]
        return cls(
            first=max(one.first for one in learners),
            ran=max(one.ran for one in learners),
            done=max(one.done for one in learners),
            memory=sum(taken) / size if taken else None,
        )


def test_a_class_at_once(table: Table, tmp_path: Path) -> None:
    free = free_memory()
    rooms = {}
    for size in SIZES:
        what = f"{size} at once"
        if free is not None and free < size * MEMORY:
            table.absent(
                what, f"{free / 1e9:.1f} GB of memory free, {size * MEMORY / 1e9:.1f} needed"
            )
            continue
        answers = {question.id: key_response(question) for question in QUESTIONS}
        rooms[size] = kit = Room.of(tmp_path / f"kit-{size}", size, cells(NOTEBOOK), answers)
        naive = Room.of(tmp_path / f"naive-{size}", size, NAIVE, {})
        name = "naive geopandas"
        table.row(f"{what}: first exhibit", kit.first, "s", (name, naive.first), 1)
        table.row(f"{what}: all exhibits", kit.ran, "s", (name, naive.ran), 1)
        table.row(f"{what}: all answered and handed in", kit.done, "s")
        if kit.memory and naive.memory:
            peer = (name, naive.memory / 1e6)
            table.row(f"{what}: memory of a kernel (PSS)", kit.memory / 1e6, "MB", peer, 1)
        else:
            table.absent(f"{what}: memory of a kernel (PSS)", "only Linux tells")
    if not rooms:
        pytest.skip("There is too little free memory for the smallest class.")
    table.notes.append(seats(rooms))


def seats(rooms: Mapping[int, Room]) -> str:
    """Say how many learners this machine seats, and by which rule."""
    sizes = [0, *rooms]
    patient = int(np.interp(PATIENCE, [0, *(room.first for room in rooms.values())], sizes))
    each, memory = rooms[sizes[-1]].memory, all_memory()
    roomy = int(SHARE * memory / each) if each and memory else sizes[-1]
    seated = min(patient, roomy)
    more = " or more" if seated == sizes[-1] else ""
    return (
        f"A machine of this size seats {seated}{more} learners: when all press “run” at once, the "
        f"slowest has a first exhibit within {PATIENCE} s ({patient}; {sizes[-1]} were tried), and "
        f"all kernels fit into {SHARE:.0%} of its memory ({roomy})."
    )
