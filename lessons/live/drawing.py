"""Drawing a lesson for a class: once, kept for the next time, and in a process of its own.

It takes some seconds of work, in which learners who are quick already answer.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

from lessons import __version__
from lessons.desk import seals
from lessons.kit import language, places
from lessons.kit.quiz.seal import key_name
from lessons.kit.syllabus import Entry, entry
from lessons.live.store import folder
from lessons.pages.rendering import asked

EXHIBITS = "exhibits.json"
STATE = "drawn-from"


def place(lesson: Entry) -> Path:
    """Give the folder in which a drawn lesson is kept."""
    return folder() / "pages" / lesson.name


def is_drawn(lesson: Entry, secret: bytes) -> bool:
    """Tell whether the lesson is drawn, from all that it is made of now."""
    try:
        return (place(lesson) / STATE).read_text(encoding="utf-8") == _state(secret)
    except OSError:
        return False


def draw(lesson: Entry, secret: bytes) -> None:
    """Draw a lesson; what was drawn before is replaced by the whole of it."""
    from lessons.kit.exhibits import style  # all that draws is large: a server has no need of it
    from lessons.pages import parts, site
    from lessons.pages.pictures import Pictures

    target = place(lesson)
    draft = target.with_name(f".{lesson.name}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    state = _state(secret)
    site.write_looks(draft)
    site.build_for_class(draft, lesson, secret)
    with style.medium("projector"):  # larger letters, for the back row
        pictures, earlier = Pictures(draft).html, site.shown_with(secret)
        page = parts.page_of(lesson, asked(lesson, secret), pictures, earlier)
    (draft / EXHIBITS).write_text(json.dumps(page.exhibits), encoding="utf-8")
    (draft / STATE).write_text(state, encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)


def exhibits(lesson: Entry) -> dict[str, str]:
    """Give the HTML of a drawn lesson's exhibits, by the names of their functions."""
    raw = (place(lesson) / EXHIBITS).read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(raw)
    return found


def _state(secret: bytes) -> str:
    """Stand for the files of the kit, its language, and what seals."""
    state = hashlib.blake2b(digest_size=16)
    state.update(f"{__version__} {language.current()} {key_name(secret)}".encode())
    for root in (places.PACKAGE, places.DATA, places.NOTEBOOKS):
        for path in sorted(root.rglob("*")):
            if path.suffix in (".py", ".yaml", ".csv", ".ipynb", ".js", ".css", ".html", ".mo"):
                about = path.stat()
                state.update(f"{path} {about.st_mtime_ns} {about.st_size}".encode())
    return state.hexdigest()


if __name__ == "__main__":
    draw(entry(sys.argv[1]), seals.own_secret())
