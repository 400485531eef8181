"""The pictures of a page: files named by what they hold, in light, dark and for a phone."""

from __future__ import annotations

import hashlib
import html
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from lessons.kit.exhibits.exhibit import Exhibit

FOLDER = "pictures"


MEDIA = {
    "dark": 'media="(prefers-color-scheme: dark)" data-dark',
    "phone": 'media="(max-width: 30rem)"',
}
"""Other media that pictures are drawn in, and when a page takes those; the first that fits."""


@dataclass(frozen=True)
class Drawn:
    """A picture in a file: its address as seen from a page, and its size there."""

    address: str
    width: int
    height: int


@dataclass
class Pictures:
    """Writes the pictures of a lesson, each once.

    Parameters
    ----------
    site : Path
        The site's folder.
    also : dict of str to list of Drawn
        The same pictures in other media, in the same order, by the medium's name. Empty while
        those are being drawn.
    """

    site: Path
    also: dict[str, list[Drawn]] = field(default_factory=dict)
    drawn: list[Drawn] = field(default_factory=list)

    def add(self, exhibit: Exhibit) -> Drawn:
        """Draw a picture and put it into a file."""
        content = _packed(exhibit.png())
        name = f"{FOLDER}/{hashlib.blake2b(content, digest_size=8).hexdigest()}.png"
        path = self.site / name
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        width, height = exhibit.figure.get_size_inches() * 100
        self.drawn.append(Drawn(name, round(width), round(height)))
        return self.drawn[-1]

    def html(self, exhibit: Exhibit) -> str:
        """Draw a picture; give its element, with what other media show instead."""
        sources = "".join(self._sources(len(self.drawn)))
        shown = self.add(exhibit)
        return (
            f'<picture>{sources}<img src="{shown.address}" alt="{html.escape(exhibit.alt)}" '
            f'{_size(shown)} loading="lazy" decoding="async"></picture>'
        )

    def _sources(self, number: int) -> Iterator[str]:
        for medium, when in MEDIA.items():
            if medium in self.also:
                drawn = self.also[medium][number]
                yield f'<source {when} srcset="{drawn.address}" {_size(drawn)}>'


def _size(drawn: Drawn) -> str:
    return f'width="{drawn.width}" height="{drawn.height}"'


def _packed(picture: bytes) -> bytes:
    """Pack a picture as tightly as its format can: pages travel and lie on sticks."""
    made = io.BytesIO()
    Image.open(io.BytesIO(picture)).save(made, "PNG", optimize=True)
    return made.getvalue()
