"""Results as an .xlsx file: a cover, the official table of each award, and what they rest on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pyscoring.results import Derived, Results, Row, Step, Table, Tally
from workbook.consolidation.tables import SETTLED, WARNED, WRONG, BookLook, Column, Kind, TableSheet, pieces
from workbook.results import export_texts as texts
from workbook.results import export_trace as trace
from workbook.results.export_chart import COUNT, add_bands
from workbook.results.export_cover import add_cover
from workbook.results.export_texts import COLUMNS, SHEETS
from workbook.scoresheet.layout import STAGE_WORDS
from workbook.scoresheet.style import FAMILY

_LONGEST_NAME = 31  # characters of a sheet's name
_LONGEST_HEAD = 200  # characters at the head of a page
_WIDTHS: Mapping[str, float] = {
    "rank": 8, "application": 12, "project": 42, "agency": 22, "unit": 19, "award": 27, "total": 12, "band": 18, "remark": 36,
    "stage": 18, "threshold": 12, "distance": 14, "exact": 17, "near": 20, "applications": 13, "answer": 16, "condition": 38,
    "met": 13, "rests-on": 52, "missing": 42, "renamed": 28, "what": 70, "remedy": 60, "subject": 34, "key": 18, "was": 22, "now": 22,
}  # fmt: skip
_CENTERED = ("rank", "total", "threshold", "distance", "exact", "applications", "met")
_OFFICIAL = ("rank", "application", "project", "agency", "unit", "award", "total", "band", "remark")
_STRONG = {*_OFFICIAL, "answer", "condition", "what", "subject", "near", "distance", "was", "now"} - {"unit", "remark"}


def write(results: Results, lang: str = "th") -> Iterator[bytes]:
    """The bytes of results.xlsx, piece by piece; equal results give equal bytes."""
    look = BookLook(lang, f"{texts.TITLE[lang]} · {texts.state(results, lang)}")
    names = sheet_names(results.tables)
    parts = {name: rows for name, rows in _parts(results) if rows}
    add_cover(look, results, [(names[_key(t)], _about(t, lang)) for t in results.tables], list(parts))
    lines = trace.lines(results, lang)
    starts, back = trace.starts(lines), dict[trace.Place, str]()
    for table in results.tables:
        back |= _add_table(look, results, table, names[_key(table)], starts)
    if results.tables:
        _add_summary(look, results)
        add_bands(look, results)
    for name, add in (("Near", _add_near), ("Derived", _add_derived), ("Open", _add_open), ("Changes", _add_changes)):
        if name in parts:
            add(look, results)
    trace.add_trace(look, lines, back)
    yield from pieces(look.finish())


def sheet_names(tables: Sequence[Table]) -> dict[tuple[str, str], str]:
    """A sheet's name for each edition and stage: award and stage, told apart where they would be the same."""
    names: dict[tuple[str, str], str] = {}
    for table in tables:
        ending, number = f" {table.stage}", 1
        while (name := table.award[: _LONGEST_NAME - len(ending)] + ending) in names.values():
            number += 1
            ending = f" {table.stage} {number}"
        names[_key(table)] = name
    return names


def _key(table: Table) -> tuple[str, str]:
    return table.edition, table.stage


def _about(table: Table, lang: str) -> str:
    return texts.WORDS["of-stage"][lang].format(award=table.name[lang], stage=STAGE_WORDS[table.stage][lang])


def _parts(results: Results) -> Iterable[tuple[str, Sequence[object]]]:
    yield from (
        ("Summary", results.tables),
        ("Bands", results.tables),
        ("Near", results.near),
        ("Derived", results.derived),
    )
    yield from (("Open", results.open), ("Changes", results.changes), ("Trace", results.tables))


def _columns(*keys: str, headings: Mapping[str, Mapping[str, str]] = COLUMNS) -> tuple[Column, ...]:
    return tuple(_column(key, headings[key]) for key in keys)


def _column(key: str, heading: Mapping[str, str], width: float | None = None) -> Column:
    kind: Kind = "center" if key in _CENTERED or key.startswith("band:") else "text"
    return Column(key, heading, width or _WIDTHS[key], kind, strong=key in _STRONG)


def _add_table(
    look: BookLook, results: Results, table: Table, name: str, starts: Mapping[trace.Place, int]
) -> dict[trace.Place, str]:
    """One official table; the target of each application's row."""
    headings = {**COLUMNS, "band": COLUMNS["verdict"]} if table.check else COLUMNS
    sheet = look.table(
        name, _columns(*_OFFICIAL, headings=headings), banner=texts.state(results, look.lang) if results.draft else ""
    )
    back: dict[trace.Place, str] = {}
    for row, told in enumerate(table.rows, sheet.first):
        place = table.edition, table.stage, told.application
        back[place] = f"internal:'{name}'!A{row}"
        _described(sheet, row, told, table)
        if place in starts:
            sheet.link(row, "application", f"internal:'{trace.NAME}'!A{starts[place]}", told.application)
        for column in sheet.columns:
            sheet.fill(row, column.key)
        sheet.row_done()
    _finish(sheet, _about(table, look.lang), results, frozen=2)
    return back


def _described(sheet: TableSheet, row: int, told: Row, table: Table) -> None:
    lang = sheet.look.lang
    places = f"0.{'0' * table.places}".rstrip(".")
    sheet.number(row, "rank", told.rank, bold=True)
    for key, text in (("application", told.application), ("project", told.project), ("agency", told.agency)):
        sheet.text(row, key, text)
    sheet.text(row, "unit", told.unit)
    sheet.text(row, "award", table.name[lang])
    sheet.number(row, "total", told.total, bold=True, num_format=places)
    sheet.text(row, "band", texts.outcome(told, lang), **({"bold": True} if told.won or told.considered else SETTLED))
    sheet.text(row, "remark", "\n".join(texts.remarks(told, lang)))


def _add_summary(look: BookLook, results: Results) -> None:
    """A row an agency and award; a column each band by name, and for those without one: by what they wait for."""
    bands = texts.bands(results, look.lang)
    heads = [Column(f"band:{n}", {look.lang: b}, 15, "center") for n, b in enumerate(bands)]
    columns = _columns("agency", "award", "applications")
    unsettled = (Column(key, COLUMNS[key], 13, "center", strong=False) for key in ("later", "undecided"))
    sheet = look.table("Summary", (*columns, *heads, *unsettled))
    for row, tally in enumerate(results.summary, sheet.first):
        sheet.text(row, "agency", tally.agency)
        sheet.text(row, "award", tally.name[look.lang])
        sheet.number(row, "applications", tally.applications)
        _counts(sheet, row, tally, bands)
    _finish(sheet, SHEETS["Summary"][look.lang], results)


def _counts(sheet: TableSheet, row: int, tally: Tally, bands: Sequence[str]) -> None:
    counts = texts.counted(tally, sheet.look.lang)
    for number, name in enumerate(bands):
        sheet.number(row, f"band:{number}", counts[name], num_format=COUNT)
    sheet.number(row, "later", tally.later, num_format=COUNT)
    sheet.number(row, "undecided", tally.undecided, num_format=COUNT)


def _add_near(look: BookLook, results: Results) -> None:
    tables = {_key(table): table for table in results.tables}
    sheet = look.table(
        "Near", _columns("application", "project", "award", "stage", "total", "exact", "near", "threshold", "distance")
    )
    for row, near in enumerate(results.near, sheet.first):
        table = tables[near.edition, near.stage]
        told = next(r for r in table.rows if r.application == near.application)
        for key, text in (
            ("application", near.application),
            ("project", told.project),
            ("award", table.name[look.lang]),
        ):
            sheet.text(row, key, text)
        sheet.text(row, "stage", STAGE_WORDS[near.stage][look.lang])
        sheet.text(row, "near", near.band.name[look.lang])
        shown = f"0.{'0' * table.places}".rstrip(".")
        sheet.number(row, "total", near.total, num_format=shown)
        sheet.number(row, "exact", texts.unrounded(near.exact), num_format="0.000000")
        sheet.number(row, "threshold", near.threshold)
        sheet.number(row, "distance", near.shown, num_format=f"+{shown};-{shown};0", bold=True)
    _finish(sheet, SHEETS["Near"][look.lang], results)


def _add_derived(look: BookLook, results: Results) -> None:
    """A row a condition, with what it rests on or what is missing."""
    keys = ("award", "agency", "project", "answer", "condition", "met", "rests-on", "missing", "renamed")
    columns = (replace(c, width=24) if c.key == "project" else c for c in _columns(*keys))
    sheet = look.table("Derived", tuple(columns))
    steps = [(derived, step) for derived in results.derived for step in derived.steps]
    for row, (derived, step) in enumerate(steps, sheet.first):
        _add_step(sheet, row, derived, step)
    _finish(sheet, SHEETS["Derived"][look.lang], results, frozen=2, printed="missing")


def _add_step(sheet: TableSheet, row: int, derived: Derived, step: Step) -> None:
    lang = sheet.look.lang
    marks = {True: {}, False: WRONG, None: WARNED}
    project = " · ".join(filter(None, (derived.application, derived.project)))
    sheet.text(row, "award", derived.name[lang])
    sheet.text(row, "agency", derived.agency)
    sheet.text(row, "project", project)
    sheet.text(row, "answer", texts.answer(derived)[lang], **{"bold": True, **marks[derived.granted]})
    sheet.text(row, "condition", step.name[lang])
    sheet.text(row, "met", texts.mark(step.met)[lang], **marks[step.met])
    sheet.text(row, "rests-on", "\n".join(fact[lang] for fact in step.rests_on))
    sheet.text(row, "missing", "\n".join(missing[lang] for missing in step.missing))
    sheet.text(row, "renamed", "\n".join(" → ".join(names) for names in derived.renamed))


def _add_open(look: BookLook, results: Results) -> None:
    sheet = look.table("Open", _columns("application", "stage", "what", "remedy"))
    for row, one in enumerate(results.open, sheet.first):
        sheet.text(row, "application", one.application)
        sheet.text(row, "stage", STAGE_WORDS[one.stage][look.lang] if one.stage else None)
        sheet.text(row, "what", one.what[look.lang])
        sheet.text(row, "remedy", one.remedy[look.lang])
    _finish(sheet, SHEETS["Open"][look.lang], results)


def _add_changes(look: BookLook, results: Results) -> None:
    sheet = look.table("Changes", _columns("award", "stage", "subject", "key", "was", "now"))
    for row, change in enumerate(results.changes, sheet.first):
        key, was, now = texts.change(change, results, look.lang)
        sheet.text(row, "award", texts.award_of(change, results, look.lang))
        sheet.text(row, "stage", STAGE_WORDS[change.stage][look.lang] if change.stage else None)
        sheet.text(row, "subject", change.subject)
        sheet.text(row, "key", key)
        sheet.text(row, "was", was)
        sheet.text(row, "now", now, bold=True)
    _finish(sheet, SHEETS["Changes"][look.lang], results)


def _finish(sheet: TableSheet, about: str, results: Results, frozen: int = 1, printed: str | None = None) -> None:
    """The head of every printed page says what it is, the foot which state of the results it shows."""
    sheet.finish(f"{about} · {texts.long_day(results.at, sheet.look.lang)}", frozen=frozen, printed=printed)
    head = about.replace("&", "&&")[:_LONGEST_HEAD]
    sheet.sheet.set_header(f'&C&"{FAMILY},Bold"&13{head}')
    sheet.sheet.set_margins(0.4, 0.4, 0.85, 0.6)
