"""Run the notebooks and store their outputs in normal form: small, locked and the same each time.

    python tools/store_outputs.py                           # all of notebooks/
    python tools/store_outputs.py notebooks/04_the_toll.ipynb
    python tools/store_outputs.py --check                   # say which are not in normal form

Normal form: prose and code cells can be neither edited nor deleted, code is folded. A code cell
with the tag ``tinker`` is the learner's: open, and free to edit. Cells are numbered as they ran.
Pictures are replaced by one small placeholder; everything else that a cell shows is kept, and
nbval compares it.
"""

import argparse
import base64
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from lessons.kit.places import NOTEBOOKS

TINKER = "tinker"
LARGEST = 200_000
"""Bytes that a stored notebook may have."""

DROPPED = {"image/png", "image/jpeg", "image/svg+xml", "application/vnd.jupyter.widget-view+json"}
PICTURE = re.compile(r"data:image/(?:png|jpeg|svg\+xml);base64,[A-Za-z0-9+/=]+")
PLACEHOLDER = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 120">'
    '<rect width="640" height="120" fill="#F2EFE9"/>'
    '<text x="320" y="66" text-anchor="middle" font-family="sans-serif" font-size="18" '
    'fill="#5F5A53">Run this cell to draw the picture</text></svg>'
)
TIME_MAP = re.compile(r"<!--timemap-->.*?<!--/timemap-->", re.DOTALL)
"""A map that works without a kernel: large, and made anew from the table and the atlas."""

TIME_MAP_PLACEHOLDER = "<!--timemap--><p>Run this cell to draw the map.</p><!--/timemap-->"
PLACEHOLDER_URI = "data:image/svg+xml;base64," + base64.b64encode(PLACEHOLDER.encode()).decode()

Notebook = nbformat.NotebookNode


class NotebookError(ValueError):
    """A notebook can't be stored; the message says which cell and why."""


def run(path: Path) -> Notebook:
    """Read a notebook and run its cells in order, in a new kernel.

    Raises
    ------
    NotebookError
        A cell raised an error.
    """
    notebook: Notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        store_widget_state=False,
    )
    try:
        client.execute()
    except (CellExecutionError, DeadKernelError) as error:
        raise NotebookError(f"{path.name} stopped: {error}") from error
    return notebook


def normalise(notebook: Notebook) -> Notebook:
    """Put a notebook that was run into normal form, in place."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    count = 0
    for cell in notebook.cells:
        cell.metadata = cell_metadata(cell)
        if cell.cell_type == "code":
            count += 1
            if cell.execution_count is not None:
                cell.execution_count = count
            cell.outputs = [normal_output(output, count) for output in merged(cell.outputs)]
    return notebook


def cell_metadata(cell: Notebook) -> Notebook:
    """Lock a cell against editing and deleting and fold its code, unless it is the learner's."""
    tags = list(cell.metadata.get("tags", []))
    metadata: dict[str, Any] = {"deletable": False}
    if TINKER not in tags:
        metadata["editable"] = False
        if cell.cell_type == "code":
            metadata["jupyter"] = {"source_hidden": True}
    if tags:
        metadata["tags"] = tags
    if "media" in cell.metadata:  # where it stands: see lessons/kit/walk.py
        metadata["media"] = list(cell.metadata["media"])
    if "sheet" in cell.metadata:  # how it stands on paper: see there
        metadata["sheet"] = cell.metadata["sheet"]
    locked: Notebook = nbformat.from_dict(metadata)
    return locked


def merged(outputs: list[Notebook]) -> Iterator[Notebook]:
    """Give a cell's outputs, all that it printed to one stream as one."""
    streams: dict[str, Notebook] = {}
    for output in outputs:
        if output.output_type != "stream":
            yield output
        elif output.name in streams:
            streams[output.name].text += output.text
        else:
            streams[output.name] = output
            yield output


def normal_output(output: Notebook, count: int) -> Notebook:
    """Leave out of an output what is large, random or only on this machine."""
    if "data" in output:
        output.metadata = nbformat.from_dict({})
        output.data = nbformat.from_dict(
            {
                kind: without_pictures(content) if kind == "text/html" else content
                for kind, content in output.data.items()
                if kind not in DROPPED
            }
        )
    if output.output_type == "execute_result":
        output.execution_count = count
    return output


def without_pictures(page: str) -> str:
    """Put a small placeholder for each picture of a page."""
    return TIME_MAP.sub(TIME_MAP_PLACEHOLDER, PICTURE.sub(PLACEHOLDER_URI, page))


def faults(notebook: Notebook, name: str) -> list[str]:
    """Say, a sentence each, what a learner should not meet or nbval would not see."""
    found = []
    for number, cell in enumerate(notebook.cells, start=1):
        where = f"{name}, cell {number} ({cell.id})"
        if cell.cell_type != "code":
            continue
        if cell.execution_count is None and cell.source.strip():
            found.append(f"{where} has not been run; run `make notebooks`.")
        for output in cell.outputs:
            if output.output_type == "error":
                found.append(f"{where} stores an error, {output.ename}; mend the cell.")
            if output.get("name") == "stderr":
                line = output.text.strip().splitlines()[0]
                found.append(f"{where} stores a warning, {line!r}; mend its cause.")
    size = len(text(notebook).encode())
    if size > LARGEST:
        found.append(f"{name} would have {size:,} bytes; {LARGEST:,} is the most. Show less.")
    return found


def text(notebook: Notebook) -> str:
    """Write a notebook as its file has it."""
    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"


def store(path: Path) -> None:
    """Run a notebook and store it in normal form.

    Raises
    ------
    NotebookError
        It has faults; the file stays as it was.
    """
    notebook = normalise(run(path))
    found = faults(notebook, path.name)
    if found:
        raise NotebookError("\n".join(found))
    path.write_text(text(notebook), encoding="utf-8", newline="\n")


def check(path: Path) -> list[str]:
    """Say what is not in normal form, without running anything."""
    stored = path.read_text(encoding="utf-8")
    notebook = normalise(nbformat.reads(stored, as_version=4))
    found = faults(notebook, path.name)
    if text(notebook) != stored:
        found.append(f"{path.name} is not in normal form; run `make notebooks` and commit it.")
    return found


def all_notebooks() -> list[Path]:
    """List the notebooks of the kit, in order; not the copies that JupyterLab keeps."""
    found = NOTEBOOKS.rglob("*.ipynb")
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


def main(argv: list[str] | None = None) -> int:
    """Store or check the notebooks named, or all of them."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("notebooks", nargs="*", type=Path, help="all of notebooks/ if none is named")
    ask.add_argument("--check", action="store_true", help="run nothing; exit 1 if one is not right")
    options = ask.parse_args(argv)
    found: list[str] = []
    for path in options.notebooks or all_notebooks():
        if options.check:
            found += check(path)
            continue
        try:
            store(path)
        except NotebookError as error:
            found.append(str(error))
        else:
            print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
