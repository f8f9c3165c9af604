"""What a round's commands print: a short table, problems by file, and how it went."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyscoring.consolidate import Result
from pyscoring.edition import AwardEdition, plain
from pyscoring.edition_files import alike, passed_over
from pyscoring.panel import WAITING, Standing
from pyscoring.problems import Problem, Severity, errors
from pyscoring.questions import questions
from pyscoring.register import Register
from workbook.commands import listing
from workbook.commands.cli_options import say
from workbook.commands.counts import Count
from workbook.commands.round_texts import STATUSES, WORDS
from workbook.committee.assembly import Consolidation, FileRow
from workbook.committee.committee import Checked, Round
from workbook.consolidation.consolidated_texts import FLAGS, STANDINGS
from workbook.scoresheet.layout import STAGE_WORDS
from workbook.scoresheet.texts import TERMINAL
from workbook.scoresheet.where import place_words

if TYPE_CHECKING:
    from workbook.commands.demo import Done
    from workbook.committee.rehearsal import Rehearsal

_ALWAYS = ("final", "items", "bad-files")  # in the last line, however many they are
_FEW = 60  # rows of a table in a terminal; the workbook has them all
_ASKED_FOR = {"A83", "A86"}  # warnings which the status tells too, beside those of the register itself


def print_init(folder: Path, made: Sequence[Path], lang: str) -> None:
    own = Round(folder).own_editions
    print_problems(tuple(passed_over(own)), lang)
    for path in made:
        print(WORDS["made"][lang].format(path=path))
    ids = ", ".join(alike(sorted(own.glob("*.toml"))))
    print(WORDS["own-editions" if ids else "no-own-editions"][lang].format(folder=own, ids=ids))
    if made:
        print(WORDS["fill"][lang].format(register=Round(folder).register, folder=folder))
    else:
        print(WORDS["there"][lang].format(folder=folder))


def print_packs(at: Round, packs: Sequence[Any], problems: Sequence[Problem], lang: str) -> None:
    # a folder that cannot be made is told of by each workbook in it
    print_problems({(p.file, p.cell, p.message(lang)): p for p in problems}.values(), lang)
    made = Count(sum(p.made for p in packs))
    failed = sum(bool(errors(p.problems)) for p in packs)
    there = [p for p in packs if not (p.made or errors(p.problems))]
    conflicts = Count(sum(p.path is None for p in there))
    left = len({p.path for p in there} - {None})
    lost = WORDS["packs-failed"][lang].format(n=failed) if failed else ""
    say(WORDS["packs"][lang].format(made=made, failed=lost, left=left, conflicts=conflicts, folder=at.packs))
    if other := [STAGE_WORDS[p.stage][lang] for p in packs if p.other]:
        stages = ", ".join(dict.fromkeys(other))
        say(WORDS["packs-other"][lang].format(n=Count(len(other)), stages=stages, folder=at.packs))


def print_status(found: Consolidation, folder: Path, lang: str) -> None:
    """By assessor, by application, and a bar of what has come back."""
    print_table(list(_by_assessor(found, lang)), WORDS["by-assessor"][lang])
    waited = [r.held or (not r.closed_by and bool(r.standing(*WAITING, "stopped"))) for r in found.results]
    _print_open(list(_by_application(found, lang)), waited, "returned-too", lang, WORDS["by-application"][lang])
    register = str(Round(folder).register)
    told = [p for p in _worth_it(found) if p.severity is Severity.ERROR or p.code in _ASKED_FOR or p.file == register]
    print_problems(told, lang, found.whose(lang))
    say(_returned(found, lang))


def print_consolidation(found: Consolidation, folder: Path, lang: str) -> None:
    unsettled = [_state(r) not in ("final", "closed") for r in found.results]
    _print_open(list(_results(found.register, found.results, lang)), unsettled, "final-too", lang)
    print_problems(_worth_it(found), lang, found.whose(lang))
    say(_returned(found, lang))
    told = [(key, n) for key, n in _left(found, Round(folder)).items() if n or key in _ALWAYS]
    say(" · ".join(WORDS[key][lang].format(n=Count(n), of=Count(len(found.files))) for key, n in told))
    print(WORDS["written"][lang].format(path=Round(folder).consolidated))


def _left(found: Consolidation, at: Round) -> dict[str, int]:
    """What is settled, and all that is still to be done: whatever makes the exit code 1 is counted here."""
    statuses = Counter(map(_state, found.results))
    known = {file.file: "files" for file in found.files} | {str(at.register): "register"}
    wrong = Counter(known.get(p.file or "", "other") for p in errors(found.problems))
    wrong["other"] -= sum(len(errors(refusal.problems)) for refusal in found.refusals)
    return {
        **{key: statuses[key] for key in ("final", "open", "waiting", "stopped", "held", "closed")},
        "unassigned": sum(not found.register.stages(a.id) for a in found.register.applications),
        "items": _open(found.results), "bad-files": sum(map(_to_correct, found.files)),
        "refused": len(found.refusals), "register": wrong["register"], "other": wrong["other"],
        "unset": sum(p.code == "A86" for p in found.problems),
    }  # fmt: skip


def _to_correct(file: FileRow) -> bool:
    """Whether somebody has to correct a file; where a sheet is only to be chosen, its work counts as stopped."""
    return any(p.code not in ("A02", "A10", "A87") for p in errors(file.problems))


def _worth_it(found: Consolidation) -> list[Problem]:
    """All but what is only to be known."""
    return [p for p in found.problems if p.severity is not Severity.NOTE or p.code in listing.ALWAYS]


def print_demo(done: "Done", folder: Path, lang: str) -> None:
    """The demonstration's results, said to be made up before anything else."""
    print(TERMINAL["made-up"][lang])
    print_consolidation(done.consolidation, folder, lang)
    for path in done.exported.files:
        print(WORDS["made"][lang].format(path=path))
    print_problems(done.exported.problems, lang)
    print_verification(done.checked, lang)


def print_rehearsal(found: Sequence["Rehearsal"], edition: AwardEdition, register: Register, lang: str) -> None:
    """Both results of each application, those whose band moves marked, and why one cannot be rehearsed."""
    if not found:
        print(WORDS["nothing-rehearsed"][lang].format(award=edition.award))
        return
    rows = [tuple(WORDS[key][lang] for key in ("application", "project", "stage", "before", "after", "moved"))]
    for one in found:
        old, after = one.before, "–" if one.obstacles else _told(one.after, lang)
        said = _title(register, old), STAGE_WORDS[old.stage][lang], _told(old, lang), after
        rows.append((old.application, *said, "●" if one.moved else ""))
    _print_open(rows, [one.moved or bool(one.obstacles) for one in found], "unmoved-too", lang)
    for why, those in _obstacles(found, lang).items():
        say(WORDS["not-rehearsed"][lang].format(n=Count(len(those)), applications=", ".join(those), why=why))
    able = [one for one in found if not one.obstacles]
    told = (f"{id_} ({plain(old)} → {plain(new)})" for one in able for id_, (old, new) in one.unscaled.items())
    if unscaled := list(dict.fromkeys(told)):
        say(WORDS["unscaled"][lang].format(n=Count(len(unscaled)), indicators=", ".join(unscaled)))
    moved = sum(one.moved for one in able)
    said_of = WORDS["rehearsed" if able else "none-rehearsed"][lang]
    say(said_of.format(edition=edition.id, moved=moved, all=Count(len(able))))


def _obstacles(found: Iterable["Rehearsal"], lang: str) -> dict[str, list[str]]:
    """The applications that cannot be rehearsed, by the reason in words."""
    told: dict[str, list[str]] = {}
    for one in found:
        if one.obstacles:
            why = "; ".join(
                WORDS[key][lang].format(keys=", ".join(field.rpartition(":")[2] for field in fields))
                for key, fields in vars(one.obstacles).items()
                if fields
            )
            told.setdefault(why, []).append(one.before.application)
    return told


def print_verification(checked: Checked, lang: str) -> None:
    if checked.problems:
        if found := errors(checked.problems):
            say(_counted("differs", len(found), lang))
        print_problems(checked.problems, lang)
    if not errors(checked.problems):
        say(
            WORDS["verified"][lang].format(
                entries=Count(checked.entries), sheets=Count(checked.sheets), results=Count(checked.results),
                head=checked.head,
            )
        )  # fmt: skip
        if any(checked.withdrawn):
            sheets, results = map(Count, checked.withdrawn)
            say(WORDS["withdrawn"][lang].format(sheets=sheets, results=results))


def print_table(rows: Sequence[tuple[str, ...]], heading: str | None = None) -> None:
    """The first row is the headings. In a pipe, columns parted by tabs."""
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(" ".join(text.split()) for text in row))
        return
    from workbook.commands.show import print_rows

    print_rows(rows[: _FEW + 1], heading, more=max(0, len(rows) - _FEW - 1))


def _print_open(
    rows: Sequence[tuple[str, ...]], wanted: Sequence[bool], others: str, lang: str, heading: str | None = None
) -> None:
    """Of more rows than a terminal shows only those that somebody has to see, and how many `others` there are."""
    if not sys.stdout.isatty() or len(wanted) <= _FEW:
        print_table(rows, heading)
        return
    if any(wanted):
        print_table([rows[0], *compress(rows[1:], wanted)], heading)
    if left := Count(len(wanted) - sum(wanted)):
        say(WORDS[others][lang].format(n=left))


def print_problems(problems: Iterable[Problem], lang: str, whose: Mapping[str, str] | None = None) -> None:
    """By file, each with its code, place, message and remedy; `whose` tells of a file whose sheets it has."""
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        file = problem.file or WORDS["round"][lang]
        of = (whose or {}).get(file)
        by_file.setdefault(f"{file} ({of})" if of else file, []).append(problem)
    if sys.stdout.isatty():
        from workbook.commands.show import print_by_file

        print_by_file(list(by_file.items()), lang, lambda problem: place_words(problem, lang))
        return
    own, alike = listing.parted(list(by_file.items()), lang, whole=True)
    for place, told in (*own, *((one.where(lang), [one.problem]) for one in alike)):
        print(place)
        for problem in told:
            mark, _, remedy = listing.problem(problem, lang)
            where = place_words(problem, lang)
            print(f"  {mark} {where + '  ' if where else ''}{problem.message(lang)}{remedy}")


def _by_assessor(found: Consolidation, lang: str) -> Iterator[tuple[str, ...]]:
    kinds: tuple[Standing, ...] = ("counted", "recused", "incomplete", "invalid", "stopped", "missing")
    yield (WORDS["assessor"][lang], WORDS["assigned"][lang], *(STANDINGS[k][lang] for k in kinds), "")
    seats: dict[str, Counter[str]] = {}
    for result in found.results:
        for seat in result.seats:
            kind = "recused" if seat.standing == "conflicted" else seat.standing
            seats.setdefault(seat.assessor, Counter())[kind] += 1
    for assessor in found.register.assessors:
        counts = seats.get(assessor.id, Counter())
        bar = _bar(counts["counted"], counts.total() - counts["recused"])
        yield (assessor.name, str(counts.total()), *(str(counts[k] or "") for k in kinds), bar)


def _by_application(found: Consolidation, lang: str) -> Iterator[tuple[str, ...]]:
    yield tuple(WORDS[k][lang] for k in ("application", "project", "stage", "panel", "waiting-for"))
    for r in found.results:
        waiting = ", ".join(f"{s.name} ({STANDINGS[s.standing][lang]})" for s in r.standing(*WAITING, "stopped"))
        waiting = _status(r, lang) if r.closed_by or r.held else waiting
        yield r.application, _title(found.register, r), STAGE_WORDS[r.stage][lang], _panel(r), waiting


def _results(register: Register, results: Sequence[Result], lang: str) -> Iterator[tuple[str, ...]]:
    yield tuple(
        WORDS[k][lang] for k in ("application", "project", "stage", "panel", "total", "band", "status", "flags")
    )
    for r in results:
        band = (r.band.name[lang] if r.band else "") if r.status == "final" else ""
        if r.status == "open" and r.band:
            band = f"{WORDS['so-far'][lang]}: {r.band.name[lang]}"
        flags = ", ".join(FLAGS[flag][lang] for flag in r.flags if flag != r.status)
        flags = ", ".join(filter(None, (flags, r.verdict.missing(lang) if r.verdict else "")))
        total = "" if r.total is None else str(r.total)
        yield (
            r.application, _title(register, r), STAGE_WORDS[r.stage][lang], _panel(r), total, band,
            _status(r, lang), flags,
        )  # fmt: skip


def _state(result: Result) -> str:
    return "closed" if result.closed_by else "held" if result.held else result.status


def _status(result: Result, lang: str) -> str:
    if result.closed_by:
        return STATUSES["closed"][lang].format(end=result.closed_by.comes_to[lang])
    if result.held:
        return STATUSES["held"][lang]
    return result.verdict.text(lang) if result.verdict else STATUSES[result.status][lang]


def _told(result: Result, lang: str) -> str:
    if result.total is None:
        return _status(result, lang)
    return f"{result.total} {result.band.name[lang] if result.band else ''}".strip()


def _title(register: Register, result: Result) -> str:
    application = register.application(result.application)
    return application.title if application else ""


def _panel(result: Result) -> str:
    return "–" if result.closed_by else f"{len(result.counted)}/{len(result.seats)}"


def _open(results: Sequence[Result]) -> int:
    """What there is on the agenda, questions of eligibility among it."""
    asked = sum(question.answer is None for question in questions(results))
    return asked + sum(len(r.open_items) for r in results)


def _returned(found: Consolidation, lang: str) -> str:
    """How many of the places from which scores are wanted have them: nobody recused is waited for, or has given any."""
    standings: Counter[str] = Counter(s.standing for r in found.results for s in r.seats)
    recused = standings["recused"] + standings["conflicted"]
    done, all_ = standings["counted"], standings.total() - recused
    waiting = {key: standings[key] for key in ("incomplete", "invalid", "stopped", "missing")}
    share = 100 * done // all_ if all_ else 0
    said = f"{_bar(done, all_)} ".lstrip() + WORDS["returned"][lang].format(
        done=done, all=Count(all_), share=share, **waiting
    )
    return said + (WORDS["recused"][lang].format(n=recused) if recused else "")


def _counted(key: str, n: int, lang: str) -> str:
    return WORDS[f"{key}-one" if n == 1 else key][lang].format(n=n)


def _bar(done: int, all_: int) -> str:
    if not all_:
        return ""
    full = 20 * done // all_
    return "█" * full + "░" * (20 - full)
