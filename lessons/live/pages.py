"""The pages of a class: joining, the sealed lesson, the teacher's page and the projector's."""

from __future__ import annotations

import asyncio
import mimetypes
import re
import shutil
from pathlib import Path
from typing import Any

from lessons.kit import catalogue, walk
from lessons.kit.data import atlas
from lessons.kit.quiz import text
from lessons.kit.quiz.questions import view
from lessons.kit.syllabus import Entry
from lessons.kit.web import module, style
from lessons.live.addresses import qr
from lessons.live.room import Room
from lessons.pages import parts, site

TEMPLATES = Path(__file__).parent / "templates"
LEARNERS = {"join.html", "lesson.html", "page.css", "page.js", "join.js", "the_article.html"}
"""What learners may have, beside fonts and pictures."""
TEACHERS = {"teacher.html", "projector.html", "page.css", "live.css", "exhibit.css"}
TEACHERS |= {"teacher.js", "projector.js"}
_SHARED = re.compile(r"[\w-]+\.woff|pictures/[\w-]+\.png")
_WRONG = "What learners get wrong"

BETWEEN_LOOKS = 0.1

mimetypes.add_type("font/woff", ".woff")


class Pages:
    """Makes the pages in a folder of their own, and gives them by name.

    The page for joining is there at once; drawing the lesson takes some seconds, and who asks for
    it meanwhile waits.

    Parameters
    ----------
    folder : Path
        An empty folder.
    room : Room
        The class.
    secret : bytes
        What the lesson is sealed with.
    addresses : list of str
        Where learners find it, the most likely first.
    """

    def __init__(self, folder: Path, room: Room, secret: bytes, addresses: list[str]) -> None:
        self.folder, self.room, self.addresses = folder, room, addresses
        self._secret = secret
        self._write("join", self.folder / "join.html", parts=self._join())
        shutil.copy(site.TEMPLATES / "page.css", folder / "page.css")
        (folder / "join.js").write_text(module("join"), encoding="utf-8")
        self._made: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin to make the rest."""
        self._made = asyncio.create_task(asyncio.to_thread(self._make))

    async def __call__(self, name: str) -> tuple[bytes, str] | None:
        """Give a file's bytes and its type, or nothing if nobody may have it."""
        inside = name.removeprefix("teacher/")
        allowed = TEACHERS if inside != name else LEARNERS
        if inside not in allowed and not _SHARED.fullmatch(inside):
            return None
        path = self.folder / inside
        while not path.is_file():
            if self._made is None or self._made.done():
                return None
            await asyncio.sleep(BETWEEN_LOOKS)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        is_text = kind.startswith("text/")
        return path.read_bytes(), f"{kind}; charset=utf-8" if is_text else kind

    def _make(self) -> None:
        """Make the teacher's page first: it is asked for first, and no exhibit stands in it."""
        site.write_looks(self.folder)
        for name in ("teacher", "projector"):
            (self.folder / f"{name}.js").write_text(module(name), encoding="utf-8")
        shutil.copy(TEMPLATES / "live.css", self.folder / "live.css")
        (self.folder / "exhibit.css").write_text(style("exhibit"), encoding="utf-8")
        self._write(
            "teacher",
            self.folder / "teacher.html",
            parts=self._teacher(),
            code=self.room.code,
            address=self.addresses[0],
            others=", ".join(self.addresses),
            plan=_from_plan(self.room.lesson),
        )
        page = site.build_for_class(self.folder, self.room.lesson, self._secret)
        self._write("projector", self.folder / "projector.html", parts=self._projector(page))

    def _write(self, template: str, path: Path, **values: Any) -> None:
        values = {"title": self.room.lesson.title, "policy": site.POLICY_IN_CLASS, **values}
        values["parts"] = site.as_script(values["parts"])
        site.render(TEMPLATES, path, f"{template}.html", **values)

    def _join(self) -> dict[str, Any]:
        return {"words": catalogue.words("live.join.")}

    def _projector(self, page: parts.Page) -> dict[str, Any]:
        questions = site.asked(self.room.lesson, self._secret)
        return {
            "words": catalogue.words("live.projector.", "live.counts."),
            "title": self.room.lesson.title,
            "code": self.room.code,
            "address": self.addresses[0],
            "qr": qr(f"{self.addresses[0]}/#{self.room.code}"),
            "questions": [
                {**_shown(view(question)), "exhibit": page.exhibits.get(question.exhibit, "")}
                for question in questions
            ],
        }

    def _teacher(self) -> dict[str, Any]:
        return {
            "words": catalogue.words("live.teacher.", "live.counts."),
            "questions": [
                {**_shown(view(question)), "number": number, "plain": text.plain(question.prompt)}
                for number, question in enumerate(self.room.questions, 1)
            ],
        }


def _shown(seen: dict[str, Any]) -> dict[str, Any]:
    parts_of = [seen.get(field, []) for field in ("options", "items", "left")]
    return {
        "id": seen["id"],
        "kind": seen["kind"],
        "section": seen["section"],
        "prompt": seen["prompt"],
        "options": [part["html"] for each in parts_of for part in each],
        "map": atlas.svg_map(seen["map"]) if seen["kind"] == "place" else None,
    }


def _from_plan(lesson: Entry) -> str:
    """Give what the plan says about what learners get wrong, as HTML."""
    for section in re.split(r"^## ", walk.plan(lesson), flags=re.MULTILINE):
        if section.startswith(_WRONG):
            return text.html(section.partition("\n")[2])
    return ""
