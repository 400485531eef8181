"""What the kit says: each message is there, asked for, compiled, and follows the language."""

import ast
import gettext
import io
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from lessons.kit import catalogue, language
from lessons.kit.catalogue import CatalogueError, say, words
from lessons.kit.data import ROOT
from tools import words as tool

PACKAGE = ROOT / "lessons"
WEB = PACKAGE / "kit" / "web"


each = pytest.mark.parametrize(
    "path", tool.catalogues(), ids=lambda path: f"{path.parts[-3]}/{path.stem}"
)
DOMAINS = "|".join({path.stem for path in tool.catalogues("en")})
NAME = re.compile(rf"({DOMAINS})\.[a-z]+\.[a-z_ -]*")


def asked_in_python() -> Iterator[tuple[str, str]]:
    """Give each name, or its literal start, that stands in code, with the place."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and NAME.fullmatch(str(node.value)):
                yield str(node.value), f"{path.name}:{node.lineno}"


def names() -> set[str]:
    """Give the names of all messages in English."""
    files = tool.catalogues("en")
    return {name for file in files for name in catalogue._names(file.stem)}


def test_what_code_asks_for_is_there() -> None:
    known = names()
    asked = dict(asked_in_python())
    lost = {name: place for name, place in asked.items() if not starts(name, known)}
    assert asked
    assert not lost


def in_script(name: str, scripts: str) -> bool:
    """Say whether a script names a message: as text, as `start-${rest}`, or as a kind of card."""
    text = rf'"{name}"|`{name.partition("-")[0]}-\$|\b{name}:|doc\.words\.{name}\b'
    return re.search(text, scripts) is not None


def filled_in_python() -> Iterator[str]:
    """Give the literal start of each name that code puts together."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                yield str(node.values[0].value)


FILLED = set(filled_in_python())


def starts(name: str, known: set[str]) -> bool:
    return any(one == name or (name.endswith(".") and one.startswith(name)) for one in known)


def test_what_is_there_is_asked_for() -> None:
    asked = {name for name, _ in asked_in_python()}
    templates = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.html"))
    by_name = {name for name in names() if name in asked or f'{name}"' in templates}
    by_name |= {name for name in names() if f"'{name}'" in templates}
    view = PACKAGE / "lab" / "view"
    scripts = [*WEB.rglob("*.js"), *view.glob("*.js"), *PACKAGE.rglob("*.typ")]
    in_web = "\n".join(path.read_text("utf-8") for path in scripts)
    for start in {name for name in asked if name.endswith(".")}:
        handed = {name for name in names() if name.startswith(start)}
        last = {name: name.rpartition(".")[2] for name in handed}
        by_name |= {name for name in handed if in_script(last[name], in_web)}
        if start in FILLED:
            by_name |= handed
    assert sorted(names() - by_name) == []


@pytest.mark.parametrize(
    "path", tool.catalogues(), ids=lambda path: f"{path.parts[-3]}/{path.stem}"
)
def test_what_is_compiled_is_of_its_source(path: Path) -> None:
    """Babel writes its own version into the file; all else is the same for each version."""
    now, made = path.with_suffix(".mo").read_bytes(), tool.compiled(path)
    assert said_by(now) == said_by(made), (
        f"Run `make words`: {path.stem}.mo is older than its source."
    )


def said_by(compiled: bytes) -> dict[str, Any]:
    found = dict(gettext.GNUTranslations(io.BytesIO(compiled))._catalog)  # type: ignore[attr-defined]
    return {**found, "": re.sub(r"Generated-By: .*\n", "", found.get("", ""))}


@pytest.mark.parametrize(
    "path", tool.catalogues(), ids=lambda path: f"{path.parts[-3]}/{path.stem}"
)
def test_a_catalogue_is_sound(path: Path) -> None:
    english = {one.id: one for one in tool.read(tool.HERE / "en/LC_MESSAGES" / path.name) if one.id}
    for message in tool.read(path):
        if not message.id:
            continue
        name = message.id if isinstance(message.id, str) else message.id[0]
        assert name.startswith(f"{path.stem}.")
        assert message.id in english, f"{name} is in no English catalogue"
        wanted = braces(tool.texts(english[message.id])[-1])
        for text in filter(None, tool.texts(message)):
            assert braces(text) | {"count"} == wanted | {"count"}, f"{name} has other braces"


def braces(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


def test_plurals_and_numbers_follow_the_language() -> None:
    assert say("cards.overview.below", count=1) == "One question is below, to answer once more."
    assert say("cards.overview.below", count=1_500).startswith("1,500 questions are")
    with language.speaking("uk"):  # no translation: English words, Ukrainian numbers
        assert say("cards.overview.below", count=1_500).startswith("1\N{NO-BREAK SPACE}500")


def test_the_browser_gets_a_template_for_each_form() -> None:
    given = words("cards.overview.")
    assert given["language"] == "en"
    assert given["nothing"] == "Nothing was missed."
    assert given["below"] == {
        "one": "One question is below, to answer once more.",
        "other": "{count} questions are below, to answer once more.",
    }


def test_what_is_not_there_is_said() -> None:
    for wrong in ("cards.nobody", "nowhere.check"):
        with pytest.raises(CatalogueError, match="catalogue"):
            say(wrong)
    with pytest.raises(CatalogueError, match="nobody"):
        words("cards.nobody.")
    with pytest.raises(CatalogueError, match="'of'"):
        say("cards.label.question-of", number=1)
