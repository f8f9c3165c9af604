"""Results and what is missing in words, in Thai and English."""

import os
from collections.abc import Iterable, Sequence

from pyscoring.edition import AwardEdition, DerivedAward, load
from pyscoring.evidence import Answer, Fact, NewProject, Report, Won
from pyscoring.problems import Refused

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
    True: {"th": "คณะกรรมการตอบว่าเป็นไปตามเงื่อนไข", "en": "the committee answered yes"},
    False: {"th": "คณะกรรมการตอบว่าไม่เป็นไปตามเงื่อนไข", "en": "the committee answered no"},
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
