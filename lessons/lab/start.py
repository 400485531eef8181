"""Start JupyterLab on the learner's first page, with settings of its own.

JupyterLab keeps settings, workspaces and its history in the user's home. The kit
gives it a folder of its own instead (``.jupyter`` in the learner's ``work/``, or a
temporary one where that can't be written to), so that a lesson looks the same on
every machine and nobody's own JupyterLab is changed.
"""

import errno
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lessons.kit import places
from lessons.kit.catalogue import say
from lessons.kit.record import work_folder
from lessons.lab import copies
from lessons.lab import server as lesson_server
from lessons.lab.kernels import spec
from lessons.lab.kernels.provisioner import WaitingProvisioner
from lessons.lab.restore import advice
from lessons.lab.surroundings import keep_others_out, own_extensions

SETTINGS = Path(__file__).parent
"""Folder of ``overrides.json`` (where our settings differ from JupyterLab's), of
``page_config.json`` (which of its parts are left out) and of ``custom.css`` (how prose looks)."""

EXTENSIONS = SETTINGS / "labextension"
"""Folder of the lesson view, as JupyterLab loads it."""

LONGEST = 45
"""Letters that the path of a folder for sockets may have: with the sockets' own names, a system
takes no more than about a hundred."""

PORTS = range(8888, 8988)
"""Ports tried in turn when none is named."""

NEEDED = 500_000
"""Bytes that JupyterLab's own files may take."""

ANY_ADDRESS = {"0.0.0.0", "::", "*", ""}  # noqa: S104 - compared with, not listened on


class StartError(RuntimeError):
    """JupyterLab can't start; the message says why and what to do."""


def start(ip: str = "127.0.0.1", port: int | None = None, *, browser: bool = True) -> None:
    """Run JupyterLab on the start page until Ctrl-C.

    Parameters
    ----------
    ip
        Address to listen on. ``0.0.0.0`` lets other machines in.
    port
        Port to listen on. Without it, the first free one from 8888 up.
    browser
        Whether to open the page in the user's browser.

    Raises
    ------
    StartError
        The first page is missing, or the address can't be listened on.

    Examples
    --------
    >>> start(port=9000, browser=False)  # doctest: +SKIP
    Reading a Crisis is at http://127.0.0.1:9000/doc/tree/... (Ctrl-C stops it)
    """
    port = free_port(ip) if port is None else checked_port(ip, port)
    brought = copies.bring()
    for line in told(brought):
        sys.stderr.write(f"{line}\n")
    page = brought.folder / copies.FIRST
    if not page.is_file():
        raise StartError(say("start.fault.page", page=page))
    with private_folder() as folder:
        run_lab(ip, port, folder, page, browser=browser, folders=[brought.folder])


def edit(ip: str = "127.0.0.1", port: int | None = None, *, browser: bool = True) -> None:
    """Run JupyterLab on the kit's own notebooks, for those who write them.

    Raises
    ------
    StartError
        There are none to edit, or the address can't be listened on.
    """
    if places.INSTALLED:
        raise StartError(say("start.fault.installed"))
    port = free_port(ip) if port is None else checked_port(ip, port)
    with private_folder() as folder:
        run_lab(ip, port, folder, places.NOTEBOOKS / copies.FIRST, browser=browser)


def told(brought: copies.Brought) -> Iterator[str]:
    """Say what a learner should know about their copies."""
    if brought.folder == places.NOTEBOOKS:
        yield (say("start.copies.nowhere", trouble=brought.trouble))
    elif brought.trouble:
        yield say("start.copies.trouble", trouble=brought.trouble)
    elif brought.first:
        yield say("start.copies.first", folder=brought.folder)
    if brought.corrected:
        yield say("start.copies.corrected", names=", ".join(brought.corrected))
    if brought.waiting:
        names = [Path(name).stem for name in brought.waiting]
        yield (say("start.copies.waiting", names=", ".join(brought.waiting), advice=advice(names)))
    if brought.damaged:
        names = [Path(name).stem for name in brought.damaged]
        yield say("start.copies.damaged", names=", ".join(brought.damaged), advice=advice(names))


def free_port(ip: str) -> int:
    """Return the first port of `PORTS` that nobody listens on.

    Raises
    ------
    StartError
        All are taken, or ``ip`` is not an address of this machine.
    """
    for port in PORTS:
        try:
            return listening_port(ip, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise StartError(why_not(ip, port, error)) from error
    raise StartError(say("start.fault.ports", first=str(PORTS[0]), last=str(PORTS[-1]), ip=ip))


def checked_port(ip: str, port: int) -> int:
    """Return ``port`` (for 0, one that the system chose) if it can be listened on.

    Raises
    ------
    StartError
        It can't; the message says why.
    """
    if port not in range(65536):
        raise StartError(say("start.fault.no-port", port=str(port)))
    try:
        return listening_port(ip, port)
    except OSError as error:
        raise StartError(why_not(ip, port, error)) from error


def listening_port(ip: str, port: int) -> int:
    """Listen on ``ip`` and ``port`` as JupyterLab will, for a moment; return the port."""
    from tornado.netutil import bind_sockets

    sockets = bind_sockets(port, "" if ip == "*" else ip)
    chosen: int = sockets[0].getsockname()[1]
    for each in sockets:
        each.close()
    return chosen


def why_not(ip: str, port: int, error: OSError) -> str:
    """Say in one sentence why ``ip`` and ``port`` can't be listened on, and what to do."""
    if isinstance(error, PermissionError):
        return say("start.fault.forbidden", port=str(port))
    if error.errno == errno.EADDRINUSE:
        return say("start.fault.taken", port=str(port))
    return say("start.fault.address", ip=ip)


@contextmanager
def private_folder() -> Iterator[Path]:
    """Give a folder for JupyterLab's own files: kept in ``work/``, or temporary."""
    kept = work_folder() / ".jupyter"
    try:
        kept.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=kept) as trial:
            trial.write(bytes(NEEDED))
    except OSError:
        with tempfile.TemporaryDirectory(
            prefix="reading-a-crisis-", ignore_cleanup_errors=True
        ) as temporary:
            yield Path(temporary)
    else:
        yield kept


def run_lab(
    ip: str,
    port: int,
    folder: Path,
    page: Path | None = None,
    *,
    browser: bool,
    folders: Sequence[Path] = (),
) -> None:
    """Serve JupyterLab until Ctrl-C, keeping its own files in ``folder``.

    It opens on ``page``, by default the first of the kit's own notebooks. Notebooks of the kit in
    ``folders`` are shown as lessons, and run when they are opened.
    """
    page = page or places.NOTEBOOKS / copies.FIRST
    settle_in(folder)
    from jupyterlab.labapp import LabApp

    LabApp.load_other_extensions = False  # language servers and terminals: slow, and unused here
    token = secrets.token_hex(24)
    server = LabApp.initialize_server(lab_options(ip, port, token, folder, page, browser=browser))
    for interruption in (signal.SIGINT, signal.SIGTERM):
        signal.signal(interruption, lambda *_: server.stop(from_signal=True))
    host = socket.gethostname() if ip in ANY_ADDRESS else ip
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}{address_of(page)}"
    welcome = say("start.lab.address", address=f"{address}?token={token}")
    lesson_server.attach(server, folders)
    server.io_loop.add_callback(tell, welcome)  # once it answers
    server.io_loop.add_callback(WaitingProvisioner.prepare, spec.command())
    if ip in ANY_ADDRESS:
        server.io_loop.add_callback(tell, say("start.door.open"))
    try:
        server.start()
    finally:
        WaitingProvisioner.close()
    tell(say("start.lab.stopped"))


def settle_in(folder: Path) -> None:
    """Let this process keep Jupyter's own files in ``folder``, with our settings laid out there."""
    keep_others_out()
    os.environ.update(
        IPYTHONDIR=str(folder / "ipython"),
        JUPYTER_CONFIG_DIR=str(folder / "config"),
        JUPYTER_DATA_DIR=str(folder / "data"),
        JUPYTER_RUNTIME_DIR=str(folder / "runtime"),
        JUPYTER_PREFER_ENV_PATH="1",
        JUPYTER_PATH=str(folder / "own"),
    )
    do_without_home(folder)
    lay_down("custom.css", folder / "config" / "custom")
    spec.write(folder / "own")
    spec.register()


def root_of(page: Path) -> Path:
    """Give the folder whose files JupyterLab lists: the learner's, if the page is in it."""
    mine = places.learner_folder()
    shown = page.is_relative_to(mine) and not any(
        part.startswith(".")
        for part in page.relative_to(mine).parts  # JupyterLab hides those
    )
    return mine if shown else page.parent.parent


def address_of(page: Path) -> str:
    """Give the path of a page in JupyterLab."""
    return f"/doc/tree/{quote(page.relative_to(root_of(page)).as_posix())}"


def do_without_home(folder: Path) -> None:
    """Let libraries keep in ``folder`` what they else keep in the user's home, if there is none."""
    try:
        home = Path.home()
    except RuntimeError:  # the system knows of none, and Jupyter asks for one
        home = Path(os.devnull)
        os.environ.update(HOME=os.devnull, USERPROFILE=os.devnull)
    if not (home.is_dir() and os.access(home, os.W_OK)):
        os.environ.setdefault("MPLCONFIGDIR", str(folder / "matplotlib"))


def lay_down(name: str, folder: Path) -> None:
    """Copy one of our settings to where JupyterLab or a kernel looks for it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SETTINGS / name, folder / name)


def lab_options(
    ip: str, port: int, token: str, folder: Path, page: Path, *, browser: bool
) -> list[str]:
    """List what JupyterLab is told on its command line."""
    told = {
        "ServerApp.ip": ip,
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.open_browser": browser,
        "ServerApp.allow_root": True,
        "Application.log_level": "ERROR",
        "IdentityProvider.token": token,
        **settings(folder, page),
    }
    return [f"--{name}={value}" for name, value in told.items()]


def settings(folder: Path, page: Path) -> dict[str, Any]:
    """Give what JupyterLab is told, wherever a lesson is opened: here or on a hub.

    Parameters
    ----------
    folder
        Where JupyterLab's own files lie.
    page
        What it opens on.
    """
    import zmq

    return {
        "ServerApp.root_dir": str(root_of(page)),
        "ServerApp.kernel_manager_class": "lessons.lab.kernels.manager.LessonKernels",
        "KernelManager.transport_encryption": "auto" if zmq.has("curve") else "disabled",
        "KernelManager.transport": "ipc" if has_sockets(folder / "runtime") else "tcp",
        "LabApp.default_url": address_of(page),
        "LabApp.app_settings_dir": str(SETTINGS),
        "LabApp.labextensions_path": str(own_extensions(folder / "extensions")),
        "LabApp.extra_labextensions_path": str(EXTENSIONS),
        "LabApp.custom_css": True,
        "LabApp.user_settings_dir": str(folder / "settings"),
        "LabApp.workspaces_dir": str(folder / "workspaces"),
        "LabApp.news_url": None,
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }


def has_sockets(folder: Path) -> bool:
    """Tell whether kernels can be reached by files in a folder, and so can't collide on ports."""
    import zmq

    return bool(zmq.has("ipc")) and len(os.fsencode(folder)) <= LONGEST


def tell(line: str) -> None:
    """Print one line at once, even into a file or a pipe."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
