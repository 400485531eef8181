"""Small functions that draw a map, each on an Axes that it is given.

A map begins with a frame: a projection that suits the place, and what is seen of it.

>>> from lessons.kit import atlas, maps, style
>>> fig, ax = maps.canvas("ukraine")
>>> maps.base(ax, "ukraine")
>>> ukraine = atlas.countries().query("iso3 == 'UKR'")
>>> maps.fill(ax, ukraine, style.PAPER)
>>> maps.scale_bar(ax, 200)

After :func:`base` the Axes knows its frame: everything else may be given in any coordinate
reference system and is brought into the frame's. Colour never stands alone: a class that matters
is hatched as well, so that a grey photocopy still reads.

Names are placed by hand in ``data/tables/labels.csv``; :func:`label` writes those of one map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import geopandas as gpd
import matplotlib as mpl
import matplotlib.patheffects as pe
import numpy as np
import pandas as pd
import shapely
from matplotlib.patches import Patch
from pyproj import Geod, Transformer

from lessons.kit.data import ARTICLE_DATE, atlas, date_text, table
from lessons.kit.exhibits import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend
    from matplotlib.text import Annotation

EARTH = Geod(ellps="WGS84")

#: Fills that go with black names: a country that a map is about, and the members of a group.
SUBJECT = "#FBE3D0"
MEMBER = "#BBD6E8"
#: How the key shows what :func:`hatch` draws.
HATCHED = {
    "facecolor": style.PAPER,
    "edgecolor": style.INK,
    "hatch": "////",
    "linestyle": "--",
}
SEA_INK = "#3B6178"


@dataclass(frozen=True)
class Frame:
    """What a map shows, and in which projection.

    Attributes
    ----------
    crs : str
        The projection, in words that PROJ knows. Its unit is the metre.
    x, y : tuple of float
        From left to right and from bottom to top, in kilometres of the projection.
    window : tuple of float
        West, south, east, north in degrees. Land is cut here before it is projected, well outside
        the frame, so that no cut shows and no line runs around the back of the Earth.
    """

    crs: str
    x: tuple[float, float]
    y: tuple[float, float]
    window: tuple[float, float, float, float] = (-30, 25, 75, 84)

    @property
    def aspect(self) -> float:
        """Height over width."""
        return (self.y[1] - self.y[0]) / (self.x[1] - self.x[0])


_UKRAINE = "+proj=laea +lat_0=48.5 +lon_0=31.5 +units=m"
_CRIMEA = "+proj=laea +lat_0=45.3 +lon_0=34.4 +units=m"
_DONBAS = "+proj=laea +lat_0=48.4 +lon_0=38.4 +units=m"
_GEORGIA = "+proj=lcc +lat_1=41.4 +lat_2=43.2 +lat_0=42.3 +lon_0=43.5 +units=m"
_ATLANTIC = "+proj=laea +lat_0=50 +lon_0=-20 +units=m"
_KYIV = "+proj=aeqd +lat_0=50.45466 +lon_0=30.5238 +units=m"
_DEGREES = "+proj=eqc +lat_ts=0 +units=m"
_WORLD = "+proj=eqearth +lon_0=11 +units=m"
# EPSG:3035, spelt out: its name alone makes PROJ search its database for 70 ms.
_EUROPE = "+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +datum=WGS84 +units=m"

#: Areas are true in all of them but three: Georgia's keeps shapes, Kyiv's the distances from Kyiv,
#: and "degrees" keeps nothing: it is there as the bad example.
FRAMES: Mapping[str, Frame] = {
    "neighbours": Frame(_UKRAINE, (-1000, 1000), (-660, 690)),
    "ukraine": Frame(_UKRAINE, (-740, 720), (-520, 470)),
    "donbas": Frame(_DONBAS, (-250, 250), (-215, 225)),
    "crimea": Frame(_CRIMEA, (-270, 270), (-185, 215)),
    "georgia": Frame(_GEORGIA, (-375, 345), (-190, 215)),
    "europe": Frame(_EUROPE, (2450, 7300), (1330, 5420), (-60, 15, 90, 84)),
    "equal area": Frame(_EUROPE, (2050, 7650), (1500, 5140), (-60, 15, 90, 84)),
    "degrees": Frame(_DEGREES, (-1336, 5010), (3785, 7910), (-60, 15, 90, 84)),
    "kyiv": Frame(_KYIV, (-7000, 3400), (-2300, 5700), (-180, 5, 180, 84)),
    "atlantic": Frame(_ATLANTIC, (-4900, 5400), (-2000, 3300), (-140, 5, 110, 84)),
    "world": Frame(_WORLD, (-17300, 17300), (-6850, 8300), (-168.99, -58, 190.99, 84)),
}

_drawn: WeakKeyDictionary[Axes, Frame] = WeakKeyDictionary()


def frame(name: str) -> Frame:
    """Look up a frame by its name.

    Parameters
    ----------
    name : str
        A key of ``FRAMES``.

    Returns
    -------
    Frame

    Raises
    ------
    ValueError
        If there is no such frame.
    """
    if name not in FRAMES:
        raise ValueError(f"There is no map frame {name!r}; choose one of {', '.join(FRAMES)}.")
    return FRAMES[name]


def canvas(name: str, rows: int = 1, cols: int = 1) -> tuple[Figure, Any]:
    """Open a figure that one frame fills to the edge, or several beside each other.

    Parameters
    ----------
    name : str
        A key of ``FRAMES``.
    rows, cols : int
        How many maps it holds; above each of several there is room for a title.

    Returns
    -------
    fig : matplotlib.figure.Figure
    ax : matplotlib.axes.Axes or numpy.ndarray
        One Axes, or an array of them, a row of maps after the other.
    """
    fig, axes = style.figure("map", rows, cols, squeeze=False)
    fig.set_layout_engine(None)  # the places are set below; laying out twice costs time
    width = fig.get_figwidth()
    gap = 0.012 * width
    title = 0.0 if axes.size == 1 else 2.3 * _size() / 72
    panel = (width - gap * (cols - 1)) / cols
    height = panel * frame(name).aspect
    total = rows * (height + title) + gap * (rows - 1)
    fig.set_figheight(total)
    for (row, col), ax in np.ndenumerate(axes):
        bottom = total - (row + 1) * (height + title) - row * gap
        ax.set_position(
            (col * (panel + gap) / width, bottom / total, panel / width, height / total)
        )
    return fig, axes[0, 0] if axes.size == 1 else axes.flat


def base(ax: Axes, name: str, *, viewpoint: str = "un", on: str = ARTICLE_DATE.isoformat()) -> None:
    """Draw sea, land and borders, and set the frame.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    name : str
        A key of ``FRAMES``.
    viewpoint : {"un", "control"}
        Whose borders.
    on : str
        The day on which they held, as ``"2021-12-30"``.
    """
    seen = frame(name)
    _drawn[ax] = seen
    ax.set(xlim=(seen.x[0] * 1000, seen.x[1] * 1000), ylim=(seen.y[0] * 1000, seen.y[1] * 1000))
    ax.set(xticks=[], yticks=[], facecolor=style.SEA, aspect="equal")
    ax.spines[:].set(visible=True, color=style.GREY, linewidth=0.8)
    ax.grid(visible=False)
    ax.xaxis.label.set_visible(False)
    ax.yaxis.label.set_visible(False)
    if name == "world":
        _globe(ax, seen)
    fill(ax, atlas.countries(viewpoint=viewpoint, on=on), style.LAND)


def fill(ax: Axes, areas: gpd.GeoDataFrame, facecolor: str, **look: Any) -> None:
    """Fill areas with a colour.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        A map with a base.
    areas : geopandas.GeoDataFrame
        Polygons in any coordinate reference system.
    facecolor : str
        The fill.
    **look
        Anything that :meth:`geopandas.GeoDataFrame.plot` takes, such as ``edgecolor``,
        ``linewidth``, ``hatch``.
    """
    shown = project(ax, areas)
    if not shown.empty:
        look = {"edgecolor": style.GREY, "linewidth": 0.7, **look}
        shown.plot(ax=ax, facecolor=facecolor, **look)


def hatch(ax: Axes, areas: gpd.GeoDataFrame, pattern: str = "////", color: str = style.INK) -> None:
    """Hatch areas and draw a dashed line around them.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        A map with a base.
    areas : geopandas.GeoDataFrame
        Polygons in any coordinate reference system.
    pattern : str
        The hatching, in matplotlib's signs; more of them draw it denser.
    color : str
        Of hatching and line.
    """
    fill(ax, areas, "none", edgecolor=color, hatch=pattern, linewidth=1.1, linestyle="--")


def line(ax: Axes, lines: gpd.GeoDataFrame | gpd.GeoSeries, color: str, **look: Any) -> None:
    """Draw lines.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        A map with a base.
    lines : geopandas.GeoDataFrame or geopandas.GeoSeries
        Lines in any coordinate reference system.
    color : str
        Their colour.
    **look
        Anything that :meth:`geopandas.GeoSeries.plot` takes, such as ``linewidth``.
    """
    project(ax, lines).plot(ax=ax, color=color, **look)


def project(ax: Axes, areas: Any) -> Any:
    """Bring areas, lines or points into the projection of a map.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        A map with a base.
    areas : geopandas.GeoDataFrame or geopandas.GeoSeries
        Anything with a coordinate reference system.

    Returns
    -------
    geopandas.GeoDataFrame or geopandas.GeoSeries
        The same rows in the unit of the map, metres; those outside its window left out.
    """
    seen = _frame_of(ax)
    degrees = areas.to_crs(4326)
    west, south, east, north = seen.window
    geometry = degrees.geometry
    if east > 180:  # noqa: PLR2004  degrees
        # The map's edge lies in the Bering Strait, not on the 180th meridian: what lies beyond
        # that meridian is moved to the right-hand side, where the rest of Russia is.
        beyond = geometry.clip_by_rect(-180, south, east - 360, north).translate(360)
        geometry = geometry.clip_by_rect(west, south, 180, north).union(beyond, grid_size=1e-6)
    else:
        geometry = geometry.clip_by_rect(west, south, east, north)
    shape = geometry.to_crs(seen.crs).make_valid()
    shown = degrees.set_geometry(shape) if isinstance(degrees, gpd.GeoDataFrame) else shape
    return shown[~shape.is_empty]


def label(ax: Axes, name: str, *, more: Mapping[str, str] | None = None) -> list[Annotation]:
    """Write the names of a map where ``data/tables/labels.csv`` puts them.

    A name that says what a point or a hatched area is stands beside it, with a thin line.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        A map with a base.
    name : str
        The map, as in the table's column ``map``.
    more : mapping of str to str, optional
        For some of the names, what to write on the line below.

    Returns
    -------
    list of matplotlib.text.Annotation

    Raises
    ------
    ValueError
        If the table has no names for this map.
    """
    places = table("labels").query("map == @name")
    if places.empty:
        known = ", ".join(table("labels")["map"].unique())
        raise ValueError(f"data/tables/labels.csv has no names for {name!r}; it has {known}.")
    if more:
        below = places["text"].map(more)
        places = places.assign(text=places["text"] + ("|" + below).fillna(""))
    cities = table("places").set_index("id")[["lon", "lat"]]
    places = places.fillna(cities.reindex(places["place"]).set_index(places.index))
    dots(ax, places[places["kind"] == "city"])
    points = _points(ax, places["lon"], places["lat"])
    apart = _points(ax, places["text_lon"], places["text_lat"])
    return [
        _write(ax, place, (point.x, point.y), (spot.x, spot.y))
        for (_, place), point, spot in zip(places.iterrows(), points, apart, strict=True)
    ]


def say(ax: Axes, text: str, at: tuple[float, float], **look: Any) -> None:
    """Write a few words at a spot of the map.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        A map with a base.
    text : str
        The words; what has a name belongs into the table of labels instead.
    at : tuple of float
        Their middle, in kilometres of the map's projection.
    **look
        Anything that :meth:`matplotlib.axes.Axes.text` takes.
    """
    look = {"ha": "center", "va": "center", "fontsize": 0.88 * _size(), **look}
    x, y = at[0] * 1000, at[1] * 1000
    ax.text(x, y, text, path_effects=_halo(), gid="label", zorder=7, **look)


def dots(ax: Axes, places: pd.DataFrame, color: str = style.INK, **look: Any) -> None:
    """Mark places with dots.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        A map with a base.
    places : pandas.DataFrame
        With the columns ``lon`` and ``lat``, in degrees.
    color : str
        Of the dots.
    **look
        Anything that :meth:`matplotlib.axes.Axes.scatter` takes.
    """
    points = _points(ax, places["lon"], places["lat"])
    look = {"s": 3 * _size(), "edgecolor": style.PAPER, "linewidth": 1, "zorder": 6, **look}
    ax.scatter(points.x, points.y, color=color, **look)


def scale_bar(ax: Axes, km: float, at: tuple[float, float] = (0.04, 0.05)) -> None:
    """Draw a bar that is so many kilometres long, true at its own place on the map.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        A map with a base.
    km : float
        Its length on the ground.
    at : tuple of float
        Its left end, in fractions of the map's width and height.
    """
    seen = _frame_of(ax)
    x = 1000 * (seen.x[0] + at[0] * (seen.x[1] - seen.x[0]))
    y = 1000 * (seen.y[0] + at[1] * (seen.y[1] - seen.y[0]))
    length = scale_length(seen, x, y, km)
    ax.plot([x, x + length], [y, y], color=style.INK, linewidth=3, solid_capstyle="butt", zorder=7)
    ax.annotate(
        f"{km:g} km",
        (x + length / 2, y),
        xytext=(0, 4),
        textcoords="offset points",
        ha="center",
        fontsize=0.88 * _size(),
        path_effects=_halo(),
        gid="label",
        zorder=7,
    )


def scale_length(seen: Frame, x: float, y: float, km: float) -> float:
    """Say how long a level bar must be drawn to span a distance on the ground.

    Parameters
    ----------
    seen : Frame
        The map's frame.
    x, y : float
        The bar's left end, in metres of the projection.
    km : float
        The distance on the ellipsoid, in kilometres.

    Returns
    -------
    float
        A length in metres of the projection.
    """
    to_degrees = Transformer.from_crs(seen.crs, 4326, always_xy=True)
    length = km * 1000
    for _ in range(5):
        lon, lat = to_degrees.transform([x, x + length], [y, y])
        length *= km * 1000 / EARTH.line_length(lon, lat)
    return length


def locator(ax: Axes, name: str, at: tuple[float, float, float]) -> Axes:
    """Show in a corner where the map lies.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        A map with a base.
    name : str
        The frame of the small map, a key of ``FRAMES``.
    at : tuple of float
        Its left and bottom edge and its width, in fractions of the large map's width and height.

    Returns
    -------
    matplotlib.axes.Axes
        The small map.
    """
    seen, wide = _frame_of(ax), frame(name)
    left, bottom, width = at
    inset = ax.inset_axes((left, bottom, width, width * wide.aspect / seen.aspect), zorder=8)
    base(inset, name)
    (x0, x1), (y0, y1) = seen.x, seen.y
    corners = shapely.box(x0 * 1000, y0 * 1000, x1 * 1000, y1 * 1000).segmentize(20_000)
    outline = gpd.GeoSeries([corners], crs=seen.crs).to_crs(wide.crs)
    outline.plot(ax=inset, facecolor="none", edgecolor=style.VERMILION, linewidth=2)
    return inset


def key(
    fig: Figure, entries: Sequence[tuple[str, Mapping[str, Any]]], *, title: str = ""
) -> Legend:
    """Explain the fills and hatchings, in a strip that is added under the map.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        A figure of :func:`canvas` with its maps drawn.
    entries : sequence of (str, mapping)
        What it means, and how it looks: ``facecolor``, ``edgecolor``, ``hatch``.
    title : str
        Above the entries, such as whose view the borders show.

    Returns
    -------
    matplotlib.legend.Legend
    """
    look = {"edgecolor": style.GREY, "linewidth": 0.8}
    swatches = [Patch(**{**look, **each}, label=text) for text, each in entries]
    for columns in range(len(entries), 0, -1):
        legend = fig.legend(
            handles=swatches,
            title=title or None,
            ncols=columns,
            loc="lower left",
            alignment="left",
            fontsize=0.88 * _size(),
            title_fontsize=0.88 * _size(),
            borderaxespad=0,
            borderpad=0.3,
            handleheight=1.1,
            columnspacing=1.6,
        )
        box = legend.get_window_extent()
        if box.width <= fig.bbox.width or columns == 1:
            break
        legend.remove()
    before = fig.get_figheight()
    after = before + box.height / fig.dpi + 0.3 * _size() / 72
    fig.set_figheight(after)
    for ax in fig.axes:
        place = ax.get_position(original=True)
        bottom = 1 - (1 - place.y0) * before / after
        ax.set_position((place.x0, bottom, place.width, place.height * before / after))
    return legend


def title(ax: Axes, text: str) -> None:
    """Write a title above one of several maps.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        One of the maps of :func:`canvas`.
    text : str
        A few words.
    """
    ax.set_title(text, fontsize=_size(), pad=0.45 * _size())


def viewpoint_line(pieces: gpd.GeoDataFrame, viewpoint: str = "un") -> str:
    """Say whose borders a map shows, and what its hatching means.

    Parameters
    ----------
    pieces : geopandas.GeoDataFrame
        Rows of ``atlas.disputed()`` that are hatched on the map.
    viewpoint : {"un", "control"}
        Whose borders.

    Returns
    -------
    str
        A sentence for the exhibit's note.
    """
    views = {"un": "UN General Assembly view", "control": "who controls the ground"}
    named = pieces["name"].str.replace(r"^Part\b", "part", regex=True)
    held = named.groupby([pieces["controlled_by"], pieces["since"].dt.year], sort=False)
    hatched = "; ".join(
        f"{_listed(list(names))}, controlled since {since} by {by}" for (by, since), names in held
    )
    return f"Borders: {views[viewpoint]}; hatched: {hatched}."


def since(pieces: gpd.GeoDataFrame) -> list[str]:
    """Say since when each piece is held, no more exactly than it is known.

    Parameters
    ----------
    pieces : geopandas.GeoDataFrame
        Rows of ``atlas.disputed()``.

    Returns
    -------
    list of str
        Such as ``"18 March 2014"`` or ``"April 2014"``.
    """
    pairs = zip(pieces["since"], pieces["since_precision"], strict=True)
    return [date_text(day, precision) for day, precision in pairs]


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _frame_of(ax: Axes) -> Frame:
    if ax not in _drawn:
        raise ValueError("This Axes is no map yet; call maps.base(ax, frame) first.")
    return _drawn[ax]


def _globe(ax: Axes, seen: Frame) -> None:
    """Draw the sea in the outline of the Earth, on paper."""
    ax.set_facecolor(style.PAPER)
    ax.spines[:].set_visible(False)
    earth = shapely.box(*seen.window).segmentize(2)
    gpd.GeoSeries([earth], crs=4326).to_crs(seen.crs).plot(
        ax=ax, facecolor=style.SEA, edgecolor=style.GREY, linewidth=0.8
    )


_LOOK: Mapping[str, Mapping[str, Any]] = {
    "country": {"fontweight": "bold"},
    "sea": {"fontstyle": "italic", "color": SEA_INK},
    "city": {},
    "region": {"scale": 0.88},
}


def _points(ax: Axes, lon: pd.Series, lat: pd.Series) -> gpd.GeoSeries:
    """Return places as points of a map, also those that have no coordinates."""
    return gpd.GeoSeries.from_xy(lon, lat, crs=4326).to_crs(_frame_of(ax).crs)


Spot = tuple[float, float]


def _write(ax: Axes, place: pd.Series, point: Spot, apart: Spot) -> Annotation:
    """Write a name at a point of the map, or apart from it with a line that joins them."""
    look = dict(_LOOK[place["kind"]])
    size = _size() * look.pop("scale", 1)
    stands: dict[str, Any] = {"ha": place["align"], "va": "center", "linespacing": 1.05}
    if pd.notna(place["text_lon"]):
        stands |= {"xytext": apart, "textcoords": "data"}
        arrow: dict[str, Any] = {"arrowstyle": "-", "color": style.INK, "linewidth": 0.9}
        stands["arrowprops"] = {**arrow, "shrinkA": 0, "shrinkB": 2}
    elif place["kind"] == "city":
        away = {"left": 0.5, "right": -0.5, "center": 0}[place["align"]] * size
        up = 0.85 * size if place["align"] == "center" else 0
        stands |= {"xytext": (away, up), "textcoords": "offset points"}
    text = place["text"].replace("|", "\n")
    return ax.annotate(
        text, point, fontsize=size, path_effects=_halo(), gid="label", zorder=7, **stands, **look
    )


def _size() -> float:
    return float(mpl.rcParams["font.size"])


def _halo() -> list[Any]:
    return [pe.withStroke(linewidth=2.6, foreground=style.PAPER)]
