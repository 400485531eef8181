"""What "confirmed" means, and that no address ships which nobody opened.

A row is *confirmed* if a source close to the fact was read in an original, an archive or a data
file, or if two independent republications or excerpts agree. All else that was read is *reported*;
what nobody has read is *unconfirmed*; our own sums are *derived*. What learners see first is the
best that a row has. ``data/README.md`` says it whole.
``lessons check`` holds every table against it.
"""

from __future__ import annotations

import csv
import html
import re
from typing import TYPE_CHECKING

from lessons.kit import places
from lessons.kit.data import facts
from lessons.kit.data.description import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from lessons.kit.data.facts import Source

FIRST_HAND = frozenset({"original", "archive", "data"})
"""Where one close source is enough."""

ADDRESS = re.compile(r"https?://[^\s<>\"'`|]+")
"""An address in a text."""

LATER = re.compile(r"\b20(?:2[2-9]|[3-9]\d)\b")
"""A year after that of the article."""

PLACES = {"data": ["tables/*.csv"], "notebooks": ["*.ipynb"], "lessons": ["*/*.yaml", "*/plan.md"]}
"""Where learners and teachers could meet an address."""

OURS = ("http://localhost", "http://127.0.0.1", "https://creativecommons.org/")
"""Addresses that are no source: this machine's, and the licence's."""


def carries(sources: Iterable[Source]) -> bool:
    """Tell whether some sources together can carry a confirmed row.

    Parameters
    ----------
    sources : iterable of Source
        All that a row names.

    Returns
    -------
    bool

    Examples
    --------
    >>> carries([facts.source("SCR")]), carries([facts.source("ECB")])
    (False, True)
    """
    close = [one for one in sources if one.close and one.read_in != "not_read"]
    if any(one.read_in in FIRST_HAND for one in close):
        return True
    return len({(one.institution, one.read_at) for one in close}) > 1


def check(root: Path | None = None) -> list[str]:
    """Say which rows claim more than their sources carry, and which addresses nobody opened.

    Parameters
    ----------
    root : Path, optional
        A checkout, whose texts are searched for addresses; by default this kit.

    Returns
    -------
    list of str
        One sentence each, with file, line and mend.
    """
    try:
        known = {row["key"]: facts.source(row["key"]) for _, row in _lines("sources.csv")}
    except DataError:  # the tables' own check says what is wrong
        return []
    found = list(_source_faults())
    for file in sorted((places.DATA / "tables").glob("*.csv")):
        shown = f"tables/{file.name}"
        for line, row in _lines(shown):
            keys = [row.get("source", ""), *row.get("more_sources", "").split()]
            if row.get("status") and all(key in known for key in keys):
                fault = _row_fault(row["status"], [known[key] for key in keys])
                if fault:
                    found.append(f"data/{shown}, line {line}, column status: {fault}")
    found += _later_verdicts(known)
    opened = {one.url for one in known.values() if one.url}
    return found + list(_stray_addresses(root, opened))


def _source_faults() -> Iterator[str]:
    for line, row in _lines("sources.csv"):
        where = f"data/sources.csv, line {line}: "
        read = row["read_in"] != "not_read"
        if not read and row["url"]:
            yield where + (
                "an address stands here, but nobody opened it; open it and say in read_in and "
                "read_on where and when, or leave url empty."
            )
        if read != bool(row["read_on"]):
            yield where + (
                "read_in says that it was read; write in read_on when."
                if read
                else "read_on has a day, but read_in says not_read; correct one of them."
            )
        if row["read_in"] == "original" and row["read_at"]:
            yield where + "an original is read at its own publisher; leave read_at empty."
        if row["read_in"] in ("republication", "excerpt") and not row["read_at"]:
            yield where + "it was read on another site; name that in read_at."


def _row_fault(status: str, sources: list[Source]) -> str:
    """Say what is wrong with a row; nothing if its status is right, or humbler than it could be."""
    if status == "confirmed" and not carries(sources):
        return (
            "“confirmed” needs a close source read in the original, an archive or a data file, "
            "or two independent copies; write “reported”, or name a better source."
        )
    if status == "reported" and all(one.read_in == "not_read" for one in sources):
        return "“reported” needs a source that was read; write “unconfirmed”."
    first, *others = sources
    if not _is_worth_showing(first) and any(map(_is_worth_showing, others)):
        return (
            f"learners see {first.key} first, which is not close to the fact or was not read; put "
            "a better one of more_sources into source."
        )
    return ""


def _is_worth_showing(source: Source) -> bool:
    return source.close and source.read_in != "not_read"


def _later_verdicts(known: dict[str, Source]) -> Iterator[str]:
    """Say which verdicts rest on what came out after the day of the article."""
    day = facts.ARTICLE_DATE.isoformat()
    for line, row in _lines("tables/claims.csv"):
        if not row.get("verdict"):  # an edition without answers
            continue
        where = f"data/tables/claims.csv, line {line}, column "
        if row["evidence_date"] > day:
            yield (
                f"{where}evidence_date: a verdict on an article of {day} can’t rest on "
                f"{row['evidence_date']}; judge by what was known on the day."
            )
        first = known.get(row["source"])
        if first and first.date.partition("/")[0] > day:
            yield (
                f"{where}source: {first.key} came out {first.date}, after the day of the article; "
                "name first what was out by then, and put this into more_sources."
            )
        for year in LATER.findall(row["evidence"]):
            yield f"{where}evidence: it tells of {year}; judge by what was known on the day."


def _stray_addresses(root: Path | None, opened: set[str]) -> Iterator[str]:
    for where, address in _addresses(root):
        if address not in opened and not address.startswith(OURS):
            yield (
                f"{where}: the address {address} is in no row of data/sources.csv that was read; "
                "open it and add it there, or leave it out."
            )


def _addresses(root: Path | None) -> Iterator[tuple[str, str]]:
    """Yield every address, with the file and line in which it stands."""
    ours = {"data": places.DATA, "notebooks": places.NOTEBOOKS, "lessons": places.PACKAGE}
    for name, patterns in PLACES.items():
        folder = root / name if root else ours[name]
        found = {each for pattern in patterns for each in folder.glob(pattern)}
        if name != "data":  # which an installed kit has among its lessons
            found -= set(places.DATA.iterdir())
        for file in sorted(found):
            shown = f"{name}/{file.relative_to(folder).as_posix()}"
            for number, text in _texts(file):
                for address in ADDRESS.findall(text):
                    yield f"{shown}, line {number}", address.rstrip(".,;:)]}*_")


def _texts(file: Path) -> Iterator[tuple[int, str]]:
    """Yield what stands in a file, by line: of a table cell by cell, of a notebook unescaped."""
    if file.suffix == ".csv":
        for line, row in _lines(f"tables/{file.name}"):
            yield from ((line, cell) for cell in row.values())
        return
    for line, text in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
        yield line, html.unescape(text.replace("\\n", " ").replace('\\"', '"'))


def _lines(path: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells; what isn't readable is the tables' own check's to say."""
    try:
        with (places.DATA / path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            start = 2
            for row in reader:
                yield start, {key: cell or "" for key, cell in row.items() if key}
                start = reader.line_num + 1
    except (OSError, UnicodeDecodeError, csv.Error):
        return
