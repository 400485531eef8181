"""Cells of tables in another language: files beside the tables, English for code."""

import shutil
from pathlib import Path

import pytest

from lessons.kit import language, places
from lessons.kit.data import DataError, in_language, table, translations


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the tables."""
    shutil.copytree(places.DATA, tmp_path / "data", ignore=shutil.ignore_patterns("atlas", "build"))
    monkeypatch.setattr(places, "DATA", tmp_path / "data")
    return tmp_path / "data" / "tables"


def test_a_reader_sees_the_translation_and_code_asks_in_english(tables: Path) -> None:
    text = "row,column,text\nBucharest summit,title,Бухарестський саміт\n"
    (tables / "timeline.uk.csv").write_text(text, encoding="utf-8")
    (tables / "cells.uk.csv").write_text("cell,text\nconfirmed,підтверджено\n", encoding="utf-8")
    with language.speaking("uk"):
        row = table("timeline").query("name == 'Bucharest summit'")[["title", "status", "date"]]
        assert row["title"].iloc[0] == "Bucharest summit"
        shown = in_language(row)
        assert list(shown.iloc[0])[:2] == ["Бухарестський саміт", "підтверджено"]
        assert shown["date"].iloc[0] == row["date"].iloc[0]
        assert in_language("Something else") == "Something else"
    assert in_language("Bucharest summit") == "Bucharest summit"
    assert translations.check() == []


@pytest.mark.parametrize(
    ("file", "text", "wanted"),
    [
        ("timeline", "row,column\n", "timeline.uk.csv, line 1: wanted the columns row,column,text"),
        (
            "timeline",
            "row,column,text\nNobody,title,x\n",
            "line 2: data/tables/timeline.csv has no",
        ),
        ("timeline", "row,column,text\nMinsk II,titel,x\n", "line 2: .*did you mean 'title'"),
        ("timeline", "row,column,text\nMinsk II,date,x\n", "line 2: date is no text"),
        ("timeline", "row,column,text\nMinsk II,title,\n", "line 2: the text is empty"),
        ("cells", "cell,text\nconfirmed,\n", "cells.uk.csv, line 2: the text is empty"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tables: Path, file: str, text: str, wanted: str
) -> None:
    (tables / f"{file}.uk.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=wanted):
        raise DataError(translations.check()[0])
