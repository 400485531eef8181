"""PDFs as two checkers of PDF/UA see them that are neither Typst's nor ours.

Both read only what a machine can: `pdfua` 16 of the 106 conditions of the Matterhorn Protocol (for
tags, titles, languages, alternative texts, headers of tables), `outloud` its own rules and what a
reader would hear. Whether an alternative text says what the picture shows, whether the order makes
sense and whether colours do, no checker sees; veraPDF needs Java and was not run.
"""

import io
import json
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter

from lessons.desk.handouts import Look, make
from lessons.desk.report import report
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.syllabus import entries, entry
from tools import lent
from tools import simulated_class as sim

pytestmark = pytest.mark.soak("paper")  # 4 minutes, and it needs a package index
CHECKERS = ("pdfua==0.1.3", "outloud==0.2.1")
PATIENCE = 900  # seconds until a checker that hangs is given up
BY_DESIGN = {
    "TAG-002": "a header that a table repeats on its next page is read once",
}


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of both checkers' commands, in an environment of their own."""
    folder = tmp_path_factory.mktemp("checkers")
    python = lent.environment(folder)
    done = lent.install(python, *CHECKERS)
    if done.returncode:
        pytest.skip(f"no package index: {done.stderr[-300:]}")
    return python.parent


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Give all that is printed: every lesson, one in large print, pages to hand back."""
    folder = tmp_path_factory.mktemp("papers")
    file = io.BytesIO()
    Image.new("L", (8, 4)).save(file, "png")  # what a picture shows is not looked at
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Exhibit, "png", lambda _: file.getvalue())
        made = [*make(entries(), folder / "all")]
        made += make([entry("the_toll")], folder / "large", Look(large=True))
    room = sim.build(folder / "handins", folder / "work").folder
    return [*made, report(room).page.with_name("hand_back.pdf")]


def told(command: list[str | Path]) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=PATIENCE, encoding="utf-8"
    )
    return done.stdout


def test_pdfua_finds_nothing(programs: Path, papers: list[Path]) -> None:
    for path in papers:
        seen = json.loads(told([programs / "pdfua", "check", "--format", "json", path]))
        assert seen["summary"]["rules_run"] >= 10
        assert seen["findings"] == [], path.name


def test_outloud_finds_no_error(programs: Path, papers: list[Path]) -> None:
    seen = json.loads(told([programs / "outloud", "--quiet", "--json", "-", *papers]))
    assert len(seen["results"]) == len(papers)
    errors = {
        (Path(each["path"]).name, one["rule"], one["evidence"])
        for each in seen["results"]
        for one in each["findings"]
        if one["severity"] == "error" and one["rule"] not in BY_DESIGN
    }
    assert errors == set()


def test_both_see_a_fault_that_is_there(programs: Path, tmp_path: Path) -> None:
    """A page without tags passes neither."""
    bare = tmp_path / "bare.pdf"
    with PdfWriter() as writer:
        writer.add_blank_page(200, 200)
        writer.write(bare)
    assert json.loads(told([programs / "pdfua", "check", "--format", "json", bare]))["findings"]
    (seen,) = json.loads(told([programs / "outloud", "-q", "--json", "-", bare]))["results"]
    assert seen["verdict"] == "fail"
