import pandas as pd
import pytest

from lessons.kit.exhibits.board import Board
from lessons.kit.exhibits.exhibit import ExhibitError


def rows() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "No.": ["C01", "C02", "C03"],
            "Verdict": ["garbled", "accurate", "garbled"],
            "Date": pd.to_datetime(["2021-12-29", "2021-12-30", "NaT"]),
            "Lesson": [["1 · The call"], ["1 · The call", "9 · The source"], []],
        }
    )


def board(**changes: object) -> Board:
    wanted: dict[str, object] = {
        "filters": {"Verdict": ("accurate",), "Lesson": ()},
        "hidden": ["Lesson"],
        "sources": ["AFP"],
        "noun": "claims",
    }
    return Board("A finding", "What it is", rows(), **(wanted | changes))  # type: ignore[arg-type]


def test_cells_are_text_and_hidden_columns_stay_out() -> None:
    made = board()
    assert made.columns == ["No.", "Verdict", "Date"]
    assert made.rows[0] == ["C01", "garbled", "29 December 2021"]
    assert made.rows[2][2] == "–"


def test_options_come_in_the_order_given_and_then_as_they_stand() -> None:
    verdict, lesson = board().filters
    assert verdict["options"] == ["accurate", "garbled"]
    assert lesson["options"] == ["1 · The call", "9 · The source"]


def test_a_row_fits_each_of_its_values() -> None:
    lesson = board().filters[1]
    assert lesson["values"] == [["1 · The call"], ["1 · The call", "9 · The source"], []]


def test_an_option_that_no_row_has_is_not_offered() -> None:
    made = board(filters={"Verdict": ("cannot be verified", "accurate")})
    assert made.filters[0]["options"] == ["accurate", "garbled"]


def test_the_text_form_says_what_a_reader_of_text_needs() -> None:
    text = repr(board(note="Check us."))
    assert text.splitlines()[:3] == [
        "A finding",
        "What it is",
        "3 claims; choose by: Verdict, Lesson",
    ]
    assert "C02 | accurate | 30 December 2021" in text
    assert "Check us.\nSource: AFP, read at Insider Paper." in text


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(ExhibitError, match=r"'Verdit'; its columns are No\., Verdict"):
        board(filters={"Verdit": ()})


def test_a_board_without_rows_is_refused() -> None:
    with pytest.raises(ExhibitError, match="at least one row"):
        Board("A", "B", rows().head(0), filters={}, sources=["AFP"])
