"""An edition's blank workbook with xlwings' own macros, unchanged from the installed package, and a button."""

import io
import os
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

from openpyxl.utils import get_column_letter

from pyscoring.edition import AwardEdition
from pyscoring.problems import Problem, Refused
from workbook.classic.button import COLUMN, WIDTH, add_button
from workbook.classic.config_sheet import NAME, add_config, unset
from workbook.files import atomic
from workbook.files.archive import Archive
from workbook.files.cached import with_values
from workbook.files.repack import rebuild
from workbook.scoresheet.book import saved
from workbook.scoresheet.function_formulas import Kind
from workbook.scoresheet.template import SCORE, template_book
from workbook.scoresheet.unscored import unscored

STANDALONE = "quickstart_standalone.xlsm"  # the other one refers to a path on its author's machine
VBA = "xl/vbaProject.bin"
_DRAWING = "xl/drawings/drawing1.xml"
_DOCUMENT_MODULES = {"ThisWorkbook": None, "Sheet1": SCORE, "Sheet2": NAME}


def macro_workbook(edition: AwardEdition, lang: str = "th", kind: Kind = "native") -> bytes:
    """The bytes of an .xlsm file. Refused: W11 without xlwings' macros, and as `template`."""
    book = template_book(edition, lang, kind)
    add_config(book.create_sheet(NAME), lang)
    book[SCORE].column_dimensions[get_column_letter(COLUMN)].width = WIDTH
    book.vba_archive = ZipFile(io.BytesIO(standalone()))
    book.code_name = "ThisWorkbook"
    for module, sheet in _DOCUMENT_MODULES.items():
        if sheet:
            book[sheet].sheet_properties.codeName = module
    archive = Archive(saved(book))
    made = rebuild(archive, {_DRAWING: add_button(archive.unpack(_DRAWING), edition, lang)})
    return with_values(made, {SCORE: unscored(edition, lang), NAME: unset()})


def standalone() -> bytes:
    """xlwings' own workbook for use without its add-in. Refused: W11 where the installed xlwings has none."""
    spec = find_spec("xlwings")  # the package itself is heavy, and is not needed
    path = Path(spec.origin or "").with_name(STANDALONE) if spec else Path(STANDALONE)
    if not path.is_file():
        raise Refused(Problem("W11", {"name": STANDALONE}, file=os.fspath(path)))
    return atomic.load(path)
