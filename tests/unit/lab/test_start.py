"""`lessons start`: one line with the address, our settings, nothing in the user's home."""

import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from lessons.kit.data import ROOT
from lessons.lab import copies, start
from tools import processes
from tools.tiers import Amount

pytestmark = pytest.mark.slow


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_named(taken: int) -> None:
    with pytest.raises(start.StartError, match=f"Port {taken} is taken"):
        start.checked_port("127.0.0.1", taken)


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_what_is_no_port_is_said(port: int) -> None:
    with pytest.raises(start.StartError, match=f"{port} is no port"):
        start.checked_port("127.0.0.1", port)


@pytest.mark.parametrize("ip", ["192.0.2.1", "no such host"])
def test_another_machines_address_is_said(ip: str) -> None:
    with pytest.raises(start.StartError, match=f"{ip} is not an address of this machine"):
        start.free_port(ip)


def test_a_forbidden_port_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_ip: str, _port: int) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(start, "listening_port", forbidden)
    with pytest.raises(start.StartError, match="doesn't let you use port 80"):
        start.checked_port("127.0.0.1", 80)


def test_a_taken_port_is_passed_over(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "PORTS", range(taken, taken + 20))
    assert taken < start.free_port("127.0.0.1") < taken + 20


def test_no_free_port_is_said(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "PORTS", range(taken, taken + 1))
    with pytest.raises(start.StartError, match=f"No port from {taken} to {taken} is free"):
        start.free_port("127.0.0.1")


def test_a_missing_first_page_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "FIRST", "99_none.ipynb")
    with pytest.raises(start.StartError, match=r"99_none.* is missing; get a fresh copy"):
        start.start(browser=False)


def test_a_damaged_notebook_is_said_and_the_kit_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LESSONS_WORK", str(tmp_path))
    folder = copies.bring().folder
    for name in ("03_crimea.ipynb", "05_nato.ipynb"):
        (folder / name).write_text('{"cells": [')
    started: list[Path] = []
    monkeypatch.setattr(start, "run_lab", lambda *given, **_: started.append(given[3]))
    start.start(browser=False)
    assert started == [tmp_path / "notebooks" / "00_start_here.ipynb"]
    assert capsys.readouterr().err == (
        "03_crimea.ipynb, 05_nato.ipynb: damaged. To put back: type "
        '“make restore LESSON="03_crimea 05_nato"” (or “lessons restore 03_crimea 05_nato”).\n'
    )


def test_files_are_kept_where_answers_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LESSONS_WORK", str(tmp_path))
    with start.private_folder() as folder:
        assert folder == tmp_path / ".jupyter"
    assert folder.is_dir()


def test_a_read_only_checkout_gets_a_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_folder = tmp_path / "file"
    no_folder.touch()
    monkeypatch.setenv("LESSONS_WORK", str(no_folder))
    with start.private_folder() as folder:
        (folder / "settings").mkdir()
    assert not folder.exists()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Start the kit as a user does; give its address and the user's home. It stops on Ctrl-C."""
    home, work = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("wörk folder")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    with processes.running(
        [sys.executable, "-m", "lessons", "start", "--no-browser", "--port", "0"],
        env={**kept, "HOME": str(home), "LESSONS_WORK": str(work)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/\S+", line)
        assert found, line
        yield found[0], home
        if sys.platform == "win32":  # there Ctrl-C can only be pressed by hand
            return
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=processes.PATIENCE)
    assert out == "Reading a Crisis has stopped. Your answers are kept.\n"
    assert err == f"Your copies of the lessons are in {work / 'notebooks'}.\n"
    assert process.returncode == 0


def read(address: str, path: str) -> str:
    url = re.sub(r"/doc/tree/[^?]*", path, address)
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310  our own server
        return str(answer.read().decode())


def test_the_first_page_opens_alone(server: tuple[str, Path]) -> None:
    address, _ = server
    assert "/doc/tree/notebooks/00_start_here.ipynb?token=" in address
    assert "JupyterLab" in read(address, "/doc/tree/notebooks/00_start_here.ipynb")


def test_our_settings_hold(server: tuple[str, Path]) -> None:
    settings = json.loads(read(server[0], "/lab/api/settings"))["settings"]
    ours = json.loads((start.SETTINGS / "overrides.json").read_text(encoding="utf-8"))
    assert len(ours) >= 3
    for found in settings:
        for name, value in ours.get(found["id"], {}).items():
            assert found["schema"]["properties"][name]["default"] == value
    assert ours.keys() <= {found["id"] for found in settings}


def test_no_one_gets_in_without_the_token(server: tuple[str, Path]) -> None:
    with pytest.raises(urllib.error.HTTPError, match="403"):
        read(re.sub(r"\?token=.*", "", server[0]), "/api/contents/data")


def test_nothing_is_written_into_the_home(server: tuple[str, Path]) -> None:
    address, home = server
    read(address, "/lab/api/settings")
    assert list(home.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="Others' processes can't be watched.")
@pytest.mark.soak("kills")  # 8 s; in `soak` 4 minutes
def test_told_to_stop_at_any_moment_it_stops_and_nothing_is_left(
    tmp_path: Path, amount: Amount
) -> None:
    """While it starts, while kernels are asked for and come, once, several or never."""
    for seed in range(amount(test=1, soak=40)):
        chance = random.Random(seed)  # noqa: S311  no secret
        folder = tmp_path / str(seed)
        env = {**os.environ, "LESSONS_WORK": str(folder), "LESSONS_WAITING": ""}
        command = [sys.executable, "-m", "lessons", "start", "--no-browser", "--port", "0"]
        pipe = subprocess.PIPE
        with processes.running(command, env=env, stdout=pipe, cwd=ROOT) as process:
            line = process.stdout.readline() if process.stdout else ""
            address = re.search(r"(http://[\d.:]+)/\S+token=(\w+)", line)
            assert address
            threading.Event().wait(chance.choice([0, 0, 4]))  # at any moment
            asked = [
                threading.Thread(target=ask_for_kernel, args=address.groups())
                for _ in range(chance.choice([1, 2, 5]))
            ]
            for each in asked:
                each.start()
            threading.Event().wait(chance.choice([0, 0.02, 0.1, 0.3, 1, 3]))
        for each in asked:
            each.join(processes.PATIENCE)
        assert process.returncode == 0
        assert wait_for_end(folder) == []


def ask_for_kernel(address: str, token: str) -> None:
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    asked = urllib.request.Request(f"{address}/api/kernels", b"{}", headers)  # noqa: S310
    with suppress(OSError, http.client.HTTPException):  # it may be gone in the midst of it
        urllib.request.urlopen(asked, timeout=processes.PATIENCE).read()  # noqa: S310  our own


def wait_for_end(folder: Path) -> list[int]:
    """Wait until nothing works in a folder any more; give the numbers of what still does."""
    left: list[int] = []

    def nothing() -> bool:
        left.clear()
        for each in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if os.fsencode(folder) in (each / "environ").read_bytes():
                    left.append(int(each.name))
        return not left

    with suppress(AssertionError):
        processes.until(nothing, looks=50)
    return left


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such sockets.")
def test_kernels_take_no_ports_unless_a_path_is_too_long(tmp_path: Path) -> None:
    """Of ninety kernels that took ports, three met another program's."""
    room = start.LONGEST - len(os.fsencode(Path("runtime"))) - 1
    assert start.has_sockets(Path("/" + "x" * (room - 1), "runtime"))
    assert not start.has_sockets(Path("/" + "x" * room, "runtime"))
    page = ROOT / "notebooks" / copies.FIRST
    told = start.settings(tmp_path / ("x" * start.LONGEST), page)
    assert told["KernelManager.transport"] == "tcp"
