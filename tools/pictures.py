"""Take the README's three pictures again: a map, a card with its feedback, the class report.

    python tools/pictures.py [FOLDER]       docs/pictures if none is named

The lessons are shown as ``lessons start`` shows them, with a record of their own; the report is of
a made-up class.
"""

import io
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from lessons.desk.report import report
from lessons.kit.data import ROOT
from lessons.kit.places import NOTEBOOKS
from lessons.kit.quiz.bank import load
from lessons.kit.quiz.questions import Choice
from tools import simulated_class as sim
from tools.screenshot import SCROLLER, Faults, chromium, jupyterlab

FOLDER = ROOT / "docs" / "pictures"
WIDTH, HEIGHT, SHARPNESS = 960, 1300, 2
REPORT_WIDTH = 1200
BAR = 44
"""Pixels that the lesson's own bar takes at the top."""
MARGIN = 12
"""Pixels of page around what is shown."""

DRAWN = """() => document.querySelector('.rc-lesson .rc-card .rc-prompt')
  && !document.querySelector('.rc-waiting, .rc-busy')"""
"""Whether a lesson has drawn itself."""

COLOURS = 96
"""Colours of a picture: enough for flat maps and text, and a fifth of the bytes."""

PLACE = "node => node.getBoundingClientRect()"

MAP, TOLL = LESSONS = ("02_the_map", "04_the_toll")

MISTAKE = "That 2018 was the deadliest year"
"""What the picture's learner answers first: its feedback is what the card is for."""

COLOUR_NAMES = ("Red", "Blue", "Green", "Grey", "Silver", "Golden")
ANIMALS = ("Fox", "Heron", "Otter", "Owl")


def main() -> int:
    """Take the pictures; say what the pages reported."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    faults = Faults()
    with ExitStack() as stack:
        work = stack.enter_context(tempfile.TemporaryDirectory())
        os.environ["LESSONS_WORK"] = work  # nobody's own answers are touched
        window = stack.enter_context(chromium())
        mine = copies_of(LESSONS, stack)
        with jupyterlab(folders=[mine]) as address:
            for name, showing in (("map", map_on), ("card", card_on)):
                page = new_page(window, faults)
                keep(page, folder / f"{name}.png", below(page, showing(page, address, mine)))
                page.close()
        page = new_page(window, faults, REPORT_WIDTH)
        page.goto(report_of_a_class(Path(work)).as_uri())
        marks = page.get_by_role("heading", name="Marks").evaluate(PLACE)
        keep(page, folder / "report.png", marks["top"] - MARGIN)
    for line in faults.errors:
        print(line)
    return 1 if faults.errors else 0


def copies_of(lessons: Iterable[str], stack: ExitStack) -> Path:
    """Give a folder with a learner's copies of some lessons; it goes with the stack."""
    (ROOT / "work").mkdir(exist_ok=True)
    made = stack.enter_context(tempfile.TemporaryDirectory(dir=ROOT / "work", prefix="pictures-"))
    for name in lessons:
        shutil.copy(NOTEBOOKS / f"{name}.ipynb", made)
    return Path(made)


def new_page(window: Browser, faults: Faults, width: int = WIDTH) -> Page:
    """Open an empty page that is sharp when it is enlarged."""
    size = {"width": width, "height": HEIGHT}
    page = window.new_page(viewport=size, device_scale_factor=SHARPNESS)  # type: ignore[arg-type]
    faults.watch(page)
    return page


def open_lesson(page: Page, address: str, notebook: Path) -> None:
    """Open a copy of a lesson as a learner does, and wait until it has drawn itself."""
    path = notebook.relative_to(ROOT).as_posix()
    page.goto(re.sub(r"/doc/tree/[^?]*", f"/doc/tree/{path}", address))
    page.wait_for_function(DRAWN, timeout=120_000)


def map_on(page: Page, address: str, mine: Path) -> Locator:
    """Give the map whose width a learner chooses, and what stands below it."""
    open_lesson(page, address, mine / f"{MAP}.ipynb")
    shown = page.locator(".switch").filter(has_text="Near the border").first
    title = shown.locator(".exhibit-title")
    shown.get_by_role("slider").focus()
    for wider in (100, 200):
        page.keyboard.press("ArrowRight")
        title.filter(has_text=f"within {wider} km").wait_for()
    shown.locator("img").evaluate("image => image.decode()")
    page.evaluate("document.activeElement.blur()")  # no ring of the keyboard
    return shown


def card_on(page: Page, address: str, mine: Path) -> Locator:
    """Give a card of the lesson on the toll, after a wrong answer."""
    open_lesson(page, address, mine / f"{TOLL}.ipynb")
    card = page.locator(".rc-card").filter(has_text=MISTAKE)
    card.get_by_text(MISTAKE).click()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("The dead did not jump").wait_for()
    page.evaluate("document.activeElement.blur()")
    return card


def below(page: Page, shown: Locator) -> float:
    """Scroll so that something stands right below the lesson's bar; give where it ends."""
    scroller = page.locator(SCROLLER)
    place = shown.evaluate(PLACE)
    scroller.evaluate("(node, by) => node.scrollBy(0, by)", place["top"] - BAR - MARGIN)
    page.wait_for_function(
        "([node, top]) => node.getBoundingClientRect().top <= top + 1",
        arg=[shown.element_handle(), BAR + MARGIN],
    )
    page.mouse.move(0, 0)
    return float(shown.evaluate(PLACE)["bottom"]) + MARGIN


def report_of_a_class(folder: Path) -> Path:
    """Let a made-up class answer a lesson, and give the page of its report."""
    room = sim.Class(folder / "handins", folder / "records")
    questions = load(ROOT / "lessons" / "the_toll" / "quiz.yaml")
    names = [f"{colour} {animal}" for animal in ANIMALS for colour in COLOUR_NAMES]
    with room.clock.running():
        for number, name in enumerate(names):
            record = room.record(name)
            skill = 0.98 - 0.5 * number / len(names)
            misled = number % 5 > 1  # three learners of five
            for question in questions:
                if misled and isinstance(question, Choice) and question.id == sim.JUMP:
                    mistaken = (each.key for each in question.options if each.text == MISTAKE)
                    room.answer(record, question, next(mistaken), 30)
                else:
                    sim.work_through(room, record, [question], skill)
            room.hand_in(record)
    return report(room.folder).page


def keep(page: Page, file: Path, height: float) -> None:
    """Write the upper part of a page with few colours."""
    whole = Image.open(io.BytesIO(page.screenshot()))
    upper = whole.crop((0, 0, whole.width, round(height * SHARPNESS)))
    few = upper.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(file, optimize=True)
    print(file)


if __name__ == "__main__":
    sys.exit(main())
