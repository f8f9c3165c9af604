"""One assessor's answers for one application in one stage."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from pyscoring.edition import Stage, plain

_MOST_DIGITS = 400  # before the point or after it, more than a workbook's numbers can have; exact sums take them all


def _entry(value: object) -> object:
    """Scores come as numbers; a float stands for the shortest decimal that it prints."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, bool | str):
        raise ValueError("a score is a number")
    if isinstance(value, int | Decimal) and abs(Decimal(value).adjusted()) > _MOST_DIGITS:
        raise ValueError("a score is a number that can be written out")
    return value


Entry = Annotated[Decimal, BeforeValidator(_entry)]


class ScoreSheet(BaseModel):
    """The answers as they are meant, whatever they were typed into.

    `scores` holds the indicators that have one, by id, as typed; a blank is left out, and
    so is what could not be understood. `bonus` and `eligibility` hold answers, yes as true.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    edition: str | None = None
    definition: str | None = None
    language: str = "th"
    application: str | None = None
    title: str | None = None
    agency: str | None = None
    unit: str | None = None
    stage: Stage | None = None
    assessor: str | None = None
    date: dt.date | None = None
    conflict: bool | None = None
    conflict_reason: str | None = None
    scores: Mapping[str, Entry] = Field(default_factory=dict)
    bonus: Mapping[str, bool] = Field(default_factory=dict)
    eligibility: Mapping[str, bool] = Field(default_factory=dict)
    evidence: Mapping[str, str] = Field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """First 16 hex digits of the SHA-256 of everything that the result rests on."""
        text = json.dumps(self._entries(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def _entries(self) -> dict[str, Any]:
        data = self.model_dump(
            include={"edition", "definition", "application", "stage", "assessor", "conflict", "bonus"}
        )
        # Left out where there are none: so were they from all fingerprints that there are from before.
        answered = {"eligibility": dict(self.eligibility)} if self.eligibility else {}
        return data | {"scores": {k: plain(v) for k, v in self.scores.items()}} | answered
