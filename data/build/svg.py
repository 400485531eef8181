"""SVG paths of the atlas, for the maps that a learner clicks and slides."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from edges import PIECE, clip, dissolve, without_islets

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WIDTH = 1000
"""Units of the viewBox from left to right."""

TENTH = 10
"""Steps of a coordinate within one unit of the viewBox."""


DISPUTED = ("crimea", "sevastopol", "donetsk-part", "luhansk-part", "abkhazia", "south-ossetia")


@dataclass(frozen=True)
class Drawing:
    """One SVG map.

    Attributes
    ----------
    title : str
        What the map shows.
    crs : str
        Its projection.
    box : tuple of float
        Left, bottom, right and top in metres of the projection.
    tolerance : float
        In metres, about one unit of the viewBox.
    smallest : float
        In km²: a smaller island is left out.
    detail : str
        The country that is shown by region; without one, whole countries are.
    pieces : tuple of str
        The territories that get a shape of their own, on top of the shape they are part of.
    inside : str
        A country whose regions are drawn as well, as lines within it.
    """

    title: str
    crs: str
    box: tuple[float, float, float, float]
    tolerance: float
    smallest: float
    detail: str = ""
    pieces: tuple[str, ...] = ()
    inside: str = ""


DRAWINGS = {
    "europe": Drawing(
        "Europe and its eastern neighbours",
        "EPSG:3035",
        (2_450_000, 1_300_000, 7_450_000, 5_500_000),
        tolerance=5_000,
        smallest=100,
        pieces=DISPUTED,
    ),
    "room": Drawing(
        "Europe and its eastern neighbours",
        "EPSG:3035",
        (2_450_000, 1_300_000, 7_450_000, 5_500_000),
        tolerance=1_500,
        smallest=60,
        pieces=DISPUTED,
        inside="UKR",
    ),
    "ukraine": Drawing(
        "The regions of Ukraine",
        "+proj=laea +lat_0=48.5 +lon_0=31.5 +datum=WGS84",
        (-750_000, -530_000, 750_000, 480_000),
        tolerance=1_500,
        smallest=10,
        detail="UKR",
    ),
    "georgia": Drawing(
        "The regions of Georgia",
        "+proj=lcc +lat_1=41.4 +lat_2=43.2 +lat_0=42.3 +lon_0=43.5 +datum=WGS84",
        (-330_000, -180_000, 330_000, 200_000),
        tolerance=600,
        smallest=5,
        detail="GEO",
        pieces=("south-ossetia",),
    ),
}


def drawing(pieces: gpd.GeoDataFrame, spec: Drawing) -> dict[str, Any]:
    """Return one SVG map as JSON can hold it.

    Parameters
    ----------
    pieces
        As :func:`pieces.pieces` returns them.
    spec
        Which map.

    Returns
    -------
    dict
        ``title``, ``viewBox``, ``km`` (of one of its units), ``shapes`` (what a reader can choose)
        and ``context`` (the land around it), and ``regions`` where they are drawn. A shape has
        ``id``, ``name``, ``d``, the spot ``x``, ``y`` for a label and, where there is one,
        ``name_native`` and ``part_of``.
    """
    names = _names()
    found = _simplified(pieces, spec)
    left, bottom, right, top = spec.box
    scale = WIDTH / (right - left)
    found = found.set_geometry(
        found.affine_transform([scale, 0, 0, -scale, -left * scale, top * scale])
    )
    height = round((top - bottom) * scale)
    frame = shapely.box(0, 0, WIDTH, height)
    found = found[found.intersects(frame)]
    found["id"] = found["region"].where(found["region"] != "", found["iso3"])
    whole = dissolve(found, ["iso3", "id"])
    inner = whole["iso3"].eq(spec.detail) | (spec.detail == "")
    shapes = [_shape(row.id, row.geometry, frame, names) for row in whole[inner].itertuples()]
    for territory in spec.pieces:
        held = found[found["territory"] == territory]
        shape = _shape(territory, shapely.coverage_union_all(held.geometry.values), frame, names)
        if not spec.detail:
            shape["part_of"] = held["iso3"].iloc[0]
        shapes.append(shape)
    around = [
        {"id": row.id, "name": names[row.id]["name"], "d": path(row.geometry)}
        for row in whole[~inner].itertuples()
    ]
    drawn = {
        "title": spec.title,
        "viewBox": f"0 0 {WIDTH} {height}",
        "km": (right - left) / 1000 / WIDTH,
        "shapes": [shape for shape in shapes if shape["d"]],
        "context": around,
    }
    if spec.inside:
        regions = replace(spec, detail=spec.inside, inside="", pieces=())
        drawn["regions"] = drawing(pieces, regions)["shapes"]
    return drawn


def _simplified(pieces: gpd.GeoDataFrame, spec: Drawing) -> gpd.GeoDataFrame:
    """Return the pieces in the projection of a map, cut off a little outside its frame."""
    owned = pieces.copy()
    owned.loc[owned["iso3"] != spec.detail, "region"] = ""
    margin = (spec.box[2] - spec.box[0]) / 50
    window = shapely.box(*spec.box).buffer(margin, join_style="mitre").segmentize(margin)
    in_degrees = gpd.GeoSeries([window], crs=spec.crs).to_crs(4326).iloc[0]
    found = clip(dissolve(owned, PIECE), in_degrees, PIECE)
    found = without_islets(found, PIECE, spec.smallest).to_crs(spec.crs)
    return found.set_geometry(found.simplify_coverage(spec.tolerance))


def text(name: str, map_: dict[str, Any]) -> str:
    """Return a map as the text of its file, one shape a line so that a change can be read."""
    head = {"id": name, "title": map_["title"], "viewBox": map_["viewBox"], "km": map_["km"]}
    lists = ",\n".join(
        f'"{key}": [\n' + ",\n".join(_line(shape) for shape in map_[key]) + "\n]"
        for key in ("shapes", "context", "regions")
        if key in map_
    )
    return json.dumps(head, ensure_ascii=False)[:-1] + ",\n" + lists + "}\n"


def path(shape: shapely.Geometry) -> str:
    """Return a polygon as an SVG path, relative and in tenths of a unit."""
    rings = []
    for polygon in shapely.get_parts(shape):
        for ring in (polygon.exterior, *polygon.interiors):
            points = np.round(shapely.get_coordinates(ring)[:-1] * TENTH).astype(int)
            points = points[np.any(points != np.roll(points, 1, axis=0), axis=1)]
            if len(points) > 2:  # noqa: PLR2004  two points enclose nothing
                rings.append(_ring(points))
    return "".join(rings)


def _ring(points: np.ndarray) -> str:
    first, steps = points[0], np.diff(points, axis=0)
    moves = "".join(_pair(x, y) for x, y in steps)
    return f"M{_tenths(first[0])} {_tenths(first[1])}l{moves.lstrip()}z"


def _pair(x: int, y: int) -> str:
    one, other = _tenths(x), _tenths(y)
    return (one if one[0] == "-" else " " + one) + (other if other[0] == "-" else " " + other)


def _tenths(value: int) -> str:
    """Return a number of tenths as short as SVG allows: -4 is "-.4"."""
    shown = f"{value / TENTH:.1f}".removesuffix(".0")
    return shown.replace("0.", ".", 1) if shown.lstrip("-").startswith("0.") else shown


def _shape(
    key: str, shape: shapely.Geometry, frame: shapely.Polygon, names: dict[str, dict[str, str]]
) -> dict[str, Any]:
    """Return one shape; its label stands in the middle of its largest part inside the frame."""
    seen = max(shapely.get_parts(shape.intersection(frame)), key=lambda part: part.area)
    middle = shapely.get_coordinates(shapely.maximum_inscribed_circle(seen, 1))[0]
    x, y = (round(float(value), 1) for value in middle)
    return {"id": key, **names[key], "x": x, "y": y, "d": path(shape)}


def _line(shape: dict[str, Any]) -> str:
    return json.dumps(shape, ensure_ascii=False, separators=(",", ":"))


def _names() -> dict[str, dict[str, str]]:
    """Return the names of countries, regions and territories by their code."""
    countries = pd.read_csv(HERE / "countries.csv", keep_default_na=False)
    regions = pd.read_csv(HERE / "regions.csv")
    territories = pd.read_csv(ROOT / "data" / "tables" / "disputed.csv")
    named = [countries.set_index("iso3"), territories.set_index("id")]
    found = {str(key): {"name": name} for one in named for key, name in one["name"].items()}
    for key, region in regions.set_index("code").iterrows():
        found[str(key)] = {"name": region["name"], "name_native": region["name_local"]}
    return found
