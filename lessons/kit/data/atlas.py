"""Borders with a named viewpoint and a date.

No map of borders is neutral, so each one here says whose view it shows:

``"un"``
    The view of the United Nations General Assembly: Crimea and Sevastopol in Ukraine, Abkhazia
    and South Ossetia in Georgia.
``"control"``
    Who held the ground on a date, in law or not. Russia has Crimea and Sevastopol from
    27 February 2014, as the European Court of Human Rights found. What armed groups or
    unrecognised authorities held is a row of its own, without a country code.

What the atlas draws, and what it doesn't:

* There is one set of borders, those of 2021. The Soviet Union, Yugoslavia, Czechoslovakia and the
  two German states aren't drawn: the table ``map_limits`` has a sentence for each. After
  24 February 2022 the atlas doesn't know who holds the ground.
* The only places with two views are those of :func:`disputed`. Elsewhere both show one border.
  Kosovo, Palestine and Taiwan are rows of their own, as in the source, which decides nothing about
  whose they are: none of them is a member of the United Nations. Western Sahara is drawn whole, as
  the United Nations lists it. Cyprus and Somalia are drawn whole, as the General Assembly sees
  them, though Northern Cyprus and Somaliland have been apart for long. The Golan Heights are
  drawn with Israel, Kashmir along the line of control, and the Kuril Islands with Russia: all
  three by who holds them. Dependencies belong to the state that speaks for them in the General
  Assembly; Antarctica and the Vatican are left out.
* Near Ukraine and Georgia borders are true to about 1 km, elsewhere in Europe to about 4 km, in the
  rest of the world to about 25 km. All of them fit together: neighbours share their edges.
  Lagoons and lakes aren't cut out, so the Syvash looks like land.

Borders come from Natural Earth (public domain); ``data/build`` says how. Reading the SVG maps loads
neither pandas nor geopandas.

Examples
--------
>>> from lessons.kit import atlas
>>> ukraine = atlas.countries().query("iso3 == 'UKR'")
>>> len(atlas.regions("UKR"))
27
"""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from lessons.kit import places as where
from lessons.kit.catalogue import say
from lessons.kit.data.description import none_of
from lessons.kit.data.facts import table
from lessons.kit.data.translations import in_language

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = [
    "FIRST",
    "LAST",
    "VIEWPOINTS",
    "AtlasError",
    "countries",
    "disputed",
    "members",
    "places",
    "regions",
    "svg_map",
]

VIEWPOINTS = ("un", "control")
"""Whose view of a border a map can show."""

FIRST = {"un": dt.date(1949, 4, 4), "control": dt.date(1991, 12, 26)}
"""First day of each viewpoint: NATO's treaty; the day after which the Soviet Union was gone."""

LAST = {"un": dt.date(2024, 12, 31), "control": dt.date(2022, 2, 23)}
"""Last day of each viewpoint: under ``"control"`` the day before Russia's full-scale invasion."""


class AtlasError(ValueError):
    """Something isn't in the atlas. The message is one sentence that lists what there is."""


def countries(viewpoint: str = "un", on: str | dt.date = "2021-12-30") -> gpd.GeoDataFrame:
    """Return the countries of the world, as a viewpoint sees them on a day.

    Parameters
    ----------
    viewpoint : {"un", "control"}
        Whose view: the General Assembly's, or who held the ground.
    on : str or datetime.date
        The day, as ``"2021-12-30"``.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a country, in EPSG:4326: ``iso3`` (ISO 3166-1; Kosovo is XKX), ``name`` and
        ``geometry``. Under ``"control"`` a territory that no state held comes last, with an empty
        ``iso3``.

    Raises
    ------
    AtlasError
        If the viewpoint or the day isn't one that the atlas knows.

    Examples
    --------
    >>> crimea_2013 = countries("control", "2013-12-31").query("iso3 == 'UKR'")
    """
    if viewpoint not in VIEWPOINTS:
        raise AtlasError(none_of(viewpoint, VIEWPOINTS))
    day = _day(on)
    first, last = FIRST[viewpoint], LAST[viewpoint]
    if not first <= day <= last:
        fault = f"data.fault.{'control' if viewpoint == 'control' else 'viewpoint'}"
        raise AtlasError(say(fault, viewpoint=repr(viewpoint), first=first, last=last, day=day))
    if viewpoint == "un":
        return _countries(()).copy()
    held = table("disputed").query("since <= @day")[["id", "controller_iso3", "name"]]
    return _countries(tuple(held.itertuples(index=False, name=None))).copy()


def regions(country: str) -> gpd.GeoDataFrame:
    """Return the regions of Ukraine or Georgia, in the view of the General Assembly.

    Parameters
    ----------
    country : {"UKR", "GEO"}
        The country's code.

    Returns
    -------
    geopandas.GeoDataFrame
        In EPSG:4326: ``id`` (ISO 3166-2), ``name`` (in English; for Ukraine in the spelling that
        Ukraine uses), ``name_local`` (in Ukrainian or Georgian), ``kind`` (such as ``oblast``) and
        ``geometry``. Ukraine has 27: 24 oblasts, the Autonomous Republic of Crimea, and the cities
        of Kyiv and Sevastopol. Georgia has 12.

    Raises
    ------
    AtlasError
        If the atlas has no regions of that country.

    Examples
    --------
    >>> sorted(regions("GEO")["name"])[0]
    'Abkhazia'
    """
    return _regions(country).copy()


def disputed() -> gpd.GeoDataFrame:
    """Return the territories that two sides see in two ways, one row each.

    Returns
    -------
    geopandas.GeoDataFrame
        The table ``data/tables/disputed.csv`` with borders, in EPSG:4326. Among its columns:
        ``id``, ``name``, ``part_of`` (the code of the country that it is part of for the General
        Assembly), ``controlled_by``, ``since`` and ``until`` (dates), ``finding`` (what the United
        Nations says), ``source``, ``area_km2`` (on the ellipsoid, as drawn) and ``geometry``.
        ``until`` was not known on the day of the article. South Ossetia is drawn 12 to 16 % too
        large, because the source has but a rough line.

    Examples
    --------
    >>> disputed().set_index("id").loc["crimea", "controlled_by"]
    'Russia'
    """
    import geopandas as gpd

    found = table("disputed").merge(_territories(), left_on="id", right_index=True)
    return gpd.GeoDataFrame(found, crs=_borders().crs)


def members(on: str | dt.date = "2021-12-30") -> pd.DataFrame:
    """Return the members of NATO on a day, in the order in which they joined.

    Parameters
    ----------
    on : str or datetime.date
        The day, as ``"2021-12-30"``.

    Returns
    -------
    pandas.DataFrame
        Rows of the table ``nato_members``: ``iso3``, ``country``, ``accession`` and more.

    Raises
    ------
    AtlasError
        If the day isn't a date from 1949 to 2024.

    Examples
    --------
    >>> len(members("1949-12-31"))
    12
    """
    day = _day(on)
    if not FIRST["un"] <= day <= LAST["un"]:
        raise AtlasError(say("data.fault.members", first=FIRST["un"], last=LAST["un"], day=day))
    joined = table("nato_members").query("accession <= @day")
    return joined.sort_values(["accession", "number"], ignore_index=True)


def places() -> gpd.GeoDataFrame:
    """Return the named places of the lessons.

    Returns
    -------
    geopandas.GeoDataFrame
        The table ``places`` with its coordinates as points, in EPSG:4326.
    """
    import geopandas as gpd

    found = table("places")
    return gpd.GeoDataFrame(
        found, geometry=gpd.points_from_xy(found["lon"], found["lat"]), crs="EPSG:4326"
    )


def svg_map(name: str) -> dict[str, Any]:
    """Return a map as SVG paths, for the browser to draw.

    Parameters
    ----------
    name : {"europe", "georgia", "room", "ukraine"}
        Which map.

    Returns
    -------
    dict
        ``id``, ``title``, ``viewBox``, ``km`` (how many a unit of the view box is long), ``shapes``
        and ``context``. A shape is what a reader can
        choose: ``id`` (ISO code, or as in :func:`disputed`), ``name``, ``name_native`` (of a
        region), ``d`` (the path), ``x`` and ``y`` (for a label), and ``part_of`` (the code of the
        country under a disputed territory). Disputed territories come last and lie on top of their
        country, so that a change of viewpoint is a change of class. ``context`` is the land
        around, with ``id``, ``name`` and ``d``. The room, which is drawn finer for looking
        closer, has Ukraine's ``regions`` as well.

    Raises
    ------
    AtlasError
        If there is no such map.

    Examples
    --------
    >>> svg_map("ukraine")["viewBox"].split()[:3]
    ['0', '0', '1000']
    """
    folder = where.DATA / "atlas" / "maps"
    known = sorted(file.stem for file in folder.glob("*.json"))
    if name not in known:
        raise AtlasError(none_of(name, known))
    found: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return found | {
        "title": in_language(found["title"]),
        "shapes": [shape | {"name": in_language(shape["name"])} for shape in found["shapes"]],
    }


@cache
def _borders() -> gpd.GeoDataFrame:
    """Return the pieces of the atlas: countries, regions, and territories within them."""
    import geopandas as gpd
    import numpy as np
    import shapely

    with np.load(where.DATA / "atlas" / "borders.npz") as found:
        columns = dict(found)
    corners = columns.pop("corners")
    starts = tuple(columns.pop(name) for name in ("rings", "polygons", "shapes"))
    shapes = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, corners, starts)
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")


@cache
def _countries(held: tuple[tuple[str, str, str], ...]) -> gpd.GeoDataFrame:
    """Return the countries; `held` has the id, holder and name of territories under another."""
    pieces = _borders()[["iso3", "name", "territory", "geometry"]].copy()
    names = pieces.drop_duplicates("iso3").set_index("iso3")["name"]
    for territory, holder, name in held:
        mine = pieces["territory"] == territory
        pieces.loc[mine, ["iso3", "name"]] = [holder, names.get(holder, name)]
    found = _joined(pieces, ["iso3", "name"])
    return found.sort_values("iso3", key=lambda code: code == "", kind="stable", ignore_index=True)


@cache
def _regions(country: str) -> gpd.GeoDataFrame:
    pieces = _borders().query("region != ''")
    known = sorted(pieces["iso3"].unique())
    if country not in known:
        raise AtlasError(none_of(country, known))
    mine = pieces[pieces["iso3"] == country].rename(
        columns={"region": "id", "region_local": "name_local", "region_kind": "kind"}
    )
    mine["name"] = mine["region_name"]
    return _joined(mine, ["id", "name", "name_local", "kind"])


@cache
def _territories() -> gpd.GeoDataFrame:
    """Return area and shape of the disputed territories, by their id."""
    pieces = _borders().query("territory != ''")
    found = _joined(pieces, ["territory"]).set_index("territory")
    found["area_km2"] = pieces.groupby("territory")["area_km2"].sum()
    return found[["area_km2", "geometry"]]


def _joined(pieces: gpd.GeoDataFrame, by: list[str]) -> gpd.GeoDataFrame:
    """Return pieces put together by some columns; they share their edges, so that is quick."""
    import pandas as pd

    pieces = pieces[[*by, "geometry"]]
    several = pieces.duplicated(by, keep=False)
    joined = pieces[several].dissolve(by, as_index=False, method="coverage")
    return pd.concat([pieces[~several], joined]).sort_values(by, ignore_index=True)


def _day(on: str | dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(str(on)[:10])
    except ValueError:
        example = "'2021-12-30'"
        raise AtlasError(say("data.fault.day", asked=repr(on), example=example)) from None
