from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from lessons.kit.exhibits import style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.switch import Switch


def exhibit(title: str) -> Exhibit:
    fig, _ = style.figure("strip")
    return Exhibit(
        figure=fig,
        title=title,
        subtitle="Persons",
        alt="Empty.",
        table=pd.DataFrame({"Year": [2014]}),
        sources=["EMP"],
    )


@pytest.fixture
def drawn() -> list[str]:
    return []


@pytest.fixture
def switch(drawn: list[str]) -> Switch:
    def page(title: str) -> Callable[[], Exhibit]:
        def draw() -> Exhibit:
            drawn.append(title)
            return exhibit(title)

        return draw

    return Switch("Choose a day", {"then": page("Then"), "now": page("Now")})


def test_only_the_first_is_drawn_until_another_is_asked_for(
    switch: Switch, drawn: list[str]
) -> None:
    assert drawn == ["Then"]
    assert switch.shown["title"] == "Then"
    sent: list[dict[str, str]] = []
    switch.send = sent.append
    switch._answer(switch, {"show": "now"}, [])
    assert drawn == ["Then", "Now"]
    assert sent[0]["name"] == "now"
    assert "Now" in sent[0]["html"]


@pytest.mark.parametrize("message", [{"show": "never"}, {}, None, "now", {"show": ["now"]}])
def test_what_is_not_a_choice_is_left_unanswered(
    switch: Switch, drawn: list[str], message: Any
) -> None:
    switch.send = pytest.fail
    switch._answer(switch, message, [])
    assert drawn == ["Then"]


def test_the_text_form_names_the_choices_and_shows_the_first(switch: Switch) -> None:
    assert repr(switch).startswith("Choose a day … (choose: then, now)\n\nThen\nPersons")


def test_a_first_that_is_no_choice_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no 'soon'; choose one of then, now"):
        Switch(
            "Choose", {"then": lambda: exhibit("Then"), "now": lambda: exhibit("Now")}, first="soon"
        )


def test_paper_gets_two_or_what_is_named() -> None:
    def draw() -> Exhibit:
        return exhibit("Then")

    three = dict.fromkeys(("then", "now", "soon"), draw)
    assert list(Switch("Choose", {"then": draw, "now": draw}).paper) == ["then", "now"]
    assert list(Switch("Choose", three, first="now").paper) == ["now"]
    assert list(Switch("Choose", three, paper=("now", "soon")).paper) == ["now", "soon"]
    with pytest.raises(ValueError, match="There is no 'never'"):
        Switch("Choose", three, paper=["never"])


def test_nothing_to_choose_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one exhibit"):
        Switch("Choose", {})
