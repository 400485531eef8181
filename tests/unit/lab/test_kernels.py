"""A lesson's kernel imports nothing that lies beside a notebook; waiting only saves time."""

import asyncio
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

from lessons.kit import places
from lessons.lab.kernels import provisioner, spec
from lessons.lab.kernels.manager import LessonKernels
from lessons.lab.kernels.provisioner import Forked, WaitingProvisioner
from tools import processes

pytestmark = pytest.mark.slow

PATIENCE = 120
FOR_EVER = 1e6
WAYS = ["off", "fork", "become"]
STRAYS = ["lessons.py", "msgspec.py", "sitecustomize.py", "usercustomize.py", "ipython_config.py"]
STARTUP = ".ipython/profile_default/startup/00_stray.py"
LINE = "from lessons import the_map; from lessons.kit import places; print(places.PACKAGE)"


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Have kernels started in each of the ways."""
    if request.param == "fork" and not provisioner.can_fork():
        pytest.skip("This system doesn't fork.")
    monkeypatch.setenv(provisioner.SETTING, "off" if request.param == "off" else "")
    monkeypatch.setattr(provisioner, "can_fork", lambda: request.param == "fork")
    yield request.param
    WaitingProvisioner.close()


@asynccontextmanager
async def kernel(
    folder: Path, described: Path | None, **env: str
) -> AsyncIterator[tuple[AsyncKernelManager, Callable[..., Any]]]:
    """Start a kernel in a folder; give it, and a function that runs a line and gives its output."""
    spec.register()
    manager = AsyncKernelManager(connection_file=str(folder.parent / f"{uuid4().hex}.json"))
    if described:
        manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=[str(described / "kernels")])
    await manager.start_kernel(cwd=str(folder), env={**os.environ, **env})
    client = manager.client()
    client.start_channels()
    told: list[str] = []

    async def run(line: str, begun: asyncio.Event | None = None) -> str:
        told.clear()

        def hear(message: dict[str, Any]) -> None:
            content = message["content"]
            told.append(content.get("text", "") or content.get("evalue", ""))
            if begun and told[-1]:
                begun.set()

        await client.wait_for_ready(timeout=PATIENCE)  # it may have been started anew
        await client.execute_interactive(line, timeout=PATIENCE, output_hook=hear)
        return "".join(told).strip()

    try:
        yield manager, run
    finally:
        client.stop_channels()
        await manager.shutdown_kernel(now=True)


def provided(manager: AsyncKernelManager) -> Any:
    """Give what started the kernel."""
    return manager.provisioner


def lay_strays(folder: Path) -> None:
    """Lay files beside a notebook that leave a trace when something runs them."""
    for name in [*STRAYS, STARTUP]:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"open({str(folder / 'ran')!r}, 'a').write({name!r} + '\\n')\n")


def ran(folder: Path) -> str:
    trace = folder / "ran"
    return trace.read_text() if trace.exists() else ""


def test_nothing_beside_a_notebook_is_imported(tmp_path: Path, way: str) -> None:
    folder = tmp_path / "notebooks"
    lay_strays(folder)
    spec.write(tmp_path / "own")
    path = os.pathsep.join([str(folder), ""])

    async def go() -> str:
        async with kernel(
            folder, tmp_path / "own", PYTHONPATH=path, PYTHONSTARTUP=str(folder / "lessons.py")
        ) as (_, run):
            return str(await run(LINE))

    assert asyncio.run(go()) == str(places.PACKAGE)
    assert ran(folder) == "", way


def test_an_ordinary_kernel_would_have(tmp_path: Path) -> None:
    """The test above can fail."""
    folder = tmp_path / "notebooks"
    lay_strays(folder)

    async def go() -> None:
        async with kernel(folder, None, PYTHONPATH=str(folder)) as (_, run):
            await run(LINE)

    asyncio.run(go())
    assert {"lessons.py", "sitecustomize.py"} <= set(ran(folder).split())


def test_a_kernel_is_interrupted_restarted_and_ended(tmp_path: Path, way: str) -> None:
    spec.write(tmp_path / "own")
    if way != "off":
        WaitingProvisioner.prepare(spec.command())

    async def go() -> None:
        async with kernel(tmp_path, tmp_path / "own") as (manager, run):
            kind = type(provided(manager).process)
            assert kind is (Forked if way == "fork" else subprocess.Popen)
            assert await run("import os; print(os.getcwd())") == str(tmp_path)
            first = await run("print(os.getpid())")
            assert int(first) == provided(manager).pid
            begun = asyncio.Event()
            line = "import time\nprint('begun', flush=True)\nwhile True: time.sleep(0.05)"
            loop = asyncio.create_task(run(line, begun))
            await asyncio.wait_for(begun.wait(), PATIENCE)
            await manager.interrupt_kernel()
            assert await loop == "begun"  # KeyboardInterrupt has no words
            await manager.restart_kernel(now=True)
            assert int(await run("import os; print(os.getpid())")) != int(first)
            await manager.shutdown_kernel()
            assert not await manager.is_alive()

    asyncio.run(go())


def test_what_maps_need_is_there_and_leaves_no_name(tmp_path: Path, way: str) -> None:
    """A second saved when the first map is drawn."""
    spec.write(tmp_path / "own")

    async def go() -> None:
        async with kernel(tmp_path, tmp_path / "own") as (_, run):
            line = "import sys; print('geopandas' in sys.modules, 'lessons' in dir())"
            assert await run(line) == "True False", way

    asyncio.run(go())


def test_a_picture_that_was_shown_is_not_kept(tmp_path: Path, way: str) -> None:
    """A lesson that is opened again is drawn again; else each time would cost 100 MB."""
    spec.write(tmp_path / "own")
    picture = "class Picture: pass\nPicture()"
    count = "import gc; gc.collect(); print(sum(isinstance(o, Picture) for o in gc.get_objects()))"

    async def go() -> None:
        async with kernel(tmp_path, tmp_path / "own") as (_, run):
            await run(picture)
            await run("pass")  # the result of the last cell is still known
            assert await run(count) == "0", way

    asyncio.run(go())


@pytest.mark.skipif(sys.platform != "linux", reason="Other systems don't tell.")
def test_memory_that_drawing_took_is_given_back(tmp_path: Path, way: str) -> None:
    """Ten lessons are open at once on a school's computer."""
    spec.write(tmp_path / "own")
    lines = [
        "blocks = [bytes(1000) for _ in range(100_000)]; top = bytes(1000)",
        "del blocks",
        "print(open('/proc/self/smaps_rollup').read())",
    ]

    async def go() -> list[int]:
        async with kernel(tmp_path, tmp_path / "own") as (_, run):
            sizes = []
            for line in [lines[-1], *lines]:
                found = re.search(r"Rss: +(\d+)", await run(line))
                sizes += [int(found[1]) // 1000] if found else []
            return sizes

    before, after = asyncio.run(go())
    assert after - before < 50, way  # of 100 MB


def test_a_dead_kernel_is_seen(tmp_path: Path, way: str) -> None:
    spec.write(tmp_path / "own")

    async def go() -> None:
        async with kernel(tmp_path, tmp_path / "own") as (manager, _):
            os.kill(provided(manager).pid, getattr(signal, "SIGKILL", signal.SIGTERM))
            await asyncio.wait_for(provided(manager).wait(), PATIENCE)
            assert not await manager.is_alive(), way

    asyncio.run(go())


def test_kernels_draw_different_random_numbers(tmp_path: Path, way: str) -> None:
    if way == "off":
        pytest.skip("Each is a process of its own.")
    spec.write(tmp_path / "own")

    async def go() -> set[str]:
        numbers = set()
        for _ in range(2):
            async with kernel(tmp_path, tmp_path / "own") as (_, run):
                line = "import random, numpy; print(random.random(), numpy.random.random())"
                numbers |= set((await run(line)).split())
        return numbers

    assert len(asyncio.run(go())) == 4


@pytest.mark.skipif(not provisioner.can_fork(), reason="This system doesn't fork.")
@pytest.mark.parametrize("trouble", ["killed", "changed"])
def test_at_any_trouble_an_ordinary_kernel_starts(
    tmp_path: Path, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(provisioner.SETTING, "")
    spec.write(tmp_path / "own")
    source = WaitingProvisioner.prepare(spec.command())
    assert isinstance(source, provisioner.Forks)

    async def go() -> type:
        if trouble == "killed":
            source.process.kill()
        else:
            async with kernel(tmp_path, tmp_path / "own") as (manager, _):
                assert type(provided(manager).process) is Forked
            os.utime(places.PACKAGE / "kit" / "places.py")
        async with kernel(tmp_path, tmp_path / "own") as (manager, run):
            assert await run("print(1)") == "1"
            return type(provided(manager).process)

    try:
        assert asyncio.run(go()) is subprocess.Popen
    finally:
        WaitingProvisioner.close()


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[provisioner.Forks]:
    """Give a waiting process that never gets ready."""
    if not provisioner.can_fork():
        pytest.skip("This system doesn't fork.")
    monkeypatch.setenv(provisioner.SETTING, "")
    source = WaitingProvisioner.prepare(spec.command())
    assert isinstance(source, provisioner.Forks)
    os.kill(source.process.pid, signal.SIGSTOP)
    yield source
    WaitingProvisioner.close()
    WaitingProvisioner.stopping = False


ORDER = [*spec.command(), "kernel", "-f", "none.json"]


def test_a_process_that_is_not_ready_yet_is_left_to_get_ready(
    source: provisioner.Forks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow machine starts an ordinary kernel, and doesn't begin to wait from the beginning."""
    monkeypatch.setattr(provisioner, "PATIENCE", 0.001)
    with pytest.raises(provisioner.WaitingError, match="not ready"):
        asyncio.run(WaitingProvisioner()._warm(ORDER, {}))
    assert source.process.poll() is None
    assert WaitingProvisioner.prepare(spec.command()) is source


def test_who_waits_is_let_go_when_the_server_stops(
    source: provisioner.Forks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Else a server that is told to stop would first wait for each kernel that was asked for."""
    monkeypatch.setattr(provisioner, "PATIENCE", FOR_EVER)

    async def go() -> None:
        kernels = managed(tmp_path)
        asked = [asyncio.create_task(kernels.start_kernel()) for _ in range(3)]
        while len(kernels._pending_kernels) < 3:
            await asyncio.sleep(0)
        await kernels.shutdown_all()
        assert kernels.list_kernel_ids() == []
        await asyncio.gather(*asked, return_exceptions=True)

    asyncio.run(asyncio.wait_for(go(), PATIENCE))
    assert source.process.poll() is not None
    assert WaitingProvisioner.prepare(spec.command()) is None


def managed(folder: Path) -> LessonKernels:
    """Give what a server keeps its kernels by; their descriptions lie in a folder."""
    spec.register()
    spec.write(folder / "own")
    found = KernelSpecManager(kernel_dirs=[str(folder / "own" / "kernels")])
    return LessonKernels(  # type: ignore[no-untyped-call]
        kernel_spec_manager=found, root_dir=str(folder), connection_dir=str(folder)
    )


def test_a_server_stops_though_a_kernel_could_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spec, "command", lambda: [str(tmp_path / "no Python")])
    monkeypatch.setenv(provisioner.SETTING, "off")

    async def go() -> None:
        kernels = managed(tmp_path)
        with pytest.raises(FileNotFoundError):
            await kernels.start_kernel()
        await kernels.shutdown_all()

    try:
        asyncio.run(asyncio.wait_for(go(), PATIENCE))
    finally:
        WaitingProvisioner.stopping = False


def test_kernels_asked_for_at_once_are_each_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each gets the reply to its own order, though all wait for the same process."""
    if not provisioner.can_fork():
        pytest.skip("This system doesn't fork.")
    monkeypatch.setenv(provisioner.SETTING, "")
    spec.write(tmp_path / "own")

    async def one(folder: Path) -> tuple[str, int]:
        folder.mkdir(parents=True)
        async with kernel(folder, tmp_path / "own") as (manager, run):
            assert type(provided(manager).process) is Forked
            return await run("import os; print(os.getpid())"), provided(manager).pid

    async def go() -> list[tuple[str, int]]:
        WaitingProvisioner.prepare(spec.command())
        return await asyncio.gather(*(one(tmp_path / str(n) / "in") for n in range(5)))

    try:
        told = asyncio.run(go())
    finally:
        WaitingProvisioner.close()
    assert [own for own, _ in told] == [str(pid) for _, pid in told]


def test_a_kernel_that_nobody_waits_for_any_more_is_not_made(
    source: provisioner.Forks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It would open the connection that the ordinary one has, which came in its place."""
    spec.write(tmp_path / "own")
    patience = provisioner.PATIENCE

    async def go() -> None:
        monkeypatch.setattr(provisioner, "PATIENCE", 0.001)
        with pytest.raises(provisioner.WaitingError, match="not ready"):
            await WaitingProvisioner()._warm(ORDER, {})
        os.kill(source.process.pid, signal.SIGCONT)
        monkeypatch.setattr(provisioner, "PATIENCE", patience)
        async with kernel(tmp_path, tmp_path / "own") as (manager, _):
            assert children(source.process.pid) == [provided(manager).pid]

    asyncio.run(go())


def children(pid: int) -> list[int]:
    """Give the numbers of a process's children."""
    files = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in files for child in file.read_text().split()]


SERVER = """
import asyncio, sys, time
from pathlib import Path
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from lessons.lab.kernels import provisioner, spec
if {way!r} != "fork":
    provisioner.can_fork = lambda: False
folder = Path(sys.argv[1])
spec.write(folder), spec.register()
source = provisioner.WaitingProvisioner.prepare(spec.command())
async def go():
    manager = AsyncKernelManager(connection_file=str(folder / "kernel.json"))
    manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=[str(folder / "kernels")])
    await manager.start_kernel(cwd=str(folder))
    if {busy}:
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=120)
        client.execute("while True: pass")
    print(*([source.process.pid] if source else []), manager.provisioner.pid, flush=True)
    await asyncio.Event().wait()
asyncio.run(go())
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="Others' processes can't be watched.")
@pytest.mark.parametrize("busy", [True, False], ids=["busy", "on its way"])
@pytest.mark.parametrize("way", WAYS)
def test_nothing_outlives_a_server_that_was_killed(tmp_path: Path, way: str, busy: bool) -> None:
    """Neither a kernel at work, nor one that still reads its libraries, nor what waits."""
    with server(SERVER.format(way=way, busy=busy), tmp_path, way) as (process, line):
        pids = [int(pid) for pid in line.split()]
        assert len(pids) == (1 if way == "off" else 2)
        handles = [os.pidfd_open(pid) for pid in pids]
        process.kill()
        process.wait(PATIENCE)
        for handle in handles:  # which can be read from when the process has ended
            assert select.select([handle], [], [], PATIENCE)[0], pids
            os.close(handle)


@pytest.mark.skipif(not provisioner.can_fork(), reason="This system doesn't fork.")
def test_what_gets_ready_ends_with_the_server_in_the_midst_of_it() -> None:
    """Whatever it does then; so a library that hangs can't keep it."""
    code = (
        "import sys; from lessons.lab.kernels import provisioner;"
        "forks = provisioner.Forks([sys.executable, '-c', sys.argv[1]]);"
        "print(forks.process.pid, flush=True); sys.stdin.read()"
    )
    hangs = (
        "import sys, time; from lessons.lab.kernels import waiting;"
        "waiting.warm_up = lambda: (print('warm', flush=True), time.sleep(1e6));"
        "waiting.fork_on_request(*map(int, sys.argv[-2:]))"
    )
    with server(code, hangs, "fork") as (process, line):
        assert process.stdout and process.stdout.readline() == "warm\n"
        handle = os.pidfd_open(int(line))
        process.kill()
        process.wait(PATIENCE)
        assert select.select([handle], [], [], PATIENCE)[0]
        os.close(handle)


@contextmanager
def server(code: str, argument: object, way: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Run a server; give it and the first line that it says."""
    command = [sys.executable, "-c", code, str(argument)]
    env = {**os.environ, provisioner.SETTING: "off" if way == "off" else ""}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with processes.running(command, cwd=places.PACKAGE.parent, env=env, **pipes) as process:
        assert process.stdout
        yield process, process.stdout.readline()
