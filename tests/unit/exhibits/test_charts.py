"""Charts: texts along a line of time keep apart, in order and within the scale."""

from itertools import pairwise

import pandas as pd
import pytest

from lessons.kit.exhibits import charts, style

SPAN = (pd.Timestamp("1991-01-01"), pd.Timestamp("2022-01-01"))
DAYS = [pd.Timestamp(day) for day in ("1991-08-24", "2014-02-22", "2014-02-27", "2021-12-30")]


def heights(days: list[pd.Timestamp], gap: float) -> list[float]:
    _fig, ax = style.figure("map")
    charts.timeline(ax, days, [f"event {n}" for n in range(len(days))], span=SPAN, gap=gap)
    assert [text.get_text() for text in ax.texts] == [f"event {n}" for n in range(len(days))]
    bottom, top = ax.get_ylim()
    return [(text.get_position()[1] - top) / (bottom - top) for text in ax.texts]


@pytest.mark.parametrize("gap", [0.01, 0.1, 0.25])
def test_texts_keep_the_order_and_the_gap_and_stay_inside(gap: float) -> None:
    found = heights(DAYS, gap)
    assert all(later - earlier >= gap - 1e-9 for earlier, later in pairwise(found))
    assert found[0] >= gap / 2 - 1e-9
    assert found[-1] <= 1 - gap / 2 + 1e-9


def test_a_text_with_room_stands_at_its_day() -> None:
    share = (pd.Timestamp("2008-04-03") - SPAN[0]) / (SPAN[1] - SPAN[0])
    assert heights([pd.Timestamp("2008-04-03")], 0.05) == [pytest.approx(share)]


def test_a_mark_in_capitals_is_hollow() -> None:
    _fig, ax = style.figure("map")
    charts.timeline(ax, DAYS[:2], ["a", "b"], span=SPAN, gap=0.1, markers=["o", "D"])
    faces = [line.get_markerfacecolor() for line in ax.lines if line.get_marker() in ("o", "D")]
    assert faces == [style.BLUE, style.PAPER]
