"""The map and the charts of the lesson on the call: who spoke where, when, and who told us."""

from __future__ import annotations

import datetime as dt
from functools import partial
from textwrap import fill
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.patches import FancyBboxPatch
from shapely import LineString

from lessons.kit.data import atlas, date_text, in_language, none_of, table
from lessons.kit.exhibits import charts, maps, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.maps import BORDERS
from lessons.kit.exhibits.switch import Switch
from lessons.kit.exhibits.texts import namecards
from lessons.kit.exhibits.words import Words, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

words = Words(__name__)

#: The two conversations of December, and the places that they joined.
CALLS = {
    "Video call of 7 December": ("Washington, D.C.", "Sochi"),
    "Call of 30 December": ("Wilmington (Delaware)", "Moscow"),
}
#: How far the line of each call bows up or down in its middle, in kilometres of the map.
BOWS = {"Video call of 7 December": -2100, "Call of 30 December": 700}
#: The talks that the article announces; their rows of the timeline say where.
TALKS = ["Talks in Geneva", "Talks in Brussels", "Talks in Vienna"]


def where(*, labels: bool = True) -> Exhibit:
    """Show which places the calls joined, and where the talks were to be held.

    Parameters
    ----------
    labels : bool
        Whether names are written on the map; a handout for practice has none.

    Returns
    -------
    Exhibit
    """
    timeline = table("timeline").set_index("name")
    places = table("places").set_index("name")
    tables = places.loc[timeline.loc[TALKS, "place"]]
    pieces = atlas.disputed()
    say = words("where", states=len(table("osce_states")))

    m = maps.Map("atlantic")
    m.hatch(pieces)
    for call, bow in BOWS.items():
        path = _bowed(gpd.GeoSeries.from_xy(*_ends(places, call), crs=4326).to_crs(m.crs), bow)
        m.line(gpd.GeoSeries([path], crs=m.crs), style.VERMILION, linewidth=2.4)
        if labels:
            top = path.interpolate(0.5, normalized=True)
            day = say("day", day=timeline["date"][call])
            m.write(day, at=(top.x / 1000, top.y / 1000), fontweight="bold")
    if labels:
        m.label()
    m.dots(tables, style.BLUE, s=110, marker="s", zorder=7)
    entries = [
        (say("call"), {"facecolor": style.VERMILION}),
        (say("talks"), {"facecolor": style.BLUE}),
        maps.not_held(),
    ]
    m.key(entries)

    joined = [
        (place, *timeline.loc[call, ["title", "date"]]) for call in CALLS for place in CALLS[call]
    ]
    talks = [(timeline.loc[one, "place"], say("talks_with", who=say(one)), pd.NaT) for one in TALKS]
    return say.exhibit(
        figure=m.figure,
        table=pd.DataFrame([*joined, *talks], columns=["place", "what", "when"]),
        sources=[*timeline.loc[list(CALLS), "source"], "AFP", "GEO", BORDERS],
        view=maps.viewpoint_line(pieces),
        call=timeline.loc["Call of 30 December", "date"],
        video=timeline.loc["Video call of 7 December", "date"],
    )


def _ends(places: pd.DataFrame, call: str) -> tuple[pd.Series[float], pd.Series[float]]:
    ends = places.loc[list(CALLS[call])]
    return ends["lon"], ends["lat"]


def _bowed(ends: gpd.GeoSeries, bow: float) -> LineString:
    """Join two points by a bow: a call has no way over the ground, so none is drawn."""
    (x, y), (to_x, to_y) = zip(ends.x, ends.y, strict=True)
    top = ((x + to_x) / 2, (y + to_y) / 2 + 2000 * bow)
    steps = np.linspace(0, 1, 60)
    across = (1 - steps) ** 2 * x + 2 * steps * (1 - steps) * top[0] + steps**2 * to_x
    up = (1 - steps) ** 2 * y + 2 * steps * (1 - steps) * top[1] + steps**2 * to_y
    return LineString(np.column_stack([across, up]))


# Who speaks with whom, and who tells us.

#: Where each person's card stands in the picture: across and down.
STANDS = {
    "Joe Biden": (1.05, 0.8), "Vladimir Putin": (8.95, 0.8),
    "Antony Blinken": (1.05, 2.8), "Volodymyr Zelenskyy": (5.2, 2.8), "Sergey Lavrov": (8.95, 2.8),
    "(unnamed)": (1.05, 4.9), "Emily Horne": (3.15, 4.9), "Ned Price": (5.75, 4.9),
    "Dmitry Peskov": (7.85, 4.9),
}  # fmt: skip
#: Arrows that go down beside the middle of the card, to pass the cards below.
ARROW_AT = {"Volodymyr Zelenskyy": 4.45, "Sergey Lavrov": 9.4}
CARD = (2.0, 1.3)
FLOOR = 6.6
FIRST_DAY = "2021-12-28"
VIEWS = ("talks", "tells", "names")


def who_speaks() -> Switch:
    """Let the learner choose between the talks, the telling, and the names in the article.

    Returns
    -------
    Switch
        The picture of :func:`people` in three views.
    """
    say = words("who_speaks")
    return Switch(
        say("question"),
        {say(view): partial(people, view) for view in VIEWS},
        paper=[say("talks"), say("tells")],
    )


def people(view: str = "talks") -> Exhibit:
    """Show the people around the call of 30 December 2021, and what goes between them.

    Parameters
    ----------
    view : {"talks", "tells", "names"}
        The calls, the words to reporters and the public, or whom the article names.

    Returns
    -------
    Exhibit

    Raises
    ------
    ValueError
        If there is no such view.
    """
    if view not in VIEWS:
        raise ValueError(none_of(view, VIEWS))
    persons = table("actors").set_index("name").loc[list(STANDS)]
    contacts = _contacts().query("date >= @FIRST_DAY and speaker in @STANDS")
    between = contacts["listener"].isin(list(STANDS))
    lines = {"talks": contacts[between], "tells": contacts[~between], "names": contacts}[view]
    named = ~persons["name_in_article"].str.startswith("(") & ~persons.index.str.startswith("(")
    lit = {
        "talks": {*lines["speaker"], *lines["listener"]},
        "tells": set(lines["speaker"]),
        "names": set(persons.index[named]),
    }[view]
    say = words("people", lit=len(lit), people=len(persons))

    fig, ax = style.figure("map")
    ax.set_xlim(0, 10)
    ax.set_ylim(7.2 if view == "tells" else 5.75, 0)
    ax.set_axis_off()
    if view == "talks":
        _draw_calls(ax, lines, say.each("call", lines))
    if view == "tells":
        _draw_telling(ax, sorted(lit), say("public"))
    for name, person in persons.iterrows():
        _card(ax, str(name), person["role"], lit=name in lit)

    filled = [name for name in STANDS if name in lit]
    between_two = lines if view == "talks" else lines.iloc[:0]
    countries = table("osce_states").set_index("iso3")["country"][persons["country_iso3"].unique()]
    return say.exhibit(
        figure=fig,
        title=view,
        table=lines,
        sources=lines["source"],
        on_screen=namecards.as_html(
            {
                in_language(country): [
                    namecards.Card(str(name), person["role"].split(" (")[0], lit=name in lit)
                    for name, person in persons[persons["country_iso3"] == iso3].iterrows()
                ]
                for iso3, country in countries.items()
            },
            say.text("alt", filled=filled),
            say.each("between", between_two),
        ),
        first=contacts["date"].min(),
        last=contacts["date"].max(),
        filled=filled,
    )


def _contacts() -> pd.DataFrame:
    """Give the contacts of the table with the people's names."""
    names = table("actors").set_index("id")["name"]
    contacts = table("contacts")
    return contacts.assign(
        speaker=contacts["speaker"].map(names),
        listener=contacts["listener"].map(names).fillna(contacts["listener"]),
    )


def _draw_calls(ax: Axes, calls: pd.DataFrame, texts: list[str]) -> None:
    for (_, call), text in zip(calls.iterrows(), texts, strict=True):
        (x, y), (to_x, _) = STANDS[call["speaker"]], STANDS[call["listener"]]
        arrow = {"arrowstyle": "<|-|>", "color": style.BLUE, "linewidth": 3}
        ax.annotate("", (to_x - CARD[0] / 2, y), (x + CARD[0] / 2, y), arrowprops=arrow)
        ax.text((x + to_x) / 2, y - 0.1, text, ha="center", va="bottom", fontsize="small")


def _draw_telling(ax: Axes, speakers: list[str], text: str) -> None:
    arrow = {"arrowstyle": "-|>", "color": style.VERMILION, "linewidth": 2.4, "linestyle": "--"}
    for name in speakers:
        x, y = STANDS[name]
        x = ARROW_AT.get(name, x)
        ax.annotate("", (x, FLOOR), (x, y + CARD[1] / 2), arrowprops=arrow)
    ax.text(5, FLOOR + 0.1, text, ha="center", va="top", fontweight="bold")


def _card(ax: Axes, name: str, role: str, *, lit: bool) -> None:
    (x, y), (width, height) = STANDS[name], CARD
    ax.add_patch(
        FancyBboxPatch(
            (x - width / 2, y - height / 2), width, height,
            boxstyle="round,pad=0,rounding_size=0.12",
            facecolor=style.BLUE if lit else style.PAPER, edgecolor=style.GREY,
        )
    )  # fmt: skip
    color = style.PAPER if lit else style.INK
    look: dict[str, Any] = {"ha": "center", "color": color, "linespacing": 0.95}
    above, below = fill(in_language(name), 14), fill(in_language(role).split(" (")[0], 19)
    ax.text(x, y - height / 2 + 0.1, above, va="top", fontweight="bold", **look)
    ax.text(x, y + height / 2 - 0.1, below, va="bottom", fontsize="small", **look)


# The clocks.

#: Room before and after the bars.
HOURS = dt.timedelta(hours=4)


def clocks(call: str = "30 December 2021") -> Exhibit:
    """Show when a call began and ended, by the clocks of five places.

    Parameters
    ----------
    call : {"30 December 2021", "7 December 2021"}
        The day of a call between the two presidents.

    Returns
    -------
    Exhibit
        One bar a place, on a scale of local time.

    Raises
    ------
    ValueError
        If the times of a call on that day are not known.

    Examples
    --------
    >>> clocks("30 December 2021").table["Ended"].iloc[3]
    '31 December, 00:25'
    """
    timed = _timed_call(call)
    begun, ended = (
        dt.datetime.combine(timed["date"], dt.time.fromisoformat(timed[end]), dt.UTC)
        for end in ("start_utc", "end_utc")
    )
    places = table("clocks")
    zones = [ZoneInfo(zone) for zone in places["zone"]]
    bars = places.assign(
        start=[begun.astimezone(zone).replace(tzinfo=None) for zone in zones],
        end=[ended.astimezone(zone).replace(tzinfo=None) for zone in zones],
    )
    across = bars.loc[bars["start"].dt.date != bars["end"].dt.date, "place"].to_list()
    midnight = dt.datetime.combine(begun.date() + dt.timedelta(days=1), dt.time())
    say = words("clocks", begun=begun, ended=ended, minutes=(ended - begun).seconds // 60)

    fig, ax = style.figure("wide")
    ax.axvline(midnight, color=style.INK, linestyle=(0, (4, 3)))
    for day, align in ((begun, "right"), (midnight, "left")):
        ax.text(midnight, -0.72, f"  {write(day, 'day')}  ", ha=align, fontweight="bold")
    spans = say.each("span", bars)
    for row, (_, bar) in enumerate(bars.iterrows()):
        start, end = bar["start"], bar["end"]
        color, hatch = (style.VERMILION, "////") if bar["place"] in across else (style.BLUE, "")
        ax.barh(row, end - start, left=start, height=0.55, color=color, hatch=hatch,
                edgecolor=style.PAPER)  # fmt: skip
        at, align = (start, "right") if end < midnight else (end, "left")
        ax.text(at, row, f"  {spans[row]}  ", ha=align, va="center", fontweight="bold")
    ax.set_yticks(range(len(bars)), in_language(places["place"]))
    ax.set_ylim(len(bars) - 0.4, -0.9)
    room, step = (3 * HOURS, 6) if style.is_narrow() else (HOURS, 3)
    ax.set_xlim(bars["start"].min() - room, bars["end"].max() + room)
    ax.xaxis.set_major_locator(mdates.HourLocator(byhour=range(0, 24, step)))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%H:%M"))
    ax.grid(visible=False, axis="y")

    return say.exhibit(
        figure=fig,
        title="across" if across else "same",
        table=bars.assign(
            began=[say("moment", time=time) for time in bars["start"]],
            ended=[say("moment", time=time) for time in bars["end"]],
        ),
        sources=[timed["source"], *places["source"]],
        across=across,
        places=len(bars),
        bars=say.each("bar", bars),
    )


def _timed_call(day: str) -> pd.Series[Any]:
    """Return the contact of a day whose times are known; its number will do as well."""
    timed = table("contacts").query("start_utc != '' and end_utc != ''")
    days = timed["date"]
    in_english = pd.Series([f"{date.day} {date:%B %Y}" for date in days], timed.index)
    found = timed[(timed["id"] == day) | (in_english == day) | (days.map(date_text) == day)]
    if found.empty:
        known = "; ".join(days.map(date_text))
        raise ValueError(words("clocks")("unknown", day=day, known=known))
    return found.iloc[0]


# Who answers for a statement.

#: How claims.csv attributes a statement, put into four groups.
ANSWERS = {
    "person": ["Peskov", "Price", "Lavrov", "Zelenskyy"],
    "government": ["Russia", "US officials", "United States", "Western officials"],
    "official": ["senior administration official", "a US official", "administration official"],
    "nobody": ["article voice", "headline", "byline", "unnamed reports"],
}  # fmt: skip


def who_answers() -> Exhibit:
    """Count the statements of the article by who stands behind them.

    Returns
    -------
    Exhibit
        One bar a kind of source.
    """
    claims = table("claims")
    group = {name: kind for kind, names in ANSWERS.items() for name in names}
    say = words("who_answers")
    found = claims["attributed_to"].map(group).value_counts().reindex(list(ANSWERS))
    counts = pd.DataFrame({"kind": [say(kind) for kind in ANSWERS], "count": found})

    fig, ax = style.figure("strip")
    charts.bars(
        ax,
        names=[write(kind, "Capital") for kind in counts["kind"]],
        values=list(counts["count"]),
        labels=[write(count) for count in counts["count"]],
        colors=[style.BLUE, style.BLUE, style.VERMILION, style.GREY],
        hatches=["", "//", "", ".."],
    )

    return say.exhibit(
        figure=fig,
        table=counts.reset_index(drop=True),
        sources=["ART"],
        nobody=counts.loc["nobody", "count"],
        statements=len(claims),
        bars=say.each("bar", counts),
    )


# Thirty years.

#: How an event stands in the article, from the plainest to what it leaves out, and its mark.
MARKS = {
    "named": ("o", style.BLUE),
    "hinted at": ("D", style.BLUE),
    "left out": ("s", style.VERMILION),
}


def thirty_years() -> Switch:
    """Let the learner add to the line of time what the article only hints at, or leaves out.

    Returns
    -------
    Switch
        The picture of :func:`events` in three depths.
    """
    say = words("events")
    return Switch(
        words("thirty_years")("question"), {say(depth): partial(events, depth) for depth in MARKS}
    )


def events(depth: str = "left out") -> Exhibit:
    """Show the past that the article leans on, from 1991 to 2021.

    Parameters
    ----------
    depth : {"named", "hinted at", "left out"}
        Down to which events: those that the article names, hints at as well, or leaves out.

    Returns
    -------
    Exhibit

    Raises
    ------
    ValueError
        If there is no such depth.
    """
    say = words("events")
    depths = {**{say(depth): depth for depth in MARKS}, **{depth: depth for depth in MARKS}}
    if depth not in depths:
        raise ValueError(none_of(depth, MARKS))
    down_to = list(MARKS)[: list(MARKS).index(depths[depth]) + 1]
    told = table("article_events")[["event", "short", "how"]]
    past = told.merge(table("timeline"), left_on="event", right_on="id")
    shown = past[past["how"].isin(down_to)]
    span = pd.Timestamp("1991-01-01"), pd.Timestamp("2022-01-31")

    fig, ax = style.figure("map")
    charts.timeline(
        ax,
        list(shown["date"]),
        say.each("event", shown),
        whose=list(shown["how"]),
        headings={
            "named": say("named alone"),
            "hinted at": say("hinted at alone"),
            "left out": say("left out alone"),
        },
        looks=MARKS,
        span=span,
    )
    charts.years_down(ax)

    counts = past["how"].value_counts()
    return say.exhibit(
        figure=fig,
        title=depths[depth],
        table=shown,
        sources=["ART", *shown["source"]],
        named=counts["named"],
        hinted=counts["hinted at"],
        left_out=counts["left out"],
        first=past.loc[past["how"] == "named", "date"].min(),
        start=past["date"].min(),
        end=past["date"].max(),
        events=len(shown),
        each=say.each("said", shown),
    )
