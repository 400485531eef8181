"""Build all that a release holds: wheel, sdist, handouts, checksums, and what is new.

    python tools/release.py                 into dist/
    python tools/release.py --tag v0.1.0    the same, if the tag fits version and change log

``dist/packages`` holds what goes to a package index, ``dist`` the rest and the checksums.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from lessons import __version__  # noqa: E402

SUMS = "SHA256SUMS"
NEWS = "NEWS.md"
PAPERS = ("a4", "letter")


class ReleaseError(RuntimeError):
    """A release can't be built; the message says why and what to do."""


def main(argv: list[str] | None = None) -> int:
    """Build, and name each file; return 2 with a sentence if that can't be."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--out", type=Path, default=ROOT / "dist", help="where to write (dist/)")
    ask.add_argument("--tag", help="the tag that is released, such as v0.1.0")
    options = ask.parse_args(argv)
    try:
        made = release(options.out, options.tag)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 2
    for path in made:
        print(path)
    return 0


def release(out: Path, tag: str | None = None) -> list[Path]:
    """Build a release into an empty folder.

    Parameters
    ----------
    out : Path
        The folder; what an earlier release left in it is taken away.
    tag : str, optional
        The tag that is released: it has to fit the version, and the change log to name its day.

    Raises
    ------
    ReleaseError
        The tag doesn't fit, or the change log says nothing of this version.
    """
    news = what_is_new((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), __version__, tag)
    shutil.rmtree(out, ignore_errors=True)
    packages = out / "packages"
    packages.mkdir(parents=True)
    run("hatchling", "build", "--directory", str(packages))
    made = sorted(packages.iterdir())
    made += [handouts(out, paper) for paper in PAPERS]
    (out / NEWS).write_text(news, encoding="utf-8")
    (out / SUMS).write_text(checksums(made), encoding="utf-8")
    return [*made, out / NEWS, out / SUMS]


def what_is_new(changes: str, version: str, tag: str | None) -> str:
    """Give what the change log says of a version, once the tag was held against both."""
    if tag is not None and tag != f"v{version}":
        raise ReleaseError(
            f"The tag is {tag}, the version in lessons/__init__.py {version}: one has to change."
        )
    head = re.escape(version)
    found = re.search(rf"^## \[{head}\] - (.+)\n([\s\S]*?)(?=^## |\Z)", changes, re.MULTILINE)
    if found is None:
        raise ReleaseError(f"CHANGELOG.md has no “## [{version}] - DAY”.")
    if tag is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d", found[1]):
        raise ReleaseError(f"CHANGELOG.md says “{found[1]}” of {version}; write the day instead.")
    return found[2].strip() + "\n"


def handouts(out: Path, paper: str) -> Path:
    """Print the handouts of all lessons for a kind of paper into one zip."""
    packed = out / f"reading-a-crisis-{__version__}-handouts-{paper}.zip"
    with tempfile.TemporaryDirectory() as folder:
        run("lessons", "handouts", "--paper", paper, "--out", folder)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as pack:
            for path in sorted(Path(folder).iterdir()):
                pack.write(path, f"handouts/{path.name}")
    return packed


def checksums(paths: list[Path]) -> str:
    """List the files' checksums as ``sha256sum --check`` reads them, in one folder."""
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in paths
    )


def run(module: str, *words: str) -> None:
    """Run a module of this Python in the kit's folder, quietly."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ReleaseError(f"{module} {words[0]} didn't work:\n{done.stderr or done.stdout}")


if __name__ == "__main__":
    sys.exit(main())
