"""Go a learner's and a teacher's way once, and print as JSON what each step said.

    python whole_way.py OUT [full]

``OUT`` is the folder that all is written to. With ``full`` it is on a small disk of its own: the
way is gone three times, with room, with the disk full, and with room again.
"""

import contextlib
import hashlib
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Said = dict[str, Any]


def cell() -> Said:
    """Do what a lesson's cells do: import, draw, ask."""
    from lessons import the_map, the_toll

    shown = the_map.distances()  # it reads fractions, measures and projects
    card = the_toll.ask("latest-range")
    return {
        "title": shown.title,
        "html": len(shown._repr_html_()),
        "text": repr(shown),
        "card": repr(card),
        "picture": hashlib.sha256(shown.png()).hexdigest(),
    }


def answer() -> Said:
    """Answer a question, and count all answers in the record."""
    from lessons import the_toll
    from lessons.kit.quiz.marking import mark
    from lessons.kit.record import Record, RecordError

    record = Record.open()
    question = next(q for q in the_toll.lesson.questions if q.id == "latest-range")
    typed = "13.100–13.300"
    try:
        if not record.learner():
            record.set_learner("Žofia 😀")
        record.add(question, typed, mark(question, typed))
        said = ""
    except RecordError as error:
        said = str(error)
    kept = record.attempts()
    return {
        "said": said,
        "notice": record.notice,
        "kept": len(kept),
        "score": kept[-1].score if kept else None,
    }


def command(*words: str) -> Said:
    """Type a command."""
    from lessons import cli

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main(words)
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


def start_folder() -> Said:
    """Say whether JupyterLab's own files are kept beside the answers."""
    from lessons.kit.record import work_folder
    from lessons.lab.start import private_folder

    with private_folder() as folder:
        return {"kept": folder == work_folder() / ".jupyter"}


def break_it() -> None:
    """Break a notebook, where that is possible."""
    from lessons.lab import copies

    with contextlib.suppress(OSError):
        (copies.bring().folder / "03_crimea.ipynb").write_text("{")


def way(out: Path, turn: str = "") -> Said:
    """Go the way once; ``turn`` tells editions apart."""
    steps: dict[str, Callable[[], Said]] = {
        "cell": cell,
        "answer": answer,
        "handin": lambda: command("handin", "--out", str(out / "handins")),
        "report": lambda: command("report", str(out / "handins"), "--out", str(out / "report")),
        "export": lambda: command(
            "export", "the_toll", "--to", "csv", "--force", "--out", str(out / "t.csv")
        ),
        "handouts": lambda: command(
            "handouts", "afterwards", "--force", "--out", str(out / "handouts")
        ),
        "edition": lambda: command("edition", str(out / f"edition{turn}")),
        "restore": lambda: command("restore", "03"),
        "start": start_folder,
    }
    return {name: step() for name, step in steps.items()}


def fill(disk: Path) -> None:
    """Leave no room on a disk."""
    with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as file:
        while file.write(bytes(512)):
            pass


def files(disk: Path) -> dict[str, str]:
    """Give each file's checksum."""
    return {
        str(path.relative_to(disk)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(disk.rglob("*"))
        if path.is_file()
    }


def three_times(disk: Path) -> Said:
    """Go the way with room, without, and with room again."""
    break_it()
    said = {"room": way(disk, "1")}
    break_it()
    fill(disk)
    before = files(disk)
    said["full"] = way(disk, "2")
    said["elsewhere"] = command("handin", "--out", str(Path.cwd() / "stick"))
    after = files(disk)
    said["full"]["changed"] = sorted(
        name for name in before | after if before.get(name) != after.get(name)
    )
    (disk / "filler").unlink()
    said["again"] = way(disk, "3")
    return said


if __name__ == "__main__":
    place = Path(sys.argv[1])
    if "full" in sys.argv:
        told = three_times(place)
    else:
        break_it()
        told = way(place)
    from lessons.kit.data import ROOT

    json.dump({"root": str(ROOT), **told}, sys.stdout)
