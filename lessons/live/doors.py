"""The two doors of a class: one for learners, on the network; one for the teacher, on this machine.

They are two sockets. Who comes in by which is never told from where a request seems to come.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tornado import httputil, web
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from lessons.kit.cards import messages
from lessons.kit.catalogue import say
from lessons.kit.record import handin
from lessons.live.limits import Bucket, Buckets
from lessons.live.room import ClassError, JoinError, Room
from lessons.live.store import StoreError
from lessons.pages.answering import NobodyThereError

MAX_BODY = 4_000
MAX_COMMAND = 60_000
MOST_SOCKETS = 1_200
WRONG_CODES, WRONG_A_SECOND = 20, 0.3
"""Codes that an address may try at once, and then how many a second."""
SAID, SAID_A_SECOND = 120, 25
"""Messages that a device may send at once, and then how many a second; the rest has to wait."""
BETWEEN_LOOKS = 0.4
"""Seconds between two states of the teacher's and the projector's page."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "",
}


class Doors:
    """What both doors share.

    Parameters
    ----------
    room : Room
        The class.
    hosts : set of str
        What a learner's browser may name as its host.
    pages : callable
        Gives the bytes and the type of one of the class's files by its name; it may take a while.
    """

    def __init__(
        self,
        room: Room,
        hosts: set[str],
        pages: Callable[[str], Awaitable[tuple[bytes, str] | None]],
    ) -> None:
        self.room, self.hosts, self.pages = room, hosts, pages
        self.teachers_hosts: set[str] = set()
        self.token = secrets.token_urlsafe(24)
        self.tries = Buckets(WRONG_CODES, WRONG_A_SECOND)
        self.learners: set[LearnersSocket] = set()
        self.watchers: set[TeachersSocket] = set()
        self.report: Callable[[], Awaitable[Path]] | None = None
        self._changed = asyncio.Event()

    @property
    def cookie(self) -> str:
        """The name of a learner's cookie: cookies don't know ports, so it names the class."""
        return f"class-{self.room.code}"

    def changed(self) -> None:
        """Say that teacher and projector should look."""
        self._changed.set()

    async def tell(self) -> None:
        """Tell teacher and projector what changed, for as long as the class runs."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            if self.watchers:
                states = {
                    "teacher": {"state": self.room.seen_by_teacher()},
                    "projector": {"state": self.room.seen_by_projector()},
                }
                for watcher in list(self.watchers):
                    watcher.send(states[watcher.page])
            await asyncio.sleep(BETWEEN_LOOKS)

    def tell_learners(self) -> None:
        """Tell all learners how the class goes."""
        pace = {"pace": self.room.seen_by_learners()}
        for socket in list(self.learners):
            socket.send(pace)


class Door(web.RequestHandler):
    """Answers requests at one of the doors."""

    def initialize(self, doors: Doors) -> None:
        """Take what both share."""
        self.doors = doors

    def set_default_headers(self) -> None:
        """Send what every answer carries."""
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuse a host that is none of ours, and what another site's page sends."""
        if not is_ours(self.request, self.hosts()):
            raise web.HTTPError(403)

    def hosts(self) -> set[str]:
        """Give the hosts that this door answers to."""
        return self.doors.hosts

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say no more than that it can't be had."""
        self.finish(f"{status_code}")

    async def give(self, name: str) -> None:
        """Send one of the class's files."""
        found = await self.doors.pages(name)
        if found is None:
            raise web.HTTPError(404)
        content, kind = found
        self.set_header("Content-Type", kind)
        if kind.startswith(("image/", "font/")):
            self.set_header("Cache-Control", "private, max-age=86400")
        self.write(content)


def is_ours(request: httputil.HTTPServerRequest, hosts: set[str]) -> bool:
    """Tell whether a request names one of our hosts, and comes from no other site's page."""
    host = request.headers.get("Host", "").lower()
    origin = request.headers.get("Origin")
    if host not in hosts:
        return False
    return origin is None or origin.lower() == f"http://{host}"


# --- learners ------------------------------------------------------------------------------------


class LearnersDoor(Door):
    """A request of a learner's browser."""

    def learner(self) -> Any:
        """Give who asks, or nobody."""
        return self.doors.room.store.who(self.get_cookie(self.doors.cookie) or "")


class JoinPage(LearnersDoor):
    """The first page: code and name."""

    async def get(self) -> None:
        """Show it; who is in already goes on to the lesson."""
        if self.learner():
            self.redirect("lesson")
            return
        await self.give("join.html")


class Join(LearnersDoor):
    """A code and a name."""

    async def post(self) -> None:
        """Let somebody in, or say why not."""
        room, bucket = self.doors.room, self.doors.tries.of(self.request.remote_ip or "")
        if bucket.is_empty:
            self.refuse(429, say("live.join.slower"))
            return
        if self.request.headers.get("Content-Type", "").split(";")[0] != "application/json":
            raise web.HTTPError(415)
        try:
            said = json.loads(self.request.body)
            code, name = str(said["code"]), str(said["name"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise web.HTTPError(400) from None
        code = "".join(code.split()).upper()
        if not hmac.compare_digest(code.encode(), room.code.encode()):
            bucket.wait()
            self.refuse(403, say("live.join.wrong"))
            return
        try:
            _, token = room.join(name)
            await room.store.kept()
        except JoinError as error:
            self.refuse(409, str(error))
            return
        except StoreError:
            self.refuse(503, say("live.join.later"))
            return
        self.set_cookie(self.doors.cookie, token, httponly=True, samesite="Strict", path="/")
        self.doors.changed()
        self.write({"go": "lesson"})

    def refuse(self, status: int, sentence: str) -> None:
        """Say in one sentence why not."""
        self.set_status(status)
        self.write({"error": sentence})


class Leave(LearnersDoor):
    """Somebody else takes the device."""

    def post(self) -> None:
        """Forget who had it."""
        self.clear_cookie(self.doors.cookie, path="/")
        self.write({"go": "."})


class LessonPage(LearnersDoor):
    """The lesson, sealed."""

    async def get(self) -> None:
        """Show it to who is in."""
        learner = self.learner()
        if learner is None:
            self.redirect(".")
            return
        found = await self.doors.pages("lesson.html")
        if found is None:
            raise web.HTTPError(404)
        me = {"id": learner.id, "nickname": learner.nickname, "user": "", "sign_in": 1}
        script = json.dumps(me).replace("<", "\\u003c")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.write(found[0].replace(b"CLASS_LEARNER", script.encode()))


class LearnersFile(LearnersDoor):
    """A script, a style sheet, a font, a picture."""

    async def get(self, name: str) -> None:
        """Send it."""
        await self.give(name)


class OwnHandIn(LearnersDoor):
    """A learner's own hand-in file."""

    def get(self) -> None:
        """Send it."""
        learner, store = self.learner(), self.doors.room.store
        if learner is None:
            raise web.HTTPError(403)
        attempts = store.attempts[learner.id]
        raw = handin.encode(learner.nickname, attempts, datetime.now(UTC), who=learner)
        name = f"handin-{handin.file_name(learner.nickname)}.json"
        ascii_name = name.encode("ascii", "ignore").decode()
        self.set_header("Content-Type", "application/json")
        self.set_header("Content-Disposition", f'attachment; filename="{ascii_name}"')
        self.write(raw)


class Socket(WebSocketHandler):
    """A line to one page that is open."""

    def initialize(self, doors: Doors) -> None:
        """Take what both doors share."""
        self.doors = doors

    def send(self, what: dict[str, Any]) -> None:
        """Send something, if the page is still there."""
        with suppress(WebSocketClosedError):
            self.write_message(json.dumps(what))

    def check_origin(self, origin: str) -> bool:
        """Leave the question to :func:`is_ours`, which knows the host as well."""
        return bool(origin)


class LearnersSocket(Socket):
    """A learner's line."""

    def prepare(self) -> None:
        """Let in who is in the class, from the class's own page."""
        token = self.get_cookie(self.doors.cookie) or ""
        learner = self.doors.room.store.who(token)
        is_from_page = bool(self.request.headers.get("Origin"))
        full = len(self.doors.learners) >= MOST_SOCKETS
        if learner is None or full or not is_from_page:
            raise web.HTTPError(403)
        if not is_ours(self.request, self.doors.hosts):
            raise web.HTTPError(403)
        self.who, self.token = learner.id, token
        self.bucket = Bucket(SAID, SAID_A_SECOND)

    def open(self, *_: str, **__: str) -> None:
        """Say how the class goes."""
        self.doors.learners.add(self)
        self.doors.room.online[self.who] += 1
        self.send({"pace": self.doors.room.seen_by_learners()})
        self.doors.changed()

    def on_close(self) -> None:
        """Remember that this device is gone."""
        if self in self.doors.learners:
            self.doors.learners.discard(self)
            self.doors.room.online[self.who] -= 1
            self.doors.changed()

    async def on_message(self, message: str | bytes) -> None:
        """Answer one message; what it changed is on the disk by then."""
        await asyncio.sleep(self.bucket.wait())
        raw = message if isinstance(message, bytes) else message.encode("utf-8", "replace")
        room = self.doors.room
        if room.store.who(self.token) is None:  # taken out of the class meanwhile
            self.close(1008, "out")
            return
        try:
            number, inner = read_numbered(raw)
            state = room.hear(self.who, messages.read(inner))
            await room.store.kept()
        except (messages.MessageError, NobodyThereError) as error:
            self.send({"refused": str(error)})
            return
        except StoreError:
            room.forget_seats()
            self.send({"n": number, "again": True})
            return
        self.send({"n": number, "reply": {"state": state, "others": []}})
        self.doors.changed()


def read_numbered(raw: bytes) -> tuple[int, bytes]:
    """Take the number off a message: ``12 {…}``."""
    number, _, inner = raw.partition(b" ")
    if not number.isdigit() or len(number) > 12:  # noqa: PLR2004
        raise messages.MessageError(say("cards.message.strange"))
    return int(number), inner


# --- the teacher ---------------------------------------------------------------------------------


class TeachersDoor(Door):
    """A request of the teacher's own browser."""

    def hosts(self) -> set[str]:
        """Give the hosts that this door answers to."""
        return self.doors.teachers_hosts

    def prepare(self) -> None:
        """Ask for the token, at first in the address, then as a cookie."""
        super().prepare()
        given = self.get_query_argument("token", "")
        if given and hmac.compare_digest(given.encode(), self.doors.token.encode()):
            self.set_cookie("teacher", given, httponly=True, samesite="Strict", path="/")
            self.redirect(self.request.path)
        elif not is_teacher(self, self.doors.token):
            raise web.HTTPError(403)


def is_teacher(handler: web.RequestHandler, token: str) -> bool:
    """Tell whether a request carries the teacher's token."""
    return hmac.compare_digest((handler.get_cookie("teacher") or "").encode(), token.encode())


class TeachersPage(TeachersDoor):
    """The teacher's page, the projector's, and their files."""

    async def get(self, name: str) -> None:
        """Send it."""
        if not self._finished:
            await self.give(f"teacher/{name or 'teacher.html'}")


class Report(TeachersDoor):
    """The class report, once the class is over or before."""

    async def get(self) -> None:
        """Make it anew and send it."""
        if self._finished:
            return
        if self.doors.report is None:
            raise web.HTTPError(404)
        try:
            page = (await self.doors.report()).read_bytes()
        except ClassError as error:  # such as that nobody has answered yet
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.write(str(error))
            return
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.write(page)


class TeachersSocket(Socket):
    """The line to the teacher's page, or to the projector's."""

    def prepare(self) -> None:
        """Let in only the teacher's own pages."""
        ours = is_ours(self.request, self.doors.teachers_hosts)
        if not ours or not self.request.headers.get("Origin"):
            raise web.HTTPError(403)
        if not is_teacher(self, self.doors.token):
            raise web.HTTPError(403)
        self.page = "projector" if self.request.path.endswith("projector") else "teacher"

    def open(self, *_: str, **__: str) -> None:
        """Send the state."""
        self.doors.watchers.add(self)
        self.doors.changed()

    def on_close(self) -> None:
        """Send no more."""
        self.doors.watchers.discard(self)

    async def on_message(self, message: str | bytes) -> None:
        """Do what the teacher asks for."""
        room = self.doors.room
        try:
            said = json.loads(message)
            if not isinstance(said, dict) or self.page != "teacher":
                return
            room.command(said)
            await room.store.kept()
        except (ValueError, TypeError, RecursionError):
            return
        except StoreError as error:
            self.send({"error": str(error)})
            return
        self.doors.tell_learners()
        self.doors.changed()


# --- both ----------------------------------------------------------------------------------------


def for_learners(doors: Doors) -> web.Application:
    """Give what the learners' socket serves."""
    shared = {"doors": doors}
    return web.Application(
        [
            (r"/", JoinPage, shared),
            (r"/join", Join, shared),
            (r"/leave", Leave, shared),
            (r"/lesson", LessonPage, shared),
            (r"/hand-in", OwnHandIn, shared),
            (r"/socket", LearnersSocket, shared),
            (
                r"/(the_article\.html|(?:pictures/)?[\w-]+\.(?:css|js|woff|png))",
                LearnersFile,
                shared,
            ),
        ],
        websocket_max_message_size=messages.MAX_MESSAGE + 20,
        websocket_ping_interval=20,
        compress_response=True,
        log_function=lambda _: None,
    )


def for_teacher(doors: Doors) -> web.Application:
    """Give what the teacher's socket serves."""
    shared = {"doors": doors}
    return web.Application(
        [
            (r"/socket/(?:teacher|projector)", TeachersSocket, shared),
            (r"/report", Report, shared),
            (r"/((?:pictures/)?[\w.-]*)", TeachersPage, shared),
        ],
        websocket_max_message_size=MAX_COMMAND,
        websocket_ping_interval=20,
        log_function=lambda _: None,
    )
