"""The charts of the lesson on sanctions: first steps, rouble, oil, GDP, SWIFT and dependence."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.patches import FancyBboxPatch

from lessons.kit.data import ARTICLE_DATE, date_text, table, value
from lessons.kit.exhibits import charts, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.switch import Switch

#: Who imposed a measure: colour and mark. What was no sanction is grey.
LOOKS = {
    "USA": (style.BLUE, "o"),
    "EU": (style.VERMILION, "D"),
    "Event": (style.GREY, "s"),
}
EVENTS_OF_2014 = ["T22", "T25", "T26", "T27", "T31"]
DASHED = (0, (5, 1.2))


def first_steps() -> Exhibit:
    """Show the first sanctions of 2014 among the events of that spring and summer.

    Returns
    -------
    Exhibit
        Days of 2014, one row for each event or measure.
    """
    steps = _steps_of_2014()
    days = (_day_of("T23") - _day_of("T22")).days
    words = [
        f"{step['date'].day} {step['date']:%B}  {step['label']}" for _, step in steps.iterrows()
    ]

    fig, ax = style.figure("map")
    for row, (_, step) in enumerate(steps.iterrows()):
        color, marker = LOOKS[step["who"]]
        is_event = step["who"] == "Event"
        is_early = step["date"] < pd.Timestamp("2014-05-15")
        ax.plot(step["date"], row, marker, color=color, markersize=11)
        ax.annotate(
            words[row],
            (step["date"], row),
            xytext=(12 if is_early else -12, 0),
            textcoords="offset points",
            ha="left" if is_early else "right",
            va="center",
            fontweight="normal" if is_event else "bold",
            color=style.INK if is_event else color,
        )
    months = pd.date_range("2014-03-01", "2014-08-01", freq="MS")
    ax.set_xlim(pd.Timestamp("2014-02-20"), pd.Timestamp("2014-08-10"))
    ax.set_xticks(months, [f"{month:%B}" for month in months])
    ax.set_ylim(len(steps) - 0.4, -0.6)
    ax.set_yticks([])
    ax.grid(visible=True, axis="x")

    return Exhibit(
        figure=fig,
        title=f"The first sanctions came {days} days after armed men took Crimea’s parliament",
        subtitle="First sanctions of the United States (round marks) and of the European Union "
        "(diamonds) in 2014, and what happened around them (grey squares)",
        alt=f"{len(steps)} marks run down a scale of days. {'; '.join(words)}.",
        table=pd.DataFrame(
            {
                "Day": steps["date"],
                "What": steps["label"],
                "Name of the law": steps["act"],
                "How far we checked it": steps["status"],
            }
        ),
        sources=["LEX", "RIAC", "VOS", "WCR", "UNV", "BEL"],
        note="Only the first steps: many more followed. Sources differ by a few days, because a "
        "law is signed on one day, printed on another and in force on a third. For the EU’s "
        "two acts we have not yet opened the law itself.",
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

    fig, ax = style.figure("wide")
    _draw_rouble(ax, rate)
    marks: list[tuple[Any, tuple[int, int]]] = [(before, (-70, 62)), (peak, (24, 8))]
    for month, to in marks:
        charts.note(
            ax,
            f"{month:%B %Y}:\n{rate[month]:.0f} roubles",
            at=(month, rate[month]),
            to=to,
            ha="left",
            fontweight="bold",
        )
    charts.years(ax)

    return Exhibit(
        figure=fig,
        title="Two years after the first sanctions a dollar cost more than twice as many roubles",
        subtitle="Roubles for one US dollar, mean of each month, 2013 to 2021. "
        "Up means: a weaker rouble",
        alt=f"A line stays near {rate[before]:.0f} roubles until summer 2014, climbs steeply to "
        f"{rate[pd.Timestamp('2015-01-01')]:.0f} in January 2015 and to {rate[peak]:.0f} in "
        f"{peak:%B %Y}, falls below 60 in 2017 and climbs again to {rate.iloc[-1]:.0f} in "
        "December 2021. An upright line marks the first sanctions, in March 2014.",
        table=_twice_a_year(pd.DataFrame({"Roubles for a dollar": rate})),
        sources=["ECB", "LEX"],
        note="After is not yet because of. What else happened in those months? Computed from the "
        "euro’s price in roubles and in dollars; other counts may differ by up to 1 per cent. "
        "Single days were higher than the mean of their month.",
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
    fell = (1 - oil[end] / oil[start]) * 100
    rose = (rate[end] / rate[start] - 1) * 100

    fig, (top, foot) = style.figure("map", rows=2, sharex=True)
    _draw_rouble(top, rate)
    foot.plot(oil.index, oil, color=style.VERMILION, linestyle=DASHED)
    foot.set_title("US dollars for a barrel of oil", color=style.VERMILION)
    foot.set_ylim(0, 130)
    for ax in (top, foot):
        for first, last in ((start, end), (pd.Timestamp("2020-01-01"), lowest)):
            ax.axvspan(first, last, color=style.PALE, zorder=0)
    charts.note(
        foot,
        f"June 2014 to January 2015:\nfrom {oil[start]:.0f} to {oil[end]:.0f} dollars",
        at=(pd.Timestamp("2014-11-01"), oil[pd.Timestamp("2014-11-01")]),
        to=(44, 14),
        ha="left",
        fontweight="bold",
    )
    charts.note(
        foot,
        f"April 2020:\n{oil[lowest]:.0f} dollars",
        at=(lowest, oil[lowest]),
        to=(-30, -4),
        ha="right",
        fontweight="bold",
    )
    charts.years(foot)

    return Exhibit(
        figure=fig,
        title=f"In the months when the rouble fell, oil lost {fell:.0f} per cent of its price",
        subtitle="Above: roubles for one US dollar. Below: US dollars for a barrel (159 litres) "
        "of Brent oil. Means of each month, 2013 to 2021; two falls of the oil price are shaded",
        alt=f"Two lines. From June 2014 to January 2015 oil falls from {oil[start]:.0f} to "
        f"{oil[end]:.0f} dollars, and the price of a dollar in roubles rises by {rose:.0f} per "
        "cent. When oil falls again early in 2020, the dollar rises again. By 2021 oil is dear "
        "once more, and the rouble has not recovered.",
        table=_twice_a_year(
            pd.DataFrame({"Roubles for a dollar": rate, "Dollars for a barrel of oil": oil})
        ),
        sources=["ECB", "EIA"],
        note="Russia sells much oil, so its money tends to follow the oil price. But not always: "
        "by 2021 oil was dear again and the rouble still weak. Two lines that move together prove "
        "no cause. They tell you where to look.",
    )


def two_suspects() -> Switch:
    """Let the learner look at the rouble with sanctions alone, then with the oil price.

    Returns
    -------
    Switch
        :func:`rouble` and :func:`rouble_and_oil`.
    """
    return Switch(
        "Look at the rouble with",
        {"the sanctions alone": rouble, "the price of oil as well": rouble_and_oil},
    )


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
    said_in = " and ".join(f"{day:%Y}" for day in then["vintage"].iloc[[0, -1]])
    of_2013 = russia.loc[[2013], "billion_usd"]

    fig, ax = style.figure("wide")
    ax.plot(dollars.index, dollars, color=style.BLUE, marker="o")
    ax.scatter(then.index, then["billion_usd"], s=80, **_ring())
    rank = now["world_rank"].dropna()
    for year in rank.index:
        is_low = year in (2015, 2020)
        ax.annotate(
            f"{dollars[year]:,.0f}\n({rank[year]}th)",
            (year, dollars[year]),
            xytext=(0, -12 if is_low else 10),
            textcoords="offset points",
            ha="center",
            va="top" if is_low else "bottom",
            fontweight="bold",
        )
    charts.note(
        ax,
        f"Rings: what the World Bank said\nof 2013 between {said_in}",
        at=(2013, then["billion_usd"].iloc[0]),
        to=(-4, -150),
        ha="left",
        color=style.VERMILION,
    )
    ax.set_ylim(0, 2_900)
    ax.set_xlim(2012.6, 2021.5)
    ax.set_xticks(list(dollars.index))
    charts.thousands(ax)

    return Exhibit(
        figure=fig,
        title="In dollars, Russia’s economy shrank by about "
        f"{(1 - dollars[2015] / dollars[2013]) * 100:.0f} per cent from 2013 to 2015",
        subtitle="Russia’s GDP, billion US dollars of each year (World Bank, figures of October "
        "2024). In brackets: its rank in the world",
        alt="A line goes from "
        + ", ".join(f"{amount:,.0f} in {year}" for year, amount in dollars.items())
        + f". Its rank in the world goes from {rank[2013]}th in 2013 to {rank[2015]}th in 2015 "
        f"and {rank[2021]}th in 2021. "
        f"Rings show older figures for 2013, from {of_2013.min():,.0f} to {of_2013.max():,.0f}.",
        table=pd.DataFrame(
            {
                "Year": russia.index,
                "Billion dollars": list(russia["billion_usd"]),
                "Figures of": [
                    date_text(row["vintage"], row["vintage_precision"])
                    for _, row in russia.iterrows()
                ],
                "Rank in the world": list(russia["world_rank"]),
                "Per cent of the world": list(russia["world_percent"]),
            }
        ),
        sources=["GDP", "GDPO"],
        note="A vintage is the day on which a figure was published. Later vintages mend earlier "
        f"ones: for 2013 they lie between {of_2013.min():,.0f} and {of_2013.max():,.0f}. The line "
        "uses one vintage, of October 2024. A reader of December 2021 saw slightly different "
        "figures, and none yet for 2021. Counted by what money buys at home, Russia ranks higher.",
    )


def in_roubles() -> Exhibit:
    """Show the same GDP counted in dollars and in roubles, each set to 100 in 2013.

    Returns
    -------
    Exhibit
        Index numbers, 2013 = 100, computed from GDP in dollars and the mean rate of each year.
    """
    counts = _gdp_in_two_moneys()
    looks: dict[str, tuple[str, Any, int]] = {
        "In roubles": (style.VERMILION, DASHED, 10),
        "In dollars": (style.BLUE, "solid", -22),
    }

    fig, ax = style.figure("wide")
    for money, (color, line, above) in looks.items():
        ax.plot(counts.index, counts[money], color=color, linestyle=line, marker="o")
        for year, text, offset in (
            (2015, f"{counts[money][2015]:.0f}", (-8, above)),
            (2021, f"{money}: {counts[money][2021]:.0f}", (10, -5)),
        ):
            ax.annotate(
                text,
                (year, counts.loc[year, money]),
                xytext=offset,
                textcoords="offset points",
                color=color,
                fontweight="bold",
            )
    ax.axhline(100, color=style.GREY, linewidth=1)
    ax.set_ylim(0, 210)
    ax.set_xlim(2012.8, 2022.6)
    ax.set_xticks(list(counts.index))

    return Exhibit(
        figure=fig,
        title=f"In 2015 the same economy was {_change(counts['In dollars'][2015])} in dollars "
        f"and {_change(counts['In roubles'][2015])} in roubles",
        subtitle="Russia’s GDP, counted in US dollars and in roubles, with 2013 set to 100",
        alt="Two lines start at 100 in 2013 and part. "
        + "; ".join(
            f"{year}: {row['In dollars']:.0f} in dollars, {row['In roubles']:.0f} in roubles"
            for year, row in counts.iterrows()
        )
        + ".",
        table=counts.round(1).reset_index(names="Year"),
        sources=["GDP", "ECB"],
        note="Neither line is the whole truth. The dollar line falls because the rouble fell. The "
        "rouble line climbs partly because prices in Russia rose. With such effects taken out, "
        "the economy shrank by only about 2 per cent in 2015; that figure is not yet checked "
        "against the World Bank’s own.",
    )


def economy() -> Switch:
    """Let the learner choose the money in which Russia's economy is counted.

    Returns
    -------
    Switch
        :func:`gdp` and :func:`in_roubles`.
    """
    return Switch("Count Russia’s economy in", {"dollars": gdp, "dollars and roubles": in_roubles})


def swift() -> Exhibit:
    """Draw the way of a payment: the message through SWIFT, the money elsewhere.

    Returns
    -------
    Exhibit
        A diagram with what SWIFT counts of itself.
    """
    facts = table("swift").query("about == 'SWIFT' and known_on_the_day")
    reach = (
        f"More than {value('swift', 'E44', 'value'):,.0f} institutions in more than "
        f"{value('swift', 'E45', 'value'):.0f} countries and territories"
    )

    fig, ax = style.figure("wide")
    ax.set(xlim=(0, 100), ylim=(0, 50))
    ax.axis("off")
    _box(ax, (4, 14), (20, 16), "Bank A\nin one country", style.LAND)
    _box(ax, (76, 14), (20, 16), "Bank B\nin another country", style.LAND)
    _box(ax, (36, 35), (28, 12), "SWIFT\ncarries the message", style.SEA)
    for start, end in (((14, 30.5), (35.5, 41)), ((64.5, 41), (86, 30.5))):
        _arrow(ax, start, end, color=style.BLUE, linewidth=2.4, linestyle=(0, (4, 2)), bend=-0.25)
    _arrow(ax, (24.5, 20), (75.5, 20), color=style.VERMILION, linewidth=5)
    for y, text, look in (
        (29, "“Please pay 500 euros to Ms B”", {"color": style.BLUE, "style": "italic"}),
        (13, "The money moves here, between accounts\nthat banks hold with each other",
         {"color": style.VERMILION, "weight": "bold"}),
        (3, reach, {"weight": "bold"}),
    ):  # fmt: skip
        ax.text(50, y, text, ha="center", va="center", **look)

    return Exhibit(
        figure=fig,
        title="SWIFT carries the message; the money moves elsewhere",
        subtitle="How a payment from one country to another is made, much simplified",
        alt="Two boxes, bank A and bank B. A dashed arrow runs from A to B by way of a third box, "
        "SWIFT, with the message “Please pay 500 euros to Ms B”. A thick arrow runs straight from "
        f"A to B: the money. {reach}.",
        table=pd.DataFrame(
            {
                "What": facts["measure"],
                "How many": [_counted(row) for _, row in facts.iterrows()],
                "When": [_period(row) for _, row in facts.iterrows()],
                "How far we checked it": facts["status"],
            }
        ),
        sources=list(facts["source"].unique()),
        note="SWIFT is a company that belongs to its users. It sits in Belgium, so it follows the "
        "law of the EU, and the National Bank of Belgium watches over it. It holds no money.",
    )


def iran() -> Exhibit:
    """Show what Iran lost after its banks were cut off in 2012, and what acted at the same time.

    Returns
    -------
    Exhibit
        Per cent lost, as one think tank put it.
    """
    losses = table("swift").query("about == 'Iran' and unit == 'percent'")
    names = [_loss(text) for text in losses["measure"]]
    shares = [_counted(row) for _, row in losses.iterrows()]
    cut_off = date_text(pd.Timestamp(str(value("sanctions", "E55", "date"))))

    fig, ax = style.figure("strip")
    charts.bars(
        ax,
        names=names,
        values=list(losses["value"]),
        labels=shares,
        colors=[style.BLUE, style.VERMILION],
        hatches=["", "//"],
    )

    return Exhibit(
        figure=fig,
        title="After 2012 Iran lost much of its trade, but two measures acted at once",
        subtitle=f"What Iran lost after its banks were cut off from SWIFT on {cut_off}, as the "
        "Carnegie Moscow Center put it in May 2021",
        alt="Two bars. " + "; ".join(map(": ".join, zip(names, shares, strict=True))) + ".",
        table=pd.DataFrame(
            {
                "What Iran lost": names,
                "How much": shares,
                "Who says so": losses["said_by"],
                "How far we checked it": losses["status"],
            }
        ),
        sources=["CAR", "SUR"],
        note="At the same time an embargo, a ban on buying, hit Iran’s oil. Nobody can tell the "
        "effect of SWIFT alone from these figures. Iran is also another country, with other "
        "trade, at another time.",
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
    revised = float(str(value("gas_imports", "E66-rev", "percent")))
    shares["All others"] = 100 - shares.sum()
    suppliers = len(shares) - 2

    fig, ax = style.figure("wide")
    charts.bars(
        ax,
        names=list(shares.index),
        values=list(shares),
        labels=[f"{revised:g}–{shares['Russia']:g}", *(f"{share:g}" for share in shares[1:])],
        colors=[style.VERMILION, *[style.BLUE] * suppliers, style.GREY],
        hatches=["//", *[""] * (suppliers + 1)],
    )

    return Exhibit(
        figure=fig,
        title="More than 40 per cent of the gas that the EU bought abroad came from Russia",
        subtitle="Share of the EU’s gas imports in 2021, per cent (European Commission)",
        alt="Lying bars. "
        + "; ".join(f"{name}: {share:g} per cent" for name, share in shares.items())
        + f". A revision puts Russia at {revised:g}.",
        table=pd.DataFrame(
            {
                "Supplier": counts["supplier"],
                "Per cent": counts["percent"],
                "Published": counts["published"],
                "How far we checked it": counts["status"],
            }
        ),
        sources=list(counts["source"].unique()),
        note="Figures for the year 2021, published a few months after the article. The bars show "
        f"the first count; a second one put Russia at {revised:g}. “All others” is what is left "
        "to 100.",
    )


def trade() -> Exhibit:
    """Set the EU's share of Russia's trade beside Russia's share of the EU's.

    Returns
    -------
    Exhibit
        Per cent of the trade in goods, 2020.
    """
    shares = table("trade_with_russia").set_index("id").loc[["E72", "E74-imports", "E74-exports"]]
    names = [
        "Of Russia’s trade in goods:\nwith the EU",
        "Of the EU’s imports:\nfrom Russia",
        "Of the EU’s exports:\nto Russia",
    ]
    in_a_line = [name.replace("\n", " ") for name in names]
    labels = [f"{share:g} per cent" for share in shares["value"]]

    fig, ax = style.figure("strip")
    charts.bars(
        ax,
        names=names,
        values=list(shares["value"]),
        labels=labels,
        colors=[style.VERMILION, style.BLUE, style.BLUE],
        hatches=["//", "", ""],
    )

    return Exhibit(
        figure=fig,
        title="The EU was over a third of Russia’s trade; Russia was about a twentieth of the EU’s",
        subtitle="Shares of the trade in goods in 2020, per cent",
        alt="Three bars. " + "; ".join(map(" ".join, zip(in_a_line, labels, strict=True))) + ".",
        table=pd.DataFrame(
            {
                "What": in_a_line,
                "Per cent": shares["value"],
                "Counted by": shares["counted_by"],
                "How far we checked it": shares["status"],
            }
        ),
        sources=list(shares["source"].unique()),
        note=f"The {labels[0]} is the European Commission’s figure; we saw it in a news copy of "
        "2023. What EU members sell each other does not count as trade abroad.",
    )


def dependence() -> Switch:
    """Let the learner see from both sides who depends on whom.

    Returns
    -------
    Switch
        :func:`gas` and :func:`trade`.
    """
    return Switch("Who needs whom? Look at", {"the EU’s gas": gas, "all trade in goods": trade})


def _steps_of_2014() -> pd.DataFrame:
    """Give the measures against Russia and the events around them, by date."""
    measures = table("sanctions").query("target == 'Russia' and known_on_the_day")
    events = table("timeline").set_index("id").loc[EVENTS_OF_2014]
    columns = ["date", "who", "label", "act", "status"]
    rows = [
        (row["date"], row["imposed_by"], _named(row), row["legal_act"], row["status"])
        for _, row in measures.iterrows()
    ] + [(row["date"], "Event", row["title"], "", row["status"]) for _, row in events.iterrows()]
    return pd.DataFrame(rows, columns=columns).sort_values("date", kind="stable")


def _named(measure: pd.Series[Any]) -> str:
    text = measure["measure"].replace("US ", "").replace("EU ", "")
    return f"{measure['imposed_by']}: {text[0].lower()}{text[1:]}"


def _day_of(event: str) -> pd.Timestamp:
    return pd.Timestamp(str(value("timeline", event, "date")))


def _draw_rouble(ax: Any, rate: pd.Series[float]) -> None:
    ax.plot(rate.index, rate, color=style.BLUE)
    ax.set_title("Roubles for one US dollar", color=style.BLUE)
    ax.set_ylim(0, 95)
    ax.set_xlim(pd.Timestamp("2013-01-01"), pd.Timestamp("2022-01-01"))
    charts.day_line(ax, _day_of("T23"), "First sanctions,\nMarch 2014", align="left")


def _ring() -> dict[str, Any]:
    """Give the look of an open ring: an older figure for the same year."""
    return {"facecolor": style.PAPER, "edgecolor": style.VERMILION, "linewidth": 2, "zorder": 3}


def _twice_a_year(monthly: pd.DataFrame) -> pd.DataFrame:
    """Give January and July of each year, and the last month: enough to check a chart by."""
    months = pd.DatetimeIndex(monthly.index)
    picked = monthly[months.month.isin([1, 7]) | (months == months.max())]
    return picked.set_axis([f"{month:%B %Y}" for month in picked.index]).reset_index(names="Month")


def _gdp_in_two_moneys() -> pd.DataFrame:
    """Give GDP in dollars and in roubles, by year, with the first year set to 100."""
    russia = table("gdp").query("country_iso3 == 'RUS' and latest").set_index("year")
    means = table("rouble").query("precision == 'year' and currency == 'USD'")
    rate = means.set_index(means["date"].dt.year)["roubles"]
    dollars = russia["billion_usd"]
    both = pd.DataFrame({"In dollars": dollars, "In roubles": dollars * rate})
    return both / both.iloc[0] * 100


def _change(index: Any) -> str:
    since_2013 = index - 100
    return f"{abs(since_2013):.0f} per cent {'larger' if since_2013 > 0 else 'smaller'}"


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


def _counted(row: pd.Series[Any]) -> str:
    word = "" if row["qualifier"] == "as published" else f"{row['qualifier']} "
    return f"{word}{row['value']:,.0f} {row['unit'].replace('percent', 'per cent')}"


def _period(row: pd.Series[Any]) -> str:
    start = date_text(row["date"], row["precision"])
    end = row["date_end"]
    return start if pd.isna(end) else f"{start} to {min(end.date(), ARTICLE_DATE).year}"


def _loss(measure: str) -> str:
    short = measure.removeprefix("loss of ").removesuffix(" after the cut-off")
    return short[0].upper() + short[1:]
