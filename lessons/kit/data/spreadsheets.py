"""Tables that a spreadsheet has saved: what it changed is undone where only one reading is left.

A spreadsheet separates by what its country uses (``;``, tab), writes days as 15.04.2014 or
4/15/2014, yes and no as TRUE and FALSE, and decimals with a comma. None of that is said in the
file. So the cause is named before any list of cells, and what can be meant in two ways is left.
"""

import datetime as dt
import re
from collections.abc import Sequence

from lessons.kit.data.description import Schema

Texts = dict[str, str]

DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
DECIMAL = re.compile(r"(-?\d+),(\d+)")
THOUSANDS = 3  # decimals that may also be a thousand's group

MEND = (
    "Put the table back as it was (git restore), and change the cell in a text editor, or in a "
    "spreadsheet as data/README.md says"
)


def separator(heading: str, columns: Sequence[str]) -> str:
    """Give the sign between a table's cells: what parts the heading into the columns.

    >>> separator("id;low;high", ["id", "low", "high"])
    ';'
    """
    cells = heading.removeprefix("\ufeff").rstrip("\r\n")
    for sign in (",", ";", "\t"):
        if [cell.strip('"') for cell in cells.split(sign)] == list(columns):
            return sign
    return ","


def undone(schema: Schema, sign: str, lines: Sequence[Texts]) -> tuple[list[Texts], str]:
    """Undo what a spreadsheet did to the cells of a table.

    Parameters
    ----------
    schema : Schema
        The table's columns.
    sign : str
        What stands between its cells.
    lines : sequence of dict
        The cells of each line, by column.

    Returns
    -------
    list of dict
        The same, with days, yes and no, and decimals as the kit writes them where they can be read
        in one way alone. The others stay as they are.
    str
        What a spreadsheet did, for people; empty if it did nothing.
    """
    types = {field.name: field.type for field in schema.fields}
    days = [texts[name] for texts in lines for name in types if types[name] == "date"]
    american = _american(days)
    did: dict[str, None] = {}
    if sign != ",":
        did[f"separated by {'tabs' if sign == chr(9) else 'semicolons'}"] = None
    found = []
    for texts in lines:
        new = dict(texts)
        for name, kind in types.items():
            new[name] = _undone(texts[name], kind, sign, american)
            if new[name] != texts[name]:
                did.setdefault(f"{texts[name]} for {new[name]}")
            elif kind == "date" and SLASHED.fullmatch(texts[name]):
                did.setdefault(f"{texts[name]}, which may be either of two days")
        found.append(new)
    shown = list(did)[:4]
    return found, ", ".join(shown)


def finding(shown: str, did: str) -> str:
    """Say what a spreadsheet did, and the mend."""
    return f"{shown}: a spreadsheet has saved this table ({did}). {MEND}."


def _undone(text: str, kind: str, sign: str, american: bool | None) -> str:
    if kind == "boolean" and text in ("TRUE", "FALSE"):
        return text.lower()
    if kind == "number" and sign == ";" and (found := DECIMAL.fullmatch(text)):
        return text if len(found[2]) == THOUSANDS else f"{found[1]}.{found[2]}"
    if kind == "date" and (found := DOTTED.fullmatch(text)):
        return _day(found[3], found[2], found[1]) or text
    if kind == "date" and american is not None and (found := SLASHED.fullmatch(text)):
        month, day = (found[1], found[2]) if american else (found[2], found[1])
        return _day(found[3], month, day) or text
    return text


def _american(days: Sequence[str]) -> bool | None:
    """Tell whether the month stands first in days such as 4/15/2014; ``None`` if that is open."""
    parts = [found for day in days if (found := SLASHED.fullmatch(day))]
    month_first = all(_day(p[3], p[1], p[2]) for p in parts)
    day_first = all(_day(p[3], p[2], p[1]) for p in parts)
    return None if month_first == day_first else month_first


def _day(year: str, month: str, day: str) -> str:
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
