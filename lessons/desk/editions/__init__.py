"""Editions: the kit as learners get it, with or without answers."""

from lessons.desk.editions.edition import Edition, EditionError, make

__all__ = ["Edition", "EditionError", "make"]
