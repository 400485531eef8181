"""A record with a flipped bit, cut short or with zeros: what is whole is used, the rest is said."""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from lessons.kit.cards.sitting import Sitting
from lessons.kit.quiz import key_response, load, mark
from lessons.kit.record import Attempt, Record, RecordError, database, handin
from tools.tiers import Amount

QUESTIONS = load(Path(__file__).parents[1] / "quiz_example.yaml")
ANSWERS = 48
SECTOR = 512

Damage = Callable[[bytes, random.Random], bytes]


def flipped(raw: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(raw)
    damaged[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def cut(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw))]


def zeroed(raw: bytes, chance: random.Random) -> bytes:
    at = SECTOR * chance.randrange(len(raw) // SECTOR)
    return raw[:at] + bytes(SECTOR) + raw[at + SECTOR :]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a record of 48 answers."""
    folder = tmp_path_factory.mktemp("whole")
    record = Record.open(folder)
    record.set_learner("Fox")
    for turn in range(ANSWERS):
        question = QUESTIONS[turn % len(QUESTIONS)]
        response = key_response(question) or "x"
        record.add(question, response, mark(question, response))
    return folder


def given(attempts: list[Attempt]) -> dict[str, object]:
    return {one.event: one.response for one in attempts}


def worked_on(folder: Path, before: dict[str, object]) -> str:
    """Do what a learner does with a record, and say what came of it."""
    try:
        record = Record.open(folder)
        after = given(record.attempts())
        for question in QUESTIONS:
            sitting = Sitting(question, record)
            sitting.receive({"do": "check", "response": key_response(question) or "x"})
        said = record.notice
    except RecordError:
        return "refused with a sentence"
    if not after.items() <= before.items():
        return "changed"
    try:
        handed_in = given(list(map(as_attempt, handin.read(handin.write(record)).answers)))
    except handin.HandInError:
        return "refused with a sentence"
    if not set(after) <= set(handed_in):
        return "not handed in"
    if len(after) == len(before):
        return "whole"
    return "partly, and said" if said else "lost and not said"


def as_attempt(answer: handin.Answer) -> Attempt:
    return Attempt(learner="", score=0, verdict="", **{
        name: getattr(answer, name)
        for name in ("event", "lesson", "question", "kind", "fingerprint", "response", "time")
    })  # fmt: skip


GOOD = {"whole", "partly, and said", "refused with a sentence"}


@pytest.mark.slow
@pytest.mark.soak("damage")
@pytest.mark.parametrize(
    ("damage", "few", "many"), [(flipped, 50, 1000), (cut, 25, 500), (zeroed, 25, 500)]
)
def test_no_damage_passes_for_what_was_answered(
    damage: Damage,
    few: int,
    many: int,
    whole: Path,
    memory: Path,
    amount: Amount,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(database, "BETWEEN_LOOKS", 0.0)
    chance = random.Random(11)  # noqa: S311
    raw = (whole / "record.sqlite3").read_bytes()
    before = given(Record.open(whole).attempts())
    came: Counter[str] = Counter()
    for _ in range(amount(test=few, soak=many)):
        folder = memory / "trial"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "record.sqlite3").write_bytes(damage(raw, chance))
        came[worked_on(folder, before)] += 1
    print(damage.__name__, dict(came))  # noqa: T201  what the closing note tells
    assert set(came) <= GOOD, came
