"""The site: all lessons as plain pages, with what they need, in one folder.

Addresses are relative and nothing is fetched from elsewhere, so the folder works on any web host,
on a stick, or inside another platform.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from lessons import __version__
from lessons.kit import catalogue, places, walk
from lessons.kit.cards.messages import NOBODY
from lessons.kit.catalogue import say
from lessons.kit.exhibits import style
from lessons.kit.quiz import bank, text
from lessons.kit.quiz.questions import MARKED, Question
from lessons.kit.syllabus import Entry, entries, entry
from lessons.kit.web import module
from lessons.kit.web import style as module_style
from lessons.pages import fonts, parts, pictures, python_parts
from lessons.pages.pictures import Pictures
from lessons.pages.rendering import POLICY_IN_CLASS, TEMPLATES, as_script, asked, render

HERE = Path(__file__).parent
MARK = "reading-a-crisis-site"
"""A file that says that a folder is a site of ours and may be written over."""


class SiteError(ValueError):
    """The site can't be built; the message is one sentence."""


@dataclass
class Site:
    """What was built.

    Attributes
    ----------
    folder : Path
        Where it lies.
    marks : bool
        Whether pages mark answers themselves; else answers are recorded and handed in.
    files : dict of str to int
        Each file with its bytes.
    """

    folder: Path
    marks: bool
    files: dict[str, int] = field(default_factory=dict)


def build(
    folder: str | Path,
    lessons: Sequence[Entry] = (),
    *,
    secret: bytes | None = None,
    stick: bool = False,
) -> Site:
    """Build the site.

    Parameters
    ----------
    folder : str or Path
        Where to; it must not be there, be empty, or be a site built before.
    lessons : sequence of Entry
        Which lessons; all of them if left out.
    secret : bytes, optional
        Seal the questions with it: pages then hold no key, record answers and mark none. Without
        it pages mark answers, which takes Python in the page (``make parts`` brings it).
    stick : bool
        Make it for ``file://``: what a page would fetch is then brought by scripts.

    Returns
    -------
    Site

    Raises
    ------
    SiteError
        If the folder holds something else or can't be written to, or Python for the page isn't
        here.
    """
    target = Path(folder)
    _check(target)
    marks = secret is None
    if marks and not python_parts.available():
        raise SiteError(say("pages.fault.python"))
    site = Site(target, marks)
    draft = target.with_name(f".{target.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
        _build(draft, lessons or entries(), secret, stick=stick)
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
    except OSError as error:
        raise SiteError(say("pages.fault.unwritten", folder=target, why=error.strerror)) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    site.files = {
        path.relative_to(target).as_posix(): path.stat().st_size
        for path in sorted(target.rglob("*"))
        if path.is_file()
    }
    return site


def zipped(folder: Path) -> Path:
    """Pack a site into one file beside it, as platforms take web pages: ``index.html`` at its top.

    Raises
    ------
    SiteError
        If it can't be written.
    """
    path = folder.with_name(f"{folder.name}.zip")
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for each in sorted(folder.rglob("*")):
                if each.is_file():
                    place = zipfile.ZipInfo(each.relative_to(folder).as_posix())
                    place.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(place, each.read_bytes())
    except OSError as error:
        raise SiteError(say("pages.fault.unwritten", folder=path, why=error.strerror)) from error
    return path


def _check(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise SiteError(say("pages.fault.file", folder=target))
    if any(target.iterdir()) and not (target / MARK).is_file():
        raise SiteError(say("pages.fault.full", folder=target))


def build_for_class(folder: Path, lesson: Entry, secret: bytes) -> None:
    """Build one lesson for a class whose answers a server marks: ``lesson.html``, sealed.

    Parameters
    ----------
    folder : Path
        Where to; what pages look like is there (:func:`write_looks`).
    lesson : Entry
        From the syllabus.
    secret : bytes
        What its questions are sealed with.
    """
    questions = asked(lesson, secret)
    (folder / "page.js").write_text(module("page"), encoding="utf-8")
    page = _page(folder, lesson, questions, shown_with(secret), asks_again=False)
    _let_mark(page, lesson)
    page.blocks = [_TO_LESSONS.sub(r"\1", block) for block in page.blocks]
    _write_article(folder, home=False)
    said = _said(lesson, questions, marks=False) | {
        "widgets": page.widgets,
        "in_class": True,
        "offline": "",
        "words": catalogue.words("pages.lesson.", "live.lesson."),
    }
    _render_lesson(
        folder / "lesson.html", lesson, page, said, answers="class", policy=POLICY_IN_CLASS
    )


_TO_LESSONS = re.compile(r'<a href="\d\d_\w+\.html[^"]*">(.*?)</a>')
"""Links to other lessons: a class has one."""


def _let_mark(page: parts.Page, lesson: Entry) -> None:
    """Let sealed cards offer what the server can: a mark, and all hints."""
    known = {question.id: question for question in bank.of(lesson.name)}
    for widget in page.widgets:
        question = known.get(widget.get("call", {}).get("id", ""))
        if question is not None:
            can = {"keeps": question.kind not in MARKED, "hints": len(question.hints)}
            widget["traits"]["view"] = {**widget["traits"]["view"], **can}


def write_looks(folder: Path) -> None:
    """Write what pages look like: the style sheet and its fonts."""
    shutil.copy(TEMPLATES / "page.css", folder / "page.css")
    (folder / "exhibit.css").write_text(module_style("exhibit"), encoding="utf-8")
    for font in places.FONTS.glob("*.ttf"):
        (folder / f"{font.stem}.woff").write_bytes(fonts.packed(font))


def _build(folder: Path, lessons: Sequence[Entry], secret: bytes | None, *, stick: bool) -> None:
    (folder / MARK).write_text(f"{__version__}\n", encoding="utf-8")
    write_looks(folder)
    for name in ("page", "front"):
        (folder / f"{name}.js").write_text(module(name), encoding="utf-8")
    marks = secret is None
    brought = python_parts.write(folder, stick=stick) if marks else []
    banks = {lesson.name: asked(lesson, secret) for lesson in lessons}
    found = []
    earlier = shown_with(secret)
    for lesson in lessons:
        page = _page(folder, lesson, banks[lesson.name], earlier)
        beside = _beside(lesson, lessons)
        questions = banks[lesson.name]
        _write_lesson(folder, lesson, page, questions, beside, marks=marks, scripts=brought)
        found.append((lesson, page))
    _write_article(folder)
    _write_front(folder, found, banks, marks=marks)
    _write_manifest(folder)
    _write_worker(folder)


def shown_with(secret: bytes | None) -> parts.Earlier:
    """Give a function that gives a lesson's questions as these pages may show them."""
    return cache(lambda name: asked(entry(name), secret))


def _page(
    folder: Path,
    lesson: Entry,
    questions: list[Question],
    earlier: parts.Earlier,
    *,
    asks_again: bool = True,
) -> parts.Page:
    also = {}
    for medium in pictures.MEDIA.keys() & style.MEDIA.keys():
        drawn = Pictures(folder)
        with style.medium(medium):
            parts.page_of(lesson, questions, drawn.html, earlier)
        also[medium] = drawn.drawn
    drawn = Pictures(folder, also)
    return parts.page_of(lesson, questions, drawn.html, earlier, asks_again=asks_again)


def address(lesson: Entry) -> str:
    """Give the file of a lesson's page."""
    return f"{lesson.number:02}_{lesson.name}.html"


def _write_lesson(
    folder: Path,
    lesson: Entry,
    page: parts.Page,
    questions: list[Question],
    beside: dict[str, Entry | None],
    *,
    marks: bool,
    scripts: list[str],
) -> None:
    sign_in = {
        "module": "nickname",
        "traits": {"words": catalogue.words("cards.nickname."), "longest": 40, "state": None},
        "call": {"to": "sign in"},
    }
    page.add_widget(sign_in, "")
    whole = _said(lesson, questions, marks=marks) | {"widgets": page.widgets}
    page.blocks.insert(1, page.blocks.pop())
    _render_lesson(
        folder / address(lesson),
        lesson,
        page,
        whole,
        answers="python" if marks else "recorded",
        home=True,
        worker=module("python_worker") if marks else "",
        scripts=[*scripts, "page.js"],
        before=_link(beside["before"]),
        after=_link(beside["after"]),
    )


def _write_article(folder: Path, *, home: bool = True) -> None:
    """Write the page on the article and the words to know; nothing on it needs a script."""
    body = [
        parts.prose(step.markdown, []) if isinstance(step, walk.Prose) else step.thing._repr_html_()
        for step in walk.article("page")
    ]
    render(TEMPLATES, folder / "the_article.html", "text.html", home=home, body="\n".join(body))


def _render_lesson(
    path: Path, lesson: Entry, page: parts.Page, said: dict[str, Any], **more: Any
) -> None:
    """Write a lesson's page; what is left out of ``more`` isn't there."""
    nothing = {"home": False, "worker": "", "scripts": ["page.js"], "before": None, "after": None}
    values = {
        **nothing,
        "lesson": lesson,
        "title": lesson.title,
        "about": lesson.guiding_question,
        "body": "\n".join(page.blocks),
        "parts": as_script(said),
        **more,
    }
    render(TEMPLATES, path, "page.html", **values)


def _beside(lesson: Entry, lessons: Sequence[Entry]) -> dict[str, Entry | None]:
    """Give the lessons before and after one."""
    row = [None, *lessons, None]
    at = row.index(lesson)
    return {"before": row[at - 1], "after": row[at + 1]}


def _said(lesson: Entry, questions: list[Question], *, marks: bool) -> dict[str, Any]:
    """Give what a page's script has to know."""
    return {
        "name": lesson.name,
        "title": lesson.title,
        "marks": marks,
        "kit": __version__,
        "nobody": NOBODY,
        "lessons": [entry.name for entry in entries()],
        "questions": [
            {"id": one.id, "section": one.section, "prompt": text.plain(_prompt(one))}
            for one in questions
        ],
        "python": python_parts.names() if marks else [],
        "offline": "offline.js",
        "words": catalogue.words("pages.lesson."),
    }


def _prompt(question: Question) -> str:
    return str(getattr(question, "prompt", ""))


def _link(lesson: Entry | None) -> dict[str, str] | None:
    if lesson is None:
        return None
    return {"href": address(lesson), "title": f"{lesson.number} · {lesson.title}"}


def _write_front(
    folder: Path,
    pages: list[tuple[Entry, parts.Page]],
    banks: dict[str, list[Question]],
    *,
    marks: bool,
) -> None:
    found = [
        {
            "name": lesson.name,
            "href": address(lesson),
            "title": lesson.title,
            "number": lesson.number,
            "question": lesson.guiding_question,
            "questions": len(banks[lesson.name]),
            "words": parts.words_of(page),
        }
        for lesson, page in pages
    ]
    said = {
        "lessons": found,
        "words": catalogue.words("pages.front."),
        "kit": __version__,
        "nobody": NOBODY,
        "marks": marks,
    }
    render(
        TEMPLATES,
        folder / "index.html",
        "index.html",
        lessons=found,
        picture=_first_picture(pages),
        parts=as_script(said),
    )


def _first_picture(pages: list[tuple[Entry, parts.Page]]) -> str:
    """Give the address of the first picture of the first lesson."""
    for block in pages[0][1].blocks:
        _, found, rest = block.partition('<img src="')
        if found:
            return rest.partition('"')[0]
    return ""


def _write_manifest(folder: Path) -> None:
    manifest = {
        "name": say("pages.front.title"),
        "short_name": say("pages.front.title"),
        "start_url": "index.html",
        "display": "standalone",
        "background_color": style.PAPER,
        "theme_color": style.BLUE,
        "icons": [],
    }
    (folder / "site.webmanifest").write_text(json.dumps(manifest), encoding="utf-8")


def _write_worker(folder: Path) -> None:
    """Write the service worker, which keeps the whole site for when there is no network."""
    files = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MARK
    )
    state = hashlib.blake2b(digest_size=8)
    for name in files:
        state.update(name.encode() + (folder / name).read_bytes())
    script = module("offline")
    head = f"self.SITE={json.dumps({'version': state.hexdigest(), 'files': files})};\n"
    (folder / "offline.js").write_text(head + script, encoding="utf-8")
