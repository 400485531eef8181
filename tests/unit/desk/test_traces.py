"""Forged hand-ins: what can be seen is said, as an observation; the honest are left in peace."""

import json
import random
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from lessons.desk.report.classroom import Classroom
from lessons.desk.report.reading.collect import Found
from lessons.desk.report.reading.papers import Key, Paper
from lessons.kit.places import lesson_folder
from lessons.kit.quiz.bank import load
from lessons.kit.quiz.marking import key_response, mark
from lessons.kit.quiz.questions import Choice, Question, Short, asked_kind, fingerprint, view
from lessons.kit.record import Attempt, handin
from lessons.kit.record.format import Learner
from tools.tiers import Amount

TOLL = load(lesson_folder("the_toll") / "quiz.yaml")
CRIMEA = load(lesson_folder("crimea") / "quiz.yaml")
KEY = Key([*TOLL, *CRIMEA])
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SHORTS = {question.id for question in TOLL if isinstance(question, Short)}
Files = dict[str, bytes]


class Pen:
    """Writes what learners answer, with chance of its own."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        self.records: dict[str, str] = {}

    def event(self) -> str:
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    def work(self, learner: str, questions: list[Question], words: str = "") -> list[Attempt]:
        """Answer as an honest learner: a choice goes wrong at first, then right."""
        time = START + timedelta(seconds=self.chance.uniform(0, 60))
        writer, before, found = f"{self.chance.getrandbits(64):016x}", "", []
        for question in questions:
            text = words or f"{learner} writes that nobody can count all of the dead."
            responses = [
                key_response(question) or view(question).get("options", [{"key": "x"}])[0]["key"]
            ]
            if isinstance(question, Short):
                responses = [{"text": text, "rubric": []}]
            if isinstance(question, Choice):
                options = [option["key"] for option in view(question)["options"]]
                wrong = [key for key in options if mark(question, key).verdict == "wrong"]
                responses.insert(0, self.chance.choice(wrong))
            for number, response in enumerate(responses, 1):
                time += timedelta(seconds=self.chance.uniform(12, 70))
                marked = mark(question, response)
                found.append(Attempt(
                    event=self.event(), learner=learner, lesson=question.lesson,
                    question=question.id, kind=asked_kind(question),
                    fingerprint=fingerprint(question), response=response, score=marked.score,
                    verdict=marked.verdict, number=number, writer=writer, before=before,
                    time=time.replace(microsecond=time.microsecond // 1000 * 1000)))  # fmt: skip
                before = found[-1].event
        return found

    def again(self, tries: list[Attempt]) -> list[Attempt]:
        """Give the same answers new ids and a chain of their own: this forger read the source."""
        writer, before, found = f"{self.chance.getrandbits(64):016x}", "", []
        for attempt in sorted(tries, key=lambda one: one.time):
            found.append(replace(attempt, event=self.event(), writer=writer, before=before))
            before = found[-1].event
        return found

    def file(self, learner: str, tries: list[Attempt], record: str = "") -> bytes:
        made = max(one.time for one in tries) + timedelta(minutes=2)
        code = self.records.setdefault(record or learner, f"{self.chance.getrandbits(64):016x}")
        who = Learner(id=code, nickname=learner, user="", sign_in=1)
        return handin.encode(learner, tries, made, who=who)


def chained(tries: list[Attempt]) -> list[Attempt]:
    """Mend the chain of a file in which something was taken out or changed."""
    out: list[Attempt] = []
    for attempt in tries:
        out.append(replace(attempt, before=out[-1].event if out else ""))
    return out


def told(files: Files) -> dict[str, list[str]]:
    """Give what the report says about each learner's files."""
    papers = [KEY.paper(Found(name=f"{name}.json", raw=raw)) for name, raw in files.items()]
    assert all(isinstance(paper, Paper) for paper in papers), papers
    classroom = Classroom(paper for paper in papers if isinstance(paper, Paper))
    return {pupil.name: pupil.notes for pupil in classroom.pupils()}


PEN = Pen(1)
FOX, BEAR, OWL, ELK = (PEN.work(name, TOLL) for name in ("Fox", "Bear", "Owl", "Elk"))
HONEST = {"Fox": FOX, "Bear": BEAR, "Owl": OWL, "Elk": ELK}
FIRST = next(one for one in FOX if one.number == 1 and one.verdict == "wrong")


def later(attempt: Attempt) -> bool:
    return attempt.question == FIRST.question and attempt.number > 1


def marks_added() -> Files:
    whole = json.loads(PEN.file("Fox", FOX))
    for one in whole["statements"]:
        one["result"]["score"] = {"scaled": 1.0}
    return {"Fox": json.dumps(whole).encode()}


def fox(tries: list[Attempt]) -> Files:
    return {"Fox": PEN.file("Fox", tries)}


def earlier(tries: list[Attempt]) -> Files:
    """Give an honest hand-in of some days ago, and a forged one of today, with a mended chain."""
    return {"Fox before": PEN.file("Fox", FOX[:-1]), "Fox": PEN.file("Fox", chained(tries))}


def same_place(tries: list[Attempt], one: Attempt) -> object:
    return next(other.response for other in tries if other.question == one.question)


BETTER = [replace(one, response=key_response(next(q for q in TOLL if q.id == one.question)))
          if one is FIRST else one for one in FOX]  # fmt: skip
RENUMBERED = [replace(one, number=one.number - 1) if later(one) else one
              for one in FOX if one is not FIRST]  # fmt: skip

FORGED: dict[str, tuple[Callable[[], Files], str]] = {
    "marks written into the file": (marks_added, "more than the kit writes, such as marks"),
    "a wrong answer made right, after an earlier hand-in": (
        lambda: earlier(BETTER), "1 answer is changed between two hand-ins"),
    "first attempt deleted": (
        lambda: fox([one for one in FOX if one is not FIRST]), "1 earlier attempt is missing"),
    "first attempt deleted, the rest renumbered": (
        lambda: fox(RENUMBERED), "the next one of the same device names it"),
    "the same with a mended chain, after an earlier hand-in": (
        lambda: earlier(RENUMBERED), "1 answer is in an earlier hand-in and not in a later one"),
    "two attempts numbered 1": (
        lambda: fox([replace(one, number=1) if later(one) else one for one in FOX]),
        "numbered as another attempt"),
    "all times equal to the millisecond": (
        lambda: fox([replace(one, time=START) for one in FOX]), "have the very same time"),
    "a whole file of another, same ids": (
        lambda: fox(BEAR), "the very same as in the file of “Bear”"),
    "a whole file of another, new ids": (
        lambda: fox(PEN.again(BEAR)),
        "equal to those of “Bear” in question, response and millisecond"),
    "a whole file of another, new ids, times shifted": (
        lambda: fox([replace(one, time=one.time + timedelta(minutes=7))
                     for one in PEN.again(BEAR)]),
        "pauses between two answers are the same as for “Bear”"),
    "only the exit ticket's words of another": (
        lambda: fox([replace(one, response=same_place(BEAR, one)) if one.question in SHORTS else one
                     for one in FOX]),
        "word for word the same as “Bear” wrote"),
    "a second file in Fox's name, same questions": (
        lambda: {"Fox too": PEN.file("Fox", PEN.work("Fox", TOLL), record="another")},
        "2 records use the nickname “Fox”"),
    "a second file in Fox's name, another lesson": (
        lambda: {"Fox too": PEN.file("Fox", PEN.work("Fox", CRIMEA), record="another")},
        "2 records use the nickname “Fox”"),
    "attempts in an order that their times deny": (
        lambda: fox([replace(one, number=2) if one is FIRST else
                     replace(one, number=1) if later(one) else one for one in FOX]),
        "dated before the attempt that came first"),
    "an answer dated after the file was made": (
        lambda: {"Fox": PEN.file("Fox", FOX).replace(b"2026-03-02T", b"2027-03-02T", 2).replace(
            b'"created":"2027', b'"created":"2026')}, "dated after the file was made"),
}  # fmt: skip


def test_an_honest_class_is_left_in_peace() -> None:
    assert set(map(tuple, told({n: PEN.file(n, t) for n, t in HONEST.items()}).values())) == {()}


@pytest.mark.parametrize("name", FORGED)
def test_what_can_be_seen_is_said_with_its_evidence(name: str) -> None:
    forge, said = FORGED[name]
    found = told({**{n: PEN.file(n, t) for n, t in HONEST.items()}, **forge()})
    notes = [
        note for learner, these in found.items() if learner.startswith("Fox") for note in these
    ]
    assert any(said in note for note in notes), notes
    assert not any(word in note for note in notes for word in ("cheat", "forged", "was copied"))
    bystanders = [note for learner in ("Owl", "Elk") for note in found[learner]]
    assert bystanders == []


def test_a_second_record_is_not_merged() -> None:
    more = {"Fox too": PEN.file("Fox", PEN.work("Fox", CRIMEA), record="another")}
    assert set(told({"Fox": PEN.file("Fox", FOX), **more})) == {"Fox", "Fox (2)"}


def test_two_hand_ins_of_one_record_are_one_learner() -> None:
    files = {"a": PEN.file("Fox", FOX[:4]), "b": PEN.file("Fox", FOX)}
    assert told(files) == {"Fox": []}
    other = {"a": PEN.file("Fox", FOX), "b": PEN.file("Fox", PEN.work("Fox", CRIMEA))}
    assert set(told(other)) == {"Fox"}


def test_what_one_file_cannot_show_is_not_claimed() -> None:
    """A changed answer, or a renumbered file with a mended chain, looks honest by itself."""
    honest = {n: PEN.file(n, t) for n, t in HONEST.items() if n != "Fox"}
    for tries in (BETTER, chained(RENUMBERED)):
        assert told({**honest, **fox(tries)})["Fox"] == []


def side_by_side(pen: Pen, tries: list[Attempt], name: str) -> list[Attempt]:
    """Answer like a neighbour: mostly the same, within seconds, in words of one's own."""
    out = pen.again([replace(one, learner=name) for one in tries])
    shift = pen.chance.uniform(0.5, 8)
    found = []
    for one in out:
        question = next(q for q in TOLL if q.id == one.question)
        response = one.response
        if isinstance(question, Short):
            response = {
                "text": f"I think, as {name}, that a count has a date and a source.",
                "rubric": [],
            }
        time = one.time + timedelta(seconds=shift + pen.chance.gauss(0, 1.5))
        found.append(replace(one, response=response, time=time.replace(
            microsecond=time.microsecond // 1000 * 1000)))  # fmt: skip
    return renumbered(pen, sorted(found, key=lambda one: one.time))


def renumbered(pen: Pen, ordered: list[Attempt]) -> list[Attempt]:
    """Number attempts by their times, as a record does."""
    seen: dict[str, int] = {}
    found = []
    for one in ordered:
        seen[one.question] = seen.get(one.question, 0) + 1
        found.append(replace(one, number=seen[one.question]))
    return pen.again(found)


def test_honest_neighbours_are_not_accused() -> None:
    """Of 46 learners in 23 pairs side by side, 1,035 pairs in all, at most one is remarked on."""
    pen = Pen(11)
    files: Files = {}
    for n in range(23):
        one = pen.work(f"L{n}", TOLL)
        files[f"L{n}"] = pen.file(f"L{n}", one)
        files[f"R{n}"] = pen.file(f"R{n}", side_by_side(pen, one, f"R{n}"))
    remarked = [(name, note) for name, notes in told(files).items() for note in notes]
    assert len(files) * (len(files) - 1) // 2 == 1035
    assert len(remarked) <= 2, remarked  # a pair is named at both


def same_ids(pen: Pen, own: list[Attempt], other: list[Attempt]) -> list[Attempt]:  # noqa: ARG001
    return other


def new_ids(pen: Pen, own: list[Attempt], other: list[Attempt]) -> list[Attempt]:  # noqa: ARG001
    return pen.again(other)


def shifted(pen: Pen, own: list[Attempt], other: list[Attempt]) -> list[Attempt]:  # noqa: ARG001
    late = timedelta(seconds=pen.chance.randrange(60, 3600))
    return [replace(one, time=one.time + late) for one in pen.again(other)]


def words_alone(pen: Pen, own: list[Attempt], other: list[Attempt]) -> list[Attempt]:  # noqa: ARG001
    return [
        replace(one, response=same_place(other, one)) if one.question in SHORTS else one
        for one in own
    ]


@pytest.mark.soak("forged")  # 5 classes take 1 s; in `soak` 300
def test_in_made_up_classes_no_copy_is_missed_and_no_other_accused(amount: Amount) -> None:
    """In each class one learner copies from another, in one way; all the rest is honest work."""
    chance = random.Random(20211230)  # noqa: S311
    names = [f"Learner {number}" for number in range(8)]
    for seed in range(amount(test=5, soak=300)):
        pen = Pen(seed)
        works = {name: pen.work(name, TOLL) for name in names}
        copier, copied = chance.sample(names, 2)
        copy = chance.choice([same_ids, new_ids, shifted, words_alone])
        handed = {**works, copier: copy(pen, works[copier], works[copied])}
        found = told({name: pen.file(name, tries) for name, tries in handed.items()})
        where = f"class {seed}, {copy.__name__}"
        assert any(copied in note for note in found[copier]), where
        assert {name for name, notes in found.items() if notes} <= {copier, copied}, where
