"""Many copies of one workbook: each is what patching the blank one gives, with fewer steps."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyscoring.edition import scored
from pyscoring.problems import Refused
from tests.packages import contents
from workbook.files.copies import Copies
from workbook.files.patch import patch
from workbook.scoresheet import layout
from workbook.scoresheet.fill import edits
from workbook.scoresheet.template import blank

EDITION = scored("tepga-expansion-2558")
BLANK = blank(EDITION, "en")
FILLED = edits(EDITION, dict.fromkeys(("application", "title", "agency", "assessor"), ""))
COPIES = Copies(BLANK, {"Score": FILLED})
TEXTS = st.none() | st.text() | st.text(alphabet="<>&\"'_x000D\r\n\t \x0b\ud800กำ", max_size=40)


@settings(max_examples=60)
@given(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS))
def test_a_copy_is_a_patched_blank(texts: tuple[str | None, ...]) -> None:
    """Whatever the texts, a copy has the same parts as a patched blank workbook; what that refuses is refused."""
    cells = {"Score": dict(zip(FILLED, texts, strict=True))}
    try:
        wanted = patch(BLANK, cells)
    except Refused as refused:
        with pytest.raises(Refused, match=refused.problems[0].code):
            COPIES.with_cells(cells)
        return
    assert contents(COPIES.with_cells(cells)) == contents(wanted)


def test_long_texts_and_numbers() -> None:
    """Texts longer than a block, numbers and truth values are read back by openpyxl as they were given."""
    values = ("ก" * 32_767, 4.25, True, "=1+1")
    made = COPIES.with_cells({"Score": dict(zip(FILLED, values, strict=True))})
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Score"]
    assert tuple(sheet.cell(*place).value for place in FILLED) == values
    assert [sheet.cell(*place).data_type for place in FILLED] == ["s", "n", "b", "s"]


def test_what_is_not_given_is_blank() -> None:
    """A place without an edit is empty with its look, and holds nothing of the copy before."""
    COPIES.with_cells({"Score": dict.fromkeys(FILLED, "before")})
    sheet = openpyxl.load_workbook(io.BytesIO(COPIES.with_cells({})))["Score"]
    untouched = openpyxl.load_workbook(io.BytesIO(BLANK))["Score"]
    for place in FILLED:
        assert sheet.cell(*place).value is None
        assert sheet.cell(*place).fill.fgColor.rgb == untouched.cell(*place).fill.fgColor.rgb


def test_other_places_are_refused() -> None:
    """Only the places that were named at the start can be filled in; a text too long for a cell is refused."""
    at = {row.key: row.number for row in layout.rows(EDITION)}
    with pytest.raises(KeyError):
        COPIES.with_cells({"Score": {(at["unit"], layout.VALUE): "x"}})
    with pytest.raises(Refused, match="W03"):
        COPIES.with_cells({"Score": {next(iter(FILLED)): "x" * 32_768}})


def test_the_other_parts_are_copied_packed() -> None:
    """All parts but the sheet lie in the copy byte for byte as in the blank workbook."""
    made = COPIES.with_cells({"Score": dict.fromkeys(FILLED, "x")})
    for info in zipfile.ZipFile(io.BytesIO(BLANK)).infolist():
        if info.filename != "xl/worksheets/sheet1.xml":
            at = info.header_offset
            assert BLANK[at : at + 30 + len(info.filename) + info.compress_size] in made
