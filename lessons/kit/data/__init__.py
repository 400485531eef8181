"""What is read from ``data/``: the tables, their sources, and the atlas of borders."""

from lessons.kit.data.facts import (
    ARTICLE_DATE,
    DATA,
    ROOT,
    DataError,
    Source,
    check,
    date_text,
    source,
    table,
    tables,
    value,
)

__all__ = [
    "ARTICLE_DATE",
    "DATA",
    "ROOT",
    "DataError",
    "Source",
    "check",
    "date_text",
    "source",
    "table",
    "tables",
    "value",
]
