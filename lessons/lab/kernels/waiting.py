"""A process that has done what is slow about a kernel's start, and waits to be asked for one.

Reading libraries and drawing a first map take most of the time until a learner sees something.
Where there is ``fork``, the process gives birth to one kernel after the other, which share its
memory; elsewhere it becomes the kernel, and the server prepares the next.
"""

import array
import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from lessons.kit.data import ROOT
from lessons.lab.kernels import kernel

REQUEST = 200_000
"""Bytes that a request may have; what is longer is an ordinary kernel's."""

READY = b"ready"
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
        A socket. Each message is one request; the reply is the kernel's number and a handle of
        its process.
    lifeline
        The reading end of a pipe; only the server holds the other. A kernel ends with it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's
    requests = socket.socket(fileno=descriptor)
    warm_up()
    known = made_of()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # a kernel that ends leaves nothing behind
    requests.send(READY)
    while request := requests.recv(REQUEST):
        if made_of() != known:
            return
        child = os.fork()
        if child == 0:
            requests.close()
            be_the_kernel(json.loads(request), lifeline)
            return
        handle = os.pidfd_open(child)
        rights = array.array("i", [handle])
        requests.sendmsg([str(child).encode()], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
        os.close(handle)


def be_the_kernel(order: dict[str, Any], lifeline: int) -> None:
    """Be a kernel in a process that was just forked."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.modules["numpy"].random.seed()  # Python's own generator is seeded anew by itself
    become(order, lifeline)


def become(order: dict[str, Any], lifeline: int | None = None) -> None:
    """Be the kernel that was asked for."""
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    kernel.run(order["arguments"], lifeline)


def wait_once() -> None:
    """Become a kernel when a request comes on standard input; end if none will come."""
    warm_up()
    request = sys.stdin.readline()
    if request:
        become(json.loads(request))
