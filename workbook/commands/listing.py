"""What `score` says, as lines of text: for a terminal's table, and as it is for a pipe."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyscoring.problems import Problem, Severity, errors
from workbook.commands.counts import Count
from workbook.scoresheet.official import band_text
from workbook.scoresheet.scoring import Scored
from workbook.scoresheet.texts import TERMINAL
from workbook.scoresheet.where import field_words, line_words

_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "·"}
_FEW = 10  # sheets; of more, notes are counted instead of listed
Sheet = tuple[str, str | None]  # a file, and a sheet in it
ALWAYS = {"A59", "W06"}  # but not what was done to the folder, or is still to be done


def print_plain(found: Sequence[Scored], lang: str, wrote: bool = False) -> None:
    """For a pipe or a file: columns parted by tabs, then the problems by file, then how it went."""
    for row in rows(found, lang):
        print("\t".join(row))
    for name, problems in by_file(found):
        print(name)
        for one in problems:
            print("  " + "".join(problem(one, lang)))
    for line in summary(found, lang, wrote):
        print(line)


def rows(found: Sequence[Scored], lang: str) -> Iterator[tuple[str, ...]]:
    """The headings, and a row a score sheet."""
    yield tuple(TERMINAL[k][lang] for k in ("file", "application", "total", "band", "status", "next"))
    base = _common_folder([s.file for s in found])
    for scored in found:
        yield tuple(" ".join(text.split()) for text in _row(scored, base, lang))


def by_file(found: Sequence[Scored]) -> Iterator[tuple[str, list[Problem]]]:
    """Each sheet that has something to say, those with errors first; its problems in the order of the sheet."""
    few = len(found) <= _FEW
    for scored in sorted(found, key=lambda s: not errors(s.problems)):
        told = [p for p in scored.problems if few or p.severity is not Severity.NOTE or p.code in ALWAYS]
        if told:
            name = f"{scored.file}" + (f" · {scored.sheet}" if scored.sheet else "")
            yield name, told


@dataclass(frozen=True)
class Alike:
    """What is told once of several sheets: the first of the problems, the files that have it, and how many sheets."""

    problem: Problem
    files: tuple[str, ...]
    sheets: int

    def where(self, lang: str) -> str:
        """Two files by name; of more the first, and how many more there are."""
        first, *more = self.files
        if len(more) == 1:
            return ", ".join(self.files)
        key, n = ("more-files", len(more)) if more else ("more-sheets", self.sheets - 1)
        return TERMINAL[key][lang].format(name=first, n=Count(n))


def parted(
    by_file: Sequence[tuple[str, list[Problem]]], lang: str, *, whole: bool = False
) -> tuple[list[tuple[str, list[Problem]]], list[Alike]]:
    """What each file has of its own, errors always; and once each, what is said of several sheets in the same words
    and place, and a code that more than a few files have in more words than a few. With `whole` nothing of these.

    What keeps more than a few files from being written is always told once: a full disk is mended once for all.
    """  # fmt: skip
    told = {(p.code, name, p.message(lang)) for name, problems in by_file for p in problems}
    unwritten = Counter(message for code, _, message in told if code.startswith("W"))
    files, words = (Counter(code for code, _ in {(one[0], one[at]) for one in told}) for at in (1, 2))
    many = {code for code in files if min(files[code], words[code]) > _FEW}

    def is_own(problem: Problem) -> bool:
        return (whole or problem.severity is Severity.ERROR) and unwritten[problem.message(lang)] <= _FEW

    def kind(problem: Problem) -> tuple[str, ...]:
        return (problem.code,) if problem.code in many else (problem.message(lang), problem.cell or "")

    alike: dict[tuple[str, ...], dict[Sheet, tuple[Problem, str]]] = {}
    for name, problems in by_file:
        for one in problems:
            if not is_own(one):
                alike.setdefault(kind(one), {}).setdefault((one.file or name, one.sheet), (one, name))
    told_once = {key: sheets for key, sheets in alike.items() if len(sheets) > 1}
    own = [(name, [p for p in problems if is_own(p) or kind(p) not in told_once]) for name, problems in by_file]
    return [(name, left) for name, left in own if left], list(map(_alike, told_once.values()))


def _alike(sheets: Mapping[Sheet, tuple[Problem, str]]) -> Alike:
    (problem, _), *_ = sheets.values()
    names = {file: name for (file, _), (_, name) in sheets.items()}
    return Alike(problem, tuple(names.values()), len(sheets))


def problem(problem: Problem, lang: str) -> tuple[str, str, str]:
    """A problem's mark and code, its place and message, and its remedy."""
    in_words = None if problem.sheet else line_words(problem, lang) or field_words(problem, lang)
    where = problem.cell or in_words or ""
    return (
        f"{_MARKS[problem.severity]} {problem.code}",
        f" {where}  {problem.message(lang)}",
        f"  → {problem.remedy(lang)}",
    )


def summary(found: Sequence[Scored], lang: str, wrote: bool) -> list[str]:
    """One line that says how it went, for those who have many files."""

    def count(severity: Severity) -> Count:
        return Count(sum(p.severity is severity for s in found for p in s.problems))

    said = TERMINAL["summary"][lang].format(
        files=Count(len({s.file for s in found})),
        scored=Count(sum(s.result is not None and s.result.total is not None for s in found)),
        bad=Count(len({s.file for s in found if errors(s.problems)})), warnings=count(Severity.WARNING), notes=count(Severity.NOTE),
    )  # fmt: skip
    if wrote:
        written = Count(len({s.file for s in found if s.written}))
        said += TERMINAL["written"][lang].format(written=written, left=len({s.file for s in found}) - written)
        beside = len({s.file for s in found if s.beside})
        said += TERMINAL["beside"][lang].format(n=beside) if beside else ""
    return [said] if found else [TERMINAL["nothing"][lang], said]


def _common_folder(files: Sequence[Path]) -> Path | None:
    """The folder that all files lie in; they are shown by their paths below it."""
    try:
        return Path(os.path.commonpath([f.absolute().parent for f in files])) if files else None
    except ValueError:  # on different drives
        return None


def _row(scored: Scored, base: Path | None, lang: str) -> tuple[str, ...]:
    shown = str(scored.file.absolute().relative_to(base)) if base else str(scored.file)
    name = shown if scored.sheet in (None, "Score", "Documents") else f"{shown} · {scored.sheet}"
    result = scored.result
    if scored.check:
        found, after = scored.check, scored.check.next
        return (name, found.sheet.application or "", "", "", found.text(lang), after.name[lang] if after else "")
    if result is None:
        said = f"✗ {TERMINAL['unread'][lang]}" if errors(scored.problems) else TERMINAL["passed"][lang]
        return (name, "", "", "", said, "")
    return (
        name, result.sheet.application or "", str(result.total if result.total is not None else ""),
        band_text(result, lang) or "", result.status.text(lang), result.next.name[lang] if result.next else "",
    )  # fmt: skip
