"""The kernel's description: what JupyterLab reads to know how a lesson's kernel is started."""

import json
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

from lessons.lab.kernels import launch

NAME = "python3"
"""Notebooks name this kernel, so that they also open where the kit's own is not to be had."""

PROVISIONER = EntryPoint(
    "reading-a-crisis",
    "lessons.lab.kernels.provisioner:WaitingProvisioner",
    "jupyter_client.kernel_provisioners",
)


def command() -> list[str]:
    """Give how our script is started: this Python, without path variables and current folder."""
    return [sys.executable, "-E", "-P", str(Path(launch.__file__).resolve())]


def write(folder: Path) -> Path:
    """Write the description where Jupyter looks for it.

    Parameters
    ----------
    folder
        One of the folders that ``JUPYTER_PATH`` names.

    Returns
    -------
    Path
        The file.
    """
    file = folder / "kernels" / NAME / "kernel.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    described = {
        "argv": [*command(), "kernel", "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "metadata": {
            "supported_encryption": "curve",
            "kernel_provisioner": {"provisioner_name": PROVISIONER.name},
        },
    }
    file.write_text(json.dumps(described), encoding="utf-8")
    return file


def register() -> None:
    """Let jupyter_client find the provisioner, even where the kit's folder was moved or copied."""
    from jupyter_client.provisioning.factory import KernelProvisionerFactory

    KernelProvisionerFactory.instance().provisioners[PROVISIONER.name] = PROVISIONER
