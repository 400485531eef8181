"""The members of NATO, year by year, on a map with a slider: for the lessons before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.kit.data import ARTICLE_DATE, atlas, in_language, table
from lessons.kit.exhibits.timemap import Box, Event, Limit, Piece, TimeMap

if TYPE_CHECKING:
    import pandas as pd

    from lessons.kit.exhibits.words import Say

FIRST_YEAR = 1949
"""The year of the treaty."""

BORDERS = "NATE"


def timemap(say: Say, labels: tuple[str, str, str], last_year: int = ARTICLE_DATE.year) -> TimeMap:
    """Show NATO's members at the end of any year, with a slider.

    Parameters
    ----------
    say : lessons.kit.exhibits.words.Say
        The words of a lesson's time map: title, subtitle, the labels ``nato`` and, where the years
        go past the article's, ``later``.
    labels : tuple of str
        What it calls a founder, who joined later, and a round with its day.
    last_year : int
        The last year shown. Nothing of a later year is in the page.

    Returns
    -------
    TimeMap
    """
    members = table("nato_members").sort_values(["accession", "country"])
    members = members[members["accession"].dt.year <= last_year]
    joined = members["accession"].dt.year
    say.values.update(
        first=int((joined <= FIRST_YEAR).sum()),
        last=len(members),
        first_year=FIRST_YEAR,
        last_year=last_year,
    )
    limits = table("map_limits").query("map == 'members' and first_year <= @last_year")
    europe = atlas.svg_map("europe")
    names = {shape["id"]: shape["name"] for shape in europe["shapes"]}
    past_the_day = last_year > ARTICLE_DATE.year
    return TimeMap(
        map=europe,
        events=[_event(say, labels, member) for _, member in members.iterrows()],
        group=say("nato"),
        title=say.text("title"),
        subtitle=say.text("subtitle"),
        sources=[*members["source"].unique(), BORDERS],
        years=(FIRST_YEAR, last_year),
        year=ARTICLE_DATE.year,
        pieces=[
            Piece(
                id=piece["id"],
                name=piece["name"],
                part_of=names[piece["part_of"]],
                held_by=piece["controlled_by"],
                since=piece["since"].year,
            )
            for piece in table("disputed").to_dict("records")
        ],
        limits=[
            Limit(limit["text"], limit["first_year"], min(limit["last_year"], last_year))
            for _, limit in limits.iterrows()
        ],
        boxes=[
            Box("CAN", in_language("Canada"), x=0.015, y=0.22, width=0.16, height=0.055),
            Box("USA", in_language("United States"), x=0.015, y=0.295, width=0.16, height=0.055),
        ],
        control_ends=ARTICLE_DATE.year,
        later=(ARTICLE_DATE.year, say("later")) if past_the_day else None,
    )


def _event(say: Say, labels: tuple[str, str, str], member: pd.Series) -> Event:
    day = member["accession"]
    wave = in_language(member["wave_name"])
    is_founder = member["wave"] == 0
    founder, joined, later = labels
    return Event(
        id=member["iso3"],
        name=in_language(member["country"]),
        date=day.date(),
        round=wave if is_founder else say(later, wave_name=wave[:-5], day=day),
        said=say(founder, year=day.year) if is_founder else say(joined, day=day),
    )
