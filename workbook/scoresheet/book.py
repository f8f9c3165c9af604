"""An openpyxl workbook of the project's look, begun and saved so that equal contents give equal files."""

import io
import tempfile
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from workbook.files import atomic
from workbook.scoresheet.style import name_style

_MADE = datetime(2015, 3, 18)  # the source document's day


def new_book(title: str) -> Workbook:
    """A workbook with one empty sheet."""
    book = Workbook()
    name_style(book)
    book.properties.creator = "pyscoring"
    book.properties.title = title
    book.properties.created = book.properties.modified = _MADE
    return book


def saved(book: Workbook) -> bytes:
    """The file, with one date everywhere instead of the time of its making.

    Refused: W01, W04 where the system's folder for temporary files takes none.
    """
    try:
        return _dated(_packed(book))
    except OSError as error:  # openpyxl puts every sheet into a temporary file first
        raise atomic.not_written(error, tempfile.gettempdir()) from error


def _packed(book: Workbook) -> io.BytesIO:
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()  # `book.save` would set the date
    return made


def _dated(made: io.BytesIO) -> bytes:
    stream = io.BytesIO()
    with ZipFile(made) as archive, ZipFile(stream, "w", ZIP_DEFLATED) as dated:
        for name in archive.namelist():
            part = ZipInfo(name, _MADE.timetuple()[:6])
            part.compress_type = ZIP_DEFLATED
            dated.writestr(part, archive.read(name))
    return stream.getvalue()
