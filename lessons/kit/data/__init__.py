"""What is read from ``data/``: the tables, their sources, and the atlas of borders."""

from lessons.kit.data.description import DataError, none_of
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
    "none_of",
    "source",
    "table",
    "tables",
    "value",
]
