"""The live formulas of a score sheet: the same arithmetic as `pyscoring.score`, Excel 2010 functions only.

Sums are taken in whole hundredths, by key, and rounded once: neither binary fractions
nor sorted or inserted rows can move them. What a formula counts is seen in the columns
beside the entries: `counted` (what was understood) and `check` (share, missing, correct).
"""

from decimal import Decimal

from openpyxl.utils import get_column_letter

from pyscoring.edition import AwardEdition, Band, Bonus, Dimension, Gate, Indicator, plain
from pyscoring.problems import Problem, Refused
from pyscoring.score import status_text
from workbook.scoresheet import layout
from workbook.scoresheet.entry_formulas import EntryFormulas
from workbook.scoresheet.texts import CORRECT, GAP, MISSING, PROGRESS, UNSET, WORDS
from workbook.scoresheet.whole import LARGEST_WHOLE, Whole, lookup, quoted

_PLUS = '&"  +  "&'


class Formulas(EntryFormulas):
    """Formulas for one edition in one language; `last` is the last row with a key."""

    def __init__(self, edition: AwardEdition, lang: str) -> None:
        super().__init__(lang)
        self.edition = edition
        self.at = {row.key: row.number for row in layout.rows(edition) if row.key}
        last = layout.rows(edition)[-1].number
        self._keys, self._counted, self._check = (
            f"${letter}$2:${letter}${last}"
            for letter in map(get_column_letter, (layout.KEY, layout.COUNTED, layout.CHECK))
        )
        self._whole = Whole(edition)
        if self._whole.largest > LARGEST_WHOLE:
            raise Refused(Problem("E08", {"seen": str(self._whole.divisor)}, field="dimensions[].weight"))

    @property
    def shown(self) -> str:
        """The number format of a result: the edition's places."""
        return f"0.{'0' * self.edition.total.places}".rstrip(".")

    # beside the entries

    def check_number(self, row: int, indicator: Indicator) -> str:
        """The share of the highest, or what is wrong."""
        c = f"${get_column_letter(layout.COUNTED)}{row}"
        low, high, step = plain(indicator.low), plain(indicator.high), plain(indicator.steps)
        in_steps = f"ROUND({c},2)={c}" if step == "0.01" else f"ROUND(ROUND({c}/{step},0)*{step},2)={c}"
        sound = f'IF(AND({c}>={low},{c}<={high},{in_steps}),{c}/{high},"{CORRECT[self.lang]}")'
        return f'=IF(ISNUMBER({c}),{sound},IF({c}="","{self._missing}","{CORRECT[self.lang]}"))'

    # results

    def dimension(self, dimension: Dimension) -> str:
        return f'=IF({self._dimension_known(dimension)},{self._dimension_result(dimension)},"")'

    def bonus(self) -> str:
        return f'=IF({self._bonus_known},{self._bonus_result},"")'

    def total(self) -> str:
        return f'=IF({self._total_known},{self._total_result},"")'

    def band(self) -> str:
        total = self._value("total")
        return f'=IF(ISNUMBER({total}),{self._band_result(total)},"")'

    def status(self) -> str:
        ids = [i.id for i in self.edition.indicators]
        wrong, sound = f'COUNTIF({self._check},"{CORRECT[self.lang]}")', self._sound("indicator", ids)
        missing = _with_count(status_text("incomplete", self.lang), f"({len(ids)}-{sound})")
        return (
            f'=IF({self._recused}>0,"{status_text("recused", self.lang)}",'
            f"IF({wrong}>0,{_with_count(status_text('invalid', self.lang), wrong)},"
            f'IF({sound}={len(ids)},"{status_text("complete", self.lang)}",{missing})))'
        )

    def _dimension_result(self, dimension: Dimension) -> str:
        return self._whole.rounded(self._points(dimension))

    @property
    def _bonus_result(self) -> str:
        return self._whole.rounded(self._bonus_points())

    @property
    def _total_result(self) -> str:
        parts = [self._points(d) for d in self.edition.dimensions]
        return self._whole.rounded("+".join([*parts, self._bonus_points()] if self.edition.bonus else parts))

    def _band_result(self, total: str) -> str:
        if any(b.at_least == "unset" for b in self.edition.bands):
            return f'"{UNSET[self.lang]}"'
        return self._lookup(total, self.edition.bands)

    # when there is a result

    def _dimension_known(self, dimension: Dimension) -> str:
        ids = [i.id for i in dimension.indicators]
        return f"AND({self._sound('indicator', ids)}={len(ids)},{self._recused}=0)"

    @property
    def _bonus_known(self) -> str:
        features = [f.id for f in self.edition.features]
        wrong = f'SUMPRODUCT(COUNTIFS({self._keys},{_array("bonus", features)},{self._check},"{CORRECT[self.lang]}"))'
        here = f"SUMPRODUCT(COUNTIF({self._keys},{_array('bonus', features)}))={len(features)}"
        known = [here, f"{wrong}=0", f"{self._recused}=0"]
        for rule in self.edition.bonus:
            if rule.dimension_cap is not None:
                base = [i.id for i in self._dimension_of(rule).indicators]
                known.append(f"{self._sound('indicator', base)}={len(base)}")
        return f"AND({','.join(known)})"

    @property
    def _total_known(self) -> str:
        return f"AND({self._complete},ISNUMBER({self._value('bonus')}))" if self.edition.bonus else self._complete

    # what the reader of the sheet wants to know next

    def total_hint(self) -> str:
        """The sum's parts when complete, else how far the assessor has come."""
        ids = [i.id for i in self.edition.indicators]
        names = {d.id: WORDS["dimension"][self.lang].format(id=d.id) for d in self.edition.dimensions}
        parts = [
            f'"{names[d.id]}: "&TEXT({self._value(f"dimension:{d.id}")},"{self.shown}")'
            for d in self.edition.dimensions
        ]
        if self.edition.bonus:
            parts.append(f'"{WORDS["extra"][self.lang]}: "&TEXT({self._value("bonus")},"{self.shown}")')
        filled, of, so_far = PROGRESS[self.lang]
        running = self._whole.rounded("+".join(self._points(d, sound_only=True) for d in self.edition.dimensions))
        progress = f'"{filled}"&{self._sound("indicator", ids)}&"{of}{len(ids)}{so_far}"&TEXT({running},"{self.shown}")'
        return f"=IF({self._complete},{_PLUS.join(parts)},{progress})"

    def band_hint(self) -> str:
        """How far the next band is, and what comes next."""
        total = self._value("total")
        return f'=IF(ISNUMBER({total}),{self._gap(total)}&{self._next(total)},"")'

    def status_hint(self) -> str:
        """What to do next: the rows to correct, the indicators that are missing, and what is still open."""
        wrong, missing = CORRECT[self.lang], self._missing
        rows = [(f"indicator:{i.id}", i.id) for i in self.edition.indicators]
        others = [(key, WORDS[f"short-{key}"][self.lang]) for key in ("stage", "conflict")]
        others += [(f"bonus:{f.id}", f"{WORDS['extra'][self.lang]} {f.id}") for f in self.edition.features]
        others += [(f"eligibility:{e.id}", WORDS["eligibility"][self.lang]) for e in self.edition.eligibility[:1]]
        no_gap = f'IF(COUNTIF({self._check},"{missing}")=0,"","{missing}:"&{self._named(rows, missing)})'
        named = self._named(rows + others, wrong)
        no_wrong = f'IF(COUNTIF({self._check},"{wrong}")=0,"","{wrong}:"&{named}&"   ")'
        entered = self._sound("indicator", [i.id for i in self.edition.indicators])
        recused = f'IF({entered}>0,"{WORDS["delete"][self.lang]}","")'
        open_ = f"{self._blanks}&{self._open_questions}"
        return f"=IF({self._recused}>0,{recused},IF({self._complete},{open_},{no_wrong}&{no_gap}))"

    # parts

    @property
    def _missing(self) -> str:
        return MISSING[self.lang]

    def _named(self, rows: list[tuple[str, str]], word: str) -> str:
        """The names of the rows whose check says `word`."""
        return "&".join(
            f'IF(COUNTIFS({self._keys},"{key}",{self._check},"{word}"),"  {name}","")' for key, name in rows
        )

    @property
    def _blanks(self) -> str:
        """The fields that the committee will ask for and that are blank."""
        asked = ("application", "assessor", "date", "stage", "conflict")
        return self.blank_fields({key: self._value(key) for key in asked})

    @property
    def _open_questions(self) -> str:
        """How many conditions of eligibility are neither yes nor no, if any."""
        if not self.edition.eligibility:
            return '""'
        ids = [item.id for item in self.edition.eligibility]
        answered = f'SUMPRODUCT(COUNTIFS({self._keys},{_array("eligibility", ids)},{self._counted},">=0"))'
        words = _with_count(WORDS["unanswered"][self.lang], f"({len(ids)}-{answered})")
        return f'IF({answered}={len(ids)},"",{words})'

    @property
    def _recused(self) -> str:
        return f'COUNTIFS({self._keys},"conflict",{self._counted},1)'

    @property
    def _complete(self) -> str:
        return f'{self._value("status")}="{status_text("complete", self.lang)}"'

    def _value(self, key: str) -> str:
        return f"${get_column_letter(layout.VALUE)}${self.at[key]}"

    def _sound(self, family: str, ids: list[str]) -> str:
        """How many of these ids have one row with a share, that is, a score that counts."""
        return f'SUMPRODUCT((COUNTIFS({self._keys},{_array(family, ids)},{self._check},">=0")=1)*1)'

    def _points(self, dimension: Dimension, sound_only: bool = False) -> str:
        """The dimension's score as a whole number of 1/divisor of the last place."""
        ids = [i.id for i in dimension.indicators]
        sums = f"SUMIF({self._keys},{_array('indicator', ids)},{self._counted})"
        if sound_only:
            sums = f'SUMIFS({self._counted},{self._keys},{_array("indicator", ids)},{self._check},">=0")'
        factors = [self._whole.factors[i] for i in ids]
        if len(set(factors)) == 1:
            return f"ROUND(SUMPRODUCT({sums})*100,0)" + (f"*{factors[0]}" if factors[0] != 1 else "")
        return f"SUMPRODUCT(ROUND({sums}*100,0),{{{','.join(map(str, factors))}}})"

    def _bonus_points(self) -> str:
        return "+".join(self._rule_points(rule) for rule in self.edition.bonus)

    def _rule_points(self, rule: Bonus) -> str:
        count = f"SUMPRODUCT(COUNTIFS({self._keys},{_array('bonus', [f.id for f in rule.features])},{self._counted},1))"
        times = f"MIN(1,{count})" if rule.per == "rule" else count
        points = f"{self._whole.numerator(rule.points)}*{times}"
        if rule.cap is not None:
            points = f"MIN({self._whole.numerator(rule.cap)},{points})"
        if rule.dimension_cap is not None:
            points = f"MAX(0,MIN({points},{self._whole.numerator(rule.dimension_cap)}-{self._points(self._dimension_of(rule))}))"
        return points

    def _dimension_of(self, rule: Bonus) -> Dimension:
        return next(d for d in self.edition.dimensions if d.id == rule.dimension)

    def _lookup(self, total: str, steps: tuple[Band, ...] | tuple[Gate, ...]) -> str:
        return lookup(total, [(s.at_least, s.name[self.lang]) for s in steps if isinstance(s.at_least, Decimal)])

    def _gap(self, total: str) -> str:
        """Points to the next higher band, for those below the highest."""
        rising = sorted((b for b in self.edition.bands if isinstance(b.at_least, Decimal)), key=lambda b: b.at_least)
        found, (before, after) = '""', GAP[self.lang]
        if len(rising) < len(self.edition.bands):
            return found
        for band in reversed(rising[1:]):
            at = plain(Decimal(band.at_least))
            words = quoted(f"{after}{band.name[self.lang]}   ")
            found = f'IF({total}<{at},"{before}"&TEXT({at}-{total},"{self.shown}")&{words},{found})'
        return found

    def _next(self, total: str) -> str:
        found = '""'
        for stage in dict.fromkeys(g.stage for g in self.edition.gates):
            gates = tuple(g for g in self.edition.gates if g.stage == stage)
            names = {w.casefold() for w in layout.STAGE_WORDS[stage].values()} | {stage}
            same = ",".join(f"TRIM({self._value('stage')})={quoted(n)}" for n in sorted(names))
            found = f'IF(OR({same}),"→ "&{self._lookup(total, gates)},{found})'
        return found


def _array(family: str, ids: list[str]) -> str:
    return "{" + ",".join(f'"{family}:{i}"' for i in ids) + "}"


def _with_count(words: str, count: str) -> str:
    before, after = words.split("{n}")
    parts = [quoted(before)] if before else []
    return "&".join([*parts, count] + ([quoted(after)] if after else []))
