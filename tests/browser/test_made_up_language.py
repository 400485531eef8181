"""Lessons, cards, reports and a live class in a made-up language: nothing left, nothing broken.

The lesson on Crimea has a card of each kind. Words are 40 per cent longer than in English.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from lessons.desk import seals
from lessons.desk.report import report
from lessons.kit.data import table
from lessons.kit.quiz import bank
from lessons.kit.quiz.questions import KINDS
from lessons.kit.syllabus import entry
from lessons.live import drawing
from lessons.pages import site
from tests.unit.live.running_class import LESSON, RunningClass
from tools import made_up
from tools import simulated_class as sim
from tools.sheets import PATIENCE

SIZES: dict[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "laptop": {"width": 1366, "height": 768},
}
#: Every text that is seen, heard or shown on pointing, but no code and no language’s own name.
TEXTS = """() => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  for (const code of document.querySelectorAll("pre, code, [lang]:not(html)")) code.remove();
  const found = [document.title, document.body.innerText];
  for (const name of ["aria-label", "title", "alt", "placeholder", "aria-valuetext"])
    for (const one of document.body.querySelectorAll(`[${name}]`))
      found.push(one.getAttribute(name));
  for (const one of document.querySelectorAll("option, svg text")) found.push(one.textContent);
  return found;
}"""
#: Controls of a card that lie on one another, or out of the page.
COLLIDING = """() => {
  const wide = document.documentElement.clientWidth;
  const found = [];
  for (const card of document.querySelectorAll(".rc-card")) {
    const all = [...card.querySelectorAll("button, label, select, input[type=text]")]
      .filter((one) => one.offsetParent && !one.querySelector("button, label, select, input"));
    const boxes = all.map((one) => one.getBoundingClientRect());
    boxes.forEach((a, n) => {
      if (a.left < -1 || a.right > wide + 1) found.push(all[n].textContent);
      boxes.slice(n + 1).forEach((b, m) => {
        const over = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
          && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
        if (over && !all[n].contains(all[n + 1 + m])) found.push(all[n].textContent);
      });
    });
  }
  return found;
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the lesson as a page, and with a class report."""
    here = tmp_path_factory.mktemp("made-up")
    with made_up.spoken(here / "words"):
        site.build(here / "site", [entry("crimea")], secret=seals.own_secret(), stick=True)
        report(sim.build(here / "class", here / "work").folder, here / "report")
    return here


@pytest.fixture(params=SIZES)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport=SIZES[request.param])
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def opened(page: Page, path: Path) -> Page:
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-page=ready]", state="attached")
    return page


def names() -> list[str]:
    """Give what stays as it is: names of institutions, and titles of what they published."""
    sources = table("sources")
    found = {*sources["institution"], *sources["read_at"], *sources["title"]} - {""}
    return sorted((" ".join(name.split()) for name in found), key=len, reverse=True)


def left(page: Page, *called: str) -> set[str]:
    """Give the English words of a page, but what is called by a name."""
    text = " ".join(" | ".join(page.evaluate(TEXTS)).split())
    for name in (*called, *names()):
        text = text.replace(name, "")
    return made_up.left(re.sub(r"https?://\S+", "", text))


def test_no_word_of_a_lesson_and_its_cards_is_left_behind(page: Page, folder: Path) -> None:
    shown = opened(page, folder / "site" / site.address(entry("crimea")))
    asked = bank.of("crimea")
    assert {one.kind for one in asked} >= KINDS.keys() - {"prediction"}
    assert shown.locator(".rc-card").count() >= len(asked)
    assert left(shown) == set()


def test_no_layout_of_a_lesson_breaks(page: Page, folder: Path) -> None:
    shown = opened(page, folder / "site" / site.address(entry("crimea")))
    assert shown.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert shown.evaluate(COLLIDING) == []


def test_the_front_page_is_whole(page: Page, folder: Path) -> None:
    shown = opened(page, folder / "site" / "index.html")
    assert shown.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert left(shown) == set()


@pytest.mark.parametrize("name", ["report.html", "hand_back.html"])
def test_no_layout_of_the_report_breaks(page: Page, folder: Path, name: str) -> None:
    page.goto((folder / "report" / name).as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningClass]:
    """Give a live class that speaks the made-up language.

    The lesson is drawn before: the class draws in a process of its own, which speaks English.
    """
    here = tmp_path_factory.mktemp("class")
    with pytest.MonkeyPatch.context() as patch, made_up.spoken(here / "words"):
        patch.setenv("LESSONS_WORK", str(here / "work"))
        drawing.draw(entry(LESSON), seals.own_secret())
    program = ["-m", "tests.unit.live.made_up_class", str(here / "words")]
    class_ = RunningClass(here / "work", program)
    try:
        yield class_
    finally:
        class_.end()


def visited(browser: Browser, address: str, size: str) -> Page:
    context = browser.new_context(viewport=SIZES[size])
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(address, timeout=PATIENCE)
    page.wait_for_selector("html[data-page=ready]", state="attached")
    return page


def whole(page: Page, *called: str) -> None:
    """See that no English word is left and that nothing stands out of the page."""
    assert left(page, *called) == set()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_no_word_of_a_live_class_is_left_behind(browser: Browser, held: RunningClass) -> None:
    """Join, look around and vote: as learner, teacher and projector see it."""
    called = (held.code, "Zubr")
    learner = visited(browser, f"http://127.0.0.1:{held.port}/", "phone")
    whole(learner)
    learner.locator("#code").fill("WRONG")
    learner.locator("#name").fill("Zubr")
    learner.locator("form .main").click()
    expect(learner.locator("[data-said]")).not_to_be_empty()
    whole(learner)
    learner.locator("#code").fill(held.code)
    learner.locator("form .main").click()
    learner.wait_for_url("**/lesson")
    expect(learner.locator(".class-line")).not_to_be_empty()
    whole(learner, *called)

    teacher = visited(browser, held.teachers, "laptop")
    projector = teacher.context.new_page()
    projector.goto(teacher.url.partition("?")[0] + "projector.html", timeout=PATIENCE)
    expect(projector.locator(".code")).to_have_text(held.code)
    for page in (teacher, projector):
        whole(page, *called)

    vote = next(n for n, one in enumerate(bank.of(LESSON)) if one.kind == "choice")
    teacher.locator("[data-grid] thead button").nth(vote).click()
    expect(teacher.locator("[data-detail] h2")).not_to_be_empty()
    whole(teacher, *called)
    teacher.locator("[data-key=vote]").click()
    expect(learner.locator(".class-sign:not([hidden])").first).not_to_be_empty()
    card = learner.locator("[data-widget] .rc-card").nth(vote)
    card.locator("label").first.click()
    card.locator(".rc-main").click()
    expect(projector.locator(".voted")).to_contain_text("One")
    for page in (learner, teacher):
        page.context.close()
