"""Draw every exhibit in every medium into one page to look through: build/gallery/index.html.

    python tools/gallery.py               # all
    python tools/gallery.py the_toll      # those with this in their name

The page shows them light or dark, in grey, and as eyes see them that lack one kind of cone. It
needs no network.
"""

import html
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

from lessons.kit.exhibits import style
from lessons.kit.exhibits.exhibit import Exhibit
from lessons.kit.exhibits.switch import Switch
from lessons.kit.syllabus import entries

ROOT = Path(__file__).resolve().parents[1]
GALLERY = ROOT / "build" / "gallery"
DPI = 100
"""Pixels an inch: as wide as on a screen."""

# Matrices of Machado, Oliveira and Fernandes (2009), severity 1.
CONES = {
    "protanopia": "0.152 1.053 -0.205 0 0 0.115 0.786 0.099 0 0 -0.004 -0.048 1.052 0 0",
    "deuteranopia": "0.367 0.861 -0.228 0 0 0.280 0.673 0.047 0 0 -0.012 0.043 0.969 0 0",
    "tritanopia": "1.256 -0.077 -0.179 0 0 -0.078 0.931 0.148 0 0 0.005 0.691 0.304 0 0",
}
FILTERS = {
    "light": "none",
    "dark": "invert(.92) hue-rotate(180deg)",
    "grey": "grayscale(1)",
    **{name: f"url(#{name})" for name in CONES},
}

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title>
<style>body{{font-family:sans-serif;margin:1rem}}
nav{{position:sticky;top:0;background:#fff;padding:.5rem}}
figure{{margin:1rem 0}} img{{max-width:100%;border:1px solid #ccc}} {looks}</style>
<svg width="0" height="0" style="position:absolute">{cones}</svg>
<nav>{choices}</nav><main>{figures}</main>
<script>for (const one of document.querySelectorAll("nav input"))
one.addEventListener("change", () => {{ document.body.dataset.look = one.value; }});</script></html>
"""


def exhibits(words: str) -> Iterator[tuple[str, Exhibit]]:
    """Give each exhibit with its name; of a switch, each choice."""
    for lesson in entries():
        package = importlib.import_module(f"lessons.{lesson.name}")
        for function in package.__all__:
            drawn = getattr(package, function)
            name = f"{lesson.name}.{function}"
            if not getattr(drawn, "__module__", "").endswith(".exhibits") or words not in name:
                continue
            shown = drawn()
            if isinstance(shown, Exhibit):
                yield name, shown
            elif isinstance(shown, Switch):
                for option in shown.options:
                    yield f"{name}: {option}", shown.exhibit(option)


def draw(words: str) -> list[str]:
    """Draw what was chosen in each medium; give the figures of the page."""
    figures = []
    for medium in style.MEDIA:
        with style.medium(medium):
            for number, (name, exhibit) in enumerate(exhibits(words)):
                file = GALLERY / f"{medium}-{number:03}.png"
                file.write_bytes(exhibit.png(dpi=DPI))
                figures.append(
                    f"<figure><figcaption><b>{html.escape(exhibit.title)}</b><br>"
                    f"{html.escape(exhibit.subtitle)}<br><small>{html.escape(name)}, {medium}; "
                    f"{html.escape(exhibit.source_line())}</small></figcaption>"
                    f'<img loading="lazy" alt="{html.escape(exhibit.alt)}" '
                    f'src="{file.name}"></figure>'
                )
    return figures


def main(words: str = "") -> int:
    """Draw the gallery and say where it is."""
    GALLERY.mkdir(parents=True, exist_ok=True)
    for old in GALLERY.iterdir():
        old.unlink()
    figures = draw(words)
    if not figures:
        print(f"No exhibit has {words!r} in its name.", file=sys.stderr)
        return 1
    looks = "".join(
        f'body[data-look="{name}"] img{{filter:{look}}}' for name, look in FILTERS.items()
    )
    cones = "".join(
        f'<filter id="{name}" color-interpolation-filters="linearRGB">'
        f'<feColorMatrix values="{matrix} 0 0 0 1 0"/></filter>'
        for name, matrix in CONES.items()
    )
    choices = "".join(
        f'<label><input type="radio" name="look" value="{name}"> {name}</label> '
        for name in FILTERS
    )
    page = PAGE.format(looks=looks, cones=cones, choices=choices, figures="".join(figures))
    (GALLERY / "index.html").write_text(page, encoding="utf-8")
    print(f"{len(figures)} pictures: {GALLERY / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
