"""Run the kit's commands as ``python -m lessons``."""

from lessons.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
