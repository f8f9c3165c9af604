"""The worksheet functions that xlwings Server offers."""

from workbook.functions import AWARD_BAND, AWARD_BONUS, AWARD_TOTAL, DIMENSION_TOTAL, SCORE_SHEET

__all__ = ["AWARD_BAND", "AWARD_BONUS", "AWARD_TOTAL", "DIMENSION_TOTAL", "SCORE_SHEET"]
