"""“Latest”, “most”, “nobody”: said of a whole, or with what they are said of."""

from pathlib import Path

import pytest

from lessons.kit import places
from lessons.kit.measures import completeness
from tests.unit.data.test_evidence import rewrite, room  # noqa: F401  a fixture
from tests.unit.kit.test_prosecheck import notebooks, say  # noqa: F401  a fixture


def test_the_kit_says_of_what() -> None:
    assert completeness.check() == []


@pytest.mark.usefixtures("room")
def test_a_table_that_is_no_longer_whole_lets_nobody_say_most(room: Path) -> None:  # noqa: F811
    table = room / "tables" / "completeness.csv"
    rewrite(table, lambda row: row.update(complete="no") if row["complete"] == "yes" else None)
    assert completeness.check() == []  # the kit says no such thing even of its whole tables

    rewrite(table, lambda row: row.update(table="no_such") if row["table"] == "claims" else None)
    assert "there is no table 'no_such'" in " ".join(completeness.check())


def test_latest_in_prose_needs_its_limit(notebooks: Path) -> None:  # noqa: F811
    say(notebooks / "04_the_toll.ipynb", "Who counted? Whom? When?", "What is the latest count?")
    (found,) = completeness.check()
    assert "“latest” needs its limit" in found
    assert "04_the_toll.ipynb" in found


@pytest.mark.parametrize(
    ("title", "faults"),
    [
        ("The newest count was {low}", 1),
        ("The newest count that we have was {low}", 0),
        ("Most of the counts were low", 1),
        ("In our table most of the counts are low", 0),
        ("{latest} by {newest}", 0),
    ],
)
def test_an_exhibits_words(tmp_path: Path, title: str, faults: int) -> None:
    (tmp_path / "exhibits.yaml").write_text(f'toll:\n  title: "{title}"\n', encoding="utf-8")
    code = 'def toll():\n    return _rows()\n\n\ndef _rows():\n    return table("deaths_total")\n'
    (tmp_path / "exhibits.py").write_text(code, encoding="utf-8")
    found = list(completeness._exhibits(tmp_path))
    assert len(found) == faults
    assert all("said of deaths_total" in one and "line 2" in one for one in found)


def test_tables_behind_an_exhibit_are_found_by_way_of_others() -> None:
    behind = completeness.tables_behind(places.lesson_folder("the_toll") / "exhibits.py")
    assert behind["totals"] == {"deaths_total"}
    assert behind["newspaper"] == {"deaths_total"}
