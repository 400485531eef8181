"""A process that has done what is slow about a kernel's start, and waits to be asked for one.

Reading libraries and drawing a first map take most of the time until a learner sees something.
Where there is ``fork``, the process gives birth to one kernel after the other, which share its
memory; elsewhere it becomes the kernel, and the server prepares the next.
"""

import contextlib
import gc
import importlib
import json
import os
import queue
import select
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from lessons.kit.data import ROOT
from lessons.lab.kernels import kernel

REQUEST = 200_000
"""Bytes that a request may have; what is longer is an ordinary kernel's."""

GO = b"go"
"""What a kernel hears that is wanted; one that nobody waits for any more ends."""

PACKAGE = ROOT / "lessons"


def warm_up() -> None:
    """Import what lessons need, read them with their questions, and draw a map with letters."""
    kernel.read_libraries()
    from lessons.kit import selfcheck, syllabus
    from lessons.kit.quiz import bank, text

    text.html("*")  # which imports what reads Markdown
    for entry in syllabus.entries():
        with contextlib.suppress(ImportError, bank.BankError):  # a kernel will say so
            importlib.import_module(f"lessons.{entry.name}")
            bank.of(entry.name)
    selfcheck.draw().png()
    gc.collect()
    gc.freeze()  # so that a child's first collection doesn't copy every page
    gc.collect()  # of nothing; Python waits for the next until there is a quarter of this one's


def made_of() -> dict[str, int]:
    """Give when each file of the kit that was read, code or table, was last changed."""
    read = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    files = [Path(file) for file in read if file and Path(file).is_relative_to(PACKAGE)]
    files += [*ROOT.glob("data/tables/*"), *ROOT.glob("data/atlas/*")]
    return {str(file): file.stat().st_mtime_ns for file in files if file.exists()}


def fork_on_request(descriptor: int, lifeline: int) -> None:
    """Fork a kernel for each request, until the server is gone or the kit has changed.

    Parameters
    ----------
    descriptor
        A socket. Each message is one request and brings a socket for the reply: the kernel's
        number and a handle of its process.
    lifeline
        The reading end of a pipe; only the server holds the other. A kernel ends with it, and so
        does this process, whatever it is doing.
    """
    end_with(lifeline)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's
    requests = socket.socket(fileno=descriptor)
    warm_up()
    known = made_of()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # a kernel that ends leaves nothing behind
    while True:
        request, (sent,) = received(requests)
        with socket.socket(fileno=sent) as reply:
            if made_of() != known:
                return
            if gave_up(reply):
                continue
            child = os.fork()
            if child == 0:
                requests.close()
                be_the_kernel(request, reply, lifeline)
                return
            hand_over(child, reply)


def end_with(lifeline: int) -> None:
    """Let the system end this process when nobody holds the other end of the pipe any more.

    No thread looks at it: a process that forks should have none.
    """
    import fcntl

    signal.signal(signal.SIGIO, signal.SIG_DFL)  # which is to end, even in the midst of a library
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:
        sys.exit()  # it was over already


def received(requests: socket.socket) -> tuple[bytes, list[int]]:
    """Give the next request, and the descriptor that came with it."""
    request, sent, _, _ = socket.recv_fds(requests, REQUEST, 1)
    if not request:
        sys.exit()  # the server is gone, or wants no more
    return request, sent


def gave_up(reply: socket.socket) -> bool:
    """Tell whether nobody waits for a reply any more."""
    return bool(select.select([reply], [], [], 0)[0])


def hand_over(child: int, reply: socket.socket) -> None:
    """Tell the server of a kernel; if it doesn't want it any more, the kernel ends by itself."""
    handle = os.pidfd_open(child)
    with contextlib.suppress(OSError):
        socket.send_fds(reply, [str(child).encode()], [handle])
    os.close(handle)


def be_the_kernel(request: bytes, reply: socket.socket, lifeline: int) -> None:
    """Be a kernel in a process that was just forked, if it is still wanted."""
    os.setsid()
    with reply:
        if reply.recv(len(GO)) != GO:
            return
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    sys.modules["numpy"].random.seed()  # Python's own generator is seeded anew by itself
    become(json.loads(request), lifeline)


def become(order: dict[str, Any], lifeline: int | None = None) -> None:
    """Be the kernel that was asked for."""
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    kernel.run(order["arguments"], lifeline)


def wait_once() -> None:
    """Become a kernel when a request comes on standard input; end as soon as none can come."""
    orders: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=read_order, args=(orders,), daemon=True).start()
    warm_up()
    become(orders.get())


def read_order(orders: "queue.SimpleQueue[dict[str, Any]]") -> None:
    """Read the one request; without one, end this process in the midst of whatever it does."""
    request = sys.stdin.readline()
    if not request:
        os._exit(0)
    orders.put(json.loads(request))
