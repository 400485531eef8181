"""What the lesson view in the browser asks the server: which notebook is the kit's, and its cells.

A notebook is the kit's if it lies in a registered folder under the name of one of ours; whatever
else a person opens is none of this part's business. ``lessons start`` registers the folder that it
opens; a hub does so in its settings::

    c.ReadingACrisis.folders = ["/home/jovyan/Reading a Crisis"]
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web

from lessons.kit import data, places
from lessons.kit.catalogue import words
from lessons.kit.syllabus import entries
from lessons.lab import outputs
from lessons.lab.kernels import spec

ADDRESS = r"reading-a-crisis/lesson"
HOME = "00_start_here.ipynb"
ARTICLE = "the_article.ipynb"


class LessonHandler(APIHandler):
    """Answers what is known of a notebook: JSON, ``null`` if it is not the kit's."""

    def initialize(self, folders: Sequence[Path]) -> None:
        """Keep the registered folders."""
        self.folders = folders

    @web.authenticated
    def get(self) -> None:
        """Answer for the notebook of ``path``, as JupyterLab names it."""
        root = Path(self.contents_manager.root_dir)
        told = about(root, self.get_argument("path"), self.folders)
        if told and not isolated(self.kernel_spec_manager):
            told["kernel"] = None
        self.finish(json.dumps(told))


def about(root: Path, path: str, folders: Sequence[Path]) -> dict[str, Any] | None:
    """Say what the lesson view needs to know of a notebook.

    Parameters
    ----------
    root
        JupyterLab's folder.
    path
        The notebook's path in it.
    folders
        The registered ones.

    Returns
    -------
    dict or None
        ``None`` if it is not the kit's. Else ``title``, ``cells`` (the kit's code by each cell's
        id), ``kernel`` (the kernel that may run them unasked), ``home`` and ``next`` (paths, and
        the next lesson's title), ``article`` (the path of the lesson on its paragraphs, or where it
        can be read on the web).
    """
    file = (root / path).resolve()
    known = (each.resolve() for each in folders)
    folder = next((each for each in known if file.is_relative_to(each)), None)
    if folder is None:
        return None
    source = places.NOTEBOOKS / file.relative_to(folder)
    if not (file.suffix == ".ipynb" and source.is_file()):
        return None
    return {
        "cells": cells(source, source.stat().st_mtime_ns),
        "kernel": spec.NAME,
        "home": beside(root, folder / HOME),
        "article": article(root, folder),
        **place(root, folder, file.stem),
    }


@cache
def cells(source: Path, _changed: int) -> dict[str, str]:
    """Give the kit's code cells of a notebook by their ids."""
    notebook = nbformat.read(source, as_version=4)
    return {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "code"}


def place(root: Path, folder: Path, stem: str) -> dict[str, Any]:
    """Give a notebook's number and title, and the lesson that comes next."""
    order = {f"{entry.number:02}_{entry.name}": entry for entry in entries()}
    stems = [Path(HOME).stem, *order]
    here = order.get(stem)
    told = {"number": here.number, "title": here.title} if here else {"number": 0, "title": ""}
    if stem not in stems[:-1]:
        return {**told, "next": None}
    following = stems[stems.index(stem) + 1]
    path = beside(root, folder / f"{following}.ipynb")
    return {**told, "next": path and {"path": path, "title": order[following].title}}


def beside(root: Path, file: Path) -> str | None:
    """Give a file's path as JupyterLab names it, if there is such a file."""
    if not (file.is_file() and file.is_relative_to(root.resolve())):
        return None
    return file.relative_to(root.resolve()).as_posix()


def article(root: Path, folder: Path) -> dict[str, str | None]:
    """Give where the article can be looked at: here, paragraph by paragraph, or on the web."""
    return {"path": beside(root, folder / ARTICLE), "url": data.source("ART").url}


def isolated(manager: Any) -> bool:
    """Tell whether this server's kernels leave alone what lies beside a notebook."""
    try:
        argv: list[str] = manager.get_kernel_spec(spec.NAME).argv
    except (LookupError, OSError):
        return False
    return argv[: len(spec.command())] == spec.command()


def attach(server: Any, folders: Sequence[Path]) -> None:
    """Let a running server answer the lesson view.

    Parameters
    ----------
    server
        The ``ServerApp``.
    folders
        Where the kit's notebooks lie that may run by themselves.
    """
    app = server.web_app
    address = url_path_join(app.settings["base_url"], ADDRESS)
    app.add_handlers(".*$", [(address, LessonHandler, {"folders": folders})])
    outputs.keep_text(server.contents_manager, folders)
    page = app.settings.setdefault("page_config_data", {})
    page["readingACrisis"], page["readingACrisisWords"] = ADDRESS, json.dumps(words("view.lesson."))


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Tell jupyter_server what to load, on a hub."""
    return [{"module": "lessons.lab.server"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Attach with the folders of the server's settings."""
    folders = server.config.get("ReadingACrisis", {}).get("folders", [])
    attach(server, [Path(folder).expanduser() for folder in folders])
