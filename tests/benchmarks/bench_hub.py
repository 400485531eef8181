"""What a learner on a real hub costs: memory, and the work of a processor, beside a plain server.

The peer is what JupyterHub starts by itself, with the same kit and libraries, in the same run.
Processor seconds are counted, not waited: they are the same on a busy machine.
"""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools import real_hub
from tools.benchmark import Table
from tools.real_hub import Hub
from tools.room import memory

LEARNERS = int(os.environ.get("LEARNERS", "3"))
TICKS = os.sysconf("SC_CLK_TCK") if sys.platform == "linux" else 100

#: How JupyterHub starts a server where nobody says otherwise.
PLAIN = """
c.JupyterHub.authenticator_class = "dummy"
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
"""
KIT = 'c.JupyterHub.authenticator_class = "dummy"\n'

FIRST = """
from lessons import the_toll
the_toll.totals()._repr_html_()
the_toll.ask("latest-range")
print("0")
"""


@dataclass
class Cost:
    """What was spent, per learner.

    Attributes
    ----------
    server, kernel : float
        Bytes, what processes share divided among them.
    start, exhibit, hub : float
        Processor seconds: of a server until it is up, of a kernel until the first exhibit and card
        are there, and of the hub and its proxy for letting a learner in.
    """

    server: float = 0
    kernel: float = 0
    start: float = 0
    exhibit: float = 0
    hub: float = 0


def processes() -> dict[int, tuple[int, str, float]]:
    """Give each process with its parent, its command, and the processor seconds it has used."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            said = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue  # it has ended meanwhile
        used = sum(map(int, fields[11:15])) / TICKS
        found[int(folder.name)] = (int(fields[1]), said, used)
    return found


def below(root: int, all_of_them: dict[int, tuple[int, str, float]]) -> set[int]:
    """Give a process and all that it has started."""
    found = {root}
    while more := {pid for pid, (parent, *_) in all_of_them.items() if parent in found} - found:
        found |= more
    return found


def spent(pids: set[int], all_of_them: dict[int, tuple[int, str, float]]) -> float:
    return sum(all_of_them[pid][2] for pid in pids if pid in all_of_them)


def measure(hub: Hub) -> Cost:
    """Let learners in, one after the other, and count what each step takes."""
    cost = Cost()
    names = [f"learner{number}" for number in range(LEARNERS)]
    for name in names:
        hub.ask("POST", f"/hub/api/users/{name}")
    before = processes()
    own = below(hub.pid, before)
    for name in names:
        hub.come_in(name)
    up = processes()
    servers = below(hub.pid, up) - own
    cost.hub = (spent(own, up) - spent(own, before)) / LEARNERS
    cost.start = spent(servers, up) / LEARNERS
    for name in names:
        asyncio.run(hub.run(name, FIRST, keep=True))
    ran = processes()
    kernels = below(hub.pid, ran) - own - servers
    cost.exhibit = (spent(kernels | servers, ran) - spent(servers, up)) / LEARNERS
    cost.server = sum(memory(pid) or 0 for pid in roots(servers, ran)) / LEARNERS
    cost.kernel = sum(memory(pid) or 0 for pid in roots(kernels, ran)) / LEARNERS
    cost.server -= cost.kernel  # a server's processes are its kernels' parents
    return cost


def roots(pids: set[int], all_of_them: dict[int, tuple[int, str, float]]) -> set[int]:
    """Give those whose parent is not among them."""
    return {pid for pid in pids if pid in all_of_them and all_of_them[pid][0] not in pids}


def test_what_a_learner_costs(table: Table, tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("a hub runs on Linux")
    try:
        python = real_hub.install(tmp_path)
    except real_hub.HubError as error:
        table.absent("a learner on a hub", str(error))
        pytest.skip(str(error))
    found = {}
    for name, more in (("kit", KIT), ("plain", PLAIN.format(python=str(python)))):
        (tmp_path / name).mkdir()
        with real_hub.running(python, tmp_path / name, more=more) as hub:
            found[name] = measure(hub)
    kit, plain = found["kit"], found["plain"]
    what = f"a learner on a hub ({LEARNERS})"
    peer = "jupyterhub-singleuser"
    table.row(f"{what}: memory of the server", kit.server / 1e6, "MB", (peer, plain.server / 1e6))
    table.row(f"{what}: memory of a kernel", kit.kernel / 1e6, "MB", (peer, plain.kernel / 1e6))
    both = (kit.server + kit.kernel) / 1e6, (plain.server + plain.kernel) / 1e6
    table.row(f"{what}: memory of both", both[0], "MB", (peer, both[1]), 0.75)
    table.row(f"{what}: until the server is up", kit.start, "processor s", (peer, plain.start), 0.6)
    exhibit = (peer, plain.exhibit)
    table.row(f"{what}: until the first exhibit", kit.exhibit, "processor s", exhibit, 0.6)
    table.row(f"{what}: hub and proxy", kit.hub, "processor s", (peer, plain.hub))
