"""The sheets `Status`, `Problems` and `Files`: who has returned what, what is wrong, and every file."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from pyscoring.consolidate import Result
from pyscoring.panel import WAITING, Seat, Standing
from pyscoring.problems import Problem, Severity
from workbook.committee.assembly import Consolidation, FileRow, place_words
from workbook.consolidation.consolidated_texts import COLUMNS, LISTS, SHEETS, STANDINGS
from workbook.consolidation.result_words import status_words
from workbook.consolidation.tables import FIRST, WARNED, WRONG, BookLook, Column, TableSheet, file_link
from workbook.scoresheet.layout import STAGE_WORDS
from workbook.scoresheet.where import field_words

INBOX = "inbox"
_BESIDE = ("register.xlsx", "consolidated.xlsx", "ledger.jsonl")
_COUNTED: tuple[tuple[str, tuple[Standing, ...]], ...] = (
    ("counted", ("counted",)), ("incomplete", ("incomplete",)), ("invalid", ("invalid",)), ("stopped", ("stopped",)),
    ("missing", ("missing",)), ("recused", ("recused", "conflicted")),
)  # fmt: skip
_STATUS = (
    Column("kind", COLUMNS["kind"], 14), Column("id", {"th": "รหัส", "en": "Id"}, 12),
    Column("label", {"th": "ชื่อ", "en": "Name"}, 44), Column("stage", COLUMNS["stage"], 17, strong=False),
    Column("places", COLUMNS["places"], 10, "center"), *(Column(k, STANDINGS[s[0]], 11, "center", strong=False) for k, s in _COUNTED),
    Column("done", COLUMNS["done"], 18, "center"), Column("who", COLUMNS["who"], 58),
)  # fmt: skip
_PROBLEMS = (
    Column("severity", COLUMNS["severity"], 14), Column("code", COLUMNS["code"], 8, "center"),
    Column("file", COLUMNS["file"], 40), Column("whose", COLUMNS["whose"], 34, strong=False),
    Column("sheet", COLUMNS["sheet"], 14, strong=False),
    Column("cell", COLUMNS["cell"], 9, "center", strong=False), Column("message", COLUMNS["message"], 56),
    Column("remedy", COLUMNS["remedy"], 50),
)  # fmt: skip
_FILES = (
    Column("file", COLUMNS["file"], 62), Column("accepted", COLUMNS["accepted"], 20),
    Column("filled", COLUMNS["filled"], 46), Column("unfilled", COLUMNS["unfilled"], 46),
    Column("why", COLUMNS["why-not"], 60, strong=False), Column("sha256", COLUMNS["sha256"], 70, strong=False),
)  # fmt: skip


def add_status(look: BookLook, consolidation: Consolidation) -> None:
    """Counts by assessor, then by application, and who exactly is waited for."""
    table = look.table("Status", _STATUS)
    titles = {a.id: a.title for a in consolidation.register.applications}
    held: dict[str, list[tuple[Result, Seat]]] = {}
    for result in consolidation.results:
        for seat in result.seats:
            held.setdefault(seat.assessor, []).append((result, seat))
    for assessor, places in held.items():
        waiting = [
            f"{r.application} ({_standing(s, look.lang)})" for r, s in places if s.standing in (*WAITING, "stopped")
        ]
        seats = [seat for _, seat in places]
        _status_row(table, ("assessor", assessor, seats[0].name, ""), seats, ", ".join(waiting))
    for result in consolidation.results:
        waiting = [f"{s.name} ({_standing(s, look.lang)})" for s in result.standing(*WAITING, "stopped")]
        waiting += [status_words(result, look.lang)] if result.closed_by or result.held else []
        stage = STAGE_WORDS[result.stage][look.lang]
        named = ("application", result.application, titles.get(result.application, ""), stage)
        _status_row(table, named, result.seats, ", ".join(waiting))
    table.bars("done", maximum=1)
    table.finish(SHEETS["Status"][look.lang], frozen=table.at["stage"])


def _standing(seat: Seat, lang: str) -> str:
    return STANDINGS[seat.standing][lang]


def _status_row(table: TableSheet, named: tuple[str, str, str, str], seats: Sequence[Seat], waiting: str) -> None:
    row, lang = table.last + 1, table.look.lang
    kind, id_, label, stage = named
    for key, text in (("kind", LISTS[kind][lang]), ("id", id_), ("label", label), ("stage", stage), ("who", waiting)):
        table.text(row, key, text)
    count = Counter(seat.standing for seat in seats)
    table.number(row, "places", len(seats), bold=True)
    for key, standings in _COUNTED:
        found = sum(count[standing] for standing in standings)
        late = key in ("missing", "incomplete", "invalid", "stopped") and found
        table.number(row, key, found, num_format='0;-0;"–"', **(WARNED if late else {}))
    asked = f"${table.letter('places')}{row}-${table.letter('recused')}{row}"
    expected = len(seats) - count["recused"] - count["conflicted"]
    share = count["counted"] / expected if expected else ""
    formula = f'=IF({asked}=0,"",${table.letter("counted")}{row}/({asked}))'
    table.formula(row, "done", formula, share, num_format="0%")
    table.row_done()


def add_problems(look: BookLook, consolidation: Consolidation) -> None:
    table = look.table("Problems", _PROBLEMS)
    order = list(Severity)
    shown, whose = [p for p in consolidation.problems if not _as_asked(p)], consolidation.whose(look.lang)
    for problem in sorted(shown, key=lambda p: order.index(p.severity)):
        _problem_row(table, problem, whose.get(problem.file or "", ""))
        table.row_done()
    if not shown:
        table.text(FIRST, "message", LISTS["no-problems"][look.lang])
    table.finish(SHEETS["Problems"][look.lang], frozen=table.at["file"])


def _as_asked(problem: Problem) -> bool:
    """A date of the Buddhist era is read as another, and yet typed as the form asks."""
    return problem.code == "D14" and problem.field == "date"


def _problem_row(table: TableSheet, problem: Problem, whose: str) -> None:
    row, lang = table.last + 1, table.look.lang
    marks = {Severity.ERROR: WRONG, Severity.WARNING: WARNED}
    table.text(row, "severity", LISTS[problem.severity][lang], **marks.get(problem.severity, {}))
    link_to(table, row, problem.file)
    texts = {
        "code": problem.code, "whose": whose, "sheet": problem.sheet,
        "cell": problem.cell or (None if problem.sheet else field_words(problem, lang)),
        "message": problem.message(lang), "remedy": problem.remedy(lang),
    }  # fmt: skip
    for key, text in texts.items():
        table.text(row, key, text)


def add_files(look: BookLook, consolidation: Consolidation) -> None:
    table = look.table("Files", _FILES, important=False)
    names = {a.id: a.name for a in consolidation.register.assessors}
    for file in consolidation.files:
        _file_row(table, file, names)
        table.row_done()
    if not consolidation.files:
        table.text(FIRST, "file", LISTS["no-files"][look.lang])
    table.finish(SHEETS["Files"][look.lang], printed="why")


def _file_row(table: TableSheet, file: FileRow, names: dict[str, str]) -> None:
    row, lang = table.last + 1, table.look.lang
    link_to(table, row, file.file)
    accepted = ("accepted-recused" if file.recused else "accepted") if file.accepted else "refused"
    table.text(row, "accepted", LISTS[accepted][lang], **({} if file.accepted else WRONG))
    table.text(row, "filled", "\n".join(place_words(file.accepted, names, lang)))
    table.text(row, "unfilled", "\n".join(place_words(file.unfilled, names, lang)))
    table.text(row, "why", "\n".join(_told((*file.problems, *file.twins), lang)))
    table.text(row, "sha256", file.sha256, font_name="Consolas", font_size=9)


def _told(problems: Iterable[Problem], lang: str) -> Iterable[str]:
    for problem in problems:
        where = " ".join(part for part in (problem.sheet, problem.cell) if part)
        yield f"{problem.code} {where + ': ' if where else ''}{problem.message(lang)}"


def link_to(table: TableSheet, row: int, file: str | None) -> None:
    """A link to a file of the inbox; the round's own workbooks lie beside this one."""
    if file is None:
        table.text(row, "file", None)
        return
    name = PurePath(file).name
    beside = name if name in _BESIDE else f"{INBOX}/{file.removeprefix(f'{INBOX}/')}"
    table.link(row, "file", file_link(beside), name if name in _BESIDE else file)
