"""What is started beside tests ends, also if it doesn't want to, and so does a whole check."""

import subprocess
import sys

import psutil
import pytest

from lessons.kit.data import ROOT
from tools import processes, verify

STUBBORN = """
import signal, subprocess, sys
for each in (signal.SIGTERM, signal.SIGINT):
    signal.signal(each, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print(child.pid, flush=True)
while True:
    signal.pause()
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="there no process can ignore to be ended"),
]


def test_what_ignores_that_it_is_asked_to_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "PATIENCE", 0.1)
    command = [sys.executable, "-c", STUBBORN]
    with processes.running(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        child = psutil.Process(int(process.stdout.readline()))
    assert process.returncode == -9
    child.kill()  # which holds the pipe that nobody waits for


def test_what_ends_when_it_is_asked_to_is_not_killed() -> None:
    command = [sys.executable, "-c", "import signal; print(1, flush=True); signal.pause()"]
    with processes.running(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
    assert process.returncode == -15


def test_a_check_that_hangs_fails(capfd: pytest.CaptureFixture[str]) -> None:
    assert not verify.passes(["python", "-c", "import signal; signal.pause()"], minutes=0.01)
    assert "python did not end within 0.01 minutes, and was ended." in capfd.readouterr().out


def test_with_a_check_ends_all_that_it_started() -> None:
    process = subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE)
    try:
        assert process.stdout
        child = int(process.stdout.readline())
        verify.end(process)
    finally:
        processes.end(process)
    assert process.returncode == -9
    assert not psutil.pid_exists(child) or gone(child)


def gone(pid: int) -> bool:
    """Say whether a process has ended, and only nobody has asked how yet."""
    return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


@pytest.mark.parametrize("tier", verify.TIERS)
def test_every_run_of_tests_ends_a_test_that_hangs(tier: str) -> None:
    parts = {**verify.TIERS[tier], **verify.PICKED.get(tier, {})}
    for part in parts.values():
        for check in part:
            assert check[0] != "pytest" or "--timeout" in check, check
    assert tier in verify.LONGEST


def test_what_tests_start_themselves_they_end_whatever_happens() -> None:
    """A process that outlives its test holds what it prints open; who reads that waits for ever."""
    for path in [*ROOT.glob("tests/**/*.py"), *ROOT.glob("tools/*.py")]:
        code = path.read_text(encoding="utf-8")
        if "subprocess.Popen(" in code and path.name not in {"verify.py", "processes.py"}:
            assert "processes.end(" in code, path
