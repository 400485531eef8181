"""The tables of the record's file, in the version that this kit writes."""

import sqlite3

from lessons.kit.record import older

VERSION = 2

TABLES = (
    # A row is its body: see format.py. The other columns find and order it.
    "CREATE TABLE attempt (arrival INTEGER PRIMARY KEY, event TEXT NOT NULL UNIQUE, "
    "body BLOB NOT NULL)",
    "CREATE TABLE learner (id TEXT PRIMARY KEY, body BLOB NOT NULL)",
    "CREATE TABLE draft (place TEXT PRIMARY KEY, body BLOB NOT NULL)",
)


def bring_up(db: sqlite3.Connection) -> None:
    """Make the tables in a new file, or bring those of an older kit to this version."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version >= VERSION:
        return  # another notebook was faster
    if version == 1:
        older.put_aside(db)
    for statement in TABLES:
        db.execute(statement)
    if version == 1:
        older.bring_over(db)
    db.execute(f"PRAGMA user_version = {VERSION}")
