"""The class report by clicking: what the teacher's notebook shows."""

import html
import tempfile
from pathlib import Path, PurePath
from typing import Any

import ipywidgets

from lessons.desk.report import ReportError, Result, Wishes, report
from lessons.desk.report.class_report import AS_USUAL
from lessons.kit.catalogue import say
from lessons.kit.files import PathError, named

LARGEST = 3_000_000
"""Bytes of a page that is shown in the notebook; a larger one is opened in a tab of its own."""


class Panel(ipywidgets.VBox):  # type: ignore[misc]
    """Choose a folder, or upload files, press the button, read the report.

    Parameters
    ----------
    folder : str
        What stands in the field at first.

    Examples
    --------
    >>> Panel("handins")  # doctest: +SKIP
    The class report: name the folder with the hand-ins, …
    """

    def __init__(self, folder: str = "") -> None:
        wide = ipywidgets.Layout(width="36rem", max_width="100%")
        style = {"description_width": "9rem"}
        self.folder = ipywidgets.Text(
            value=folder, description=say("report.panel.folder"), layout=wide, style=style
        )
        self.files = ipywidgets.FileUpload(
            description=say("report.panel.upload"), multiple=True, layout={"width": "16rem"}
        )
        self.out = ipywidgets.Text(
            value="work/class-report", description=say("report.panel.out"), layout=wide, style=style
        )
        self.names = ipywidgets.Text(
            description=say("report.panel.list"),
            placeholder=say("report.panel.list-hint"),
            layout=wide,
            style=style,
        )
        self.names_file = ipywidgets.FileUpload(
            description=say("report.panel.list-upload"), layout={"width": "16rem"}
        )
        self.scale = ipywidgets.Text(
            value=AS_USUAL.scale, description=say("report.panel.scale"), layout=wide, style=style
        )
        self.best = ipywidgets.Checkbox(
            value=AS_USUAL.best, description=say("report.panel.best"), indent=False, layout=wide
        )
        self.marks = ipywidgets.Checkbox(
            value=AS_USUAL.handed_back_marks,
            description=say("report.panel.marks"),
            indent=False,
            layout=wide,
        )
        self.button = ipywidgets.Button(
            description=say("report.panel.make"), button_style="primary", layout={"width": "16rem"}
        )
        self.said = ipywidgets.HTML()
        self.shown = ipywidgets.HTML()
        self.button.on_click(self._make)
        handed_in = [self.folder, self.files, self.names, self.names_file]
        wished = [self.scale, self.best, self.marks, self.out, self.button]
        super().__init__([*handed_in, *wished, self.said, self.shown])

    def _make(self, _button: object = None) -> None:
        """Make the report and show it; say in one sentence why that can't be done."""
        self.button.disabled = True
        self.shown.value = ""
        self._say(say("report.panel.reading"))
        try:
            result = self._report()
        except ReportError as error:
            self._say(str(error))
        else:
            self._say(result.said)
            self._show(result)
        finally:
            self.button.disabled = False

    def _report(self) -> Result:
        out = _here(_named(self.out.value.strip() or "class-report"))
        with tempfile.TemporaryDirectory() as kept:
            return report(self._handed_in(Path(kept)), out, self._wishes(Path(kept)))

    def _handed_in(self, kept: Path) -> Path:
        """Give the folder of the hand-ins; what was uploaded lies in one of its own."""
        folder = kept / "handins"
        for number, upload in enumerate(self.files.value, 1):
            _keep(upload, folder / f"upload-{number}")
        if self.files.value:
            return folder
        if not self.folder.value.strip():
            raise ReportError(say("report.panel.name"))
        return _here(_named(self.folder.value.strip()))

    def _wishes(self, kept: Path) -> Wishes:
        names = self.names.value.strip()
        listed = _here(_named(names)) if names else None
        for upload in self.names_file.value:
            listed = _keep(upload, kept / "names")
        return Wishes(
            class_list=listed,
            scale=self.scale.value,
            best=self.best.value,
            handed_back_marks=self.marks.value,
        )

    def _say(self, sentence: str) -> None:
        self.said.value = f'<p role="status">{html.escape(sentence)}</p>'

    def _show(self, result: Result) -> None:
        """Show the page inside a frame in which nothing can run."""
        page = result.page.read_text(encoding="utf-8")
        if len(page) <= LARGEST:
            self.shown.value = (
                f'<iframe sandbox title="{html.escape(say("report.page.report"))}" '
                f'srcdoc="{html.escape(page)}" '
                'style="width:100%;height:45rem;border:1px solid"></iframe>'
            )

    def __repr__(self) -> str:
        """Give what it is as text."""
        return say("report.panel.plain")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, "text/plain": repr(self), "text/html": f"<p>{self!r}</p>"}, metadata


def _named(path: str) -> Path:
    try:
        return named(path)
    except PathError as error:
        raise ReportError(str(error)) from error


def _here(path: Path) -> Path:
    """Read a path from the kit's own folder, wherever the notebook lies."""
    from lessons.kit.places import learner_folder

    return path if path.is_absolute() else learner_folder() / path


def _keep(upload: Any, folder: Path) -> Path:
    """Write what was uploaded into a folder."""
    name = PurePath(str(upload["name"]).replace("\\", "/")).name
    folder.mkdir(parents=True)
    path = folder / _file_name(name)
    path.write_bytes(bytes(upload["content"]))
    return path


def _file_name(name: str) -> str:
    """Give a name that any disk takes, with its ending."""
    kept = "".join(c if c.isalnum() or c in " ._-()" else "-" for c in name).strip()
    return kept[-120:].lstrip(".") or "file"
