"""In a made-up language no English word is left in the report, the pages to hand back, a handout.

What learners wrote, the names of files, and column names of CSV files stay as they are.
"""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from lessons.desk.export import export
from lessons.desk.handouts import make
from lessons.desk.report import report
from lessons.kit.data import table
from lessons.kit.quiz import bank, key_response, mark
from lessons.kit.syllabus import entry
from tools import made_up
from tools import simulated_class as sim

#: What a learner wrote, and what is called by a name: of a file, a program, a column.
OURS = re.compile(r"<(bdi|code|dd|blockquote)\b.*?</\1>|<dt>.*?</dt>", re.DOTALL)
STANDARDS = re.compile(r"D2\.\w+\.\d+|England KS3/KS4 \w+|PISA 2018 reading")
NICKNAMES = re.compile(
    "|".join(map(re.escape, (*sim.STEADY, "Steady", "Misled", "Guesser", "Skipper", *sim.OTHERS)))
)
CODE = re.compile(r"\w+\.\w+\([^)]*\)|lessons/\S+|data/\S+|who_\w+")


@pytest.fixture(autouse=True, scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with made_up.spoken(tmp_path_factory.mktemp("made-up")):
        yield


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class")
    return report(sim.build(folder / "handins", folder / "work").folder).page.parent


def names() -> set[str]:
    """Give what institutions and places of reading are called."""
    sources = table("sources")
    found = {*sources["institution"], *sources["read_at"]}
    parts = {part for name in found for part in re.split(r" \(|\)|-|, ", name)}
    return found | {part for part in parts if len(part) > len("ab")} - {""}


def seen(page: str) -> Iterator[str]:
    """Give the texts of a page, with those that are heard or shown on pointing."""
    body = OURS.sub(" ", page[page.index("<title>") :])
    body = NICKNAMES.sub(" ", STANDARDS.sub(" ", html.unescape(body)))
    body = re.sub(r"<style.*?</style>", " ", body, flags=re.DOTALL)
    yield from re.findall(r'(?:title|aria-label|data-label|alt)="([^"]*)"', body)
    yield from re.sub(r"<[^>]*>", "\0", body).split("\0")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["report.html", "hand_back.html"])
def test_no_word_of_the_report_is_left_behind(out: Path, name: str) -> None:
    page = (out / name).read_text(encoding="utf-8")
    assert f'lang="{made_up.CODE}"' in page
    assert {word for text in seen(page) for word in made_up.left(text)} == set()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sheet", "plan"])
def test_no_word_of_a_handout_is_left_behind(tmp_path: Path, kind: str) -> None:
    list(make([entry("the_toll")], tmp_path))
    file = PdfReader(tmp_path / f"04_the_toll_{kind}.pdf")
    text = " ".join(" ".join(page.extract_text() for page in file.pages).split())
    assert "ж" in text
    text = CODE.sub("", text)
    for name in sorted(names(), key=len, reverse=True):
        text = text.replace(name, "")
    assert made_up.left(text) == set()


def test_marks_of_each_kind_are_said() -> None:
    for question in [*bank.of("the_toll"), *bank.of("crimea")]:
        for response in ("", "no such thing", key_response(question)):
            assert made_up.left(mark(question, response).feedback) == set(), question.id


def test_no_word_about_an_export_is_left_behind(tmp_path: Path) -> None:
    for form in ("gift", "qti", "xapi", "csv"):
        said = " ".join(export(entry("crimea"), form, tmp_path).remarks)
        ids = {question.id for question in bank.of("crimea")}
        for name in (*ids, "GIFT", "Canvas"):
            said = said.replace(name, "")
        assert made_up.left(said) == set()
