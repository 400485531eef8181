"""A lesson, its cards and the class report in a made-up language, in Chromium: nothing left, whole.

The lesson on Crimea has a card of each kind. Words are 40 per cent longer than in English.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from lessons.desk import seals
from lessons.desk.report import report
from lessons.kit.data import table
from lessons.kit.quiz import bank
from lessons.kit.quiz.questions import KINDS
from lessons.kit.syllabus import entry
from lessons.pages import site
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


def left(page: Page) -> set[str]:
    text = " ".join(" | ".join(page.evaluate(TEXTS)).split())
    for name in names():
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
