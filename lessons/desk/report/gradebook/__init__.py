"""Marks for the mark book: who is on the class list, and files that platforms take in."""

from lessons.desk.report.gradebook.class_list import ClassList, ClassListError
from lessons.desk.report.gradebook.gradebook import FORMS, Scale, ScaleError, gradebooks

__all__ = ["FORMS", "ClassList", "ClassListError", "Scale", "ScaleError", "gradebooks"]
