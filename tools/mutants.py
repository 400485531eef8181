"""Change marking, record and hand-in in one place after another, and see which tests notice.

    python tools/mutants.py            # all, in an hour
    python tools/mutants.py marking    # what has this in its name

It is mutmut that changes the code, in a copy of the kit below ``build/mutants``; what it changes
and which tests it asks stands in ``pyproject.toml``. What no test noticed is shown, change by
change, in ``build/mutants.txt``. It fails if fewer than nine in ten were noticed.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "build" / "mutants"
SHOWN = ROOT / "build" / "mutants.txt"
MUTMUT = "mutmut==3.8.1"
ENOUGH = 0.9
#: What the kit and its tests are made of.
PARTS = ("lessons", "data", "docs", "notebooks", "tests", "tools", "conftest.py", "pyproject.toml")
#: As mutmut names what became of a change that a test noticed; one that never ends is noticed too.
NOTICED = ("killed", "timeout", "segfault")


def copy() -> None:
    """Lay a copy of the kit, for mutmut to work in."""
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    for name in PARTS:
        part = ROOT / name
        if part.is_dir():
            shutil.copytree(part, PLACE / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(part, PLACE / name)


def mutmut(*words: str, listen: bool = True) -> subprocess.CompletedProcess[str]:
    """Call mutmut in the copy, and listen to what it says or let it say it."""
    program = shutil.which("mutmut", path=str(Path(sys.executable).parent)) or "mutmut"
    surroundings = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(
        [program, *words],
        cwd=PLACE,
        env=surroundings,
        text=True,
        check=False,
        capture_output=listen,
    )


def survivors() -> list[str]:
    """Give the names of the changes that no test noticed."""
    lines = mutmut("results").stdout.splitlines()
    pairs = (line.strip().rpartition(": ") for line in lines)
    return [name for name, _, state in pairs if state in ("survived", "no tests", "suspicious")]


def main(only: str = "") -> int:
    """Make the changes, show what survived, and say how many were noticed."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, MUTMUT], check=True)
    copy()
    ran = mutmut(
        "run",
        "--max-children",
        str(os.cpu_count() or 2),
        *([f"*{only}*"] * bool(only)),
        listen=False,
    )
    if ran.returncode:
        return ran.returncode
    mutmut("export-cicd-stats")
    counts = json.loads((PLACE / "mutants/mutmut-cicd-stats.json").read_text(encoding="utf-8"))
    noticed = sum(counts[name] for name in NOTICED)
    missed = survivors()
    SHOWN.write_text("\n".join(mutmut("show", name).stdout for name in missed))
    share = noticed / max(1, noticed + len(missed))
    print(f"\n{noticed} of {noticed + len(missed)} changes were noticed ({share:.1%}).")
    print(f"The others are shown in {SHOWN.relative_to(ROOT)}.")
    return 0 if share >= ENOUGH else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
