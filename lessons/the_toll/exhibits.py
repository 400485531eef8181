"""The charts of the lesson on the toll: what "more than 13,000" counts."""

from __future__ import annotations

from functools import partial

import pandas as pd

from lessons.kit.data import ARTICLE_DATE, date_text, table, value
from lessons.kit.exhibits import charts, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.switch import Switch

ARTICLE_FIGURE = 13_000


def totals(until: str = ARTICLE_DATE.isoformat()) -> Exhibit:
    """Show how the UN's count of all the dead grew, up to a day.

    Parameters
    ----------
    until : str
        A day, as "2021-12-30". What the UN published later is left out.

    Returns
    -------
    Exhibit
        Persons killed, by the last day that each count covers.

    Raises
    ------
    ValueError
        If `until` isn't a day, or lies before the UN's first count.
    """
    last_day = _day(until)
    deaths = table("deaths_total").query("published <= @last_day")
    if deaths.empty:
        raise ValueError(f"The UN had published no count by {until}; try a day after 2 March 2015.")
    latest = deaths.iloc[-1]
    low, high = deaths["low"], deaths["high"].fillna(deaths["low"])

    fig, ax = style.figure("wide")
    ax.set_ylim(0, 16_000)
    ax.set_xlim(pd.Timestamp("2014-04-14"), pd.Timestamp("2022-04-01"))
    charts.ranges(ax, deaths["as_of"], low, high)
    charts.value_line(ax, ARTICLE_FIGURE, "The article: “more than 13,000”")
    is_late = latest["as_of"] > pd.Timestamp("2018-06-30")
    charts.note(
        ax,
        f"The latest count on\n{date_text(last_day.date())}: {_in_words(latest)}",
        at=(latest["as_of"], latest["low"]),
        to=(0 if is_late else 30, -90),
        ha="right" if is_late else "left",
        fontweight="bold",
    )
    if (deaths["as_of"] > pd.Timestamp("2018-12-01")).any():
        charts.note(
            ax,
            "January 2019: a new way of\ncounting, not a sudden rise",
            at=(pd.Timestamp("2018-12-31"), value("deaths_total", "K14", "low")),
            to=(-40, -150),
            ha="right",
        )
    charts.years(ax)
    charts.thousands(ax)

    return Exhibit(
        figure=fig,
        title=_verdict(latest, last_day),
        subtitle="People killed in the conflict in eastern Ukraine since April 2014, as counted by "
        "the UN human rights office. A dot is one number, a bar a range. Left to right: the last "
        "day counted.",
        alt=f"Dots and bars climb from {deaths['low'].iloc[0]:,} in "
        f"{deaths['as_of'].iloc[0]:%B %Y} to {_in_words(latest)} in "
        f"{latest['as_of']:%B %Y}. A line marks the article's 13,000.",
        table=_as_read(deaths),
        sources=list(deaths["source"].unique()),
        note="Not a count of each day’s deaths: each mark is all the dead up to that day, as "
        "far as they were known then.",
    )


def newspaper() -> Switch:
    """Let the learner choose a day, and show what a newspaper could have known on it.

    Returns
    -------
    Switch
        The chart of :func:`totals`, for the eve of each New Year from 2015 to 2021.
    """
    days = {f"30 December {year}": f"{year}-12-30" for year in range(2015, 2022)}
    return Switch(
        "A newspaper printed on",
        {name: partial(totals, until=day) for name, day in days.items()},
        slider=True,
    )


def who_died() -> Exhibit:
    """Show the dead by category, in the last count before the article.

    Returns
    -------
    Exhibit
        Persons killed from 14 April 2014 to 30 June 2021.
    """
    known = table("deaths_by_category").query("known_on_the_day")
    latest = known[known["as_of"] == known["as_of"].max()]
    share = [value("casualties_other", "K45", end) for end in ("low", "high")]

    fig, ax = style.figure("strip")
    charts.bars(
        ax,
        names=[category.capitalize() for category in latest["category"]],
        values=latest["low"],
        labels=[_in_words(row) for _, row in latest.iterrows()],
        colors=[style.BLUE, style.GREY, style.GREY],
        hatches=["", "", "//"],
    )

    return Exhibit(
        figure=fig,
        title="About one in four of the dead was a civilian",
        subtitle="People killed from 14 April 2014 to 30 June 2021, estimated by the UN human "
        "rights office",
        alt="Three bars. "
        + "; ".join(f"{row['category']}: {_in_words(row)}" for _, row in latest.iterrows())
        + ".",
        table=latest[["category", "qualifier", "low", "as_of", "published"]].rename(
            columns={
                "category": "Who",
                "qualifier": "How sure",
                "low": "Killed",
                "as_of": "Counted up to",
                "published": "Published",
            }
        ),
        sources=list(latest["source"].unique()),
        note=f"The UN put civilians at {share[0]:g}–{share[1]:g} per cent of all the dead. "
        "“Members of armed groups” is the UN’s term for those who fought against the government. "
        "Civilians include the 298 people on flight MH17.",
    )


def civilians_by_year() -> Exhibit:
    """Show civilian deaths year by year, with flight MH17 told apart.

    Returns
    -------
    Exhibit
        Persons recorded as killed, 2014 to 2021.
    """
    deaths = table("civilian_deaths_by_year")
    by_year = deaths.pivot_table(index="year", columns="group", values="killed", fill_value=0)
    others, mh17 = by_year["all other civilians"], by_year["on flight MH17"]
    first_two = by_year.loc[[2014, 2015]].to_numpy().sum() / by_year.to_numpy().sum()

    fig, ax = style.figure("wide")
    charts.columns(
        ax,
        list(by_year.index),
        {"All other civilians": list(others), "On flight MH17": list(mh17)},
        hatches=["", "////"],
    )
    charts.note(
        ax,
        f"{mh17[2014]:.0f} people on flight MH17,\nshot down on 17 July 2014",
        at=(0.36, others[2014] + mh17[2014] / 2),
        to=(40, -6),
        ha="left",
    )
    charts.thousands(ax)

    return Exhibit(
        figure=fig,
        title=f"About {round(first_two * 10)} in 10 civilian deaths came in the first two years",
        subtitle="Civilians recorded as killed in the conflict in eastern Ukraine, by year, "
        "14 April 2014 to 31 December 2021 (UN human rights office)",
        alt=f"Columns fall steeply: {others[2014] + mh17[2014]:,.0f} in 2014, {others[2015]:,.0f} "
        f"in 2015, then {others[2016]:,.0f}, {others[2017]:,.0f}, {others[2018]:,.0f}, "
        f"{others[2019]:,.0f}, {others[2020]:,.0f} and {others[2021]:,.0f} in 2021.",
        table=deaths[["year", "group", "killed", "qualifier", "status"]].rename(
            columns={
                "year": "Year",
                "group": "Who",
                "killed": "Killed",
                "qualifier": "How counted",
                "status": "How far we checked it",
            }
        ),
        sources=list(deaths["source"].unique()),
        note="These are the UN’s figures of January 2022, four weeks after the article; earlier "
        "lists differ by a few. Recorded means each death was checked, so the true number is at "
        "least this. We have not yet seen the UN’s own page for 2016, 2017 and 2019.",
    )


def revision() -> Exhibit:
    """Set the count that the article could know beside the one published after it.

    Returns
    -------
    Exhibit
        Two ranges of persons killed: known on the day, and later knowledge.
    """
    deaths = table("deaths_total").tail(2)
    before, after = deaths.iloc[0], deaths.iloc[1]

    fig, ax = style.figure("strip")
    rows = [(0, before, style.BLUE, ""), (1, after, style.PAPER, "////")]
    for row, count, color, hatch in rows:
        ax.barh(
            row,
            count["high"] - count["low"],
            left=count["low"],
            height=0.5,
            facecolor=color,
            edgecolor=style.BLUE,
            hatch=hatch,
        )
        ax.annotate(
            _in_words(count),
            (count["high"], row),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontweight="bold",
        )
    ax.axvline(ARTICLE_FIGURE, color=style.VERMILION)
    ax.annotate(
        " The article: 13,000",
        (ARTICLE_FIGURE, -0.55),
        color=style.VERMILION,
        fontweight="bold",
        va="center",
    )
    ax.set_yticks(
        [0, 1],
        [
            f"Published {count['published'].day} {count['published']:%B %Y}"
            for count in (before, after)
        ],
    )
    ax.set_ylim(1.5, -0.9)
    ax.set_xlim(12_800, 14_800)
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    ax.xaxis.set_major_formatter("{x:,.0f}")

    return Exhibit(
        figure=fig,
        title="Four weeks after the article, the UN raised its count by about a thousand",
        subtitle="All people killed since April 2014: the range the UN gave for 30 June 2021 and "
        "the one it gave for 31 December 2021",
        alt=f"Two bars on one scale. Published before the article: {_in_words(before)}. Published "
        f"after it: {_in_words(after)}. Both lie above 13,000, and they do not overlap.",
        table=_as_read(deaths),
        sources=list(deaths["source"].unique()),
        note="Later knowledge: nobody could read the second range on 30 December 2021. Few deaths "
        "were reported in those six months, so most of the rise is earlier deaths, counted late. "
        "The scale starts at 12,800, to show the gap.",
    )


def _as_read(deaths: pd.DataFrame) -> pd.DataFrame:
    shown = pd.DataFrame({"Counted up to": deaths["as_of"]})
    shown["Killed"] = [_in_words(row) for _, row in deaths.iterrows()]
    shown["Published"] = [
        date_text(row["published"].date(), row["published_precision"])
        for _, row in deaths.iterrows()
    ]
    shown["How far we checked it"] = deaths["status"]
    return shown


def _in_words(count: pd.Series) -> str:
    low, high = count["low"], count["high"]
    if pd.notna(high) and high > low:
        return f"{low:,}–{high:,}"
    return (
        f"{low:,} {count['qualifier']}"
        if count["qualifier"] == "documented"
        else f"{count['qualifier']} {low:,}"
    )


def _verdict(latest: pd.Series, day: pd.Timestamp) -> str:
    if latest["low"] > ARTICLE_FIGURE:
        return f"“More than 13,000” was right: the UN’s latest count was {_in_words(latest)}"
    return f"In December {day.year} the UN’s latest count was {_in_words(latest)}"


def _day(text: str) -> pd.Timestamp:
    try:
        return pd.Timestamp(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a day; write it as 2021-12-30.") from None
