"""Draw the pictures that tests compare anew, and show old beside new.

    python tools/baseline.py               # all of tests/pictures/baseline
    python tools/baseline.py members_map   # those with this in their name

What changed is shown in ``build/baseline``, a picture each: the old one, the new one, and where
they differ. Look at each before it is committed.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "tests" / "pictures" / "baseline"
SHOWN = ROOT / "build" / "baseline"
GAP = 12
"""Pixels between two pictures."""


def draw(folder: Path, words: str) -> None:
    """Draw the pictures anew into a folder."""
    command = [sys.executable, "-m", "pytest", "-q", "--no-summary", "tests/pictures"]
    choice = ["-k", words] if words else []
    path = ["--mpl", f"--mpl-generate-path={folder}"]
    subprocess.run([*command, *choice, *path], cwd=ROOT, check=False, stdout=subprocess.DEVNULL)


def beside(old: Path, new: Path) -> Image.Image | None:
    """Put two pictures and their difference side by side; give nothing if they are the same."""
    with Image.open(new) as picture:
        now = picture.convert("RGB")
    before = Image.new("RGB", now.size, "white")
    if old.is_file():
        with Image.open(old) as picture:
            before = picture.convert("RGB")
    if before.size == now.size and not ImageChops.difference(before, now).getbbox():
        return None
    canvas = before.crop((0, 0, *now.size)) if before.size != now.size else before
    moved = ImageChops.difference(canvas, now).convert("L").point(lambda value: 255 if value else 0)
    shown = [before, now, ImageChops.invert(moved).convert("RGB")]
    width = sum(each.width + GAP for each in shown)
    sheet = Image.new("RGB", (width, max(each.height for each in shown)), "grey")
    left = 0
    for each in shown:
        sheet.paste(each, (left, 0))
        left += each.width + GAP
    return sheet


def main(words: str = "") -> int:
    """Draw anew, show what changed, keep the new ones."""
    shutil.rmtree(SHOWN, ignore_errors=True)
    SHOWN.mkdir(parents=True)
    KEPT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        draw(Path(folder), words)
        drawn = sorted(Path(folder).glob("*.png"))
        for new in drawn:
            old = KEPT / new.name
            sheet = beside(old, new)
            if sheet is not None:
                sheet.save(SHOWN / new.name)
                print(f"{'changed' if old.is_file() else 'new'}: {SHOWN / new.name}")
                shutil.copyfile(new, old)
    gone = [] if words else [old for old in KEPT.glob("*.png") if old.name not in _names(drawn)]
    if not drawn:
        print("Nothing was drawn: are the locked versions installed? Try `make test` first.")
        return 1
    for old in gone:
        print(f"no longer compared: {old.name}")
        old.unlink()
    return 0


def _names(files: list[Path]) -> set[str]:
    return {file.name for file in files}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
