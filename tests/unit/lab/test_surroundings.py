"""Other installs' extensions and settings stay out."""

import json
import os
import site
from pathlib import Path

import pytest
from jupyterlab_server.config import get_federated_extensions, get_page_config

from lessons.kit import places
from lessons.lab import start, surroundings

# Names in JupyterLab's page of twenty extensions that are often installed beside it.
WELL_KNOWN = (
    "@jupyterlab/git",
    "@jupyter-lsp/jupyterlab-lsp",
    "@jupyterlab/github",
    "@jupyterlab/latex",
    "@jupyterlab/toc",
    "@jupyterlab/language-pack-de-DE",
    "@jupyterlab/language-pack-uk-UA",
    "@jupyterhub/nbgitpuller",
    "@jupyter/collaboration-extension",
    "@jupyter-ai/core",
    "@jupyterlab-quarto/quarto",
    "@jupyter-server/resource-usage",
    "@bokeh/jupyter_bokeh",
    "jupyterlab-code-formatter",
    "jupyterlab_execute_time",
    "jupyterlab-plotly",
    "jupyter-matplotlib",
    "jupyter-leaflet",
    "dask-labextension",
    "nbdime-jupyterlab",
)


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder in which twenty extensions, and older copies of ours, are installed."""
    folder = tmp_path / "share" / "labextensions"
    for name in (*WELL_KNOWN, *surroundings.NEEDED):
        (folder / name / "static").mkdir(parents=True)
        told = {"name": name, "version": "1.0", "jupyterlab": {"_build": {"load": "static/x.js"}}}
        (folder / name / "package.json").write_text(json.dumps(told))
    monkeypatch.setenv("JUPYTER_PATH", str(folder.parent))
    return folder


def test_only_what_the_kit_needs_is_in_the_page(beside: Path, tmp_path: Path) -> None:
    everything = get_federated_extensions([str(beside)])
    assert set(WELL_KNOWN) <= everything.keys()
    own = surroundings.own_extensions(tmp_path / "own")
    page = get_page_config([str(own)], str(start.SETTINGS))
    assert {each["name"] for each in page["federated_extensions"]} == set(surroundings.NEEDED)
    asked = start.lab_options(
        "127.0.0.1", 1, "", tmp_path, places.NOTEBOOKS / "00_start_here.ipynb", browser=False
    )
    assert f"--LabApp.labextensions_path={tmp_path / 'extensions'}" in asked


def test_a_newer_extension_takes_the_place_of_the_older(beside: Path, tmp_path: Path) -> None:
    own = surroundings.own_extensions(tmp_path / "own") / "anywidget" / "package.json"
    newer = own.read_text().replace('"1.0"', '"2.0"')
    (beside / "anywidget" / "package.json").write_text(newer)
    surroundings.own_extensions(tmp_path / "own")
    assert own.read_text() == newer


def test_variables_of_other_installs_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*surroundings.OTHERS, "PYTHONPATH"):
        monkeypatch.setenv(name, "/another/install")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:1")
    surroundings.keep_others_out()
    assert not set(surroundings.OTHERS) & set(os.environ)
    assert os.environ["PYTHONPATH"] == str(places.PACKAGE.parent)
    assert os.environ["HTTPS_PROXY"] == "http://proxy:1"
    monkeypatch.setattr(site, "getsitepackages", lambda: [places.PACKAGE.parent])
    surroundings.keep_others_out()
    assert "PYTHONPATH" not in os.environ
