"""The values that a workbook's formulas had when it was saved, which previewers show: put in, or taken out.

For workbooks that openpyxl made: it writes a formula never with its value.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from xml.sax.saxutils import escape

from workbook.files.package import Book
from workbook.files.repack import rebuild
from workbook.files.values import Place, place

Shown = Mapping[Place, str | int | float]
_FORMULA = re.compile(
    rb'<c r="(?P<at>[A-Z]{1,3}\d+)"(?P<style>(?: s="\d+")?)(?: t="str")?><f>(?P<formula>[^<]*)</f>'
    rb"<v(?: ?/>|>[^<]*</v>)</c>"
)
_LINK = re.compile(r'HYPERLINK\("[^"]*","([^"]*)"\)')


def with_values(data: bytes, shown: Mapping[str, Shown]) -> bytes:
    """The workbook with these values in its formulas, by sheet; a link shows its own text."""

    def value(name: str, match: re.Match[bytes]) -> str | int | float | None:
        if link := _LINK.fullmatch(match["formula"].decode()):
            return link[1]
        return shown.get(name, {}).get(place(match["at"].decode()))

    return _rewritten(data, lambda name, xml: _FORMULA.sub(lambda m: _cell(m, value(name, m)), xml))


def without_values(data: bytes, sheets: Iterable[str]) -> bytes:
    """The workbook whose formulas on these sheets have no value, as when entries have changed under them."""
    named = set(sheets)
    return _rewritten(data, lambda name, xml: _FORMULA.sub(lambda m: _cell(m, None), xml) if name in named else xml)


def _rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    book = Book(data)
    return rebuild(book.archive, {part: change(name, book.archive.xml(part)) for name, part in book.sheets.items()})


def _cell(match: re.Match[bytes], value: str | int | float | None) -> bytes:
    kind = b' t="str"' if isinstance(value, str) else b""
    held = b"<v />" if value is None else f"<v>{escape(value) if isinstance(value, str) else value}</v>".encode()
    return b'<c r="%b"%b%b><f>%b</f>%b</c>' % (match["at"], match["style"], kind, match["formula"], held)
