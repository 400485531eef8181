"""The exhibits of the second case: its text, a sketch of the canal, ships by who counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.dates as mdates
import pandas as pd

from lessons.kit.data import in_language, source, table
from lessons.kit.exhibits import charts, style
from lessons.kit.exhibits.board import Board
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.withheld import withheld
from lessons.kit.exhibits.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lessons.kit.exhibits.words import Say

#: Who has a series of its own, with its colour and its sign.
SERIES = {"Leth Agencies": (style.BLUE, "o"), "Suez Canal Authority": (style.VERMILION, "s")}
#: The report itself, and one of the same day to compare it with.
CASE, COMPARED = "SUEZ01", "SUEZ02"
#: What stands above the first paragraph.
ABOVE = ("headline", "below_headline")
words = Words(__name__)


def text() -> Board:
    """Show the report part by part: what it states in our words, and its own words.

    Returns
    -------
    Board
        One row for each statement, to choose by part and by when it is judged.
    """
    rows = table("second_case")
    say = words("text", count=len(rows), day=_day())
    return Board.of(
        say,
        rows.assign(part=[_part(say, number) for number in rows["paragraph"].str[1:].astype(int)]),
        filters={"part": (), "asked": ("before", "after")},
        hidden=["asked"],
        sources=[CASE],
    )


def board() -> Board:
    """Show every statement of the report with our verdict and what it rests on.

    Returns
    -------
    Board
        One row for each statement. In an edition without answers a sentence stands for it.
    """
    rows = table("second_case")
    say = words("board", count=len(rows), day=_day())
    if "verdict" not in rows:
        return withheld(Board, say.text("title"))
    return Board.of(
        say,
        rows,
        filters={"verdict": (), "asked": ("before", "after")},
        hidden=["asked"],
        sources=[CASE, COMPARED],
    )


def _day() -> pd.Timestamp:
    """Give the day of the report."""
    return pd.Timestamp(source(CASE).date)


def _part(say: Say, number: int) -> str:
    """Name a part of the report: its headline, the line below, its paragraphs from 1."""
    if number < len(ABOVE):
        return say(ABOVE[number])
    return say("paragraph", number=number + 1 - len(ABOVE))


def waiting() -> Exhibit:
    """Show how many ships waited, a line for each who counted more than once.

    Returns
    -------
    Exhibit
        Ships, 24 March to 5 April 2021. Counts of different counters are never joined.
    """
    rows = table("ships_waiting")
    say = words("waiting", first=rows["date"].min(), last=rows["date"].max())
    fig, ax = style.figure("wide")
    others = rows[~rows["counter"].isin(SERIES)]
    ax.scatter(others["date"], others["ships"], s=60, color=style.GREY, marker="D", zorder=3)
    for counter, (color, sign) in SERIES.items():
        _series(ax, rows[rows["counter"] == counter], color, sign)
    _names(ax, say, rows)
    ax.set_ylim(0, 520)
    ax.set_xlim(pd.Timestamp("2021-03-22"), pd.Timestamp("2021-04-06"))
    ax.xaxis.set_major_locator(mdates.DayLocator(interval=4 if style.is_narrow() else 2))
    ax.xaxis.set_major_formatter(charts.DAYS)
    day = rows["date"].mode().iloc[-1]
    on_it = rows[rows["date"] == day]["ships"]
    return say.exhibit(
        figure=fig,
        table=rows,
        sources=rows["source"],
        day=day,
        many=len(on_it),
        low=on_it.min(),
        high=on_it.max(),
    )


def _series(ax: Axes, rows: pd.DataFrame, color: str, sign: str) -> None:
    """Draw one counter's series: the line breaks where what is counted changes."""
    for counts, part in rows.groupby("counts", sort=False):
        whole = counts == "all that wait"
        ax.plot(
            part["date"],
            part["ships"],
            color=color,
            marker=sign,
            markersize=8,
            linestyle="-" if whole else (0, (2, 2)),
            markerfacecolor=color if whole else style.PAPER,
            zorder=4,
        )


def _names(ax: Axes, say: Say, rows: pd.DataFrame) -> None:
    """Name the series beside them."""
    whole = rows[rows["counts"] == "all that wait"]
    for (name, (color, _)), last, shift in zip(
        SERIES.items(), ("date", "ships"), ((8, 6), (14, -2)), strict=True
    ):
        at = whole[whole["counter"] == name].sort_values(last).iloc[-1]
        _beside(ax, in_language(name), at, shift, color, bold=True)
    some = rows[rows["counts"] != "all that wait"].iloc[0]
    _beside(
        ax,
        charts.broken(ax, say("some"), 0.25 if style.is_narrow() else 0.4),
        some,
        (-8, -56 if style.is_narrow() else -26),
        SERIES[some["counter"]][0],
        left=True,
    )
    single = rows[~rows["counter"].isin(SERIES)]
    one = single[single["date"] == single["date"].unique()[2]].iloc[0]
    _beside(ax, say("others"), one, (-10, -4), style.QUIET, left=True)


def _beside(
    ax: Axes,
    words: str,
    row: pd.Series,
    shift: tuple[float, float],
    color: str,
    *,
    bold: bool = False,
    left: bool = False,
) -> None:
    ax.annotate(
        words,
        (row["date"], row["ships"]),
        shift,
        textcoords="offset points",
        ha="right" if left else "left",
        color=color,
        fontweight="bold" if bold else "normal",
        bbox=charts.ON_PAPER,
    )


def sketch() -> Exhibit:
    """Sketch the canal with the place of the ship, and the voyage by canal and round Africa.

    Returns
    -------
    Exhibit
        Two drawings through given points, without coasts: no map to measure on.
    """
    points = table("canal_points")
    canal = points[points["part"] == "canal"].sort_values("order")
    route = points[points["part"] == "route"].sort_values("order")
    say = words("sketch")
    fig, (left, right) = style.figure("wide", cols=2, width_ratios=(2, 3))
    _draw_canal(left, say, canal)
    _draw_voyage(right, say, canal, route)
    return say.exhibit(
        figure=fig, table=points.sort_values(["part", "order"]), sources=points["source"]
    )


def _draw_canal(ax: Axes, say: Say, canal: pd.DataFrame) -> None:
    ax.set_title(say("canal"))
    ax.plot(canal["lon"], canal["lat"], color=style.BLUE, linewidth=3, zorder=1)
    ship = canal["name"] == "Where the ship lay"
    towns = canal[~ship]
    ax.scatter(towns["lon"], towns["lat"], s=40, color=style.INK, zorder=2)
    here = canal[ship].iloc[0]
    ax.scatter(here["lon"], here["lat"], s=150, marker="X", color=style.VERMILION, zorder=3)
    for _, one in canal.iterrows():
        at_south = one["name"] == "Suez"
        ax.annotate(
            in_language(one["name"]),
            (one["lon"], one["lat"]),
            (-8, -14 if at_south else 8 if one["name"] == here["name"] else 0),
            textcoords="offset points",
            ha="right",
            color=style.VERMILION if one["name"] == here["name"] else style.INK,
            fontweight="bold" if one["name"] == here["name"] else "normal",
            bbox=charts.ON_PAPER,
        )
    ax.set(xlim=(31.75, 32.75), ylim=(29.8, 31.4))
    ax.set_aspect(1.16)  # a degree east is shorter than a degree north, at 30° north
    _bare(ax)


def _draw_voyage(ax: Axes, say: Say, canal: pd.DataFrame, route: pd.DataFrame) -> None:
    ax.set_title(say("voyage"))
    port, cape, goal = (route.iloc[n] for n in range(3))
    south = canal.iloc[-1]
    by_canal = pd.DataFrame([port, south, goal])
    round_africa = pd.DataFrame([port, cape, goal])
    ax.plot(by_canal["lon"], by_canal["lat"], color=style.BLUE, linewidth=2.5)
    ax.plot(
        round_africa["lon"], round_africa["lat"],
        color=style.VERMILION, linewidth=2.5, linestyle=(0, (4, 2)),
    )  # fmt: skip
    for one, (dx, dy), ha in (
        (port, (-44, -5), "right"), (cape, (0, -16), "center"),
        (goal, (10, 0), "left"), (south, (10, 6), "left"),
    ):  # fmt: skip
        ax.scatter(one["lon"], one["lat"], s=40, color=style.INK, zorder=3)
        ax.annotate(
            in_language(one["name"]), (one["lon"], one["lat"]), (dx, dy),
            textcoords="offset points", ha=ha,
        )  # fmt: skip
    ax.set(xlim=(-15, 118), ylim=(-50, 62))
    ax.text(62, 30, say("by_canal"), color=style.BLUE, fontweight="bold", ha="left")
    ax.text(66, -26, say("round_africa"), color=style.VERMILION, fontweight="bold", ha="left")
    _bare(ax)


def _bare(ax: Axes) -> None:
    ax.set(xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set_visible(False)
