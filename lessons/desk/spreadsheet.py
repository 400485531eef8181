"""CSV files that a spreadsheet opens without running anything that a learner wrote."""

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | None

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: Cell) -> Cell:
    """Give a cell that no spreadsheet takes for a formula: such text gets an apostrophe in front.

    Numbers stay numbers.

    >>> safe("=HYPERLINK(1)"), safe(-0.5), safe("Fox")
    ("'=HYPERLINK(1)", -0.5, 'Fox')
    """
    if isinstance(cell, str) and cell.lstrip(" ").startswith(DANGEROUS):
        return "'" + cell
    return cell


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Give a table as CSV: UTF-8 with the mark at the start by which Excel knows it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")
