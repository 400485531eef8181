"""Read a YAML file as plain data with line numbers, and refuse what a question file never needs.

Only mappings, lists and scalars are built: no tags, no anchors or aliases, no dates, no "yes" that
turns into ``True``. Plain scalars are read as YAML 1.2 does.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_WORDS = {"true": True, "True": True, "false": False, "False": False, "null": None, "~": None}

Path = tuple[str | int, ...]
Lines = dict[Path, int]


class YamlError(ValueError):
    """What is wrong with a YAML text, and the line (from 1) it stands in."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class Document(NamedTuple):
    """A file's data, the line of each value by its path, and keys that stand there twice."""

    data: Any
    lines: Lines
    twice: list[Path]


def read(raw: bytes) -> Document:
    """Read one YAML document.

    Parameters
    ----------
    raw : bytes
        UTF-8, at most 1 MB.

    Returns
    -------
    Document

    Raises
    ------
    YamlError
        For bad syntax, a tag, an anchor or alias, more than 12 levels, a second document.
    """
    if len(raw) > MAX_BYTES:
        raise YamlError(1, f"The file is larger than {MAX_BYTES // 1000:,} kB. Split it.")
    try:
        words = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise YamlError(line, "This is not UTF-8 text. Save the file as UTF-8.") from None
    try:
        return _Reader(yaml.parse(words, Loader=_LOADER)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = " ".join(filter(None, (error.context, error.problem)))
        mend = "Check indentation and colons; put text with “: ” or “#”, or “{” first, into quotes."
        last = words.rstrip().count("\n")
        raise YamlError(min(mark.line, last) + 1 if mark else 1, f"YAML: {said}. {mend}") from None
    except yaml.YAMLError as error:
        said = " ".join(str(error).split())
        raise YamlError(1, f"YAML: {said}. Remove the character.") from None


class _Reader:
    """Builds data from the parser's events: one document, never deeper than 12 levels."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.lines: Lines = {}
        self.twice: list[Path] = []

    def document(self) -> Document:
        data = None
        seen = False
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if seen:
                    raise YamlError(
                        _line(event), "A second “---” begins. Keep one document a file."
                    )
                seen = True
                data = self.value(next(self.events), ())
        return Document(data, self.lines, self.twice)

    def value(self, event: Any, path: Path) -> Any:
        _refuse(event, len(path))
        self.lines[path] = _line(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path)
        return _scalar(event.value) if event.implicit[0] else event.value

    def mapping(self, path: Path) -> dict[str, Any]:
        out: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            _refuse(event, len(path))
            if not isinstance(event, yaml.ScalarEvent):
                raise YamlError(_line(event), "A field's name must be a word. Check the braces.")
            here = (*path, event.value)
            if event.value in out:
                self.twice.append(here)
            line = _line(event)
            out[event.value] = self.value(next(self.events), here)
            self.lines[here] = line
        return out

    def sequence(self, path: Path) -> list[Any]:
        out: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            out.append(self.value(event, (*path, len(out))))
        return out


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _refuse(event: Any, depth: int) -> None:
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        mend = "Write the text out, or put text that begins with & or * into quotes."
        raise YamlError(_line(event), f"Anchors and aliases are not allowed. {mend}")
    if event.tag is not None:
        mend = "Remove it, or put text that begins with ! into quotes."
        raise YamlError(_line(event), f"The tag {event.tag!r} is not allowed. {mend}")
    if depth > MAX_DEPTH:
        raise YamlError(_line(event), f"More than {MAX_DEPTH} levels deep. Check the brackets.")


def _scalar(words: str) -> Any:
    if words in _WORDS or not words:
        return _WORDS.get(words)
    if _INT.fullmatch(words):
        return int(words)
    return float(words) if _FLOAT.fullmatch(words) else words
