"""A learner's device without a browser: it keeps presses until they are answered, as pages do."""

import asyncio
import json
import uuid
from contextlib import suppress
from http.cookies import SimpleCookie
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.simple_httpclient import HTTPStreamClosedError, HTTPTimeoutError
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, websocket_connect

NAME = "class.test"
"""The class is asked for by a name, as in a room, and never as localhost."""

LOST = (WebSocketClosedError, HTTPStreamClosedError, HTTPTimeoutError, OSError)
"""What becomes of a line whose other end is gone."""


class Device:
    """A device that joins a class and answers.

    Parameters
    ----------
    port : int
        Of the class.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.host = f"{NAME}:{port}"
        self.cookie = ""
        self.line: WebSocketClientConnection | None = None
        self.waiting: list[dict[str, Any]] = []
        self.confirmed: list[str] = []
        self.states: dict[str, dict[str, Any]] = {}
        self.pace: dict[str, Any] = {}
        self.heard: list[str] = []
        self._last = 0
        self._before = ""

    async def ask(self, path: str, **more: Any) -> HTTPResponse:
        """Ask for something over http; whatever comes back is given."""
        headers = {"Host": self.host, "Cookie": self.cookie, **more.pop("headers", {})}
        request = HTTPRequest(
            f"http://127.0.0.1:{self.port}{path}", headers=headers, follow_redirects=False, **more
        )
        return await AsyncHTTPClient().fetch(request, raise_error=False)

    async def join(self, code: str, name: str) -> HTTPResponse:
        """Type code and name."""
        body = json.dumps({"code": code, "name": name})
        answer = await self.ask(
            "/join", method="POST", body=body, headers={"Content-Type": "application/json"}
        )
        for given in answer.headers.get_list("Set-Cookie"):
            for key, value in SimpleCookie(given).items():
                self.cookie = f"{key}={value.value}"
        return answer

    async def connect(self, **more: str) -> None:
        """Open the line."""
        headers = {"Host": self.host, "Origin": f"http://{self.host}", "Cookie": self.cookie}
        request = HTTPRequest(f"ws://127.0.0.1:{self.port}/socket", headers={**headers, **more})
        self.line = await websocket_connect(request)
        self.pace = json.loads(await self._read())["pace"]

    async def _read(self) -> str:
        said = await self.line.read_message() if self.line else None
        if said is None:
            self.line = None
            raise WebSocketClosedError
        self.heard.append(str(said))
        return str(said)

    async def say(self, message: dict[str, Any]) -> dict[str, Any]:
        """Say something and give the reply."""
        if self.line is None:
            raise WebSocketClosedError
        self._last += 1
        try:
            await self.line.write_message(f"{self._last} {json.dumps(message)}")
        except WebSocketClosedError:  # lost since the last word: the next one needs a new line
            self.line = None
            raise
        while True:
            said: dict[str, Any] = json.loads(await self._read())
            self.pace = said.get("pace", self.pace)
            if said.get("n") == self._last or "refused" in said:
                return said

    def press(self, lesson: str, question: str, response: Any, round: int = 1) -> None:  # noqa: A002
        """Press the button: the answer is kept on the device first."""
        event = str(uuid.uuid4())
        said = {"do": "check", "response": response, "event": event, "round": round}
        said |= {"writer": "d" * 16, "before": self._before, "time": "2026-11-25T10:00:00Z"}
        self._before = event
        self.waiting.append({"to": "question", "lesson": lesson, "id": question, "say": said})

    async def hand_over(self) -> None:
        """Say what waits; what isn't answered goes on waiting."""
        while self.waiting:
            reply = await self.say(self.waiting[0])
            if "reply" in reply:
                message = self.waiting.pop(0)
                self.confirmed.append(message["say"]["event"])
                self.states[message["id"]] = reply["reply"]["state"]

    async def hand_over_all(self) -> None:
        """Say what waits, whatever becomes of the line."""
        while self.waiting:
            with suppress(*LOST):
                if self.line is None:
                    await self.connect()
                await self.hand_over()
            await asyncio.sleep(0.05)

    def drop(self) -> None:
        """Lose the line."""
        if self.line:
            self.line.close()
        self.line = None
