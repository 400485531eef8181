"""The ways that the map room measures are held to pyproj."""

import json
from pathlib import Path

import pytest
from pyproj import Geod, Transformer

KNOWN = json.loads(Path(__file__).with_name("on_the_ground.json").read_text(encoding="utf-8"))
ELLIPSOID = Geod(ellps="GRS80")


def test_the_known_distances_are_those_of_pyproj() -> None:
    for row in KNOWN["distances"]:
        metres = ELLIPSOID.inv(*row["from"], *row["to"])[2]
        assert metres / 1000 == pytest.approx(row["km"], abs=1e-5)
    assert len(KNOWN["distances"]) > 20


def test_the_known_arrivals_are_those_of_pyproj() -> None:
    for row in KNOWN["arrivals"]:
        lon, lat = row["from"]
        there = ELLIPSOID.fwd(lon, lat, row["bearing"], row["km"] * 1000)[:2]
        assert there == pytest.approx(row["to"], abs=1e-7)


def test_the_known_spots_are_those_of_pyproj() -> None:
    europe = Transformer.from_crs(4326, 3035, always_xy=True)
    for row in KNOWN["projected"]:
        assert europe.transform(*row["place"]) == pytest.approx(row["xy"], abs=0.01)
