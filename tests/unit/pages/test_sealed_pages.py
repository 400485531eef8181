"""Pages without answers: the adversary, who has the kit's source, learns nothing from them."""

import html
import json
from functools import cache
from typing import Any

import pytest

from lessons.desk.editions.edition import hidden
from lessons.kit.quiz import bank
from lessons.kit.quiz.questions import view
from lessons.kit.syllabus import entries, entry
from lessons.pages import parts, rendering

from ..quiz import adversary

SECRET = bytes(range(32))
BANK = [question for lesson in entries() for question in bank.of(lesson.name)]
SHORTEST = 25  # letters; shorter texts stand on pages by chance


def made(lesson: str) -> parts.Page:
    """Give a lesson's sealed page without its pictures."""
    sealed = cache(lambda name: rendering.asked(entry(name), SECRET))
    return parts.page_of(entry(lesson), sealed(lesson), lambda _: "", sealed)


@cache
def said() -> tuple[list[adversary.Entry], str]:
    """Give what all pages ask, and all that they say."""
    asked: list[adversary.Entry] = []
    words = []
    for lesson in entries():
        page = made(lesson.name)
        asked += [_entry(one["traits"]["view"]) for one in page.widgets if _asks(one)]
        words += [*page.blocks, json.dumps(page.widgets, ensure_ascii=False)]
    return asked, html.unescape("\n".join(words).replace('\\"', '"'))


def _asks(widget: dict[str, Any]) -> bool:
    call = widget.get("call", {})
    return call.get("to") == "question" and "round" not in call


@pytest.mark.slow
def test_what_opens_a_page_is_sealed_as_in_its_own_lesson() -> None:
    pages = [made(lesson.name) for lesson in entries()]
    known = {_print(one) for page in pages for one in page.widgets if _asks(one)}
    opening = [one for page in pages for one in page.widgets if "round" in one.get("call", {})]
    assert len(opening) == 18, "two questions open each lesson from the second to the tenth"
    assert {_print(one) for one in opening} <= known
    assert {one["call"]["round"] for one in opening} == set(range(102, 111))


def _print(widget: dict[str, Any]) -> str:
    beside = {"label", "keeps"}
    view = widget["traits"]["view"]
    shown = {name: view[name] for name in view.keys() - beside}
    return json.dumps([widget["call"]["fingerprint"], shown], sort_keys=True)


def _entry(view: dict[str, Any]) -> adversary.Entry:
    beside = {"label", "keeps"}
    prompt = next(q.prompt for q in BANK if (q.lesson, q.id) == (view["lesson"], view["id"]))
    return {**{name: view[name] for name in view.keys() - beside}, "markdown": prompt}


@pytest.mark.slow
def test_the_adversary_recovers_nothing_from_sealed_pages() -> None:
    asked, words = said()
    assert len(asked) == len(BANK)
    assert adversary.pointers(asked) == []
    assert adversary.recovered([asked], BANK) == {}
    assert adversary.recovered([adversary.as_in_file(asked, words)], BANK) == {}


@pytest.mark.slow
def test_sealed_pages_say_nothing_that_answers() -> None:
    _, words = said()
    letters = _letters(words)
    told = [name for name, text in hidden(BANK) if _long(text) and _letters(text) in letters]
    assert told == []
    assert "Your teacher has them." in words
    assert SECRET.hex() not in words


def test_the_adversary_would_see_the_order_of_cards_that_are_not_sealed() -> None:
    assert adversary.recovered([[_entry(view(question)) for question in BANK]], BANK)


def _letters(words: str) -> str:
    return "".join(sign for sign in words.casefold() if sign.isalnum())


def _long(words: str) -> bool:
    return len(_letters(words)) >= SHORTEST
