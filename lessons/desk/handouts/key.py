"""The key: each question with its right answer, and what each wrong one shows and needs."""

from typing import TYPE_CHECKING

from lessons.desk.handouts import markup
from lessons.kit import language
from lessons.kit.catalogue import say
from lessons.kit.data.atlas import svg_map
from lessons.kit.quiz import text
from lessons.kit.quiz.questions import (
    Choice,
    Choices,
    Match,
    Number,
    Order,
    Place,
    Poll,
    Prediction,
    Question,
    Short,
    number_text,
    right_key,
    view,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lessons.desk.handouts.markup import Node


def blocks(questions: "Sequence[Question]") -> "list[Node]":
    """Give the key to a lesson's questions as blocks for a handout.

    Parameters
    ----------
    questions : sequence of Question
        In the order of the lesson.

    Returns
    -------
    list of dict
        A heading, and for each question its prompt, key, misconceptions, feedback and hints.
    """
    out = [markup.heading(2, say("handouts.key.title"))]
    for number, question in enumerate(questions, 1):
        first, *more = markup.blocks(question.prompt)
        asked = markup.para(markup.strong(f"{number}. "), first["body"])
        lines = _bullets([*answers(question), *_headline(question), *_hints(question)])
        out.append({"kind": "group", "body": [asked, *more, lines]})
    return out


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""By which the sheet names options, in the order that it has them."""


def at_a_glance(questions: "Sequence[Question]") -> "list[Node]":
    """Give the key as a table of what stands on a sheet that is all right, for marking a pile.

    Parameters
    ----------
    questions : sequence of Question
        In the order of the lesson.

    Returns
    -------
    list of dict
        A heading and a table with a row a question: its number, the answer, and what it is about.
    """
    rows = [
        [
            markup.strong(str(number)),
            markup.strong(short_answer(question)),
            markup.text(_begin(text.plain(question.prompt))),
        ]
        for number, question in enumerate(questions, 1)
    ]
    head = [markup.text(say(f"handouts.key.{name}")) for name in ("number", "answer", "asked")]
    table: Node = {"kind": "table", "head": head, "rows": rows, "widths": [1, 3, 6]}
    title = markup.heading(2, say("handouts.key.glance"))
    return [title, markup.para(markup.text(say("handouts.key.how"))), table]


def short_answer(question: Question) -> str:  # noqa: PLR0911  one a kind
    """Give the right answer as it stands on the learner's sheet: by letters, numbers or a name."""
    seen = view(question)
    match question:
        case Choice() | Choices() | Prediction():
            right = {option.key for option in question.options if option.right}
            found = "".join(_letters(seen["options"], right))
            return f"({found})" if isinstance(question, Prediction) else found
        case Number():
            return _within(question)
        case Order(items=items):
            places = {item.key: str(n) for n, item in enumerate(items, 1)}
            return " ".join(places[entry["key"]] for entry in seen["items"])
        case Match():
            where = {
                entry["key"]: letter for entry, letter in zip(seen["right"], LETTERS, strict=False)
            }
            rights = {pair.key: where[right_key(pair.right)] for pair in question.pairs}
            lefts = zip(LETTERS.lower(), seen["left"], strict=False)
            return " ".join(f"{letter}–{rights[entry['key']]}" for letter, entry in lefts)
        case Place(answer=answer):
            names = place_names(question)
            return language.either([names[place] for place in answer])
        case Short(rubric=rubric):
            return say("handouts.key.points", count=len(rubric))
    return "–"


def _letters(entries: "Sequence[dict[str, str]]", right: set[str]) -> "Iterator[str]":
    return (
        letter for letter, entry in zip(LETTERS, entries, strict=False) if entry["key"] in right
    )


def _begin(words: str) -> str:
    """Give as much of a question as tells it apart."""
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rpartition(' ')[0]} …"


LONGEST = 60


def answers(question: Question) -> "list[list[Node]]":  # noqa: PLR0911  one a kind
    """Give what a teacher says to each answer, one line of inline nodes each."""
    match question:
        case Choice(options=options) | Choices(options=options):
            ranked = sorted(options, key=lambda option: not option.right)
            lines = [_line(o.text, o.feedback, o.misconception, right=o.right) for o in ranked]
            return [*lines, *(_said("missed", o.missed) for o in ranked if o.missed)]
        case Number():
            return _number(question)
        case Order(items=items):
            listed = "; ".join(
                f"{n}. {item.text}{_dated(item.date)}" for n, item in enumerate(items, 1)
            )
            return [
                _line(listed, question.feedback.right),
                _said("otherwise", question.feedback.wrong),
            ]
        case Match(pairs=pairs):
            out = [_line(f"{pair.left} → {pair.right}", pair.feedback) for pair in pairs]
            said = question.feedback
            return [*out, _said("all-right", said.right), _said("otherwise", said.wrong)]
        case Place(answer=answer):
            names = place_names(question)
            wrong = [
                _line(names[m.id], m.feedback, m.misconception, right=False)
                for m in question.mistakes
            ]
            right = _line(
                language.either([names[place] for place in answer]), question.feedback.right
            )
            return [right, *wrong, _said("otherwise", question.feedback.wrong)]
        case Short(rubric=rubric, model=model):
            points = [
                [*markup.text(say("handouts.key.look-for") + " "), *markup.inline(line)]
                for line in rubric
            ]
            return [*points, _said("model", model)]
        case Prediction(options=predicted, told=told):
            lines = [_line(o.text, o.feedback, right=o.right) for o in predicted]
            return [*lines, _said("told", told)]
        case Poll():
            poll = "handouts.key.poll-again" if question.again else "handouts.key.poll"
            return [markup.text(say(poll))]
    return []


def place_names(question: Place) -> dict[str, str]:
    """Give the names of the places on a question's map, by id."""
    return {str(shape["id"]): str(shape["name"]) for shape in svg_map(question.map)["shapes"]}


def _number(question: Number) -> "list[list[Node]]":
    said = question.feedback
    out = [_line(_within(question), said.right)]
    for mistake in question.mistakes:
        value = number_text((mistake.value, mistake.value))
        out.append(_line(value, mistake.feedback, mistake.misconception, right=False))
    near = question.near.feedback if question.near else ""
    for label, words in (
        ("near", near), ("low", said.low), ("high", said.high), ("otherwise", said.wrong),
    ):  # fmt: skip
        if words:
            out.append(_said(label, words))
    return out


def _within(question: Number) -> str:
    give = question.tolerance
    answer = f"{number_text(question.ends)} {question.unit}".strip()
    if not (give.absolute or give.relative):
        return answer
    if give.absolute is not None:
        within = language.number(give.absolute)
    else:
        within = language.percent(give.relative or 0)
    return say("handouts.key.within", answer=answer, within=within)


def _line(answer: str, feedback: str, shows: str = "", *, right: bool = True) -> "list[Node]":
    verdict = say("handouts.key.right" if right else "handouts.key.wrong")
    out = markup.strong(f"{verdict} ") + markup.inline(_one_line(answer))
    if shows:
        out += markup.text(f". {say('handouts.key.shows')} ") + markup.em(shows)
    return out + markup.text(" — ") + markup.inline(_one_line(feedback)) if feedback else out


def _said(when: str, words: str) -> "list[Node]":
    return markup.strong(f"{say(f'handouts.say.{when}')} ") + markup.inline(_one_line(words))


def _headline(question: Question) -> "list[list[Node]]":
    return [_said("headline", question.headline)] if question.headline else []


def _hints(question: Question) -> "list[list[Node]]":
    return [
        markup.strong(f"{say('handouts.key.hint', number=n)} ") + markup.inline(_one_line(hint))
        for n, hint in enumerate(question.hints, 1)
    ]


def _bullets(lines: "list[list[Node]]") -> "Node":
    return {"kind": "list", "ordered": False, "items": [[markup.para(line)] for line in lines]}


def _dated(date: str) -> str:
    return f" ({date})" if date else ""


def _one_line(words: str) -> str:
    return " ".join(words.split())
