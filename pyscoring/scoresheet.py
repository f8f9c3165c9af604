"""One assessor's answers for one application in one stage."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Annotated, Any, Self, cast

from pydantic import BeforeValidator, ConfigDict, Field
from pydantic.dataclasses import dataclass

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


CONFIG = ConfigDict(extra="forbid", defer_build=True)
Entry = Annotated[Decimal, BeforeValidator(_entry)]


@dataclass(frozen=True, slots=True, config=CONFIG)
class ScoreSheet:
    """The answers as they are meant, whatever they were typed into.

    `scores` holds the indicators that have one, by id, as typed; a blank is left out, and
    so is what could not be understood. `bonus` and `eligibility` hold answers, yes as true.
    """

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

    @classmethod
    def known(cls, **values: Any) -> Self:
        """A sheet of values that have been validated before; what is not told is as in an empty one."""
        empty = _EMPTY.get(cls) or _EMPTY.setdefault(cls, cls())
        return cast("Self", empty).changed(**values)

    def changed(self, **values: Any) -> Self:
        """A copy with these values, which are not validated."""
        copy: Self = object.__new__(type(self))
        for field in fields(self):
            value = values[field.name] if field.name in values else getattr(self, field.name)
            object.__setattr__(copy, field.name, value)
        return copy

    @property
    def fingerprint(self) -> str:
        """First 16 hex digits of the SHA-256 of everything that the result rests on."""
        text = json.dumps(self._entries(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def _entries(self) -> dict[str, Any]:
        told = ("edition", "definition", "application", "stage", "assessor", "conflict")
        # Left out where there are none: so were they from all fingerprints that there are from before.
        answered = {"eligibility": dict(self.eligibility)} if self.eligibility else {}
        scores = {k: plain(v) for k, v in self.scores.items()}
        return {key: getattr(self, key) for key in told} | {"bonus": dict(self.bonus), "scores": scores} | answered


_EMPTY: dict[type[ScoreSheet], ScoreSheet] = {}
