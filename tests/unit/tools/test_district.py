"""How large the machines of a district have to be is reckoned rightly, and the docs say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.kit.data import ROOT
from tests.benchmarks import district


def test_whoever_is_alone_waits_for_nobody() -> None:
    assert district.shared([5.0], 3.0, 8) == [8.0]
    assert list(district.one_by_one([5.0, 20.0], 3.0)) == [8.0, 23.0]


def test_thirty_at_once_share_two_processors() -> None:
    """Thirty did on a real hub, with an earlier version: in a minute and a half."""
    done = district.shared([0.0] * 30, district.MEASURED.work, 2)
    assert done == pytest.approx([30 * district.MEASURED.work / 2] * 30)
    assert 60 < done[0] < 120


@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=40).map(sorted),
    st.floats(0.1, 20),
    st.integers(1, 16),
)
def test_no_work_is_lost_and_more_processors_are_never_slower(
    arrived: list[float], work: float, cores: int
) -> None:
    done = district.shared(arrived, work, cores)
    more = district.shared(arrived, work, cores + 1)
    assert done == sorted(done), "all have the same work, so who comes first is done first"
    assert all(end >= at + work - 1e-6 for at, end in zip(arrived, done, strict=True))
    assert max(done) >= arrived[0] + len(arrived) * work / cores - 1e-6
    assert all(later <= end + 1e-6 for later, end in zip(more, done, strict=True))


def test_learners_come_in_when_their_class_begins() -> None:
    came = district.beginning(300)
    assert len(came) == 300
    assert came == sorted(came)
    assert 0 <= came[0] <= came[-1] <= district.ASSUMED.bell + district.ASSUMED.open_page


def test_docs_say_what_is_reckoned() -> None:
    said = (ROOT / "docs" / "hub.md").read_text(encoding="utf-8")
    missing = [line for line in district.report(100, 3, 30) if line not in said]
    assert missing == []
    for number in (district.MEASURED.memory, district.MEASURED.plan, district.MEASURED.hub):
        assert f"{number:g}" in said
