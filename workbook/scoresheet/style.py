"""The look of every workbook: one accent colour, one font, and how much room Thai text needs."""

import unicodedata
from math import ceil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what XlsxWriter draws with these colours need not wait for openpyxl
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill

ACCENT = "1F4E5F"  # contrast on white 9.1
PALE = "E8F0F2"
FAINT = "F4F6F7"
INPUT = "FFF6D6"
INK = "1F2933"
QUIET = "52606D"  # contrast on FAINT 6.0
LINE = "C3CCD3"
ALERT = "B42318"
WARN = "9A4B00"
WHITE = "FFFFFF"
FAMILY = "Tahoma"  # on every Windows and macOS; without it, LibreOffice on Debian draws the Thai in Loma


def font(size: float, color: str = INK, **more: Any) -> "Font":
    from openpyxl.styles import Font

    return Font(name=FAMILY, size=size, color=color, **more)


def fill(color: str, solid: bool = True) -> "PatternFill":
    """A plain background; conditional formats keep their colour elsewhere (`solid=False`)."""
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=color) if solid else PatternFill(bgColor=color)


def name_style(book: "Workbook") -> None:
    """Make the family the workbook's own, so that empty rows are as high as full ones."""
    normal = book._named_styles["Normal"]  # type: ignore[attr-defined]
    normal.font = font(11)


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column `width` characters wide; marks above and below take no room."""
    shown = sum(1 for c in text if unicodedata.category(c) not in ("Mn", "Cf"))
    return max(1, ceil(shown / width))


def link(sheet: str, cell: str, text: str) -> str:
    """A formula that leads to another sheet; unlike a hyperlink it keeps the cell's own look everywhere."""
    return f'=HYPERLINK("#{sheet}!{cell}","{text}")'
