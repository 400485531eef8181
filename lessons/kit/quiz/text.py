"""Markdown of a question or its feedback → HTML that is safe to put on a page."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "linkify": False})
    parser.disable("image")  # a picture would be fetched from somewhere
    safe = parser.validateLink
    parser.validateLink = lambda url: safe(url) and url.startswith(WEB)  # type: ignore[method-assign]
    sign_links(parser)
    return parser


WEB = ("https://", "http://")


def sign_links(parser: "MarkdownIt") -> None:
    """Let links that lead out of the lesson carry a sign and say so."""
    from lessons.kit.catalogue import say

    def opened(self: Any, tokens: Any, at: int, options: Any, env: Any) -> str:
        token = tokens[at]
        if str(token.attrGet("href")).startswith(WEB):
            token.attrSet("title", say("cards.label.leads-out"))
            token.attrSet("rel", "noopener noreferrer")
        return str(self.renderToken(tokens, at, options, env))

    def closed(_self: Any, tokens: Any, at: int, _options: Any, _env: Any) -> str:
        depth, start = 1, at
        while depth:  # the link that ends here
            start -= 1
            depth += {"link_close": 1, "link_open": -1}.get(tokens[start].type, 0)
        leads_out = str(tokens[start].attrGet("href")).startswith(WEB)
        return ("\N{NO-BREAK SPACE}↗" if leads_out else "") + "</a>"

    parser.add_render_rule("link_open", opened)
    parser.add_render_rule("link_close", closed)


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


@lru_cache(maxsize=4096)
def plain(markdown: str) -> str:
    """Give the words of Markdown without markup, as a menu or a file shows them.

    A class report asks for the same option once for each learner who chose it.

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
