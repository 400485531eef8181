"""One table for all benchmarks, printed at the end and kept in ``build/bench.md``."""

import pytest

from lessons.kit.data import ROOT
from tools.benchmark import Table

KEPT = ROOT / "build" / "bench.md"
TABLE = pytest.StashKey[Table]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TABLE] = Table()


@pytest.fixture(scope="session")
def table(pytestconfig: pytest.Config) -> Table:
    """Give the table that a benchmark adds its rows to."""
    return pytestconfig.stash[TABLE]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    table = config.stash[TABLE]
    if not table.rows:
        return
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(table.text(), encoding="utf-8")
    terminalreporter.write_line(f"\n{table.text()}\nKept in {KEPT.relative_to(ROOT)}")
