"""Records of the kit 0.1: what they held comes over, and what can't be read stays as it was.

A record of 0.1 has a column for each part of an attempt, the nickname in each row, and the time of
a nickname's choice to tell who came last.
"""

import json
import sqlite3
from datetime import datetime
from typing import Any

import msgspec

from lessons.kit.record.format import Attempt, FormatError, Learner, new_code, pack

_COLUMNS = "event, learner, lesson, question, kind, fingerprint, response, score, verdict, time"


def put_aside(db: sqlite3.Connection) -> None:
    """Give the tables of 0.1 other names, so that those of today can be made."""
    db.execute("ALTER TABLE attempt RENAME TO attempt_1")
    db.execute("ALTER TABLE learner RENAME TO learner_1")


def bring_over(db: sqlite3.Connection) -> None:
    """Write what the tables of 0.1 hold into those of today; rows that can't be read stay there."""
    ids = _bring_learners(db)
    for n, *values in db.execute(
        f"SELECT rowid, {_COLUMNS} FROM attempt_1 ORDER BY rowid"  # noqa: S608  our own words
    ).fetchall():
        try:
            row = attempt(dict(zip(_COLUMNS.split(", "), values, strict=True)))
        except FormatError:
            continue
        if row.learner not in ids:
            ids[row.learner] = _add_learner(db, row.learner, 0)
        row = msgspec.structs.replace(row, learner=ids[row.learner])
        db.execute(
            "INSERT OR IGNORE INTO attempt (event, body) VALUES (?, ?)", (row.event, pack(row))
        )
        db.execute("DELETE FROM attempt_1 WHERE rowid = ?", (n,))
    for table in ("attempt_1", "learner_1"):
        if table == "learner_1" or not db.execute("SELECT 1 FROM attempt_1 LIMIT 1").fetchone():
            db.execute(f"DROP TABLE {table}")


def _bring_learners(db: sqlite3.Connection) -> dict[str, str]:
    """Bring the learners over in the order in which they last chose; give nickname → id."""
    rows = db.execute("SELECT nickname FROM learner_1 ORDER BY chosen").fetchall()
    names = [_words(name) for (name,) in rows]
    return {name: _add_learner(db, name, n) for n, name in enumerate(names, 1)}


def _add_learner(db: sqlite3.Connection, nickname: str, sign_in: int) -> str:
    learner = Learner(id=new_code(), nickname=nickname[:40], sign_in=sign_in)
    db.execute("INSERT INTO learner VALUES (?, ?)", (learner.id, pack(learner)))
    return learner.id


def attempt(row: dict[str, Any]) -> Attempt:
    """Read one row of 0.1; its learner is a nickname.

    Raises
    ------
    FormatError
        If it holds what the kit did not write.
    """
    try:
        found = {
            name: _words(value) if isinstance(value, bytes | str) else value
            for name, value in row.items()
        }
        found["response"] = json.loads(found["response"])
        found["time"] = datetime.fromisoformat(found["time"])
        return msgspec.convert(found, Attempt)
    except (ValueError, TypeError, RecursionError) as error:
        raise FormatError(str(error)) from error


def _words(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
