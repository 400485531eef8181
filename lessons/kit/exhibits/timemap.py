"""A map with a year slider, drawn by the browser alone.

A :class:`TimeMap` shows who belongs to a group at the end of each year. It takes an SVG map of the
atlas and a list of events; the browser switches classes on the map's paths, so a year costs one
frame and no word to the kernel. In JupyterLab it is a widget, whose ``year`` and ``viewpoint``
Python can read and set; in an exported page, where there is no kernel, the same module stands in
the page itself. Nothing is fetched from anywhere.

Importing this module loads neither pandas nor geopandas nor ipywidgets.
"""

from __future__ import annotations

import datetime as dt
import html
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import groupby
from typing import Any

from lessons.kit import data, language
from lessons.kit.catalogue import say, words
from lessons.kit.web import module

COLUMNS = ("country", "joined", "round")

SvgMap = Mapping[str, Any]
"""A map of ``atlas.svg_map``: ``{id, title, viewBox, shapes: [{id, name, d, x, y, part_of?}]}``."""


@dataclass(frozen=True)
class Event:
    """A country joins.

    Attributes
    ----------
    id : str
        The country's shape on the map, an ISO 3166 code of three letters.
    name : str
        Its name for a reader.
    date : datetime.date
        The day it joined.
    round : str
        What the round of joining is called, with its date.
    said : str
        How a reader hears it: ``"joined NATO on 12 March 1999"``.
    """

    id: str
    name: str
    date: dt.date
    round: str
    said: str


@dataclass(frozen=True)
class Piece:
    """A part of a country that its government doesn't control.

    Attributes
    ----------
    id : str
        Its shape on the map; the shape's ``part_of`` names the country.
    name, part_of : str
        Its name and its country's, for a reader.
    held_by : str
        Who controls it, for a reader: ``"Russia"``.
    since : int
        The first year at whose end they did.
    """

    id: str
    name: str
    part_of: str
    held_by: str
    since: int


@dataclass(frozen=True)
class Limit:
    """What the map can't show in some years.

    Attributes
    ----------
    text : str
        One sentence for a reader.
    first, last : int or None
        The years to which it applies; without one, from the start or to the end.
    """

    text: str
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Box:
    """A country far outside the frame, shown as a named box.

    Attributes
    ----------
    id, name : str
        As in :class:`Event`.
    x, y, width, height : float
        The box, in fractions of the map's width and height; `x` and `y` from the top left corner.
    """

    id: str
    name: str
    x: float
    y: float
    width: float
    height: float

    def shape(self, view_box: str) -> dict[str, Any]:
        """Return the box as a shape of a map.

        Parameters
        ----------
        view_box : str
            The map's ``viewBox``.

        Returns
        -------
        dict
        """
        left, top, wide, high = map(float, view_box.split())
        x, y = left + self.x * wide, top + self.y * high
        width, height = self.width * wide, self.height * high
        return {
            "id": self.id,
            "name": self.name,
            "d": f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}Z",
            "x": round(x + width / 2, 1),
            "y": round(y + height / 2, 1),
        }


@dataclass(frozen=True, kw_only=True)
class TimeMap:
    """A map of a group's members with a year slider.

    Parameters
    ----------
    map : mapping
        A map of ``atlas.svg_map``.
    events : sequence of Event
        Who joined and when, in the order of time.
    group : str
        What they joined: ``"NATO"``.
    title : str
        The finding, as a sentence.
    subtitle : str
        What is shown, from when to when.
    sources : sequence of str
        Keys of ``data/sources.csv``.
    years : tuple of int
        First and last year of the slider.
    year : int
        The year that it opens with.
    pieces : sequence of Piece, optional
        Parts of countries that are hatched from a year on.
    limits : sequence of Limit, optional
        What the map can't show, said under it in the years it applies to.
    boxes : sequence of Box, optional
        Members far outside the frame.
    control_ends : int, optional
        The last year at whose end the map knows who held which ground.
    later : tuple of (int, str), optional
        A year, and a remark for the years after it.

    Raises
    ------
    ValueError
        If an event or a piece names a shape that isn't on the map, or the year isn't on the slider.
    lessons.kit.data.DataError
        If a source isn't in ``data/sources.csv``.

    Examples
    --------
    >>> square = {"id": "m", "title": "Two countries", "viewBox": "0 0 9 9", "shapes": [
    ...     {"id": "AAA", "name": "Aland", "d": "M0 0h4v9h-4Z", "x": 2, "y": 5}]}
    >>> joins = [Event("AAA", "Aland", dt.date(1999, 3, 12), "First round", "joined in 1999")]
    >>> shown = TimeMap(map=square, events=joins, group="the club", title="One joined",
    ...                 subtitle="1998 to 2000", sources=[], years=(1998, 2000), year=1999)
    >>> shown.count(1998), shown.count(1999)
    (0, 1)
    """

    map: SvgMap
    events: Sequence[Event]
    group: str
    title: str
    subtitle: str
    sources: Sequence[str]
    years: tuple[int, int]
    year: int
    pieces: Sequence[Piece] = ()
    limits: Sequence[Limit] = ()
    boxes: Sequence[Box] = field(default=())
    control_ends: int | None = None
    later: tuple[int, str] | None = None

    def __post_init__(self) -> None:
        known = {shape["id"] for shape in self.map["shapes"]} | {box.id for box in self.boxes}
        named = [(e.id, e.name) for e in self.events] + [(p.id, p.name) for p in self.pieces]
        for key, name in named:
            if key not in known:
                raise ValueError(
                    f"{name} ({key}) is not a shape of the map {self.map['id']!r}; "
                    "take it out of the list or show it as a Box."
                )
        first, last = self.years
        if not first <= self.year <= last:
            years = {"year": str(self.year), "first": str(first), "last": str(last)}
            raise ValueError(say("data.fault.year", **years))
        for key in self.sources:
            data.source(key)

    def count(self, year: int) -> int:
        """Say how many members there were at the end of a year.

        Parameters
        ----------
        year : int
            A year.

        Returns
        -------
        int
        """
        return sum(event.date.year <= year for event in self.events)

    @property
    def columns(self) -> list[str]:
        """The headings of the table behind the map."""
        return [say(f"exhibits.timemap.{name}") for name in COLUMNS]

    def spec(self) -> dict[str, Any]:
        """Say all that the browser needs, in types that JSON knows.

        Returns
        -------
        dict
        """
        boxes = [box.shape(self.map["viewBox"]) for box in self.boxes]
        first, last = self.years
        return {
            "map": {**self.map, "shapes": [*self.map["shapes"], *boxes]},
            "labels": {box.id: box.name for box in self.boxes},
            "title": self.title,
            "subtitle": self.subtitle,
            "years": [first, last],
            "year": self.year,
            "events": [{"id": e.id, "year": e.date.year, "said": e.said} for e in self.events],
            "rounds": self._rounds(),
            "pieces": [_piece(piece) for piece in self.pieces],
            "views": self._views(),
            "limits": [_limit(limit) for limit in self.limits],
            "later": {"after": self.later[0], "text": self.later[1]} if self.later else None,
            "group": self.group,
            "words": words("exhibits.timemap."),
            "rows": self._rows(),
            "source": _source_line(self.sources),
        }

    def to_html(self) -> str:
        """Return the map as HTML that needs no kernel, no network and no other file.

        Returns
        -------
        str
            A fragment for a page, between ``<!--timemap-->`` and ``<!--/timemap-->``. Where
            scripts may not run it shows the table.
        """
        spec = json.dumps(self.spec(), ensure_ascii=False, separators=(",", ":"))
        spec = spec.replace("<", "\\u003c")
        return (
            f"<!--timemap--><div>{self._static()}</div>"
            f'<script type="application/json">{spec}</script>'
            f"<script>{module('timemap_page')}</script><!--/timemap-->"
        )

    @cached_property
    def widget(self) -> Any:
        """The map as an anywidget, with the traits ``year`` and ``viewpoint``.

        Returns
        -------
        anywidget.AnyWidget
        """
        return _widget_class()(spec=self.spec(), year=self.year)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        # JupyterLab takes the widget; a page made by nbconvert takes the HTML.
        view = self.widget._repr_mimebundle_()
        bundle: dict[str, Any] = view[0] if isinstance(view, tuple) else view
        return {**bundle, "text/html": self.to_html(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        rounds = "\n".join(f"{r['year']}: {r['text']}" for r in self._rounds())
        limits = "\n".join(limit.text for limit in self.limits)
        source = _source_line(self.sources)
        return "\n".join(filter(None, [self.title, self.subtitle, rounds, limits, source]))

    def _rounds(self) -> list[dict[str, Any]]:
        by_round = groupby(self.events, key=lambda event: (event.date.year, event.round))
        return [{"year": year, "text": _round(name, joined)} for (year, name), joined in by_round]

    def _rows(self) -> list[list[str]]:
        return [[e.name, data.date_text(e.date), e.round] for e in self.events]

    def _views(self) -> list[dict[str, Any]]:
        spans = self._spans()
        un = [_line(span, say("exhibits.view.un-line")) for span in spans]
        control = [self._control(span) for span in spans]
        return [
            {"id": "un", "label": say("exhibits.view.un"), "lines": un},
            {"id": "control", "label": say("exhibits.view.control"), "lines": control},
        ]

    def _spans(self) -> list[tuple[int, int, list[Piece]]]:
        """Return the years in which the same may be said, and the pieces hatched in them."""
        starts = {self.years[0], *(piece.since for piece in self.pieces)}
        if self.control_ends is not None:
            starts.add(self.control_ends + 1)
        firsts = sorted(starts)
        lasts = [*(start - 1 for start in firsts[1:]), self.years[1]]
        return [
            (first, last, [piece for piece in self.pieces if piece.since <= first])
            for first, last in zip(firsts, lasts, strict=True)
        ]

    def _control(self, span: tuple[int, int, list[Piece]]) -> dict[str, Any]:
        line = _line(span, say("exhibits.view.control-line"))
        ends = self.control_ends
        if ends is not None and span[0] > ends:
            line["text"] = say("exhibits.view.ends", line=line["text"], year=str(ends))
        return line

    def _static(self) -> str:
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
            for row in self._rows()
        )
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        return (
            f'<section class="timemap"><p class="timemap-title">{html.escape(self.title)}</p>'
            f'<p class="timemap-subtitle">{html.escape(self.subtitle)}</p><table><thead><tr>'
            f"{head}</tr></thead>{rows}</table></section>"
        )


def _piece(piece: Piece) -> dict[str, Any]:
    part = say("exhibits.timemap.part", country=piece.part_of)
    since = str(piece.since)
    return {
        "id": piece.id,
        "from": piece.since,
        "part": part,
        "said": say(
            "exhibits.timemap.held", name=piece.name, part=part, since=since, by=piece.held_by
        ),
    }


def _limit(limit: Limit) -> dict[str, Any]:
    return {"text": limit.text, "from": limit.first, "to": limit.last}


def _line(span: tuple[int, int, list[Piece]], start: str) -> dict[str, Any]:
    first, last, pieces = span
    by_since = groupby(pieces, key=lambda piece: (piece.held_by, piece.since))
    parts = "; ".join(
        say("exhibits.view.part", names=_names(held), since=str(since), by=by)
        for (by, since), held in by_since
    )
    said = "exhibits.view.hatched" if parts else "exhibits.view.plain"
    text = say(said, borders=start, parts=parts)
    return {"from": first, "to": last, "text": text}


def _source_line(keys: Sequence[str]) -> str:
    institutions = dict.fromkeys(data.source(key).speaker for key in keys)
    if not institutions:
        return ""
    return say("exhibits.frame.source", sources="; ".join(institutions))


def _round(name: str, joined: Iterable[Event]) -> str:
    return say("exhibits.round.text", round=name, names=_names(joined))


def _names(those: Iterable[Event | Piece]) -> str:
    return language.listed([each.name for each in those])


@cache
def _widget_class() -> type[Any]:
    # Here, so that a page without widgets needn't wait for them.
    import anywidget
    import traitlets

    class TimeMapWidget(anywidget.AnyWidget):
        """The map in the browser; ``year`` and ``viewpoint`` follow the learner."""

        _esm = module("timemap")
        spec = traitlets.Dict().tag(sync=True)
        year = traitlets.Int().tag(sync=True)
        viewpoint = traitlets.Enum(("un", "control"), "un").tag(sync=True)

    return TimeMapWidget
