"""No file stops the class: what can't be read is a line that says what to ask the learner for."""

import io
import itertools
import random
import struct
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from lessons import cli
from lessons.desk.report.class_report import _answers, _learners, _questions_table, _short_answers
from lessons.desk.report.classroom import Classroom
from lessons.desk.report.gradebook import Scale
from lessons.desk.report.gradebook.gradebook import lines
from lessons.desk.report.page.page import Book, page
from lessons.desk.report.reading import archives
from lessons.desk.report.reading.collect import Found, find, read
from lessons.desk.report.reading.papers import Key, Paper
from lessons.desk.report.statistics import Figures
from lessons.kit.places import lesson_folder
from lessons.kit.quiz.bank import load
from lessons.kit.quiz.marking import key_response, mark
from lessons.kit.quiz.questions import view
from lessons.kit.record import Record, handin
from tools.tiers import Amount

from .mutations import Mutations

QUESTIONS = load(lesson_folder("the_toll") / "quiz.yaml")
KEY = Key(QUESTIONS)
UNEXPECTED = "It could not be read ("


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give a hand-in as the kit writes it."""
    record = Record.open(tmp_path_factory.mktemp("work"))
    record.set_learner("Füchsin")
    for question in QUESTIONS:
        response = key_response(question) or view(question)["options"][0]["key"]
        record.add(question, response, mark(question, response))
    return handin.write(record).read_bytes()


def given(folder: Path, name: str, raw: bytes) -> list[Found | Paper]:
    """Give what the report makes of one file."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(raw)
    places, faults = find(folder)
    return [*faults, *(KEY.paper(read(place)) for place in places)]


def zipped(name: str, raw: bytes, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        archive.writestr("first.txt", "x")
        archive.writestr(name, raw)
    return out.getvalue()


def tarred(raw: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("handin.json")
        info.size = len(raw)
        archive.addfile(info, io.BytesIO(raw))
    return out.getvalue()


def packed_as(number: int) -> Callable[[bytes], bytes]:
    """Say in a zip that its last file is packed in another way."""

    def change(sound: bytes) -> bytes:
        raw = bytearray(zipped("handin.json", sound))
        entry, local = raw.rindex(b"PK\x01\x02"), raw.rindex(b"PK\x03\x04")
        raw[entry + 10 : entry + 12] = raw[local + 8 : local + 10] = struct.pack("<H", number)
        return bytes(raw)

    return change


NOT_READ: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "nothing": ("handin.json", lambda _: b"", "is empty"),
    "blanks": ("handin.json", lambda _: b"  \r\n", "is empty"),
    "zeros alone": ("handin.json", lambda raw: bytes(len(raw)), "only zeros"),
    "cut, then zeros": ("handin.json", lambda raw: raw[:700] + bytes(4096), "breaks off"),
    "cut": ("handin.json", lambda raw: raw[:700], "breaks off"),
    "another encoding": (
        "handin.json", lambda raw: raw.decode().encode("cp1252"), "another encoding"),
    "a zip by another name": ("handin.json", lambda raw: zipped("a.json", raw), "the ending .zip"),
    "a zip by no name": ("download", lambda raw: zipped("a.json", raw), "the ending .zip"),
    "a page that asks to sign in": (
        "handin-Fox.json", lambda _: b"<!DOCTYPE html><title>Sign in</title>", "a web page"),
    "a platform's answer": (
        "handin-Fox.json", lambda _: b'{"error": "Sign in first."}', "no hand-in of this kit"),
    "RAR": ("class.rar", lambda _: b"Rar!\x1a\x07\x01\0", "a RAR archive"),
    "7z": ("class.7z", lambda _: b"7z\xbc\xaf\x27\x1c\0\x04", "a 7z archive"),
    "gzip": ("handin.json.gz", lambda _: b"\x1f\x8b\x08\0", "a gzip archive"),
    "tar": ("class.tar", tarred, "a tar archive"),
    "a notebook": ("04_the_toll.ipynb", lambda _: b'{"cells": []}', "a notebook"),
    "no zip": ("all.zip", lambda _: b"x" * 100, "The zip is damaged"),
    "a part of a zip": ("all.zip", lambda raw: zipped("a.json", raw)[:400], "The zip is damaged"),
    "Deflate64": ("all.zip", packed_as(9), "(Deflate64)"),
    "Zstandard": ("all.zip", packed_as(93), "(Zstandard)"),
    "no packing at all": ("all.zip", packed_as(77), "(number 77)"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_READ)
def test_what_cannot_be_read_says_what_to_ask_for(name: str, sound: bytes, tmp_path: Path) -> None:
    called, change, said = NOT_READ[name]
    (found,) = [
        one
        for one in given(tmp_path / "in", called, change(sound))
        if not one.name.endswith("first.txt")
    ]
    assert isinstance(found, Found), found
    assert (found.state, said in found.said) == ("broken", True), found
    asks = ("Ask ", "Fetch ", "fetch ", "Unpack ", "Give it ")
    assert any(word in found.said for word in asks) or "sign in" in found.said, found.said


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("handin.json", lambda raw: b"\xef\xbb\xbf" + raw),
        ("handin.txt", lambda raw: raw),
        ("handin.json", lambda raw: raw.decode().encode("utf-16")),
        ("handin.txt", lambda raw: raw.decode().encode("utf-16-le")),
        ("handin.json", lambda raw: raw + bytes(4096)),
        ("all.zip", lambda raw: zipped(".\\handin.json", raw)),
        ("all.zip", lambda raw: zipped("Fox\\handin.json", raw)),
        ("all.zip", lambda raw: zipped("..\\..\\handin.json", raw)),
        ("all.zip", lambda raw: zipped("handin.json", raw, zipfile.ZIP_LZMA)),
        ("all.ZIP", lambda raw: zipped("b.zip", zipped("c.ZIP", zipped("handin.json", raw)))),
    ],
)
def test_what_is_whole_is_read(
    name: str, change: Callable[[bytes], bytes], sound: bytes, tmp_path: Path
) -> None:
    papers = [p for p in given(tmp_path / "in", name, change(sound)) if isinstance(p, Paper)]
    assert [len(paper.unpack()) for paper in papers] == [len(QUESTIONS)]
    assert papers[0].notes == ()


def test_something_missing_shows_in_the_exit_status(sound: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(sound)
    assert cli.main(["report", str(tmp_path), "--out", str(tmp_path / "1")]) == 0
    (tmp_path / "b.json").write_bytes(sound[:300])
    assert cli.main(["report", str(tmp_path), "--out", str(tmp_path / "2")]) == cli.MISSING
    page = (tmp_path / "2" / "report.html").read_text(encoding="utf-8")
    assert "Work that couldn’t be read" in page and "b.json" in page


def test_whatever_goes_wrong_in_one_file_stops_no_other(
    sound: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.json").write_bytes(sound)
    (tmp_path / "b.json").write_bytes(sound.replace("Füchsin".encode(), b"Bear"))
    (tmp_path / "c.zip").write_bytes(zipped("d.json", sound))
    marked = Key._try

    def failing(self: Key, answer: handin.Answer) -> object:
        if answer.lesson == "the_toll" and self is bad:
            raise ArithmeticError
        return marked(self, answer)

    bad = Key(QUESTIONS)
    monkeypatch.setattr(Key, "_try", failing)
    places, _ = find(tmp_path)
    states = [(bad if place.name == "b.json" else KEY).paper(read(place)) for place in places]
    assert [type(one).__name__ for one in states] == ["Paper", "Found", "Found", "Paper"]
    assert "ArithmeticError" in str(states[1].said)
    monkeypatch.setattr(archives, "_entries", lambda _: 1 // 0)
    archives._open.cache_clear()
    _, faults = find(tmp_path)
    assert [(fault.name, fault.state) for fault in faults] == [("c.zip", "broken")]


# Zips that are small and unpack to much.


def many_of(name: str, raw: bytes, many: int) -> bytes:
    """Give a zip with the same file many times, made without packing it each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(name, raw)
    one = out.getvalue()
    start, stop = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    local, entry, end = one[:start], one[start:stop], bytearray(one[stop:])
    places = (n * len(local) for n in range(many))
    directory = b"".join(entry[:42] + struct.pack("<I", at) + entry[46:] for at in places)
    end[8:12] = struct.pack("<HH", many, many)
    end[12:20] = struct.pack("<II", len(directory), many * len(local))
    return local * many + directory + bytes(end)


def test_one_allowance_holds_at_every_depth(tmp_path: Path) -> None:
    inner = many_of("handin.json", b'{"a":' + b" " * 4_998_000 + b"1}", 100)
    whole = many_of("class.zip", inner, 12)
    assert len(whole) < 25_000
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "all.zip").write_bytes(whole)
    places, faults = find(tmp_path / "in")
    assert len(places) <= archives.ENOUGH_BYTES // 4_998_000
    assert {place.name.count("›") for place in places} == {2}
    assert all("unpacks to far more" in fault.said for fault in faults)


def test_a_list_of_too_many_files_is_never_made(tmp_path: Path) -> None:
    entries = archives.ENTRY * (archives.ENTRIES + 1)
    whole = zipped("class.zip", entries + zipped("a.json", b"{}"))
    (found,) = [f for f in given(tmp_path / "in", "all.zip", whole) if "class.zip" in f.name]
    assert isinstance(found, Found) and "more than 100,000 files" in found.said


# The same attacks, wider.


@pytest.mark.soak("handins")
def test_no_changed_hand_in_stops_the_class(sound: bytes, amount: Amount, tmp_path: Path) -> None:
    """What is counted goes through all of the report, fifty at a time."""
    came: Counter[str] = Counter()
    papers: list[Paper] = []
    changed = itertools.islice(Mutations(sound, seed=3), amount(test=400, soak=20_000))
    for n, raw in enumerate(changed):
        path = tmp_path / f"{n % 50}.json"
        path.write_bytes(raw)
        places, faults = find(path)
        assert faults == []
        found = KEY.paper(read(places[0]))
        came[found.state if isinstance(found, Found) else "counted"] += 1
        if isinstance(found, Found):
            assert UNEXPECTED not in found.said, raw[:2000]
            assert found.said.encode()
        else:
            papers.append(found)
        if len(papers) == 50:
            whole_report(papers)
            papers.clear()
    whole_report(papers)
    print(dict(came))  # noqa: T201  what the closing note tells
    assert set(came) == {"counted", "broken"} or set(came) == {"counted", "broken", "foreign"}


def whole_report(papers: list[Paper]) -> None:
    classroom, figures = Classroom(papers), Figures(KEY.questions)
    for pupil in classroom.pupils():
        figures.add(pupil)
    book = Book(lines=lines(figures.rows, None), scale=Scale.named("100"), best=False, joined=None)
    assert page(figures, classroom.lines, book).encode("utf-8", "replace")
    for table in (_learners, _questions_table, _short_answers, _answers):
        assert table(figures)


@pytest.mark.soak("handins")
def test_no_damaged_zip_stops_the_class(sound: bytes, amount: Amount, tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311
    ways = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    for n in range(amount(test=100, soak=2_000)):
        whole = zipped("handin.json", sound[:3000], ways[n % 4])
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        cut = whole[: chance.randrange(100, len(whole))] + whole[-160:]
        for raw in (bytes(damaged), cut, zipped("inner.zip", bytes(damaged), zipfile.ZIP_STORED)):
            for found in given(tmp_path / "in", "all.zip", raw):
                assert isinstance(found, Paper) or UNEXPECTED not in found.said, found
            archives._open.cache_clear()
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["all.zip"], "nothing is written"
