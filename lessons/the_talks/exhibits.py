"""The charts of the lesson on the talks: who sits at which table, and what is on it."""

from __future__ import annotations

from functools import partial
from textwrap import fill
from typing import TYPE_CHECKING, Any

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.patches import FancyBboxPatch

from lessons.kit.data import in_language, none_of, table, value
from lessons.kit.exhibits import charts, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.switch import Switch
from lessons.kit.exhibits.texts import namecards
from lessons.kit.exhibits.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

words = Words(__name__)

#: The two states that the talks were about and that belong to no alliance.
SPOKEN_OF = ("UKR", "GEO")
COLUMNS = 6


def three_tables() -> Exhibit:
    """Show how many states sit at each of the three tables planned for January 2022.

    Returns
    -------
    Exhibit
        One dot a state, one row a forum.
    """
    states, meetings = _states(), table("meetings")
    ukraine = int(states.index[states["iso3"] == "UKR"][0])
    say = words("three_tables")
    headings, seats_of_ukraine = say.each("heading", meetings), 0

    fig, ax = style.figure("wide")
    ax.axvspan(ukraine - 0.5, ukraine + 0.5, color=style.PALE)
    for row, (_, meeting) in enumerate(meetings.iterrows()):
        seated = states[_sits(states, meeting)]
        free = states.drop(seated.index)
        ax.scatter(free.index, [row] * len(free), s=40, facecolor="none", edgecolor=style.GREY)
        ax.scatter(seated.index, [row] * len(seated), s=62, color=style.BLUE)
        if ukraine in seated.index:
            ax.scatter(ukraine, row, s=150, marker="s", color=style.VERMILION, zorder=4)
            seats_of_ukraine += 1
        ax.text(-0.7, row - 0.2, headings[row], fontweight="bold", va="bottom")
    ax.text(ukraine, 2.25, say("ukraine"), ha="center", va="top", color=style.VERMILION)
    ax.set_ylim(2.5, -0.5)
    ax.set_xlim(-1.5, len(states))
    ax.set_axis_off()

    return say.exhibit(
        figure=fig,
        table=meetings,
        sources=_sources(_rows(meetings), "osce_states", "nato_members"),
        tables=len(meetings),
        seats=seats_of_ukraine,
        states=len(states),
        days=[str(day.day) for day in meetings["planned_for"]],
        last=meetings["planned_for"].max(),
        counts=say.each("count", meetings),
    )


def at_the_table() -> Switch:
    """Let the learner choose a forum, and see by name who is in the room.

    Returns
    -------
    Switch
        The picture of :func:`seats` for each of the three meetings.
    """
    return Switch(
        words("at_the_table")("question"),
        {in_language(city): partial(seats, city) for city in table("meetings")["city"]},
        paper=[in_language(city) for city in ("Brussels", "Vienna")],
    )


def seats(meeting: str = "Geneva") -> Exhibit:
    """Name the states of the OSCE, and mark those at one table.

    Parameters
    ----------
    meeting : {"Geneva", "Brussels", "Vienna"}
        Where it is planned; the row's own number does as well.

    Returns
    -------
    Exhibit
        57 place cards, filled for those at the table.

    Raises
    ------
    ValueError
        If there is no such meeting.
    """
    meetings = table("meetings").set_index("city", drop=False)
    known = meetings[(meetings["city"] == meeting) | (meetings["id"] == meeting)]
    if known.empty:
        raise ValueError(none_of(meeting, meetings["city"]))
    chosen = known.iloc[0]
    states = _states()
    states["seated"] = _sits(states, chosen)
    absent = states[~states["seated"] & states["iso3"].isin(SPOKEN_OF)]["country"].tolist()

    fig, ax = style.figure("map")
    for place, state in states.iterrows():
        down, across = divmod(int(str(place)), COLUMNS)
        _card(ax, across, down, state)
    ax.set_xlim(0, COLUMNS)
    ax.set_ylim(-(-len(states) // COLUMNS), 0)
    ax.set_axis_off()

    say = words("seats", city=chosen["city"], count=chosen["states"])
    present = states[states["seated"] & states["iso3"].isin(SPOKEN_OF)]["country"].tolist()
    outside = say("absent", absent=absent) if absent else say("present", present=present[::-1])
    of_the_meeting = {"states": len(states), "who": chosen["who"], "outside": outside}
    answers = {True: say("yes"), False: say("no")}
    return say.exhibit(
        figure=fig,
        table=states.assign(
            at_table=states["seated"].map(answers), in_nato=states["nato"].map(answers)
        ),
        sources=_sources([chosen], "osce_states", "nato_members"),
        on_screen=namecards.as_html(
            {
                say("in_nato", members=states["nato"].sum()): _cards(states[states["nato"]]),
                say("others", others=(~states["nato"]).sum()): _cards(states[~states["nato"]]),
            },
            say.text("alt", **of_the_meeting),
        ),
        forum=chosen["forum"],
        day=chosen["planned_for"],
        rule=chosen["rule"],
        **of_the_meeting,
    )


def _cards(states: pd.DataFrame) -> list[namecards.Card]:
    """Give each state's card; those at the table come first."""
    return [
        namecards.Card(state["country"], lit=state["seated"], framed=state["iso3"] in SPOKEN_OF)
        for state in _rows(states.sort_values("seated", ascending=False, kind="stable"))
    ]


def road() -> Exhibit:
    """Show the steps from the summit of June 2021 to the meetings planned for January 2022.

    Returns
    -------
    Exhibit
        Events to scale, the planned ones hollow.
    """
    steps = _steps()
    planned = steps["kind"] == "planned"
    say = words("road")

    fig, ax = style.figure("map")
    charts.timeline(
        ax,
        list(steps["day"]),
        say.each("step", steps),
        whose=["talks" if kind in _TALKS else "around" for kind in steps["kind"]],
        headings={lane: say(lane) for lane in _LANES},
        looks=_LANES,
        span=(pd.Timestamp("2021-06-01"), pd.Timestamp("2022-01-20")),
        to_come=list(planned),
    )
    _months(ax)

    december = (steps["day"] >= pd.Timestamp("2021-11-30")) & ~planned
    return say.exhibit(
        figure=fig,
        table=steps.assign(kind=[say(kind) for kind in steps["kind"]]),
        sources=steps["source"],
        first=steps["day"].min(),
        last=steps["day"].max(),
        steps=len(steps),
        early=(~december & ~planned).sum(),
        december=december.sum(),
        planned=planned.sum(),
    )


def drafts() -> Exhibit:
    """Show what Russia's two drafts asked, and how much of it the article names.

    Returns
    -------
    Exhibit
        One row a point, one column a text.
    """
    points = table("draft_points")
    texts = ["in_us_draft", "in_nato_draft", "in_article"]
    named = points["in_article"].sum()
    day = table("timeline").set_index("name")["date"]["Drafts published"]
    say = words("drafts", named=named, points=len(points), published=day)

    fig, ax = style.figure("map")
    charts.grid(
        ax,
        [fill(text, 25) for text in in_language(points["short"])],
        {say(text): list(points[text]) for text in texts},
        colors=[style.BLUE, style.BLUE, style.VERMILION],
        markers=["o", "o", "s"],
    )

    answers = {True: say("yes"), False: say("no")}
    return say.exhibit(
        figure=fig,
        table=points.assign(
            us=points["in_us_draft"].map(answers),
            nato=points["in_nato_draft"].map(answers),
            article=points["in_article"].map(answers),
        ),
        sources=[*points["source"], "OSW20", "ART"],
        in_us=points["in_us_draft"].sum(),
        in_nato=points["in_nato_draft"].sum(),
    )


#: Kinds of step that are talks; beside them stands what was said and done in public.
_TALKS = ("meeting or call", "planned")
_LANES = {"talks": ("o", style.BLUE), "around": ("s", style.VERMILION)}
#: Steps on the way, by their names in the timeline.
_MEETINGS_BEFORE = [
    "Geneva summit",
    "First dialogue session",
    "Second dialogue session",
    "Video call of 7 December",
    "Call of 30 December",
]
_OTHER_STEPS = ["Russia suspends mission to NATO", "Drafts published"]


def _steps() -> pd.DataFrame:
    """Return the steps from June 2021 to January 2022, in order of time."""
    say = words("road")
    names = [*_MEETINGS_BEFORE, *_OTHER_STEPS]
    events = table("timeline").set_index("name", drop=False).loc[names]
    met = events["name"].isin(_MEETINGS_BEFORE)
    events["kind"] = met.map({True: "meeting or call", False: "other step"})
    events = events.rename(columns={"date": "day", "title": "what"})

    # What the two presidents had said in public before they spoke with each other.
    spoken = table("contacts").query("channel == 'statement' and date < '2021-12-07'")
    quoted = [
        say(
            "words",
            speaker=value("actors", str(one["speaker"]), "name"),
            words=in_language(one["words"]).replace("“", "‘").replace("”", "’"),
        )
        for one in _rows(spoken)
    ]
    said = spoken.assign(day=spoken["date"], what=quoted, kind="public words")

    meetings = table("meetings")
    planned = meetings.assign(
        day=meetings["planned_for"], what=say.each("meeting", meetings), kind="planned"
    )
    columns = ["day", "what", "kind", "source"]
    steps = pd.concat([events[columns], said[columns], planned[columns]])
    return steps.sort_values("day", ignore_index=True)


def _states() -> pd.DataFrame:
    """Return the states of the OSCE: the two of Geneva first, then NATO, then the others."""
    states = table("osce_states")[["iso3", "country"]]
    nato = table("nato_members").query("member_on_the_day")["iso3"]
    states["nato"] = states["iso3"].isin(nato)
    rank = states["nato"].map({True: 2, False: 4}).mask(states["iso3"].isin(SPOKEN_OF), 3)
    rank = rank.mask(states["iso3"] == "USA", 0).mask(states["iso3"] == "RUS", 1)
    return states.assign(rank=rank).sort_values(["rank", "country"], ignore_index=True)


def _sits(states: pd.DataFrame, meeting: pd.Series[Any]) -> pd.Series[bool]:
    """Tell which states sit at a meeting."""
    two = states["iso3"].isin(["USA", "RUS"])
    tables = {
        "Geneva": two,
        "Brussels": states["nato"] | (states["iso3"] == "RUS"),
        "Vienna": states["iso3"].notna(),
    }
    seated = tables[meeting["city"]]
    if seated.sum() != meeting["states"]:
        wrong = {"states": meeting["states"], "city": meeting["city"], "seated": seated.sum()}
        raise ValueError(words("seats")("disagree", **wrong))
    return seated


def _card(ax: Axes, across: int, down: int, state: pd.Series[Any]) -> None:
    marked = state["iso3"] in SPOKEN_OF
    ax.add_patch(
        FancyBboxPatch(
            (across + 0.06, down + 0.12), 0.88, 0.76,
            boxstyle="round,pad=0,rounding_size=0.08",
            facecolor=style.BLUE if state["seated"] else style.PAPER,
            edgecolor=style.VERMILION if marked else style.GREY,
            linewidth=4 if marked else 1,
        )
    )  # fmt: skip
    ax.text(
        across + 0.5, down + 0.5, fill(in_language(state["country"]), 14, break_long_words=False),
        ha="center", va="center_baseline",
        color=style.PAPER if state["seated"] else style.INK,
        fontweight="bold" if state["seated"] else "normal", fontsize="small", linespacing=0.95,
    )  # fmt: skip


def _rows(frame: pd.DataFrame) -> list[Any]:
    return [row for _, row in frame.iterrows()]


def _months(ax: Axes) -> None:
    ax.yaxis.set_major_locator(mdates.MonthLocator())
    ax.yaxis.set_major_formatter(charts.MONTHS)


def _sources(meetings: list[Any], *tables: str) -> list[str]:
    keys = [key for row in meetings for key in (row["source"], *row["more_sources"].split())]
    keys += [table(name)["source"].iloc[0] for name in tables]
    return list(dict.fromkeys(keys))
