"""What questions cost, beside plain ipywidgets: import, ten on screen, traffic of an answer.

Times differ from machine to machine, so the bounds are ratios wherever there is a peer.
"""

import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.screenshot import chromium, jupyterlab
from tools.sheets import Desk, Sheet

ROUNDS = 5
IMPORT_RATIO = 150 / 64  # 150 ms where ipywidgets alone takes 64

QUIZ_PART = "import lessons.kit.lesson, lessons.kit.handin, lessons.kit.quiz.card"
IMPORT = """
import sys, time
import ipykernel.ipkernel
start = time.perf_counter()
{code}
took = (time.perf_counter() - start) * 1000
print(took, *({{"pandas", "geopandas", "matplotlib"}} & set(sys.modules)))
"""

# The same ten questions as plain ipywidgets users build them: text, radio buttons, button, reply.
PLAIN = """
import ipywidgets
def plain(question):
    options = [option.text for option in question.options]
    return ipywidgets.VBox([
        ipywidgets.HTML(question.prompt), ipywidgets.RadioButtons(options=options, value=None),
        ipywidgets.Button(description="Check"), ipywidgets.Output()])
ten = [questions["who-counted"]] * 10
"""
SHOW_PLAIN = "for question in ten: display(plain(question))"
SHOW_CARDS = "for question in ten: display(QuestionCard(question, record))"

# Runs a cell and waits until its last radio button is in the page.
ON_SCREEN = """async ([cell, options]) => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const node = notebook.widgets[cell].node;
  notebook.activeCellIndex = cell;
  const start = performance.now();
  window.jupyterapp.commands.execute('notebook:run-cell');
  const there = () => node.querySelectorAll('.jp-OutputArea input[type=radio]').length;
  while (there() === options) await new Promise((done) => requestAnimationFrame(done));
  while (there() !== options) await new Promise((done) => requestAnimationFrame(done));
  return performance.now() - start;
}"""


def import_times(code: str) -> list[float]:
    """Import in fresh processes that look like a kernel; give milliseconds."""
    times = []
    for _ in range(ROUNDS):
        command = [sys.executable, "-c", IMPORT.format(code=code)]
        took, *heavy = subprocess.run(
            command, capture_output=True, text=True, check=True
        ).stdout.split()
        assert heavy == [], "the quiz part imports what it should not"
        times.append(float(took))
    return times


def test_import() -> None:
    quiz, plain = import_times(QUIZ_PART), import_times("import ipywidgets")
    row("import of the quiz part", min(quiz), "ms", min(plain), "ipywidgets alone")
    assert min(quiz) <= IMPORT_RATIO * min(plain)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with jupyterlab() as address, chromium() as browser:
        yield Desk(browser, address)


@pytest.fixture
def sheet(desk: Desk, tmp_path: Path) -> Iterator[Sheet]:
    with Sheet.folder() as folder:
        yield Sheet.of(desk, folder, tmp_path, PLAIN, SHOW_PLAIN, SHOW_CARDS)
        desk.clear()


def test_ten_questions_on_screen(sheet: Sheet) -> None:
    cells, options = {"plain": 2, "cards": 3}, 30
    took: dict[str, list[float]] = {"plain": [], "cards": []}
    for _ in range(ROUNDS):
        for name, cell in cells.items():
            took[name].append(sheet.page.evaluate(ON_SCREEN, [cell, options]))
    cards, plain = (statistics.median(took[name]) for name in ("cards", "plain"))
    row("ten questions on screen", cards, "ms", plain, "plain ipywidgets")
    assert cards <= plain


def test_traffic_of_an_answer(sheet: Sheet) -> None:
    card = sheet.page.locator(".rc-card").first
    sheet.desk.frames.clear()
    card.get_by_role("radio").first.check()
    card.get_by_role("button", name="Check").click()
    card.locator(".rc-verdict").wait_for()
    sheet.page.wait_for_timeout(300)
    sent = sum(map(len, sheet.desk.frames))
    row("traffic of an answer", sent / 1000, "kB", 5, "the bound")
    assert 0 < sent < 5000


def row(what: str, cost: float, unit: str, peer: float, name: str) -> None:
    """Print one line of the table."""
    ratio = f"{cost / peer:.2f} of {name} ({peer:.1f} {unit})"
    sys.stdout.write(f"\n{what:28}{cost:9.1f} {unit}   {ratio}")
