"""How long a learner waits, and what a room takes, where kernels come from a process that waits.

The peer is an ordinary kernel in the same run. Each kernel is started anew, told what to run at
once, and timed until it has answered.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

from lessons.kit.data import ROOT
from lessons.kit.quiz.bank import load
from lessons.kit.quiz.marking import key_response
from lessons.lab.kernels import provisioner, spec
from lessons.lab.kernels.provisioner import WaitingProvisioner
from tools.benchmark import Table
from tools.naive import NAIVE
from tools.room import Learner, cells, free_memory, seat

NOTEBOOK = ROOT / "notebooks" / "05_nato.ipynb"
QUESTIONS = load(ROOT / "lessons" / "nato" / "quiz.yaml")

ROUNDS = 7
SIZE = 30
EACH = 120_000_000  # bytes that a kernel may take that shares most of its memory
SECONDS = 600
PATIENCE = 60

WHAT = {
    "first map": "from lessons import the_map\nthe_map.neighbours()._repr_html_()",
    "first chart": "from lessons import the_toll\nthe_toll.totals()._repr_html_()",
    "first card": "from lessons import the_toll\nthe_toll.ask('how-exact')",
}


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[Path]:
    """Let a process wait; give the folder of the kernels' description."""
    if not provisioner.can_fork():
        pytest.skip("This system doesn't fork.")
    spec.write(tmp_path)
    spec.register()
    WaitingProvisioner.prepare(spec.command())
    asyncio.run(taken(tmp_path, "pass"))  # it is ready
    yield tmp_path / "kernels"
    WaitingProvisioner.close()


async def taken(kernels: Path | None, code: str) -> float:
    """Measure seconds from asking for a kernel to its answer."""
    manager = AsyncKernelManager(kernel_name=spec.NAME)
    if kernels:
        manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=[str(kernels)])
    start = time.perf_counter()
    await manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        asked = client.execute(code)
        while True:
            reply = await client.get_shell_msg(timeout=PATIENCE)
            if reply["parent_header"].get("msg_id") == asked:
                break
        seconds = time.perf_counter() - start
        assert reply["content"]["status"] == "ok", reply["content"]
    finally:
        client.stop_channels()
        await manager.shutdown_kernel(now=True)
    return seconds


@pytest.mark.parametrize("what", WHAT)
def test_nobody_waits_for_imports(what: str, table: Table, waiting: Path) -> None:
    warm, ordinary = [], []
    for _ in range(ROUNDS):
        warm.append(asyncio.run(taken(waiting, WHAT[what])))
        ordinary.append(asyncio.run(taken(None, WHAT[what])))
    peer = ("ordinary kernel", statistics.median(ordinary))
    limit = 0.2 if "card" in what else 0.35
    table.row(f"{what}, kernel included", statistics.median(warm), "s", peer, limit)


def test_thirty_kernels_on_one_server(table: Table, waiting: Path, tmp_path: Path) -> None:
    free = free_memory()
    if free is not None and free < SIZE * EACH:
        table.absent(f"{SIZE} kernels of one server", f"{free / 1e9:.1f} GB of memory free")
        pytest.skip("There is too little free memory.")
    answers = {question.id: key_response(question) for question in QUESTIONS}
    kit = [Learner(f"Learner {n}", tmp_path / f"kit-{n}", answers) for n in range(SIZE)]
    naive = [Learner(f"Learner {n}", tmp_path / f"naive-{n}") for n in range(SIZE)]
    seat(kit, cells(NOTEBOOK), SECONDS, waiting)
    seat(naive, NAIVE, SECONDS)
    assert [one.errors for one in kit if one.errors] == []
    name, what = "naive geopandas", f"{SIZE} kernels of one server"
    first = max(one.first for one in kit), max(one.first for one in naive)
    table.row(f"{what}: first exhibit", first[0], "s", (name, first[1]), 0.35)
    sizes = [sum(one.memory or 0 for one in room) / SIZE / 1e6 for room in (kit, naive)]
    if all(sizes):
        table.row(f"{what}: a kernel's memory (PSS)", sizes[0], "MB", (name, sizes[1]), 0.45)
    else:
        table.absent(f"{what}: a kernel's memory (PSS)", "only Linux tells")
