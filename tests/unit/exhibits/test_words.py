"""An exhibit's words: filled from rows, in the reader's language, and nothing left over."""

import datetime as dt
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from lessons.kit import language
from lessons.kit.data import ROOT
from lessons.kit.exhibits import style, wordcheck
from lessons.kit.exhibits.words import Words, WordsError, fill, write

FILE = """\
growth:
  title:
    many: "{count} {count:state|states} joined by {day}"
    none: Nobody had joined by {day:month}
  subtitle: Members of {club}
  alt: "A line to {count}. {steps:;}."
  table:
    year: Year
    name: Who of {club}
  labels:
    step: "{name} in {year}"
    two: Two|lines
  digits: {}
"""
CODE = """\
words = Words(__name__)


def growth():
    say = words("growth", club="A", day=1)
    say("two")
    say.each("step", rows)
    return say.exhibit(figure=fig, table=rows, sources=[], title="many", count=2, steps=[])


OTHER = "none"
"""
ROWS = pd.DataFrame({"year": [1949, 1952], "name": ["Norway", "Greece"], "not shown": [1, 2]})


@pytest.fixture
def lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a lesson's folder with the two files."""
    folder = tmp_path / "lessons" / "a_lesson"
    folder.mkdir(parents=True)
    (folder / "exhibits.yaml").write_text(FILE, encoding="utf-8")
    (folder / "exhibits.py").write_text(CODE, encoding="utf-8")
    module = ModuleType("a_lesson_exhibits")
    module.__file__ = str(folder / "exhibits.py")
    monkeypatch.setitem(__import__("sys").modules, module.__name__, module)
    return folder


@pytest.fixture
def words(lesson: Path) -> Words:
    assert lesson.is_dir()
    return Words("a_lesson_exhibits")


def shown(words: Words, **values: Any) -> Any:
    fig, _ = style.figure()
    say = words("growth", club="a club", day=dt.date(2021, 12, 30))
    steps = say.each("step", ROWS)
    given = {"count": 2, "steps": steps, "title": "many", **values}
    return say.exhibit(figure=fig, table=ROWS, sources=["EMP", "EMP"], **given)


def test_an_exhibit_gets_its_words_filled(words: Words) -> None:
    exhibit = shown(words)
    assert exhibit.title == "2 states joined by 30 December 2021"
    assert exhibit.subtitle == "Members of a club"
    assert exhibit.alt == "A line to 2. Norway in 1949; Greece in 1952."
    assert exhibit.note == ""
    assert list(exhibit.table.columns) == ["Year", "Who of a club"]
    assert exhibit.sources == ["EMP"]


def test_a_variant_is_chosen_by_name(words: Words) -> None:
    assert shown(words, title="none").title == "Nobody had joined by December 2021"
    with pytest.raises(WordsError, match=r"exhibits.yaml, line 2: .*choose one of many, none"):
        shown(words, title=None)


def test_a_bar_in_a_label_begins_a_line(words: Words) -> None:
    assert words("growth")("two") == "Two\nlines"


def test_what_is_missing_is_said_with_its_line(words: Words) -> None:
    with pytest.raises(WordsError, match=r"exhibits\.yaml has no exhibit 'grow'; did you mean 'gr"):
        words("grow")
    with pytest.raises(WordsError, match=r"line 10: 'growth' has no 'labels too'; did you mean"):
        words("growth")("too")
    with pytest.raises(WordsError, match=r"line 11: nothing fills \{name\}; the code must give na"):
        words("growth")("step", year=1949)
    with pytest.raises(WordsError, match="line 9: the code gives 'growth' no column 'name'"):
        words("growth", club="a").table(ROWS[["year"]])


def test_another_language_says_what_it_has_and_the_rest_in_english(
    lesson: Path, words: Words
) -> None:
    (lesson / "exhibits.uk.yaml").write_text(
        'growth:\n  title: {many: "{count} {count:країна|країни|країн|країни}, {day}"}\n',
        encoding="utf-8",
    )
    with language.speaking("uk"):
        assert shown(words).title == "2 країни, 30 грудня 2021"
        assert shown(words, count=5).title == "5 країн, 30 грудня 2021"
        assert shown(words).subtitle == "Members of a club"


def test_a_language_that_nobody_knows_is_one_clear_error(words: Words) -> None:
    with (
        language.speaking("xx-nowhere"),
        pytest.raises(language.LanguageError, match="LESSONS_LANGUAGE is 'xx-nowhere', which is"),
    ):
        shown(words)


@pytest.mark.parametrize(
    ("value", "how", "wanted"),
    [
        (13_000, "", "13,000"),
        (0.5, "", "0.5"),
        (2.44, "1", "2.4"),
        (2021, "year", "2021"),
        (dt.date(2021, 12, 30), "", "30 December 2021"),
        (pd.Timestamp("2021-12-30"), "day", "30 December"),
        (dt.datetime(2021, 12, 30, 20, 5, tzinfo=dt.UTC), "clock", "20:05"),
        (["a", "b", "c"], "", "a, b and c"),
        (["a", "b"], ",", "a, b"),
        (0.363, "percent", "36%"),
        (7, "Word", "Seven"),
        (400, "word", "400"),
        ("part of it", "Capital", "Part of it"),
        (1, "one|many", "one"),
    ],
)
def test_values_are_written_as_a_sentence_holds_them(value: Any, how: str, wanted: str) -> None:
    assert write(value, how) == wanted


def test_a_year_has_no_separators() -> None:
    assert fill("{first_year}, {count}", {"first_year": 1949, "count": 1949}) == "1949, 1,949"


# lessons check


def test_the_words_of_all_lessons_are_in_order() -> None:
    assert wordcheck.check() == []


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("step:", "stp:", "line 11: no code asks for the label 'stp'"),
        ("step:", "stp:", "exhibits.py, line 7: 'growth' in exhibits.yaml has no label 'step'"),
        ("growth:", "grow:", "line 1: no code asks for 'grow'"),
        ("growth:", "grow:", "exhibits.py, line 5: exhibits.yaml has no exhibit 'growth'"),
        ("{club}\n  alt", "{clubb}\n  alt", "line 5: nothing fills {clubb}; give clubb=…"),
        ("{day:month}", "{day:mnth}", "line 4: {day:mnth} says no way to write it"),
        ("{day:month}", "{day:month", "line 4: a brace is open"),
        ("Members", "12 members", "line 5: 12 stands here by itself; fill it from a row"),
        ("digits: {}", "digits: {'12': name}", "line 13: '12' stands in no text; delete it"),
        ("  alt:", "  alte:", "line 6: 'alte' is no part of an exhibit"),
        ("  alt:", "  note:", "line 1: 'growth' has no alt, and an exhibit needs one"),
        ("    two:", "    step:", "line 12: 'step' stands here twice; keep one."),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    lesson: Path, old: str, new: str, wanted: str
) -> None:
    path = lesson / "exhibits.yaml"
    assert wordcheck.check_file(path) == []
    assert FILE.count(old) == 1
    path.write_text(FILE.replace(old, new), encoding="utf-8")
    assert any(wanted in one for one in wordcheck.check_file(path)), wordcheck.check_file(path)


@pytest.mark.parametrize(
    ("text", "row", "wanted"),
    [
        ("April 2014", "deaths_total | K10 | counted_from", ""),
        ("April 2015", "deaths_total | K10 | counted_from", "but there stands '1 April 2014'"),
        ("flight MH17", "name", ""),
        ("12,800 dead", "deaths_total | K14 | low", ""),
        ("12,900 dead", "deaths_total | K14 | low", "but there stands '12,800'; mend one of them"),
        ("2014", "deaths_total | K99 | low", "has no row 'K99'"),
        ("2014", "somewhere", "'somewhere' names no row; write “table | row | column”"),
    ],
)
def test_a_number_in_a_text_says_which_row_it_repeats(
    lesson: Path, text: str, row: str, wanted: str
) -> None:
    path = lesson / "exhibits.yaml"
    marked = FILE.replace("Members", f"{text}, members")
    path.write_text(marked.replace("digits: {}", f"digits: {{'{text}': {row}}}"), encoding="utf-8")
    found = wordcheck.check_file(path)
    assert (found == []) if not wanted else (wanted in found[0])


def test_a_translation_is_held_to_the_english_file(lesson: Path) -> None:
    (lesson / "exhibits.uk.yaml").write_text(
        'grow:\n  title: x\ngrowth:\n  subtitle: "{clab}"\n  labels: {three: x}\n',
        encoding="utf-8",
    )
    found = wordcheck.check_file(lesson / "exhibits.yaml")
    assert [re.sub(r".*exhibits.uk.yaml, ", "", one) for one in found] == [
        "line 1: the English file has no exhibit 'grow'; delete it here.",
        "line 4: the English text has no {clab}; use club.",
        "line 5: the English file has no such text; delete it here.",
    ]


CONVERTED = sorted((ROOT / "lessons").glob("*/exhibits.yaml"))


@pytest.mark.parametrize("path", CONVERTED, ids=lambda path: path.parent.name)
def test_no_sentence_is_left_in_the_code(path: Path) -> None:
    assert wordcheck.sentences(path.with_suffix(".py")) == []


def test_a_sentence_that_is_put_back_is_found(lesson: Path) -> None:
    code = lesson / "exhibits.py"
    code.write_text(CODE.replace('say("two")', 'ax.text(0, 0, "No word left")'), encoding="utf-8")
    assert wordcheck.sentences(code) == ["line 6: 'No word left'"]
