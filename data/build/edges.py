"""What holds for any set of areas that share their edges: a coverage."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import Geod

GEOD = Geod(ellps="WGS84")

PIECE = ["iso3", "region", "territory"]
"""The columns that name a piece of the atlas."""


def area_km2(shape: shapely.Geometry) -> float:
    """Return the area of a shape in degrees on the ellipsoid WGS 84, in km²."""
    return float(abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0])) / 1e6


def dissolve(frame: gpd.GeoDataFrame, by: list[str]) -> gpd.GeoDataFrame:
    """Return the rows of a coverage put together by some columns, sorted by them."""
    groups = frame.reset_index(drop=True).groupby(by)["geometry"]
    merged = groups.apply(lambda shapes: shapely.coverage_union_all(shapes.values))
    shapes = gpd.GeoSeries(merged, crs=frame.crs)
    return gpd.GeoDataFrame(shapes.index.to_frame(index=False), geometry=shapes.values)


def clip(frame: gpd.GeoDataFrame, window: shapely.Polygon, by: list[str]) -> gpd.GeoDataFrame:
    """Return what lies in a window, put together by some columns.

    Cuts are rounded, so that two neighbours are cut at the same point.
    """
    parts = frame.set_geometry(frame.intersection(window, grid_size=1e-6))
    parts = parts.explode(ignore_index=True)
    return dissolve(parts[(parts.geom_type == "Polygon") & ~parts.is_empty], by)


def without_islets(
    frame: gpd.GeoDataFrame, by: list[str], smallest: float | Mapping[int, float]
) -> gpd.GeoDataFrame:
    """Return the rows without small islands.

    Parameters
    ----------
    frame
        A coverage in degrees.
    by
        Columns that name a row.
    smallest
        In km²; one for all, or one for each value of the column ``zone``. A smaller island goes,
        unless it is the largest part of its piece. What touches a neighbour stays, or there would
        be a hole.
    """
    parts = frame.explode(ignore_index=True)
    area = pd.Series([area_km2(shape) for shape in parts.geometry])
    one, other = parts.sindex.query(parts.geometry, predicate="intersects")
    joined = parts.index.isin(one[one != other])
    largest = parts.index.isin(area.groupby([parts[name] for name in PIECE]).idxmax())
    enough = parts["zone"].map(smallest) if isinstance(smallest, Mapping) else smallest
    return dissolve(parts[joined | largest | (area >= enough)], by)


def faults(frame: gpd.GeoDataFrame) -> str:
    """Return what is wrong with the geometry of a coverage, "" if nothing."""
    if not frame.is_valid.all():
        return "not valid: " + ", ".join(frame.loc[~frame.is_valid, "iso3"])
    edges = shapely.coverage_invalid_edges(frame.geometry.values)
    torn = frame.loc[~shapely.is_empty(edges), "iso3"]
    return "neighbours do not share their edge: " + ", ".join(torn) if len(torn) else ""
