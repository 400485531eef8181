"""What lies beside a record: verified copies of it, damaged ones set aside, hand-ins made from it.

A copy is kept when a lesson is opened or handed in, the last three; it is read back and compared
before it counts. None is made, and so none pushed out, while the newest holds answers that the
record lacks.
"""

import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

COPIES = 3
_COPY = re.compile(r"record-copy-(\d+)\.sqlite3")
_EVENT = re.compile(rb'"id":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"')
_LARGEST = 6_000_000  # bytes of a hand-in


def copies(record: Path) -> list[Path]:
    """Give the copies of a record, the newest first."""
    found = {int(name[1]): path for path, name in _named(record.parent, _COPY)}
    return [found[n] for n in sorted(found, reverse=True)]


def damaged(record: Path) -> list[Path]:
    """Give the damaged files that were set aside and not yet mended, the oldest first."""
    return sorted(record.parent.glob("record-damaged-*.sqlite3"))


def hand_ins(record: Path) -> list[Path]:
    """Give the hand-ins beside a record."""
    return sorted(record.parent.glob("handin-*.json"))


def events_in(path: Path) -> set[str]:
    """Give the ids of the attempts in a copy or a hand-in; none if it can't be read."""
    with suppress(OSError, sqlite3.Error, UnicodeDecodeError):
        if path.suffix != ".json":
            return _events_of(path)
        if path.stat().st_size <= _LARGEST:
            return {name.decode() for name in _EVENT.findall(path.read_bytes())}
    return set()


def keep_copy(db: sqlite3.Connection, record: Path) -> Path | None:
    """Keep a copy of a record that is open, if there is something new in it.

    Returns
    -------
    Path or None
        The copy; none if none was needed, or if it could not be made. The record is none the worse.
    """
    there = copies(record)
    ours, theirs = _events(db), _events_of(there[0]) if there else set()
    if ours <= theirs or not theirs <= ours:
        return None
    number = int(_COPY.fullmatch(there[0].name)[1]) + 1 if there else 1  # type: ignore[index]
    copy = record.with_name(f"record-copy-{number}.sqlite3")
    draft = record.with_name(f".{copy.name}.tmp")
    try:
        draft.touch(0o600)
        # Nobody else knows the draft; where there are no locks, a backup would wait for ever.
        with closing(sqlite3.connect(f"{draft.absolute().as_uri()}?nolock=1", uri=True)) as target:
            db.backup(target)
            sound = target.execute("PRAGMA integrity_check").fetchone()
        if _word(sound[0]) != "ok" or _events_of(draft) != ours:
            return None
        draft.replace(copy)
        for old in there[COPIES - 1 :]:
            old.unlink()
    finally:
        with suppress(OSError):
            draft.unlink()
    return copy


def _named(folder: Path, pattern: re.Pattern[str]) -> list[tuple[Path, re.Match[str]]]:
    try:
        names = list(folder.iterdir())
    except OSError:
        return []
    return [(path, found) for path in names if (found := pattern.fullmatch(path.name))]


def _events_of(path: Path) -> set[str]:
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as db:
        db.text_factory = bytes
        return _events(db)


def _events(db: sqlite3.Connection) -> set[str]:
    return {_word(row[0]) for row in db.execute("SELECT event FROM attempt")}


def _word(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
