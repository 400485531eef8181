"""What identifies a question, and what a browser may see of it."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from lessons.kit.quiz import text
from lessons.kit.quiz.bank import load
from lessons.kit.quiz.marking import key_response
from lessons.kit.quiz.questions import (
    Choice,
    Item,
    Match,
    Number,
    Order,
    Question,
    fingerprint,
    number_text,
    reveal,
    text_key,
    view,
)

EXAMPLE = load(Path(__file__).parents[1] / "quiz_example.yaml")
BY_KIND: dict[str, Any] = {question.kind: question for question in EXAMPLE}
by_kind = pytest.mark.parametrize("question", EXAMPLE, ids=lambda q: q.kind)

PUBLIC = {
    "lesson", "id", "kind", "section", "exhibit", "fingerprint", "prompt", "hints",
    "options", "items", "left", "right", "unit", "how", "map", "again", "key", "html", "text",
}  # fmt: skip


def fields(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {name for inner in value.values() for name in fields(inner)}
    return {name for inner in value for name in fields(inner)} if isinstance(value, list) else set()


def secrets(value: Any, known: tuple[str, ...] = ()) -> list[str]:
    """Every text of a question that only shows after an answer."""
    hidden = {"feedback", "misconception", "model", "rubric", "date", "hints", "mistakes"}
    if isinstance(value, dict):
        return [
            found
            for name, inner in value.items()
            for found in secrets(inner, (*known, name))
            if name not in ("kind", "lesson")
        ]
    if isinstance(value, list):
        return [found for inner in value for found in secrets(inner, known)]
    return [value] if isinstance(value, str) and hidden & set(known) else []


@by_kind
def test_the_view_holds_nothing_but_what_may_be_seen(question: Question) -> None:
    seen = view(question)
    assert fields(seen) <= PUBLIC
    page = json.dumps(seen, ensure_ascii=False)
    found = [secret for secret in secrets(json.loads(msgspec.json.encode(question))) if secret]
    assert found or question.kind == "poll"
    for secret in found:
        assert text.inline(secret) not in page, secret


@by_kind
def test_the_view_is_json_and_always_the_same(question: Question) -> None:
    assert json.loads(json.dumps(view(question))) == view(question)
    again = {q.id: q for q in load(Path(__file__).parents[1] / "quiz_example.yaml")}
    assert view(again[question.id]) == view(question)


def test_the_right_option_stands_in_no_fixed_place() -> None:
    places = set()
    for n in range(40):
        question = replace(BY_KIND["choice"], id=f"q-{n}")
        keys = [option["key"] for option in view(question)["options"]]
        places.add(keys.index(key_response(question)))
    assert places == {0, 1, 2}


def test_an_option_keeps_its_key_when_the_order_is_edited() -> None:
    question = BY_KIND["choice"]
    turned = replace(question, options=tuple(reversed(question.options)))
    assert key_response(turned) == key_response(question)
    assert fingerprint(turned) == fingerprint(question)
    assert text_key("The  United\nNations") == text_key("The United Nations")


def test_a_given_key_is_kept() -> None:
    assert Item(text="A", key="first").key == "first"


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("choice", {"prompt": "Another question?"}),
        ("number", {"unit": "people"}),
        ("place", {"map": "europe"}),
        ("short", {"rubric": ("Another criterion.",)}),
        ("match", {"extra": ()}),
    ],
)
def test_an_edited_question_gets_another_fingerprint(kind: str, change: dict[str, Any]) -> None:
    assert fingerprint(replace(BY_KIND[kind], **change)) != fingerprint(BY_KIND[kind])


def test_an_edited_option_item_or_pair_gets_another_fingerprint() -> None:
    for kind, field, part in (
        ("choice", "options", "text"),
        ("choices", "options", "text"),
        ("poll", "options", "text"),
        ("order", "items", "text"),
        ("match", "pairs", "left"),
        ("match", "pairs", "right"),
    ):
        question = BY_KIND[kind]
        first, *rest = getattr(question, field)
        edited = replace(question, **{field: (replace(first, **{part: "Other"}), *rest)})
        assert fingerprint(edited) != fingerprint(question), (kind, field, part)


@by_kind
def test_what_the_learner_does_not_see_leaves_the_fingerprint(question: Question) -> None:
    mended = replace(question, hints=("Another hint.",), sources=("X",), section=9)
    if hasattr(mended, "feedback"):
        mended = replace(mended, feedback=replace(mended.feedback, right="Well done."))
    if isinstance(mended, Choice):
        options = tuple(replace(option, feedback="Better words.") for option in mended.options)
        mended = replace(mended, options=options)
    assert fingerprint(mended) == fingerprint(question)


def test_the_kind_is_part_of_the_fingerprint() -> None:
    choice, poll = BY_KIND["choices"], BY_KIND["choice"]
    other = Choice(**{f: getattr(choice, f) for f in Choice.__struct_fields__})
    assert fingerprint(other) != fingerprint(choice) != fingerprint(poll)


def test_the_start_order_depends_on_the_question_and_earns_nothing() -> None:
    question: Order = BY_KIND["order"]
    orders = {
        tuple(item["key"] for item in view(replace(question, id=f"q-{n}"))["items"])
        for n in range(30)
    }
    assert len(orders) > 5


def test_right_sides_stand_once() -> None:
    question: Match = BY_KIND["match"]
    doubled = replace(
        question, pairs=(*question.pairs, replace(question.pairs[0], left="x", key=""))
    )
    assert len(view(doubled)["left"]) == 4
    assert len(view(doubled)["right"]) == 4


@by_kind
def test_reveal_shows_the_answer(question: Question) -> None:
    shown = reveal(question)
    assert set(shown) == {"answer", "rubric", "dates"}
    assert bool(shown["answer"]) == (question.kind not in ("poll", "prediction"))
    assert len(shown["rubric"]) == (2 if question.kind == "short" else 0)
    if isinstance(question, Number):
        assert shown["answer"] == "<p>13,200–13,400 persons</p>"
    if isinstance(question, Order):
        assert "2014-03-16" in shown["answer"]
        assert len(shown["dates"]) == 4


def test_numbers_are_written_as_in_english() -> None:
    assert number_text((13200, 13200)) == "13,200"
    assert number_text((-2.5, 3)) == "-2.5–3"


def test_a_link_out_of_the_lesson_carries_a_sign() -> None:
    page = text.html("See [the *page*](https://x.test/a) and <http://y.test>.")
    assert page.count("\N{NO-BREAK SPACE}↗</a>") == page.count("Leads out of the lesson") == 2
    assert "<em>page</em>\N{NO-BREAK SPACE}↗</a>" in page
    assert text.plain("See [the *page*](https://x.test/a).") == "See the page."


@pytest.mark.parametrize(
    "link",
    [
        "[x][1]\n\n[1]: javascript:alert(1)",
        "[x](&#106;avascript:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](&#x6A;&#x61;vascript&colon;alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](%6Aavascript:alert(1))",
        "<javascript:alert(1)>",
        "[x](//x.test/a)",
        "[x](file:///etc/passwd)",
    ],
)
def test_no_link_runs_anything_however_it_is_written(link: str) -> None:
    assert "<a" not in text.html(link)


@pytest.mark.parametrize(
    "picture",
    [
        "![x](https://x.test/a.png)",
        "![x][1]\n\n[1]: https://x.test/a.png",
        "[![x](http://x.test/a)](#b)",
        '<img src="https://x.test/a.png">',
    ],
)
def test_no_picture_is_fetched_from_elsewhere(picture: str) -> None:
    assert "<img" not in text.html(picture)


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=x onerror=alert(1)>",
        "</script><script>alert(1)</script>",
        "<div onclick=x>",
        "a <b>c</b> & <!-- d -->",
        "![x](https://x.test/a.png)",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHN2Zz4=)",
        "[x](vbscript:x)",
        '[x](<https://x.test/"onmouseover="alert(1)>)',
        "<https://x.test/<script>>",
        "&lt;script&gt;",
        "`<script>`",
        "=HYPERLINK(1)",
        "{{7*7}} ${7*7} $(x)",
        "\u202e\u0000\ufffe",
    ],
)
def test_hostile_text_shows_as_text(hostile: str) -> None:
    for page in (text.html(hostile), text.inline(hostile)):
        tags = page.split("<")[1:]
        allowed = ("p>", "/p>", "em>", "/em>", "code>", "/code>", 'a href="http', "/a>")
        assert all(tag.startswith(allowed) for tag in tags), page
        assert not any('"onmouseover' in tag for tag in tags), page


def test_markdown_becomes_html_and_plain_words() -> None:
    assert text.inline("at **least** 5") == "at <strong>least</strong> 5"
    assert text.plain("at **least**\n\n- `5` & more") == "at least 5 & more"
    link = text.html("[UN](https://www.un.org)")
    assert link.startswith('<p><a href="https://www.un.org" title="Leads out of the lesson"')
