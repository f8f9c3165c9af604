"""The live formulas beside an entry: what was understood of it, as `workbook.scoresheet.typed` understands it."""

from collections.abc import Mapping

from openpyxl.utils import get_column_letter

from workbook.scoresheet import layout
from workbook.scoresheet.texts import CORRECT, UNREADABLE, WORDS
from workbook.scoresheet.typed import DIGITS, SPACES
from workbook.scoresheet.whole import quoted

_NUMBER_FORMATS = '{"0","0.0","0.00"}'


class EntryFormulas:
    """Formulas of the columns `counted` and `check`, in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def counted_number(self, row: int) -> str:
        """The number that an entry stands for, read as `typed.number` reads it."""
        cell = f"${get_column_letter(layout.VALUE)}{row}"
        spaced = _without_spaces(cell)
        typed = f"TRIM({_substitute(spaced, {chr(k): v for k, v in DIGITS.items()})})"
        in_text = f"SUMPRODUCT(({typed}=TEXT(VALUE({typed}),{_NUMBER_FORMATS}))*1)"
        number = (
            f'IF(ISLOGICAL({cell}),"{UNREADABLE}",IF(ISNUMBER({cell}),ROUND({cell},10),VALUE({typed})/({in_text}=1)))'
        )
        blank = f'IF(ISTEXT({cell}),TRIM({spaced})="",{cell}="")'
        return f'=IFERROR(IF({blank},"",{number}),"{UNREADABLE}")'

    def counted_answer(self, row: int) -> str:
        """1 for yes, 0 for no, read as `typed.answer` reads it."""
        return self._counted_word(row, {1: set(layout.YES.values()), 0: set(layout.NO.values())})

    def counted_stage(self, row: int) -> str:
        """1 for any stage, read as `typed.stage` reads it."""
        return self._counted_word(row, {1: set(layout.STAGES_BY_WORD)})

    def check_word(self, row: int) -> str:
        c = f"${get_column_letter(layout.COUNTED)}{row}"
        return f'=IF({c}="{UNREADABLE}","{CORRECT[self.lang]}","")'

    def blank_fields(self, cells: Mapping[str, str]) -> str:
        """The names of the fields, by key and cell, that the committee will ask for and that are blank; no leading ``=``."""
        blank = {key: f'TRIM({cell})=""' for key, cell in cells.items()}
        names = "&".join(f'IF({test},"  {WORDS[f"short-{key}"][self.lang]}","")' for key, test in blank.items())
        return f'IF(OR({",".join(blank.values())}),"{WORDS["blank"][self.lang]}"&{names}&"   ","")'

    def _counted_word(self, row: int, words: dict[int, set[str]]) -> str:
        cell = f"${get_column_letter(layout.VALUE)}{row}"
        typed = f"TRIM({_without_spaces(cell)})"
        found = f'"{UNREADABLE}"'
        for number, same in words.items():
            found = f"IF(OR({','.join(f'{typed}={quoted(w)}' for w in sorted(same))}),{number},{found})"
        return f'=IFERROR(IF({typed}="","",IF(ISTEXT({cell}),{found},"{UNREADABLE}")),"{UNREADABLE}")'


def _without_spaces(cell: str) -> str:
    """The text with every kind of space that people paste as a plain one, as `typed.SPACES` has them."""
    return _substitute(cell, {space: " " for space in SPACES if space != " "})


def _substitute(text: str, table: dict[str, str]) -> str:
    for old, new in table.items():
        sought = f"CHAR({ord(old)})" if ord(old) < 32 else f'"{old}"'
        text = f'SUBSTITUTE({text},{sought},"{new}")'
    return text
