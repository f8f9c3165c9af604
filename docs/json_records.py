"""What the commands print with ``--json``: the records that the schemas in docs/ are made of; the tests hold the output against them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pyscoring.consolidate import FLAGS, Status
from pyscoring.edition import Stage
from pyscoring.panel import Method, Standing


class Record(BaseModel):
    """Every field is always there, and no other."""

    model_config = ConfigDict(extra="forbid")


class Found(Record):
    """One problem."""

    code: str = Field(description="As in problems.md.", pattern=r"^[A-Z]\d\d$")
    severity: Literal["error", "warning", "note"]
    sheet: str | None = Field(description="The sheet's name.")
    cell: str | None = Field(description="Such as E10.")
    field: str | None = Field(description="What it is about, such as indicator:1.1.")
    message: str = Field(description="What is wrong, in the language asked for.")
    remedy: str = Field(description="What to do.")


class Located(Found):
    """One problem with its file."""

    file: str | None


class Points(Record):
    """A dimension's score."""

    score: str | None = Field(description="Null while an indicator is missing.")
    max: str


class Scored(Record):
    """One score sheet, or a file that holds none."""

    file: str
    sheet: str | None
    edition: str | None = Field(description="The edition's id.")
    application: str | None
    assessor: str | None
    stage: Stage | None
    complete: bool
    dimensions: dict[str, Points] = Field(description="By the dimension's id.")
    bonus: str | None = Field(description="Null where the edition has none.")
    total: str | None = Field(description="Null when the sheet is incomplete or wrong.")
    band: str | None = Field(description="The band's id.")
    band_name: str | None = Field(description="In the language asked for.")
    next: str | None = Field(description="The id of what comes next.")
    problems: list[Found]


class Scores(Record):
    """What `pyscoring score FILE... --json` prints."""

    scores: list[Scored] = Field(description="In the order in which the files were given.")


class Application(Record):
    """One application in one stage. Assessors are named by their ids."""

    application: str
    edition: str
    stage: Stage
    assessors: list[str] = Field(description="Whose sheets count.")
    recused: list[str] = Field(description="Kept out by the register or by a declared conflict of interest.")
    missing: list[str] = Field(description="Who has returned nothing.")
    incomplete: list[str]
    invalid: list[str] = Field(description="Whose sheet has an error.")
    stopped: list[str] = Field(description="Whose sheet was returned twice, or contradicts another.")
    total: str | None
    band: str | None = Field(description="The band's id.")
    next: str | None = Field(description="The id of what comes next.")
    rank: int | None = Field(description="Null in `status`, and where there is no total.")
    method: Method = Field(description="Which of the following three is the total.")
    mean: str | None
    median: str | None
    trimmed: str | None
    spread: str | None = Field(description="The highest total less the lowest.")
    stable: bool | None = Field(description="Whether the band stays the same whichever assessor is left out.")
    flags: list[Literal[FLAGS]] = Field(description="What a reader of the result should know.")
    status: Status
    closed: bool = Field(
        description="Whether the stage before has ended the matter: nothing is waited for, nobody has a place here."
    )
    held: bool = Field(
        description="Whether a final result is not announced: a condition of eligibility is answered no or not on record."
    )
    considered: bool | None = Field(description="Of a document check: whether the application is considered.")
    lacking: list[str] = Field(description="Of a document check: what is missing or over its limit.")


class Place(Record):
    """Where an assessor stands with one application."""

    application: str
    stage: Stage
    standing: Standing


class Assessor(Record):
    """One assessor with every place that the register gives, but for those in a closed stage."""

    assessor: str
    name: str
    places: list[Place]


class Returned(Record):
    """What `pyscoring status DIR --json` prints."""

    assessors: list[Assessor]
    applications: list[Application]
    problems: list[Located]


class File(Record):
    """One file of the inbox."""

    file: str = Field(description="Its path in the inbox.")
    sha256: str | None
    accepted: bool = Field(description="Whether a sheet of it counts.")
    problems: list[Found]


class Consolidated(Record):
    """What `pyscoring consolidate DIR --json` prints."""

    applications: list[Application]
    files: list[File]
    problems: list[Located]
    head: str | None = Field(description="The hash of the ledger's last entry.")


class Verified(Record):
    """What `pyscoring verify DIR --json` prints."""

    verified: bool
    entries: int = Field(description="Entries of the ledger.")
    sheets: int
    results: int
    head: str | None = Field(description="The hash of the ledger's last entry.")
    problems: list[Located]
