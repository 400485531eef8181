"""In no picture does a word stand on another, leave the frame, or stand too small or too faint.

Everything is measured by what the renderer draws: the boxes of letters, and the pixels behind them.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import matplotlib.colors as mcolors
import numpy as np
import pytest
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from lessons.kit.data import ROOT
from lessons.kit.exhibits import style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.switch import Switch

LESSONS = sorted(path.parent.name for path in (ROOT / "lessons").glob("*/exhibits.yaml"))
QUESTIONS = {"ask", "catch_up", "check_in", "lesson"}
#: Words may come this close, in heights of a letter: boxes hold room above and below them.
TOUCH, ABOVE, BELOW = 0.12, 0.18, 0.22


def names() -> list[str]:
    return [
        f"{lesson}.{name}"
        for lesson in LESSONS
        for name in importlib.import_module(f"lessons.{lesson}").__all__
        if name not in QUESTIONS
    ]


def exhibits(name: str) -> Iterator[Exhibit]:
    lesson, function = name.split(".")
    shown = getattr(importlib.import_module(f"lessons.{lesson}"), function)()
    if isinstance(shown, Switch):
        yield from map(shown.exhibit, shown.options)
    elif isinstance(shown, Exhibit):
        yield shown


def words(figure: Figure) -> list[tuple[Text, Bbox]]:
    """Give each text that is drawn with the box of its letters."""
    drawn: list[Text] = [*figure.texts, *(t for one in figure.legends for t in one.get_texts())]
    for ax in figure.axes:
        axes: list[Any] = [axis for axis in (ax.xaxis, ax.yaxis) if axis.get_visible()]
        ticks = [tick for axis in axes for tick in axis._update_ticks()]
        on_axes = [text for tick in ticks for text in (tick.label1, tick.label2)]
        drawn += [*ax.texts, ax.title, ax.xaxis.label, ax.yaxis.label]
        drawn += on_axes if ax.axison else []
    shown = [text for text in drawn if text.get_visible() and text.get_text().strip()]
    return [(text, box) for text in shown if (box := Text.get_window_extent(text)).width > 1]


def letter(text: Text) -> float:
    figure = text.get_figure(root=True)
    assert isinstance(figure, Figure)
    return float(figure.dpi) * float(text.get_fontsize()) / 72


def letters(text: Text, box: Bbox) -> Any:
    """Give the box without the room around the letters, and without spaces at its ends."""
    size = letter(text)
    ends = 0.45 * size if text.get_text() != text.get_text().strip(" ") else 0
    return shapely.box(box.x0 + ends, box.y0 + BELOW * size, box.x1 - ends, box.y1 - ABOVE * size)


def lines(ax: Axes) -> Iterator[Any]:
    for line in ax.get_lines():
        path = line.get_transform().transform(line.get_path().vertices)
        if line.get_linestyle() != "None" and len(path) > 1:
            yield shapely.LineString(path)


def collisions(figure: Figure) -> list[str]:
    """Name what stands on what. A halo or a box of paper behind a word keeps a line off it."""
    FigureCanvasAgg(figure).draw()
    found = []
    shown = words(figure)
    for (one, box), (other, its) in combinations(shown, 2):
        wide = min(box.x1, its.x1) - max(box.x0, its.x0)
        high = min(box.y1, its.y1) - max(box.y0, its.y0)
        if min(wide, high) > TOUCH * min(letter(one), letter(other)):
            found.append(f"{one.get_text()!r} on {other.get_text()!r}")
    for ax in figure.axes:
        for line in lines(ax):
            found += [
                f"a line through {text.get_text()!r}"
                for text, box in shown
                if text.axes is ax and not text.get_path_effects() and not text.get_bbox_patch()
                if line.intersects(letters(text, box))
            ]
    return found


#: How wide a picture is shown at most, in CSS pixels of a window or points of a page, and the
#: smallest letters there: at 1366 × 768, on a projector at 1280 × 720, on A4 paper, at 390 px.
SHOWN = {
    "screen": (900, 12),
    "projector": (900, 12),
    "print": (9 * 0.78 * 72, 8),
    "phone": (358, 11),
}
#: The least contrast of words against what is behind them (WCAG 1.4.3).
CONTRAST = 4.5


def cut_off(figure: Figure, shown: list[tuple[Text, Bbox]]) -> list[str]:
    """Name words that leave the picture."""
    frame = figure.bbox.padded(1)
    return [
        f"{text.get_text()!r} leaves the picture"
        for text, box in shown
        if not (
            frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
        )
    ]


def too_small(figure: Figure, shown: list[tuple[Text, Bbox]], medium: str) -> list[str]:
    """Name words that are smaller than can be read where the picture is shown."""
    width, smallest = SHOWN[medium]
    inches = figure.get_figwidth()
    a_point = min(width / inches, 100) / 72
    return [
        f"{text.get_text()!r} is {float(text.get_fontsize()) * a_point:.1f} high"
        for text, _ in shown
        if float(text.get_fontsize()) * a_point < smallest - 0.05
    ]


def luminance(colors: Any) -> Any:
    """Give the relative luminance of colours, as WCAG defines it."""
    parts = np.where(colors <= 0.04045, colors / 12.92, ((colors + 0.055) / 1.055) ** 2.4)
    return parts @ [0.2126, 0.7152, 0.0722]


def too_faint(figure: Figure, shown: list[tuple[Text, Bbox]]) -> list[str]:
    """Name words that stand out too little from what is behind them, hatching included."""
    canvas = FigureCanvasAgg(figure)
    for text, _ in shown:
        text.set_alpha(0)
    canvas.draw()
    behind = np.asarray(canvas.buffer_rgba())[::-1, :, :3] / 255
    for text, _ in shown:
        text.set_alpha(None)
    found = []
    for text, box in shown:
        x0, x1, y0, y1 = (max(round(edge), 0) for edge in (box.x0, box.x1, box.y0, box.y1))
        ground = np.ones((1, 3)) if text.get_path_effects() else behind[y0:y1, x0:x1].reshape(-1, 3)
        ink = float(luminance(np.array(mcolors.to_rgb(text.get_color()))))
        if not ground.size:  # outside the picture
            continue
        ratio = contrast(ink, float(np.median(luminance(ground))))
        if ratio < CONTRAST - 0.01:
            found.append(f"{text.get_text()!r} has a contrast of {ratio:.1f}")
    return found


def contrast(one: float, other: float) -> float:
    light, dark = max(one, other), min(one, other)
    return (light + 0.05) / (dark + 0.05)


def faults(exhibit: Exhibit, medium: str) -> list[str]:
    """Name all that keeps a picture from being read; words of a page need no picture."""
    if exhibit.on_screen and medium == "phone":
        return []
    found = collisions(exhibit.figure)
    shown = words(exhibit.figure)
    found += cut_off(exhibit.figure, shown) + too_small(exhibit.figure, shown, medium)
    return found + too_faint(exhibit.figure, shown)


@pytest.mark.slow
@pytest.mark.parametrize("medium", ["screen", "phone"])
@pytest.mark.parametrize("name", names())
def test_every_picture_can_be_read(name: str, medium: str) -> None:
    with style.medium(medium):
        found = {one for exhibit in exhibits(name) for one in faults(exhibit, medium)}
    assert found == set()


@pytest.mark.soak("media")
@pytest.mark.parametrize("medium", ["projector", "print"])
@pytest.mark.parametrize("name", names())
def test_every_picture_can_be_read_on_the_wall_and_on_paper(name: str, medium: str) -> None:
    test_every_picture_can_be_read(name, medium)


def test_a_word_on_a_word_and_a_line_through_one_are_found() -> None:
    figure, ax = style.figure()
    ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    ax.text(0.5, 0.5, "One word")
    assert collisions(figure) == []
    ax.text(0.55, 0.5, "another")
    assert collisions(figure) == ["'One word' on 'another'"]
    ax.texts[1].remove()
    ax.plot([0, 1], [0.52, 0.52])
    assert collisions(figure) == ["a line through 'One word'"]


def test_words_outside_too_small_and_too_faint_are_found() -> None:
    figure, ax = style.figure()
    ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    ax.text(0.2, 0.2, "Fine")
    ax.text(0.2, 0.5, "tiny", fontsize=6)
    ax.text(0.2, 0.8, "pale", color=style.PALE)
    ax.annotate("gone", (0.99, 0.2), (20, 0), textcoords="offset points").set_in_layout(False)
    FigureCanvasAgg(figure).draw()
    shown = words(figure)
    assert cut_off(figure, shown) == ["'gone' leaves the picture"]
    assert too_small(figure, shown, "screen") == ["'tiny' is 8.3 high"]
    assert "'pale' has a contrast of 1.3" in too_faint(figure, shown)
