"""What is read from ``data/``: the tables, their sources, and the atlas of borders."""

from lessons.kit.data.description import DataError
from lessons.kit.data.facts import (
    ARTICLE_DATE,
    Source,
    check,
    date_text,
    source,
    table,
    tables,
    value,
)
from lessons.kit.data.translations import in_language
from lessons.kit.places import DATA, ROOT

__all__ = [
    "ARTICLE_DATE",
    "DATA",
    "ROOT",
    "DataError",
    "Source",
    "check",
    "date_text",
    "in_language",
    "source",
    "table",
    "tables",
    "value",
]
