"""What remembers: a learner's record, and the hand-in that is made from it."""

from lessons.kit.record.format import MAX_NICKNAME, Attempt, Draft, Learner, PageRow
from lessons.kit.record.store import Press, Record, Standing, clean_nickname
from lessons.kit.record.where import RecordError, work_folder

__all__ = [
    "MAX_NICKNAME",
    "Attempt",
    "Draft",
    "Learner",
    "PageRow",
    "Press",
    "Record",
    "RecordError",
    "Standing",
    "clean_nickname",
    "work_folder",
]
