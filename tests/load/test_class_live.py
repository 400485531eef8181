"""A whole class over real sockets: lines drop, the server is killed; nothing is lost or doubled."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from lessons.desk import seals
from lessons.kit.quiz import bank, seal
from lessons.kit.quiz.questions import Sealed
from lessons.kit.record import handin
from lessons.live.store import Store
from tools.tiers import Amount

from ..unit.live.running_class import LESSON, RunningClass
from ..unit.live.simulated_learner import LOST, Device


class Server(RunningClass):
    """A class whose teacher listens by a line of their own."""

    async def teacher(self) -> WebSocketClientConnection:
        """Open the teacher's line."""
        address = urlsplit(self.teachers)
        host, (token,) = address.netloc, parse_qs(address.query)["token"]
        headers = {"Origin": f"http://{host}", "Cookie": f"teacher={token}"}
        return await websocket_connect(
            HTTPRequest(f"ws://{host}/socket/teacher", headers=headers),
            max_message_size=50_000_000,
        )


def sealed(work: Path) -> list[Sealed]:
    secret = seals.own_secret(work)
    return list(seal.read(seal.seal(bank.of(LESSON), secret)))


def some_answer(question: Sealed, chance: random.Random) -> object:
    seen = question.seen
    keys = [part["key"] for field in ("options", "items") for part in seen.get(field, [])]
    left = [part["key"] for part in seen.get("left", [])]
    right = [part["key"] for part in seen.get("right", [])]
    by_kind: dict[str, Callable[[], object]] = {
        "choices": lambda: chance.sample(keys, 2),
        "order": lambda: chance.sample(keys, len(keys)),
        "match": lambda: {key: chance.choice(right) for key in left},
        "number": lambda: str(chance.randrange(20_000)),
        "short": lambda: {"text": f"In my words, {chance.random()}", "rubric": []},
        "place": lambda: "UA-43",
    }
    give = by_kind.get(seen["kind"])
    return give() if give else chance.choice(keys)


async def learn(device: Device, questions: list[Sealed], chance: random.Random) -> None:
    """Work through the lesson; lose the line now and then."""
    for question in questions:
        for round_ in (1, 2) if question.id == questions[1].id else (1,):
            device.press(LESSON, question.id, some_answer(question, chance), round_)
            if chance.random() < 0.2:
                device.drop()
            with suppress(*LOST):
                if device.line is None:
                    await device.connect()
                await device.hand_over()
            await asyncio.sleep(chance.random() * 0.2)
    await device.hand_over_all()


@pytest.mark.soak("class")  # 25 s; in `soak` 2 min
def test_a_class_loses_and_doubles_nothing(tmp_path: Path, amount: Amount) -> None:
    many, kills = amount(test=30, soak=200), amount(test=1, soak=6)
    chance = random.Random(20211230)  # noqa: S311
    server = Server(tmp_path)
    code = server.code
    questions = sealed(tmp_path)
    devices = [Device(server.port) for _ in range(many)]

    async def whole() -> None:
        for number, device in enumerate(devices[:-1]):
            assert (await device.join(code, f"Learner {number}")).code == 200
        teacher = await server.teacher()
        await teacher.write_message(json.dumps({"do": "vote", "id": questions[1].id}))
        seats = [random.Random(n) for n in range(many)]  # noqa: S311
        work = [
            asyncio.create_task(learn(device, questions, seat))
            for device, seat in zip(devices[:-1], seats, strict=False)
        ]
        for _ in range(kills):
            while sum(len(device.confirmed) for device in devices) < chance.randrange(
                many, 3 * many
            ):
                await asyncio.sleep(0.05)
            await asyncio.to_thread(server.kill)
            await asyncio.sleep(0.5)  # learners go on answering
            await asyncio.to_thread(server.begin)
            assert server.code == code
        late = devices[-1]
        assert (await late.join(code, "Late")).code == 200
        assert (await late.join(code, "late")).code == 409
        work.append(asyncio.create_task(learn(late, questions, seats[-1])))
        await asyncio.gather(*work)
        teacher = await server.teacher()
        state = json.loads(str(await teacher.read_message()))["state"]
        assert len(state["learners"]) == many
        assert {line["done"] for line in state["learners"]} == {len(questions)}
        vote = next(one for one in state["questions"] if one["id"] == questions[1].id)
        assert vote["voted"] == [many, many]
        await teacher.write_message(json.dumps({"do": "end"}))
        await asyncio.sleep(0.2)

    try:
        asyncio.run(whole())
    finally:
        server.end()
    (path,) = (tmp_path / "classes").glob("*.sqlite3")
    store = Store(path)
    events = Counter(one.event for given in store.attempts.values() for one in given)
    confirmed = {event for device in devices for event in device.confirmed}
    assert set(events.values()) == {1}
    assert confirmed == set(events)
    assert len(events) == many * (len(questions) + 1)
    assert store.unreadable == 0
    raw = handin.encode("Late", store.attempts[next(reversed(store.learners))], datetime.now(UTC))
    assert len(handin.read(raw).answers) == len(questions) + 1
