"""Everything that a request must pass before xlwings Server sees it.

What is not listed as open needs a signed-in assessor, so that a new route of a new version is closed.
"""

import asyncio
import ipaddress
import logging
import math
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from fastapi import HTTPException
from starlette.responses import PlainTextResponse
from xlwings_server.dependencies import authenticate

from pyscoring.problems import Refused
from workbook.addin.limits import Rate, Receive, TooLarge, body_of, replayed, understood
from workbook.addin.server_texts import say
from workbook.addin.settings import Settings
from workbook.addin.signing_in import person

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

OPEN = frozenset({
    "/", "/health", "/favicon.ico", "/taskpane", "/taskpane.html", "/manifest", "/manifest.xml", "/manifest/download",
    "/xlwings/alert", "/xlwings/custom-functions-meta", "/xlwings/custom-functions-meta.json",
    "/xlwings/custom-functions-code", "/xlwings/custom-functions-code.js", "/xlwings/custom-scripts-meta",
    "/xlwings/custom-scripts-meta.json",
})  # fmt: skip
STATIC = "/static/"
SCRIPTS = ("check", "clear", "score", "submit")
FUNCTIONS = ("AWARD_BAND", "AWARD_BONUS", "AWARD_TOTAL", "DIMENSION_TOTAL", "SCORE_SHEET")
_SCRIPT, _FUNCTION = "/xlwings/custom-scripts-call/", "/xlwings/custom-functions-call"
_PEOPLE = 50  # behind one address, an office's or the proxy's, who open the pane at once: some thirty files each
_PATIENCE = 20.0  # seconds; Excel asks for all cells of a workbook at once, and shows an error for each that is refused
_OWN = ("localhost", "127.0.0.1", "::1")
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_log = logging.getLogger("pyscoring")


class Gate:
    """The ASGI application around xlwings Server's own."""

    def __init__(self, app: App, settings: Settings) -> None:
        self._app, self._settings = app, settings
        self._rate, self._pages = Rate(settings.rate), Rate(settings.rate * _PEOPLE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: MutableMapping[str, Any]) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            receive = await self._let_in(scope, receive)
            await self._app(scope, receive, watched)
        except HTTPException as refused:
            await answer(refused)(scope, receive, send)
        except Exception as error:  # noqa: BLE001  no caller sees a traceback
            told = unexpected(error)
            if not started:
                await told(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive) -> Receive:
        """What is left to be received of a request that may go on. HTTPException for all others."""
        path, headers = scope["path"], _headers(scope)
        if _strays(path):
            raise HTTPException(404, say("no-path", ""))
        if self._settings.is_open and not _is_local(scope, headers):
            raise HTTPException(403, say("local", ""))
        if _is_open(scope["method"], path, headers):
            self._not_too_often(_address(scope), self._pages)
            return receive
        who = await self._who(scope, headers)
        await asyncio.sleep(self._not_too_often(who, patience=_PATIENCE if path == _FUNCTION else 0.0))
        if path.startswith(_SCRIPT) and path.removeprefix(_SCRIPT) not in SCRIPTS:
            raise HTTPException(404, say("no-script", "", names=", ".join(SCRIPTS)))
        try:
            body = await body_of(receive, self._settings.body)
        except TooLarge:
            limit = f"{self._settings.body / 1e6:g}"
            raise HTTPException(413, say("too-large", "", limit=limit), {"Connection": "close"}) from None
        if scope["method"] == "POST":
            said = scope["state"]["said"] = _understood(body)
            if path == _FUNCTION:
                _known_function(said)
        return replayed(body, receive)

    async def _who(self, scope: Scope, headers: dict[str, str]) -> str:
        """Whose calls are counted together; puts the person into the request's state."""
        try:
            user = await authenticate(headers.get("authorization", ""), headers.get("auth-provider"))
            found = person(user)
        except Refused as refused:
            self._not_too_often(_address(scope))
            _log.error("%s", "; ".join(f"{p.code} {p.message('en')}" for p in refused.problems))
            raise HTTPException(503, say("no-register", ""), {"Retry-After": "5"}) from None
        except HTTPException:
            self._not_too_often(_address(scope))
            raise
        scope.setdefault("state", {}).update(user=user, person=found)
        return f"person {found.id}" if found.id else _address(scope)

    def _not_too_often(self, who: str, rate: Rate | None = None, patience: float = 0.0) -> float:
        """The seconds that a call must still wait, at most `patience`."""
        if (wait := (rate or self._rate).wait(who, patience)) > patience:
            seconds = math.ceil(wait)
            raise HTTPException(429, say("too-often", "", seconds=seconds), {"Retry-After": str(seconds)})
        return wait


def answer(refused: HTTPException) -> PlainTextResponse:
    """A refusal as a text that a person can read."""
    return PlainTextResponse(str(refused.detail), refused.status_code, {**_HEADERS, **(refused.headers or {})})


def unexpected(error: Exception) -> PlainTextResponse:
    """The answer to a request that failed for a reason of ours; its id stands in the log beside the traceback."""
    id_ = secrets.token_hex(4)
    _log.error("unexpected error %s", id_, exc_info=error)
    return PlainTextResponse(say("unexpected", "", id=id_), 500, _HEADERS)


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _is_open(method: str, path: str, headers: dict[str, str]) -> bool:
    if method == "OPTIONS":
        return "access-control-request-method" in headers  # a browser's question, which has no token yet
    return method in ("GET", "HEAD") and (path in OPEN or path.startswith(STATIC))


def _strays(path: str) -> bool:
    """Whether a path tries to leave a folder: xlwings Server 1.20 would follow it out of the static files."""
    return "\\" in path or "\0" in path or any(part in ("..", ".") for part in path.split("/"))


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return f"address {client[0]}" if client else "address"


def _host(address: str) -> str | None:
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname
    except ValueError:
        return None


def _is_local(scope: Scope, headers: dict[str, str]) -> bool:
    """Whether a request comes from this computer, from no proxy on it and from no other site's page in its browser."""
    if any(_host(headers[name]) not in _OWN for name in ("host", "origin") if name in headers):
        return False
    try:
        ends = [ipaddress.ip_address(end[0]) for end in (scope["client"], scope["server"])]
    except (TypeError, ValueError, KeyError):
        return False
    return all(end.is_loopback for end in ends) and "x-forwarded-for" not in headers


def _understood(body: bytes) -> dict[str, Any]:
    try:
        return understood(body)
    except (ValueError, RecursionError):
        raise HTTPException(400, say("not-understood", "")) from None


def _known_function(said: dict[str, Any]) -> None:
    if "func_name" not in said or "version" not in said or not isinstance(said.get("args"), list):
        raise HTTPException(400, say("not-understood", ""))
    if said["func_name"] not in FUNCTIONS:
        raise HTTPException(404, say("no-function", "", names=", ".join(FUNCTIONS)))
