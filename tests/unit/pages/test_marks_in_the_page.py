"""Python in the page marks as Python does: marks, fingerprints and orders, for every question."""

import gzip
import json
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lessons.kit.data import atlas
from lessons.kit.quiz import bank, key_response
from lessons.kit.quiz.questions import Question, view
from lessons.kit.syllabus import entries
from lessons.pages import python_parts
from tools.tiers import Amount

RUNNER = Path(__file__).with_name("in_page.mjs")
QUESTIONS = [question for lesson in entries() for question in bank.of(lesson.name)]

#: What both Pythons run: the marks of responses, and what is seen of each question.
CODE = """
import json
from msgspec import to_builtins
from lessons.kit.quiz import bank
from lessons.kit.quiz.marking import mark
from lessons.kit.quiz.questions import fingerprint, reveal, view
from lessons.kit.syllabus import entries

def answer(given):
    questions = {(q.lesson, q.id): q for e in entries() for q in bank.of(e.name)}
    marks = [
        {field: to_builtins(getattr(mark(questions[lesson, name], response), field))
         for field in ("score", "verdict", "feedback", "parts", "misconceptions")}
        for lesson, name, response in json.loads(given)
    ]
    seen = [[fingerprint(q), view(q), reveal(q)] for q in questions.values()]
    return json.dumps([marks, seen])
"""

#: How numbers get written, also by those who don't write them as we do.
NUMBERS = (
    "{n}", " {n} ", "{n:,}", "{n:_}", "about {n}", "{n} people", "{n}%", "−{n}", "+{n}", "{n}.0",
    "{n}-{m}", "{n}–{m}", "between {n} and {m}", "{m} to {n}", "{n}±{m}", "{n}k", "{n} thousand",
    "{n},{m}", "{n}.{m}", "{n} million", "1e{n}", "¹²³", "١٣٢٠٠", "１３２００", "XIV", "ten", "",
)  # fmt: skip
ODD: tuple[Any, ...] = (None, True, 0, -1.5, "", "\u202e\u0000", [], {}, [[]], {"a": {"b": []}})


def some(question: Question, chance: random.Random) -> Any:
    """Make up a response: mostly of the question's kind, now and then of none."""
    if chance.random() < 0.1:
        return chance.choice(ODD)
    if chance.random() < 0.1:
        return key_response(question)
    seen = view(question)
    keys = [part["key"] for field in ("options", "items") for part in seen.get(field, [])]
    left, right = ([part["key"] for part in seen.get(f, [])] for f in ("left", "right"))
    by_kind: dict[str, Callable[[], Any]] = {
        "choices": lambda: chance.sample(keys, chance.randrange(len(keys) + 1)),
        "order": lambda: chance.sample(keys, chance.choice([len(keys), len(keys) - 1])),
        "match": lambda: {key: chance.choice([*right, "", "none"]) for key in left},
        "number": lambda: number(chance),
        "place": lambda: chance.choice([*places(question), "nowhere"]),
        "short": lambda: {
            "text": "".join(chance.choices("aä🙂 \n<&", k=20)),
            "rubric": chance.choices([True, False], k=3),
        },
    }
    give = by_kind.get(question.kind)
    return give() if give else chance.choice([*keys, "no such key"])


def number(chance: random.Random) -> str:
    n, m = (chance.choice([10, 1000, 20_000, 10**7]) * chance.random() for _ in "nm")
    return chance.choice(NUMBERS).format(n=int(n), m=int(m))


def places(question: Question) -> list[str]:
    return [shape["id"] for shape in atlas.svg_map(view(question)["map"])["shapes"]]


def responses(each: int) -> Iterator[tuple[str, str, Any]]:
    chance = random.Random(20211230)  # noqa: S311
    for question in QUESTIONS:
        for form in NUMBERS if question.kind == "number" else ():
            yield question.lesson, question.id, form.format(n=1234, m=5678)
        for _ in range(each):
            yield question.lesson, question.id, some(question, chance)


@pytest.mark.slow
@pytest.mark.soak("pages")  # 15 s; in `soak` 5 min
@pytest.mark.skipif(not python_parts.available(), reason="Python for pages is not here: make parts")
@pytest.mark.skipif(shutil.which("node") is None, reason="node is not here")
def test_the_page_marks_as_python_does(tmp_path: Path, amount: Amount) -> None:
    python_parts.write(tmp_path, stick=False)
    folder = tmp_path / python_parts.FOLDER
    for packed in folder.glob("*.gz"):
        (folder / packed.stem).write_bytes(gzip.decompress(packed.read_bytes()))
    given = list(responses(amount(test=5, soak=400)))
    here: dict[str, Any] = {}
    exec(CODE, here)  # noqa: S102  our own words
    done = subprocess.run(
        ["node", str(RUNNER), str(folder)],
        input=json.dumps({"code": CODE, "given": given}),
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=amount(test=240, soak=3000),
    )
    marks, seen = json.loads(done.stdout)
    marks_here, seen_here = json.loads(here["answer"](json.dumps(given)))
    differ = [one for one, a, b in zip(given, marks_here, marks, strict=True) if a != b]
    assert differ == []
    assert seen == seen_here
    assert len({mark["verdict"] for mark in marks}) > 3, "responses of one kind prove little"
