"""The server's two paths of the parity table: worksheet functions and the script *score*, over HTTP.

The bodies are those that xlwings' own client sends: `base` in custom-functions-code.js, `getBookData` in
custom-scripts/index.js.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from os import environ
from pathlib import Path
from typing import Any, Self

import httpx
import xlwings as xw

from tests.parity_answers import SHEET, Call, Grid, Opened, Seen, column, worksheet_functions
from workbook.files.values import address
from workbook.office.document import DAY_ZERO
from workbook.scoresheet import layout

APPLICATION = "workbook.addin.app:application"
START_SECONDS = 60
HEAD = {"client": "Office.js", "version": xw.__version__}
ERROR_TYPES = {
    "#DIV/0!": "Div0", "#N/A": "NotAvailable", "#NAME?": "Name", "#NULL!": "Null", "#NUM!": "Num", "#REF!": "Ref",
    "#VALUE!": "Value",
}  # fmt: skip
LISTS = ("notes", "pictures", "shapes", "charts", "tables", "pivot_tables")


class NotStarted(RuntimeError):
    """The server does not run; there is nothing to compare."""


class Server:
    """The add-in's server without authentication, on a port of its own; a context manager."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "server.log"
        self._environment = environ | {
            "PYSCORING_ROUND": str(folder), "PYSCORING_AUTH": "none", "PYSCORING_RATE": "1000000",
            "XLWINGS_ENVIRONMENT": "dev", "XLWINGS_LICENSE_KEY": "noncommercial",
        }  # fmt: skip

    def __enter__(self) -> Self:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        command = [sys.executable, "-m", "uvicorn", APPLICATION, "--port", str(port), "--log-level", "warning"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=self._environment)
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._process.terminate()
        self._process.wait(20)

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                if self._client.get("/xlwings/custom-functions-meta.json").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise NotStarted(f"The server did not answer. {self._log.read_text(encoding='utf-8')}")

    def functions(self, calls: Sequence[Call]) -> list[Grid]:
        """What each worksheet function puts into the cells; every argument is sent as a range."""
        return [self._function(name, arguments) for name, arguments in calls]

    def _function(self, name: str, arguments: tuple[Any, ...]) -> Grid:
        ranges = [value if isinstance(value, list) or value is None else [[value]] for value in arguments]
        body = HEAD | {
            "func_name": name, "args": ranges, "caller_address": "[form.xlsx]Score!L5", "session_id": "parity",
            "culture_info_name": "th-TH", "date_format": "d/m/yyyy", "runtime": "1.4",
        }  # fmt: skip
        return self._post("/xlwings/custom-functions-call", body)["result"]  # type: ignore[no-any-return]

    def score(self, sheets: dict[str, Grid], active: str) -> list[dict[str, Any]]:
        """The actions that the script answers with."""
        book = {"name": "form.xlsx", "active_sheet_index": list(sheets).index(active), "selection": "E11"}
        body = HEAD | {
            "book": book | {"calculation": "Automatic"}, "names": [],
            "sheets": [_sheet(name, rows) for name, rows in sheets.items()],
        }  # fmt: skip
        return self._post("/xlwings/custom-scripts-call/score", body)["actions"]  # type: ignore[no-any-return]

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._client.post(path, json=body)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()  # type: ignore[no-any-return]


def _sheet(name: str, rows: Grid) -> dict[str, Any]:
    height, width = len(rows), len(rows[0])
    return {
        "name": name, "visibility": "Visible", "show_gridlines": True, "print_area": None, "notes_supported": True,
        "used_range_address": f"A1:{address(height, width)}", "used_range_row_count": height,
        "used_range_column_count": width, "values": rows, **{key: [] for key in LISTS},
    }  # fmt: skip


def server_functions(server: Server, opened: Opened) -> list[Seen]:
    return worksheet_functions(opened, server.functions, _as_argument, None)


def server_script(server: Server, opened: Opened) -> list[Seen]:
    sheets = {name: [[_as_value(value) for value in row] for row in rows] for name, rows in opened.sheets.items()}
    rows = [list(row) for row in sheets[SHEET]]
    for action in server.score(sheets, SHEET):
        assert (action["func"], list(sheets)[action["sheet_position"]]) == ("setValues", SHEET), action
        for down, values in enumerate(action["values"]):
            for right, value in enumerate(values):
                rows[action["start_row"] + down][action["start_column"] + right] = value
    return [("official", column(opened, rows, layout.OFFICIAL))]


def _as_argument(value: Any) -> Any:
    """A cell among a custom function's arguments."""
    if isinstance(value, str) and type(value) is not str:
        return {"type": "Error", "basicType": "Error", "basicValue": str(value), "errorType": ERROR_TYPES[value]}
    if isinstance(value, datetime):
        return _as_number((value - DAY_ZERO).total_seconds() / 86400)
    return None if value == "" else _as_number(value)


def _as_value(value: Any) -> Any:
    """A cell among `range.values`, after `convertDateValues`."""
    if isinstance(value, datetime):
        return f"{value.isoformat(timespec='milliseconds')}Z"
    return "" if value is None else _as_number(value)


def _as_number(value: Any) -> Any:
    """As JavaScript writes a number: 5.0 is 5, and minus nought is 0."""
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e21
    return int(value) if whole else value
