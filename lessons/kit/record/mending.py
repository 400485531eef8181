"""Bringing answers back: from damaged files that were set aside, copies, other records, hand-ins.

Nothing is doubled, because each attempt has an id of its own, and nothing is deleted: a damaged
file that was dealt with gets another name.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from lessons.kit.catalogue import say
from lessons.kit.quiz import bank
from lessons.kit.quiz.bank import BankError
from lessons.kit.quiz.marking import Mark, mark
from lessons.kit.quiz.questions import Question, fingerprint
from lessons.kit.record import beside, handin
from lessons.kit.record.format import Attempt, Learner, new_code
from lessons.kit.record.handin import Answer, HandIn, HandInError
from lessons.kit.record.salvage import Salvaged
from lessons.kit.record.store import Record
from lessons.kit.record.where import RecordError, file_in


class Mended(Struct, frozen=True, kw_only=True):
    """What came of one file: how many answers came back, and how many rows can't be read.

    ``said`` is the reason if the file could not be used at all.
    """

    path: Path
    came: int = 0
    lost: int = 0
    said: str = ""

    def __str__(self) -> str:
        """Say it in one line."""
        if self.said:
            return f"{self.path.name}: {self.said}"
        back = say("record.mend.back", count=self.came)
        lost = f", {say('record.mend.lost', count=self.lost)}" if self.lost else ""
        return f"{self.path.name}: {back}{lost}"


def mend(record: Record, others: Sequence[Path] = ()) -> list[Mended]:
    """Bring back what a record lacks and what lies beside it has.

    Parameters
    ----------
    record : Record
        Where to.
    others : sequence of Path
        Further records, folders that hold one, or hand-ins.

    Returns
    -------
    list of Mended
        One for each file that was looked at.

    Raises
    ------
    RecordError
        If the record can't be written to.
    """
    damaged = beside.damaged(record.path)
    found = [_from(record, path) for path in [*damaged, *beside.copies(record.path)]]
    found += [_from(record, _named(path)) for path in others]
    found += [_from(record, path) for path in beside.hand_ins(record.path)]
    for path in damaged:
        _rename(path)
    return found


def _named(path: Path) -> Path:
    return path if path.suffix == ".json" else file_in(path)


def _from(record: Record, path: Path) -> Mended:
    try:
        if path.suffix == ".json":
            came = record.take_in(_as_rows(record, handin.read(path)))
            return Mended(path=path, came=came[0])
        came = record.take_in(path)
    except OSError as error:
        return Mended(path=path, said=say("record.mend.unread", why=error.strerror))
    except HandInError as error:
        return Mended(path=path, said=str(error))
    return Mended(path=path, came=came[0], lost=came[1])


def _rename(damaged: Path) -> None:
    """Give a file that was dealt with a name that says so."""
    mended = damaged.with_name(damaged.name.replace("damaged", "mended"))
    for end in ("", "-journal"):
        old = Path(f"{damaged}{end}")
        if old.exists():
            try:
                old.rename(f"{mended}{end}")
            except OSError as error:
                raise RecordError(
                    say("record.mend.unnamed", file=old, why=error.strerror)
                ) from error


def _as_rows(record: Record, given_in: HandIn) -> Salvaged:
    """Give a hand-in's answers as the record keeps them, marked by the questions as they are."""
    who = given_in.learner_id or record.id_of(given_in.learner) or new_code()
    learner = Learner(id=who, nickname=given_in.learner, user=given_in.user)
    attempts = [_attempt(who, one) for one in given_in.answers]
    return Salvaged(attempts, [learner], given_in.left_out)


def _attempt(learner: str, answer: Answer) -> Attempt:
    marked = _mark(answer)
    return Attempt(
        event=answer.event,
        learner=learner,
        lesson=answer.lesson,
        question=answer.question,
        kind=answer.kind,
        fingerprint=answer.fingerprint,
        response=answer.response,
        score=marked.score,
        verdict=marked.verdict,
        time=answer.time,
        writer=answer.writer,
        before=answer.before,
        round=answer.round,
    )


def _mark(answer: Answer) -> Mark:
    try:
        asked: Iterable[Question] = bank.of(answer.lesson)
    except BankError:
        asked = ()
    for question in asked:
        if question.id == answer.question and fingerprint(question) == answer.fingerprint:
            return mark(question, answer.response)
    return Mark(0.0, "recorded", "")
