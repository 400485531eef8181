"""What a cell draws by itself, with plain matplotlib or geopandas: its title is its text.

JupyterLab calls each picture “Image”. Here a figure is shown as a page shows it, with the titles of
its axes as the alternative text, so that ``ax.set_title("Ukraine and Poland")`` names the map for
those who see it and for those who don't.
"""

from __future__ import annotations

import sys
from html import escape
from typing import TYPE_CHECKING, Literal

from lessons.kit.catalogue import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH = 640
"""How wide it is shown at most, in CSS pixels."""

PLACES: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right")
"""Where axes may have a title."""


def name_by_titles() -> None:
    """Let the notebook that this runs in show figures with their titles; elsewhere do nothing."""
    if "IPython" not in sys.modules:
        return
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is not None and shell.display_formatter is not None:
        bundles = shell.display_formatter.mimebundle_formatter
        bundles.for_type_by_name("matplotlib.figure", "Figure", bundle)


def bundle(figure: Figure) -> dict[str, str]:
    """Give a figure as a page shows it, and as a picture for what shows no pages."""
    from IPython.core.pylabtools import print_figure

    drawn = print_figure(figure, fmt="png", bbox_inches="tight", base64=True).strip()  # type: ignore[no-untyped-call]
    page = (
        f'<img src="data:image/png;base64,{drawn}" alt="{escape(said(figure))}" '
        f'style="max-width:min(100%,{WIDTH}px)">'
    )
    return {"text/html": page, "image/png": drawn}


def said(figure: Figure) -> str:
    """Give the figure's titles as one text."""
    titles = [figure.get_suptitle(), *(axes.get_title(at) for axes in figure.axes for at in PLACES)]
    return ". ".join(title for title in titles if title) or say("exhibits.frame.untitled")
