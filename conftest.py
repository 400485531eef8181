"""What all tests share: a learner's folder of their own, and the tiers they run in."""

import os
from tempfile import TemporaryDirectory

import pytest

pytest_plugins = ["pytester", "tools.tiers"]


def pytest_configure(config: pytest.Config) -> None:
    """Keep the answers of tests, and of the notebooks they run, out of the real ``work/``."""
    folder = TemporaryDirectory(prefix="reading-a-crisis-", ignore_cleanup_errors=True)
    os.environ["LESSONS_WORK"] = folder.name
    config.add_cleanup(folder.cleanup)
