"""The record on a disk on which calls fail: nothing confirmed is lost, nothing is doubled."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lessons.kit.data import ROOT
from tools.tiers import Amount

FAULTS = Path(__file__).with_name("faults")
PLAN = [
    [call, error, times]
    for call, error in (
        ("read", "EIO"), ("write", "EIO"), ("write", "ENOSPC"), ("fsync", "EIO"), ("lock", "EIO"),
        ("lock", "ENOLCK"), ("open", "EIO"), ("open", "EACCES"), ("rename", "EIO"),
        ("unlink", "EIO"),
    )
    for times in (1, 1_000_000)
]  # fmt: skip
LONGEST = 1800  # seconds after which it hangs
NEVER = {
    "lost", "doubled", "traceback", "gone and not said", "sound, yet set aside", "torn hand-in",
}  # fmt: skip


@pytest.mark.skipif(
    not (sys.platform == "linux" and shutil.which("gcc")), reason="needs Linux and gcc"
)
@pytest.mark.slow
@pytest.mark.soak("faults")
def test_no_failing_call_loses_or_doubles_an_answer(tmp_path: Path, amount: Amount) -> None:
    layer = tmp_path / "layer.so"
    compiled = ["gcc", "-shared", "-fPIC", "-O1", "-o", str(layer), str(FAULTS / "layer.c"), "-ldl"]
    subprocess.run(compiled, check=True)
    told = {**os.environ, "LD_PRELOAD": str(layer), "PYTHONPATH": str(ROOT)}
    share = amount(test=20, soak=1)
    command = [
        sys.executable,
        *map(str, (FAULTS / "session.py", tmp_path / "at", json.dumps(PLAN), share)),
    ]
    done = subprocess.run(
        command, env=told, capture_output=True, text=True, check=False, timeout=LONGEST
    )
    assert done.returncode == 0, done.stderr
    came = [json.loads(line) for line in done.stdout.splitlines()]
    for each in came:
        print(each)  # noqa: T201  what the closing note tells
    assert len(came) == len(PLAN)
    assert sum(each.get("positions", 0) for each in came) > 50
    assert [each for each in came if any(each.get(name) for name in NEVER)] == [], done.stderr
