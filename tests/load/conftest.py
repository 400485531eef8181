"""A hub, installed once for all tests that try one."""

import os
from pathlib import Path

import pytest

from tools import real_hub


@pytest.fixture(scope="session")
def hub_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the Python of an environment that has hub and kit."""
    try:
        return real_hub.install(tmp_path_factory.mktemp("hub"))
    except real_hub.HubError as error:
        assert "CI" not in os.environ, error
        pytest.skip(f"a hub can't be installed here: {error}")
