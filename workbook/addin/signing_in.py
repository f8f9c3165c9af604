"""Signing in, as xlwings Server asks for it, and which assessor it is who has."""

import json
import time
from dataclasses import dataclass
from typing import Any

from fastapi import HTTPException
from xlwings_server.models import User

from workbook.addin.access import access
from workbook.addin.roster import roster
from workbook.addin.server_texts import say
from workbook.addin.settings import settings


@dataclass(frozen=True)
class Person:
    """Who calls; no id where nobody has to sign in."""

    id: str | None
    name: str | None


async def validate_token(token_string: str) -> User:
    """Who has this token of the round; nothing is remembered, so that a revoked one is worth nothing at once."""
    kind, _, token = token_string.partition(" ")
    id_ = access().get().bearer(token.strip()) if kind.casefold() == "bearer" else None
    if id_ is None:
        raise HTTPException(401, say("sign-in", ""), {"WWW-Authenticate": "Bearer"})
    return User(id=id_, name=id_)


async def get_jwks_json() -> Any:
    """The keys in the file that the server was started with; None lets xlwings Server fetch them."""
    jwks = settings().jwks
    return json.loads(jwks.read_text(encoding="utf-8")) if jwks else None


def person(user: User) -> Person:
    """The assessor of the register who has signed in. HTTPException 401 and 403; Refused as the register."""
    if settings().is_open:
        return Person(None, None)
    if settings().auth == "entra":
        _not_expired(user.claims)  # xlwings Server remembers for an hour that a token was good
        id_ = access().get().holder(user.claims)
    else:
        id_ = user.id
    assessor = roster().assessor(id_) if id_ else None
    if assessor is None:
        raise HTTPException(403, say("unknown", ""))
    return Person(assessor.id, assessor.name)


def _not_expired(claims: dict[str, Any]) -> None:
    until = claims.get("exp")
    if not isinstance(until, int | float) or until <= time.time():
        raise HTTPException(401, say("expired", ""), {"WWW-Authenticate": "Bearer"})
