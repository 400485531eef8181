"""QTI 1.2 as a zip file, in the form that Canvas imports.

``imsmanifest.xml`` names the others, ``assessment_meta.xml`` has the settings of the
quiz, and the assessment has one ``item`` a question: what is shown, how it is marked, feedback.
Pictures are files beside it.
"""

import io
import zipfile
from collections.abc import Callable, Sequence
from xml.etree import ElementTree as ET  # only written here, never read

from lessons.desk.export import shown
from lessons.desk.wording import prompt
from lessons.kit.quiz import text
from lessons.kit.quiz.marking import accepted
from lessons.kit.quiz.questions import (
    Choice,
    Choices,
    Match,
    Number,
    Option,
    Question,
    Short,
    rights,
)
from lessons.kit.syllabus import Entry

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
META = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
TYPES = {
    "choice": "multiple_choice_question",
    "choices": "multiple_answers_question",
    "number": "numerical_question",
    "match": "matching_question",
    "short": "essay_question",
}
WHEN = (2021, 12, 30, 0, 0, 0)  # the day of the article: the same questions give the same bytes
ANSWER = "response1"
IMAGES = "%24IMS-CC-FILEBASE%24/images/"
"""Where Canvas finds the pictures of a package."""


def write(lesson: Entry, questions: Sequence[Question]) -> bytes:
    """Write questions as a QTI 1.2 package.

    Parameters
    ----------
    lesson : Entry
        From the syllabus; gives the quiz its title.
    questions : sequence of Question
        Of the kinds ``choice``, ``choices``, ``number``, ``match`` and ``short``.

    Returns
    -------
    bytes
        A zip file.
    """
    name = f"reading_a_crisis_{lesson.name}"
    title = f"Reading a Crisis {lesson.number}: {lesson.title}"
    drawn = {f"images/{p.name}": p.content for q in questions for p in shown.pictures(q)}
    files = {
        "imsmanifest.xml": _manifest(name, title, list(drawn)),
        f"{name}/assessment_meta.xml": _meta(name, title, len(questions)),
        f"{name}/{name}.xml": _assessment(name, title, questions),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, root in files.items():
            ET.indent(root)
            content = ET.tostring(root, encoding="utf-8", xml_declaration=True)
            package.writestr(zipfile.ZipInfo(path, WHEN), content, zipfile.ZIP_DEFLATED)
        for path, picture in drawn.items():
            package.writestr(zipfile.ZipInfo(path, WHEN), picture)
    return out.getvalue()


def _manifest(name: str, title: str, pictures: Sequence[str]) -> ET.Element:
    root = ET.Element("manifest", xmlns=PACKAGE, identifier=f"{name}_manifest")
    about = ET.SubElement(root, "metadata")
    _leaf(about, "schema", "IMS Content")
    _leaf(about, "schemaversion", "1.1.3")
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    quiz = ET.SubElement(resources, "resource", identifier=name, type="imsqti_xmlv1p2", title=title)
    ET.SubElement(quiz, "file", href=f"{name}/{name}.xml")
    ET.SubElement(quiz, "dependency", identifierref=f"{name}_meta")
    path = f"{name}/assessment_meta.xml"
    meta = ET.SubElement(resources, "resource", identifier=f"{name}_meta", type=META, href=path)
    ET.SubElement(meta, "file", href=path)
    for number, picture in enumerate(pictures, 1):
        ident = f"{name}_image{number}"
        image = ET.SubElement(
            resources, "resource", identifier=ident, type="webcontent", href=picture
        )
        ET.SubElement(image, "file", href=picture)
    return root


def _meta(name: str, title: str, points: int) -> ET.Element:
    root = ET.Element("quiz", xmlns=CANVAS, identifier=name)
    _leaf(root, "title", title)
    _leaf(root, "quiz_type", "practice_quiz")
    _leaf(root, "points_possible", f"{points}.0")
    _leaf(root, "shuffle_answers", "true")
    _leaf(root, "allowed_attempts", "-1")
    return root


def _assessment(name: str, title: str, questions: Sequence[Question]) -> ET.Element:
    root = ET.Element("questestinterop", xmlns=QTI)
    assessment = ET.SubElement(root, "assessment", ident=name, title=title)
    _fields(ET.SubElement(assessment, "qtimetadata"), {"cc_maxattempts": "unlimited"})
    section = ET.SubElement(assessment, "section", ident="root_section")
    for question in questions:
        _item(section, question)
    return root


def _item(section: ET.Element, question: Question) -> None:
    item = ET.SubElement(section, "item", ident=question.id, title=question.id)
    about = ET.SubElement(ET.SubElement(item, "itemmetadata"), "qtimetadata")
    _fields(about, {"question_type": TYPES[question.kind], "points_possible": "1"})
    presented = ET.SubElement(item, "presentation")
    _html(presented, shown.prompt(question, text.html(prompt(question)), IMAGES))
    marking = ET.SubElement(item, "resprocessing")
    outcomes = ET.SubElement(marking, "outcomes")
    score = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
    ET.SubElement(outcomes, "decvar", score)
    write_kind = _KINDS[question.kind]
    for ident, feedback in write_kind(question, presented, marking).items():
        flow = ET.SubElement(ET.SubElement(item, "itemfeedback", ident=ident), "flow_mat")
        _html(flow, text.html(feedback))


Feedback = dict[str, str]


def _choice(question: Choice, presented: ET.Element, marking: ET.Element) -> Feedback:
    _options(presented, ANSWER, "Single", [(o.key, text.inline(o.text)) for o in question.options])
    said = _say_each(question.options, marking)
    right = next(option for option in question.options if option.right)
    _leaf(_scores(marking), "varequal", right.key, respident=ANSWER)
    return said


def _choices(question: Choices, presented: ET.Element, marking: ET.Element) -> Feedback:
    _options(
        presented, ANSWER, "Multiple", [(o.key, text.inline(o.text)) for o in question.options]
    )
    said = _say_each(question.options, marking)
    every = ET.SubElement(_scores(marking), "and")
    for option in question.options:
        parent = every if option.right else ET.SubElement(every, "not")
        _leaf(parent, "varequal", option.key, respident=ANSWER)
    return said


def _number(question: Number, presented: ET.Element, marking: ET.Element) -> Feedback:
    _line(presented, fibtype="Decimal")
    said = {"correct_fb": question.feedback.right, "general_incorrect_fb": question.feedback.wrong}
    for n, mistake in enumerate(question.mistakes, 1):
        said[f"mistake{n}_fb"] = mistake.feedback
        when = _condition(marking, shows=f"mistake{n}_fb")
        _leaf(when, "varequal", f"{mistake.value:.15g}", respident=ANSWER)
    low, high = accepted(question)
    either = ET.SubElement(_scores(marking, shows="correct_fb"), "or")
    _leaf(either, "varequal", f"{question.ends[0]:.15g}", respident=ANSWER)
    both = ET.SubElement(either, "and")
    _leaf(both, "vargte", f"{low:.15g}", respident=ANSWER)
    _leaf(both, "varlte", f"{high:.15g}", respident=ANSWER)
    ET.SubElement(_condition(marking, shows="general_incorrect_fb"), "other")
    return said


def _match(question: Match, presented: ET.Element, marking: ET.Element) -> Feedback:
    right = sorted(rights(question).items())
    by_text = {words: key for key, words in right}
    share = f"{100 / len(question.pairs):.2f}"
    for pair in question.pairs:
        name = f"response_{pair.key}"
        entries = [(key, text.plain(words)) for key, words in right]
        _options(presented, name, "Single", entries, label=text.inline(pair.left))
        when = _scores(marking, share, action="Add")
        _leaf(when, "varequal", by_text[pair.right], respident=name)
    ET.SubElement(_condition(marking, shows="general_incorrect_fb"), "other")
    return {"correct_fb": question.feedback.right, "general_incorrect_fb": question.feedback.wrong}


def _short(question: Short, presented: ET.Element, marking: ET.Element) -> Feedback:
    _line(presented)
    ET.SubElement(_condition(marking, shows="general_fb"), "other")
    return {"general_fb": question.model}


_KINDS: dict[str, Callable[..., Feedback]] = {
    "choice": _choice,
    "choices": _choices,
    "number": _number,
    "match": _match,
    "short": _short,
}


def _options(
    presented: ET.Element, name: str, many: str, entries: Sequence[tuple[str, str]], label: str = ""
) -> None:
    response = ET.SubElement(presented, "response_lid", ident=name, rcardinality=many)
    if label:
        _html(response, label)
    choices = ET.SubElement(response, "render_choice")
    for key, words in entries:
        _html(ET.SubElement(choices, "response_label", ident=key), words)


def _line(presented: ET.Element, **how: str) -> None:
    response = ET.SubElement(presented, "response_str", ident=ANSWER, rcardinality="Single")
    field = ET.SubElement(response, "render_fib", how)
    ET.SubElement(field, "response_label", ident="answer1", rshuffle="No")


def _say_each(options: Sequence[Option], marking: ET.Element) -> Feedback:
    for option in options:
        when = _condition(marking, shows=f"{option.key}_fb")
        _leaf(when, "varequal", option.key, respident=ANSWER)
    return {f"{option.key}_fb": option.feedback for option in options}


def _condition(marking: ET.Element, shows: str) -> ET.Element:
    """Add a condition that shows a feedback, and give what has to be filled in."""
    rule = ET.SubElement(marking, "respcondition", {"continue": "Yes"})
    when = ET.SubElement(rule, "conditionvar")
    ET.SubElement(rule, "displayfeedback", feedbacktype="Response", linkrefid=shows)
    return when


def _scores(
    marking: ET.Element, points: str = "100", action: str = "Set", shows: str = ""
) -> ET.Element:
    """Add a condition that gives points, and give what has to be filled in."""
    going = "Yes" if action == "Add" else "No"
    rule = ET.SubElement(marking, "respcondition", {"continue": going})
    when = ET.SubElement(rule, "conditionvar")
    _leaf(rule, "setvar", points, action=action, varname="SCORE")
    if shows:
        ET.SubElement(rule, "displayfeedback", feedbacktype="Response", linkrefid=shows)
    return when


def _fields(parent: ET.Element, fields: dict[str, str]) -> None:
    for label, entry in fields.items():
        field = ET.SubElement(parent, "qtimetadatafield")
        _leaf(field, "fieldlabel", label)
        _leaf(field, "fieldentry", entry)


def _html(parent: ET.Element, words: str) -> None:
    _leaf(ET.SubElement(parent, "material"), "mattext", words, texttype="text/html")


def _leaf(parent: ET.Element, tag: str, words: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = words
