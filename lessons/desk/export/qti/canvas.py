"""QTI 1.2 as a zip file, in the form that Canvas imports.

``imsmanifest.xml`` names the others, ``assessment_meta.xml`` has the settings of the
quiz, and the assessment has one ``item`` a question: what is shown, how it is marked, feedback.
Pictures are files beside it.
"""

from collections.abc import Callable, Sequence
from xml.etree import ElementTree as ET  # only written here, never read

from lessons.desk.export import shown
from lessons.desk.export.parts import Part
from lessons.desk.export.qti import package, xml
from lessons.desk.handouts.key import place_names
from lessons.desk.wording import prompt
from lessons.kit.quiz import text
from lessons.kit.quiz.marking import accepted
from lessons.kit.quiz.questions import (
    Choice,
    Choices,
    Match,
    Number,
    Place,
    Poll,
    Question,
    Short,
    rights,
)

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
    "place": "multiple_choice_question",
    "poll": "multiple_choice_question",
    "prediction": "multiple_choice_question",
}
ANSWER = xml.ANSWER


def write(parts: Sequence[Part]) -> bytes:
    """Write questions as a QTI 1.2 package, a quiz a lesson.

    Parameters
    ----------
    parts : sequence of Part
        Lessons with questions of all kinds but ``order`` and ranges.

    Returns
    -------
    bytes
        A zip file.
    """
    trees = {}
    root, resources = package.manifest(PACKAGE, "reading_a_crisis_manifest", "IMS Content", "1.1.3")
    for lesson, questions in parts:
        name = f"reading_a_crisis_{lesson.name}"
        title = f"Reading a Crisis {lesson.number}: {lesson.title}"
        quiz = package.resource(resources, name, "imsqti_xmlv1p2", [f"{name}/{name}.xml"])
        quiz.set("title", title)
        ET.SubElement(quiz, "dependency", identifierref=f"{name}_meta")
        path = f"{name}/assessment_meta.xml"
        package.resource(resources, f"{name}_meta", META, [path], href=path)
        trees[path] = _meta(name, title, sum(map(points, questions)))
        trees[f"{name}/{name}.xml"] = _assessment(name, title, questions)
    pictures = package.pictures(parts, resources)
    return package.zipped({"imsmanifest.xml": root, **trees}, pictures)


def _meta(name: str, title: str, worth: int) -> ET.Element:
    root = ET.Element("quiz", xmlns=CANVAS, identifier=name)
    xml.leaf(root, "title", title)
    xml.leaf(root, "quiz_type", "practice_quiz")
    xml.leaf(root, "points_possible", f"{worth}.0")
    xml.leaf(root, "shuffle_answers", "true")
    xml.leaf(root, "allowed_attempts", "-1")
    return root


def _assessment(name: str, title: str, questions: Sequence[Question]) -> ET.Element:
    root = ET.Element("questestinterop", xmlns=QTI)
    assessment = ET.SubElement(root, "assessment", ident=name, title=title)
    xml.fields(ET.SubElement(assessment, "qtimetadata"), {"cc_maxattempts": "unlimited"})
    section = ET.SubElement(assessment, "section", ident="root_section")
    for question in questions:
        _item(section, question)
    return root


def points(question: Question) -> int:
    """Give what a question is worth."""
    return 0 if isinstance(question, Poll) else 1


def _item(section: ET.Element, question: Question) -> None:
    item = ET.SubElement(section, "item", ident=question.id, title=question.id)
    about = ET.SubElement(ET.SubElement(item, "itemmetadata"), "qtimetadata")
    xml.fields(
        about, {"question_type": TYPES[question.kind], "points_possible": f"{points(question)}"}
    )
    presented = ET.SubElement(item, "presentation")
    xml.html(presented, shown.prompt(question, text.html(prompt(question)), package.IMAGES))
    marking = xml.begin_marking(item)
    write_kind = _KINDS[question.kind]
    for ident, feedback in write_kind(question, presented, marking).items():
        flow = ET.SubElement(ET.SubElement(item, "itemfeedback", ident=ident), "flow_mat")
        xml.html(flow, text.html(feedback))


Feedback = xml.Feedback


def choice(question: Choice, presented: ET.Element, marking: ET.Element) -> Feedback:
    """Write a question with one right option."""
    xml.options(
        presented, ANSWER, "Single", [(o.key, text.inline(o.text)) for o in question.options]
    )
    said = xml.say_each(question.options, marking)
    right = next(option for option in question.options if option.right)
    xml.leaf(xml.scores(marking), "varequal", right.key, respident=ANSWER)
    return said


def choices(question: Choices, presented: ET.Element, marking: ET.Element) -> Feedback:
    """Write a question with several right options: all of them, and no other, make it right."""
    xml.options(
        presented, ANSWER, "Multiple", [(o.key, text.inline(o.text)) for o in question.options]
    )
    said = xml.say_each(question.options, marking)
    every = ET.SubElement(xml.scores(marking), "and")
    for option in question.options:
        parent = every if option.right else ET.SubElement(every, "not")
        xml.leaf(parent, "varequal", option.key, respident=ANSWER)
    return said


def _number(question: Number, presented: ET.Element, marking: ET.Element) -> Feedback:
    xml.line(presented, fibtype="Decimal")
    said = {"correct_fb": question.feedback.right, "general_incorrect_fb": question.feedback.wrong}
    for n, mistake in enumerate(question.mistakes, 1):
        said[f"mistake{n}_fb"] = mistake.feedback
        when = xml.condition(marking, shows=f"mistake{n}_fb")
        xml.leaf(when, "varequal", f"{mistake.value:.15g}", respident=ANSWER)
    low, high = accepted(question)
    either = ET.SubElement(xml.scores(marking, shows="correct_fb"), "or")
    xml.leaf(either, "varequal", f"{question.ends[0]:.15g}", respident=ANSWER)
    both = ET.SubElement(either, "and")
    xml.leaf(both, "vargte", f"{low:.15g}", respident=ANSWER)
    xml.leaf(both, "varlte", f"{high:.15g}", respident=ANSWER)
    ET.SubElement(xml.condition(marking, shows="general_incorrect_fb"), "other")
    return said


def _match(question: Match, presented: ET.Element, marking: ET.Element) -> Feedback:
    right = sorted(rights(question).items())
    by_text = {words: key for key, words in right}
    share = f"{100 / len(question.pairs):.2f}"
    for pair in question.pairs:
        name = f"response_{pair.key}"
        entries = [(key, text.plain(words)) for key, words in right]
        xml.options(presented, name, "Single", entries, label=text.inline(pair.left))
        when = xml.scores(marking, share, action="Add")
        xml.leaf(when, "varequal", by_text[pair.right], respident=name)
    ET.SubElement(xml.condition(marking, shows="general_incorrect_fb"), "other")
    return {"correct_fb": question.feedback.right, "general_incorrect_fb": question.feedback.wrong}


def _short(question: Short, presented: ET.Element, marking: ET.Element) -> Feedback:
    xml.line(presented)
    ET.SubElement(xml.condition(marking, shows="general_fb"), "other")
    return {"general_fb": question.model}


def place(question: Place, presented: ET.Element, marking: ET.Element) -> Feedback:
    """Write a question on a map: its letters are the options."""
    letters, names = shown.lettered(question), place_names(question)
    xml.options(presented, ANSWER, "Single", [(letter, letter) for letter in letters])
    told = {mistake.id: mistake.feedback for mistake in question.mistakes}
    said = {}
    for letter, where in letters.items():
        right = where in question.answer
        words = question.feedback.right if right else told.get(where, question.feedback.wrong)
        said[f"{letter}_fb"] = words if right else f"{letter}: {names[where]}. {words}"
        when = xml.condition(marking, shows=f"{letter}_fb")
        xml.leaf(when, "varequal", letter, respident=ANSWER)
    for letter, where in letters.items():
        if where in question.answer:
            xml.leaf(xml.scores(marking), "varequal", letter, respident=ANSWER)
    return said


def poll(question: Poll, presented: ET.Element, marking: ET.Element) -> Feedback:
    """Write a poll: every answer is as good as any other, and it is worth no point."""
    entries = [(option.key, text.inline(option.text)) for option in question.options]
    xml.options(presented, ANSWER, "Single", entries)
    said = {}
    for option in question.options:
        words = getattr(option, "feedback", "")
        if words:
            said[f"{option.key}_fb"] = words
            when = xml.condition(marking, shows=f"{option.key}_fb")
            xml.leaf(when, "varequal", option.key, respident=ANSWER)
    for option in question.options:
        xml.leaf(xml.scores(marking), "varequal", option.key, respident=ANSWER)
    return said


_KINDS: dict[str, Callable[..., Feedback]] = {
    "choice": choice,
    "choices": choices,
    "number": _number,
    "match": _match,
    "short": _short,
    "place": place,
    "poll": poll,
    "prediction": poll,
}
