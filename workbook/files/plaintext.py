"""Tables as CSV in which a text stays a text: no program takes it for a formula.

In a workbook the type of a cell says so (`patch` writes texts as inline strings). CSV has no types:
there a text that a program could take for a formula gets an apostrophe in front.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

Cell = str | int | float | Decimal | date | None
_LIKE_A_FORMULA = re.compile("[\ufeff\u00a0\u200b]*[=+\\-@|\t\r\n\0＝＋－＠]")


def csv_text(value: str) -> str:
    """The text as a CSV field may hold it: ``=ดีมาก`` as ``'=ดีมาก``. Never for numbers: -1 is one."""
    return f"'{value}" if _LIKE_A_FORMULA.match(value) else value


def csv_rows(rows: Iterable[Sequence[Cell]]) -> tuple[bytes, int]:
    """A table as the bytes of a CSV file, and how many of its texts got an apostrophe.

    UTF-8 with a byte order mark, as Excel wants it; every field quoted; lines end with CR LF.
    """
    guarded = 0
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        fields = [csv_text(cell) if isinstance(cell, str) else cell for cell in row]
        guarded += sum(field is not cell for field, cell in zip(fields, row, strict=True))
        writer.writerow(fields)
    return out.getvalue().encode("utf-8-sig"), guarded
