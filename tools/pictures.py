"""Take the README's three pictures again: a map, a card with its feedback, the class report.

    python tools/pictures.py [FOLDER]       docs/pictures if none is named

The lessons run in JupyterLab as learners have them, with a record of their own; the report is of a
made-up class.
"""

import io
import os
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from lessons.desk.report import report
from lessons.kit.data import ROOT
from lessons.kit.quiz.bank import load
from lessons.kit.quiz.questions import Choice
from tools import simulated_class as sim
from tools.screenshot import Faults, chromium, jupyterlab, open_notebook, run_all

FOLDER = ROOT / "docs" / "pictures"
WIDTH, HEIGHT, SHARPNESS = 1100, 1400, 2
REPORT_HEIGHT = 900
COLOURS = 96
"""Colours of a picture: enough for flat maps and text, and a fifth of the bytes."""

MISTAKE = "That 2018 was the deadliest year"
"""What the picture's learner answers first: its feedback is what the card is for."""

COLOUR_NAMES = ("Red", "Blue", "Green", "Grey", "Silver", "Golden")
ANIMALS = ("Fox", "Heron", "Otter", "Owl")


def main() -> int:
    """Take the pictures; say what the pages reported."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    faults = Faults()
    with tempfile.TemporaryDirectory() as work, chromium() as window:
        os.environ["LESSONS_WORK"] = work  # nobody's own answers are touched
        with jupyterlab() as address:
            page = new_page(window, faults)
            keep(map_on(page, address), folder / "map.png")
            keep(card_on(page, address), folder / "card.png")
            page.close()
        page = new_page(window, faults)
        page.set_viewport_size({"width": WIDTH, "height": REPORT_HEIGHT})
        page.goto(report_of_a_class(Path(work)).as_uri())
        keep(page, folder / "report.png")
    for line in faults.errors:
        print(line)
    return 1 if faults.errors else 0


def new_page(window: Browser, faults: Faults) -> Page:
    """Open an empty page that is sharp when it is enlarged."""
    size = {"width": WIDTH, "height": HEIGHT}
    page = window.new_page(viewport=size, device_scale_factor=SHARPNESS)  # type: ignore[arg-type]
    faults.watch(page)
    return page


def map_on(page: Page, address: str) -> Locator:
    """Give the map of the lesson on the map whose width a learner chooses."""
    open_notebook(page, address, "notebooks/02_the_map.ipynb")
    run_all(page)
    shown = page.locator(".switch").filter(has_text="Near the border").first
    title = shown.locator(".exhibit-title")
    shown.get_by_role("slider").focus()
    for wider in (100, 200):
        page.keyboard.press("ArrowRight")
        title.filter(has_text=f"within {wider} km").wait_for()
    shown.locator("img").evaluate("image => image.decode()")
    page.evaluate("document.activeElement.blur()")  # no ring of the keyboard
    return shown


def card_on(page: Page, address: str) -> Locator:
    """Give a card of the lesson on the toll, after a wrong answer."""
    open_notebook(page, address, "notebooks/04_the_toll.ipynb")
    run_all(page)
    card = page.locator(".rc-card").filter(has_text=MISTAKE)
    card.get_by_text(MISTAKE).click()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("The dead did not jump").wait_for()
    return card


def report_of_a_class(folder: Path) -> Path:
    """Let a made-up class answer a lesson, and give the page of its report."""
    room = sim.Class(folder / "handins", folder / "records")
    questions = load(ROOT / "lessons" / "the_toll" / "quiz.yaml")
    names = [f"{colour} {animal}" for animal in ANIMALS for colour in COLOUR_NAMES]
    with room.clock.running():
        for number, name in enumerate(names):
            record = room.record(name)
            skill = 0.98 - 0.5 * number / len(names)
            misled = number % 5 > 2  # noqa: PLR2004  two learners of five
            for question in questions:
                if misled and isinstance(question, Choice) and question.id == sim.JUMP:
                    mistaken = (each.key for each in question.options if each.text == MISTAKE)
                    room.answer(record, question, next(mistaken), 30)
                else:
                    sim.work_through(room, record, [question], skill)
            room.hand_in(record)
    return report(room.folder).page


def keep(seen: Page | Locator, file: Path) -> None:
    """Write a picture with few colours."""
    whole = Image.open(io.BytesIO(seen.screenshot()))
    few = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(file, optimize=True)
    print(file)


if __name__ == "__main__":
    sys.exit(main())
