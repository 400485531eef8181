"""The exhibits of the lesson on the source: the article's way, its wording and its claims."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.offsetbox import AnnotationBbox, HPacker, TextArea
from matplotlib.patches import FancyBboxPatch

from lessons.kit.data import ARTICLE_DATE, in_language, source, table
from lessons.kit.exhibits import charts, style
from lessons.kit.exhibits.board import Board
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.withheld import withheld
from lessons.kit.exhibits.words import Say, Words
from lessons.kit.quiz import bank
from lessons.kit.syllabus import Entry, entries

words = Words(__name__)

#: Each verdict with a mark, from the best to the worst.
VERDICTS = {
    "accurate": "✓",
    "needs context": "+",
    "imprecise": "≈",
    "garbled": "✗",
    "wrong": "✗✗",
    "cannot be verified": "?",
}
#: How the squares of each verdict look: fill and hatching.
LOOKS = {
    "accurate": (style.BLUE, ""),
    "needs context": (style.PAPER, "////"),
    "imprecise": (style.PALE, ""),
    "garbled": (style.VERMILION, ""),
    "wrong": (style.VERMILION, "xx"),
    "cannot be verified": (style.PAPER, ""),
}
#: Which paragraphs are named below the verdicts: the headline and each fifth.
EVERY = 5

#: Who is compared, and under which names data/tables/spellings.csv has them.
WRITERS = {
    "The article": ["The article"],
    "AFP": ["AFP", "AFP, BBC", "Agence France-Presse (English)"],
    "Reuters": ["Reuters", "Reuters, The Guardian"],
    "AP": ["Associated Press", "AP, Sky, Al Jazeera"],
}
NAMES = ["Lavrov", "Zelenskyy", "Kyiv"]

#: The pages that carry the words, and those that the article's claims were checked by.
PAGES = ["AFP", "URD", "TBS", "WAPO29", "LAT29", "ART"]
CHECKED_BY = ["ART", "AFP", "WAPO29", "LAT29", "BBC30", "MED"]


def path() -> Exhibit:
    """Draw the way of the words, from the official to the article.

    Returns
    -------
    Exhibit
        A diagram of who passed the words on, with the pages that were compared.
    """
    pages = table("sources").set_index("key").loc[PAGES]
    briefing = pd.Timestamp(pages["date"]["WAPO29"])
    say = words("path", briefing=briefing)
    last = say("day", first=ARTICLE_DATE)
    steps = [
        ("official", say("day", first=briefing)),
        ("agency", say("days", first=briefing, last=ARTICLE_DATE)),
        ("swap", last),
        ("article", last),
    ]

    fig, ax = style.figure("wide")
    (_draw_way_down if style.is_narrow() else _draw_way_across)(ax, say, steps)
    ax.axis("off")

    return say.exhibit(
        figure=fig,
        table=pages.assign(days=[_dates(say, day) for day in pages["date"]]),
        sources=pages.index,
        steps=[say("step", when=day, what=say(step).replace("\n", " ")) for step, day in steps],
    )


#: What stands beside two of the steps: pages that tell of the same.
BESIDE = {"official": "same_briefing", "agency": "same_report"}


def _draw_way_across(ax: Any, say: Say, steps: list[tuple[str, str]]) -> None:
    ax.set(xlim=(-1, 101), ylim=(0, 50))
    for x, (step, day) in zip((0, 26.5, 53, 79.5), steps, strict=True):
        _box(ax, (x, 24), (20.5, 17), say(step), *_look_of(step))
        ax.text(x + 10.25, 43.5, day, ha="center", color=style.INK)
        if x:
            _arrow(ax, (x - 5.6, 32.5), (x - 0.4, 32.5))
        if step in BESIDE:
            _box(ax, (x, 2), (24.5, 13), say(BESIDE[step]), style.LAND, "solid")
            _arrow(ax, (x + 10.25, 23.5), (x + 10.25, 15.5))
    ax.text(54, 13, say("unseen"), va="top")


def _draw_way_down(ax: Any, say: Say, steps: list[tuple[str, str]]) -> None:
    ax.set(xlim=(0, 100), ylim=(100, -4))
    for y, (step, day) in zip((0, 27, 54, 81), steps, strict=True):
        _box(ax, (1, y), (45, 17), say(step), *_look_of(step))
        ax.text(1, y - 0.8, day, color=style.INK)
        if y:
            _arrow(ax, (23, y - 9.5), (23, y - 4.2))
        if step in BESIDE:
            _box(ax, (53, y), (46, 17), say(BESIDE[step]), style.LAND, "solid")
            _arrow(ax, (46.5, y + 8.5), (52.5, y + 8.5))
        if step == "swap":
            ax.text(50, y + 8.5, charts.broken(ax, say("unseen"), 0.45), va="center")


def _look_of(step: str) -> tuple[str, Any]:
    """Give fill and line of a step's box; what we have not seen has a dashed line."""
    return (style.PAPER, (0, (4, 3))) if step == "swap" else (style.SEA, "solid")


def house_styles() -> Exhibit:
    """Compare how the article and three agencies spell three names.

    Returns
    -------
    Exhibit
        Spellings, as far as they were seen.
    """
    known = table("spellings").query("subject in @NAMES and status != 'unconfirmed'")
    spelled_by = {
        who: known[known["who"].isin(called)].set_index("subject", drop=False)
        for who, called in WRITERS.items()
    }
    article = spelled_by["The article"]["form"]
    say = words(
        "house_styles", month=ARTICLE_DATE, spelled_on=spelled_by["AP"]["date"]["Zelenskyy"]
    )

    fig, ax = style.figure("wide")
    ax.set(xlim=(0, 100), ylim=(4.5, -0.7))
    ax.axis("off")
    for column, name in enumerate(NAMES):
        above = charts.broken(ax, say(name), 0.25)
        ax.text(33 + 27 * column, 0.5, above, ha="center", va="bottom", color=style.INK)
    for row, (who, spelled) in enumerate(spelled_by.items(), start=1):
        ax.text(0, row, say(who), va="center", fontweight="bold")
        for column, name in enumerate(NAMES):
            corner = (33 + 27 * column - 11.5, row - 0.36)
            if name not in spelled.index:
                _box(ax, corner, (23, 0.72), say("not_checked"), style.PAPER, ":")
                continue
            same = spelled["form"][name] == article[name]
            fill = style.VERMILION if row == 1 else style.BLUE if same else style.PAPER
            _box(ax, corner, (23, 0.72), in_language(spelled["form"][name]), fill, "solid")
            color = style.INK if fill == style.PAPER else style.PAPER
            ax.texts[-1].set(color=color, fontweight="bold")
    ax.axhline(1.5, color=style.GREY, linewidth=1)

    used = [
        rows.loc[[name for name in NAMES if name in rows.index]] for rows in spelled_by.values()
    ]
    return say.exhibit(
        figure=fig,
        table=pd.concat(used),
        sources=pd.concat(used)["source"],
        spelled=[
            say(
                "spelled",
                writer=say(who),
                forms=[spelled["form"].get(name, say("not_checked")) for name in NAMES],
            )
            for who, spelled in spelled_by.items()
        ],
    )


def quotations() -> Exhibit:
    """Set the article's words between quotation marks beside those of the source.

    Returns
    -------
    Exhibit
        Fragments of quotations, the changed words marked.
    """
    changed = table("rewording").query("inside_quotation")
    claims = table("claims").set_index("id")
    said_by = claims["attributed_to"].loc[changed["claim"]].to_list()
    changed = changed.assign(attributed_to=said_by)
    say = words("quotations", claims=changed["claim"].nunique(), pairs=len(changed))

    fig, ax = style.figure("large" if style.is_narrow() else "map")
    # On a narrow picture the source's words stand below the article's.
    x, y = (0, 0.27) if style.is_narrow() else (52, 0)
    ax.set(xlim=(0, 100), ylim=(len(changed) - 0.4 + y, -1.1))
    ax.axis("off")
    for at, label in (((0, -0.75), "article"), ((x, y - 0.75), "source")):
        ax.text(*at, say(label), fontweight="bold", fontsize="large")
    for row, (_, pair) in enumerate(changed.iterrows()):
        article, agency = in_language(pair[["article", "agency"]])
        retold = pair["attributed_to"] == "article voice"
        ax.axhline(row - 0.3, color=style.PALE, linewidth=1)
        _marked(ax, (0, row), article, agency)
        _marked(ax, (x, row + y), agency, article)
        who = say("retold" if retold else "who", **pair)
        ax.text(0, row + 0.29 + 0.75 * y, who, va="center", color=style.INK, fontsize="small")

    return say.exhibit(
        figure=fig,
        table=changed,
        sources=["AFP", "WAPO29", "URD", "BBC30", "MED"],
        fragments=say.each("fragment", changed),
        from_agency=changed.query("source == 'AFP'")["claim"].nunique(),
    )


def side_by_side() -> Board:
    """Show all reworded fragments beside the agency's, to filter.

    Returns
    -------
    Board
        One row for each fragment.
    """
    pairs = table("rewording")
    inside = pairs["inside_quotation"]
    say = words("side_by_side", changes=len(pairs), quoted=inside.sum())
    yes, no = say("yes"), say("no")
    return Board.of(
        say,
        pairs.assign(
            agency=pairs["agency"].replace("", say("not_seen")),
            inside=inside.map({True: yes, False: no}),
        ),
        filters={
            "change": sorted(set(pairs["change"])),
            "effect": sorted(set(pairs["effect"])),
            "inside": (yes, no),
            "status": (),
        },
        sources=pairs["source"],
    )


def traces() -> Board:
    """Hold each trace of the rewording against three explanations, to filter.

    Returns
    -------
    Board
        One row for each trace; the last ones are controls from texts of known making.
    """
    rows = table("traces")
    return Board.of(
        words("traces"),
        rows,
        filters={"speaks_for": (), "strength": ("strong", "medium", "weak", "control")},
        sources=rows["source"],
    )


def verdicts() -> Exhibit:
    """Show all claims of the article by paragraph and verdict.

    Returns
    -------
    Exhibit
        One square for each claim. In an edition without answers a sentence stands for it.
    """
    claims = table("claims")
    say = words("verdicts", count=len(claims))
    if "verdict" not in claims:
        return withheld(Exhibit, say("withheld"))
    paragraphs = sorted(set(claims["paragraph"]))
    places = {name: place for place, name in enumerate(paragraphs)}
    totals = claims["verdict"].value_counts()

    fig, ax = style.figure("map")
    for row, verdict in enumerate(VERDICTS):
        color, hatch = LOOKS[verdict]
        found = claims[claims["verdict"] == verdict]
        level = found.groupby("paragraph").cumcount()
        ax.bar(
            found["paragraph"].map(places),
            0.2,
            bottom=row + 0.32 - 0.22 * level,
            width=0.84,
            color=color,
            edgecolor=style.VERMILION if verdict in ("garbled", "wrong") else style.BLUE,
            hatch=hatch,
        )
    ax.set_ylim(len(VERDICTS) - 0.35, -0.5)
    counted = [say("row", verdict=verdict, found=totals[verdict]) for verdict in VERDICTS]
    ax.set_yticks([row + 0.2 for row in range(len(VERDICTS))], counted, fontweight="bold")
    headline, *shown = [name for name in paragraphs if int(name[1:]) % EVERY == 0]
    ax.set_xlim(-0.8, len(paragraphs))
    ax.set_xticks([places[name] for name in (headline, *shown)], [say("headline"), *shown])
    ax.set_xlabel(say("paragraphs"))
    ax.grid(visible=False)

    by_paragraph = pd.crosstab(claims["paragraph"], claims["verdict"])
    return say.exhibit(
        figure=fig, table=by_paragraph.reset_index(), sources=CHECKED_BY, rows=counted, **totals
    )


def board() -> Board:
    """Show every claim of the article with evidence, verdict and how sure, to filter.

    Returns
    -------
    Board
        One row for each claim. What came out after the article's day is left out. In an edition
        without answers a sentence stands for it.
    """
    claims = table("claims")
    say = words("board", count=len(claims))
    if "verdict" not in claims:
        return withheld(Board, say.text("title"))
    marked = {name: say("verdict", mark=mark, verdict=name) for name, mark in VERDICTS.items()}
    by_claim = _lessons_by_claim(say)
    lessons: list[Any] = [by_claim.get(claim, [say("no_lesson")]) for claim in claims["id"]]
    return Board.of(
        say,
        claims.assign(
            marked=claims["verdict"].map(marked),
            speaker=[source(key).speaker for key in claims["source"]],
            lessons=lessons,
        ),
        filters={
            "marked": marked.values(),
            "kind": sorted(set(claims["kind"])),
            "paragraph": (),
            "status": (),
            "lessons": [_numbered(say, lesson) for lesson in entries()],
        },
        hidden=["kind", "lessons"],
        sources=CHECKED_BY,
    )


def _lessons_by_claim(say: Say) -> dict[str, list[str]]:
    """Give the lessons whose questions check a claim, in their order."""
    found: dict[str, list[str]] = {}
    for lesson in entries():
        for claim in _claims_checked(bank.path_of(lesson.name)):
            found.setdefault(claim, []).append(_numbered(say, lesson))
    return found


def _claims_checked(quiz: Path) -> set[str]:
    """Give the claims that a lesson's questions check; none if the file can't be used."""
    try:
        return {claim for question in bank.load(quiz) for claim in question.claims}
    except bank.BankError:
        return set()


def _numbered(say: Say, lesson: Entry) -> str:
    return say("lesson", number=lesson.number, title=lesson.title)


def _dates(say: Say, written: str) -> str:
    """Write the day of a page, or its first and last."""
    first, *last = map(pd.Timestamp, written.split("/"))
    return say("two_dates", first=first, last=last[0]) if last else say("one_date", first=first)


def _marked(ax: Any, at: tuple[float, float], text: str, other: str) -> None:
    """Write a fragment with the words that the other version lacks in bold vermilion."""
    words, others = text.split(), other.split()
    same = {
        place
        for block in difflib.SequenceMatcher(
            a=words, b=others, autojunk=False
        ).get_matching_blocks()
        for place in range(block.a, block.a + block.size)
    }
    size = "large" if style.is_narrow() else "x-large"
    parts: list[Any] = [
        TextArea(
            word,
            textprops={"fontsize": size}
            if place in same
            else {"fontsize": size, "color": style.VERMILION, "fontweight": "bold"},
        )
        for place, word in enumerate(["“" + words[0], *words[1:-1], words[-1] + "”"])
    ]
    line = HPacker(children=parts, pad=0, sep=6, align="baseline")
    ax.add_artist(AnnotationBbox(line, at, box_alignment=(0, 0.5), frameon=False, pad=0))


def _box(
    ax: Any,
    corner: tuple[float, float],
    size: tuple[float, float],
    text: str,
    color: str,
    line: Any,
) -> None:
    ax.add_patch(
        FancyBboxPatch(
            corner, *size, boxstyle="square,pad=0", fc=color, ec=style.GREY, linestyle=line
        )
    )
    ax.text(corner[0] + size[0] / 2, corner[1] + size[1] / 2, text, ha="center", va="center")


def _arrow(ax: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    look = {"arrowstyle": "-|>", "color": style.BLUE, "linewidth": 2.4}
    ax.annotate("", end, start, arrowprops=look)
