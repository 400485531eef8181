"""Writing a page: what every one of ours has, its data, and what it may ask for.

Nothing here draws, so that a class server which only renders pages stays small.
"""

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lessons.kit import language
from lessons.kit.catalogue import say
from lessons.kit.quiz import bank, seal
from lessons.kit.quiz.questions import Question
from lessons.kit.syllabus import Entry

TEMPLATES = Path(__file__).parent / "templates"

POLICY = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; worker-src 'self' blob:; "
    "connect-src 'self' blob: data:; base-uri 'none'; form-action 'none'"
)
"""Nothing but the site's own files, and what the page makes of them."""

POLICY_IN_CLASS = POLICY.replace("connect-src 'self'", "connect-src 'self' ws:")
"""The same, and a line to the class."""

FIRST_LOOK = (
    "try{const l=localStorage,k='reading-a-crisis ',t=l.getItem(k+'theme')||"
    "(matchMedia('(prefers-color-scheme: dark)').matches?'dark':''),r=document.documentElement;"
    "r.dataset.jpThemeLight=String(t!=='dark');r.dataset.size=l.getItem(k+'size')||''}catch{}"
)
"""Before anything is painted: light or dark, and the size of the words."""


def asked(lesson: Entry, secret: bytes | None) -> list[Question]:
    """Give a lesson's questions as its page shows them: sealed, if there is a secret."""
    questions = list(bank.of(lesson.name))
    return list(seal.read(seal.seal(questions, secret))) if secret else questions


def render(templates: Path, path: Path, template: str, **values: Any) -> None:
    """Fill a template and write the page."""
    environment = Environment(
        loader=FileSystemLoader([templates, TEMPLATES]), autoescape=True, undefined=StrictUndefined
    )
    environment.globals["say"] = say
    given = {"language": language.current(), "policy": POLICY, "first_look": FIRST_LOOK, **values}
    made = environment.get_template(template).render(given)
    draft = path.with_name(f".{path.name}")
    draft.write_text(made, encoding="utf-8")
    draft.replace(path)  # whole or not at all: a class may ask for it meanwhile


def as_script(data: Any) -> str:
    """Write data so that it can stand inside a script element."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return written.replace("</", "<\\/").replace("<!--", "<\\!--")
