"""What can be read of a record that lies aside: a damaged one, a copy, one of an older kit.

Every row is believed only by its checksum, so whatever else is wrong in the file does no harm: rows
are asked for one by one, and then searched for in the bytes of the file.
"""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct
from msgspec.structs import replace

from lessons.kit.record import schema
from lessons.kit.record.format import Attempt, FormatError, Learner, Row, pack, unpack

MOST_ROWS = 1_000_000

_ROW = re.compile(
    rb'(?=(\{"(?:event|id)":"[0-9a-f-]{16,36}",.{0,22000}?,"checksum":"[0-9a-f]{16}"\}))', re.S
)
"""A row as it lies in the file, also behind the torn beginning of another."""


class Salvaged(Struct, frozen=True):
    """Rows of a file, each as it was written, in the order of arrival; and how many are lost."""

    attempts: list[Attempt]
    learners: list[Learner]
    lost: int


def salvage(path: Path) -> Salvaged:
    """Read what can be read of a record's file; the file itself is not touched.

    Raises
    ------
    OSError
        If the file can't be read at all.
    """
    with TemporaryDirectory(prefix="record-") as folder:
        copy = Path(folder) / "record.sqlite3"
        shutil.copyfile(path, copy)
        with suppress(OSError):
            shutil.copyfile(f"{path}-journal", f"{copy}-journal")
        bodies = list(_asked_for(copy))
        lost = sum(_is_lost(body) for body in bodies)
        bodies += _ROW.findall(copy.read_bytes())
    attempts = {one.event: one for one in reversed([*_rows(bodies, Attempt)])}
    learners: dict[str, Learner] = {}
    for each in _rows(bodies, Learner):
        if each.id not in learners or learners[each.id].sign_in < each.sign_in:
            learners[each.id] = each
    return Salvaged([*reversed(attempts.values())], list(learners.values()), lost)


def merge(db: sqlite3.Connection, found: Salvaged) -> int:
    """Add what a record lacks, before what it has; say how many attempts that were.

    The learner who answers now stays so.
    """
    there = {_text(row[0]) for row in db.execute("SELECT event FROM attempt")}
    new = [one for one in found.attempts if one.event not in there]
    (lowest,) = db.execute("SELECT coalesce(min(arrival), 1) FROM attempt").fetchone()
    for n, one in enumerate(new, lowest - len(new)):
        db.execute("INSERT OR IGNORE INTO attempt VALUES (?, ?, ?)", (n, one.event, pack(one)))
    known = {_text(row[0]) for row in db.execute("SELECT id FROM learner")}
    theirs = {one.learner for one in new}
    for each in found.learners:
        if each.id in known or (known and each.id not in theirs):
            continue
        learner = replace(each, sign_in=0) if known else each
        db.execute("INSERT OR IGNORE INTO learner VALUES (?, ?)", (each.id, pack(learner)))
    return len(new)


def _asked_for(path: Path) -> Iterator[bytes]:
    """Give the bodies that SQLite still finds, one by one if it must be."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.text_factory = bytes
            with suppress(sqlite3.Error):
                db.execute("BEGIN")
                schema.bring_up(db)
                db.execute("COMMIT")
            for table in ("attempt", "learner"):
                yield from _bodies(db, table)
    except sqlite3.Error:
        return


def _bodies(db: sqlite3.Connection, table: str) -> Iterator[bytes]:
    query = f"SELECT rowid, body FROM {table}"  # noqa: S608  our own words
    seen: set[int] = set()
    try:
        for n, body in db.execute(f"{query} ORDER BY rowid"):
            seen.add(n)
            yield body if isinstance(body, bytes) else b""
        return
    except sqlite3.Error:
        pass
    last = max(seen, default=0)
    missed = 0
    for n in range(last + 1, last + MOST_ROWS):  # past the page that can't be read
        try:
            row = db.execute(f"{query} WHERE rowid = ?", (n,)).fetchone()
        except sqlite3.Error:
            row = None
        missed = 0 if row else missed + 1
        if row and isinstance(row[1], bytes):
            yield row[1]
        if missed > 1_000:  # noqa: PLR2004
            return


def _rows(bodies: list[bytes], kind: type[Row]) -> Iterator[Row]:
    for body in bodies:
        with suppress(FormatError):
            yield unpack(body, kind)


def _is_lost(body: bytes) -> bool:
    for kind in (Attempt, Learner):
        with suppress(FormatError):
            unpack(body, kind)
            return False
    return True


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
