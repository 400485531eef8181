"""Can every file be read that people write by hand? The first thing that ``lessons check`` asks.

What can't be read is named here, once; the other checks wait until there is nothing, so none of
them has to think of broken files.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lessons.kit import places, syllabus, written
from lessons.kit.written import WrittenError, shown

BOOKS: dict[str, Callable[[Path], Any]] = {
    ".toml": written.toml,
    ".yaml": written.yaml_data,
    ".json": written.json_data,
    ".ipynb": written.cells,
    ".md": written.text,
    ".csv": written.text,
    ".py": written.python,
}
"""How each kind of file is read, by the end of its name."""

MAPPINGS = (".toml", ".yaml")
"""Kinds of file whose top is names with values."""


def check() -> list[str]:
    """Name each file that can't be read, with the line and the mend."""
    return list(_faults())


def _faults() -> Iterator[str]:
    for path in _files():
        try:
            data = _book(path)(path)
        except WrittenError as error:
            yield str(error)
            continue
        if path.suffix in MAPPINGS and not isinstance(data, dict | None):
            yield f"{shown(path)}, line 1: names with values are wanted here, such as “name: …”."
        elif path.parent.name == "maps" and not _is_map(data):
            yield f"{shown(path)}: this is no map of the atlas; build it again (make atlas)."
    try:
        syllabus.entries(syllabus.FILE)
    except syllabus.SyllabusError as error:
        if "line" not in str(error):  # else it was named above
            yield str(error)


def _book(path: Path) -> Callable[[Path], Any]:
    described = path.suffix == ".yaml" and path.is_relative_to(places.DATA)
    return written.description if described else BOOKS[path.suffix]


def _files() -> Iterator[Path]:
    """List the files; those that have to be there also where they are missing."""
    yield syllabus.FILE
    lessons = [path.parent for path in sorted(places.PACKAGE.glob("*/quiz.yaml"))]
    for name in ("not_taught.toml", "numbers.yaml"):
        yield from _there(places.PACKAGE / name)
    for folder in lessons:
        for name in ("exhibits.py", "exhibits.yaml", "numbers.yaml", "plan.md", "__init__.py"):
            yield from _there(folder / name)
    yield from sorted(places.NOTEBOOKS.rglob("[!.]*.ipynb"))
    for pattern in ("sources.*", "datapackage.json", "tables/*.csv", "tables/*.yaml",
                    "atlas/maps/*.json"):  # fmt: skip
        yield from sorted(path for path in places.DATA.glob(pattern) if path.suffix in BOOKS)


def _there(path: Path) -> Iterator[Path]:
    if path.exists():
        yield path


def _is_map(data: Any) -> bool:
    shapes = data.get("shapes") if isinstance(data, dict) else None
    return isinstance(shapes, list) and all(isinstance(one, dict) and "id" in one for one in shapes)
