"""The maps of the lesson on Crimea: one place seen two ways, and how the world's states voted."""

from __future__ import annotations

import math
from functools import partial
from textwrap import fill, indent
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from lessons.kit.data import atlas, date_text, table
from lessons.kit.exhibits import charts, maps, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.switch import Switch

if TYPE_CHECKING:
    from collections.abc import Sequence

BORDERS = "NATE"
RUSSIA = "#D9D3C7"

#: How each answer is drawn: the colours differ in a grey copy as well, and two are hatched.
VOTES = {
    "yes": ("Yes", {"facecolor": style.BLUE}),
    "no": ("No", {"facecolor": style.VERMILION, "edgecolor": style.INK, "hatch": "xxx"}),
    "abstain": ("Abstained", {"facecolor": "#C9C2B4", "hatch": "///"}),
    "absent": ("Did not vote", {"facecolor": style.PAPER}),
}
#: km². A state smaller than this is shown as a dot as well: on a world map it can't be seen.
SMALL = 3_000


def two_views(*, labels: bool = True) -> Exhibit:
    """Show Crimea in the UN General Assembly's view, and by who controls the ground.

    Parameters
    ----------
    labels : bool
        Whether names are written on the maps; a handout for practice has none.

    Returns
    -------
    Exhibit
    """
    pieces = atlas.disputed()
    crimea = pieces[pieces["name"].str.contains("Crimea|Sevastopol")]
    views = {"un": "The UN General Assembly’s view", "control": "Who controls the ground"}

    sheet = maps.Sheet("crimea", cols=2)
    for view, title in views.items():
        countries = atlas.countries(viewpoint=view)
        m = sheet.map(title, viewpoint=view)
        m.fill(countries.query("iso3 == 'UKR'"), maps.SUBJECT, edgecolor=style.INK)
        m.fill(countries.query("iso3 == 'RUS'"), RUSSIA, edgecolor=style.INK)
        m.hatch(crimea)
        if labels:
            m.label()
        if view == "un":
            m.scale_bar(100)
    entries = [
        ("Ukraine", {"facecolor": maps.SUBJECT}),
        ("Russia", {"facecolor": RUSSIA}),
        ("Held by Russia since 2014", maps.HATCHED),
    ]
    sheet.key(entries)

    return Exhibit(
        figure=sheet.figure,
        title="The same peninsula, two maps: Ukraine’s by the General Assembly’s finding, in "
        "Russia’s hands since 2014",
        subtitle="Crimea with Sevastopol on 30 December 2021.",
        alt="Two maps of Crimea side by side. On the left it has the colour of Ukraine, on the "
        "right that of Russia. On both it is hatched: Russia has held it since 2014.",
        table=pd.DataFrame(
            {
                "Area": crimea["name"],
                "Part of, for the UN General Assembly": "Ukraine",
                "Controlled by": crimea["controlled_by"],
                "Since": maps.since(crimea),
                "km², about": crimea["area_km2"].round(-2).astype(int),
            }
        ),
        sources=[BORDERS, "pGA", "UNV"],
        note=f"{maps.viewpoint_line(crimea)} Resolution 68/262 of 27 March 2014 asks states not to "
        "recognise any change in the status of Crimea and Sevastopol. Russia calls the change a "
        "reunification and rejects the resolution. Who holds a place and whose it is in law are "
        "two questions.",
    )


def assembly_vote() -> Exhibit:
    """Show how the states of the world voted on General Assembly resolution 68/262.

    Returns
    -------
    Exhibit
        Votes by state, 27 March 2014.
    """
    votes = table("assembly_vote_2014")
    states = atlas.countries(on="2014-03-27").merge(votes[["iso3", "vote"]], on="iso3")
    small = states[states.to_crs("ESRI:54034").area / 1e6 < SMALL]
    count = votes["vote"].value_counts()

    m = maps.Map("world", on="2014-03-27")
    for answer, (_, look) in VOTES.items():
        gave = states[states["vote"] == answer]
        m.fill(gave, **look)
        tiny = _centres(small[small["vote"] == answer])
        m.dots(tiny, look["facecolor"], edgecolor=style.INK, linewidth=0.7)
    entries = [(f"{text}: {count[answer]}", look) for answer, (text, look) in VOTES.items()]
    m.key(entries, title="")

    yes, no, abstain, absent = (int(count[answer]) for answer in VOTES)
    return Exhibit(
        figure=m.figure,
        title=f"{yes} states voted for Ukraine’s territorial integrity, {no} against; {abstain} "
        f"abstained and {absent} did not vote",
        subtitle="UN General Assembly, resolution 68/262, 27 March 2014. The Assembly has "
        f"{len(votes)} member states.",
        alt=f"World map of the vote. Yes ({yes}): Europe, North America, Japan, Australia and "
        f"others. No ({no}): {_names(votes, 'no')}. Abstained ({abstain}): among them China, "
        f"India, Brazil and South Africa. Did not vote ({absent}).",
        table=votes[["country", "vote", "region"]].rename(
            columns={"country": "State", "vote": "Vote", "region": "Region of the world"}
        ),
        sources=["UNV", "CRY", BORDERS],
        note=f"Very small states are shown as dots. {VIEW} Land without a vote of its own has the "
        "colour of bare land. A resolution of the Assembly is a recommendation; it isn’t binding "
        "in law like a decision of the Security Council.",
    )


VIEW = "Borders: UN General Assembly view, as on the day of the vote."


def _centres(states: gpd.GeoDataFrame) -> pd.DataFrame:
    points = states.representative_point()
    return pd.DataFrame({"lon": points.x, "lat": points.y})


def _names(votes: pd.DataFrame, answer: str) -> str:
    return ", ".join(sorted(votes.loc[votes["vote"] == answer, "country"]))


# The charts.

#: How a line between Crimea and the mainland is drawn.
LINES = {"solid": "-", "dotted": ":"}


def drawn_by(mapmaker: str = "Q01") -> Exhibit:
    """Show Crimea as one mapmaker draws it.

    Parameters
    ----------
    mapmaker : str
        An id of the table ``mapmakers``.

    Returns
    -------
    Exhibit

    Raises
    ------
    ValueError
        If there is no such mapmaker.
    """
    rules = table("mapmakers")
    if mapmaker not in set(rules["id"]):
        raise ValueError(
            f"There is no mapmaker {mapmaker!r}; choose one of {', '.join(rules['id'])}."
        )
    rules = rules[rules["id"] == mapmaker]
    rule = rules.iloc[0]
    m = maps.Map("crimea", viewpoint=_view(rule))
    _draw(m, rule)
    m.label()
    m.key(KEY, title="")
    return Exhibit(
        figure=m.figure,
        title=f"{rule['mapmaker']}: {rule['how'][0].lower()}{rule['how'][1:].rstrip('.')}",
        subtitle=f"Crimea as drawn, or as announced, {_when(rule)}.",
        alt=f"Map of Crimea. {rule['how']}",
        table=_rules(rules),
        sources=list(dict.fromkeys([rule["source"], BORDERS])),
        note=f"{REDRAWN} {rule['note']}",
    )


def six_maps() -> Exhibit:
    """Show Crimea as six mapmakers draw it, side by side.

    Returns
    -------
    Exhibit
    """
    rules = table("mapmakers")
    sheet = maps.Sheet("crimea", rows=2, cols=3)
    for _, rule in rules.iterrows():
        _draw(sheet.map(rule["short"], viewpoint=_view(rule)), rule)
    sheet.key(KEY)
    return Exhibit(
        figure=sheet.figure,
        title=f"One place on {len(rules)} maps: each follows a rule of its own",
        subtitle="Crimea as drawn, or as announced, between 2014 and 2021.",
        alt="Six small maps. "
        + " ".join(f"{r['mapmaker']}: {r['how']}" for _, r in rules.iterrows()),
        table=_rules(rules),
        sources=[*dict.fromkeys([*rules["source"], BORDERS])],
        note=f"{REDRAWN} A map is a decision: ask for the rule behind it.",
    )


def mapmakers() -> Switch:
    """Let the learner choose a mapmaker, and show Crimea as that one draws it.

    Returns
    -------
    Switch
        All six at first, then each of :func:`drawn_by`.
    """
    rules = table("mapmakers")
    one_each = {
        rule["mapmaker"]: partial(drawn_by, mapmaker=rule["id"]) for _, rule in rules.iterrows()
    }
    return Switch("Crimea as drawn by", {"all six": six_maps, **one_each})


KEY = [
    ("As Ukraine", {"facecolor": maps.SUBJECT}),
    ("As Russia", {"facecolor": RUSSIA}),
    ("Neither: special status", {"facecolor": style.GREY}),
    ("Held by Russia", {"facecolor": style.PAPER, "edgecolor": style.INK, "hatch": "////"}),
]
REDRAWN = "Redrawn by us from what the mapmaker said or a reader reported; no copy of its map."


def _view(rule: pd.Series) -> str:
    return "control" if rule["crimea_as"] == "Russia" else "un"


def _draw(m: maps.Map, rule: pd.Series) -> None:
    """Draw Crimea by a mapmaker's rule, and its neighbours always in the same way."""
    pieces = atlas.disputed()
    crimea = pieces[pieces["name"].isin(["Crimea", "Sevastopol"])].dissolve()
    countries = atlas.countries(viewpoint=m.viewpoint)
    m.fill(countries.query("iso3 == 'UKR'"), maps.SUBJECT, edgecolor=style.INK)
    m.fill(countries.query("iso3 == 'RUS'"), RUSSIA, edgecolor=style.INK)
    if rule["crimea_as"] == "Ukraine, hatched":
        m.hatch(crimea)
    if rule["crimea_as"] == "grey":
        m.fill(crimea, style.GREY, edgecolor=style.INK)
    if rule["crimea_as"] == "stripes":
        m.fill(crimea, "none", edgecolor=RUSSIA, hatch="//", hatch_linewidth=5)
        m.fill(crimea, "none", edgecolor=style.INK)
    if rule["line"] in LINES:
        mainland = atlas.countries(viewpoint="control").query("iso3 == 'UKR'").union_all()
        neck = crimea.geometry.boundary.intersection(mainland.buffer(1e-4))
        m.line(neck, style.INK, linewidth=2.4, linestyle=LINES[rule["line"]])


def _rules(rules: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Mapmaker": rules["mapmaker"],
            "How it draws Crimea": rules["how"],
            "When": [_when(rule) for _, rule in rules.iterrows()],
            "How far we checked it": rules["status"],
        }
    )


def _when(rule: pd.Series) -> str:
    return date_text(rule["date"], rule["precision"])


#: Rows of the timeline from the last days of the protests to the Assembly's vote, by where.
WEEKS = {
    "Kyiv": (["T19", "T20", "T21"], style.INK, "s"),
    "Moscow and Crimea": (["T59", "T22", "T25", "T26"], style.VERMILION, "o"),
    "Washington and New York": (["T23", "T24", "T27"], style.BLUE, "^"),
}
#: What speaks about when the operation in Crimea began, and what happened in Kyiv in those days.
MOSCOW, KYIV = ["T58", "T59", "T22"], ["T19", "T20", "T21"]
#: How far above and below the line their texts stand.
HEIGHTS = {1: (1.9, 0.5, 1.9), -1: (2.9, 1.7, 0.5)}


def day_by_day() -> Exhibit:
    """Show what happened from the last days of the protests in Kyiv to the Assembly's vote.

    Returns
    -------
    Exhibit
        Events of February and March 2014, by day, in three columns.
    """
    timeline = table("timeline").set_index("id")
    events = timeline.loc[[key for keys, *_ in WEEKS.values() for key in keys]]
    first, last = events["date"].min(), events["date"].max()
    seized, signed = events.loc[["T22", "T26"], "date"]

    fig, axes = style.figure("map", cols=len(WEEKS))
    for ax, (where, (keys, color, marker)) in zip(axes, WEEKS.items(), strict=True):
        lane = timeline.loc[keys]
        charts.timeline(
            ax,
            days=list(lane["date"]),
            texts=[
                indent(f"{_day(row['date'])}\n{fill(row['title'], 21)}", " ")
                for _, row in lane.iterrows()
            ],
            span=(first - pd.Timedelta(days=1), last + pd.Timedelta(days=2)),
            gap=0.15,
            colors=color,
            markers=marker,
        )
        ax.set_title(where, color=color)
        ax.set_xlim(-0.03, 0.82)
        ax.yaxis.set_visible(False)
    events = events.sort_values("date")

    return Exhibit(
        figure=fig,
        title=f"{(signed - seized).days} days after armed men took Crimea’s parliament, Russia "
        "signed a treaty to take Crimea in",
        subtitle=f"From {date_text(first)} to {date_text(last)}. Time runs down, to one scale in "
        "the three columns.",
        alt="Three lines of time, from top to bottom. "
        + " ".join(f"{_day(row['date'])}: {row['title']}." for _, row in events.iterrows()),
        table=events[["date", "place", "title", "description"]].rename(
            columns={
                "date": "Day",
                "place": "Where",
                "title": "What",
                "description": "In more words",
            }
        ),
        sources=list(dict.fromkeys(events["source"])),
        note="Russia calls the outcome a reunification. The General Assembly found that the vote "
        "of 16 March has no validity.",
    )


def which_came_first() -> Exhibit:
    """Set what Russia says about the beginning beside what happened in Kyiv in those days.

    Returns
    -------
    Exhibit
        Days from 20 to 27 February 2014.
    """
    events = table("timeline").set_index("id").loc[[*MOSCOW, *KYIV]]
    medal, meeting = events.loc[["T58", "T59"], "date"]
    removed, seized = events.loc[["T21", "T22"], "date"]

    fig, ax = style.figure("wide")
    ax.axhline(0, color=style.GREY, linewidth=2)
    for names, side, color, sign in (
        (MOSCOW, 1, style.VERMILION, "o"),
        (KYIV, -1, style.INK, "s"),
    ):
        rows = events.loc[names]
        level = 0.2 * side
        ax.plot(rows["date"], [level] * len(rows), sign, color=color, markersize=11, zorder=3)
        for step, (_, row) in enumerate(rows.iterrows()):
            height = side * HEIGHTS[side][step]
            ax.plot([row["date"]] * 2, [0, height], color=style.GREY, linewidth=1, zorder=1)
            ax.annotate(
                f"{_day(row['date'])}\n{row['title']}",
                (row["date"], height),
                xytext=(4, 0),
                textcoords="offset points",
                va="bottom" if side > 0 else "top",
                color=color,
            )
    ax.annotate(
        "MOSCOW AND CRIMEA",
        (0, 1),
        xycoords="axes fraction",
        color=style.VERMILION,
        fontweight="bold",
        va="top",
    )
    ax.annotate("KYIV", (0, 0), xycoords="axes fraction", fontweight="bold", va="bottom")
    ax.set_xlim(medal - pd.Timedelta(hours=9), events["date"].max() + pd.Timedelta(hours=86))
    ax.set_ylim(-4.2, 3.6)
    ax.xaxis.set_visible(False)
    ax.yaxis.set_visible(False)
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)

    return Exhibit(
        figure=fig,
        title=f"Russia gives two beginnings: {(removed - medal).days} days before Yanukovych was "
        "removed, and the night after",
        subtitle=f"From {date_text(medal)} to {date_text(events['date'].max())}: above the line "
        "what Russia’s own sources date and what was done in Crimea, below it what happened in "
        "Kyiv.",
        alt=f"A line of days. Above it: a Russian medal dates the beginning to {_day(medal)}, "
        f"Putin speaks of a meeting in the night to {_day(meeting)}, armed men take the Crimean "
        f"parliament on {_day(seized)}. Below it: three days in Kyiv, up to "
        f"Yanukovych’s removal on {_day(removed)}.",
        table=events.sort_values("date")[["date", "title", "description", "note"]].rename(
            columns={
                "date": "Day",
                "title": "What",
                "description": "In more words",
                "note": "To bear in mind",
            }
        ),
        sources=list(dict.fromkeys(events["source"])),
        note="The medal was made afterwards, and Putin spoke a year afterwards. Neither is proof "
        "of what was planned, and they don’t agree.",
    )


#: Dots beside each other.
PER_LINE = 9


def votes_by_region() -> Exhibit:
    """Show each state's vote as a dot, by the part of the world that it lies in.

    Returns
    -------
    Exhibit
        The 193 states on 27 March 2014.
    """
    votes = table("assembly_vote_2014")
    votes["part"] = votes["region"].map(_part_of_the_world)
    count = votes.groupby(["part", "vote"]).size().unstack(fill_value=0)[list(VOTES)]
    count = count.loc[count.sum(axis="columns").sort_values(ascending=False).index]
    total = count.sum()

    lines = (count.max(axis="columns") / PER_LINE).apply(math.ceil)
    top = (lines + 1).cumsum() - lines

    fig, ax = style.figure("wide")
    for column, (answer, (_, look)) in enumerate(VOTES.items()):
        for number, line in zip(count[answer], top, strict=True):
            places = [
                (column * (PER_LINE + 2) + n % PER_LINE, line + n // PER_LINE)
                for n in range(number)
            ]
            dots = pd.DataFrame(places, columns=["x", "y"])
            ax.scatter("x", "y", data=dots, s=85, color=look["facecolor"], edgecolor=style.INK)
    ax.set_xticks(
        [column * (PER_LINE + 2) for column in range(len(VOTES))],
        [f"{name}: {total[answer]}" for answer, (name, _) in VOTES.items()],
        fontweight="bold",
        ha="left",
    )
    ax.set_yticks(
        top + (lines - 1) / 2,
        [f"{part}, {number} states" for part, number in count.sum(axis="columns").items()],
    )
    ax.set(xlim=(-1, len(VOTES) * (PER_LINE + 2)), ylim=(top.iloc[-1] + lines.iloc[-1], 0.2))
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)

    return Exhibit(
        figure=fig,
        title=f"{total['yes']} of {len(votes)} states said yes; {total['abstain']} abstained, most "
        f"of them in {_listed(list(count['abstain'].nlargest(2).index))}",
        subtitle="Each dot is one member state of the UN: its vote on resolution 68/262, "
        "27 March 2014.",
        alt="Dots in rows by part of the world. "
        + " ".join(
            f"{part}: {row['yes']} yes, {row['no']} no, {row['abstain']} abstained, "
            f"{row['absent']} did not vote."
            for part, row in count.iterrows()
        ),
        table=count.rename(columns={answer: name for answer, (name, _) in VOTES.items()})
        .rename_axis(index="Part of the world", columns=None)
        .reset_index(),
        sources=["UNV", "CRY"],
        note="To abstain is to be present and say neither yes nor no. Regions as the UN’s "
        "statisticians draw them: Russia counts as Europe, Georgia and Türkiye as Asia.",
    )


def _day(date: pd.Timestamp) -> str:
    return f"{date.day} {date:%B}"


def _part_of_the_world(region: str) -> str:
    parts = {"Africa": "Africa", "Asia": "Asia", "Europe": "Europe", "America": "Americas"}
    last = region.rsplit(maxsplit=1)[-1]
    return parts.get(last, "Americas" if last == "Caribbean" else "Oceania")


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
