"""The bank: every finding names file, line and mend, and hostile files do nothing."""

import importlib.metadata
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lessons.kit.data import DATA, ROOT
from lessons.kit.quiz import bank
from lessons.kit.quiz.bank import BankError, check, findings, load, schema
from lessons.kit.quiz.questions import Question, fingerprint, view
from lessons.kit.syllabus import entries

EXAMPLE = Path(__file__).parents[1] / "quiz_example.yaml"
SCHEMA = Path(bank.__file__).with_name("quiz.schema.json")

CHOICE = """\
lesson: example
questions:
  - id: who
    kind: choice
    section: 1
    prompt: Who?
    options:
      - text: One
        right: true
        feedback: Yes.
      - text: Two
        feedback: No.
"""
NUMBER = """\
lesson: example
questions:
  - id: many
    kind: number
    section: 1
    prompt: How many?
    answer: 5
    tolerance: {absolute: 0}
    feedback: {right: Yes., wrong: No.}
"""
ORDER = """\
lesson: example
questions:
  - id: first
    kind: order
    section: 1
    prompt: What came first?
    items:
      - {text: A, date: "2014-01-01"}
      - {text: B, date: "2014-02"}
      - {text: C, date: "2015"}
    feedback: {right: Yes., wrong: No.}
"""
MATCH = """\
lesson: example
questions:
  - id: pairs
    kind: match
    section: 1
    prompt: Match them.
    pairs:
      - {left: A, right: X}
      - {left: B, right: Y}
    extra: [Z]
    feedback: {right: Yes., wrong: No.}
"""
PLACE = """\
lesson: example
questions:
  - id: where
    kind: place
    section: 1
    prompt: Where?
    map: ukraine
    answer: [UA-43]
    feedback: {right: Yes., wrong: No.}
    mistakes:
      - {id: UA-65, feedback: No.}
"""


@pytest.fixture
def found(tmp_path: Path) -> Any:
    """Write a file and give its findings as (line, message)."""

    def look(words: str | bytes) -> list[tuple[int, str]]:
        path = tmp_path / "quiz.yaml"
        path.write_bytes(words if isinstance(words, bytes) else words.encode())
        return [(finding.line, finding.message) for finding in findings(path)]

    return look


def test_the_example_loads() -> None:
    questions = load(EXAMPLE)
    assert [q.kind for q in questions] == [
        "choice", "choices", "number", "order", "match", "place", "short", "prediction", "poll",
    ]  # fmt: skip
    assert {q.lesson for q in questions} == {"example"}
    assert findings(EXAMPLE) == []


@pytest.mark.parametrize("good", [CHOICE, NUMBER, ORDER, MATCH, PLACE])
def test_the_patterns_for_faults_are_good(good: str, found: Any) -> None:
    assert found(good) == []


@pytest.mark.parametrize(
    ("base", "old", "new", "line", "said"),
    [
        (CHOICE, "prompt: Who?", "promt: Who?", 6, "unknown field “promt”. Did you mean “prompt”?"),
        (CHOICE, "prompt: Who?", "promt: Who?", 3, "“prompt” is missing. Add “prompt:”"),
        (CHOICE, "section: 1", "section: one", 5, '“section” must be a whole number, not "one".'),
        (CHOICE, "prompt: Who?", "prompt: 2014", 6, "“prompt” must be text (in quotes if it"),
        (CHOICE, "prompt: Who?", "prompt: ''", 6, "“prompt” is empty."),
        (CHOICE, "prompt: Who?", "prompt: '  '", 6, "the prompt is empty. Write the question."),
        (CHOICE, "        right: true\n", "", 7, "no option is right. Add “right: true” to one."),
        (CHOICE, "Two\n", "Two\n        right: true\n", 7, "2 options are right."),
        (CHOICE, "text: Two", "text: one", 11, "“one” stands in “options” twice."),
        (CHOICE, "text: Two", "text: Two\n        key: " + "x" * 41, 12, "“key” does not fit"),
        (CHOICE, "        feedback: No.\n", "", 11, "“feedback” is missing. Add “feedback:”"),
        (
            CHOICE,
            "feedback: Yes.",
            "misconception: m\n        feedback: Yes.",
            10,
            "a right option",
        ),
        (CHOICE, "kind: choice", "kind: choise", 4, "unknown kind “choise”. Did you mean “choice”"),
        (CHOICE, "    kind: choice\n", "", 3, "the kind is missing. Use one of: choice,"),
        (CHOICE, "id: who", "id: Who Is", 3, "Use small letters, digits and single hyphens"),
        (CHOICE, "lesson: example", "lesson: The Toll!", 1, "“lesson” is missing or no name."),
        (CHOICE, "lesson: example", "lesson: x\nquestion: 1", 2, "Did you mean “questions”?"),
        (CHOICE, "section: 1", "section: 1\n    claims: [C99999]", 6, "not in data/tables/claims"),
        (CHOICE, "section: 1", "section: 1\n    sources: [NOPE]", 6, "not in data/sources.csv"),
        (CHOICE, "section: 1", "section: 1\n    exhibit: totals", 6, "no exhibit “totals” in"),
        (CHOICE, "section: 1", "section: 1\n    lesson: other", 6, "unknown field “lesson”"),
        (CHOICE, "section: 1", "section: 1\n    section: 2", 6, "“section” stands here twice."),
        (NUMBER, "    tolerance: {absolute: 0}\n", "", 3, "“tolerance: {absolute: 0}” if only the"),
        (NUMBER, "{absolute: 0}", "{}", 8, "must be either absolute or relative. Write"),
        (NUMBER, "{absolute: 0}", "{absolute: 1, relative: 0.1}", 8, "either absolute or relative"),
        (NUMBER, "{absolute: 0}", "{absolute: -1}", 8, "“absolute”"),
        (NUMBER, "answer: 5", "answer: five", 7, "must be a number or a pair such as"),
        (NUMBER, "answer: 5", "answer: [7, 5]", 7, "a number, or [lower, upper]"),
        (NUMBER, "answer: 5", "answer: .nan", 7, "must be a number or a pair"),
        (NUMBER, "answer: 5", "answer: 5\n    mistakes: [{value: 5, feedback: x}]", 8, "counts as"),
        (ORDER, '"2015"', '"2013"', 10, "2013 comes after 2014-02. List the earliest first."),
        (ORDER, '"2015"', '"2014"', 10, "2014-02 and 2014 may be the same date."),
        (ORDER, '      - {text: C, date: "2015"}\n', "", 7, "“items” has 2, and needs at least 3."),
        (ORDER, "text: B", "text: A", 9, "“A” stands in “items” twice."),
        (MATCH, "left: B", "left: A", 9, "“A” stands in “pairs” twice."),
        (MATCH, "extra: [Z]", "extra: [X]", 10, "“X” belongs to a pair. Remove it"),
        (MATCH, "extra: [Z]", "extra: [13]", 10, "“extra” must be text"),
        (PLACE, "answer: [UA-43]", "answer: []", 8, "“answer” has 0, and needs at least 1."),
        (PLACE, "map: ukraine", "map: ukrain", 7, "no map “ukrain” in data/atlas/maps. Did you"),
        (PLACE, "answer: [UA-43]", "answer: [UA-434]", 8, "no place “UA-434” on the map ukraine."),
        (
            PLACE,
            "id: UA-65",
            "id: kherson",
            11,
            "no place “kherson” on the map ukraine. There are",
        ),
        (PLACE, "id: UA-65", "id: UA-43", 11, "“UA-43” is also the answer."),
    ],
)
def test_a_fault_is_named_with_line_and_mend(
    base: str, old: str, new: str, line: int, said: str, found: Any
) -> None:
    assert old in base
    messages = found(base.replace(old, new, 1))
    assert any(at == line and said in message for at, message in messages), messages


def test_all_findings_come_at_once(found: Any) -> None:
    bad = CHOICE.replace("prompt", "promt").replace("section: 1", "section: one")
    both = bad + NUMBER.split("questions:\n")[1].replace("answer: 5", "answer: x")
    messages = found(both + CHOICE.split("questions:\n")[1])
    assert len(messages) == 5, messages
    assert "this id is taken in line 3" in messages[-1][1]


def test_one_of_few_options(found: Any) -> None:
    one = CHOICE.replace("      - text: Two\n        feedback: No.\n", "")
    assert "“options” has 1, and needs at least 2." in found(one)[0][1]
    every = CHOICE.replace("kind: choice", "kind: choices").replace(
        "text: Two", "text: Two\n        right: true"
    )
    assert "every option is right" in found(every)[0][1]


def test_load_raises_with_everything(tmp_path: Path) -> None:
    path = tmp_path / "quiz.yaml"
    path.write_text(CHOICE.replace("prompt", "promt"))
    with pytest.raises(BankError) as caught:
        load(path)
    assert len(caught.value.findings) == 2
    assert str(caught.value).splitlines()[0].startswith(f"{path}:3: question “who”: ")


@pytest.mark.parametrize(
    ("words", "line", "said"),
    [
        ("a: [1, 2", 1, "YAML: "),
        ("lesson: x\n  questions: 1", 2, "YAML: "),
        ("lesson: x\nquestions:\n\t- id: y", 3, "YAML: "),
        ("", 1, "must begin with “lesson:” and “questions:”"),
        ("- a", 1, "must begin with “lesson:” and “questions:”"),
        ("lesson: x\nquestions: []", 2, "at least one question"),
        ("lesson: x\nquestions: [1]", 2, "must be a list of fields"),
        ("lesson: x\n---\nlesson: y", 2, "A second “---” begins"),
        ("lesson: !!python/object/apply:os.system [id]", 1, "The tag"),
        ("lesson: !x y", 1, "The tag"),
        ("a: &a [1]\nb: *a", 1, "Anchors and aliases"),
        ("a: 1\nb: *a", 2, "Anchors and aliases"),
        ("? [a]\n: b", 1, "A field's name must be a word"),
        ("a: " + "[" * 200_000, 1, "nesting depth"),
        ("a: " + "{b: " * 50, 1, "levels deep"),
        (b"a: \xff\xfe", 1, "not UTF-8"),
        (b"a: b\x00c", 1, "YAML: "),
        ("a: " + "x" * 1_000_001, 1, "larger than 1,000 kB"),
    ],
)
def test_hostile_and_broken_files(words: str | bytes, line: int, said: str, found: Any) -> None:
    messages = found(words)
    assert any(at == line and said in message for at, message in messages), messages


def test_a_bomb_of_aliases_is_refused_before_it_grows(found: Any) -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    assert "Anchors and aliases are not allowed" in found(bomb)[0][1]


def test_words_stay_words(tmp_path: Path) -> None:
    path = tmp_path / "quiz.yaml"
    words = CHOICE.replace("text: One", "text: Yes").replace("text: Two", "text: No")
    path.write_text(words.replace("prompt: Who?", "prompt: 20:35"))
    (question,) = load(path)
    seen = view(question)
    assert seen["prompt"] == "<p>20:35</p>"
    assert {option["text"] for option in seen["options"]} == {"Yes", "No"}


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_file_raises_anything_but_findings(raw: bytes) -> None:
    path = Path(TEMP) / "fuzz.yaml"
    path.write_bytes(raw)
    assert findings(path)


@given(data=st.data())
def test_no_edit_of_a_good_file_raises(data: st.DataObject) -> None:
    whole = yaml.safe_load(EXAMPLE.read_text())
    question = data.draw(st.sampled_from(whole["questions"]))
    field = data.draw(st.sampled_from(sorted(question)))
    odd = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
    question[field] = data.draw(odd | st.lists(odd, max_size=2) | st.dictionaries(odd, odd))
    path = Path(TEMP) / "edit.yaml"
    path.write_text(yaml.safe_dump(whole))
    for finding in findings(path):
        assert finding.line >= 1
        assert finding.message.rstrip("”").endswith((".", "?")), finding.message


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    global TEMP  # noqa: PLW0603  hypothesis wants no fixture of a single test
    TEMP = str(tmp_path_factory.mktemp("bank"))


TEMP = ""


def lesson(longest: int, count: int, options: int = 3) -> str:
    """Write a lesson in which the longest option is right ``longest`` times."""
    out = "lesson: example\nquestions:\n"
    for n in range(count):
        right, wrong = ("Quite a long option", "Short") if n < longest else ("Short", "Much longer")
        out += f"  - {{id: q-{n}, kind: choice, section: 1, prompt: Q?, options: [\n"
        out += f"      {{text: {right}, right: true, feedback: Yes.}},\n"
        for other in range(1, options):
            out += f"      {{text: {wrong} {other}, feedback: No.}},\n"
        out += "    ]}\n"
    return out


@pytest.mark.parametrize(
    ("longest", "count", "options", "warns"),
    [
        (6, 6, 3, True),
        (5, 8, 4, True),
        (4, 8, 4, False),  # half: below 60 %
        (3, 3, 3, False),  # too few to tell
        (3, 5, 2, False),  # likely by chance with two options
        (0, 8, 3, False),
    ],
)
def test_the_longest_option_is_too_often_right(
    longest: int, count: int, options: int, warns: bool, tmp_path: Path
) -> None:
    path = tmp_path / "example" / "quiz.yaml"
    path.parent.mkdir()
    path.write_text(lesson(longest, count, options))
    assert len(load(path)) == count, "it is no reason to fail in class"
    found = check(tmp_path)
    assert bool(found) == warns
    if warns:
        assert f"right one in {longest} of {count} choice questions" in found[0]
        assert "q-0" in found[0]


def test_check_prints_all_lessons_in_one_go(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "quiz.yaml").write_text(CHOICE.replace("prompt", "promt"))
    lines = check(tmp_path)
    assert len(lines) == 4
    assert f"{tmp_path}/b/quiz.yaml:6: question “who”: unknown field" in "\n".join(lines)
    (tmp_path / "none").mkdir()
    assert "no lesson with a quiz.yaml" in check(tmp_path / "none")[0]


def test_an_exhibit_is_looked_up_without_importing(tmp_path: Path, found: Any) -> None:
    (tmp_path / "exhibits.py").write_text("raise SystemExit\ndef totals(): ...\ndef _x(): ...\n")
    with_exhibit = CHOICE.replace("section: 1", "section: 1\n    exhibit: totals")
    assert found(with_exhibit) == []
    assert "Did you mean “totals”?" in found(with_exhibit.replace("totals", "total"))[0][1]
    (tmp_path / "exhibits.py").write_text("def totals(:\n")
    assert "exhibits.py" in found(with_exhibit)[0][1]


def test_claims_and_sources_are_those_of_the_tables(found: Any) -> None:
    claims = bank._column(DATA / "tables" / "claims.csv", "id")
    assert claims
    good = CHOICE.replace("section: 1", f"section: 1\n    claims: [{claims[0]}]")
    assert found(good) == []
    assert "is not in data/tables/claims.csv" in found(good.replace(claims[0], "C0"))[0][1]


LOCKED = re.search(r"^msgspec==(\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)


@pytest.mark.skipif(
    LOCKED is None or importlib.metadata.version("msgspec") != LOCKED[1],
    reason="each version of msgspec writes a schema in its own way; the locked one is compared",
)
def test_the_schema_is_fresh() -> None:
    fresh = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert fresh == json.loads(json.dumps(schema())), (
        "run: python -m lessons.kit.quiz schema > lessons/kit/quiz/quiz.schema.json"
    )


def test_the_schema_agrees_with_the_types() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    good = yaml.safe_load(EXAMPLE.read_text())
    validator = jsonschema.Draft202012Validator(schema())
    assert not list(validator.iter_errors(good))
    good["questions"][0]["promt"] = "x"
    assert list(validator.iter_errors(good))


def run(code: str) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_quiz_part_imports_without_the_heavy_libraries() -> None:
    parts = ", ".join(f"lessons.kit.{part}" for part in ("quiz", "record", "handin", "lesson"))
    modules = run(f"import sys, {parts}; print(*sys.modules)").split()
    assert "lessons.kit.lesson" in modules
    heavy = "pandas geopandas matplotlib numpy ipywidgets anywidget jsonschema yaml"
    assert not set(heavy.split()) & set(modules)


def test_all_lessons_have_no_findings() -> None:
    assert check() == []


# --- the built bank ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "bank.json"
    path.write_bytes(bank.build())
    return path


def test_the_built_bank_equals_the_files(built: Path) -> None:
    asked = [q for entry in entries() for q in load(bank.path_of(entry.name))]
    assert sorted(load(built), key=_name) == sorted(asked, key=_name)
    assert [fingerprint(q) for q in sorted(load(built), key=_name)] == [
        fingerprint(q) for q in sorted(asked, key=_name)
    ]


def _name(question: Question) -> tuple[str, str]:
    return question.lesson, question.id


def test_the_built_bank_needs_no_yaml(built: Path) -> None:
    code = (
        "import sys; from lessons.kit.quiz import load; "
        f"print(len(load({str(built)!r})), [m for m in ('yaml', 'jsonschema') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split(maxsplit=1) == [str(len(load(built))), "[]\n"]


def test_a_lesson_is_asked_from_the_built_bank_only_while_it_is_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiz = tmp_path / "example" / "quiz.yaml"
    quiz.parent.mkdir()
    quiz.write_bytes(EXAMPLE.read_bytes())
    monkeypatch.setattr(bank, "LESSONS", tmp_path)
    (tmp_path / bank.BUILT).write_bytes(bank.build(tmp_path))
    read: list[Path] = []

    def note(path: Path) -> list[Question]:
        read.append(path)
        return []

    monkeypatch.setattr(bank, "load", note)
    first = bank.of("example")
    assert (len(first), read) == (9, [])
    quiz.write_text(quiz.read_text("utf-8").replace("Who counted", "Who first counted"), "utf-8")
    bank.of("example")
    assert read == [quiz], "an edited file is asked, not what was built from it before"
    quiz.unlink()
    assert [q.id for q in bank.of("example")] == [q.id for q in first]


def test_a_bank_that_the_kit_did_not_build_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "bank.json"
    for raw in (
        b"",
        b"{}",
        b'{"format":"reading-a-crisis/bank","version":2,"lessons":{}}',
        b"\xff",
    ):
        path.write_bytes(raw)
        with pytest.raises(BankError, match="make bank"):
            load(path)
    with pytest.raises(BankError, match="can't be read"):
        load(tmp_path / "none.json")
