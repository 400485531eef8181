"""A whole lesson by keyboard alone, from the first cell to the hand-in file, in JupyterLab."""

import re
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Locator, ViewportSize, expect

from lessons import nato
from lessons.kit.data import ROOT
from lessons.kit.quiz.marking import key_response
from lessons.kit.quiz.questions import (
    Choice,
    Choices,
    Match,
    Number,
    Order,
    Place,
    Poll,
    Question,
    Short,
)
from lessons.kit.record import Record, handin
from tools.open_lesson import Opener, OpenLesson
from tools.screenshot import SCROLLER

#: This lesson has every kind of question, and a map to move through the years.
NOTEBOOK = ROOT / "notebooks" / "05_nato.ipynb"
QUESTIONS = {question.id: question for question in nato.lesson.questions}
SCREEN: ViewportSize = {"width": 1024, "height": 768}

#: Words with keys in them that JupyterLab would take for shortcuts.
SENTENCE = "Neither was a member.\nNATO said “will”, and no date. dd b a x z 1"

#: Where an element lies, as seen from what has the focus: 0 there, 1 further on, -1 further back.
#: Tab reaches one of several radio buttons; the arrow keys go on from there.
AHEAD = """(target) => {
  const at = document.activeElement;
  if (at === target || (at.type === 'radio' && at.name === target.name)) return 0;
  return at.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING ? 1 : -1;
}"""

#: Says what has the focus, and whether it can be seen.
FOCUS = """(selector) => {
  const at = document.activeElement;
  const { top, bottom } = at.getBoundingClientRect();
  const room = document.querySelector(selector).getBoundingClientRect();
  const { widgets, activeCellIndex, mode } = window.jupyterapp.shell.currentWidget.content;
  return {
    top,
    seen: bottom > room.top && top < room.bottom,
    cell: widgets.findIndex((cell) => cell.node.contains(at)),
    onCell: at.matches('.jp-Cell'),
    active: activeCellIndex,
    mode,
  };
}"""

RAN = "(at) => window.jupyterapp.shell.currentWidget.content.widgets[at].model.executionCount > 0"


class Keys:
    """A learner who has a keyboard and no mouse."""

    def __init__(self, lesson: OpenLesson) -> None:
        self.lesson, self.page = lesson, lesson.page
        self.press = lesson.page.keyboard.press
        self.type = lesson.page.keyboard.type

    def focus(self) -> dict[str, Any]:
        """Say what has the focus."""
        found: dict[str, Any] = self.page.evaluate(FOCUS, SCROLLER)
        return found

    def go(self, target: Locator) -> None:
        """Press Tab, or Shift and Tab, until the target has the focus; it is then in sight."""
        element = target.element_handle()
        for _ in range(40):
            ahead = self.page.evaluate(AHEAD, element)
            if not ahead:
                assert self.focus()["seen"]
                return
            self.press("Tab" if ahead > 0 else "Shift+Tab")
        raise AssertionError(f"Tab never reached {target}")

    def use(self, part: Locator, button: str) -> None:
        """Go to a button and press it: the focus stays there, and the reply is seen as well."""
        target = part.get_by_role("button", name=button, exact=True)
        self.go(target)
        there = target.element_handle()
        self.press("Enter")
        said = part.locator(".rc-result, .rc-told").first
        expect(said).to_be_in_viewport()
        assert self.page.evaluate(AHEAD, there) == 0
        assert self.focus()["seen"]

    def run(self, at: int) -> None:
        """Run the cell that has the focus; the next one then has it."""
        now = self.focus()
        assert (now["cell"], now["onCell"]) == (at, True)
        self.press("Shift+Enter")

    def go_back_into(self, at: int, shown: Locator) -> None:
        """Go from the next cell back into what the one before shows.

        The arrow keys pass over it, since its code is folded.
        """
        self.page.wait_for_function(RAN, arg=at)
        shown.wait_for()
        for _ in range(3):  # JupyterLab's own buttons stand between
            if self.focus()["cell"] == at:
                return
            self.press("Shift+Tab")
        raise AssertionError(f"Shift+Tab never reached cell {at}")

    def leave(self, at: int) -> None:
        """Leave a card or a map with Escape, and go on to the next cell."""
        self.press("Escape")
        self.run(at)


def answer(keys: Keys, card: Locator, question: Question) -> object:
    """Give the right answer, or any answer where none is right; return what should be kept."""
    key: Any = key_response(question)
    match question:
        case Choice():
            choose(keys, card, key)
        case Poll(options=options):
            key = options[1].key
            choose(keys, card, key)
        case Choices():
            for each in key:
                keys.go(card.locator(f"input[value='{each}']"))
                keys.press("Space")
        case Number():
            keys.go(card.get_by_role("textbox"))
            keys.type(key)
        case Order():
            sort(keys, card, key)
        case Match(pairs=pairs):
            for pair in pairs:
                turn_to(keys, card.get_by_label(pair.left), key[pair.key])
        case Place():
            turn_to(keys, card.get_by_role("listbox"), key)
        case Short(rubric=rubric):
            key = {"text": SENTENCE, "rubric": [False] * len(rubric)}
            keys.go(card.get_by_role("textbox"))
            keys.type(SENTENCE)
    return key


def choose(keys: Keys, card: Locator, key: str) -> None:
    """Choose one of several with the arrow keys."""
    keys.go(card.get_by_role("radio").first)
    keys.press("Space")
    for _ in range(card.get_by_role("radio").count()):
        if card.locator("input:checked").input_value() == key:
            return
        keys.press("ArrowDown")
    raise AssertionError(f"The arrow keys never reached {key}")


def turn_to(keys: Keys, chooser: Locator, key: str) -> None:
    """Choose from a list with the arrow keys."""
    keys.go(chooser)
    for _ in range(chooser.locator("option").count()):
        keys.press("ArrowDown")
        if chooser.input_value() == key:
            return
    raise AssertionError(f"The arrow keys never reached {key}")


def sort(keys: Keys, card: Locator, order: list[str]) -> None:
    """Bring items into order; each is moved up with its own arrow keys."""
    for place, key in enumerate(order):
        row = card.locator(f"[data-key='{key}']")
        keys.go(row.get_by_role("button").first)
        while row.evaluate("node => [...node.parentNode.children].indexOf(node)") > place:
            keys.press("ArrowUp")


def check(keys: Keys, card: Locator, question: Question) -> object:
    """Answer a question and have it checked; return what should be kept."""
    kept = answer(keys, card, question)
    keys.use(card, "Keep my answer" if question.kind in {"poll", "short"} else "Check")
    verdict = "Answer kept" if question.kind in {"poll", "short"} else "Right"
    expect(card.locator(".rc-verdict")).to_have_text(verdict)
    return kept


def miss(keys: Keys, card: Locator, question: Choice) -> None:
    """Answer wrongly, ask for a hint, and begin another try."""
    choose(keys, card, next(option.key for option in question.options if not option.right))
    keys.use(card, "Check")
    expect(card.locator(".rc-verdict")).to_have_text("Not yet")
    keys.use(card, "Hint (1 of 2)")
    expect(card.locator(".rc-extra")).to_be_in_viewport()
    keys.go(card.locator(".rc-main"))
    keys.press("Enter")
    expect(card.locator("input:checked")).to_be_focused()


def mark_oneself(keys: Keys, card: Locator, question: Short) -> object:
    """Tick the first line of the rubric; return what should be kept."""
    keys.go(card.get_by_role("checkbox").first)
    keys.press("Space")
    keys.use(card, "Keep my ticks")
    return {"text": SENTENCE, "rubric": [True, *[False] * (len(question.rubric) - 1)]}


def look_round(keys: Keys) -> None:
    """Move the map to another year, go from country to country, and open the dates."""
    timemap = keys.page.locator(".timemap")
    slider = timemap.get_by_role("slider")
    keys.go(slider)
    for _ in range(22):
        keys.press("ArrowLeft")
    expect(timemap.locator(".timemap-state")).to_contain_text("At the end of 1999: 19 members")
    keys.go(timemap.locator(".map-shape[tabindex='0']"))
    told = timemap.locator(".timemap-detail")
    for _ in range(9):  # from one country with this initial to the next
        keys.press("p")
        if "Poland" in told.inner_text():
            break
    expect(told).to_contain_text("Poland: joined NATO on 12 March 1999")
    keys.go(timemap.locator("summary"))
    keys.press("Enter")
    expect(timemap.locator("details tbody tr").first).to_be_visible()


def test_a_lesson_from_the_first_cell_to_the_hand_in(opened: Opener, tmp_path: Path) -> None:
    Record.open(tmp_path).set_learner("Heron")  # as on the start page
    lesson = opened(NOTEBOOK, tmp_path)
    page = lesson.page
    page.set_viewport_size(SCREEN)
    keys = Keys(lesson)
    cells = nbformat.read(lesson.file, as_version=4).cells
    kept: dict[str, object] = {}
    for at, cell in enumerate(cells):
        keys.run(at)
        if "nato.timemap()" in cell.source:
            keys.go_back_into(at, page.locator(".timemap"))
            look_round(keys)
            keys.leave(at)
        asked = re.search(r'nato\.ask\("(.+)"\)', cell.source)
        if asked:
            question = QUESTIONS[asked[1]]
            card = lesson.card(question)
            keys.go_back_into(at, card)
            if question.id == "within-the-ring":
                assert isinstance(question, Choice)
                miss(keys, card, question)
            kept[question.id] = check(keys, card, question)
            if isinstance(question, Short):
                kept[question.id] = mark_oneself(keys, card, question)
            keys.leave(at)
        if "check_in()" in cell.source:
            panel = page.locator(".rc-panel")
            keys.go_back_into(at, panel)
            keys.use(panel, "Write my hand-in file")
            expect(panel.get_by_role("status")).to_contain_text("handin-")
            keys.leave(at)

    record = Record.open(tmp_path)
    assert kept.keys() == QUESTIONS.keys()
    assert {each.question: each.response for each in record.attempts()} == kept
    assert len(record.attempts(QUESTIONS["within-the-ring"])) == 2
    [file] = tmp_path.glob("handin-*.json")
    handed = {each.question: each.response for each in handin.read(file).answers}
    assert handed == kept
    assert lesson.faults() == []
