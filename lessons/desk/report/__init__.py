"""The class report: from hand-ins to a page and tables."""

from lessons.desk.report.class_report import ReportError, Result, Wishes, report

__all__ = ["ReportError", "Result", "Wishes", "report"]
