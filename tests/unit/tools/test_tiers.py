"""Each tier runs what it ought to, and nothing falls between them."""

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


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (["--tier", "check"], EVERYWHERE),
        ([], EVERYWHERE | {"slow"}),
        (["--tier", "test"], EVERYWHERE | {"slow"}),
        (["--tier", "soak"], {"counted", "long", "property"}),
        (["--tier", "soak", "--what", "kills"], {"counted", "long"}),
        (["--tier", "soak", "--what", "fuzz"], {"property"}),
        (["--tier", "soak", "--what", "pages"], {"picked"}),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_a_tier_runs_what_it_is_for(
    pytester: pytest.Pytester, options: list[str], names: set[str]
) -> None:
    said = "\n".join(run(pytester, *options, "--collect-only", "-q"))
    found = {line.partition("::test_")[2] for line in said.splitlines() if "::" in line}
    assert found == names


def test_counts_are_fixed(pytester: pytest.Pytester) -> None:
    assert {"rounds: 3", "examples: 100"} <= set(run(pytester, "-s", "-q"))
    assert "rounds: 900" in run(pytester, "-s", "-q", "--tier", "soak")


def test_an_unknown_mark_stops_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\n@pytest.mark.soack('kills')\ndef test_it(): ...")
    assert "'soack' not found" in "\n".join(run(pytester, "--strict-markers", tests=""))


def run(pytester: pytest.Pytester, *options: str, tests: str = TESTS) -> list[str]:
    pytester.makeini(INI)
    if tests:
        pytester.makepyfile(test_it=tests)
    plain = ("-p", "no:cacheprovider", "-p", "no:xdist")
    done = pytester.runpytest_subprocess("-p", "tools.tiers", *plain, *options)
    return [line.lstrip(".") for line in done.outlines]
