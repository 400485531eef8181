"""What runs in the browser: cards and what moves in exhibits, as modules that ask for nothing.

Sources stand in ``cards``, ``exhibits``, ``maps`` and ``shared``; ``built`` holds what ships, made
from them by ``make web`` and kept beside them, so that nobody needs node to use the kit. A module
puts its own style sheet into the page.
"""

from functools import cache
from importlib.resources import files


@cache
def module(name: str) -> str:
    """Give a web part as the text of one script.

    Parameters
    ----------
    name : str
        Its name in ``built``, such as ``"card"``.

    Returns
    -------
    str
        An ES module; for a name that ends in ``_page`` a script that stands in a page itself.

    Examples
    --------
    >>> "export{" in module("card")
    True
    """
    return _read(f"{name}.js")


@cache
def style(name: str) -> str:
    """Give the style sheet of what Python itself writes as HTML.

    Parameters
    ----------
    name : str
        Its name in ``built``, such as ``"exhibit"``.

    Returns
    -------
    str
    """
    return _read(f"{name}.css")


def _read(name: str) -> str:
    return files(__name__).joinpath("built", name).read_text("utf-8")
