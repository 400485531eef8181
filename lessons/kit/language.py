"""In which language the kit speaks, and how that language writes numbers, dates and lists.

The language is that of the variable ``LESSONS_LANGUAGE``, a code such as ``uk``; without it,
English. What has no translation is said in English. Numbers, dates, lists and plurals are those of
Unicode's CLDR, by way of Babel, which JupyterLab brings along. Babel is read when it is needed, so
that a kit that lacks it can still say so.

Examples
--------
>>> number(13_000), day(dt.date(2021, 12, 30)), listed(["a", "b", "c"])
('13,000', '30 December 2021', 'a, b and c')
>>> plural(1, ["state", "states"]), plural(2, ["state", "states"])
('state', 'states')
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import InvalidOperation
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

ENGLISH = "en"
VARIABLE = "LESSONS_LANGUAGE"

#: How the parts of a day are written, by how exactly it is known or told.
DAYS = {
    "day": "d MMMM y",
    "month": "MMMM y",
    "year": "y",
    "day of the year": "d MMMM",
    "short day of the year": "d MMM",
    "name of the month": "LLLL",
}
#: The order in which CLDR lists the forms of a plural.
FORMS = ("zero", "one", "two", "few", "many", "other")


class LanguageError(ValueError):
    """The variable names no language that can be written."""


def current() -> str:
    """Return the code of the language that the kit speaks now."""
    return os.environ.get(VARIABLE) or ENGLISH


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak another language inside a ``with`` block.

    Parameters
    ----------
    code : str
        Such as ``"uk"``.
    """
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = code
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


def own(path: Path) -> Path:
    """Give the translation of a file that lies beside it, such as ``plan.uk.md``; else the file."""
    if current() == ENGLISH:
        return path
    translated = path.with_suffix(f".{current()}{path.suffix}")
    return translated if translated.is_file() else path


def is_translation(path: Path) -> bool:
    """Tell whether a file is the translation of one that lies beside it."""
    end = path.with_suffix("").suffix
    return (
        bool(end) and path.with_name(path.name.replace(f"{end}{path.suffix}", path.suffix)).exists()
    )


def number(value: float, digits: int | None = None) -> str:
    """Write a number with the language's separators.

    Parameters
    ----------
    value : float
        A number.
    digits : int, optional
        How many digits stand behind the point; without it, those that the number has.
    """
    pattern = "#,##0.##########" if digits is None else "#,##0" + "." * bool(digits) + "0" * digits
    return _number(value or 0, pattern, current())  # minus nothing is nothing


@lru_cache(maxsize=4096)
def _number(value: float, pattern: str, code: str) -> str:
    """Write a number by a pattern: Babel takes a tenth of a millisecond for each."""
    from babel.numbers import format_decimal

    try:
        return str(format_decimal(value, format=pattern, locale=_locale(code)))
    except InvalidOperation:  # more digits than decimals are reckoned with
        return str(value)


def percent(share: float) -> str:
    """Write a share, such as 0.37, as a whole number of hundredths with its sign."""
    from babel.numbers import format_decimal

    return str(format_decimal(share, format="#,##0%", locale=_locale(current())))


def day(date: dt.date, exact: str = "day") -> str:
    """Write a date in words.

    Parameters
    ----------
    date : datetime.date
        A date, or a time, or a pandas timestamp.
    exact : str
        How much of it is told: a key of ``DAYS``.
    """
    from babel.dates import format_date

    return str(format_date(date, DAYS[exact], locale=_locale(current())))


def clock(time: dt.datetime) -> str:
    """Write the time of day, in hours and minutes."""
    from babel.dates import format_time

    return str(format_time(time, "HH:mm", locale=_locale(current())))


def listed(names: Sequence[str]) -> str:
    """Join names as a sentence does: with commas, and with a word before the last."""
    from babel.lists import format_list

    return str(format_list(list(names), locale=_locale(current())))


def either(names: Sequence[str]) -> str:
    """Join names of which one is meant: with a word such as "or" before the last."""
    from babel.lists import format_list

    return str(format_list(list(names), style="or", locale=_locale(current())))


def plural(count: float, forms: Sequence[str]) -> str:
    """Choose the form of a word that goes with a number.

    Parameters
    ----------
    count : float
        The number.
    forms : sequence of str
        The word in as many forms as the language has, in CLDR's order: in English one and other,
        in Ukrainian one, few, many and other.
    """
    locale = _locale(current())
    tags = [tag for tag in FORMS if tag in {*locale.plural_form.tags, "other"}]
    place = tags.index(locale.plural_form(count))
    return forms[min(place, len(forms) - 1)]


def forms() -> dict[str, int]:
    """Give the forms of a plural that whole numbers have, each with a number that takes it."""
    locale = _locale(current())
    found: dict[str, int] = {}
    for number in range(200):
        found.setdefault(locale.plural_form(number), number)
    return found


@cache
def _locale(code: str) -> Locale:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse("en_GB" if code == ENGLISH else code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise LanguageError(
            f"{VARIABLE} is {code!r}, which is no language that Babel knows; write a code such as "
            "“uk”, or leave the variable out for English."
        ) from None
