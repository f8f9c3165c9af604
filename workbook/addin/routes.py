"""What the task pane asks for beside xlwings Server's own, and whether all is well."""

import os
from importlib.metadata import version
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from workbook.addin.access import access
from workbook.addin.pane import me, pane
from workbook.addin.roster import roster
from workbook.addin.settings import settings
from workbook.addin.submissions import received
from workbook.scoresheet.block import LAST_COLUMN, LAST_ROW

router = APIRouter()
_Cell = str | bool | int | float | None
_Row = Annotated[list[_Cell], Field(max_length=16_384)]


class Shown(BaseModel):
    """The values of a sheet from A1, its name, and the language to answer in."""

    model_config = ConfigDict(strict=True)

    rows: Annotated[list[_Row], Field(max_length=100_000)]
    sheet: Annotated[str, Field(max_length=200)] = ""
    lang: Literal["th", "en"] = "th"


@router.api_route("/health", methods=["GET", "HEAD"])  # some of those ask for the head alone
def health() -> JSONResponse:
    """For whoever watches the server: 503 while something keeps submissions from being taken."""
    register, inbox = roster().standing(), os.access(roster().round.inbox, os.W_OK | os.X_OK)
    tokens = settings().is_open or not _is_broken()
    well = register != "unreadable" and inbox and tokens
    said = {"status": "ok" if well else "failing", "version": version("pyscoring-workbook"), "register": register,
            "inbox": "ok" if inbox else "not writable", "access": "ok" if tokens else "unreadable"}  # fmt: skip
    return JSONResponse(said, 200 if well else 503)


@router.get("/pyscoring/me")
def who_am_i(request: Request) -> dict[str, Any]:
    """The assignments of who has signed in."""
    who, known = request.state.person, roster().known()
    assessor = roster().assessor(who.id) if who.id else None
    done = list(received(assessor, known.editions)) if assessor else []
    return me(who.id, who.name, known.register, done)


@router.post("/pyscoring/pane")
async def shown(asked: Shown) -> dict[str, Any]:
    """What the pane shows of a sheet."""
    rows = [row[:LAST_COLUMN] for row in asked.rows[:LAST_ROW]]
    return pane(rows, asked.sheet, asked.lang, roster().editions)


def _is_broken() -> bool:
    from pyscoring.problems import Refused

    try:
        access().get()
    except Refused:
        return True
    return False
