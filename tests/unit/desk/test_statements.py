"""Marked statements: the marks of the report, each once; a store has them all in the end."""

import base64
import json
import os
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lessons import cli
from lessons.desk.report.class_report import marked_statements
from lessons.desk.report.statements import LrsError, send
from lessons.desk.report.statements.marked import Statement
from lessons.kit.quiz import bank
from lessons.kit.quiz.marking import mark
from lessons.kit.record.handin import plain_response
from tools import lent, processes
from tools import simulated_class as sim

KIND = "https://reading-a-crisis.invalid/kind"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> sim.Class:
    folder = tmp_path_factory.mktemp("class")
    return sim.build(folder / "handins", folder / "work")


@pytest.fixture(scope="module")
def made(room: sim.Class) -> list[Statement]:
    return marked_statements(room.folder)[0]


def test_each_answer_has_the_mark_that_the_bank_gives(made: list[Statement]) -> None:
    answers = [one for one in made if one["verb"]["display"]["en"] == "answered"]
    assert len(answers) > 300
    assert len({one["id"] for one in made}) == len(made)
    scored = [one for one in answers if "score" in one["result"]]
    assert len(scored) > 200
    for one in scored[::7]:
        lesson, name = one["object"]["id"].split("/")[-2:]
        question = next(q for q in bank.of(lesson) if q.id == name)
        if question.kind == "short":
            continue
        kind = one["context"]["extensions"][KIND]
        response = plain_response(kind, one["result"]["response"])
        assert one["result"]["score"]["scaled"] == pytest.approx(
            mark(question, response).score, abs=0.001
        )
        assert one["result"]["success"] == (one["result"]["score"]["scaled"] >= 1)
    polls = [one for one in answers if one["context"]["extensions"][KIND] == "poll"]
    assert polls and not any("score" in one["result"] for one in polls), "written into a file"


def test_each_learner_s_lesson_is_a_statement(made: list[Statement], room: sim.Class) -> None:
    lessons = [one for one in made if one["object"]["id"].count("/") == 3]
    assert {one["verb"]["display"]["en"] for one in lessons} == {"completed", "attempted"}
    for one in lessons:
        assert one["result"]["completion"] == (one["verb"]["id"].endswith("completed"))
        assert 0 <= one["result"]["score"]["scaled"] <= 1
    assert marked_statements(room.folder)[0] == made, "the same hand-ins give the same ids"


class Store(ThreadingHTTPServer):
    """A store that keeps statements, refuses an id that it has, and can be let go of."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.kept: list[dict[str, Any]] = []
        self.ends_after = 10**9
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/xAPI"


class Door(BaseHTTPRequestHandler):
    server: Store

    def do_POST(self) -> None:
        self.answer(json.loads(self.body()))

    def do_PUT(self) -> None:
        one = json.loads(self.body())
        assert parse_qs(urlsplit(self.path).query)["statementId"] == [one["id"]]
        self.answer([one])

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def answer(self, statements: list[dict[str, Any]]) -> None:
        self.server.asked.append(self.command)
        assert self.headers["X-Experience-API-Version"] == "1.0.3"
        wanted = base64.b64encode(b"kit:secret").decode()
        code = 200 if self.headers["Authorization"] == f"Basic {wanted}" else 401
        if code == 200 and {one["id"] for one in statements} & {s["id"] for s in self.server.kept}:
            code = 409
        if code == 200 and len(self.server.kept) >= self.server.ends_after:
            code = 503
        if code == 200:
            self.server.kept += statements
        self.send_response(code)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("LESSONS_LRS_KEY", "kit:secret")
    server = Store()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def test_sending_goes_on_where_it_broke_off_and_doubles_nothing(
    store: Store, made: list[Statement], tmp_path: Path
) -> None:
    store.ends_after = 120
    with pytest.raises(LrsError, match="503"):
        send(made, store.address, tmp_path)
    there = len(store.kept)
    assert 0 < there < len(made)
    store.ends_after = 10**9
    assert send(made, store.address, tmp_path) == len(made) - there
    assert sorted(one["id"] for one in store.kept) == sorted(one["id"] for one in made)
    assert send(made, store.address, tmp_path) == 0
    for noted in tmp_path.iterdir():  # as on another computer
        assert noted.stat().st_mode & 0o077 == 0 or os.name != "posix"
        noted.unlink()
    send(made, store.address, tmp_path)
    assert len(store.kept) == len(made)
    assert "PUT" in store.asked


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:9/xAPI", "can't be reached"),
        ("http://example.org/xAPI", "not encrypted"),
        ("ftp://127.0.0.1/x", "no address of a learning record store"),
        ("nothing", "no address of a learning record store"),
    ],
)
def test_what_cannot_be_sent_is_one_sentence(
    address: str, said: str, made: list[Statement], tmp_path: Path
) -> None:
    with pytest.raises(LrsError, match=said):
        send(made[:1], address, tmp_path)


def test_the_command_writes_or_sends(
    room: sim.Class, tmp_path: Path, capsys: pytest.CaptureFixture[str], store: Store
) -> None:
    out = tmp_path / "statements.json"
    assert cli.main(["statements", str(room.folder), "--out", str(out)]) == cli.MISSING
    assert "Ask for it once more" in capsys.readouterr().out
    assert cli.main(["statements", str(room.folder), "--out", str(out)]) == 2
    assert "say --force" in capsys.readouterr().err
    assert cli.main(["statements", str(room.folder), "--to-lrs", store.address]) == cli.MISSING
    assert len(store.kept) == len(json.loads(out.read_text(encoding="utf-8")))
    (tmp_path / "none").mkdir()
    assert cli.main(["statements", str(tmp_path / "none")]) == 2


# --- with ralph, which is neither ours nor the example above -----------------------------------

RALPH = ("ralph-malph[backend-lrs,lrs,cli]==5.1.0", "requests")
PATIENCE = 120  # seconds for its server to come up
STRICT = (
    "import json, sys\n"
    "from ralph.models.xapi.base.statements import BaseXapiStatement\n"
    "for one in json.load(open(sys.argv[1])):\n"
    "    BaseXapiStatement(**one)\n"
)
SERVE = (
    "import sys, uvicorn\n"
    "from ralph.backends.data.base import BaseOperationType\n"
    "from ralph.backends.data.fs import FSDataBackend\n"
    # Its store in a file takes a second request only so.
    "FSDataBackend.default_operation_type = BaseOperationType.APPEND\n"
    "from ralph.api import app\n"
    "uvicorn.run(app, host='127.0.0.1', port=int(sys.argv[1]), log_level='warning')\n"
)


@pytest.mark.soak("store")  # 2 minutes, and it needs a package index
def test_a_strict_store_takes_all(
    made: list[Statement], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ralph's strict models accept each statement; its server keeps each once."""
    subprocess.run(["python3", "-m", "venv", tmp_path / "env"], check=True)
    python = tmp_path / "env" / "bin" / "python"
    done = lent.install(python, *RALPH)
    if done.returncode:
        pytest.skip(f"no package index: {done.stderr[-300:]}")
    (tmp_path / "statements.json").write_text(json.dumps(made), encoding="utf-8")
    told = {
        **os.environ,
        "RALPH_APP_DIR": str(tmp_path),
        "RALPH_RUNSERVER_BACKEND": "fs",
        "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(tmp_path / "data"),
        "RALPH_BACKENDS__LRS__FS__DEFAULT_LRS_FILE": "all.jsonl",
    }
    strict: list[str | Path] = [python, "-c", STRICT, tmp_path / "statements.json"]
    subprocess.run(strict, check=True, env=told, timeout=PATIENCE)
    (tmp_path / "data").mkdir()
    who = ["-u", "kit", "-p", "secret", "-s", "all", "-A", "kit", "https://kit.invalid", "-w"]
    ralph: list[str | Path] = [python, "-m", "ralph", "auth", *who]
    subprocess.run(ralph, check=True, env=told, timeout=PATIENCE, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("LESSONS_LRS_KEY", "kit:secret")
    server = subprocess.Popen([python, "-c", SERVE, str(port)], env=told)
    try:
        wait_for(port)
        for _ in range(2):
            send(made, f"http://127.0.0.1:{port}/xAPI", tmp_path)
            for noted in tmp_path.glob("lrs-*.txt"):
                noted.unlink()
    finally:
        processes.end(server)
    lines = (tmp_path / "data" / "all.jsonl").read_text(encoding="utf-8").splitlines()
    assert sorted(json.loads(line)["id"] for line in lines) == sorted(one["id"] for one in made)


def wait_for(port: int) -> None:
    def is_up() -> bool:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/__lbheartbeat__"):
            return True
        return False

    processes.until(is_up)
