"""The charts of the lesson on the toll: what "more than 13,000" counts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from lessons.kit.data import ARTICLE_DATE, date_text, table
from lessons.kit.exhibits import charts, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.switch import Switch
from lessons.kit.exhibits.words import Say, Words, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ARTICLE_FIGURE = 13_000
#: The last day of the first count by the UN's new method.
NEW_WAY = pd.Timestamp("2018-12-31")
#: The last day of the UN's last periodic report that we found before a gap of more than a year.
BEFORE_THE_GAP = pd.Timestamp("2017-08-15")
#: What the enlarged part of the chart of the toll shows.
ENLARGED = (12_400, 13_800)
words = Words(__name__)


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
    deaths = _counts().query("published_on <= @last_day")
    if deaths.empty:
        first_out = _counts()["published_on"].min()
        raise ValueError(words("totals")("too_early", day=last_day, first_out=first_out))
    latest = deaths.iloc[-1]
    say = words("totals", article=ARTICLE_FIGURE, latest=latest["killed"], day=last_day)

    gap = table("deaths_total").set_index("as_of")["published"][BEFORE_THE_GAP]
    estimates = deaths[deaths["as_of"] >= NEW_WAY]
    if estimates.empty:
        fig, ax = style.figure("wide")
        at = (latest["as_of"], latest["low"])
        charts.note_at(ax, say("latest"), at, spot=(1, 0.2), ha="right", fontweight="bold")
    else:
        fig, (ax, near) = style.figure("wide", cols=2, width_ratios=(5, 4))
        _enlarge(near, say, estimates)
    ax.set_ylim(0, 16_000)
    ax.set_xlim(pd.Timestamp("2014-04-14"), pd.Timestamp("2022-04-01"))
    charts.ranges(ax, deaths["as_of"], deaths["low"], deaths["high"].fillna(deaths["low"]))
    charts.value_line(ax, ARTICLE_FIGURE, say("article"), below=True)
    charts.years(ax, step=1 if estimates.empty else 2)
    charts.thousands(ax)

    return say.exhibit(
        figure=fig,
        title="reached" if latest["low"] > ARTICLE_FIGURE else "below",
        table=deaths,
        sources=deaths["source"],
        gap=gap,
        note="estimates" if len(estimates) else "gaps" if gap < last_day else "dots",
        since=deaths["counted_from"].iloc[-1],
        first=deaths["low"].iloc[0],
        first_day=deaths["as_of"].iloc[0],
        last_day=latest["as_of"],
    )


def _enlarge(ax: Axes, say: Say, estimates: pd.DataFrame) -> None:
    """Draw the estimates of all the dead alone; the first and the newest have their numbers."""
    ax.set_title(say("enlarged"))
    ax.set(ylim=ENLARGED, xlim=(pd.Timestamp("2018-09-01"), pd.Timestamp("2022-06-30")))
    charts.ranges(ax, estimates["as_of"], estimates["low"], estimates["high"])
    ax.axhline(ARTICLE_FIGURE, color=style.VERMILION, linewidth=1.8)
    first, latest = estimates.iloc[0], estimates.iloc[-1]
    beside: dict[str, Any] = {"textcoords": "offset points", "fontweight": "bold"}
    if len(estimates) > 1:
        ax.annotate(first["killed"], (first["as_of"], first["low"]), (-6, -8), va="top", **beside)
    ax.annotate(latest["killed"], (latest["as_of"], latest["high"]), (-6, 8), va="bottom", **beside)
    charts.years(ax)
    charts.thousands(ax)
    charts.cut(ax, say("cut", start=ENLARGED[0]))


def newspaper() -> Switch:
    """Let the learner choose a day, and show what a newspaper could have known on it.

    Returns
    -------
    Switch
        The chart of :func:`totals`, for the eve of each New Year from 2015 to 2021.
    """
    say = words("newspaper")
    days = [pd.Timestamp(year, 12, 30) for year in range(2015, 2022)]
    choices = {say("day", day=day): partial(totals, until=f"{day:%Y-%m-%d}") for day in days}
    return Switch(say("question"), choices, slider=True)


def who_died() -> Exhibit:
    """Show the dead by category, in the last count before the article.

    Returns
    -------
    Exhibit
        Persons killed from 14 April 2014 to 30 June 2021.
    """
    known = table("deaths_by_category").query("known_on_the_day")
    latest = known[known["as_of"] == known["as_of"].max()]
    latest = latest.assign(killed=_in_words(latest))
    civilians = table("casualties_other").query("measure == 'civilian share of all killed'")
    share = civilians.merge(latest[["counted_from", "as_of"]]).iloc[0]
    say = words("who_died", since=latest["counted_from"].iloc[0], until=latest["as_of"].iloc[0])

    fig, ax = style.figure("strip")
    charts.bars(
        ax,
        names=[write(category, "Capital") for category in latest["category"]],
        values=latest["low"],
        labels=latest["killed"],
        colors=[style.BLUE, style.GREY, style.GREY],
        hatches=["", "", "//"],
    )

    return say.exhibit(
        figure=fig,
        table=latest,
        sources=latest["source"],
        bars=say.each("bar", latest),
        low=share["low"],
        high=share["high"],
        mh17=_on_mh17(),
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
    total = (others + mh17).rename("killed")
    first_two = total.iloc[:2].sum() / total.sum()
    day = table("timeline").set_index("name")["date"]["Flight MH17"]
    say = words("civilians_by_year", mh17=int(mh17[2014]), day=day)

    fig, ax = style.figure("wide")
    charts.columns(
        ax,
        list(by_year.index),
        {say("others"): list(others), say("mh17"): list(mh17)},
        hatches=["", "////"],
    )
    charts.note(
        ax,
        say("shot_down"),
        at=(0.36, others[2014] + mh17[2014] / 2),
        to=(40, -6),
        ha="left",
    )
    charts.thousands(ax)

    full = table("deaths_total").iloc[-1]  # the dead of the same months, counted on the same day
    in_years = say.each("year", total.reset_index())
    return say.exhibit(
        figure=fig,
        table=deaths,
        sources=deaths["source"],
        of_ten=round(first_two * 10),
        since=full["counted_from"],
        until=full["as_of"],
        published=full["published"],
        first_two=in_years[:2],
        later=[int(killed) for killed in total.iloc[2:-1]],
        last=in_years[-1],
        unseen=[str(year) for year in deaths.loc[deaths["status"] == "unconfirmed", "year"]],
    )


def revision() -> Exhibit:
    """Set the count that the article could know beside the one published after it.

    Returns
    -------
    Exhibit
        Two ranges of persons killed: known on the day, and later knowledge.
    """
    deaths = _counts().tail(2)
    before, after = deaths.iloc[0], deaths.iloc[1]
    start = 12_800
    say = words("revision", article=ARTICLE_FIGURE, start=start)

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
            count["killed"],
            (count["high"], row),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontweight="bold",
        )
    ax.axvline(ARTICLE_FIGURE, color=style.VERMILION)
    ax.annotate(
        f" {say('article')}",
        (ARTICLE_FIGURE, -0.55),
        color=style.VERMILION,
        fontweight="bold",
        va="center",
    )
    ax.set_yticks([0, 1], [say("published", day=count["published_on"]) for _, count, *_ in rows])
    ax.set_ylim(1.5, -0.9)
    ax.set_xlim(start, 15_900 if style.is_narrow() else 14_800)
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    ax.xaxis.set_major_formatter(charts.NUMBERS)
    charts.cut(ax, say("cut"), lying=True)

    return say.exhibit(
        figure=fig,
        table=deaths,
        sources=deaths["source"],
        before=before["killed"],
        before_day=before["as_of"],
        after=after["killed"],
        since=after["counted_from"],
        after_day=after["as_of"],
    )


def _counts() -> pd.DataFrame:
    """Give the UN's counts of all the dead, with number and day of publication in words."""
    deaths = table("deaths_total")
    days = zip(deaths["published"], deaths["published_precision"], strict=True)
    return deaths.assign(
        killed=_in_words(deaths),
        published_on=deaths["published"],
        published=[date_text(day, precision) for day, precision in days],
    )


def _in_words(counts: pd.DataFrame) -> list[str]:
    say = words("counts")
    single = counts["high"].isna() | (counts["high"] == counts["low"])
    kinds = counts["qualifier"].where(single, "estimate")
    ends = zip(kinds, counts["low"], counts["high"], strict=True)
    return [say(kind, low=low, high=high) for kind, low, high in ends]


def _on_mh17() -> int:
    deaths = table("civilian_deaths_by_year").set_index("group")
    return int(deaths["killed"]["on flight MH17"])


def _day(text: str) -> pd.Timestamp:
    try:
        return pd.Timestamp(text)
    except ValueError:
        raise ValueError(words("totals")("no_day", text=text, example="2021-12-30")) from None
