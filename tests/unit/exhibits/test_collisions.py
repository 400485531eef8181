"""In no picture does a word stand on another word, or a line run through one."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from itertools import combinations
from typing import Any

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


@pytest.mark.slow
@pytest.mark.parametrize("medium", list(style.MEDIA))
@pytest.mark.parametrize("name", names())
def test_nothing_stands_on_a_word(name: str, medium: str) -> None:
    with style.medium(medium):
        found = {one for exhibit in exhibits(name) for one in collisions(exhibit.figure)}
    assert found == set()


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
