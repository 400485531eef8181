"""Charts: texts along a line of time keep apart, in order and within the scale."""

from itertools import pairwise

import pandas as pd
import pytest
from matplotlib.axes import Axes

from lessons.kit.exhibits import charts, style

SPAN = (pd.Timestamp("1991-01-01"), pd.Timestamp("2022-01-01"))
DAYS = [pd.Timestamp(day) for day in ("1991-08-24", "2014-02-22", "2014-02-27", "2021-12-30")]
LOOKS = {"a": ("o", style.BLUE), "b": ("D", style.VERMILION)}


def drawn(
    days: list[pd.Timestamp], texts: list[str], lanes: str = "", to_come: list[bool] | None = None
) -> Axes:
    ax: Axes
    _fig, ax = style.figure("map")
    whose = list(lanes or "a" * len(days))
    headings = {lane: f"Lane {lane}" for lane in sorted(set(whose))}
    looks = {lane: LOOKS[lane] for lane in headings}
    charts.timeline(ax, days, texts, whose, headings, looks, span=SPAN, to_come=to_come or ())
    return ax


def heights(ax: Axes, texts: list[str]) -> list[float]:
    bottom, top = ax.get_ylim()
    at = {text.get_text(): text.get_position()[1] for text in ax.texts}
    return [(at[text] - top) / (bottom - top) for text in texts]


def test_texts_keep_the_order_and_stay_inside() -> None:
    texts = [f"event {n}" for n in range(len(DAYS))]
    found = heights(drawn(DAYS, texts), texts)
    assert all(later - earlier > 0.03 for earlier, later in pairwise(found))
    assert found[0] > 0
    assert found[-1] < 1


def test_a_text_with_room_stands_at_its_day() -> None:
    day = pd.Timestamp("2008-04-03")
    share = (day - SPAN[0]) / (SPAN[1] - SPAN[0])
    assert heights(drawn([day], ["one"]), ["one"]) == [pytest.approx(share)]


def test_lanes_share_the_scale_and_not_the_room() -> None:
    day = pd.Timestamp("2008-04-03")
    left, right = heights(drawn([day, day], ["left", "right"], "ab"), ["left", "right"])
    assert left == right


@pytest.mark.parametrize(("count", "whole"), [(9, True), (20, False)])
def test_where_a_lane_has_too_little_room_all_keep_first_lines(count: int, whole: bool) -> None:
    texts = [f"{n}\nmore" for n in range(count)]
    ax = drawn([DAYS[1]] * count, texts, "a" * (count - 1) + "b")
    written = [text.get_text() for text in ax.texts if not text.get_text().startswith("Lane")]
    assert written == (texts if whole else [str(n) for n in range(count)])


def test_a_mark_in_capitals_is_hollow_and_so_is_what_is_to_come() -> None:
    ax = drawn(DAYS, list("wxyz"), "aaab", to_come=[False, True, False, False])
    faces = [line.get_markerfacecolor() for line in ax.lines if line.get_marker() in ("o", "D")]
    assert faces == [style.BLUE, style.PAPER, style.BLUE, style.PAPER]
    colors = [text.get_color() for text in ax.texts if text.get_text() == "x"]
    assert colors == [style.QUIET]
