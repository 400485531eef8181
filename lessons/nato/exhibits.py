"""The maps of the lesson on NATO: who joined, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from lessons.kit import atlas, maps, style
from lessons.kit.data import ARTICLE_DATE, date_text, table
from lessons.kit.exhibit import Exhibit
from lessons.kit.timemap import Box, Event, Limit, Piece, TimeMap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BORDERS = "NATE"
VIEW = "Borders: UN General Assembly view"
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

    fig, ax = maps.canvas("europe")
    _draw(ax, members["iso3"].to_list())
    if labels:
        maps.label(ax, "europe")
    maps.key(fig, [("Member of NATO", {"facecolor": maps.MEMBER}), HELD], title=VIEW)

    return Exhibit(
        figure=fig,
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
    fig, axes = maps.canvas("europe", rows=2, cols=2)
    counts = []
    before: list[str] = []
    for ax, on in zip(axes, STEPS, strict=True):
        members = _members(on)["iso3"].to_list()
        counts.append(len(members))
        _draw(ax, members, new=[iso3 for iso3 in members if iso3 not in before])
        maps.title(ax, f"{on[:4]}: {len(members)} members")
        before = members
    entries = [
        ("Member", {"facecolor": maps.MEMBER}),
        ("New since the map before", {"facecolor": style.BLUE}),
        HELD,
    ]
    maps.key(fig, entries, title=VIEW)

    return Exhibit(
        figure=fig,
        title=f"From {counts[0]} members to {counts[-1]}: NATO grew eastwards after the Cold War",
        subtitle="Members of NATO at the end of 1949, 1999 and 2004, and on 30 December 2021. "
        "Canada and the United States, members from the start, lie outside the maps.",
        alt="Four maps of Europe. 1949: western Europe with Norway, Iceland, Italy and Portugal. "
        "1999: also Greece, Turkey, Germany, Spain, Poland, Czechia and Hungary. 2004: also the "
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
    pieces = atlas.disputed()
    return TimeMap(
        map=atlas.svg_map("europe"),
        events=[_event(member) for _, member in members.iterrows()],
        group="NATO",
        title="NATO grew from 12 members to 30 by the day of the article, and later to 32",
        subtitle="Members of NATO at the end of each year, 1949 to 2024.",
        sources=[*members["source"].unique(), BORDERS],
        years=(1949, 2024),
        year=ARTICLE_DATE.year,
        pieces=[_piece(piece) for _, piece in pieces.iterrows()],
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


def _piece(piece: pd.Series) -> Piece:
    country = {"UKR": "Ukraine", "GEO": "Georgia"}[piece["part_of"]]
    return Piece(piece["id"], piece["name"], country, piece["controlled_by"], piece["since"].year)


def _members(on: str) -> pd.DataFrame:
    return table("nato_members").query("accession <= @on").sort_values("accession")


def _draw(ax: Axes, members: list[str], new: list[str] | None = None) -> None:
    """Draw Europe with the members of NATO; those in `new` in a dark colour."""
    countries = atlas.countries()
    maps.base(ax, "europe")
    maps.fill(ax, countries.query("iso3 in @members"), maps.MEMBER)
    if new:
        maps.fill(
            ax, countries.query("iso3 in @new"), style.BLUE, edgecolor=style.PAPER, linewidth=0.4
        )
    maps.hatch(ax, atlas.disputed())


def _as_read(members: pd.DataFrame) -> pd.DataFrame:
    return members[["country", "accession", "wave_name"]].rename(
        columns={"country": "Member", "accession": "Joined", "wave_name": "Round"}
    )


def _limits(year: int) -> str:
    limits = table("map_limits").query("map == 'members' and first_year <= @year <= last_year")
    return " ".join(limits["text"])
