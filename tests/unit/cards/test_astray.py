"""A wrong click on a map says how far off it was, in the direction that a map shows."""

from pathlib import Path

import pytest
from pyproj import Geod, Transformer

from lessons.kit.cards.astray import WINDS, astray
from lessons.kit.cards.sitting import Sitting
from lessons.kit.data import atlas
from lessons.kit.quiz import bank
from lessons.kit.quiz.questions import Place
from lessons.kit.record import Record
from lessons.kit.syllabus import entries

GEOD = Geod(ellps="WGS84")
FRAME = "+proj=laea +lat_0=48.5 +lon_0=31.5 +datum=WGS84"
PLACES = [
    question
    for lesson in entries()
    for question in bank.of(lesson.name)
    if isinstance(question, Place)
]


@pytest.mark.parametrize(("x", "y", "wind"), [
    (0, -9, "north"), (9, -9, "north-east"), (9, 0, "east"), (9, 9, "south-east"),
    (0, 9, "south"), (-9, 9, "south-west"), (-9, 0, "west"), (-9, -9, "north-west"),
])  # fmt: skip
def test_all_winds(x: float, y: float, wind: str) -> None:
    drawn = {"km": 5.0, "shapes": [{"id": "A", "x": 0, "y": 0}, {"id": "B", "x": x, "y": y}]}
    assert f"too far {wind}," in astray(drawn, "B", ["A"])
    assert wind in WINDS


def test_it_is_as_far_as_on_the_globe() -> None:
    """Kyiv to Odesa, by the middles of their oblasts: read off the map, and on the ellipsoid."""
    drawn = atlas.svg_map("ukraine")
    spots = {shape["id"]: (shape["x"], shape["y"]) for shape in drawn["shapes"]}
    left, top, metres = -750_000, 480_000, 1_500  # the map's frame, in data/build/svg.py
    to_degrees = Transformer.from_crs(FRAME, 4326, always_xy=True)
    one, other = (
        to_degrees.transform(left + metres * x, top - metres * y)
        for x, y in (spots["UA-32"], spots["UA-51"])
    )
    km = GEOD.inv(*one, *other)[2] / 1000
    said = int(astray(drawn, "UA-51", ["UA-32"]).split()[1])
    assert abs(said - km) < 26, "to the next 50 km"
    assert "too far south" in astray(drawn, "UA-51", ["UA-32"])


def test_the_nearest_right_place_counts_and_none_says_nothing() -> None:
    drawn = atlas.svg_map("europe")
    assert astray(drawn, "POL", ["EST", "LTU"]) == astray(drawn, "POL", ["LTU"])
    assert astray(drawn, "nowhere", ["LTU"]) == astray(drawn, "POL", ["nowhere"]) == ""


@pytest.mark.parametrize("question", PLACES, ids=lambda question: question.id)
def test_a_card_says_it_after_a_wrong_choice_alone(question: Place, tmp_path: Path) -> None:
    sitting = Sitting(question, Record.open(tmp_path / "record.sqlite3"))
    assert "too far" not in str(sitting.state)
    wrong = question.mistakes[0].id
    state = sitting.receive({"do": "check", "response": wrong})
    assert "too far" in str(state["extras"])
    state = sitting.receive({"do": "check", "response": question.answer[0]})
    assert "too far" not in str(state["extras"])
