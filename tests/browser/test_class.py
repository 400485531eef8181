"""A class in browsers: a teacher, a projector, and learners on a phone, a tablet and a laptop.

Learners ask for the class by a name, as in a room: at 127.0.0.1 browsers offer what plain http in a
school doesn't have.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from lessons.kit.quiz import bank, key_response
from lessons.kit.quiz.questions import Choice, Short
from lessons.kit.record import handin
from tests.unit.live.running_class import RunningClass
from tests.unit.live.simulated_learner import NAME
from tools import browser as programs
from tools.screenshot import Faults
from tools.sheets import PATIENCE

SIZES: dict[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "tablet": {"width": 820, "height": 1180},
    "laptop": {"width": 1366, "height": 768},
}
PROJECTOR: ViewportSize = {"width": 1280, "height": 720}
READY = "html[data-page=ready]"
CHOICES = [question for question in bank.of("the_toll") if isinstance(question, Choice)]
TICKET = next(question for question in bank.of("the_toll") if isinstance(question, Short))
SMALLEST = 24
"""Pixels: what can be read from the back row."""

SMALL_WORDS = """(smallest) => [...document.querySelectorAll('main *, footer')]
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((each) => !each.closest('.exhibit, .qr, svg, .for-ears') && each.checkVisibility())
  .filter((each) => Number.parseFloat(getComputedStyle(each).fontSize) < smallest)
  .map((each) => each.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningClass]:
    class_ = RunningClass(tmp_path_factory.mktemp("class"))
    try:
        yield class_
    finally:
        class_.end()


@pytest.fixture(scope="module")
def room(browser: Browser) -> Iterator[Browser]:
    """Give a browser of its own that finds the class by its name."""
    started = browser.browser_type.launch(
        executable_path=programs.find(),
        args=["--no-sandbox", "--disable-gpu", f"--host-resolver-rules=MAP {NAME} 127.0.0.1"],
    )
    yield started
    started.close()


def opened(room: Browser, address: str, size: ViewportSize, faults: Faults) -> Page:
    context = room.new_context(viewport=size, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    faults.watch(page)
    page.goto(address, timeout=PATIENCE)
    page.wait_for_selector(READY, state="attached")
    return page


def joined(
    room: Browser, held: RunningClass, size: ViewportSize, name: str, faults: Faults
) -> Page:
    page = opened(room, f"http://{NAME}:{held.port}/", size, faults)
    assert page.evaluate("isSecureContext") is False
    page.get_by_label("Code from the board").fill(held.code.lower())
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url("**/lesson")
    page.wait_for_selector(READY, state="attached")
    expect(page.locator(".class-line")).to_contain_text("In class")
    return page


def card(page: Page, question: Choice | Short) -> Locator:
    """Give the card of a question."""
    return page.locator(f'[data-question="{question.lesson}/{question.id}"] .rc-card')


def answer(page: Page, question: Choice, option: int) -> None:
    place = card(page, question)
    words = re.split(r"[*_`“”’]", question.options[option].text)[0].strip()
    place.locator("label").filter(has_text=words).first.click()
    place.get_by_role("button", name=re.compile("^(Check|Try again)")).click()


def right(question: Choice) -> int:
    return [option.key for option in question.options].index(str(key_response(question)))


def wrong(question: Choice) -> int:
    return next(n for n, option in enumerate(question.options) if not option.right)


def clean(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")]


@dataclass
class Cast:
    """Who plays a class."""

    teacher: Page
    projector: Page
    learners: dict[str, Page]
    faults: Faults

    @property
    def pages(self) -> list[Page]:
        return list(self.learners.values())


def projected(teacher: Page) -> Page:
    """Open the projector's page beside the teacher's."""
    page = teacher.context.new_page()
    page.set_viewport_size(PROJECTOR)
    page.goto(teacher.url.partition("?")[0] + "projector.html", timeout=PATIENCE)
    return page


def can_be_read(projector: Page) -> None:
    assert projector.evaluate(SMALL_WORDS, SMALLEST) == []
    assert projector.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    assert clean(projector) == []


def test_a_whole_class(room: Browser, held: RunningClass, tmp_path: Path) -> None:
    cast = everybody_joins(room, held)
    all_answer_in_their_own_time(cast)
    vote_talk_vote_again(cast)
    eyes_up(cast)
    the_laptop_dies(room, held, cast)
    tickets_on_the_wall(cast)
    a_reload_finds_everything(cast, tmp_path)
    the_end_and_the_report(cast)
    lost = ("net::ERR_CONNECTION", "WebSocket", "the line was lost", "there is no line")
    assert [each for each in cast.faults.errors if not any(one in each for one in lost)] == []


def everybody_joins(room: Browser, held: RunningClass) -> Cast:
    faults = Faults()
    teacher = opened(room, held.teachers, SIZES["laptop"], faults)
    projector = projected(teacher)
    expect(projector.locator(".code")).to_have_text(held.code)
    can_be_read(projector)
    names = {"phone": "Red Fox", "tablet": "Blue Hare", "laptop": "<i>Owl</i>"}
    learners = {size: joined(room, held, SIZES[size], name, faults) for size, name in names.items()}
    expect(teacher.locator("[data-here]")).to_have_text("3 here, 3 joined")
    expect(projector.locator("[data-foot]")).to_have_text("3 here of 3")
    return Cast(teacher, projector, learners, faults)


def all_answer_in_their_own_time(cast: Cast) -> None:
    """Each is marked at once, and the teacher sees at once what goes wrong."""
    first = CHOICES[0]
    for page in cast.pages:
        answer(page, first, wrong(first))
        expect(card(page, first)).to_contain_text("Mark: 0%")
    idea = first.options[wrong(first)].misconception
    expect(cast.teacher.locator("[data-wrong]")).to_contain_text(f"3 × {idea}")
    assert clean(cast.teacher) == []


def vote_talk_vote_again(cast: Cast) -> None:
    """Nothing is told until it is revealed; then both votes stand side by side."""
    voted, teacher, projector = CHOICES[1], cast.teacher, cast.projector
    number = [question.id for question in bank.of("the_toll")].index(voted.id) + 1
    teacher.locator("[data-grid] thead").get_by_role("button", name=f"Question {number}:").click()
    teacher.get_by_role("button", name="Vote", exact=True).click()
    for n, page in enumerate(cast.pages):
        expect(page.get_by_text("Vote, by yourself.")).to_be_visible()
        answer(page, voted, wrong(voted) if n else right(voted))
        expect(card(page, voted)).to_contain_text("when your teacher reveals it")
        expect(card(page, voted)).not_to_contain_text("Mark:")
    expect(projector.locator(".voted")).to_have_text("3 answers so far")
    assert projector.locator(".bar-row").count() == 0
    can_be_read(projector)
    expect(teacher.locator("[data-grid] .sum")).to_contain_text("1/3")
    teacher.get_by_role("button", name="Stop the vote").click()
    teacher.get_by_role("button", name="Vote again").click()
    for page in cast.pages:
        expect(page.get_by_text("Then vote again.")).to_be_visible()
        answer(page, voted, right(voted))
    expect(projector.locator(".voted")).to_have_text("Second vote · 3 answers so far")
    teacher.get_by_role("button", name="Reveal").click()
    expect(projector.locator(".bar-row.right .number")).to_have_text(["1", "3"])
    can_be_read(projector)
    for page in cast.pages:
        expect(card(page, voted)).to_contain_text("Mark:")


def eyes_up(cast: Cast) -> None:
    cast.teacher.get_by_role("button", name="Eyes up").click()
    for page in cast.pages:
        expect(page.locator(".eyes-up")).to_be_visible()
    cast.teacher.get_by_role("button", name="Go on").click()
    for page in cast.pages:
        expect(page.locator(".eyes-up")).to_be_hidden()


def the_laptop_dies(room: Browser, held: RunningClass, cast: Cast) -> None:
    """Learners go on; it comes back under the same code, and the answers arrive."""
    held.kill()
    third, code = CHOICES[2], held.code
    for page in cast.pages:
        expect(page.locator(".class-line")).to_contain_text("lost")
        answer(page, third, right(third))
        expect(card(page, third)).to_contain_text("kept on this device")
    held.begin()
    assert held.code == code
    for page in cast.pages:
        expect(card(page, third)).to_contain_text("Mark: 100%")
        expect(page.locator(".class-line")).to_contain_text("with your teacher")
    cast.teacher = opened(room, held.teachers, SIZES["laptop"], cast.faults)
    cast.projector = projected(cast.teacher)


def tickets_on_the_wall(cast: Cast) -> None:
    place = card(cast.learners["tablet"], TICKET)
    place.locator("textarea").fill("It counts everyone, and it has a range.")
    place.get_by_role("button", name=re.compile("^(Check|Keep)")).click()
    cast.teacher.locator("[data-tickets] input").check()
    cast.teacher.get_by_role("button", name="exit tickets").click()
    wall = cast.projector.locator(".wall")
    expect(wall).to_have_text("It counts everyone, and it has a range.")
    assert "Blue Hare" not in cast.projector.locator("body").inner_text()


def a_reload_finds_everything(cast: Cast, folder: Path) -> None:
    """And the learner's own hand-in is the usual file."""
    phone = cast.learners["phone"]
    phone.reload()
    expect(card(phone, CHOICES[2])).to_contain_text("Mark: 100%")
    with phone.expect_download() as given:
        phone.get_by_role("button", name="Hand in").click()
    given.value.save_as(folder / "handin.json")
    assert [one.round for one in handin.read(folder / "handin.json").answers] == [1, 1, 2, 1]
    for page in cast.pages:
        assert clean(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def the_end_and_the_report(cast: Cast) -> None:
    teacher = cast.teacher
    teacher.on("dialog", lambda dialog: dialog.accept())
    teacher.get_by_role("button", name="End the class").click()
    expect(cast.learners["phone"].locator(".note").first).to_contain_text("The class is over")
    teacher.goto(teacher.url.partition("?")[0] + "report", timeout=PATIENCE)
    expect(teacher.locator("body")).to_contain_text("3 learners, 3 hand-ins")


def test_the_teachers_page_works_by_keyboard(room: Browser, held: RunningClass) -> None:
    """Choose a question and open it, with the keys alone."""
    page = opened(room, held.teachers, SIZES["laptop"], Faults())
    head = page.locator("[data-grid] thead button").nth(2)
    for _ in range(40):
        if head.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(head).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-detail] h2")).to_have_text("Question 3")
    expect(head).to_be_focused()
