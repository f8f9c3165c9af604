"""What Excel's add-in sends, and a connection that costs the sender little.

The bodies are those of xlwings' own JavaScript client: `getBookData` for scripts, `base` for functions.
"""

import asyncio
import datetime as dt
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from types import TracebackType
from typing import Any, Self

from workbook.files.values import ErrorValue, Formula, Percent, address

HOST = "127.0.0.1"
FUNCTIONS = "/xlwings/custom-functions-call"
SCRIPTS = "/xlwings/custom-scripts-call/"
IDLE = 1.0  # seconds; gunicorn closes what has been idle for two
Grid = list[list[Any]]


def grid(cells: Mapping[tuple[int, int], object]) -> Grid:
    """A sheet's used range from A1, as Office.js gives values: blanks are empty texts, dates are texts."""
    height, width = max(row for row, _ in cells), max(column for _, column in cells)
    return [[_plain(cells.get((row, column))) for column in range(1, width + 1)] for row in range(1, height + 1)]


def _plain(value: object) -> object:
    if isinstance(value, Formula):
        value = value.cached
    if isinstance(value, Percent):
        return value.value
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%Y-%m-%d}T00:00:00.000Z"
    if isinstance(value, ErrorValue):
        return str(value)
    return "" if value is None else value


def function_body(name: str, *arguments: object) -> bytes:
    """A worksheet function's call; a range is rows of cells, a single value a range of one cell."""
    ranges = [argument if isinstance(argument, list) else [[argument]] for argument in arguments]
    return _json(_HEAD | {
        "func_name": name, "args": ranges, "caller_address": "[sheet.xlsx]Score!L5", "session_id": "benchmark",
        "culture_info_name": "th-TH", "date_format": "d/m/yyyy", "runtime": "1.4",
    })  # fmt: skip


def script_body(rows: Grid, arguments: Sequence[object] = (), sheet: str = "Score") -> bytes:
    """A script's call from a workbook whose one sheet with contents is this; the arguments come last."""
    book = {"name": "sheet.xlsx", "active_sheet_index": 0, "selection": "E11", "calculation": "Automatic"}
    body = _HEAD | {"book": book, "names": [], "sheets": [_sheet(sheet, rows), _sheet("Guide", [[]])]}
    return _json(body | ({"args": list(arguments)} if arguments else {}))


def _sheet(name: str, rows: Grid) -> dict[str, Any]:
    used = address(len(rows), len(rows[0])) if rows[0] else None
    lists = ("notes", "pictures", "shapes", "charts", "tables", "pivot_tables")
    return {
        "name": name, "visibility": "Visible", "show_gridlines": True, "print_area": None, "notes_supported": True,
        "used_range_address": f"A1:{used}" if used else None, "used_range_row_count": len(rows) if used else 0,
        "used_range_column_count": len(rows[0]), "values": rows, **{key: [] for key in lists},
    }  # fmt: skip


_HEAD: dict[str, Any] = {"client": "Office.js", "version": version("xlwings")}


def _json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    @property
    def said(self) -> Any:
        """What the body says; its text where it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return self.body.decode(errors="replace")


class Broken(Exception):
    """The connection ended before the answer was complete."""


@dataclass
class Connection:
    """One kept-alive connection of HTTP/1.1; a client library would take more of the cores than the server leaves."""

    port: int
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None, repr=False)
    _used: float = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self.close()

    async def post(self, path: str, body: bytes, token: str | None) -> Answer:
        """Raises `Broken` where no whole answer came: whether the request was carried out is not known."""
        head = [f"POST {path} HTTP/1.1", f"Host: {HOST}:{self.port}", f"Content-Length: {len(body)}"]
        head += ["Content-Type: application/json", *([f"Authorization: Bearer {token}"] if token is not None else [])]
        return await self._exchange("\r\n".join(head).encode() + b"\r\n\r\n" + body)

    async def get(self, path: str) -> Answer:
        return await self._exchange(f"GET {path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\n\r\n".encode())

    async def _exchange(self, request: bytes) -> Answer:
        try:
            if time.monotonic() - self._used > IDLE:
                self.close()
            if self._streams is None:
                self._streams = await asyncio.open_connection(HOST, self.port)
            reader, writer = self._streams
            writer.write(request)
            status, headers = _head(await reader.readuntil(b"\r\n\r\n"))
            answer = Answer(status, await reader.readexactly(int(headers["content-length"])))
        except (OSError, asyncio.IncompleteReadError) as error:
            self.close()
            raise Broken(type(error).__name__) from error
        self._used = time.monotonic()
        if headers.get("connection") == "close":
            self.close()
        return answer

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def _head(raw: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = raw.decode("latin-1").rstrip().split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return int(first.split(" ", 2)[1]), {key.lower(): value.strip() for key, _, value in pairs}
