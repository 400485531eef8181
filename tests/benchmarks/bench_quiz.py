"""What questions cost, beside plain ipywidgets: import, ten on screen, traffic of an answer.

Times differ from machine to machine, so the bounds are ratios wherever there is a peer.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import pytest

from lessons.kit.quiz.marking import key_response, mark
from lessons.kit.record import Record, handin
from tools.benchmark import Table, here
from tools.screenshot import chromium, jupyterlab
from tools.sheets import QUESTIONS, Desk, Sheet

ROUNDS = 5
ANSWERS = 100
IMPORT_RATIO = 150 / 64  # 150 ms where ipywidgets alone takes 64

QUIZ_PART = "import lessons.kit.lesson, lessons.kit.record.handin, lessons.kit.cards.card"
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


def test_import(table: Table) -> None:
    plain = ("ipywidgets alone", min(import_times("import ipywidgets")))
    table.row("import of the quiz part", min(import_times(QUIZ_PART)), "ms", plain, IMPORT_RATIO)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with jupyterlab() as address, chromium() as browser:
        yield Desk(browser, address)


@pytest.fixture
def sheet(desk: Desk, tmp_path: Path) -> Iterator[Sheet]:
    with Sheet.folder() as folder:
        yield Sheet.of(desk, folder, tmp_path, PLAIN, SHOW_PLAIN, SHOW_CARDS)
        desk.clear()


def test_ten_questions_on_screen(sheet: Sheet, table: Table) -> None:
    cells, options = {"plain": 2, "cards": 3}, 30
    took: dict[str, list[float]] = {"plain": [], "cards": []}
    for _ in range(ROUNDS):
        for name, cell in cells.items():
            took[name].append(sheet.page.evaluate(ON_SCREEN, [cell, options]))
    cards, plain = (statistics.median(took[name]) for name in ("cards", "plain"))
    table.row("ten questions on screen", cards, "ms", ("plain ipywidgets", plain), 1)


def test_traffic_of_an_answer(sheet: Sheet, table: Table) -> None:
    card = sheet.page.locator(".rc-card").first
    sheet.page.wait_for_timeout(500)  # until the cards have said all of their own
    sheet.desk.frames.clear()
    card.get_by_role("radio").first.check()
    card.get_by_role("button", name="Check").click()
    card.locator(".rc-verdict").wait_for()
    sheet.page.wait_for_timeout(300)
    sent = sum(map(len, sheet.desk.frames))
    assert sent > 0
    table.row("traffic of an answer", sent / 1000, "kB", ("the bound", 5), 1)


def test_handing_in(table: Table, tmp_path: Path) -> None:
    record = Record.open(tmp_path)
    record.set_learner("Learner")
    for question in islice(cycle(QUESTIONS.values()), ANSWERS):
        response = key_response(question)
        record.add(question, response, mark(question, response))
    file = handin.write(record)
    plain, copy = json.loads(file.read_bytes()), tmp_path / "plain.json"
    as_json = here(lambda: copy.write_text(json.dumps(plain), "utf-8"))
    loaded = here(lambda: json.loads(file.read_bytes()))
    what = f"handing in {ANSWERS} answers"
    written = here(lambda: handin.write(record))
    table.row(f"{what}: writing", written, "ms", ("json.dumps of the same", as_json))
    table.row(f"{what}: reading", here(lambda: handin.read(file)), "ms", ("json.loads", loaded))
    table.row(f"{what}: size", file.stat().st_size / 1000, "kB", ("the bound", 5000), 1)
