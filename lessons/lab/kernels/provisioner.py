"""How JupyterLab gets a lesson's kernel: from a process that waits, or as any other.

It is an extension of jupyter_client (a *kernel provisioner*). At any trouble it starts an ordinary
kernel, which only takes longer. ``LESSONS_WAITING=off`` switches it off.
"""

import asyncio
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Protocol

from jupyter_client.launcher import launch_kernel
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from lessons.lab.kernels.waiting import GO, REQUEST

SETTING = "LESSONS_WAITING"
PATIENCE = 20.0
"""Seconds to wait for a kernel from the process that waits, which may still be on its way."""


class WaitingError(RuntimeError):
    """No kernel comes from here; an ordinary one will do, and the next may come from it."""


class GoneError(WaitingError):
    """None will come from it any more."""


class Source(Protocol):
    """Where kernels come from that are warm already."""

    async def kernel(self, order: dict[str, Any]) -> Any:
        """Give the process of a kernel, as `subprocess.Popen` does."""

    def close(self) -> None:
        """End what still waits."""


class Forked:
    """A kernel's process that is not a child of this one; used as a `subprocess.Popen` is."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, handle: int) -> None:
        self.pid, self.handle = pid, handle
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Give ``None`` while it runs."""
        if self.returncode is None and select.select([self.handle], [], [], 0)[0]:
            self.returncode = 0
            os.close(self.handle)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended."""
        if self.returncode is None and not select.select([self.handle], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("kernel", timeout or 0)
        return self.poll() or 0

    def send_signal(self, signum: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.handle, signum)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class Forks:
    """One waiting process that forks kernels."""

    def __init__(self, command: Sequence[str]) -> None:
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        reading, self.lifeline = os.pipe()
        try:
            self.process = subprocess.Popen(  # noqa: S603  our own script
                [*command, "fork", str(theirs.fileno()), str(reading)],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(), reading),
                start_new_session=True,
            )
        finally:
            theirs.close()
            os.close(reading)
        self.socket.setblocking(False)

    async def kernel(self, order: dict[str, Any]) -> Forked:
        """Let it fork a kernel, as soon as it is ready.

        The order brings a socket of its own for the reply, so that several may wait at once. Who
        gives up closes it, and then no kernel is made, or the one that was made ends.
        """
        request = json.dumps(order).encode()
        if len(request) > REQUEST:
            raise WaitingError("the order is too long")
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with mine:
            with theirs:
                self._send(request, theirs)
            await readable(mine, PATIENCE)
            reply, handles, _, _ = socket.recv_fds(mine, 32, 1)
            if not (reply and handles):
                raise GoneError("the kit has changed, or the waiting process has ended")
            mine.send(GO)
        return Forked(int(reply), handles[0])

    def _send(self, request: bytes, reply: socket.socket) -> None:
        try:
            socket.send_fds(self.socket, [request], [reply.fileno()])
        except BlockingIOError:
            raise WaitingError("too many wait already") from None
        except OSError:
            raise GoneError("the waiting process has ended") from None

    def close(self) -> None:
        """End it. Kernels that came from it live on: the lifeline stays open."""
        self.socket.close()
        end(self.process)


class Becomes:
    """A waiting process that becomes the next kernel."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = command
        self.process = self.prepare()

    def prepare(self) -> "subprocess.Popen[bytes]":
        """Start the next one."""
        command = [*self.command, "become"]
        return launch_kernel(command, stdin=subprocess.PIPE, env=os.environ.copy())

    async def kernel(self, order: dict[str, Any]) -> "subprocess.Popen[bytes]":
        """Let the one that waits be the kernel, and prepare another."""
        process = self.process
        self.process = self.prepare()
        if process.poll() is not None or process.stdin is None:
            raise WaitingError("the one that waited has ended")
        process.stdin.write(json.dumps(order).encode() + b"\n")
        process.stdin.flush()
        return process

    def close(self) -> None:
        """End the one that waits."""
        end(self.process)


async def readable(end: socket.socket, seconds: float) -> None:
    """Wait until something has come, or the other end is closed.

    Raises
    ------
    WaitingError
        Nothing has come in this time.
    """
    loop = asyncio.get_running_loop()
    come = asyncio.Event()
    loop.add_reader(end, come.set)
    try:
        async with asyncio.timeout(seconds):
            await come.wait()
    except TimeoutError:
        raise WaitingError("the waiting process is not ready yet") from None
    finally:
        loop.remove_reader(end)


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a process that waits; it has nothing to lose."""
    process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)


def can_fork() -> bool:
    """Tell whether a process full of libraries may be forked here, and watched by others.

    On macOS there is ``fork``, but the system's own libraries don't bear it.
    """
    if not (sys.platform == "linux" and hasattr(os, "pidfd_open")):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


class WaitingProvisioner(LocalProvisioner):
    """Starts kernels from a process that waits, one for each command of a kernel."""

    sources: ClassVar[dict[tuple[str, ...], Source]] = {}
    stopping: ClassVar[bool] = False
    """Whether the server is being stopped; then nothing is prepared any more."""

    @classmethod
    def prepare(cls, command: Sequence[str]) -> Source | None:
        """Start the waiting process, unless it waits already or is switched off.

        Parameters
        ----------
        command
            How a kernel is started, up to our script's name.
        """
        key = tuple(command)
        if cls.stopping or os.environ.get(SETTING) == "off":
            return None
        if key not in cls.sources:
            cls.sources[key] = (Forks if can_fork() else Becomes)(command)
        return cls.sources[key]

    @classmethod
    def close(cls) -> None:
        """End all that still waits; whoever waits for it gets an ordinary kernel."""
        while cls.sources:
            _, source = cls.sources.popitem()
            source.close()

    @classmethod
    def stop(cls) -> None:
        """End all that still waits, and begin no more: the server stops."""
        cls.stopping = True
        cls.close()

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Give a kernel."""
        try:
            process = await self._warm(cmd, kwargs)
        except (WaitingError, OSError, ValueError) as problem:
            self.log.debug("An ordinary kernel is started: %s", problem)
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid = process, process.pid
        self.pgid = self.pid if hasattr(os, "getpgid") else None
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info

    async def _warm(self, cmd: list[str], kwargs: dict[str, Any]) -> Any:
        """Ask the waiting process; if it is gone, let the next one begin anew."""
        command, (how, *arguments) = cmd[: cmd.index("kernel")], cmd[cmd.index("kernel") :]
        source = self.prepare(command)
        if source is None or how != "kernel" or kwargs.get("independent"):
            raise WaitingError("it is switched off, or not ours")
        env = {**(kwargs.get("env") or os.environ), "JPY_PARENT_PID": str(os.getpid())}
        order = {"arguments": arguments, "cwd": str(kwargs.get("cwd") or Path.cwd()), "env": env}
        try:
            return await source.kernel(order)
        except (GoneError, OSError, ValueError):
            if self.sources.get(tuple(command)) is source:
                del self.sources[tuple(command)]
                source.close()
                self.prepare(command)
            raise
