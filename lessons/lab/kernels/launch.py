"""Start a kernel, or what will be one, with this kit and nothing that lies beside a notebook.

Run by its path, as ``python -E -P launch.py kernel -f FILE``: without the current folder and
without Python's path variables. IPython would add the folder again by itself, and is told not to.
"""

import importlib.util
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[2]


def adopt() -> None:
    """Let ``import lessons`` find the package that this file lies in, and nothing else beside it.

    So a kernel finds the kit even where its folder was copied or moved after it was set up, and a
    stray file in that folder is no module.
    """
    file = PACKAGE / "__init__.py"
    spec = importlib.util.spec_from_file_location(
        "lessons", file, submodule_search_locations=[str(PACKAGE)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} can't be imported; get a fresh copy of the kit.")
    package = importlib.util.module_from_spec(spec)
    sys.modules["lessons"] = package
    spec.loader.exec_module(package)


def main(how: str, *arguments: str) -> None:
    """Be a kernel, or wait to be one.

    Parameters
    ----------
    how
        ``kernel``, ``fork`` or ``become``.
    arguments
        For ``kernel``, what ipykernel is told; for ``fork``, the numbers of two descriptors.
    """
    adopt()
    from lessons.lab.kernels import kernel, waiting

    if how == "kernel":
        kernel.run(list(arguments))
    elif how == "fork":
        waiting.fork_on_request(*map(int, arguments))
    else:
        waiting.wait_once()


if __name__ == "__main__":
    main(*sys.argv[1:])
