"""What proves a condition of an award: rules as data, of a few kinds."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Whole = Annotated[int, Field(strict=True)]
YEARS = range(2500, 2701)
Year = Annotated[Whole, Field(ge=YEARS[0], le=YEARS[-1])]
ID = r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"
Id = Annotated[str, StringConstraints(pattern=ID, max_length=40, strip_whitespace=False)]  # else “1 ” were a second “1”
Ids = Annotated[tuple[Id, ...], Field(min_length=1)]


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, str_strip_whitespace=True)


class OnRecord(Model):
    """A rule that records prove: those of the agency, or only those of the project that applies."""

    of: Literal["agency", "project"] = "agency"


class CountRule(OnRecord):
    """One of the bands in at least so many different awards, in the year of the application."""

    kind: Literal["count"]
    awards: Ids
    bands: Ids
    at_least: Whole = Field(default=1, ge=1)


class ConsecutiveRule(OnRecord):
    """One of the bands in a sequence of awards, a year each, the last in the year before the application's."""

    kind: Literal["consecutive"]
    sequences: tuple[Ids, ...] = Field(min_length=1)
    bands: Ids

    def routes(self, year: int) -> list[list[tuple[int, str]]]:
        """Each sequence as years and awards, for an application in this year."""
        return [list(zip(range(year - len(s), year), s, strict=True)) for s in self.sequences]


class WonRule(OnRecord):
    """One of the bands in one of the awards, `years_before` the application or earlier, not before `since`."""

    kind: Literal["won"]
    awards: Ids
    bands: Ids
    since: Year | None = None
    years_before: Whole = Field(default=1, ge=0)


class ReportsRule(OnRecord):
    """A report in each of so many years running, the last in the year of the application."""

    kind: Literal["reports"]
    years: Whole = Field(ge=1, le=50)

    def until(self, year: int) -> range:
        """The years of the reports, for an application in this year."""
        return range(year - self.years + 1, year + 1)


class NewProjectsRule(Model):
    """So many projects proposed in the year of the application, none with an earlier result in `never`."""

    kind: Literal["new-projects"]
    at_least: Whole = Field(ge=1)
    never: tuple[Id, ...] = ()


class AttestedRule(Model):
    """No record proves it: the committee answers yes or no."""

    kind: Literal["attested"] = "attested"


Rule = Annotated[
    CountRule | ConsecutiveRule | WonRule | ReportsRule | NewProjectsRule | AttestedRule, Field(discriminator="kind")
]
