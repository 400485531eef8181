"""Receipts: what the teacher's side attests that it has of a learner, and where that lies."""

from lessons.desk.receipts.kept import Kept, all_in, folder, forget, keep, take_away
from lessons.desk.receipts.receipt import Difference, Receipt, compared, digest, give, read

__all__ = [
    "Difference",
    "Kept",
    "Receipt",
    "all_in",
    "compared",
    "digest",
    "folder",
    "forget",
    "give",
    "keep",
    "read",
    "take_away",
]
