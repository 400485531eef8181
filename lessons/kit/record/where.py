"""Where a learner's record lies."""

from pathlib import Path

from lessons.kit import places
from lessons.kit.catalogue import say

FILE = "record.sqlite3"


class RecordError(RuntimeError):
    """The record could not be read or written; the message is a sentence for the learner."""


def work_folder() -> Path:
    """Give the learner's folder: what ``LESSONS_WORK`` names, else the kit's ``work/``.

    A relative name is a folder in the learner's own, wherever a command or a notebook is run.

    Raises
    ------
    RecordError
        If the name begins with the ``~`` of a user that there isn't.
    """
    try:
        return places.work_folder()
    except RuntimeError as error:
        raise RecordError(say("record.fault.home", why=error)) from error


def folder_at_home() -> Path | None:
    """Give the kit's folder in the user's home, if the system knows of a home."""
    from platformdirs import user_data_path

    try:
        own = user_data_path("reading-a-crisis", appauthor=False)
    except RuntimeError:
        return None
    return own if own.is_absolute() else None


def file_in(path: Path) -> Path:
    """Give the record's file: the path itself if it ends so, else the one in that folder."""
    return path if path.suffix == ".sqlite3" else path / FILE
