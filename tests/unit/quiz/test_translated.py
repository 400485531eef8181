"""Questions in another language ask what the English ask, or `lessons check` says where not."""

import shutil
from pathlib import Path

import pytest

from lessons.kit import language
from lessons.kit.quiz import bank, translated

ENGLISH = bank.LESSONS / "the_toll"


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """Give a folder of lessons with one, whose questions have a translation."""
    folder = tmp_path / "the_toll"
    folder.mkdir()
    for name in ("quiz.yaml", "exhibits.py"):
        shutil.copy(ENGLISH / name, folder)
    shutil.copy(ENGLISH / "quiz.yaml", folder / "quiz.uk.yaml")
    return folder


def change(lesson: Path, old: str, new: str) -> list[str]:
    path = lesson / "quiz.uk.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return translated.check(lesson.parent)


def test_other_words_are_no_fault(lesson: Path) -> None:
    assert change(lesson, "The article gives no source", "Управління ООН з прав людини") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("answer: [13100, 13300]", "answer: [13100, 13200]", "“latest-range” has another “answer”"),
        ("id: who-counted", "id: who-counts", "the question “who-counted” is missing"),
        ("id: who-counted", "id: who-counts", "no question “who-counts”. Remove it"),
    ],
)
def test_what_asks_something_else_is_named(lesson: Path, old: str, new: str, said: str) -> None:
    found = change(lesson, old, new)
    assert any(said in one and "quiz.uk.yaml" in one for one in found), found


def test_the_language_has_its_own_questions(lesson: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank, "LESSONS", lesson.parent)
    change(lesson, "The article gives no source", "Управління ООН")
    assert "Управління" not in str(bank.of("the_toll"))
    with language.speaking("uk"):
        assert "Управління" in str(bank.of("the_toll"))
    with language.speaking("ka"):
        assert "Управління" not in str(bank.of("the_toll"))
