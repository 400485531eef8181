"""What people write by hand, read as data or refused with the file, the line and the mend.

Makers and teachers write these files in editors; git merges them; mail, spreadsheets and full disks
spoil them. Whoever reads one by these functions need not think of that.
"""

import ast
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lessons.kit import places

MERGE = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: |$)", re.MULTILINE)
TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
RESTORE = "restore it from the repository"


class WrittenError(ValueError):
    """A file that can't be read; the message says where in which file, and what to do."""

    def __init__(self, path: Path, line: int, said: str) -> None:
        super().__init__(
            f"{shown(path)}, line {line}: {said}" if line else f"{shown(path)}: {said}"
        )


def shown(path: Path) -> str:
    """Give a file's path as a maintainer sees it."""
    for root in (places.PACKAGE.parent, places.ROOT):
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return str(path)


def text(path: Path) -> str:
    """Read a text.

    Raises
    ------
    WrittenError
        It isn't there, can't be opened, is not UTF-8, or holds zeros or the marks of a merge.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise WrittenError(path, 0, f"the file is missing; {RESTORE}.") from None
    except OSError as error:
        raise WrittenError(path, 0, f"the file can't be read ({error.strerror}).") from None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw:
        line = raw.count(b"\n", 0, raw.find(b"\0")) + 1 if b"\0" in raw[2:] else 1
        raise WrittenError(path, line, f"zeros, no text; save it as UTF-8, or {RESTORE}.")
    try:
        words = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise WrittenError(path, line, "this is not UTF-8; save the file as UTF-8.") from None
    mark = MERGE.search(words) if "<<<<<<<" in words else None
    if mark:
        said = "two versions stand here, as git leaves them where it can't merge; keep one."
        raise WrittenError(path, words.count("\n", 0, mark.start()) + 1, said)
    return words


def toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    WrittenError
    """
    words = text(path)
    try:
        return tomllib.loads(words)
    except tomllib.TOMLDecodeError as error:
        place = TOML_PLACE.search(str(error))
        line = int(place[1] or words.count("\n") + 1) if place else 1
        said = TOML_PLACE.sub("", str(error))
        raise WrittenError(path, line, f"{said}; mend the line.") from None


def json_data(path: Path) -> Any:
    """Read a JSON file.

    Raises
    ------
    WrittenError
    """
    try:
        return json.loads(text(path))
    except json.JSONDecodeError as error:
        said = f"{error.msg.casefold()}; mend it, or {RESTORE}."
        raise WrittenError(path, error.lineno, said) from None
    except RecursionError:
        raise WrittenError(path, 1, f"it is nested too deep; {RESTORE}.") from None


def yaml_data(path: Path) -> Any:
    """Read a YAML file.

    Raises
    ------
    WrittenError
    """
    from lessons.kit.written import yamlfile  # the YAML library takes long to import

    try:
        return yamlfile.read(text(path).encode()).data
    except yamlfile.YamlError as error:
        raise WrittenError(path, error.line, str(error)) from None


def description(path: Path) -> Any:
    """Read the description of a table: YAML that may point to what stands above.

    Raises
    ------
    WrittenError
    """
    import yaml

    try:
        return yaml.safe_load(text(path))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = " ".join(str(getattr(error, "problem", None) or error).split())
        raise WrittenError(path, mark.line + 1 if mark else 1, f"{said}; mend the line.") from None


def python(path: Path) -> ast.Module:
    """Read a Python file, without running it.

    Raises
    ------
    WrittenError
    """
    try:
        return ast.parse(text(path))
    except (SyntaxError, RecursionError) as error:
        line = getattr(error, "lineno", 1) or 1
        raise WrittenError(path, line, f"Python can't read it ({error}); mend the line.") from None


def cells(path: Path) -> list[dict[str, Any]]:
    """Read the cells of a notebook, each with its ``cell_type`` and its ``source``.

    Raises
    ------
    WrittenError
    """
    whole = json_data(path)
    found = whole.get("cells") if isinstance(whole, Mapping) else None
    if not isinstance(found, list):
        raise WrittenError(path, 0, f"this is no notebook: it has no cells; {RESTORE}.")
    for number, cell in enumerate(found, 1):
        if not _is_cell(cell):
            said = f"cell {number} has no kind or no text; delete it, or {RESTORE}."
            raise WrittenError(path, 0, said)
    return found


def _is_cell(cell: Any) -> bool:
    if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
        return False
    source, outputs = cell.get("source"), cell.get("outputs", [])
    lines = source if isinstance(source, list) else [source]
    in_order = isinstance(outputs, list) and all(
        isinstance(one, dict) and isinstance(one.get("data", {}), dict) for one in outputs
    )
    return (
        in_order
        and isinstance(cell.get("metadata", {}), dict)
        and all(isinstance(line, str) for line in lines)
    )
