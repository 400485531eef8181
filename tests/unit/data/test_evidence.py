"""Sources: whose word it is, where it was read, and what that can carry."""

from __future__ import annotations

import csv
import doctest
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lessons.kit import data, places
from lessons.kit.data import evidence
from lessons.kit.exhibits.exhibit import Exhibit
from tools import links

Row = dict[str, str]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of data/ that the modules read instead; beside it nothing else."""
    copy = tmp_path / "data"
    shutil.copytree(data.DATA, copy, ignore=shutil.ignore_patterns("build", "atlas"))
    monkeypatch.setattr(places, "DATA", copy)
    return copy


def rewrite(path: Path, change: Callable[[Row], None]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        change(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def source(**more: object) -> data.Source:
    plain: dict[str, object] = {
        "key": "X", "institution": "NATO", "title": "T", "date": "", "speaker_kind": "primary",
        "read_in": "original", "read_at": "", "read_on": "2026-11", "close": True, "url": "",
    }  # fmt: skip
    return data.Source(**(plain | more))  # type: ignore[arg-type]


def test_the_kit_keeps_its_own_rule() -> None:
    assert evidence.check() == []


def test_doctests() -> None:
    assert doctest.testmod(evidence).failed == 0


COPY = {"read_in": "republication", "read_at": "A site"}


@pytest.mark.parametrize(
    ("sources", "carry"),
    [
        ([source()], True),
        ([source(read_in="archive", read_at="an archive")], True),
        ([source(read_in="data", read_at="a package")], True),
        ([source(**COPY)], False),
        ([source(**COPY), source(**COPY)], False),
        ([source(**COPY), source(read_in="excerpt", read_at="Another site")], True),
        ([source(**COPY), source(**COPY, institution="AFP")], True),
        ([source(**COPY), source(read_in="not_read")], False),
        ([source(close=False)], False),
        ([source(**COPY), source(close=False)], False),
        ([source(read_in="not_read")], False),
    ],
)
def test_what_sources_carry(sources: list[data.Source], carry: bool) -> None:
    assert evidence.carries(sources) is carry


def test_a_copy_alone_carries_no_confirmed_row(room: Path) -> None:
    def spoil(row: Row) -> None:
        if row["id"] == "K28":
            row.update(source="SCR", more_sources="", status="confirmed")

    rewrite(room / "tables/deaths_total.csv", spoil)
    (found,) = evidence.check(room)
    assert found.startswith("data/tables/deaths_total.csv, line ")
    assert "write “reported”, or name a better source" in found


def test_an_encyclopaedia_stands_behind_what_is_close(room: Path) -> None:
    def spoil(row: Row) -> None:
        if row["id"] == "T34":
            row.update(source="MSK", more_sources="OUTM")

    rewrite(room / "tables/timeline.csv", spoil)
    (found,) = evidence.check(room)
    assert found.startswith("data/tables/timeline.csv, line ")
    assert "learners see MSK first" in found


def test_what_nobody_read_is_not_reported(room: Path) -> None:
    def spoil(row: Row) -> None:
        if row["id"] == "K28":
            row.update(source="pOH", more_sources="", status="reported")

    rewrite(room / "tables/deaths_total.csv", spoil)
    (found,) = evidence.check(room)
    assert found.endswith("“reported” needs a source that was read; write “unconfirmed”.")


@pytest.mark.parametrize(
    ("key", "change", "says"),
    [
        ("pOH", {"url": "https://ukraine.un.org/"}, "nobody opened it"),
        ("pOH", {"read_on": "2026-11"}, "read_in says not_read"),
        ("BUC", {"read_on": ""}, "write in read_on when"),
        ("BUC", {"read_at": "a copy"}, "leave read_at empty"),
        ("SCR", {"read_at": ""}, "name that in read_at"),
    ],
)
def test_a_source_says_where_it_was_read(room: Path, key: str, change: Row, says: str) -> None:
    rewrite(room / "sources.csv", lambda row: row.update(change) if row["key"] == key else None)
    (found,) = evidence.check(room)
    assert found.startswith("data/sources.csv, line ")
    assert says in found


@pytest.mark.parametrize(
    "name", ["notebooks/01_the_call.ipynb", "lessons/nato/quiz.yaml", "lessons/nato/plan.md"]
)
def test_an_address_that_nobody_opened_is_found(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    opened = data.source("BUC").url
    file.write_text(f"One\n(see {opened}).\nTwo https://www.un.org/en/.\n", encoding="utf-8")
    (found,) = evidence.check(tmp_path)
    assert found.startswith(f"{name}, line 3: the address https://www.un.org/en/ is in no row")


def test_the_speaker_comes_first_then_where_we_read_it() -> None:
    assert data.source("SCR").speaker == "UN human rights office (OHCHR), read at Scribd"
    assert data.source("BUC").speaker == "NATO"
    assert data.source("pOH").speaker.endswith(", original not opened by us")


def test_links_stand_in_sight_and_lead_only_where_somebody_was() -> None:
    import pandas as pd

    from lessons.kit.exhibits import style

    fig, _ = style.figure()
    shown = Exhibit(
        figure=fig, title="T.", subtitle="S", alt="A.", sources=["SCR", "pOH"],
        table=pd.DataFrame({"Year": [2014]}),
    )  # fmt: skip
    line = shown._repr_html_().split('class="exhibit-source">')[1].split("</p>")[0]
    assert f'<a href="{data.source("SCR").url}">' in line
    assert line.count("<a ") == 1
    assert "original not opened by us" in line


# make links


@pytest.fixture
def desk(room: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let `make links` work on the copy."""
    monkeypatch.setattr(links, "ROOT", room.parent)
    monkeypatch.setattr(links, "SOURCES", room / "sources.csv")
    monkeypatch.setattr(links, "LIST", room.parent / "build/links.csv")
    return room


@pytest.mark.usefixtures("desk")
def test_what_is_used_most_comes_first() -> None:
    links.listed()
    with links.LIST.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    uses = [int(row["uses"]) for row in rows]
    assert uses == sorted(uses, reverse=True)
    assert {row["key"] for row in rows} >= {"AFP", "pOH"}
    assert not {row["key"] for row in rows} & {"BUC", "ECB"}


def test_what_was_found_is_taken(desk: Path) -> None:
    links.listed()
    address = "https://ukraine.un.org/paper.pdf"
    found = {"url": address, "read_in": "original", "read_on": "2026-12-01"}
    rewrite(links.LIST, lambda row: row.update(found) if row["key"] == "SCR" else None)
    taken, *raised = links.take(links.LIST)
    assert taken == "Taken: SCR."
    assert any(row.startswith("deaths_by_category K02 ") for row in raised)
    now = data.source("SCR")
    assert (now.url, now.read_in, now.read_at) == (address, "original", "")
    assert evidence.check(desk) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"url": "ukraine.un.org", "read_in": "original"}, "begins with http"),
        ({"url": "https://ukraine.un.org/", "read_in": "memory"}, "original, archive or data"),
        ({"url": "https://ukraine.un.org/", "read_in": "original"}, "write the day"),
        ({"url": "https://ukraine.un.org/", "key": "pOHH"}, "no source 'pOHH'"),
    ],
)
@pytest.mark.usefixtures("desk")
def test_a_bad_line_is_one_sentence_and_changes_nothing(
    change: Row, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    links.listed()
    before = links.SOURCES.read_bytes()
    rewrite(links.LIST, lambda row: row.update(change) if row["key"] == "SCR" else None)
    assert links.main([str(links.LIST)]) == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1
    assert links.SOURCES.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"evidence_date": "2022-01-27"}, "can’t rest on 2022-01-27"),
        ({"source": "SCR"}, "SCR came out 2022-01-27, after the day of the article"),
        ({"evidence": "The UN gave 14,200 in January 2022."}, "it tells of 2022"),
    ],
)
def test_no_verdict_rests_on_january_2022(room: Path, change: Row, said: str) -> None:
    claims = room / "tables" / "claims.csv"
    rewrite(claims, lambda row: row.update(change) if row["id"] == "C22" else None)
    assert said in "\n".join(evidence.check())
