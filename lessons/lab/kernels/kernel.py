"""The kernel of a lesson: ipykernel, with what lessons need already loaded."""

import os
import threading
from typing import Any


def read_libraries() -> None:
    """Import what lessons need; the cost of a first exhibit is this."""
    import anywidget  # noqa: F401
    import ipykernel.ipkernel
    import ipykernel.kernelapp  # noqa: F401

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
        The reading end of a pipe whose other end only the server holds. Without it, ipykernel
        looks after its parent itself.
    """
    read_libraries()
    from ipykernel.kernelapp import IPKernelApp
    from traitlets.config import Config

    class Forked(IPKernelApp):
        """A kernel whose parent is not the server."""

        def init_poller(self) -> None:
            """Look at the server instead of the parent."""
            threading.Thread(target=end_with_the_server, args=(lifeline,), daemon=True).start()

    app: Any = (IPKernelApp if lifeline is None else Forked).instance()
    # A lesson that is drawn again would else keep all pictures of the time before: 100 MB.
    app.update_config(Config({"InteractiveShell": {"cache_size": 0}}))
    app.ignore_cwd = True  # else IPython would put the notebook's folder on the import path
    app.exec_PYTHONSTARTUP = False
    app.parent_handle = app.parent_handle or os.getppid()  # it was not started by hand
    app.initialize(arguments)
    app.start()


def end_with_the_server(lifeline: int) -> None:
    """End this process when nobody holds the other end of the pipe any more."""
    os.read(lifeline, 1)
    os._exit(1)
