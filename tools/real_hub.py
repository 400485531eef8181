"""A real JupyterHub on this machine, with what deploy/ says of it, for a test to try."""

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
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from uuid import uuid4

from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from lessons.kit.data import ROOT
from tools import lent, processes

CONFIG = ROOT / "deploy" / "jupyterhub_config.py"
HUB = ("jupyterhub>=5", "jupyterhub-idle-culler")
PLATFORM = ("jupyterhub-ltiauthenticator", "lti1p3platform")
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


class HubError(RuntimeError):
    """A hub can't be installed here, or doesn't do what it should; the message says why."""


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
    pid : int
        The hub's process.
    """

    address: str
    homes: Path
    handins: Path
    kit: Path
    pid: int

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
        if not (steps and steps[-1].get("ready")):
            raise HubError(f"{name}'s server did not start: {steps[-1:]}")

    def go_out(self, name: str) -> None:
        """End a learner's server, and ask until it has ended."""
        self.ask("DELETE", f"/hub/api/users/{name}/server")
        while self.ask("GET", f"/hub/api/users/{name}")["servers"]:
            pass

    async def run(self, name: str, code: str, *, keep: bool = False) -> Any:
        """Run cells in a learner's new kernel, which may be kept; give what they print."""
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
            if not isinstance(raw, str):
                raise HubError("the kernel has ended")
            message = json.loads(raw)
            if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
                said += message["content"]["text"]
            if message["msg_type"] == "error":
                raise HubError("\n".join(message["content"]["traceback"])[-1500:])
            if message["msg_type"] == "execute_reply":
                break
        while not said.endswith("\n"):  # what it printed may come after its reply
            message = json.loads(str(await line.read_message()))
            said += message["content"].get("text", "") if message["msg_type"] == "stream" else ""
        line.close()
        if not keep:
            await asyncio.to_thread(self.ask, "DELETE", f"{path}/{kernel}")
        return json.loads(said.splitlines()[-1])


def free_ports(count: int) -> list[int]:
    """Give ports that nobody listens on."""
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in taken]
    for each in taken:
        each.close()
    return ports


def install(folder: Path) -> Path:
    """Install hub, kit and proxy as docs/hub.md says, in one environment; give its Python.

    Raises
    ------
    HubError
        A registry can't be reached, or has not what is needed.
    """
    built = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(built, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    python = lent.environment(folder / "env")
    npm = shutil.which("npm")
    steps = [
        lent.install(python, "--no-deps", str(wheel)),
        lent.install(python, *HUB, *PLATFORM),
        subprocess.run(
            [npm or "false", "install", "--silent", "--prefix", folder, PROXY],
            capture_output=True,
            text=True,
            check=False,
        ),
    ]
    failed = [step.stderr for step in steps if step.returncode]
    if failed:
        raise HubError(failed[0].strip()[-200:])
    return python


@contextmanager
def running(
    python: Path, place: Path, config: Path = CONFIG, more: str = "", port: int = 0, **told: str
) -> Iterator[Hub]:
    """Let a hub run, and end it with all that it started.

    Parameters
    ----------
    python
        Of the environment that hub and kit are installed in.
    place
        An empty folder for its files and the learners' homes.
    config
        The settings that are tried.
    more
        Settings that only the test has.
    port
        Where it listens; a free one if none is named.
    told
        Variables for the hub.
    """
    ports = free_ports(3)
    ports[0] = port or ports[0]
    homes, handins = place / "home", place / "handins"
    homes.mkdir()
    handins.mkdir()
    handins.chmod(0o3773)
    proxy = python.parents[2] / "node_modules" / ".bin" / PROXY
    said = {"config": str(config), "ports": ports, "proxy": str(proxy), "homes": str(homes)}
    (place / "config.py").write_text(ADDED.format(**said, token=TOKEN) + more)
    with (place / "log").open("wb") as log:
        process = subprocess.Popen(
            [python, "-m", "jupyterhub", "-f", "config.py"],
            cwd=place,
            stdout=log,
            stderr=log,
            env={
                **{k: v for k, v in os.environ.items() if not k.startswith(("LESSONS", "JUPYTER"))},
                "READING_A_CRISIS": str(python.parents[1]),
                "READING_A_CRISIS_HANDINS": str(handins),
                **told,
            },
        )
    kit = next(python.parents[1].glob("lib/python3*/site-packages")) / "lessons"
    hub = Hub(f"http://127.0.0.1:{ports[0]}", homes, handins, kit, process.pid)
    try:
        wait_for(hub, process, place / "log")
        yield hub
    finally:
        processes.end(process)


def wait_for(hub: Hub, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Ask until a hub answers."""
    for _ in range(PATIENCE):
        if process.poll() is not None:
            raise HubError(log.read_text(errors="replace")[-2000:])
        try:
            hub.ask("GET", "/hub/api/users")
        except (urllib.error.URLError, OSError):
            with suppress(subprocess.TimeoutExpired):  # or until it has ended
                process.wait(timeout=1)
        else:
            return
    raise HubError("the hub never answered")
