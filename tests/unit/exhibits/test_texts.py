"""Documents, the article's place and the glossary: cards of text with table, source and note."""

import csv
import html
import re
import shutil
from pathlib import Path

import pytest

from lessons.kit import places, syllabus
from lessons.kit.data import DATA, ROOT, source, table
from lessons.kit.exhibits.exhibit import ExhibitError
from lessons.kit.exhibits.texts.article import Article
from lessons.kit.exhibits.texts.document import Documents
from lessons.kit.exhibits.texts.glossary import LANGUAGES, Glossary
from tests.unit.data.test_evidence import rewrite

LESSONS = sorted(set(table("documents")["lesson"]))
MOST_WORDS = 25


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of data/ that the modules read instead."""
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy, ignore=shutil.ignore_patterns("build", "atlas"))
    monkeypatch.setattr(places, "DATA", copy)
    return copy


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_a_few_documents(lesson: str) -> None:
    shown = Documents(lesson)
    assert len(shown.rows) in (2, 3, 4)
    page, plain = html.unescape(shown._repr_html_()), repr(shown)
    for _, row in shown.rows.iterrows():
        assert len(str(row["clause"]).split()) <= MOST_WORDS
        for part in ("title", "who", "clause", "ask"):
            assert str(row[part]).strip()
            assert str(row[part]) in page
            assert " ".join(str(row[part]).split()) in " ".join(plain.split())
    assert page.count("<blockquote>") == len(shown.table) == len(shown.rows)
    assert shown.source_line() in plain


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_document_says_where_the_whole_can_be_read_or_that_it_was_not_opened(lesson: str) -> None:
    rows = table("documents").query("lesson == @lesson")
    for (_, row), original in zip(rows.iterrows(), Documents(lesson).rows["original"], strict=True):
        addresses = re.findall(r"https?://\S+", original)
        assert addresses == ([source(row["original"]).url] if row["original"] else [])
        assert (row["original_opened"] == "no") == (not addresses)


def test_only_the_last_lesson_shows_what_was_said_later() -> None:
    later = table("documents").query("not known_on_the_day")
    assert set(later["lesson"]) - {"afterwards"} <= {"the_call"}
    assert set(later.query("lesson == 'the_call'")["date"]) <= {"2021-12-31"}  # of the call itself


def test_a_lesson_without_documents_is_one_sentence() -> None:
    with pytest.raises(ExhibitError, match="no document for 'chess'"):
        Documents("chess")


def test_a_clause_that_changes_is_shown_and_nothing_in_it_runs(data: Path) -> None:
    said = "<script>alert(1)</script> & “so”"
    documents = data / "tables" / "documents.csv"
    rewrite(documents, lambda row: row.update(clause=said) if row["id"] == "L41" else None)
    page = Documents("the_toll")._repr_html_()
    assert "<script>" not in page
    assert html.escape(said) in page


def test_the_article_has_each_paragraph_its_speaker_and_its_length() -> None:
    shown = Article()
    page, plain = html.unescape(shown._repr_html_()), " ".join(repr(shown).split())
    rows = table("article")
    assert shown.title == f"The article: {len(rows)} paragraphs, {rows['words'].sum()} words"
    assert page.count("<li") == len(rows) == len(shown.table)
    for _, row in rows.iterrows():
        assert row["speaks"] in page
        assert row["says"] in page
        assert f"{row['paragraph']} ({row['speaks']}): {row['says']}" in plain
    assert source("ART").url in page
    assert source("ART").url in plain


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_article_marks_the_paragraphs_of_a_lesson(lesson: str) -> None:
    shown = Article(lesson)
    here = shown.rows[shown.rows["here"]]
    assert shown._repr_html_().count('aria-current="true"') == len(here)
    title = syllabus.entry(lesson).title
    assert all(title in row for row in here["lessons"])


def test_the_article_is_told_in_our_own_words() -> None:
    """A quoted fragment has a few words, as lessons compare them; the rest is ours."""
    for fragments in table("article")["fragments"]:
        for fragment in filter(None, fragments.split(" | ")):
            assert len(fragment.split()) <= 12


def test_the_glossary_has_each_word_in_each_language() -> None:
    shown = Glossary()
    page, plain = html.unescape(shown._repr_html_()), repr(shown)
    rows = table("glossary")
    for _, row in rows.iterrows():
        for column in ("word", "meaning", *LANGUAGES):
            assert row[column] in page
            assert row[column] in plain
    for code in LANGUAGES.values():
        assert page.count(f"lang='{code}'") == len(rows)
    scripts = {"ukrainian": r"[а-яіїєґ]", "russian": r"[а-яё]", "georgian": r"[ა-ჰ]"}
    for column, letters in scripts.items():
        assert all(re.search(letters, word.lower()) for word in rows[column])


def test_the_glossary_says_who_has_looked_at_it(data: Path) -> None:
    unread = Glossary().note
    glossary = data / "tables" / "glossary.csv"
    with glossary.open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))["word"]
    rewrite(glossary, lambda row: row.update(native_reader="uk") if row["word"] == first else None)
    looked = Glossary().note
    assert unread != looked
    assert "1" in looked


def test_the_article_is_reached_from_every_lesson_and_from_the_start() -> None:
    notebooks = [
        ROOT / "notebooks" / f"{entry.number:02}_{entry.name}.ipynb"
        for entry in syllabus.entries()
        if entry.name in LESSONS  # the second case is about another report
    ]
    notebooks.append(ROOT / "notebooks" / "00_start_here.ipynb")
    assert len(notebooks) == len(LESSONS) + 1
    for notebook in notebooks:
        assert "(the_article.ipynb)" in notebook.read_text(encoding="utf-8"), notebook.name


def test_another_way_in_is_reached_from_the_content_note() -> None:
    for entry in syllabus.entries():
        text = (ROOT / "notebooks" / f"{entry.number:02}_{entry.name}.ipynb").read_text("utf-8")
        note, way = text.index("Before you start."), text.index("](#Another-way-in)")
        assert note < way < text.index(f"{entry.name}.")
