"""Editions: a copy of the kit to give to learners, with the answers or without them.

Without answers, each ``quiz.yaml`` is sealed: it holds what a card shows and the fingerprint by
which the teacher's own copy marks what is handed in. Plans and desk stay at home. Before an edition
is handed over, all its files are searched for what they must not tell.
"""

import html
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from lessons.kit.places import ROOT
from lessons.kit.quiz import bank
from lessons.kit.quiz.questions import Question
from lessons.kit.syllabus import entries

SHIPPED = (
    "data",
    "docs",
    "lessons",
    "notebooks",
    "tools/install.py",
    ".gitignore",
    "LICENSE",
    "LICENSE-TEXT",
    "Makefile",
    "README.md",
    "environment.yml",
    "make.bat",
    "pyproject.toml",
    "requirements.txt",
)
"""What a learner's copy is made of; what is not there is not copied."""

LEFT_OUT = ("data/build/", "docs/maintainer.md", "lessons/bank.json")
"""What only a maintainer needs, and the questions with their keys in one file."""

TEACHERS = re.compile(r"docs/.*|notebooks/teacher/.*|lessons/desk/.*|lessons/[^/]+/plan\.md")
"""What an edition without answers does not have."""

README = """# Reading a Crisis: learners’ edition

A classroom kit on one news article of 30 December 2021. To start, type `make lab` (on Windows:
`make.bat lab`) in this folder, or open `notebooks/00_start_here.ipynb` in the kit’s JupyterLab.

If a lesson’s page is broken, `make restore LESSON=03` puts lesson 3 back (on Windows:
`make.bat restore 03`). Answers stay.

{said}
"""

SAID = {
    True: "The cards say at once what is right, and why. They keep your answers.",
    False: "This edition holds no answers. It keeps yours, and your teacher marks them.",
}
"""What the page above says of an edition with answers, and of one without."""

HIDDEN = ("feedback", "misconception", "mistakes", "model", "rubric")
"""Fields of a question that an edition without answers does not tell."""

SHORTEST = 10
"""Letters a hidden text must have to be told from any other words."""

Banks = Mapping[Path, Sequence[Question]]
"""The questions of each ``quiz.yaml``; none for an edition with answers."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


class EditionError(ValueError):
    """An edition can't be made; the message is one sentence."""


@dataclass(frozen=True)
class Edition:
    """An edition that was made: its ``folder``, and how many ``files`` and ``lessons`` it has."""

    folder: Path
    files: int
    lessons: int


def make(folder: str | Path, *, answers: bool = True, root: Path = ROOT) -> Edition:
    """Copy the kit for learners.

    Parameters
    ----------
    folder : str or Path
        Where to; a new or an empty folder.
    answers : bool
        Whether cards say what is right. Without answers they say "recorded".
    root : Path
        The checkout to copy.

    Returns
    -------
    Edition

    Raises
    ------
    EditionError
        If the folder is not empty or lies among what is copied, if a file can't be written, or if
        the copy would tell an answer.
    lessons.kit.quiz.bank.BankError
        If a lesson's ``quiz.yaml`` has a fault.

    Examples
    --------
    >>> make("/media/stick/crisis", answers=False)  # doctest: +SKIP
    Edition(folder=PosixPath('/media/stick/crisis'), files=139, lessons=10)
    """
    folder = Path(folder).expanduser().absolute()
    _check(folder, root)
    banks = {} if answers else {path: bank.load(path) for path in _banks(root)}
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Made beside its place and moved there whole, so that no half copy is ever handed out.
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".edition-") as name:
            draft = Path(name) / folder.name
            count = _copy(root, draft, banks)
            _refuse_leaks(draft, list(chain.from_iterable(banks.values())))
            if folder.exists():
                folder.rmdir()
            draft.rename(folder)
    except OSError as error:
        raise EditionError(f"{folder} can't be written: {error.strerror}.") from error
    return Edition(folder, count, len(entries()))


def hidden(questions: Iterable[Question]) -> Iterator[tuple[str, str]]:
    """Give what learners must not read in advance: each text with the name of its question.

    That is feedback, misconceptions, rubrics and model answers; the right options themselves stand
    among the others on the page.
    """
    for question in questions:
        for field in ("options", "pairs", *HIDDEN):
            value = getattr(question, field, None)
            for words in _texts(value, field):
                yield f"{question.lesson}/{question.id}", words


def leaks(folder: Path, questions: Iterable[Question]) -> list[str]:
    """Search every file of a folder for hidden texts.

    Letters and digits alone are compared, so that markup, line breaks and escapes hide nothing.

    Returns
    -------
    list of str
        One line each: the file, and the question whose hidden text stands in it.
    """
    secrets = {_letters(words): name for name, words in hidden(questions)}
    secrets = {words: name for words, name in secrets.items() if len(words) >= SHORTEST}
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = _searched(path.read_bytes())
        where = path.relative_to(folder).as_posix()
        found += [
            f"{where} tells what {name} hides"
            for words, name in secrets.items()
            if words in content
        ]
    return found


def _check(folder: Path, root: Path) -> None:
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        what = "is a file" if folder.is_file() else "is not empty"
        raise EditionError(f"{folder} {what}; name a new folder, and nothing is overwritten.")
    for name in SHIPPED:
        if folder.is_relative_to(root / name):
            raise EditionError(f"{folder} lies in {root / name}, which is copied; name another.")


def _copy(root: Path, draft: Path, banks: Banks) -> int:
    """Copy the files, sealed if there are banks to seal, and say how many there are."""
    count = 0
    for path in _shipped(root):
        where = path.relative_to(root).as_posix()
        if banks and TEACHERS.fullmatch(where):
            continue
        target = draft / where
        target.parent.mkdir(parents=True, exist_ok=True)
        if where == "README.md":
            target.write_bytes(README.format(said=SAID[not banks]).encode())
        elif banks:
            target.write_bytes(_without_answers(path, banks))
        else:
            shutil.copy(path, target)
        count += 1
    return count


def _shipped(root: Path) -> Iterator[Path]:
    for name in SHIPPED:
        path = root / name
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for one in inside:
            where = one.relative_to(root)
            private = any(part.startswith((".", "__pycache__")) for part in where.parts)
            named = name == where.as_posix()
            if one.is_file() and (named or not private) and not _is_left_out(where):
                yield one


def _is_left_out(where: Path) -> bool:
    return where.as_posix().startswith(LEFT_OUT)


def _without_answers(path: Path, banks: Banks) -> bytes:
    if path.name == "quiz.yaml":
        return bank.seal(banks[path][0].lesson, banks[path])
    if path.suffix == ".ipynb":
        return _without_state(path)
    return path.read_bytes()


def _without_state(path: Path) -> bytes:
    """Drop the state of widgets that JupyterLab may have saved: it holds feedback once shown."""
    notebook: dict[str, Any] = json.loads(path.read_bytes())
    if "widgets" not in notebook.get("metadata", {}):
        return path.read_bytes()
    del notebook["metadata"]["widgets"]
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()


def _refuse_leaks(draft: Path, questions: Sequence[Question]) -> None:
    found = leaks(draft, questions) if questions else []
    if found:
        mend = "Run “make notebooks” if it is a notebook, or take the sentence out."
        raise EditionError(f"{found[0]} ({len(found)} in all). {mend}")


def _banks(root: Path) -> Sequence[Path]:
    return sorted((root / "lessons").glob("*/quiz.yaml"))


def _texts(value: Any, field: str) -> Iterator[str]:
    """Give the hidden texts in a field: of options and pairs only what stands beside the text."""
    if isinstance(value, str):
        if field in HIDDEN:
            yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part, field)
    elif hasattr(value, "__struct_fields__"):
        for name in value.__struct_fields__:
            inner = field if field == "feedback" else name  # every field of a feedback is feedback
            yield from _texts(getattr(value, name), inner)


def _searched(raw: bytes) -> str:
    """Give the letters of a file as they stand, and once more without the tags of HTML."""
    words = raw.decode("utf-8", "ignore")
    words = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), words)
    words = html.unescape(words.replace("\\n", " "))
    bare = _TAG.sub("", words)
    return _letters(words) + ("" if bare == words else " " + _letters(bare))


def _letters(words: str) -> str:
    return re.sub(r"[\W_]+", "", words.casefold())
