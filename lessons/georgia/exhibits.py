"""The map of the lesson on Georgia."""

from __future__ import annotations

from functools import partial
from textwrap import fill
from typing import TYPE_CHECKING

import matplotlib as mpl
import pandas as pd

from lessons.kit.data import ARTICLE_DATE, atlas, date_text, in_language, table
from lessons.kit.exhibits import charts, maps, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.maps import BORDERS
from lessons.kit.exhibits.switch import Switch
from lessons.kit.exhibits.words import Say, Words, write

if TYPE_CHECKING:
    from collections.abc import Iterator

words = Words(__name__)

#: The wars on Georgia's ground, by their names in the timeline.
WARS = {"South Ossetia": "War in South Ossetia", "Abkhazia": "War in Abkhazia"}
FIVE_DAYS = "Russia–Georgia war"
#: How each state of a region is drawn, from the least to the most, and what a title says of it.
LOOKS = {"before": "", "fought over": "..", "mostly out": "//", "out": "////"}
SAYS = {
    "before": "says before",
    "fought over": "says fought over",
    "mostly out": "says mostly out",
    "out": "says out",
}
#: The share of the picture that words within a bar take.
ROOM = 0.5
#: Georgia's steps towards NATO, by their names in the table of milestones.
STEPS = [
    "Georgia in Partnership for Peace",
    "Georgia’s aim",
    "Georgia’s action plan",
    "Plebiscite in Georgia",
    "Bucharest declaration",
    "NATO–Georgia Commission",
    "Substantial package",
    "Brussels summit",
]
#: Lanes of the road to NATO: marker and colour.
LANES = {"wars": ("s", style.VERMILION), "steps": ("o", style.BLUE)}


def georgia_map(*, labels: bool = True) -> Exhibit:
    """Show Georgia with the two regions that its government doesn't control.

    Parameters
    ----------
    labels : bool
        Whether names are written on the map; a handout for practice has none.

    Returns
    -------
    Exhibit
    """
    georgia = atlas.countries().query("iso3 == 'GEO'")
    pieces = atlas.disputed().query("part_of == 'GEO'")
    # Published areas: the map draws South Ossetia too large.
    areas = table("places").set_index("name")["area_low"]
    share = (areas["Abkhazia"] + areas["South Ossetia"]) / areas["Georgia"]

    recognised = table("recognitions").set_index("state")["recognised"]["Russia"]
    say = words("georgia_map", share=share, since=recognised, near=100, too_large="12 to 16")

    m = maps.Map("georgia")
    m.fill(georgia, maps.SUBJECT, edgecolor=style.INK, linewidth=1.4)
    m.hatch(pieces)
    m.scale_bar(100)
    m.key(
        [
            (say("georgia"), {"facecolor": maps.SUBJECT, "edgecolor": style.INK}),
            maps.not_held("georgia"),
        ]
    )
    m.locator("europe", at=(0.785, 0.6, 0.2))
    if labels:
        m.label()

    return say.exhibit(
        figure=m.figure,
        table=pieces.assign(
            part=say("georgia"),
            since=maps.since(pieces),
            area=pieces["area_km2"].round(-1).astype(int),
        ),
        sources=[BORDERS, "GLO", "ILO"],
        view=maps.viewpoint_line(pieces),
    )


def control(year: int = 2021) -> Exhibit:
    """Show who held Abkhazia and South Ossetia at the end of a year.

    Parameters
    ----------
    year : int
        From 1991 to 2021.

    Returns
    -------
    Exhibit

    Raises
    ------
    ValueError
        If the year lies outside that time.

    Examples
    --------
    >>> control(2012).table["Called independent by"][0]
    'Russia, Nicaragua, Venezuela, Nauru, Vanuatu (in dispute), Tuvalu'
    """
    first, last = 1991, ARTICLE_DATE.year
    if not first <= year <= last:
        raise ValueError(words("control")("outside", year=year, first=first, last=last))
    pieces = atlas.disputed().set_index("name")
    now = {name: _state(name, year) for name in ("Abkhazia", "South Ossetia")}
    friends = {name: _recognised_by(year, name) for name in now}
    both = set.intersection(*map(set, friends.values()))
    say = words("control", year=year, count=len(both), war=_wars()["date"][FIVE_DAYS])

    m = maps.Map("georgia")
    ground = {"facecolor": maps.SUBJECT, "edgecolor": style.INK}
    m.fill(
        atlas.countries().query("iso3 == 'GEO'"), maps.SUBJECT, edgecolor=style.INK, linewidth=1.4
    )
    for name, state in now.items():
        m.hatch(pieces.loc[[name]], LOOKS[state])
    m.label()
    m.key(
        [(write(say(state), "Capital"), {**ground, "hatch": LOOKS[state]}) for state in LOOKS],
        title=say("borders"),
    )

    rows = pd.DataFrame(
        {
            "name": list(now),
            "law": say("law"),
            "ground": [say(state) for state in now.values()],
            "friends": [_listed(say, states) for states in friends.values()],
        }
    )
    says = [say(SAYS[state], name=name) for name, state in now.items()]
    return say.exhibit(
        figure=m.figure,
        table=rows,
        sources=[BORDERS, "UCA", "HRW95", "LEU21", "ILO", "VOA08"],
        title="same" if len(set(now.values())) == 1 else "apart",
        subtitle="now" if year == last else "then",
        state=rows["ground"][0],
        abkhazia=says[0],
        ossetia=says[1],
        friends=say("friends" if both else "no friends"),
        regions=say.each("region", rows),
    )


def before_and_after() -> Switch:
    """Let the learner choose a year, and show who held the two regions at its end.

    Returns
    -------
    Switch
        The map of :func:`control`, before and after each change.
    """
    years = (1991, 1992, 1993, 2007, 2008, 2021)
    return Switch(
        words("before_and_after")("question"),
        {str(year): partial(control, year=year) for year in years},
        slider=True,
        paper=("2007", "2008"),
    )


def recognitions() -> Exhibit:
    """Show which states called Abkhazia and South Ossetia independent, and for how long.

    Returns
    -------
    Exhibit
        Members of the UN, from 2008 to the day of the article.
    """
    states = table("recognitions")
    day = pd.Timestamp(ARTICLE_DATE)
    stands = states["withdrawn"].isna()
    states["since"] = [date_text(*pair) for pair in _dates(states, "recognised")]
    states["until"] = [
        "" if pd.isna(date) else date_text(date, precision)
        for date, precision in _dates(states, "withdrawn")
    ]
    say = words("recognitions", now=stands.sum(), first=states["recognised"].min())

    fig, ax = style.figure("wide")
    for row, (_, state) in enumerate(states.iterrows()):
        begin, end = state["recognised"], state["withdrawn"]
        still = pd.isna(end)
        ax.barh(
            row,
            (day if still else end) - begin,
            left=begin,
            height=0.62,
            color=style.BLUE if still else style.PAPER,
            edgecolor=style.BLUE,
            hatch="" if still else "////",
        )
        is_inside = still and (day - begin) / (day - states["recognised"].min()) > ROOM
        before = still and not is_inside
        ax.annotate(
            say("since" if still else "taken back", since=state["since"], until=state["until"]),
            (begin if still else end, row),
            xytext=(-7 if before else 7, 0),
            textcoords="offset points",
            ha="right" if before else "left",
            va="center",
            color=style.PAPER if is_inside else style.INK,
        )
    ax.set_yticks(range(len(states)), in_language(states["state"]))
    ax.invert_yaxis()
    ax.grid(visible=False)
    ax.grid(visible=True, axis="x")
    charts.years(ax)
    ax.set_xlim(states["recognised"].min(), day)

    return say.exhibit(
        figure=fig,
        table=states,
        sources=[*states["source"], "EUA21"],
        members=len(table("assembly_vote_2014")),
        bars=[
            say("bar taken back" if until else "bar", state=state, since=since, until=until)
            for state, since, until in zip(
                states["state"], states["since"], states["until"], strict=True
            )
        ],
    )


def nato_road() -> Exhibit:
    """Set Georgia's steps towards NATO beside the wars on its ground.

    Returns
    -------
    Exhibit
        Events from 1991 to 2021.
    """
    steps, wars = table("nato_milestones").set_index("name").loc[STEPS], _wars()
    events = pd.concat([steps, wars]).sort_values("date")
    # Where only the year was checked, no day is shown.
    exact = events["precision"].mask(events["status"] == "reported", "year")
    events["when"] = [date_text(*pair) for pair in zip(events["date"], exact, strict=True)]
    is_war = events.index.isin(wars.index)
    aim, war = steps["date"]["Georgia’s aim"], wars["date"][FIVE_DAYS]
    say = words("nato_road", aim=aim, before=war.year - aim.year)

    fig, ax = style.figure("map")
    charts.timeline(
        ax,
        days=list(events["date"]),
        texts=say.each("step", events),
        whose=["wars" if one else "steps" for one in is_war],
        headings={lane: say(lane) for lane in LANES},
        looks=LANES,
        span=(pd.Timestamp("1990-07-01"), pd.Timestamp("2022-01-01")),
    )
    for _, row in wars.iterrows():
        ax.plot([0, 0], [row["date"], row["date_end"]], color=style.VERMILION, linewidth=7)
    charts.years_down(ax)

    return say.exhibit(
        figure=fig,
        table=events,
        sources=events["source"],
        first=events["date"].min(),
        last=events["date"].max(),
        joined=steps["date"]["Georgia in Partnership for Peace"],
        events=say.each("event", events),
    )


def side_by_side() -> Exhibit:
    """Set Crimea beside Abkhazia and South Ossetia, question by question.

    Returns
    -------
    Exhibit
    """
    rows = table("crimea_and_georgia").sort_values("alike", ascending=False, kind="stable")
    alike = (rows["alike"] == "yes").sum()
    say = words("side_by_side", alike=alike, different=len(rows) - alike)

    fig, ax = style.figure("map")
    size = mpl.rcParams["font.size"]
    wide = round((60 if style.is_narrow() else 66) * fig.get_figwidth() / size)  # letters
    top = 1.5
    for _, row in rows.iterrows():
        answers = [fill(in_language(row[case]), wide) for case in ("crimea", "georgia")]
        same = row["alike"] == "yes"
        ax.axhline(top - 0.3, color=style.PALE, linewidth=1)
        ax.text(0, top, in_language(row["question"]), fontweight="bold", va="top")
        for left, answer in zip((0, 0.54), answers, strict=True):
            ax.text(left, top + 1.15, answer, va="top")
        ax.text(
            0.5,
            top + 1.95,
            "=" if same else "≠",
            color=style.BLUE if same else style.VERMILION,
            fontsize="xx-large",
            fontweight="bold",
            ha="center",
            va="center",
        )
        top += 2.1 + max(answer.count("\n") + 1 for answer in answers)
    for left, case in ((0, "crimea"), (0.54, "georgia")):
        ax.text(left, 0, say(case), color=style.QUIET, fontweight="bold", va="top")
    ax.set(xlim=(0, 1), ylim=(top - 0.5, 0))
    ax.set_axis_off()
    fig.set_figheight(top * size * 1.36 / 72)

    return say.exhibit(
        figure=fig, table=rows, sources=rows["source"], answers=say.each("answer", rows)
    )


def _wars() -> pd.DataFrame:
    """Give the three wars on Georgia's ground, by name."""
    return table("timeline").set_index("name").loc[[*WARS.values(), FIVE_DAYS]]


def _state(region: str, year: int) -> str:
    """Say who held a region on the last day of a year: a key of ``LOOKS``."""
    wars = _wars()
    begin, end = wars["date"], wars["date_end"]
    steps = [begin[WARS[region]], end[WARS[region]], end[FIVE_DAYS]]
    passed = [step for step in steps if step < pd.Timestamp(year, 12, 31)]
    return list(LOOKS)[len(passed)]


def _recognised_by(year: int, region: str) -> list[tuple[str, bool]]:
    """List the states that called a region independent on the last day of a year.

    Beside each stands whether that is beyond dispute.
    """
    states = table("recognitions")
    day = pd.Timestamp(year, 12, 31)
    stands = (states["recognised"] <= day) & ~(states["withdrawn"] <= day)
    fits = states["recognised_what"].isin(["both", region])
    rows = states[stands & fits]
    return list(zip(rows["state"], ~rows["disputed"], strict=True))


def _listed(say: Say, states: list[tuple[str, bool]]) -> str:
    names = [state if sure else say("in dispute", state=state) for state, sure in states]
    return write(names, ",") if names else say("nobody")


def _dates(states: pd.DataFrame, column: str) -> Iterator[tuple[pd.Timestamp, str]]:
    return zip(states[column], states[f"{column}_precision"], strict=True)
