"""Hand-ins as xAPI statements with the teacher's marks.

Each answer is the statement that the kit writes of it, whatever else somebody wrote into the file,
with score and success where it can be marked. Each learner's lesson is a statement more:
*completed* if every question has an answer, else *attempted*, with the mean of the first answers.
Verbs and types are those of the ADL vocabulary that cmi5 and the assessment profiles use; of
sessions, which cmi5 is about, a hand-in knows nothing.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from lessons.desk.report.reading.collect import Found, Place, read
from lessons.desk.report.reading.papers import Key, Marked, as_we_write
from lessons.kit.quiz.questions import Poll, Question
from lessons.kit.record import handin
from lessons.kit.record.format import RECALL
from lessons.kit.record.handin import BASE, Answer, HandInError
from lessons.kit.syllabus import entries

Statement = dict[str, Any]
ADL = "http://adlnet.gov/expapi"
ASSESSMENT = f"{ADL}/activities/assessment"
LANGUAGE = "en"
"""Of what the kit says in a statement: names of verbs and lessons."""


def statements(places: Sequence[Place], key: Key) -> tuple[list[Statement], list[Found]]:
    """Give the marked statements of all hand-ins.

    Parameters
    ----------
    places : sequence of Place
        Of files, as :func:`lessons.desk.report.reading.collect.find` lists them.
    key : Key
        The teacher's.

    Returns
    -------
    list of dict
        Each answer once, by its event, then the lessons of each learner. The same hand-ins give
        the same statements, with the same ids.
    list of Found
        Files that could not be read.
    """
    answers: dict[str, Statement] = {}
    given: dict[tuple[str, str, str], dict[str, _Given]] = {}
    faults = []
    for place in places:
        found = read(place)
        try:
            if found.state != "read":
                raise HandInError(found.said)
            handed_in = handin.read(found.raw)
        except HandInError as error:
            if found.state in ("read", "broken"):
                faults.append(Found(name=found.name, state="broken", said=str(error)))
            continue
        raw = {one["id"]: one for one in msgspec.json.decode(as_we_write(handed_in))["statements"]}
        for answer in handed_in.answers:
            if answer.kind == "page" or answer.event in answers:
                continue
            marked = key.marked(answer)
            answers[answer.event] = _marked(raw[answer.event], answer, marked)
            if marked and answer.round < RECALL and not isinstance(marked.question, Poll):
                who = (handed_in.learner, handed_in.learner_id, answer.lesson)
                earlier = given.setdefault(who, {}).get(answer.question)
                if earlier is None or answer.number < earlier.answer.number:
                    given[who][answer.question] = _Given(answer, marked)
    return [*answers.values(), *_lessons(given, key.questions)], faults


class _Given(msgspec.Struct, frozen=True):
    """A learner's first answer to a question."""

    answer: Answer
    marked: Marked


def _marked(raw: Statement, answer: Answer, marked: Marked | None) -> Statement:
    """Give an answer's statement with its mark, and its lesson as what it belongs to."""
    result = {name: value for name, value in raw["result"].items() if value}
    result.setdefault("response", "")
    if not result["response"]:
        result.pop("response")
    if marked and not isinstance(marked.question, Poll):
        result["response"] = handin.xapi_response(answer.kind, marked.response) or "-"
        result["score"] = {"scaled": round(marked.mark.score, 4)}
        result["success"] = marked.mark.score >= 1
    result["completion"] = True
    parent = {"objectType": "Activity", "id": f"{BASE}/{answer.lesson}"}
    context = {**raw["context"], "contextActivities": {"parent": [parent]}}
    about = {name: value for name, value in context["extensions"].items() if value != ""}
    return {**raw, "result": result, "context": {**context, "extensions": about}}


def _lessons(
    given: dict[tuple[str, str, str], dict[str, _Given]], questions: Sequence[Question]
) -> Iterator[Statement]:
    titles = {entry.name: f"{entry.number}: {entry.title}" for entry in entries()}
    asked: dict[str, set[str]] = {}
    for question in questions:
        if not isinstance(question, Poll):
            asked.setdefault(question.lesson, set()).add(question.id)
    for (nickname, learner, lesson), answers in sorted(given.items()):
        yield _lesson(nickname, learner, lesson, titles[lesson], answers.values(), asked[lesson])


def _lesson(
    nickname: str,
    learner: str,
    lesson: str,
    title: str,
    answers: Iterable[_Given],
    asked: set[str],
) -> Statement:
    first = sorted(answers, key=lambda one: one.answer.time)
    done = {one.answer.question for one in first} >= asked
    verb = "completed" if done else "attempted"
    mean = sum(one.marked.mark.score for one in first) / len(asked)
    events = " ".join(one.answer.event for one in first)
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{BASE}/{lesson} {learner} {nickname} {events}")),
        "actor": {"objectType": "Agent", "account": {"homePage": BASE, "name": nickname}},
        "verb": {"id": f"{ADL}/verbs/{verb}", "display": {LANGUAGE: verb}},
        "object": {
            "objectType": "Activity",
            "id": f"{BASE}/{lesson}",
            "definition": {
                "type": ASSESSMENT,
                "name": {LANGUAGE: f"Reading a Crisis {title}"},
            },
        },
        "result": {"score": {"scaled": round(mean, 4)}, "completion": done},
        "timestamp": max(one.answer.time for one in first).isoformat().replace("+00:00", "Z"),
    }
