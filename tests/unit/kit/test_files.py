"""A file is written as a whole or not at all, and read by those whom it concerns."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lessons.kit import files

POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has no umask")


@pytest.fixture(params=[0o022, 0o077, 0o007])
def umask(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def under(umask: int, code: str, *told: object) -> None:
    """Run a program under a umask of its own."""
    start = f"import os, sys; os.umask({umask}); from pathlib import Path\n"
    subprocess.run([sys.executable, "-c", start + code, *map(str, told)], check=True)


@POSIX
def test_what_is_private_is_private_under_every_umask(tmp_path: Path, umask: int) -> None:
    code = (
        "from lessons.kit import files\n"
        "folder = files.private_folder(Path(sys.argv[1]) / 'a' / 'b')\n"
        "(folder / 'old').touch(0o666)\n"
        "for name in ('new', 'old'): files.replace(folder / name, b'x', private=True)"
    )
    under(umask, code, tmp_path)
    assert mode(tmp_path / "a" / "b") == 0o700
    assert {mode(path) for path in (tmp_path / "a" / "b").iterdir()} == {0o600}


@POSIX
def test_a_file_is_never_more_open_than_the_umask_or_before(tmp_path: Path, umask: int) -> None:
    (tmp_path / "closed").touch(0o600)
    (tmp_path / "open").touch()
    (tmp_path / "open").chmod(0o666)
    group = tmp_path / "group"
    group.mkdir()
    group.chmod(0o3773)
    code = (
        "from lessons.kit import files\nfor name in sys.argv[1:]: files.replace(Path(name), b'x')"
    )
    names = [tmp_path / "closed", tmp_path / "open", tmp_path / "new", group / "new"]
    under(umask, code, *names)
    assert [mode(path) for path in names] == [
        0o600, 0o666 & ~umask, 0o666 & ~umask, 0o640 & ~umask,
    ]  # fmt: skip


@POSIX
def test_all_that_tells_of_a_learner_is_private(tmp_path: Path, umask: int) -> None:
    """The record, its copies, what is set aside, hand-ins, the report."""
    code = """
from lessons.desk.report import report
from lessons.kit import handin
from lessons.kit.quiz import key_response, mark
from lessons.kit.record import Record
from lessons.the_toll import lesson
record = Record.open()
record.set_learner("Fox")
for question in lesson.questions:
    response = key_response(question) or "x"
    record.add(question, response, mark(question, response))
handin.write(record)
shared = Path(sys.argv[1])
shared.mkdir()
handin.write(record, shared)
report(shared)
record.path.write_bytes(b"no database" * 100)
Record.open()
"""
    work, shared = tmp_path / "work", tmp_path / "shared"
    os.environ["LESSONS_WORK"], before = str(work), os.environ["LESSONS_WORK"]
    try:
        under(umask, code, shared)
    finally:
        os.environ["LESSONS_WORK"] = before
    names = {path.name for path in work.iterdir()}
    assert {name.partition("-")[0] for name in names} == {"record", "record.sqlite3", "handin"}
    private = [*work.iterdir(), *(shared / "class-report").iterdir()]
    assert len(private) >= 9
    assert {mode(path) for path in private} == {0o600}
    assert {mode(path) for path in (work, shared / "class-report")} == {0o700}
    assert [mode(path) for path in shared.glob("*.json")] == [0o666 & ~umask]


def test_a_failure_leaves_the_old_file_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    files.replace(path, b"old")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        files.replace(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_what_a_link_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    files.replace(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"
