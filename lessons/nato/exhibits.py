"""The maps of the lesson on NATO: who joined, and when."""

from __future__ import annotations

from textwrap import fill

import pandas as pd

from lessons.kit.data import ARTICLE_DATE, atlas, date_text, in_language, table
from lessons.kit.exhibits import charts, maps, membership, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.maps import BORDERS
from lessons.kit.exhibits.timemap import TimeMap
from lessons.kit.exhibits.words import Say, Words, write

words = Words(__name__)

#: Steps between NATO and the two countries: rows of the milestones.
ROADS = [
    "Ukraine in Partnership for Peace",
    "Georgia in Partnership for Peace",
    "Charter with Ukraine",
    "Ukraine’s aim of 2002",
    "Georgia’s aim",
    "Action plan with Ukraine",
    "Intensified Dialogue with Ukraine",
    "Plebiscite in Georgia",
    "Letter of three",
    "Bucharest declaration",
    "Ukraine’s non-bloc status",
    "Ukraine drops non-bloc status",
    "Membership a legal aim",
    "Ukraine’s constitution",
    "Brussels summit",
]

#: Between whom a step was, and the marks of the three roads, from left to right.
LANE = {"NATO–Ukraine": "ukraine", "NATO–Georgia": "georgia"}
ROADS_OF = {
    "ukraine": ("o", style.BLUE),
    "both": ("D", style.INK),
    "georgia": ("s", style.VERMILION),
}

#: Rounds that are named on the chart of growth.
LABELLED = (1949, 1982, 1999, 2004)

#: The texts in which Russia's demands stand, or don't: columns of the table of points.
TEXTS = ["in_us_draft", "in_nato_draft", "in_article"]

#: The days of the maps: the founders, the end of the Cold War, and each round after it.
STEPS = (
    "1949-12-31",
    "1990-12-31",
    "1999-12-31",
    "2004-12-31",
    "2009-12-31",
    ARTICLE_DATE.isoformat(),
)


def members_map(on: str = ARTICLE_DATE.isoformat(), *, labels: bool = True) -> Exhibit:
    """Show NATO's members in Europe on a day.

    Parameters
    ----------
    on : str
        A day from 1949 to 2024, as "2021-12-30".
    labels : bool
        Whether names are written on the map; a handout for practice has none.

    Returns
    -------
    Exhibit
    """
    members = _members(on)
    say = words("members_map", day=pd.Timestamp(on), members=len(members))

    m = maps.Map("europe")
    _draw(m, members["iso3"].to_list(), on)
    if labels:
        m.label()
    m.key([(say("member"), {"facecolor": maps.MEMBER}), maps.not_held()])

    return say.exhibit(
        figure=m.figure,
        table=members,
        sources=[*members["source"], BORDERS],
        countries=list(members["country"]),
        limits=_limits(pd.Timestamp(on)),
    )


def enlargement_maps() -> Exhibit:
    """Show NATO's members from 1949 to the day of the article, in six steps.

    Returns
    -------
    Exhibit
    """
    say = words("enlargement_maps")
    sheet = maps.Sheet("europe", rows=2, cols=3)
    panels, before = [], _members(STEPS[0]).iloc[:0]
    for on in STEPS:
        members = _members(on)
        new = members[~members["iso3"].isin(before["iso3"])]
        m = sheet.map(say("panel", year=on[:4], members=len(members)))
        _draw(m, list(members["iso3"]), on, new=list(new["iso3"]))
        panels.append(
            say("also" if len(before) else "first", year=on[:4], new=list(new["country"]))
        )
        before = members
    m.label("enlargement")
    entries = [
        (say("member"), {"facecolor": maps.MEMBER}),
        (say("new"), {"facecolor": style.BLUE}),
        maps.not_held(),
    ]
    sheet.key(entries, title=maps.borders())

    last = _members(STEPS[-1])
    return say.exhibit(
        figure=sheet.figure,
        table=last,
        sources=[*last["source"], BORDERS],
        first=len(_members(STEPS[0])),
        last=len(last),
        panels=panels,
        years=[on[:4] for on in STEPS[:-1]],
        limits=_limits(pd.Timestamp(1955, 12, 31)),
    )


def timemap() -> TimeMap:
    """Show NATO's members at the end of any year from 1949 to that of the article, with a slider.

    Returns
    -------
    TimeMap
    """
    say = words("timemap", on_the_day=len(atlas.members()))
    return membership.timemap(say, ("founder", "joined", "round"))


def two_roads() -> Exhibit:
    """Show Ukraine's and Georgia's steps towards NATO, and away from it.

    Returns
    -------
    Exhibit
        Steps by date, 1994 to 2021.
    """
    steps = table("nato_milestones").set_index("name").loc[ROADS]
    steps = steps.assign(when=list(map(date_text, steps["date"], steps["precision"])))
    whose = [LANE.get(strand, "both") for strand in steps["strand"]]
    say = words("two_roads")

    fig, ax = style.figure("large")
    charts.timeline(
        ax,
        list(steps["date"]),
        say.each("step", steps),
        whose,
        headings={lane: write(say(lane), "Capital") for lane in ROADS_OF},
        looks=ROADS_OF,
        span=(pd.Timestamp("1993-06-01"), pd.Timestamp("2022-01-01")),
    )
    charts.years_down(ax)

    return say.exhibit(
        figure=fig,
        table=steps,
        sources=steps["source"],
        first=steps["date"].min(),
        last=steps["date"].max(),
        steps=say.each(
            "said",
            steps.assign(whose=[say(lane) for lane in whose]),
        ),
    )


def growth() -> Exhibit:
    """Show how the number of members grew, round by round.

    Returns
    -------
    Exhibit
        Number of members, 1949 to the day of the article.
    """
    members = table("nato_members").query("member_on_the_day").sort_values("accession")
    in_force = pd.Timestamp("1949-08-24")  # the founders count from the day of the treaty's force
    joined = (
        members["accession"]
        .where(members["accession"] > in_force, in_force)
        .value_counts()
        .sort_index()
    )
    total = joined.cumsum()
    last_day = pd.Timestamp(ARTICLE_DATE)
    soviet_end = table("timeline").set_index("name")["date"]["End of the Soviet Union"]
    say = words("growth", members=total.iloc[-1], end=soviet_end)

    fig, ax = style.figure("wide")
    ax.step([*total.index, last_day], [*total, total.iloc[-1]], where="post", color=style.BLUE)
    ax.plot(total.index, total, "o", color=style.BLUE, markersize=8)
    for day, count in zip(pd.DatetimeIndex(total.index), total, strict=True):
        if day.year in LABELLED:
            first = day.year == LABELLED[0]
            ax.annotate(
                say("count", year=day.year, count=count),
                (day, count),
                xytext=(0, -20) if first else (-4, 6) if day < soviet_end else (4, -18),
                textcoords="offset points",
                ha="left" if first or day > soviet_end else "right",
                fontweight="bold",
            )
    ax.annotate(
        charts.broken(ax, say("last", count=total.iloc[-1]), 0.3),
        (last_day, total.iloc[-1]),
        xytext=(0, 9),
        textcoords="offset points",
        ha="right",
        fontweight="bold",
    )
    charts.day_line(ax, soviet_end, say("end"))
    ax.set_ylim(0, 36)

    rounds = pd.DataFrame({"day": total.index, "joined": joined, "total": total})
    return say.exhibit(
        figure=fig,
        table=rounds,
        sources=members["source"],
        after=int(joined[joined.index >= soviet_end].sum()),
        first=total.iloc[0],
        first_day=total.index[0],
        last_day=last_day,
    )


def asked() -> Exhibit:
    """Show what Russia's drafts of December 2021 asked about NATO.

    Returns
    -------
    Exhibit
        One row a point, one column a text.
    """
    points = table("draft_points").query("subject == 'NATO'")
    published = table("timeline").set_index("name")["date"]["Drafts published"]
    say = words("asked")

    fig, ax = style.figure("wide")
    charts.grid(
        ax,
        [fill(in_language(text), 28) for text in points["short"]],
        {fill(say(text), 19): list(points[text]) for text in TEXTS},
        colors=[style.BLUE, style.BLUE, style.VERMILION],
        markers=["o", "o", "s"],
    )

    where = [[say(text) for text in TEXTS if point[text]] for _, point in points.iterrows()]
    in_words = points.assign(**{text: points[text].map(_yes_or_no(say)) for text in TEXTS})
    return say.exhibit(
        figure=fig,
        table=in_words,
        sources=[*points["source"], "ART"],
        named=int(points["in_article"].sum()),
        points=len(points),
        day=published,
        each=say.each("point", points.assign(where=pd.Series(where, points.index))),
    )


def _yes_or_no(say: Say) -> dict[bool, str]:
    return {True: say("yes"), False: say("no")}


def _members(on: str) -> pd.DataFrame:
    members = table("nato_members").sort_values("accession")
    return members[members["accession"] <= on]


def _draw(m: maps.Map, members: list[str], on: str, new: list[str] | None = None) -> None:
    """Draw Europe with the members of NATO on a day; those in `new` in a dark colour."""
    countries = atlas.countries()
    m.fill(countries[countries["iso3"].isin(members)], maps.MEMBER)
    if new:
        m.fill(
            countries[countries["iso3"].isin(new)],
            style.BLUE,
            edgecolor=style.PAPER,
            linewidth=0.4,
        )
    pieces = atlas.disputed()
    m.hatch(pieces[pieces["since"] <= on])


def _limits(day: pd.Timestamp) -> str:
    """Say what the map can't show on a day; of a war that has not begun it says nothing."""
    limits = table("map_limits").query("map == 'members'")
    began = table("timeline").set_index("name")["date"]["Full-scale invasion"]
    applies = (limits["first_year"] <= day.year) & (day.year <= limits["last_year"])
    if day < began:
        applies &= limits["first_year"] < began.year
    return " ".join(in_language(limits.loc[applies, "text"]))
