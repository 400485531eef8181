"""Marks by lesson and learner, joined with a class list; pages to hand back; a class of 300."""

import csv
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from lessons import cli
from lessons.desk.report import ReportError, Wishes, report
from lessons.desk.report.gradebook import Scale, ScaleError, class_list
from lessons.desk.report.gradebook.class_list import ClassListError
from lessons.desk.report.gradebook.standards import codes
from lessons.desk.report.statistics import LessonMark
from lessons.kit.quiz.bank import load, path_of
from lessons.kit.quiz.questions import Poll, Short
from lessons.kit.record import Attempt, handin
from lessons.kit.record.format import PAGE
from tools import simulated_class as sim

Row = dict[str, str]
LESSONS = ("the_call", "crimea", "the_toll", "nato")
MANY = 300


def table(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[list[Attempt]]]:
    folder = tmp_path_factory.mktemp("few") / "handins"
    return folder, sim.crowd(folder, 6, LESSONS[1:3])


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[list[Attempt]]]:
    folder = tmp_path_factory.mktemp("many") / "handins"
    return folder, sim.crowd(folder, MANY, LESSONS)


# Three hundred learners, computed anew.


def scores(class_: list[list[Attempt]], best: bool = False) -> dict[str, "np.ndarray"]:
    """Give learners × marked questions for each lesson; NaN where one is left out."""
    found = {}
    for lesson in LESSONS:
        asked = [q for q in load(path_of(lesson)) if not isinstance(q, Poll | Short)]
        places = {question.id: n for n, question in enumerate(asked)}
        matrix = np.full((len(class_), len(asked)), np.nan)
        for k, attempts in enumerate(class_):
            by_question: dict[str, list[float]] = defaultdict(list)
            for one in attempts:
                if one.lesson == lesson and one.question in places:
                    by_question[one.question].append(one.score)
            for name, got in by_question.items():
                matrix[k, places[name]] = max(got) if best else got[0]
        found[lesson] = matrix
    return found


@pytest.mark.slow
def test_statistics_of_three_hundred_agree_with_numpy(
    many: tuple[Path, list[list[Attempt]]], tmp_path: Path
) -> None:
    folder, class_ = many
    out = report(folder, tmp_path / "out").page.parent
    first, best = scores(class_), scores(class_, best=True)
    rows = table(out / "questions.csv")
    for lesson in LESSONS:
        asked = [q.id for q in load(path_of(lesson)) if not isinstance(q, Poll | Short)]
        told = {row["question"]: row for row in rows if row["lesson"] == lesson}
        for n, name in enumerate(asked):
            own = first[lesson][:, n]
            others = np.delete(first[lesson], n, axis=1)
            there = ~np.isnan(own) & (np.sum(~np.isnan(others), axis=1) >= 2)
            rest = np.nanmean(others[there], axis=1)
            assert float(told[name]["first attempt"]) == pytest.approx(np.nanmean(own), abs=6e-4)
            assert float(told[name]["best attempt"]) == pytest.approx(
                np.nanmean(best[lesson][:, n]), abs=6e-4
            )
            assert float(told[name]["discrimination"]) == pytest.approx(
                np.corrcoef(own[there], rest)[0, 1], abs=6e-4
            )
    marks = {row["name"]: row for row in table(out / "gradebook.csv")}
    for lesson in LESSONS:
        column = next(c for c in next(iter(marks.values())) if c.endswith(title(lesson)))
        share = np.nansum(first[lesson], axis=1) / first[lesson].shape[1]
        for k in range(MANY):
            told_mark = marks[f"L{k:03}"][column]
            if told_mark:
                assert float(told_mark) == pytest.approx(100 * share[k], abs=0.051)
            else:
                assert np.isnan(first[lesson][k]).all()


def title(lesson: str) -> str:
    from lessons.kit.syllabus import entry

    return entry(lesson).title


@pytest.mark.slow
def test_an_honest_crowd_is_left_in_peace(
    many: tuple[Path, list[list[Attempt]]], tmp_path: Path
) -> None:
    """44,850 pairs: not one is remarked on."""
    out = report(many[0], tmp_path / "out").page.parent
    assert {row["about the files"] for row in table(out / "learners.csv")} == {""}


# One mark, and how sure it is.


def test_how_sure_a_mark_is_follows_from_how_much_was_asked() -> None:
    """Of answers drawn by chance, 92 of 100 marks and more lie within what is said."""
    rng = np.random.default_rng(3)
    for asked in (5, 8, 10, 20):
        for skill in (0.3, 0.5, 0.8, 0.95):
            right = rng.binomial(asked, skill, 4_000)
            within = [
                abs(got / asked - skill)
                <= LessonMark(asked=asked, answered=asked, first=float(got), best=0.0).give() + 1e-9
                for got in right
            ]
            assert np.mean(within) > 0.92, (asked, skill, np.mean(within))


def test_few_questions_give_a_hint_and_no_mark() -> None:
    assert "hint" in LessonMark(asked=3, answered=3, first=3.0, best=3.0).words()
    assert "left out" in LessonMark(asked=8, answered=6, first=3.0, best=3.0).words()


@pytest.mark.parametrize(
    ("words", "half", "all_right"),
    [("100", 50, 100), ("20", 10, 20), ("6-1", 3.5, 1), ("1-10", 5.5, 10)],
)
def test_a_scale_runs_either_way(words: str, half: float, all_right: float) -> None:
    scale = Scale.named(words)
    assert (scale.mark(0.5), scale.mark(1)) == (half, all_right)


@pytest.mark.parametrize("words", ["", "a", "0", "5-5", "-3", "100000"])
def test_what_is_no_scale_is_one_sentence(words: str, tmp_path: Path) -> None:
    with pytest.raises(ScaleError):
        Scale.named(words)
    assert cli.main(["report", str(tmp_path), f"--scale={words}"]) == 2


# The class list.

LIST = "Name,Nickname,Student ID,Email,Class\n"


def listed(tmp_path: Path, raw: bytes) -> class_list.ClassList:
    (tmp_path / "class.csv").write_bytes(raw)
    return class_list.read(tmp_path / "class.csv")


@pytest.mark.parametrize(
    "raw",
    [
        (LIST + "Ana Ruiz,L000,7,ana@x.test,9b\n").encode(),
        (LIST + "Ana Ruiz,L000,7,ana@x.test,9b\n").replace(",", ";").encode("utf-8-sig"),
        (LIST + "Ana Ruiz,L000,7,ana@x.test,9b\n").replace(",", "\t").encode("utf-16"),
        ("First name,Last name,Nickname,ID number,Email address,Group\n"
         "Ana,Ruiz,L000,7,ana@x.test,9b\n").encode("cp1252"),
        (b"sep=;\nName;Nick;Number;Mail;Section\nAna Ruiz;L000;7;ana@x.test;9b\n"),
    ],
)  # fmt: skip
def test_a_class_list_is_read_however_it_was_saved(raw: bytes, tmp_path: Path) -> None:
    (member,) = listed(tmp_path, raw).members
    assert (member.name, member.nicknames, member.id) == ("Ana Ruiz", ("L000",), "7")
    assert (member.email, member.group) == ("ana@x.test", "9b")


@pytest.mark.parametrize(
    ("raw", "said"),
    [(b"", "is empty"), (b"a,b\n1,2\n", "no column"), (b"\0\1\2", "no table of names")],
)
def test_what_is_no_class_list_is_one_sentence(raw: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(ClassListError, match=said):
        listed(tmp_path, raw)


@pytest.fixture(scope="module")
def joined(few: tuple[Path, list[list[Attempt]]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the report on six learners, of whom five are on a list of seven in two classes."""
    folder = tmp_path_factory.mktemp("joined")
    names = folder / "class.csv"
    groups = "abaab"
    names.write_text(
        LIST
        + "".join(f"Ana{n} Ruiz{n},L00{n},id{n},a{n}@x.test,9{groups[n]}\n" for n in range(5))
        + "Ill Today,,id8,i@x.test,9a\n" + "Also Away,,id9,w@x.test,9b\n", "utf-8",
    )  # fmt: skip
    return report(few[0], folder / "out", Wishes(class_list=names)).page.parent


def test_who_is_missing_and_who_is_a_stranger_is_said(joined: Path) -> None:
    page = (joined / "report.html").read_text(encoding="utf-8")
    glance = page[page.index('class="glance"') : page.index('id="marks"')]
    assert "(9a):</strong> Ill Today." in glance and "(9b):</strong> Also Away." in glance
    assert "Not on the class list" in glance and "L005" in glance
    assert "L000" not in glance.replace("(<bdi>L000</bdi>)", "")


def test_each_platform_gets_its_shape(joined: Path) -> None:
    own = table(joined / "gradebook.csv")
    assert [row["name"] for row in own[:2]] == ["Ana0 Ruiz0", "Ana1 Ruiz1"]
    assert len(own) == 8  # seven of the list, and a stranger
    moodle = table(joined / "gradebook-moodle.csv")
    assert list(moodle[0])[:5] == [
        "First name", "Last name", "ID number", "Username", "Email address",
    ]  # fmt: skip
    assert (moodle[0]["First name"], moodle[0]["ID number"]) == ("Ana0", "id0")
    canvas = table(joined / "gradebook-canvas.csv")
    assert list(canvas[0])[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert canvas[0]["Student"].strip() == "Points Possible"
    assert canvas[1]["Student"] == "Ruiz0, Ana0" and canvas[1]["SIS User ID"] == "id0"
    room = table(joined / "gradebook-classroom.csv")
    assert list(room[0])[:3] == ["Last Name", "First Name", "Email Address"]
    lessons = list(moodle[0])[5:]
    assert len(lessons) == 2
    for n in range(5):
        marks = [one[lessons[0]] for one in (moodle[n], canvas[n + 1], room[n + 1])]
        assert len(set(marks)) == 1 and 0 <= float(marks[0]) <= 100
    assert moodle[5]["First name"] == "Ill" and moodle[5][lessons[0]] == ""


def test_the_list_itself_is_no_learners_work(tmp_path: Path) -> None:
    sim.crowd(tmp_path / "in", 2, ["the_toll"])
    (tmp_path / "in" / "names.csv").write_text("name\nL000\n", encoding="utf-8")
    words = ["report", str(tmp_path / "in"), "--class-list", str(tmp_path / "in" / "names.csv")]
    assert cli.main(words) == 0
    files = table(tmp_path / "in" / "class-report" / "files.csv")
    assert [row["file"] for row in files] == ["handin-L000.json", "handin-L001.json"]


# Nothing is overwritten.


def test_only_an_earlier_report_is_written_over(tmp_path: Path) -> None:
    sim.crowd(tmp_path / "in", 2, ["the_toll"])
    out = tmp_path / "out"
    out.mkdir()
    (out / "gradebook.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(ReportError, match="--force"):
        report(tmp_path / "in", out)
    assert (out / "gradebook.csv").read_text(encoding="utf-8") == "mine"
    report(tmp_path / "in", out, Wishes(force=True))
    report(tmp_path / "in", out)
    assert table(out / "gradebook.csv")[0]["name"] == "L000"


# Pages to hand back.


def test_each_learner_has_a_page_of_their_own(joined: Path) -> None:
    html = (joined / "hand_back.html").read_text(encoding="utf-8")
    pages = html.split("<article")[1:]
    assert len(pages) == 6
    for n, page in enumerate(pages):
        assert f"L00{n}" in page and not any(f"L00{m}" in page for m in range(6) if m != n)
        assert "Your own words" in page and f"L00{n} counts" in page
    assert "Think about this once more" in html and "Read again: section" in html
    words = "".join(page.extract_text() for page in PdfReader(joined / "hand_back.pdf").pages)
    assert all(f"L00{n} counts" in " ".join(words.split()) for n in range(6))


def test_a_page_tells_no_mark_where_the_teacher_prefers_so(tmp_path: Path) -> None:
    sim.crowd(tmp_path / "in", 2, ["the_toll"])
    told = report(tmp_path / "in", tmp_path / "a").page.with_name("hand_back.html")
    still = report(tmp_path / "in", tmp_path / "b", Wishes(handed_back_marks=False))
    assert "of 100" in told.read_text(encoding="utf-8")
    assert "of 100" not in still.page.with_name("hand_back.html").read_text(encoding="utf-8")


# Standards.


def test_standards_are_those_that_the_plans_name() -> None:
    found = {code for lesson in LESSONS for code in codes(lesson)}
    assert any(code.startswith("D2.") for code in found)
    assert codes("no_such_lesson") == []
    for lesson in LESSONS:
        plan = path_of(lesson).with_name("plan.md").read_text(encoding="utf-8")
        assert all(code in plan for code in codes(lesson) if code.startswith("D"))


# The second case.


def test_before_and_after_stand_side_by_side(tmp_path: Path) -> None:
    class_ = sim.crowd(tmp_path / "in", 4, ["second_case"])
    page = report(tmp_path / "in", tmp_path / "out").page.read_text(encoding="utf-8")
    part = page[page.index('id="cases"') : page.index('id="texts"')]
    both = 0
    for attempts in class_:
        wrote = {a.question: a.response["text"] for a in attempts if a.question in PAIR}
        assert all(words in part for words in wrote.values())
        both += len(wrote) == 2
    assert both and part.count("<article>") == sum(
        any(a.question in PAIR for a in attempts) for attempts in class_
    )


PAIR = ("reasons-before", "reasons-after")


# The learner's page.


def test_a_learners_page_stands_in_the_report_and_on_the_page_to_hand_back(tmp_path: Path) -> None:
    (attempts,) = sim.crowd(tmp_path / "in", 1, ["the_toll"])
    row = {
        "claim": "The dead are counted.",
        "evidence": "The UN said so.",
        "sure": 3,
        "against": "",
    }
    last = attempts[-1]
    page = replace(
        last, event="00000000-0000-4000-8000-000000000001", question="row-1", kind="page",
        fingerprint=PAGE, response=row, before=last.event, number=1, score=0.0, verdict="recorded",
    )  # fmt: skip
    raw = handin.encode("L000", [*attempts, page], last.time + timedelta(minutes=1))
    (tmp_path / "in" / "handin-L000.json").write_bytes(raw)
    out = report(tmp_path / "in", tmp_path / "out").page
    for name in ("report.html", "hand_back.html"):
        words = out.with_name(name).read_text(encoding="utf-8")
        assert "The dead are counted." in words and "The UN said so." in words, name
        assert "3 of 4" in words
    assert table(out.with_name("learners.csv"))[0]["about the files"] == ""
