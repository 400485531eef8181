"""What GitHub runs is pinned to commits, says which version that is, and calls what there is."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from lessons.kit.data import ROOT
from tools import verify

FLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
USES = re.compile(r"uses: (?P<action>\S+)@(?P<commit>\S+) # (?P<version>v\d+\.\d+\.\d+)")


def read(path: Path) -> dict[str, Any]:
    flow: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return flow


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_with_the_version_beside(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        if "uses:" in line:
            used = USES.search(line)
            assert used, line
            assert re.fullmatch(r"[0-9a-f]{40}", used["commit"]), line


def test_an_action_is_the_same_everywhere() -> None:
    pins: dict[str, set[tuple[str, str]]] = {}
    for path in FLOWS:
        for used in USES.finditer(path.read_text(encoding="utf-8")):
            pins.setdefault(used["action"], set()).add((used["commit"], used["version"]))
    assert {action: pin for action, pin in pins.items() if len(pin) > 1} == {}


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.name)
def test_a_job_has_an_end_and_may_write_only_what_it_says(path: Path) -> None:
    flow = read(path)
    for name, job in flow["jobs"].items():
        assert "timeout-minutes" in job, name
        assert "permissions" in job or flow["permissions"] == {"contents": "read"}, name


def test_the_nightly_parts_are_parts() -> None:
    flow = read(ROOT / ".github" / "workflows" / "soak.yml")
    for what in flow["jobs"]["soak"]["strategy"]["matrix"]["what"]:
        assert verify.checks("soak", what)
    picked = set(verify.PICKED["soak"])
    assert picked <= set(flow["jobs"]["soak"]["strategy"]["matrix"]["what"])
