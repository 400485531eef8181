"""Where a kit may end up: odd paths, read-only, a full disk, no home, a comma for the point.

``whole_way.py`` goes a learner's and a teacher's way in a process of its own; the tests here say
where, and what each step has to say there.
"""

import json
import locale
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path, PurePath, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from lessons.desk.editions import edition
from lessons.desk.export import formats as export
from lessons.kit.data import ROOT
from lessons.kit.quiz import bank
from lessons.kit.quiz.marking import mark
from lessons.kit.record import Record, handin
from lessons.kit.syllabus import entry
from tools import processes

pytestmark = pytest.mark.slow

WAY = Path(__file__).with_name("whole_way.py")
COMMANDS = ("handin", "report", "export", "handouts", "edition", "restore")
Said = dict[str, Any]
POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a list of users, and signals")


def surroundings(kit: Path, **more: str | None) -> dict[str, str]:
    """Give the environment in which the kit in a folder runs, in nobody's own work."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LESSONS", "JUPYTER", "LC_"))}
    merged: dict[str, str | None] = {**kept, "PYTHONPATH": str(kit), "PYTHONUTF8": "1", **more}
    return {name: value for name, value in merged.items() if value is not None}


def go(command: list[str], kit: Path, line: str = "", **more: str | None) -> Any:
    """Go the whole way; what is printed beside it is a fault, but for a line that begins so."""
    done = subprocess.run(
        command,
        env=surroundings(kit, **more),
        cwd=kit,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    beside = [said for said in done.stderr.splitlines() if not (line and said.startswith(line))]
    assert (done.returncode, beside) == (0, []), done.stderr[-2000:]
    said = json.loads(done.stdout)
    assert said["root"] == str(kit)
    return said


def all_went_well(said: Said) -> None:
    for name in COMMANDS:
        assert said[name]["code"] == 0, said[name]["err"]
        assert said[name]["err"] == ""
    assert said["answer"] == {**said["answer"], "said": "", "notice": "", "score": 1.0}


def each_is_one_sentence(said: Said, *why: str) -> None:
    for name in said.keys() & set(COMMANDS):
        told = said[name]
        assert told["code"] == 2, name
        assert told["err"].startswith("lessons: "), name
        assert told["err"].count("\n") == 1, told["err"]
        assert told["err"].rstrip().endswith("."), told["err"]
        assert any(reason in told["err"] for reason in why), told["err"]
        assert "Traceback" not in told["err"], name


@cache
def may_mount() -> list[str] | None:
    """Give a command whose children see mounts of their own, if this machine lets us have one."""
    for way in (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"]):
        with TemporaryDirectory() as folder:
            try:
                subprocess.run(
                    [*way, "mount", "-t", "tmpfs", "tmpfs", folder], check=True, capture_output=True
                )
            except (OSError, subprocess.CalledProcessError):
                continue
            return way
    return None


def mounted(script: str, folder: Path, command: list[str]) -> list[str]:
    """Give a command that runs after a line of shell, in which ``$0`` is the folder."""
    return [*(may_mount() or []), "sh", "-c", f'{script} && exec "$@"', str(folder), *command]


def read_only(kit: Path, command: list[str]) -> list[str]:
    """Give a command for which the kit's folder is read-only, also if it is root's."""
    if may_mount():
        remount = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$0"'
        return mounted(remount, kit, command)
    if not hasattr(os, "getuid") or os.getuid() == 0:
        pytest.skip("this machine lets nobody make a folder read-only")
    for path in [*kit.rglob("*"), kit]:
        path.chmod(path.stat().st_mode & ~0o222)
    return command


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    return edition.make(tmp_path / "kit").folder


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Said:
    """Say what the way is like where all is as usual."""
    kit = edition.make(tmp_path_factory.mktemp("usual") / "kit").folder
    said: Said = go(whole_way(kit), kit)
    all_went_well(said)
    assert said["answer"]["kept"] == 1
    assert said["start"] == {"kept": True}
    return said


def whole_way(kit: Path, *code: str) -> list[str]:
    return [sys.executable, *code, str(WAY), str(kit / "work")]


def long_odd_path(folder: Path) -> Path:
    """Give a path with spaces, signs and two hundred characters."""
    folder = folder / "Ünsere Schüle (2021) – Klasse 9b" / "кризис ’21 & 100 % [neu]" / "日本語 #1"
    return folder / ("x" * max(1, 200 - len(str(folder))))


NO_HOME = dict.fromkeys(["HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "USER"])
"""What tells of a home; the system's list of users does, too."""
NO_USER = "import pwd; pwd.getpwuid = lambda uid: {}[uid]"
IN_COMMAS = (
    "import locale; locale.setlocale(locale.LC_ALL, ''); "
    "locale.setlocale(locale.LC_TIME, 'C'); assert locale.str(1.5) == '1,5'"
)
RUN = "import runpy, sys; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
CACHE = "Matplotlib created a temporary"


def comma(folder: Path) -> tuple[str, dict[str, str]]:
    """Give a locale that writes 1,5, and the environment in which it is known."""
    usual = locale.setlocale(locale.LC_NUMERIC)
    for name in ("de_DE.UTF-8", "de-DE", "fr_FR.UTF-8"):
        try:
            locale.setlocale(locale.LC_NUMERIC, name)
        except locale.Error:
            continue
        locale.setlocale(locale.LC_NUMERIC, usual)
        return name, {}
    try:
        made = ["localedef", "-i", "de_DE", "-f", "UTF-8", str(folder / "de_DE.UTF-8")]
        subprocess.run(made, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this machine has no locale that writes 1,5")
    return "de_DE.UTF-8", {"LOCPATH": str(folder)}


def all_as_usual(said: Said, usual: Said) -> None:
    """What the kit reads, draws, marks and writes is what it is elsewhere."""
    all_went_well(said)
    assert said["cell"] == usual["cell"]
    written, wanted = (Path(way["root"]) / "work" / "t.csv" for way in (said, usual))
    assert written.read_bytes() == wanted.read_bytes()


@POSIX
def test_a_long_odd_path_no_home_and_a_comma_for_the_point(usual: Said, tmp_path: Path) -> None:
    """All three at once; which of them it is, the tests below tell."""
    name, known = comma(tmp_path)
    kit = edition.make(long_odd_path(tmp_path)).folder
    code = "; ".join((NO_USER, IN_COMMAS, RUN))
    said = go(whole_way(kit, "-c", code), kit, line=CACHE, LC_ALL=name, **known, **NO_HOME)
    all_as_usual(said, usual)
    assert not (kit / "~").exists()


@pytest.mark.soak("places")  # 10 s each
@pytest.mark.skipif(os.name == "nt", reason="Windows allows 260 characters in all")
def test_a_path_with_spaces_signs_and_two_hundred_characters(usual: Said, tmp_path: Path) -> None:
    kit = edition.make(long_odd_path(tmp_path)).folder
    assert len(str(kit)) >= 200
    said = go(whole_way(kit), kit)
    all_as_usual(said, usual)
    assert str(kit) in said["handin"]["out"]


@pytest.mark.soak("places")
@POSIX
def test_no_home(usual: Said, kit: Path) -> None:
    """Neither by an environment variable, nor in the system's list of users."""
    said = go(whole_way(kit, "-c", f"{NO_USER}; {RUN}"), kit, line=CACHE, **NO_HOME)
    all_as_usual(said, usual)
    assert not (kit / "~").exists()


@pytest.mark.soak("places")
def test_a_comma_for_the_point(usual: Said, kit: Path, tmp_path: Path) -> None:
    """What the kit reads, draws, marks and writes has its points where they were."""
    name, known = comma(tmp_path)
    said = go(whole_way(kit, "-c", f"{IN_COMMAS}; {RUN}"), kit, LC_ALL=name, **known)
    all_as_usual(said, usual)


def test_a_read_only_kit(usual: Said, kit: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (kit / "work").mkdir()
    shutil.copytree(Path(usual["root"]) / "work" / "handins", kit / "work" / "handins")
    said = go(read_only(kit, whole_way(kit)), kit, HOME=str(home), XDG_DATA_HOME=None)
    answer = said["answer"]
    assert (answer["said"], answer["kept"]) == ("", 1)
    assert answer["notice"].startswith(f"{kit / 'work'} is read-only. Your answers are kept in")
    assert str(home) in answer["notice"]
    assert said["start"] == {"kept": False}
    assert f"{home}" in said["restore"]["out"], "the copies lie with the answers"
    del said["restore"]
    each_is_one_sentence(said, "Read-only file system", "Permission denied")


def test_a_full_disk(tmp_path: Path) -> None:
    if not may_mount():
        pytest.skip("this machine lets nobody have a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    kit = edition.make(tmp_path / "kit").folder
    small = mounted('mount -t tmpfs -o size=24m tmpfs "$0"', disk, [])
    said = go(
        [*small, sys.executable, str(WAY), str(disk), "full"],
        kit,
        LESSONS_WORK=str(disk),
        TMPDIR=str(disk),
    )
    all_went_well(said["room"])
    full = said["full"]
    assert full["answer"]["said"].startswith("The disk is full, so this answer could not be kept.")
    assert full["answer"]["kept"] == 1, "what was kept is still there"
    each_is_one_sentence(full, "No space left on device")
    assert full["changed"] == []
    assert said["elsewhere"]["code"] == 0, "where there is room, a learner can hand in"
    assert full["start"] == {"kept": False}
    all_went_well(said["again"])
    assert said["again"]["answer"]["kept"] == 2


@POSIX
def test_the_kit_starts_with_all_that_at_once(tmp_path: Path) -> None:
    """In a long odd path that is read-only, without a home."""
    kit = edition.make(tmp_path / "Schüle 2021 – 9b [neu]" / ("x" * 140)).folder
    before = sorted(kit.rglob("*"))
    code = (
        "import pwd, sys; pwd.getpwuid = lambda uid: {}[uid]; "
        "from lessons.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "start", "--no-browser", "--port", "0"]
    with processes.running(
        read_only(kit, command),
        asked=signal.SIGINT,
        env=surroundings(kit, **NO_HOME) | {"LESSONS_WORK": str(kit / "work")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=kit,
    ) as process:
        assert process.stdout
        found = re.search(r"(http://127\.0\.0\.1:\d+)/\S+(\?token=\w+)", process.stdout.readline())
        assert found, process.communicate(timeout=60)
        for path in ("/api/contents/notebooks/03_crimea.ipynb", "/doc/tree/notebooks"):
            address = f"{found[1]}{path}{found[2]}"
            with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310  our own
                assert answer.status == 200
        process.send_signal(signal.SIGINT)
        _, beside = process.communicate(timeout=processes.PATIENCE)
    assert beside.startswith("No folder can be written to (")
    assert beside.count("\n") == 1
    assert sorted(kit.rglob("*")) == before


RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$"}
RESERVED |= {f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"}


def fault_on_windows(path: PurePath) -> str:
    """Say what Windows would refuse in a relative path; nothing if it takes it."""
    for part in path.parts:
        if re.search(r'[<>:"/\\|?*\x00-\x1f]', part):
            return "a sign"
        if part != part.rstrip(" ."):
            return "the end"
        if part.partition(".")[0].rstrip().lower() in RESERVED:
            return "a device"
    return "" if len(str(path)) <= 120 else "the length"


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("a/b-c_d.json", ""),
        ("a/NUL", "a device"),
        ("con.txt", "a device"),
        ("com1.tar.gz", "a device"),
        ("console.txt", ""),
        ("what?.csv", "a sign"),
        ("20:30.csv", "a sign"),
        ("end./x", "the end"),
        ("end ", "the end"),
        ("x" * 121, "the length"),
    ],
)
def test_what_windows_refuses_is_known(name: str, fault: str) -> None:
    assert fault_on_windows(PurePosixPath(name)) == fault


def windows_takes(names: Iterable[PurePath]) -> None:
    seen: dict[str, PurePath] = {}
    for name in names:
        assert not fault_on_windows(name), name
        assert seen.setdefault(str(name).lower(), name) == name, "they differ only by case"
    assert seen


def test_windows_takes_each_file_of_the_kit() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, encoding="utf-8"
    )
    if listed.returncode:
        pytest.skip("this copy of the kit is no git checkout")
    names = listed.stdout.strip("\0").split("\0")
    assert len(names) > 200
    windows_takes(map(PurePosixPath, names))


def test_windows_takes_each_file_that_the_kit_writes(usual: Said, tmp_path: Path) -> None:
    folder = Path(usual["root"]) / "work"
    written = [path.relative_to(folder) for path in folder.rglob("*")]
    assert {path.parts[0] for path in written} >= {
        *("before-restore", "edition", "handins", "handouts", "record.sqlite3", "report", "t.csv")
    }
    windows_takes(path for path in written if path.parts[0] != "edition")
    done = export.export(entry("the_toll"), "qti", tmp_path)
    with zipfile.ZipFile(done.path) as packed:
        windows_takes(map(PurePosixPath, packed.namelist()))


@pytest.mark.parametrize(
    "nickname",
    ["CON", "nul.txt", "a<b>:c|?*", "dot.", "COM1", "..", "\\\\server\\c$", "x" * 40, "Ж" * 40],
)
def test_windows_takes_a_hand_in_of_any_nickname(nickname: str, tmp_path: Path) -> None:
    record = answered(tmp_path, nickname)
    windows_takes([PurePath(handin.write(record).name)])


def test_nicknames_that_differ_by_case_do_not_share_a_file(tmp_path: Path) -> None:
    """For Windows and the Mac the two names are one; a link stands for that here."""
    first = handin.write(answered(tmp_path, "Fox"))
    other = first.with_name(first.name.replace("Fox", "fox"))
    if not other.exists():
        other.symlink_to(first)
    second = handin.write(answered(tmp_path, "fox"))
    assert handin.read(first).learner == "Fox"
    assert handin.read(second).learner == "fox"


def answered(folder: Path, nickname: str) -> Record:
    record = Record.open(folder)
    record.set_learner(nickname)
    question = bank.load(ROOT / "lessons" / "the_toll" / "quiz.yaml")[0]
    record.add(question, "x", mark(question, "x"))
    return record
