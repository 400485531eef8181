"""A class by clicking: what the teacher's notebook shows."""

import atexit
import html
import re
import subprocess
import sys
import threading
from typing import Any

import ipywidgets

from lessons.kit.catalogue import say
from lessons.kit.places import ROOT
from lessons.kit.syllabus import entries

SECONDS_TO_END = 10
_ADDRESS = re.compile(r"http://[^\s<]+")


class ClassPanel(ipywidgets.VBox):  # type: ignore[misc]
    """Choose a lesson, press the button, and hold a class as ``lessons class`` does.

    Examples
    --------
    >>> ClassPanel()  # doctest: +SKIP
    A class, live: choose a lesson and press “Start the class”. …
    """

    def __init__(self) -> None:
        chosen = [(f"{each.number} · {each.title}", each.name) for each in entries()]
        self.lesson = ipywidgets.Dropdown(options=chosen, description=say("live.panel.lesson"))
        self.new = ipywidgets.Checkbox(
            description=say("live.panel.new"), indent=False, layout={"width": "auto"}
        )
        self.start = ipywidgets.Button(
            description=say("live.panel.start"), button_style="primary", layout={"width": "16rem"}
        )
        self.stop = ipywidgets.Button(
            description=say("live.panel.stop"), disabled=True, layout={"width": "16rem"}
        )
        self.said = ipywidgets.HTML()
        self.start.on_click(lambda _: self.begin())
        self.stop.on_click(lambda _: self.end())
        self._running: subprocess.Popen[str] | None = None
        atexit.register(self.end)
        buttons = ipywidgets.HBox([self.start, self.stop])
        super().__init__([self.lesson, self.new, buttons, self.said])

    def begin(self, *more: str) -> None:
        """Start the class in a process of its own, and show what it says.

        Parameters
        ----------
        *more : str
            Further options of ``lessons class``.
        """
        new = ["--new"] if self.new.value else []
        command = [sys.executable, "-m", "lessons", "class", self.lesson.value, *new, *more]
        self._running = subprocess.Popen(  # noqa: S603  our own command
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self.start.disabled, self.stop.disabled, self.said.value = True, False, ""
        threading.Thread(target=self._hear, args=(self._running,), daemon=True).start()

    def _hear(self, running: "subprocess.Popen[str]") -> None:
        """Show what the class says, its addresses as links, until it ends."""
        lines: list[str] = []
        for line in running.stdout or ():
            lines.append(_ADDRESS.sub(_link, html.escape(line)))
            self.said.value = f"<pre style='line-height:1.05'>{''.join(lines)}</pre>"
        self.start.disabled, self.stop.disabled = False, True

    def end(self) -> None:
        """Close the doors; all that was answered is kept."""
        running, self._running = self._running, None
        if running is None or running.poll() is not None:
            return
        running.terminate()
        try:
            running.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            running.kill()
        self.said.value = f"<p>{html.escape(say('live.panel.stopped'))}</p>"

    def __repr__(self) -> str:
        """Say what it is for: the same whether a class runs or not."""
        return say("live.panel.plain")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, "text/plain": repr(self), "text/html": f"<p>{self!r}</p>"}, metadata


def _link(found: "re.Match[str]") -> str:
    return f'<a href="{found[0]}" target="_blank" rel="noopener">{found[0]}</a>'
