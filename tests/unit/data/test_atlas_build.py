"""How the atlas is made: each step on a small example, and the whole where its input is at hand."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tomllib
from pathlib import Path

import edges
import geopandas as gpd
import inputs
import pandas as pd
import pieces
import pytest
import shapely
import svg

from lessons.kit.data import DATA, ROOT

INPUT = tomllib.loads(inputs.MANIFEST.read_text(encoding="utf-8"))["input"][0]


def squares(*corners: tuple[float, float], size: float = 1) -> gpd.GeoDataFrame:
    """Give squares, named A, B, C …, by their lower left corners."""
    shapes = [shapely.box(x, y, x + size, y + size) for x, y in corners]
    names = list("ABCDEFGH"[: len(shapes)])
    rows = pd.DataFrame({"iso3": names, "region": "", "territory": ""})
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


def test_a_line_cuts_two_regions_at_one_point() -> None:
    pair = squares((0, 0), (1, 0)).set_index("iso3").geometry
    faces = pieces.cut(pair, shapely.LineString([(0.01, 0.02), (1.98, 0.97)]))
    assert list(faces.index.value_counts()[["A", "B"]]) == [2, 2]
    assert shapely.coverage_is_valid(faces.values)
    assert shapely.area(faces.values).sum() == pytest.approx(2)
    assert shapely.get_coordinates(faces.union_all()).shape == (7, 2)  # no new corner outside


def test_a_line_that_runs_over_the_border_ends_at_it() -> None:
    one = squares((0, 0)).set_index("iso3").geometry
    faces = pieces.cut(one, shapely.LineString([(-0.5, -0.4), (1.5, 1.4)]))
    assert sorted(shapely.area(faces.values).round(6)) == [0.5, 0.5]


def test_small_islands_go_but_not_a_country_or_a_neighbour() -> None:
    rows = pd.concat(
        [
            squares((0, 0), (10, 0)),
            squares((5, 5), size=0.1),  # an island of A
            squares((0, 1), size=0.1).assign(iso3="B"),  # an exclave of B on A's border
            squares((20, 0), size=0.1).assign(iso3="C"),  # all of C
        ],
        ignore_index=True,
    )
    kept = edges.without_islets(rows, edges.PIECE, smallest=1000).explode()
    assert kept["iso3"].value_counts().to_dict() == {"A": 1, "B": 2, "C": 1}


def test_a_torn_edge_and_a_crossed_ring_are_faults() -> None:
    pair = squares((0, 0), (1, 0))
    assert edges.faults(pair) == ""
    torn = pair.set_geometry([pair.geometry[0], shapely.box(1, 0.2, 2, 1.2)])
    assert edges.faults(torn).endswith(": A, B")
    crossed = pair.set_geometry(
        [pair.geometry[0], shapely.Polygon([(3, 0), (4, 1), (4, 0), (3, 1)])]
    )
    assert edges.faults(crossed) == "not valid: B"


@pytest.mark.parametrize(
    ("shape", "path"),
    [
        (shapely.Polygon([(0, 0), (10, 0), (10, 5)]), "M0 0l10 0 0 5z"),
        (shapely.Polygon([(1.04, 2), (0.66, 2), (1.04, 2.5)]), "M1 2l-.3 0 .3 .5z"),
        (shapely.Polygon([(0, 0), (0.01, 0), (0.01, 0.02)]), ""),
        (shapely.MultiPolygon(), ""),
    ],
)
def test_paths(shape: shapely.Geometry, path: str) -> None:
    assert svg.path(shape) == path


def test_a_hole_is_a_path_of_its_own() -> None:
    shell, hole = shapely.box(0, 0, 9, 9), shapely.box(3, 3, 6, 6)
    assert svg.path(shell.difference(hole)).count("M") == 2


def test_areas_are_those_of_the_ellipsoid() -> None:
    assert edges.area_km2(shapely.box(0, 0, 1, 1)) == pytest.approx(12_309, rel=1e-3)


def test_another_input_is_refused(tmp_path: Path) -> None:
    package = tmp_path / "borders.deb"
    package.write_bytes(b"moved by a kilometre")
    inputs.check(package, hashlib.sha256(b"moved by a kilometre").hexdigest())
    with pytest.raises(SystemExit, match=r"borders.deb has the SHA-256 .*, wanted 8c46"):
        inputs.check(package, INPUT["sha256"])


def test_every_territory_is_described() -> None:
    listed = pd.read_csv(pieces.HERE / "territories.csv")["id"]
    told = pd.read_csv(DATA / "tables" / "disputed.csv")["id"]
    assert set(listed) == set(told) == set(svg.DISPUTED)


@pytest.mark.skipif(
    not (ROOT / "build" / "atlas" / INPUT["file"]).exists(), reason="`make atlas` fetches the input"
)
def test_the_build_makes_what_is_committed(tmp_path: Path) -> None:
    subprocess.run([sys.executable, DATA / "build", tmp_path], check=True, capture_output=True)
    made = sorted(file.relative_to(tmp_path) for file in tmp_path.rglob("*") if file.is_file())
    kept = sorted(file.relative_to(DATA / "atlas") for file in (DATA / "atlas").rglob("*.*"))
    assert made == kept
    for name in made:
        assert (tmp_path / name).read_bytes() == (DATA / "atlas" / name).read_bytes(), name
