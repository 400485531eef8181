"""No word for a reader stands in a script or a template: both get theirs from the catalogue.

Scripts are read as text. A word is what is shown (``text:``, ``aria-label:`` and the like) or a
literal of several words; names of classes, messages between the kit's parts, and errors that only
the console hears are none.
"""

import re
from pathlib import Path

import pytest

from lessons.kit.data import ROOT

PACKAGE = ROOT / "lessons"
WEB = PACKAGE / "kit" / "web"
SCRIPTS = sorted(
    path
    for folder in (WEB, PACKAGE / "lab" / "view")
    for path in folder.rglob("*.js")
    if path.parent.name != "built"
)
TEMPLATES = sorted(PACKAGE.rglob("*.html"))

COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`\\])//[^\n]*", re.DOTALL)
UNHEARD = re.compile(r"(new Error|console\.\w+)\((?:[^()]|\([^()]*\))*\)|^import .*$", re.MULTILINE)
SHOWN = re.compile(
    r"""(?:\b(?:text|title|placeholder|alt)|["']aria-(?:label|valuetext|description|roledescription)["'])\s*:\s*(["'`])([A-Za-z][^"'`]*)\1"""
    r"""|\.(?:textContent|innerText|title|placeholder|ariaLabel)\s*=\s*(["'`])([A-Za-z][^"'`]*)\3"""
)
LITERAL = re.compile(r"""(["'`])((?:(?!\1)[^\\\n]|\\.)*)\1""")
WORDS = re.compile(r"^[A-Z][a-z’']+,? [a-z’']+|(?<![\w.-])[a-z’']+ [a-z’']+ [a-z’']+(?![\w.-])")
#: What JupyterLab's list of extensions says of this one; it asks for it before there is a language.
KNOWN = {"Shows the lessons of Reading a Crisis as lessons."}

JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
HIDDEN = re.compile(r"<(style|script)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>", re.DOTALL)
SAID = re.compile(r'(?:aria-label|title|alt|placeholder)="([^"]*[A-Za-z][^"]*)"')


def words_of_script(text: str) -> list[str]:
    """Give the words that a script says by itself."""
    code = UNHEARD.sub("", COMMENT.sub("", text))
    shown = [first or second for _, first, _, second in SHOWN.findall(code)]
    several = [one for _, one in LITERAL.findall(code) if "<" not in one and WORDS.search(one)]
    return [one for one in (*shown, *several) if one not in KNOWN]


def words_of_template(text: str) -> list[str]:
    """Give the words that a template says by itself."""
    markup = HIDDEN.sub(" ", JINJA.sub("", text))
    said = [one for one in SAID.findall(markup) if re.search("[A-Za-z]{2}", one)]
    return said + re.findall("[A-Za-zÀ-ÿ]{2,}", re.sub(r"<[^>]*>|&\w+;", " ", markup))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_word_stands_in_a_script(path: Path) -> None:
    assert words_of_script(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_word_stands_in_a_template(path: Path) -> None:
    assert words_of_template(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "code",
    [
        'h("p", { text: "Nothing" })',
        "button({ 'aria-label': `Close` })",
        'said.textContent = "Lost";',
        'put("The line is lost")',
        "const none = 'nobody is here';",
    ],
)
def test_a_word_in_a_script_is_found(code: str) -> None:
    assert words_of_script(code)


@pytest.mark.parametrize("code", ["<p>Hello {{ name }}</p>", '<a title="More">{{ say("x") }}</a>'])
def test_a_word_in_a_template_is_found(code: str) -> None:
    assert words_of_template(code)
