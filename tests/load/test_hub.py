"""A real JupyterHub with deploy/jupyterhub_config.py as it is: come in, answer, hand in."""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lessons.desk.report import report
from lessons.kit.record import handin
from tools.real_hub import Hub, running

pytestmark = [
    pytest.mark.soak("hub"),  # 5 minutes, and it needs a package index
    pytest.mark.skipif(sys.platform != "linux", reason="a hub runs on Linux"),
]

#: Accounts without passwords.
DUMMY = 'c.JupyterHub.authenticator_class = "dummy"\n'

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


@pytest.fixture
def hub(hub_python: Path, tmp_path: Path) -> Iterator[Hub]:
    with running(hub_python, tmp_path, more=DUMMY) as hub:
        yield hub


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
