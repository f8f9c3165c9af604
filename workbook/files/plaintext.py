"""Tables as CSV in which a text stays a text: no program takes it for a formula.

In a workbook the type of a cell says so (`patch` writes texts as inline strings). CSV has no types:
there a text that a program could take for a formula gets an apostrophe in front.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

_PIECE = 1 << 16  # characters
Cell = str | int | float | Decimal | date | None
_LIKE_A_FORMULA = re.compile("[\ufeff\u00a0\u200b]*[=+\\-@|\t\r\n\0＝＋－＠]")


def csv_text(value: str) -> str:
    """The text as a CSV field may hold it: ``=ดีมาก`` as ``'=ดีมาก``. Never for numbers: -1 is one."""
    return f"'{value}" if _LIKE_A_FORMULA.match(value) else value


def csv_rows(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """A table as the bytes of a CSV file, in pieces.

    UTF-8 with a byte order mark, as Excel wants it; every field quoted; lines end with CR LF.
    """
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([csv_text(cell) if isinstance(cell, str) else cell for cell in row])
        if out.tell() > _PIECE:
            yield _taken(out)
    yield _taken(out)


def count_guarded(rows: Iterable[Sequence[Cell]]) -> int:
    """How many texts of a table get an apostrophe."""
    return sum(isinstance(cell, str) and csv_text(cell) != cell for row in rows for cell in row)


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()
