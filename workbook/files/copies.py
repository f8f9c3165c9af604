"""Many copies of one workbook that differ in a few cells: what they share is parsed and packed once.

The blank workbook is patched once in the usual way, with a mark in every cell that copies fill in. In a
copy those cells alone are written; what lies between them is already packed, and a zip's packed data may
be put together from pieces. The new cells are read back in each copy.
"""

import binascii
import re
import struct
import zlib
from collections.abc import Collection, Iterator, Mapping

from workbook.files.archive import Budget
from workbook.files.cells import scan
from workbook.files.package import Book
from workbook.files.parts import MAIN
from workbook.files.patch import compare, patch
from workbook.files.repack import Packed, rebuild
from workbook.files.sheetmap import Edits, cell_xml, check_value
from workbook.files.values import Place, RawCell, address

_STORED = struct.Struct("<BHH")
_LONGEST_STORED = 0xFFFF
_END = b"\x03\x00"  # an empty last block


class Copies:
    """Copies of `blank`, in which only the cells at `places`, by sheet, differ. Refused: as `patch`."""

    def __init__(self, blank: bytes, places: Mapping[str, Collection[Place]]) -> None:
        marked = {name: {place: _mark(place) for place in there} for name, there in places.items()}
        self._book = Book(patch(blank, marked))
        self._sheets = {name: _Sheet(self._book, name, there) for name, there in places.items()}

    def with_cells(self, edits: Mapping[str, Edits]) -> bytes:
        """A copy; places without an edit stay empty. Raises KeyError for other places; refused: W03."""
        changed = {sheet.part: sheet.packed(edits.get(name, {})) for name, sheet in self._sheets.items()}
        return rebuild(self._book.archive, changed)


def _mark(place: Place) -> str:
    return f"\ue000{address(*place)}\ue001"


class _Sheet:
    """One sheet's part, cut at the cells that copies fill in."""

    def __init__(self, book: Book, name: str, places: Collection[Place]) -> None:
        self.book, self.part = book, book.sheets[name]
        xml, at = book.archive.xml(self.part), 0
        self.pieces: list[tuple[bytes, bytes]] = []  # as it is, and packed
        self.holes: list[tuple[Place, str | None]] = []  # with the cell's style
        for place in sorted(places):
            text = re.escape(cell_xml("", place, None, _mark(place)).removeprefix(f'<c r="{address(*place)}"'))
            match = re.compile(f'<c r="{address(*place)}"(?: s="([^"]*)")?{text}'.encode()).search(xml, at)
            assert match, place  # `patch` has put it there
            self._cut(xml[at : match.start()])
            self.holes.append((place, match[1].decode() if match[1] else None))
            at = match.end()
        self._cut(xml[at:])

    def _cut(self, piece: bytes) -> None:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        self.pieces.append((piece, packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)))

    def packed(self, edits: Edits) -> Packed:
        if unknown := set(edits) - {place for place, _ in self.holes}:
            raise KeyError(min(unknown))
        cells = [self._cell(place, style, edits) for place, style in self.holes]
        self._verify(edits, cells)
        plain, small = [self.pieces[0][0]], [self.pieces[0][1]]
        for cell, (piece, done) in zip(cells, self.pieces[1:], strict=True):
            plain += [cell, piece]
            small += [*_stored(cell), done]
        data = b"".join(plain)
        return Packed(b"".join([*small, _END]), len(data), binascii.crc32(data))

    def _cell(self, place: Place, style: str | None, edits: Edits) -> bytes:
        check_value(place, edits.get(place))
        return cell_xml("", place, style, edits.get(place)).encode()

    def _verify(self, edits: Edits, cells: list[bytes]) -> None:
        rows = (
            f'<row r="{place[0]}">'.encode() + cell + b"</row>"
            for (place, _), cell in zip(self.holes, cells, strict=True)
        )
        xml = f'<worksheet xmlns="{MAIN[0]}"><sheetData>'.encode() + b"".join(rows) + b"</sheetData></worksheet>"
        found: dict[Place, RawCell] = {}
        scan(xml, self.part, lambda row, column: True, found, Budget())
        compare({place: edits.get(place) for place, _ in self.holes}, self.book.values(self.part, found))


def _stored(data: bytes) -> Iterator[bytes]:
    """Data as blocks that are not compressed, which saves setting up a compressor for a few words."""
    for at in range(0, len(data), _LONGEST_STORED):
        block = data[at : at + _LONGEST_STORED]
        yield _STORED.pack(0, len(block), len(block) ^ 0xFFFF) + block
