"""Find what is wrong with an ``exhibits.yaml``: missing, unused, unfilled, or a number of its own.

The file is compared with the code beside it, without drawing anything. What the code asks for by a
name that it computes can't be seen here; it is said when the exhibit is drawn, by file and line.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lessons.kit import places
from lessons.kit.data import check as check_tables
from lessons.kit.data import repeats, table, tables
from lessons.kit.exhibits import words
from lessons.kit.written import yamlfile

Place = tuple[str, ...]
Finding = tuple[Place, str]

#: What an exhibit can't be without.
NEEDED = {"title", "subtitle", "alt", "table"}
#: What a board can't be without, and the label that names its rows.
BOARD_NEEDS = {"title", "subtitle", "table", "labels"}
NOUN = "noun"
#: Calls whose arguments name things instead of saying them.
ASKED = ("query", "words", "say", "each", "Map", "Sheet", "map", "to_crs", "frame", "table")
#: Two words beside each other, or one with a capital or a full stop: what a reader reads.
SENTENCE = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}|^[A-ZÀ-ÞЀ-Я][a-zà-ÿ]+\b[ .:;,]")
#: What matplotlib calls its own by, in words.
MATPLOTLIB = {"offset points", "axes fraction", "figure fraction"}
#: Letters of the longest cell that a label is called by.
SHORT = 40
DIGITS = re.compile(r"\d[\d.,]*\d|\d")


def check() -> list[str]:
    """Return every fault of every lesson's words, one sentence each, with file and line."""
    findings: list[str] = []
    if check_tables():  # their own check says what is wrong with the words' figures
        return findings
    for path in sorted(places.PACKAGE.glob("*/exhibits.yaml")):
        findings += check_file(path)
    return findings


def check_file(path: Path) -> list[str]:
    """Return every fault of one lesson's words, one sentence each.

    Parameters
    ----------
    path : pathlib.Path
        An ``exhibits.yaml``, with ``exhibits.py`` beside it.
    """
    try:
        document = words.read(path)
        code = Code.of(path.with_suffix(".py"))
    except (words.WordsError, OSError, SyntaxError) as error:
        return [str(error)]
    twice = [(at, f"{at[-1]!r} stands here twice; keep one.") for at in map(_plain, document.twice)]
    found = [*twice, *_entries(document.data, code), *_digits(document.data)]
    findings = [_said(path, document, one) for one in found]
    findings += code.missing(path, document.data)
    for other in sorted(path.parent.glob(f"{path.stem}.*{path.suffix}")):
        translation = words.read(other)
        findings += [_said(other, translation, one) for one in _translated(document, translation)]
    return findings


def _said(path: Path, document: yamlfile.Document, finding: Finding) -> str:
    at, message = finding
    known = (at[:length] for length in range(len(at), -1, -1))
    line = next((document.lines[one] for one in known if one in document.lines), 1)
    return f"{words.shown(path)}, line {line}: {message}"


def _plain(at: yamlfile.Path) -> Place:
    return tuple(map(str, at))


@dataclass
class Code:
    """What an ``exhibits.py`` asks its words for.

    Attributes
    ----------
    exhibits : dict of str to int
        The entries that it asks for, with the line.
    labels : dict of (str, str) to int
        The labels that it asks for by name, with entry and line.
    pictures, boards : set of str
        The entries that it makes an exhibit of, and a board.
    strings : set of str
        Every text in quotation marks: what it may ask for by a computed name.
    given : set of str
        The names of everything that it fills a place with.
    """

    exhibits: dict[str, int] = field(default_factory=dict)
    labels: dict[tuple[str, str], int] = field(default_factory=dict)
    pictures: set[str] = field(default_factory=set)
    boards: set[str] = field(default_factory=set)
    strings: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, path: Path) -> Code:
        """Read a module."""
        found = cls()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.strings.add(node.value)
            if isinstance(node, ast.Call):
                found.given |= {word.arg for word in node.keywords if word.arg}
        for function in [node for node in tree.body if isinstance(node, ast.FunctionDef)]:
            found._asked(function)
        return found

    def _asked(self, function: ast.FunctionDef) -> None:
        entries: dict[str, str] = {}
        for node in _in_order(function):
            if isinstance(node, ast.Assign):
                entries |= _taken(node)
            else:
                self._call(node, entries)

    def _call(self, call: ast.Call, entries: Mapping[str, str]) -> None:
        name, first = _called(call), _first_text(call)
        holder, _, method = name.partition(".")
        if holder in entries and method == "exhibit":
            self.pictures.add(entries[holder])
        elif name == "Board.of":
            self._board(call, entries)
        elif name == "words" and first:
            self.exhibits.setdefault(first, call.lineno)
        elif holder in entries and method in ("", "each") and first:
            self.labels.setdefault((entries[holder], first), call.lineno)

    def _board(self, call: ast.Call, entries: Mapping[str, str]) -> None:
        """Note whose words a board shows: ``Board.of(say, …)`` or ``Board.of(words("a"), …)``."""
        given = call.args[0]
        entry = entries.get(given.id) if isinstance(given, ast.Name) else None
        if isinstance(given, ast.Call) and _called(given) == "words":
            entry = _first_text(given)
        if entry:
            self.boards.add(entry)
            self.labels.setdefault((entry, NOUN), call.lineno)

    def missing(self, path: Path, entries: Mapping[str, Any]) -> Iterator[str]:
        """Say what the code asks for and the file doesn't have."""
        code = words.shown(path.with_suffix(".py"))
        for entry, line in self.exhibits.items():
            if entry not in entries:
                yield f"{code}, line {line}: {path.name} has no exhibit {entry!r}; add it there."
        for (entry, label), line in self.labels.items():
            if entry in entries and label not in (entries[entry].get("labels") or {}):
                yield (
                    f"{code}, line {line}: {entry!r} in {path.name} has no label {label!r}; add it "
                    "there."
                )


def _in_order(function: ast.FunctionDef) -> list[ast.Assign | ast.Call]:
    """Return assignments and calls as they stand in the text; an assignment before its calls."""
    found = [node for node in ast.walk(function) if isinstance(node, ast.Assign | ast.Call)]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _taken(node: ast.Assign) -> dict[str, str]:
    """Return which names hold which entry's words: ``say, other = words("a"), words("b")``."""
    target = node.targets[0]
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    given = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
    return {
        name.id: first
        for name, call in zip(names, given, strict=False)
        if isinstance(name, ast.Name) and isinstance(call, ast.Call) and _called(call) == "words"
        if (first := _first_text(call))
    }


def _first_text(call: ast.Call) -> str | None:
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func) if isinstance(call.func, ast.Name | ast.Attribute) else ""


def _entries(entries: Mapping[str, Any], code: Code) -> Iterator[Finding]:
    filled = code.given | code.strings | _columns() | {"article_day"}
    filled |= set(words.read(words.SHARED).data["texts"])
    asked = code.strings | _cells()
    parts = ", ".join(words.PARTS)
    for name, entry in entries.items():
        if not isinstance(entry, dict):
            yield (name,), f"{name!r} must have {parts} below it."
            continue
        if name not in code.strings:
            yield (name,), f"no code asks for {name!r}; delete it, or ask for it in exhibits.py."
        for part in set(entry) - set(words.PARTS):
            yield (name, part), f"{part!r} is no part of an exhibit; there are {parts}."
        needed = BOARD_NEEDS if name in code.boards else NEEDED if name in code.pictures else set()
        for part in sorted(needed - set(entry)):
            yield (name,), f"{name!r} has no {part}, and an exhibit needs one; add it."
        for at, text in _texts(entry):
            yield from (((name, *at), said) for said in _places(text, filled))
            if at == ("labels", NOUN) and name in code.boards:
                continue
            if at[0] == "labels" and at[-1] not in asked and not _computed(at[-1], code):
                yield (name, *at), f"no code asks for the label {at[-1]!r}; delete it, or use it."


def _columns() -> set[str]:
    return {str(column) for name in tables() for column in table(name)}


def _keys(path: Path) -> set[str]:
    """Return what a file of words calls its texts."""
    return {str(key) for at in words.read(path).lines for key in at[1:]}


def _cells() -> set[str]:
    """Return what tables say in a word or two: a label may be called by that."""
    columns = (table(name)[column] for name in tables() for column in table(name))
    texts = (cell for column in columns for cell in column if isinstance(cell, str))
    return {text for text in texts if len(text) <= SHORT}


def _computed(label: str, code: Code) -> bool:
    """Say whether a label's name may be put together by the code, as in ``f"said_{kind}"``."""
    return "_" in label and f"{label.partition('_')[0]}_" in code.strings


def _texts(entry: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Yield each text of an entry with where it stands, but not its list of digits."""
    for part, text in entry.items():
        if part == "digits":
            continue
        for key, one in text.items() if isinstance(text, dict) else [("", text)]:
            yield ((part, str(key)) if key else (part,)), str(one)


def _places(text: str, filled: set[str]) -> Iterator[str]:
    for place in words.PLACE.finditer(text):
        name, how = place.group(1), place.group(2) or ""
        if name not in filled:
            yield f"nothing fills {{{name}}}; give {name}=… in exhibits.py, or mend the name."
        if (
            how not in words.HOW
            and how not in words.SEPARATORS
            and "|" not in how
            and not how.isdigit()
        ):
            yield f"{{{name}:{how}}} says no way to write it; choose one of {', '.join(words.HOW)}."
    if "{" in words.PLACE.sub("", text) or "}" in words.PLACE.sub("", text):
        yield "a brace is open or says nothing; write a place as {name}."


def _digits(entries: Mapping[str, Any]) -> Iterator[Finding]:
    for name, entry in entries.items():
        if not isinstance(entry, dict):
            continue
        marks: dict[str, Any] = entry.get("digits") or {}
        used = set()
        for at, text in _texts(entry):
            bare = words.PLACE.sub("", text)
            for mark in map(str, marks):
                if mark in bare:
                    used.add(mark)
                    bare = bare.replace(mark, "")
            for number in DIGITS.findall(bare):
                yield (
                    (name, *at),
                    (
                        f"{number} stands here by itself; fill it from a row, or say under "
                        "“digits” which row it repeats."
                    ),
                )
        for mark, row in marks.items():
            at = (name, "digits", str(mark))
            if str(mark) not in used:
                yield at, f"{mark!r} stands in no text; delete it here."
            else:
                said = repeats.fault(str(mark), str(row))
                if said:
                    yield at, said


def _translated(document: yamlfile.Document, other: yamlfile.Document) -> Iterator[Finding]:
    """Say what a translation has that the English file doesn't, or fills with something else."""
    for name, entry in other.data.items():
        english = document.data.get(name)
        if not isinstance(english, dict):
            yield (name,), f"the English file has no exhibit {name!r}; delete it here."
            continue
        known = dict(_texts(english))
        for at, text in _texts(entry):
            if at not in known:
                yield (name, *at), "the English file has no such text; delete it here."
                continue
            places = {place[0] for place in words.PLACE.findall(known[at])}
            for place in {found[0] for found in words.PLACE.findall(text)} - places:
                yield (name, *at), f"the English text has no {{{place}}}; use {', '.join(places)}."


def sentences(path: Path) -> list[str]:
    """List what a module says to readers by itself: it belongs into ``exhibits.yaml``.

    Docstrings are for those who write code. What the code asks tables and libraries for is no
    sentence: a query, a key between brackets, the name of a row or a label.

    Parameters
    ----------
    path : pathlib.Path
        A module that draws exhibits.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = _cells() | _keys(path.with_suffix(".yaml")) | MATPLOTLIB
    left_out = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            left_out |= {id(one) for one in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(id(node.value))
        if isinstance(node, ast.Call) and _called(node).rpartition(".")[2] in ASKED:
            left_out |= {id(one) for one in node.args}
    return [
        f"line {node.lineno}: {node.value!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in left_out
        and node.value not in known
        and SENTENCE.search(node.value)
    ]
