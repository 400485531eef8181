"""Running a class: begin one or go on with it, open both doors, and close it with a report."""

from __future__ import annotations

import asyncio
import errno
import sys
import tempfile
import time
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from lessons.desk import receipts, seals
from lessons.kit import files
from lessons.kit.catalogue import say
from lessons.kit.record import handin
from lessons.kit.syllabus import Entry
from lessons.live import store as stores
from lessons.live.addresses import EVERYWHERE, hosts, own
from lessons.live.doors import MAX_BODY, Doors, for_learners, for_teacher
from lessons.live.pages import Pages
from lessons.live.room import ClassError, Room
from lessons.live.store import Store, StoreError

FIRST_PORT, LAST_PORT = 8700, 8720
TERM_DAYS = 150
BETWEEN_RECEIPTS = 30.0
"""Seconds."""
SECONDS_A_DAY = 86_400
LOOPBACK = "127.0.0.1"


def run(
    lesson: Entry,
    *,
    ip: str | None = None,
    port: int | None = None,
    browser: bool = True,
    new: bool = False,
    names: Sequence[str] = (),
) -> None:
    """Hold a class until it is stopped.

    Parameters
    ----------
    lesson : Entry
        What it is about.
    ip, port : str, int
        Where learners come in; by default every network and the port that the class had before.
    browser : bool
        Open the teacher's page.
    new : bool
        Begin another class, though one on this lesson isn't ended.
    names : sequence of str
        Further names that learners may call this computer by.

    Raises
    ------
    ClassError
        If it can't be kept, or the port can't be had.
    """
    try:
        secret = seals.own_secret()
        for gone in clear_old():
            _say(say("live.run.cleared", file=gone.name, day=stores.day_of(gone)))
            stores.take_away(gone)
            receipts.take_away(gone.stem)
        room = _room(lesson, secret, new=new)
    except (StoreError, seals.KeyFileError) as error:
        raise ClassError(str(error)) from error
    with suppress(KeyboardInterrupt):
        asyncio.run(_hold(room, secret, ip or EVERYWHERE, port, names, browser=browser))


def clear_old() -> list[Path]:
    """Give the classes that are older than a term."""
    before = time.time() - TERM_DAYS * SECONDS_A_DAY
    return [path for path in stores.classes() if path.stat().st_mtime < before]


def _room(lesson: Entry, secret: bytes, *, new: bool) -> Room:
    """Go on with the class that wasn't ended, or begin one."""
    for path in () if new else stores.classes():
        store = Store(path)
        ended = store.get("pace", {}).get("ended")
        if store.get("lesson") == lesson.name and not ended:
            return Room(store, lesson, secret)
        store.close()
    now = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    return Room(Store(stores.folder() / f"{lesson.name}-{now}.sqlite3"), lesson, secret)


async def _hold(
    room: Room, secret: bytes, ip: str, port: int | None, names: Sequence[str], *, browser: bool
) -> None:
    sockets = _listen(ip, port, room.store.get("port"))
    chosen = int(sockets[0].getsockname()[1])
    room.store.set("port", chosen)
    room.store.commit()
    addresses = [f"http://{each}:{chosen}" for each in [*names, *own(ip)]]
    with tempfile.TemporaryDirectory(prefix="reading-a-crisis-") as folder:
        pages = Pages(Path(folder), room, secret, addresses)
        doors = Doors(room, hosts(ip, chosen, names), pages)
        doors.report = lambda: asyncio.to_thread(make_report, room)
        limits = {
            "max_body_size": MAX_BODY,
            "max_header_size": 16_000,
            "idle_connection_timeout": 60,
        }
        learners = HTTPServer(for_learners(doors), **limits)
        learners.add_sockets(sockets)
        desk = bind_sockets(0, LOOPBACK)
        teacher = HTTPServer(for_teacher(doors), **limits)
        teacher.add_sockets(desk)
        own_port = desk[0].getsockname()[1]
        doors.teachers_hosts = {f"{name}:{own_port}" for name in (LOOPBACK, "localhost")}
        address = f"http://{LOOPBACK}:{own_port}/?token={doors.token}"
        _announce(room, addresses, address)
        pages.begin()
        telling = asyncio.create_task(doors.tell())
        attesting = asyncio.create_task(_attest(room, secret))
        if browser:
            webbrowser.open(address)
        try:
            await asyncio.Event().wait()
        finally:
            telling.cancel()
            attesting.cancel()
            learners.stop()
            teacher.stop()
            give_receipts(room, secret)
            room.store.close()


async def _attest(room: Room, secret: bytes) -> None:
    """Sign what the class has received, now and whenever something came, until it ends."""
    before = None
    while True:
        events = [each[-1].event for each in room.store.attempts.values() if each]
        if events != before:
            give_receipts(room, secret)
            before = events
        await asyncio.sleep(BETWEEN_RECEIPTS)


def give_receipts(room: Room, secret: bytes) -> None:
    """Sign what the class has received of each learner; a disk that takes no file is told of."""
    path = room.store.path
    giver = say("live.run.giver", lesson=room.lesson.title, day=stores.day_of(path))
    lines = [
        receipts.give(secret, giver, one.id, one.nickname, room.store.attempts[one.id])
        for one in room.store.learners.values()
        if room.store.attempts.get(one.id)
    ]
    try:
        receipts.keep(path.stem, lines)
    except OSError as error:
        _say(say("live.run.no_receipts", why=str(error.strerror)))


def _listen(ip: str, port: int | None, before: int | None) -> list:  # type: ignore[type-arg]
    """Listen for learners: where it is said, else where the class was, else where there is room."""
    tried = [port] if port is not None else [*([before] if before else []), *_ports()]
    problem: OSError | None = None
    for each in tried:
        try:
            return bind_sockets(each, "" if ip == EVERYWHERE else ip)
        except OSError as error:
            problem = error
            if error.errno != errno.EADDRINUSE:
                break
    said = problem.strerror if problem else ""
    raise ClassError(say("live.run.no_port", port=str(tried[0]), why=said))


def _ports() -> range:
    return range(FIRST_PORT, LAST_PORT)


def _announce(room: Room, addresses: list[str], teacher: str) -> None:
    """Print what a teacher needs, at once: address, code, QR code."""
    import io

    import segno

    drawn = io.StringIO()
    segno.make(f"{addresses[0]}/#{room.code}", error="l").terminal(out=drawn, compact=True)
    joined = len(room.store.learners)
    _say(say("live.run.open", lesson=room.lesson.title))
    if joined:
        _say(say("live.run.again", count=joined))
    _say(f"    {addresses[0]}    {say('live.run.code')} {room.code}\n\n{drawn.getvalue()}")
    if len(addresses) > 1:
        _say(say("live.run.others", addresses=", ".join(addresses[1:])))
    _say(say("live.run.teacher", address=teacher))
    _say(say("live.run.heard"))
    _say(say("live.run.stop"))


def make_report(room: Room) -> Path:
    """Write every learner's hand-in beside the class, and the class report from them.

    Raises
    ------
    ClassError
        If that can't be.
    """
    from lessons.desk.report import ReportError, report  # it brings pandas along

    folder = room.store.path.with_suffix("")
    now = datetime.now(UTC)
    try:
        files.private_folder(folder)
        for learner in room.store.learners.values():
            attempts = room.store.attempts.get(learner.id)
            if attempts:
                name = f"handin-{handin.file_name(learner.nickname)}-{learner.id[:4]}.json"
                raw = handin.encode(learner.nickname, attempts, now, who=learner)
                files.replace(folder / name, raw, private=True)
        return report(folder).page
    except (OSError, ReportError) as error:
        raise ClassError(str(error)) from error


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()
