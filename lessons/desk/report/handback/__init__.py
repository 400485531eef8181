"""Pages to hand back: one for each learner, in one HTML and one PDF for the class."""

from lessons.desk.report.handback.handback import HandBackError, html_pages, pages, pdf_pages

__all__ = ["HandBackError", "html_pages", "pages", "pdf_pages"]
