"""The board in JupyterLab: chosen by keyboard, said aloud, harmless, and safe from shortcuts."""

from tools.sheets import Opener

CODE = """\
import pandas as pd
from IPython.display import display
from lessons.kit.exhibits.board import Board
display(Board(
    "Two of three are garbled",
    "Claims",
    pd.DataFrame({
        "No.": ["C01", "C02", "C03"],
        "Claim": ["one", "<img src=x onerror='window.harm = 1'>", "three"],
        "Verdict": ["garbled", "accurate", "garbled"],
        "Kind": ["date", "date", "name"],
    }),
    filters={"Verdict": (), "Kind": ()},
    sources=["AFP"],
    noun="claims",
))
show("who-counted")  # the sheet waits for a card
"""


def test_choosing_by_keyboard_leaves_the_rows_that_fit(sheet: Opener) -> None:
    opened = sheet(CODE)
    board, page = opened.page.locator(".board"), opened.page
    board.get_by_label("Verdict").focus()
    page.keyboard.press("g")  # a list goes to what begins with the letter
    assert board.get_by_role("status").inner_text() == "2 of 3 claims"
    page.keyboard.press("Tab")
    page.keyboard.press("n")
    assert board.locator("tbody tr:visible").count() == 1
    board.get_by_label("Verdict").select_option("accurate")
    assert board.get_by_role("status").inner_text().startswith("No claims fit.")
    board.get_by_role("button", name="Show all").press("Enter")
    assert board.get_by_role("status").inner_text() == "3 of 3 claims"


def test_cells_are_never_read_as_html(sheet: Opener) -> None:
    opened = sheet(CODE)
    board = opened.page.locator(".board")
    assert board.locator("img").count() == 0
    assert "onerror" in board.locator("tbody").inner_text()
    assert opened.page.evaluate("window.harm") is None


def test_the_notebooks_shortcuts_stay_outside(sheet: Opener) -> None:
    opened = sheet(CODE)
    before = opened.notebook()
    opened.page.locator(".board-frame").focus()
    for key in ("d", "d", "b", "a", "m"):
        opened.page.keyboard.press(key)
    assert opened.notebook() == before


def test_axe_finds_nothing(sheet: Opener) -> None:
    opened = sheet(CODE)
    assert opened.violations(".board") == []
