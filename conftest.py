"""What all tests share: a learner's folder of their own, and the tiers they run in."""

import os
from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

pytest_plugins = ["pytester", "tools.tiers"]


def pytest_configure(config: pytest.Config) -> None:
    """Keep the answers of tests, and of the notebooks they run, out of the real ``work/``."""
    folder = TemporaryDirectory(prefix="reading-a-crisis-", ignore_cleanup_errors=True)
    os.environ["LESSONS_WORK"] = folder.name
    config.add_cleanup(folder.cleanup)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Let each notebook start with a new learner, who has answered nothing yet in another test."""
    with pytest.MonkeyPatch.context() as surroundings:
        if item.path.suffix == ".ipynb":  # whose kernel starts here
            work = Path(os.environ["LESSONS_WORK"], "notebooks", item.path.stem)
            surroundings.setenv("LESSONS_WORK", str(work))
        yield
