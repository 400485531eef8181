"""The bank: ``quiz.yaml`` → questions, with every finding named by file, line and mend.

Makers write YAML. What only asks (a page in a browser, a class server, an installed kit) reads one
``bank.json`` that was built from all of it, without the YAML library and without any check.
"""

import ast
import csv
import difflib
import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from lessons.kit import language
from lessons.kit.places import DATA, PACKAGE, ROOT
from lessons.kit.quiz import seal
from lessons.kit.quiz.questions import (
    KINDS,
    Choice,
    Choices,
    Match,
    Number,
    Order,
    Place,
    Poll,
    Prediction,
    Question,
    Short,
    Written,
    right_key,
    text_key,
)

if TYPE_CHECKING:
    from lessons.kit.written import yamlfile

    Findings = Iterator[tuple[yamlfile.Path, str]]

LESSONS = PACKAGE
BUILT = "bank.json"

STATEMENTS = ("claims", "observations", "second_case")
"""Tables whose rows questions can be about; the first one must be there."""

FEW = 2  # options a choice needs at least
ITEMS = 3  # items or pairs that make an order or a match
LONGEST_SHARE = 0.6  # of a lesson's choice questions
LONGEST_MIN = 4  # choice questions before a share says anything


class Bank(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A lesson's file of questions."""

    lesson: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
    questions: Annotated[tuple[Written, ...], Meta(min_length=1)]


class Finding(NamedTuple):
    """One thing to mend: the file, its line (from 1) and a sentence."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        """Give file, line and sentence as an editor can jump to them."""
        return f"{_short(self.path)}:{self.line}: {self.message}"


class BankError(ValueError):
    """A ``quiz.yaml`` that can't be used; ``findings`` holds all there is to mend."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = list(findings)


def load(path: str | Path) -> list[Question]:
    """Read a lesson's questions.

    Parameters
    ----------
    path : str or Path
        A ``quiz.yaml``, or a ``bank.json`` that :func:`build` made.

    Returns
    -------
    list of Question
        In the file's order, each with its ``lesson``; of a ``bank.json``, those of all lessons.

    Raises
    ------
    BankError
        With all findings in the file at once, each with line and mend.

    Examples
    --------
    >>> [q.kind for q in load("tests/unit/quiz_example.yaml")][:2]
    ['choice', 'choices']
    """
    path = Path(path)
    if path.suffix == ".json":
        return [each for part in _built(path).lessons.values() for each in part.questions]
    reader = _Reader(path)
    questions = reader.questions()
    if reader.findings:
        raise BankError(sorted(reader.findings, key=lambda finding: finding.line))
    return questions


class _Part(Struct, frozen=True, kw_only=True):
    """One lesson of a built bank; ``made_from`` is a checksum of its ``quiz.yaml``."""

    made_from: str
    questions: tuple[Question, ...]


class _Built(Struct, frozen=True, kw_only=True):
    """The file ``bank.json``."""

    format: Literal["reading-a-crisis/bank"]
    version: Literal[1]
    lessons: dict[str, _Part]


def build(folder: str | Path = LESSONS) -> bytes:
    """Give the questions of all lessons as one ``bank.json``, for what only asks.

    Parameters
    ----------
    folder : str or Path
        The folder that holds one folder a lesson.

    Raises
    ------
    BankError
        If a lesson's ``quiz.yaml`` has a fault.
    """
    parts = {}
    for path in sorted(Path(folder).glob("*/quiz.yaml")):
        questions = load(path)
        parts[questions[0].lesson] = _Part(made_from=_made_from(path), questions=tuple(questions))
    whole = _Built(format="reading-a-crisis/bank", version=1, lessons=parts)
    return msgspec.json.encode(whole) + b"\n"


def _made_from(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()


def _built(path: Path) -> _Built:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Built)
    except OSError as error:
        said = f"The file can't be read: {error.strerror}. Check its name and rights."
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        said = f"This is no bank that the kit built ({error}). Build it again with “make bank”."
    raise BankError([Finding(path, 1, said)])


def path_of(lesson: str) -> Path:
    """Give the place of a lesson's ``quiz.yaml``, whether it is there or not.

    Where the language has its own, that is ``quiz.uk.yaml``.
    """
    return language.own(LESSONS / lesson / "quiz.yaml")


def of(lesson: str) -> list[Question]:
    """Give a lesson's questions by its name; its file is read again when it has changed.

    A ``bank.json`` beside the lessons is used if it was made from the ``quiz.yaml`` that is there,
    or if there is none.

    Raises
    ------
    BankError
        With everything there is to mend in the file.
    """
    path, built = path_of(lesson), LESSONS / BUILT
    return _of(lesson, path, _state(path), built, _state(built))


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=32)
def _of(
    lesson: str, path: Path, _state: object, built: Path, built_state: object
) -> list[Question]:
    part = _built(built).lessons.get(lesson) if built_state else None
    if part and (not path.exists() or _made_from(path) == part.made_from):
        return list(part.questions)
    return load(path)  # if it isn't there, that says so


def findings(path: str | Path) -> list[Finding]:
    """Give everything to mend in one file, with what :func:`load` lets pass in class.

    That is a lesson in which the longest option is the right one too often.
    """
    path = Path(path)
    reader = _Reader(path)
    reader.longest(reader.questions())
    return sorted(reader.findings, key=lambda finding: finding.line)


def check(folder: str | Path = LESSONS) -> list[str]:
    """Give every finding of all lessons' questions, a line each; an empty list is good.

    Parameters
    ----------
    folder : str or Path
        The folder that holds one folder a lesson.
    """
    folder = Path(folder)
    paths = sorted(folder.glob("*/quiz.yaml"))
    if not paths:
        return [f"{_short(folder)}: no lesson with a quiz.yaml in this folder. Check the path."]
    return [str(finding) for path in paths for finding in findings(path)]


def schema() -> dict[str, Any]:
    """Give the JSON Schema of ``quiz.yaml``, made from the types, for editors."""
    _, parts = msgspec.json.schema_components([Bank], ref_template="#/$defs/{name}")
    for name in (kind.__name__ for kind in KINDS.values()):
        parts[name]["properties"].pop("lesson")
    top = parts.pop("Bank")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Questions of one lesson",
        **{key: value for key, value in top.items() if key != "title"},
        "$defs": dict(sorted(parts.items())),
    }


def _short(path: Path) -> str:
    try:
        return path.resolve().relative_to(ROOT).as_posix()
    except ValueError:
        return str(path)


def _closest(word: str, words: Iterable[str]) -> str:
    found = difflib.get_close_matches(word, list(words), n=1, cutoff=0.5)
    return f" Did you mean “{found[0]}”?" if found else ""


class _Reader:
    """Reads one file and collects what is to mend."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.findings: list[Finding] = []
        self.lines: yamlfile.Lines = {}

    def questions(self) -> list[Question]:
        """Give the questions that could be read; findings say why others could not."""
        raw = self._raw()
        if raw is None:
            return []
        if seal.is_sealed(raw):
            return self._sealed(raw)
        data = self._data(raw)
        if data is None:
            return []
        head = self._head(data)
        entries = data.get("questions")
        if not isinstance(entries, list) or not entries:
            self._add(("questions",), "“questions” must be a list with at least one question.")
            return []
        read = [self._question(n, entry, head) for n, entry in enumerate(entries)]
        self._ids(entries)
        places = {n: question for n, question in enumerate(read) if question is not None}
        for n, question in places.items():
            for where, message in _order_of_predictions(question, list(places.values())):
                self._about(n, question.id, where, message)
            for where, message in _faults(question):
                self._about(n, question.id, where, message)
            for where, message in self._references(question):
                self._about(n, question.id, where, message)
        return list(places.values())

    def longest(self, questions: Sequence[Question]) -> None:
        """Find that the longest option is the right one too often to be chance."""
        message = _longest(questions)
        if message:
            self._add(("questions",), message)

    def _raw(self) -> bytes | None:
        from lessons.kit.written import yamlfile  # the YAML library takes long to import

        try:
            with self.path.open("rb") as file:
                return file.read(yamlfile.MAX_BYTES + 1)
        except OSError as error:
            self._at(1, f"The file can't be read: {error.strerror}. Check its name and rights.")
            return None

    def _sealed(self, raw: bytes) -> list[Question]:
        try:
            return list(seal.read(raw))
        except seal.SealError as error:
            self._at(1, str(error))
            return []

    def _data(self, raw: bytes) -> dict[str, Any] | None:
        from lessons.kit.written import yamlfile

        try:
            document = yamlfile.read(raw)
        except yamlfile.YamlError as error:
            self._at(error.line, str(error))
            return None
        self.lines = document.lines
        for path in document.twice:
            self._add(path, f"The field “{path[-1]}” stands here twice. Keep one.")
        if not isinstance(document.data, dict):
            self._at(1, "The file must begin with “lesson:” and “questions:”.")
            return None
        return document.data

    def _head(self, data: dict[str, Any]) -> str:
        for field in data.keys() - {"lesson", "questions"}:
            hint = _closest(field, ("lesson", "questions")) or " Remove it."
            self._add((field,), f"Unknown field “{field}”.{hint}")
        try:
            return str(msgspec.convert(data.get("lesson"), Bank.__annotations__["lesson"]))
        except msgspec.ValidationError:
            mend = "Write the lesson's folder name, such as “lesson: the_toll”."
            self._add(("lesson",), f"“lesson” is missing or no name. {mend}")
            return ""

    def _question(self, n: int, entry: Any, lesson: str) -> Question | None:
        where = ("questions", n)
        if not isinstance(entry, dict):
            self._add(where, "A question must be a list of fields. Begin it with “- id: …”.")
            return None
        kind = entry.get("kind")
        name = str(entry.get("id", f"number {n + 1}"))
        if not isinstance(kind, str) or kind not in KINDS:
            hint = _closest(str(kind), KINDS) or f" Use one of: {', '.join(sorted(KINDS))}."
            said = f"unknown kind “{kind}”." if "kind" in entry else "the kind is missing."
            self._about(n, name, ("kind",), said + hint)
            return None
        try:
            if "lesson" in entry:
                raise msgspec.ValidationError
            return msgspec.convert({**entry, "lesson": lesson}, KINDS[kind])  # type: ignore[return-value]
        except msgspec.ValidationError:
            for path, message in _shape_faults(entry, kind):
                self._about(n, name, path, message)
            return None

    def _ids(self, entries: list[Any]) -> None:
        first: dict[str, int] = {}
        for n, entry in enumerate(entries):
            name = entry.get("id") if isinstance(entry, dict) else None
            if not isinstance(name, str):
                continue
            if name in first:
                line = self._line(("questions", first[name], "id"))
                self._about(n, name, ("id",), f"this id is taken in line {line}. Choose another.")
            first.setdefault(name, n)

    def _references(self, question: Question) -> "Findings":
        """Compare with the tables of claims and sources, the exhibits and the maps."""
        tables = DATA / "tables"
        for field, paths, column in (
            ("claims", [tables / f"{name}.csv" for name in STATEMENTS], "id"),
            ("sources", [DATA / "sources.csv"], "key"),
        ):
            read = [_column(path, column) for path in paths]
            known = [key for keys in read if keys is not None for key in keys]
            for n, key in enumerate(getattr(question, field)):
                if read[0] is not None and key not in known:
                    hint = _closest(key, known) or f" Use an {column} of that table."
                    yield (field, n), f"“{key}” is not in {_short(paths[0])}.{hint}"
        exhibits = self.path.parent / "exhibits.py"
        if question.exhibit:
            names = _functions(exhibits)
            if question.exhibit not in names:
                hint = _closest(question.exhibit, names) or " Check the name."
                said = f"no exhibit “{question.exhibit}” in {_short(exhibits)}."
                yield ("exhibit",), said + hint
        if isinstance(question, Place):
            yield from _place_references(question)

    def _about(self, n: int, name: str, where: "yamlfile.Path", message: str) -> None:
        self._add(("questions", n, *where), f"question “{name[:60]}”: {message}")

    def _add(self, where: "yamlfile.Path", message: str) -> None:
        self._at(self._line(where), message)

    def _at(self, line: int, message: str) -> None:
        self.findings.append(Finding(self.path, line, message))

    def _line(self, where: "yamlfile.Path") -> int:
        """Give the line of a path, or of the nearest thing around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


def _column(path: Path, name: str) -> list[str] | None:
    """Give a column of a CSV file; ``None`` if it is not there or can't be read."""
    return _column_of(path, name, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=8)
def _column_of(path: Path, name: str, _changed: int) -> list[str] | None:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            heading = file.readline()
            file.seek(0)
            rows = csv.DictReader(file, delimiter=max(",;\t", key=heading.count))
            return [row[name] for row in rows if row.get(name)]
    except (OSError, UnicodeDecodeError, csv.Error):  # the tables' own check says what is wrong
        return None


def _place_references(question: Place) -> "Findings":
    """Find a map that is not there, and places that are not on it."""
    maps = DATA / "atlas" / "maps"
    names = sorted(path.stem for path in maps.glob("*.json"))
    if question.map not in names:
        hint = _closest(question.map, names) or f" Use one of: {', '.join(names)}."
        yield ("map",), f"no map “{question.map}” in {_short(maps)}.{hint}"
        return
    try:
        shapes = msgspec.json.decode((maps / f"{question.map}.json").read_bytes())["shapes"]
        ids = [str(shape["id"]) for shape in shapes]
    except (OSError, msgspec.DecodeError, KeyError, TypeError):
        yield ("map",), f"the map “{question.map}” can't be read. Build it again (make atlas)."
        return
    for field, used in (
        ("answer", question.answer),
        ("mistakes", [mistake.id for mistake in question.mistakes]),
    ):
        for n, name in enumerate(used):
            if name not in ids:
                hint = _closest(name, ids) or f" There are {', '.join(ids[:8])} and others."
                yield (field, n), f"no place “{name}” on the map {question.map}.{hint}"


def _functions(path: Path) -> list[str]:
    """Give the names of a module's public functions without importing it."""
    return _functions_of(path, path.stat().st_mtime_ns) if path.is_file() else []


@lru_cache(maxsize=32)
def _functions_of(path: Path, _changed: int) -> list[str]:
    try:
        body = ast.parse(path.read_bytes()).body
    except (SyntaxError, ValueError):
        return []  # Python itself says what is wrong there
    names = [node.name for node in body if isinstance(node, ast.FunctionDef)]
    return [name for name in names if not name.startswith("_")]


_MENDS = {
    "tolerance": "Add “tolerance: {absolute: 0}” if only the exact number is right.",
    "feedback": "Add “feedback:”, a sentence that teaches.",
    "options": "Add “options:”, a list with “- text: …”.",
    "rubric": "Add “rubric:”, a list of criteria.",
    "prompt": "Add “prompt:”, the question itself.",
    "section": "Add “section:”, the number of the notebook's section.",
}
_TYPES = {
    "string": "text (in quotes if it looks like a number)",
    "array": "a list",
    "object": "a group of fields",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
}


def _shape_faults(entry: dict[str, Any], kind: str) -> "Findings":
    """Name every field that is unknown, missing or of a wrong type, not only the first."""
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

    whole = schema()
    part = {**whole["$defs"][KINDS[kind].__name__], "$defs": whole["$defs"]}
    for error in Draft202012Validator(part).iter_errors(entry):
        where = tuple(error.absolute_path)
        yield from _sentences(error, where)


def _sentences(error: Any, where: "yamlfile.Path") -> "Findings":
    field = next((str(step) for step in reversed(where) if isinstance(step, str)), "question")
    rule = error.validator_value
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        for name in sorted(error.instance.keys() - known.keys()):
            hint = _closest(name, known) or f" Known here: {', '.join(known)}."
            yield (*where, name), f"unknown field “{name}”.{hint}"
    elif error.validator == "required":
        name = next(n for n in rule if f"'{n}'" in error.message.split(" is ")[0])
        yield where, f"“{name}” is missing. {_MENDS.get(name, f'Add “{name}:”.')}"
    elif error.validator == "type":
        allowed = [rule] if isinstance(rule, str) else rule
        wanted = " or ".join(_TYPES.get(one, one) for one in allowed)
        yield where, f"“{field}” must be {wanted}, not {_value(error.instance)}."
    elif error.validator in ("minLength", "minItems"):
        yield where, f"“{field}” is empty. Write something or remove it."
    elif error.validator in ("anyOf", "oneOf"):
        wanted = (
            "“within” and “feedback”"
            if field == "near"
            else "a number or a pair such as [200, 300]"
        )
        yield where, f"“{field}” must be {wanted}."
    elif error.validator == "enum":
        allowed = ", ".join(str(one) for one in rule if one)
        yield where, f"“{field}” must be one of: {allowed}."
    elif error.validator == "pattern" and field == "id":
        mend = "Use small letters, digits and single hyphens, such as who-counted."
        yield where, f"the id “{error.instance[:60]}” does not fit. {mend}"
    else:
        yield where, f"“{field}” does not fit ({error.validator} {rule})."


def _value(given: Any) -> str:
    """Show a value as the file may have it, cut short."""
    shown = str(msgspec.json.encode(given), "utf-8") if not isinstance(given, float) else f"{given}"
    return shown if len(shown) <= 40 else shown[:39] + "…"  # noqa: PLR2004


def _faults(question: Question) -> "Findings":
    """Name what the types can't see."""
    if not question.prompt.strip():
        yield ("prompt",), "the prompt is empty. Write the question."
    yield from _headline_faults(question)
    match question:
        case Choice() | Choices():
            yield from _option_faults(question)
        case Prediction(options=options):
            yield from _few(len(options), FEW, "options")
            yield from _twice("options", [option.text for option in options])
            if sum(option.right for option in options) != 1:
                yield ("options",), "one option of a prediction turns out right. Mark it so."
        case Poll(options=options):
            yield from _few(len(options), FEW, "options")
            yield from _twice("options", [option.text for option in options])
        case Number():
            yield from _number_faults(question)
        case Order():
            yield from _order_faults(question)
        case Match():
            yield from _match_faults(question)
        case Place():
            yield from _place_faults(question)
        case Short(rubric=rubric):
            yield from _few(len(rubric), 1, "rubric")
            yield from _twice("rubric", rubric)


def _order_of_predictions(question: Question, questions: Sequence[Question]) -> "Findings":
    """Find a prediction that is looked back at in no later question."""
    if not isinstance(question, Prediction):
        return
    later = [each.id for each in questions[questions.index(question) + 1 :]]
    if question.seen_after not in later:
        hint = _closest(question.seen_after, later) or " Name one that stands below it."
        yield ("seen_after",), f"no later question “{question.seen_after}”.{hint}"


def _headline_faults(question: Question) -> "Findings":
    if question.headline and not question.exhibit:
        yield ("headline",), "whose headline is it? Add “exhibit:”."


def _few(count: int, least: int, field: str) -> "Findings":
    if count < least:
        yield (field,), f"“{field}” has {count}, and needs at least {least}. Add more."


def _twice(field: str, texts: Sequence[str], part: str = "text") -> "Findings":
    seen: set[str] = set()
    for n, words in enumerate(texts):
        if text_key(words.casefold()) in seen:
            yield (field, n, part), f"“{words}” stands in “{field}” twice. Change or remove one."
        seen.add(text_key(words.casefold()))


def _keys(field: str, keys: Sequence[str]) -> "Findings":
    for key, count in Counter(keys).items():
        if count > 1:
            yield (field, keys.index(key), "key"), f"the key “{key}” is used twice. Change one."


def _option_faults(question: Choice | Choices) -> "Findings":
    options = question.options
    right = sum(option.right for option in options)
    yield from _few(len(options), FEW, "options")
    yield from _twice("options", [option.text for option in options])
    yield from _keys("options", [option.key for option in options])
    if not right:
        yield ("options",), "no option is right. Add “right: true” to one."
    elif isinstance(question, Choice) and right > 1:
        yield ("options",), f"{right} options are right. Leave one, or use “kind: choices”."
    if right == len(options) and len(options) > 1:
        yield ("options",), "every option is right. Add a wrong one."
    for n, option in enumerate(options):
        if not option.text.strip() or not option.feedback.strip():
            yield ("options", n), "an option's text or feedback is empty. Write it."
        if option.right and option.misconception:
            yield ("options", n, "misconception"), "a right option has a misconception. Remove it."
        if option.missed and not (option.right and isinstance(question, Choices)):
            yield (
                ("options", n, "missed"),
                "only a right option of “choices” can be missed. Remove it.",
            )


def _number_faults(question: Number) -> "Findings":
    low, high = question.ends
    give = question.tolerance
    if not (math.isfinite(low) and math.isfinite(high)) or low > high:
        yield ("answer",), "the answer must be a number, or [lower, upper]. Mend it."
    if (give.absolute is None) == (give.relative is None):
        mend = "Write {absolute: 100} or {relative: 0.05}."
        yield ("tolerance",), f"the tolerance must be either absolute or relative. {mend}"
    if question.near and question.near.within <= (give.absolute or 0):
        yield ("near", "within"), "so near a number counts as right. Widen “within”."
    for n, mistake in enumerate(question.mistakes):
        wide = give.absolute if give.absolute is not None else abs(low) * (give.relative or 0)
        if low - wide <= mistake.value <= high + wide:
            yield (
                ("mistakes", n, "value"),
                f"{mistake.value:g} counts as right. Change one of them.",
            )


def _order_faults(question: Order) -> "Findings":
    items = question.items
    yield from _few(len(items), ITEMS, "items")
    yield from _twice("items", [item.text for item in items])
    yield from _keys("items", [item.key for item in items])
    dated = [(n, item.date) for n, item in enumerate(items) if item.date]
    for (_, before), (n, after) in pairwise(dated):
        short = min(len(before), len(after))
        if before[:short] == after[:short]:
            mend = "Give the day, or drop one: their order can't be told."
            yield ("items", n, "date"), f"{before} and {after} may be the same date. {mend}"
        elif before > after:
            yield ("items", n, "date"), f"{after} comes after {before}. List the earliest first."


def _match_faults(question: Match) -> "Findings":
    pairs = question.pairs
    yield from _few(len(pairs), FEW, "pairs")
    yield from _twice("pairs", [pair.left for pair in pairs], "left")
    yield from _keys("pairs", [pair.key for pair in pairs])
    yield from _twice("extra", question.extra)
    used = {right_key(pair.right) for pair in pairs}
    if len(used | {right_key(words) for words in question.extra}) == 1:
        yield ("pairs",), "there is only one right-hand side. Add another to “extra”."
    for n, words in enumerate(question.extra):
        if right_key(words) in used:
            yield ("extra", n), f"“{words}” belongs to a pair. Remove it from “extra”."


def _place_faults(question: Place) -> "Findings":
    yield from _few(len(question.answer), 1, "answer")
    for n, mistake in enumerate(question.mistakes):
        if mistake.id in question.answer:
            yield ("mistakes", n, "id"), f"“{mistake.id}” is also the answer. Remove one."


def _longest(questions: Sequence[Question]) -> str:
    """Say that the right option is the longest one in too many ``choice`` questions.

    That is at least 60 % of four or more such questions, and likely by chance in fewer than one
    lesson in twenty, given how many options each has.
    """
    asked = [q for q in questions if isinstance(q, Choice) and len(q.options) >= FEW]
    hits = [q.id for q in asked if _longest_is_right(q)]
    if len(asked) < LONGEST_MIN or len(hits) < LONGEST_SHARE * len(asked):
        return ""
    if _chance([1 / len(q.options) for q in asked], len(hits)) >= 1 / 20:
        return ""
    mend = "Shorten right options or lengthen wrong ones"
    return (
        f"the longest option is the right one in {len(hits)} of {len(asked)} choice questions. "
        f"{mend}: {', '.join(hits)}."
    )


def _longest_is_right(question: Choice) -> bool:
    right = max((len(o.text) for o in question.options if o.right), default=0)
    return all(len(o.text) < right for o in question.options if not o.right)


def _chance(shares: Sequence[float], hits: int) -> float:
    """Give the probability of at least ``hits`` successes, one try at each of ``shares``."""
    spread = [1.0]
    for share in shares:
        spread = [
            (spread[n] if n < len(spread) else 0) * (1 - share)
            + (spread[n - 1] * share if n else 0)
            for n in range(len(spread) + 1)
        ]
    return sum(spread[hits:])
