"""What all tests share: a learner's folder of their own, and the time a slow machine needs."""

import os
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings


def pytest_configure(config: pytest.Config) -> None:
    """Keep the answers of tests, and of the notebooks they run, out of the real ``work/``."""
    folder = TemporaryDirectory(prefix="reading-a-crisis-", ignore_cleanup_errors=True)
    os.environ["LESSONS_WORK"] = folder.name
    config.add_cleanup(folder.cleanup)
    settings.register_profile("kit", deadline=None)
    settings.load_profile("kit")
