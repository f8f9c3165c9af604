"""Who has a stake in an award that follows from results, and the answer with its proof.

The records are a round's own results and what its register holds of earlier years.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pyscoring.derive import Claim, Proof, derive
from pyscoring.derive import Step as ProofStep
from pyscoring.edition import AwardEdition, DerivedAward, load
from pyscoring.edition_files import available
from pyscoring.evidence import Evidence, NewProject, Report, Won
from pyscoring.names import plain_name
from pyscoring.problems import Refused
from pyscoring.register import Register
from pyscoring.remarks import both
from pyscoring.results import Both, Derived, Step, Table
from pyscoring.rules import ConsecutiveRule, CountRule, NewProjectsRule, ReportsRule, WonRule
from pyscoring.wording import Wording

Extra = Sequence[str | os.PathLike[str]]
_ORDER = {True: 0, None: 1, False: 2}


def awards(register: Register, tables: Sequence[Table], extra: Extra = ()) -> Iterator[Derived]:
    """Every derived award of the round's families and years."""
    known = evidence(register, tables)
    for edition in _derived_awards(tables, extra):
        found = [answer(edition, claim, known, extra) for claim in _claims(edition, register, known)]
        yield from sorted(found, key=lambda d: (_ORDER[d.granted], d.agency, d.project or ""))


def evidence(register: Register, tables: Sequence[Table]) -> Evidence:
    """The register's records and the results of this round that are final; before a visit no band is."""
    won = [
        Won(h.year, h.agency, h.project, h.award, h.band, h.withdrawn) for h in register.history if h.band is not None
    ]
    for table in tables:
        for row in table.rows:
            if row.won:
                result = Won(table.fiscal_year, row.agency, row.project, table.award, row.won.id)
                won.append(replace(result, source=row.application))
    sent = register.submissions
    return Evidence(
        tuple(won),
        tuple(Report(s.year, s.agency, s.project) for s in sent if s.kind == "report"),
        tuple(NewProject(s.year, s.agency, s.project) for s in sent if s.kind == "new-project"),
        {alias.name: alias.agency for alias in register.aliases},
    )


def _derived_awards(tables: Sequence[Table], extra: Extra) -> Iterator[DerivedAward]:
    rounds = {(table.family, table.fiscal_year) for table in tables}
    for id_ in sorted(available(extra)):
        try:
            edition = load(id_, extra)
        except Refused:  # `editions check` is the place to hear of a wrong file
            continue
        if isinstance(edition, DerivedAward) and (edition.family, edition.fiscal_year) in rounds:
            yield edition


def _claims(edition: DerivedAward, register: Register, known: Evidence) -> list[Claim]:
    """A claim for each agency, or agency and project, with a record that a condition counts, or with an answer."""
    found: dict[tuple[str, str], Claim] = {}
    for agency, project in _stakes(edition, register, known):
        present, name = register.agency(agency), project if edition.of_project else None
        key = plain_name(present), plain_name(name or "")
        found.setdefault(key, Claim(present, name, register.answers_to(edition.id, present, name)))
    return list(found.values())


def _stakes(edition: DerivedAward, register: Register, known: Evidence) -> Iterator[tuple[str, str | None]]:
    year = edition.fiscal_year
    for condition in edition.conditions:
        rule = condition.rule
        if isinstance(rule, CountRule | ConsecutiveRule | WonRule):
            yield from ((w.agency, w.project) for w in known.won if _wanted(rule, w, year))
        elif isinstance(rule, ReportsRule):
            yield from ((r.agency, r.project) for r in known.reports if r.year in rule.until(year))
        elif isinstance(rule, NewProjectsRule) and not edition.of_project:
            yield from ((p.agency, None) for p in known.new_projects if p.year == year)
    yield from ((a.agency, a.project) for a in register.answers if a.edition == edition.id)


def _wanted(rule: CountRule | ConsecutiveRule | WonRule, won: Won, year: int) -> bool:
    if won.band not in rule.bands:
        return False
    match rule:
        case CountRule():
            return won.year == year and won.award in rule.awards
        case ConsecutiveRule():
            return any((won.year, won.award) in route for route in rule.routes(year))
        case _:
            return won.award in rule.awards and (rule.since or 0) <= won.year <= year - rule.years_before


def answer(
    edition: AwardEdition | DerivedAward, claim: Claim, known: Evidence, extra: Extra, application: str | None = None
) -> Derived:
    """The answer with its proof; of an application's conditions if `application` is given."""
    proof: Proof = derive(edition, claim, known, extra)
    words = {lang: Wording(lang, edition.fiscal_year, extra) for lang in ("th", "en")}
    return Derived(
        edition=edition.id, award=edition.award, name=both(edition.name), agency=claim.agency, project=claim.project,
        application=application, granted=proof.granted, steps=tuple(_step(step, words) for step in proof.steps),
        renamed=proof.renamed,
    )  # fmt: skip


def _step(step: ProofStep, words: Mapping[str, Wording]) -> Step:
    return Step(
        id=step.condition.id, name=both(step.condition.name), met=step.met,
        rests_on=tuple(Both(th=words["th"].fact(f), en=words["en"].fact(f)) for f in step.rests_on),
        missing=tuple(Both(th=m.th, en=m.en) for m in step.missing),
    )  # fmt: skip
