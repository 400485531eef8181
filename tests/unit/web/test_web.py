"""The web parts: what ships is what the sources give, and small."""

import json
import re
from pathlib import Path

import pytest

from lessons.kit.data import ROOT
from lessons.kit.web import module, style
from tools import messages, web

BUILT = ROOT / "lessons" / "kit" / "web" / "built"
LESSON_VIEW = ROOT / "lessons" / "lab" / "labextension" / "reading-a-crisis"
CARD, PLACE_CARD, PAGE, ANY = 20_500, 40_000, 96_500, 60_000
"""How many bytes a script may have. A card carries its own, so a lesson has a dozen of them; a
page carries all parts at once."""
NAMES = [
    "http://www.w3.org/2000/svg",
    "http://adlnet.gov/expapi/verbs/answered",
    "http://adlnet.gov/expapi/activities/cmi.interaction",
    "https://reading-a-crisis.invalid",
    "https://python.invalid/",
]
"""Names that look like addresses; nothing is asked of them."""


@pytest.fixture(scope="module")
def node() -> None:
    """Take node and its tools; leave a test out where they aren't, but never in CI."""
    reason = web.missing()
    if reason and web.is_ci():
        pytest.fail(reason)
    if reason:
        pytest.skip(f"Web parts not tested: {reason}")


def files(folder: Path) -> dict[str, bytes]:
    """Give the bytes of all files below a folder."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.mark.usefixtures("node")
@pytest.mark.parametrize(
    ("script", "built"),
    [("tools/web.mjs", BUILT), ("tools/labextension.mjs", LESSON_VIEW)],
    ids=["web", "lesson view"],
)
def test_what_ships_is_built_from_its_sources(script: str, built: Path, tmp_path: Path) -> None:
    done = web.run(["node", script, str(tmp_path)])
    assert done.returncode == 0, done.stdout
    again, kept = files(tmp_path), files(built)
    different = sorted(name for name in again.keys() | kept if again.get(name) != kept.get(name))
    assert not different, f"Run `make web`: {', '.join(different)} is not of its source."


@pytest.mark.usefixtures("node")
def test_what_needs_no_browser() -> None:
    (command,) = web.COMMANDS["test"]
    done = web.run(command)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "file",
    [*sorted(BUILT.glob("*")), *LESSON_VIEW.glob("static/*.js")],
    ids=lambda file: file.name,
)
def test_it_is_small_and_asks_for_nothing(file: Path) -> None:
    limits = {"card.js": CARD, "place_card.js": PLACE_CARD, "page.js": PAGE}
    assert file.stat().st_size <= limits.get(file.name, ANY)
    text = file.read_text("utf-8")
    for name in NAMES:
        text = text.replace(name, "")
    if file.name == "python_worker.js":  # which imports what the page hands it
        text = text.replace("import(", "").replace("import sys", "")
    assert not re.findall(r"https?://|@import|\bimport\b|</script|<!--", text)


def test_python_hands_out_what_is_built() -> None:
    assert module("card") == (BUILT / "card.js").read_text("utf-8")
    assert style("exhibit") == (BUILT / "exhibit.css").read_text("utf-8")


def test_the_lock_names_no_address() -> None:
    lock = (ROOT / "package-lock.json").read_text("utf-8")
    assert "://" not in lock
    packages = json.loads(lock)["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)


def test_ci_leaves_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)
    assert web.main("lint") == 0
    monkeypatch.setenv("CI", "true")
    assert web.main("lint") == 1


def test_types_of_messages_are_those_of_python() -> None:
    written = messages.TYPES.read_text("utf-8")
    assert written == messages.text(), "Run `make web`: messages have changed in Python."
    assert "response: Json;" in written
