"""Which tests a tier runs: `check` at each small change, `test` before it lands, `soak` at night.

A plugin of pytest, loaded by ``conftest.py``. `check` passes over what is slow, `test` over what
only `soak` runs. A test that takes its count from ``amount`` runs in both: few in `test`, many in
`soak`. No tier chooses by chance, and none judges by the clock.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

ROOT = Path(__file__).resolve().parents[1]

Amount = Callable[..., int]

#: What `make soak` runs only when it is picked: each takes long by itself.
PICKED = {"pages"}

#: Tests of these folders share what is slow to start, and go first: they take longest.
SHARED = ("browser", "load")

#: How many inputs hypothesis makes up for each property.
EXAMPLES = {"check": 50, "test": 100, "soak": 3000}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that `tools/verify.py` calls pytest with."""
    group = parser.getgroup("tiers")
    group.addoption("--tier", choices=list(EXAMPLES), default="test", help="which tests to run")
    group.addoption("--what", default="", help="of the tier soak: only this, such as kills")


def pytest_configure(config: pytest.Config) -> None:
    """Let hypothesis make up the same inputs each time, as many as the tier wants."""
    tier = config.getoption("--tier")
    settings.register_profile(
        tier,
        deadline=None,
        derandomize=True,
        database=None,
        max_examples=EXAMPLES[tier],
        suppress_health_check=[HealthCheck.too_slow],  # by the clock
    )
    settings.load_profile(tier)


@pytest.fixture(scope="session")
def amount(request: pytest.FixtureRequest) -> Amount:
    """Give a function that chooses a count: ``amount(test=40, soak=1000)``."""
    large = request.config.getoption("--tier") == "soak"

    def choose(*, test: int, soak: int) -> int:
        return soak if large else test

    return choose


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by their folder, keep those of the tier, and put what takes longest first."""
    for item in items:
        _mark(item)
    tier, what = config.getoption("--tier"), config.getoption("--what")
    kept = [item for item in items if runs(item, tier, what)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = sorted(kept, key=_turn)


def runs(item: pytest.Item, tier: str, what: str = "") -> bool:
    """Say whether a tier runs a test."""
    soak = [mark.args[0] for mark in item.iter_markers("soak")]
    if tier == "soak":
        return what in soak if what else bool(set(soak) - PICKED)
    if soak and not has_small_slice(item):
        return False
    return tier == "test" or not any(map(item.get_closest_marker, ("browser", "load", "slow")))


def has_small_slice(item: pytest.Item) -> bool:
    """Say whether a test of `soak` has a small count for `test`."""
    return "amount" in getattr(item, "fixturenames", ()) or _is_property(item)


def _is_property(item: pytest.Item) -> bool:
    """Say whether hypothesis makes up a test's inputs."""
    return is_hypothesis_test(getattr(item, "function", None))


def _mark(item: pytest.Item) -> None:
    """Say what a test is, and which others run in the same process, one after the other."""
    folder = next((name for name in SHARED if ROOT / "tests" / name in item.path.parents), None)
    if folder:
        item.add_marker(folder)
    if _is_property(item) and not item.get_closest_marker("soak"):
        item.add_marker(pytest.mark.soak("fuzz"))
    if item.config.pluginmanager.hasplugin("xdist"):
        item.add_marker(pytest.mark.xdist_group(_group(item, folder)))


def _group(item: pytest.Item, folder: str | None) -> str:
    """Name what runs in one process: what shares a JupyterLab, a folder of tests, or a file."""
    if folder == "browser" and "lab" in getattr(item, "fixturenames", ()):
        return "lab"
    return folder or item.nodeid.partition("::")[0]


def _turn(item: pytest.Item) -> int:
    """Give a test's turn: browsers, then notebooks, then the rest as collected."""
    if item.get_closest_marker("browser"):
        return 0
    return 1 if item.path.suffix == ".ipynb" else 2
