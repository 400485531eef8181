"""Handouts: a lesson on paper, for learners and for the teacher."""

from lessons.desk.handouts.handouts import HandoutError, Look, make

__all__ = ["HandoutError", "Look", "make"]
