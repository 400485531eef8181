"""Run a tier of checks, the quick ones first.

    python tools/verify.py check         # at each small change: 90 seconds at most
    python tools/verify.py test          # before it lands, and in CI: ten minutes at most
    python tools/verify.py soak          # at night: large counts, 40 minutes at most
    python tools/verify.py soak kills    # one part of a tier

The quick checks all run, whatever they find; the tests run if those found nothing.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

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
PYTEST = ["pytest", "-q", *PARALLEL]
PICTURES = ["--mpl", "--mpl-results-path=build/pictures"]
NBVAL = ["--nbval", "--nbval-sanitize-with", "tests/notebooks/sanitise.cfg"]

#: The parts of each tier, in their order.
TIERS = {
    "lint": {"lint": LINT},
    "check": {"lint": LINT, "unit": [[*PYTEST, "--tier", "check", "tests/unit"]]},
    "test": {"lint": LINT, "data": DATA, "tests": [[*PYTEST, *PICTURES, *NBVAL]]},
    "soak": {"tests": [[*PYTEST, "--tier", "soak", "--durations", "20", "tests"]]},
}
#: What tests run through, by line and by branch; kernels and browsers are not followed.
COVERAGE = ["--cov", "lessons", "--cov-branch", "--cov-report", "html:build/coverage"]
#: Parts that run only when they are picked: they are in the tier already, or take long.
PICKED = {
    "test": {
        "unit": [[*PYTEST, "tests/unit"]],
        "browser": [["pytest", "-q", "tests/browser"]],
        "pictures": [["pytest", "-q", *PICTURES, "tests/pictures"]],
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
        return [[[*PYTEST, "--tier", "soak", "--what", what, "--durations", "20", "tests"]]]
    raise SystemExit(f"`make {tier}` has no part “{what}”; it has {', '.join(picked)}.")


def passes(check: list[str]) -> bool:
    """Run one check, a program of this virtual environment; say whether it found nothing."""
    print("\n== " + " ".join(check), flush=True)
    here = str(Path(sys.executable).parent)
    program = shutil.which(check[0], path=here)  # on Windows its name ends in .exe
    if program is None:
        print(f"{check[0]} is not in {here}; delete .venv and try again.", file=sys.stderr)
        return False
    return subprocess.run([program, *check[1:]], cwd=ROOT, check=False).returncode == 0


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
    failed = [check for check in quick if not passes(check)]
    if not failed:
        failed = [check for check in tests if not passes(check)]
    if failed:
        print("\nTo mend first: " + ", ".join(" ".join(check) for check in failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
