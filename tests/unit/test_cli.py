"""The command `lessons`: what it prints and returns."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lessons import cli
from lessons.kit import data, places


def test_help_is_quick() -> None:
    heavy = "['pandas', 'geopandas', 'matplotlib', 'jupyterlab', 'tornado']"
    code = (
        f"import sys, lessons.cli as c; c.parser(); print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_command_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["begin"])
    assert stop.value.code == 2
    assert "invalid choice: 'begin'" in capsys.readouterr().err


def test_start_says_why_it_cannot(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["start", "--no-browser", "--port", "70000"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert "70000 is no port" in shown.err


def test_ctrl_c_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lessons.lab.start.start", interrupted)
    assert cli.main(["start"]) == 130


def test_what_the_computer_refuses_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "/some/file")

    monkeypatch.setattr("lessons.lab.start.start", refused)
    assert cli.main(["start"]) == 2
    assert capsys.readouterr().err == (
        "lessons: The computer says: No space left on device (/some/file). "
        "Mend that, then try again.\n"
    )


def test_check_finds_a_wrong_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = shutil.copytree(data.DATA, tmp_path / "data")
    file = broken / "tables" / "deaths_total.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("13200", "13 200"), encoding="utf-8")
    monkeypatch.setattr(places, "DATA", broken)
    assert cli.main(["check"]) == 1
    shown = capsys.readouterr().out
    assert "deaths_total.csv" in shown
    assert shown.endswith("to mend.\n")
