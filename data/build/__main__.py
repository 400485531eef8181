"""Make the atlas: ``python data/build [folder]``.

Reads the input that ``inputs.toml`` names, and writes the borders and the SVG maps to
``data/atlas`` (or to another folder, for comparison).
"""

from __future__ import annotations

import sys
from pathlib import Path

import svg
from borders import borders, store, store_arrays
from inputs import world_map
from pieces import pieces

ROOT = Path(__file__).resolve().parents[2]


def main(target: Path) -> None:
    """Build all files of the atlas into a folder."""
    (target / "maps").mkdir(parents=True, exist_ok=True)
    found = pieces(world_map(ROOT / "build" / "atlas"))
    drawn = borders(found)
    store(drawn, target / "borders.fgb")
    store_arrays(drawn, target / "borders.npz")
    for name, spec in svg.DRAWINGS.items():
        source = drawn if spec.inside else found  # the room keeps to the borders of the maps
        text = svg.text(name, svg.drawing(source, spec))
        (target / "maps" / f"{name}.json").write_text(text, encoding="utf-8")
    for file in sorted(target.rglob("*.*")):
        print(f"{file.relative_to(target)}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "data" / "atlas")
