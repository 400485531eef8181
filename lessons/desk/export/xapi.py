"""xAPI: each question as an activity, with the statement that answers it rightly, as JSON.

The activities have the names that the hand-ins use, so that a learning record store knows what a
hand-in's statements are about. No statement is about a person: the example's learner is made up.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from lessons.desk.export.parts import Part
from lessons.desk.wording import prompt
from lessons.kit.quiz import text
from lessons.kit.quiz.marking import accepted, key_response
from lessons.kit.quiz.questions import Number, Poll, Question, Short, view
from lessons.kit.record.handin import ANSWERED, BASE, INTERACTION, INTERACTIONS, xapi_response
from lessons.kit.syllabus import Entry

_LANGUAGE = "en"
_PARTS = {
    "choice": {"options": "choices"},
    "sequencing": {"items": "choices"},
    "matching": {"left": "source", "right": "target"},
}
"""What xAPI calls the parts of a question, by its type of interaction."""


def write(parts: Sequence[Part]) -> bytes:
    """Write questions as xAPI.

    Parameters
    ----------
    parts : sequence of Part
        Lessons, each the parent of its questions' statements; questions of any kind.

    Returns
    -------
    bytes
        JSON: ``activities`` (one a question) and ``statements`` (an example of an answer to each;
        all but polls and texts have the right one).
    """
    activities: list[dict[str, Any]] = []
    statements: list[dict[str, Any]] = []
    for lesson, questions in parts:
        activities += [parent(lesson), *map(activity, questions)]
        statements += [_statement(question, lesson_id(lesson)) for question in questions]
    page = {"activities": activities, "statements": statements}
    return msgspec.json.format(msgspec.json.encode(page)) + b"\n"


def lesson_id(lesson: Entry) -> str:
    """Give the name of a lesson's activity."""
    return f"{BASE}/{lesson.name}"


def parent(lesson: Entry) -> dict[str, Any]:
    """Give a lesson as an activity of the type ``assessment``."""
    return {
        "objectType": "Activity",
        "id": lesson_id(lesson),
        "definition": {
            "type": "http://adlnet.gov/expapi/activities/assessment",
            "name": _say(f"Reading a Crisis {lesson.number}: {lesson.title}"),
            "description": _say(lesson.guiding_question),
        },
    }


def activity(question: Question) -> dict[str, Any]:
    """Give a question as an activity of the type ``cmi.interaction``.

    Returns
    -------
    dict
        ``id`` and ``definition``; the definition has the pattern of right answers unless the
        question is a poll or asks for a text.
    """
    kind = INTERACTIONS[question.kind]
    definition: dict[str, Any] = {
        "type": INTERACTION,
        "interactionType": kind,
        "name": _say(question.id),
        "description": _say(text.plain(prompt(question))),
    }
    seen = view(question)
    for part, name in _PARTS.get(kind, {}).items():
        definition[name] = [
            {"id": entry["key"], "description": _say(entry["text"])} for entry in seen[part]
        ]
    pattern = _pattern(question)
    if pattern:
        definition["correctResponsesPattern"] = pattern
    return {
        "objectType": "Activity",
        "id": f"{BASE}/{question.lesson}/{question.id}",
        "definition": definition,
    }


def _pattern(question: Question) -> list[str]:
    if isinstance(question, Poll | Short):
        return []
    if isinstance(question, Number):
        low, high = accepted(question)
        return [f"{low:.15g}[:]{high:.15g}"]
    places = getattr(question, "answer", ())  # any of them is right
    return list(places) or [xapi_response(question.kind, key_response(question))]


def _statement(question: Question, parent: str) -> dict[str, Any]:
    response = key_response(question)
    if isinstance(question, Poll):
        response = question.options[0].key
    result: dict[str, Any] = {"response": xapi_response(question.kind, response)}
    if not isinstance(question, Poll | Short):
        result |= {"success": True, "score": {"scaled": 1}}
    return {
        "actor": {"account": {"homePage": BASE, "name": "Example"}, "objectType": "Agent"},
        "verb": {"id": ANSWERED, "display": _say("answered")},
        "object": {"objectType": "Activity", "id": f"{BASE}/{question.lesson}/{question.id}"},
        "result": result,
        "context": {"contextActivities": {"parent": [{"objectType": "Activity", "id": parent}]}},
    }


def _say(words: str) -> dict[str, str]:
    return {_LANGUAGE: words}
