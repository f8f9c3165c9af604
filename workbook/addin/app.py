"""The ASGI application: xlwings Server with our project, behind our gate.

``uvicorn workbook.addin.app:application`` with PYSCORING_ROUND set; `pyscoring serve` does it all.
"""

import sys
from collections.abc import AsyncIterator
from functools import lru_cache
from http import HTTPStatus
from typing import Annotated, Any

from workbook.addin.settings import begin

_settings = begin()  # before xlwings is imported, which reads the environment once
# xlwings looks for Pyodide at every cell that it reads; where Python searches for it each time, a sheet takes 40 ms
sys.modules["pyodide.ffi"] = None  # type: ignore[assignment]

import xlwings as xw  # noqa: E402
from fastapi import Depends, HTTPException  # noqa: E402
from fastapi.exceptions import RequestValidationError  # noqa: E402
from starlette.exceptions import HTTPException as AnyHTTPException  # noqa: E402
from starlette.requests import Request  # noqa: E402
from starlette.responses import Response  # noqa: E402
from xlwings.pro import _xlremote  # noqa: E402
from xlwings_server import dependencies  # noqa: E402
from xlwings_server.main import app, main_app  # noqa: E402

from workbook.addin.gate import Gate, answer  # noqa: E402
from workbook.addin.routes import router  # noqa: E402
from workbook.addin.server_texts import say  # noqa: E402


def _user(request: Request) -> Any:
    """Who the gate let in: nobody is asked twice."""
    user = getattr(request.state, "user", None)
    if user is None:
        raise HTTPException(401, say("sign-in", ""))
    return user


async def _data(request: Request) -> dict[str, Any]:
    """A script's request as xlwings' client sends it."""
    data: dict[str, Any] = request.state.said
    return data


async def _book(data: Annotated[dict[str, Any], Depends(_data)]) -> AsyncIterator[xw.Book]:
    """The snapshot of a workbook; one that is none is the caller's mistake, not ours."""
    try:
        book = xw.Book(json=data) if data else None
        if book is None or not book.sheets or not book.sheets.active.name:
            raise ValueError("no sheet")
    except Exception:  # noqa: BLE001  xlwings says in many ways that a key is missing
        raise HTTPException(400, say("not-understood", "")) from None
    try:
        yield book
    finally:
        book.close()


async def _refused(_: Request, error: Any) -> Response:
    if error.detail == HTTPStatus(error.status_code).phrase:  # as of a path that there is not: no word of ours
        error = HTTPException(error.status_code, say("no-path", ""), error.headers)
    return answer(error)


async def _not_understood(_: Request, error: Exception) -> Response:
    return answer(HTTPException(400, say("not-understood", "")))


async def _told(_: Request, error: Exception) -> Response:
    """What a script says to its caller; xlwings Server's own handler would write it, and what was typed, to the log."""
    return answer(HTTPException(400, str(error)))


async def _unexpected(_: Request, error: Exception) -> Response:
    raise error  # to the gate, which logs it once and answers


# xlwings remembers every range that it has read, and takes FALSE for 0 and TRUE for 1 in an otherwise equal sheet
_xlremote.get_range_api = lru_cache(maxsize=0)(_xlremote.get_range_api.__wrapped__)
app.include_router(router)
app.add_exception_handler(AnyHTTPException, _refused)
app.add_exception_handler(xw.XlwingsError, _told)
app.add_exception_handler(RequestValidationError, _not_understood)
app.add_exception_handler(Exception, _unexpected)
app.dependency_overrides |= {
    dependencies.authenticate: _user, dependencies.parse_book_input: _data, dependencies.get_book: _book,
}  # fmt: skip
application = Gate(main_app, _settings)
