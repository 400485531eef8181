"""A class by clicking: the button starts one, and closes its doors."""

import re
from pathlib import Path

import pytest

from lessons.live.panel import ClassPanel
from lessons.live.store import Store
from tools.processes import until

from .running_class import free_port


@pytest.mark.slow
def test_the_button_starts_a_class_and_closes_its_doors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LESSONS_WORK", str(tmp_path))
    panel = ClassPanel()
    panel.lesson.value = "the_toll"
    port = free_port()
    try:
        panel.begin("--no-browser", "--port", str(port))
        until(lambda: "token=" in panel.said.value or panel.start.disabled is False)
        said = panel.said.value
        (path,) = (tmp_path / "classes").glob("*.sqlite3")
        store = Store(path)
        assert store.get("code") in said
        store.close()
        assert re.search(r'<a href="http://127\S+token=\S+" target="_blank"', said)
        assert panel.start.disabled
    finally:
        panel.end()
    assert "the class goes on under the same code" in panel.said.value


def test_the_panel_is_the_same_text_for_every_run() -> None:
    data, _ = ClassPanel()._repr_mimebundle_()
    assert data["text/plain"].startswith("A class, live: choose a lesson")
