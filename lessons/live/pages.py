"""The pages of a class: joining, the sealed lesson, the teacher's page and the projector's."""

from __future__ import annotations

import asyncio
import mimetypes
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from lessons.kit import catalogue, walk
from lessons.kit.catalogue import say
from lessons.kit.data import atlas
from lessons.kit.quiz import text
from lessons.kit.quiz.questions import view
from lessons.kit.syllabus import Entry
from lessons.kit.web import module, style
from lessons.live import drawing
from lessons.live.addresses import qr
from lessons.live.room import Room
from lessons.pages import rendering

TEMPLATES = Path(__file__).parent / "templates"
LEARNERS = {"join.html", "lesson.html", "page.css", "exhibit.css", "page.js", "join.js"}
LEARNERS |= {"the_article.html"}
"""What learners may have, beside fonts and pictures."""
TEACHERS = {"teacher.html", "projector.html", "page.css", "live.css", "exhibit.css"}
TEACHERS |= {"teacher.js", "projector.js"}
_SHARED = re.compile(r"[\w-]+\.woff|pictures/[\w-]+\.png")

BETWEEN_LOOKS = 0.1

mimetypes.add_type("font/woff", ".woff")


class Pages:
    """Makes the pages in a folder of their own, and gives them by name.

    The page for joining is there at once, the teacher's soon after. Drawing the lesson takes some
    seconds the first time, and who asks for it meanwhile waits.

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
        self._drawn = drawing.place(room.lesson)
        self._write("join", parts=self._join())
        shutil.copy(rendering.TEMPLATES / "page.css", folder / "page.css")
        for name in ("join", "teacher", "projector"):
            (folder / f"{name}.js").write_text(module(name), encoding="utf-8")
        shutil.copy(TEMPLATES / "live.css", folder / "live.css")
        (folder / "exhibit.css").write_text(style("exhibit"), encoding="utf-8")
        self._made: asyncio.Task[None] | None = None
        self._is_drawn = False

    def begin(self) -> None:
        """Begin to make the rest."""
        self._made = asyncio.create_task(self._make())

    async def __call__(self, name: str) -> tuple[bytes, str] | None:
        """Give a file's bytes and its type, or nothing if nobody may have it."""
        inside = name.removeprefix("teacher/")
        allowed = TEACHERS if inside != name else LEARNERS
        if inside not in allowed and not _SHARED.fullmatch(inside):
            return None
        while (path := self._find(inside)) is None:
            if self._made is None or self._made.done():
                return None
            await asyncio.sleep(BETWEEN_LOOKS)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        is_text = kind.startswith("text/")
        return path.read_bytes(), f"{kind}; charset=utf-8" if is_text else kind

    def _find(self, name: str) -> Path | None:
        places = [self.folder, *([self._drawn] if self._is_drawn else [])]
        return next((place / name for place in places if (place / name).is_file()), None)

    async def _make(self) -> None:
        """Make the teacher's page first: it is asked for first, and no exhibit stands in it."""
        lesson = self.room.lesson
        await asyncio.to_thread(self._write_teacher)
        await asyncio.to_thread(self._write, "projector", parts=self._projector({}))
        if not await asyncio.to_thread(drawing.is_drawn, lesson, self._secret):
            command = [sys.executable, "-m", drawing.__name__, lesson.name]
            drawer = await asyncio.create_subprocess_exec(*command)
            if await drawer.wait():
                raise RuntimeError(say("live.fault.undrawn", command=" ".join(command)))
        self._is_drawn = True
        exhibits = drawing.exhibits(lesson)
        await asyncio.to_thread(self._write, "projector", parts=self._projector(exhibits))

    def _write_teacher(self) -> None:
        self._write(
            "teacher",
            parts=self._teacher(),
            code=self.room.code,
            address=self.addresses[0],
            others=", ".join(self.addresses),
            plan=_from_plan(self.room.lesson),
        )

    def _write(self, template: str, **values: Any) -> None:
        values = {"title": self.room.lesson.title, "policy": rendering.POLICY_IN_CLASS, **values}
        values["parts"] = rendering.as_script(values["parts"])
        name = f"{template}.html"
        rendering.render(TEMPLATES, self.folder / name, name, **values)

    def _join(self) -> dict[str, Any]:
        return {"words": catalogue.words("live.join.")}

    def _projector(self, exhibits: dict[str, str]) -> dict[str, Any]:
        """Give what the projector's page knows; before the lesson is drawn it has no exhibits."""
        questions = rendering.asked(self.room.lesson, self._secret)
        return {
            "words": catalogue.words("live.projector.", "live.counts."),
            "title": self.room.lesson.title,
            "drawn": bool(exhibits),
            "code": self.room.code,
            "address": self.addresses[0],
            "qr": qr(f"{self.addresses[0]}/#{self.room.code}"),
            "questions": [
                {**_shown(view(question)), "exhibit": exhibits.get(question.exhibit, "")}
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
        if section.startswith(walk.heading("wrong")):
            return text.html(section.partition("\n")[2])
    return ""
