"""CSV files that a spreadsheet opens without running anything that a learner wrote."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

Cell = str | int | float | None

SIGNS = frozenset("=+-@\N{MINUS SIGN}")
"""What a formula begins with, after compatible forms are folded; any other dash counts as well."""
UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Cn", "Co", "Cs", "Mn"})
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that show nothing."""
BREAKS = re.compile("([;\t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029])")
"""What begins a cell, if not here, then where a file is read with another separator."""


def safe(cell: Cell) -> Cell:
    """Give a cell that no spreadsheet takes for a formula: such text gets an apostrophe in front.

    So does what follows a semicolon, tab or line break, which begins a cell for a program that
    separates by these. Numbers stay numbers.

    >>> safe("=HYPERLINK(1)"), safe(-0.5), safe("Fox"), safe("x;=1")
    ("'=HYPERLINK(1)", -0.5, 'Fox', "x;'=1")
    """
    if not isinstance(cell, str):
        return cell
    parts = [f"'{part}" if _is_formula(part) else part for part in BREAKS.split(cell)]
    whole = "".join(parts)
    return f"'{whole}" if BREAKS.match(whole) else whole


def _is_formula(words: str) -> bool:
    """Tell whether the first sign that can be seen begins a formula."""
    for sign in words:
        if unicodedata.category(sign) in UNSEEN or sign in FILLERS:
            continue
        first = unicodedata.normalize("NFKC", sign)[:1]
        return first in SIGNS or unicodedata.category(first or sign) == "Pd"
    return False


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Give a table as CSV: UTF-8 with the mark at the start by which Excel knows it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe(cell) for cell in header])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")
