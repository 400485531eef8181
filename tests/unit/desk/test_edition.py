"""Editions: complete enough to teach with, and silent about what learners are to find out."""

import csv
import html
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import nbformat
import pytest
import yaml
from nbclient import NotebookClient

from lessons import cli
from lessons.desk import seals
from lessons.desk.editions import edition
from lessons.desk.editions.edition import EditionError, leaks, make
from lessons.desk.report import report
from lessons.kit.data import ROOT
from lessons.kit.quiz import bank
from lessons.kit.quiz.marking import key_response
from lessons.kit.quiz.questions import (
    Choice,
    Choices,
    Match,
    Order,
    Poll,
    Question,
    Sealed,
    view,
)
from lessons.kit.quiz.seal import seal
from lessons.kit.record import handin
from lessons.kit.syllabus import entries

from ..quiz import adversary, overlap

QUIZZES = sorted((ROOT / "lessons").glob("*/quiz.yaml"))
QUESTIONS = [question for path in QUIZZES for question in bank.load(path)]
TOLL = bank.load(ROOT / "lessons" / "the_toll" / "quiz.yaml")
SECRET = {"feedback", "misconception", "model", "rubric", "missed", "told"}


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("editions") / "class 9b"
    return make(folder, answers=False).folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Give a copy of the kit with answers, to spoil."""
    return make(tmp_path / "checkout").folder


def strings(value: Any, names: set[str], inside: bool = False) -> Iterator[str]:
    """Give the texts of a quiz.yaml that stand in fields of such names, or in lists under them."""
    if isinstance(value, dict):
        for name, part in value.items():
            under = name in names or (inside and "feedback" in names)
            yield from strings(part, names, under)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part, names, inside)
    elif inside and isinstance(value, str):
        yield value


@pytest.mark.slow
def test_no_byte_of_it_tells_what_learners_are_to_find_out(sealed: Path) -> None:
    raw = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in QUIZZES]
    secret = {" ".join(words.split()) for words in strings(raw, SECRET)}
    assert len(secret) > 500
    files = [path for path in sealed.rglob("*") if path.is_file()]
    assert len(files) > 100
    everything = b"\0".join(path.read_bytes() for path in files)
    spaced = b" ".join(everything.split())
    for words in secret:
        for form in (words, json.dumps(words)[1:-1], words.replace("“", '\\"').replace("”", '\\"')):
            assert form.encode() not in spaced, words


def test_no_plan_and_no_desk_is_in_it(sealed: Path) -> None:
    assert not list(sealed.rglob("plan.md")) and not list(sealed.rglob("numbers.yaml"))
    assert not (sealed / "lessons" / "desk").exists()
    assert not (sealed / "docs").exists()
    assert not (sealed / "tests").exists()
    for plan in (ROOT / "lessons").glob("*/plan.md"):
        for line in plan.read_text(encoding="utf-8").splitlines():
            if len(line) > 60:
                assert not any(
                    line in path.read_text(encoding="utf-8", errors="ignore")
                    for path in sealed.glob("*.md")
                )


def test_its_questions_are_sealed_with_the_key_in_the_teachers_work_folder(sealed: Path) -> None:
    (secret,) = seals.secrets_here()
    assert seals.key_file().stat().st_mode & 0o077 == 0 or os.name == "nt"
    assert secret.hex() not in (sealed / "lessons" / "the_toll" / "quiz.yaml").read_text("utf-8")
    for path in QUIZZES:
        copy = sealed / "lessons" / path.parent.name / "quiz.yaml"
        assert copy.read_bytes() == seal(bank.load(path), secret)
        for shut in bank.load(copy):
            assert isinstance(shut, Sealed)


def asked(sealed: Path) -> list[adversary.Entry]:
    """Give the sealed questions of an edition."""
    files = (sealed / "lessons").glob("*/quiz.yaml")
    return [one for path in files for one in json.loads(path.read_bytes())["questions"]]


def test_the_adversary_recovers_nothing_from_its_bytes(sealed: Path) -> None:
    entries = asked(sealed)
    assert len(entries) == len(QUESTIONS)
    assert adversary.pointers(entries) == []
    assert adversary.recovered([entries], QUESTIONS) == {}
    for words in texts_by_kind(sealed).values():
        assert adversary.recovered([adversary.as_in_file(entries, words)], QUESTIONS) == {}


def test_the_adversary_would_see_the_order_of_stored_cards(sealed: Path, checkout: Path) -> None:
    """A stored card shows the items of an order in a way that can be undone."""
    words = texts_by_kind(checkout)[".ipynb"]
    found = adversary.recovered([adversary.as_in_file(asked(sealed), words)], QUESTIONS)
    orders = {f"{one.lesson}/{one.id}" for one in QUESTIONS if isinstance(one, Order)}
    assert orders <= found.keys()


@pytest.mark.slow
def test_words_give_away_no_more_than_what_a_lesson_shows(sealed: Path) -> None:
    """What a lesson shows is what its sheet prints; there an answer may stand: that is reading."""
    shown = passages_shown(sealed)
    tables = [" ".join(row) for row in rows_of_tables(sealed)]
    exhibits = [
        part
        for path in sealed.rglob("exhibits.yaml")
        for part in path.read_text(encoding="utf-8").split("\n\n")
    ]
    assert not overlap.give_more_away(shown, [*shown, *tables], QUESTIONS)
    assert not overlap.give_more_away(shown, [*shown, *tables, *exhibits], QUESTIONS)
    assert not overlap.give_more_away(shown, [*tables, *exhibits], QUESTIONS)


@pytest.mark.slow
def test_words_that_tell_would_be_noticed(sealed: Path) -> None:
    """Let one table name what is right in every fifth question."""
    shown = passages_shown(sealed)
    single = [question for question in QUESTIONS if isinstance(question, Choice)]
    told = [option.text for question in single[::5] for option in question.options if option.right]
    assert overlap.give_more_away(shown, [*shown, *told], QUESTIONS)


def test_the_reader_would_find_answers_that_are_told() -> None:
    """Let the reader read the right options themselves: the words then tell."""
    single = [question for question in QUESTIONS if isinstance(question, Choice)]
    told = [option.text for question in single for option in question.options if option.right]
    assert overlap.hits(told, QUESTIONS) > 0.9 * len(single)


def rows_of_tables(folder: Path) -> Iterator[list[str]]:
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file)


def passages_shown(folder: Path) -> list[str]:
    """Give what the notebooks say, and what their exhibits show."""
    found = []
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                found += source.split("\n\n")
            elif ".ask(" not in source:
                for output in cell.get("outputs", []):
                    page = "".join(output.get("data", {}).get("text/html", ""))
                    parts = re.split(r"</tr>|</p>|</li>", page)
                    found += [html.unescape(re.sub(r"<[^>]+>", " ", part)) for part in parts]
    return found


def texts_by_kind(folder: Path) -> dict[str, str]:
    """Give all that an edition says, joined by the ending of its files."""
    found: dict[str, list[str]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        words = path.read_bytes().decode("utf-8", "ignore")
        found.setdefault(path.suffix, []).append(html.unescape(words.replace('\\"', '"')))
    return {suffix: "\n".join(texts) for suffix, texts in found.items()}


def test_the_key_and_the_verdicts_stay_at_home(sealed: Path) -> None:
    everything = b"\0".join(path.read_bytes() for path in sealed.rglob("*") if path.is_file())
    (secret,) = seals.secrets_here()
    assert secret not in everything
    assert secret.hex().encode() not in everything
    with (ROOT / edition.CLAIMS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (sealed / edition.CLAIMS).open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))
    assert len(kept) == len(rows)
    assert kept[0].keys() == rows[0].keys() - set(edition.KEPT_BACK)
    assert not (sealed / "lessons" / "not_taught.toml").exists()
    notebook = nbformat.read(sealed / "notebooks" / "09_the_source.ipynb", as_version=4)
    for call in ("the_source.verdicts()", "the_source.board()"):
        (cell,) = [cell for cell in notebook.cells if call in cell.source]
        assert cell.outputs == []


def test_exhibits_that_are_kept_back_say_so(sealed: Path) -> None:
    code = "from lessons import the_source as s; print(s.verdicts(), s.board(), s.path())"
    run = [sys.executable, "-c", code]
    said = subprocess.run(run, env={**os.environ, "PYTHONPATH": str(sealed)}, cwd=sealed,
                          capture_output=True, text=True, check=True).stdout  # fmt: skip
    assert said.count("Your teacher has them.") == 2


def test_it_holds_no_private_or_passing_files(sealed: Path) -> None:
    names = {part for path in sealed.rglob("*") for part in path.relative_to(sealed).parts}
    assert names.isdisjoint({".git", ".venv", "work", "build", "__pycache__", ".ipynb_checkpoints"})
    assert {"Makefile", "make.bat", "requirements.txt", "install.py", "OFL-1.1.txt"} <= names
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for pattern in tomllib.loads(project)["project"]["license-files"]:
        there = {path.relative_to(ROOT) for path in ROOT.glob(pattern)}
        assert there
        assert {path.relative_to(sealed) for path in sealed.glob(pattern)} == there


@pytest.mark.slow
def test_a_class_works_in_it_and_the_teacher_marks_it(
    sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = nbformat.read(sealed / "notebooks" / "04_the_toll.ipynb", as_version=4)
    keys = {question.id: in_words(question) for question in TOLL}
    run = msgspec.json.decode(msgspec.json.encode(stored), type=dict)
    notebook = nbformat.from_dict(run)
    notebook.cells.append(
        nbformat.v4.new_code_cell(ANSWER_ALL.format(keys=keys, out=str(tmp_path)))
    )
    path = {"metadata": {"path": str(sealed / "notebooks")}}
    with monkeypatch.context() as learner:
        learner.setenv("PYTHONPATH", str(sealed))
        learner.setenv("LESSONS_WORK", str(tmp_path / "work"))
        NotebookClient(notebook, timeout=120, kernel_name="python3", resources=path).execute()

    for was, now in zip(stored.cells, notebook.cells, strict=False):
        assert text_of(was) == text_of(now)
    told = json.loads(notebook.cells[-1].outputs[-1].text)
    assert told["root"] == str(sealed)
    assert set(told["verdicts"]) == {"recorded"}
    assert told["feedback"] == ["<p>Your answer is recorded. Your teacher will mark it.</p>"]
    assert len(handin.read(told["path"]).answers) == len(TOLL)
    made = report(Path(told["path"]).parent, tmp_path / "report")
    assert made.learners == 1
    with (tmp_path / "report" / "learners.csv").open(encoding="utf-8-sig", newline="") as file:
        (fox,) = csv.DictReader(file)
    marked = sum(question.kind not in ("poll", "short") for question in TOLL)
    assert (fox["first attempt"], fox["marked questions"]) == ("1.0", str(marked))
    assert fox["not marked"] == "0"


def in_words(question: Question) -> Any:
    """Give the right answer as somebody says it who reads the card."""
    seen = view(question)
    fields = ("options", "items", "left", "right")
    words = {part["key"]: part["text"] for field in fields for part in seen.get(field, [])}
    key = key_response(question)
    match question:
        case Poll():
            return seen["options"][0]["text"]
        case Choice():
            return words[key]
        case Choices() | Order():
            return [words[one] for one in key]
        case Match():
            return {words[one]: words[other] for one, other in key.items()}
    return key


ANSWER_ALL = """
import json
from lessons import the_toll
from lessons.kit.record import handin
from lessons.kit.data import ROOT
keys = {keys!r}
verdicts, feedback = [], set()
the_toll.lesson.record.set_learner("Red Fox")
for question in the_toll.lesson.questions:
    card = the_toll.ask(question.id)
    seen = [part for f in ("options", "items", "left") for part in card.view.get(f, [])]
    left = {{part["text"]: part["key"] for part in seen}}
    right = {{part["text"]: part["key"] for part in card.view.get("right", [])}}
    words = keys[question.id]
    match card.view["kind"]:
        case "choice" | "poll":
            response = left[words]
        case "choices" | "order":
            response = [left[one] for one in words]
        case "match":
            response = {{left[one]: right[other] for one, other in words.items()}}
        case _:
            response = words
    card._receive(card, {{"do": "check", "response": response}})
    verdicts.append(card.state["verdict"])
    feedback.add(card.state["feedback"])
path = handin.write(the_toll.lesson.record, {out!r})
print(json.dumps(dict(root=str(ROOT), verdicts=verdicts, feedback=list(feedback), path=str(path))))
"""


def text_of(cell: Any) -> list[str]:
    return [output.get("data", {}).get("text/plain", "") for output in cell.get("outputs", [])]


def test_check_and_start_work_in_it_and_the_desk_is_gone(sealed: Path) -> None:
    surroundings = {**os.environ, "PYTHONPATH": str(sealed)}
    order = [sys.executable, "-m", "lessons"]
    run: Any = partial(subprocess.run, env=surroundings, cwd=sealed, capture_output=True)
    assert run([*order, "check"], check=True).stdout.endswith(b"Nothing to mend.\n")
    said = run([*order, "report", "x"], check=False)
    assert said.returncode == 2
    assert b"invalid choice" in said.stderr


def test_an_edition_with_answers_marks_as_the_kit_does(checkout: Path) -> None:
    copy = bank.load(checkout / "lessons" / "the_toll" / "quiz.yaml")
    assert copy == TOLL
    assert (checkout / "lessons" / "the_toll" / "plan.md").is_file()
    assert (checkout / "lessons" / "desk" / "editions" / "edition.py").is_file()


# Guards, each against the mishap it is for


def spoil(notebook: Path, change: Any) -> None:
    content = json.loads(notebook.read_text(encoding="utf-8"))
    change(content)
    notebook.write_text(json.dumps(content), encoding="utf-8")


def test_feedback_in_a_stored_output_stops_it(checkout: Path, tmp_path: Path) -> None:
    feedback = "The UN’s count covers the conflict in the east."

    def show(content: Any) -> None:
        code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
        cell = next(cell for cell in code if "ask(" not in "".join(cell["source"]))
        words = [
            f"<p>{feedback} The sentence\n",
            "names Crimea just before, so it is <b>easy</b> to",
        ]
        html = [*words, " mix the two.</p>"]
        cell["outputs"] = [{"output_type": "display_data", "data": {"text/html": html}}]

    spoil(checkout / "notebooks" / "04_the_toll.ipynb", show)
    with pytest.raises(EditionError, match=r"04_the_toll.ipynb tells what the_toll/what-it-counts"):
        make(tmp_path / "class", answers=False, root=checkout)
    assert not (tmp_path / "class").exists()
    assert not list(tmp_path.glob(".edition-*"))


def test_saved_widget_state_is_left_out(checkout: Path, tmp_path: Path) -> None:
    state = {"feedback": "Yes. A range says more than one number does"}
    name = "notebooks/04_the_toll.ipynb"
    spoil(checkout / name, lambda content: content["metadata"].update(widgets=state))
    folder = make(tmp_path / "class", answers=False, root=checkout).folder
    assert "widgets" not in json.loads((folder / name).read_text(encoding="utf-8"))["metadata"]


@pytest.mark.parametrize("spelling", [str, json.dumps, str.upper,
                                      lambda words: words.replace(" ", "\n  ")])  # fmt: skip
def test_a_leak_is_found_however_it_is_written(tmp_path: Path, spelling: Any) -> None:
    question = next(question for question in TOLL if isinstance(question, Match))
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_text(spelling(f"x {question.feedback.wrong} y"), "utf-8")
    assert leaks(tmp_path, TOLL) == ["a/b.txt tells what the_toll/match-the-dead hides"]
    (tmp_path / "a" / "b.txt").write_text(question.prompt, "utf-8")
    assert leaks(tmp_path, TOLL) == []


def test_every_hidden_text_is_long_enough_to_be_searched_for() -> None:
    texts = [words for _, words in edition.hidden(QUESTIONS) if words]
    assert min(len(edition._letters(words)) for words in texts) >= edition.SHORTEST


def test_hidden_is_all_that_the_file_hides() -> None:
    raw = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in QUIZZES]
    found = {" ".join(words.split()) for _, words in edition.hidden(QUESTIONS) if words}
    assert {" ".join(words.split()) for words in strings(raw, SECRET)} == found


def test_work_and_hidden_files_stay_at_home(checkout: Path, tmp_path: Path) -> None:
    for name in ("work/record.sqlite3", "notebooks/.ipynb_checkpoints/a.ipynb", ".git/config",
                 "lessons/kit/__pycache__/a.pyc", "answers.txt", "data/build/a.py"):  # fmt: skip
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text("mine")
    made = make(tmp_path / "class", root=checkout)
    names = {path.name for path in made.folder.rglob("*")}
    assert names.isdisjoint({"record.sqlite3", "a.ipynb", "config", "a.pyc", "answers.txt", "a.py"})
    assert made.files == sum(path.is_file() for path in made.folder.rglob("*"))


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    inside = ROOT / "lessons" / "an-edition"
    link = tmp_path / "link"
    link.symlink_to(ROOT / "lessons")
    for folder, why in [
        (tmp_path / "full", "is not empty; name a new folder"),
        (tmp_path / "file", "is a file; name a new folder"),
        (tmp_path / "file" / "below", "can't be written"),
        (inside, "lies in"),
        (ROOT / "docs" / ".." / "lessons" / "an-edition", "lies in"),
        (link / "an-edition", "lies in"),
        (ROOT, "is the kit itself"),
        ("", "Name a file or a folder"),
        ("~nosuchuser/x", "no such user"),
    ]:
        assert cli.main(["edition", str(folder)]) == 2
        shown = capsys.readouterr()
        assert why in shown.err
        assert shown.err.count("\n") == 1
    assert (tmp_path / "full" / "mine.txt").read_text() == "mine"
    assert not inside.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "full", "link"]


def test_the_command_fills_an_empty_folder_and_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edition, "leaks", lambda *_: [])  # searched in other tests; it takes long
    (tmp_path / "stick").mkdir()
    assert cli.main(["edition", str(tmp_path / "stick"), "--without-answers"]) == 0
    said = capsys.readouterr().out
    assert (
        f"The edition without answers is in {tmp_path / 'stick'}: {len(entries())} lessons, "
        in said
    )
    assert (tmp_path / "stick" / "README.md").read_text(encoding="utf-8").startswith("# Reading")
