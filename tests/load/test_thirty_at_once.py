"""Eight learners on one machine, in `soak` thirty, all at once: no answer is lost.

How long it takes is for `make bench`; here it only has an end.
"""

import os
import random
from pathlib import Path

import pytest

from lessons.kit.data import ROOT
from lessons.kit.quiz.bank import load
from lessons.kit.record import Record, handin
from tools.room import Learner, RoomError, cells, free_memory, seat
from tools.simulated_class import right, wrong
from tools.tiers import Amount

LESSON = "afterwards"
NOTEBOOK = ROOT / "notebooks" / "10_afterwards.ipynb"
QUESTIONS = load(ROOT / "lessons" / LESSON / "quiz.yaml")

MEMORY = 250_000_000  # bytes that one kernel may take
PATIENCE = 3600  # seconds until a room that hangs is given up


def learner(folder: Path, number: int) -> Learner:
    """Give a learner whose answers are partly right and partly wrong, in a way of their own."""
    chance = random.Random(number)  # noqa: S311  no secret
    answers = {q.id: chance.choice([right, wrong])(q, chance) for q in QUESTIONS}
    return Learner(f"Learner {number}", folder / f"{number}", answers)


def left_running(folder: Path) -> list[str]:
    """Name the processes that still work for a learner of the folder, where the system tells."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.fsencode(folder) in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text())
        except OSError:  # over already, or someone else's
            continue
    return found


@pytest.mark.soak("load")  # 15 s; in `soak` 40 s
def test_a_class_runs_a_whole_lesson_answers_and_hands_in(tmp_path: Path, amount: Amount) -> None:
    many = amount(test=8, soak=30)
    free = free_memory()
    if free is not None and free < many * MEMORY:
        pytest.skip(
            f"{many} kernels may take {many * MEMORY / 1e9:.0f} GB of memory, and "
            f"{free / 1e9:.1f} GB are free."
        )
    learners = [learner(tmp_path, number) for number in range(many)]
    code = cells(NOTEBOOK)
    seat(learners, code, PATIENCE)

    assert {one.name: one.errors for one in learners if one.errors} == {}
    pictures = {one.pictures for one in learners}
    assert len(pictures) == 1 and pictures.pop() >= 3
    for one in learners:
        record = Record.open(one.work)
        kept = record.attempts()
        assert {attempt.learner for attempt in kept} == {record.id_of(one.name)}
        assert {attempt.question: attempt.response for attempt in kept} == one.answers
        assert len(kept) == len(one.answers)
        (file,) = one.work.glob("handin-*.json")
        handed = handin.read(file)
        assert handed.learner == one.name
        assert [(answer.event, answer.response) for answer in handed.answers] == [
            (attempt.event, attempt.response) for attempt in kept
        ]
        assert one.memory is None or one.memory < MEMORY
    assert left_running(tmp_path) == []


def test_a_room_that_is_never_done_is_cleared(tmp_path: Path) -> None:
    learners = [Learner(f"Learner {number}", tmp_path / f"{number}") for number in range(2)]
    with pytest.raises(RoomError, match=r"After 5 s 0 of 2 learners were done."):
        seat(learners, ["while True: pass"], deadline=5)
    assert left_running(tmp_path) == []
