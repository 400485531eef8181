"""What the desk's pages have in common: their head, which says that they run and fetch nothing."""

import base64
import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lessons.kit.catalogue import say

HERE = Path(__file__).parent


def template(path: Path, **more: Any) -> Any:
    """Give the template of a page, which includes ``head.html`` from this folder.

    Parameters
    ----------
    path : Path
        The template.
    **more
        What it calls, beside ``say``.
    """
    made = Environment(
        loader=FileSystemLoader([path.parent, HERE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(say=say, **more)
    return made.get_template(path.name)


def policy(style: str) -> str:
    """Give a Content-Security-Policy that allows one style sheet, as it stands in a page."""
    digest = base64.b64encode(hashlib.sha256(f"\n{style}".encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'"
