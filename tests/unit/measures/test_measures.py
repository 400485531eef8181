"""What `lessons check` counts: minutes, kinds of thinking, prose, what is one click away."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lessons.kit import walk
from lessons.kit.measures import minutes, prose, reading, thinking
from lessons.kit.quiz import load
from lessons.kit.syllabus import entry

EXAMPLE = load(Path(__file__).parents[1] / "quiz_example.yaml")
TOLL = entry("the_toll")
CELLS = [
    ("markdown", "# 4 · The toll\n\nA hook of five words."),
    ("code", 'the_toll.ask("vote")'),
    ("markdown", "## 1. Begin · 6 min\n\nOne two three.\n\n| a | table |\n|---|---|\n\n> A note."),
    ("code", "the_toll.remember()"),
    ("markdown", "<details><summary>In plain words</summary>\n\nSaid *simply*.\n\n</details>"),
    ("markdown", "**In pairs (4 min).** Talk."),
    ("code", "the_toll.totals()"),
    ("markdown", "## 2. Exit ticket · 4 min\n\nWrite."),
    ("code", 'the_toll.ask("text")'),
    ("markdown", "## Another way in\n\nNot counted at all."),
]


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "lesson.ipynb"
    cells: list[Any] = [
        {"cell_type": kind, "source": [text], "metadata": {}, "outputs": []} for kind, text in CELLS
    ]
    cells.append(
        {"cell_type": "markdown", "source": ["word " * 50], "metadata": {"media": ["paper"]}}
    )
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    monkeypatch.setattr(walk, "notebook", lambda _lesson: path)
    return path


@pytest.mark.usefixtures("notebook")
def test_a_section_holds_what_is_read_and_done_in_it() -> None:
    begin, ticket = reading.sections(TOLL)
    assert (begin.title, begin.minutes, begin.timed) == ("Begin", 6, 4)
    assert begin.words == len(
        [
            "A",
            "hook",
            "of",
            "five",
            "words.",
            "One",
            "two",
            "three.",
            "In",
            "pairs",
            "(4",
            "min).",
            "Talk.",
        ]
    )
    assert (begin.asked, begin.calls) == (["vote"], ["remember", "totals"])
    assert (ticket.title, ticket.asked) == ("Exit ticket", ["text"])


@pytest.mark.usefixtures("notebook")
def test_minutes_are_those_of_the_reviews() -> None:
    begin, ticket = reading.sections(TOLL)
    kinds = {"vote": "poll", "text": "short"}
    fast, slow = minutes.need(begin, kinds)
    assert fast == pytest.approx(begin.words / 200 + 4 + 0.5 + 1 + 2)
    assert slow == pytest.approx(begin.words / 150 + 4 + 0.5 + 1 + 3)
    assert minutes.need(ticket, kinds) == pytest.approx((1 / 200 + 4, 1 / 150 + 5))


@pytest.mark.usefixtures("notebook")
def test_plain_words_of_the_notebook_come_before_those_of_the_plan() -> None:
    assert walk.plain_words(TOLL) == "Said *simply*."


def test_more_than_finding_is_a_share_of_what_is_marked() -> None:
    marked = [
        question for question in EXAMPLE if question.kind not in ("poll", "short", "prediction")
    ]
    told = ["find", "explain", "weigh", ""]
    four = [
        msgspec.structs.replace(question, thinking=each)
        for question, each in zip(marked[:4], told, strict=True)
    ]
    assert thinking.share(four) == 0.5
    assert thinking.share([question for question in EXAMPLE if question.kind == "short"]) == 1


def test_joined_prose_is_told_from_chopped() -> None:
    chopped = prose.measure("It rained. We ran. The bus came. It was late.")
    joined = prose.measure(
        "We ran because it rained, although the bus came late and the driver had warned us."
    )
    assert chopped.short == 1
    assert joined.short == 0
    assert joined.joints > chopped.joints
    assert joined.grade > chopped.grade


def test_all_questions_are_listed() -> None:
    lines = thinking.listed()
    assert len(lines) >= 90
    assert any("exit ticket" in line.lower() for line in lines)
