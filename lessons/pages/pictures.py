"""The pictures of a page: files named by what they hold, in light, dark and for a phone."""

from __future__ import annotations

import hashlib
import html
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessons.kit.exhibits.exhibit import Exhibit

FOLDER = "pictures"


@dataclass
class Pictures:
    """Writes the pictures of a lesson, each once.

    Parameters
    ----------
    site : Path
        The site's folder.
    also : list of list of str
        The same pictures in other media, in the same order: addresses of dark ones, then of those
        for a phone. Empty while those are being drawn.
    """

    site: Path
    also: list[list[str]] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)

    def add(self, exhibit: Exhibit) -> str:
        """Draw a picture; give its address, as seen from a page."""
        content = exhibit.png()
        name = f"{FOLDER}/{hashlib.blake2b(content, digest_size=8).hexdigest()}.png"
        path = self.site / name
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self.drawn.append(name)
        return name

    def html(self, exhibit: Exhibit) -> str:
        """Draw a picture; give its element, with what other media show instead."""
        number = len(self.drawn)
        width, height = exhibit.figure.get_size_inches() * 100
        shown = (
            f'<img src="{self.add(exhibit)}" alt="{html.escape(exhibit.alt)}" '
            f'width="{width:.0f}" height="{height:.0f}" loading="lazy" decoding="async">'
        )
        return f"<picture>{''.join(self._sources(number))}{shown}</picture>"

    def _sources(self, number: int) -> list[str]:
        wanted = ("(prefers-color-scheme: dark)", "(max-width: 30rem)")
        return [
            f'<source media="{media}" srcset="{drawn[number]}">'
            for media, drawn in zip(wanted, self.also, strict=False)
        ]
