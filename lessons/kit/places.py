"""Where the kit's own files lie, and where a learner's do.

In a checkout ``data/`` and ``notebooks/`` stand beside the package, and the learner's folder is the
checkout. An installed wheel holds both inside the package, and the learner's folder is *Reading a
Crisis* in the home, or what ``LESSONS_FOLDER`` names (``lessons start --folder`` sets it).
"""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
"""The package ``lessons``: a folder for each lesson, ``syllabus.toml`` and the kit."""

INSTALLED = (PACKAGE / "data").is_dir()
"""Whether the kit was installed from a wheel; else it is a checkout or a copy of one."""

ROOT = PACKAGE if INSTALLED else PACKAGE.parent
"""The folder in which ``data/`` and ``notebooks/`` stand."""

DATA = ROOT / "data"
"""The folder of ``datapackage.json``, ``sources.csv``, ``tables/`` and ``atlas/``."""

NOTEBOOKS = ROOT / "notebooks"
"""The lessons' notebooks as the kit has them; learners write in copies."""

FONTS = PACKAGE / "kit" / "exhibits" / "fonts"
"""The folder of the font that pictures and paper are set in."""

NAME = "Reading a Crisis"
"""What the learner's folder is called where there is no checkout."""

MARK = ".reading-a-crisis.json"
"""A file that lies beside a learner's copies, and by which their folder is known."""


def lesson_folder(name: str) -> Path:
    """Give the folder of a lesson: its questions, its plan, its exhibits."""
    return PACKAGE / name


def learner_folder() -> Path:
    """Give the folder that a learner's copies and answers lie in.

    ``LESSONS_FOLDER`` names it; else it is the checkout. Where there is none, it is the folder of
    copies that the user stands in, or *Reading a Crisis* in the home.

    Raises
    ------
    RuntimeError
        There is no checkout, and the system knows of no home.
    """
    named = os.environ.get("LESSONS_FOLDER", "").strip()
    if named:
        return Path(named).expanduser().absolute()
    if not INSTALLED:
        return ROOT
    here = Path.cwd()
    near = (folder for folder in (here, *here.parents) if (folder / MARK).is_file())
    return next(near, Path.home() / NAME)


def work_folder() -> Path:
    """Give the folder of answers: what ``LESSONS_WORK`` names, else ``work/``.

    A relative name is read from the learner's folder, not from where a program happens to run.
    """
    named = os.environ.get("LESSONS_WORK", "").strip() or "work"
    path = Path(named).expanduser()
    return path if path.is_absolute() else learner_folder() / path


def handin_folder() -> Path | None:
    """Give the folder that a whole class hands in to, if ``LESSONS_HANDINS`` names one."""
    named = os.environ.get("LESSONS_HANDINS", "").strip()
    return Path(named).expanduser() if named else None


def other_kit(here: Path | None = None) -> Path | None:
    """Give the full copy of the kit that somebody stands in, if it is not this one.

    On a hub a learner may have one in the home, beside the one that was installed for all: then
    what is changed there is not what this one reads.
    """
    here = here or Path.cwd()
    for folder in (here, *here.parents):
        package = folder / PACKAGE.name
        if (package / "kit" / Path(__file__).name).is_file():
            return None if package.resolve() == PACKAGE else folder
    return None
