"""The start page: where to begin or go on, what is done, and what is wrong if it is."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lessons.kit import selfcheck, startpage
from lessons.kit.quiz import bank, key_response, mark
from lessons.kit.record import Record
from lessons.kit.selfcheck import SelfCheck
from lessons.kit.startpage import Begin, Progress, go_on
from lessons.kit.syllabus import entries

FIRST, SECOND, THIRD, *_ = entries()


def day(number: int) -> datetime:
    return datetime(2026, 3, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("progress", "chosen"),
    [
        ([Progress(FIRST, 0, 5), Progress(SECOND, 0, 5)], FIRST),
        ([Progress(FIRST, 2, 5, day(1)), Progress(SECOND, 1, 5, day(2))], SECOND),
        ([Progress(FIRST, 5, 5, day(1)), Progress(SECOND, 0, 5)], SECOND),
        ([Progress(FIRST, 0, 5), Progress(SECOND, 5, 5, day(2)), Progress(THIRD, 0, 5)], FIRST),
        ([Progress(FIRST, 0, 5), Progress(SECOND, 2, 5, day(1)), Progress(THIRD, 5, 5, day(2))],
         SECOND),
        ([Progress(FIRST, 5, 5, day(1)), Progress(SECOND, 5, 5, day(2))], None),
        ([Progress(FIRST), Progress(SECOND)], None),
    ],
)  # fmt: skip
def test_the_lesson_to_go_on_with(progress: list[Progress], chosen: object) -> None:
    found = go_on(progress)
    assert (found and found.entry) == chosen


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    monkeypatch.setenv("LESSONS_WORK", str(tmp_path))
    return Record.open()


def answer(record: Record, lesson: str, count: int) -> None:
    for question in bank.of(lesson)[:count]:
        response = key_response(question)
        if response is not None:
            record.add(question, response, mark(question, response))


def test_it_begins_with_a_picture_and_the_first_lesson(record: Record) -> None:
    page = startpage.begin()._repr_html_()
    link, picture = page.index("Start lesson 1: The call"), page.index("<img")
    assert 'href="01_the_call.ipynb"' in page[:link]
    assert link < picture
    assert re.findall(r"<li>|<strong>", page[:picture]) == []
    assert "<td></td></tr>" in startpage.lessons()._repr_html_()
    del record


def test_it_goes_on_where_the_learner_was(record: Record) -> None:
    answer(record, "the_map", 4)
    (done,) = (each.done for each in startpage.progress() if each.entry.name == "the_map")
    assert done > 0
    page = startpage.begin()._repr_html_()
    assert '<a class="rc-begin-link" href="02_the_map.ipynb">Go on with lesson 2: The map' in page
    total = len(bank.of("the_map"))
    assert f"<td>{done} of {total}</td>" in startpage.lessons()._repr_html_()


def test_what_is_wrong_is_said_and_nothing_else(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    del record
    monkeypatch.setattr(selfcheck, "LIBRARIES", ["no_such_library"])
    begin = startpage.begin()
    assert "no_such_library can&#x27;t be found" in begin._repr_html_()
    assert "no_such_library can't be found" in repr(begin)
    assert "rc-begin-line" not in begin._repr_html_().partition("</style>")[2]
    assert "every question" not in repr(begin)


def test_a_whole_kit_says_nothing_of_itself() -> None:
    assert SelfCheck()._repr_html_() == ""
    assert repr(Begin(SelfCheck(), [Progress(FIRST, 0, 3)])) == "Start lesson 1: The call"


@pytest.mark.parametrize(
    ("typed", "to"),
    [
        ("192.168.1.20:8700", "http://192.168.1.20:8700/"),
        (" http://class.test:8700/#K3PX7A ", "http://class.test:8700/#K3PX7A"),
        ("javascript:alert(1)", ""),
        ('a" onclick="b', ""),
        ("", ""),
    ],
)
def test_the_start_page_leads_to_a_class(typed: str, to: str) -> None:
    join = startpage.join_class()
    join.typed.value = typed
    assert (f'href="{to}"' in join.link.value) if to else (join.link.value == "")
