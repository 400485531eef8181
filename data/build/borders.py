"""The one layer of the atlas: every border, finer the nearer it is to Ukraine and Georgia.

One layer serves a map of the world and a map of Crimea, so whatever is laid on top of each other
shares its edges. The world is cut into three zones, and simplified whole once for each of them;
each zone takes its own. Where a border runs from one zone into the next it has a corner that every
simplification keeps, so the zones fit together again and the cuts vanish.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from edges import PIECE, clip, dissolve, faults, without_islets

HERE = Path(__file__).parent

PLANE = "+proj=eqearth +lon_0=11 +datum=WGS84"
"""Areas are true in it, and its edge, in the Bering Strait, cuts no country."""


@dataclass(frozen=True)
class Zone:
    """A part of the world, and how fine its borders are.

    Attributes
    ----------
    window : shapely.Polygon
        In degrees; what lies in a later zone as well belongs to that one.
    tolerance : float
        In metres: about one pixel of the maps that show the zone.
    smallest : float
        In km²: a smaller island is left out, unless it is its country's largest.
    """

    window: shapely.Polygon
    tolerance: float
    smallest: float


ZONES = (
    Zone(shapely.box(-180, -60, 180, 90), tolerance=25_000, smallest=3_000),
    Zone(shapely.box(-26, 29, 62, 72), tolerance=4_000, smallest=50),
    Zone(shapely.box(21.5, 40.8, 47, 52.6), tolerance=900, smallest=1),
)

DECIMALS = 3
"""Decimals of a stored degree: some 100 m."""

PART = ["zone", "west", *PIECE]


def borders(pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the pieces simplified, with their names.

    Parameters
    ----------
    pieces
        As :func:`pieces.pieces` returns them.

    Returns
    -------
    geopandas.GeoDataFrame
        In EPSG:4326, one row a piece: ``iso3``, ``name`` (of the country), ``region``,
        ``region_name``, ``region_local``, ``region_kind``, ``territory``, ``area_km2`` (before
        simplifying) and ``geometry``. Neighbours share their edges.
    """
    smallest = {number: zone.smallest for number, zone in enumerate(ZONES)}
    parts = without_islets(_zoned(pieces), PART, smallest)
    flat = parts.to_crs(PLANE)
    zones = []
    for number, zone in enumerate(ZONES):
        simple = flat.set_geometry(flat.simplify_coverage(zone.tolerance))
        mine = parts["zone"] == number
        zones.append(_back(simple[mine], parts[mine], flat[mine]))
    plain = dissolve(pd.concat(zones), ["west", *PIECE])
    fault = faults(plain)
    if fault:
        raise SystemExit(f"The simplified borders are faulty ({fault}).")
    return _named(dissolve(plain, PIECE).merge(pieces[[*PIECE, "area_km2"]], on=PIECE))


def store(found: gpd.GeoDataFrame, file: Path) -> None:
    """Write the borders as FlatGeobuf, always with the same bytes.

    The rows keep their order, since the file carries no spatial index: every map reads it whole.
    """
    file.unlink(missing_ok=True)
    pyogrio.write_dataframe(found, file, driver="FlatGeobuf", SPATIAL_INDEX="NO")


def store_arrays(found: gpd.GeoDataFrame, file: Path) -> None:
    """Write the same borders as arrays that need no reading, always with the same bytes.

    One array a column, and those of :func:`shapely.to_ragged_array` for the shapes.
    """
    columns = {
        name: column.to_numpy(dtype=float if column.dtype == float else np.str_)
        for name, column in found.drop(columns="geometry").items()
    }
    _, corners, starts = shapely.to_ragged_array(found.geometry.to_numpy())
    ends = dict(zip(("rings", "polygons", "shapes"), starts, strict=True))
    np.savez(file, corners=corners, **ends, **columns)


def _zoned(pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the pieces cut by zone, and those across the antimeridian by their half."""
    parts = pieces[[*PIECE, "geometry"]].explode(ignore_index=True)
    parts["west"] = parts.bounds["maxx"] < 0
    found = []
    for number, zone in enumerate(ZONES):
        window = shapely.difference(
            zone.window, shapely.union_all([z.window for z in ZONES[number + 1 :]])
        )
        found.append(clip(parts, window, ["west", *PIECE]).assign(zone=number))
    return pd.concat(found, ignore_index=True)[[*PART, "geometry"]]


def _back(
    simple: gpd.GeoDataFrame, parts: gpd.GeoDataFrame, flat: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return simplified shapes in degrees: each corner that was kept is one of the source."""
    shapes = []
    for shape, before, seen in zip(simple.geometry, parts.geometry, flat.geometry, strict=True):
        corners = shapely.get_coordinates(before)
        known = dict(zip(map(tuple, shapely.get_coordinates(seen)), corners, strict=True))
        kept = [known[tuple(point)] for point in shapely.get_coordinates(shape)]
        shapes.append(shapely.set_coordinates(shape, np.round(kept, DECIMALS)))
    return parts.set_geometry(gpd.GeoSeries(shapes, index=parts.index, crs=parts.crs))


def _named(found: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the pieces with the names of country and region."""
    countries = pd.read_csv(HERE / "countries.csv", keep_default_na=False)[["iso3", "name"]]
    regions = pd.read_csv(HERE / "regions.csv").rename(
        columns={
            "code": "region",
            "name": "region_name",
            "name_local": "region_local",
            "kind": "region_kind",
        }
    )
    named = found.merge(countries, on="iso3", how="left").merge(
        regions.drop(columns=["fips", "country"]), on="region", how="left"
    )
    words = ["region_name", "region_local", "region_kind"]
    named[words] = named[words].fillna("")
    order = ["iso3", "name", "region", *words, "territory", "area_km2", "geometry"]
    return named[order].round({"area_km2": 1})
