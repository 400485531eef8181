"""Cards with names, in groups: what a page shows where a picture of boxes would be too small.

Text on a page can be found, read aloud and made larger; text in a picture can't.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.kit.data import in_language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Card:
    """One card.

    Attributes
    ----------
    name : str
        Who or what.
    below : str
        A few words under the name.
    lit : bool
        Whether the card is filled.
    framed : bool
        Whether it has a thick frame.
    """

    name: str
    below: str = ""
    lit: bool = False
    framed: bool = False


def as_html(groups: Mapping[str, Sequence[Card]], alt: str, lines: Sequence[str] = ()) -> str:
    """Write groups of cards, each with its heading.

    Parameters
    ----------
    groups : mapping of str to sequence of Card
        Heading and cards of each group, in order.
    alt : str
        What the cards show together, for a reader who doesn't see which are filled.
    lines : sequence of str
        What passes between the cards, a sentence each.

    Returns
    -------
    str
        A ``div``.
    """
    told = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    between = f'<ul class="namecards-lines">{told}</ul>' if lines else ""
    drawn = "".join(_group(heading, cards) for heading, cards in groups.items())
    return (
        f'<div class="namecards"><p class="namecards-alt">{html.escape(alt)}</p>'
        f'{between}<div class="namecards-groups">{drawn}</div></div>'
    )


def _group(heading: str, cards: Sequence[Card]) -> str:
    items = "".join(map(_card, cards))
    return f"<section><h4>{html.escape(heading)}</h4><ul>{items}</ul></section>"


def _card(card: Card) -> str:
    looks = ["is-lit"] * card.lit + ["is-framed"] * card.framed
    looked = f' class="{" ".join(looks)}"' if looks else ""
    below = f"<span>{html.escape(in_language(card.below))}</span>" if card.below else ""
    return f"<li{looked}><b>{html.escape(in_language(card.name))}</b>{below}</li>"
