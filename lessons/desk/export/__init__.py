"""Exports: a lesson's questions in the forms that other systems read."""

from lessons.desk.export.formats import FORMATS, Export, ExportError, export

__all__ = ["FORMATS", "Export", "ExportError", "export"]
