"""Small drawing functions that the lessons' charts share.

Each draws on an Axes that it is given and returns nothing: read one, copy it, change it. The
figure comes from :func:`lessons.kit.exhibits.style.figure`; the exhibit around it from
:class:`lessons.kit.exhibits.exhibit.Exhibit`. Labels stand beside what they name, not in a legend.
"""

from __future__ import annotations

from textwrap import fill, wrap
from typing import TYPE_CHECKING, Any, cast

import matplotlib as mpl
import matplotlib.dates as mdates
from matplotlib.ticker import FuncFormatter

from lessons.kit import language
from lessons.kit.data import in_language
from lessons.kit.exhibits import style
from lessons.kit.exhibits.style import LETTER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Writes the numbers of an axis whole, with the language's separators.
NUMBERS = FuncFormatter(lambda number, _: language.number(number, 0))
#: Write the days, or months, of an axis in the language of the learner.
DAYS = FuncFormatter(lambda day, _: language.day(mdates.num2date(day), "short day of the year"))
MONTHS = FuncFormatter(lambda day, _: language.day(mdates.num2date(day), "month"))
#: Words of a chart in lines that take a share of its width.
broken = style.broken
#: Behind words that stand on a grid line.
ON_PAPER = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.5}
#: In sizes of a letter: the room for the names of days and for the headings.
SCALE_ROOM, HEAD_ROOM = 5, 4
#: On a narrow picture: letters of a line above a column, and years from one tick to the next.
HEADING, NARROW_YEARS = 10, 2


_THIN = {"arrowstyle": "-", "color": style.GREY, "linewidth": 1.2, "shrinkB": 4}


def _corner(look: Mapping[str, Any]) -> tuple[float, float]:
    """Say from where on a text its line starts, by how the text stands."""
    across = {"left": 0.0, "right": 1.0}.get(look.get("ha", "left"), 0.5)
    return across, {"top": 1.0, "bottom": 0.0}.get(look.get("va", "baseline"), 0.5)


def ranges(ax: Axes, x: pd.Series, low: pd.Series, high: pd.Series, **look: Any) -> None:
    """Draw each value as what it is: a range as an upright bar, a single count as a dot.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    x : pandas.Series
        Positions: dates or numbers.
    low, high : pandas.Series
        Ends of each range; equal where a single number was given.
    **look
        ``color``, ``zorder`` or ``alpha``, for bars and dots alike.
    """
    look.setdefault("color", style.BLUE)
    is_range = high > low
    ax.vlines(x[is_range], low[is_range], high[is_range], linewidth=11, **look)
    ax.scatter(x[~is_range], low[~is_range], s=70, **look)


def value_line(
    ax: Axes, y: float, text: str, color: str = style.VERMILION, *, below: bool = False
) -> None:
    """Draw a level line with its name on it, at the left end.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its limits are set already.
    y : float
        The level, in the units of the axis.
    text : str
        What the level is.
    color : str
        Of line and name.
    below : bool
        Whether the name stands below the line.
    """
    ax.axhline(y, color=color, linewidth=1.8)
    ax.annotate(
        text,
        (0, y),
        xycoords=("axes fraction", "data"),
        xytext=(4, -5 if below else 5),
        textcoords="offset points",
        va="top" if below else "bottom",
        color=color,
        fontweight="bold",
    )


def day_line(ax: Axes, day: Any, text: str, *, align: str = "right") -> None:
    """Draw an upright line on a day, with its name at the foot.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw, with dates along x.
    day : pandas.Timestamp or datetime.date
        The day.
    text : str
        What happened.
    align : {"left", "right"}
        Which end of the text touches the line.
    """
    ax.axvline(day, color=style.INK, linewidth=1.2, linestyle=(0, (4, 3)))
    ax.annotate(
        text,
        (day, 0),
        xycoords=("data", "axes fraction"),
        xytext=(-6 if align == "right" else 6, 8),
        textcoords="offset points",
        ha=align,
        va="bottom",
    )


def bars(
    ax: Axes,
    names: Sequence[str],
    values: Sequence[float],
    labels: Sequence[str],
    colors: Sequence[str] | str = style.BLUE,
    hatches: Sequence[str] | None = None,
) -> None:
    """Draw lying bars, the first on top, each with its value written at the end.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    names : sequence of str
        What each bar is.
    values : sequence of float
        Its length.
    labels : sequence of str
        The value in words, such as "about 4,200".
    colors : str or sequence of str
        One for all, or one each.
    hatches : sequence of str, optional
        One each, for a reader who doesn't see the colours.
    """
    drawn = ax.barh(range(len(names)), values, color=colors, height=0.66, edgecolor=style.PAPER)
    for bar, hatch in zip(drawn, hatches or [""] * len(names), strict=True):
        bar.set_hatch(hatch)
    ax.bar_label(drawn, labels=labels, padding=6, fontweight="bold")
    ax.set_yticks(range(len(names)), [in_language(name) for name in names])
    ax.invert_yaxis()
    ax.margins(x=_margin(ax, names, labels))
    ax.grid(visible=False)
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)


def _margin(ax: Axes, names: Sequence[str], labels: Sequence[str]) -> float:
    """Say how much room the longest label needs beyond the longest bar, as a share of it."""
    letter = 1.1 * LETTER * mpl.rcParams["font.size"] / 72
    wide = cast("Figure", ax.get_figure(root=True)).get_figwidth()
    lines = [line for name in names for line in in_language(name).splitlines()]
    axis = wide - max(map(len, lines)) * letter
    label = (max(map(len, labels)) + 1.5) * letter
    return float(max(0.2, label / (axis - label)))


def columns(
    ax: Axes, x: Sequence[Any], parts: dict[str, Sequence[float]], hatches: Sequence[str] = ()
) -> None:
    """Draw standing columns, in parts one upon the other.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    x : sequence
        The name under each column.
    parts : dict of str to sequence of float
        Heights of each part, from the foot up. Two parts keep the kit's colours apart.
    hatches : sequence of str
        One for each part, "" for none.
    """
    foot = [0.0] * len(x)
    colors = (style.BLUE, style.VERMILION, style.GREY)
    hatches = hatches or [""] * len(parts)
    for (name, heights), color, hatch in zip(parts.items(), colors, hatches, strict=False):
        ax.bar(
            range(len(x)),
            heights,
            bottom=foot,
            label=name,
            color=color,
            hatch=hatch,
            edgecolor=style.PAPER,
            width=0.72,
        )
        foot = [below + height for below, height in zip(foot, heights, strict=True)]
    for place, total in enumerate(foot):
        ax.annotate(
            language.number(total, 0),
            (place, total),
            xytext=(0, 4),
            textcoords="offset points",
            ha="center",
            fontweight="bold",
        )
    ax.set_xticks(range(len(x)), [str(name) for name in x])
    ax.tick_params(axis="x", length=0)


def grid(
    ax: Axes,
    rows: Sequence[str],
    columns: dict[str, Sequence[bool]],
    *,
    colors: Sequence[str] | str = style.BLUE,
    markers: Sequence[str] | str = "o",
) -> None:
    """Draw what stands where: a filled mark for yes, an empty one for no.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    rows : sequence of str
        What each row is, from the top down.
    columns : dict of str to sequence of bool
        Heading of each column, and whether each row stands in it.
    colors, markers : str or sequence of str
        One for all columns, or one each.
    """
    looks = [colors] * len(columns) if isinstance(colors, str) else colors
    signs = [markers] * len(columns) if isinstance(markers, str) else markers
    for across, (there, color, sign) in enumerate(zip(columns.values(), looks, signs, strict=True)):
        fills = [color if is_there else style.PAPER for is_there in there]
        edges = [color if is_there else style.GREY for is_there in there]
        ax.scatter(
            [across] * len(rows), range(len(rows)), s=330, c=fills, edgecolors=edges, marker=sign
        )
    ax.set_yticks(range(len(rows)), [in_language(row) for row in rows])
    heads = [fill(head, HEADING) for head in columns] if style.is_narrow() else list(columns)
    ax.set_xticks(range(len(columns)), heads, fontweight="bold")
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.set_xlim(-0.6, len(columns) - 0.4)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.grid(visible=True, axis="y")
    ax.spines["bottom"].set_visible(False)


def note(ax: Axes, text: str, at: tuple[Any, Any], to: tuple[float, float], **look: Any) -> None:
    """Write a short note beside a point, with a thin line to it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    text : str
        The note.
    at : tuple
        The point, in the units of the axes.
    to : tuple of float
        Where the text stands, in points from there.
    **look
        Passed on to :meth:`matplotlib.axes.Axes.annotate`, such as ``ha="left"``.
    """
    ax.annotate(
        text,
        at,
        xytext=to,
        textcoords="offset points",
        arrowprops=_THIN,
        **look,
    )


def note_at(
    ax: Axes, text: str, at: tuple[Any, Any], spot: tuple[float, float], **look: Any
) -> None:
    """Write a note where a chart has room, with a thin line to the point that it is about.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    text : str
        The note; it is broken into short lines.
    at : tuple
        The point, in the units of the axes.
    spot : tuple of float
        The corner of the text that ``ha`` and ``va`` name, in fractions of width and height.
    **look
        Passed on to :meth:`matplotlib.axes.Axes.annotate`, such as ``ha="left"``.
    """
    share = 0.58 if style.is_narrow() else 0.36
    look = {"bbox": ON_PAPER, **look}
    ax.annotate(
        broken(ax, text, share),
        at,
        xytext=spot,
        textcoords="axes fraction",
        arrowprops={**_THIN, "relpos": _corner(look)},
        **look,
    )


def thousands(ax: Axes) -> None:
    """Write the numbers of the upright axis with thousands separators."""
    ax.yaxis.set_major_formatter(NUMBERS)


def cut(ax: Axes, text: str, *, lying: bool = False) -> None:
    """Mark an axis that doesn't begin at nothing, and say so.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    text : str
        Where the axis begins, in words.
    lying : bool
        Whether it is the axis at the foot.
    """
    ends = ([0.012, 0.03], [0, 0]) if lying else ([0, 0], [0.05, 0.075])
    spot, shift, align = ((1, 0), (0, 6), "right") if lying else ((0, 0), (14, 6), "left")
    ax.plot(
        *ends,
        transform=ax.transAxes,
        marker=[(-0.6, -1), (0.6, 1)] if lying else [(-1, -0.6), (1, 0.6)],
        markersize=11,
        markeredgewidth=1.5,
        linestyle="none",
        color=style.INK,
        clip_on=False,
    )
    ax.annotate(
        text, spot, xycoords="axes fraction", xytext=shift, textcoords="offset points",
        ha=align, fontsize="small", color=style.QUIET,
    )  # fmt: skip


def years(ax: Axes, step: int = 1) -> None:
    """Write a tick and the year at each New Year, or at each second and so on."""
    wide = NARROW_YEARS * step if style.is_narrow() else step
    ax.xaxis.set_major_locator(mdates.YearLocator(wide))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))


def years_down(ax: Axes, step: int = 5) -> None:
    """Write a tick and the year at each New Year, or at each fifth, on an upright axis of days.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    step : int
        Years from one tick to the next.
    """
    ax.yaxis.set_major_locator(mdates.YearLocator(step))
    ax.yaxis.set_major_formatter(mdates.DateFormatter("%Y"))


def timeline(
    ax: Axes,
    days: Sequence[Any],
    texts: Sequence[str],
    whose: Sequence[str],
    headings: Mapping[str, str],
    looks: Mapping[str, tuple[str, str]],
    *,
    span: tuple[Any, Any],
    to_come: Sequence[bool] = (),
) -> None:
    """Draw time downwards to scale, in lanes side by side that share it.

    Each event is a mark on its day, with its text beside it. Texts that would touch are moved
    apart, each with a line to its mark; a gap in which nothing happened stays as long as it was.
    On a narrow picture all lanes lie on one another, and marks and colours tell them apart.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its upright axis becomes the scale of days, with a line across all lanes at
        each tick.
    days : sequence of pandas.Timestamp
        When each event was, in order.
    texts : sequence of str
        What it was; long ones are broken to the width of a lane. Where there is too little room
        for all, only the first line of each is written.
    whose : sequence of str
        In which lane each event stands: a key of `headings`.
    headings : mapping of str to str
        What stands above each lane, from left to right.
    looks : mapping of str to (str, str)
        Marker and colour of each lane. A marker in capitals is drawn hollow, such as "D".
    span : tuple of pandas.Timestamp
        First and last day of the scale.
    to_come : sequence of bool
        Which events are still to come: their marks are empty, their texts grey.
    """
    top, bottom = (float(mdates.date2num(day)) for day in span)
    at = [float(mdates.date2num(day)) for day in days]
    lanes = _lanes(at, whose, headings)
    ax.set_xlim(-0.05, len(lanes))
    ax.set_ylim(bottom, top)
    if style.is_narrow():
        _make_room(ax, texts, headings)
    letters, line = _room(ax, lanes=len(lanes))
    written, rooms = _fitting(texts, letters, line, lanes, bottom - top)
    empty = list(to_come) or [False] * len(days)
    _name_lanes(ax, headings, looks, top - line)
    for place, mine in enumerate(lanes):
        ax.vlines(place, top, bottom, color=style.GREY, linewidth=2)
        slots = _apart([at[n] for n in mine], [rooms[n] for n in mine], top, bottom)
        for n, slot in zip(mine, slots, strict=True):
            marker, color = looks[whose[n]]
            edge = style.GREY if empty[n] else color
            fill = style.PAPER if empty[n] or marker.isupper() else color
            ink = style.QUIET if empty[n] else color if style.is_narrow() else style.INK
            ax.plot([place, place + 0.05], [at[n], slot], color=style.GREY, linewidth=0.9, zorder=1)
            ax.plot(place, at[n], marker, color=edge, markerfacecolor=fill, markersize=9, zorder=3)
            ax.text(place + 0.065, slot, written[n], va="center", color=ink)
    ax.yaxis_date()
    ax.grid(visible=not style.is_narrow())  # there it would run through the texts
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)


def _lanes(
    at: Sequence[float], whose: Sequence[str], headings: Mapping[str, str]
) -> list[list[int]]:
    """Give the events of each lane; on a narrow picture all stand in one, by day."""
    if style.is_narrow():
        return [sorted(range(len(at)), key=at.__getitem__)]
    return [[n for n, lane in enumerate(whose) if lane == key] for key in headings]


def _name_lanes(
    ax: Axes, headings: Mapping[str, str], looks: Mapping[str, tuple[str, str]], above: float
) -> None:
    """Write above each lane what it is; where all stand in one, name their marks instead."""
    if not style.is_narrow():
        for place, (key, heading) in enumerate(headings.items()):
            ax.text(place, above, heading, color=looks[key][1], fontweight="bold", va="bottom")
        return
    marks = []
    for key, heading in headings.items():
        marker, color = looks[key]
        fill = style.PAPER if marker.isupper() else color
        marks += ax.plot(
            [], [], marker, color=color, markerfacecolor=fill, markersize=9, label=heading
        )
    ax.legend(
        handles=marks, loc="lower left", bbox_to_anchor=(0, 1.01),
        labelcolor=[looks[key][1] for key in headings],
        prop={"weight": "bold"}, handletextpad=0.2, borderpad=0, borderaxespad=0.2,
    )  # fmt: skip


def _make_room(ax: Axes, texts: Sequence[str], headings: Mapping[str, str]) -> None:
    """Make a narrow picture so high that all texts of its one lane stand below each other."""
    figure = cast("Figure", ax.get_figure(root=True))
    letters, _ = _room(ax, lanes=1)
    lines = sum(
        0.4 + sum(len(wrap(part, letters)) for part in in_language(text).splitlines())
        for text in texts
    )
    size = mpl.rcParams["font.size"] / 72
    needed = (1.35 * lines + HEAD_ROOM + 1.6 * len(headings)) * size
    figure.set_figheight(max(figure.get_figheight(), needed))


def _room(ax: Axes, lanes: int) -> tuple[int, float]:
    """Say how many letters a line of a lane holds, and how high a line is on the scale."""
    wide, high = cast("Figure", ax.get_figure(root=True)).get_size_inches()
    size = mpl.rcParams["font.size"] / 72
    bottom, top = ax.get_ylim()
    letters = (wide - SCALE_ROOM * size) / lanes / (LETTER * size)
    if style.is_narrow():  # a line of few letters differs more from the mean
        letters *= 0.93
    return int(letters), 1.3 * size / (high - HEAD_ROOM * size) * (bottom - top)


def _fitting(
    texts: Sequence[str], letters: int, line: float, lanes: Sequence[list[int]], span: float
) -> tuple[list[str], list[float]]:
    """Break texts to a lane's width; where one lane has too little room, keep first lines alone."""
    parts = [in_language(text).splitlines() for text in texts]
    for kept in (parts, [lines[:1] for lines in parts]):
        written = ["\n".join(fill(part, letters) for part in lines) for lines in kept]
        rooms = [line * (text.count("\n") + 1.4) for text in written]
        if all(sum(rooms[n] for n in mine) <= span for mine in lanes):
            break
    return written, rooms


def _apart(
    places: Sequence[float], rooms: Sequence[float], top: float, bottom: float
) -> list[float]:
    """Move middles apart, as little as needed, so that each has its room within the scale."""
    slots: list[float] = []
    edge = top
    for place, room in zip(places, rooms, strict=True):
        slots.append(max(place, edge + room / 2))
        edge = slots[-1] + room / 2
    edge = bottom
    for n in range(len(slots) - 1, -1, -1):
        slots[n] = min(slots[n], edge - rooms[n] / 2)
        edge = slots[n] - rooms[n] / 2
    return slots
