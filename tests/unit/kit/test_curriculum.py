import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lessons.kit import curriculum, syllabus
from lessons.kit.data import ROOT

NOTEBOOK = "notebooks/04_the_toll.ipynb"
QUIZ = "lessons/the_toll/quiz.yaml"


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """Copy what the check reads."""
    for entry in syllabus.entries():
        (tmp_path / "lessons" / entry.name).mkdir(parents=True)
        for name in curriculum.PARTS:
            shutil.copy(ROOT / "lessons" / entry.name / name, tmp_path / "lessons" / entry.name)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    shutil.copy(ROOT / "lessons/not_taught.toml", tmp_path / "lessons")
    return tmp_path


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")


def test_the_lessons_keep_their_promises() -> None:
    assert curriculum.check() == []


def test_every_claim_of_the_article_has_its_place(kit: Path) -> None:
    for entry in syllabus.entries():
        quiz = kit / "lessons" / entry.name / "quiz.yaml"
        quiz.write_text(quiz.read_text(encoding="utf-8").replace("C22", "C23"), encoding="utf-8")
    assert curriculum.check(kit / "lessons", kit / "notebooks") == [
        "Claim C22 is checked by no question; ask about it, or name the reason in "
        "lessons/not_taught.toml."
    ]
    rewrite(kit / "lessons/not_taught.toml", lambda text: text + 'C22 = "Too sad."\n')
    assert curriculum.check(kit / "lessons", kit / "notebooks") == []


def test_the_claims_of_a_broken_file_are_not_missed(kit: Path) -> None:
    rewrite(kit / QUIZ, lambda text: text.replace("section: 6", "sektion: 6"))
    assert (
        curriculum.check(kit / "lessons", kit / "notebooks") == []
    )  # the bank's own check says what is wrong


@pytest.mark.parametrize(
    ("left_out", "says"),
    [("C99", "which is no claim of the article"), ("C23", "asks about it")],
)
def test_what_is_left_out_is_a_claim_that_nobody_asks_about(
    kit: Path, left_out: str, says: str
) -> None:
    rewrite(kit / "lessons/not_taught.toml", lambda text: f'{text}{left_out} = "Why."\n')
    (finding,) = curriculum.check(kit / "lessons", kit / "notebooks")
    assert says in finding


def test_the_minutes_add_up(kit: Path) -> None:
    def longer(text: str) -> str:
        return re.sub(r"· (\d+) min", lambda found: f"· {int(found[1]) + 1} min", text, count=1)

    rewrite(kit / NOTEBOOK, longer)
    assert curriculum.check(kit / "lessons", kit / "notebooks") == [
        f"{NOTEBOOK}: the sections take 46 minutes, lessons/syllabus.toml gives the lesson 45; "
        "make them agree."
    ]


def test_each_question_is_asked(kit: Path) -> None:
    def without(text: str) -> str:
        notebook = json.loads(text)
        notebook["cells"] = [
            cell for cell in notebook["cells"] if '.ask("the-jump")' not in "".join(cell["source"])
        ]
        return json.dumps(notebook)

    rewrite(kit / NOTEBOOK, without)
    assert curriculum.check(kit / "lessons", kit / "notebooks") == [
        f"{NOTEBOOK} does not ask “the-jump”; add a cell that does."
    ]


def test_questions_come_in_the_order_of_their_numbers(kit: Path) -> None:
    def swapped(text: str) -> str:
        first, second = "the-jump", "who-counted"
        return text.replace(first, "AWAY").replace(second, first).replace("AWAY", second)

    rewrite(kit / NOTEBOOK, swapped)
    (finding,) = curriculum.check(kit / "lessons", kit / "notebooks")
    assert finding.startswith(f"{NOTEBOOK} asks in another order than {QUIZ}")


def test_each_question_has_its_section(kit: Path) -> None:
    rewrite(kit / QUIZ, lambda text: text.replace("section: 6", "section: 9"))
    (finding,) = curriculum.check(kit / "lessons", kit / "notebooks")
    assert finding == (
        f"{QUIZ}: question “rewrite” belongs to section 9, which {NOTEBOOK} does not have."
    )


def test_a_lesson_opens_with_a_poll_and_ends_with_a_ticket(kit: Path) -> None:
    def turned(text: str) -> str:
        head, *questions = text.split("\n  - id: ")
        return "\n  - id: ".join([head, *reversed(questions)])

    rewrite(kit / QUIZ, turned)
    poll, ticket, order = curriculum.check(kit / "lessons", kit / "notebooks")
    assert "in another order" in order
    assert "does not open with a poll" in poll
    assert "has no exit ticket" in ticket


def test_a_notebook_asks_only_what_there_is(kit: Path) -> None:
    rewrite(kit / NOTEBOOK, lambda text: text.replace("the-jump", "the-leap"))
    assert curriculum.check(kit / "lessons", kit / "notebooks") == [
        f"{NOTEBOOK} does not ask “the-jump”; add a cell that does.",
        f"{NOTEBOOK} asks “the-leap”, which {QUIZ} does not have.",
    ]


@pytest.mark.parametrize(
    "name", [NOTEBOOK, *(f"lessons/the_toll/{name}" for name in curriculum.PARTS)]
)
def test_a_missing_file_is_named(kit: Path, name: str) -> None:
    (kit / name).unlink()
    assert Path(name).name in curriculum.check(kit / "lessons", kit / "notebooks")[0]


def test_a_new_lesson_is_told_all_that_it_lacks(kit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = syllabus.Entry("the_gas", 11, "The gas", 45, "Who buys it?")
    listed = (*syllabus.entries(), new)
    monkeypatch.setattr(syllabus, "entries", lambda: listed)
    *parts, notebook = curriculum.check(kit / "lessons", kit / "notebooks")
    assert parts == [
        f"lessons/the_gas has no {name}; {what}." for name, what in curriculum.PARTS.items()
    ]
    assert notebook.startswith("notebooks/11_the_gas.ipynb is missing")


def test_a_lesson_stands_in_the_syllabus(kit: Path) -> None:
    shutil.copytree(kit / "lessons" / "the_toll", kit / "lessons" / "the_gas")
    assert curriculum.check(kit / "lessons", kit / "notebooks") == [
        "lessons/the_gas is not in lessons/syllabus.toml; add it there."
    ]


@pytest.mark.parametrize(
    "picture",
    ["![x](https://x.test/a.png)", "![x](//x.test/a)", "<img alt='' src='http://x.test/a'>"],
)
def test_a_picture_from_elsewhere_is_refused(kit: Path, picture: str) -> None:
    def with_picture(text: str) -> str:
        whole = json.loads(text)
        whole["cells"].append({"cell_type": "markdown", "metadata": {}, "source": [picture]})
        return json.dumps(whole)

    rewrite(kit / NOTEBOOK, with_picture)
    (finding,) = curriculum.check(kit / "lessons", kit / "notebooks")
    assert "a picture from elsewhere" in finding
