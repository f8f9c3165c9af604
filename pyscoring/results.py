"""The final results of a round: tables with ranks and what each row rests on. Records alone.

They are what ``results.json`` holds. Totals are strings there, with the edition's places; an exact
total is a fraction such as ``"8007/10"``. Years are of the Buddhist era, days ISO 8601.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar, dataclass_transform

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic.dataclasses import dataclass

from pyscoring.consolidate import Status
from pyscoring.edition import Stage
from pyscoring.panel import Method, Standing

FORMAT: Literal["pyscoring-results/1"] = "pyscoring-results/1"
_FRACTION = {"type": "string", "pattern": r"^-?\d+(/\d+)?$"}
Exact = Annotated[Fraction, PlainValidator(Fraction), PlainSerializer(str), WithJsonSchema(_FRACTION)]
Value = Decimal | bool | str
_T = TypeVar("_T")
_STRICT = ConfigDict(extra="forbid", defer_build=True)


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, **_STRICT)


@dataclass_transform(kw_only_default=True, frozen_default=True)
def small(record: type[_T]) -> Any:
    """A record of which a large round has hundreds of thousands: with slots it takes a tenth of a model's memory."""
    return dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)(record)


@small
class Both:
    """One text in Thai and in English."""

    th: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.th if lang == "th" else self.en


@small
class Named:
    """A band or a gate by its id and names."""

    id: str
    name: Both


@small
class Band(Named):
    """A band of an edition; `at_least` is None where the committee has not set its threshold."""

    at_least: Decimal | None


@small
class Gate(Named):
    """What comes next; `failed` where it is the end: the application does not go on."""

    failed: bool = False


@small
class Points(Named):
    """An indicator, a dimension or the bonus: the mean of what the counted assessors gave, against its maximum.

    Decisions of the committee are in it. A dimension and the bonus are in points of the total, an
    indicator is before its dimension's weight. `exact` is before rounding; `dimension` is the id of
    an indicator's dimension.
    """

    max: Decimal
    exact: Exact
    points: Decimal
    dimension: str | None = None


@small
class Cell(Named):
    """One number or answer in an assessor's sheet: row key as `id`, where it stands, what was typed, what counts.

    `cell` is None where only the ledger still has the sheet; `comment` is the assessor's reason or evidence.
    """

    cell: str | None
    value: Value | None
    counted: Value | None
    comment: str | None = None


@small
class Sheet:
    """A counted assessor's sheet: the file below the inbox, its hash, and the entry of the ledger that accepted it.

    `given` is its total as the assessor gave it, `total` what counts after the committee's decisions;
    a check of documents has neither.
    """

    assessor: str
    file: str | None
    sha256: str | None
    sheet: str | None
    entry: int | None
    given: Decimal | None
    total: Decimal | None
    cells: tuple[Cell, ...]


class Ruling(Record):
    """A decision of the committee; `about` says in words what `subject` stands for."""

    subject: str
    about: Both
    value: Value
    reason: str
    decided_by: str
    date: dt.date
    entry: int | None


RemarkKind = Literal[
    "waiting", "open", "stopped", "tie", "near", "visit", "later", "closed", "decided", "recused", "unset", "documents",
    "eligibility",
]  # fmt: skip


class Remark(Record):
    """What a reader of a row should know."""

    kind: RemarkKind
    text: Both


@small
class Seat:
    """An assessor's place on the panel, by id, and what came of it."""

    assessor: str
    standing: Standing


class Row(Record):
    """An application in an award and a stage.

    `rank` is by the exact total within edition and stage; ties share the better rank. `deciding`
    tells that no later stage follows: its band is the application's. `considered` is what a check of
    documents came to, None where it came to nothing yet or there was none.
    """

    rank: int | None
    application: str
    project: str
    agency: str
    unit: str
    total: Decimal | None
    exact: Exact | None
    band: Named | None
    next: Gate | None
    considered: bool | None
    status: Status
    deciding: bool
    remarks: tuple[Remark, ...]
    dimensions: tuple[Points, ...]
    indicators: tuple[Points, ...]
    bonus: Points | None
    seats: tuple[Seat, ...]
    sheets: tuple[Sheet, ...]
    decisions: tuple[Ruling, ...]

    @property
    def out(self) -> Named | None:
        """What the edition calls it where the documents kept the application out of the award."""
        ended = self.next is not None and self.next.failed and self.total is None
        return Named(id=self.next.id, name=self.next.name) if self.next and ended and self.deciding else None

    @property
    def won(self) -> Named | None:
        """The band, where nothing is left that could change it: no open item, no visit to come, no later stage.

        None while the records do not prove that the application was eligible.
        """
        return self.band if self.deciding and self.status == "final" and not (self.visit or self.unproved) else None

    @property
    def visit(self) -> bool:
        """Whether the band is not official before a visit that is to come."""
        return any(remark.kind == "visit" for remark in self.remarks)

    @property
    def unproved(self) -> bool:
        """Whether the records do not prove the application eligible, although an award is at stake."""
        return any(remark.kind == "eligibility" for remark in self.remarks)

    @property
    def later(self) -> bool:
        """Whether nothing is open, and a visit to come is all that is waited for."""
        return self.deciding and self.status == "final" and self.visit and not self.unproved


class Table(Record):
    """The rows of one edition and stage: by rank, then those without one in the order of the register.

    In a `check` documents were checked: there are no numbers, and neither method nor bands have a say.
    """

    edition: str
    definition: str
    award: str
    family: str
    fiscal_year: int
    name: Both
    family_name: Both
    stage: Stage
    check: bool
    method: Method
    minimum_assessors: int
    places: int
    full_mark: Decimal
    most: Decimal = Field(description="The full mark with all that the bonus can add.")
    bands: tuple[Band, ...]
    assumptions: tuple[Both, ...]
    rows: tuple[Row, ...]


@small
class Step(Named):
    """One condition of a derived award, or of an edition's eligibility; `met` is None while an answer is open."""

    met: bool | None
    rests_on: tuple[Both, ...]
    missing: tuple[Both, ...]


class Derived(Record):
    """The answer to who is given an award that follows from results, or may apply for one, with its proof.

    `application` is set where the conditions are those of an application's own edition; `granted` is
    None while it hangs on an open answer alone; `renamed` holds names from the former to the present one.
    """

    edition: str
    award: str
    name: Both
    agency: str
    project: str | None
    application: str | None
    granted: bool | None
    steps: tuple[Step, ...]
    renamed: tuple[tuple[str, ...], ...]


class Near(Record):
    """A total within the margin of a band's threshold; `distance` is exact total less threshold, in points."""

    application: str
    edition: str
    stage: Stage
    band: Named
    threshold: Decimal
    total: Decimal
    exact: Exact
    distance: Exact

    @property
    def shown(self) -> Decimal:
        """The distance of the rounded total, with its places: what stands beside that total."""
        return self.total - self.threshold


class Count(Record):
    """How many applications of an agency in an award have won this band; None for those that wait for one.

    Those that are not considered for their documents stand under what the edition calls that.
    """

    band: Named | None
    applications: int


class Tally(Record):
    """An agency's applications in one award by the band of the deciding stage.

    `later` tells how many of those without a band wait for a site visit alone.
    """

    agency: str
    edition: str
    name: Both
    applications: int
    counts: tuple[Count, ...]
    later: int = 0

    @property
    def undecided(self) -> int:
        """How many have no band for another reason than a visit to come."""
        return sum(count.applications for count in self.counts if count.band is None) - self.later


OpenKind = Literal["register", "seat", "item", "refused", "threshold", "choice"]


class Open(Record):
    """One thing that keeps the results a draft: what, where, and what to do."""

    kind: OpenKind
    application: str | None
    stage: Stage | None
    what: Both
    remedy: Both


class Change(Record):
    """What is otherwise than in the last published revision; None where there was or is nothing.

    `key` is ``row``, a column's (``project``, ``agency``, ``unit``, ``rank``, ``total``, ``exact``, ``band``,
    ``next``) or ``granted``; `subject` names the application, or the agency (and project) of a derived award.
    """

    edition: str
    stage: Stage | None
    subject: str
    key: str
    was: str | None
    now: str | None


class Glossary(Record):
    """What an edition, and the bands and gates of the rules that it has or had in the round, are called."""

    edition: str
    name: Both
    names: dict[str, Both]


class Results(Record):
    """Everything that a round's tables and reports show.

    `revision` is 0 for a draft and n for what was published as such; `last` is the number of the last
    published one. `at` is the day that they state, `head` the ledger's hash that they rest on.
    """

    format: Literal["pyscoring-results/1"] = FORMAT
    round: str
    revision: int
    last: int
    at: dt.date
    head: str
    margin: Decimal = Field(description="Percent of the full mark within which a total is near a threshold.")
    tables: tuple[Table, ...]
    derived: tuple[Derived, ...]
    near: tuple[Near, ...]
    summary: tuple[Tally, ...]
    open: tuple[Open, ...]
    changes: tuple[Change, ...]
    glossary: tuple[Glossary, ...] = Field((), exclude=True)  # for `changes`, in whose JSON the ids are enough
    published_by: str | None = None
    reason: str | None = None

    @property
    def draft(self) -> bool:
        return self.revision == 0

    def rows(self) -> Iterator[tuple[Table, Row]]:
        """Every row with its table, in order."""
        return ((table, row) for table in self.tables for row in table.rows)


def schema() -> dict[str, Any]:
    """The JSON schema of ``results.json``."""
    return Results.model_json_schema(mode="serialization")
