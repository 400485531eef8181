"""Who is in the class: papers of one learner put together, copies and doubts named."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from msgspec import Struct

from lessons.desk.receipts import Difference, Receipt, compared
from lessons.desk.report.reading.papers import PageLine, Paper, Try
from lessons.desk.report.reading.traces import MOMENTS, STEPS, shared
from lessons.kit import language
from lessons.kit.catalogue import say
from lessons.kit.record.handin import kit_version


class Line(Struct, frozen=True, kw_only=True):
    """One file in the report's list: its name, what became of it, and a sentence.

    ``state`` is ``counted``, ``older``, ``again`` (the same file twice), ``added`` (a further file
    of the same learner), ``broken``, ``foreign`` or ``system``.
    """

    name: str
    state: str
    learner: str = ""
    said: str = ""


@dataclass(kw_only=True)
class Pupil:
    """One learner with all answers handed in.

    Attributes
    ----------
    name : str
        Nickname, with “(2)” and so on where several learners use one.
    papers : list of Paper
        The newest first.
    tries : list of Try
        Each event once, sorted by question and number; those that fit no question are at the front.
    notes : list of str
        What the teacher should know about this learner's files.
    """

    name: str
    papers: list[Paper]
    tries: list[Try] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def page(self) -> tuple[PageLine, ...]:
        """The learner's page, as the newest hand-in that has one holds it."""
        return next((paper.page for paper in self.papers if paper.page), ())

    @property
    def user(self) -> str:
        """The name on a hub or platform, if a hand-in tells it."""
        return next((paper.user for paper in self.papers if paper.user), "")


Person = tuple[str, list[Paper], int]
"""A learner's nickname, papers with the newest first, and how many records use the nickname."""


class Classroom:
    """The learners of all papers.

    Parameters
    ----------
    papers : iterable of Paper
        In any order.
    receipts : iterable of Receipt
        What a class or a hub attests that it received.

    Attributes
    ----------
    lines : list of Line
        One a paper, complete once :meth:`pupils` has run to its end.
    """

    def __init__(self, papers: Iterable[Paper], receipts: Iterable[Receipt] = ()) -> None:
        self._receipts: dict[str, list[Receipt]] = defaultdict(list)
        for receipt in receipts:
            self._receipts[receipt.learner].append(receipt)
        by_name: dict[str, list[Paper]] = defaultdict(list)
        for paper in papers:
            by_name[paper.learner].append(paper)
        self._people = dict(_people(by_name))
        self._alike = _alike({name: found for name, (_, found, _) in self._people.items()})
        self.lines: list[Line] = []

    def pupils(self) -> Iterator[Pupil]:
        """Give one learner after the other, in the order of the nicknames."""
        for name, (nickname, papers, many) in self._people.items():
            pupil = Pupil(name=name, papers=papers)
            if many > 1:
                pupil.notes.append(say("report.seen.records", count=many, nickname=nickname))
            self._join(pupil)
            pupil.notes += self._alike.get(name, [])
            yield pupil

    def _join(self, pupil: Pupil) -> None:
        """Put the answers of all papers together and say what each paper brought."""
        events: dict[int, Try] = {}
        changed: set[int] = set()
        brought: dict[str, int] = {}
        for paper in reversed(pupil.papers):  # the oldest first: what was handed in first stands
            tries = paper.unpack()
            brought[paper.name] = sum(one.event not in events for one in tries)
            for one in tries:
                first = events.setdefault(one.event, one)
                if (first.given, first.question) != (one.given, one.question):
                    changed.add(one.event)
        newest = {one.event for one in pupil.papers[0].unpack()}
        pupil.tries = sorted(events.values(), key=lambda one: (one.question, one.number, one.time))
        pupil.notes += dict.fromkeys(note for paper in pupil.papers for note in paper.notes)
        if changed:
            pupil.notes.append(say("report.seen.changed", count=len(changed)))
        gone = _taken_back(pupil.papers)
        if gone:
            pupil.notes.append(say("report.seen.gone", count=gone))
        pupil.notes += self._against_receipts(pupil.papers)
        self._describe(pupil, newest)

    def _against_receipts(self, papers: Sequence[Paper]) -> Iterator[str]:
        """Say where all that was handed in differs from what was received before."""
        for learner in sorted({paper.record for paper in papers} & self._receipts.keys()):
            for receipt in self._receipts[learner]:
                found = compared(receipt, [paper.digests for paper in papers])
                if found:
                    yield _contradiction(receipt, found)

    def _describe(self, pupil: Pupil, newest: set[int]) -> None:
        digests: dict[bytes, str] = {}
        for n, paper in enumerate(pupil.papers):
            own = len({one.event for one in paper.unpack()} - newest)
            if paper.digest in digests:
                state, said = "again", say("report.file.again", other=digests[paper.digest])
            elif n == 0:
                state, said = "counted", ""
            elif own == 0:
                state, said = "older", say("report.file.older")
            else:
                state = "added"
                said = say("report.file.added", count=own)
            digests.setdefault(paper.digest, paper.name)
            parts = [said, paper.said, _other_kit(paper), *paper.notes]
            text = " ".join(filter(None, parts))
            line = Line(name=paper.name, state=state, learner=pupil.name, said=text)
            self.lines.append(line)


def _contradiction(receipt: Receipt, found: Difference) -> str:
    at = say("report.page.day", day=language.day(receipt.time), time=language.clock(receipt.time))
    told = [say("report.seen.receipt", giver=receipt.giver, time=at, count=len(receipt.answers))]
    if found.missing:
        told.append(say("report.seen.receipt-missing", count=found.missing))
    if found.changed:
        told.append(say("report.seen.receipt-changed", count=found.changed))
    return " ".join([*told, say("report.seen.receipt-why")])


def _taken_back(papers: Sequence[Paper]) -> int:
    """Count the answers that an earlier hand-in of a record holds and a later one lacks."""
    gone: set[int] = set()
    events = [set(np.frombuffer(paper.events, np.uint64).tolist()) for paper in papers]
    for n, later in enumerate(papers):
        for m in range(n + 1, len(papers)):
            same = papers[m].record == later.record and (later.record or events[m] & events[n])
            if same and papers[m].created < later.created:
                gone |= events[m] - events[n]
    return len(gone)


def _other_kit(paper: Paper) -> str:
    if paper.kit == kit_version():
        return ""
    return say("report.file.kit", theirs=paper.kit, ours=kit_version())


def _people(by_name: Mapping[str, list[Paper]]) -> Iterator[tuple[str, Person]]:
    """Give each learner by a name of their own, in the order of the nicknames."""
    for nickname in sorted(by_name, key=lambda n: (n.casefold(), n)):
        groups = _groups(sorted(by_name[nickname], key=_newest_first))
        for n, group in enumerate(groups, 1):
            name = f"{nickname} ({n})" if n > 1 else nickname
            while n > 1 and name in by_name:
                name += "*"
            yield name, (nickname, group, len(groups))


def _newest_first(paper: Paper) -> tuple[int, float, str]:
    """Order a learner's hand-ins: each holds all of the one before, whatever a clock says."""
    return -len(paper.events), -paper.created, paper.name


def _groups(papers: Sequence[Paper]) -> list[list[Paper]]:
    """Part the papers of one nickname into learners: one record or one common answer joins them."""
    groups: list[tuple[set[int], set[str], list[Paper]]] = []
    for paper in papers:
        joined = (set(np.frombuffer(paper.events, np.uint64).tolist()), {paper.record}, [paper])
        for group in [g for g in groups if g[0] & joined[0] or (g[1] & joined[1]) - {""}]:
            groups.remove(group)
            joined = (joined[0] | group[0], joined[1] | group[1], group[2] + joined[2])
        groups.append(joined)
    found = [sorted(group[2], key=_newest_first) for group in groups]
    return sorted(found, key=lambda group: (group[-1].created, group[-1].name))


def _alike(people: Mapping[str, Sequence[Paper]]) -> dict[str, list[str]]:
    """Give what each learner's files have in common with another's, as sentences."""
    names = list(people)

    def count(row: Callable[[Paper], bytes]) -> Counter[tuple[str, str]]:
        return shared(names, [b"".join(row(paper) for paper in people[name]) for name in names])

    notes: dict[str, list[str]] = defaultdict(list)
    told: set[frozenset[str]] = set()

    def note(pair: tuple[str, str], said: str, many: int) -> None:
        told.add(frozenset(pair))
        for here, there in (pair, pair[::-1]):
            notes[here].append(say(said, count=many, other=there))

    for pair, many in count(lambda paper: paper.events).items():
        note(pair, "report.alike.answers", many)
    for pair, many in count(lambda paper: paper.traces.moments).items():
        if many >= MOMENTS and frozenset(pair) not in told:
            note(pair, "report.alike.moments", many)
    for pair, many in count(lambda paper: paper.traces.steps).items():
        if many >= STEPS and frozenset(pair) not in told:
            note(pair, "report.alike.steps", many)
    for pair, many in count(lambda paper: paper.traces.texts).items():
        if frozenset(pair) not in told:
            note(pair, "report.alike.texts", many)
    return notes
