"""Set the kit up in ``.venv``: what lessons need (``lab``), or that and what tests need (``test``).

    python3 tools/install.py lab

It does nothing if that is done already and the lock has not changed since; then it needs no
network either. Only Python's own library is used, and no syntax newer than Python 3.6, so that
an old Python can say that it is too old.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = {"lab": ROOT / "requirements.txt", "test": ROOT / "requirements-test.txt"}
OLDEST = (3, 11)


class SetupError(Exception):
    """The kit can't be set up; the message says why and what to do."""


def main(purpose: str) -> int:
    """Set up for ``lab`` or ``test`` if that has not been done."""
    try:
        if sys.version_info < OLDEST:
            raise SetupError(
                "Reading a Crisis needs Python 3.11 or newer, and this is Python "
                "{}.{}; install a newer one, then try again.".format(*sys.version_info)
            )
        if not is_done(purpose):
            set_up(purpose)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def is_done(purpose: str) -> bool:
    """Say whether ``.venv`` holds what the lock names."""
    stamp = stamp_of(purpose)
    return stamp.is_file() and stamp.read_text() == state(purpose) and PYTHON.exists()


def stamp_of(purpose: str) -> Path:
    """Name the file that says what was installed."""
    return VENV / "installed-for-{}.txt".format(purpose)


def state(purpose: str) -> str:
    """Describe what ought to be installed: the lock's checksum."""
    return hashlib.sha256(LOCKS[purpose].read_bytes()).hexdigest()


def set_up(purpose: str) -> None:
    """Make ``.venv``, install the lock and the kit, compile, and write down that it is done."""
    print("Setting up in .venv, once. This takes some minutes and needs the network.", flush=True)
    pip = make_venv()
    install = [*pip, "install", "-qq", "--disable-pip-version-check"]
    run("installing libraries", [*install, "--require-hashes", "-r", str(LOCKS[purpose])])
    run(
        "installing the kit",
        [*install, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
    )
    run("compiling", [str(PYTHON), "-m", "compileall", "-q", "lessons"])
    # matplotlib lists the machine's fonts when it is first imported, which takes a while.
    run("looking at fonts", [str(PYTHON), "-c", "import matplotlib.font_manager"])
    for done in ["lab", purpose]:  # what tests need includes what lessons need
        stamp_of(done).write_text(state(done))


def make_venv() -> "list[str]":
    """Make ``.venv``, afresh if its Python is gone; return the command that is pip for it."""
    if importlib.util.find_spec("venv") is None:
        raise SetupError(NO_VENV)
    has_pip = importlib.util.find_spec("ensurepip") is not None
    if not has_pip and importlib.util.find_spec("pip") is None:
        raise SetupError(NO_VENV)
    if not works():
        options = ["--clear"] + ([] if has_pip else ["--without-pip"])
        run("making .venv", [sys.executable, "-m", "venv", *options, str(VENV)])
    if has_pip:
        return [str(PYTHON), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


NO_VENV = (
    "This Python can't make virtual environments; "
    "on Debian or Ubuntu run `sudo apt-get install python3-venv`, then try again."
)


def works() -> bool:
    """Say whether ``.venv`` has a Python that runs, of the version that this script runs in."""
    version = "import sys; print(sys.version_info[:2])"
    try:
        found = subprocess.run([str(PYTHON), "-c", version], stdout=subprocess.PIPE, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return found.stdout.decode().strip() == str(sys.version_info[:2])


def run(step: str, command: "list[str]") -> None:
    """Run one step; say in one sentence if it fails."""
    if subprocess.run(command, cwd=str(ROOT)).returncode:
        raise SetupError(
            "Setting up stopped at {}; the lines above say why. It needs the network: "
            "when that is there, try again.".format(step)
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "lab"))
