"""Which cell of a table a number in a text repeats, and whether it still says what stands there.

A text may write a number out, as long as it says what the number repeats::

    13,200: deaths_total | K28 | low
    7 December: contacts | H04 | date
    100 voted for: count | assembly_vote_2014 | vote == "yes"
    about 3,400: sum | civilian_deaths_by_year | killed | year > 2013
    89 per cent: 100 * (sum | … | killed | year < 2016) / (sum | … | killed | year > 2013)
    100, 11, 58, 24: assembly_votes | V01 | yes, no, abstain, absent
    113, 108: oil_price | O2013-01 | usd_a_barrel; oil_price | O2014-01 | usd_a_barrel
    1,842: km | Kyiv | Brussels
    23:35: clock | Moscow | H13 | start_utc
    8 hours: (hours | Moscow | H13) - (hours | Wilmington | H13)

or that it is the day of the article (``article_day``), part of a ``name``, or of the ``wording``: a
number that no table could hold, such as an example made up or a page to turn to.
"""

from __future__ import annotations

import ast
import datetime as dt
import operator
import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

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
DIGITS = re.compile(r"(?<![\w.,:])(?:\d[\d.,:]*\d|\d)")
#: One call of a table inside a sum.
CALL = re.compile(r"\(([^()|]+ \| (?:[^()]|\([^()]*\))+)\)")
#: Words that let a number be a rounded one, or a bound.
ROUNDED = re.compile(r"\b(about|nearly|almost|roughly|around|close to)\b")
ABOVE = re.compile(r"\b(more than|over|at least)\b")
BELOW = re.compile(r"\b(fewer than|less than|up to|at most)\b")
SMALL = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty
"""
LARGE = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
         "ninety": 90, "hundred": 100, "half": 0.5, "quarter": 0.25, "third": 1 / 3}  # fmt: skip
WORDS = {word: number for number, word in enumerate(SMALL.split())} | LARGE
SUMS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
#: How far a rounded number may lie from the exact one, and a bound from what it holds.
ROUND, BOUND = 0.05, 0.1
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
        ``km | place | place``, ``clock | place | contact | column``, ``hours | place | contact``
        (ahead of Universal Time), a sum of such in brackets, ``article_day``, ``name`` or
        ``wording``. Several with semicolons between them, or several columns with commas, are
        for the numbers in their order.

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
    each = _each(repeats)
    if len(each) > 1:
        return _in_order(said, each)
    try:
        found = look_up(repeats)
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


def _each(repeats: str) -> list[str]:
    """Take apart what stands for several numbers."""
    found = [part.strip() for part in repeats.split(";")]
    parts = repeats.split(" | ")
    if len(found) == 1 and len(parts) == len(("table", "row", "column")) and ", " in parts[2]:
        return [" | ".join([*parts[:2], column]) for column in parts[2].split(", ")]
    return found


def _in_order(said: str, each: list[str]) -> str:
    shown = DIGITS.findall(said)
    if len(shown) != len(each):
        return f"{said!r} has {len(shown)} numbers, but repeats {len(each)}; mend one of them."
    return " ".join(filter(None, map(fault, shown, each)))


def look_up(repeats: str) -> Cell | float:
    """Give what stands at the cell that a number repeats, or what the sum comes to.

    Raises
    ------
    DataError
        If there is no such table, row or column.
    ValueError
        If it is written in no way that this module knows.

    Examples
    --------
    >>> look_up("(meetings | F03 | states) - (meetings | F02 | states)")
    26
    """
    if repeats == "article_day":
        return ARTICLE_DATE
    if CALL.search(repeats):
        bare = CALL.sub(lambda call: repr(_count(look_up(call[1]))), repeats)
        return _sum(ast.parse(bare, mode="eval").body)
    name, *rest = [part.strip() for part in repeats.split(" | ")]
    ask = ASKED.get((name, len(rest)))
    if ask:
        return ask(*rest)
    row, column = rest
    return value(name, row, column)


def _how_many(name: str, query: str) -> int:
    return len(_rows(name, query))


def _total(name: str, column: str, query: str) -> float:
    return float(_rows(name, query)[column].sum())


def _clock(place: str, contact: str, column: str) -> str:
    return f"{_at(place, contact, column):%H:%M}"


def _hours(place: str, contact: str) -> float:
    ahead = _at(place, contact, "start_utc").utcoffset()
    return ahead.total_seconds() / 3600 if ahead else 0


def _km(start: str, end: str) -> float:
    """Measure how far one place of the table lies from another, over the Earth's surface."""
    from pyproj import Geod  # here: a class server checks nothing and need not load it

    ends = [
        [_count(value("places", place, axis)) for axis in ("lon", "lat")] for place in (start, end)
    ]
    (east, north), (other_east, other_north) = ends
    return float(Geod(ellps="WGS84").inv(east, north, other_east, other_north)[2]) / 1000


def _at(place: str, contact: str, column: str) -> dt.datetime:
    """Give the time of a call by the clock of a place."""
    day, time = value("contacts", contact, "date"), str(value("contacts", contact, column))
    zone = ZoneInfo(str(value("clocks", place, "zone")))
    begun = dt.datetime.fromisoformat(f"{day}T{time}+00:00")
    return begun.astimezone(zone)


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


#: What can be asked beside a cell: its word, and how many parts follow.
ASKED: dict[tuple[str, int], Callable[..., Cell | float]] = {
    ("count", 2): _how_many,
    ("sum", 3): _total,
    ("km", 2): _km,
    ("clock", 3): _clock,
    ("hours", 2): _hours,
}


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
    if said in (day.isoformat(), f"{day:%Y-%m}"):
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
    words = said.lower()
    gap = exact - number
    if ABOVE.search(words):
        return 0 <= gap <= BOUND * abs(exact)
    if BELOW.search(words):
        return 0 <= -gap <= BOUND * abs(exact)
    rounds_to = abs(gap) <= 0.5 * 10**-digits + 1e-9 and (bool(written) or number >= 1)
    if ROUNDED.search(words):
        return rounds_to or abs(gap) <= ROUND * abs(exact)
    return gap == 0 or (rounds_to and exact != int(exact))


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
