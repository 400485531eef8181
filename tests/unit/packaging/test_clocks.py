"""No test passes or fails by the clock: none but those in tests/benchmarks reads it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessons.kit.data import ROOT

CLOCKS = {"time", "perf_counter", "monotonic", "process_time", "thread_time", "perf_counter_ns",
          "monotonic_ns", "process_time_ns", "time_ns", "timeit", "default_timer"}  # fmt: skip
MODULES = {"time", "timeit"}

#: Where a pause stands for "nothing more comes", the page's own clock or an event is waited for.
PAUSES = {"wait_for_timeout", "sleep"}

TESTS = sorted(
    path
    for path in ROOT.joinpath("tests").rglob("*.py")
    if "benchmarks" not in path.parts and path != Path(__file__)
)


def readings(code: str) -> Iterator[tuple[int, str]]:
    """Give each line that reads a clock or pauses, with what it calls."""
    tree = ast.parse(code)
    called = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in MODULES
        for alias in node.names
    }
    turns = {turn for node in ast.walk(tree) for turn in turns_of(node)}
    for node in ast.walk(tree):
        if node not in turns and (what := reads(node, called)):
            yield getattr(node, "lineno", 0), what


def turns_of(node: ast.AST) -> list[ast.AST]:
    """Give what only lets others have their turn: ``asyncio.sleep(0)``."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="asyncio")), args=[ast.Constant(0)]):
            return [node.func]
    return []


def reads(node: ast.AST, called: dict[str, str]) -> str:
    """Say which clock a piece of code reads, if it does."""
    match node:
        case ast.Attribute(value=ast.Name(id=of), attr=name) if of in MODULES:
            return name if name in CLOCKS | PAUSES else ""
        case ast.Attribute(attr=name) if name in PAUSES:
            return name
        case ast.Name(id=name) if called.get(name) in CLOCKS | PAUSES:
            return called[name]
        case ast.Constant(value=str(words)) if "performance.now" in words:
            return "performance.now"
        case ast.Call(func=ast.Name(id="settings"), keywords=given):
            return "deadline" if "deadline" in {each.arg for each in given} else ""
    return ""


#: Here simulated learners pause between answers, as people do; no test decides by it.
PEOPLE = {"tests/load/test_class_live.py", "tests/unit/live/simulated_learner.py"}


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_test_reads_a_clock(path: Path) -> None:
    found = [f"line {line}: {what}" for line, what in readings(path.read_text(encoding="utf-8"))]
    if path.relative_to(ROOT).as_posix() in PEOPLE:
        found = [one for one in found if not one.endswith(": sleep")]
    assert found == [], "times go to tests/benchmarks; wait for what happens instead"


@pytest.mark.parametrize(
    "code",
    [
        "import time; start = time.perf_counter()",
        "from time import monotonic as now; now()",
        "from time import monotonic; monotonic()",
        "import time; time.sleep(1)",
        "page.wait_for_timeout(500)",
        "page.evaluate('() => performance.now()')",
        "settings(deadline=200)",
    ],
)
def test_each_kind_is_seen(code: str) -> None:
    assert [*readings(code)]


def test_a_turn_of_others_is_no_pause() -> None:
    assert not [*readings("asyncio.sleep(0)")]
    assert [*readings("asyncio.sleep(0.1)")]
