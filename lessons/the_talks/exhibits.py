"""The charts of the lesson on the talks: who sits at which table, and what is on it."""

from __future__ import annotations

from functools import partial
from textwrap import fill
from typing import TYPE_CHECKING, Any

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.patches import FancyBboxPatch

from lessons.kit.data import ARTICLE_DATE, date_text, table, value
from lessons.kit.exhibits import charts, style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.switch import Switch

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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

    fig, ax = style.figure("wide")
    ax.axvspan(ukraine - 0.5, ukraine + 0.5, color=style.PALE)
    for row, (_, meeting) in enumerate(meetings.iterrows()):
        seated = states[_sits(states, meeting)]
        free = states.drop(seated.index)
        ax.scatter(free.index, [row] * len(free), s=40, facecolor="none", edgecolor=style.GREY)
        ax.scatter(seated.index, [row] * len(seated), s=62, color=style.BLUE)
        if ukraine in seated.index:
            ax.scatter(ukraine, row, s=150, marker="s", color=style.VERMILION, zorder=4)
        ax.text(-0.7, row - 0.2, _heading(meeting), fontweight="bold", va="bottom")
    ax.text(ukraine, 2.25, "Ukraine’s place", ha="center", va="top", color=style.VERMILION)
    ax.set_ylim(2.5, -0.5)
    ax.set_xlim(-1.5, len(states))
    ax.set_axis_off()

    counts = ", ".join(f"{meeting['states']} in {meeting['city']}" for meeting in _rows(meetings))
    return Exhibit(
        figure=fig,
        title="Three tables in one week, and Ukraine has a seat at one of them",
        subtitle="States at the meetings planned for 10, 12 and 13 January 2022, as known on "
        f"{date_text(ARTICLE_DATE)}. One dot is one state",
        alt=f"Three rows of 57 dots. Filled dots are states at the table: {counts}. A band marks "
        "Ukraine’s place: it is filled in the row of Vienna alone.",
        table=_as_read(meetings),
        sources=_sources(_rows(meetings), "osce_states", "nato_members"),
        note="Planned, not yet held. A hollow dot is a state that takes part in the OSCE but does "
        "not sit at this table. The United States and Russia are the two dots at the left.",
    )


def at_the_table() -> Switch:
    """Let the learner choose a forum, and see by name who is in the room.

    Returns
    -------
    Switch
        The picture of :func:`seats` for each of the three meetings.
    """
    return Switch(
        "Who sits at the table in",
        {meeting["city"]: partial(seats, key) for key, meeting in _meetings().items()},
        paper=("Brussels", "Vienna"),
    )


def seats(meeting: str = "F01") -> Exhibit:
    """Name the states of the OSCE, and mark those at one table.

    Parameters
    ----------
    meeting : {"F01", "F02", "F03"}
        Row of the table ``meetings``: Geneva, Brussels, Vienna.

    Returns
    -------
    Exhibit
        57 place cards, filled for those at the table.

    Raises
    ------
    ValueError
        If there is no such meeting.
    """
    meetings = _meetings()
    if meeting not in meetings:
        raise ValueError(f"There is no meeting {meeting!r}; choose one of {', '.join(meetings)}.")
    chosen = meetings[meeting]
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

    away = " and ".join(absent)
    outside = f"{away} are not among them" if absent else "Ukraine and Georgia are among them"
    return Exhibit(
        figure=fig,
        title=f"{chosen['city']}: {chosen['states']} at the table. {outside}",
        subtitle=f"{chosen['forum']}, planned for {date_text(chosen['planned_for'])}. Filled "
        "cards sit at the table; a thick frame marks Ukraine and Georgia",
        alt=f"57 cards with the names of states, {chosen['states']} of them filled: "
        f"{chosen['who']}. {outside}.",
        table=pd.DataFrame(
            {
                "State": states["country"],
                "At this table": states["seated"].map({True: "yes", False: "no"}),
                "In NATO on the day": states["nato"].map({True: "yes", False: "no"}),
            }
        ),
        sources=_sources([chosen], "osce_states", "nato_members"),
        note=chosen["rule"],
    )


def road() -> Exhibit:
    """Show the steps from the summit of June 2021 to the meetings planned for January 2022.

    Returns
    -------
    Exhibit
        Events to scale, the planned ones hollow.
    """
    steps = _steps()
    planned = steps["kind"] == "planned"

    fig, ax = style.figure("map")
    charts.timeline(
        ax,
        list(steps["day"]),
        [f"{_short_day(step['day'])}  {step['what']}" for step in _rows(steps)],
        span=(pd.Timestamp("2021-06-01"), pd.Timestamp("2022-01-20")),
        gap=0.062,
        colors=[_STEP_COLORS[kind] for kind in steps["kind"]],
        markers=[_STEP_MARKERS[kind] for kind in steps["kind"]],
    )
    _months(ax)

    december = (steps["day"] >= pd.Timestamp("2021-11-30")) & ~planned
    return Exhibit(
        figure=fig,
        title="Slow from June, fast in December: the talks before the talks",
        subtitle="Meetings and calls (dots), public words (triangles), other steps (squares) and "
        "meetings planned (hollow), June 2021 to January 2022",
        alt=f"A line of time with {len(steps)} events. {int((~december & ~planned).sum())} lie "
        f"between June and October, {int(december.sum())} in the five weeks before the call, and "
        f"{int(planned.sum())} are planned for January.",
        table=pd.DataFrame({"When": steps["day"], "What": steps["what"], "Kind": steps["kind"]}),
        sources=list(dict.fromkeys(steps["source"])),
        note="Planned means planned on 30 December 2021: nobody could know then how the meetings "
        "would end. The quotation from Vladimir Putin is a news agency’s English.",
    )


def drafts() -> Exhibit:
    """Show what Russia's two drafts asked, and how much of it the article names.

    Returns
    -------
    Exhibit
        One row a point, one column a text.
    """
    points = table("draft_points")
    texts = {
        "in_us_draft": "Draft treaty with\nthe United States",
        "in_nato_draft": "Draft agreement\nwith NATO",
        "in_article": "The\narticle",
    }
    named = int(points["in_article"].sum())

    fig, ax = style.figure("map")
    for across, column in enumerate(texts):
        color, sign = (style.VERMILION, "s") if column == "in_article" else (style.BLUE, "o")
        there = points.index[points[column]]
        missing = points.index[~points[column]]
        ax.scatter([across] * len(there), there, s=330, color=color, marker=sign)
        ax.scatter(
            [across] * len(missing), missing, s=330, marker=sign, facecolor="none",
            edgecolor=style.GREY,
        )  # fmt: skip
    ax.set_yticks(points.index, [fill(text, 25) for text in points["short"]])
    ax.set_xticks(range(len(texts)), list(texts.values()), fontweight="bold")
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.set_xlim(-0.6, 2.6)
    ax.set_ylim(len(points) - 0.5, -0.5)
    ax.spines["bottom"].set_visible(False)

    return Exhibit(
        figure=fig,
        title=f"Russia published two drafts; the article speaks of one, and names {named} of "
        f"{len(points)} points",
        subtitle="Main points of the drafts of 17 December 2021. Filled: the point stands there",
        alt=f"A grid of {len(points)} points and three texts. The draft with the United States has "
        f"{int(points['in_us_draft'].sum())} of the points, the draft with NATO "
        f"{int(points['in_nato_draft'].sum())}, the article {named}.",
        table=pd.DataFrame(
            {
                "Point": points["point"],
                "Draft with the US": _yes_no(points["in_us_draft"]),
                "Draft with NATO": _yes_no(points["in_nato_draft"]),
                "Article": _yes_no(points["in_article"]),
                "Note": points["note"],
            }
        ),
        sources=[*dict.fromkeys(points["source"]), "OSW20", "ART"],
        note="Our choice of main points, in our own words. The drafts have eight and nine "
        "articles. Russia called them guarantees of its security; US officials called some of "
        "the points non-starters.",
    )


#: Kinds of step: a dot for a meeting or call, a triangle for public words, hollow for planned.
_STEP_COLORS = {"meeting or call": style.BLUE, "public words": style.VERMILION,
                "other step": style.INK, "planned": style.BLUE}  # fmt: skip
_STEP_MARKERS = {"meeting or call": "o", "public words": ">", "other step": "s", "planned": "D"}
_MEETINGS_BEFORE = ("T40", "T41", "T42", "T44", "T48")
_OTHER_STEPS = ("T43", "T46")
_WORDS = ("H02", "H03")


def _steps() -> pd.DataFrame:
    """Return the steps from June 2021 to January 2022, in order of time."""
    events = table("timeline").set_index("id")
    spoken = table("contacts").set_index("id")
    steps = [
        {"day": events.loc[key, "date"], "what": events.loc[key, "title"],
         "kind": "meeting or call" if key in _MEETINGS_BEFORE else "other step",
         "source": events.loc[key, "source"]}
        for key in (*_MEETINGS_BEFORE, *_OTHER_STEPS)
    ]  # fmt: skip
    for key in _WORDS:
        speaker = value("actors", str(spoken.loc[key, "speaker"]), "name")
        words = str(spoken.loc[key, "words"]).replace("“", "‘").replace("”", "’")
        steps.append(
            {"day": spoken.loc[key, "date"], "what": f"{speaker}: “{words}”",
             "kind": "public words", "source": spoken.loc[key, "source"]}
        )  # fmt: skip
    steps += [
        {"day": meeting["planned_for"], "what": f"Planned: {meeting['forum']}, {meeting['city']}",
         "kind": "planned", "source": meeting["source"]}
        for meeting in _rows(table("meetings"))
    ]  # fmt: skip
    return pd.DataFrame(steps).sort_values("day", ignore_index=True)


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
        raise ValueError(
            f"data/tables/meetings.csv says {meeting['states']} states meet in {meeting['city']}, "
            f"but the lists of members give {seated.sum()}; correct one of them."
        )
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
        across + 0.5, down + 0.5, fill(state["country"], 14), ha="center", va="center_baseline",
        color=style.PAPER if state["seated"] else style.INK,
        fontweight="bold" if state["seated"] else "normal", fontsize="small", linespacing=0.95,
    )  # fmt: skip


def _meetings() -> dict[str, Any]:
    return {str(row["id"]): row for row in _rows(table("meetings"))}


def _rows(frame: pd.DataFrame) -> list[Any]:
    return [row for _, row in frame.iterrows()]


def _heading(meeting: pd.Series[Any]) -> str:
    day = _short_day(meeting["planned_for"])
    return f"{meeting['city']}, {day}: {meeting['forum']} ({meeting['states']})"


def _short_day(day: pd.Timestamp) -> str:
    return f"{day.day} {day:%b}"


def _months(ax: Axes) -> None:
    ax.yaxis.set_major_locator(mdates.MonthLocator())
    ax.yaxis.set_major_formatter(mdates.DateFormatter("%B %Y"))


def _as_read(meetings: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Planned for": meetings["planned_for"],
            "Where": meetings["city"],
            "Forum": meetings["forum"],
            "States": meetings["states"],
            "Who": meetings["who"],
            "How it works": meetings["rule"],
        }
    )


def _yes_no(column: pd.Series[bool]) -> pd.Series[str]:
    return column.map({True: "yes", False: "no"})


def _sources(meetings: list[Any], *tables: str) -> list[str]:
    keys = [key for row in meetings for key in (row["source"], *row["more_sources"].split())]
    keys += [table(name)["source"].iloc[0] for name in tables]
    return list(dict.fromkeys(keys))
