"""The tables of data/: reading, one clear sentence for each fault, sums that have to hold."""

from __future__ import annotations

import csv
import datetime as dt
import doctest
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.kit import data, places

NAMES = data.tables()


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of data/ that the module reads instead."""
    copy = tmp_path / "data"
    shutil.copytree(data.DATA, copy, ignore=shutil.ignore_patterns("build", "atlas"))
    monkeypatch.setattr(places, "DATA", copy)
    return copy


def path_of(name: str) -> str:
    return "sources.csv" if name == "sources" else f"tables/{name}.csv"


def read_lines(name: str, room: Path = data.DATA) -> dict[int, list[str]]:
    """Give each row by the line that it begins on, as an editor counts; a cell may break lines."""
    with (room / path_of(name)).open(encoding="utf-8", newline="") as file:
        reader, start, rows = csv.reader(file), 1, {}
        for row in reader:
            rows[start], start = row, reader.line_num + 1
    return rows


def write_cell(room: Path, name: str, line: int, column: str, text: str) -> None:
    rows = read_lines(name, room)
    rows[line][rows[1].index(column)] = text
    with (room / path_of(name)).open("w", encoding="utf-8", newline="") as new:
        csv.writer(new, lineterminator="\n").writerows(rows.values())


def line_of(name: str, key: str) -> int:
    return next(line for line, row in read_lines(name).items() if row[0] == key)


def fault(name: str) -> str:
    with pytest.raises(data.DataError) as caught:
        data.table(name)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


# Reading.


def test_the_kit_s_own_data_has_no_fault() -> None:
    assert data.check() == []


def test_doctests() -> None:
    assert doctest.testmod(data).failed == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_table_reads_into_typed_columns(name: str) -> None:
    described = json.loads((data.DATA / "datapackage.json").read_text(encoding="utf-8"))
    schema = next(one["schema"] for one in described["resources"] if one["name"] == name)
    frame = data.table(name)
    assert list(frame.columns) == [field["name"] for field in schema["fields"]]
    assert len(frame) > 0
    for field in schema["fields"]:
        column = frame[field["name"]]
        if field["type"] == "date":
            assert column.dtype == "datetime64[s]"
        elif field["type"] == "integer":
            assert column.dtype == "Int64"
        elif field["type"] == "number":
            assert column.dtype == "float64"
        elif field["type"] == "boolean":
            assert pd.api.types.is_bool_dtype(column.dtype)
        else:
            assert all(isinstance(cell, str) for cell in column)
        if field.get("constraints", {}).get("required"):
            assert not column.isna().any()


def test_a_frame_is_a_copy() -> None:
    first = data.table("deaths_total")
    first.loc[0, "low"] = 0
    assert data.table("deaths_total").loc[0, "low"] == 423


def test_an_edit_shows_at_the_next_call(room: Path) -> None:
    assert data.value("deaths_total", "K28", "low") == 13200
    write_cell(room, "deaths_total", line_of("deaths_total", "K28"), "low", "13100")
    assert data.value("deaths_total", "K28", "low") == 13100
    assert data.table("deaths_total").set_index("id").loc["K28", "low"] == 13100


def test_a_file_saved_by_a_spreadsheet_reads_the_same(room: Path) -> None:
    before = data.table("claims")
    file = room / "tables/claims.csv"
    text = file.read_text(encoding="utf-8")
    file.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    pd.testing.assert_frame_equal(before, data.table("claims"))


def test_source() -> None:
    found = data.source("EMP")
    assert found.key == "EMP"
    assert "Euromaidan Press" in found.institution
    assert (found.date, found.read_in) == ("2021-07-19", "original")
    assert found.url.startswith("http")


@pytest.mark.parametrize(
    ("precision", "words"), [("day", "4 April 2023"), ("month", "April 2023"), ("year", "2023")]
)
def test_a_date_is_said_no_more_exactly_than_it_is_known(precision: str, words: str) -> None:
    assert data.date_text(dt.date(2023, 4, 4), precision) == words
    assert data.date_text(pd.Timestamp("2023-04-04"), precision) == words


def test_sources_are_read_without_pandas_and_tables_without_the_map_libraries() -> None:
    script = (
        "import sys\n"
        "from lessons.kit import data\n"
        "data.source('EMP'); data.check()\n"
        "heavy = {'pandas', 'numpy', 'geopandas', 'matplotlib', 'frictionless'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "data.table('claims')\n"
        "assert not {'geopandas', 'matplotlib', 'frictionless'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=data.ROOT)


def test_nothing_outside_the_checkout_s_data_is_read() -> None:
    script = (
        "import sys, pathlib\n"
        "import pandas\n"
        "from lessons.kit import data\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: event == 'open' and opened.append(args[0]))\n"
        "frames = [data.table(name) for name in data.tables()]\n"
        "data.check(); data.source('EMP')\n"
        "paths = [pathlib.Path(one) for one in opened if isinstance(one, str | pathlib.Path)]\n"
        "data_files = [one for one in paths if one.suffix in ('.csv', '.json')]\n"
        "assert len(data_files) > len(frames), 'the hook saw nothing'\n"
        "outside = [one for one in paths if one.suffix not in ('.py', '.pyc', '.so')\n"
        "           and not one.is_relative_to(data.DATA)]\n"
        "assert not outside, outside\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=data.ROOT)


# One clear sentence for each fault of a cell.

CELLS = [
    ("deaths_total", "K28", "low", "132OO", "found '132OO', wanted a whole number"),
    ("deaths_total", "K28", "low", "13,200", "found '13,200', wanted a whole number"),
    ("deaths_total", "K28", "low", "", "the cell is empty"),
    ("deaths_total", "K28", "low", "-1", "found -1, wanted 0 or more"),
    ("deaths_total", "K28", "high", "134000", "found 134000, wanted 100000 or less"),
    ("deaths_total", "K28", "as_of", "2021-06-31", "found '2021-06-31', wanted a real date"),
    ("deaths_total", "K28", "as_of", "31.6.2021", "found '31.6.2021', wanted a real date"),
    ("deaths_total", "K28", "as_of", "2001-06-30", "wanted 2014-04-14 or more"),
    ("deaths_total", "K28", "qualifier", "guess", "wanted one of documented, at least, estimate"),
    ("deaths_total", "K28", "known_on_the_day", "yes", "found 'yes', wanted true or false"),
    ("deaths_total", "K28", "source", "EMQ", "'EMQ' does not stand in data/sources.csv"),
    ("deaths_total", "K28", "source", "", "the cell is empty"),
    ("deaths_total", "K28", "more_sources", "pOH XYZ", "'XYZ' does not stand in data/sources.csv"),
    ("deaths_total", "K28", "more_sources", "pOH  SCR", "'' does not stand in data/sources.csv"),
    ("deaths_total", "K28", "status", "sure", "found 'sure', wanted one of confirmed"),
    ("deaths_total", "K28", "id", "K26", "'K26' already stands on line 32"),
    ("deaths_total", "K28", "id", "28", "found '28', wanted "),
    ("gas_imports", "E66-rev", "percent", "43,5", "wanted a number with a decimal point"),
    ("gas_imports", "E66-rev", "percent", "143.5", "found 143.5, wanted 100 or less"),
    ("nato_members", "FRA", "number", "3", "3 already stands on line 4"),
    (
        "nato_members",
        "FRA",
        "iso3",
        "FRX",
        "'FRX' does not stand in data/tables/assembly_vote_2014",
    ),
    ("rewording", "W07", "claim", "C99", "'C99' does not stand in data/tables/claims.csv"),
    ("sources", "EMP", "url", "euromaidanpress", "wanted Address"),
    ("sources", "EMP", "key", "ART", "'ART' already stands on line 2"),
]


@pytest.mark.parametrize(("name", "key", "column", "text", "words"), CELLS)
def test_a_fault_in_a_cell_is_one_sentence_with_file_line_and_column(
    room: Path, name: str, key: str, column: str, text: str, words: str
) -> None:
    line = line_of(name, key)
    write_cell(room, name, line, column, text)
    sentence = fault(name)
    assert sentence.startswith(f"data/{path_of(name)}, line {line}, column {column}: ")
    assert words in sentence
    assert sentence in data.check()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draw=st.data())
def test_no_typed_or_bound_cell_takes_nonsense(
    draw: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    described = json.loads((data.ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
    resource = draw.draw(
        st.sampled_from([one for one in described["resources"] if one["name"] in NAMES])
    )
    keys = [key["fields"] for key in resource["schema"].get("foreignKeys", [])]
    guarded = [
        field["name"]
        for field in resource["schema"]["fields"]
        if field["type"] != "string"
        or {"enum", "pattern"} & set(field.get("constraints", {}))
        or "listOf" in field
        or field["name"] in keys
    ]
    column = draw.draw(st.sampled_from(guarded))
    nonsense = draw.draw(st.text("!?¤,;\"'\n", min_size=1, max_size=8))
    copy = tmp_path_factory.mktemp("room") / "data"
    shutil.copytree(
        data.ROOT / "data", copy, ignore=shutil.ignore_patterns("build", "atlas"), symlinks=True
    )
    line = draw.draw(st.sampled_from(sorted(read_lines(resource["name"]))[1:]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "DATA", copy)
        write_cell(copy, resource["name"], line, column, nonsense)
        sentence = fault(resource["name"])
    assert f"data/{resource['path']}, line {line}, column {column}: " in sentence
    shutil.rmtree(copy)


# One clear sentence for each fault of a file.


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old.encode(), new.encode(), 1)


FILES: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("empty", lambda _: b"", "is empty"),
    ("latin-1", lambda content: content + "K99,café".encode("latin-1"), "is not in UTF-8"),
    ("no column", replaced("low,high", "low"), "line 1: column 'high' is missing"),
    ("more columns", replaced("low,high", "low,high,mood"), "column 'mood' is not described"),
    ("order", replaced("low,high", "high,low"), "line 1: the columns stand in another order"),
    ("semicolons", lambda c: c.replace(b",", b";").replace(b"K28;", b"K28;;"), "found 17 cells"),
    ("ragged", replaced("K28,", "K28,,"), "line 33: found 17 cells, wanted 16"),
    ("blank line", replaced("\nK28,", "\n\nK28,"), "line 33: found 0 cells, wanted 16"),
    ("open quote", replaced("\nK28,", '\n"K28,'), "line 33: the line cannot be read as CSV"),
]


@pytest.mark.parametrize(
    ("change", "words"), [(c, w) for _, c, w in FILES], ids=[f[0] for f in FILES]
)
def test_a_fault_of_a_file_is_one_sentence(
    room: Path, change: Callable[[bytes], bytes], words: str
) -> None:
    file = room / "tables/deaths_total.csv"
    content = file.read_bytes()
    file.write_bytes(change(content))
    assert file.read_bytes() != content
    sentence = fault("deaths_total")
    assert sentence.startswith("data/tables/deaths_total.csv")
    assert words in sentence
    assert data.check() == [sentence]


def test_a_missing_file_is_one_sentence(room: Path) -> None:
    (room / "tables/deaths_total.csv").unlink()
    assert "data/tables/deaths_total.csv is missing; restore it" in fault("deaths_total")


def test_missing_sources_fail_every_table_that_cites_them(room: Path) -> None:
    (room / "sources.csv").unlink()
    assert "data/sources.csv is missing" in fault("deaths_total")
    with pytest.raises(data.DataError, match=r"data/sources\.csv is missing"):
        data.source("EMP")


def test_check_finds_all_faults_at_once(room: Path) -> None:
    write_cell(room, "deaths_total", 3, "low", "many")
    write_cell(room, "deaths_total", 5, "source", "NOBODY")
    write_cell(room, "claims", 2, "verdict", "right")
    findings = data.check()
    assert len(findings) == 3
    assert [re.match(r"data/tables/(\w+)\.csv, line (\d+)", one).groups() for one in findings] == [  # type: ignore[union-attr]
        ("claims", "2"),
        ("deaths_total", "3"),
        ("deaths_total", "5"),
    ]


def test_unknown_names_are_answered_with_the_nearest() -> None:
    with pytest.raises(
        data.DataError, match=r"no table 'death_total'.*mean 'deaths_total'.*claims"
    ):
        data.table("death_total")
    with pytest.raises(data.DataError, match=r"no source 'BUCC'.*mean 'BUC'"):
        data.source("BUCC")
    with pytest.raises(data.DataError, match=r"deaths_total\.csv has no row 'K29'"):
        data.value("deaths_total", "K29", "low")
    with pytest.raises(data.DataError, match=r"has no column 'lo'.*mean 'low'"):
        data.value("deaths_total", "K28", "lo")


PACKAGE = [
    ('"type": "integer"', '"type": "intger"', "Invalid enum value 'intger'"),
    ('"required": true', '"requird": true', "unknown field `requird`"),
    ('"minimum": 0', '"minimum": "none"', "a bound or the pattern of 'yes' does not suit it"),
    ('"pattern": "K', '"pattern": "(K', "a bound or the pattern of 'id' does not suit it"),
    ('"primaryKey": "id"', '"primaryKey": "no"', "a key names the column 'no'"),
    ('"profile": "data-package",', '"profile": ,', "Expecting value: line 2"),
]


@pytest.mark.parametrize(("old", "new", "words"), PACKAGE)
def test_a_fault_of_the_description_is_one_sentence(
    room: Path, old: str, new: str, words: str
) -> None:
    file = room / "datapackage.json"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(data.DataError, match=r"^data/datapackage\.json") as caught:
        data.tables()
    assert words in str(caught.value)
    assert data.check() == [str(caught.value)]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"resource": "sources"', '"resource": "source"', "no table 'source'"),
        ('"fields": "key"', '"fields": "clef"', "refers to the column 'clef' of 'sources'"),
    ],
)
def test_a_reference_to_nowhere_is_one_sentence(room: Path, old: str, new: str, words: str) -> None:
    file = room / "datapackage.json"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(data.DataError) as caught:
        data.table("deaths_total")
    assert words in str(caught.value)


def test_a_missing_description_is_one_sentence(room: Path) -> None:
    (room / "datapackage.json").unlink()
    assert data.check() == ["data/datapackage.json is missing; restore it from the repository."]


# Sums that have to hold.


def test_the_civilian_years_add_to_the_published_total() -> None:
    years = data.table("civilian_deaths_by_year")
    assert years["killed"].sum() == 3404 == data.value("deaths_by_category", "K02", "low")
    assert years.loc[years["group"] == "on flight MH17", "killed"].tolist() == [298]
    before = years.loc[years["year"] <= 2020]
    assert before["first_published"].fillna(before["killed"]).sum() == 3375


def test_the_categories_add_to_the_published_range() -> None:
    totals = data.table("deaths_total").set_index("as_of")
    by_date = data.table("deaths_by_category").groupby("as_of")
    assert by_date.size().tolist() == [3] * 5
    added = by_date["low"].sum()
    # The parts are rounded to 50, so a sum may miss the range by as much.
    assert (totals["low"].reindex(added.index) - 50 <= added).all()
    assert (added <= totals["high"].reindex(added.index) + 50).all()


def test_the_assembly_s_vote() -> None:
    votes = data.table("assembly_vote_2014")["vote"].value_counts()
    assert votes.to_dict() == {"yes": 100, "abstain": 58, "absent": 24, "no": 11}


def test_nato_had_thirty_members_on_the_day() -> None:
    members = data.table("nato_members")
    assert members["member_on_the_day"].sum() == 30 == len(members) - 2
    on_the_day = members["accession"] <= pd.Timestamp(data.ARTICLE_DATE)
    assert (on_the_day == members["member_on_the_day"]).all()
    assert members["accession"].is_monotonic_increasing or (
        members.loc[members["wave"] > 0, "accession"].is_monotonic_increasing
    )
    assert members["number"].tolist() == list(range(1, 33))
    assert set(members.loc[~members["member_on_the_day"], "iso3"]) == {"FIN", "SWE"}


def test_a_statement_moved_to_the_observations_stands_in_one_place() -> None:
    claims, noticed = data.table("claims"), data.table("observations")
    assert len(claims) == 65
    assert claims["paragraph"].is_monotonic_increasing
    assert set(claims["verdict"]) >= {"wrong", "accurate", "garbled"}
    assert not set(claims["id"]) & set(noticed["id"])


def test_a_verdict_rests_on_what_could_be_known_on_the_day() -> None:
    claims = data.table("claims")
    assert (claims["evidence_date"] <= pd.Timestamp(data.ARTICLE_DATE)).all()
    for claim in claims.query("status == 'confirmed'").itertuples():
        date = data.source(str(claim.source)).date
        assert date[:10] <= "2021-12-31", f"{claim.id}: its first source is of {date}"


def test_a_document_is_quoted_with_a_clause_and_no_more() -> None:
    documents = data.table("documents")
    assert all(len(re.findall(r"[\w’-]+", clause)) <= 25 for clause in documents["clause"])
    assert (documents.groupby("lesson").size() >= 2).all()
    opened = documents["original_opened"] != "no"
    assert ((documents["original"] != "") == opened).all()
    assert all(data.source(key).url for key in documents.loc[opened, "original"])


def test_every_table_says_how_complete_it_is_where_words_depend_on_it() -> None:
    said = data.table("completeness")
    assert set(said["table"]) <= set(NAMES)
    assert {"deaths_total", "troops_near_border", "assembly_votes"} <= set(said["table"])


@pytest.mark.parametrize(
    ("name", "letter", "count"),
    [
        ("rewording", "W", 30),
        ("observations", "O", 20),
        ("actors", "A", 27),
        ("spellings", "S", 18),
        ("places", "P", 29),
        ("timeline", "T", 57),
        ("nato_milestones", "M", 36),
        ("disagreements", "D", 15),
    ],
)
def test_no_row_is_lost(name: str, letter: str, count: int) -> None:
    kept = {f"{letter}{number:02}" for number in range(1, count + 1)}
    assert not kept - set(data.table(name)["id"])


def test_gas_shares_leave_room_for_others() -> None:
    gas = data.table("gas_imports")
    shares = gas[gas["counted_by"] == "European Commission"].groupby("published")["percent"].sum()
    assert len(shares) == 2
    assert shares.between(80, 100).all()


# Rules over more than one column.


@pytest.mark.parametrize("name", NAMES)
def test_low_is_never_above_high(name: str) -> None:
    frame = data.table(name)
    for low in (column for column in frame.columns if re.fullmatch(r"(.*_)?low", column)):
        high = low[: -len("low")] + "high"
        wrong = frame[(frame[low] > frame[high]).fillna(value=False)]
        assert wrong.empty, f"{name}: low is above high in {wrong['id'].tolist()}"


@pytest.mark.parametrize("name", NAMES)
def test_a_date_and_its_precision_go_together(name: str) -> None:
    frame = data.table(name)
    for column in (one for one in frame.columns if one.endswith("precision")):
        date = frame[column.removesuffix("_precision") if column != "precision" else "date"]
        precision = frame[column]
        assert (date.isna() == (precision == "")).all(), f"{name}: {column}"
        coarse = precision.isin(["month", "year"])
        assert (date[coarse].dt.day == 1).all(), f"{name}: {column} is coarse, the day is not 1"
        assert (date[precision == "year"].dt.month == 1).all(), f"{name}: {column}"


# By the date in the row; in swift and trade_with_russia by the copy that was seen.
DATED = {
    **dict.fromkeys(["deaths_total", "deaths_by_category", "gas_imports"], "published"),
    **dict.fromkeys(["timeline", "nato_milestones", "rouble", "sanctions"], "date"),
    "troops_near_border": "spoken",
}


@pytest.mark.parametrize(("name", "column"), DATED.items())
def test_known_on_the_day_follows_from_the_date(name: str, column: str) -> None:
    frame = data.table(name)
    expected = frame[column] <= pd.Timestamp(data.ARTICLE_DATE)
    wrong = frame.loc[expected != frame["known_on_the_day"], "id"].tolist()
    assert not wrong, f"{name}: known_on_the_day contradicts {column} in {wrong}"


def test_a_sum_of_our_own_was_not_known_on_the_day() -> None:
    frame = data.table("casualties_other")
    expected = frame["published"] <= pd.Timestamp(data.ARTICLE_DATE)  # never true where empty
    assert (frame["known_on_the_day"] == expected).all()


@pytest.mark.parametrize("name", ["swift", "trade_with_russia"])
def test_what_was_seen_in_a_later_copy_was_not_known_on_the_day(name: str) -> None:
    known = data.table(name).query("known_on_the_day and status != 'unconfirmed'")
    assert len(known) > 0
    for row in known.itertuples():
        date = data.source(str(row.source)).date
        assert date[:4] <= "2021", f"{name} {row.id}: the copy seen is of {date}"


def test_the_latest_total_known_on_the_day_is_that_of_june_2021() -> None:
    totals = data.table("deaths_total").query("known_on_the_day")
    last = totals.sort_values("as_of").iloc[-1]
    assert (last["id"], last["low"], last["high"]) == ("K28", 13200, 13400)
    assert (totals["high"].isna() == (totals["qualifier"] != "estimate")).all()


@pytest.mark.parametrize("name", [one for one in NAMES if one not in ("sources", "spellings")])
def test_our_own_words_use_our_own_spellings(name: str) -> None:
    for line, row in read_lines(name).items():
        text = ",".join(row)
        plain = re.sub("“[^”]*”", "", text)
        if name in ("places", "actors"):  # other_names and name_in_article quote what others write
            plain = plain.replace("Kiev (Russian)", "").replace("Volodymyr Zelenskiy", "")
        if name == "observations" and text.startswith(("O09", "O11", "O15", "O18")):
            continue  # what is about spelling
        found = re.search(r"\b(Kiev|Zelensk(y|iy))\b", plain)
        assert found is None, f"data/{path_of(name)}, line {line}: {found}"


# Titles of sources as published; names of states as the atlas has them.
@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("sources", "assembly_vote_2014")])
def test_quotation_marks_are_those_of_print(name: str) -> None:
    straight = [line for line, row in read_lines(name).items() if {'"', "'"} & set("".join(row))]
    assert straight == [], f"data/{path_of(name)}: write ’ “ ” in these lines"


def test_a_cell_may_break_a_line(room: Path) -> None:
    write_cell(room, "claims", 2, "note", "one\ntwo")
    write_cell(room, "claims", 4, "verdict", "right")  # two lines further down in the file
    assert "data/tables/claims.csv, line 4, column verdict: " in fault("claims")
