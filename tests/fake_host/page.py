"""The stand-in under a page of Chromium: Microsoft's client file, then ours instead of office.js."""

from functools import lru_cache
from importlib.metadata import distribution
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook as Book
from openpyxl import load_workbook
from playwright.sync_api import Page

from tests.fake_host.batches import Host
from tests.fake_host.excel import Range, Workbook

# The package's own import would tell every process started from here that it is a server.
_SERVER = Path(str(distribution("xlwings-server").locate_file("xlwings_server")))
_DIST = next((_SERVER / "static/vendor/office-js").glob("*/dist"))
_CLIENT = _DIST / "excel-win32-16.01.js"  # what office.js loads in Excel for Windows


def opened(book: bytes, name: str) -> Workbook:
    return Workbook(load_workbook(BytesIO(book)), _cached(book), name)


@lru_cache(maxsize=4)
def _cached(book: bytes) -> Book:
    """With the values that the file holds for its formulas; nothing is ever written into it."""
    return load_workbook(BytesIO(book), data_only=True)


class Excel:
    """An open workbook beside its task pane, as the person sees it."""

    def __init__(self, page: Page, book: bytes, name: str = "score.xlsx") -> None:
        self.page, self.host = page, Host(opened(book, name))
        page.expose_function("fakeHost", lambda body: self.host(body))
        page.expose_function("fakeHostComplains", lambda text: self.host.complaints.append(text))
        client = _CLIENT.read_text("utf-8-sig") + (Path(__file__).parent / "office.js").read_text("utf-8")
        page.route("**/office.js", lambda route: route.fulfill(body=client, content_type="text/javascript"))

    def open(self, book: bytes, name: str = "score.xlsx") -> None:
        """Another workbook in the same pane."""
        heard = self.workbook.heard
        self.host.workbook = opened(book, name)
        self.host.workbook.heard = heard

    @property
    def workbook(self) -> Workbook:
        return self.host.workbook

    @property
    def sheet(self) -> Any:
        """The active sheet, of openpyxl."""
        return self.workbook.book.active

    def type(self, *entries: tuple[str, Any]) -> None:
        """Type values into cells of the active sheet, whether locked or not, and tell the pane of each."""
        sheet = self.workbook.worksheets.get_active_worksheet()
        for cell, value in entries:
            self.sheet[cell] = value
            sheet.tell(
                "changed", {"changeType": "RangeEdited", "source": "Local", "worksheetId": sheet.id, "address": cell}
            )
        self._raise()

    def activate(self, name: str) -> None:
        self.workbook.worksheets.indexer(name).activate()
        self._raise()

    @property
    def selected(self) -> Range:
        return self.workbook.selected

    def _raise(self) -> None:
        events, self.workbook.events = self.workbook.events, []
        self.page.evaluate("events => events.forEach(fakeOffice.raise)", events)
