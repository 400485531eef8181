"""What remembers: a learner's record, and the hand-in that is made from it."""

from lessons.kit.record.store import (
    MAX_NICKNAME,
    Attempt,
    Record,
    RecordError,
    Standing,
    clean_nickname,
    work_folder,
)

__all__ = [
    "MAX_NICKNAME",
    "Attempt",
    "Record",
    "RecordError",
    "Standing",
    "clean_nickname",
    "work_folder",
]
