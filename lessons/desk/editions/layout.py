"""A checkout to copy from, also where the kit was installed from a wheel."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

from lessons.kit import places

BESIDE = "beside"
"""Folder in a wheel's package with what stands beside the package in a checkout: see pyproject."""


@contextmanager
def checkout() -> Iterator[Path]:
    """Give the kit as it lies in a checkout: the checkout, or a temporary one laid out anew."""
    if not places.INSTALLED:
        yield places.ROOT
        return
    with tempfile.TemporaryDirectory(prefix="reading-a-crisis-") as name:
        root = Path(name).resolve()
        lay_out(root)
        yield root


def lay_out(root: Path) -> None:
    """Put the parts of an installed kit where a checkout has them."""
    inside = {places.DATA.name, places.NOTEBOOKS.name, BESIDE}

    def left_out(folder: str, names: list[str]) -> set[str]:
        top = inside if Path(folder) == places.PACKAGE else set()
        return {"__pycache__", *top} & set(names)

    shutil.copytree(places.PACKAGE, root / "lessons", ignore=left_out)
    for folder in (places.DATA, places.NOTEBOOKS):
        shutil.copytree(folder, root / folder.name)
    shutil.copytree(places.PACKAGE / BESIDE, root, dirs_exist_ok=True)
    for licence in metadata.files("reading-a-crisis") or ():
        _, inside_licences, name = licence.as_posix().partition(".dist-info/licenses/")
        if inside_licences:
            (root / name).parent.mkdir(exist_ok=True)
            shutil.copy(licence.locate(), root / name)
