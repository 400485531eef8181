"""The map and the charts of the lesson on the call: who spoke where, when, and who told us."""

from __future__ import annotations

import datetime as dt
from functools import partial
from textwrap import fill
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import matplotlib.dates as mdates
import pandas as pd
from matplotlib.patches import FancyBboxPatch
from shapely import LineString

from lessons.kit.data import atlas, date_text, table, value
from lessons.kit.exhibits import charts, maps, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.switch import Switch

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BORDERS = "NATE"

#: The two conversations of December, rows of the timeline, and the places that they joined.
CALLS = {
    "T44": ("Washington, D.C.", "Sochi"),
    "T48": ("Wilmington (Delaware)", "Moscow"),
}
#: The talks that the article announces, and who was to meet; the rows say where.
TALKS = {
    "T49": "United States and Russia",
    "T50": "NATO and Russia",
    "T51": "the 57 states of the OSCE",
}


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
    timeline = table("timeline").set_index("id")
    places = table("places").set_index("name")
    calls = gpd.GeoSeries([_path(places.loc[list(ends)]) for ends in CALLS.values()], crs=4326)
    tables = places.loc[timeline.loc[list(TALKS), "place"]]
    pieces = atlas.disputed()

    m = maps.Map("atlantic")
    m.hatch(pieces)
    m.line(calls, style.VERMILION, linewidth=2.4)
    if labels:
        m.label(more=_days(timeline))
    m.dots(tables, style.BLUE, s=110, marker="s", zorder=7)
    entries = [
        ("Joined by a call in December 2021", {"facecolor": style.VERMILION}),
        ("Talks planned for January 2022", {"facecolor": style.BLUE}),
        ("Not held by its government", maps.HATCHED),
    ]
    m.key(entries)

    rows: list[tuple[Any, Any, Any]] = [
        (place, timeline.loc[event, "title"], timeline.loc[event, "date"])
        for event, ends in CALLS.items()
        for place in ends
    ]
    rows += [
        (timeline.loc[event, "place"], f"Talks planned for January 2022: {who}", pd.NaT)
        for event, who in TALKS.items()
    ]
    return Exhibit(
        figure=m.figure,
        title="The call joins Wilmington and Moscow; talks are planned in three other cities, "
        "none of them in Kyiv",
        subtitle="Where the presidents of the United States and Russia were when they spoke in "
        "December 2021, and where talks were to follow.",
        alt="Map of the North Atlantic and Europe. A line joins Wilmington in Delaware with "
        "Moscow, another Washington with Sochi. Squares mark Geneva, Brussels and Vienna. Kyiv, "
        "the capital of Ukraine, has neither.",
        table=pd.DataFrame(rows, columns=["Place", "What", "When"]),
        sources=[*timeline.loc[list(CALLS), "source"].unique(), "AFP", "GEO", BORDERS],
        note=maps.viewpoint_line(pieces),
    )


def _path(ends: pd.DataFrame) -> LineString:
    """Return the shortest way between two places, in steps of about 100 km."""
    (lon, lat), (to_lon, to_lat) = ends[["lon", "lat"]].to_numpy()
    between = maps.EARTH.npts(lon, lat, to_lon, to_lat, 80)
    return LineString([(lon, lat), *between, (to_lon, to_lat)])


def _days(timeline: pd.DataFrame) -> dict[str, str]:
    """Say on which day each place was joined by a call."""
    dates: dict[Any, Any] = timeline["date"].to_dict()
    return {
        place: date_text(dates[event]).removesuffix(" 2021")
        for event, ends in CALLS.items()
        for place in ends
    }


# Who speaks with whom, and who tells us.

#: Where each person's card stands in the picture: across and down.
STANDS = {
    "A01": (1.05, 0.8), "A02": (8.95, 0.8),
    "A05": (1.05, 2.8), "A06": (5.2, 2.8), "A04": (8.95, 2.8),
    "A08": (1.05, 4.9), "A10": (3.15, 4.9), "A07": (5.75, 4.9), "A03": (7.85, 4.9),
}  # fmt: skip
#: Arrows that go down beside the middle of the card, to pass the cards below.
ARROW_AT = {"A06": 4.45, "A04": 9.4}
CARD = (2.0, 1.3)
FLOOR = 6.6
FIRST_DAY = "2021-12-28"


def who_speaks() -> Switch:
    """Let the learner choose between the talks, the telling, and the names in the article.

    Returns
    -------
    Switch
        The picture of :func:`people` in three views.
    """
    views = {
        "Who speaks with whom": "talks",
        "Who tells the public": "tells",
        "Whom the article names": "names",
    }
    return Switch(
        "Show me",
        {label: partial(people, view) for label, view in views.items()},
        paper=list(views)[:2],
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
    contacts = table("contacts").query("date >= @FIRST_DAY")
    between = contacts["listener"].isin(list(STANDS))
    shown = {"talks": contacts[between], "tells": contacts[~between], "names": contacts}
    if view not in shown:
        raise ValueError(f"There is no view {view!r}; choose one of {', '.join(shown)}.")
    lines = shown[view]
    persons = table("actors").set_index("id").loc[list(STANDS)]
    named = ~persons["name_in_article"].str.startswith("(") & ~persons["name"].str.startswith("(")
    lit = {
        "talks": {*lines["speaker"], *lines["listener"]},
        "tells": set(lines["speaker"]),
        "names": set(persons.index[named]),
    }[view]
    titles = {
        "talks": "Two calls in two days, and the United States is on the line in both",
        "tells": f"{len(lit)} people tell the public before the call; one of them has no name",
        "names": f"The article names {len(lit)} of these {len(persons)} people, but not its main "
        "source",
    }

    fig, ax = style.figure("map")
    ax.set_xlim(0, 10)
    ax.set_ylim(7.2 if view == "tells" else 5.75, 0)
    ax.set_axis_off()
    if view == "talks":
        _draw_calls(ax, lines)
    if view == "tells":
        _draw_telling(ax, sorted(lit))
    for key, person in persons.iterrows():
        _card(ax, str(key), person, lit=key in lit)

    return Exhibit(
        figure=fig,
        title=titles[view],
        subtitle="People around the call, 28 to 30 December 2021. Filled cards belong to this view",
        alt=f"{len(persons)} cards with names and offices. Filled: "
        + ", ".join(str(persons.loc[key, "name"]) for key in STANDS if key in lit)
        + ".",
        table=_as_read(lines, persons["name"]),
        sources=list(lines["source"].unique()),
        note="Only what was made public is here. There were other contacts that week. The official "
        "stays unnamed by agreement; Emily Horne is not in the article at all.",
    )


def _draw_calls(ax: Axes, calls: pd.DataFrame) -> None:
    for _, call in calls.iterrows():
        (x, y), (to_x, _) = STANDS[call["speaker"]], STANDS[call["listener"]]
        arrow = {"arrowstyle": "<|-|>", "color": style.BLUE, "linewidth": 3}
        ax.annotate("", (to_x - CARD[0] / 2, y), (x + CARD[0] / 2, y), arrowprops=arrow)
        words = f"{call['channel']}\n{call['date'].day} {call['date']:%B}"
        ax.text((x + to_x) / 2, y - 0.1, words, ha="center", va="bottom", fontsize="small")


def _draw_telling(ax: Axes, speakers: list[str]) -> None:
    arrow = {"arrowstyle": "-|>", "color": style.VERMILION, "linewidth": 2.4, "linestyle": "--"}
    for key in speakers:
        x, y = STANDS[key]
        x = ARROW_AT.get(key, x)
        ax.annotate("", (x, FLOOR), (x, y + CARD[1] / 2), arrowprops=arrow)
    words = "Reporters, and through them the public"
    ax.text(5, FLOOR + 0.1, words, ha="center", va="top", fontweight="bold")


def _card(ax: Axes, key: str, person: pd.Series[Any], *, lit: bool) -> None:
    (x, y), (width, height) = STANDS[key], CARD
    ax.add_patch(
        FancyBboxPatch(
            (x - width / 2, y - height / 2), width, height,
            boxstyle="round,pad=0,rounding_size=0.12",
            facecolor=style.BLUE if lit else style.PAPER, edgecolor=style.GREY,
        )
    )  # fmt: skip
    color = style.PAPER if lit else style.INK
    look: dict[str, Any] = {"ha": "center", "color": color, "linespacing": 0.95}
    ax.text(x, y - height / 2 + 0.1, fill(person["name"], 14), va="top", fontweight="bold", **look)
    role = fill(person["role"].split(" (")[0], 19)
    ax.text(x, y + height / 2 - 0.1, role, va="bottom", fontsize="small", **look)


def _as_read(contacts: pd.DataFrame, names: pd.Series[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "When": contacts["date"],
            "Who": contacts["speaker"].map(names),
            "To whom": contacts["listener"].map(names).fillna(contacts["listener"]),
            "How": contacts["channel"],
            "About": contacts["about"],
            "In the article": contacts["in_article"],
        }
    )


# The clocks.


def clocks(call: str = "H13") -> Exhibit:
    """Show when a call began and ended, by the clocks of five places.

    Parameters
    ----------
    call : {"H13", "H04"}
        Row of the table ``contacts``: the call of 30 December or the video call of 7 December.

    Returns
    -------
    Exhibit
        One bar a place, on a scale of local time.

    Raises
    ------
    ValueError
        If the times of that row are not known.

    Examples
    --------
    >>> clocks("H13").table["Ended"].iloc[3]
    '31 December, 00:25'
    """
    begun, ended = _times(call)
    places = table("clocks")
    rows = [
        (place, *(time.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for time in (begun, ended)))
        for place, zone in zip(places["place"], places["zone"], strict=True)
    ]
    across = [place for place, start, end in rows if start.date() != end.date()]
    midnight = dt.datetime.combine(begun.date() + dt.timedelta(days=1), dt.time())
    earliest = min(start for _, start, _ in rows)
    latest = max(end for *_, end in rows)

    fig, ax = style.figure("wide")
    ax.axvline(midnight, color=style.INK, linestyle=(0, (4, 3)))
    for day, align in ((begun, "right"), (midnight, "left")):
        ax.text(midnight, -0.72, f"  {day.day} {day:%B}  ", ha=align, fontweight="bold")
    for row, (place, start, end) in enumerate(rows):
        color, hatch = (style.VERMILION, "////") if place in across else (style.BLUE, "")
        ax.barh(row, end - start, left=start, height=0.55, color=color, hatch=hatch,
                edgecolor=style.PAPER)  # fmt: skip
        at, align = (start, "right") if end < midnight else (end, "left")
        ax.text(at, row, f"  {start:%H:%M}–{end:%H:%M}  ", ha=align, va="center", fontweight="bold")
    ax.set_yticks(range(len(rows)), list(places["place"]))
    ax.set_ylim(len(rows) - 0.4, -0.9)
    ax.set_xlim(earliest - dt.timedelta(hours=4), latest + dt.timedelta(hours=4))
    ax.xaxis.set_major_locator(mdates.HourLocator(byhour=range(0, 24, 3)))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%H:%M"))
    ax.grid(visible=False, axis="y")

    when = date_text(begun.date())
    minutes = (ended - begun).seconds // 60
    return Exhibit(
        figure=fig,
        title=f"The call ran across midnight in {' and '.join(across)}, and nowhere else"
        if across
        else "The same minutes stand on a different clock in each place",
        subtitle=f"The {minutes} minutes from {begun:%H:%M} to {ended:%H:%M} Universal Time on "
        f"{when}, by the clock on the wall",
        alt="Five bars of the same length on a scale of local time. "
        + "; ".join(f"{place} {start:%H:%M} to {end:%H:%M}" for place, start, end in rows)
        + ".",
        table=pd.DataFrame(
            {
                "Place": places["place"],
                "Began": [_clock(start) for _, start, _ in rows],
                "Ended": [_clock(end) for *_, end in rows],
                "What it has to do with the call": places["why"],
            }
        ),
        sources=[str(value("contacts", call, "source")), *places["source"].unique()],
        note="The times are the White House’s. The clocks are computed from them with Python’s "
        "zoneinfo. Geneva, Brussels and Vienna share a clock, as do Wilmington and Washington.",
    )


def _times(call: str) -> tuple[dt.datetime, dt.datetime]:
    """Return when a call began and ended, in Universal Time."""
    day = value("contacts", call, "date")
    start, end = (str(value("contacts", call, name)) for name in ("start_utc", "end_utc"))
    if not isinstance(day, dt.date) or not (start and end):
        raise ValueError(f"The times of {call} are not known; try H04 or H13.")
    begun, ended = (
        dt.datetime.combine(day, dt.time.fromisoformat(time), dt.UTC) for time in (start, end)
    )
    return begun, ended


def _clock(time: dt.datetime) -> str:
    return f"{time.day} {time:%B, %H:%M}"


# Who answers for a statement.

#: How claims.csv attributes a statement, put into four groups.
ANSWERS = {
    "a person with a name": ["Peskov", "Price", "Lavrov", "Zelenskyy"],
    "a government or “officials”": ["Russia", "US officials", "United States",
                                    "Western officials", "unnamed reports"],
    "one official without a name": ["senior administration official", "a US official",
                                    "administration official"],
    "nobody: the article just says so": ["article voice", "headline", "byline"],
}  # fmt: skip
NOT_STATEMENTS = ["omission", "oddity", "garble"]


def who_answers() -> Exhibit:
    """Count the statements of the article by who stands behind them.

    Returns
    -------
    Exhibit
        One bar a kind of source.
    """
    claims = table("claims").query("kind not in @NOT_STATEMENTS")
    group = {name: kind for kind, names in ANSWERS.items() for name in names}
    counts = claims["attributed_to"].map(group).value_counts().reindex(list(ANSWERS))
    nobody = int(counts.iloc[-1])

    fig, ax = style.figure("strip")
    charts.bars(
        ax,
        names=[kind[0].upper() + kind[1:] for kind in counts.index],
        values=list(counts),
        labels=[str(count) for count in counts],
        colors=[style.BLUE, style.BLUE, style.VERMILION, style.GREY],
        hatches=["", "//", "", ".."],
    )

    return Exhibit(
        figure=fig,
        title=f"For {nobody} of {len(claims)} statements the article names no source at all",
        subtitle="Checkable statements of the article, by whom it gives as the source",
        alt="Four bars: " + "; ".join(f"{kind} {count}" for kind, count in counts.items()) + ".",
        table=pd.DataFrame({"Who answers for it": counts.index, "Statements": list(counts)}),
        sources=["ART"],
        note="Our own count. Many statements without a source are common knowledge and right. The "
        "count leaves out slips of language and what the article doesn’t say.",
    )


# Thirty years.

#: What the control of :func:`thirty_years` offers, and what it shows.
DEPTHS = {
    "names": ["named"],
    "names or hints at": ["named", "hinted at"],
    "names, hints at or leaves out": ["named", "hinted at", "left out"],
}
_MARKS = {
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
    return Switch(
        "Show the events that the article", {depth: partial(events, depth) for depth in DEPTHS}
    )


def events(depth: str = "names, hints at or leaves out") -> Exhibit:
    """Show the past that the article leans on, from 1991 to 2021.

    Parameters
    ----------
    depth : {"names", "names or hints at", "names, hints at or leaves out"}
        How much is shown.

    Returns
    -------
    Exhibit

    Raises
    ------
    ValueError
        If there is no such depth.
    """
    if depth not in DEPTHS:
        raise ValueError(f"There is no depth {depth!r}; choose one of {'; '.join(DEPTHS)}.")
    dates = table("timeline").set_index("id")
    shown = table("article_events").query("how in @DEPTHS[@depth]").reset_index(drop=True)
    days = dates.loc[shown["event"]].reset_index(drop=True)
    counts = table("article_events")["how"].value_counts()

    fig, ax = style.figure("map")
    charts.timeline(
        ax,
        list(days["date"]),
        [
            f"{day:%Y}  {short}" + ("" if how == "named" else f" · {how}")
            for day, short, how in zip(days["date"], shown["short"], shown["how"], strict=True)
        ],
        span=(pd.Timestamp("1991-01-01"), pd.Timestamp("2022-01-31")),
        gap=0.054,
        colors=[_MARKS[how][1] for how in shown["how"]],
        markers=[_MARKS[how][0] for how in shown["how"]],
    )
    ax.yaxis.set_major_locator(mdates.YearLocator(5))
    ax.yaxis.set_major_formatter(mdates.DateFormatter("%Y"))

    first = dates.loc[table("article_events").query("how == 'named'")["event"], "date"].min()
    titles = [
        f"The article names {counts['named']} events of the past, none before {first:%Y}",
        f"It hints at {counts['hinted at']} more, and its memory reaches back to 1991",
        f"{counts['left out']} events that help to understand it are not there at all",
    ]
    return Exhibit(
        figure=fig,
        title=titles[list(DEPTHS).index(depth)],
        subtitle="Events behind the article, 1991 to 2021. Dots: named. Hollow: hinted at. "
        "Squares: left out",
        alt=f"A line of time from 1991 to 2021 with {len(shown)} events. "
        + "; ".join(
            f"{day:%Y} {short}" for day, short in zip(days["date"], shown["short"], strict=True)
        )
        + ".",
        table=pd.DataFrame(
            {
                "When": days["date"],
                "What": days["title"],
                "In the article": shown["how"],
                "How far we checked it": days["status"],
            }
        ),
        sources=["ART", *days["source"].unique()],
        note="Which events help is our choice; another teacher might choose others. A "
        "short article must leave things out. “Unconfirmed” in the table means not yet checked "
        "against the primary document.",
    )
