"""The scripts that xlwings Server offers; nothing else may stand here, since it calls whatever it finds."""

from workbook.addin.scripts import check, clear, score, submit

__all__ = ["check", "clear", "score", "submit"]
