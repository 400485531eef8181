"""Whoever works through all lessons in a checkout can still pull the next corrections."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lessons.kit import places
from lessons.kit.syllabus import entries
from tools.tiers import Amount

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (places.ROOT / ".git").exists(), reason="this is no git checkout"),
]

WORK_THROUGH = """
import sys
import nbformat
from nbclient import NotebookClient
from lessons.lab import copies

folder = copies.bring().folder
for source in copies.sources()[: int(sys.argv[1])]:
    copy = folder / copies.name_of(source)
    page = nbformat.read(copy, as_version=4)
    NotebookClient(page, kernel_name="python3", timeout=600).execute(cwd=str(copy.parent))
    nbformat.write(page, copy)
    print(copy.stem)
"""

ANSWER = """
from lessons import the_call
from lessons.kit.quiz.marking import key_response, mark
from lessons.kit.record import Record

record = Record.open()
record.set_learner("Red Fox")
for question in the_call.lesson.questions:
    record.add(question, key_response(question), mark(question, key_response(question)))
"""

BRING = "from lessons.lab import copies; print(*copies.bring().corrected)"


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org")
    done = subprocess.run(
        ["git", "-C", str(folder), *who, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def upstream(tmp_path: Path) -> Path:
    """Give a repository with the kit as it is now, committed or not."""
    folder = tmp_path / "upstream"
    for name in git(places.ROOT, "ls-files", "-co", "--exclude-standard").splitlines():
        if (places.ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(places.ROOT / name, folder / name)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "The kit")
    return folder


def run(checkout: Path, *words: str) -> str:
    """Run Python in a learner's checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LESSONS")}
    done = subprocess.run(
        [sys.executable, *words],
        env={**kept, "PYTHONPATH": str(checkout), "PYTHONUTF8": "1"},
        cwd=checkout,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.soak("pull")  # 20 s; in `soak`, where it is all lessons, a minute and a half
def test_working_through_all_lessons_leaves_the_checkout_clean(
    upstream: Path, tmp_path: Path, amount: Amount
) -> None:
    several = amount(test=3, soak=99)
    mine = tmp_path / "mine"
    git(tmp_path, "clone", "--quiet", str(upstream), str(mine))
    done = run(mine, "-c", WORK_THROUGH, str(several)).splitlines()
    every = [f"{each.number:02}_{each.name}" for each in entries()]
    assert set(every[: several - 1]) < set(done)  # after the start page
    run(mine, "-c", ANSWER)
    run(mine, "-m", "lessons", "handin")
    run(mine, "-m", "lessons", "restore", "03")
    assert git(mine, "status", "--porcelain") == ""
    assert (mine / "work" / "record.sqlite3").is_file()

    lesson = upstream / "notebooks" / "03_crimea.ipynb"
    page = json.loads(lesson.read_text(encoding="utf-8"))
    page["cells"][0]["source"] = ["A better sentence."]
    lesson.write_text(json.dumps(page), encoding="utf-8")
    git(upstream, "commit", "--quiet", "--all", "--message", "Correct a sentence")
    git(mine, "pull", "--quiet", "--ff-only")
    assert run(mine, "-c", BRING).split() == ["03_crimea.ipynb"]
    assert git(mine, "status", "--porcelain") == ""
