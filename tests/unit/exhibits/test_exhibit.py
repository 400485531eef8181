import re
from typing import Any

import pandas as pd
import pytest

from lessons.kit.data import DataError
from lessons.kit.exhibits import style
from lessons.kit.exhibits.exhibit import Before, Exhibit, ExhibitError, in_words, source_line


def parts(**changes: Any) -> dict[str, Any]:
    fig, ax = style.figure("strip")
    ax.plot([1, 2])
    whole: dict[str, Any] = {
        "figure": fig,
        "title": "The line <rises>",
        "subtitle": "Persons, 2014 to 2021",
        "alt": 'A "line" from 1 to 2.',
        "table": pd.DataFrame({"Year": [2014, 2015], "Killed": [2084, 955]}),
        "sources": ["EMP"],
    }
    return whole | changes


@pytest.mark.parametrize("name", ["figure", "title", "subtitle", "alt", "table", "sources"])
def test_each_part_is_needed(name: Any) -> None:
    with pytest.raises(ExhibitError, match=f"An exhibit needs a {name}: "):
        Exhibit(**parts(**{name: None}))
    without = parts()
    del without[name]
    with pytest.raises(TypeError, match=name):
        Exhibit(**without)


@pytest.mark.parametrize(
    ("name", "empty"), [("title", " "), ("alt", ""), ("sources", []), ("table", pd.DataFrame())]
)
def test_an_empty_part_is_missing_too(name: Any, empty: Any) -> None:
    with pytest.raises(ExhibitError, match=f"An exhibit needs a {name}: "):
        Exhibit(**parts(**{name: empty}))


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(DataError, match="NOBODY"):
        Exhibit(**parts(sources=["NOBODY"]))


def test_sources_is_a_list() -> None:
    with pytest.raises(ExhibitError, match=r"write \['EMP'\]"):
        Exhibit(**parts(sources="EMP"))


def test_the_page_has_picture_caption_table_and_source_with_all_text_escaped() -> None:
    page = Exhibit(**parts(note="Read <carefully>."))._repr_html_()
    assert 'alt="A &quot;line&quot; from 1 to 2."' in page
    assert "The line &lt;rises&gt;" in page
    assert "Read &lt;carefully&gt;." in page
    assert re.search(r'src="data:image/png;base64,[A-Za-z0-9+/]{500}', page)
    assert "<td>2,084</td>" in page
    assert "<summary>" in page
    assert "Source: " in page
    assert "<script" not in page


def test_the_text_form_states_title_and_numbers() -> None:
    text = repr(Exhibit(**parts()))
    assert text.startswith("The line <rises>\nPersons, 2014 to 2021\n")
    assert re.search(r"2014 +2,084", text)
    assert "Source: " in text


def test_the_text_form_says_how_many_rows_it_leaves_out() -> None:
    table = pd.DataFrame({"Killed": range(20)})
    assert "… and 8 more rows" in repr(Exhibit(**parts(table=table)))


def test_the_picture_is_a_png_and_grows_with_its_dots() -> None:
    exhibit = Exhibit(**parts())
    assert exhibit.png().startswith(b"\x89PNG")
    assert len(exhibit.png(dpi=200)) > len(exhibit.png(dpi=50))


def test_cells_are_written_for_a_reader() -> None:
    table = pd.DataFrame(
        {
            "Year": pd.array([2014], dtype="Int64"),
            "Killed": pd.array([13200], dtype="Int64"),
            "Day": [pd.Timestamp("2021-06-30")],
            "Share": [25.5],
            "Known": [True],
            "Later": pd.array([None], dtype="Int64"),
        }
    )
    assert in_words(table).iloc[0].tolist() == [
        "2014",
        "13,200",
        "30 June 2021",
        "25.5",
        "yes",
        "–",
    ]


def test_a_headline_is_held_back_wherever_the_exhibit_speaks() -> None:
    before = Before(title="What does the line do?", alt="A line.", note="Read it yourself.")
    held = Exhibit(**parts(note="It rises by one.", before=before))
    for said in (held._repr_html_(), repr(held), held.html(lambda shown: shown.alt)):
        assert "rises" not in said
        assert "What does the line do?" in said
        assert "Read it yourself." in said
    assert 'alt="A line."' in held._repr_html_()
    assert held.title == "The line <rises>"


def test_of_many_sources_the_first_stand_in_sight_and_all_in_the_fold() -> None:
    keys = ["ART", "AFP", "GEO", "SPR", "BUC", "WEX", "PRV"]
    line = source_line(keys)
    page = Exhibit(**parts(sources=keys))._repr_html_()
    assert page.count("<li>") == len(keys)
    assert line.count(";") == 4
    assert line.endswith("3 more, listed with the numbers.")
    assert "more" not in source_line(keys[:5])
