"""Cards with names, as a page shows them in a picture's place."""

import re

from lessons.kit.exhibits.texts.namecards import Card, as_html
from lessons.the_call.exhibits import people
from lessons.the_talks.exhibits import seats

SENT = "<picture>"


def lit(page: str) -> set[str]:
    return set(re.findall(r'<li class="is-lit[^"]*"><b>([^<]+)', page))


def test_names_are_text_and_what_is_drawn_is_said() -> None:
    page = as_html({"A & B": [Card("<Ann>", "of A", lit=True), Card("Bob", framed=True)]}, "One.")
    assert "<h4>A &amp; B</h4>" in page
    assert '<li class="is-lit"><b>&lt;Ann&gt;</b><span>of A</span></li>' in page
    assert '<li class="is-framed"><b>Bob</b></li>' in page
    assert '<p class="namecards-alt">One.</p>' in page


def test_a_page_shows_cards_and_paper_the_picture() -> None:
    exhibit = seats("Brussels")
    page = exhibit.html(lambda _: SENT)
    assert SENT not in page
    assert len(lit(page)) == 31
    assert {"Russia", "Canada"} < lit(page)
    assert "Ukraine" not in lit(page)
    assert exhibit.png().startswith(b"\x89PNG")


def test_every_person_has_a_card_and_calls_join_two() -> None:
    page = people("talks").html(lambda _: SENT)
    names = re.findall(r"<b>([^<]+)", page)
    assert len(names) == len(set(names)) == 9
    assert page.count("telephone call") >= 2
    assert lit(page) == {"Joe Biden", "Vladimir Putin", "Antony Blinken", "Volodymyr Zelenskyy"}
