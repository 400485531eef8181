"""Check and build the web parts of ``lessons/kit/web`` and ``lessons/lab/view``.

    python tools/web.py lint     # biome and tsc
    python tools/web.py test     # node's own tests
    python tools/web.py build    # write lessons/kit/web/built and lessons/lab/labextension anew

It takes node 20 or newer and npm, which puts the tools of package-lock.json into ``node_modules``.
Where they can't be had it says so and leaves the checks out; in CI (``CI=true``) that is a fault.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "package-lock.json"
TOOLS = ROOT / "node_modules"
OLDEST = 20

COMMANDS = {
    "lint": [["biome", "check", "--error-on-warnings"], ["tsc"]],
    "test": [["node", "--test", "tests/unit/web/"]],
    "build": [
        [sys.executable, "tools/messages.py"],
        ["node", "tools/web.mjs"],
        ["node", "tools/labextension.mjs"],
    ],
}


def run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    """Run a command of node, npm or ``node_modules`` in the kit's folder."""
    program = shutil.which(command[0], path=str(TOOLS / ".bin")) or shutil.which(command[0])
    return subprocess.run(
        [program or command[0], *command[1:]],
        cwd=ROOT,
        check=False,
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def missing() -> str:
    """Get the tools ready; say why that can't be done, or nothing."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "node and npm are not here."
    version = run(["node", "--version"]).stdout.strip()
    if int(version.lstrip("v").split(".")[0]) < OLDEST:
        return f"node {version} is too old; {OLDEST} or newer is needed."
    mark = TOOLS / ".of-lock"
    lock = LOCK.read_text("utf-8")
    if mark.is_file() and mark.read_text("utf-8") == lock:
        return ""
    done = run(["npm", "ci", "--no-progress"])
    if done.returncode:
        return f"npm could not install what package-lock.json names.\n{done.stdout}"
    mark.write_text(lock, "utf-8")
    return ""


def is_ci() -> bool:
    """Say whether this is CI, where nothing may be left out."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def main(part: str = "lint") -> int:
    """Run a part of ``COMMANDS``; return 1 if something was found, or is missing in CI."""
    reason = missing()
    if reason:
        print(f"Web parts not checked: {reason}")
        return int(is_ci() or part == "build")
    results = [run(command) for command in COMMANDS[part]]
    for result in results:
        print(result.stdout, end="")
    return int(any(result.returncode for result in results))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
