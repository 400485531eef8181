"""The interactive map from Python's side: what it says, what it refuses, what it carries along."""

import datetime as dt
import json
import re
import subprocess
import sys
from typing import Any

import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output

from lessons.kit.data import DataError
from lessons.kit.exhibits.timemap import Box, Event, Limit, Piece, TimeMap
from lessons.kit.web import module


def square(key: str, name: str, x: int, y: int, **more: str) -> dict[str, Any]:
    return {"id": key, "name": name, "d": f"M{x} {y}h90v70h-90Z", "x": x + 45, "y": y + 35, **more}


MAP = {
    "id": "squares",
    "title": "Five squares",
    "viewBox": "0 0 500 320",
    "shapes": [
        square("NOR", "Norway", 200, 20),
        square("FRA", "France", 130, 200),
        square("POL", "Poland", 300, 120),
        square("UKR", "Ukraine", 400, 160),
        square("crimea", "Crimea", 405, 240, part_of="UKR"),
    ],
}
FOUNDERS = "Founders, 1949"
EVENTS = [
    Event("NOR", "Norway", dt.date(1949, 7, 8), FOUNDERS, "founding member of NATO, 1949"),
    Event("USA", "United States", dt.date(1949, 7, 25), FOUNDERS, "founding member of NATO, 1949"),
    Event("FRA", "France", dt.date(1949, 8, 24), FOUNDERS, "founding member of NATO, 1949"),
    Event("POL", "Poland", dt.date(1999, 3, 12), "4th enlargement", "joined NATO on 12 March 1999"),
]


def timemap(**changes: Any) -> TimeMap:
    return TimeMap(
        **{
            "map": MAP,
            "events": EVENTS,
            "group": "NATO",
            "title": "NATO grew",
            "subtitle": "1949 to 2024",
            "sources": ["CVCE"],
            "years": (1949, 2024),
            "year": 2021,
            "pieces": [Piece("crimea", "Crimea", "Ukraine", "Russia", 2014)],
            "limits": [Limit("Germany has today's borders.", 1955, 1990)],
            "boxes": [Box("USA", "United States", 0.02, 0.05, 0.3, 0.1)],
            "control_ends": 2021,
            "later": (2021, "after the article"),
            **changes,
        }
    )


@pytest.mark.parametrize(("year", "members"), [(1948, 0), (1949, 3), (1998, 3), (1999, 4)])
def test_it_counts_at_the_end_of_the_year(year: int, members: int) -> None:
    assert timemap().count(year) == members


def test_a_round_names_all_who_joined() -> None:
    texts = [each["text"] for each in timemap().spec()["rounds"]]
    assert texts == [
        "Founders, 1949: Norway, United States and France.",
        "4th enlargement: Poland.",
    ]


def test_the_viewpoint_line_says_whose_view_and_what_is_hatched_in_each_year() -> None:
    views = {view["id"]: view["lines"] for view in timemap().spec()["views"]}
    spans = [(line["from"], line["to"]) for line in views["un"]]
    assert spans == [(1949, 2013), (2014, 2021), (2022, 2024)]
    assert views["un"][0]["text"] == "Borders: UN General Assembly view."
    assert views["un"][1]["text"] == (
        "Borders: UN General Assembly view; hatched: Crimea, controlled since 2014 by Russia."
    )
    assert "after the end of 2021 isn't drawn" in views["control"][2]["text"]
    assert "isn't drawn" not in views["control"][0]["text"] + views["control"][1]["text"]


def test_a_box_lies_where_its_fractions_say() -> None:
    box = timemap().spec()["map"]["shapes"][-1]
    assert box["d"] == "M10.0 16.0h150.0v32.0h-150.0Z"
    assert (box["x"], box["y"]) == (85, 32)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"boxes": []}, r"United States \(USA\) is not a shape of the map 'squares'"),
        ({"year": 2025}, "The year 2025 is not on the slider from 1949 to 2024"),
        ({"pieces": [Piece("atlantis", "Atlantis", "Ukraine", "Russia", 2014)]}, "Atlantis"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        timemap(**changes)


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(DataError, match="has no source 'NOBODY'"):
        timemap(sources=["NOBODY"])


def test_hostile_text_stays_text_in_html() -> None:
    page = timemap(title="</script><img src=x onerror=alert(1)><!--").to_html()
    words, script = page.split("<script>")
    assert script.count("</script>") == words.count("</script>") == 1
    assert "<!--" not in script.replace("<!--/timemap-->", "")
    assert "<!--" not in words.removeprefix("<!--timemap-->")
    assert "<img src=x" not in words


def test_the_html_asks_for_nothing_from_elsewhere() -> None:
    page = timemap().to_html().replace("http://www.w3.org/2000/svg", "")
    assert not re.findall(r"https?://|@import|\bimport\s*\(|src=", page)


def test_two_runs_give_the_same_html() -> None:
    assert timemap().to_html() == timemap().to_html()


def test_the_bundle_has_widget_html_and_text() -> None:
    bundle = timemap()._repr_mimebundle_()
    assert {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"} <= set(bundle)
    assert bundle["text/plain"].startswith("NATO grew\n1949 to 2024\n1949: Founders, 1949: Norway")


def test_nbconvert_takes_the_html_and_not_a_widget_from_a_cdn() -> None:
    bundle = json.loads(json.dumps(timemap()._repr_mimebundle_()))
    cell = new_code_cell("nato.timemap()", outputs=[new_output("display_data", bundle)])
    exporter = HTMLExporter()  # type: ignore[no-untyped-call]
    page, _ = exporter.from_notebook_node(new_notebook(cells=[cell]))
    assert f"<script>{module('timemap_page')}</script>" in page
    assert "application/vnd.jupyter.widget-view+json" not in page


def test_the_widget_carries_module_and_year() -> None:
    widget = timemap(year=1999).widget
    assert (widget.year, widget.viewpoint) == (1999, "un")
    assert widget.spec["events"][3]["said"] == "joined NATO on 12 March 1999"
    assert widget._esm == module("timemap")


def test_importing_it_loads_neither_pandas_nor_widgets() -> None:
    code = (
        "import sys, lessons.kit.exhibits.timemap; "
        "print([m for m in ('pandas', 'geopandas', 'matplotlib', 'ipywidgets', 'anywidget') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
