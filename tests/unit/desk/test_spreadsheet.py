"""No cell is a formula, whatever stands before it and whatever separates cells."""

import csv
import io
import random
import sys
import unicodedata

import pytest

from lessons.desk.spreadsheet import csv_bytes, safe

UNSEEN = [
    *("", " ", "\ufeff", "\u00a0", "\u200b", "\u2060", "\u00ad", "\0", "\x0c", "\u180e", "\u3000"),
    *("\u202e", "\u2066", "\u3164", "\u2800", "\ufe0f", "\U000e0001", " \u200b\ufeff", "\x7f"),
]
SIGNS = [*"=+-@", *"＝＋－＠", *"﹦﹢﹣﹫", *"−–—‐‑‒―⁻₋⁺₊⁼₌﹘"]


def cells(raw: bytes, sign: str) -> list[str]:
    """Read a file as a program does that separates cells by a sign, or takes quotes for letters."""
    words = raw.decode("utf-8-sig")
    quoted = csv.reader(io.StringIO(words, newline=""), delimiter=sign)
    if sign == ",":  # whoever separates by these knows their quotation marks
        return [cell for row in quoted for cell in row]
    plain = csv.reader(io.StringIO(words, newline=""), delimiter=sign, quoting=csv.QUOTE_NONE)
    return [cell for rows in (quoted, plain) for row in rows for cell in row]


def first_seen(cell: str) -> str:
    unseen = ("Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Co", "Cn", "Cs")
    return next(
        (c for c in cell if unicodedata.category(c) not in unseen and c not in "\u3164\u2800"), ""
    )


def is_formula(cell: str) -> bool:
    first = unicodedata.normalize("NFKC", first_seen(cell))[:1]
    return bool(first) and (first in "=+-@−" or unicodedata.category(first) == "Pd")


@pytest.mark.parametrize("sign", SIGNS)
def test_what_cannot_be_seen_hides_no_formula(sign: str) -> None:
    for before in UNSEEN:
        shown = safe(f"{before}{sign}cmd")
        assert isinstance(shown, str) and shown.startswith("'"), (before, sign)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("sign", SIGNS)
def test_no_separator_makes_a_formula(sign: str, separator: str) -> None:
    words = [
        f"x;{sign}1", f"x\t{sign}1", f"x\n{sign}1", f"x\r{sign}1", f'a,b; "{sign}1',
        f"x; \u200b{sign}1", f"x\u2028{sign}1", f"\t{sign}1", f";{sign}1",
    ]  # fmt: skip
    raw = csv_bytes(["name", f"{sign}head"], [[word, word] for word in words])
    assert not [cell for cell in cells(raw, separator) if is_formula(cell)]


def test_words_and_numbers_stay_as_they_are() -> None:
    for cell in ("Fox", "13,200–13,400", "a - b", "x; y", "", None, 5, -0.5, "two\nlines"):
        assert safe(cell) == cell


def test_no_made_up_words_become_a_formula() -> None:
    chance = random.Random(5)  # noqa: S311
    letters = [*"ab ;,\t\r\n\"'", *UNSEEN, *SIGNS, *map(chr, range(0x2000, 0x2070))]
    for _ in range(2_000):
        word = "".join(chance.choice(letters) for _ in range(chance.randint(1, 8)))
        for separator in ",;\t":
            found = cells(csv_bytes(["n"], [[word]]), separator)
            assert not [cell for cell in found if is_formula(cell)], word


def test_each_sign_of_unicode_that_folds_to_a_formula_is_held() -> None:
    for number in range(sys.maxunicode + 1):
        sign = chr(number)
        if is_formula(sign):
            assert safe(f"{sign}1") == f"'{sign}1", hex(number)
