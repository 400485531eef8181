"""Common Cartridge 1.1: quizzes in the one form of QTI that all platforms share.

Its profile knows single and several choices, words that must be written exactly, and essays: no
orders, no pairs, no ranges, and a number only as it is written. It knows no question without
points either, so that whoever answers a poll has its point.
"""

from collections.abc import Callable, Sequence
from xml.etree import ElementTree as ET  # only written here, never read

from lessons.desk.export import shown
from lessons.desk.export.parts import Part
from lessons.desk.export.qti import canvas, package, xml
from lessons.desk.wording import prompt
from lessons.kit import language
from lessons.kit.quiz import text
from lessons.kit.quiz.questions import Choice, Choices, Number, Question, Short

SPACE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"
ASSESSMENT = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"
TWO = 2
"""So many options make a question of true or false; the profile has another name for it."""


def write(parts: Sequence[Part]) -> bytes:
    """Write questions as a Common Cartridge, a quiz a lesson.

    Parameters
    ----------
    parts : sequence of Part
        Lessons with questions of the kinds ``choice``, ``choices``, ``number``, ``place``,
        ``short``, ``poll`` and ``prediction``.

    Returns
    -------
    bytes
        A zip file.
    """
    root, resources = package.manifest(SPACE, "reading_a_crisis", "IMS Common Cartridge", "1.1.0")
    _about(root)
    tree = _organization(root)
    trees = {}
    for lesson, questions in parts:
        name = f"reading_a_crisis_{lesson.name}"
        title = f"Reading a Crisis {lesson.number}: {lesson.title}"
        path = f"{name}/assessment.xml"
        package.resource(resources, name, ASSESSMENT, [path])
        item = ET.SubElement(tree, "item", identifier=f"{name}_item", identifierref=name)
        xml.leaf(item, "title", title)
        trees[path] = _assessment(name, title, questions)
    pictures = package.pictures(parts, resources)
    return package.zipped({"imsmanifest.xml": root, **trees}, pictures)


def _about(root: ET.Element) -> None:
    about = root[0]
    lom = ET.SubElement(about, "lom", xmlns=LOM)
    title = ET.SubElement(ET.SubElement(lom, "general"), "title")
    xml.leaf(title, "string", "Reading a Crisis", language=language.current().replace("_", "-"))


def _organization(root: ET.Element) -> ET.Element:
    organization = ET.SubElement(
        root[1], "organization", identifier="course", structure="rooted-hierarchy"
    )
    return ET.SubElement(organization, "item", identifier="root")


def _assessment(name: str, title: str, questions: Sequence[Question]) -> ET.Element:
    root = ET.Element("questestinterop", xmlns=canvas.QTI)
    assessment = ET.SubElement(root, "assessment", ident=name, title=title)
    about = {
        "cc_profile": "cc.exam.v0p1",
        "qmd_assessmenttype": "Examination",
        "qmd_scoretype": "Percentage",
        "cc_maxattempts": "unlimited",
    }
    xml.fields(ET.SubElement(assessment, "qtimetadata"), about)
    section = ET.SubElement(assessment, "section", ident="root_section")
    for question in questions:
        _item(section, question)
    return root


def _item(section: ET.Element, question: Question) -> None:
    item = ET.SubElement(section, "item", ident=question.id, title=question.id)
    about = ET.SubElement(ET.SubElement(item, "itemmetadata"), "qtimetadata")
    scored = "No" if isinstance(question, Short) else "Yes"
    xml.fields(about, {"cc_profile": _profile(question), "qmd_computerscored": scored})
    presented = ET.SubElement(item, "presentation")
    xml.html(presented, shown.prompt(question, text.html(prompt(question)), package.IMAGES))
    marking = xml.begin_marking(item)
    said = _KINDS[question.kind](question, presented, marking)
    for ident, feedback in said.items():
        _feedback(item, ident, feedback)


def _feedback(item: ET.Element, ident: str, words: str) -> None:
    node = ET.SubElement(item, "itemfeedback", ident=ident)
    inside = (
        ET.SubElement(ET.SubElement(node, "solution"), "solutionmaterial")
        if (ident == SOLUTION)
        else node
    )
    xml.html(ET.SubElement(inside, "flow_mat"), text.html(words))


SOLUTION = "solution"


def _profile(question: Question) -> str:
    match question:
        case Choices():
            kind = "multiple_response"
        case Number():
            kind = "fib"
        case Short():
            kind = "essay"
        case Choice(options=options) if len(options) == TWO:
            kind = "true_false"
        case _:
            kind = "multiple_choice"
    return f"cc.{kind}.v0p1"


def _number(question: Number, presented: ET.Element, marking: ET.Element) -> xml.Feedback:
    """Take a number as the key has it, with and without separators of thousands."""
    xml.line(presented)
    said = {"correct_fb": question.feedback.right, "general_incorrect_fb": question.feedback.wrong}
    for n, mistake in enumerate(question.mistakes, 1):
        said[f"mistake{n}_fb"] = mistake.feedback
        _written(xml.condition(marking, shows=f"mistake{n}_fb"), mistake.value)
    _written(xml.scores(marking, shows="correct_fb"), question.ends[0])
    ET.SubElement(xml.condition(marking, shows="general_incorrect_fb"), "other")
    return said


def _written(when: ET.Element, value: float) -> None:
    for words in dict.fromkeys([f"{value:.15g}", language.number(value), f"{value:,.15g}"]):
        xml.leaf(when, "varequal", words, respident=xml.ANSWER)


def _short(question: Short, presented: ET.Element, marking: ET.Element) -> xml.Feedback:
    xml.line(presented)
    rule = ET.SubElement(marking, "respcondition")
    ET.SubElement(ET.SubElement(rule, "conditionvar"), "other")
    ET.SubElement(rule, "displayfeedback", feedbacktype="Solution", linkrefid=SOLUTION)
    return {SOLUTION: question.model}


_KINDS: dict[str, Callable[..., xml.Feedback]] = {
    "choice": canvas.choice,
    "choices": canvas.choices,
    "number": _number,
    "short": _short,
    "place": canvas.place,
    "poll": canvas.poll,
    "prediction": canvas.poll,
}
