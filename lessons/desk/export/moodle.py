"""Moodle XML: every question of the bank, with pictures, tables, hints, tags and rubric.

What is marked here is marked there in the same way, but for orders, where Moodle counts the pairs
that stand right and the kit takes off those that stand wrong. Polls and predictions are worth no
point. A range is two numbers, a place is a letter on the map.
"""

import base64
import re
from collections.abc import Callable, Iterable, Sequence
from xml.etree import ElementTree as ET  # only written here, never read

from lessons.desk.export import shown
from lessons.desk.export.parts import Part
from lessons.desk.handouts.key import place_names
from lessons.desk.wording import prompt
from lessons.kit.catalogue import say
from lessons.kit.quiz import text
from lessons.kit.quiz.marking import accepted, span_at
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
    asked_kind,
)
from lessons.kit.syllabus import Entry

PICTURES = "@@PLUGINFILE@@/"
"""Where Moodle keeps the files of a question."""
PENALTY = "0.3333333"
"""What a hint costs where a quiz is answered in several tries."""


def write(parts: Sequence[Part]) -> bytes:
    """Write questions as Moodle XML.

    Parameters
    ----------
    parts : sequence of Part
        Lessons, each a category, with questions of any kind.

    Returns
    -------
    bytes
        XML, UTF-8.
    """
    root = ET.Element("quiz")
    for lesson, questions in parts:
        category = ET.SubElement(ET.SubElement(root, "question", type="category"), "category")
        _leaf(category, "text", f"$course$/top/Reading a Crisis/{lesson.number:02} {lesson.title}")
        for question in questions:
            _question(root, lesson, question)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def is_range(question: Question) -> bool:
    """Tell whether a question asks for two numbers: Moodle's numerical questions take one."""
    return isinstance(question, Number) and question.ends[0] != question.ends[1]


def _question(root: ET.Element, lesson: Entry, question: Question) -> None:
    kind = "cloze" if is_range(question) else TYPES[question.kind]
    node = ET.SubElement(root, "question", type=kind)
    _words(node, "name", f"{lesson.number:02} {question.id}", markup=False)
    _asked(node, question)
    _words(node, "generalfeedback", _afterwards(question))
    _leaf(node, "defaultgrade", "0" if isinstance(question, Poll) else "1")
    _leaf(node, "penalty", PENALTY)
    _leaf(node, "hidden", "0")
    _leaf(node, "idnumber", f"{question.lesson}/{question.id}")
    if not is_range(question):
        _KINDS[question.kind](node, question)
    for hint in question.hints:
        _words(node, "hint", text.html(hint))
    tags = ET.SubElement(node, "tags")
    for tag in _tags(lesson, question):
        _words(tags, "tag", tag, markup=False)


def _asked(node: ET.Element, question: Question) -> None:
    words = shown.prompt(question, text.html(prompt(question)), PICTURES)
    gaps = f"<p>{_gaps(question)}</p>" if is_range(question) else ""
    asked = _words(node, "questiontext", words + gaps)
    for picture in shown.pictures(question):
        content = base64.b64encode(picture.content).decode()
        _leaf(asked, "file", content, name=picture.name, path="/", encoding="base64")


def _gaps(question: Question) -> str:
    """Give the two gaps of a range; each end may lie anywhere in the accepted span."""
    assert isinstance(question, Number)  # noqa: S101  for the type checker
    right, wrong = (
        _in_gap(text.plain(words)) for words in (question.feedback.right, question.feedback.wrong)
    )
    gap = f"{{1:NUMERICAL:={_span(*accepted(question))}#{right}~%0%*#{wrong}}}"
    return say("cards.mark.span", low=gap, high=gap)


def _in_gap(words: str) -> str:
    return re.sub(r"([\\}~#])", r"\\\1", words)


def _span(low: float, high: float) -> str:
    """Write a span as Moodle does: its middle, and how far it reaches."""
    return f"{(low + high) / 2:.15g}:{(high - low) / 2:.15g}"


def _afterwards(question: Question) -> str:
    """Give what everybody reads after a question, however they answered."""
    match question:
        case Short(model=model):
            return f"<p><strong>{say('handouts.say.model')}</strong></p>{text.html(model)}"
        case Prediction(told=told):
            return text.html(told)
        case Match(pairs=pairs):
            return _list(
                f"{text.inline(p.left)} → {text.inline(p.right)}: {text.inline(p.feedback)}"
                for p in pairs
                if p.feedback
            )
    return ""


def _tags(lesson: Entry, question: Question) -> Iterable[str]:
    yield from ("Reading a Crisis", f"lesson {lesson.number}", asked_kind(question))
    if question.thinking:
        yield question.thinking


def _choice(node: ET.Element, question: Choice) -> None:
    _multichoice(node, single=True)
    for option in question.options:
        _answer(node, 100.0 * option.right, text.inline(option.text), text.html(option.feedback))


def _choices(node: ET.Element, question: Choices) -> None:
    _multichoice(node, single=False)
    share = 100 / sum(option.right for option in question.options)
    missed = [option.missed for option in question.options if option.missed]
    _words(node, "partiallycorrectfeedback", _list(map(text.inline, missed)))
    for option in question.options:
        points = share if option.right else -share
        _answer(node, points, text.inline(option.text), text.html(option.feedback))


def _poll(node: ET.Element, question: Poll) -> None:
    """Write a poll: any answer is as good as another, and none brings a point."""
    _multichoice(node, single=True, shuffled=False)
    for option in question.options:
        said = text.html(getattr(option, "feedback", ""))
        _answer(node, 100, text.inline(option.text), said)


def _place(node: ET.Element, question: Place) -> None:
    _multichoice(node, single=True, shuffled=False)
    names = place_names(question)
    told = {mistake.id: mistake.feedback for mistake in question.mistakes}
    for letter, place in shown.lettered(question).items():
        right = place in question.answer
        said = question.feedback.right if right else told.get(place, question.feedback.wrong)
        named = "" if right else f"<p>{letter}: {names[place]}.</p>"
        _answer(node, 100.0 * right, letter, named + text.html(said))


def _number(node: ET.Element, question: Number) -> None:
    _numerical(node, 100, accepted(question), question.feedback.right)
    for mistake in question.mistakes:
        _numerical(node, 0, span_at(question, mistake.value), mistake.feedback)
    if question.near:
        low, high = accepted(question)
        wide = (low - question.near.within, high + question.near.within)
        _numerical(node, 0, wide, question.near.feedback)
    said = question.feedback
    parts = [("low", said.low), ("high", said.high), ("otherwise", said.wrong)]
    words = _list(
        f"<strong>{say(f'handouts.say.{name}')}</strong> {text.inline(one)}"
        for name, one in parts
        if one
    )
    _answer(node, 0, "*", words if said.low or said.high else text.html(said.wrong), markup=False)


def _numerical(node: ET.Element, points: float, span: tuple[float, float], feedback: str) -> None:
    middle, reach = _span(*span).split(":")
    answer = _answer(node, points, middle, text.html(feedback), markup=False)
    _leaf(answer, "tolerance", reach)


def _order(node: ET.Element, question: Order) -> None:
    settings = {
        "layouttype": "VERTICAL",
        "selecttype": "ALL",
        "selectcount": str(len(question.items)),
        "gradingtype": "RELATIVE_ALL_PREVIOUS_AND_NEXT",
        "showgrading": "SHOW",
        "numberingstyle": "none",
    }
    for name, value in settings.items():
        _leaf(node, name, value)
    _on_all(node, question.feedback.right, question.feedback.wrong)
    for number, item in enumerate(question.items, 1):
        answer = ET.SubElement(node, "answer", fraction=f"{number}.0000000", format="html")
        _leaf(answer, "text", text.inline(item.text))


def _match(node: ET.Element, question: Match) -> None:
    _leaf(node, "shuffleanswers", "true")
    _on_all(node, question.feedback.right, question.feedback.wrong)
    sides = [(text.inline(pair.left), pair.right) for pair in question.pairs]
    for left, right in [*sides, *(("", words) for words in question.extra)]:
        part = ET.SubElement(node, "subquestion", format="html")
        _leaf(part, "text", left)
        _words(part, "answer", text.plain(right), markup=False)


def _short(node: ET.Element, question: Short) -> None:
    settings = {"responseformat": "editor", "responserequired": "1", "responsefieldlines": "10"}
    for name, value in {**settings, "attachments": "0", "attachmentsrequired": "0"}.items():
        _leaf(node, name, value)
    _words(node, "graderinfo", _list(map(text.inline, question.rubric)))
    _words(node, "responsetemplate", "")


TYPES = {
    "choice": "multichoice",
    "choices": "multichoice",
    "number": "numerical",
    "order": "ordering",
    "match": "matching",
    "place": "multichoice",
    "short": "essay",
    "poll": "multichoice",
    "prediction": "multichoice",
}
_KINDS: dict[str, Callable[..., None]] = {
    "choice": _choice,
    "choices": _choices,
    "number": _number,
    "order": _order,
    "match": _match,
    "place": _place,
    "short": _short,
    "poll": _poll,
    "prediction": _poll,
}


def _multichoice(node: ET.Element, *, single: bool, shuffled: bool = True) -> None:
    _leaf(node, "single", str(single).lower())
    _leaf(node, "shuffleanswers", str(shuffled).lower())
    _leaf(node, "answernumbering", "abc" if shuffled else "none")
    _leaf(node, "showstandardinstruction", "0" if single else "1")


def _on_all(node: ET.Element, right: str, wrong: str) -> None:
    for name, words in (("correct", right), ("partiallycorrect", wrong), ("incorrect", wrong)):
        _words(node, f"{name}feedback", text.html(words))


def _answer(
    node: ET.Element, points: float, words: str, feedback: str, *, markup: bool = True
) -> ET.Element:
    form = "html" if markup else "moodle_auto_format"
    answer = ET.SubElement(node, "answer", fraction=f"{points:.7g}", format=form)
    _leaf(answer, "text", words)
    _words(answer, "feedback", feedback)
    return answer


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def _words(parent: ET.Element, tag: str, words: str, *, markup: bool = True) -> ET.Element:
    node = ET.SubElement(parent, tag, {"format": "html"} if markup else {})
    _leaf(node, "text", words)
    return node


def _leaf(parent: ET.Element, tag: str, words: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = words
