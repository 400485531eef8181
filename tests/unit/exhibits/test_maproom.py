"""The map room: what Python hands to the browser."""

import re
from typing import Any

import pytest

from lessons.kit.data import table
from lessons.the_map.exhibits import LOOKS, map_room


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    return map_room().spec()


def test_each_part_lies_on_the_map(spec: dict[str, Any]) -> None:
    _, _, width, height = map(float, spec["map"]["viewBox"].split())
    for look in spec["looks"]:
        assert 0 <= look["x"] <= look["x"] + look["width"] <= width
        assert 0 <= look["y"] <= height
    assert spec["look"] in {look["id"] for look in spec["looks"]}
    assert {map_room(look).look for look in LOOKS} == set(LOOKS)


def test_a_part_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no 'mars'; choose one of europe, ukraine"):
        map_room("mars")


def test_what_is_said_belongs_to_a_shape(spec: dict[str, Any]) -> None:
    shapes = {shape["id"]: shape for shape in spec["map"]["shapes"]}
    assert set(spec["held"]) <= set(shapes)
    assert {shapes[key]["part_of"] for key in spec["held"]} == {"UKR", "GEO"}
    outside = set(spec["joined"]) - set(shapes)
    assert outside == {"USA", "CAN"}
    assert spec["held"]["crimea"]["said"] == (
        "Crimea, part of Ukraine: controlled by Russia since 27 February 2014"
    )


def test_nothing_is_later_than_the_day(spec: dict[str, Any]) -> None:
    assert spec["years"] == [1949, 2021]
    years = [one["year"] for key in ("joined", "held") for one in spec[key].values()]
    assert max(years) <= 2021
    assert len(spec["joined"]) == 30


def test_the_places_are_those_of_the_table_and_the_twin_measures_them(spec: dict[str, Any]) -> None:
    places = table("places").set_index("id")
    for one in spec["places"]:
        assert one["at"] == {"lon": places["lon"][one["id"]], "lat": places["lat"][one["id"]]}
    twin = map_room().table.set_index("Place")
    assert twin["From Kyiv"]["Moscow"] == "756 km"
    assert twin["From Kyiv"]["Kyiv"] == "0 km"


def test_the_line_of_contact_lies_in_the_donbas(spec: dict[str, Any]) -> None:
    points = re.findall(r"([\d.]+) ([\d.]+)", spec["line"]["d"])
    look = next(look for look in spec["looks"] if look["id"] == "donbas")
    assert len(points) > 20
    for x, y in points:
        assert look["x"] < float(x) < look["x"] + look["width"]
        assert look["y"] - 5 < float(y) < look["y"] + look["width"]


def test_the_text_form_has_title_places_and_source() -> None:
    text = repr(map_room())
    assert text.startswith("Measure it yourself\n")
    assert "Moscow" in text
    assert "Source: " in text
