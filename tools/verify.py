"""Run a tier of checks, the quick ones first.

    python tools/verify.py check         # at each small change: 90 seconds at most
    python tools/verify.py test          # before it lands, and in CI: ten minutes at most
    python tools/verify.py soak          # at night: large counts, 40 minutes at most
    python tools/verify.py soak kills    # one part of a tier

The quick checks all run, whatever they find; the tests run if those found nothing. Nothing can
keep it for ever: a test that hangs is ended with a traceback, a check that hangs with all that it
started. These limits are far above what anything takes, and no verdict on how quick it is.
"""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]

LINT = [
    ["ruff", "check"],
    ["ruff", "format", "--check"],
    ["mypy"],
    ["lint-imports"],
    ["python", "tools/web.py", "lint"],
]
DATA = [
    ["frictionless", "validate", "data/datapackage.json"],
    ["lessons", "check"],
]
#: Two at a time; what shares a kernel, a browser or what is slow to make stays together.
PARALLEL = ["-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder"]
#: Seconds until a test that hangs fails, and until one that can't be made to fail says where it is.
LIMIT = ["--timeout", "600", "-o", "faulthandler_timeout=630"]
LONG_LIMIT = ["--timeout", "3600", "-o", "faulthandler_timeout=3630"]
#: Minutes until a check that hangs is ended.
LONGEST = {"lint": 10, "check": 20, "test": 60, "soak": 300}

PYTEST = ["pytest", "-q", *PARALLEL, *LIMIT]
SOAK = ["pytest", "-q", *PARALLEL, *LONG_LIMIT, "--tier", "soak", "--durations", "20"]
PICTURES = ["--mpl", "--mpl-results-path=build/pictures"]
NBVAL = ["--nbval", "--nbval-sanitize-with", "tests/notebooks/sanitise.cfg"]

#: The parts of each tier, in their order.
TIERS = {
    "lint": {"lint": LINT},
    "check": {"lint": LINT, "data": DATA[1:], "unit": [[*PYTEST, "--tier", "check", "tests/unit"]]},
    "test": {"lint": LINT, "data": DATA, "tests": [[*PYTEST, *PICTURES, *NBVAL]]},
    "soak": {"tests": [[*SOAK, "tests"]]},
}
#: What tests run through, by line and by branch; kernels and browsers are not followed.
COVERAGE = ["--cov", "lessons", "--cov-branch", "--cov-report", "html:build/coverage"]
#: Parts that run only when they are picked: they are in the tier already, or take long.
PICKED = {
    "test": {
        "unit": [[*PYTEST, "tests/unit"]],
        "browser": [["pytest", "-q", *LIMIT, "tests/browser"]],
        "pictures": [["pytest", "-q", *LIMIT, *PICTURES, "tests/pictures"]],
        "notebooks": [[*PYTEST, *NBVAL, "notebooks"]],
        "coverage": [
            [*PYTEST, *COVERAGE, "tests/unit"],
            *(["coverage", "report", "--include", f"lessons/{part}/*"] for part in ("kit", "desk")),
        ],
    },
    "soak": {
        "versions": [["python", "tools/versions.py"]],
        "mutants": [["python", "tools/mutants.py"]],
    },
}


def checks(tier: str, what: str = "") -> list[list[list[str]]]:
    """List the parts of a tier, or the one that is picked; each is a list of commands."""
    parts = TIERS[tier]
    if not what:
        return list(parts.values())
    picked = {**parts, **PICKED.get(tier, {})}
    if what in picked:
        return [picked[what]]
    if tier == "soak":  # a name that tests are marked with
        return [[[*SOAK, "--what", what, "tests"]]]
    raise SystemExit(f"`make {tier}` has no part “{what}”; it has {', '.join(picked)}.")


def passes(check: list[str], minutes: float) -> bool:
    """Run one check, a program of this virtual environment; say whether it found nothing."""
    print("\n== " + " ".join(check), flush=True)
    here = str(Path(sys.executable).parent)
    program = shutil.which(check[0], path=here)  # on Windows its name ends in .exe
    if program is None:
        print(f"{check[0]} is not in {here}; delete .venv and try again.", file=sys.stderr)
        return False
    process = subprocess.Popen([program, *check[1:]], cwd=ROOT)
    try:
        return process.wait(minutes * 60) == 0
    except subprocess.TimeoutExpired:
        print(f"\n{check[0]} did not end within {minutes} minutes, and was ended.", flush=True)
        return False
    finally:
        end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a process that still runs, with all that it started."""
    if process.poll() is not None:
        return
    started = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    for each in started:
        with suppress(psutil.NoSuchProcess):
            each.kill()
    psutil.wait_procs(started, timeout=30)


def main(tier: str = "test", what: str = "") -> int:
    """Run a tier, or one part of it; return 1 if a check found something."""
    os.environ.setdefault("PYTHONUTF8", "1")
    plain = ["--color=no"] if os.environ.get("NO_COLOR") else []  # nbval knows only the option
    quick: list[list[str]] = []
    tests: list[list[str]] = []
    for part in checks(tier, what):
        runs_tests = any(check[0] == "pytest" for check in part)
        (tests if runs_tests else quick).extend(
            check + plain if check[0] == "pytest" else check for check in part
        )
    failed = [check for check in quick if not passes(check, LONGEST[tier])]
    if not failed:
        failed = [check for check in tests if not passes(check, LONGEST[tier])]
    if failed:
        print("\nTo mend first: " + ", ".join(" ".join(check) for check in failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
