"""A map: a frame, and what is drawn on it.

A frame is a projection that suits the place, and what is seen of it.

>>> from lessons.kit.data import atlas
>>> from lessons.kit.exhibits import maps, style
>>> ukraine = atlas.countries().query("iso3 == 'UKR'")
>>> m = maps.Map("ukraine")
>>> m.fill(ukraine, style.PAPER)
>>> m.scale_bar(200)
>>> m.label()

What is drawn may be given in any coordinate reference system; the map brings it into its own,
``m.crs``, and draws it with geopandas on its Axes, ``m.ax``:

>>> axes = ukraine.to_crs(m.crs).boundary.plot(ax=m.ax)

Colour never stands alone: a class that matters is hatched as well, so that a grey photocopy still
reads. Names are placed by hand in ``data/tables/labels.csv``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import matplotlib as mpl
import matplotlib.patheffects as pe
import numpy as np
import pandas as pd
import shapely
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text
from pyproj import Geod, Transformer

from lessons.kit.data import ARTICLE_DATE, atlas, date_text, in_language, none_of, table
from lessons.kit.exhibits import style, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.legend import Legend
    from matplotlib.transforms import Bbox

EARTH = Geod(ellps="WGS84")

#: The source of all borders, a key of ``data/sources.csv``.
BORDERS = "NATE"

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
    "equal-area": Frame(_EUROPE, (2050, 7650), (1500, 5140), (-60, 15, 90, 84)),
    "degrees": Frame(_DEGREES, (-1336, 5010), (3785, 7910), (-60, 15, 90, 84)),
    "kyiv": Frame(_KYIV, (-7000, 3400), (-2300, 5700), (-180, 5, 180, 84)),
    "atlantic": Frame(_ATLANTIC, (-4900, 5400), (-2000, 3300), (-140, 5, 110, 84)),
    "world": Frame(_WORLD, (-17300, 17300), (-6850, 8300), (-168.99, -58, 190.99, 84)),
}


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
        raise ValueError(none_of(name, FRAMES))
    return FRAMES[name]


class Sheet:
    """A figure that maps of one size fill to the edge.

    Parameters
    ----------
    name : str
        The frame of its maps, a key of ``FRAMES``.
    rows, cols : int
        How many maps it holds; above each of several there is room for a title.

    Attributes
    ----------
    figure : matplotlib.figure.Figure

    Examples
    --------
    >>> sheet = Sheet("crimea", cols=2)
    >>> by_law = sheet.map("The UN General Assembly’s view")
    >>> on_the_ground = sheet.map("Who controls the ground", viewpoint="control")
    """

    def __init__(self, name: str, rows: int = 1, cols: int = 1) -> None:
        self.name = name
        if style.is_narrow():
            rows, cols = _narrower(rows, cols)
        self.figure, axes = style.figure("map", rows, cols, squeeze=False)
        self.figure.set_layout_engine(None)  # placed below; laying out twice costs time
        self._lay_out(axes)
        self.size = axes.size
        self._free = list(axes.flat)

    def _lay_out(self, axes: np.ndarray[Any, Any]) -> None:
        rows, cols = axes.shape
        width = self.figure.get_figwidth()
        gap = 0.012 * width
        lines = 3.5 if style.is_narrow() else 2.3
        title = 0.0 if axes.size == 1 else lines * _size() / 72
        panel = (width - gap * (cols - 1)) / cols
        height = panel * frame(self.name).aspect
        total = rows * (height + title) + gap * (rows - 1)
        self.figure.set_figheight(total)
        for (row, col), ax in np.ndenumerate(axes):
            bottom = total - (row + 1) * (height + title) - row * gap
            ax.set_position(
                (col * (panel + gap) / width, bottom / total, panel / width, height / total)
            )

    def map(self, title: str = "", *, name: str = "", **view: Any) -> Map:
        """Draw the next map of the sheet, with its sea, land and borders.

        Parameters
        ----------
        title : str
            A few words above it.
        name : str
            Its frame, if it isn't the sheet's.
        **view
            ``viewpoint`` and ``on``, as for :class:`Map`.

        Returns
        -------
        Map
        """
        drawn = Map(name or self.name, sheet=self, **view)
        if title:
            share = 0.95 * drawn.ax.get_position().width
            drawn.ax.set_title(
                style.broken(drawn.ax, title, share), fontsize=_size(), pad=0.45 * _size()
            )
        return drawn

    def key(self, entries: Sequence[tuple[str, Mapping[str, Any]]], *, title: str = "") -> Legend:
        """Explain the fills and hatchings, in a strip that is added under the maps.

        Parameters
        ----------
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
            legend = self.figure.legend(
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
            if box.width <= self.figure.bbox.width or columns == 1:
                break
            legend.remove()
        self._add_below(box.height / self.figure.dpi + 0.3 * _size() / 72)
        return legend

    def take(self) -> Axes:
        """Give the Axes of the next map.

        Raises
        ------
        ValueError
            If all have been given.
        """
        if not self._free:
            raise ValueError(
                f"This sheet has room for {self.size} maps; ask for more rows or columns."
            )
        ax: Axes = self._free.pop(0)
        return ax

    def _add_below(self, inches: float) -> None:
        before = self.figure.get_figheight()
        after = before + inches
        self.figure.set_figheight(after)
        for ax in self.figure.axes:
            place = ax.get_position(original=True)
            bottom = 1 - (1 - place.y0) * before / after
            ax.set_position((place.x0, bottom, place.width, place.height * before / after))


def _narrower(rows: int, cols: int) -> tuple[int, int]:
    """Give the rows and columns of as many maps on a narrow picture: two abreast at most."""
    abreast = 1 if rows * cols <= 2 else 2  # noqa: PLR2004
    return -(-rows * cols // abreast), abreast


class Map:
    """One map, with sea, land and borders drawn.

    Parameters
    ----------
    name : str
        What is seen, a key of ``FRAMES``.
    viewpoint : {"un", "control"}
        Whose borders.
    on : str
        The day on which they held, as ``"2021-12-30"``.
    sheet : Sheet, optional
        Where several maps lie beside each other; see :meth:`Sheet.map`.
    ax : matplotlib.axes.Axes, optional
        Where on the sheet it is drawn; without it, at the next free place.

    Attributes
    ----------
    ax : matplotlib.axes.Axes
        Where it is drawn.
    crs : str
        Its projection; ``countries.to_crs(m.crs).plot(ax=m.ax)`` draws on it.
    figure : matplotlib.figure.Figure
        The picture, for the exhibit.
    viewpoint : str
        As above.
    """

    def __init__(
        self,
        name: str,
        *,
        viewpoint: str = "un",
        on: str = ARTICLE_DATE.isoformat(),
        sheet: Sheet | None = None,
        ax: Axes | None = None,
    ) -> None:
        self.name, self.frame, self.viewpoint = name, frame(name), viewpoint
        self.sheet = sheet or Sheet(name)
        self.figure = self.sheet.figure
        self._begin(self.sheet.take() if ax is None else ax, on)

    @property
    def crs(self) -> str:
        """The map's projection, in words that PROJ and geopandas know."""
        return self.frame.crs

    def _begin(self, ax: Axes, on: str) -> None:
        """Set the frame, and draw the land in it."""
        self.ax = ax
        self._written: list[tuple[int, Text]] = []
        (x0, x1), (y0, y1) = self.frame.x, self.frame.y
        ax.set(xlim=(x0 * 1000, x1 * 1000), ylim=(y0 * 1000, y1 * 1000))
        ax.set(xticks=[], yticks=[], facecolor=style.SEA, aspect="equal")
        ax.spines[:].set(visible=True, color=style.GREY, linewidth=0.8)
        ax.grid(visible=False)
        ax.xaxis.label.set_visible(False)
        ax.yaxis.label.set_visible(False)
        if self.name == "world":
            self._globe()
        self.fill(atlas.countries(viewpoint=self.viewpoint, on=on), style.LAND)

    def fill(self, areas: gpd.GeoDataFrame, facecolor: str, **look: Any) -> None:
        """Fill areas with a colour.

        Parameters
        ----------
        areas : geopandas.GeoDataFrame
            Polygons in any coordinate reference system.
        facecolor : str
            The fill.
        **look
            Anything that :meth:`geopandas.GeoDataFrame.plot` takes, such as ``edgecolor``,
            ``linewidth``, ``hatch``.
        """
        shown = self.project(areas)
        if not shown.empty:
            look = {"edgecolor": style.GREY, "linewidth": 0.7, **look}
            shown.plot(ax=self.ax, facecolor=facecolor, **look)

    def hatch(self, areas: gpd.GeoDataFrame, pattern: str = "////", color: str = style.INK) -> None:
        """Hatch areas and draw a dashed line around them.

        Parameters
        ----------
        areas : geopandas.GeoDataFrame
            Polygons in any coordinate reference system.
        pattern : str
            The hatching, in matplotlib's signs; more of them draw it denser.
        color : str
            Of hatching and line.
        """
        self.fill(areas, "none", edgecolor=color, hatch=pattern, linewidth=1.1, linestyle="--")

    def line(self, lines: gpd.GeoDataFrame | gpd.GeoSeries, color: str, **look: Any) -> None:
        """Draw lines.

        Parameters
        ----------
        lines : geopandas.GeoDataFrame or geopandas.GeoSeries
            Lines in any coordinate reference system.
        color : str
            Their colour.
        **look
            Anything that :meth:`geopandas.GeoSeries.plot` takes, such as ``linewidth``.
        """
        self.project(lines).plot(ax=self.ax, color=color, **look)

    def project(self, areas: Any) -> Any:
        """Bring areas, lines or points into the projection of the map.

        Parameters
        ----------
        areas : geopandas.GeoDataFrame or geopandas.GeoSeries
            Anything with a coordinate reference system.

        Returns
        -------
        geopandas.GeoDataFrame or geopandas.GeoSeries
            The same rows in the unit of the map, metres; those outside its window left out.
        """
        degrees = areas.to_crs(4326)
        west, south, east, north = self.frame.window
        geometry = degrees.geometry
        if east > 180:  # noqa: PLR2004  degrees
            # The map's edge lies in the Bering Strait, not on the 180th meridian: what lies beyond
            # that meridian is moved to the right-hand side, where the rest of Russia is.
            beyond = geometry.clip_by_rect(-180, south, east - 360, north).translate(360)
            geometry = geometry.clip_by_rect(west, south, 180, north)
            geometry = geometry.set_precision(1e-6).union(beyond.set_precision(1e-6))
        else:
            geometry = geometry.clip_by_rect(west, south, east, north)
        shape = geometry.to_crs(self.crs).make_valid()
        shown = degrees.set_geometry(shape) if isinstance(degrees, gpd.GeoDataFrame) else shape
        return shown[~shape.is_empty]

    def label(self, name: str = "", *, more: Mapping[str, str] | None = None) -> None:
        """Write the map's names where ``data/tables/labels.csv`` puts them.

        A name that says what a point or a hatched area is stands beside it, with a thin line.

        Parameters
        ----------
        name : str
            The names to write, as in the table's column ``map``; without it, those of the frame.
        more : mapping of str to str, optional
            For some of the names, what to write on the line below.

        Raises
        ------
        ValueError
            If the table has no names for this map.
        """
        wanted = name or self.name
        places = table("labels").query("map == @wanted")
        if places.empty:
            known = ", ".join(table("labels")["map"].unique())
            raise ValueError(f"data/tables/labels.csv has no names for {wanted!r}; it has {known}.")
        below = {name: f"|{text}" for name, text in (more or {}).items()}
        text = [in_language(name) + below.get(name, "") for name in places["text"]]
        cities = table("places").set_index("id")[["lon", "lat"]]
        places = places.assign(text=text).fillna(
            cities.reindex(places["place"]).set_index(places.index)
        )
        self.dots(places[places["kind"] == "city"])
        points = self._points(places["lon"], places["lat"])
        apart = self._points(places["text_lon"], places["text_lat"])
        for (_, place), point, spot in zip(places.iterrows(), points, apart, strict=True):
            written = self._name(place, (point.x, point.y), (spot.x, spot.y))
            rank = 0 if pd.notna(place["text_lon"]) else RANKS.index(place["kind"])
            self._written.append((rank, written))
        self._thin_out()

    def write(self, text: str, at: tuple[float, float], **look: Any) -> None:
        """Write a few words at a spot of the map.

        Parameters
        ----------
        text : str
            The words; what has a name belongs into the table of labels instead.
        at : tuple of float
            Their middle, in kilometres of the map's projection.
        **look
            Anything that :meth:`matplotlib.axes.Axes.text` takes.
        """
        look = {"ha": "center", "va": "center", "fontsize": 0.88 * _size(), **look}
        x, y = at[0] * 1000, at[1] * 1000
        written = self.ax.text(x, y, text, path_effects=_halo(), gid="label", zorder=7, **look)
        self._written.append((len(RANKS), written))
        self._thin_out()

    def dots(self, places: pd.DataFrame, color: str = style.INK, **look: Any) -> None:
        """Mark places with dots.

        Parameters
        ----------
        places : pandas.DataFrame
            With the columns ``lon`` and ``lat``, in degrees.
        color : str
            Of the dots.
        **look
            Anything that :meth:`matplotlib.axes.Axes.scatter` takes.
        """
        points = self._points(places["lon"], places["lat"])
        look = {"s": 3 * _size(), "edgecolor": style.PAPER, "linewidth": 1, "zorder": 6, **look}
        self.ax.scatter(points.x, points.y, color=color, **look)

    def scale_bar(self, km: float, at: tuple[float, float] = (0.04, 0.05)) -> None:
        """Draw a bar that is so many kilometres long, true at its own place on the map.

        Parameters
        ----------
        km : float
            Its length on the ground.
        at : tuple of float
            Its left end, in fractions of the map's width and height.
        """
        seen = self.frame
        x = 1000 * (seen.x[0] + at[0] * (seen.x[1] - seen.x[0]))
        y = 1000 * (seen.y[0] + at[1] * (seen.y[1] - seen.y[0]))
        length = scale_length(seen, x, y, km)
        look: dict[str, Any] = {"color": style.INK, "linewidth": 3, "solid_capstyle": "butt"}
        self.ax.plot([x, x + length], [y, y], zorder=7, **look)
        written = self.ax.annotate(
            words.fill(words.shared("kilometres"), {"km": km}),
            (x + length / 2, y),
            xytext=(0, 4),
            textcoords="offset points",
            ha="center",
            fontsize=0.88 * _size(),
            path_effects=_halo(),
            gid="label",
            zorder=7,
        )
        self._written.append((0, written))
        self._thin_out()

    def locator(self, name: str, at: tuple[float, float, float]) -> Map:
        """Show in a corner where the map lies.

        Parameters
        ----------
        name : str
            The frame of the small map, a key of ``FRAMES``.
        at : tuple of float
            Its left and bottom edge and its width, in fractions of the large map's width and
            height.

        Returns
        -------
        Map
            The small map.
        """
        left, bottom, width = at
        height = width * frame(name).aspect / self.frame.aspect
        corner = self.ax.inset_axes((left, bottom, width, height), zorder=8)
        inset = Map(name, sheet=self.sheet, ax=corner)
        (x0, x1), (y0, y1) = self.frame.x, self.frame.y
        corners = shapely.box(x0 * 1000, y0 * 1000, x1 * 1000, y1 * 1000).segmentize(20_000)
        outline = gpd.GeoSeries([corners], crs=self.crs).to_crs(inset.crs)
        outline.plot(ax=inset.ax, facecolor="none", edgecolor=style.VERMILION, linewidth=2)
        return inset

    def key(
        self, entries: Sequence[tuple[str, Mapping[str, Any]]], *, title: str | None = None
    ) -> Legend:
        """Explain the fills and hatchings, in a strip that is added under the map.

        Parameters
        ----------
        entries : sequence of (str, mapping)
            What it means, and how it looks: ``facecolor``, ``edgecolor``, ``hatch``.
        title : str, optional
            Above the entries; without it, whose view the borders show.

        Returns
        -------
        matplotlib.legend.Legend
        """
        return self.sheet.key(entries, title=borders(self.viewpoint) if title is None else title)

    def _globe(self) -> None:
        """Draw the sea in the outline of the Earth, on paper."""
        self.ax.set_facecolor(style.PAPER)
        self.ax.spines[:].set_visible(False)
        earth = shapely.box(*self.frame.window).segmentize(2)
        gpd.GeoSeries([earth], crs=4326).to_crs(self.crs).plot(
            ax=self.ax, facecolor=style.SEA, edgecolor=style.GREY, linewidth=0.8
        )

    def _points(self, lon: pd.Series, lat: pd.Series) -> gpd.GeoSeries:
        """Return places as points of the map, also those that have no coordinates."""
        return gpd.GeoSeries.from_xy(lon, lat, crs=4326).to_crs(self.crs)

    def _thin_out(self) -> None:
        """On a narrow picture, keep words in the frame, and leave out names without room."""
        if not style.is_narrow():
            return
        kept: list[Bbox] = []
        for _, text in sorted(self._written, key=itemgetter(0)):
            text.set_visible(True)  # what is hidden has no size
            if isinstance(text, Annotation):
                text.get_window_extent()  # which also brings it to its place
                _pull_in(text, self.ax)
                text.get_window_extent()
            box = Text.get_window_extent(text).padded(-0.12 * float(text.get_fontsize()))
            text.set_visible(not any(box.overlaps(other) for other in kept))
            if text.get_visible():
                kept.append(box)

    def _name(self, place: pd.Series, point: Spot, apart: Spot) -> Annotation:
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
        look |= {"fontsize": size, "path_effects": _halo(), "gid": "label", "zorder": 7}
        return self.ax.annotate(text, point, **stands, **look)


def _pull_in(text: Annotation, ax: Axes) -> None:
    """Move words that cross the edge of a map inside."""
    box, edge = Text.get_window_extent(text), ax.get_window_extent()
    across = max(edge.x0 - box.x0, 0) + min(edge.x1 - box.x1, 0)
    up = max(edge.y0 - box.y0, 0) + min(edge.y1 - box.y1, 0)
    if not across and not up:
        return
    stands, at = text.anncoords, text.xyann
    if stands == "offset points":
        point = 72 / ax.figure.dpi
        text.xyann = (at[0] + across * point, at[1] + up * point)
    else:
        x, y = ax.transData.transform(at)
        text.xyann = tuple(ax.transData.inverted().transform((x + across, y + up)))


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


def borders(viewpoint: str = "un") -> str:
    """Say whose borders a map shows.

    Parameters
    ----------
    viewpoint : {"un", "control"}
        Whose.
    """
    return words.shared(f"borders_{viewpoint}")


def not_held(by: str = "its") -> tuple[str, Mapping[str, Any]]:
    """Give the key's entry for what :meth:`Map.hatch` draws over disputed land.

    Parameters
    ----------
    by : {"its", "ukraine", "georgia"}
        Whose government doesn't hold it.
    """
    return words.shared(f"not_held_by_{by}"), HATCHED


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
    in_words = pieces["since_in_words"].str.split(";").str[0]
    begun = in_words.where(in_words != "", pieces["since"].dt.year.astype(str))
    parts = [
        words.fill(
            words.shared("hatched_part"),
            {
                "names": [_in_a_sentence(name) for name in held["name"]],
                "since": since,
                "holder": by,
            },
        )
        for (by, since), held in pieces.groupby(["controlled_by", begun], sort=False)
    ]
    return words.fill(
        words.shared("hatched"), {"borders": borders(viewpoint), "parts": "; ".join(parts)}
    )


def since(pieces: gpd.GeoDataFrame) -> list[str]:
    """Say since when each piece is held, no more exactly than it is known.

    Parameters
    ----------
    pieces : geopandas.GeoDataFrame
        Rows of ``atlas.disputed()``.

    Returns
    -------
    list of str
        Such as ``"27 February 2014"`` or ``"partly June 1992, wholly August 2008"``.
    """
    columns = (pieces[name] for name in ("since", "since_precision", "since_in_words"))
    return [
        in_language(words) or date_text(day, precision)
        for day, precision, words in zip(*columns, strict=True)
    ]


def _in_a_sentence(name: str) -> str:
    """Write the name of a piece as it stands in the middle of a sentence."""
    said = in_language(name)
    return said[0].lower() + said[1:] if name.startswith("Part ") else said


Spot = tuple[float, float]

#: Which names stay where there is no room for all: first what a line joins to its place.
RANKS = ("leader", "country", "city", "region", "sea")

_LOOK: Mapping[str, Mapping[str, Any]] = {
    "country": {"fontweight": "bold"},
    "sea": {"fontstyle": "italic", "color": SEA_INK},
    "city": {},
    "region": {"scale": 0.88},
}


def _size() -> float:
    return float(mpl.rcParams["font.size"])


def _halo() -> list[Any]:
    return [pe.withStroke(linewidth=2.6, foreground=style.PAPER)]
