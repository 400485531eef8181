"""Run every check that CI runs, the quick ones first.

    python tools/verify.py          # all
    python tools/verify.py lint     # all but the tests

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
TESTS = ["pytest", "--nbval", "--nbval-sanitize-with", "tests/notebooks/sanitise.cfg"]


def passes(check: list[str]) -> bool:
    """Run one check, a program of this virtual environment; say whether it found nothing."""
    print("\n== " + " ".join(check), flush=True)
    here = str(Path(sys.executable).parent)
    program = shutil.which(check[0], path=here)  # on Windows its name ends in .exe
    if program is None:
        print(f"{check[0]} is not in {here}; delete .venv and try again.", file=sys.stderr)
        return False
    return subprocess.run([program, *check[1:]], cwd=ROOT, check=False).returncode == 0


def main(part: str = "all") -> int:
    """Run the checks of ``part`` (``lint`` or ``all``); return 1 if one found something."""
    os.environ.setdefault("PYTHONUTF8", "1")
    checks = LINT if part == "lint" else LINT + DATA
    failed = [check for check in checks if not passes(check)]
    if failed:
        print("\nTo mend first: " + ", ".join(" ".join(check) for check in failed))
        return 1
    if part == "lint":
        return 0
    plain = ["--color=no"] if os.environ.get("NO_COLOR") else []  # nbval knows only the option
    return 0 if passes(TESTS + plain) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
