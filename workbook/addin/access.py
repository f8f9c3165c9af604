"""Who somebody is: tokens and accounts of a round's assessors, kept as `access.json`.

The file holds a token's SHA-256 alone: whoever reads it cannot send in anything.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from pyscoring.problems import Problem, Refused
from workbook.addin.settings import settings
from workbook.addin.watched import Watched
from workbook.files import atomic

FILE = "access.json"
_MARK = "ps_"  # no spreadsheet takes it for a number or a formula, as it would a leading "-"
REVOKED = ""  # in place of a digest: no token has it
_DIGEST = re.compile("(?:[0-9a-f]{64})?")
_ACCOUNT_CLAIMS = ("preferred_username", "upn", "oid")


@dataclass(frozen=True)
class Access:
    """By assessor's id the SHA-256 (hex) of a token, nothing once it is revoked; by account in lower case an assessor's id."""

    tokens: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)

    def bearer(self, token: str) -> str | None:
        """The id of the assessor whose token it is. Each is compared, in the same time whatever it is."""
        given = _digest(token)
        found = [id_ for id_, kept in self.tokens.items() if hmac.compare_digest(kept, given)]
        return found[0] if found else None

    def holder(self, claims: Mapping[str, Any]) -> str | None:
        """The id of the assessor with the account of an Entra ID token, by user name or object id.

        The claim `email` is not looked at: its owner may have typed it.
        """
        named = (self.accounts.get(str(claims[key]).casefold()) for key in _ACCOUNT_CLAIMS if claims.get(key))
        return next(filter(None, named), None)

    def issued(self, ids: Iterable[str]) -> "tuple[Access, dict[str, str]]":
        """With a new token for each of these assessors, in place of an old one; and the tokens by id."""
        made = {id_: _MARK + secrets.token_urlsafe(24) for id_ in ids}
        return replace(self, tokens={**self.tokens, **{id_: _digest(token) for id_, token in made.items()}}), made

    def revoked(self, id_: str) -> "Access":
        """Without the token and the accounts of an assessor, who gets a new token only when it is renewed."""
        return Access(
            {**self.tokens, id_: REVOKED}, {account: owner for account, owner in self.accounts.items() if owner != id_}
        )

    def knows(self, id_: str) -> bool:
        """Whether the list holds anything of an assessor, who may have left the register."""
        return id_ in self.tokens or id_ in self.accounts.values()

    def with_account(self, id_: str, account: str) -> "Access":
        """With an account that signs in as this assessor."""
        return replace(self, accounts={**self.accounts, account.casefold(): id_})

    def text(self) -> str:
        """The file's text."""
        return json.dumps({"tokens": self.tokens, "accounts": self.accounts}, ensure_ascii=False, indent=1) + "\n"


def read(path: Path) -> Access:
    """What the file says; nobody has access where there is none. Refused: A80 damaged; F09, F10, F11."""
    if not path.exists():
        return Access()
    data = atomic.load(path)
    try:
        said = json.loads(data)
        parts = [said[key] for key in ("tokens", "accounts")]
    except (ValueError, KeyError, TypeError, RecursionError):
        parts = []
    sound = all(isinstance(part, dict) and all(isinstance(v, str) for v in part.values()) for part in parts)
    sound = sound and all(map(_DIGEST.fullmatch, parts[0].values() if parts else ()))
    if not parts or not sound:
        raise Refused(Problem("A80", file=str(path)))
    return Access(*parts)


def save(path: Path, access: Access) -> None:
    """Refused: W01, W04, F09."""
    atomic.replace(path, access.text().encode())


@cache
def access() -> Watched[Access]:
    """That of this process: what cannot be read lets nobody in."""
    return Watched(settings().round / FILE, read, keep=False)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
