"""Who is in the class: papers of one learner put together, copies and doubts named."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from msgspec import Struct

from lessons.desk.report.papers import Paper, Try
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


class Classroom:
    """The learners of all papers.

    Parameters
    ----------
    papers : iterable of Paper
        In any order.

    Attributes
    ----------
    lines : list of Line
        One a paper, complete once :meth:`pupils` has run to its end.
    """

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._by_name: dict[str, list[Paper]] = defaultdict(list)
        for paper in papers:
            self._by_name[paper.learner].append(paper)
        self._copies = _shared(self._by_name)
        self.lines: list[Line] = []

    def pupils(self) -> Iterator[Pupil]:
        """Give one learner after the other, in the order of the nicknames."""
        for name in sorted(self._by_name, key=lambda n: (n.casefold(), n)):
            papers = sorted(self._by_name[name], key=lambda p: (-p.created, p.name))
            groups = _groups(papers)
            for n, group in enumerate(groups, 1):
                pupil = Pupil(name=f"{name} ({n})" if n > 1 else name, papers=group)
                if len(groups) > 1:
                    pupil.notes.append(
                        f"{len(groups)} learners seem to use the nickname “{name}”: their files "
                        "answer the same questions and have no answer in common. They are "
                        "counted apart."
                    )
                self._join(pupil)
                pupil.notes += self._copies.get(name, [])
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
            pupil.notes.append(
                f"{_count(len(changed), 'answer')} changed between two hand-ins, which the kit "
                "never does: a file was edited. The answer that came first is marked."
            )
        missing = sum(_gaps(pupil.tries).values())
        if missing:
            pupil.notes.append(
                f"{_count(missing, 'earlier attempt')} missing from the file, as if taken out. "
                "The first mark may be too good."
            )
        self._describe(pupil, newest)

    def _describe(self, pupil: Pupil, newest: set[int]) -> None:
        digests: dict[bytes, str] = {}
        for n, paper in enumerate(pupil.papers):
            own = len({one.event for one in paper.unpack()} - newest)
            if paper.digest in digests:
                state, said = "again", f"The same file as {digests[paper.digest]}. Counted once."
            elif n == 0:
                state, said = "counted", ""
            elif own == 0:
                state, said = "older", "An older hand-in; all its answers are in the newer one."
            else:
                state = "added"
                said = f"A further hand-in; {own} answers are not in the newest one and were added."
            digests.setdefault(paper.digest, paper.name)
            parts = [said, paper.said, _other_kit(paper), *paper.notes]
            text = " ".join(filter(None, parts))
            line = Line(name=paper.name, state=state, learner=pupil.name, said=text)
            self.lines.append(line)


def _count(number: int, thing: str) -> str:
    """Write how many there are, with the verb that fits.

    >>> _count(1, "answer"), _count(2, "answer")
    ('1 answer is', '2 answers are')
    """
    return f"1 {thing} is" if number == 1 else f"{number} {thing}s are"


def _other_kit(paper: Paper) -> str:
    if paper.kit == kit_version():
        return ""
    return (
        f"Made with version {paper.kit} of the kit, and this is {kit_version()}. Answers to "
        "questions that have not changed since are counted."
    )


def _groups(papers: Sequence[Paper]) -> list[list[Paper]]:
    """Part the papers of one nickname into learners.

    Papers that share an answer are of one learner. So are papers that answer different questions:
    somebody sat at another computer. Else two learners chose the same nickname.
    """
    if len(papers) == 1:
        return [list(papers)]
    groups: list[tuple[set[int], set[int], list[Paper]]] = []
    for paper in papers:
        tries = paper.unpack()
        events = {one.event for one in tries}
        asked = {one.question for one in tries if one.question >= 0}
        same = [group for group in groups if group[0] & events]
        same = same or [group for group in groups if not group[1] & asked][:1]
        joined = (events, asked, [paper])
        for group in same:
            groups.remove(group)
            joined = (joined[0] | group[0], joined[1] | group[1], group[2] + joined[2])
        groups.append(joined)
    found = [sorted(group[2], key=lambda p: (-p.created, p.name)) for group in groups]
    return sorted(found, key=lambda group: (group[-1].created, group[-1].name))


def _gaps(tries: Iterable[Try]) -> Counter[int]:
    """Count the attempts that are missing below the last one, for each question."""
    numbers: dict[int, set[int]] = defaultdict(set)
    for one in tries:
        if one.question >= 0:
            numbers[one.question].add(one.number)
    gaps = {question: max(found) - len(found) for question, found in numbers.items()}
    return Counter({question: gap for question, gap in gaps.items() if gap > 0})


def _shared(by_name: dict[str, list[Paper]]) -> dict[str, list[str]]:
    """Find the same answer, event for event, under several nicknames: a copied file."""
    names = list(by_name)
    events = [
        np.unique(np.frombuffer(b"".join(p.events for p in by_name[n]), dtype=np.uint64))
        for n in names
    ]
    if not events:
        return {}
    every = np.concatenate(events)
    owner = np.repeat(np.arange(len(names), dtype=np.int32), [len(one) for one in events])
    order = np.argsort(every, kind="stable")
    every, owner = every[order], owner[order]
    doubles = np.flatnonzero(every[1:] == every[:-1])
    pairs = Counter(zip(owner[doubles].tolist(), owner[doubles + 1].tolist(), strict=True))
    notes: dict[str, list[str]] = defaultdict(list)
    for (one, other), count in pairs.items():
        for here, there in ((one, other), (other, one)):
            notes[names[here]].append(
                f"{_count(count, 'answer')} the very same as in the file of “{names[there]}”, down "
                "to the second: one file was copied from the other."
            )
    return notes
