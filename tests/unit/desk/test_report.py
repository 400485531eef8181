"""The class report: each habit seen for what it is, numbers right, nothing lost, nothing fatal."""

import csv
import io
import os
import re
import shutil
import struct
import sys
import zipfile
from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lessons import cli
from lessons.desk.report import ReportError, report
from lessons.desk.report.panel import Panel
from lessons.desk.report.progress import Progress
from lessons.desk.report.reading import archives
from lessons.desk.report.reading.collect import find, leads_out, read, shown
from lessons.desk.report.statistics import Pairs
from lessons.desk.spreadsheet import csv_bytes, safe
from lessons.kit.quiz import bank
from lessons.kit.quiz.marking import mark
from lessons.kit.quiz.questions import Poll, Short
from lessons.kit.quiz.seal import seal
from lessons.kit.record import Record
from tools import simulated_class as sim

Row = dict[str, str]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> sim.Class:
    folder = tmp_path_factory.mktemp("class")
    return sim.build(folder / "handins", folder / "work")


@pytest.fixture(scope="module")
def out(room: sim.Class) -> Path:
    return report(room.folder).page.parent


@pytest.fixture(scope="module")
def page(out: Path) -> str:
    return (out / "report.html").read_text(encoding="utf-8")


def table(out: Path, name: str) -> list[Row]:
    with (out / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def by(rows: list[Row], column: str) -> dict[str, Row]:
    return {row[column]: row for row in rows}


@pytest.fixture
def one(room: sim.Class, tmp_path: Path) -> Path:
    """Give a folder with one good hand-in, ``a.json``."""
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(room.file("handin-Steady-1"), folder / "a.json")
    return folder


def files_of(folder: Path) -> dict[str, Row]:
    result = report(folder, folder.parent / "out")
    return by(table(result.page.parent, "files.csv"), "file")


# Each habit is seen for what it is.


def test_everybody_is_there_once(out: Path) -> None:
    names = [row["learner"] for row in table(out, "learners.csv")]
    wanted = {
        *sim.STEADY,
        *sim.MISLED,
        *sim.GUESSERS,
        *sim.SKIPPERS,
        *sim.OTHERS,
        "Namesake (2)",
        "Tablet (2)",
    }
    assert len(names) == len(set(names)) == 31
    assert set(names) == (wanted - {sim.FORMULA}) | {"'" + sim.FORMULA}


def test_habits_are_named(out: Path) -> None:
    rows = by(table(out, "learners.csv"), "learner")
    for name in sim.GUESSERS:
        assert "too fast to read" in rows[name]["needs a talk"]
    for name in sim.SKIPPERS:
        assert "Left out 5 of 12 questions." in rows[name]["needs a talk"]
    for name in ("Steady 1", *sim.MISLED, "Twice"):
        assert rows[name]["needs a talk"] == rows[name]["about the files"] == ""


def test_who_edits_the_file_gains_nothing(room: sim.Class, out: Path) -> None:
    row = by(table(out, "learners.csv"), "learner")["Cheater"]
    taken = sum(len(g) - 1 for g in tries_of(room)["Cheater"].values())
    assert "more than the kit writes" in row["about the files"]
    assert f"{taken} earlier attempts are missing" in row["about the files"]
    rows = by(table(out, "learners.csv"), "learner")
    others = [r["about the files"] for name, r in rows.items() if name != "Cheater"]
    assert "more than the kit writes" not in " ".join(others)


def test_forged_marks_are_not_believed(one: Path) -> None:
    path = one / "a.json"
    before = table(report(one, one.parent / "o1").page.parent, "learners.csv")[0]
    raw = path.read_text(encoding="utf-8")
    path.write_text(raw.replace('"result":{', '"result":{"score":{"scaled":1},', 3), "utf-8")
    after = table(report(one, one.parent / "o2").page.parent, "learners.csv")[0]
    assert "more than the kit writes" in after["about the files"]
    assert after["first attempt"] == before["first attempt"] != "1.0"


def test_a_copied_file_is_known_by_its_events(out: Path) -> None:
    rows = by(table(out, "learners.csv"), "learner")
    assert "very same as in the file of “Steady 2”" in rows["Copycat"]["about the files"]
    assert "very same as in the file of “Copycat”" in rows["Steady 2"]["about the files"]


def test_files_are_listed_with_what_was_done(room: sim.Class, out: Path) -> None:
    def row(name: str) -> Row:
        return files[room.file(name).relative_to(room.folder).as_posix()]

    files = by(table(out, "files.csv"), "file")
    assert len(files) == 33
    assert files[sim.BROKEN]["state"] == "broken"
    assert "breaks off" in files[sim.BROKEN]["what was done"]
    assert row("first/handin-Twice")["state"] == "older"
    assert row("computer 0/handin-Tablet")["state"] == "counted"
    assert "version 0.0.9" in row("handin-Older-kit")["what was done"]


def test_an_edited_question_is_not_marked(out: Path, page: str) -> None:
    assert by(table(out, "learners.csv"), "learner")["Older kit"]["not marked"] == "1"
    assert "changed since; the answer is to an earlier wording" in page


# The numbers are right: compared with the answers that were given, by other arithmetic.


def tries_of(room: sim.Class) -> dict[str, dict[str, list[Any]]]:
    """Give learner → question → marks, oldest first."""
    found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    now = {q.id: q for q in sim.questions()}
    for name, question, response in room.answered:
        if question.prompt == now[question.id].prompt:
            found[name][question.id].append(mark(question, response))
    return found


def test_marks_of_learners(room: sim.Class, out: Path) -> None:
    marked = {q.id for q in sim.questions() if not isinstance(q, Poll | Short)}
    rows = by(table(out, "learners.csv"), "learner")
    for name, questions in tries_of(room).items():
        if name == "Cheater":
            continue  # whose file says something else
        row = rows[str(safe(name))]
        scores = {q: [m.score for m in marks] for q, marks in questions.items() if q in marked}
        assert int(row["questions answered"]) == len(questions)
        assert float(row["first attempt"]) == pytest.approx(
            np.mean([s[0] for s in scores.values()]), abs=6e-4
        )
        assert float(row["best attempt"]) == pytest.approx(
            np.mean([max(s) for s in scores.values()]), abs=6e-4
        )


def class_matrix(room: sim.Class) -> tuple[list[str], dict[str, "np.ndarray[Any, Any]"]]:
    """Give question ids of the toll and each learner's first scores, NaN where none."""
    ids = [
        q.id for q in sim.questions() if q.lesson == "the_toll" and not isinstance(q, Poll | Short)
    ]
    matrix = {}
    for name, found in tries_of(room).items():
        pick = -1 if name == "Cheater" else 0  # what stands in the file
        matrix[name] = np.array([found[i][pick].score if i in found else np.nan for i in ids])
    return ids, matrix


def test_difficulty_and_discrimination(room: sim.Class, out: Path) -> None:
    rows = by([r for r in table(out, "questions.csv") if r["lesson"] == "the_toll"], "question")
    ids, matrix = class_matrix(room)
    scores = np.array(list(matrix.values()))
    for n, name in enumerate(ids):
        own, rest = scores[:, n], np.nanmean(np.delete(scores, n, axis=1), axis=1)
        there = ~np.isnan(own)
        assert int(rows[name]["learners"]) == there.sum()
        assert float(rows[name]["first attempt"]) == pytest.approx(own[there].mean(), abs=6e-4)
        assert float(rows[name]["discrimination"]) == pytest.approx(
            np.corrcoef(own[there], rest[there])[0, 1], abs=6e-4
        )


def test_the_shared_misconception_comes_first(room: sim.Class, page: str) -> None:
    first = [
        found[sim.JUMP][-1 if name == "Cheater" else 0]
        for name, found in tries_of(room).items()
        if sim.JUMP in found
    ]
    count = sum(sim.IDEA in given.misconceptions for given in first)
    assert count >= len(sim.MISLED)
    (row,) = re.findall(rf"<li><strong>{sim.IDEA}.*?</li>", page, re.DOTALL)
    assert f"{count} of {len(first)}" in row
    assert "4 · The toll, section 2, How the count grew" in row
    assert page.index(sim.IDEA) < page.index("All other mistaken ideas")


def test_polls_before_and_after(page: str) -> None:
    polls = page[page.index('id="polls"') : page.index('id="texts"')]
    assert "changed their mind" in polls
    row = polls[polls.index("No better than a guess") :].split("</tr>")[0]
    numbers = [int(n) for n in re.findall(r"</svg>\s*(\d+)", row)]
    assert numbers[1] > numbers[0]


# The page.


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_page_answers_in_order(page: str) -> None:
    parts = [re.sub(r" \(\d+\)$", "", part) for part in re.findall(r"<h2[^>]*>(.*?)</h2>", page)]
    assert parts == [
        *("What to teach again", "Which questions failed", "Who needs you", "Marks"),
        *("Hand-ins to look at", "Every learner and every question"),
        *("All other mistaken ideas", "Every question", "Standards"),
        *("Polls before and after", "Short answers to read"),
        "Files, and what was done with each",
    ]
    folded = page[page.index("<details") :]
    assert all(f"{title}" not in folded for title in ("What to teach again", ">Marks<"))


def test_the_page_stands_alone_and_runs_nothing(page: str) -> None:
    tags = Tags()
    tags.feed(page)
    names = {name for name, _ in tags.found}
    assert not names & {"script", "img", "link", "iframe", "object", "b"}
    for _, attributes in tags.found:
        assert not [name for name in attributes if name.startswith("on") or name == "src"]
        assert str(attributes.get("href", "#")).startswith("#")
    assert "&lt;img src=x onerror=" in page


def test_few_learners_are_said_to_be_few(one: Path) -> None:
    result = report(one)
    text = result.page.read_text(encoding="utf-8")
    assert "Small numbers." in text
    assert "Discrimination too few learners" in text
    assert all(not row["discrimination"] for row in table(result.page.parent, "questions.csv"))
    assert all(not row["flags"] for row in table(result.page.parent, "questions.csv"))


@pytest.mark.parametrize(("count", "judged"), [(9, False), (11, True)])
def test_discrimination_needs_ten(
    count: int, judged: bool, room: sim.Class, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    names = [f"Steady-{n}" for n in range(1, 9)] + [f"Misled-{n}" for n in range(1, 4)]
    for name in names[:count]:
        shutil.copy(room.file(f"handin-{name}"), tmp_path / "in")
    rows = table(report(tmp_path / "in").page.parent, "questions.csv")
    assert any(row["discrimination"] for row in rows) == judged


# Tables.


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "＝"])
def test_no_cell_is_a_formula(start: str) -> None:
    raw = csv_bytes(["x"], [[start + "cmd"], [-0.5]])
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert rows[1][0] == "'" + start + "cmd"
    assert rows[2] == ["-0.5"]


def test_hostile_words_are_safe_in_every_table(out: Path) -> None:
    for path in out.glob("*.csv"):
        for row in table(out, path.name):
            for cell in row.values():
                number = re.fullmatch(r"-?\d+(\.\d+)?", cell)
                assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


# Zips and strange files.


def test_a_platforms_zip_gives_the_same_report(room: sim.Class, out: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    zipped = sim.zipped(room.folder, tmp_path / "in" / "all.zip")
    outer = tmp_path / "in2" / "outer.zip"
    outer.parent.mkdir()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.write(zipped, "inner/all.zip")
    wanted = table(out, "learners.csv")
    assert table(report(zipped.parent).page.parent, "learners.csv") == wanted
    assert table(report(zipped, tmp_path / "o").page.parent, "learners.csv") == wanted
    assert table(report(outer.parent).page.parent, "learners.csv") == wanted


def test_many_processes_find_the_same(
    room: sim.Class, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lessons.desk.report.reading.papers.ALONE", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    found = report(room.folder, tmp_path / "other").page.parent
    rows = [row for row in table(found, "files.csv") if "class-report" not in row["file"]]
    assert rows == table(out, "files.csv")
    assert table(found, "learners.csv") == table(out, "learners.csv")


def test_strange_files_are_listed_and_harm_nothing(one: Path, tmp_path: Path) -> None:
    good = (one / "a.json").read_bytes()
    (one / "again.json").write_bytes(good)
    (one / "with-mark.json").write_bytes(b"\xef\xbb\xbf" + good)
    (one / "photo.png").write_bytes(b"\x89PNG" + bytes(100))
    Record.open(one / "record.sqlite3").set_learner("Fox")
    (one / "notes.json").write_text('{"a": 1}', encoding="utf-8")
    (one / "empty.json").write_bytes(b"")
    (one / ".DS_Store").write_bytes(b"x")
    (one / "cut.zip").write_bytes(b"PK\x03\x04" + bytes(50))
    with zipfile.ZipFile(one / "evil.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../../escaped.json", good)
        archive.writestr("/abs.json", good)
        archive.writestr("bomb.json", b"{" + b" " * 6_000_000)
        archive.writestr("__MACOSX/._a.json", b"x")
        archive.writestr("essay.txt", b"my answer")
    states = {name: row["state"] for name, row in files_of(one).items()}
    assert states == {
        "a.json": "counted",
        "again.json": "again",
        "with-mark.json": "again",
        "photo.png": "foreign",
        "record.sqlite3": "broken",
        "notes.json": "foreign",
        "empty.json": "broken",
        ".DS_Store": "system",
        "cut.zip": "broken",
        "evil.zip › ../../../escaped.json": "again",
        "evil.zip › /abs.json": "again",
        "evil.zip › bomb.json": "broken",
        "evil.zip › __MACOSX/._a.json": "system",
        "evil.zip › essay.txt": "foreign",
    }
    said = files_of(one)["evil.zip › ../../../escaped.json"]["what was done"]
    assert "leads out of the zip" in said
    assert "“lessons handin”" in files_of(one)["record.sqlite3"]["what was done"]
    assert "more than 5 MB" in files_of(one)["evil.zip › bomb.json"]["what was done"]
    assert not list(tmp_path.parent.rglob("escaped.json"))


def test_a_zip_that_lies_about_its_size_stays_small(one: Path) -> None:
    path = one / "lie.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.json", b"{" + b" " * 50_000_000)
    raw = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = raw.index(signature) + offset
        raw[at : at + 4] = struct.pack("<I", 1000)
    path.write_bytes(raw)
    assert files_of(one)["lie.zip › x.json"]["state"] == "broken"


def test_zips_in_zips_in_zips_end(one: Path) -> None:
    raw = (one / "a.json").read_bytes()
    for depth in range(6):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("deeper.zip" if depth else "a.json", raw)
        raw = buffer.getvalue()
    (one / "z.zip").write_bytes(raw)
    (row,) = [row for name, row in files_of(one).items() if name.startswith("z.zip")]
    assert row["state"] == "broken"
    assert "too many zips within zips" in row["what was done"]


def test_a_zip_of_too_much_is_read_up_to_the_limit(
    one: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = (one / "a.json").read_bytes()
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        for n in range(3):
            archive.writestr(f"{n}.json", good)
    packed = len(inner.getvalue())
    with zipfile.ZipFile(one / "z.zip", "w") as archive:
        archive.writestr("a.zip", inner.getvalue())
        archive.writestr("b.zip", inner.getvalue())
    monkeypatch.setattr(archives, "MOST_BYTES", 2 * packed + 4 * len(good))
    states = {name: row["state"] for name, row in files_of(one).items()}
    assert [states[f"z.zip › a.zip › {n}.json"] for n in range(3)] == ["again"] * 3
    assert [states[f"z.zip › b.zip › {n}.json"] for n in range(3)] == ["again"] + ["broken"] * 2


def test_a_zip_of_too_many_files_is_not_even_listed(
    one: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(one / "z.zip", "w") as archive:
        for n in range(6):
            archive.writestr(f"{n}.json", b"{}")
    monkeypatch.setattr(archives, "ENTRIES", 5)
    row = files_of(one)["z.zip"]
    assert (row["state"], "more than 5 files" in row["what was done"]) == ("broken", True)


def test_a_locked_zip_is_named(one: Path) -> None:
    with zipfile.ZipFile(one / "z.zip", "w") as archive:
        archive.writestr("a.json", b"{}")
    raw = bytearray((one / "z.zip").read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    (one / "z.zip").write_bytes(raw)
    assert "password" in files_of(one)["z.zip › a.json"]["what was done"]


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are made otherwise there")
def test_links_and_pipes_are_not_read(one: Path) -> None:
    (one / "link.json").symlink_to("/etc/hostname")
    os.mkfifo(one / "pipe.json")
    files = files_of(one)
    assert "a link" in files["link.json"]["what was done"]
    assert "no ordinary file" in files["pipe.json"]["what was done"]


def test_names_are_shown_without_tricks() -> None:
    assert shown("a\x1b[31m\u202egpj.json") == "a�[31m�gpj.json"
    assert leads_out("z.zip › C:/x") and leads_out("z.zip › a\\..\\..\\x")
    assert not leads_out("../here.json")


def test_an_answer_changed_between_hand_ins_is_seen(room: sim.Class, one: Path) -> None:
    raw = (one / "a.json").read_text(encoding="utf-8")
    (question,) = [q for q in sim.questions() if q.id == "who-counted"]
    keys = [o.key for o in question.options]  # type: ignore[union-attr]
    given = next(r for n, q, r in room.answered if n == "Steady 1" and q.id == question.id)
    other = next(key for key in keys if key != given)
    changed = raw.replace(f'"response":"{given}"', f'"response":"{other}"')
    changed = re.sub(r'"created":"[^"]*"', '"created":"2026-03-09T09:00:00Z"', changed)
    (one / "b.json").write_text(changed, encoding="utf-8")
    row = table(report(one).page.parent, "learners.csv")[0]
    assert "changed between two hand-ins" in row["about the files"]
    counted = by(table(one / "class-report", "questions.csv"), "question")[question.id]
    assert f"{float(mark(question, given).score)}" == counted["first attempt"]


# The command.


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = cli.main([*words])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_the_command_says_where_the_result_is(
    one: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said, _ = run(capsys, "report", str(one))
    assert code == 0
    assert "1 hand-in of 1 learner." in said
    assert str(one / "class-report" / "report.html") in said
    assert run(capsys, "report", str(one))[:2] == (0, said), "its own result is no input"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda _: None, "There is no folder"),
        (lambda path: path.mkdir(), "There is no file in"),
        (lambda path: path.write_text("hello"), "There is no hand-in in"),
    ],
)
def test_what_cannot_be_reported_is_one_sentence(
    make: Any, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path / "in")
    code, said, error = run(capsys, "report", str(tmp_path / "in"))
    assert (code, said) == (2, "")
    assert error.count("\n") == 1
    assert sentence in error
    assert not (tmp_path / "in" / "class-report").exists()


def test_no_right_to_write_is_one_sentence(one: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (one.parent / "file").write_text("x")
    code, _, error = run(capsys, "report", str(one), "--out", str(one.parent / "file"))
    assert code == 2
    assert "can't be written to" in error
    assert error.count("\n") == 1


def test_no_right_to_read_is_one_sentence(
    one: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "lessons.desk.report.class_report.os.access", lambda *_: False
    )  # root may read all
    code, _, error = run(capsys, "report", str(one))
    assert code == 2
    assert error.count("\n") == 1
    assert "can't be read" in error


def test_a_copy_without_answers_cannot_mark(
    one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toll = tmp_path / "lessons" / "the_toll"
    toll.mkdir(parents=True)
    sealed = seal(bank.load(bank.LESSONS / "the_toll" / "quiz.yaml"), b"x" * 32)
    (toll / "quiz.yaml").write_bytes(sealed)
    shutil.copy(bank.LESSONS / "the_toll" / "exhibits.py", toll)
    monkeypatch.setattr(bank, "LESSONS", tmp_path / "lessons")
    with pytest.raises(ReportError, match="Use the teacher's copy"):
        report(one)


def test_handin_writes_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LESSONS_WORK", str(tmp_path / "work"))
    code, _, error = run(capsys, "handin")
    assert code == 2
    assert "nickname" in error
    question = sim.questions()[1]
    record = Record.open()
    record.set_learner("Fox")
    record.add(question, "", mark(question, ""))
    code, said, _ = run(capsys, "handin", "--out", str(tmp_path / "out"))
    assert code == 0
    (made,) = (tmp_path / "out").iterdir()
    assert str(made) in said


# The notebook.


def test_the_notebook_does_the_same_by_clicking(one: Path, tmp_path: Path) -> None:
    panel = Panel(str(one))
    panel.out.value = str(tmp_path / "clicked")
    panel.button.click()
    assert "1 hand-in of 1 learner." in panel.said.value
    assert "&lt;!doctype html&gt;" in panel.shown.value
    assert "<iframe sandbox " in panel.shown.value
    wanted = table(report(one).page.parent, "learners.csv")
    assert table(tmp_path / "clicked", "learners.csv") == wanted
    panel.files.value = (uploaded("../../x\\..\\a:b.json", (one / "a.json").read_bytes()),)
    panel.button.click()
    assert table(tmp_path / "clicked", "learners.csv") == wanted
    assert not panel.button.disabled


def uploaded(name: str, content: bytes) -> dict[str, Any]:
    about = {"type": "", "size": len(content), "last_modified": sim.START}
    return {"name": name, "content": memoryview(content), **about}


def test_the_notebook_takes_a_class_list_and_a_scale(one: Path, tmp_path: Path) -> None:
    nickname = table(report(one, tmp_path / "plain").page.parent, "learners.csv")[0]["learner"]
    listed = f"name,nickname\nAnna Berg,{nickname}\nCarl Dahl,nobody\n"
    panel = Panel(str(one))
    panel.scale.value = "20"
    panel.marks.value = False
    panel.out.value = str(tmp_path / "typed")
    (tmp_path / "names.csv").write_text(listed)
    panel.names.value = str(tmp_path / "names.csv")
    panel.button.click()
    assert "Carl Dahl" in panel.said.value
    typed = table(tmp_path / "typed", "gradebook.csv")
    assert [row["name"] for row in typed] == ["Anna Berg", "Carl Dahl"]
    handed_back = (tmp_path / "typed" / "hand_back.html").read_text()
    panel.names.value, panel.scale.value, panel.marks.value = "", "100", True
    panel.names_file.value = (uploaded("class.csv", listed.encode()),)
    panel.out.value = str(tmp_path / "uploaded")
    panel.button.click()
    given = table(tmp_path / "uploaded", "gradebook.csv")
    assert [row["name"] for row in given] == ["Anna Berg", "Carl Dahl"]
    lesson = next(name for name in given[0] if name[:1].isdigit() and "how sure" not in name)
    assert float(given[0][lesson]) == pytest.approx(5 * float(typed[0][lesson]), abs=0.5)
    assert "of 20" not in handed_back and "of 100" in (
        tmp_path / "uploaded" / "hand_back.html").read_text()  # fmt: skip
    panel.scale.value = "none"
    panel.button.click()
    assert "none" in panel.said.value and panel.shown.value == ""


def test_the_notebook_says_what_is_wrong(tmp_path: Path) -> None:
    panel = Panel()
    panel.button.click()
    assert "Name the folder" in panel.said.value
    panel.folder.value = str(tmp_path / "<b>none")
    panel.button.click()
    assert "There is no folder" in panel.said.value
    assert "<b>" not in panel.said.value
    assert panel.shown.value == ""


# Small parts.


def test_correlation_is_pearsons() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.random(50), rng.random(50)
    pairs = Pairs()
    for a, b in zip(x, y, strict=True):
        pairs.add(a, b)
    assert pairs.correlation() == pytest.approx(np.corrcoef(x, y)[0, 1])
    flat = Pairs()
    for b in y:
        flat.add(0.1, b)
    assert flat.correlation() is None


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_progress_shows_only_on_a_terminal(stream: io.StringIO) -> None:
    with Progress(10, "report.count.read", stream) as bar:
        for _ in range(10):
            bar.add(1)
    assert ("10 of 10 files" in stream.getvalue()) == stream.isatty()


def test_nothing_raises_in_reading(one: Path) -> None:
    places, faults = find(one)
    (one / "a.json").unlink()
    assert [read(place).state for place in places] == ["broken"]
    assert faults == []
