"""Pictures of each kind of map and chart, beside the ones that were looked at and kept.

A moved border, a lost label or a wrong colour is a difference. After a change that is meant, `make
baseline` draws them anew and shows old beside new. They are compared with the version of matplotlib
that is locked: another one sets letters a little differently.
"""

import importlib.metadata
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images
from matplotlib.text import Text
from PIL import Image

from lessons.kit.data import ROOT
from lessons.kit.exhibits.exhibit import Exhibit

#: One of each kind, at least: a map's frame, pieces, hatching, bars and labels; a chart's shape.
EXHIBITS: Mapping[str, Mapping[str, Any]] = {
    "the_map.neighbours": {},
    "the_map.oblasts": {},
    "the_map.contact_line": {},
    "the_map.distances": {},
    "the_map.projections": {},
    "the_map.near": {"km": 200},
    "crimea.two_views": {},
    "crimea.assembly_vote": {},
    "crimea.day_by_day": {},
    "georgia.georgia_map": {},
    "georgia.control": {"year": 2021},
    "nato.members_map": {},
    "nato.enlargement_maps": {},
    "the_call.where": {},
    "the_call.people": {},
    "the_toll.totals": {},
    "the_toll.civilians_by_year": {},
    "sanctions.rouble": {},
    "sanctions.gas": {},
    "the_talks.seats": {},
    "the_source.path": {},
    "afterwards.votes": {},
}
DPI = 72

#: Between two shades of a channel, in a picture that is kept: 0, 15, … 255.
STEP = 15

#: How far pictures may differ: the root of the mean of the squared differences, of 255.
TOLERANCE = 0.4

LOCKED = re.search(r"^matplotlib==(\S+)", (ROOT / "requirements-test.txt").read_text(), re.M)

pytestmark = pytest.mark.skipif(
    LOCKED is None or importlib.metadata.version("matplotlib") != LOCKED[1],
    reason="pictures are compared with the locked version of matplotlib",
)


class Picture:
    """An exhibit's picture, small and in few colours; pytest-mpl asks it to save itself."""

    def __init__(self, exhibit: Exhibit) -> None:
        self.exhibit = exhibit

    def savefig(self, path: str | Path, **_: object) -> None:
        """Write a PNG with a palette.

        Each channel is rounded on its own, so that one changed pixel leaves the others as they are;
        a palette made for the picture would shift all of them.
        """
        self.exhibit.figure.savefig(path, format="png", dpi=DPI)
        with Image.open(path) as drawn:
            few = drawn.convert("RGB").point(lambda value: STEP * round(value / STEP))
        few.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def kept(name: str) -> Any:
    """Compare an exhibit with the picture of its name."""
    compare = pytest.mark.mpl_image_compare(
        baseline_dir="baseline", filename=f"{name}.png", tolerance=TOLERANCE, style="default"
    )
    return pytest.param(name, marks=compare, id=name)


def picture(name: str) -> Picture:
    lesson, function = name.split(".")
    exhibits = import_module(f"lessons.{lesson}.exhibits")
    return Picture(getattr(exhibits, function)(**EXHIBITS[name]))


@pytest.mark.parametrize("name", [kept(name) for name in EXHIBITS])
def test_it_looks_as_it_did(name: str) -> Picture:
    return picture(name)


def test_no_other_picture_is_kept() -> None:
    there = {path.stem for path in Path(__file__).with_name("baseline").glob("*.png")}
    assert there == set(EXHIBITS)


def collections(figure: Figure) -> list[Any]:
    return figure.findobj(Collection)


def lose_a_label(figure: Figure) -> None:
    (label,) = [text for text in figure.findobj(Text) if text.get_text() == "Kyiv"]
    label.set_visible(False)


def move_a_border(figure: Figure) -> None:
    """Move one country by two pixels."""
    land = max(collections(figure), key=lambda drawn: len(drawn.get_paths()))
    largest = max(land.get_paths(), key=len)
    pixel = land.axes.transData.inverted().transform([[0, 0], [figure.dpi / DPI, 0]])
    largest.vertices = np.asarray(largest.vertices) + 2 * np.diff(pixel, axis=0)


def change_a_colour(figure: Figure) -> None:
    """Give the country in question the colour of its neighbours."""
    land, *pieces = collections(figure)
    pieces[1].set_facecolor(land.get_facecolor())


@pytest.mark.parametrize("fault", [lose_a_label, move_a_border, change_a_colour])
def test_a_fault_is_seen(fault: Callable[[Figure], None], tmp_path: Path) -> None:
    name = "the_map.neighbours"
    drawn = picture(name)
    fault(drawn.exhibit.figure)
    drawn.savefig(tmp_path / "faulty.png")
    before = Path(__file__).with_name("baseline") / f"{name}.png"
    assert compare_images(str(before), str(tmp_path / "faulty.png"), TOLERANCE) is not None
