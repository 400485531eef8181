"""The charts of the lesson on sanctions: first steps, rouble, oil, GDP, SWIFT and dependence."""

from __future__ import annotations

import math
from typing import Any

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.patches import FancyBboxPatch

from lessons.kit.data import ARTICLE_DATE, date_text, in_language, table
from lessons.kit.exhibits import charts, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.switch import Switch
from lessons.kit.exhibits.words import Say, Words, write

#: Lanes of the first steps: marker and colour. What was no sanction is grey.
LOOKS = {"Event": ("s", style.QUIET), "USA": ("o", style.BLUE), "EU": ("d", style.VERMILION)}
FIRST_SANCTIONS = "First US sanctions"
#: The measure after which SWIFT suspended Iranian banks: whose, and against whom.
PRESSED = {"imposed_by": "USA", "target": "Iran"}
MONTHS = 12  # in a year
EVENTS_OF_2014 = [
    "Parliament seized",
    "Vote in Crimea",
    "Treaty on Crimea",
    "Resolution 68/262",
    "Flight MH17",
]
#: A dashed line, as matplotlib writes it: where it begins, then five dots of line and 1.2 of gap.
DASHED = (0, (5, 1.2))
words = Words(__name__)


def first_steps() -> Exhibit:
    """Show the first sanctions of 2014 among the events of that spring and summer.

    Returns
    -------
    Exhibit
        Days of 2014, one row for each event or measure.
    """
    steps = _steps_of_2014()
    first, seized = _day_of(FIRST_SANCTIONS), _day_of("Parliament seized")
    say = words("first_steps", days=(first - seized).days, first=first)
    said = say.each("step", steps[["date", "what"]])

    fig, ax = style.figure("map")
    charts.timeline(
        ax,
        list(steps["date"]),
        said,
        whose=list(steps["who"]),
        headings={who: say(who) for who in LOOKS},
        looks=LOOKS,
        span=(pd.Timestamp("2014-02-20"), pd.Timestamp("2014-08-10")),
    )
    ax.yaxis.set_major_locator(mdates.MonthLocator())
    ax.yaxis.set_major_formatter(charts.MONTHS)

    return say.exhibit(
        figure=fig,
        table=steps,
        sources=steps["source"],
        steps=len(steps),
        said=said,
    )


def rouble() -> Exhibit:
    """Show the price of a dollar in roubles, with the day of the first sanctions.

    Returns
    -------
    Exhibit
        Roubles for one US dollar, means of a month, 2013 to 2021.
    """
    rate = table("rouble_monthly").set_index("month")["roubles"]
    before = pd.Timestamp("2014-01-01")
    peak: Any = rate[:"2016-12-31"].idxmax()
    winter, low = pd.Timestamp("2015-01-01"), pd.Timestamp("2017-01-01")
    sanctioned = _day_of(FIRST_SANCTIONS).replace(day=1)
    say = words("rouble")

    fig, ax = style.figure("wide")
    _draw_rouble(ax, rate)
    for month, spot in ((before, (0.01, 0.9)), (peak, (0.45, 0.97))):
        charts.note_at(
            ax,
            say("mark", month=month, roubles=rate[month]),
            at=(month, rate[month]),
            spot=spot,
            ha="left",
            va="top",
            fontweight="bold",
        )
    charts.years(ax)

    return say.exhibit(
        figure=fig,
        table=_twice_a_year(pd.DataFrame({"roubles": rate})),
        sources=["ECB", "OFAC14"],
        first=rate.index[0],
        last=rate.index[-1],
        before=rate[before],
        before_month=before,
        winter=rate[winter],
        winter_month=winter,
        peak=rate[peak],
        peak_month=peak,
        low=60,
        low_month=low,
        now=rate.iloc[-1],
        sanctions=sanctioned,
        times=rate[peak] / rate[sanctioned],
        early=(rate[sanctioned] / rate[before] - 1) * 100,
        error=1,
    )


def rouble_and_oil() -> Exhibit:
    """Set the price of a dollar in roubles above the price of oil.

    Returns
    -------
    Exhibit
        Roubles for one US dollar, and US dollars for a barrel of oil, 2013 to 2021.
    """
    rate = table("rouble_monthly").set_index("month")["roubles"]
    oil = table("oil_price").set_index("month")["usd_a_barrel"]
    start, end, lowest = (pd.Timestamp(day) for day in ("2014-06-01", "2015-01-01", "2020-04-01"))
    say = words(
        "rouble_and_oil",
        start=start,
        end=end,
        oil_start=oil[start],
        oil_end=oil[end],
        lowest=lowest,
    )

    fig, (top, foot) = style.figure("map", rows=2, sharex=True)
    _draw_rouble(top, rate)
    foot.plot(oil.index, oil, color=style.VERMILION, linestyle=DASHED)
    foot.set_title(say("heading"), color=style.VERMILION)
    foot.set_ylim(0, 130)
    for ax in (top, foot):
        for first, last in ((start, end), (pd.Timestamp("2020-01-01"), lowest)):
            ax.axvspan(first, last, color=style.PALE, zorder=0)
    charts.note(
        foot,
        say("fall"),
        at=(pd.Timestamp("2014-11-01"), oil[pd.Timestamp("2014-11-01")]),
        to=(44, 14),
        ha="left",
        fontweight="bold",
    )
    charts.note(
        foot,
        say("lowest", oil=oil[lowest]),
        at=(lowest, oil[lowest]),
        to=(-30, -4),
        ha="right",
        fontweight="bold",
    )
    charts.years(foot)

    return say.exhibit(
        figure=fig,
        table=_twice_a_year(pd.DataFrame({"roubles": rate, "usd_a_barrel": oil})),
        sources=["ECB", "EIA"],
        fell=(1 - oil[end] / oil[start]) * 100,
        rose=(rate[end] / rate[start] - 1) * 100,
        below=(1 - oil.tail(MONTHS).mean() / oil[:start].tail(MONTHS // 2).mean()) * 100,
        litres=159,
        first=rate.index[0],
        last=rate.index[-1],
    )


def two_suspects() -> Switch:
    """Let the learner look at the rouble with sanctions alone, then with the oil price.

    Returns
    -------
    Switch
        :func:`rouble` and :func:`rouble_and_oil`.
    """
    say = words("two_suspects")
    return Switch(say("question"), {say("alone"): rouble, say("oil"): rouble_and_oil})


def gdp() -> Exhibit:
    """Show Russia's GDP in US dollars, in several vintages for 2013.

    Returns
    -------
    Exhibit
        Billion US dollars a year, 2013 to 2021.
    """
    russia = table("gdp").query("country_iso3 == 'RUS'").set_index("year")
    now, then = russia[russia["latest"]], russia[~russia["latest"]]
    dollars = now["billion_usd"]
    first_year, low_year, last_year = 2013, 2015, dollars.index[-1]
    said_in = [f"{day:%Y}" for day in then["vintage"].iloc[[0, -1]]]
    say = words("gdp", first_year=first_year, low_year=low_year, last_year=last_year)
    of_2013 = russia.loc[[2013], "billion_usd"]

    fig, ax = style.figure("wide")
    ax.plot(dollars.index, dollars, color=style.BLUE, marker="o")
    ax.scatter(then.index, then["billion_usd"], s=80, **_ring())
    rank = now["world_rank"].dropna()
    for year in rank.index:
        is_low = year in (2015, 2020)
        ax.annotate(
            say("rank", amount=dollars[year], rank=rank[year]),
            (year, dollars[year]),
            xytext=(0, -12 if is_low else 10),
            textcoords="offset points",
            ha="center",
            va="top" if is_low else "bottom",
            fontweight="bold",
        )
    charts.note_at(
        ax,
        say("rings", year=first_year, said_in=said_in),
        at=(2013, then["billion_usd"].min()),
        spot=(0.04, 0.24),
        ha="left",
        va="top",
        color=style.VERMILION,
    )
    ax.set_ylim(0, 2_900)
    ax.set_xlim(2012.6, 2021.5)
    ax.set_xticks(list(dollars.index))
    charts.thousands(ax)

    published = zip(russia["vintage"], russia["vintage_precision"], strict=True)
    return say.exhibit(
        figure=fig,
        table=russia.reset_index().assign(figures_of=[date_text(*pair) for pair in published]),
        sources=["GDP", "GDPO"],
        shrank=(1 - dollars[low_year] / dollars[first_year]) * 100,
        vintage=now["vintage"].iloc[0],
        article=ARTICLE_DATE,
        amounts=[say("amount", amount=amount, year=year) for year, amount in dollars.items()],
        rank_first=rank[first_year],
        rank_low=rank[low_year],
        rank_last=rank[last_year],
        least=of_2013.min(),
        most=of_2013.max(),
    )


def in_roubles() -> Exhibit:
    """Show the same GDP counted in dollars and in roubles, each set to 100 in 2013.

    Returns
    -------
    Exhibit
        Index numbers, 2013 = 100, from GDP in dollars and in roubles.
    """
    counts = _gdp_in_two_moneys()
    looks: dict[str, tuple[str, Any, int]] = {
        "roubles": (style.VERMILION, DASHED, 10),
        "dollars": (style.BLUE, "solid", -22),
    }
    low_year, last_year, whole = 2015, 2021, 100
    economy = table("economy_by_year").set_index("year")
    years, rate = economy.loc[counts.index[0] + 1 : low_year], economy["roubles_a_dollar"]
    say = words("in_roubles", low_year=low_year, first_year=counts.index[0], whole=whole)

    fig, ax = style.figure("wide")
    for money, (color, line, above) in looks.items():
        ax.plot(counts.index, counts[money], color=color, linestyle=line, marker="o")
        for year, text, offset in (
            (low_year, write(counts[money][low_year], "0"), (-8, above)),
            (last_year, say(money, index=counts[money][last_year]), (10, -5)),
        ):
            ax.annotate(
                text,
                (year, counts.loc[year, money]),
                xytext=offset,
                textcoords="offset points",
                color=color,
                fontweight="bold",
            )
    ax.axhline(whole, color=style.GREY, linewidth=1)
    ax.set_ylim(0, 210)
    ax.set_xlim(2012.8, 2022.6)
    ax.set_xticks(list(counts.index))

    return say.exhibit(
        figure=fig,
        table=counts.round(1).reset_index(),
        sources=["GDP", "WDI", "WBCPI"],
        in_dollars=_change(say, counts["dollars"][low_year] / whole),
        in_roubles=_change(say, counts["roubles"][low_year] / whole),
        years=say.each("year", counts.reset_index()),
        real=-_grown(years["real_growth"]),
        prices=_grown(years["gdp_prices"]),
        dearer=(rate[low_year] / rate.iloc[0] - 1) * 100,
    )


def economy() -> Switch:
    """Let the learner choose the money in which Russia's economy is counted.

    Returns
    -------
    Switch
        :func:`gdp` and :func:`in_roubles`.
    """
    say = words("economy")
    return Switch(say("question"), {say("dollars"): gdp, say("both"): in_roubles})


def swift() -> Exhibit:
    """Draw the way of a payment: the message through SWIFT, the money elsewhere.

    Returns
    -------
    Exhibit
        A diagram with what SWIFT counts of itself.
    """
    facts = table("swift").query("about == 'SWIFT' and known_on_the_day")
    counts = facts.set_index("measure")["value"]
    measures = table("sanctions").merge(pd.DataFrame([PRESSED]))
    say = words("swift", euros=500)
    reach = say(
        "reach",
        institutions=counts["institutions connected"],
        countries=counts["countries and territories connected"],
    )

    fig, ax = style.figure("wide")
    ax.set(xlim=(0, 100), ylim=(0, 50))
    ax.axis("off")
    _box(ax, (0, 16), (34, 14), say("bank_a"), style.LAND)
    _box(ax, (66, 16), (34, 14), say("bank_b"), style.LAND)
    _box(ax, (31, 38), (38, 11), say("swift"), style.SEA)
    for start, end in (((12, 30.5), (30.5, 43.5)), ((69.5, 43.5), (88, 30.5))):
        _arrow(ax, start, end, color=style.BLUE, linewidth=2.4, linestyle=(0, (4, 2)), bend=-0.25)
    _arrow(ax, (34.5, 20), (65.5, 20), color=style.VERMILION, linewidth=5)
    for y, text, share, look in (
        (29.5, say("message"), 0.3, {"color": style.BLUE, "style": "italic"}),
        (11, say("money"), 0.9, {"color": style.VERMILION, "weight": "bold"}),
        (3, reach, 0.9, {"weight": "bold"}),
    ):
        ax.text(50, y, charts.broken(ax, text, share), ha="center", va="center", **look)

    return say.exhibit(
        figure=fig,
        table=facts.assign(
            counted=[_counted(say, row) for _, row in facts.iterrows()],
            when=[_period(say, row) for _, row in facts.iterrows()],
        ),
        sources=[*facts["source"], *measures["source"]],
        reach=reach,
        pressed=measures["date"].iloc[0],
    )


def iran() -> Exhibit:
    """Show what Iran lost after its banks were cut off in 2012, and what acted at the same time.

    Returns
    -------
    Exhibit
        Per cent lost, as one think tank put it.
    """
    losses = table("swift").query("about == 'Iran' and unit == 'percent'")
    measures = table("sanctions").set_index("measure")
    cut_off = measures["date"]["Iranian banks disconnected from SWIFT"]
    say = words("iran", cut_off=cut_off)
    losses["what"] = [say("oil" if "oil" in measure else "trade") for measure in losses["measure"]]
    losses["counted"] = [_counted(say, row) for _, row in losses.iterrows()]

    fig, ax = style.figure("strip")
    charts.bars(
        ax,
        names=list(losses["what"]),
        values=list(losses["value"]),
        labels=list(losses["counted"]),
        colors=[style.BLUE, style.VERMILION],
        hatches=["", "//"],
    )

    return say.exhibit(
        figure=fig,
        table=losses,
        sources=["CAR", "JPO1201"],
        said=pd.Timestamp("2021-05-01"),
        bars=say.each("bar", losses[["what", "counted"]]),
    )


def gas() -> Exhibit:
    """Show where the EU's gas imports came from in 2021.

    Returns
    -------
    Exhibit
        Per cent of the EU's gas imports, by supplier.
    """
    counts = table("gas_imports").query("counted_by == 'European Commission'")
    first = counts[counts["published"] == counts["published"].min()]
    shares = first.set_index("supplier")["percent"]
    newest = counts[counts["published"] == counts["published"].max()]
    revised = newest.set_index("supplier")["percent"]["Russia"]
    whole, suppliers = 100, len(shares) - 1
    say = words("gas", revised=revised, whole=whole, year=int(counts["year"].iloc[0]))
    shares[say("others")] = whole - shares.sum()

    fig, ax = style.figure("wide")
    charts.bars(
        ax,
        names=list(shares.index),
        values=list(shares),
        labels=[say("both", first=shares.iloc[0]), *(say("one", first=one) for one in shares[1:])],
        colors=[style.VERMILION, *[style.BLUE] * suppliers, style.GREY],
        hatches=["//", *[""] * (suppliers + 1)],
    )

    return say.exhibit(
        figure=fig,
        table=counts,
        sources=counts["source"],
        floor=40,
        known=_on_the_day(),
        bars=[say("bar", supplier=name, percent=share) for name, share in shares.items()],
    )


def _on_the_day() -> float:
    """Give the share of gas by pipeline that a reader of the day could know."""
    rows = table("trade_with_russia").query("known_on_the_day and unit == 'percent'")
    return float(rows.loc[rows["measure"].str.contains("gas"), "value"].iloc[0])


def trade() -> Exhibit:
    """Set the EU's share of Russia's trade beside Russia's share of the EU's.

    Returns
    -------
    Exhibit
        Per cent of the trade in goods, 2020.
    """
    said = {
        "EU share of Russian trade in goods": "of russia",
        "Russian share of EU imports": "of imports",
        "Russian share of EU exports": "of exports",
    }
    shares = table("trade_with_russia").set_index("measure").loc[list(said)]
    say = words("trade", year=shares["date"].iloc[0].year)
    names = [say(label) for label in said.values()]
    shares["what"] = [name.replace("\n", " ") for name in names]
    shares["counted"] = [say("per cent", value=share) for share in shares["value"]]

    fig, ax = style.figure("strip")
    charts.bars(
        ax,
        names=names,
        values=list(shares["value"]),
        labels=list(shares["counted"]),
        colors=[style.VERMILION, style.BLUE, style.BLUE],
        hatches=["//", "", ""],
    )

    return say.exhibit(
        figure=fig,
        table=shares,
        sources=shares["source"],
        share=shares["value"].iloc[0],
        copy_year=2023,
        bars=say.each("bar", shares[["what", "counted"]]),
    )


def dependence() -> Switch:
    """Let the learner see from both sides who depends on whom.

    Returns
    -------
    Switch
        :func:`gas` and :func:`trade`.
    """
    say = words("dependence")
    return Switch(say("question"), {say("gas"): gas, say("trade"): trade})


def _steps_of_2014() -> pd.DataFrame:
    """Give the measures against Russia and the events around them, by date."""
    measures = table("sanctions").query("target == 'Russia' and known_on_the_day")
    events = table("timeline").set_index("name").loc[EVENTS_OF_2014]
    measured = measures.assign(
        who=measures["imposed_by"],
        what=in_language(measures["measure"]),
        act=measures["legal_act"],
    )
    happened = events.assign(who="Event", what=in_language(events["title"]), act="")
    columns = ["date", "who", "what", "act", "status", "source"]
    return pd.concat([measured[columns], happened[columns]]).sort_values("date", kind="stable")


def _day_of(event: str) -> pd.Timestamp:
    return pd.Timestamp(table("timeline").set_index("name")["date"][event])


def _draw_rouble(ax: Any, rate: pd.Series[float]) -> None:
    ax.plot(rate.index, rate, color=style.BLUE)
    say = words("rouble")
    ax.set_title(say("heading"), color=style.BLUE)
    ax.set_ylim(0, 95)
    ax.set_xlim(pd.Timestamp("2012-04-01"), pd.Timestamp("2022-01-01"))
    day = _day_of(FIRST_SANCTIONS)
    charts.day_line(ax, day, say("first sanctions", day=day), align="left")


def _ring() -> dict[str, Any]:
    """Give the look of an open ring: an older figure for the same year."""
    return {"facecolor": style.PAPER, "edgecolor": style.VERMILION, "linewidth": 2, "zorder": 3}


def _twice_a_year(monthly: pd.DataFrame) -> pd.DataFrame:
    """Give January and July of each year, and the last month: enough to check a chart by."""
    months = pd.DatetimeIndex(monthly.index)
    picked = monthly[months.month.isin([1, 7]) | (months == months.max())]
    say = words("rouble")
    return picked.reset_index().assign(month=[say("month", month=month) for month in picked.index])


def _gdp_in_two_moneys() -> pd.DataFrame:
    """Give GDP in dollars and in roubles, by year, with the first year set to 100."""
    economy = table("economy_by_year").set_index("year")
    both = pd.DataFrame({"dollars": economy["gdp_usd_bn"], "roubles": economy["gdp_roubles_bn"]})
    return both / both.iloc[0] * 100


def _grown(changes: pd.Series[float]) -> float:
    """Put yearly changes in per cent together to one."""
    return 100 * (math.prod(1 + change / 100 for change in changes) - 1)


def _change(say: Say, index: float) -> str:
    return say("larger" if index > 1 else "smaller", by=abs(index - 1) * 100)


def _box(
    ax: Any, corner: tuple[float, float], size: tuple[float, float], text: str, color: str
) -> None:
    shape = "round,pad=0,rounding_size=1.5"
    ax.add_patch(FancyBboxPatch(corner, *size, boxstyle=shape, fc=color, ec=style.GREY))
    middle = (corner[0] + size[0] / 2, corner[1] + size[1] / 2)
    ax.text(*middle, text, ha="center", va="center", fontweight="bold")


def _arrow(
    ax: Any, start: tuple[float, float], end: tuple[float, float], bend: float = 0, **look: Any
) -> None:
    look |= {"arrowstyle": "-|>", "connectionstyle": f"arc3,rad={bend}"}
    ax.annotate("", end, start, arrowprops=look)


def _counted(say: Say, row: pd.Series[Any]) -> str:
    exact = row["qualifier"] == "as published"
    label = "as published" if exact else "qualified"
    return say(label, value=row["value"], unit=row["unit"], qualifier=row["qualifier"])


def _period(say: Say, row: pd.Series[Any]) -> str:
    start = date_text(row["date"], row["precision"])
    end = row["date_end"]
    if pd.isna(end):
        return start
    return say("until", start=start, end=str(min(end.date(), ARTICLE_DATE).year))
