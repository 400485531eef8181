"""The maps of the lesson on Crimea: one place seen two ways, and how the world's states voted."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import matplotlib.dates as mdates
import pandas as pd

from lessons.kit.data import atlas, date_text, in_language, none_of, table
from lessons.kit.exhibits import charts, maps, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.maps import BORDERS
from lessons.kit.exhibits.switch import Switch
from lessons.kit.exhibits.words import Say, Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

words = Words(__name__)

RUSSIA = "#D9D3C7"
#: The Assembly's first vote on Ukraine, a row of the table of votes.
RESOLUTION = "68/262"

#: How each answer is drawn: the colours differ in a grey copy as well, and two are hatched.
VOTES: dict[str, dict[str, str]] = {
    "yes": {"facecolor": style.BLUE},
    "no": {"facecolor": style.VERMILION, "edgecolor": style.INK, "hatch": "xxx"},
    "abstain": {"facecolor": "#C9C2B4", "hatch": "///"},
    "absent": {"facecolor": style.PAPER},
}
#: km². A state smaller than this is shown as a dot as well: on a world map it can't be seen.
SMALL = 3_000


def two_views(*, labels: bool = True) -> Exhibit:
    """Show Crimea in the UN General Assembly's view, and by who controls the ground.

    Parameters
    ----------
    labels : bool
        Whether names are written on the maps; a handout for practice has none.

    Returns
    -------
    Exhibit
    """
    pieces = atlas.disputed()
    crimea = pieces[pieces["name"].str.contains("Crimea|Sevastopol")]
    held = crimea["since"].iloc[0]
    days = table("timeline").set_index("name")["date"]
    say = words("two_views", year=held.year)

    sheet = maps.Sheet("crimea", cols=2)
    for view in atlas.VIEWPOINTS:
        countries = atlas.countries(viewpoint=view)
        m = sheet.map(say(view), viewpoint=view)
        m.fill(countries.query("iso3 == 'UKR'"), maps.SUBJECT, edgecolor=style.INK)
        m.fill(countries.query("iso3 == 'RUS'"), RUSSIA, edgecolor=style.INK)
        m.hatch(crimea)
        if labels:
            m.label()
        if view == "un":
            m.scale_bar(100)
    entries = [
        (say("ukraine"), {"facecolor": maps.SUBJECT}),
        (say("russia"), {"facecolor": RUSSIA}),
        (say("held"), maps.HATCHED),
    ]
    sheet.key(entries)

    return say.exhibit(
        figure=sheet.figure,
        table=crimea.assign(
            part_of=say("ukraine"),
            since=maps.since(crimea),
            area=crimea["area_km2"].round(-2).astype(int),
        ),
        sources=[BORDERS, "MFAMX", "UNV", "I112E"],
        view=maps.viewpoint_line(crimea),
        voted=_vote()["date"],
        resolution=RESOLUTION,
        held=held,
        found=days["Court on Crimea"],
        treaty=days["Treaty on Crimea"],
    )


def assembly_vote() -> Exhibit:
    """Show how the states of the world voted on General Assembly resolution 68/262.

    Returns
    -------
    Exhibit
        Votes by state, 27 March 2014.
    """
    votes, day = table("assembly_vote_2014"), _vote()["date"]
    states = atlas.countries(on=f"{day:%Y-%m-%d}").merge(votes[["iso3", "vote"]], on="iso3")
    small = states[states.to_crs("ESRI:54034").area / 1e6 < SMALL]
    count: dict[str, Any] = {answer: int((votes["vote"] == answer).sum()) for answer in VOTES}
    say, answer_of = words("assembly_vote"), words("votes")

    m = maps.Map("world", on=f"{day:%Y-%m-%d}")
    for answer, look in VOTES.items():
        gave = states[states["vote"] == answer]
        m.fill(gave, **look)
        tiny = _centres(small[small["vote"] == answer])
        m.dots(tiny, look["facecolor"], edgecolor=style.INK, linewidth=0.7)
    m.key(
        [
            (say("answer", answer=answer_of(answer), count=count[answer]), look)
            for answer, look in VOTES.items()
        ],
        title="",
    )

    return say.exhibit(
        figure=m.figure,
        table=votes,
        sources=["UNV", "UNW14", BORDERS],
        members=len(votes),
        resolution=RESOLUTION,
        against=sorted(votes.loc[votes["vote"] == "no", "country"]),
        day=day,
        **count,
    )


def _vote() -> pd.Series[Any]:
    return table("assembly_votes").query("resolution == @RESOLUTION").iloc[0]


def _centres(states: gpd.GeoDataFrame) -> pd.DataFrame:
    points = states.representative_point()
    return pd.DataFrame({"lon": points.x, "lat": points.y})


# The charts.

#: How a line between Crimea and the mainland is drawn.
LINES = {"solid": "-", "dotted": ":"}


def drawn_by(mapmaker: str = "This kit") -> Exhibit:
    """Show Crimea as one mapmaker draws it.

    Parameters
    ----------
    mapmaker : str
        A mapmaker of the table ``mapmakers``, by its short name.

    Returns
    -------
    Exhibit

    Raises
    ------
    ValueError
        If there is no such mapmaker.
    """
    rules = _rules()
    found = rules[(rules["short"] == mapmaker) | (rules["id"] == mapmaker)]
    if found.empty:
        raise ValueError(none_of(mapmaker, rules["short"]))
    rule = found.iloc[0]
    say = words("drawn_by")

    m = maps.Map("crimea", viewpoint=_view(rule))
    _draw(m, rule)
    m.label()
    m.key(_key(), title="")

    return say.exhibit(
        figure=m.figure,
        table=found,
        sources=[rule["source"], BORDERS],
        mapmaker=rule["mapmaker"],
        how=in_language(rule["how"]).removesuffix("."),
        when=rule["when"],
        about=rule["note"],
    )


def six_maps() -> Exhibit:
    """Show Crimea as six mapmakers draw it, side by side.

    Returns
    -------
    Exhibit
    """
    rules = _rules()
    say = words("six_maps", maps=len(rules))

    sheet = maps.Sheet("crimea", rows=2, cols=3)
    for _, rule in rules.iterrows():
        _draw(sheet.map(in_language(rule["short"]), viewpoint=_view(rule)), rule)
    sheet.key(_key())

    return say.exhibit(
        figure=sheet.figure,
        table=rules,
        sources=[*rules["source"], BORDERS],
        first=rules["date"].min(),
        last=rules["date"].max(),
        rules=say.each("rule", rules),
    )


def mapmakers() -> Switch:
    """Let the learner choose a mapmaker, and show Crimea as that one draws it.

    Returns
    -------
    Switch
        All six at first, then each of :func:`drawn_by`.
    """
    say = words("mapmakers")
    rules = table("mapmakers")
    one_each = {
        in_language(rule["mapmaker"]): partial(drawn_by, mapmaker=rule["short"])
        for _, rule in rules.iterrows()
    }
    return Switch(say("question"), {say("all"): six_maps, **one_each})


def _key() -> list[tuple[str, dict[str, str]]]:
    say = words("key")
    return [
        (say("ukraine"), {"facecolor": maps.SUBJECT}),
        (say("russia"), {"facecolor": RUSSIA}),
        (say("neither"), {"facecolor": style.GREY}),
        (say("held"), {"facecolor": style.PAPER, "edgecolor": style.INK, "hatch": "////"}),
    ]


def _view(rule: pd.Series) -> str:
    return "control" if rule["crimea_as"] == "Russia" else "un"


def _draw(m: maps.Map, rule: pd.Series) -> None:
    """Draw Crimea by a mapmaker's rule, and its neighbours always in the same way."""
    pieces = atlas.disputed()
    crimea = pieces[pieces["name"].isin(["Crimea", "Sevastopol"])].dissolve()
    countries = atlas.countries(viewpoint=m.viewpoint)
    m.fill(countries.query("iso3 == 'UKR'"), maps.SUBJECT, edgecolor=style.INK)
    m.fill(countries.query("iso3 == 'RUS'"), RUSSIA, edgecolor=style.INK)
    if rule["crimea_as"] == "Ukraine, hatched":
        m.hatch(crimea)
    if rule["crimea_as"] == "grey":
        m.fill(crimea, style.GREY, edgecolor=style.INK)
    if rule["crimea_as"] == "stripes":
        m.fill(crimea, "none", edgecolor=RUSSIA, hatch="//", hatch_linewidth=5)
        m.fill(crimea, "none", edgecolor=style.INK)
    if rule["line"] in LINES:
        mainland = atlas.countries(viewpoint="control").query("iso3 == 'UKR'").union_all()
        neck = crimea.geometry.boundary.intersection(mainland.buffer(1e-4))
        m.line(neck, style.INK, linewidth=2.4, linestyle=LINES[rule["line"]])


def _rules() -> pd.DataFrame:
    """Give the mapmakers' rules, with their days in words."""
    rules = table("mapmakers")
    days = zip(rules["date"], rules["precision"], strict=True)
    return rules.assign(when=[date_text(*day) for day in days])


#: Rows of the timeline from the last days of the protests to the Assembly's vote, by where.
DAYS_IN_KYIV = ["Shooting on the Maidan", "Agreement on elections", "Yanukovych removed"]
WEEKS = {
    "kyiv": (DAYS_IN_KYIV, style.INK, "s"),
    "moscow": (
        [
            "Night meeting",
            "Parliament seized",
            "Federation Council",
            "Vote in Crimea",
            "Treaty on Crimea",
        ],
        style.VERMILION,
        "o",
    ),
    "new_york": (
        ["First US sanctions", "Security Council veto", "Resolution 68/262"],
        style.BLUE,
        "^",
    ),
}
#: What speaks about when the operation in Crimea began.
BEGINNINGS = ["Date on the medal", "Night meeting", "Parliament seized"]
#: How far above and below the line their texts stand.
HEIGHTS = {1: (1.9, 0.5, 1.9), -1: (2.9, 1.7, 0.5)}


def day_by_day() -> Exhibit:
    """Show what happened from the last days of the protests in Kyiv to the Assembly's vote.

    Returns
    -------
    Exhibit
        Events of February and March 2014, by day, in three columns.
    """
    timeline = table("timeline").set_index("name")
    events = timeline.loc[[name for names, *_ in WEEKS.values() for name in names]]
    first, last = events["date"].min(), events["date"].max()
    seized, signed = events.loc[["Parliament seized", "Treaty on Crimea"], "date"]
    say = words("day_by_day")

    fig, ax = style.figure("map")
    charts.timeline(
        ax,
        days=list(events["date"]),
        texts=say.each("step", events),
        whose=[where for where, (names, *_) in WEEKS.items() for _ in names],
        headings={where: say(where) for where in WEEKS},
        looks={where: (marker, color) for where, (_, color, marker) in WEEKS.items()},
        span=(first - pd.Timedelta(days=1), last + pd.Timedelta(days=2)),
    )
    ax.yaxis.set_major_locator(mdates.WeekdayLocator(mdates.MO))
    ax.yaxis.set_major_formatter(charts.DAYS)
    events = events.sort_values("date")

    return say.exhibit(
        figure=fig,
        table=events,
        sources=events["source"],
        days=(signed - seized).days,
        first=first,
        last=last,
        vote=events.loc["Vote in Crimea", "date"],
        events=say.each("event", events),
    )


def which_came_first() -> Exhibit:
    """Set what Russia says about the beginning beside what happened in Kyiv in those days.

    Returns
    -------
    Exhibit
        Days from 20 to 27 February 2014.
    """
    events = table("timeline").set_index("name").loc[[*BEGINNINGS, *DAYS_IN_KYIV]]
    medal, meeting, seized = events.loc[BEGINNINGS, "date"]
    removed = events.loc["Yanukovych removed", "date"]
    say = words("which_came_first", medal=medal, meeting=meeting, seized=seized, removed=removed)

    fig, ax = style.figure("wide")
    (_draw_two_lanes if style.is_narrow() else _draw_both_sides)(ax, say, events)

    return say.exhibit(
        figure=fig,
        table=events.sort_values("date"),
        sources=events["source"],
        days=(removed - medal).days,
    )


def _draw_both_sides(ax: Axes, say: Say, events: pd.DataFrame) -> None:
    """Draw days from left to right: what Russia says above the line, Kyiv below it."""
    ax.axhline(0, color=style.GREY, linewidth=2)
    for names, side, color, sign in (
        (BEGINNINGS, 1, style.VERMILION, "o"),
        (DAYS_IN_KYIV, -1, style.INK, "s"),
    ):
        rows = events.loc[names]
        level = 0.2 * side
        ax.plot(rows["date"], [level] * len(rows), sign, color=color, markersize=11, zorder=3)
        for step, (_, row) in enumerate(rows.iterrows()):
            height = side * HEIGHTS[side][step]
            ax.plot([row["date"]] * 2, [0, height], color=style.GREY, linewidth=1, zorder=1)
            ax.annotate(
                say("event", **row),
                (row["date"], height),
                xytext=(4, 0),
                textcoords="offset points",
                va="bottom" if side > 0 else "top",
                color=color,
            )
    ax.annotate(
        say("above"),
        (0, 1),
        xycoords="axes fraction",
        color=style.VERMILION,
        fontweight="bold",
        va="top",
    )
    ax.annotate(say("below"), (0, 0), xycoords="axes fraction", fontweight="bold", va="top")
    days = events["date"]
    ax.set_xlim(days.min() - pd.Timedelta(hours=9), days.max() + pd.Timedelta(hours=86))
    ax.set_ylim(-4.2, 3.6)
    ax.xaxis.set_visible(False)
    ax.yaxis.set_visible(False)
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)


def _draw_two_lanes(ax: Axes, say: Say, events: pd.DataFrame) -> None:
    """Draw the same from top to bottom, for a narrow picture."""
    days = events.sort_values("date", kind="stable")
    charts.timeline(
        ax,
        list(days["date"]),
        say.each("event", days),
        whose=["above" if name in BEGINNINGS else "below" for name in days.index],
        headings={side: say(side) for side in ("above", "below")},
        looks={"above": ("o", style.VERMILION), "below": ("s", style.INK)},
        span=(days["date"].min() - pd.Timedelta(hours=9), days["date"].max()),
    )
    ax.yaxis.set_major_formatter(charts.DAYS)


#: Dots beside each other, and how wide one is: in points, for each inch of the picture.
PER_LINE, BETWEEN_DOTS = 9, 1.02


def votes_by_region() -> Exhibit:
    """Show each state's vote as a dot, by the part of the world that it lies in.

    Returns
    -------
    Exhibit
        The 193 states on 27 March 2014.
    """
    votes = table("assembly_vote_2014")
    votes["part"] = votes["region"].map(_part_of_the_world)
    count = votes.groupby(["part", "vote"]).size().unstack(fill_value=0)[list(VOTES)]
    count = count.loc[count.sum(axis="columns").sort_values(ascending=False).index]
    total: dict[str, Any] = {answer: int(count[answer].sum()) for answer in VOTES}
    say, answer_of = words("votes_by_region"), words("votes")

    lines = (count.max(axis="columns") / PER_LINE).apply(math.ceil)
    top = (lines + 1).cumsum() - lines

    fig, ax = style.figure("wide")
    dot = (BETWEEN_DOTS * fig.get_figwidth()) ** 2
    for column, (answer, look) in enumerate(VOTES.items()):
        for number, line in zip(count[answer], top, strict=True):
            places = [
                (column * (PER_LINE + 2) + n % PER_LINE, line + n // PER_LINE)
                for n in range(number)
            ]
            dots = pd.DataFrame(places, columns=["x", "y"])
            ax.scatter("x", "y", data=dots, s=dot, color=look["facecolor"], edgecolor=style.INK)
    ax.set_xticks(
        [column * (PER_LINE + 2) for column in range(len(VOTES))],
        [
            charts.broken(ax, say("answer", answer=answer_of(vote), count=number), 0.19)
            for vote, number in total.items()
        ],
        fontweight="bold",
        ha="left",
    )
    ax.set_yticks(
        top + (lines - 1) / 2,
        [
            say("states", part=say(str(part)), count=number)
            for part, number in count.sum(axis="columns").items()
        ],
    )
    ax.set(xlim=(-1, len(VOTES) * (PER_LINE + 2)), ylim=(top.iloc[-1] + lines.iloc[-1], 0.2))
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)

    rows = count.reset_index()
    rows["part"] = [say(part) for part in rows["part"]]
    abstained = count["abstain"].nlargest(2)
    return say.exhibit(
        figure=fig,
        table=rows,
        sources=["UNV", "UNW14"],
        members=len(votes),
        resolution=RESOLUTION,
        most=[say(str(part)) for part in abstained.index],
        in_most=int(abstained.sum()),
        day=_vote()["date"],
        rows=say.each("row", rows),
        **total,
    )


def _part_of_the_world(region: str) -> str:
    parts = {"Africa": "Africa", "Asia": "Asia", "Europe": "Europe", "America": "Americas"}
    last = region.rsplit(maxsplit=1)[-1]
    return parts.get(last, "Americas" if last == "Caribbean" else "Oceania")
