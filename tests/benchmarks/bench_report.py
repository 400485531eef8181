"""What the class report costs: time by the number and by the size of hand-ins, and memory.

``LESSONS_BENCH_HANDINS`` sets the largest number, ``LESSONS_BENCH_LARGE`` how many of the largest
size; the bound is a minute for 10,000 of a hundred answers, and for 390 of 4.9 MB.
"""

import os
import subprocess
import sys
import uuid
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lessons.kit.data import ROOT
from lessons.kit.quiz.bank import load
from lessons.kit.quiz.marking import mark
from lessons.kit.quiz.questions import Question, asked_kind, fingerprint
from lessons.kit.record import Attempt
from lessons.kit.record.handin import encode
from lessons.kit.syllabus import entries
from tools import simulated_class as sim
from tools.benchmark import Table

MOST = int(os.environ.get("LESSONS_BENCH_HANDINS", "10000"))
LARGE = int(os.environ.get("LESSONS_BENCH_LARGE", "390"))
LARGE_BYTES = 4_900_000
ANSWERS = 100
SECONDS = 60
MEGABYTES = 600
LINEAR = 1.4  # what one of all may cost beside one of half as many
TEMPLATES = 20  # different learners; the others get their answers with events of their own
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def attempt(question: Question, number: int, minute: int, learner: str) -> Attempt:
    respond = sim.right if number > 1 or minute % 4 else sim.wrong
    response = respond(question, sim.Class(Path(), Path()).chance)
    marked = mark(question, response)
    return Attempt(
        event=str(uuid.uuid4()),
        learner=learner,
        lesson=question.lesson,
        question=question.id,
        kind=asked_kind(question),
        fingerprint=fingerprint(question),
        response=response,
        score=marked.score,
        verdict=marked.verdict,
        time=START + timedelta(seconds=40 * minute),
        number=number,
    )


def fill(folder: Path, count: int) -> None:
    """Write hand-ins of a hundred answers each, every one with a name and events of its own."""
    folder.mkdir(parents=True)
    asked = [q for e in entries() for q in load(ROOT / "lessons" / e.name / "quiz.yaml")]
    created = START + timedelta(days=1)
    raws = []
    for turn in range(TEMPLATES):
        chosen = asked[turn % 10 :][:ANSWERS]
        attempts = [attempt(q, 1, n + turn, "NAME") for n, q in enumerate(chosen)]
        repeated = range(ANSWERS - len(attempts))
        attempts += [attempt(chosen[n], 2, 200 + n, "NAME") for n in repeated]
        raw = encode("NAME", attempts, created).decode()
        raws.append((raw, [one.event for one in attempts]))
    for n in range(count):
        raw, events = raws[n % TEMPLATES]
        for place, event in enumerate(events):
            raw = raw.replace(event, f"{n:08x}-{place:04x}{event[13:]}")
        (folder / f"handin-{n:05}.json").write_text(raw.replace('"NAME"', f'"L{n}"'), "utf-8")


@pytest.fixture(scope="module")
def hand_ins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many") / "all"
    fill(folder, MOST)
    return folder


MEASURE = (
    "import sys, time, resource\n"
    "from lessons.desk.report import report\n"
    "if __name__ == '__main__':\n"
    "    start = time.perf_counter()\n"
    "    made = report(sys.argv[1], sys.argv[2])\n"
    "    most = [resource.getrusage(w).ru_maxrss / 1000\n"
    "            for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]\n"
    "    print(time.perf_counter() - start, *most, made.learners)\n"
)


def measured(folder: Path, tmp_path: Path) -> tuple[float, float, float]:
    """Give seconds, and megabytes of the report's process and of all its workers with it."""
    program = tmp_path / "measure.py"
    program.write_text(MEASURE, encoding="utf-8")
    command: list[str | Path] = [sys.executable, program, folder, tmp_path / f"out-{folder.name}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, own, worker, _ = map(float, done.stdout.split())
    return seconds, own, own + worker * (os.cpu_count() or 1)


def test_large_hand_ins(tmp_path: Path, table: Table) -> None:
    """In one zip, each just below what is read."""
    (tmp_path / "one").mkdir()
    asked = load(ROOT / "lessons" / "the_toll" / "quiz.yaml")
    attempts = [attempt(q, 1, n, "NAME") for n, q in enumerate(asked)]
    head, *lines = encode("NAME", attempts, START + timedelta(days=1)).decode().splitlines()
    body = [line.rstrip(",") for line in lines[:-1]]
    events = [one.event for one in attempts]
    many, size, turn = [], len(head), 0
    while size < LARGE_BYTES:
        line = body[turn % len(body)].replace(events[turn % len(body)], f"{turn:08x}@@")
        many.append(line.replace('/attempt":1', f'/attempt":{turn // len(body) + 1}'))
        size += len(many[-1]) + 30
        turn += 1
    folder = tmp_path / "large"
    folder.mkdir()
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for n in range(LARGE):
            own = ",\n".join(many).replace("@@", f"-{n:04x}-4000-8000-000000000abc")
            out.writestr(f"{n}.json", f"{head}\n{own}\n]}}\n".replace('"NAME"', f'"L{n}"'))
    seconds, own_memory, all_memory = measured(folder, tmp_path)
    what = f"report on {LARGE} hand-ins of {LARGE_BYTES / 1e6} MB"
    table.row(f"{what}: time", seconds, "s", ("the bound", SECONDS * max(1, LARGE / 390)), 1)
    table.row(f"{what}: memory", own_memory, "MB", ("the bound", MEGABYTES), 1)
    table.row(f"{what}: with all workers", all_memory, "MB", ("the bound", MEGABYTES), 1)


def test_report(hand_ins: Path, tmp_path: Path, table: Table) -> None:
    files = sorted(hand_ins.iterdir())
    took = {}
    for size in (MOST // 2, MOST):
        part = tmp_path / f"{size}"
        part.mkdir()
        for path in files[:size]:
            os.link(path, part / path.name)
        took[size], own, workers = measured(part, tmp_path)
    what = f"report on {MOST:,} hand-ins"
    bound = SECONDS * max(1, MOST / 10_000)
    table.row(f"{what}: time", took[MOST], "s", ("the bound", bound), 1)
    table.row(f"{what}: memory", own, "MB", ("the bound", MEGABYTES), 1)
    table.row(f"{what}: with all workers", workers, "MB", ("the bound", MEGABYTES), 1)
    each, half = (1000 * took[size] / size for size in (MOST, MOST // 2))
    table.row(f"{what}: each", each, "ms", (f"each of {MOST // 2:,}", half), LINEAR)
