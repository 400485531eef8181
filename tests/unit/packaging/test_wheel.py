"""The kit without a checkout: one wheel, always the same, that teaches a whole lesson offline."""

import email
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.metadata import Metadata

import lessons
from lessons.desk.editions import edition
from lessons.kit import places
from lessons.kit.quiz import bank
from lessons.kit.syllabus import entries
from tools import lent, processes

HERE = Path(__file__).parent
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="the libraries are lent by links"),
]


def build(checkout: Path, out: Path) -> dict[str, Path]:
    """Build sdist and wheel with what is installed here, as no network would."""
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(out)]
    subprocess.run(command, cwd=checkout, check=True, capture_output=True)
    return {path.suffix: path for path in out.iterdir() if path.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return build(places.ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def installed(built: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment that has the libraries, and no kit; give its Python."""
    python = lent.environment(tmp_path_factory.mktemp("elsewhere") / "env")
    done = lent.install(python, "--no-index", "--no-deps", str(built[".whl"]))
    assert done.returncode == 0, done.stderr
    return python


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def surroundings(home: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LESSONS", "JUPYTER", "PYTHON", "XDG"))
    }
    return {**kept, "HOME": str(home), "PYTHONUTF8": "1"}


def lesson(installed: Path, home: Path, *words: str, cwd: Path | None = None) -> str:
    """Type a command of the kit; give what it prints."""
    done = subprocess.run(
        [installed.with_name("lessons"), *words],
        env=surroundings(home),
        cwd=cwd or home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


NAME = f"reading_a_crisis-{lessons.__version__}"


def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as packed:
        return packed.namelist()


def test_the_wheel_holds_what_a_lesson_needs(built: dict[str, Path]) -> None:
    held = set(names(built[".whl"]))
    data = [*(places.DATA / "tables").iterdir(), *(places.DATA / "atlas").rglob("*.*")]
    wanted = {f"lessons/data/{path.relative_to(places.DATA).as_posix()}" for path in data}
    wanted |= {f"lessons/{path.relative_to(places.ROOT).as_posix()}" for path in notebooks()}
    wanted |= {"lessons/data/datapackage.json", "lessons/data/sources.csv"}
    for part in ("plan.md", "quiz.yaml"):
        found = places.PACKAGE.glob(f"*/{part}")
        wanted |= {f"lessons/{path.relative_to(places.PACKAGE).as_posix()}" for path in found}
    assert wanted - held == set()
    assert len(wanted) > 100
    assert {name.partition("/")[0] for name in held} == {
        "lessons",
        f"{NAME}.data",
        f"{NAME}.dist-info",
    }
    assert not any("data/build" in name or ".ipynb_checkpoints" in name for name in held)


def notebooks() -> list[Path]:
    found = places.NOTEBOOKS.rglob("*.ipynb")
    return [path for path in found if ".ipynb_checkpoints" not in path.parts]


def test_what_git_ignores_is_in_neither(built: dict[str, Path]) -> None:
    build_ = tomllib.loads((places.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = (places.ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = [line for line in lines if line and not line.startswith("#")]
    assert build_["tool"]["hatch"]["build"]["exclude"] == ignored, "say it in pyproject.toml too"
    with tarfile.open(built[".gz"]) as packed:
        tops = {name.split("/")[1] for name in packed.getnames()}
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=places.ROOT, capture_output=True, text=True, check=False
    )
    if tracked.returncode:
        pytest.skip("this copy of the kit is no git checkout")
    known = {name.partition("/")[0] for name in tracked.stdout.splitlines()}
    assert tops <= known | {"PKG-INFO"}


def test_all_questions_lie_in_the_wheel_as_one_built_file(
    built: dict[str, Path], installed: Path, home: Path
) -> None:
    with zipfile.ZipFile(built[".whl"]) as packed:
        assert packed.read("lessons/bank.json") == bank.build()
    script = (
        "import sys; from lessons.kit.quiz import bank; from lessons.kit.syllabus import entries; "
        "print(sum(len(bank.of(one.name)) for one in entries()), 'yaml' in sys.modules)"
    )
    run = subprocess.run(
        [installed, "-c", script],
        env=surroundings(home),
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    count = sum(len(bank.of(one.name)) for one in entries())
    assert run.stdout.split() == [str(count), "False"]


def test_no_file_is_in_the_wheel_twice(built: dict[str, Path]) -> None:
    with zipfile.ZipFile(built[".whl"]) as packed:
        sums = Counter(
            hashlib.sha256(packed.read(name)).hexdigest()
            for name in packed.namelist()
            if packed.getinfo(name).file_size > 1000 and not name.startswith(f"{NAME}.data/")
        )
    assert max(sums.values()) == 1
    assert len(names(built[".whl"])) == len(set(names(built[".whl"])))


def test_the_wheels_contents_are_sound(built: dict[str, Path]) -> None:
    # What lies there twice, the test above looks for: W002 knows of no exceptions.
    command = [sys.executable, "-m", "check_wheel_contents", "--ignore", "W002"]
    look = [*command, str(built[".whl"])]
    done = subprocess.run(look, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_any_jupyterlab_of_the_environment_finds_the_lesson_view(built: dict[str, Path]) -> None:
    lab = places.PACKAGE / "lab"
    view = lab / "labextension"
    wanted = {
        f"share/jupyter/labextensions/{file.relative_to(view).as_posix()}": file
        for file in view.rglob("*")
        if file.is_file()
    }
    server = "etc/jupyter/jupyter_server_config.d/reading-a-crisis.json"
    wanted[server] = lab / "jupyter_server.json"
    assert len(wanted) > 3
    beside = f"{NAME}.data/data/"
    with zipfile.ZipFile(built[".whl"]) as packed:
        held = {
            name.removeprefix(beside): packed.read(name)
            for name in packed.namelist()
            if name.startswith(beside)
        }
    assert held == {name: file.read_bytes() for name, file in wanted.items()}


def test_the_metadata_is_whole(built: dict[str, Path]) -> None:
    with zipfile.ZipFile(built[".whl"]) as packed:
        (where,) = (name for name in packed.namelist() if name.endswith("METADATA"))
        raw = packed.read(where)
    told = Metadata.from_email(raw, validate=True)
    assert str(told.version) == lessons.__version__
    assert told.license_expression == (
        "BSD-3-Clause AND CC-BY-4.0 AND OFL-1.1 AND LicenseRef-Public-Domain"
    )
    assert told.license_files
    assert told.description
    assert told.summary
    assert told.author
    assert told.keywords
    licences = {f"{Path(where).parent}/licenses/{file}" for file in told.license_files}
    assert licences <= set(names(built[".whl"]))
    assert email.message_from_bytes(raw)["Description-Content-Type"] == "text/markdown"


@pytest.mark.soak("release")  # 10 s
def test_two_builds_are_the_same_bytes_and_so_is_one_from_the_sdist(
    built: dict[str, Path], tmp_path: Path
) -> None:
    again = build(places.ROOT, tmp_path / "again")
    for kind in (".whl", ".gz"):
        assert again[kind].read_bytes() == built[kind].read_bytes(), kind
    with tarfile.open(built[".gz"]) as packed:
        packed.extractall(tmp_path, filter="data")
    (unpacked,) = (path for path in tmp_path.iterdir() if path.name.startswith("reading_a_crisis"))
    from_sdist = build(unpacked, tmp_path / "third")
    assert from_sdist[".whl"].read_bytes() == built[".whl"].read_bytes()


def test_the_version_is_told(installed: Path, home: Path) -> None:
    assert lesson(installed, home, "--version") == f"Reading a Crisis {lessons.__version__}\n"


@pytest.fixture
def running(installed: Path, home: Path) -> Iterator[str]:
    """Start the kit as someone who has just installed it; give its address."""
    with processes.running(
        [installed.with_name("lessons"), "start", "--no-browser", "--port", "0"],
        asked=signal.SIGINT,
        env=surroundings(home),
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        found = re.search(r"http://127\.0\.0\.1:\d+/\S+", process.stdout.readline())
        assert found, process.communicate(timeout=60)
        yield found[0]


def test_it_starts_from_nowhere(running: str, home: Path) -> None:
    assert "/doc/tree/00_start_here.ipynb?token=" in running
    with urllib.request.urlopen(running, timeout=60) as answer:  # noqa: S310  our own server
        assert answer.status == 200
    folder = home / "Reading a Crisis"
    copies = {path.relative_to(folder).as_posix() for path in folder.rglob("*.ipynb")}
    assert copies == {path.relative_to(places.NOTEBOOKS).as_posix() for path in notebooks()}
    assert {path.name for path in home.iterdir()} == {"Reading a Crisis"}


RUN = """
import nbformat, sys
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
for cell in notebook.cells:
    if cell.cell_type == "code":
        cell.outputs = []
client = NotebookClient(notebook, kernel_name="python3", store_widget_state=False, timeout=300)
client.execute(cwd=sys.argv[2])
print(sum(len(cell.get("outputs", [])) for cell in notebook.cells))
"""


def edition_files(folder: Path) -> Iterator[Path]:
    return (path for path in (folder / "work" / "edition").rglob("*") if path.is_file())


def test_a_whole_lesson_is_taught(installed: Path, home: Path) -> None:
    """Run every cell of a copy, answer, hand in, report, print: in a folder of one's own."""
    folder = home / "my lessons"
    said = subprocess.run(
        [installed, "-c", "from lessons.lab import copies; print(copies.bring().folder)"],
        env={**surroundings(home), "LESSONS_FOLDER": str(folder)},
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == f"{folder}\n"
    run = subprocess.run(
        [installed, "-c", RUN, folder / "04_the_toll.ipynb", folder],
        env=surroundings(home),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert int(run.stdout) > 15

    way = subprocess.run(
        [installed, HERE / "whole_way.py", folder / "work"],
        env=surroundings(home),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert way.returncode == 0, way.stderr[-2000:]
    went = json.loads(way.stdout)
    assert Path(went["root"]).is_relative_to(installed.parents[1])
    assert went["answer"] == {"said": "", "notice": "", "kept": 1, "score": 1.0}
    for name in ("handin", "report", "export", "handouts", "edition", "restore"):
        assert (went[name]["code"], went[name]["err"]) == (0, ""), name
    assert (folder / "work" / "record.sqlite3").is_file()
    made = {path.relative_to(folder / "work" / "edition") for path in edition_files(folder)}
    assert made == {path.relative_to(places.ROOT) for path in edition._shipped(places.ROOT)}
    assert "Nothing to mend." in lesson(installed, home, "check", cwd=folder)
