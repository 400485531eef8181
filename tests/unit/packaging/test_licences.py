"""Each file has its licence, and whoever gets the kit gets the licence's words."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from lessons.kit.data import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PUBLIC_DOMAIN = "LicenseRef-Public-Domain"


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """Give what `reuse lint` finds."""
    lint = [sys.executable, "-m", "reuse", "--root", str(ROOT), "lint", "--json"]
    done = subprocess.run(lint, capture_output=True, text=True, check=False)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def licences(found: dict[str, Any]) -> dict[str, set[str]]:
    """Give the licences of each file by its path in the kit."""
    return {
        file["path"]: {
            name
            for each in file["spdx_expressions"]
            for name in re.split(r" AND | OR |[()]", each["value"])
            if name
        }
        for file in found["files"]
    }


def test_each_file_has_a_licence_and_an_owner(found: dict[str, Any]) -> None:
    assert {name: what for name, what in found["non_compliant"].items() if what} == {}
    assert found["summary"]["compliant"]


def test_the_kit_names_the_licences_of_its_files(licences: dict[str, set[str]]) -> None:
    used = set.union(*licences.values())
    assert set(PROJECT["license"].split(" AND ")) == used
    assert {path.stem for path in (ROOT / "LICENSES").iterdir()} == used


@pytest.mark.parametrize("pattern", PROJECT["license-files"])
def test_licences_are_in_the_kit(pattern: str) -> None:
    there = list(ROOT.glob(pattern))
    assert there
    assert [path.name for path in there if path.stat().st_size < 300] == []


def test_the_data_package_says_the_same(licences: dict[str, set[str]]) -> None:
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        told = {each.get("name", PUBLIC_DOMAIN) for each in resource["licenses"]}
        assert licences[f"data/{resource['path']}"] == told, resource["path"]


@pytest.mark.parametrize(
    ("path", "licence"),
    [
        ("data/atlas/borders.npz", {PUBLIC_DOMAIN}),
        ("data/tables/deaths_total.csv", {"CC-BY-4.0"}),
        ("lessons/the_toll/quiz.yaml", {"CC-BY-4.0"}),
        ("lessons/the_toll/exhibits.py", {"BSD-3-Clause"}),
        ("notebooks/04_the_toll.ipynb", {"CC-BY-4.0", "BSD-3-Clause"}),
        ("lessons/kit/exhibits/fonts/SourceSans3-Bold.ttf", {"OFL-1.1"}),
    ],
)
def test_each_kind_has_its_own(licences: dict[str, set[str]], path: str, licence: set[str]) -> None:
    assert licences[path] == licence


def test_what_the_readme_says_of_licences_leads_to_them() -> None:
    readme = Path(ROOT / "README.md").read_text(encoding="utf-8")
    assert "REUSE.toml" in readme.partition("## Licences")[2]
