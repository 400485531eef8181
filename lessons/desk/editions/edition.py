"""Editions: a copy of the kit to give to learners, with the answers or without them.

Without answers, each ``quiz.yaml`` is sealed (:mod:`lessons.kit.quiz.seal`); the key lies in the
teacher's ``work`` folder and marks what is handed in. Plans, desk, our verdicts on the article's
claims and the evidence for them stay at home. Before an edition is handed over, all its files are
searched for what they must not tell.
"""

import ast
import csv
import html
import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from lessons.desk import seals
from lessons.desk.editions.layout import checkout
from lessons.kit.catalogue import say
from lessons.kit.files import named
from lessons.kit.quiz import bank
from lessons.kit.quiz.questions import Question
from lessons.kit.quiz.seal import read, seal
from lessons.kit.syllabus import entries

SHIPPED = (
    "data",
    "docs",
    "lessons",
    "notebooks",
    "tools/install.py",
    "tools/wheel.py",
    ".gitignore",
    "LICENSE",
    "LICENSE-TEXT",
    "LICENSES",
    "Makefile",
    "README.md",
    "REUSE.toml",
    "environment.yml",
    "make.bat",
    "pyproject.toml",
    "requirements.txt",
)
"""What a learner's copy is made of; what is not there is not copied."""

LEFT_OUT = ("data/build/", "docs/maintainer.md", "lessons/bank.json")
"""What only a maintainer needs, and the questions with their keys in one file."""

TEACHERS = re.compile(
    r"docs/.*|notebooks/teacher/.*|lessons/(?:desk|live)/.*|lessons/not_taught\.toml|lessons/numbers\.yaml"
)
"""What an edition without answers does not have."""
LESSON = re.compile(r"__init__\.py|exhibits\.py|(?:exhibits|quiz)(?:\.[\w-]+)?\.yaml")
"""All that it has of a lesson: what else lies there, such as plans, is the teacher's."""

QUIZ = re.compile(r"quiz(?:\.[\w-]+)?\.yaml")
"""A lesson's questions, and their translations."""

HIDDEN = ("feedback", "misconception", "mistakes", "model", "rubric", "near", "missed", "told")
"""Fields of a question that an edition without answers does not tell."""

CLAIMS = "data/tables/claims.csv"
JUDGED = (CLAIMS, "data/tables/second_case.csv")
"""The tables of statements with our verdicts."""

PACKAGE = "data/datapackage.json"
KEPT_BACK = ("evidence", "evidence_later", "value", "as_of", "as_of_precision", "as_of_end",
             "verdict", "note")  # fmt: skip
"""Columns of those tables that an edition without answers does not have."""

SENTENCE = 40
"""Letters from which on an evidence's words are its own."""

SHORTEST = 10
"""Letters a hidden text must have to be told from any other words."""

Banks = Mapping[Path, Sequence[Question]]
"""The questions of each ``quiz.yaml``."""

FORMS = {
    "text/plain": (re.compile(r"(?m)^  - .*$"), lambda words: f"  - {words}"),
    "text/html": (re.compile(r"<li>.*?</li>"), lambda words: f"<li>{html.escape(words)}</li>"),
}
"""How a card writes its parts where there is no kernel."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


class EditionError(ValueError):
    """An edition can't be made; the message is one sentence."""


@dataclass(frozen=True)
class _Sealing:
    """What seals an edition: the questions, the secret, and calls of exhibits to keep back."""

    banks: Banks
    secret: bytes
    withheld: tuple[str, ...]

    def parts(self) -> dict[tuple[str, str], list[str]]:
        """Give (lesson, question) → the texts of options, items or sides, in the sealed order."""
        return {
            (shut.lesson, shut.id): [
                part["text"]
                for field in ("options", "items", "left", "right")
                for part in shut.seen.get(field, ())
            ]
            for questions in self.banks.values()
            for shut in read(seal(questions, self.secret))
        }


@dataclass(frozen=True)
class Edition:
    """An edition that was made: its ``folder``, and how many ``files`` and ``lessons`` it has.

    ``key`` is the file without which nobody can mark what comes back from a sealed one.
    """

    folder: Path
    files: int
    lessons: int
    key: Path | None = None


def make(folder: str | Path, *, answers: bool = True, root: Path | None = None) -> Edition:
    """Copy the kit for learners.

    Parameters
    ----------
    folder : str or Path
        Where to; a new or an empty folder.
    answers : bool
        Whether cards say what is right. Without answers they say "recorded".
    root : Path, optional
        The checkout to copy; by default this kit.

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
    if root is None:
        with checkout() as laid_out:
            return make(folder, answers=answers, root=laid_out)
    folder = named(folder).resolve()  # also where a link or .. leads
    _check(folder, root.resolve())
    banks = {} if answers else {path: bank.load(path) for path in _banks(root)}
    sealing = None if answers else _Sealing(banks, _own_secret(), _withheld(root))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Made beside its place and moved there whole, so that no half copy is ever handed out.
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".edition-") as name:
            draft = Path(name) / folder.name
            count = _copy(root, draft, sealing)
            _refuse_leaks(draft, list(chain.from_iterable(banks.values())), root)
            if folder.exists():
                folder.rmdir()
            draft.rename(folder)
    except OSError as error:
        raise EditionError(
            say("edition.fault.unwritten", folder=folder, why=error.strerror)
        ) from error
    return Edition(folder, count, len(entries()), seals.key_file() if sealing else None)


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


def leaks(
    folder: Path, questions: Iterable[Question], more: Iterable[tuple[str, str]] = ()
) -> list[str]:
    """Search every file of a folder for hidden texts.

    Letters and digits alone are compared, so that markup, line breaks and escapes hide nothing.

    Parameters
    ----------
    folder : Path
        The edition.
    questions : iterable of Question
        Whose feedback, misconceptions, rubrics and model answers are hidden.
    more : iterable of (str, str)
        Further hidden texts, each after the name of what hides it.

    Returns
    -------
    list of str
        One line each: the file, and the question whose hidden text stands in it.
    """
    secrets = {_letters(words): name for name, words in chain(hidden(questions), more)}
    secrets = {words: name for words, name in secrets.items() if len(words) >= SHORTEST}
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = _searched(path.read_bytes())
        where = path.relative_to(folder).as_posix()
        found += [
            say("edition.fault.tells", where=where, name=name)
            for words, name in secrets.items()
            if words in content
        ]
    return found


def _check(folder: Path, root: Path) -> None:
    if folder == root:
        raise EditionError(say("edition.fault.kit", folder=folder))
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        fault = "edition.fault.file" if folder.is_file() else "edition.fault.full"
        raise EditionError(say(fault, folder=folder))
    for name in SHIPPED:
        if folder.is_relative_to(root / name):
            raise EditionError(say("edition.fault.inside", folder=folder, source=root / name))


def _own_secret() -> bytes:
    try:
        return seals.own_secret()
    except seals.KeyFileError as error:
        raise EditionError(str(error)) from error


def _copy(root: Path, draft: Path, sealing: _Sealing | None) -> int:
    """Copy the files, sealed if that is asked for, and say how many there are."""
    count = 0
    lessons = {entry.name for entry in entries()}
    for path in _shipped(root):
        where = path.relative_to(root).as_posix()
        if sealing and _is_teachers(where, lessons):
            continue
        target = draft / where
        target.parent.mkdir(parents=True, exist_ok=True)
        if where == "README.md":
            target.write_bytes(_readme(sealed=bool(sealing)).encode())
        elif sealing:
            target.write_bytes(_without_answers(path, where, sealing))
        else:
            shutil.copy(path, target)
        count += 1
    return count


def _is_teachers(where: str, lessons: set[str]) -> bool:
    room, _, name = where.removeprefix("lessons/").partition("/")
    in_lesson = where.startswith("lessons/") and room in lessons
    return bool(TEACHERS.fullmatch(where) or (in_lesson and not LESSON.fullmatch(name)))


def _readme(*, sealed: bool) -> str:
    """Say what a learner does with the folder."""
    cards = say("edition.readme.sealed" if sealed else "edition.readme.answers")
    return say("edition.readme.text", said=cards) + "\n"


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


def _without_answers(path: Path, where: str, sealing: _Sealing) -> bytes:
    if QUIZ.fullmatch(path.name):
        return seal(sealing.banks[path], sealing.secret)
    if path.suffix == ".ipynb":
        return _without_state(path, sealing)
    if where in JUDGED:
        return _without_verdicts(path)
    return _described_without_verdicts(path) if where == PACKAGE else path.read_bytes()


def _without_state(path: Path, sealing: _Sealing) -> bytes:
    """Drop what a stored notebook tells.

    That is the state of widgets, exhibits that are kept back, and the kit's own order of options.
    """
    notebook: dict[str, Any] = json.loads(path.read_bytes())
    notebook["metadata"].pop("widgets", None)
    asked = {f'{lesson}.ask("{name}")': parts for (lesson, name), parts in sealing.parts().items()}
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if any(call in source for call in sealing.withheld):
            cell["outputs"] = []
        for call, parts in asked.items():
            if call in source and parts and cell.get("outputs"):
                shown = [_reordered(output, parts) for output in cell["outputs"]]
                cell["outputs"] = [output for output in shown if output["data"]]
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()


def _reordered(output: dict[str, Any], parts: Sequence[str]) -> dict[str, Any]:
    """Put a card's parts in the sealed order, in its text and in its HTML; drop other forms."""
    data = output.get("data", {})
    kept = {}
    for form, (pattern, written) in FORMS.items():
        words = "".join(data.get(form, ""))
        if len(pattern.findall(words)) == len(parts):
            turns = iter(parts)
            new = pattern.sub(lambda _, t=turns, w=written: w(next(t)), words)  # type: ignore[misc]
            kept[form] = new.splitlines(keepends=True)
    return {**output, "data": kept}


def _withheld(root: Path) -> tuple[str, ...]:
    """Give the calls of exhibits that show what is kept back, as notebooks write them."""
    found = []
    for path in sorted((root / "lessons").glob("*/exhibits.py")):
        for node in ast.parse(path.read_bytes()).body:
            names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
            if isinstance(node, ast.FunctionDef) and "withheld" in names:
                found.append(f"{path.parent.name}.{node.name}(")
    return tuple(found)


def _claims(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or ()), list(reader)


def _without_verdicts(path: Path) -> bytes:
    """Give the table of claims without what we found out about them."""
    fields, rows = _claims(path)
    out = io.StringIO(newline="")
    kept = [field for field in fields if field not in KEPT_BACK]
    writer = csv.DictWriter(out, kept, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _described_without_verdicts(path: Path) -> bytes:
    """Give the description of the tables, with the table of claims as the edition has it."""
    package: dict[str, Any] = json.loads(path.read_bytes())
    for resource in package["resources"]:
        if f"data/{resource['path']}" in JUDGED:
            schema = resource["schema"]
            schema["fields"] = [f for f in schema["fields"] if f["name"] not in KEPT_BACK]
            for field in ("hash", "bytes"):
                resource.pop(field, None)
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _refuse_leaks(draft: Path, questions: Sequence[Question], root: Path) -> None:
    kept_back = [one for path in JUDGED for one in _kept_back(root / path)] if questions else []
    found = leaks(draft, questions, kept_back) if questions else []
    if found:
        raise EditionError(say("edition.fault.leak", first=found[0], count=len(found)))


def _kept_back(path: Path) -> list[tuple[str, str]]:
    """Give the longer texts of the columns that are kept back, each with its claim.

    A sentence that another table has as well is that lesson's own evidence, and stays.
    """
    rows = _claims(path)[1] if path.is_file() else []
    others = [other.read_bytes() for other in path.parent.glob("*.csv") if other != path]
    elsewhere = _letters(b"\n".join(others).decode("utf-8", "ignore"))
    return [
        (say("edition.fault.claim", id=row["id"]), row[field])
        for row in rows
        for field in ("evidence", "evidence_later", "note")
        if len(row.get(field) or "") >= SENTENCE and _letters(row[field]) not in elsewhere
    ]


def _banks(root: Path) -> Sequence[Path]:
    return sorted((root / "lessons").glob("*/quiz*.yaml"))


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
