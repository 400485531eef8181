"""Marking: the key gets 1, every proper change of it less, nothing raises."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lessons.kit.catalogue import say
from lessons.kit.quiz import numbers
from lessons.kit.quiz.bank import load
from lessons.kit.quiz.marking import Mark, key_response, looked_back, mark
from lessons.kit.quiz.questions import (
    Choice,
    Choices,
    Feedback,
    Item,
    Match,
    Near,
    Number,
    NumberFeedback,
    Option,
    Order,
    Pair,
    Place,
    Prediction,
    Question,
    Short,
    Tolerance,
    rights,
    view,
)
from lessons.kit.quiz.seal import seal

EXAMPLE = load(Path(__file__).parents[1] / "quiz_example.yaml")
BY_KIND: dict[str, Question] = {question.kind: question for question in EXAMPLE}
MARKED = [q for q in EXAMPLE if q.kind not in ("short", "poll", "prediction")]
EMPTY: list[Any] = [None, "", "  ", [], {}]
BASE: dict[str, Any] = {"id": "q", "section": 1, "prompt": "?"}
SAID = Feedback(right="Yes.", wrong="No.")

words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)


def lists(least: int) -> st.SearchStrategy[list[str]]:
    return st.lists(words, min_size=least, max_size=7, unique=True)


def options(texts: list[str], right: int) -> tuple[Option, ...]:
    return tuple(Option(text=t, feedback="…", right=n < right) for n, t in enumerate(texts))


def near_miss(value: Any, answer: Any) -> bool:
    return json.dumps(value, sort_keys=True) != json.dumps(answer, sort_keys=True)


@pytest.mark.parametrize("question", MARKED, ids=lambda q: q.kind)
def test_the_key_is_right(question: Question) -> None:
    marked = mark(question, key_response(question))
    assert (marked.score, marked.verdict, marked.misconception) == (1.0, "right", None)
    assert marked.feedback


@pytest.mark.parametrize("question", EXAMPLE, ids=lambda q: q.kind)
@pytest.mark.parametrize("empty", EMPTY, ids=repr)
def test_nothing_answered_is_not_attempted(question: Question, empty: Any) -> None:
    assert mark(question, empty) == Mark(0.0, "not attempted", "Nothing is answered yet.")


@given(value=json_values)
@pytest.mark.parametrize("question", EXAMPLE, ids=lambda q: q.kind)
def test_any_json_value_gets_a_mark(question: Question, value: Any) -> None:
    marked = mark(question, value)
    assert 0 <= marked.score <= 1
    if question.kind in ("short", "poll", "prediction"):
        assert marked.verdict in ("recorded", "not attempted")
    else:
        assert (marked.verdict == "right") == (marked.score == 1)


def test_deep_nesting_gets_a_mark() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for question in EXAMPLE:
        assert mark(question, deep).verdict == "not attempted"


@given(texts=lists(2), pick=st.integers(0, 6))
def test_choice(texts: list[str], pick: int) -> None:
    question = Choice(**BASE, options=options(texts, 1))
    key = question.options[pick % len(texts)].key
    assert mark(question, key).score == (1 if key == key_response(question) else 0)


@given(texts=lists(2), data=st.data())
def test_choices(texts: list[str], data: st.DataObject) -> None:
    right = data.draw(st.integers(1, len(texts) - 1))
    question = Choices(**BASE, options=options(texts, right))
    keys = [option.key for option in question.options]
    picked = data.draw(st.lists(st.sampled_from(keys), unique=True, min_size=1))
    expected = len(set(picked) & set(keys[:right])) - len(set(picked) & set(keys[right:]))
    assert mark(question, picked).score == max(0, expected / right)
    assert mark(question, key_response(question)).score == 1
    assert mark(question, keys).score < 1, "choosing everything is not full marks"
    if set(picked) != set(keys[:right]):
        assert mark(question, picked).score < 1


def test_an_unknown_option_is_not_attempted() -> None:
    for kind, value in (("choice", "nope"), ("choices", ["nope"]), ("poll", "nope")):
        assert mark(BY_KIND[kind], value).verdict == "not attempted"


@given(texts=lists(3), data=st.data())
def test_order(texts: list[str], data: st.DataObject) -> None:
    question = Order(**BASE, items=tuple(Item(text=t) for t in texts), feedback=SAID)
    key = key_response(question)
    assert mark(question, key).score == 1
    other = data.draw(st.permutations(key))
    if other != key:
        assert mark(question, other).score < 1
    assert mark(question, key[: data.draw(st.integers(1, len(key) - 1))]).score < 1
    assert mark(question, list(reversed(key))).score == 0
    shown = [item["key"] for item in view(question)["items"]]
    assert mark(question, shown).score == 0, "what stands there untouched earns nothing"


def test_one_swap_of_neighbours_costs_less_than_two() -> None:
    question = BY_KIND["order"]
    a, b, c, d = key_response(question)
    one, two = mark(question, [b, a, c, d]).score, mark(question, [b, a, d, c]).score
    assert [one, two] == pytest.approx([4 / 6, 2 / 6])
    average = [mark(question, list(p)).score for p in permutations([a, b, c, d])]
    assert sum(average) / len(average) < 0.25, "shuffling blindly earns little"


@given(lefts=lists(2), texts=lists(2), data=st.data())
def test_match(lefts: list[str], texts: list[str], data: st.DataObject) -> None:
    pairs = tuple(Pair(left=t, right=texts[n % len(texts)]) for n, t in enumerate(lefts))
    extra = tuple(t for t in texts if t not in {pair.right for pair in pairs})
    question = Match(**BASE, pairs=pairs, extra=extra, feedback=SAID)
    key = key_response(question)
    assert mark(question, key).score == 1
    sides = st.sampled_from(["", *rights(question)])
    other = {left: data.draw(sides) for left in key}
    same = sum(other[left] == key[left] for left in key)
    marked = mark(question, other)
    assert marked.score == pytest.approx(same / len(key))
    assert (marked.verdict == "not attempted") == (not any(other.values()))


def test_match_names_no_right_side() -> None:
    question = BY_KIND["match"]
    assert isinstance(question, Match)
    wrong = dict.fromkeys(key_response(question), next(iter(reversed(rights(question)))))
    feedback = mark(question, wrong).feedback
    assert not any(pair.right in feedback for pair in question.pairs)


def test_place() -> None:
    question = BY_KIND["place"]
    assert isinstance(question, Place)
    assert mark(question, "UA-43").verdict == "right"
    assert mark(question, "UA-46").verdict == "wrong"
    known = mark(question, "UA-65")
    assert known.misconception == "takes the mainland for the peninsula"


@pytest.mark.parametrize(
    ("ticks", "score"),
    [([True, True], 1), ([True, False], 0.5), ([], 0), (None, 0), ([1, "yes"], 0), ([True] * 9, 1)],
)
def test_short_keeps_the_learners_own_ticks(ticks: Any, score: float) -> None:
    marked = mark(BY_KIND["short"], {"text": "Not all is known.", "rubric": ticks})
    assert (marked.score, marked.verdict) == (score, "recorded")


def test_short_without_text_is_not_attempted_whatever_is_ticked() -> None:
    question = BY_KIND["short"]
    assert isinstance(question, Short)
    marked = mark(question, {"text": "  ", "rubric": [True, True]})
    assert (marked.score, marked.verdict) == (0, "not attempted")


def test_poll_is_recorded() -> None:
    seen = view(BY_KIND["poll"])["options"]
    assert mark(BY_KIND["poll"], seen[0]["key"]).verdict == "recorded"


def test_a_sealed_question_is_recorded_and_never_marked(tmp_path: Path) -> None:
    path = tmp_path / "quiz.yaml"
    path.write_bytes(seal(EXAMPLE, b"x" * 32))
    for question, sealed in zip(EXAMPLE, load(path), strict=True):
        answer = key_response(question) or "x"
        assert mark(sealed, answer) == Mark(0.0, "recorded", say("cards.mark.recorded"))
        assert mark(sealed, "").verdict == "not attempted"


@pytest.mark.parametrize("unit", ["", "km"])
def test_what_is_no_number_is_asked_for_again_with_its_unit(unit: str) -> None:
    asks = say("cards.mark.number-in", unit=unit) if unit else say("cards.mark.number")
    assert mark(number(5, unit), "many").feedback == asks


def test_a_prediction_is_looked_back_at_only_where_one_was_made() -> None:
    prediction = next(one for one in EXAMPLE if isinstance(one, Prediction))
    assert looked_back(prediction, "") == ""
    for option in prediction.options:
        said = looked_back(prediction, option.key)
        assert option.text in said
        assert said.endswith(f"{option.feedback}\n\n{prediction.told}")


# --- numbers ---------------------------------------------------------------------------------


def number(answer: Any, unit: str = "", **tolerance: float) -> Number:
    said = NumberFeedback(right="Yes.", wrong="No.", low="Low.", high="High.")
    given_ = tuple(answer) if isinstance(answer, list) else answer
    return Number(
        **BASE,
        answer=given_,
        unit=unit,
        tolerance=Tolerance(**tolerance or {"absolute": 0.0}),
        feedback=said,
    )


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("13200", [(13200, 13200)]),
        ("13 200", [(13200, 13200)]),
        ("13\u00a0200", [(13200, 13200)]),
        ("13\u202f200", [(13200, 13200)]),
        ("13\u2009200", [(13200, 13200)]),
        ("13'200", [(13200, 13200)]),
        ("13’200", [(13200, 13200)]),
        ("13,200", [(13200, 13200), (13.2, 13.2)]),
        ("13.200", [(13.2, 13.2), (13200, 13200)]),
        ("1,234,567", [(1234567, 1234567)]),
        ("1.234.567", [(1234567, 1234567)]),
        ("1,234.5", [(1234.5, 1234.5)]),
        ("1.234,5", [(1234.5, 1234.5)]),
        ("0,125", [(0.125, 0.125)]),
        (",5", [(0.5, 0.5)]),
        ("-2,5", [(-2.5, -2.5)]),
        ("−2.5", [(-2.5, -2.5)]),
        ("–2.5", [(-2.5, -2.5)]),
        ("minus 2.5", [(-2.5, -2.5)]),
        ("13 200–13 400", [(13200, 13400)]),
        ("13 200 to 13 400 persons", [(13200, 13400)]),
        ("13400 - 13200", [(13200, 13400)]),
        ("between 13 200 and 13 400", [(13200, 13400)]),
        ("from 5 … 7", [(5, 7)]),
        ("-5 to -3", [(-5, -3)]),
        ("-5--3", [(-5, -3)]),
        ("about 13200 people", [(13200, 13200)]),
        ("~13k", [(13000, 13000)]),
        ("13.2 thousand", [(13200, 13200)]),
        ("13.2–13.4 thousand", [(13200, 13400)]),
        ("1.5 million", [(1500000, 1500000)]),
        ("5 m", [(5, 5)]),
        ("5.", [(5, 5)]),
        ("１３", [(13, 13)]),
        ("", []),
        ("many", []),
        ("5 and 7", []),
        ("5 7", []),
        ("1, 2, 3", []),
        ("2014-03-18", []),
        ("1,23,4", []),
        ("13..5", []),
        ("1e5", []),
        ("5 %", []),
        ("9" * 101, []),
    ],
)
def test_readings(typed: str, reading: list[tuple[float, float]]) -> None:
    assert numbers.readings(typed) == reading


def test_units_that_multiply() -> None:
    assert numbers.readings("2.3 billion USD", "billion USD") == [(2.3, 2.3)]
    assert numbers.readings("2.3", "billion USD") == [(2.3, 2.3)]
    assert numbers.readings("2300 million", "billion USD")[0] == pytest.approx((2.3, 2.3))
    assert numbers.readings("5m", "m") == [(5.0, 5.0)]
    assert numbers.readings("40 %", "%") == [(40.0, 40.0)]
    assert numbers.readings("40 %", "per cent") == [(40.0, 40.0)]


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("13,200–13,400", "right"),
        ("13.200–13.400", "right"),
        ("13 200 to 13 400", "right"),
        ("13.300", "right"),
        ("13,300 people", "right"),
        ("13.3 thousand", "right"),
        ("13100", "right"),
        ("13,000–13,500", "partly"),
        ("0–1000000", "wrong"),
        ("13.700", "wrong"),
        ("13.3", "wrong"),
        ("12.000.000", "wrong"),
        ("200", "wrong"),
        ("1.000.000–2", "wrong"),
        ("30 %", "not attempted"),
        ("lots", "not attempted"),
        ("13,300 or 14,000", "not attempted"),
    ],
)
def test_a_range_as_learners_type_it(typed: str, verdict: str) -> None:
    assert mark(BY_KIND["number"], typed).verdict == verdict


@pytest.mark.parametrize(
    ("answer", "typed", "verdict"),
    [
        (13.4, "13.400", "right"),
        (13.4, "13,400", "right"),
        (13400, "13.400", "right"),
        (13400, "13.900", "wrong"),
        (500, "2.000", "wrong"),
        (500, "20.000", "not attempted"),  # 20 or 20,000? Neither is near: ask.
        (0, "", "not attempted"),
        (0, "0", "right"),
        (0, "1", "wrong"),
        (0.3, "0.3", "right"),
        (0.1 + 0.2, "0,3", "right"),
        (-25, "-2,5", "wrong"),
        (-2.5, "-2,5", "right"),
        (2014, "2014", "right"),
        (2014, "2013", "wrong"),
        (13.125, "13.125", "right"),
    ],
)
def test_numbers_never_silently_wrong(answer: float, typed: str, verdict: str) -> None:
    assert mark(number(answer), typed).verdict == verdict


def test_asking_again_shows_both_readings() -> None:
    said = mark(number(500), "20.000").feedback
    assert "20 or 20,000" in said
    for again in ("20", "20000"):
        assert again in said
        assert mark(number(500), again).verdict == "wrong"


def test_number_says_low_high_and_known_mistakes() -> None:
    question = number(100, absolute=5)
    assert mark(question, "90").feedback == "Low."
    assert mark(question, "110").feedback == "High."
    assert mark(question, "90–96").verdict == "wrong"
    assert mark(BY_KIND["number"], "3393").misconception == "civilians only"


def test_a_json_number_is_read_like_its_text() -> None:
    assert mark(number(0.5), 0.5).verdict == "right"
    assert mark(number(0), 0).verdict == "right"
    assert mark(number(1), True).verdict == "not attempted"
    for odd in (float("nan"), float("inf"), 10**400):
        assert mark(number(1), odd).verdict in ("not attempted", "wrong")


finite = st.floats(-1e12, 1e12, allow_nan=False).map(lambda x: round(x, 4) + 0.0)


@given(low=finite, width=st.floats(0, 1e6).map(lambda x: round(x, 2)), give=st.floats(0, 100))
def test_any_number_key_is_right_and_a_change_beyond_the_tolerance_wrong(
    low: float, width: float, give: float
) -> None:
    high = round(low + width, 4)
    question = number([low, high], absolute=give)
    key = key_response(question)
    assert mark(question, key).score == 1, key
    for off in (low - give - 1 - abs(low) * 1e-6, high + give + 1 + abs(high) * 1e-6):
        typed = key_response(number(off))
        assume(len(numbers.readings(typed)) == 1)
        assert mark(question, typed).score < 1, typed


@given(answer=finite, share=st.floats(0, 0.5))
def test_relative_tolerance(answer: float, share: float) -> None:
    question = number(answer, relative=share)
    assert mark(question, key_response(question)).score == 1


def test_marking_does_not_change_the_question() -> None:
    before = msgspec.json.encode(EXAMPLE)
    for question in EXAMPLE:
        mark(question, key_response(question))
        view(question)
    assert msgspec.json.encode(EXAMPLE) == before


def _parts(kind: str, **pick: bool) -> dict[str, bool]:
    """Give parts by the beginning of the texts they belong to, for the example of a kind."""
    question: Any = BY_KIND[kind]
    texts = {
        **{each.key: each.text for each in getattr(question, "options", ())},
        **{each.key: each.text for each in getattr(question, "items", ())},
        **{each.key: each.left for each in getattr(question, "pairs", ())},
    }
    return {next(k for k, t in texts.items() if start in t): right for start, right in pick.items()}


def test_several_choices_are_told_one_by_one_and_what_is_missing_is_counted() -> None:
    question: Any = BY_KIND["choices"]
    parts = _parts("choices", Civilians=True, illness=False)
    marked = mark(question, list(parts))
    assert marked.parts == parts
    first, second, _, last = marked.feedback.split("\n")
    assert first.startswith("- Not this: **People who died of illness**.")
    assert second == "- Right: **Civilians**. Yes, civilians are counted."
    assert last == "2 right answers are still missing."
    assert "Ukrainian forces" not in marked.feedback, "what was not chosen is not told"


def test_what_is_missing_can_have_a_word_of_its_own() -> None:
    one = Option(text="One", feedback="1.", right=True)
    two = Option(text="Two", feedback="2.", right=True, missed="Think of pairs.")
    three = Option(text="Three", feedback="3.")
    question = Choices(**BASE, options=(one, two, three))
    said = mark(question, [one.key]).feedback
    assert said.endswith("One right answer is still missing. Think of pairs.")
    assert "Think of pairs." not in mark(question, [two.key]).feedback


def test_right_neighbours_of_an_order_are_told() -> None:
    question: Any = BY_KIND["order"]
    a, b, c, d = (item.key for item in question.items)
    marked = mark(question, [c, d, a, b])
    assert marked.parts == {c: True, d: False, a: True}
    assert "2 pairs of neighbours are right" in marked.feedback
    assert "No two neighbours are right yet." in mark(question, [d, c, b, a]).feedback
    assert set(mark(question, [a, b, c, d]).parts.values()) == {True}


def test_each_pair_of_a_match_is_told() -> None:
    question: Any = BY_KIND["match"]
    key: Any = key_response(question)
    biden, putin, _ = (pair.key for pair in question.pairs)
    marked = mark(question, {**key, putin: key[biden]})
    assert marked.parts == {**dict.fromkeys(key, True), putin: False}
    assert "- Right: **Joe Biden**." in marked.feedback
    assert "- Not this: **Vladimir Putin**. Read the first sentence" in marked.feedback


@pytest.mark.parametrize(
    ("said", "near"), [("12", False), ("13", True), ("16", True), ("17", False)]
)
def test_a_near_miss_has_its_own_sentence(said: str, near: bool) -> None:
    question = Number(
        **BASE,
        answer=(14, 15),
        tolerance=Tolerance(absolute=0),
        near=Near(within=1, feedback="One off."),
        feedback=NumberFeedback(right="Yes.", wrong="No."),
    )
    marked = mark(question, said)
    assert marked.score == 0
    assert (marked.feedback == "One off.") is near


@pytest.mark.parametrize("question", EXAMPLE, ids=lambda q: q.kind)
def test_the_key_has_no_wrong_part(question: Question) -> None:
    parts = mark(question, key_response(question)).parts
    assert all(parts.values())
    assert bool(parts) == (question.kind in ("choices", "order", "match"))


def test_the_key_of_a_tiny_number_is_written_in_digits() -> None:
    assert key_response(number(0.0000025)) == "0.0000025"
