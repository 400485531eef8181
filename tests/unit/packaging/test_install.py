"""`make lab` sets up what the lock names, whatever was there before and whatever else is set."""

import ast
import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lessons.kit.data import ROOT
from tools import install
from tools.tiers import Amount

BACKEND = """
import base64, hashlib, pathlib, zipfile
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "reading_a_crisis-1.0-py3-none-any.whl"
    info = "reading_a_crisis-1.0.dist-info/"
    files = {
        "kit.pth": str(pathlib.Path.cwd()),
        info + "METADATA": "Metadata-Version: 2.1\\nName: reading-a-crisis\\nVersion: 1.0\\n",
        info + "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
        wheel.writestr(info + "RECORD", "".join(path + ",,\\n" for path in files))
    return name
"""


def wheel(folder: Path, name: str, files: dict[str, str]) -> str:
    """Make a small library; give its line of a lock."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    held = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for file, text in held.items():
        found = hashlib.sha256(text.encode()).digest()
        record += f"{file},sha256={base64.urlsafe_b64encode(found).decode().rstrip('=')},\n"
    with zipfile.ZipFile(path, "w") as packed:
        for file, text in held.items():
            packed.writestr(file, text)
        packed.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")
    return f"{name}==1.0 \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """Give a kit whose lock names two small libraries, which pip finds in a folder."""
    kit, shelf = tmp_path / "a kit", tmp_path / "shelf"
    for folder in (kit / "tools", kit / "lessons", shelf):
        folder.mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "install.py", kit / "tools")
    (kit / "lessons" / "__init__.py").touch()
    (kit / "backend.py").write_text(BACKEND)
    (kit / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "reading-a-crisis"\nversion = "1.0"\n'
    )
    lock = wheel(
        shelf, "matplotlib", {"matplotlib/__init__.py": "", "matplotlib/font_manager.py": ""}
    )
    lock += wheel(shelf, "red_fox", {"red_fox/__init__.py": "", "red_fox/den/tail.py": ""})
    (kit / "requirements.txt").write_text(lock)
    return kit


def set_up(kit: Path, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return subprocess.run(
        [sys.executable, kit / "tools" / "install.py", "lab"],
        env={**kept, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(kit.parent / "shelf"), **more},
        capture_output=True,
        text=True,
        check=False,
    )


def libraries(kit: Path) -> Path:
    return next((kit / ".venv").glob("[Ll]ib*/**/site-packages"))


def went_well(kit: Path, done: subprocess.CompletedProcess[str]) -> None:
    assert (done.returncode, done.stderr) == (0, "")
    assert (libraries(kit) / "red_fox" / "den" / "tail.py").is_file()
    again = set_up(kit)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", ""), "it is done now"


@pytest.mark.slow
@pytest.mark.soak("install")  # 20 s; in `soak` 25
def test_whatever_is_lost_is_mended(kit: Path, amount: Amount) -> None:
    went_well(kit, set_up(kit))
    here = libraries(kit)

    shutil.rmtree(here / "red_fox")  # set-up was interrupted, or somebody tidied up
    done = set_up(kit)
    assert "Installing afresh: red-fox." in done.stdout
    went_well(kit, done)

    shutil.rmtree(here / "red_fox" / "den")
    (here / "red_fox-1.0.dist-info" / "RECORD").unlink()  # pip can't take it away any more
    done = set_up(kit)
    assert "Making .venv anew." in done.stdout
    went_well(kit, done)

    install_stamp = kit / ".venv" / "installed-for-lab.json"
    for text in (json.dumps({"lock": "old", "folders": []}), "", "{")[: amount(test=1, soak=3)]:
        install_stamp.write_text(text)
        went_well(kit, set_up(kit))

    if os.name == "nt":  # there a Python is copied
        return
    python = kit / ".venv" / "bin" / "python"
    for name in python.parent.glob("python*"):
        name.unlink()
    python.symlink_to("/no/such/python")
    went_well(kit, set_up(kit))


@pytest.mark.slow
@pytest.mark.soak("install")  # 6 s
def test_settings_of_another_install_stay_out(kit: Path) -> None:
    """Both from the environment and from pip's file; the place that libraries come from stays."""
    elsewhere = kit.parent / "elsewhere"
    config = kit.parent / "pip.conf"
    constraint = kit.parent / "constraint.txt"
    constraint.write_text("red_fox==2.0\n")
    config.write_text(
        f"[global]\nno-index = true\nfind-links = {kit.parent / 'shelf'}\n"
        f"target = {elsewhere}\nuser = true\nconstraint = {constraint}\n"
    )
    done = set_up(
        kit,
        PIP_CONFIG_FILE=str(config),
        PIP_USER="1",
        PIP_TARGET=str(elsewhere),
        PIP_PREFIX=str(elsewhere),
        PIP_CONSTRAINT=str(constraint),
        PIP_REQUIRE_VIRTUALENV="1",
        PYTHONPATH=str(elsewhere),
        PYTHONUSERBASE=str(elsewhere),
        CONDA_PREFIX=str(elsewhere),
    )
    assert not elsewhere.exists()
    went_well(kit, done)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda shelf: (shelf / "red_fox-1.0-py3-none-any.whl").unlink(), "pip found no library"),
        pytest.param(
            lambda shelf: wheel(shelf, "red_fox", {"red_fox/__init__.py": "other"}),
            "is not the one that the lock names",
            marks=pytest.mark.soak("install"),  # 8 s
        ),
    ],
    ids=["missing", "another"],
)
def test_the_real_cause_is_one_sentence(
    kit: Path, spoil: Callable[[Path], object], says: str
) -> None:
    spoil(kit.parent / "shelf")
    done = set_up(kit)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.startswith("Setting up stopped at installing libraries: ")
    assert done.stderr.count("\n") == 1
    assert "the network" not in done.stderr
    assert not list((kit / ".venv").glob("installed-for-*"))


@pytest.mark.slow
@pytest.mark.soak("install")  # 15 s
def test_what_can_never_be_imported_is_named(kit: Path) -> None:
    shelf = kit.parent / "shelf"
    lock = (kit / "requirements.txt").read_text().partition("red_fox")[0]
    broken = wheel(shelf, "red_fox", {"red_fox/__init__.py": "import no_such_thing"})
    (kit / "requirements.txt").write_text(lock + broken)
    done = set_up(kit)
    assert done.returncode == 2
    assert (
        "red-fox was installed, but can't be imported (ModuleNotFoundError: No mod" in done.stderr
    )
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        (
            "WARNING: Retrying (Retry(total=4)) after connection broken by "
            "'NewConnectionError(...)': /simple/x\nERROR: Could not find a version that fits",
            "pip can't reach the place that libraries come from; connect to the network",
        ),
        ("ERROR: Wheel is broken.\nmore", "Wheel is broken"),
        ("Traceback\nValueError: what", "ValueError: what"),
        ("", "it gave no reason"),
    ],
)
def test_what_pip_says_is_put_in_words(said: str, means: str) -> None:
    assert install.cause(said) == means


def test_an_old_python_can_read_it() -> None:
    ast.parse((ROOT / "tools" / "install.py").read_text(encoding="utf-8"), feature_version=(3, 6))
