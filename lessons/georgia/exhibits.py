"""The map of the lesson on Georgia."""

from __future__ import annotations

from functools import partial
from textwrap import fill
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.dates as mdates
import pandas as pd

from lessons.kit.data import ARTICLE_DATE, atlas, date_text, table
from lessons.kit.exhibits import charts, maps, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.switch import Switch

if TYPE_CHECKING:
    from collections.abc import Iterator

BORDERS = "NATE"


def georgia_map(*, labels: bool = True) -> Exhibit:
    """Show Georgia with the two regions that its government doesn't control.

    Parameters
    ----------
    labels : bool
        Whether names are written on the map; a handout for practice has none.

    Returns
    -------
    Exhibit
    """
    georgia = atlas.countries().query("iso3 == 'GEO'")
    pieces = atlas.disputed().query("part_of == 'GEO'")
    # Published areas: the map draws South Ossetia too large.
    areas = table("places").set_index("name")["area_low"]
    share = (areas["Abkhazia"] + areas["South Ossetia"]) / areas["Georgia"]

    m = maps.Map("georgia")
    m.fill(georgia, maps.SUBJECT, edgecolor=style.INK, linewidth=1.4)
    m.hatch(pieces)
    m.scale_bar(100)
    entries = [
        ("Georgia", {"facecolor": maps.SUBJECT, "edgecolor": style.INK}),
        ("Not held by Georgia’s government", maps.HATCHED),
    ]
    m.key(entries)
    m.locator("europe", at=(0.785, 0.6, 0.2))
    if labels:
        m.label()

    return Exhibit(
        figure=m.figure,
        title=f"About {share:.0%} of Georgia is not under its government’s control",
        subtitle="Georgia, Abkhazia and South Ossetia on 30 December 2021.",
        alt="Map of Georgia between the Black Sea and Azerbaijan, with Russia to the north. Two "
        "regions on the Russian border are hatched: Abkhazia in the north-west, on the sea, and "
        "South Ossetia in the middle of the north, less than 100 km from Tbilisi.",
        table=pd.DataFrame(
            {
                "Region": pieces["name"],
                "Part of": "Georgia",
                "Controlled by": pieces["controlled_by"],
                "Since": maps.since(pieces),
                "Area in km², measured on this map": pieces["area_km2"].round(-1).astype(int),
            }
        ),
        sources=[BORDERS, "GLO", "ILO"],
        note=f"{maps.viewpoint_line(pieces)} Russia and very few other states call both regions "
        "independent since 2008; Georgia calls South Ossetia the Tskhinvali region. The source of "
        "the borders has only a rough line around South Ossetia, which makes it 12 to 16 % too "
        "large on this map.",
    )


# The charts.

#: The wars in which Georgia lost the two regions, rows of the timeline.
WARS = {"south-ossetia": "T61", "abkhazia": "T04"}
FIVE_DAYS = "T15"
#: How each state of a region is drawn, from the least to the most.
LOOKS = {
    "no war yet": "",
    "fought over": "..",
    "mostly out of Tbilisi’s hands": "//",
    "out of Tbilisi’s hands": "////",
}


def control(year: int = 2021) -> Exhibit:
    """Show who held Abkhazia and South Ossetia at the end of a year.

    Parameters
    ----------
    year : int
        From 1991 to 2021.

    Returns
    -------
    Exhibit

    Raises
    ------
    ValueError
        If the year lies outside that time.
    """
    first, last = 1991, ARTICLE_DATE.year
    if not first <= year <= last:
        raise ValueError(f"The map knows {first} to {last}; {year} lies outside.")
    pieces = atlas.disputed()
    now = {name: _state(region, year) for region, name in _names().items()}
    friends = {name: _recognised_by(year, name) for name in now}
    both = set.intersection(*map(set, friends.values()))

    m = maps.Map("georgia")
    georgia = atlas.countries().query("iso3 == 'GEO'")
    ground = {"facecolor": maps.SUBJECT, "edgecolor": style.INK}
    m.fill(georgia, maps.SUBJECT, edgecolor=style.INK, linewidth=1.4)
    for region, state in now.items():
        m.hatch(pieces[pieces["name"] == region], LOOKS[state])
    m.label()
    m.key(
        [
            (state[0].upper() + state[1:], {**ground, "hatch": hatch})
            for state, hatch in LOOKS.items()
        ],
        title="Borders: UN General Assembly view, as on 30 December 2021",
    )

    return Exhibit(
        figure=m.figure,
        title=f"At the end of {year} {_verdict(now)}; {_friends(len(both))} independent",
        subtitle=f"Georgia, Abkhazia and South Ossetia on 31 December {year}"
        + (", as far as known on the day of the article." if year == last else "."),
        alt="Map of Georgia. " + " ".join(f"{name}: {state}." for name, state in now.items()),
        table=pd.DataFrame(
            {
                "Region": list(now),
                "For the UN General Assembly": "part of Georgia",
                "On the ground": list(now.values()),
                "Called independent by": [
                    ", ".join(states) or "no UN member" for states in friends.values()
                ],
            }
        ),
        sources=[BORDERS, "SOW", "MAP", "ILO", "VOA08"],
        note="Until August 2008 Georgia held villages and valleys inside both regions, such as "
        "Akhalgori and the upper Kodori valley; the map can’t draw them apart. The shape of "
        "South Ossetia is rough.",
    )


def before_and_after() -> Switch:
    """Let the learner choose a year, and show who held the two regions at its end.

    Returns
    -------
    Switch
        The map of :func:`control`, before and after each change.
    """
    years = (1991, 1992, 1993, 2007, 2008, 2021)
    return Switch(
        "At the end of",
        {str(year): partial(control, year=year) for year in years},
        slider=True,
        paper=("2007", "2008"),
    )


def recognitions() -> Exhibit:
    """Show which states called Abkhazia and South Ossetia independent, and for how long.

    Returns
    -------
    Exhibit
        Members of the UN, from 2008 to the day of the article.
    """
    states = table("recognitions")
    day = pd.Timestamp(ARTICLE_DATE)
    stands = states["withdrawn"].isna()
    members = len(table("assembly_vote_2014"))
    since = [date_text(*pair) for pair in _dates(states, "recognised")]
    until = [
        "" if pd.isna(date) else date_text(date, precision)
        for date, precision in _dates(states, "withdrawn")
    ]

    fig, ax = style.figure("wide")
    for row, (_, state) in enumerate(states.iterrows()):
        begin, end = state["recognised"], state["withdrawn"]
        still = pd.isna(end)
        ax.barh(
            row,
            (day if still else end) - begin,
            left=begin,
            height=0.62,
            color=style.BLUE if still else style.PAPER,
            edgecolor=style.BLUE,
            hatch="" if still else "////",
        )
        ax.annotate(
            f"since {since[row]}" if still else f"taken back, {until[row]}",
            (begin if still else end, row),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            color=style.PAPER if still else style.INK,
        )
    ax.set_yticks(range(len(states)), states["state"])
    ax.invert_yaxis()
    ax.grid(visible=False)
    ax.grid(visible=True, axis="x")
    charts.years(ax)
    ax.set_xlim(states["recognised"].min(), day)

    return Exhibit(
        figure=fig,
        title=f"{stands.sum()} of the UN’s {members} members called the two regions independent on "
        "the day",
        subtitle="States that recognised Abkhazia and South Ossetia, from August 2008 to "
        f"{date_text(ARTICLE_DATE)}.",
        alt="Bars along a line of years. "
        + " ".join(
            f"{state}: from {begin}{f' to {end}' if end else ''}."
            for state, begin, end in zip(states["state"], since, until, strict=True)
        ),
        table=pd.DataFrame(
            {
                "State": states["state"],
                "Recognised": since,
                "Taken back": until,
                "To bear in mind": states["note"],
                "How far we checked it": states["status"],
            }
        ),
        sources=list(dict.fromkeys([*states["source"], "EUA21"])),
        note="Vanuatu’s case was in dispute from the start, and was about Abkhazia alone. For most "
        "other members, and for the UN General Assembly, both are parts of Georgia.",
    )


#: Georgia's steps towards NATO, rows of the table of milestones; and the wars on its ground.
STEPS = ["M03", "M10", "M11", "M14", "M15", "M17", "M22", "M28"]


def nato_road() -> Exhibit:
    """Set Georgia's steps towards NATO beside the wars on its ground.

    Returns
    -------
    Exhibit
        Events from 1991 to 2021.
    """
    columns = ["date", "precision", "title", "description", "source", "status"]
    steps = table("nato_milestones").set_index("id").loc[STEPS, columns]
    wars = table("timeline").set_index("id").loc[[*WARS.values(), FIVE_DAYS]]
    events = pd.concat([steps, wars[columns]]).sort_values("date")
    # Where only the year was checked, no day is shown.
    exact = events["precision"].mask(events["status"] == "reported", "year")
    when = [date_text(*pair) for pair in zip(events["date"], exact, strict=True)]
    is_war = events.index.isin(wars.index)
    joined, aim, war = (events["date"][key].year for key in ("M03", "M10", FIVE_DAYS))

    fig, ax = style.figure("map")
    charts.timeline(
        ax,
        days=list(events["date"]),
        texts=[f"{day}  {title}" for day, title in zip(when, events["title"], strict=True)],
        span=(pd.Timestamp("1990-07-01"), pd.Timestamp("2022-01-01")),
        gap=0.085,
        colors=[style.VERMILION if one else style.BLUE for one in is_war],
        markers=["s" if one else "o" for one in is_war],
    )
    for _, row in wars.iterrows():
        ax.plot([0, 0], [row["date"], row["date_end"]], color=style.VERMILION, linewidth=7)
    ax.yaxis.set_major_locator(mdates.YearLocator(5))
    ax.yaxis.set_major_formatter(mdates.DateFormatter("%Y"))

    return Exhibit(
        figure=fig,
        title=f"Georgia named NATO as its aim in {aim}: after two wars at home, "
        f"{war - aim} years before the war with Russia",
        subtitle="Georgia’s steps towards NATO (dots) and the wars on its ground (squares), 1991 "
        "to 2021.",
        alt="A line of years from top to bottom. "
        + " ".join(f"{day}: {title}." for day, title in zip(when, events["title"], strict=True)),
        table=events.assign(date=when)[["date", "title", "description", "status"]].rename(
            columns={
                "date": "When",
                "title": "What",
                "description": "In more words",
                "status": "How far we checked it",
            }
        ),
        sources=list(dict.fromkeys(events["source"])),
        note=f"Russia took the first step, the partnership of {joined}, in the same year. "
        "The order of events is no proof of a motive.",
    )


def side_by_side() -> Exhibit:
    """Set Crimea beside Abkhazia and South Ossetia, question by question.

    Returns
    -------
    Exhibit
    """
    rows = table("crimea_and_georgia").sort_values("alike", ascending=False, kind="stable")
    alike = (rows["alike"] == "yes").sum()

    fig, ax = style.figure("map")
    size = mpl.rcParams["font.size"]
    wide = round(66 * fig.get_figwidth() / size)  # letters in a column
    top = 1.5
    for _, row in rows.iterrows():
        answers = [fill(row[case], wide) for case in ("crimea", "georgia")]
        same = row["alike"] == "yes"
        ax.axhline(top - 0.3, color=style.PALE, linewidth=1)
        ax.text(0, top, row["question"], fontweight="bold", va="top")
        for left, answer in zip((0, 0.54), answers, strict=True):
            ax.text(left, top + 1.15, answer, va="top")
        ax.text(
            *(0.5, top + 1.6),
            "=" if same else "≠",
            color=style.BLUE if same else style.VERMILION,
            fontsize="xx-large",
            fontweight="bold",
            ha="center",
            va="center",
        )
        top += 2.1 + max(answer.count("\n") + 1 for answer in answers)
    for left, case in ((0, "Crimea"), (0.54, "Abkhazia and South Ossetia")):
        ax.text(left, 0, case, color=style.GREY, fontweight="bold", va="top")
    ax.set(xlim=(0, 1), ylim=(top - 0.5, 0))
    ax.set_axis_off()
    fig.set_figheight(top * size * 1.36 / 72)

    return Exhibit(
        figure=fig,
        title=f"{alike} answers are alike, {len(rows) - alike} are not",
        subtitle="Crimea beside Abkhazia and South Ossetia, as known on 30 December 2021.",
        alt="A list of questions with two answers each. "
        + " ".join(
            f"{row['question']} Crimea: {row['crimea']}. Georgia: {row['georgia']}."
            for _, row in rows.iterrows()
        ),
        table=rows[["question", "crimea", "georgia", "alike", "status"]].rename(
            columns={
                "question": "Question",
                "crimea": "Crimea",
                "georgia": "Abkhazia and South Ossetia",
                "alike": "Alike?",
                "status": "How far we checked it",
            }
        ),
        sources=list(dict.fromkeys(rows["source"])),
        note="Which questions we ask decides how alike two cases look. Other questions would give "
        "another count.",
    )


def _names() -> dict[str, str]:
    return {"abkhazia": "Abkhazia", "south-ossetia": "South Ossetia"}


def _state(region: str, year: int) -> str:
    """Say who held a region on the last day of a year."""
    events = table("timeline").set_index("id")
    begin, end = events["date"], events["date_end"]
    steps = [begin[WARS[region]], end[WARS[region]], end[FIVE_DAYS]]
    passed = [step for step in steps if step < pd.Timestamp(year, 12, 31)]
    return list(LOOKS)[len(passed)]


def _verdict(now: dict[str, str]) -> str:
    if len(set(now.values())) == 1:
        return f"both regions are {next(iter(now.values()))}"
    words = {"no war yet": "sees no war yet", "fought over": "is fought over"}
    return " and ".join(f"{name} {words.get(state, f'is {state}')}" for name, state in now.items())


def _friends(number: int) -> str:
    return f"{number} states call them" if number else "no state calls them"


def _recognised_by(year: int, region: str) -> list[str]:
    """List the states that called a region independent on the last day of a year."""
    states = table("recognitions")
    day = pd.Timestamp(year, 12, 31)
    stands = (states["recognised"] <= day) & ~(states["withdrawn"] <= day)
    fits = states["recognised_what"].isin(["both", region])
    return [
        state if how_sure == "confirmed" else f"{state} (in dispute)"
        for state, how_sure in states.loc[stands & fits, ["state", "status"]].itertuples(
            index=False
        )
    ]


def _dates(states: pd.DataFrame, column: str) -> Iterator[tuple[pd.Timestamp, str]]:
    return zip(states[column], states[f"{column}_precision"], strict=True)
