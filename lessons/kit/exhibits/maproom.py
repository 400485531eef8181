"""A map to look around in and to measure on, drawn by the browser alone.

A :class:`MapRoom` lays layers over one large map: who held the ground, who was in NATO, regions,
the line of contact, places. A learner looks closer, measures from place to place, and draws a ring
and reads which land lies within it. In JupyterLab it is a widget that never asks the kernel;
nothing is fetched from anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from lessons.kit.catalogue import say, words
from lessons.kit.data import none_of
from lessons.kit.exhibits.exhibit import in_words, source_line
from lessons.kit.web import module

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

# EPSG:3035, spelt out: its name alone makes PROJ search its database.
CRS = "+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m"
#: The corner of the room's map in it, and its scale: metres, and metres a unit.
CORNER = {"left": 2_450_000, "top": 5_500_000, "unit": 5_000}


@dataclass(frozen=True)
class Look:
    """A part of the map to go to.

    Attributes
    ----------
    id, label : str
        Its key, and its name for a learner.
    x, y, width : float
        Left and upper edge and width, in the map's units.
    """

    id: str
    label: str
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Layer:
    """What can be laid over the map.

    Attributes
    ----------
    id : {"ground", "nato", "regions", "line", "places"}
        Which.
    label, source : str
        What the key says, and where it comes from.
    on : bool
        Whether it lies there at the start.
    """

    id: str
    label: str
    source: str
    on: bool = False


@dataclass(frozen=True)
class Spot:
    """A place that is marked, and from which is measured.

    Attributes
    ----------
    id, name : str
        Its key, and its name for a learner.
    lon, lat : float
        Where it lies (WGS 84, degrees).
    """

    id: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Since:
    """From which year on something is said of a shape."""

    year: int
    said: str


@dataclass(frozen=True, kw_only=True)
class MapRoom:
    """A map to look around in and to measure on.

    Parameters
    ----------
    map : mapping
        ``atlas.svg_map("room")``.
    title, subtitle, note : str
        As in :class:`~lessons.kit.exhibits.exhibit.Exhibit`; the title is a task.
    table : pandas.DataFrame
        The places for a reader who doesn't see the map, with headings.
    places : sequence of Spot
        The places.
    sources : sequence of str
        Keys of ``data/sources.csv``.
    looks : sequence of Look
        Parts of the map to go to.
    look : str
        The one that it opens with.
    layers : sequence of Layer
        What can be laid over it.
    years : tuple of int
        First and last year of the slider; it opens with the last.
    joined, held : mapping of str to Since
        By shape: when a country joined NATO, since when a territory is held by another state.
    line : tuple of (str, str)
        The line of contact as an SVG path in the map's units, and what it is.

    Raises
    ------
    ValueError
        If it opens with a part that it doesn't have.
    """

    map: Mapping[str, Any]
    title: str
    subtitle: str
    note: str
    table: pd.DataFrame
    places: Sequence[Spot]
    sources: Sequence[str]
    looks: Sequence[Look]
    look: str
    layers: Sequence[Layer]
    years: tuple[int, int]
    joined: Mapping[str, Since] = field(default_factory=dict)
    held: Mapping[str, Since] = field(default_factory=dict)
    line: tuple[str, str] = ("", "")

    def __post_init__(self) -> None:
        there = [look.id for look in self.looks]
        if self.look not in there:
            raise ValueError(none_of(self.look, there))

    def spec(self) -> dict[str, Any]:
        """Say all that the browser needs, in types that JSON knows.

        Returns
        -------
        dict
        """
        d, said = self.line
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "note": self.note,
            "source": self.source_line(),
            "words": words("exhibits.room."),
            "map": dict(self.map),
            "corner": CORNER,
            "places": [
                {"id": one.id, "name": one.name, "at": {"lon": one.lon, "lat": one.lat}}
                for one in self.places
            ],
            "looks": [vars(look) for look in self.looks],
            "look": self.look,
            "years": list(self.years),
            "year": self.years[1],
            "joined": {key: vars(since) for key, since in self.joined.items()},
            "held": {key: vars(since) for key, since in self.held.items()},
            "line": {"d": d, "said": said},
            "layers": [vars(layer) for layer in self.layers],
        }

    def source_line(self) -> str:
        """Say where map and places come from.

        Returns
        -------
        str
        """
        return source_line(self.sources)

    @cached_property
    def widget(self) -> Any:
        """The map as an anywidget.

        Returns
        -------
        anywidget.AnyWidget
        """
        return _widget_class()(spec=self.spec())

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        view = self.widget._repr_mimebundle_()
        bundle: dict[str, Any] = view[0] if isinstance(view, tuple) else view
        return {**bundle, "text/plain": repr(self)}

    def __repr__(self) -> str:
        shown = in_words(self.table).to_string(index=False)
        head = f"{self.title}\n{self.subtitle}\n{say('exhibits.room.elsewhere')}"
        return f"{head}\n\n{shown}\n\n{self.note}\n{self.source_line()}"


def path(lines: gpd.GeoSeries) -> str:
    """Draw lines as an SVG path of the map room.

    Parameters
    ----------
    lines : geopandas.GeoSeries
        Lines, in any CRS.

    Returns
    -------
    str
        Commands in the units of the room's map.
    """
    found = lines.to_crs(CRS).explode().geometry
    left, top, unit = CORNER["left"], CORNER["top"], CORNER["unit"]
    return "".join(
        "M" + "L".join(f"{(x - left) / unit:.2f} {(top - y) / unit:.2f}" for x, y in line.coords)
        for line in found
    )


@cache
def _widget_class() -> type[Any]:
    # Here, so that a page without widgets needn't wait for them.
    import anywidget
    import traitlets

    class MapRoomWidget(anywidget.AnyWidget):
        """The map in the browser; it asks the kernel for nothing."""

        _esm = module("maproom")
        spec = traitlets.Dict().tag(sync=True)

    return MapRoomWidget
