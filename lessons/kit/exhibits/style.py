"""One look for every chart and map: colours, type and sizes.

The type is Source Sans 3 (Adobe, SIL Open Font License), shipped in ``kit/fonts`` so that an
exhibit is the same on every machine, in Latin and in Cyrillic letters. The colours are two of
Okabe and Ito's (2008), the vermilion darkened until words in it can be read (4.6 to 1 on paper),
and warm greys: they stay apart for colour-blind eyes. A third class gets
hatching, so that a grey photocopy still reads.

Examples
--------
>>> from lessons.kit.exhibits import style
>>> fig, ax = style.figure("wide")
>>> ax.plot([2014, 2021], [0, 13_000], color=style.BLUE)  # doctest: +ELLIPSIS
[<matplotlib.lines.Line2D object at ...>]
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from textwrap import fill
from typing import TYPE_CHECKING, Any, cast

import matplotlib as mpl
from cycler import cycler
from matplotlib import font_manager
from matplotlib.figure import Figure

from lessons.kit.data import none_of
from lessons.kit.places import FONTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FONT = "Source Sans 3"

BLUE = "#0072B2"
VERMILION = "#C25200"
GREY = "#8C867B"
PALE = "#E4E0D8"
INK = "#26241F"
QUIET = "#6B665D"
PAPER = "#FFFFFF"
LAND = "#F2EFE9"
SEA = "#E3EDF2"

#: Width of a letter, in its own size.
LETTER = 0.49

#: Hatching for a third and fourth class, from open to dense.
HATCHES = ("////", "....", "xxxx")

#: Width and height of a picture on screen, in inches; projector and print scale both.
SHAPES = {
    "wide": (9.0, 4.5),
    "square": (7.2, 7.2),
    "tall": (7.2, 9.0),
    "map": (9.0, 6.75),
    "strip": (9.0, 2.8),
    "large": (9.0, 8.2),
}
#: The same on a phone held upright: all as wide as it is, and higher for their width.
UPRIGHT = {
    "wide": (4.0, 4.2),
    "square": (4.0, 4.4),
    "tall": (4.0, 6.4),
    "map": (4.0, 4.8),
    "strip": (4.0, 3.0),
    "large": (4.0, 7.2),
}


@dataclass(frozen=True)
class Medium:
    """How large an exhibit is drawn.

    Attributes
    ----------
    type_size : float
        Size of the body type in points.
    scale : float
        Factor on the sizes in ``SHAPES``.
    dpi : int
        Pixels an inch; enough for a sharp picture on a fine screen.
    narrow : bool
        Whether there is room for one column only: shapes are those of ``UPRIGHT``, panels are
        stacked, and maps leave out the names that find no room.
    """

    type_size: float
    scale: float
    dpi: int
    narrow: bool = False


#: For a laptop; for the back row (same picture, larger type); for A4 paper; for a phone.
MEDIA = {
    "screen": Medium(type_size=13, scale=1.0, dpi=200),
    "projector": Medium(type_size=17, scale=1.05, dpi=200),
    "print": Medium(type_size=10.5, scale=0.78, dpi=220),
    "phone": Medium(type_size=11, scale=1.0, dpi=200, narrow=True),
}

_now = "screen"


def use(medium: str = "screen") -> None:
    """Draw from here on in the kit's style, sized for a medium.

    Parameters
    ----------
    medium : {"screen", "projector", "print", "phone"}
        Where the exhibit will be seen.

    Raises
    ------
    ValueError
        If there is no such medium.
    """
    global _now  # noqa: PLW0603  # like matplotlib's own style: one for the session
    if medium not in MEDIA:
        raise ValueError(none_of(medium, MEDIA))
    _now = medium
    _register_fonts()
    mpl.rcParams.update(_parameters(MEDIA[medium]))


@contextmanager
def medium(name: str) -> Iterator[None]:
    """Draw for another medium inside a ``with`` block.

    Parameters
    ----------
    name : {"screen", "projector", "print", "phone"}
        Where the exhibit will be seen.

    Examples
    --------
    >>> with medium("print"):
    ...     fig, ax = figure("square")
    >>> fig.dpi
    220.0
    """
    before = _now
    use(name)
    try:
        yield
    finally:
        use(before)


def figure(
    shape: str = "wide", rows: int = 1, cols: int = 1, **subplots: Any
) -> tuple[Figure, Any]:
    """Open an empty figure in the kit's style.

    The figure belongs to no window, so a notebook shows it once: as part of its exhibit.

    Parameters
    ----------
    shape : {"wide", "square", "tall", "map", "strip", "large"}
        Its proportions.
    rows, cols : int
        How many axes it holds.
    **subplots
        Passed on to :meth:`matplotlib.figure.Figure.subplots`.

    Returns
    -------
    fig : matplotlib.figure.Figure
    ax : matplotlib.axes.Axes or numpy.ndarray
        One Axes, or an array of them in the shape that matplotlib gives.

    Raises
    ------
    ValueError
        If there is no such shape.
    """
    if shape not in SHAPES:
        raise ValueError(none_of(shape, SHAPES))
    use(_now)
    size = MEDIA[_now].scale
    width, height = (UPRIGHT if is_narrow() else SHAPES)[shape]
    fig = Figure(figsize=(width * size, height * size), layout="constrained")
    if is_narrow() and cols > 1:
        return fig, _stacked(fig, rows, cols, **subplots)
    return fig, fig.subplots(rows, cols, **subplots)


def is_narrow() -> bool:
    """Say whether what is drawn now must fit a phone held upright."""
    return MEDIA[_now].narrow


def _stacked(fig: Figure, rows: int, cols: int, **subplots: Any) -> Any:
    """Put the panels of each row below each other; give them as if they stood side by side."""
    subplots.pop("width_ratios", None)
    fig.set_figheight(fig.get_figheight() * 0.8 * cols)
    squeeze = subplots.pop("squeeze", True)
    axes = fig.subplots(rows * cols, 1, squeeze=False, **subplots).reshape(rows, cols)
    return axes.squeeze() if squeeze else axes


@cache
def _register_fonts() -> None:
    for path in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)


def _parameters(medium: Medium) -> Any:  # matplotlib's own type lists every key
    size = medium.type_size
    return {
        "font.family": [FONT, "sans-serif"],
        "font.size": size,
        "axes.titlesize": size * 1.1,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelsize": size,
        "xtick.labelsize": size * 0.92,
        "ytick.labelsize": size * 0.92,
        "legend.fontsize": size * 0.92,
        "legend.frameon": False,
        "figure.dpi": medium.dpi,
        "savefig.dpi": medium.dpi,
        "figure.facecolor": PAPER,
        "savefig.facecolor": PAPER,
        "axes.facecolor": PAPER,
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": GREY,
        "xtick.color": INK,
        "ytick.color": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "grid.color": PALE,
        "grid.linewidth": 0.9,
        "ytick.major.size": 0,
        "xtick.major.size": 4,
        "xtick.major.pad": 7,
        "lines.linewidth": 2.4,
        "hatch.linewidth": 1.0,
        "axes.prop_cycle": cycler(color=[BLUE, VERMILION, GREY]),
        "axes.unicode_minus": True,
        "svg.hashsalt": "reading-a-crisis",
    }


def broken(ax: Axes, text: str, share: float) -> str:
    """Break a text into lines that take a share of the picture's width.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Any of the picture.
    text : str
        In body type; line breaks in it stay.
    share : float
        Of the width, from 0 to 1.
    """
    wide = cast("Figure", ax.get_figure(root=True)).get_figwidth()
    letters = int(share * wide / (LETTER * mpl.rcParams["font.size"] / 72))
    return "\n".join(fill(line, letters) for line in text.splitlines())
