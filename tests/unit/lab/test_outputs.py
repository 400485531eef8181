"""A lesson that was saved shows a card's text until it is run; other notebooks are left alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.services.contents.filemanager import FileContentsManager

from lessons.lab import outputs

CARD = {outputs.WIDGET: {"model_id": "1"}, "text/html": "<p>Who?</p>", "text/plain": "Who?"}
OTHER = {outputs.WIDGET: {"model_id": "2"}, "text/plain": "IntSlider()"}


def shown(data: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": dict(data), "metadata": {}}


def notebook() -> dict[str, Any]:
    cell = {
        "cell_type": "code",
        "id": "a",
        "source": "",
        "metadata": {},
        "execution_count": 1,
        "outputs": [shown(CARD), shown(OTHER)],
    }
    return {
        "cells": [cell, {"cell_type": "markdown", "id": "b", "source": "", "metadata": {}}],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


@pytest.mark.parametrize(("folder", "kept"), [("mine", False), ("strange", True)])
def test_what_is_saved_of_a_card(tmp_path: Path, folder: str, kept: bool) -> None:
    (tmp_path / folder).mkdir()
    manager: Any = FileContentsManager(root_dir=str(tmp_path))
    outputs.keep_text(manager, [tmp_path / "mine"])
    model = {"type": "notebook", "format": "json", "content": notebook()}
    manager.save(model, f"/{folder}/a.ipynb")
    saved = json.loads((tmp_path / folder / "a.ipynb").read_text("utf-8"))
    card, other = (output["data"] for output in saved["cells"][0]["outputs"])
    assert (outputs.WIDGET in card) is kept
    assert "text/html" in card
    assert outputs.WIDGET in other  # a learner's own, which has no other form


def test_a_file_that_is_no_notebook_is_saved(tmp_path: Path) -> None:
    manager: Any = FileContentsManager(root_dir=str(tmp_path))
    outputs.keep_text(manager, [tmp_path])
    manager.save({"type": "file", "format": "text", "content": "x"}, "/a.txt")
    assert (tmp_path / "a.txt").read_text() == "x"
