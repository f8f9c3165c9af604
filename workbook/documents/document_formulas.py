"""The live formulas of a document check: the same verdict as `pyscoring.document`, Excel 2010 functions only.

Lines are found by key, as on a score sheet: sorted or inserted rows change nothing.
"""

from collections.abc import Iterable

from openpyxl.utils import get_column_letter

from pyscoring.document import MOST, StatusKind, short, status_text
from pyscoring.edition import AwardEdition, Condition, Requirement, plain
from workbook.documents import document_layout
from workbook.documents.document_texts import BETWEEN, FOUND
from workbook.scoresheet import layout
from workbook.scoresheet.entry_formulas import EntryFormulas
from workbook.scoresheet.texts import CORRECT, WORDS
from workbook.scoresheet.whole import quoted

FEW = 4  # open lines; of more, only the number is told


class DocumentFormulas(EntryFormulas):
    """Formulas for one edition in one language."""

    def __init__(self, edition: AwardEdition, lang: str) -> None:
        super().__init__(lang)
        self.edition = edition
        rows = document_layout.rows(edition)
        self.at = {row.key: row.number for row in rows if row.key}
        self._keys, self._counted, self._check = (
            f"${letter}$2:${letter}${rows[-1].number}"
            for letter in map(get_column_letter, (layout.KEY, layout.COUNTED, layout.CHECK))
        )
        self._lines: list[tuple[str, Condition | Requirement, str]] = [
            (f"eligibility:{item.id}", item, short(n)[lang]) for n, item in enumerate(edition.eligibility, 1)
        ]
        self._lines += [(f"document:{item.id}", item, item.short[lang]) for item in edition.documents]

    # beside the entries

    def check_answer(self, row: int, item: Condition | Requirement) -> str:
        """Whether a condition is met, or something is there."""
        c = f"${get_column_letter(layout.COUNTED)}{row}"
        return f"=IF(ISNUMBER({c}),IF({c}=1,{self._word('met')},{self._word(_no(item))}),{self._without_number(c)})"

    def check_count(self, row: int, item: Requirement) -> str:
        """Whether pages or words are within their limit."""
        c = f"${get_column_letter(layout.COUNTED)}{row}"
        within = f"IF({c}=0,{self._word('absent')},IF({c}>{item.at_most},{self._word('over')},{self._word('met')}))"
        sound = f"IF(AND({c}>=0,{c}<={plain(MOST)},ROUND({c},0)={c}),{within},{self._word('wrong')})"
        return f"=IF(ISNUMBER({c}),{sound},{self._without_number(c)})"

    # the outcome

    def status(self) -> str:
        """The outcome, or what keeps it from being given."""
        wrong = f"COUNTIF({self._check},{self._word('wrong')})"
        verdict = f"IF({self._bad}=0,{self._said('complete')},{self._said('incomplete')})"
        answered = f"IF({self._left}>0,{self._counting('open', self._left)},{verdict})"
        return (
            f"=IF({self._recused}>0,{self._said('recused')},"
            f"IF({wrong}>0,{self._counting('invalid', wrong)},{answered}))"
        )

    def missing(self) -> str:
        """The names of what is not there or not met."""
        return self._listed((self._if(key, _no(item), quoted(BETWEEN + name)) for key, item, name in self._lines))

    def over(self) -> str:
        """The names of what is over its limit, each with how much there is."""
        pieces = []
        for key, item, name in self._lines:
            if isinstance(item, Requirement) and item.at_most is not None:
                seen = f'SUMIF({self._keys},"{key}",{self._counted})'
                pieces.append(self._if(key, "over", f'"{BETWEEN}{name} ("&{seen}&"/{item.at_most})"'))
        return self._listed(pieces)

    def hint(self) -> str:
        """What to do next: what is open or wrong, what comes after, which fields are blank."""
        after = self.edition.after_documents
        complete = quoted(f"→ {after.considered.name[self.lang]}   ") if after else '""'
        asked = [(key, name) for key, _, name in self._lines]
        wrong = self._named([*asked, ("conflict", WORDS["short-conflict"][self.lang])], "wrong")
        open_ = f'IF({self._left}>{FEW},"",{self._named(asked, "open")})'
        is_complete = f"{self._value('status')}={self._said('complete')}"
        return f'=IF({self._recused}>0,"",IF({is_complete},{complete},{wrong}&{open_})&{self._blanks()})'

    # parts

    def _listed(self, pieces: Iterable[str]) -> str:
        joined = "&".join(pieces)
        return f'=IF({self._recused}>0,"",MID({joined},{len(BETWEEN) + 1},9999))' if joined else '=""'

    def _named(self, lines: list[tuple[str, str]], state: str) -> str:
        """The names of the lines in a state behind its word, or nothing."""
        names = "&".join(self._if(key, state, quoted("  " + name)) for key, name in lines)
        word = FOUND[state][self.lang]
        return f'IF(COUNTIF({self._check},"{word}")=0,"","{word}:"&{names}&"   ")'

    def _blanks(self) -> str:
        """The fields that the committee will ask for and that are blank."""
        return self.blank_fields({key: self._value(key) for key in ("application", "assessor", "date", "conflict")})

    def _if(self, key: str, state: str, then: str) -> str:
        return f'IF(COUNTIFS({self._keys},"{key}",{self._check},{self._word(state)}),{then},"")'

    def _number_of(self, *states: str) -> str:
        """How many lines have one row, in one of these states."""
        keys = "{" + ",".join(f'"{key}"' for key, _, _ in self._lines) + "}"
        each = (f"(COUNTIFS({self._keys},{keys},{self._check},{self._word(state)})=1)" for state in states)
        return f"SUMPRODUCT({'+'.join(each)}+0)"

    @property
    def _bad(self) -> str:
        return self._number_of("absent", "unmet", "over")

    @property
    def _left(self) -> str:
        return f"({len(self._lines)}-{self._number_of('met', 'absent', 'unmet', 'over')})"

    @property
    def _recused(self) -> str:
        return f'COUNTIFS({self._keys},"conflict",{self._counted},1)'

    def _value(self, key: str) -> str:
        return f"${get_column_letter(layout.VALUE)}${self.at[key]}"

    def _said(self, kind: StatusKind) -> str:
        return quoted(status_text(self.edition, kind, self.lang))

    def _counting(self, kind: StatusKind, count: str) -> str:
        before, after = status_text(self.edition, kind, self.lang).split("{n}")
        return "&".join(part for part in (quoted(before) if before else "", count, quoted(after)) if part)

    def _word(self, state: str) -> str:
        return quoted(FOUND[state][self.lang])

    def _without_number(self, counted: str) -> str:
        return f'IF({counted}="",{self._word("open")},"{CORRECT[self.lang]}")'


def _no(item: Condition | Requirement) -> str:
    """What a no is called: a condition is not met, a document is missing."""
    return "unmet" if isinstance(item, Condition) else "absent"
