"""Marked statements (xAPI) of what a class handed in, and the way to a learning record store."""

from lessons.desk.report.statements.lrs import LrsError, send
from lessons.desk.report.statements.marked import statements

__all__ = ["LrsError", "send", "statements"]
