"""Set the kit up in ``.venv``: what lessons need (``lab``), or that and what tests need (``test``).

    python3 tools/install.py lab

It does nothing if that is done: if the lock has not changed since, the Python of ``.venv`` runs,
and every folder of every library is there. Then it needs no network either. "Done" is written down
only after that Python has imported all that the lock names; what it can't import is installed
afresh, and where that does not help, ``.venv`` is made anew.

Only Python's own library is used, and no syntax newer than Python 3.6, so that an old Python can
say that it is too old.
"""

import configparser
import hashlib
import importlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

if False:  # for those who check types; an old Python has no such modules
    from importlib.metadata import Distribution
    from typing import Any, Dict, Iterable, Optional, Tuple

    Found = Dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = {"lab": ROOT / "requirements.txt", "test": ROOT / "requirements-test.txt"}
OLDEST = (3, 11)

OF_PYTHON = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "PYTHONUSERBASE",
    "PYTHONPLATLIBDIR",
    "PYTHONEXECUTABLE",
    "__PYVENV_LAUNCHER__",
)
"""Variables by which another Python's libraries would come in."""

OF_PIP = (
    "user",
    "target",
    "prefix",
    "root",
    "src",
    "constraint",
    "build-constraint",
    "requirement",
    "editable",
    "no-deps",
    "ignore-installed",
    "dry-run",
    "python",
    "require-virtualenv",
)
"""Settings of pip that say where to and what. Index, proxy and certificates stay in force."""

CAUSES = (
    (r"No space left|\[Errno 28\]|\[WinError 112\]", "the disk is full"),
    (r"Permission denied|\[Errno 13\]|\[WinError 5\]", "a file can't be written: {line}"),
    (r"Read-only file system", "the folder is on a disk that can't be written to"),
    (r"DO NOT MATCH THE HASHES", "a library that came is not the one that the lock names: {line}"),
    (
        r"NewConnectionError|Failed to establish|Name or service|getaddrinfo|Max retries|timed out"
        r"|Could not connect|Network is unreachable|ConnectionError|ConnectTimeout",
        "pip can't reach the place that libraries come from; connect to the network",
    ),
    (r"CERTIFICATE_VERIFY_FAILED|SSLError", "the place that libraries come from is not trusted"),
    (r"Could not find a version|No matching distribution", "pip found no library for it: {line}"),
)
"""What pip says, and what it means."""


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
    except KeyboardInterrupt:
        print("Setting up was stopped; it goes on when you try again.", file=sys.stderr)
        return 130
    return 0


def is_done(purpose: str) -> bool:
    """Say whether ``.venv`` runs and holds what the lock names."""
    try:
        done = json.loads(stamp_of(purpose).read_text(encoding="utf-8"))
        there = all((VENV / name).is_dir() for name in done["folders"])
    except (OSError, ValueError, LookupError, TypeError):
        return False
    return there and done["lock"] == state(purpose) and version() is not None


def stamp_of(purpose: str) -> Path:
    """Name the file that says what was installed."""
    return VENV / "installed-for-{}.json".format(purpose)


def state(purpose: str) -> str:
    """Describe what ought to be installed: the lock's checksum."""
    return hashlib.sha256(LOCKS[purpose].read_bytes()).hexdigest()


def set_up(purpose: str) -> None:
    """Make ``.venv``, install the lock and the kit, compile, and write down that it is done."""
    print("Setting up in .venv. This takes some minutes and needs the network.", flush=True)
    for known in LOCKS:  # whatever happens now, it is not done
        if stamp_of(known).exists():
            stamp_of(known).unlink()
    pip = make_venv(afresh=version() != sys.version_info[:2])
    try:
        install(pip, purpose)
        found = look(purpose)
    except SetupError:
        if not (VENV / "lib").exists() and not (VENV / "Lib").exists():
            raise
        found = None
    if found is None or found["broken"]:
        found = mend(pip, purpose, found)
    run("compiling", [str(PYTHON), "-m", "compileall", "-q", "lessons"])
    # matplotlib lists the machine's fonts when it is first imported, which takes a while.
    run("looking at fonts", [str(PYTHON), "-c", "import matplotlib.font_manager"])
    for done in ["lab", purpose]:  # what tests need includes what lessons need
        text = json.dumps({"lock": state(done), "folders": found["folders"]}, indent=1)
        stamp_of(done).write_text(text, encoding="utf-8")


def mend(pip: "list[str]", purpose: str, found: "Optional[Found]") -> "Found":
    """Install afresh what can't be imported; if that does not help, make ``.venv`` anew."""
    if found is not None:
        print("Installing afresh: {}.".format(", ".join(sorted(found["broken"]))), flush=True)
        try:
            install_again(pip, purpose, found["broken"])
            found = look(purpose)
        except SetupError:
            found = None
    if found is None or found["broken"]:
        print("Making .venv anew.", flush=True)
        pip = make_venv(afresh=True)
        install(pip, purpose)
        found = look(purpose)
    if found["broken"]:
        name, why = sorted(found["broken"].items())[0]
        raise SetupError(
            "Setting up stopped: {} was installed, but can't be imported ({}). "
            "Tell those who make the kit.".format(name, why)
        )
    return found


def install(pip: "list[str]", purpose: str) -> None:
    """Install the lock and the kit."""
    lock = ["--no-deps", "--require-hashes", "-r", str(LOCKS[purpose])]
    run("installing libraries", [*pip, *INSTALL, *lock], settings(pip))
    kit = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    run("installing the kit", [*pip, *INSTALL, *kit], settings(pip))


def install_again(pip: "list[str]", purpose: str, names: "Iterable[str]") -> None:
    """Install some libraries of the lock once more, whatever pip believes to be there."""
    entries = re.split(r"\n(?=\S)", LOCKS[purpose].read_text(encoding="utf-8"))
    chosen = [entry for entry in entries if plain(re.split(r"[=\s;]", entry)[0]) in names]
    handle, file = tempfile.mkstemp(suffix=".txt")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write("\n".join(chosen) + "\n")
        again = ["--force-reinstall", "--no-deps", "--require-hashes", "-r", file]
        run("installing libraries", [*pip, *INSTALL, *again], settings(pip))
    finally:
        Path(file).unlink()


INSTALL = ["install", "-qq", "--disable-pip-version-check", "--no-user"]


def make_venv(*, afresh: bool) -> "list[str]":
    """Make ``.venv``, if it has to be; return the command that is pip for it."""
    if importlib.util.find_spec("venv") is None:
        raise SetupError(NO_VENV)
    has_pip = importlib.util.find_spec("ensurepip") is not None
    if not has_pip and importlib.util.find_spec("pip") is None:
        raise SetupError(NO_VENV)
    if afresh:
        options = ["--clear"] + ([] if has_pip else ["--without-pip"])
        run("making .venv", [sys.executable, "-m", "venv", *options, str(VENV)])
    if has_pip:
        return [str(PYTHON), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


NO_VENV = (
    "This Python can't make virtual environments; "
    "on Debian or Ubuntu run `sudo apt-get install python3-venv`, then try again."
)


def version() -> "Optional[Tuple[int, ...]]":
    """Give the version of the Python in ``.venv``; nothing if there is none that runs."""
    ask = "import sys; print(*sys.version_info[:2])"
    try:
        found = subprocess.run(
            [str(PYTHON), "-c", ask],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=surroundings(),
            check=True,
        )
        return tuple(map(int, found.stdout.split()))
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def surroundings() -> "dict[str, str]":
    """Give this environment without what is another Python's, or says where pip puts things."""
    gone = {"PIP_" + name.upper().replace("-", "_") for name in OF_PIP} | set(OF_PYTHON)
    return {name: value for name, value in os.environ.items() if name not in gone}


def settings(pip: "list[str]") -> "dict[str, str]":
    """Give that environment, and in it what pip's files say, but for where to and what."""
    env = surroundings()
    said = said_in_files(pip, env)
    if not any(name in OF_PIP for name in said):
        return env
    for name, value in said.items():
        if name not in OF_PIP:
            env.setdefault("PIP_" + name.upper().replace("-", "_"), " ".join(value.split()))
    env["PIP_CONFIG_FILE"] = os.devnull
    return env


def said_in_files(pip: "list[str]", env: "dict[str, str]") -> "dict[str, str]":
    """Read the settings in pip's files as pip does, a nearer file over a farther one."""
    told = subprocess.run([*pip, "config", "debug"], stdout=subprocess.PIPE, env=env)
    files, kind = {}, ""  # type: dict[str, list[str]], str
    for line in told.stdout.decode("utf-8", "replace").splitlines():
        if line.endswith(":") and not line.startswith(" "):
            kind = line[:-1]
        elif line.endswith(", exists: True"):
            files.setdefault(kind, []).append(line.strip()[: -len(", exists: True")])
    found = {}  # type: dict[str, str]
    for section in ("global", "install"):
        for kind in ("global", "user", "site", "env"):
            for file in files.get(kind, []):
                config = configparser.RawConfigParser()
                config.read(file, encoding="utf-8")
                if config.has_section(section):
                    items = config.items(section)
                    found.update((name.lower().replace("_", "-"), value) for name, value in items)
    return found


def run(step: str, command: "list[str]", env: "dict[str, str] | None" = None) -> None:
    """Run one step; say in one sentence if it fails, and why."""
    done = subprocess.run(command, cwd=str(ROOT), env=env or surroundings(), stderr=subprocess.PIPE)
    said = done.stderr.decode("utf-8", "replace")
    if done.returncode:
        raise SetupError(
            "Setting up stopped at {}: {}. Mend that, then try again.".format(step, cause(said))
        )


def cause(said: str) -> str:
    """Say in a few words why pip, or another program, stopped."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [re.sub(r"^ERROR: ", "", line) for line in lines if line.startswith("ERROR: ")]
    last = (errors or lines or ["it gave no reason"])[-1 if not errors else 0].rstrip(".")
    for pattern, meaning in CAUSES:
        if re.search(pattern, said):
            at = next((line for line in errors or lines if re.search(pattern, line)), last)
            return meaning.format(line=at.rstrip("."))
    return last


def look(purpose: str) -> "Found":
    """Ask the Python of ``.venv`` what of the lock it can't import, and where all of it lies."""
    asked = [str(PYTHON), str(Path(__file__).resolve()), "look", purpose]
    told = subprocess.run(
        asked, cwd=str(ROOT), env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        found = json.loads(told.stdout.decode("utf-8").splitlines()[-1])  # type: Found
        return found
    except (ValueError, LookupError):
        why = cause(told.stderr.decode("utf-8", "replace"))
        raise SetupError("Setting up stopped at importing libraries: {}.".format(why)) from None


def tell(purpose: str) -> None:
    """Print, as JSON: what of the lock can't be imported here, and each folder that it lies in."""
    from importlib import metadata

    locked = set(map(plain, re.findall(r"^([\w.-]+)==", LOCKS[purpose].read_text(), re.MULTILINE)))
    broken, folders = {}, set()
    for library in metadata.distributions():
        name = plain(library.metadata["Name"] or "")
        if name not in locked:
            continue
        files = [Path(str(library.locate_file(file))) for file in library.files or []]
        files = [file for file in files if "__pycache__" not in file.parts]
        gone = [file.name for file in files if not file.exists()] or ([] if files else ["RECORD"])
        why = "{} is missing".format(gone[0]) if gone else fault(library)
        if why:
            broken[name] = why
        inside = {os.path.relpath(str(file.parent), str(VENV)) for file in files}
        folders |= {folder for folder in inside if not folder.startswith("..")}
    print(json.dumps({"broken": broken, "folders": sorted(folders)}))


def fault(library: "Distribution") -> str:
    """Import what a library brings; say why it can't be, or nothing."""
    tops = {Path(str(file)).parts[0] for file in library.files or [] if str(file).endswith(".py")}
    packages = {
        top for top in tops if (Path(str(library.locate_file(top))) / "__init__.py").exists()
    }
    modules = {top[:-3] for top in tops if top.endswith(".py")}
    for name in sorted(packages | modules):
        if name.isidentifier() and not name.startswith("_"):
            try:
                importlib.import_module(name)
            except Exception as error:
                return "{}: {}".format(type(error).__name__, error).splitlines()[0]
    return ""


def plain(name: str) -> str:
    """Give a library's name as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    if sys.argv[1:2] == ["look"]:
        tell(sys.argv[2])
    else:
        sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "lab"))
