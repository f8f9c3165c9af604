"""Rules and records in words, in Thai and English."""

import os
from collections.abc import Iterable, Sequence

from pyscoring.edition import AwardEdition, DerivedAward, load
from pyscoring.evidence import Answer, Fact, NewProject, Report, Won
from pyscoring.problems import Refused
from pyscoring.rules import ConsecutiveRule, CountRule, NewProjectsRule, OnRecord, ReportsRule, Rule, WonRule

_FACTS = {
    Won: {
        "th": "ผลปี {year} ของ “{project}” ({agency}): ระดับ “{band}” ของ {award}",
        "en": "result of {year}, “{project}” ({agency}): “{band}”, {award}",
    },
    Report: {"th": "รายงานปี {year} ของ “{project}” ({agency})", "en": "report of {year}, “{project}” ({agency})"},
    NewProject: {
        "th": "โครงการใหม่ปี {year} “{project}” ({agency})", "en": "new project of {year}, “{project}” ({agency})",
    },
}  # fmt: skip
_ANSWERS = {
    True: {"th": "ตอบว่าเป็นไปตามเงื่อนไข", "en": "answered yes"},
    False: {"th": "ตอบว่าไม่เป็นไปตามเงื่อนไข", "en": "answered no"},
}
_RULES = {
    "count": {"th": "{result} อย่างน้อย {n} ประเภทรางวัล", "en": "{result}, at least {n} of these awards"},
    "reports": {"th": "รายงานครบทุกปี: {years}", "en": "a report in each of {years}"},
    "new-projects": {"th": "โครงการใหม่ปี {year} อย่างน้อย {n} โครงการ", "en": "at least {n} new projects in {year}"},
    "never": {"th": " ที่ไม่เคยมีผลของ {awards}", "en": " without an earlier result in {awards}"},
    "attested": {"th": "ตอบว่าใช่หรือไม่ใช่", "en": "answered yes or no"},
    "agency": {"th": " (นับทั้งหน่วยงาน)", "en": " (of the agency)"},
    "project": {"th": " (นับเฉพาะโครงการที่ขอรับรางวัล)", "en": " (of the project that applies)"},
}


class Wording:
    """Words for ids, years and records in one language.

    An award is called what its edition of this fiscal year is called; one without an
    edition keeps its id.
    """

    def __init__(self, lang: str, year: int, extra: Sequence[str | os.PathLike[str]] = ()) -> None:
        self.lang = "th" if lang == "th" else "en"
        self._year, self._extra = year, extra

    def year(self, year: int) -> str:
        return str(year) if self.lang == "th" else f"{year - 543} (B.E. {year})"

    def award(self, award: str) -> str:
        edition = self._edition(award)
        return f"“{edition.name[self.lang] if edition else award}”"

    def band(self, award: str, band: str) -> str:
        edition = self._edition(award)
        bands = edition.bands if isinstance(edition, AwardEdition) else ()
        return next((b.name[self.lang] for b in bands if b.id == band), band)

    def either(self, items: Iterable[str]) -> str:
        """``a, b or c``, each once."""
        *first, end = dict.fromkeys(items)
        word = {"th": " หรือ ", "en": " or "}[self.lang]
        return word.join([", ".join(first), end]) if first else end

    def result(self, bands: Sequence[str], awards: Sequence[str], year: int | None = None) -> str:
        """A result that is wanted: its bands, its awards and its year."""
        levels = self.either(f"“{self.band(awards[0], b)}”" for b in bands)
        of = self.either(self.award(a) for a in awards)
        if self.lang == "th":
            return f"ผลระดับ {levels} ของ {of}" + (f" ในปี {year}" if year else "")
        return f"{levels} in {of}" + (f" in {self.year(year)}" if year else "")

    def span(self, since: int | None, until: int) -> str:
        """The years from `since`, if any, to `until`."""
        if since is None:
            return f"จนถึงปี {until}" if self.lang == "th" else f"up to {self.year(until)}"
        if since == until:
            return f"ในปี {until}" if self.lang == "th" else f"in {self.year(until)}"
        if self.lang == "th":
            return f"ตั้งแต่ปี {since} ถึงปี {until}"
        return f"from {self.year(since)} to {self.year(until)}"

    def route(self, bands: Sequence[str], slots: Iterable[tuple[int, str]]) -> str:
        """Results in one award a year."""
        both = {"th": " และ", "en": " and "}[self.lang]
        return both.join(self.result(bands, [award], year) for year, award in slots)

    def rule(self, rule: Rule) -> str:
        """What proves a condition, in the years of this application."""
        return self._rule(rule) + (_RULES[rule.of][self.lang] if isinstance(rule, OnRecord) else "")

    def _rule(self, rule: Rule) -> str:
        match rule:
            case CountRule():
                result = self.result(rule.bands, rule.awards, self._year)
                return (
                    _RULES["count"][self.lang].format(result=result, n=rule.at_least) if rule.at_least > 1 else result
                )
            case ConsecutiveRule():
                return self.either(self.route(rule.bands, slots) for slots in rule.routes(self._year))
            case WonRule():
                span = self.span(rule.since, self._year - rule.years_before)
                return f"{self.result(rule.bands, rule.awards)} {span}"
            case ReportsRule():
                years = ", ".join(map(self.year, rule.until(self._year)))
                return _RULES["reports"][self.lang].format(years=years)
            case NewProjectsRule():
                said = _RULES["new-projects"][self.lang].format(year=self.year(self._year), n=rule.at_least)
                awards = self.either(map(self.award, rule.never)) if rule.never else ""
                return said + (_RULES["never"][self.lang].format(awards=awards) if awards else "")
            case _:
                return _RULES["attested"][self.lang]

    def fact(self, fact: Fact) -> str:
        """A record with everything that names it, and its source."""
        if isinstance(fact, Answer):
            return _ANSWERS[fact.yes][self.lang]
        known = {"year": self.year(fact.year), "project": fact.project, "agency": fact.agency}
        if isinstance(fact, Won):
            known |= {"band": self.band(fact.award, fact.band), "award": self.award(fact.award)}
        return _FACTS[type(fact)][self.lang].format(**known) + (f" [{fact.source}]" if fact.source else "")

    def _edition(self, award: str) -> AwardEdition | DerivedAward | None:
        try:
            return load(f"{award}-{self._year}", self._extra)
        except Refused:
            return None
