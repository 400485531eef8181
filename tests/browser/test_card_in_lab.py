"""The card in real JupyterLab: by mouse, by keyboard, in both themes, and after a crash."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from lessons.kit.quiz.marking import key_response
from lessons.kit.quiz.questions import Choice, Choices, Match, Number, Order, Place, Poll, Short
from lessons.kit.record import Record
from tools.open_lesson import AS_WIDE
from tools.screenshot import SCROLLER
from tools.sheets import QUESTIONS, Desk, Opener, Outside, Sheet

EVERY_KIND = [f"show({name!r})" for name in QUESTIONS]
KEYS: dict[str, Any] = {name: key_response(question) for name, question in QUESTIONS.items()}
KEPT = {"in-your-words", "what-do-you-think", "what-will-it-be"}

SMALL = """() => [...document.querySelectorAll(
    '.rc-card :is(button, select, textarea, .rc-option, .rc-number)')]
  .filter((node) => node.offsetHeight && (node.offsetHeight < 40 || node.offsetWidth < 40))
  .map((node) => node.outerHTML.slice(0, 80))"""

CUT_OFF = """() => [...document.querySelectorAll('.rc-card, .rc-card *')]
  .filter((node) => node.scrollWidth > node.clientWidth + 1
    && getComputedStyle(node).display !== 'inline'
    && !node.matches('.rc-said, svg, svg *, select, option'))
  .map((node) => node.outerHTML.slice(0, 80))"""


def verdict(card: Locator, words: str) -> None:
    expect(card.locator(".rc-verdict")).to_have_text(words)


def press(card: Locator, button: str) -> None:
    card.get_by_role("button", name=button, exact=True).click()


def press_by_keyboard(there: Sheet, card: Locator, name: str) -> None:
    """Go to a button with Tab and press it; focus stays on it."""
    button = card.get_by_role("button", name=name, exact=True)
    there.tab_to(button)
    handle = button.element_handle()
    there.page.keyboard.press("Enter")
    card.locator(".rc-result:not([hidden])").wait_for()
    assert there.page.evaluate("node => node === document.activeElement", handle)


def above(row: Locator) -> int:
    """Count the rows above one."""
    return int(row.evaluate("node => [...node.parentNode.children].indexOf(node)"))


def choose_by_mouse(there: Sheet, name: str, card: Locator) -> None:
    """Give the right answer with the mouse."""
    question, key = QUESTIONS[name], KEYS[name]
    match question:
        case Choice(options=options) | Choices(options=options):
            for option in options:
                if option.right:
                    card.get_by_text(option.text).click()
        case Number():
            card.get_by_role("textbox").fill("13.200–13.400")
        case Order():
            drag_to_the_top(there, card, card.locator(f"[data-key='{key[0]}']"))
            for place, item in enumerate(key):
                row = card.locator(f"[data-key='{item}']")
                while above(row) > place:
                    row.get_by_role("button", name=re.compile("^Move up")).click()
        case Match(pairs=pairs):
            for pair in pairs:
                card.get_by_label(pair.left).select_option(pair.right)
        case Place():
            card.locator(f"path.map-shape[data-id={key}]").click()
            assert card.get_by_role("listbox").input_value() == key
        case Short():
            card.get_by_role("textbox").fill("Not every death can be checked.")
        case Poll(options=options):  # and a prediction
            card.get_by_text(options[1].text, exact=True).click()


def drag_to_the_top(there: Sheet, card: Locator, row: Locator) -> None:
    start, end = row.bounding_box(), card.locator(".rc-item").first.bounding_box()
    assert start
    assert end
    mouse = there.page.mouse
    mouse.move(start["x"] + 120, start["y"] + start["height"] / 2)
    mouse.down()
    mouse.move(end["x"] + 120, end["y"] + 4, steps=12)
    mouse.up()
    assert above(row) == 0


def choose_by_keyboard(there: Sheet, name: str, card: Locator) -> None:
    """Give the right answer with the keyboard alone, reaching each input with Tab."""
    question, key, keys = QUESTIONS[name], KEYS[name], there.page.keyboard
    match question:
        case Choice():
            there.tab_to(card.get_by_role("radio").first)
            right = card.locator(f"input[value='{key}']")
            keys.press("Space")
            while not right.is_checked():
                keys.press("ArrowDown")
        case Choices():
            for box in card.get_by_role("checkbox").all():
                there.tab_to(box)
                if box.get_attribute("value") in key:
                    keys.press("Space")
        case Number():
            there.tab_to(card.get_by_role("textbox"))
            keys.type("13300")
        case Order():
            sort_by_keyboard(there, card)
        case Match(pairs=pairs):
            rights = {pair.left: pair.right for pair in pairs}
            for row in card.locator(".rc-pair").all():
                there.tab_to(row.get_by_role("combobox"))
                keys.type(rights[row.locator("label").inner_text()])
        case Place():
            there.tab_to(card.get_by_role("listbox"))
            keys.type(card.locator(f"option[value={key}]").inner_text())
            chosen = card.locator(f"path.map-shape[data-id={key}]")
            expect(chosen).to_have_class(re.compile("is-selected"))
        case Short():
            there.tab_to(card.get_by_role("textbox"))
            keys.type("Not every death\ncan be checked, dd b a x z 1.")
        case Poll():
            there.tab_to(card.get_by_role("radio").first)
            keys.press("ArrowDown")


def sort_by_keyboard(there: Sheet, card: Locator) -> None:
    """Bring the items into order with the arrow keys; each move is announced, focus stays."""
    for place, key in enumerate(KEYS["what-came-first"]):
        row = card.locator(f"[data-key='{key}']")
        button = row.get_by_role("button").first
        button.focus()
        while above(row) > place:
            there.page.keyboard.press("Alt+ArrowUp" if place else "ArrowUp")
            expect(card.locator("p.rc-said")).to_contain_text(f"now {above(row) + 1} of 4")
            expect(button).to_be_focused()


def test_every_kind_by_mouse(sheet: Opener, outside: Outside) -> None:
    there = sheet(*EVERY_KIND)
    for name in QUESTIONS:
        card = there.card(name)
        choose_by_mouse(there, name, card)
        card.locator(".rc-main").click()
        verdict(card, "Answer kept" if name in KEPT else "Right")
        assert there.tries(name) == 1
        assert name in KEPT or name == "how-many" or there.response(name) == KEYS[name]
    assert there.response("how-many") == "13.200–13.400"
    assert outside.asked == []


def test_every_kind_by_keyboard(sheet: Opener) -> None:
    there = sheet(*EVERY_KIND)
    before = there.notebook()
    for name in QUESTIONS:
        card = there.card(name)
        choose_by_keyboard(there, name, card)
        press_by_keyboard(there, card, "Keep my answer" if name in KEPT else "Check")
        verdict(card, "Answer kept" if name in KEPT else "Right")
        assert name in KEPT or name == "how-many" or there.response(name) == KEYS[name]
    assert there.notebook()["types"] == before["types"]


def test_rubric_is_ticked_after_the_text_is_kept(sheet: Opener) -> None:
    there = sheet("show('in-your-words')")
    card = there.card("in-your-words")
    text = "Not every death can be checked."
    expect(card.get_by_role("checkbox")).to_have_count(0)
    card.get_by_role("textbox").fill(text)
    press(card, "Keep my answer")
    card.get_by_text("I said that not every death can be checked.").click()
    press(card, "Keep my ticks")
    expect(card.get_by_role("button", name="Change my answer")).to_be_visible()
    assert there.response("in-your-words") == {"text": text, "rubric": [True, False]}


def test_enter_in_the_number_checks_it(sheet: Opener) -> None:
    there = sheet("show('how-many')")
    card = there.card("how-many")
    card.get_by_role("textbox").fill("3393")
    there.page.keyboard.press("Enter")
    verdict(card, "Not yet")
    expect(card.get_by_role("textbox")).to_be_focused()


def test_shortcuts_leave_the_cells_alone(sheet: Opener) -> None:
    there = sheet("show('who-counted')", "show('what-came-first')", "show('where-is-crimea')")
    before, keys = there.notebook(), there.page.keyboard
    spots = [
        there.card("who-counted").get_by_role("radio").nth(1),
        there.card("who-counted").get_by_role("button", name="Check", exact=True),
        there.card("what-came-first").get_by_role("button").nth(3),
        there.card("where-is-crimea").get_by_role("listbox"),
    ]
    for spot in spots:
        spot.click()
        active = there.notebook()["active"]
        for key in ["d", "d", "b", "a", "x", "z", "m", "y", "r", "1", "0", "0", "Enter",
                    "ArrowDown", "ArrowUp", "Space", "Shift+Enter", "Control+Enter", "Shift+M",
                    "Control+Shift+Minus", "Control+a"]:  # fmt: skip
            keys.press(key)
        after = there.notebook()
        assert (after["cells"], after["types"]) == (before["cells"], before["types"])
        assert after["active"] == active
        assert there.page.locator(".jp-Dialog").count() == 0


def test_escape_leaves_the_card_but_not_a_field(sheet: Opener) -> None:
    there = sheet("show('who-counted')", "show('how-many')")
    for name in ("who-counted", "how-many"):
        there.card(name).get_by_role("button", name="Check", exact=True).focus()
        there.page.keyboard.press("Escape")
        cell = there.page.locator(".jp-CodeCell").filter(has=there.card(name))
        expect(cell).to_be_focused()
    field = there.card("how-many").get_by_role("textbox")
    field.focus()
    there.page.keyboard.press("Escape")
    expect(field).to_be_focused()


def test_the_same_keys_do_harm_outside(sheet: Opener) -> None:
    """The test above would see a shortcut: on the cell itself `b` inserts one."""
    there = sheet("show('who-counted')")
    there.page.locator(".jp-InputPrompt").last.click()
    there.page.keyboard.press("b")
    assert there.notebook()["cells"] == 3


def test_tab_leaves_the_card_and_ctrl_s_saves(sheet: Opener) -> None:
    there = sheet("show('who-counted')", "show('how-many')")
    first, second = there.card("who-counted"), there.card("how-many")
    first.get_by_role("radio").first.focus()
    there.tab_to(second.get_by_role("textbox"))
    with there.page.expect_request(
        lambda asked: asked.method == "PUT" and "/api/contents" in asked.url
    ):
        there.page.keyboard.press("Control+s")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_accessible_in_both_themes(sheet: Opener, theme: str) -> None:
    there = sheet(*EVERY_KIND)
    there.desk.theme(theme)
    assert there.violations(".rc-card") == []
    there.card("who-counted").get_by_role("radio").first.check()
    there.card("how-many").get_by_role("textbox").fill("3393")
    there.card("in-your-words").get_by_role("textbox").fill("x")
    for name in ("who-counted", "what-counts", "how-many", "in-your-words"):
        card = there.card(name)
        card.locator(".rc-main").click()
        card.locator(".rc-verdict").wait_for()
    there.card("who-counted").get_by_role("button", name="Hint (1 of 2)").click()
    there.card("who-counted").get_by_text("Look at the source line").wait_for()
    assert there.violations(".rc-card") == []
    assert there.page.evaluate(SMALL) == []


def test_narrow_and_enlarged(sheet: Opener) -> None:
    """At 640 pixels (1280 at 200 %) and less, nothing is cut off or needs sideways scrolling."""
    there = sheet(*EVERY_KIND)
    for width in (640, 320):
        there.page.set_viewport_size({"width": width, "height": 700})
        there.page.wait_for_function(AS_WIDE, arg=[SCROLLER, width])
        assert there.page.evaluate(CUT_OFF) == [], width


def test_answers_survive_a_killed_kernel(sheet: Opener) -> None:
    there = sheet(*EVERY_KIND, fresh=True)
    card = there.card("who-counted")
    card.get_by_label("The government of Ukraine").check()
    press(card, "Check")
    verdict(card, "Not yet")
    card = there.card("in-your-words")
    card.get_by_role("textbox").fill("Nobody can know.")
    press(card, "Keep my answer")
    verdict(card, "Answer kept")

    there.kill_kernel()
    there.run()

    card = there.card("who-counted")
    verdict(card, "Not yet")
    assert card.get_by_label("The government of Ukraine").is_checked()
    expect(card.locator(".rc-tries")).to_have_text("Tries: 1. Mark: 0%.")
    card = there.card("in-your-words")
    verdict(card, "Answer kept")
    expect(card.get_by_role("textbox")).to_have_value("Nobody can know.")
    assert there.tries("who-counted") == 1


def test_without_a_kernel_the_answer_stays(sheet: Opener) -> None:
    there = sheet("show('how-many')", fresh=True)
    there.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    card = there.card("how-many")
    card.get_by_role("textbox").fill("13300")
    press(card, "Check")
    expect(card.get_by_role("alert")).to_contain_text("run the whole notebook again")
    expect(card.get_by_role("textbox")).to_have_value("13300")


def test_two_notebooks_and_two_views_at_once(sheet: Opener, browser: Browser, lab: str) -> None:
    """The same question twice in one notebook, one card shown twice, and a second notebook."""
    one = sheet("one = show('who-counted'); one", "one", "show('who-counted')")
    two = sheet("show('who-counted')", at=Desk(browser, lab), work=one.work)
    cards = one.card("who-counted")
    expect(cards).to_have_count(3)
    names = [radio.get_attribute("name") for radio in one.page.get_by_role("radio").all()]
    assert len(set(names)) == 3

    right, wrong = "The United Nations human rights office", "The government of Ukraine"
    cards.nth(0).get_by_label(right).check()
    expect(cards.nth(1).get_by_label(right)).to_be_checked()  # another view of the same card
    expect(cards.nth(2).get_by_label(right)).not_to_be_checked()
    two.card("who-counted").get_by_label(wrong).check()
    expect(cards.nth(0).get_by_label(right)).to_be_checked()

    press(cards.nth(1), "Check")
    verdict(cards.nth(0), "Right")
    verdict(cards.nth(1), "Right")
    assert cards.nth(2).locator(".rc-verdict").count() == 0
    press(two.card("who-counted"), "Check")
    verdict(two.card("who-counted"), "Not yet")
    assert one.tries("who-counted") == 2


def sentences(question: Any) -> list[str]:
    """List what would give the answer away."""
    found = list(question.hints)
    match question:
        case Choice(options=options) | Choices(options=options):
            found += [o.feedback for o in options] + [o.misconception for o in options]
        case Number(mistakes=mistakes) | Place(mistakes=mistakes):
            found += [question.feedback.right, question.feedback.wrong]
            found += [mistake.feedback for mistake in mistakes]
        case Order(feedback=said) | Match(feedback=said):
            found += [said.right, said.wrong]
    found += [*getattr(question, "rubric", ()), getattr(question, "model", "")]
    return [sentence for sentence in found if sentence]


def test_no_key_in_the_browser_before_an_answer(sheet: Opener) -> None:
    there = sheet(*EVERY_KIND)
    seen: Callable[[], str] = lambda: (  # noqa: E731
        b"".join(there.frames).decode("utf-8", "replace") + there.page.content()
    )
    early = seen()
    assert "The government of Ukraine" in early  # the traffic is readable
    told = [
        line for question in QUESTIONS.values() for line in sentences(question) if line in early
    ]
    assert told == []
    assert "misconception" not in early

    there.card("who-counted").get_by_label("The government of Ukraine").check()
    press(there.card("who-counted"), "Check")
    verdict(there.card("who-counted"), "Not yet")
    late = seen()
    told = [line for question in QUESTIONS.values() for line in sentences(question) if line in late]
    assert told == [
        "Both sides publish figures of their own. The article's figure is not one of them."
    ]


def test_an_answer_costs_less_than_5_kilobytes(sheet: Opener) -> None:
    there = sheet("show('who-counted')")
    card = there.card("who-counted")
    there.desk.quiet()
    there.frames.clear()
    card.get_by_label("The government of Ukraine").check()
    press(card, "Check")
    verdict(card, "Not yet")
    there.desk.quiet()
    costs = [len(frame) for frame in there.frames if b"comm_msg" in frame]
    assert 0 < sum(costs) < 5000


def test_feedback_is_announced_and_a_new_try_begins(sheet: Opener) -> None:
    there = sheet("show('who-counted')")
    card = there.card("who-counted")
    press(card, "Check")
    verdict(card, "Not marked yet")
    card.get_by_label("The government of Ukraine").check()
    press(card, "Check")
    live = card.get_by_role("status").filter(has_text="Not yet")
    expect(live).to_contain_text("Both sides publish figures")
    press(card, "Hint (1 of 2)")
    expect(card.locator("[aria-live=polite]")).to_contain_text("Look at the source line")
    press(card, "Try again")
    expect(card.get_by_label("The government of Ukraine")).to_be_focused()
    expect(card.get_by_text("From your last try:")).to_be_visible()
    card.get_by_label("The United Nations").check()
    press(card, "Check")
    verdict(card, "Right")
    expect(card.get_by_text("From your last try:")).to_be_hidden()


def test_check_in(sheet: Opener) -> None:
    there = sheet(
        "from lessons import the_toll; the_toll.lesson.record = record; the_toll.check_in()",
        "from lessons.kit.cards.nickname import Nickname; Nickname(record)",
        "the_toll.ask(next(q.id for q in the_toll.lesson.questions if q.kind == 'choice'))",
    )
    page = there.page
    panel = page.locator(".rc-panel").filter(has_text="Check-in: The toll")
    expect(panel.get_by_role("progressbar").first).to_have_attribute("value", "0")
    page.get_by_label("What shall we call you?").fill("Red Fox")
    page.keyboard.press("Enter")
    expect(page.get_by_text("kept under “Red Fox”")).to_be_visible()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check", exact=True).click()
    expect(panel.get_by_role("progressbar").first).to_have_attribute("value", "1")
    panel.get_by_role("button", name="Write my hand-in file").click()
    expect(panel.get_by_role("status")).to_contain_text("handin-Red-Fox-")
    expect(panel.get_by_role("button", name="Write my hand-in file")).to_be_focused()
    assert there.violations(".rc-panel") == []
    assert list(there.work.glob("handin-Red-Fox-*.json"))


def test_what_is_typed_and_not_checked_stands_there_again(sheet: Opener) -> None:
    there = sheet("show('in-your-words')")
    box = there.card("in-your-words").get_by_role("textbox")
    box.fill("Half a thought")
    expect(box).to_have_value("Half a thought")
    record = Record.open(there.work)
    there.desk.until(  # it is kept when typing pauses
        lambda: record.draft(QUESTIONS["in-your-words"]) is not None
    )
    there.run()  # a new card
    expect(there.card("in-your-words").get_by_role("textbox")).to_have_value("Half a thought")
    expect(there.card("in-your-words").get_by_role("button", name="Keep my answer")).to_be_visible()
