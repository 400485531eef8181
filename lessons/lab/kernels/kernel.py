"""The kernel of a lesson: ipykernel, with what lessons need already loaded."""

import ctypes
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any


def read_libraries() -> None:
    """Import what lessons need; the cost of a first exhibit is this."""
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # else the debugger greets
    import anywidget  # noqa: F401
    import tornado.platform.asyncio  # noqa: F401

    import lessons.kit.cards.card
    import lessons.kit.cards.checkin
    import lessons.kit.exhibits.charts
    import lessons.kit.exhibits.maps  # noqa: F401


def run(arguments: list[str], lifeline: int | None = None) -> None:
    """Be a kernel until it is shut down, or until the server is gone.

    Parameters
    ----------
    arguments
        What ipykernel is told on its command line, such as ``["-f", "kernel.json"]``.
    lifeline
        The reading end of a pipe whose other end only the server holds. Without it, this process
        is the server's child.
    """
    if lifeline is not None:
        alongside(os.read, lifeline, 1)
    elif os.name != "nt":
        alongside(wait_for_another_parent, parent())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # until a cell runs; ipykernel does so too, later
    read_libraries()
    from ipykernel.kernelapp import IPKernelApp
    from traitlets.config import Config

    class LessonKernelApp(IPKernelApp):
        """A kernel that is ended with the server by us, from its first moment on."""

        def init_poller(self) -> None:
            """Look at the server as ipykernel does where there are no Unix parents."""
            if os.name == "nt":
                super().init_poller()  # type: ignore[no-untyped-call]

    app: Any = LessonKernelApp.instance()
    # A lesson that is drawn again would else keep all pictures of the time before: 100 MB.
    app.update_config(Config({"InteractiveShell": {"cache_size": 0}}))
    app.ignore_cwd = True  # else IPython would put the notebook's folder on the import path
    app.exec_PYTHONSTARTUP = False
    app.parent_handle = app.parent_handle or os.getppid()  # it was not started by hand
    app.initialize(arguments)
    app.shell.events.register("post_run_cell", give_back)
    app.start()


def give_back(_result: object) -> None:
    """Give the system the memory that drawing took; else a lesson's kernel keeps 40 MB of it."""
    gc.collect()  # a figure is a circle of thousands of objects
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim:
        trim(0)


def alongside(wait: Callable[..., object], *given: int) -> None:
    """End this process when a wait is over."""

    def end() -> None:
        wait(*given)
        os._exit(1)

    threading.Thread(target=end, daemon=True).start()


def parent() -> int:
    """Give the number of the process that started this one, even if it is gone already."""
    return int(os.environ.get("JPY_PARENT_PID") or os.getppid())


def wait_for_another_parent(first: int) -> None:
    """Wait until the process that started this one is gone and another has taken it over.

    That other one need not be the first process of the system.
    """
    while os.getppid() == first:
        time.sleep(1)
