"""A release is built from one version, and its checksums are those of its files."""

import hashlib
import re
import zipfile
from pathlib import Path

import pytest
import yaml

import lessons
from lessons.kit.data import ROOT
from tools import release

CHANGES = """# Changes

## [1.2.0] - 2027-01-31

### Added

- A lesson.

## [1.1.0] - not yet released

- Old.
"""


def test_what_is_new_is_of_the_version() -> None:
    assert release.what_is_new(CHANGES, "1.2.0", "v1.2.0") == "### Added\n\n- A lesson.\n"
    assert release.what_is_new(CHANGES, "1.1.0", None) == "- Old.\n"


@pytest.mark.parametrize(
    ("version", "tag", "means"),
    [
        ("1.2.0", "v1.2.1", "The tag is v1.2.1, the version in lessons/__init__.py 1.2.0"),
        ("1.2.0", "1.2.0", "The tag is 1.2.0"),
        ("1.3.0", "v1.3.0", "has no “## [1.3.0] - DAY”"),
        ("1.1.0", "v1.1.0", "says “not yet released” of 1.1.0; write the day instead."),
    ],
)
def test_what_does_not_fit_is_not_released(version: str, tag: str, means: str) -> None:
    with pytest.raises(release.ReleaseError, match=re.escape(means)):
        release.what_is_new(CHANGES, version, tag)


def test_a_wrong_tag_takes_nothing_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "older.whl").write_text("older")
    assert release.main(["--out", str(tmp_path), "--tag", "v99.0.0"]) == 2
    assert capsys.readouterr().err.startswith("The tag is v99.0.0")
    assert (tmp_path / "older.whl").exists()


@pytest.mark.slow
@pytest.mark.soak("release")  # 15 s
def test_a_release_holds_all_it_should(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "PAPERS", ("a4",))
    run = release.run
    one = {"lessons": ("the_map",)}  # one lesson's handouts are enough here
    monkeypatch.setattr(release, "run", lambda name, *words: run(name, *words, *one.get(name, ())))
    made = release.release(tmp_path / "dist")
    version = lessons.__version__
    assert {path.name for path in made} == {
        f"reading_a_crisis-{version}-py3-none-any.whl",
        f"reading_a_crisis-{version}.tar.gz",
        f"reading-a-crisis-{version}-handouts-a4.zip",
        "NEWS.md",
        "SHA256SUMS",
    }
    sums = dict(
        line.split("  ")[::-1] for line in (tmp_path / "dist/SHA256SUMS").read_text().splitlines()
    )
    files = {path.name: path for path in made if path.suffix not in {".md", ""}}
    assert sums == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()
    }
    with zipfile.ZipFile(files[f"reading-a-crisis-{version}-handouts-a4.zip"]) as packed:
        names = packed.namelist()
    assert "handouts/02_the_map_sheet.pdf" in names


def test_the_workflow_publishes_what_was_built() -> None:
    flow = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))
    jobs = flow["jobs"]
    assert flow[True] == {"push": {"tags": ["v*"]}}  # YAML reads `on` as yes
    assert flow["permissions"] == {"contents": "read"}
    assert jobs["index"]["permissions"] == {"id-token": "write"}, "no password is kept"
    assert jobs["page"]["permissions"] == {"contents": "write"}
    for job in ("index", "page"):
        assert jobs[job]["needs"] == "build"
    steps = "\n".join(step.get("run", "") for step in jobs["build"]["steps"])
    assert "make test" in steps
    assert 'make dist TAG="$GITHUB_REF_NAME"' in steps
