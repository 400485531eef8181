"""Say which sources a maintainer with a network should open first, and take what was found.

    make links                      writes build/links.csv, most used first
    make links ARGS=build/links.csv takes the rows in which `url` and `read_in` were filled in

A source is listed while it was read at second hand or not at all. Whoever opens the original
writes its address into `url`, `original` (or `archive`, `data`) into `read_in`, and the day into
`read_on`.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from lessons.kit import data  # noqa: E402
from lessons.kit.data import evidence  # noqa: E402

SOURCES = ROOT / "data" / "sources.csv"
LIST = ROOT / "build" / "links.csv"
COLUMNS = ["key", "uses", "institution", "title", "date", "now", "url", "read_in", "read_on"]
SHOWN = 15


def main(argv: list[str] | None = None) -> int:
    """Write the list, or take one back; return 2 if it can't be used."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("found", nargs="?", type=Path, help="the list with what was found")
    found = parser.parse_args(argv).found
    try:
        said = take(found) if found else listed()
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("\n".join(said) + "\n")
    return 0


def listed() -> list[str]:
    """Write the sources that want opening, most used first, and show the first of them."""
    uses = uses_by_source()
    wanted = [row for row in rows() if row["read_in"] not in evidence.FIRST_HAND]
    wanted.sort(key=lambda row: (-uses[row["key"]], row["key"]))
    LIST.parent.mkdir(exist_ok=True)
    with LIST.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        out.writeheader()
        for row in wanted:
            now = f"{row['read_in']} {row['read_at']}".strip()
            kept = {name: row[name] for name in ("key", "institution", "title", "date")}
            out.writerow(kept | {"uses": uses[row["key"]], "now": now})
    lines = [
        f"{uses[row['key']]:3} × {row['key']}: {row['institution']}, {row['title']}"
        for row in wanted[:SHOWN]
    ]
    lines += [f"… and {len(wanted) - SHOWN} more"] if len(wanted) > SHOWN else []
    return [*lines, f"The list is {LIST.relative_to(ROOT)}; fill in url, read_in and read_on."]


def take(path: Path) -> list[str]:
    """Write what was found into data/sources.csv, and name the rows that can now be confirmed."""
    kept = rows()
    by_key = {row["key"]: row for row in kept}
    before = carried()
    taken = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            if not (row.get("url") or "").strip():
                continue
            where = f"{path}, line {line}: "
            if row.get("key") not in by_key:
                raise ValueError(where + f"data/sources.csv has no source {row.get('key')!r}.")
            if row.get("read_in") not in evidence.FIRST_HAND:
                raise ValueError(where + "write original, archive or data into read_in.")
            if not evidence.ADDRESS.fullmatch(row["url"].strip()):
                raise ValueError(where + "an address begins with http:// or https://.")
            source = by_key[row["key"]]
            source.update(url=row["url"].strip(), read_in=row["read_in"])
            source["read_on"] = _day(row.get("read_on") or "", where)
            if row["read_in"] == "original":
                source["read_at"] = ""
            taken.append(row["key"])
    with SOURCES.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(kept[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
    raised = [row for row in carried() if row not in before]
    said = [f"Taken: {', '.join(taken) or 'nothing, since no url is filled in'}."]
    return said + [f"{row} is reported and could now be confirmed." for row in raised]


def _day(text: str, where: str) -> str:
    try:
        return dt.date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise ValueError(where + "write the day into read_on, such as 2026-12-01.") from None


def rows() -> list[dict[str, str]]:
    """Return the rows of data/sources.csv."""
    with SOURCES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def uses_by_source() -> Counter[str]:
    """Count in how many rows of all tables each source is named."""
    return Counter(key for _, _, keys in _statuses() for key in keys)


def carried() -> list[str]:
    """Name the rows that say reported, though their sources would carry more."""
    known = {name: data.source(name) for name in {key for *_, keys in _statuses() for key in keys}}
    return [
        row
        for row, status, keys in _statuses()
        if status == "reported" and evidence.carries(known[key] for key in keys)
    ]


def _statuses() -> list[tuple[str, str, list[str]]]:
    """Give each row of each table with its status and its sources."""
    found = []
    for file in sorted((ROOT / "data" / "tables").glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as opened:
            for row in csv.DictReader(opened):
                if row.get("source"):
                    keys = [row["source"], *row.get("more_sources", "").split()]
                    name = f"{file.stem} {next(iter(row.values()))}"
                    found.append((name, row.get("status", ""), keys))
    return found


if __name__ == "__main__":
    sys.exit(main())
