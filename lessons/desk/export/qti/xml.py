"""The elements that every kind of QTI 1.2 has: words, options, a line to write on, conditions."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET  # only written here, never read

from lessons.kit.quiz.questions import Option

ANSWER = "response1"
Feedback = dict[str, str]
"""By the name that a condition shows it by."""


def begin_marking(item: ET.Element) -> ET.Element:
    """Begin the part of a question that marks it, with a score of 0 to 100."""
    marking = ET.SubElement(item, "resprocessing")
    score = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
    ET.SubElement(ET.SubElement(marking, "outcomes"), "decvar", score)
    return marking


def options(
    presented: ET.Element, name: str, many: str, entries: Sequence[tuple[str, str]], label: str = ""
) -> None:
    """Add options to choose from."""
    response = ET.SubElement(presented, "response_lid", ident=name, rcardinality=many)
    if label:
        html(response, label)
    choices = ET.SubElement(response, "render_choice")
    for key, words in entries:
        html(ET.SubElement(choices, "response_label", ident=key), words)


def line(presented: ET.Element, **how: str) -> None:
    """Add a line to write on."""
    response = ET.SubElement(presented, "response_str", ident=ANSWER, rcardinality="Single")
    field = ET.SubElement(response, "render_fib", how)
    ET.SubElement(field, "response_label", ident="answer1", rshuffle="No")


def say_each(options: Sequence[Option], marking: ET.Element) -> Feedback:
    """Show each option's feedback when it is chosen."""
    for option in options:
        when = condition(marking, shows=f"{option.key}_fb")
        leaf(when, "varequal", option.key, respident=ANSWER)
    return {f"{option.key}_fb": option.feedback for option in options}


def condition(marking: ET.Element, shows: str) -> ET.Element:
    """Add a condition that shows a feedback, and give what has to be filled in."""
    rule = ET.SubElement(marking, "respcondition", {"continue": "Yes"})
    when = ET.SubElement(rule, "conditionvar")
    ET.SubElement(rule, "displayfeedback", feedbacktype="Response", linkrefid=shows)
    return when


def scores(
    marking: ET.Element, points: str = "100", action: str = "Set", shows: str = ""
) -> ET.Element:
    """Add a condition that gives points, and give what has to be filled in."""
    going = "Yes" if action == "Add" else "No"
    rule = ET.SubElement(marking, "respcondition", {"continue": going})
    when = ET.SubElement(rule, "conditionvar")
    leaf(rule, "setvar", points, action=action, varname="SCORE")
    if shows:
        ET.SubElement(rule, "displayfeedback", feedbacktype="Response", linkrefid=shows)
    return when


def fields(parent: ET.Element, told: dict[str, str]) -> None:
    """Add fields of metadata."""
    for label, entry in told.items():
        field = ET.SubElement(parent, "qtimetadatafield")
        leaf(field, "fieldlabel", label)
        leaf(field, "fieldentry", entry)


def html(parent: ET.Element, words: str) -> None:
    """Add words with markup."""
    leaf(ET.SubElement(parent, "material"), "mattext", words, texttype="text/html")


def leaf(parent: ET.Element, tag: str, words: str, **attributes: str) -> None:
    """Add an element that holds words alone."""
    ET.SubElement(parent, tag, attributes).text = words
