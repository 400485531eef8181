"""Read a number as a learner types it: "13,200–13,400", "13 200 to 13 400 people", "−2,5 %"."""

import re
from itertools import pairwise

Range = tuple[float, float]

MAX_LENGTH = 100
_GAP = r" \u00a0\u2009\u202f'\u2019"
_MINUS = r"\-−–—‒"  # for a set in a pattern
_SCALES = {
    "thousand": 1e3, "k": 1e3, "million": 1e6, "millions": 1e6, "mn": 1e6, "m": 1e6,
    "billion": 1e9, "billions": 1e9, "bn": 1e9, "trillion": 1e12,
}  # fmt: skip
_LONE = {"k", "m"}  # a scale only right after the digits: 13k, but not "5 m"
_BETWEEN = re.compile(
    rf"^(?P<unit>[^\d{_MINUS}]*?)(?P<link>[{_MINUS}]|\bto\b|\bup to\b|\bbis\b|\.\.\.|…|\band\b)"
    rf"\s*(?P<minus>[{_MINUS}]?)\s*$",
    re.IGNORECASE,
)


def _pattern(thousands: str, decimal: str) -> re.Pattern[str]:
    """Match one number where ``thousands`` groups digits and ``decimal`` starts the fraction."""
    whole = rf"(?:[1-9]\d{{0,2}}(?P<gap>[{_GAP}{thousands}])\d{{3}}(?:(?P=gap)\d{{3}})*(?!\d)|\d+)"
    return re.compile(
        rf"(?<![\d.,])(?P<number>{whole}(?:[{decimal}]\d+)?|[{decimal}]\d+)(?![.,]?\d)"
    )


# 13,400.5 as in English, and 13.400,5 as in most of Europe.
_CONVENTIONS = ((_pattern(",", "."), "."), (_pattern(".", ","), ","))


def readings(typed: str, unit: str = "") -> list[Range]:
    """Give every sensible reading of a typed number or range, each as (low, high).

    Groups of three digits may be set off by comma, point, apostrophe or any kind of space; the
    decimal sign is point or comma. "13.400" therefore has two readings, 13.4 and 13,400, and so
    has "13,400"; the caller decides. Words around a number (a unit, "about") are passed over,
    except thousand, k, million, m, mn, billion, bn and trillion, which multiply, relative to such a
    word in ``unit``. A range is two numbers joined by a dash, "to", "…" or "between … and …".

    Parameters
    ----------
    typed : str
        What the learner typed, at most 100 characters.
    unit : str
        The question's unit. A "%" is only accepted where the unit is one too.

    Returns
    -------
    list of (float, float)
        Empty if it can't be read as one number or one range.

    Examples
    --------
    >>> readings("13 200 to 13 400 persons")
    [(13200.0, 13400.0)]
    >>> readings("13.400")
    [(13.4, 13.4), (13400.0, 13400.0)]
    """
    if len(typed) > MAX_LENGTH or ("%" in typed and not _is_percent(unit)):
        return []
    found: list[Range] = []
    for pattern, decimal in _CONVENTIONS:
        reading = _read(typed, pattern, decimal, unit)
        if reading is not None and reading not in found:
            found.append(reading)
    return found


def _is_percent(unit: str) -> bool:
    return "%" in unit or "percent" in unit.lower().replace(" ", "")


def _read(typed: str, pattern: re.Pattern[str], decimal: str, unit: str) -> Range | None:
    matches = list(pattern.finditer(typed))
    if sum(c.isdigit() for c in typed) != sum(c.isdigit() for m in matches for c in m[0]):
        return None  # some digits don't fit this convention
    ends = [_value(m["number"], m["gap"], decimal) for m in matches]
    if not 1 <= len(matches) <= 2:  # noqa: PLR2004  a number or a range
        return None
    if _negative(typed[: matches[0].start()]):
        ends[0] = -ends[0]
    tails = [typed[m.end() : n.start()] for m, n in pairwise(matches)]
    tails.append(typed[matches[-1].end() :])
    if len(matches) == 2:  # noqa: PLR2004
        link = _BETWEEN.match(tails[0])
        if link is None or (link["link"].lower() == "and" and "between" not in typed.lower()):
            return None
        ends[1] = -ends[1] if link["minus"] else ends[1]
        tails[0] = link["unit"]
    scales = [_scale(tail, unit) for tail in tails]
    scales = [scale if scale is not None else scales[-1] for scale in scales]
    base = _scale(" " + unit) or 1.0
    values = [end * (scale / base if scale else 1) for end, scale in zip(ends, scales, strict=True)]
    return min(values), max(values)


def _value(number: str, gap: str | None, decimal: str) -> float:
    whole = number.replace(gap, "") if gap else number
    return float(whole.replace(decimal, "."))


def _negative(before: str) -> bool:
    before = before.rstrip()
    return before.endswith(("-", "−", "–")) or before.lower().endswith("minus")


def _scale(words: str, unit: str = "") -> float | None:
    """Find a word such as "million"; ``words`` is what follows a number."""
    first = re.match(r"[a-zA-Z]+", words)
    if first and first[0].lower() in _LONE and first[0] not in unit.split():
        return _SCALES[first[0].lower()]
    for word in re.findall(r"[a-zA-Z]+", words.lower()):
        if word in _SCALES and word not in _LONE:
            return _SCALES[word]
    return None
