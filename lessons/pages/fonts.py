"""The kit's fonts for pages: the letters that lessons are written in, packed for browsers."""

import io
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

#: Latin of all of Europe, Cyrillic, punctuation, currency signs, and the arrows and marks we draw.
LETTERS = [
    *range(0x20, 0x250),
    *range(0x2B0, 0x370),
    *range(0x400, 0x530),
    *range(0x2000, 0x2070),
    *range(0x20A0, 0x20C0),
    *range(0x2100, 0x2200),
    *range(0x2200, 0x2270),
    *range(0x25A0, 0x2600),
]


def packed(font: Path) -> bytes:
    """Give a font as WOFF, with these letters alone."""
    read = TTFont(font)
    options = subset.Options(layout_features=["*"], name_IDs=["*"])  # with the licence
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(read)
    read.flavor = "woff"
    made = io.BytesIO()
    read.save(made)
    return made.getvalue()
