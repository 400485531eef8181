"""The parts of a page are answered as the cards are, and what is new goes back as rows."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from lessons.kit.cards.messages import Envelope
from lessons.kit.quiz import bank, key_response, mark
from lessons.kit.record import Record
from lessons.pages import in_page, site
from lessons.pages.answering import Answers, NobodyThereError
from lessons.pages.parts import prose

LEARNER = {"id": "140e513d1d9c3912", "nickname": "Red Fox", "sign_in": 1}


def said(lesson: str, question: str, **say: Any) -> dict[str, Any]:
    return {"to": "question", "lesson": lesson, "id": question, "say": say}


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> in_page.Page:
    monkeypatch.setattr(in_page, "FOLDER", tmp_path)
    return in_page.Page(LEARNER, [])


@pytest.mark.parametrize("lesson", ["the_toll", "crimea"])
def test_each_question_is_marked_as_marking_marks_it(page: in_page.Page, lesson: str) -> None:
    for question in bank.of(lesson):
        given = key_response(question)
        message = said(lesson, question.id, do="check", response=given)
        reply = page.ask(json.dumps(message).encode())
        assert reply["state"]["verdict"] == mark(question, given).verdict
        tried = reply["state"]["verdict"] != "not attempted"  # a poll has no key
        assert len(reply["rows"]) == int(tried)


def test_rows_begin_the_next_page_where_this_one_ended(page: in_page.Page, tmp_path: Path) -> None:
    question = bank.of("the_toll")[1]
    message = said("the_toll", question.id, do="check", response=key_response(question))
    reply = page.ask(json.dumps(message).encode())
    record = tmp_path / "record.sqlite3"
    record.unlink()
    again = in_page.Page(LEARNER, reply["rows"])
    look = json.dumps(said("the_toll", question.id, do="look")).encode()
    assert again.ask(look)["state"]["attempts"] == 1
    assert again.ask(look)["rows"] == []
    assert again.hand_in()["name"].startswith("handin-Red-Fox")


def test_nobody_answers_at_an_unknown_address(tmp_path: Path) -> None:
    answers = Answers(Record.open(tmp_path), bank.of)
    for lesson, name in (("nowhere", "a"), ("the_toll", "no-such-question")):
        with pytest.raises(NobodyThereError, match=r"^(There is no lesson|The lesson)"):
            answers.ask(Envelope(to="question", lesson=lesson, id=name, say={"do": "look"}))


def test_links_between_notebooks_lead_to_pages_and_no_other_leads_out_of_the_site() -> None:
    assert '<a href="05_nato.html#s2">' in prose("[NATO](05_nato.ipynb#s2)", [])
    assert "<a" not in prose("[x](javascript:alert(1)) [y](../secret.txt)", [])


def test_the_article_and_the_glossary_have_a_page_that_leads_back(tmp_path: Path) -> None:
    site._write_article(tmp_path)
    page = (tmp_path / "the_article.html").read_text(encoding="utf-8")
    assert "Dmitry Peskov" in page
    assert "lang='ka'" in page
    assert 'href="index.html"' in page
    assert ".ipynb" not in page
    assert "<script src" not in page


def test_a_site_packs_into_one_file_with_its_front_page_at_the_top(tmp_path: Path) -> None:
    folder = tmp_path / "lessons"
    (folder / "pictures").mkdir(parents=True)
    for name in ("index.html", "pictures/a.png"):
        (folder / name).write_text(name, encoding="utf-8")
    packed = site.zipped(folder)
    first = packed.read_bytes()
    with zipfile.ZipFile(packed) as archive:
        assert archive.namelist() == ["index.html", "pictures/a.png"]
    assert site.zipped(folder).read_bytes() == first
