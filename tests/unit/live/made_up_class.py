"""``lessons`` in the made-up language: ``python -m tests.unit.live.made_up_class FOLDER …``."""

import sys
from pathlib import Path

from lessons.cli import main
from tools import made_up

if __name__ == "__main__":
    folder, *command = sys.argv[1:]
    with made_up.spoken(Path(folder)):
        sys.exit(main(command))
