"""Bring what the page's Python is made of into ``build/site-parts``: ``make parts``.

npm packs Pyodide and pip takes msgspec's wheel for it, each from the registry that is set up here;
what comes is held to the hashes of ``lessons/pages/parts.toml``.
"""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = tomllib.loads((ROOT / "lessons" / "pages" / "parts.toml").read_text(encoding="utf-8"))
FOLDER = ROOT / "build" / "site-parts"


class PartsError(Exception):
    """A part can't be had; the message is one sentence."""


def main() -> int:
    """Bring what is missing; return 1 with a sentence where that can't be done."""
    try:
        if missing():
            FOLDER.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory() as name:
                bring(Path(name))
        wrong = missing()
        if wrong:
            raise PartsError(f"{wrong[0]} is not what lessons/pages/parts.toml names.")
    except PartsError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The parts of the page's Python are in {FOLDER.relative_to(ROOT)}.")
    return 0


def missing() -> list[str]:
    """Name the parts that are not there, or not what the lock says."""
    return [name for name, digest in LOCK["files"].items() if sha256(FOLDER / name) != digest]


def sha256(path: Path) -> str:
    """Give a file's hash; empty if it isn't there."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def bring(work: Path) -> None:
    """Fetch both packages and take out the files that the lock names."""
    versions = LOCK["versions"]
    run(["npm", "pack", "--silent", f"pyodide@{versions['pyodide']}"], work)
    run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
            *("--only-binary", ":all:", "--platform", versions["platform"]),
            *("--python-version", versions["python"], "--implementation", "cp"),
            f"msgspec=={versions['msgspec']}",
        ],
        work,
    )
    with tarfile.open(next(work.glob("pyodide-*.tgz"))) as archive:
        for name in LOCK["files"]:
            if name != "msgspec.whl":
                member = archive.extractfile(f"package/{name}")
                if member is None:
                    raise PartsError(f"The package pyodide has no {name}.")
                (FOLDER / name).write_bytes(member.read())
    shutil.copy(next(work.glob("msgspec-*.whl")), FOLDER / "msgspec.whl")


def run(command: list[str], work: Path) -> None:
    """Run one command; say which failed."""
    program = shutil.which(command[0])
    if program is None:
        raise PartsError(f"{command[0]} is not here; it brings the page's Python.")
    if subprocess.run([program, *command[1:]], cwd=work, check=False).returncode:
        raise PartsError(f"{command[0]} could not bring its part; the lines above say why.")


if __name__ == "__main__":
    sys.exit(main())
