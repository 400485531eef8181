"""What somebody in the same network may try, who shouldn't get anything."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from lessons.kit.cards.messages import MAX_MESSAGE
from lessons.kit.quiz import bank, key_response, seal
from lessons.kit.quiz.questions import Choice
from lessons.kit.syllabus import entry
from lessons.live.doors import MAX_BODY, Doors, for_learners, for_teacher
from lessons.live.room import MOST_LEARNERS, Room
from lessons.live.store import Store

from .simulated_learner import NAME, Device

SECRET = bytes(range(32))
LESSON = entry("the_toll")
QUESTION = next(q for q in bank.of("the_toll") if isinstance(q, Choice))
SEALED = {one.id: one for one in seal.read(seal.seal(bank.of("the_toll"), SECRET))}


class Held:
    """A class that is held in this process."""

    def __init__(self, room: Room, doors: Doors, port: int, teachers_port: int) -> None:
        self.room, self.doors, self.port, self.teachers_port = room, doors, port, teachers_port

    async def device(self, name: str) -> Device:
        device = Device(self.port)
        assert (await device.join(self.room.code, name)).code == 200
        await device.connect()
        return device


@asynccontextmanager
async def held(folder: Path) -> AsyncIterator[Held]:
    room = Room(Store(folder / "class.sqlite3"), LESSON, SECRET)

    async def pages(name: str) -> tuple[bytes, str] | None:
        return (b"a page: CLASS_LEARNER", "text/html") if name.endswith(".html") else None

    sockets, desk = bind_sockets(0, "127.0.0.1"), bind_sockets(0, "127.0.0.1")
    port, teachers_port = (each[0].getsockname()[1] for each in (sockets, desk))
    doors = Doors(room, {f"{NAME}:{port}"}, pages)
    doors.teachers_hosts = {f"127.0.0.1:{teachers_port}"}
    servers = [
        HTTPServer(for_learners(doors), max_body_size=MAX_BODY),
        HTTPServer(for_teacher(doors), max_body_size=MAX_BODY),
    ]
    servers[0].add_sockets(sockets)
    servers[1].add_sockets(desk)
    telling = asyncio.create_task(doors.tell())
    try:
        yield Held(room, doors, port, teachers_port)
    finally:
        telling.cancel()
        for server in servers:
            server.stop()
        room.store.close()


def play(folder: Path, what: Callable[[Held], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with held(folder) as class_:
            await what(class_)

    asyncio.run(whole())


def about(question: str, **say: Any) -> dict[str, Any]:
    return {"to": "question", "lesson": "the_toll", "id": question, "say": say}


def wrong_key() -> str:
    right = key_response(QUESTION)
    opener = seal.Opener(bank.of("the_toll"), SECRET)
    place = [q.id for q in bank.of("the_toll")].index(QUESTION.id)
    shut = opener.shut(place, right)
    keys = [option["key"] for option in SEALED[QUESTION.id].seen["options"]]
    return str(next(key for key in keys if key != shut))


def test_a_wrong_code_lets_nobody_in_and_many_of_them_have_to_wait(tmp_path: Path) -> None:
    async def try_codes(class_: Held) -> None:
        device = Device(class_.port)
        codes = [(await device.join("AAAAAA", "Fox")).code for _ in range(30)]
        assert set(codes) == {403, 429}
        assert codes[-1] == 429
        assert (await device.join(class_.room.code, "Fox")).code == 429, "nor may a lucky one"
        assert class_.room.store.learners == {}

    play(tmp_path, try_codes)


def test_a_guessed_token_opens_nothing(tmp_path: Path) -> None:
    async def guess(class_: Held) -> None:
        device = Device(class_.port)
        device.cookie = f"{class_.doors.cookie}=guessed"
        assert (await device.ask("/lesson")).code == 302
        assert (await device.ask("/hand-in")).code == 403
        with pytest.raises(HTTPClientError, match="403"):
            await device.connect()
        await class_.device("Fox")
        device.cookie = f"{class_.doors.cookie}={next(iter(class_.room.store.learners))}"
        assert (await device.ask("/lesson")).code == 302, "a learner's id is no token"

    play(tmp_path, guess)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://class.test"])
def test_another_sites_page_can_say_nothing(tmp_path: Path, origin: str) -> None:
    async def forge(class_: Held) -> None:
        device = await class_.device("Fox")
        for line in (device, Device(class_.port)):
            with pytest.raises(HTTPClientError, match="403"):
                await line.connect(Origin=origin)
        forged = await device.ask("/leave", method="POST", body="", headers={"Origin": origin})
        assert forged.code == 403

    play(tmp_path, forge)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "", "class.test"])
def test_a_name_that_is_not_ours_is_not_answered(tmp_path: Path, host: str) -> None:
    async def rebind(class_: Held) -> None:
        device = Device(class_.port)
        device.host = host
        assert (await device.ask("/")).code in (400, 403)
        device = await class_.device("Fox")
        with pytest.raises(HTTPClientError, match="40"):
            await device.connect(Host=host, Origin=f"http://{host}")

    play(tmp_path, rebind)


@pytest.mark.parametrize("raw", [
    "", "x", "1", "1 {}", '1 {"to": "question"}', '1 {"to":"sign in","say":{"do":"skip"}}',
    '1 {"to":"question","lesson":"nato","id":"when","say":{"do":"look"}}',
    '1 {"to":"question","lesson":"../../etc","id":"x","say":{"do":"look"}}',
    "1 " + "[" * 20_000, '99999999999999999 {"to":"overview","lesson":"the_toll","say":{}}',
])  # fmt: skip
def test_what_is_no_message_changes_nothing(tmp_path: Path, raw: str) -> None:
    async def send(class_: Held) -> None:
        device = await class_.device("Fox")
        assert device.line is not None
        await device.line.write_message(raw)
        told = await device._read()
        assert "refused" in told
        assert class_.room.store.attempts == {} or not any(class_.room.store.attempts.values())
        reply = await device.say(about(QUESTION.id, do="look"))
        assert reply["reply"]["state"]["attempts"] == 0

    play(tmp_path, send)


def test_what_is_too_large_is_not_read(tmp_path: Path) -> None:
    async def flood(class_: Held) -> None:
        device = await class_.device("Fox")
        assert device.line is not None
        await device.line.write_message("1 " + "x" * (MAX_MESSAGE + 100))
        assert await device.line.read_message() is None
        assert (await device.ask("/")).code == 302, "the class goes on"
        big = await device.ask("/join", method="POST", body="x" * (MAX_BODY + 1))
        assert big.code in (400, 413, 599)

    play(tmp_path, flood)


def test_names_are_text_and_none_is_taken_twice(tmp_path: Path) -> None:
    async def join(class_: Held) -> None:
        await class_.device("<script>alert(1)</script>")
        await class_.device("evil\u202egnp.exe\u200b")
        names = [one.nickname for one in class_.room.store.learners.values()]
        assert names == ["<script>alert(1)</script>", "evilgnp.exe"]
        device = Device(class_.port)
        for taken in ("EVILgnp.exe", "e\u200bvilgnp.exe"):
            assert (await device.join(class_.room.code, taken)).code == 409
        for none in ("", "   ", "\u202e", "x" * 41):
            assert (await device.join(class_.room.code, none)).code == 409
        page = await (await class_.device("</script><b>")).ask("/lesson")
        assert b"</script><b>" not in page.body

    play(tmp_path, join)


def test_a_full_class_takes_nobody_more(tmp_path: Path) -> None:
    async def fill(class_: Held) -> None:
        for number in range(MOST_LEARNERS):
            class_.room.store.enter(f"Learner {number}")
        assert (await Device(class_.port).join(class_.room.code, "One more")).code == 409

    play(tmp_path, fill)


def test_no_learner_gets_the_key_or_anything_of_another(tmp_path: Path) -> None:
    async def ask(class_: Held) -> None:
        other = await class_.device("Secret Name")
        other.press("the_toll", QUESTION.id, wrong_key())
        await other.hand_over()
        device = await class_.device("Fox")
        for do in ("look", "hint", "answer", "draft", "retry", "hand in", "refresh"):
            await device.say(about(QUESTION.id, do=do))
            await device.say({"to": "overview", "lesson": "the_toll", "say": {"do": do}})
        class_.room.command({"do": "pause", "on": True})
        class_.doors.tell_learners()
        told = " ".join(device.heard)
        assert "Secret Name" not in told
        assert next(iter(class_.room.store.learners)) not in told
        for option in QUESTION.options:
            assert option.feedback not in told
            assert not option.misconception or option.misconception not in told
        own = await device.ask("/hand-in")
        assert json.loads(own.body)["statements"] == []

    play(tmp_path, ask)


def test_a_vote_tells_nothing_until_it_is_revealed(tmp_path: Path) -> None:
    async def vote(class_: Held) -> None:
        room = class_.room
        room.command({"do": "vote", "id": QUESTION.id})
        device = await class_.device("Fox")
        device.press("the_toll", QUESTION.id, wrong_key())
        await device.hand_over()
        state = device.states[QUESTION.id]
        assert (state["verdict"], state["tries"], state["extras"]) == ("recorded", "", [])
        for do in ("hint", "answer", "look"):
            said = (await device.say(about(QUESTION.id, do=do)))["reply"]["state"]
            assert (said["verdict"], said["extras"]) == ("recorded", [])
        overview = {"to": "overview", "lesson": "the_toll", "say": {"do": "refresh"}}
        told = (await device.say(overview))["reply"]["state"]
        row = told["rows"][room.numbers[QUESTION.id] - 1]
        assert (row["verdict"], row["first"], told["missed"]) == ("recorded", "", 0)
        assert room.seen_by_projector()["question"]["count"] is None
        retry = {"to": "overview", "lesson": "the_toll", "say": {"do": "retry"}}
        assert (await device.say(retry))["reply"]["state"]["below"] == []

        room.command({"do": "reveal", "id": QUESTION.id})
        shown = (await device.say(about(QUESTION.id, do="look")))["reply"]["state"]
        assert shown["verdict"] == "wrong"
        counted = room.seen_by_projector()["question"]["count"]
        assert counted["voted"] == [1]
        assert all(not bar["misconception"] for bar in counted["bars"])

    play(tmp_path, vote)


def test_the_teachers_page_is_not_at_the_learners_door(tmp_path: Path) -> None:
    async def look(class_: Held) -> None:
        device = await class_.device("Fox")
        token = class_.doors.token
        for path in ("/teacher.html", "/projector.html", "/teacher/teacher.html", "/report",
                     f"/?token={token}", "/socket/teacher", "/..%2fclass.sqlite3", "/live.css",
                     "/pictures/../class.sqlite3", "/teacher.js"):  # fmt: skip
            answer = await device.ask(path, headers={"Cookie": f"teacher={token}"})
            assert answer.code in (403, 404) or answer.body.startswith(b"a page"), path
            assert token.encode() not in (answer.body or b"")

    play(tmp_path, look)


def test_the_teachers_door_wants_its_token_and_its_own_host(tmp_path: Path) -> None:
    async def look(class_: Held) -> None:
        device = Device(class_.teachers_port)
        device.host = f"127.0.0.1:{class_.teachers_port}"
        token = class_.doors.token
        for path in ("/", "/teacher.html", "/projector.html", "/report", "/?token=wrong"):
            assert (await device.ask(path)).code == 403
        assert (await device.ask(f"/?token={token}")).code == 302
        device.cookie = f"teacher={token}"
        assert (await device.ask("/teacher.html")).code == 200
        device.host = "evil.example"
        assert (await device.ask("/teacher.html")).code == 403

    play(tmp_path, look)


def test_a_flood_of_one_device_waits_and_the_others_are_answered(tmp_path: Path) -> None:
    async def flood(class_: Held) -> None:
        loud, calm = await class_.device("Loud"), await class_.device("Calm")
        assert loud.line is not None
        for number in range(400):
            await loud.line.write_message(f"{number} {json.dumps(about(QUESTION.id, do='look'))}")
        calm.press("the_toll", QUESTION.id, wrong_key())
        await calm.hand_over()
        assert calm.confirmed
        assert len(loud.heard) < 400

    play(tmp_path, flood)
