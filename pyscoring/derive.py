"""Awards that follow from other results: what each condition rests on, or exactly what is missing."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from pyscoring.edition import AwardEdition, Condition, DerivedAward
from pyscoring.evidence import Agencies, Answer, Evidence, Fact, NewProject, Report, Won, same
from pyscoring.names import plain_name
from pyscoring.problems import Problem, Refused
from pyscoring.rules import ConsecutiveRule, CountRule, NewProjectsRule, OnRecord, ReportsRule, WonRule
from pyscoring.wording import Wording

Record = TypeVar("Record", Won, Report, NewProject)


@dataclass(frozen=True)
class Claim:
    """Who asks for the award; `attested` holds the committee's answers by the condition's id."""

    agency: str
    project: str | None = None
    attested: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Missing:
    """One thing that is missing, in words."""

    th: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.th if lang == "th" else self.en

    def __add__(self, other: "Missing") -> "Missing":
        return Missing(self.th + other.th, self.en + other.en)


@dataclass(frozen=True)
class Step:
    """One condition; `met` is None while an answer is open. `missing` is empty when it is met."""

    condition: Condition
    met: bool | None
    rests_on: tuple[Fact, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Proof:
    """The answer to a claim, with a step for every condition of the edition.

    `renamed` holds, for each former name that was met, that name and those that came after it.
    """

    edition: AwardEdition | DerivedAward
    claim: Claim
    steps: tuple[Step, ...]
    renamed: tuple[tuple[str, ...], ...]

    @property
    def granted(self) -> bool | None:
        """None while it hangs on an open answer alone."""
        met = [step.met for step in self.steps]
        return False if False in met else None if None in met else True

    def lines(self, lang: str = "th", extra: Sequence[str | os.PathLike[str]] = ()) -> list[str]:
        """The whole proof in words, a line for each condition, record, gap and change of name."""
        words = Wording(lang, self.edition.fiscal_year, extra)
        lines = []
        for step in self.steps:
            mark = {True: "✓", False: "✗", None: "?"}[step.met]
            lines.append(f"{mark} {step.condition.name[words.lang]}")
            lines += [f"  • {words.fact(fact)}" for fact in step.rests_on]
            lines += [f"  {mark} {missing[words.lang]}" for missing in step.missing]
        changed = {"th": "เปลี่ยนชื่อหน่วยงาน", "en": "agency renamed"}[words.lang]
        return lines + [f"{changed}: {' → '.join(names)}" for names in self.renamed]


class _Found(NamedTuple):
    met: bool | None
    rests_on: Sequence[Fact] = ()
    missing: Sequence[Missing] = ()


def derive(
    edition: AwardEdition | DerivedAward,
    claim: Claim,
    evidence: Evidence,
    extra: Sequence[str | os.PathLike[str]] = (),
) -> Proof:
    """Whether the claim fulfils every condition of the edition, in the edition's fiscal year.

    A scored edition's conditions are those of its eligibility. `extra` is as in `load`,
    for the names of awards. Raises `Refused`: A38 for names of agencies that lead in a
    circle or two ways, T07 for an answer to a condition that the edition does not have.
    """
    conditions = edition.conditions if isinstance(edition, DerivedAward) else edition.eligibility
    unknown = sorted(set(claim.attested) - {c.id for c in conditions})
    if unknown:
        raise Refused(*(Problem("T07", {"key": f"eligibility:{id_}"}, field=f"eligibility:{id_}") for id_ in unknown))
    agencies = Agencies(evidence.aliases)
    matter = _Matter(edition.fiscal_year, claim, evidence, agencies, extra)
    steps = tuple(_step(matter, c) for c in conditions)
    met = [fact.agency for step in steps for fact in step.rests_on if not isinstance(fact, Answer)]
    chains = {plain_name(name): agencies.chain(name) for name in [claim.agency, *met]}
    return Proof(edition, claim, steps, tuple(c for c in chains.values() if len(c) > 1))


class _Matter:
    """One claim with the records of its agency, in the order of the years."""

    def __init__(
        self,
        year: int,
        claim: Claim,
        evidence: Evidence,
        agencies: Agencies,
        extra: Sequence[str | os.PathLike[str]],
    ) -> None:
        self.year, self.claim = year, claim
        self.th, self.en = Wording("th", year, extra), Wording("en", year, extra)

        def own(records: Iterable[Record]) -> list[Record]:
            mine = (r for r in records if agencies.one(r.agency, claim.agency))
            return sorted(mine, key=lambda r: r.year)

        self.won, self.reports, self.new_projects = own(evidence.won), own(evidence.reports), own(evidence.new_projects)

    def of(self, rule: OnRecord, records: Iterable[Record]) -> list[Record]:
        """The records that the rule looks at: all of the agency, or those of the claim's project."""
        return [r for r in records if rule.of == "agency" or same(r.project, self.claim.project or "")]

    def whose(self, rule: OnRecord) -> Missing:
        if rule.of == "agency":
            return Missing("", "")
        return Missing(f" ของโครงการ “{self.claim.project}”", f" for the project “{self.claim.project}”")

    def instead(self, results: Sequence[Won], bands: Sequence[str]) -> Missing:
        """Results that are on record but do not count, each with the reason that it does not show itself."""
        if not results:
            return Missing("", "")
        why = [_why(w, bands) for w in results]
        th = "; ".join(self.th.fact(w) + y.th for w, y in zip(results, why, strict=True))
        en = "; ".join(self.en.fact(w) + y.en for w, y in zip(results, why, strict=True))
        return Missing(f" (ที่มี: {th})", f" (on record: {en})")


def _why(result: Won, bands: Sequence[str]) -> Missing:
    if result.withdrawn:
        return Missing(" ถูกเพิกถอนแล้ว", ", withdrawn")
    return Missing(" อยู่นอกช่วงปีที่นับ", ", outside these years") if result.band in bands else Missing("", "")


def _counts(result: Won, bands: Sequence[str]) -> bool:
    return result.band in bands and not result.withdrawn


def _step(m: _Matter, condition: Condition) -> Step:
    met, rests_on, missing = _prove(m, condition)
    return Step(condition, met, tuple(rests_on), tuple(missing))


def _prove(m: _Matter, condition: Condition) -> _Found:
    rule = condition.rule
    if isinstance(rule, OnRecord) and rule.of == "project" and not m.claim.project:
        return _Found(None, (), [Missing("ยังไม่ระบุว่าขอรับรางวัลด้วยโครงการใด", "the project that applies is not named")])
    match rule:
        case CountRule():
            return _count(m, rule)
        case ConsecutiveRule():
            return _consecutive(m, rule)
        case WonRule():
            return _won(m, rule)
        case ReportsRule():
            return _reports(m, rule)
        case NewProjectsRule():
            return _new_projects(m, rule)
        case _:
            return _attested(m, condition.id)


def _count(m: _Matter, rule: CountRule) -> _Found:
    results = [w for w in m.of(rule, m.won) if w.year == m.year and w.award in rule.awards]
    good = [w for w in results if _counts(w, rule.bands)]
    have = {w.award for w in good}
    lack = rule.at_least - len(have)
    if lack <= 0:
        return _Found(True, good)
    left = [a for a in rule.awards if a not in have]
    th, en = m.th.result(rule.bands, left), m.en.result(rule.bands, left)
    if rule.at_least == 1:
        said = Missing(f"ปี {m.year} ไม่มี{th}", f"{m.en.year(m.year)}: no {en}")
    else:
        said = Missing(
            f"ปี {m.year} มี {len(have)} จาก {rule.at_least} ประเภทรางวัล ขาดอีก {lack} ประเภท: {th}",
            f"{m.en.year(m.year)}: {len(have)} of {rule.at_least} awards, {lack} more needed: {en}",
        )
    return _Found(False, good, [said + m.whose(rule) + m.instead([w for w in results if w.award in left], rule.bands)])


def _consecutive(m: _Matter, rule: ConsecutiveRule) -> _Found:
    results = m.of(rule, m.won)
    good = [w for w in results if _counts(w, rule.bands)]
    have = {(w.year, w.award) for w in good}
    routes = rule.routes(m.year)
    gaps = [[slot for slot in route if slot not in have] for route in routes]
    least = min(map(len, gaps))
    nearest = [(route, gap) for route, gap in zip(routes, gaps, strict=True) if len(gap) == least]
    if not least:
        return _Found(True, [w for w in good if (w.year, w.award) in nearest[0][0]])
    common = [slot for slot in nearest[0][1] if all(slot in gap for _, gap in nearest)]
    ways = [[slot for slot in gap if slot not in common] for _, gap in nearest]
    missing = [[[slot]] for slot in common] + ([ways] if any(ways) else [])
    used = [w for w in good if any((w.year, w.award) in route for route, _ in nearest)]
    return _Found(False, used, [_gap(m, rule, results, either) for either in sorted(missing)])


def _gap(
    m: _Matter, rule: ConsecutiveRule, results: Sequence[Won], ways: Sequence[Sequence[tuple[int, str]]]
) -> Missing:
    """What one of the `ways` would fill, each of them years with their awards."""

    def said(words: Wording) -> str:
        if len({year for year, _ in slots}) == 1:
            return words.result(rule.bands, [award for _, award in slots], slots[0][0])
        return words.either(words.route(rule.bands, way) for way in ways)

    slots = [slot for way in ways for slot in way]
    other = [w for w in results if (w.year, w.award) in slots]
    return Missing(f"ไม่มี{said(m.th)}", f"no {said(m.en)}") + m.whose(rule) + m.instead(other, rule.bands)


def _won(m: _Matter, rule: WonRule) -> _Found:
    until = m.year - rule.years_before
    results = [w for w in m.of(rule, m.won) if w.award in rule.awards]
    good = [w for w in results if _counts(w, rule.bands) and (rule.since or 0) <= w.year <= until]
    if good:
        return _Found(True, good)
    th, en = (f"{words.result(rule.bands, rule.awards)} {words.span(rule.since, until)}" for words in (m.th, m.en))
    return _Found(False, (), [Missing(f"ไม่มี{th}", f"no {en}") + m.whose(rule) + m.instead(results, rule.bands)])


def _reports(m: _Matter, rule: ReportsRule) -> _Found:
    years = rule.until(m.year)
    sent = [r for r in m.of(rule, m.reports) if r.year in years]
    without = [year for year in years if year not in {r.year for r in sent}]
    return _Found(not without, sent, [_no_report(m, rule, year) for year in without])


def _no_report(m: _Matter, rule: ReportsRule, year: int) -> Missing:
    said = Missing(f"ไม่มีรายงานปี {year}", f"{m.en.year(year)}: no report") + m.whose(rule)
    others = [r for r in m.reports if r.year == year]
    if not others:
        return said
    names = [", ".join(words.fact(r) for r in others) for words in (m.th, m.en)]
    return said + Missing(f" (ที่มี: {names[0]})", f" (on record: {names[1]})")


def _new_projects(m: _Matter, rule: NewProjectsRule) -> _Found:
    this_year = [p for p in m.new_projects if p.year == m.year]
    proposed = [p for n, p in enumerate(this_year) if not any(same(p.project, q.project) for q in this_year[:n])]
    before = [w for w in m.won if w.year < m.year and w.award in rule.never]
    known = [w for w in before if any(same(w.project, p.project) for p in proposed)]
    new = [p for p in proposed if not any(same(w.project, p.project) for w in known)]
    lack = rule.at_least - len(new)
    if lack <= 0:
        return _Found(True, new)
    said = Missing(
        f"ปี {m.year} มีโครงการใหม่ {len(new)} จาก {rule.at_least} โครงการ ขาดอีก {lack} โครงการ",
        f"{m.en.year(m.year)}: {len(new)} of {rule.at_least} new projects, {lack} more needed",
    )
    if known:
        th, en = ("; ".join(words.fact(w) for w in known) for words in (m.th, m.en))
        said += Missing(f" (ไม่ใหม่ เพราะมี{th})", f" (not new: {en})")
    return _Found(False, new, [said])


def _attested(m: _Matter, condition: str) -> _Found:
    answer = m.claim.attested.get(condition)
    if answer is None:
        return _Found(
            None, (), [Missing("คณะกรรมการยังไม่ได้ตอบเงื่อนไขนี้", "the committee has not answered this condition")]
        )
    no = Missing("ตอบว่าไม่เป็นไปตามเงื่อนไข", "answered no")
    return _Found(answer, [Answer(condition, answer)], [] if answer else [no])
