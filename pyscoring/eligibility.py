"""Who may apply for an award at all, by the records of earlier years and the answers of assessors.

Some conditions of an edition are proved by records, as a derived award's are: what assessors answer to them is
not enough. An application that the records do not prove eligible, or of which all who answered a condition have
denied it, keeps its total and band, but has not won; an answer of the committee in the register counts instead.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyscoring import remarks
from pyscoring.claims import Extra, answer, evidence
from pyscoring.consolidate import Result
from pyscoring.derive import Claim, Record
from pyscoring.evidence import Agencies, Evidence
from pyscoring.names import plain_name
from pyscoring.questions import given
from pyscoring.register import Register
from pyscoring.results import Both, Derived, Row, Table


def proved(
    register: Register, tables: tuple[Table, ...], results: Sequence[Result], extra: Extra = ()
) -> tuple[tuple[Table, ...], tuple[Derived, ...]]:
    """The tables with a remark on each row that is not eligible, and the answers for all that were asked about.

    What has no right to an award proves nothing for others: they are asked again until nothing changes.
    """
    told: set[str | None] = set()
    while True:
        asked = tuple(_asked(register, tables, results, extra))
        lacking = {one.application: one for one in asked if one.granted is False and one.application not in told}
        if not lacking:
            return tables, asked
        tables = tuple(_remarked(table, lacking) for table in tables)
        told |= lacking.keys()


def _asked(register: Register, tables: Sequence[Table], results: Sequence[Result], extra: Extra) -> Iterator[Derived]:
    """An answer for each application whose edition has conditions on record, or of which one is denied or answered."""
    editions, said = {r.edition.id: r.edition for r in results}, given(results)
    denied = {id_ for id_, answers in said.items() if {False} in answers.values()}
    asked = [(a, editions[a.edition]) for a in register.applications if a.edition in editions]
    asked = [
        (a, edition) for a, edition in asked
        if edition.on_record or a.id in denied or register.answers_to(edition.id, a.agency, a.title)
    ]  # fmt: skip
    if not asked:
        return
    known = _ByAgency(evidence(register, tables))
    for application, edition in asked:
        answers = said.get(application.id, {})
        attested = {id_: True in each for id_, each in answers.items() if len(each) == 1}
        attested |= register.answers_to(edition.id, application.agency, application.title)
        conditions = {c.id for c in edition.eligibility}
        claim = Claim(application.agency, application.title, {k: v for k, v in attested.items() if k in conditions})
        yield answer(edition, claim, known.of(claim.agency), extra, application.id)


def _remarked(table: Table, lacking: Mapping[str | None, Derived]) -> Table:
    lowest = {band.id for band in table.bands if band.at_least == 0}
    rows = (
        _with(row, lacking[row.application]) if row.application in lacking and _at_stake(row, lowest) else row
        for row in table.rows
    )
    return table.model_copy(update={"rows": tuple(rows)})


def _at_stake(row: Row, lowest: Iterable[str]) -> bool:
    """Whether an award can come of its total: it is neither the end of the way nor of the lowest band."""
    ended = (row.next and row.next.failed) or (row.band and row.band.id in lowest)
    return row.deciding and row.total is not None and not ended


def _with(row: Row, lacking: Derived) -> Row:
    steps = [step for step in lacking.steps if step.met is False]
    what = Both(th="; ".join(step.name.th for step in steps), en="; ".join(step.name.en for step in steps))
    return row.model_copy(update={"remarks": (remarks.remark("eligibility", what=what), *row.remarks)})


class _ByAgency:
    """Records parted by the agency that they are of, under its present name."""

    def __init__(self, known: Evidence) -> None:
        self._aliases, self._agencies = known.aliases, Agencies(known.aliases)
        self._won, self._reports = self._parted(known.won), self._parted(known.reports)
        self._new_projects = self._parted(known.new_projects)

    def of(self, agency: str) -> Evidence:
        """The agency's records alone."""
        name = self._name(agency)
        won, reports, new = self._won.get(name, ()), self._reports.get(name, ()), self._new_projects.get(name, ())
        return Evidence(tuple(won), tuple(reports), tuple(new), self._aliases)

    def _name(self, agency: str) -> str:
        return plain_name(self._agencies.chain(agency)[-1])

    def _parted(self, records: Iterable[Record]) -> dict[str, list[Record]]:
        parts: dict[str, list[Record]] = {}
        for one in records:
            parts.setdefault(self._name(one.agency), []).append(one)
        return parts
