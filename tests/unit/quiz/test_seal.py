"""Sealed questions: shown in full, answered, opened by the teacher alone; the adversary loses."""

import hashlib
import json
import random
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest

from lessons.kit.data import ROOT
from lessons.kit.quiz import bank, seal
from lessons.kit.quiz.marking import key_response, mark
from lessons.kit.quiz.questions import (
    Choice,
    Match,
    Order,
    Poll,
    Question,
    Sealed,
    Short,
    asked_kind,
    fingerprint,
    order_share,
    text_key,
    view,
)

from .adversary import Entry, pointers, recovered

QUIZZES = sorted((ROOT / "lessons").glob("*/quiz.yaml"))
BANKS = [bank.load(path) for path in QUIZZES]
QUESTIONS = [question for questions in BANKS for question in questions]
SECRETS = [hashlib.sha256(b"secret %d" % n).digest() for n in range(8)]
ONE = SECRETS[0]


def entries(secret: bytes) -> list[Entry]:
    return [
        entry
        for questions in BANKS
        for entry in json.loads(seal.seal(questions, secret))["questions"]
    ]


def shown(question: Question) -> dict[str, list[str]]:
    seen = view(question)
    fields = [field for field in ("options", "items", "left", "right") if field in seen]
    return {field: sorted(part["html"] for part in seen[field]) for field in fields}


def test_a_sealed_question_shows_all_that_its_card_shows() -> None:
    for questions in BANKS:
        for question, shut in zip(questions, seal.read(seal.seal(questions, ONE)), strict=True):
            assert isinstance(shut, Sealed)
            assert view(shut).keys() == view(question).keys()
            for field in ("lesson", "id", "kind", "section", "exhibit", "prompt", "unit", "map"):
                assert view(shut).get(field) == view(question).get(field)
            assert shown(shut) == shown(question)
            assert asked_kind(shut) == question.kind
            assert shut.prompt == question.prompt
            assert not shut.claims
            assert not shut.sources
            if isinstance(question, Poll):
                texts = [option["text"] for option in view(shut)["options"]]
                assert texts == [option["text"] for option in view(question)["options"]]


def test_the_teacher_opens_every_answer() -> None:
    opener = seal.Opener(QUESTIONS, ONE)
    for entry, (place, question) in zip(entries(ONE), enumerate(QUESTIONS), strict=True):
        key = key_response(question)
        if isinstance(question, Poll):
            key = view(question)["options"][0]["key"]
        opened = opener.open(entry["fingerprint"], as_sealed(question, entry, key))
        assert opened is not None
        assert opened.place == place
        got, want = mark(question, opened.response), mark(question, key)
        assert (got.verdict, got.score) == (want.verdict, want.score)
        assert opener.open(fingerprint(question), key) is None
    assert seal.Opener(QUESTIONS, SECRETS[1]).open(entries(ONE)[0]["fingerprint"], "x") is None


def as_sealed(question: Question, entry: Entry, response: Any) -> Any:
    """Answer the sealed question as somebody does who sees its words."""
    fields = ("options", "items", "left", "right")
    seen = view(question)
    words = {p["key"]: p["text"] for f in fields for p in seen.get(f, [])}
    left = {p["text"]: p["key"] for f in fields[:3] for p in entry.get(f, [])}
    if isinstance(question, Match):
        right = {p["text"]: p["key"] for p in entry["right"]}
        return {left[words[a]]: right[words[b]] for a, b in response.items()}
    if isinstance(response, list):
        return [left[words[key]] for key in response]
    return left[words[response]] if isinstance(response, str) and response in words else response


def test_an_edited_question_is_not_opened_as_the_old_one() -> None:
    sealed = entries(ONE)
    changed = [bank.load(path) for path in QUIZZES]
    first = changed[0][0]

    changed[0][0] = msgspec.structs.replace(first, prompt=first.prompt + " Why?")
    opener = seal.Opener([q for questions in changed for q in questions], ONE)
    assert opener.open(sealed[0]["fingerprint"], "x") is None
    assert opener.open(sealed[1]["fingerprint"], "x") is not None


def test_the_same_secret_seals_alike_and_another_otherwise() -> None:
    assert entries(ONE) == entries(ONE)
    one, two = entries(ONE), entries(SECRETS[1])
    keys = [{p["key"] for e in these for p in [*e.get("options", []), *e.get("items", [])]}
            for these in (one, two)]  # fmt: skip
    assert not keys[0] & keys[1]
    assert not {e["fingerprint"] for e in one} & {e["fingerprint"] for e in two}
    assert {e["fingerprint"][:4] for e in one} == {seal.key_name(ONE)}


def test_a_list_to_put_in_order_begins_where_nothing_is_earned() -> None:
    for secret in SECRETS:
        opener = seal.Opener(QUESTIONS, secret)
        for entry, question in zip(entries(secret), QUESTIONS, strict=True):
            if isinstance(question, Order):
                opened = opener.open(entry["fingerprint"], [i["key"] for i in entry["items"]])
                assert opened is not None
                ranks = [[i.key for i in question.items].index(k) for k in opened.response]
                assert abs(order_share(ranks)) <= 1 / 3
                if len(ranks) in (4, 5):
                    assert order_share(ranks) == 0


def test_only_hints_that_reveal_nothing_are_told() -> None:
    kept = 0
    for entry, question in zip(entries(ONE), QUESTIONS, strict=True):
        assert set(entry["hints"]) <= set(question.hints)
        if not isinstance(question, Short):
            assert entry["hints"] == [] or isinstance(question, Poll)
        kept += len(entry["hints"])
    assert kept
    assert kept < sum(len(question.hints) for question in QUESTIONS) / 3


def test_no_byte_tells_what_only_the_teacher_has() -> None:
    raw = json.dumps(entries(ONE), ensure_ascii=False)
    for question in QUESTIONS:
        assert fingerprint(question) not in raw
        for option in getattr(question, "options", ()):
            assert option.key not in raw
            assert text_key(option.text) not in raw
            for words in (getattr(option, "feedback", ""), getattr(option, "misconception", "")):
                assert not words or words not in raw
    fields = ("claims", "sources", "feedback", "tolerance")
    assert not [field for field in fields if f'"{field}"' in raw]


@pytest.mark.parametrize("damage", [
    lambda raw: raw[:200],
    lambda raw: raw.replace(b'"version": 1', b'"version": 2'),
    lambda raw: raw.replace(b'"markdown"', b'"markdowm"'),
    lambda raw: raw.replace(b"Exact", b"\xff"),
])  # fmt: skip
def test_a_damaged_sealed_bank_is_one_finding(
    damage: Callable[[bytes], bytes], tmp_path: Any
) -> None:
    path = tmp_path / "quiz.yaml"
    toll = next(questions for questions in BANKS if questions[0].lesson == "the_toll")
    path.write_bytes(damage(seal.seal(toll, ONE)))
    (finding,) = bank.findings(path)
    assert "Copy the file from the edition once more" in finding.message


def test_nothing_is_sealed_twice() -> None:
    with pytest.raises(seal.SealError, match="sealed already"):
        seal.seal(seal.read(seal.seal(BANKS[0], ONE)), ONE)


# The adversary


def test_the_adversary_recovers_no_question() -> None:
    sealed = [entries(secret) for secret in SECRETS]
    assert pointers(sealed[0]) == []
    assert recovered(sealed, QUESTIONS) == {}


def spoilt(change: Callable[[Question, Entry, random.Random], None]) -> dict[str, str]:
    """Let the adversary play against a seal that gives something away."""
    chance = random.Random(5)  # noqa: S311
    sealed = [entries(secret) for secret in SECRETS]
    for these in sealed:
        for question, entry in zip(QUESTIONS, these, strict=True):
            change(question, entry, chance)
    return recovered(sealed, QUESTIONS)


def test_it_would_undo_a_public_shuffle() -> None:
    def public(question: Question, entry: Entry, _: random.Random) -> None:
        entry.update({f: view(question)[f] for f in ("options", "items") if f in entry})

    assert {f"{q.lesson}/{q.id}" for q in QUESTIONS if isinstance(q, Order)} <= spoilt(
        public
    ).keys()


def test_it_would_see_the_order_in_the_file() -> None:
    def as_written(question: Question, entry: Entry, _: random.Random) -> None:
        if isinstance(question, Order):
            order = [item.text for item in question.items]
            entry["items"].sort(key=lambda part: order.index(part["text"]))

    assert len(spoilt(as_written)) == sum(isinstance(q, Order) for q in QUESTIONS)


def test_it_would_see_keys_that_tell() -> None:
    def telling(question: Question, entry: Entry, _: random.Random) -> None:
        if isinstance(question, Choice):
            right = next(option.text for option in question.options if option.right)
            keys = sorted(part["key"] for part in entry["options"])
            for part in sorted(entry["options"], key=lambda p: not text_is(p, right)):
                part["key"] = keys.pop(0)

    found = spoilt(telling)
    assert len(found) == sum(isinstance(q, Choice) for q in QUESTIONS)


def text_is(part: dict[str, str], markdown: str) -> bool:
    from lessons.kit.quiz import text

    return part["text"] == text.plain(markdown)


def test_it_would_see_a_hash_of_the_answer() -> None:
    def hashed(question: Question, entry: Entry, _: random.Random) -> None:
        if isinstance(question, Choice):
            right = next(part for part in entry["options"] if text_is(
                part, next(o.text for o in question.options if o.right)))  # fmt: skip
            entry["fingerprint"] = text_key(right["text"])
        if isinstance(question, Order):
            from lessons.kit.quiz import text

            told = json.dumps([entry["id"], *(text.plain(i.text) for i in question.items)])
            entry["fingerprint"] = hashlib.blake2b(told.encode(), digest_size=8).hexdigest()

    assert len(spoilt(hashed)) == sum(isinstance(q, Choice | Order) for q in QUESTIONS)


def test_it_would_see_a_right_option_that_stands_first_more_often() -> None:
    def first(question: Question, entry: Entry, chance: random.Random) -> None:
        if isinstance(question, Choice) and chance.random() < 0.3:
            right = next(o.text for o in question.options if o.right)
            entry["options"].sort(key=lambda part: not text_is(part, right))

    assert len(spoilt(first)) > 30


@pytest.mark.parametrize("field", ["claims", "sources", "answer"])
def test_it_would_see_a_pointer(field: str) -> None:
    these: Sequence[Entry] = entries(ONE)
    these[3][field] = ["C12"]
    assert pointers(these) == [f"{these[3]['lesson']}/{these[3]['id']} has {field}"]
