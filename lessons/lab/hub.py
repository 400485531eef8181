"""A learner's JupyterLab on a hub: as ``lessons start`` makes it, behind the hub's log-in.

JupyterHub starts it for each learner, under the learner's account::

    c.Spawner.cmd = ["/opt/reading-a-crisis/bin/python", "-m", "lessons.lab.hub"]

The kit is one install that nobody writes to. The learner's copies and answers lie in *Reading a
Crisis* in their home, or where ``LESSONS_FOLDER`` says; at each start they are brought up to date.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from lessons.lab import copies
from lessons.lab.kernels.provisioner import SETTING as WAITING
from lessons.lab.start import lay_down, private_folder, settings, settle_in
from lessons.lab.start import told as said_of

NEEDED = "JUPYTERHUB_API_TOKEN"
"""What a hub tells each server that it starts."""

LISTS = {"LabApp.labextensions_path", "LabApp.extra_labextensions_path"}
"""Settings that are lists in a file."""


def main() -> int:
    """Be a learner's server until the hub ends it; return 2 with a sentence if there is no hub."""
    if NEEDED not in os.environ:
        sys.stderr.write(
            "This is started by a JupyterHub, for each learner (docs/hub.md). For yourself, type "
            "“lessons start”.\n"
        )
        return 2
    try:
        from jupyterhub.singleuser import main as serve
    except ImportError:
        sys.stderr.write(
            f"Install the hub's version of jupyterhub beside the kit: {sys.executable} -m pip "
            "install jupyterhub==VERSION\n"
        )
        return 2
    brought = copies.bring()
    for line in said_of(brought):
        sys.stderr.write(f"{line}\n")
    with private_folder() as folder:
        os.environ[WAITING] = "off"  # a process that waits would cost each learner its memory
        put_in_path(Path(sys.executable).parent)
        settle_in(folder)
        write_settings(only_ours(), folder, brought.folder)
        serve()
    return 0


def only_ours() -> Path:
    """Give a folder for settings that is the only one read, whatever is installed beside the kit.

    It lasts as long as this process.
    """
    from jupyter_core.paths import jupyter_config_dir

    os.environ["JUPYTER_NO_CONFIG"] = "1"
    place = Path(jupyter_config_dir())
    lay_down("custom.css", place / "custom")
    return place


def put_in_path(programs: Path) -> None:
    """Let a cell's ``!lessons`` be this kit's."""
    path = os.environ.get("PATH", "")
    if str(programs) not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([str(programs), path])


def write_settings(place: Path, folder: Path, lessons: Path) -> Path:
    """Write what the server reads when it starts.

    Parameters
    ----------
    place
        Where it looks for settings.
    folder
        Where JupyterLab's own files lie.
    lessons
        Where the learner's copies lie.

    Returns
    -------
    Path
        The file.
    """
    config: dict[str, dict[str, Any]] = {
        "ReadingACrisis": {"folders": [str(lessons)]},
        "ServerApp": {
            "jpserver_extensions": {"jupyterlab": True, "lessons.lab.server": True},
            "terminals_enabled": False,
        },
    }
    told = settings(folder, lessons / copies.FIRST)
    told["ServerApp.default_url"] = told["LabApp.default_url"]  # a hub asks the server first
    for name, value in told.items():
        owner, _, trait = name.partition(".")
        config.setdefault(owner, {})[trait] = [value] if name in LISTS else value
    file = place / "jupyter_server_config.json"
    file.write_text(json.dumps(config, indent=1), encoding="utf-8")
    return file


if __name__ == "__main__":
    sys.exit(main())
