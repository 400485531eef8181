"""Markdown → a tree of plain lists and dicts, which a Typst template draws.

The tree holds text as text: the template never reads it as code, so nothing has to be escaped.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

Node = dict[str, Any]
"""``{"kind": …}`` with ``text``, or with ``body``, a list of nodes."""

_LIST = {"bullet_list": False, "ordered_list": True}
_WRAP = {"strong": "strong", "em": "em"}


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def blocks(markdown: str) -> list[Node]:
    """Give the blocks of a Markdown text.

    Parameters
    ----------
    markdown : str
        CommonMark with tables. Raw HTML in it is text.

    Returns
    -------
    list of dict
        Each with ``kind``: ``heading`` (``level``, ``body``), ``para`` (``body``), ``list``
        (``ordered``, ``items``: a list of blocks each), ``table`` (``head``, ``rows``: cells are
        lists of inline nodes), ``quote`` (``body``), ``code`` (``text``) or ``rule``.

    Examples
    --------
    >>> blocks("**At** least")
    [{'kind': 'para', 'body': [{'kind': 'strong', 'body': [{'kind': 'text', 'text': 'At'}]}, {'kind': 'text', 'text': ' least'}]}]
    """  # noqa: E501  an example can't be broken
    from markdown_it.tree import SyntaxTreeNode

    return [_block(node) for node in SyntaxTreeNode(_parser().parse(markdown)).children]


def inline(markdown: str) -> list[Node]:
    """Give one line of Markdown as inline nodes.

    Returns
    -------
    list of dict
        ``kind`` is ``text``, ``code``, ``strong``, ``em``, ``link`` (``url``) or ``break``.

    Examples
    --------
    >>> inline("at *least*")[1]
    {'kind': 'em', 'body': [{'kind': 'text', 'text': 'least'}]}
    """
    from markdown_it.tree import SyntaxTreeNode

    return _inline(SyntaxTreeNode(_parser().parseInline(markdown)).children)


def text(words: str) -> list[Node]:
    """Give words without markup as inline nodes."""
    return [{"kind": "text", "text": words}]


def para(*parts: list[Node]) -> Node:
    """Give a paragraph of inline nodes."""
    return {"kind": "para", "body": [node for part in parts for node in part]}


def strong(words: str) -> list[Node]:
    """Give bold words as inline nodes."""
    return [{"kind": "strong", "body": text(words)}]


def em(words: str) -> list[Node]:
    """Give italic words as inline nodes."""
    return [{"kind": "em", "body": text(words)}]


def heading(level: int, words: str) -> Node:
    """Give a heading."""
    return {"kind": "heading", "level": level, "body": text(words)}


def _block(node: "SyntaxTreeNode") -> Node:  # noqa: PLR0911  one a kind
    match node.type:
        case "heading":
            return {"kind": "heading", "level": int(node.tag[1]), "body": _inline(node.children)}
        case "bullet_list" | "ordered_list":
            items = [[_block(part) for part in item.children] for item in node.children]
            return {"kind": "list", "ordered": _LIST[node.type], "items": items}
        case "table":
            rows = [
                [_inline(cell.children) for cell in row.children]
                for part in node.children
                for row in part.children
            ]
            return {"kind": "table", "head": rows[0], "rows": rows[1:]}
        case "blockquote":
            return {"kind": "quote", "body": [_block(part) for part in node.children]}
        case "fence" | "code_block":
            return {"kind": "code", "text": node.content.rstrip()}
        case "hr":
            return {"kind": "rule"}
    return {"kind": "para", "body": _inline(node.children)}


def _inline(nodes: "Sequence[SyntaxTreeNode]") -> list[Node]:
    out: list[Node] = []
    for node in nodes:
        if node.type == "inline":
            out += _inline(node.children)
        elif node.type in _WRAP:
            out.append({"kind": _WRAP[node.type], "body": _inline(node.children)})
        elif node.type == "link":
            url = str(node.attrs["href"])
            out.append({"kind": "link", "url": url, "body": _inline(node.children)})
        elif node.type == "code_inline":
            out.append({"kind": "code", "text": node.content})
        elif node.type == "hardbreak":
            out.append({"kind": "break"})
        elif node.type == "softbreak" or node.content:
            out.append({"kind": "text", "text": node.content or " "})
    return out
