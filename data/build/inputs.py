"""Fetch what the atlas is made from, and check that it is what it was."""

from __future__ import annotations

import hashlib
import subprocess
import tomllib
from pathlib import Path
from typing import Any

MANIFEST = Path(__file__).with_name("inputs.toml")


def world_map(folder: Path) -> Path:
    """Return the file of Natural Earth's borders, fetched into `folder` if it isn't there.

    Parameters
    ----------
    folder
        Where packages are kept and unpacked; git ignores it.

    Raises
    ------
    SystemExit
        If the package can't be fetched, or isn't the one that the manifest names.
    """
    spec = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["input"][0]
    package = folder / spec["file"]
    if not package.exists():
        _fetch(spec, folder)
    check(package, spec["sha256"])
    unpacked = folder / package.stem
    if not (unpacked / spec["holds"]).exists():
        subprocess.run([*spec["unpack"], package, unpacked], check=True)  # noqa: S603  our manifest
    return Path(unpacked, spec["holds"])


def check(package: Path, sha256: str) -> None:
    """Stop if a file isn't the one with this checksum."""
    found = hashlib.sha256(package.read_bytes()).hexdigest()
    if found != sha256:
        raise SystemExit(
            f"{package.name} has the SHA-256 {found}, wanted {sha256}; delete it to fetch it "
            f"again, or, for another version, correct {MANIFEST.name} and look at every map."
        )


def _fetch(spec: dict[str, Any], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(spec["fetch"], cwd=folder, check=True)  # noqa: S603  our manifest
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(
            f"{spec['name']} {spec['version']} could not be fetched ({error}); "
            f"put {spec['file']} into {folder} by hand."
        ) from error
