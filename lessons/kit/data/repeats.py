"""Which cell of a table a number in a text repeats, and whether it still says what stands there.

A text may write a number out, as long as it says what the number repeats::

    13,200: deaths_total | K28 | low
    7 December: contacts | H04 | date
    100 voted for: count | assembly_vote_2014 | vote == "yes"
    about 3,400: sum | civilian_deaths_by_year | killed | year > 2013
    89 per cent: 100 * (sum | … | killed | year < 2016) / (sum | … | killed | year > 2013)
    1,842: km | Kyiv | Brussels

or that it is the day of the article (``article_day``), part of a ``name``, or of the ``wording``: a
number that no table could hold, such as an example made up or a page to turn to.
"""

from __future__ import annotations

import ast
import datetime as dt
import operator
import re
from typing import TYPE_CHECKING

from lessons.kit import language
from lessons.kit.data.description import DataError
from lessons.kit.data.facts import ARTICLE_DATE, table, value

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from lessons.kit.data.description import Cell

#: What a number may be that repeats no row.
NO_ROW = ("name", "wording")
#: A number in figures; the digits of a name (C22, MH17) are none.
DIGITS = re.compile(r"(?<![\w.,])\d[\d.,]*\d|(?<![\w.,])\d")
#: One call of a table inside a sum.
CALL = re.compile(r"\(([^()|]+ \| (?:[^()]|\([^()]*\))+)\)")
#: Words that let a number be a rounded one.
ROUNDED = re.compile(r"\b(about|nearly|almost|roughly|around|close to|more than|over|fewer than)\b")
WORDS = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty".split(),
        range(1, 21),
        strict=True,
    )
) | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
     "ninety": 90, "hundred": 100, "half": 0.5, "quarter": 0.25, "third": 1 / 3}  # fmt: skip
SUMS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
#: How far a rounded number may lie from the exact one: a twentieth of it.
ROUND = 0.05
MONTH = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


def fault(said: str, repeats: str) -> str:
    """Say what is wrong with a number in a text, given what it repeats; nothing if all is well.

    Parameters
    ----------
    said : str
        The words with the number, as they stand in the text.
    repeats : str
        ``table | row | column``, ``count | table | query``, ``sum | table | column | query``,
        ``km | place | place``, a sum of such in brackets, ``article_day``, ``name`` or ``wording``.

    Returns
    -------
    str

    Examples
    --------
    >>> fault("13,200", "deaths_total | K28 | low")
    ''
    >>> fault("100 voted for", "count | assembly_vote_2014 | vote == 'yes'")
    ''
    >>> fault("13,300", "deaths_total | K28 | low")
    "'13,300' repeats 'deaths_total | K28 | low', but there stands '13,200'; mend one of them."
    """
    if repeats in NO_ROW:
        return ""
    try:
        found = _found(repeats)
    except DataError as error:
        return str(error)
    except (ValueError, SyntaxError, ZeroDivisionError):
        return (
            f"{repeats!r} names no row; write “table | row | column”, “count | table | query”, "
            f"“sum | table | column | query”, a sum of such in brackets, “article_day”, or one of "
            f"{', '.join(NO_ROW)}."
        )
    if _says(said, found):
        return ""
    return f"{said!r} repeats {repeats!r}, but there stands {_written(found)!r}; mend one of them."


def numbers(text: str) -> list[str]:
    """List the numbers that a text writes in figures.

    Examples
    --------
    >>> numbers("On 7 December, 13,000 people; C22 and MH17 are names.")
    ['7', '13,000']
    """
    return DIGITS.findall(text)


def _found(repeats: str) -> Cell | float:
    if repeats == "article_day":
        return ARTICLE_DATE
    if CALL.search(repeats):
        bare = CALL.sub(lambda call: repr(_count(_found(call[1]))), repeats)
        return _sum(ast.parse(bare, mode="eval").body)
    parts = [part.strip() for part in repeats.split(" | ")]
    match parts:
        case ["count", name, query]:
            return len(_rows(name, query))
        case ["sum", name, column, query]:
            return float(_rows(name, query)[column].sum())
        case ["km", start, end]:
            return _km(start, end)
        case [name, row, column]:
            return value(name, row, column)
    raise ValueError(repeats)


def _km(start: str, end: str) -> float:
    """Measure how far one place of the table lies from another, over the Earth's surface."""
    from pyproj import Geod  # here: a class server checks nothing and need not load it

    at = [_count(value("places", place, axis)) for place in (start, end) for axis in ("lon", "lat")]
    return float(Geod(ellps="WGS84").inv(*at)[2]) / 1000


def _rows(name: str, query: str) -> pd.DataFrame:
    try:
        return table(name).query(query)
    except (KeyError, NameError, TypeError, SyntaxError, ValueError) as error:
        raise DataError(f"{query!r} can't be asked of the table {name!r}: {error}.") from None


def _count(found: Cell | float) -> float:
    """Give what sums are made of: a number, or a day as its place in the calendar."""
    if isinstance(found, dt.date):
        return found.toordinal()
    if isinstance(found, int | float):
        return found
    raise ValueError(found)


def _sum(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in SUMS:
            return SUMS[type(sign)](_sum(left), _sum(right))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_sum(operand)
    raise ValueError(ast.dump(node))


def _says(said: str, found: Cell | float) -> bool:
    if isinstance(found, dt.date):
        return _says_day(said, found)
    if isinstance(found, int | float) and not isinstance(found, bool):
        return _says_number(said, found)
    there = {_plain(number) for number in numbers(str(found))}
    return bool(numbers(said)) and {_plain(number) for number in numbers(said)} <= there


def _says_day(said: str, day: dt.date) -> bool:
    """Tell whether every part of a date in a text is that of the day."""
    if said == day.isoformat():
        return True
    parts = {str(day.day), str(day.year)}
    months = set(MONTH.findall(said))
    return bool(numbers(said)) and set(numbers(said)) <= parts and months <= {f"{day:%B}"}


def _says_number(said: str, exact: float) -> bool:
    """Tell whether the first number of a text is the exact one, as far as its digits go."""
    written = numbers(said)
    if written:
        shown = _plain(written[0])
        number = float(shown)
        digits = len(shown.partition(".")[2])
    else:
        number, digits = _in_words(said), 0
    if ROUNDED.search(said.lower()):
        return abs(number - exact) <= ROUND * abs(exact)
    if not written and number < 1:
        return number == exact
    return abs(number - exact) <= 0.5 * 10**-digits + 1e-9 and (
        exact != int(exact) or number == exact
    )


def _in_words(said: str) -> float:
    """Read the first number that a text writes in words."""
    for word in re.findall(r"[a-z]+(?:-[a-z]+)?", said.lower()):
        parts = word.split("-")
        if all(part in WORDS for part in parts):
            return sum(WORDS[part] for part in parts)
    raise ValueError(said)


def _plain(number: str) -> str:
    return number.replace(",", "")


def _written(found: Cell | float) -> str:
    if isinstance(found, dt.date):
        return language.day(found)
    return language.number(round(found, 6)) if isinstance(found, int | float) else str(found)
