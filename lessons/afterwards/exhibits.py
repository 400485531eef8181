"""The charts of the last lesson: what came after 30 December 2021."""

from __future__ import annotations

import textwrap
from functools import partial

import pandas as pd

from lessons.kit.data import ARTICLE_DATE, atlas, table
from lessons.kit.exhibits import charts, membership, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.switch import Switch
from lessons.kit.exhibits.timemap import TimeMap
from lessons.kit.exhibits.words import Words, write

words = Words(__name__)

#: From the day of the article to the Assembly's vote, by their names in the timeline.
WEEKS = [
    "Call of 30 December",
    "Talks in Geneva",
    "Talks in Brussels",
    "Talks in Vienna",
    "Blinken–Lavrov meeting",
    "Call of 12 February",
    "Two “republics” recognised",
    "Nord Stream 2 halted",
    "Full-scale invasion",
    "Resolution ES-11/1",
]

#: Days to look back from, the eve of the invasion among them.
DAYS = ["2021-12-30", "2022-01-14", "2022-02-12", "2022-02-23", "2022-03-03"]

#: Votes of the Assembly: the first on Crimea, then on the full-scale war, one a year.
VOTES = ["68/262", "ES-11/1", "ES-11/6", "ES-11/7"]
#: The day of the newest of them; the number of its resolution was not found.
NEWEST_VOTE = "2026-02-24"

#: What followed in later years.
YEARS = [
    "Resolution ES-11/1",
    "Resolution ES-11/6",
    "Finland joins NATO",
    "Sweden joins NATO",
    "Resolution ES-11/7",
    "Court on the east and MH17",
    "Vote of February 2026",
]


def eight_weeks(until: str = "2022-03-03") -> Exhibit:
    """Show what happened from the day of the article on, up to a day.

    Parameters
    ----------
    until : str
        A day, as "2022-02-12". What happened later is left out.

    Returns
    -------
    Exhibit
        Events by day, 30 December 2021 to 2 March 2022.

    Raises
    ------
    ValueError
        If `until` lies before the article.
    """
    last_day = pd.Timestamp(until)
    if last_day.date() < ARTICLE_DATE:
        raise ValueError(f"The article is of {write(ARTICLE_DATE)}; choose a later day.")
    weeks = _events(WEEKS)
    events = weeks.query("date <= @last_day")
    talks = int((events["category"] == "diplomacy").sum())
    say = words("eight_weeks", last_day=last_day, talks=talks)
    title = "talks" if talks else "none"
    if "Full-scale invasion" in events.index:
        title = "invasion"

    fig, ax = style.figure("map")
    charts.timeline(
        ax,
        list(events["date"]),
        [_wrapped(line) for line in say.each("in_lines", events)],
        span=(pd.Timestamp("2021-12-28"), pd.Timestamp("2022-03-05")),
        gap=0.098,
        colors=[_color(category) for category in events["category"]],
        markers=[_marker(category) for category in events["category"]],
    )
    ax.yaxis.set_visible(False)

    between = weeks["date"]["Full-scale invasion"] - weeks["date"]["Call of 30 December"]
    return say.exhibit(
        figure=fig,
        table=events,
        sources=events["source"],
        title=title,
        weeks=round(between.days / 7),
        first=weeks["date"].min(),
        last=weeks["date"].max(),
        events=say.each("event", events),
    )


def known_by() -> Switch:
    """Let the learner choose a day, and hide all that came after it.

    Returns
    -------
    Switch
        The chart of :func:`eight_weeks`, for five days.
    """
    say = words("known_by")
    return Switch(
        say("question"),
        {say("day", day=pd.Timestamp(day)): partial(eight_weeks, day) for day in DAYS},
        slider=True,
    )


def votes() -> Exhibit:
    """Compare votes of the General Assembly on Ukraine, from 2014 to 2026.

    Returns
    -------
    Exhibit
        Number of member states.
    """
    votes = table("assembly_votes")
    chosen = votes["resolution"].isin(VOTES) | (votes["date"] == NEWEST_VOTE)
    counts = votes[chosen].reset_index(drop=True)
    say = words("votes", resolutions=len(counts))
    names = say.each("vote", counts[["date", "about"]])
    looks = {
        "yes": (style.BLUE, "", "white"),
        "no": (style.VERMILION, "////", style.INK),
        "abstain": (style.PALE, "", style.INK),
        "absent": (style.PAPER, "....", style.INK),
    }

    fig, ax = style.figure("wide")
    left = pd.Series(0, index=counts.index)
    for column, (color, hatch, ink) in looks.items():
        drawn = ax.barh(
            names, counts[column], left=left, color=color, hatch=hatch, edgecolor=style.GREY
        )
        if column in ("yes", "abstain"):
            ax.bar_label(drawn, label_type="center", color=ink, fontweight="bold")
        else:
            for bar, count in zip(drawn, counts[column], strict=True):
                middle = bar.get_x() + bar.get_width() / 2
                ax.annotate(
                    count,
                    (middle, bar.get_y() + 0.8),
                    (0, -3),
                    va="top",
                    ha="center",
                    textcoords="offset points",
                )
        middle = left.iloc[0] + counts[column].iloc[0] / 2
        ax.annotate(
            say(column),
            (middle, -0.45),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            fontweight="bold",
        )
        left = left + counts[column]
    members = len(table("assembly_vote_2014"))
    ax.set_xlim(0, members)
    ax.invert_yaxis()
    ax.grid(visible=False)
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)

    first, second, last = counts.iloc[0], counts.iloc[1], counts.iloc[-1]
    return say.exhibit(
        figure=fig,
        table=counts,
        sources=counts["source"],
        members=members,
        first=first["yes"],
        first_day=first["date"],
        second=second["yes"],
        second_day=second["date"],
        last=last["yes"],
        last_day=last["date"],
        bars=say.each("bar", counts),
    )


def later_years() -> Exhibit:
    """Show what followed in the years after.

    Returns
    -------
    Exhibit
        Events by day, March 2022 to February 2026.
    """
    events = _events(YEARS)
    say = words("later_years")

    fig, ax = style.figure("map")
    charts.timeline(
        ax,
        list(events["date"]),
        [_wrapped(line) for line in say.each("in_lines", events)],
        span=(pd.Timestamp("2022-01-01"), pd.Timestamp("2026-04-30")),
        gap=0.13,
    )
    ax.yaxis.set_visible(False)

    began = table("timeline").set_index("name")["date"]["UN count begins"]
    judged = events["date"]["Court on the east and MH17"]
    return say.exhibit(
        figure=fig,
        table=events,
        sources=events["source"],
        years=judged.year - began.year,
        first=events["date"].min(),
        last=events["date"].max(),
        began=began,
        events=say.each("event", events),
    )


def timemap() -> TimeMap:
    """Show NATO's members at the end of any year up to 2024, with a slider.

    Returns
    -------
    TimeMap
    """
    say = words("timemap", on_the_day=len(atlas.members()))
    return membership.timemap(say, ("founder", "joined", "round"), last_year=2024)


def _events(names: list[str]) -> pd.DataFrame:
    return table("timeline").set_index("name").loc[names]


def _wrapped(text: str) -> str:
    """Break the second line of a text into several."""
    head, _, rest = text.partition("\n")
    return f"{head}\n{textwrap.fill(rest, 84)}"


def _color(category: str) -> str:
    return style.VERMILION if category == "epilogue" else style.BLUE


def _marker(category: str) -> str:
    return "s" if category == "epilogue" else "o"
