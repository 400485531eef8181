"""The charts of the last lesson: what came after 30 December 2021."""

from __future__ import annotations

import textwrap
from functools import partial

import pandas as pd

from lessons.kit.data import ARTICLE_DATE, date_text, table
from lessons.kit.exhibits import charts, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.switch import Switch

#: From the day of the article to the Assembly's vote: rows of the timeline.
WEEKS = ["T48", "T49", "T50", "T51", "T52", "T53", "T54", "T56", "T57"]

#: Days to look back from, the eve of the invasion among them.
DAYS = ["2021-12-30", "2022-01-14", "2022-02-12", "2022-02-23", "2022-03-03"]

#: What followed in later years: rows of the timeline.
YEARS = ["T57", "T70", "T71", "T72", "T73"]


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
        raise ValueError(f"The article is of {date_text(ARTICLE_DATE)}; choose a later day.")
    events = _events(WEEKS).query("date <= @last_day")
    talks = int((events["category"] == "diplomacy").sum())
    invasion = "T56" in events.index

    fig, ax = style.figure("map")
    charts.timeline(
        ax,
        list(events["date"]),
        [_in_lines(event) for _, event in events.iterrows()],
        span=(pd.Timestamp("2021-12-28"), pd.Timestamp("2022-03-05")),
        gap=0.105,
        colors=[_color(category) for category in events["category"]],
        markers=[_marker(category) for category in events["category"]],
    )
    ax.yaxis.set_visible(False)

    return Exhibit(
        figure=fig,
        title=(
            "Eight weeks lay between the call and the invasion"
            if invasion
            else f"Known by {date_text(last_day.date())}: {_talks_held(talks)}, and no invasion"
        ),
        subtitle="Calls, talks and what followed, 30 December 2021 to 2 March 2022. Down the page "
        "is forward in time. Round: calls and talks; square: the use of force, and answers to it.",
        alt="A line down the page with "
        + "; ".join(f"{_day(event)}: {event['title']}" for _, event in events.iterrows())
        + ".",
        table=_as_read(events),
        sources=list(events["source"].unique()),
        note="Only what is in our tables: other calls and visits took place in these weeks.",
    )


def known_by() -> Switch:
    """Let the learner choose a day, and hide all that came after it.

    Returns
    -------
    Switch
        The chart of :func:`eight_weeks`, for five days.
    """
    return Switch(
        "Known by the end of",
        {date_text(pd.Timestamp(day).date()): partial(eight_weeks, day) for day in DAYS},
        slider=True,
    )


def votes() -> Exhibit:
    """Compare three votes of the General Assembly on Ukraine.

    Returns
    -------
    Exhibit
        Number of member states, 2014 and 2022.
    """
    counts = table("assembly_votes")
    names = [f"{date_text(vote['date'].date())}\n{vote['about']}" for _, vote in counts.iterrows()]
    looks = {
        "yes": ("For", style.BLUE, "", "white"),
        "no": ("Against", style.VERMILION, "////", style.INK),
        "abstain": ("Abstained", style.PALE, "", style.INK),
        "absent": ("Did not vote", style.PAPER, "....", style.INK),
    }

    fig, ax = style.figure("wide")
    left = pd.Series(0, index=counts.index)
    for column, (name, color, hatch, ink) in looks.items():
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
            name,
            (middle, -0.45),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            fontweight="bold",
        )
        left = left + counts[column]
    ax.set_xlim(0, 193)
    ax.invert_yaxis()
    ax.grid(visible=False)
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)

    first, second = counts["yes"].iloc[0], counts["yes"].iloc[1]
    return Exhibit(
        figure=fig,
        title=f"{first} states voted for the resolution of 2014, {second} for that of 2 March 2022",
        subtitle="Votes of the 193 member states in the UN General Assembly on three resolutions "
        "about Ukraine",
        alt="Three lying bars. "
        + " ".join(
            f"{date_text(vote['date'].date())}: {vote['yes']} for, {vote['no']} against, "
            f"{vote['abstain']} abstained, {vote['absent']} did not vote."
            for _, vote in counts.iterrows()
        ),
        table=counts[["date", "resolution", "about", "yes", "no", "abstain", "absent"]].rename(
            columns={
                "date": "Day",
                "resolution": "Resolution",
                "about": "About",
                "yes": "For",
                "no": "Against",
                "abstain": "Abstained",
                "absent": "Did not vote",
            }
        ),
        sources=list(counts["source"].unique()),
        note="The three texts differ, so the votes can’t be set side by side point by point. The "
        "Assembly’s resolutions say what states find and demand; they can’t force anyone.",
    )


def later_years() -> Exhibit:
    """Show what followed in the years after.

    Returns
    -------
    Exhibit
        Events by day, March 2022 to July 2025.
    """
    events = _events(YEARS)

    fig, ax = style.figure("map")
    charts.timeline(
        ax,
        list(events["date"]),
        [_in_lines(event) for _, event in events.iterrows()],
        span=(pd.Timestamp("2022-01-01"), pd.Timestamp("2025-12-31")),
        gap=0.16,
    )
    ax.yaxis.set_visible(False)

    return Exhibit(
        figure=fig,
        title="Votes came within weeks, new members within years, a judgment after eleven years",
        subtitle="Votes of the General Assembly, new members of NATO and the judgment of the "
        "European Court of Human Rights, 2022 to 2025",
        alt="A line down the page with "
        + "; ".join(
            f"{date_text(event['date'].date())}: {event['title']}" for _, event in events.iterrows()
        )
        + ".",
        table=_as_read(events),
        sources=list(events["source"].unique()),
        note="The judgment covers acts from 2014 on. Russia’s government calls it null and void.",
    )


def _events(rows: list[str]) -> pd.DataFrame:
    return table("timeline").set_index("id").loc[rows]


def _as_read(events: pd.DataFrame) -> pd.DataFrame:
    return events[["date", "title", "description", "status"]].rename(
        columns={
            "date": "Day",
            "title": "What happened",
            "description": "In a sentence",
            "status": "How far we checked it",
        }
    )


def _day(event: pd.Series) -> str:
    return f"{event['date'].day} {event['date']:%B}"


def _in_lines(event: pd.Series) -> str:
    words = textwrap.fill(event["description"], 84)
    return f"{date_text(event['date'].date())}: {event['title']}\n{words}"


def _color(category: str) -> str:
    return style.VERMILION if category == "epilogue" else style.BLUE


def _marker(category: str) -> str:
    return "s" if category == "epilogue" else "o"


def _talks_held(count: int) -> str:
    if count == 0:
        return "a call, no talks yet"
    return "one round of talks" if count == 1 else f"{count} rounds of talks"
