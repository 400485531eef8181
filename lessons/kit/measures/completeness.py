"""“Latest”, “most”, “nobody”: such words only where a table says how complete it is.

A sample is easily sold as the whole. ``data/tables/completeness.csv`` says of each table whether it
is complete. An exhibit's words may say “most” or “none of” if every table behind it is; else they
say of what: “the newest count that we have”. Prose may never say “latest” or “newest” without that.
Run by ``lessons check``.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from lessons.kit import data, places, prosecheck
from lessons.kit.syllabus import SyllabusError, entries
from lessons.kit.written import yamlfile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: What an exhibit may say of a whole only.
OF_THE_WHOLE = re.compile(
    r"\b(latest|newest|most recent|most of|the most|highest|nobody|no one|none of|never|ever)\b",
    re.IGNORECASE,
)
#: What prose may say with its limit only.
NEWEST = re.compile(
    r"(?<!at the )\b(latest|newest|most recent|all that (?:we|anyone) found)\b", re.IGNORECASE
)
#: Words that say of what: the table, or what we have, found, read or saw.
LIMIT = re.compile(
    r"\b(that (?:we|our)|we (?:have|found|read|saw|know of)|our tables?|of these)\b",
    re.IGNORECASE,
)
READ = ("title", "subtitle", "alt", "note")
PLACE = re.compile(r"\{[^{}]*\}")
SENTENCE = re.compile(r"(?<=[.?!;])\s+")


def check() -> list[str]:
    """Say where words of the whole are said of a part.

    Returns
    -------
    list of str
        One sentence each, with file, place and mend.
    """
    if data.check():  # their own check says what is wrong with the tables
        return []
    try:
        lessons = [(entry.name, entry.number) for entry in entries()]
    except SyllabusError:  # said by the syllabus' own check
        return []
    found = list(_unknown())
    for name, number in lessons:
        found += _exhibits(places.PACKAGE / name)
        for text in prosecheck.lesson_texts(name, number):
            found += [
                f"{text.where}: “{word}” needs its limit (“{_short(sentence)}”); say “that we "
                "have”, or of which table."
                for sentence in SENTENCE.split(text.words)
                for word in NEWEST.findall(sentence)
                if not LIMIT.search(sentence)
            ]
    return found


def _unknown() -> Iterator[str]:
    """Name tables in the list that there are not."""
    known = set(data.tables())
    for table in data.table("completeness")["table"]:
        if table not in known:
            yield f"data/tables/completeness.csv: there is no table {table!r}; mend the name."


def _exhibits(folder: Path) -> Iterator[str]:
    words, code = folder / "exhibits.yaml", folder / "exhibits.py"
    if not words.is_file():
        return
    document = yamlfile.read(words.read_bytes())
    listed = data.table("completeness").set_index("table")["complete"]
    behind = tables_behind(code)
    for name, entry in document.data.items():
        partial = [one for one in behind.get(name, ()) if not _is_whole(listed.get(one))]
        for part in READ if partial else ():
            for at, text in _texts((name, part), entry.get(part)):
                for sentence in SENTENCE.split(text):
                    word = OF_THE_WHOLE.search(PLACE.sub("", sentence))
                    if word and not LIMIT.search(sentence):
                        line = document.lines.get(at, 1)
                        yield (
                            f"lessons/{folder.name}/{words.name}, line {line}: “{word[0]}” is said "
                            f"of {', '.join(partial)}, which data/tables/completeness.csv doesn’t "
                            "call complete; say of what, such as “that we have”."
                        )


def tables_behind(code: Path) -> dict[str, set[str]]:
    """Give the tables that each function of a module asks for, also by way of others.

    Parameters
    ----------
    code : pathlib.Path
        An ``exhibits.py``.
    """
    body = ast.parse(code.read_text(encoding="utf-8")).body
    functions = {one.name: one for one in body if isinstance(one, ast.FunctionDef)}
    calls = {name: {call for call, _ in _calls(one)} for name, one in functions.items()}
    own = {
        name: {str(first) for call, first in _calls(one) if call in ("table", "value") and first}
        for name, one in functions.items()
    }
    return {name: set().union(*(own[one] for one in _reach(name, calls))) for name in functions}


def _reach(name: str, calls: dict[str, set[str]]) -> set[str]:
    reached, waiting = set(), [name]
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += [call for call in calls[one] if call in calls]
    return reached


def _calls(function: ast.FunctionDef) -> Iterator[tuple[str, object]]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            first = node.args[0] if node.args else None
            yield node.func.id, first.value if isinstance(first, ast.Constant) else None
        elif isinstance(node, ast.Name):  # handed on, as to `partial`
            yield node.id, None


def _texts(at: yamlfile.Path, text: object) -> Iterator[tuple[yamlfile.Path, str]]:
    if isinstance(text, dict):
        for key, one in text.items():
            yield (*at, key), str(one)
    elif text:
        yield at, str(text)


def _is_whole(complete: object) -> bool:
    return str(complete) == "yes" or complete is True


def _short(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= 80 else words[:77] + "…"  # noqa: PLR2004  letters of a line
