"""Each tier runs what it ought to, and nothing falls between them."""

import sys

import pytest

pytestmark = pytest.mark.slow

TESTS = """
import pytest
from hypothesis import given, strategies as st

def test_plain(): ...

@pytest.mark.slow
def test_slow(): ...

@pytest.mark.soak("kills")
def test_counted(amount): print(f"rounds: {amount(test=3, soak=900)}")

@pytest.mark.soak("kills")
def test_long(): ...

@pytest.mark.soak("pages")
def test_picked(): ...

COUNT = []

@given(st.integers())
def test_property(number): COUNT.append(number)

def test_after_property(): print(f"examples: {len(COUNT)}")
"""
INI = """
[pytest]
markers =
    slow: .
    soak(name): .
    browser: .
    load: .
"""
EVERYWHERE = {"plain", "counted", "property", "after_property"}


CASES = {
    "--tier check": EVERYWHERE,
    "": EVERYWHERE | {"slow"},
    "--tier test": EVERYWHERE | {"slow"},
    "--tier soak": {"counted", "long", "property"},
    "--tier soak --what kills": {"counted", "long"},
    "--tier soak --what fuzz": {"property"},
    "--tier soak --what pages": {"picked"},
}
#: Runs pytest in one process, once for each line of options: starting it takes longest.
EACH = """
import sys, pytest
for options in sys.argv[1:]:
    print("options:", options, flush=True)
    pytest.main(["-p", "tools.tiers", "-p", "no:cacheprovider", "-p", "no:xdist", *options.split()])
"""


def run(pytester: pytest.Pytester, *lines: str) -> dict[str, list[str]]:
    """Run the tests that lie there with each line of options; give what is said."""
    pytester.makeini(INI)
    done = pytester.run(sys.executable, "-c", EACH, *lines)
    said: dict[str, list[str]] = {}
    for line in done.outlines:
        if line.startswith("options:"):
            said[line.removeprefix("options:").strip()] = latest = []
        else:
            latest.append(line.lstrip("."))
    return said


def test_a_tier_runs_what_it_is_for(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it=TESTS)
    lines = [f"--collect-only -q {options}".strip() for options in CASES]
    said = run(pytester, *lines)
    for line, names in zip(lines, CASES.values(), strict=True):
        found = {each.partition("::test_")[2] for each in said[line] if "::" in each}
        assert found == names, line


def test_counts_are_fixed(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it=TESTS)
    few, many = run(pytester, "-s -q", "-s -q --tier soak").values()
    assert {"rounds: 3", "examples: 100"} <= set(few)
    assert "rounds: 900" in many


def test_an_unknown_mark_stops_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\n@pytest.mark.soack('kills')\ndef test_it(): ...")
    (said,) = run(pytester, "--strict-markers").values()
    assert "'soack' not found" in "\n".join(said)
