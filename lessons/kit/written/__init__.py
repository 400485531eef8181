"""What people write by hand, read as data or refused with the file, the line and the mend."""

from lessons.kit.written.reading import (
    WrittenError,
    cells,
    description,
    json_data,
    python,
    shown,
    text,
    toml,
    yaml_data,
)

__all__ = [
    "WrittenError",
    "cells",
    "description",
    "json_data",
    "python",
    "shown",
    "text",
    "toml",
    "yaml_data",
]
