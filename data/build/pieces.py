"""The pieces of the atlas: what any viewpoint puts together, at the resolution of the source.

A piece is a country, or a region of Ukraine or Georgia, or the part of one that another side
held. No piece overlaps another, and neighbours share their edges, so a viewpoint is only a choice
of owner for each piece.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import shapely.ops
from edges import PIECE, area_km2, dissolve

HERE = Path(__file__).parent
GRID = 1e-6
"""Degrees to which coordinates are rounded, about 10 cm."""

SLIVER = 15.0
"""km². A smaller face between a line and the border of a region belongs to its neighbour: the two
lines were drawn by different hands and mean the same border."""

LAST_LONGITUDE = 179.895
"""Degrees: the source ends between this longitude and 180."""

NORTH_OF_SAHARA = "Western Saharan claim"
LAAYOUNE = shapely.Point(-13.2, 27.15)


def pieces(world_map: Path) -> gpd.GeoDataFrame:
    """Return all pieces of the world.

    Parameters
    ----------
    world_map
        ``world_map.gpkg`` of Debian's package qgis-common: Natural Earth in three layers.

    Returns
    -------
    geopandas.GeoDataFrame
        In EPSG:4326, columns ``iso3`` (whose piece it is for the United Nations), ``region``
        (ISO 3166-2 or ""), ``territory`` (as in ``territories.csv`` or ""), ``area_km2``
        (on the ellipsoid) and ``geometry``.
    """
    lines = _read(world_map, "disputed_borders")
    countries = _reassign(_read(world_map, "countries"))
    countries = _give_western_sahara_its_border(countries, lines)
    regions = _regions(world_map)
    mine = ["UKR", "GEO", "RUS"]
    rest = countries[~countries["iso3"].isin(mine)].assign(region="", territory="")
    found = pd.concat([rest, _russia(world_map), _cut_territories(regions, lines)])
    found = found.sort_values(PIECE, ignore_index=True)
    found["area_km2"] = [area_km2(shape) for shape in found.geometry]
    return found[[*PIECE, "area_km2", "geometry"]]


def cut(regions: gpd.GeoSeries, line: shapely.Geometry) -> gpd.GeoSeries:
    """Cut regions along a line.

    Parameters
    ----------
    regions
        Polygons that share their edges.
    line
        Its ends are moved to the nearest corner of the outer border, so that the country on the
        other side of that border needs no new corner.

    Returns
    -------
    geopandas.GeoSeries
        The faces, each under the label of the region that it belongs to.
    """
    whole = shapely.coverage_union_all(regions.values)
    drawn = _moor(shapely.line_merge(line).intersection(whole), whole.boundary)
    edges = shapely.union_all([*regions.boundary, drawn], grid_size=GRID)
    faces = gpd.GeoSeries(shapely.polygonize([edges]).geoms, crs=regions.crs)
    inside, labels = regions.sindex.query(faces.representative_point(), predicate="within")
    return gpd.GeoSeries(faces.iloc[inside].values, index=regions.index[labels], crs=regions.crs)


def _read(world_map: Path, layer: str, where: str | None = None) -> gpd.GeoDataFrame:
    """Return a layer, made valid, reaching to the antimeridian, and rounded.

    The source stops a tenth of a degree short of the antimeridian, which would leave a gap through
    Chukotka and Fiji.
    """
    found = gpd.read_file(world_map, layer=layer, where=where)
    whole = shapely.transform(found.make_valid().values, _reach_antimeridian)
    return found.set_geometry(gpd.GeoSeries(whole, crs=found.crs).set_precision(GRID))


def _reach_antimeridian(points: np.ndarray) -> np.ndarray:
    far = np.abs(points[:, 0]) > LAST_LONGITUDE
    points[far, 0] = np.copysign(180, points[far, 0])
    return points


def _reassign(countries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the states by ISO code, dependencies and stray pieces of the source with theirs."""
    codes = pd.read_csv(HERE / "countries.csv", keep_default_na=False)
    strays = pd.read_csv(HERE / "strays.csv")
    codes["iso3"] = codes["part_of"].where(codes["part_of"] != "", codes["iso3"])
    known = countries.merge(codes, left_on="iso_a2", right_on="iso2")[["iso3", "geometry"]]
    loose = countries[countries["iso_a2"] == "-1"][["geometry"]].explode(ignore_index=True)
    spots = gpd.points_from_xy(strays["lon"], strays["lat"])
    _, nearest = loose.sindex.nearest(spots)
    if len(set(nearest)) != len(strays):
        raise SystemExit("data/build/strays.csv: two rows name one piece; compare with the source.")
    owned = loose.iloc[nearest].assign(iso3=strays["iso3"].values)
    return dissolve(pd.concat([known, owned]), ["iso3"])


def _give_western_sahara_its_border(
    countries: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the countries with Western Sahara whole, as the United Nations lists it."""
    line = lines[lines["name"] == NORTH_OF_SAHARA].union_all()
    morocco = countries[countries["iso3"] == "MAR"]
    faces = cut(morocco.geometry, line)
    sides = gpd.GeoDataFrame(
        {"iso3": ["ESH" if face.contains(LAAYOUNE) else "MAR" for face in faces]},
        geometry=faces.values,
        crs=countries.crs,
    )
    return dissolve(pd.concat([countries[countries["iso3"] != "MAR"], sides]), ["iso3"])


def _regions(world_map: Path) -> gpd.GeoDataFrame:
    """Return the regions of Ukraine and Georgia, Crimea and Sevastopol among Ukraine's."""
    codes = pd.read_csv(HERE / "regions.csv")
    listed = ", ".join(f"'{code}'" for code in codes["fips"])
    found = _read(world_map, "states_provinces", f"fips IN ({listed})").merge(codes, on="fips")
    return found.rename(columns={"country": "iso3", "code": "region"})[
        ["iso3", "region", "geometry"]
    ]


def _russia(world_map: Path) -> gpd.GeoDataFrame:
    """Return Russia without Crimea and Sevastopol, put together from its regions."""
    where = "adm0_a3 = 'RUS' AND name NOT IN ('Crimea', 'Sevastopol')"
    found = _read(world_map, "states_provinces", where).assign(iso3="RUS", region="", territory="")
    return dissolve(found, PIECE)


def _cut_territories(regions: gpd.GeoDataFrame, lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the regions with each territory cut out of them."""
    territories = pd.read_csv(HERE / "territories.csv", keep_default_na=False)
    found = regions.assign(territory="").set_index("region", drop=False)
    for row in territories[territories["line"] == ""].itertuples():
        found.loc[row.regions, "territory"] = row.id
    for name, rows in territories[territories["line"] != ""].groupby("line"):
        codes = rows["regions"].str.split().explode().drop_duplicates()
        line = _longest_group(lines[lines["name"] == name])
        held = _faces_held(found.loc[codes].geometry, line, rows)
        found = pd.concat([found.drop(codes), held])
    return dissolve(found, PIECE)


def _longest_group(lines: gpd.GeoDataFrame) -> shapely.Geometry:
    """Return the line of most parts: of Georgia's two, the one around South Ossetia."""
    return max(lines.geometry, key=shapely.get_num_geometries)


def _faces_held(
    regions: gpd.GeoSeries, line: shapely.Geometry, territories: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Return the regions cut by the line, those faces marked that lie on the side of a seed."""
    whole = gpd.GeoSeries([shapely.coverage_union_all(regions.values)], crs=regions.crs)
    sides = cut(whole, line)
    seeds = gpd.points_from_xy(territories["lon"], territories["lat"])
    held = sides[sides.intersects(shapely.MultiPoint(list(seeds)))].union_all()
    faces = cut(regions, line)
    codes = territories.set_index("id")["regions"].str.split().explode()
    owner = dict(zip(codes, codes.index, strict=True))
    marks = []
    for code, face in faces.items():
        inside = held.contains(face.representative_point())
        if area_km2(face) < SLIVER:
            inside = not inside
        marks.append(owner[str(code)] if inside else "")
    return gpd.GeoDataFrame(
        {"iso3": territories["country"].iloc[0], "region": faces.index, "territory": marks},
        geometry=faces.values,
        index=faces.index,
        crs=regions.crs,
    )


def _moor(line: shapely.Geometry, outline: shapely.Geometry) -> shapely.Geometry:
    """Return the line with each loose end moved to the nearest corner of the outline."""
    corners = shapely.MultiPoint(shapely.get_coordinates(outline))
    parts = [shapely.get_coordinates(part) for part in shapely.get_parts(line)]
    for part in parts:
        for end in (0, -1):
            part[end] = shapely.get_coordinates(
                shapely.ops.nearest_points(corners, shapely.Point(part[end]))[0]
            )[0]
    return shapely.MultiLineString([shapely.LineString(part) for part in parts])
