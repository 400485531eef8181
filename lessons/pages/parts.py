"""The parts of a lesson's page: prose, pictures, and what moves or asks, from its notebook.

What moves or asks is an anywidget. Here it becomes its module's name and the traits that it would
send to a browser; the page's own script gives them to the module, which doesn't know the
difference.
"""

from __future__ import annotations

import ast
import contextlib
import html
import io
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lessons.kit import walk
from lessons.kit.cards import recall
from lessons.kit.cards.card import QuestionCard
from lessons.kit.cards.learners_page import LearnersPage, row_name
from lessons.kit.cards.page_card import PageCard
from lessons.kit.catalogue import say, words
from lessons.kit.exhibits.board import Board
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.maproom import MapRoom
from lessons.kit.exhibits.switch import Switch
from lessons.kit.exhibits.timemap import TimeMap
from lessons.kit.exhibits.withheld import Withheld, keeps_back
from lessons.kit.quiz.questions import Question, Sealed, asked_kind, fingerprint
from lessons.kit.quiz.text import sign_links
from lessons.kit.record import Record
from lessons.kit.record.format import PAGE
from lessons.kit.syllabus import entry

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

    from lessons.kit.syllabus import Entry

Picture = Callable[[Exhibit], str]
"""Gives the HTML of an exhibit's picture, and puts the files where the page finds them."""

Earlier = Callable[[str], Sequence[Question]]
"""Gives the questions of another lesson by its name."""


@dataclass
class Page:
    """What a lesson's page is made of.

    Attributes
    ----------
    blocks : list of str
        HTML, from top to bottom. A widget is an empty place that names its number.
    widgets : list of dict
        ``module``, ``traits`` and, where something answers, ``call``; a switch has the pages
        that it turns to under ``replies``.
    headings : list of tuple of str
        Id and text of each section.
    exhibits : dict of str to str
        HTML of each exhibit that stands still, by the name of its function.
    """

    blocks: list[str] = field(default_factory=list)
    widgets: list[dict[str, Any]] = field(default_factory=list)
    headings: list[tuple[str, str]] = field(default_factory=list)
    exhibits: dict[str, str] = field(default_factory=dict)

    def add_widget(self, widget: dict[str, Any], still: str) -> None:
        """Make room for a widget; ``still`` is what stands there without a script."""
        number, call = len(self.widgets), widget.get("call", {})
        self.widgets.append(widget)
        named = [call[part] for part in ("lesson", "id", "round") if "id" in call and part in call]
        asked = f' data-question="{"/".join(map(str, named))}"' if named else ""
        self.blocks.append(f'<div class="part" data-widget="{number}"{asked}>{still}</div>')


def page_of(
    lesson: Entry,
    questions: list[Question],
    picture: Picture,
    earlier: Earlier,
    *,
    asks_again: bool = True,
) -> Page:
    """Go through a lesson's notebook and give what its page is made of.

    Parameters
    ----------
    lesson : Entry
        From the syllabus.
    questions : list of Question
        As the page may show them: of a sealed page sealed ones.
    picture : callable
        Writes an exhibit's picture.
    earlier : callable
        Gives another lesson's questions as the page may show them, for what opens a lesson: of a
        sealed page sealed ones.
    asks_again : bool
        Whether somebody answers for other lessons too; else those questions are there to be read.

    Returns
    -------
    Page
    """
    page = Page()
    is_sealed = any(isinstance(question, Sealed) for question in questions)
    for step in walk.steps(lesson, "page"):
        match step:
            case walk.Prose(markdown=words):
                page.blocks.append(f'<div class="prose">{prose(words, page.headings)}</div>')
            case walk.Aside(title=title, markdown=words):
                head = f"<summary>{html.escape(title)}</summary>"
                inner = f"{head}{prose(words, [])}"
                page.blocks.append(f'<details class="prose">{inner}</details>')
            case walk.Asked(id=name, lesson=""):
                _ask(page, questions, name)
            case walk.Asked(id=name, lesson=whose):
                found = next(each for each in earlier(whose) if each.id == name)
                round_ = recall.round_of(lesson.number)
                _ask_again(page, found, round_ if asks_again else None)
            case walk.Shown(name=name, thing=thing, lesson=whose):
                kept_back = is_sealed and keeps_back(whose, name)
                _show(page, Withheld(_title(thing)) if kept_back else thing, picture)
                page.exhibits.setdefault(name, page.blocks[-1])
            case walk.Helped(name=name):
                _help(page, lesson, name)
            case walk.Opened(source=source):
                page.blocks.append(_open(source, picture))
    return page


def prose(markdown: str, headings: list[tuple[str, str]]) -> str:
    r"""Give a notebook's prose as HTML; headings get ids and are added to ``headings``.

    Examples
    --------
    >>> found = []
    >>> prose("## 2. How it grew", found)
    '<h2 id="s2">2. How it grew</h2>\n'
    >>> found
    [('s2', '2. How it grew')]
    """
    tokens = _markdown().parse(markdown)
    for token, inside in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            words = inside.content.partition(" · ")[0]
            number = re.match(r"(\d+)\.", words)
            name = f"s{number[1]}" if number else f"h{len(headings) + 1}"
            token.attrSet("id", name)
            headings.append((name, words))
            for child in inside.children or []:
                child.content = child.content.partition(" · ")[0]
    found: str = _markdown().renderer.render(tokens, _markdown().options, {})
    return found


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    safe = parser.validateLink
    ours = re.compile(r"(https?://.+|[\w.]+\.(ipynb|html)(#[\w-]+)?|#[\w-]+)")
    parser.validateLink = lambda url: safe(url) and bool(ours.fullmatch(url))  # type: ignore[method-assign]
    parser.normalizeLink = _to_page  # type: ignore[method-assign]
    sign_links(parser)
    return parser


def _to_page(url: str) -> str:
    """Turn a link between notebooks into one between pages; the start page is the site's front."""
    page = re.sub(r"\.ipynb(?=#|$)", ".html", url)
    return re.sub(r"^00_start_here\.html", "index.html", page)


def _ask(page: Page, questions: list[Question], name: str) -> None:
    names = [question.id for question in questions]
    place = names.index(name)
    label = say("cards.label.question-of", number=place + 1, of=len(names))
    page.add_widget(*_card(questions[place], label))


def _ask_again(page: Page, question: Question, round_: int | None) -> None:
    """Ask a question of an earlier lesson once more, in a round of its own."""
    widget, still = _card(question, say("cards.label.recall", lesson=entry(question.lesson).title))
    if round_ is None:
        page.blocks.append(f'<div class="part">{still}</div>')
    else:
        widget["call"]["round"] = round_
        page.add_widget(widget, still)


def _card(question: Question, label: str) -> tuple[dict[str, Any], str]:
    """Give a question's widget, with the address of whoever answers, and how it stands still."""
    with nobodys_record() as record:
        card = QuestionCard(question, record, label)
    address = {"to": "question", "lesson": question.lesson, "id": question.id}
    asked = {"kind": asked_kind(question), "fingerprint": fingerprint(question)}
    module = "place_card" if asked["kind"] == "place" else "card"
    return {**_model(card, module), "call": {**address, **asked}}, _still(card)


@contextlib.contextmanager
def nobodys_record() -> Iterator[Record]:
    """Give the record of a learner who has answered nothing."""
    with tempfile.TemporaryDirectory() as folder:
        yield Record.open(Path(folder))


def _help(page: Page, lesson: Entry, name: str) -> None:
    if name == "check_in":
        call = {"to": "overview", "lesson": lesson.name}
        traits = {"words": words("cards.checkin.", "cards.verdict."), "state": None}
        page.add_widget({"module": "checkin", "traits": traits, "call": call}, "")
    elif name == "my_page":
        with nobodys_record() as record:
            card = PageCard(LearnersPage(lesson.name, record))
        row = {"kind": "page", "fingerprint": PAGE, "row": row_name(lesson.name)}
        call = {"to": "page", "lesson": lesson.name, **row}
        page.add_widget({**_model(card, "learners_page"), "call": call}, _still(card))


def _show(page: Page, thing: Any, picture: Picture) -> None:
    match thing:
        case Exhibit():
            page.blocks.append(thing.html(picture))
        case Switch():
            model = _model(thing, "switch")
            replies = {name: _turned_to(thing, name, picture) for name in thing.options}
            model["traits"]["shown"] = replies[thing.shown["name"]]
            page.add_widget({**model, "replies": replies}, model["traits"]["shown"]["html"])
        case TimeMap():
            page.add_widget(_model(thing.widget, "timemap"), _still(thing))
        case MapRoom():
            page.add_widget(_model(thing.widget, "maproom"), _still(thing))
        case Board():
            page.add_widget(_model(thing, "board"), _still(thing))
        case _:  # documents and the like, which need no script
            page.blocks.append(_still(thing))


def _title(thing: Any) -> str:
    return str(getattr(thing, "title", "") or repr(thing).partition("\n")[0])


def _turned_to(switch: Switch, name: str, picture: Picture) -> dict[str, str]:
    exhibit = switch.exhibit(name)
    return {"name": name, "title": exhibit.shown().title, "html": exhibit.html(picture)}


def _model(widget: Any, module: str) -> dict[str, Any]:
    """Give a widget's module and the traits that its browser part reads."""
    own = {"_esm", "_css", "_anywidget_id", "layout", "tabbable", "tooltip", "comm"}
    traits = {
        name: value
        for name, value in widget.get_state().items()
        if name not in own and not name.startswith(("_model", "_view", "_dom"))
    }
    return {"module": module, "traits": traits}


def _still(thing: Any) -> str:
    """Give what stands in a widget's place where no script runs."""
    if hasattr(thing, "_repr_html_"):
        return str(thing._repr_html_())
    bundle = thing._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    plain = data.get("text/plain") or repr(thing)
    return str(data.get("text/html") or f"<pre>{html.escape(plain)}</pre>")


def _open(source: str, picture: Picture) -> str:
    """Give a cell that may be changed: its code, what it shows, and where it can be changed."""
    shown = "".join(_run(source, picture))
    return (
        f'<div class="open"><pre><code>{html.escape(source)}</code></pre>{shown}'
        f'<p class="still">{html.escape(say("pages.open.yours"))}</p></div>'
    )


def _run(source: str, picture: Picture) -> Iterator[str]:
    """Run a cell of the kit's own notebook; give what it prints and what its last line shows."""
    body = ast.parse(source).body
    printed, space = io.StringIO(), {"__name__": "__main__"}
    *first, last = body
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(first, []), "cell", "exec"), space)  # noqa: S102
        if isinstance(last, ast.Expr):
            thing = eval(compile(ast.Expression(last.value), "cell", "eval"), space)  # noqa: S307
        else:
            thing = None
            exec(compile(ast.Module([last], []), "cell", "exec"), space)  # noqa: S102
    if printed.getvalue():
        yield f"<pre>{html.escape(printed.getvalue())}</pre>"
    if isinstance(thing, Exhibit):
        yield thing.html(picture)
    elif thing is not None:
        as_html = getattr(thing, "_repr_html_", None)
        yield as_html() if as_html else f"<pre>{html.escape(repr(thing))}</pre>"


def words_of(page: Page) -> str:
    """Give the words of a page for its search: of prose, titles and notes, nothing that answers.

    Returns
    -------
    str
        Plain text, each word once.
    """
    said = " ".join(_BESIDE_PROSE.sub(" ", block) for block in page.blocks)
    words = re.findall(r"\w[\w’'-]*", html.unescape(re.sub(r"<[^>]+>", " ", said)).casefold())
    return " ".join(sorted(set(words)))


_BESIDE_PROSE = re.compile(
    r'<div class="part".*|<(table|svg|details|pre)\b.*?</\1>', re.DOTALL | re.IGNORECASE
)
