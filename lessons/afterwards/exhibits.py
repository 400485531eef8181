"""The charts of the last lesson: what came after 30 December 2021."""

from __future__ import annotations

from functools import partial
from textwrap import fill

import matplotlib.dates as mdates
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

#: What followed in later years, in lanes.
YEARS = {
    "votes": [
        "Resolution ES-11/1",
        "Resolution ES-11/6",
        "Resolution ES-11/7",
        "Vote of February 2026",
    ],
    "others": ["Finland joins NATO", "Sweden joins NATO", "Court on the east and MH17"],
}

#: Lanes of the weeks: marker and colour.
LANES = {"talks": ("o", style.BLUE), "force": ("s", style.VERMILION)}


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
        raise ValueError(words("eight_weeks")("too_early"))
    weeks = _events(WEEKS)
    events = weeks.query("date <= @last_day")
    talks = int((events["category"] == "diplomacy").sum())
    say = words("eight_weeks", last_day=last_day, talks=talks)
    title = "talks" if talks else "none"
    if "Full-scale invasion" in events.index:
        title = "invasion"

    fig, ax = style.figure("map")
    later = list(weeks["date"] > last_day)
    charts.timeline(
        ax,
        list(weeks["date"]),
        [
            day if is_later else text
            for day, text, is_later in zip(
                say.each("to_come", weeks), say.each("in_lines", weeks), later, strict=True
            )
        ],
        whose=["force" if kind == "epilogue" else "talks" for kind in weeks["category"]],
        headings={lane: say(lane) for lane in LANES},
        looks=LANES,
        span=(pd.Timestamp("2021-12-27"), pd.Timestamp("2022-03-06")),
        to_come=later,
    )
    ax.yaxis.set_major_locator(mdates.WeekdayLocator(mdates.MO, interval=2))
    ax.yaxis.set_major_formatter(charts.DAYS)

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
    names = [fill(name, 30) for name in say.each("vote", counts[["date", "about"]])]
    looks = {
        "yes": (style.BLUE, "", "white"),
        "no": (style.VERMILION, "////", style.INK),
        "abstain": (style.PALE, "", style.INK),
        "absent": (style.PAPER, "....", style.INK),
    }

    fig, ax = style.figure("map")
    left = pd.Series(0, index=counts.index)
    for column, (color, hatch, ink) in looks.items():
        drawn = ax.barh(
            names,
            counts[column],
            left=left,
            height=0.5,
            color=color,
            hatch=hatch,
            edgecolor=style.GREY,
        )
        told = say.each(column, counts)
        if column in ("yes", "abstain"):
            told[1:] = [write(count) for count in counts[column][1:]]
            ax.bar_label(drawn, told, label_type="center", color=ink, fontweight="bold")
        left = left + counts[column]
        if column == "no" and style.is_narrow():  # there is room for one line of words
            no = told
        elif column in ("no", "absent"):  # too narrow for words: they stand below its right end
            if style.is_narrow():
                told = [", ".join(both) for both in zip(no, told, strict=True)]
            for row, end in enumerate(left):
                ax.annotate(
                    told[row], (end, row + 0.25), (0, -3), textcoords="offset points",
                    ha="right", va="top", fontsize="small",
                )  # fmt: skip
    members = len(table("assembly_vote_2014"))
    ax.set_xlim(0, members)
    ax.set_ylim(len(names) - 0.3, -0.4)
    ax.tick_params(axis="y", length=0)
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
    lane = {name: key for key, names in YEARS.items() for name in names}
    events = _events(list(lane)).sort_values("date")
    say = words("later_years")

    fig, ax = style.figure("map")
    charts.timeline(
        ax,
        list(events["date"]),
        say.each("in_lines", events),
        whose=[lane[name] for name in events.index],
        headings={key: say(key) for key in YEARS},
        looks=dict(zip(YEARS, (("o", style.BLUE), ("s", style.INK)), strict=True)),
        span=(pd.Timestamp("2022-01-01"), pd.Timestamp("2026-06-30")),
    )
    charts.years_down(ax, step=1)

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
