"""The maps: names clear of each other and inside the frame, bars true, views said."""

import importlib
from collections.abc import Callable
from itertools import combinations
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from lessons.kit.data import ARTICLE_DATE, atlas, table
from lessons.kit.exhibits import maps, style
from lessons.kit.exhibits.exhibit import Exhibit

EXHIBITS = {
    "the_map": ["neighbours", "oblasts", "contact_line", "distances", "projections"],
    "crimea": ["two_views", "assembly_vote"],
    "georgia": ["georgia_map"],
    "nato": ["members_map", "enlargement_maps"],
    "the_call": ["where"],
}
NAMES = [f"{lesson}.{name}" for lesson, names in EXHIBITS.items() for name in names]
BLANK = [
    "neighbours",
    "oblasts",
    "contact_line",
    "two_views",
    "georgia_map",
    "members_map",
    "where",
]
MEDIA = list(style.MEDIA)
SMALLEST = 11
"""Points: what is smaller can't be read from the back row."""


def function(name: str) -> Callable[..., Exhibit]:
    lesson, wanted = name.split(".")
    found: Callable[..., Exhibit] = getattr(
        importlib.import_module(f"lessons.{lesson}.exhibits"), wanted
    )
    return found


@pytest.fixture(scope="module", params=NAMES)
def drawn(request: pytest.FixtureRequest) -> dict[str, Exhibit]:
    """Draw a map for each medium."""
    exhibits = {}
    for medium in MEDIA:
        with style.medium(medium):
            exhibits[medium] = function(request.param)()
            FigureCanvasAgg(exhibits[medium].figure).draw()
    return exhibits


def labels(figure: Figure) -> list[Text]:
    return [
        text
        for text in figure.findobj(Text)
        if text.get_gid() == "label" and text.get_text() and text.get_visible()
    ]


def points(text: Text) -> float:
    return float(text.get_fontsize())


def axes_of(text: Text) -> Axes:
    assert isinstance(text.axes, Axes)
    return text.axes


def box(text: Text) -> Bbox:
    """Return the extent of the letters alone, without the leader line."""
    return Text.get_window_extent(text)


def overlap(one: Bbox, other: Bbox) -> float:
    """Return how many pixels two boxes share in their smaller direction."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(0.0, float(min(width, height)))


@pytest.mark.parametrize("medium", MEDIA)
def test_no_name_covers_another(drawn: dict[str, Exhibit], medium: str) -> None:
    figure = drawn[medium].figure
    by_map: dict[Any, list[Text]] = {}
    for text in labels(figure):
        by_map.setdefault(text.axes, []).append(text)
    covered = [
        f"{one.get_text()!r} and {other.get_text()!r}"
        for texts in by_map.values()
        for one, other in combinations(texts, 2)
        if overlap(box(one), box(other)) > 0.1 * figure.dpi * points(one) / 72
    ]
    assert covered == []


@pytest.mark.parametrize("medium", MEDIA)
def test_every_name_stays_inside_its_map(drawn: dict[str, Exhibit], medium: str) -> None:
    outside = [
        text.get_text()
        for text in labels(drawn[medium].figure)
        for frame in [axes_of(text).get_window_extent()]
        if not (frame.x0 <= box(text).x0 and box(text).x1 <= frame.x1)
        or not (frame.y0 <= box(text).y0 and box(text).y1 <= frame.y1)
    ]
    assert outside == []


@pytest.mark.parametrize("medium", MEDIA)
def test_no_name_hides_under_a_small_map(drawn: dict[str, Exhibit], medium: str) -> None:
    hidden = [
        text.get_text()
        for text in labels(drawn[medium].figure)
        for inset in axes_of(text).child_axes
        if overlap(box(text), inset.get_window_extent()) > 0
    ]
    assert hidden == []


def test_no_letter_is_too_small_on_screen(drawn: dict[str, Exhibit]) -> None:
    shown = [t for t in drawn["screen"].figure.findobj(Text) if t.get_text() and t.get_visible()]
    assert [text.get_text() for text in shown if points(text) < SMALLEST] == []


@pytest.mark.parametrize("medium", MEDIA)
def test_the_key_fits_and_covers_no_map(drawn: dict[str, Exhibit], medium: str) -> None:
    figure = drawn[medium].figure
    for legend in figure.legends:
        extent = legend.get_window_extent()
        assert figure.bbox.x0 - 1 <= extent.x0
        assert extent.x1 <= figure.bbox.x1 + 1
        assert extent.y1 <= min(ax.get_window_extent().y0 for ax in figure.axes)


def test_the_axes_of_a_map_show_no_numbers(drawn: dict[str, Exhibit]) -> None:
    for ax in drawn["screen"].figure.axes:
        assert not ax.get_xticks().size
        assert not ax.xaxis.label.get_visible()


def test_the_note_says_whose_view_the_borders_show(drawn: dict[str, Exhibit]) -> None:
    assert "Borders: UN General Assembly view" in drawn["screen"].note


def test_no_picture_of_the_day_tells_what_came_later(drawn: dict[str, Exhibit]) -> None:
    exhibit = drawn["screen"]
    words = " ".join([exhibit.title, exhibit.subtitle, exhibit.alt, exhibit.note])
    for later in ("February 2022", "full-scale", "2023", "2024"):
        assert later not in words
    for column in exhibit.table.select_dtypes("datetime"):
        days = exhibit.table[column].dropna()
        assert (days <= pd.Timestamp(ARTICLE_DATE)).all()


@pytest.mark.parametrize("name", [name for name in NAMES if name.split(".")[1] in BLANK])
def test_a_handout_for_practice_has_no_names(name: str) -> None:
    left = {text.get_text() for text in labels(function(name)(labels=False).figure)}
    assert all(text.endswith(" km") for text in left)


def test_members_are_as_many_as_the_table_says() -> None:
    members = function("nato.members_map")
    for on, count in [("1949-12-31", 12), ("1982-12-31", 16), ("2004-12-31", 26)]:
        assert len(members(on).table) == count


def test_ukraine_has_seven_neighbours_and_four_are_in_nato() -> None:
    neighbours = function("the_map.neighbours")()
    assert list(neighbours.table.iloc[:, 0]) == [
        "Belarus",
        "Hungary",
        "Moldova",
        "Poland",
        "Romania",
        "Russia",
        "Slovakia",
    ]
    assert "Seven countries" in neighbours.title
    assert "four of them are in NATO" in neighbours.title


def test_the_distances_are_those_of_the_ellipsoid() -> None:
    far = function("the_map.distances")().table.set_index("From Kyiv to")["Kilometres"]
    assert far["Moscow"] == pytest.approx(756, abs=2)
    assert far["Washington, D.C."] == pytest.approx(7854, abs=10)


def test_the_vote_counts_193_states() -> None:
    vote = function("crimea.assembly_vote")()
    assert len(vote.table) == 193
    assert vote.title.startswith("100 states voted for")
    assert "11 against; 58 abstained and 24 did not vote" in vote.title


def test_every_state_that_could_vote_is_on_the_world_map() -> None:
    shown = set(atlas.countries(on="2014-03-27")["iso3"])
    assert set(table("assembly_vote_2014")["iso3"]) - shown == set()


# The functions of the kit.


def test_an_unknown_frame_is_one_clear_error() -> None:
    with pytest.raises(ValueError, match="no 'mars'; choose one of neighbours, ukraine"):
        maps.Map("mars")


def test_names_of_an_unknown_map_are_one_clear_error() -> None:
    m = maps.Map("crimea")
    with pytest.raises(ValueError, match=r"labels.csv has no names for 'mars'"):
        m.label("mars")


def test_a_sheet_that_is_full_takes_no_more_maps() -> None:
    sheet = maps.Sheet("crimea", cols=2)
    sheet.map()
    sheet.map()
    with pytest.raises(ValueError, match="has room for 2 maps; ask for more rows or columns"):
        sheet.map()


def test_maps_of_one_sheet_may_differ_in_frame_and_viewpoint() -> None:
    sheet = maps.Sheet("degrees", cols=2)
    one, other = sheet.map(), sheet.map(name="equal-area", viewpoint="control")
    assert (one.crs, other.crs) == tuple(maps.frame(n).crs for n in ("degrees", "equal-area"))
    assert one.figure is other.figure is sheet.figure
    assert (one.viewpoint, other.viewpoint) == ("un", "control")


def test_geopandas_draws_on_a_map() -> None:
    m = maps.Map("crimea")
    before = len(m.ax.collections)
    atlas.regions("UKR").to_crs(m.crs).boundary.plot(ax=m.ax)
    assert len(m.ax.collections) == before + 1


@pytest.mark.parametrize("name", [name for name in maps.FRAMES if name not in ("world", "degrees")])
def test_a_scale_bar_is_true_where_it_stands(name: str) -> None:
    seen = maps.frame(name)
    x, y = 1000 * seen.x[0], 1000 * seen.y[0]
    length = maps.scale_length(seen, x, y, 200)
    ends = gpd.GeoSeries.from_xy([x, x + length], [y, y], crs=seen.crs).to_crs(4326)
    metres = maps.EARTH.line_length(ends.x, ends.y)
    assert metres == pytest.approx(200_000, rel=1e-4)


@pytest.mark.parametrize("name", list(maps.FRAMES))
def test_nothing_runs_across_the_map_and_no_shape_breaks(name: str) -> None:
    land = maps.Map(name).project(atlas.countries())
    assert land.is_valid.all()
    parts = land.explode(index_parts=False).geometry
    seen = maps.frame(name)
    if name == "world":
        # A shape torn over the edge would be as wide as the Earth.
        widths = parts.bounds["maxx"] - parts.bounds["minx"]
        assert widths.max() < 0.55 * 1000 * (seen.x[1] - seen.x[0])
    inside = shapely.box(*(1000 * v for v in (seen.x[0], seen.y[0], seen.x[1], seen.y[1])))
    water = gpd.GeoSeries([_sea(name)], crs=4326).to_crs(seen.crs).iloc[0]
    assert inside.contains(water)
    assert not land.intersects(water).any()


def _sea(name: str) -> shapely.Point:
    """Return a point of open water that the frame shows."""
    atlantic = {"kyiv", "atlantic", "world"}
    return shapely.Point(-35, 48) if name in atlantic else shapely.Point(*_SEAS[name])


_SEAS = {
    "neighbours": (34, 43.5),
    "ukraine": (31.5, 45.5),
    "donbas": (37.6, 46.9),
    "crimea": (33, 44.2),
    "georgia": (40.5, 42.2),
    "europe": (34, 43.5),
    "equal-area": (34, 43.5),
    "degrees": (34, 43.5),
}


@pytest.mark.parametrize("city", ["Simferopol", "Sevastopol"])
def test_the_two_views_differ_in_crimea_alone(city: str) -> None:
    place = table("places").set_index("name").loc[city]
    point = gpd.GeoSeries.from_xy([place["lon"]], [place["lat"]], crs=4326)
    for viewpoint, wanted in (("un", "UKR"), ("control", "RUS")):
        m = maps.Map("crimea", viewpoint=viewpoint)
        land = m.project(atlas.countries(viewpoint=viewpoint))
        at = point.to_crs(maps.frame("crimea").crs).iloc[0].buffer(3000)
        assert wanted in set(land[land.intersects(at)]["iso3"])


def test_classes_stay_apart_in_grey() -> None:
    def grey(color: str) -> float:
        return float(np.dot(to_rgb(color), (0.299, 0.587, 0.114)))

    # Plain fills that meet on a map; those that don't differ here are hatched.
    for one, other in [
        (style.LAND, maps.MEMBER),
        (maps.SUBJECT, maps.MEMBER),
        (maps.MEMBER, style.BLUE),
        (style.LAND, style.BLUE),
    ]:
        assert abs(grey(one) - grey(other)) > 0.07, (one, other)


def test_every_member_in_europe_is_named() -> None:
    written = table("labels").query("map == 'europe'")["text"].str.replace("|", " ")
    members = set(table("nato_members").query("accession <= @ARTICLE_DATE")["country"])
    assert members - set(written) == {"Canada", "United States"}


def test_a_part_is_no_name() -> None:
    said = maps.viewpoint_line(atlas.disputed())
    assert "; part of Donetsk oblast and part of Luhansk oblast" in said
    assert "Part" not in said
