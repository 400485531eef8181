"""What a saved lesson shows before it is run: the text of a card, never a card that isn't there."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

WIDGET = "application/vnd.jupyter.widget-view+json"


def keep_text(manager: Any, folders: Sequence[Path]) -> None:
    """Save lessons without the traces of their cards.

    A card lives in a kernel. In a file that is opened without it, JupyterLab and others would say
    "Error displaying widget: model not found" where the card's text can stand.

    Parameters
    ----------
    manager
        The server's ``ContentsManager``.
    folders
        Where lessons lie.
    """
    manager.register_pre_save_hook(partial(_without_cards, folders=folders))


def _without_cards(
    *, model: dict[str, Any], path: str, contents_manager: Any, folders: Sequence[Path], **_: Any
) -> None:
    file = (Path(contents_manager.root_dir) / path.strip("/")).resolve()
    if model["type"] != "notebook" or not any(
        file.is_relative_to(each.resolve()) for each in folders
    ):
        return
    for cell in model["content"]["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/html" in data:
                data.pop(WIDGET, None)
