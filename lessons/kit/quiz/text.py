"""Markdown of a question or its feedback → HTML that is safe to put on a page."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "linkify": False})
    parser.disable("image")  # a picture would be fetched from somewhere
    safe = parser.validateLink
    parser.validateLink = lambda url: safe(url) and url.startswith(("https://", "http://"))  # type: ignore[method-assign]
    return parser


def html(markdown: str) -> str:
    """Give Markdown as HTML blocks; raw HTML in it is escaped, only web links stay links.

    >>> html("Who *counted*? <img onerror=x>")
    '<p>Who <em>counted</em>? &lt;img onerror=x&gt;</p>'
    """
    return str(_markdown().render(markdown)).strip()


def inline(markdown: str) -> str:
    """Give one line of Markdown as HTML without a paragraph around it.

    >>> inline("at **least**")
    'at <strong>least</strong>'
    """
    return str(_markdown().renderInline(markdown)).strip()


def plain(markdown: str) -> str:
    """Give the words of Markdown without markup, as a menu or a file shows them.

    >>> plain("at **least** `13`")
    'at least 13'
    """
    words = []
    for block in _markdown().parse(markdown):
        for token in block.children or ():
            words.append(" " if token.type in ("softbreak", "hardbreak") else token.content)
        if block.type in ("fence", "code_block"):
            words.append(block.content)
        words.append(" ")
    return " ".join("".join(words).split())
