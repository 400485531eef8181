"""A real JupyterHub with deploy/jupyterhub_config.py as it is: come in, answer, hand in."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from lessons.desk.report import report
from lessons.kit.data import ROOT
from lessons.kit.record import handin
from tools import lent, processes

pytestmark = [
    pytest.mark.soak("hub"),  # 5 minutes, and it needs a package index
    pytest.mark.skipif(sys.platform != "linux", reason="a hub runs on Linux"),
]

CONFIG = ROOT / "deploy" / "jupyterhub_config.py"
HUB = ("jupyterhub>=5", "jupyterhub-idle-culler")
PROXY = "configurable-http-proxy"
TOKEN = "of-this-test-alone"  # noqa: S105  a hub on this machine, for a minute
PATIENCE = 600  # seconds until a hub that hangs is given up

#: What the test adds: accounts without passwords, free ports, and a token that may do all.
ADDED = """
load_subconfig({config!r})
c.JupyterHub.bind_url = "http://127.0.0.1:{ports[0]}"
c.JupyterHub.hub_port = {ports[1]}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{ports[2]}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r} + "/{{username}}"
c.Spawner.args = ["--allow-root"]
c.JupyterHub.services += [{{"name": "test", "api_token": {token!r}}}]
c.JupyterHub.load_roles += [{{
    "name": "test",
    "scopes": ["admin:users", "admin:servers", "access:servers"],
    "services": ["test"],
}}]
"""

#: What a learner's cells do; the last line is what the test reads.
CELLS = """
import json, os, subprocess
from lessons import the_toll
from lessons.kit import places
from lessons.kit.quiz.marking import key_response, mark
from lessons.kit.record import Record, handin

shown = the_toll.totals()
card = the_toll.ask("latest-range")
record = Record.of_learner()
record.set_learner("Learner " + os.environ["JUPYTERHUB_USER"])
for question in the_toll.lesson.questions[:3]:
    record.add(question, key_response(question), mark(question, key_response(question)))
restored = subprocess.run(["lessons", "restore", "04"], capture_output=True, text=True)
print(json.dumps({
    "kit": str(places.PACKAGE),
    "drawn": len(shown.png()),
    "card": repr(card),
    "record": str(record.path),
    "answers": len(record.attempts()),
    "handed in": str(handin.write(record)),
    "restored": restored.stdout,
}))
"""

ANSWERS = """
import json
from lessons.kit.record import Record
print(json.dumps({"answers": len(Record.of_learner().attempts())}))
"""


@dataclass
class Hub:
    """A running hub.

    Attributes
    ----------
    address : str
    homes, handins : Path
        Where learners' homes are, and the folder that all hand in to.
    kit : Path
        The installed package.
    """

    address: str
    homes: Path
    handins: Path
    kit: Path

    def open(self, method: str, path: str, body: Any = None) -> HTTPResponse:
        """Ask the hub, or a learner's server behind it."""
        request = urllib.request.Request(  # noqa: S310  our own
            self.address + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
        )
        answer: HTTPResponse = urllib.request.urlopen(request, timeout=PATIENCE)  # noqa: S310
        return answer

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask, and read the answer."""
        with self.open(method, path, body) as answer:
            raw = answer.read()
        return json.loads(raw) if raw else None

    def come_in(self, name: str) -> None:
        """Start a learner's server; the hub says how it goes until it is up."""
        self.ask("POST", f"/hub/api/users/{name}/server")
        with self.open("GET", f"/hub/api/users/{name}/server/progress") as told:
            steps = [json.loads(line[6:]) for line in told if line.startswith(b"data: ")]
        assert steps and steps[-1].get("ready"), steps[-1:]

    def go_out(self, name: str) -> None:
        """End a learner's server, and ask until it has ended."""
        self.ask("DELETE", f"/hub/api/users/{name}/server")
        while self.ask("GET", f"/hub/api/users/{name}")["servers"]:
            pass

    async def run(self, name: str, code: str) -> Any:
        """Run cells in a learner's new kernel; give what they print."""
        path = f"/user/{name}/api/kernels"
        kernel = (await asyncio.to_thread(self.ask, "POST", path, {"name": "python3"}))["id"]
        address = self.address.replace("http", "ws", 1) + f"{path}/{kernel}/channels"
        headers = {"Authorization": f"token {TOKEN}"}
        line = await websocket_connect(HTTPRequest(address, headers=headers))
        header = {"msg_id": uuid4().hex, "msg_type": "execute_request", "session": uuid4().hex}
        await line.write_message(
            json.dumps(
                {
                    "header": {**header, "username": "", "version": "5.3", "date": ""},
                    "parent_header": {},
                    "metadata": {},
                    "content": {"code": code, "silent": False},
                    "channel": "shell",
                }
            )
        )
        said = ""
        while True:
            raw = await line.read_message()
            assert isinstance(raw, str), "the kernel has ended"
            message = json.loads(raw)
            if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
                said += message["content"]["text"]
            if message["msg_type"] == "error":
                raise AssertionError("\n".join(message["content"]["traceback"])[-1500:])
            if message["msg_type"] == "execute_reply":
                break
        while not said.endswith("\n"):  # what it printed may come after its reply
            message = json.loads(str(await line.read_message()))
            said += message["content"].get("text", "") if message["msg_type"] == "stream" else ""
        line.close()
        await asyncio.to_thread(self.ask, "DELETE", f"{path}/{kernel}")
        return json.loads(said.splitlines()[-1])


def free_ports(count: int) -> list[int]:
    """Give ports that nobody listens on."""
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in taken]
    for each in taken:
        each.close()
    return ports


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install hub and kit as docs/hub.md says, in one environment; give its Python."""
    folder = tmp_path_factory.mktemp("hub")
    built = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(built, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    python = lent.environment(folder / "env")
    npm = shutil.which("npm")
    steps = [
        lent.install(python, "--no-deps", str(wheel)),
        lent.install(python, *HUB),
        subprocess.run(
            [npm or "false", "install", "--silent", "--prefix", folder, PROXY],
            capture_output=True,
            text=True,
            check=False,
        ),
    ]
    failed = [step.stderr for step in steps if step.returncode]
    if failed:
        assert "CI" not in os.environ, failed
        pytest.skip(f"a hub can't be installed here: {failed[0].strip()[-200:]}")
    return python


@pytest.fixture
def hub(python: Path, tmp_path: Path) -> Iterator[Hub]:
    """Let a hub run, and end it with all that it started."""
    ports = free_ports(3)
    homes, handins = tmp_path / "home", tmp_path / "handins"
    homes.mkdir()
    handins.mkdir()
    handins.chmod(0o3733)
    proxy = python.parents[2] / "node_modules" / ".bin" / PROXY
    said = {"config": str(CONFIG), "ports": ports, "proxy": str(proxy), "homes": str(homes)}
    (tmp_path / "config.py").write_text(ADDED.format(**said, token=TOKEN))
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [python, "-m", "jupyterhub", "-f", "config.py"],
            cwd=tmp_path,
            stdout=log,
            stderr=log,
            env={
                **{k: v for k, v in os.environ.items() if not k.startswith(("LESSONS", "JUPYTER"))},
                "READING_A_CRISIS": str(python.parents[1]),
                "READING_A_CRISIS_HANDINS": str(handins),
            },
        )
    kit = next(python.parents[1].glob("lib/python3*/site-packages/lessons"))
    running = Hub(f"http://127.0.0.1:{ports[0]}", homes, handins, kit)
    try:
        wait_for(running, process, tmp_path / "log")
        yield running
    finally:
        processes.end(process)


def wait_for(hub: Hub, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Ask until a hub answers."""
    for _ in range(PATIENCE):
        assert process.poll() is None, log.read_text(errors="replace")[-2000:]
        try:
            hub.ask("GET", "/hub/api/users")
        except (urllib.error.URLError, OSError):
            with suppress(subprocess.TimeoutExpired):  # or until it has ended
                process.wait(timeout=1)
        else:
            return
    raise AssertionError("the hub never answered")


async def learn(hub: Hub, name: str) -> Any:
    """Come in, run a lesson's cells, answer, hand in."""
    await asyncio.to_thread(hub.come_in, name)
    return await hub.run(name, CELLS)


async def all_learn(hub: Hub, names: list[str]) -> list[Any]:
    return list(await asyncio.gather(*(learn(hub, name) for name in names)))


@pytest.mark.parametrize("many", [3, 30])
def test_a_class_learns_on_a_hub(hub: Hub, many: int) -> None:
    names = [f"learner{number}" for number in range(many)]
    for name in names:
        hub.ask("POST", f"/hub/api/users/{name}")
    for name, did in zip(names, asyncio.run(all_learn(hub, names)), strict=True):
        mine = hub.homes / name / "Reading a Crisis"
        assert Path(did["kit"]) == hub.kit, "one install for all"
        assert Path(did["record"]) == mine / "work" / "record.sqlite3"
        assert did["answers"] == 3
        assert did["drawn"] > 10_000
        assert did["restored"] == f"{mine / '04_the_toll.ipynb'} has nothing to mend.\n"
        assert Path(did["handed in"]).parent == hub.handins
        told = hub.ask("GET", f"/user/{name}/reading-a-crisis/lesson?path=04_the_toll.ipynb")
        assert told["title"] == "The toll", "it is shown as a lesson, and runs by itself"
        assert told["kernel"] == "python3"
    files = sorted(hub.handins.iterdir())
    assert {handin.read(file).user for file in files} == set(names)
    assert {file.stat().st_mode & 0o777 for file in files} == {0o640}, "the teachers' group reads"
    assert report(hub.handins, hub.homes / "report").learners == len(names)

    correct(hub.kit / "notebooks" / "03_crimea.ipynb")
    hub.go_out(names[0])
    hub.come_in(names[0])
    copy = hub.homes / names[0] / "Reading a Crisis" / "03_crimea.ipynb"
    assert "A better sentence." in copy.read_text(encoding="utf-8")
    assert asyncio.run(hub.run(names[0], ANSWERS)) == {"answers": 3}, "an update touches no answer"


def correct(notebook: Path) -> None:
    """Correct a sentence of the installed kit."""
    page = json.loads(notebook.read_text(encoding="utf-8"))
    page["cells"][0]["source"] = ["A better sentence."]
    notebook.write_text(json.dumps(page), encoding="utf-8")
