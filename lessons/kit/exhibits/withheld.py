"""What stands in the place of an exhibit whose table ships without its verdicts."""

import html
import inspect
from dataclasses import dataclass
from importlib import import_module
from typing import TypeVar, cast

from lessons.kit.catalogue import say

T = TypeVar("T")


@dataclass(frozen=True, repr=False)
class Withheld:
    """A sentence where an exhibit would stand."""

    title: str

    @property
    def said(self) -> str:
        """Why nothing stands here."""
        return say("exhibits.withheld.said")

    def __repr__(self) -> str:
        return f"{self.title}\n{self.said}"

    def _repr_html_(self) -> str:
        return f"<p><strong>{html.escape(self.title)}</strong></p><p>{html.escape(self.said)}</p>"


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


def keeps_back(lesson: str, name: str) -> bool:
    """Say whether one of a lesson's exhibits is kept back where answers are.

    >>> keeps_back("the_source", "verdicts"), keeps_back("the_source", "path")
    (True, False)
    """
    function = inspect.unwrap(getattr(import_module(f"lessons.{lesson}"), name))
    return withheld.__name__ in function.__code__.co_names
