"""Run notebooks and quick tests with other Pythons and other versions of what lessons need.

    python tools/versions.py                 # each Python here, lowest and highest
    python tools/versions.py 3.13 lowest     # one of them

What lessons need is taken in the lowest or the highest versions that ``pyproject.toml`` allows, in
a throw-away environment below ``build/versions``; what only tests need is taken as new as fits.
Pictures are not compared: another matplotlib sets letters differently. Needs the network.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "build" / "versions"
RESOLUTIONS = {"lowest": "lowest-direct", "highest": "highest"}
UV = [sys.executable, "-m", "uv"]
COMPILE = [*UV, "pip", "compile", "pyproject.toml", "--quiet", "--extra", "install", "--no-header"]
NBVAL = ["--nbval", "--nbval-sanitize-with", "tests/notebooks/sanitise.cfg"]
#: What tells of this environment itself: its locks, its wheel, how it is set up.
OWN = "tests/unit/packaging"


def allowed() -> list[str]:
    """Give the Pythons that the kit says it runs on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))


def found(python: str) -> str | None:
    """Give the path of a Python of this machine; none is fetched."""
    command = [*UV, "python", "find", "--no-python-downloads", "--system", python]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    places = [os.environ["PATH"], *map(str, pyenv.glob(f"{python}.*/bin"))]
    surroundings = {**os.environ, "PATH": os.pathsep.join(places)}
    done = subprocess.run(
        command,
        cwd=tempfile.gettempdir(),
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or None


def environment(python: str, path: str, resolution: str) -> Path:
    """Make an environment with the kit and its needs in the versions of a resolution."""
    folder = PLACE / f"{python}-{resolution}"
    shutil.rmtree(folder, ignore_errors=True)
    run([*UV, "venv", "--quiet", "--python", path, str(folder)])
    needs, all_ = folder / "needs.txt", folder / "all.txt"
    # A version that has to be compiled first is none that users get.
    chosen = ["--python-version", python, "--resolution", RESOLUTIONS[resolution]]
    chosen += ["--only-binary", ":all:"]
    run([*COMPILE, *chosen, "--output-file", str(needs)])
    chosen = ["--python-version", python, "--constraint", str(needs), "--extra", "test"]
    run([*COMPILE, *chosen, "--output-file", str(all_)])
    program = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = [*UV, "pip", "install", "--quiet", "--python", str(program)]
    run([*install, "--requirement", str(all_)])
    run([*install, "--no-deps", "--no-build-isolation", "--editable", "."])
    return program


def run(command: list[str]) -> None:
    """Run a step of setting up; its own words say what is wrong."""
    surroundings = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}
    subprocess.run(command, cwd=ROOT, env=surroundings, check=True)


def is_green(program: Path) -> bool:
    """Run the notebooks and the quick tests with the Python of an environment."""
    tests = [str(program), "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup"]
    tests += ["--no-loadscope-reorder", "--tier", "check", *NBVAL, "-p", "no:cacheprovider"]
    tests += ["notebooks", "tests/unit", f"--ignore={OWN}"]
    surroundings = {
        **os.environ,
        "PATH": os.pathsep.join([str(program.parent), os.environ["PATH"]]),
        "JUPYTER_PATH": str(program.parent.parent / "share" / "jupyter"),
    }
    return subprocess.run(tests, cwd=ROOT, env=surroundings, check=False).returncode == 0


def main(only_python: str = "", only_resolution: str = "") -> int:
    """Run each; print which were green, and which Python was not to be had."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"]
    subprocess.run(pip, check=True)
    said, failed = [], False
    for python, resolution in product(allowed(), RESOLUTIONS):
        if python != (only_python or python) or resolution != (only_resolution or resolution):
            continue
        path = found(python)
        if path is None:
            said.append(f"Python {python}, {resolution}: not run, there is no Python {python} here")
            continue
        print(f"\n== Python {python}, {resolution} versions", flush=True)
        try:
            green = is_green(environment(python, path, resolution))
        except subprocess.CalledProcessError as error:
            print(f"The environment can't be made: {error}", file=sys.stderr)
            green = False
        failed = failed or not green
        said.append(f"Python {python}, {resolution}: {'green' if green else 'RED'}")
    print("\n" + "\n".join(said))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
