"""The maps of the lesson on NATO: who joined, and when."""

from __future__ import annotations

from textwrap import fill

import pandas as pd

from lessons.kit.data import ARTICLE_DATE, atlas, date_text, table
from lessons.kit.exhibits import charts, maps, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.timemap import Box, Event, Limit, Piece, TimeMap

BORDERS = "NATE"
VIEW = "Borders: UN General Assembly view"

#: Steps between NATO and the two countries: rows of the milestones.
ROADS = ("M02", "M03", "M06", "M10", "M12", "M14", "M15", "M20", "M24", "M25", "M26", "M28")

#: Points of the drafts that are about NATO.
POINTS = ("G01", "G02", "G03", "G04", "G05")

#: Rounds that are named on the chart of growth.
LABELLED = (1949, 1982, 1999, 2004)

HELD = ("Not held by its government", maps.HATCHED)
STEPS = ("1949-12-31", "1999-12-31", "2004-12-31", ARTICLE_DATE.isoformat())


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
    day = date_text(pd.Timestamp(on))

    m = maps.Map("europe")
    _draw(m, members["iso3"].to_list(), on)
    if labels:
        m.label()
    m.key([("Member of NATO", {"facecolor": maps.MEMBER}), HELD])

    return Exhibit(
        figure=m.figure,
        title=f"On {day} NATO had {len(members)} members",
        subtitle=f"Members of NATO on {day}. Canada and the United States lie outside the map.",
        alt=f"Map of Europe with the members of NATO coloured: {', '.join(members['country'])}.",
        table=_as_read(members),
        sources=[*members["source"].unique(), BORDERS],
        note=f"{VIEW}, as they are today. {_limits(int(on[:4]))}".strip(),
    )


def enlargement_maps() -> Exhibit:
    """Show NATO's members in 1949, 1999, 2004 and on the day of the article.

    Returns
    -------
    Exhibit
    """
    sheet = maps.Sheet("europe", rows=2, cols=2)
    counts = []
    before: list[str] = []
    for on in STEPS:
        members = _members(on)["iso3"].to_list()
        counts.append(len(members))
        m = sheet.map(f"{on[:4]}: {len(members)} members")
        _draw(m, members, on, new=[iso3 for iso3 in members if iso3 not in before])
        m.label("enlargement")
        before = members
    entries = [
        ("Member", {"facecolor": maps.MEMBER}),
        ("New since the map before", {"facecolor": style.BLUE}),
        HELD,
    ]
    sheet.key(entries, title=VIEW)

    return Exhibit(
        figure=sheet.figure,
        title=f"From {counts[0]} members to {counts[-1]}: NATO grew eastwards after the Cold War",
        subtitle="Members of NATO at the end of 1949, 1999 and 2004, and on 30 December 2021. "
        "Canada and the United States, members from the start, lie outside the maps.",
        alt="Four maps of Europe. 1949: western Europe with Norway, Iceland, Italy and Portugal. "
        "1999: also Greece, Türkiye, Germany, Spain, Poland, Czechia and Hungary. 2004: also the "
        "Baltic states, Slovakia, Slovenia, Romania and Bulgaria. 2021: also Albania, Croatia, "
        "Montenegro and North Macedonia. Ukraine, Georgia and Russia are members in none.",
        table=_as_read(_members(STEPS[-1])),
        sources=[*_members(STEPS[-1])["source"].unique(), BORDERS],
        note=f"{VIEW}, as they are today. {_limits(1955)}",
    )


def timemap() -> TimeMap:
    """Show NATO's members at the end of any year from 1949 to 2024, with a slider.

    Returns
    -------
    TimeMap
    """
    members = table("nato_members").sort_values(["accession", "country"])
    pieces = table("disputed")
    europe = atlas.svg_map("europe")
    names = {shape["id"]: shape["name"] for shape in europe["shapes"]}
    return TimeMap(
        map=europe,
        events=[_event(member) for _, member in members.iterrows()],
        group="NATO",
        title="NATO grew from 12 members to 30 by the day of the article, and later to 32",
        subtitle="Members of NATO at the end of each year, 1949 to 2024.",
        sources=[*members["source"].unique(), BORDERS],
        years=(1949, 2024),
        year=ARTICLE_DATE.year,
        pieces=[
            Piece(
                id=piece["id"],
                name=piece["name"],
                part_of=names[piece["part_of"]],
                held_by=piece["controlled_by"],
                since=piece["since"].year,
            )
            for piece in pieces.to_dict("records")
        ],
        limits=[
            Limit(limit["text"], limit["first_year"], limit["last_year"])
            for _, limit in table("map_limits").query("map == 'members'").iterrows()
        ],
        boxes=[
            Box("CAN", "Canada", x=0.015, y=0.22, width=0.16, height=0.055),
            Box("USA", "United States", x=0.015, y=0.295, width=0.16, height=0.055),
        ],
        control_ends=ARTICLE_DATE.year,
        later=(ARTICLE_DATE.year, "after the day of the article"),
    )


def two_roads() -> Exhibit:
    """Show Ukraine's and Georgia's steps towards NATO, and away from it.

    Returns
    -------
    Exhibit
        Steps by date, 1994 to 2021.
    """
    steps = table("nato_milestones").set_index("id").loc[list(ROADS)]
    colors = {"NATO–Ukraine": style.BLUE, "NATO–Georgia": style.VERMILION}
    markers = {"NATO–Ukraine": "o", "NATO–Georgia": "s"}

    fig, ax = style.figure("tall")
    charts.timeline(
        ax,
        list(steps["date"]),
        [
            f"{step['date'].year}: {step['title']}\n{step['description']}"
            for _, step in steps.iterrows()
        ],
        span=(pd.Timestamp("1993-06-01"), pd.Timestamp("2022-01-01")),
        gap=0.08,
        colors=[colors.get(strand, style.INK) for strand in steps["strand"]],
        markers=[markers.get(strand, "D") for strand in steps["strand"]],
    )
    ax.yaxis.set_visible(False)

    return Exhibit(
        figure=fig,
        title="Ukraine and Georgia took the first steps towards NATO long before 2008 and 2014",
        subtitle="Steps of Ukraine (round), Georgia (square) or both (hollow) with NATO, 1994–2021",
        alt="A line down the page with "
        + "; ".join(
            f"{step['date'].year}, {_whose(step['strand'])}: {step['title']}"
            for _, step in steps.iterrows()
        )
        + ".",
        table=pd.DataFrame(
            {
                "When": [
                    date_text(step["date"], step["precision"]) for _, step in steps.iterrows()
                ],
                "Between": steps["strand"],
                "What happened": steps["title"],
                "In a sentence": steps["description"],
                "How far we checked it": steps["status"],
            }
        ),
        sources=list(steps["source"].unique()),
        note="Our choice of steps. Where a row is not confirmed, we have not yet seen the primary "
        "document; the laws on Ukraine’s non-bloc status, 2010 and 2014, are among them.",
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

    fig, ax = style.figure("wide")
    ax.step([*total.index, last_day], [*total, total.iloc[-1]], where="post", color=style.BLUE)
    ax.plot(total.index, total, "o", color=style.BLUE, markersize=8)
    for day, count in zip(pd.DatetimeIndex(total.index), total, strict=True):
        if day.year in LABELLED:
            first = day.year == LABELLED[0]
            ax.annotate(
                f"{day.year}: {count}",
                (day, count),
                xytext=(0, -20) if first else (-6, 8),
                textcoords="offset points",
                ha="center" if first else "right",
                fontweight="bold",
            )
    ax.annotate(
        f"Day of the article: {total.iloc[-1]}",
        (last_day, total.iloc[-1]),
        xytext=(0, 9),
        textcoords="offset points",
        ha="right",
        fontweight="bold",
    )
    charts.day_line(ax, pd.Timestamp("1991-12-26"), "End of the Soviet Union")
    ax.set_ylim(0, 34)

    after = int(total.iloc[-1] - total[total.index < pd.Timestamp("1991-12-26")].iloc[-1])
    return Exhibit(
        figure=fig,
        title=f"{after} of {total.iloc[-1]} members joined after the end of the Soviet Union",
        subtitle="Number of NATO’s members, August 1949 to 30 December 2021",
        alt=f"A line climbs in steps from {total.iloc[0]} members in 1949 to {total.iloc[-1]} in "
        f"2021. {after} of the steps’ members came after December 1991.",
        table=pd.DataFrame({"Day": total.index, "New members": joined, "Members in all": total}),
        sources=list(members["source"].unique()),
        note="Each new member asked to join, and all members had to agree. Some days on which the "
        "founders handed in their papers are not yet checked against the depositary.",
    )


def asked() -> Exhibit:
    """Show what Russia's drafts of December 2021 asked about NATO.

    Returns
    -------
    Exhibit
        One row a point, one column a text.
    """
    points = table("draft_points").set_index("id").loc[list(POINTS)]
    headings = {
        "Draft treaty with the United States": "in_us_draft",
        "Draft agreement with NATO": "in_nato_draft",
        "The article": "in_article",
    }

    fig, ax = style.figure("wide")
    charts.grid(
        ax,
        [fill(text, 28) for text in points["short"]],
        {fill(heading, 19): list(points[column]) for heading, column in headings.items()},
        colors=[style.BLUE, style.BLUE, style.VERMILION],
        markers=["o", "o", "s"],
    )

    named = int(points["in_article"].sum())
    return Exhibit(
        figure=fig,
        title=f"The drafts asked more of NATO than the article tells: it names {named} of "
        f"{len(points)} points",
        subtitle="Points about NATO in the two texts that Russia published on 17 December 2021. "
        "Filled: the point stands there",
        alt="A grid. "
        + " ".join(
            f"{point['short']}: "
            + ", ".join(heading for heading, column in headings.items() if point[column])
            + "."
            for _, point in points.iterrows()
        ),
        table=pd.DataFrame(
            {
                "Point": points["point"],
                **{
                    heading: points[column].map({True: "yes", False: "no"})
                    for heading, column in headings.items()
                },
                "Note": points["note"],
            }
        ),
        sources=[*points["source"].unique(), "ART"],
        note="Our choice of points, in our own words. Russia called them guarantees of its "
        "security; US officials called some of them non-starters.",
    )


def _whose(strand: str) -> str:
    return {"NATO–Ukraine": "Ukraine", "NATO–Georgia": "Georgia"}.get(strand, "both")


def _event(member: pd.Series) -> Event:
    day = date_text(member["accession"])
    founder = member["wave"] == 0
    return Event(
        id=member["iso3"],
        name=member["country"],
        date=member["accession"].date(),
        round=member["wave_name"] if founder else f"{member['wave_name'][:-5]}, {day}",
        said="founding member of NATO, 1949" if founder else f"joined NATO on {day}",
    )


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


def _as_read(members: pd.DataFrame) -> pd.DataFrame:
    return members[["country", "accession", "wave_name", "status"]].rename(
        columns={
            "country": "Member",
            "accession": "Joined",
            "wave_name": "Round",
            "status": "How far we checked it",
        }
    )


def _limits(year: int) -> str:
    limits = table("map_limits").query("map == 'members'")
    applies = (limits["first_year"] <= year) & (year <= limits["last_year"])
    return " ".join(limits.loc[applies, "text"])
