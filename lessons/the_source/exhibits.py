"""The exhibits of the lesson on the source: the article's way, its wording and its claims."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.offsetbox import AnnotationBbox, HPacker, TextArea
from matplotlib.patches import FancyBboxPatch

from lessons.kit.data import source, table, value
from lessons.kit.exhibits import style
from lessons.kit.exhibits.board import Board
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.withheld import withheld
from lessons.kit.quiz import bank
from lessons.kit.syllabus import FILE, Entry, entries

#: Each verdict with a mark, from the best to the worst.
VERDICTS = {
    "accurate": "✓\N{NO-BREAK SPACE}accurate",
    "needs context": "+\N{NO-BREAK SPACE}needs context",
    "imprecise": "≈\N{NO-BREAK SPACE}imprecise",
    "garbled": "✗\N{NO-BREAK SPACE}garbled",
    "wrong": "✗✗\N{NO-BREAK SPACE}wrong",
    "cannot be verified": "?\N{NO-BREAK SPACE}cannot be verified",
}
LOOKS = {
    "accurate": (style.BLUE, ""),
    "needs context": (style.PAPER, "////"),
    "imprecise": (style.PALE, ""),
    "garbled": (style.VERMILION, ""),
    "wrong": (style.VERMILION, "xx"),
    "cannot be verified": (style.PAPER, ""),
}
#: Who is compared, and under which names data/tables/spellings.csv has them.
WRITERS = {
    "The article": ["The article"],
    "AFP": ["AFP", "AFP, BBC", "Agence France-Presse (English)"],
    "Reuters": ["Reuters", "Reuters, The Guardian"],
    "AP": ["Associated Press", "AP, Sky, Al Jazeera"],
}


#: Which paragraphs are named below the verdicts: the headline and each fifth.
EVERY = 5


def path() -> Exhibit:
    """Draw the way of the words, from the official to the article.

    Returns
    -------
    Exhibit
        A diagram of who passed the words on, with the pages that were compared.
    """
    steps = [
        ("29 December", "A US official\nspeaks to reporters,\nunnamed"),
        ("29–30 December", "AFP, a news agency,\nwrites a report"),
        ("30 December", "The words\nare changed:\nhow was not seen"),
        ("30 December", "The article.\nNo agency named"),
    ]
    pages = table("sources").set_index("key").loc[["AFP", "URD", "TBS", "WAPO29", "LAT29", "ART"]]

    fig, ax = style.figure("wide")
    ax.set(xlim=(-1, 101), ylim=(0, 50))
    ax.axis("off")
    for x, (day, words) in zip((0, 26.5, 53, 79.5), steps, strict=True):
        color, dashes = (style.SEA, "solid") if x != 53 else (style.PAPER, (0, (4, 3)))  # noqa: PLR2004  the place of the unseen step
        _box(ax, (x, 24), (20.5, 17), words, color, dashes)
        ax.text(x + 10.25, 43.5, day, ha="center", color=style.INK)
        if x:
            _arrow(ax, (x - 5.6, 32.5), (x - 0.4, 32.5))
    for x, words in (
        (0, "The Washington Post, AP:\nreport the same briefing"),
        (26.5, "Insider Paper, UrduPoint,\nBusiness Standard:\nAFP’s text, AFP named"),
    ):
        _box(ax, (x, 2), (25 if x else 24.5, 13), words, style.LAND, "solid")
        _arrow(ax, (x + 10.25, 23.5), (x + 10.25, 15.5))
    ax.text(54, 13, "We have not seen this step.\nThe traces in the text\npoint to it.", va="top")

    return Exhibit(
        figure=fig,
        title="Between the official and the reader lie at least two more steps",
        subtitle="How the words came into the article, 29 and 30 December 2021. A dashed box is "
        "worked out from the text, not seen",
        alt="Four boxes in a row, with arrows: "
        + "; ".join(f"{day}: {words}".replace("\n", " ") for day, words in steps)
        + ". Below the first: The Washington Post and AP report the same briefing. Below the "
        "second: three sites that carry AFP’s text and name AFP.",
        table=pd.DataFrame(
            {
                "Page": pages["institution"],
                "Title": pages["title"],
                "Date": pages["date"].str.replace("/", " to "),
            }
        ),
        sources=list(pages.index),
        note="Whole paragraphs of the article run parallel to AFP’s report. We saw the article on "
        "a site that republishes texts, oekraine.org. It may stand elsewhere too.",
    )


def house_styles() -> Exhibit:
    """Compare how the article and three agencies spell three names.

    Returns
    -------
    Exhibit
        Spellings, as far as they were seen.
    """
    names = ["Lavrov", "Zelenskyy", "Kyiv"]
    headings = ["Russia’s foreign minister:\n… Lavrov", "Ukraine’s president", "Ukraine’s capital"]
    known = table("spellings").query("subject in @names and status != 'unconfirmed'")
    spelled_by = {
        who: known[known["who"].isin(called)].set_index("subject", drop=False)
        for who, called in WRITERS.items()
    }
    forms = {
        who: [str(rows["form"].get(name, "")) for name in names] for who, rows in spelled_by.items()
    }
    article = forms["The article"]

    fig, ax = style.figure("wide")
    ax.set(xlim=(0, 100), ylim=(4.5, -0.7))
    ax.axis("off")
    for column, heading in enumerate(headings):
        ax.text(33 + 27 * column, -0.2, heading, ha="center", va="center", color=style.INK)
    for row, (who, spelled) in enumerate(forms.items(), start=1):
        ax.text(0, row, who, va="center", fontweight="bold")
        for column, form in enumerate(spelled):
            same = bool(form) and form == article[column]
            fill = style.VERMILION if row == 1 else style.BLUE if same else style.PAPER
            corner = (33 + 27 * column - 11.5, row - 0.36)
            _box(ax, corner, (23, 0.72), form or "not checked", fill, "solid" if form else ":")
            ax.texts[-1].set(
                color=style.PAPER if fill != style.PAPER else style.INK,
                fontweight="bold" if form else "normal",
            )
    ax.axhline(1.5, color=style.GREY, linewidth=1)

    used = pd.concat(
        [
            rows.reindex([name for name in names if name in rows.index])
            for rows in spelled_by.values()
        ]
    )
    return Exhibit(
        figure=fig,
        title="Of three names one agrees with Reuters, one with AP, and none with AFP",
        subtitle="How the article and three news agencies spelled three names around December "
        "2021. A filled box below the line agrees with the article",
        alt="A table of spellings. "
        + "; ".join(
            f"{who}: {', '.join(form or 'not checked' for form in spelled)}"
            for who, spelled in forms.items()
        )
        + ".",
        table=pd.DataFrame(
            {
                "Name": used["subject"],
                "Who": used["who"],
                "Spelling": used["form"],
                "How far we checked it": used["status"],
            }
        ),
        sources=list(used["source"].unique()),
        note="Not everything could be checked, so this is a hint and no proof. AP’s spelling of "
        "the president’s name is from one of its reports of December 2021; other pages give "
        "another.",
    )


def quotations() -> Exhibit:
    """Set the article's words between quotation marks beside those of the source.

    Returns
    -------
    Exhibit
        Fragments of quotations, the changed words marked.
    """
    changed = table("rewording").query("inside_quotation")
    count = changed["claim"].nunique()

    fig, ax = style.figure("map")
    ax.set(xlim=(0, 100), ylim=(len(changed) - 0.4, -1.1))
    ax.axis("off")
    for x, heading in ((0, "In the article"), (52, "In the source")):
        ax.text(x, -0.75, heading, fontweight="bold", fontsize="large")
    for row, (_, pair) in enumerate(changed.iterrows()):
        ax.axhline(row - 0.42, color=style.PALE, linewidth=1)
        _marked(ax, (0, row), pair["article"], pair["agency"])
        _marked(ax, (52, row), pair["agency"], pair["article"])
        ax.text(0, row + 0.32, _who_is_quoted(pair), va="center", color=style.INK, fontsize="small")

    return Exhibit(
        figure=fig,
        title=f"In {_in_letters(count)} quotations the words between the marks were changed",
        subtitle="Fragments between quotation marks, in the article and in its source: AFP’s "
        "report, and for the last one the State Department’s press release. Changed words are bold",
        alt=f"{len(changed)} pairs of fragments. "
        + "; ".join(f"“{pair['article']}” for “{pair['agency']}”" for _, pair in changed.iterrows())
        + ".",
        table=pd.DataFrame(
            {
                "Paragraph": changed["paragraph"],
                "In the article": changed["article"],
                "In the source": changed["agency"],
                "What that does": changed["effect"],
                "How far we checked it": changed["status"],
            }
        ),
        sources=["AFP", "WAPO29", "URD", "BBC30", "MED"],
        note="Four of the quotations differ from AFP’s report. The fifth differs from the press "
        "release, which we saw in a news copy. P00 is the headline, P01 the first paragraph.",
    )


def side_by_side() -> Board:
    """Show all reworded fragments beside the agency's, to filter.

    Returns
    -------
    Board
        One row for each fragment.
    """
    pairs = table("rewording")
    inside = pairs["inside_quotation"].map({True: "yes", False: "no"})
    quoted = int(pairs["inside_quotation"].sum())
    return Board(
        f"{len(pairs)} changes, and {quoted} of them between quotation marks",
        "Fragments of the article beside those of its source, and what each change does",
        pd.DataFrame(
            {
                "No.": pairs["id"],
                "Paragraph": pairs["paragraph"],
                "The article": pairs["article"],
                "The source": pairs["agency"].replace("", "not seen"),
                "Kind of change": pairs["change"],
                "What it does": pairs["effect"],
                "Between quotation marks": inside,
                "How sure": pairs["status"],
            }
        ),
        filters={
            "Kind of change": sorted(set(pairs["change"])),
            "What it does": sorted(set(pairs["effect"])),
            "Between quotation marks": ("yes", "no"),
            "How sure": (),
        },
        sources=list(pairs["source"].unique()),
        noun="changes",
        note="Where the source says “not seen”, the copies of the agency’s report that we saw "
        "break off earlier. What stood there is a guess.",
    )


def traces() -> Board:
    """Hold each trace of the rewording against three explanations, to filter.

    Returns
    -------
    Board
        One row for each trace; the last ones are controls from texts of known making.
    """
    rows = table("traces")
    return Board(
        "How were the words changed? Each trace, held against three explanations",
        "What a program that swaps words, a translation and back, and an editor would have done",
        pd.DataFrame(
            {
                "Paragraph": rows["paragraph"],
                "Trace": rows["trace"],
                "The agency": rows["agency"],
                "If words were swapped": rows["if_words_swapped"],
                "If translated and back": rows["if_translated_and_back"],
                "If a person edited": rows["if_edited_by_a_person"],
                "Speaks for": rows["speaks_for"],
                "How strongly": rows["strength"],
            }
        ),
        filters={"Speaks for": (), "How strongly": ("strong", "medium", "weak", "control")},
        sources=list(rows["source"].unique()),
        noun="traces",
        note="Our own reading, so test it. The rows named control are from other texts, whose "
        "making we know. Such a table makes one explanation likely; it proves none.",
    )


def verdicts() -> Exhibit:
    """Show all claims of the article by paragraph and verdict.

    Returns
    -------
    Exhibit
        One square for each claim. In an edition without answers a sentence stands for it.
    """
    claims = table("claims")
    if "verdict" not in claims:
        return withheld(Exhibit, f"Our verdicts on {len(claims)} statements")
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
    ax.set_yticks(
        [row + 0.2 for row in range(len(VERDICTS))],
        [f"{verdict}: {totals[verdict]}" for verdict in VERDICTS],
        fontweight="bold",
    )
    headline, *shown = [name for name in paragraphs if int(name[1:]) % EVERY == 0]
    ax.set_xlim(-0.8, len(paragraphs))
    ax.set_xticks([places[name] for name in (headline, *shown)], ["headline", *shown])
    ax.set_xlabel("Paragraph of the article")
    ax.grid(visible=False)

    return Exhibit(
        figure=fig,
        title=f"Of {len(claims)} statements, as we cut them, {totals['accurate']} are accurate, "
        f"{totals['garbled']} were garbled on the way and {totals['wrong']} is wrong",
        subtitle="The article’s statements by paragraph and verdict; each square is one statement",
        alt="Squares in six rows. "
        + "; ".join(f"{verdict}: {totals[verdict]}" for verdict in VERDICTS)
        + ". Garbled statements stand all over the text, from the headline to its end.",
        table=pd.crosstab(claims["paragraph"], claims["verdict"])[list(VERDICTS)].reset_index(
            names="Paragraph"
        ),
        sources=["ART", "AFP", "WAPO29", "LAT29", "BBC30", "MED"],
        note="Garbled: a quotation is no longer exact, or a sentence has lost its sense. "
        "Imprecise: right in the main. Needs context: right, but it misleads without more. Wrong: "
        "not so. How many there are depends on how one cuts a sentence; the cut and the verdicts "
        "are this kit’s own. The board gives the evidence for each: check us.",
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
    if "verdict" not in claims:
        return withheld(Board, f"{len(claims)} statements, each with its evidence")
    lessons = _lessons_by_claim()
    return Board(
        f"{len(claims)} statements, each with its evidence",
        "What the article states, what was known about it on 30 December 2021, and our verdict",
        pd.DataFrame(
            {
                "No.": claims["id"],
                "Paragraph": claims["paragraph"],
                "Statement": claims["statement"],
                "Evidence": claims["evidence"],
                "Verdict": claims["verdict"].map(VERDICTS),
                "How sure": claims["status"],
                "Where to look": [source(key).speaker for key in claims["source"]],
                "Kind": claims["kind"],
                "Lesson": [lessons.get(claim, ["no question yet"]) for claim in claims["id"]],
            }
        ),
        filters={
            "Verdict": VERDICTS.values(),
            "Kind": sorted(set(claims["kind"])),
            "Paragraph": (),
            "How sure": (),
            "Lesson": map(_numbered, entries()),
        },
        hidden=["Kind", "Lesson"],
        sources=["ART", "AFP", "WAPO29", "LAT29", "BBC30", "MED"],
        noun="statements",
        note="“How sure” says how far we checked our evidence, not how true the statement is: "
        "“unconfirmed” means that we have not yet opened the document that would settle it.",
    )


def _lessons_by_claim() -> dict[str, list[str]]:
    """Give the lessons whose questions check a claim, in their order."""
    found: dict[str, list[str]] = {}
    for lesson in entries():
        for claim in _claims_checked(FILE.parent / lesson.name / "quiz.yaml"):
            found.setdefault(claim, []).append(_numbered(lesson))
    return found


def _claims_checked(quiz: Path) -> set[str]:
    """Give the claims that a lesson's questions check; none if the file can't be used."""
    try:
        return {claim for question in bank.load(quiz) for claim in question.claims}
    except bank.BankError:
        return set()


def _numbered(lesson: Entry) -> str:
    return f"{lesson.number} · {lesson.title}"


def _who_is_quoted(pair: pd.Series[Any]) -> str:
    who = str(value("claims", pair["claim"], "attributed_to"))
    who = who.replace("article voice", "Biden, in the article’s telling")
    return f"{pair['paragraph']} · {who}"


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
    parts: list[Any] = [
        TextArea(
            word,
            textprops={"fontsize": "x-large"}
            if place in same
            else {"fontsize": "x-large", "color": style.VERMILION, "fontweight": "bold"},
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


def _in_letters(count: int) -> str:
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return words[count] if count < len(words) else str(count)
