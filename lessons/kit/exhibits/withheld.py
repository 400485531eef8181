"""What stands in the place of an exhibit whose table ships without its verdicts."""

import html
from dataclasses import dataclass
from typing import TypeVar, cast

SAID = (
    "This edition leaves out our verdicts and the evidence behind them, so that you can judge for "
    "yourself. Your teacher has them."
)


T = TypeVar("T")


@dataclass(frozen=True, repr=False)
class Withheld:
    """A sentence where an exhibit would stand."""

    title: str

    def __repr__(self) -> str:
        return f"{self.title}\n{SAID}"

    def _repr_html_(self) -> str:
        return f"<p><strong>{html.escape(self.title)}</strong></p><p>{html.escape(SAID)}</p>"


def withheld(_exhibit: type[T], title: str) -> T:
    """Give a sentence to show in the place of an exhibit.

    An exhibit that calls this where its table lacks a column is not stored in an edition without
    answers.

    Parameters
    ----------
    _exhibit : type
        What would be shown.
    title : str
        What it is about.
    """
    return cast(T, Withheld(title))
