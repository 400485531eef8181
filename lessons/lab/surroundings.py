"""What belongs to other installs, and stays out of the kit's JupyterLab and its kernels."""

import os
import shutil
import site
from pathlib import Path

from lessons.kit import places

NEEDED = ("anywidget", "@jupyter-widgets/jupyterlab-manager")
"""Extensions of JupyterLab's page that cards and maps are shown by."""

OTHERS = (
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "PYTHONUSERBASE",
    "JUPYTER_PATH",
    "JUPYTER_CONFIG_PATH",
    "JUPYTERLAB_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
)
"""Variables by which another install's libraries, kernels or settings would come in."""


def keep_others_out() -> None:
    """Let kernels find this kit, and nothing that another install's variables name."""
    for name in OTHERS:
        os.environ.pop(name, None)
    kit = places.PACKAGE.parent
    if kit in map(Path, [*site.getsitepackages(), site.getusersitepackages()]):
        os.environ.pop("PYTHONPATH", None)
    else:  # a checkout, which may have been copied or moved after setting up
        os.environ["PYTHONPATH"] = str(kit)


def own_extensions(folder: Path) -> Path:
    """Give a folder with those extensions of JupyterLab's page alone that the kit needs.

    Whatever else is installed beside the kit has a part in the page and a part in the server. The
    server's are off, so the page's are as well: one half alone complains over the lesson.
    """
    from jupyter_core.paths import jupyter_path

    for name in NEEDED:
        there = [Path(path, name) for path in jupyter_path("labextensions")]
        found = next((path for path in there if (path / "package.json").is_file()), None)
        own = folder / name
        if found is None or _is_same(found, own):
            continue
        shutil.rmtree(own, ignore_errors=True)
        shutil.copytree(found, own)
    return folder


def _is_same(one: Path, other: Path) -> bool:
    """Say whether two copies of an extension are of one build."""
    try:
        return (one / "package.json").read_bytes() == (other / "package.json").read_bytes()
    except OSError:
        return False
