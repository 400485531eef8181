"""A room of learners: many kernels on one machine, all running a whole notebook at once.

The kernels talk over loopback only, and each has a ``work`` folder of its own. When :func:`seat`
is over, whatever happened, all of them have ended.
"""

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import zmq
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

from lessons.kit.data import ROOT
from lessons.kit.record import Record

PICTURES = ("data:image/png", "<!--timemap-->")
"""What stands in the HTML of an exhibit that is drawn."""


class RoomError(RuntimeError):
    """The room could not be seated in time; the message says how far it came."""


@dataclass
class Learner:
    """Someone at a kernel: what they answer, and what they saw.

    Attributes
    ----------
    name : str
        The nickname.
    work : Path
        The folder for answers.
    answers : mapping of str to JSON value
        What is answered to each question, by its id.
    first, ran, done : float
        Seconds from "run" to the first picture, to the end of the last cell, and to the end of the
        hand-in.
    memory : int or None
        Bytes of the kernel's processes at the end, what they share divided among them (PSS);
        ``None`` where the system doesn't tell.
    pictures : int
        How many pictures came.
    errors : list of str
        What cells raised, and answers that no card took.
    """

    name: str
    work: Path
    answers: Mapping[str, Any] = field(default_factory=dict)
    first: float = float("inf")
    ran: float = float("inf")
    done: float = float("inf")
    memory: int | None = None
    pictures: int = 0
    errors: list[str] = field(default_factory=list)


def cells(notebook: Path) -> list[str]:
    """Return the code cells of a notebook."""
    read = nbformat.read(notebook, as_version=4)
    return [cell.source for cell in read.cells if cell.cell_type == "code"]


def seat(
    learners: Sequence[Learner],
    code: Sequence[str],
    deadline: float,
    kernels: Path | None = None,
) -> None:
    """Let all learners run the same cells at once, then answer and hand in.

    Parameters
    ----------
    learners : sequence of Learner
        Who sits there; what they saw is written into them.
    code : sequence of str
        The cells.
    deadline : float
        Seconds after which all is stopped.
    kernels : Path, optional
        A folder of kernels' descriptions; without it they are the environment's ordinary ones.

    Raises
    ------
    RoomError
        If some were not done by then.
    """
    try:
        asyncio.run(_seat([_Kernel(learner, kernels) for learner in learners], code, deadline))
    except TimeoutError:
        done = sum(learner.done < float("inf") for learner in learners)
        raise RoomError(
            f"After {deadline:.0f} s {done} of {len(learners)} learners were done."
        ) from None


async def _seat(kernels: Sequence["_Kernel"], code: Sequence[str], deadline: float) -> None:
    try:
        async with asyncio.timeout(deadline):
            await asyncio.gather(*(kernel.start() for kernel in kernels))
            run = time.perf_counter()
            await asyncio.gather(*(kernel.work_through(code, run) for kernel in kernels))
            for kernel in kernels:
                kernel.learner.memory = memory(kernel.pid)
    finally:
        await asyncio.gather(*(kernel.end() for kernel in kernels), return_exceptions=True)


class _Kernel:
    """A learner's kernel, and what JupyterLab would do with it."""

    def __init__(self, learner: Learner, kernels: Path | None) -> None:
        self.learner = learner
        self.manager = AsyncKernelManager(
            kernel_name="python3",
            connection_file=str(learner.work / "kernel.json"),
            transport_encryption="auto" if zmq.has("curve") else "disabled",  # as `lessons start`
        )
        if kernels:
            self.manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=[str(kernels)])
        self.run = 0.0
        self.cards: dict[str, str] = {}  # the widget of each question
        self.check_in = ""

    async def start(self) -> None:
        """Start the kernel and wait until it is ready."""
        work = self.learner.work
        Record.open(work).set_learner(self.learner.name)
        places = {"LESSONS_WORK": work, "IPYTHONDIR": work / ".ipython", "PYTHONPATH": ROOT}
        env = {**os.environ, **{name: str(path) for name, path in places.items()}}
        await self.manager.start_kernel(env=env, cwd=str(ROOT / "notebooks"))
        self.client = self.manager.client()
        self.client.start_channels()
        await self.client.wait_for_ready()

    @property
    def pid(self) -> int:
        """The kernel's process."""
        pid: int = self.manager.provisioner.pid  # type: ignore[union-attr]
        return pid

    async def work_through(self, code: Sequence[str], run: float) -> None:
        """Run all cells, answer each question, hand in."""
        self.run = run
        for cell in code:
            await self._follow(self.client.execute(cell))
        self.learner.ran = time.perf_counter() - run
        for question, response in self.learner.answers.items():
            await self._tell(self.cards.get(question), {"do": "check", "response": response})
        if self.learner.answers:
            await self._tell(self.check_in, {"do": "hand in"})
        self.learner.done = time.perf_counter() - run

    async def _tell(self, widget: str | None, content: Mapping[str, Any]) -> None:
        """Send what a widget's script sends when a button is pressed."""
        if not widget:
            self.learner.errors.append(f"no card for {content}")
            return
        data = {"comm_id": widget, "data": {"method": "custom", "content": content}}
        message = self.client.session.msg("comm_msg", data)
        self.client.shell_channel.send(message)
        await self._follow(message["header"]["msg_id"])

    async def _follow(self, request: str) -> None:
        """Read what the kernel says until it is done with a request."""
        while True:
            message = await self.client.get_iopub_msg()
            self._see(message["msg_type"], message["content"])
            if (
                message["content"].get("execution_state") == "idle"
                and message["parent_header"].get("msg_id") == request
            ):
                return

    def _see(self, kind: str, content: Mapping[str, Any]) -> None:
        """Keep what matters of a message."""
        if kind == "error":
            self.learner.errors.append(f"{content['ename']}: {content['evalue']}")
        elif kind == "comm_open":
            state = content["data"].get("state", {})
            if "view" in state:
                self.cards.setdefault(state["view"]["id"], content["comm_id"])
            elif "course" in state.get("state", {}):
                self.check_in = content["comm_id"]
        elif kind in {"display_data", "execute_result"}:
            data = content["data"]
            page = data.get("text/html", "")
            if "image/png" in data or any(mark in page for mark in PICTURES):
                self.learner.pictures += 1
                self.learner.first = min(self.learner.first, time.perf_counter() - self.run)

    async def end(self) -> None:
        """Kill the kernel and what it started."""
        if hasattr(self, "client"):
            self.client.stop_channels()
        if self.manager.has_kernel:
            await self.manager.shutdown_kernel(now=True)


def memory(pid: int) -> int | None:
    """Return the bytes that a process and its children take (PSS); elsewhere than Linux, None."""
    rollup = Path(f"/proc/{pid}/smaps_rollup")
    if not rollup.exists():
        return None
    kilobytes = next(
        int(line.split()[1]) for line in rollup.read_text().splitlines() if line.startswith("Pss:")
    )
    children = [
        int(child)
        for task in Path(f"/proc/{pid}/task").glob("*/children")
        for child in task.read_text().split()
    ]
    return 1024 * kilobytes + sum(memory(child) or 0 for child in children)


def free_memory() -> int | None:
    """Return the bytes of memory that programs can still have; elsewhere than Linux, None."""
    return _meminfo("MemAvailable")


def all_memory() -> int | None:
    """Return the bytes of memory of this machine; elsewhere than Linux, None."""
    return _meminfo("MemTotal")


def _meminfo(name: str) -> int | None:
    file = Path("/proc/meminfo")
    if not file.exists():
        return None
    lines = dict(line.split(":", 1) for line in file.read_text().splitlines())
    return 1024 * int(lines[name].split()[0])
