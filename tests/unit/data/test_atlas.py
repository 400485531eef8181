"""Borders by viewpoint and date, held against published areas, known places and other lists."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import geopandas as gpd
import pytest
import shapely
import worldcountrygroups
from edges import area_km2, faults
from geopandas.testing import assert_geodataframe_equal

from lessons.kit.data import DATA, ROOT, atlas, table, value

CRIMEA = ("crimea", "sevastopol")
MAPS = ("europe", "georgia", "room", "ukraine")


def owner(countries: gpd.GeoDataFrame, place: str) -> str:
    """Give the code of the country in which a place lies."""
    spot = atlas.places().set_index("name").loc[place, "geometry"]
    found = countries[countries.contains(spot)]
    assert len(found) == 1, f"{place} lies in {list(found['name'])}"
    return str(found["iso3"].iloc[0])


def published(place: str) -> tuple[float, float]:
    """Give the smallest and the largest area of a place, as published."""
    low, high = (value("places", place, column) for column in ("area_low", "area_high"))
    assert isinstance(low, float)
    assert isinstance(high, float)
    return low, high


@pytest.mark.parametrize(
    ("place", "country"),
    [
        ("Simferopol", "UKR"),
        ("Sevastopol", "UKR"),
        ("Donetsk", "UKR"),
        ("Luhansk", "UKR"),
        ("Kyiv", "UKR"),
        ("Sukhumi", "GEO"),
        ("Tskhinvali", "GEO"),
        ("Tbilisi", "GEO"),
        ("Moscow", "RUS"),
        ("Sochi", "RUS"),
        ("Geneva", "CHE"),
    ],
)
@pytest.mark.parametrize("day", ["1991-12-30", "2013-12-31", "2021-12-30", "2024-12-31"])
def test_the_general_assembly_sees_the_same_on_every_day(
    place: str, country: str, day: str
) -> None:
    assert owner(atlas.countries("un", day), place) == country


@pytest.mark.parametrize(
    ("place", "day", "holder"),
    [
        ("Simferopol", "2013-12-31", "UKR"),
        ("Sevastopol", "2013-12-31", "UKR"),
        ("Simferopol", "2014-02-26", "UKR"),
        ("Simferopol", "2014-02-27", "RUS"),
        ("Simferopol", "2021-12-30", "RUS"),
        ("Sevastopol", "2021-12-30", "RUS"),
        ("Donetsk", "2013-12-31", "UKR"),
        ("Donetsk", "2021-12-30", ""),
        ("Luhansk", "2021-12-30", ""),
        ("Kyiv", "2021-12-30", "UKR"),
        ("Sukhumi", "1991-12-30", "GEO"),
        ("Sukhumi", "1993-12-31", ""),
        ("Sukhumi", "2021-12-30", ""),
        ("Tskhinvali", "2008-08-01", "GEO"),
        ("Tskhinvali", "2021-12-30", ""),
        ("Tbilisi", "2021-12-30", "GEO"),
    ],
)
def test_control_changes_with_the_day(place: str, day: str, holder: str) -> None:
    assert owner(atlas.countries("control", day), place) == holder


def test_both_views_cover_the_same_ground() -> None:
    un, control = (atlas.countries(view).union_all().area for view in atlas.VIEWPOINTS)
    assert un == pytest.approx(control, rel=1e-9)


@pytest.mark.parametrize("view", atlas.VIEWPOINTS)
def test_neighbours_share_their_edges(view: str) -> None:
    assert faults(atlas.countries(view)) == ""


def test_a_moved_border_is_noticed() -> None:
    countries = atlas.countries()
    ukraine = countries["iso3"] == "UKR"
    countries.loc[ukraine, "geometry"] = countries[ukraine].translate(xoff=0.01).values
    assert "POL" in faults(countries)


def test_no_land_is_missing_between_countries() -> None:
    """Only two waters lie inside the land of several countries: the Caspian and the Aral Sea."""
    land = shapely.get_parts(atlas.countries().union_all())
    holes = [shapely.Polygon(ring) for part in land for ring in part.interiors]
    big = [hole for hole in holes if area_km2(hole) > 2000]
    assert [hole.contains(shapely.Point(51, 42)) for hole in big] == [True]
    assert sum(area_km2(hole) for hole in holes if hole not in big) < 5000


def test_every_member_of_the_united_nations_is_there() -> None:
    countries = atlas.countries()
    assert countries["iso3"].is_unique
    others = {"ESH", "PSE", "TWN", "XKX"}
    assert set(countries["iso3"]) - others == set(table("assembly_vote_2014")["iso3"])


@pytest.mark.parametrize("name", ["assembly_vote_2014", "nato_members"])
def test_a_country_has_one_name(name: str) -> None:
    ours = atlas.countries().set_index("iso3")["name"]
    theirs = table(name).set_index("iso3")["country"]
    assert theirs.to_dict() == ours.loc[theirs.index].to_dict()


def test_nothing_runs_around_the_back_of_the_earth() -> None:
    parts = atlas.countries().explode()
    left, right = parts.bounds["minx"], parts.bounds["maxx"]
    assert left.min() == -180
    assert right.max() == 180
    assert ((right - left) < 165).all()


@pytest.mark.parametrize(
    ("code", "place"), [("UKR", "P21"), ("GEO", "P26"), ("RUS", "P29")], ids=["UKR", "GEO", "RUS"]
)
def test_areas_of_countries_are_those_published(code: str, place: str) -> None:
    low, high = published(place)
    shape = atlas.countries().set_index("iso3").loc[code, "geometry"]
    assert 0.98 * low <= area_km2(shape) <= 1.02 * high


@pytest.mark.parametrize(
    ("territories", "place"), [(CRIMEA, "P23"), (("abkhazia",), "P27")], ids=["Crimea", "Abkhazia"]
)
def test_areas_of_territories_are_those_published(territories: tuple[str, ...], place: str) -> None:
    low, high = published(place)
    rows = atlas.disputed().set_index("id").loc[list(territories)]
    assert 0.98 * low <= rows["area_km2"].sum() <= 1.02 * high
    assert 0.98 * low <= sum(map(area_km2, rows.geometry)) <= 1.02 * high


@pytest.mark.parametrize(
    ("code", "place"), [("UA-14", "P24"), ("UA-09", "P25")], ids=["Donetsk", "Luhansk"]
)
def test_areas_of_oblasts_are_those_published(code: str, place: str) -> None:
    low, high = published(place)
    shape = atlas.regions("UKR").set_index("id").loc[code, "geometry"]
    assert 0.98 * low <= area_km2(shape) <= 1.02 * high


def test_south_ossetia_is_too_large_and_says_so() -> None:
    low, high = published("P28")
    row = atlas.disputed().set_index("id").loc["south-ossetia"]
    least, most = (round(100 * (row["area_km2"] / known - 1)) for known in (high, low))
    assert f"{least} to {most} % larger than published" in row["note"]


def test_simplifying_keeps_areas() -> None:
    rows = atlas.disputed()
    for drawn, measured in zip(map(area_km2, rows.geometry), rows["area_km2"], strict=True):
        assert drawn == pytest.approx(measured, rel=0.01)


def test_disputed_territories_lie_in_their_country() -> None:
    countries = atlas.countries().set_index("iso3")
    rows = atlas.disputed()
    assert list(rows["id"]) == [
        "crimea",
        "sevastopol",
        "donetsk-part",
        "luhansk-part",
        "abkhazia",
        "south-ossetia",
    ]
    assert rows.crs == countries.crs
    for row in rows.itertuples():
        outside = row.geometry.difference(countries.loc[row.part_of, "geometry"])
        assert outside.area < 1e-9, row.id
    assert (rows["finding"] != "").all()


@pytest.mark.parametrize(
    ("country", "count", "names"),
    [
        ("UKR", 27, {"UA-30": "Kyiv", "UA-51": "Odesa oblast", "UA-46": "Lviv oblast"}),
        ("UKR", 27, {"UA-23": "Zaporizhzhia oblast", "UA-48": "Mykolaiv oblast"}),
        ("GEO", 12, {"GE-AB": "Abkhazia", "GE-TB": "Tbilisi", "GE-AJ": "Adjara"}),
    ],
)
def test_regions(country: str, count: int, names: dict[str, str]) -> None:
    found = atlas.regions(country).set_index("id")
    assert len(found) == count
    assert found.loc[list(names), "name"].to_dict() == names
    script = {"UKR": "[А-ЯҐЄІЇа-яґєії -]+", "GEO": "[ა-ჰ -]+"}[country]
    assert found["name_local"].str.fullmatch(script).all()
    whole = atlas.countries().set_index("iso3").loc[country, "geometry"]
    assert found.union_all().symmetric_difference(whole).area < 1e-9
    assert shapely.coverage_is_valid(found.geometry.values)


def test_ukraine_has_24_oblasts() -> None:
    kinds = atlas.regions("UKR")["kind"].value_counts().to_dict()
    assert kinds == {"oblast": 24, "city with special status": 2, "autonomous republic": 1}


def test_crimea_is_joined_to_kherson() -> None:
    shapes = atlas.regions("UKR").set_index("id").geometry
    shared = shapes["UA-43"].intersection(shapes["UA-65"])
    assert shared.length > 1
    assert shared.area == 0


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("1949-12-31", 12),
        ("1982-12-31", 16),
        ("1999-12-31", 19),
        ("2004-12-31", 26),
        ("2021-12-30", 30),
        ("2024-03-06", 31),
        ("2024-03-07", 32),
    ],
)
def test_members_of_nato(day: str, count: int) -> None:
    found = atlas.members(day)
    assert len(found) == count
    assert set(found["iso3"]) <= set(atlas.countries()["iso3"])


def test_members_agree_with_another_list() -> None:
    """The other list is of 2016; Montenegro and North Macedonia joined before the article."""
    others = {country.iso3 for country in worldcountrygroups.get_countries("nato") or []}
    assert set(atlas.members("2016-12-31")["iso3"]) == others
    assert set(atlas.members("2021-12-30")["iso3"]) == others | {"MNE", "MKD"}


def test_places_lie_in_their_country() -> None:
    countries = atlas.countries().set_index("iso3")
    for row in atlas.places().query("kind.str.contains('city|town')").itertuples():
        assert countries.loc[row.country_iso3, "geometry"].distance(row.geometry) < 0.1, row.name


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: atlas.countries("us"), "'us'; choose one of un, control"),
        (lambda: atlas.countries(on="1812-01-01"), "from 1949-04-04 to 2024-12-31"),
        (lambda: atlas.countries("control", "2022-02-24"), "to 2022-02-23, not on 2022-02-24"),
        (lambda: atlas.countries(on="30.12.2021"), "write it as year-month-day"),
        (lambda: atlas.countries(on="2021-02-30"), "'2021-02-30' is no day"),
        (lambda: atlas.members("1948-01-01"), "from 1949-04-04"),
        (lambda: atlas.regions("POL"), "choose one of GEO, UKR"),
        (lambda: atlas.svg_map("asia"), "choose one of europe, georgia, room, ukraine"),
    ],
)
def test_what_is_not_in_the_atlas(call: Any, said: str) -> None:
    with pytest.raises(atlas.AtlasError, match=re.escape(said)):
        call()


def test_what_a_reader_changes_stays_with_the_reader() -> None:
    for read in (atlas.countries, atlas.disputed, lambda: atlas.regions("UKR")):
        mine = read()
        mine["name"] = "mine"
        assert "mine" not in set(read()["name"])


@pytest.mark.parametrize("name", MAPS)
def test_svg_maps(name: str) -> None:
    found = atlas.svg_map(name)
    assert found["id"] == name
    left, top, width, height = map(float, found["viewBox"].split())
    ids = [shape["id"] for shape in found["shapes"]]
    assert len(ids) == len(set(ids))
    for shape in found["shapes"]:
        assert left <= shape["x"] <= left + width, shape["id"]
        assert top <= shape["y"] <= top + height, shape["id"]
        assert shape["name"]
        assert shape.get("part_of", ids[0]) in ids
    assert (DATA / "atlas" / "maps" / f"{name}.json").stat().st_size < 140_000


def drawn(path: str) -> shapely.Geometry:
    """Draw a path of an SVG map, whose commands are M, l and z alone."""
    assert re.fullmatch(r"(M-?[\d.]+ -?[\d.]+l[-\d. ]+z)+", path)
    found: Any = shapely.Polygon()
    for start, steps in re.findall(r"M([^l]+)l([^z]+)z", path):
        x, y = map(float, start.split())
        moves = [float(step) for step in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", steps)]
        ring = [(x, y)]
        for dx, dy in zip(moves[::2], moves[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        found = found.symmetric_difference(shapely.Polygon(ring).buffer(0))
    return found


@pytest.mark.parametrize("name", ["georgia", "ukraine"])
def test_svg_regions_have_their_share_of_the_country(name: str) -> None:
    code = {"georgia": "GEO", "ukraine": "UKR"}[name]
    paths = {shape["id"]: shape["d"] for shape in atlas.svg_map(name)["shapes"]}
    shapes = atlas.regions(code).set_index("id").geometry
    areas = {key: area_km2(shape) for key, shape in shapes.items()}
    sizes = {str(key): drawn(paths[str(key)]).area for key in areas}
    for key, area in areas.items():
        share = area / sum(areas.values())
        assert sizes[str(key)] / sum(sizes.values()) == pytest.approx(share, rel=0.05), key


def test_svg_map_of_europe_shows_all_members_but_two() -> None:
    shapes = {shape["id"]: shape for shape in atlas.svg_map("europe")["shapes"]}
    assert set(atlas.members("2024-12-31")["iso3"]) - set(shapes) == {"CAN", "USA"}
    for row in atlas.disputed().itertuples():
        shape = shapes[row.id]
        assert (shape["part_of"], shape["name"]) == (row.part_of, row.name)
        piece, country = drawn(shape["d"]), drawn(shapes[row.part_of]["d"])
        assert piece.difference(country.buffer(0.5)).area < 1


def test_an_svg_map_loads_no_table_tools() -> None:
    code = (
        "import sys\nfrom lessons.kit.data import atlas\natlas.svg_map('europe')\n"
        "print(sorted({'pandas', 'geopandas', 'shapely', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.replace("'", '"')) == []


def test_borders_are_the_same_for_lessons_and_for_editors() -> None:
    editors = gpd.read_file(DATA / "atlas" / "borders.fgb")
    assert_geodataframe_equal(atlas._borders(), editors)


EVERYTHING = """
import importlib, json, re, sys
from pathlib import Path
for name in ("pyogrio", "fiona", "osgeo"):
    sys.modules[name] = None  # importing it fails
from lessons.kit import selfcheck
from lessons.kit.syllabus import entries

found = selfcheck.check()
assert not found.problems, found.problems
cells, said = 0, set()
for path in sorted(Path("notebooks").rglob("*.ipynb")):
    names = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            exec(source, names)
            cells += 1
            said |= set(re.findall(r"[a-z_]+", source))
exhibits = 0
for entry in entries():
    lesson = importlib.import_module(f"lessons.{entry.name}")
    shown = set(lesson.__all__) - {"ask", "catch_up", "check_in", "lesson"}
    exhibits += len(shown)
    for name in shown - said:
        getattr(lesson, name)()
print(cells, exhibits)
"""


@pytest.mark.slow
def test_no_cell_and_no_exhibit_needs_gdal() -> None:
    done = subprocess.run(
        [sys.executable, "-c", EVERYTHING], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    cells, exhibits = map(int, done.stdout.split()[-2:])
    assert cells > 150
    assert exhibits > 50
