"""What the page of the results shows, as plain values in both languages: rows, their traces, chart, lists."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any
from urllib.parse import quote

from pyscoring.edition import plain
from pyscoring.results import Band, Both, Cell, Derived, Near, Results, Row, Ruling, Sheet, Table, Tally
from workbook.consolidation.consolidated_texts import STANDINGS
from workbook.results import export_texts as texts
from workbook.results import report_rows
from workbook.results.report_texts import PAGE, WORDS
from workbook.scoresheet.layout import STAGE_WORDS

INBOX = "../inbox/"  # from the folder of the results
KINDS = {"rank": "number", "total": "number"}
COLUMNS = ("rank", "application", "project", "agency", "unit", "award", "stage", "total", "band", "remark")
FILTERS = ("award", "stage", "band", "agency")
_MET = {True: "met", False: "unmet", None: "unanswered"}
_LOWEST, _NONE, _SHADES = 9, 8, 3  # of a band's look
_WIDTH, _BAR = 560, 88  # of the chart, in its own units


def both(say: Callable[[str], str]) -> Both:
    """One text in both languages."""
    return Both(th=say("th"), en=say("en"))


def same(text: str) -> Both:
    """A name or a number, which is the same in both languages."""
    return Both(th=text, en=text)


def _filled(words: Mapping[str, str], **blanks: object) -> Both:
    said = {
        lang: text.format(**{k: b[lang] if isinstance(b, Both) else b for k, b in blanks.items()})
        for lang, text in words.items()
    }
    return Both(**said)


def context(results: Results) -> dict[str, Any]:
    """Everything that the template needs but the language, the style and the script; a trace is made when it is asked for."""
    shown = [_row(table, row) for table, row in results.rows()]
    scored = [table for table in results.tables if not table.check]
    filters = [_filter(key, [(each, each["values"][key]) for each in shown]) for key in FILTERS]
    _order(shown)
    return {
        "title": both(lambda lang: report_rows.title(results, lang)),
        "years": both(lambda lang: report_rows.years(results, lang)),
        "as_of": both(lambda lang: WORDS["as-of"][lang].format(day=texts.long_day(results.at, lang))),
        "round": both(lambda lang: report_rows.round_name(results, lang)),
        "state": both(lambda lang: report_rows.state(results, lang)), "draft": results.draft,
        "published_by": _filled(PAGE["published-by"], by=results.published_by) if results.published_by else None,
        "open": [dict(zip(("where", "what", "remedy"), _in_both(report_rows.open_matter, one), strict=True)) for one in results.open],
        "rows": shown, "filters": filters,
        "shown": {lang: text.format(n="\0", all=len(shown)).split("\0") for lang, text in PAGE["shown"].items()},
        "columns": [{"key": key, "name": texts.COLUMNS[key], "kind": KINDS.get(key, key)} for key in COLUMNS],
        "charts": {lang: chart(scored, lang) for lang in ("th", "en")} if scored else {},
        "summary": _summary(results), "summary_heads": _heads("agency", "award", "applications", "band"),
        "near": [_near(one, results) for one in results.near],
        "near_title": _filled(PAGE["near"], margin=plain(results.margin)),
        "near_heads": _heads("application", "project", "award", "total", "exact", "threshold", "distance"),
        "derived": [_derived(one) for one in results.derived],
        "changes": [_in_both(lambda one, lang: report_rows.change(one, results, lang), each) for each in results.changes],
        "change_heads": _heads("subject", "award", "key", "was", "now"),
        "decision_heads": [*(PAGE[key] for key in ("decisions", "value", "reason", "decided-by", "date")), texts.COLUMNS["entry"]],
        "rules": [_rules(table) for table in results.tables],
    }  # fmt: skip


def _heads(*keys: str) -> list[Mapping[str, str]]:
    return [texts.COLUMNS[key] for key in keys]


def _in_both(say: Callable[[Any, str], Sequence[str]], one: Any) -> list[Both]:
    return [Both(th=th, en=en) for th, en in zip(say(one, "th"), say(one, "en"), strict=True)]


# the table


def _row(table: Table, row: Row) -> dict[str, Any]:
    cells = dict(
        zip(report_rows.OFFICIAL, _in_both(lambda _, lang: report_rows.official(table, row, lang), None), strict=True)
    )
    cells["stage"] = Both(**STAGE_WORDS[table.stage])
    return {
        "cells": [{"key": key if cells[key].th else f"{key} empty", "name": texts.COLUMNS[key], "text": cells[key]} for key in COLUMNS],
        "values": {key: cells[key] for key in FILTERS}, "exact": row.exact, "rank": row.rank, "step": _step(table, row),
        "trace": partial(_trace, row), "data": {},
    }  # fmt: skip


def _step(table: Table, row: Row) -> int:
    """The look of a row's band, which is no award where the application is not eligible."""
    if row.band is None:
        return _NONE
    at = next(n for n, band in enumerate(table.bands) if band.id == row.band.id)
    return _LOWEST if row.unproved else _look(table.bands[at], at)


def _look(band: Band, at: int) -> int:
    """The highest band is the darkest; what is no award has a border alone."""
    return _LOWEST if report_rows.is_lowest(band) else min(at, _SHADES - 1)


def _filter(key: str, found: Iterable[tuple[dict[str, Any], Both]]) -> dict[str, Any]:
    """A choice for each value that occurs; the rows get the number of theirs."""
    options: dict[tuple[str, str], int] = {}
    for row, value in found:
        number = options.setdefault((value.th, value.en), len(options))
        row["data"][key] = number
    named = [Both(th=th, en=en) if th else Both(**PAGE["no-band"]) for th, en in options]
    return {"key": key, "name": texts.COLUMNS[key], "options": named}


def _order(rows: Sequence[dict[str, Any]]) -> None:
    """Numbers to sort by: a rank is one, exact totals are numbered in their order."""
    totals = sorted({row["exact"] for row in rows if row["exact"] is not None})
    place = {total: number for number, total in enumerate(totals)}
    for row in rows:
        row["data"]["rank-order"] = "" if row["rank"] is None else row["rank"]
        row["data"]["total-order"] = place.get(row["exact"], "")


# where a row comes from


def _trace(row: Row) -> dict[str, Any]:
    return {
        "name": _filled(PAGE["trace"], application=row.application),
        "count": _filled(PAGE["trace-count"], sheets=len(row.sheets), decisions=len(row.decisions)),
        "exact": _filled(PAGE["exact"], exact=_fraction(row.exact)) if row.exact is not None else None,
        "next": _filled(PAGE["next"], next=after.name) if (after := texts.following(row)) else None,
        "seats": both(lambda lang: ", ".join(f"{s.assessor} {STANDINGS[s.standing][lang]}" for s in row.seats) or "–"),
        "sheets": [_sheet(sheet) for sheet in row.sheets], "lines": _lines(row),
        "total": "" if row.total is None else str(row.total), "decisions": [_ruling(ruling) for ruling in row.decisions],
    }  # fmt: skip


def _fraction(exact: Fraction) -> str:
    """An exact total: a fraction where six places do not show it whole."""
    shown = texts.unrounded(exact)
    return plain(shown) if shown is not None and Fraction(shown) == exact and shown else str(exact)


def _sheet(sheet: Sheet) -> dict[str, Any]:
    entry = "" if sheet.entry is None else " · {entry}"
    place = {lang: PAGE["sheet"][lang] + entry.format(entry=PAGE["entry"][lang]) for lang in ("th", "en")}
    return {
        "assessor": sheet.assessor, "file": sheet.file, "link": sheet.file and INBOX + quote(sheet.file),
        "place": _filled(place, sheet=sheet.sheet or "–", entry=sheet.entry), "given": _number(sheet.given), "total": _number(sheet.total),
    }  # fmt: skip


def _number(total: object) -> str:
    return "" if total is None else str(total)


def _lines(row: Row) -> list[dict[str, Any]]:
    """A line for each indicator and feature, with every sheet's cell beside it."""
    points = {f"indicator:{p.id}": p for p in row.indicators}
    cells = [{cell.id: cell for cell in sheet.cells} for sheet in row.sheets]
    names = {cell.id: cell for sheet in row.sheets for cell in sheet.cells}
    return [
        {
            "name": _numbered(cell), "max": plain(points[id_].max) if id_ in points else "",
            "mean": str(points[id_].points) if id_ in points else "", "cells": [_cell(each.get(id_)) for each in cells],
        }
        for id_, cell in names.items()
    ]  # fmt: skip


def _numbered(cell: Cell) -> Both:
    number = cell.id.partition(":")[2]
    return both(lambda lang: f"{number} {cell.name[lang]}")


def _cell(cell: Cell | None) -> dict[str, Any]:
    if cell is None:
        return {"value": same("")}
    value = both(lambda lang: _value(cell.value, lang))
    counted = both(lambda lang: PAGE["counted-as"][lang].format(counted=_value(cell.counted, lang)))
    return {"value": value, "at": cell.cell, "counted": counted if cell.counted != cell.value else None}


def _value(told: Any, lang: str) -> str:
    """A blank is not a zero."""
    return PAGE["blank"][lang] if told is None else texts.value_text(told, lang)


def _ruling(ruling: Ruling) -> list[Both]:
    decided = both(lambda lang: PAGE["keep"][lang] if ruling.value == "keep" else texts.value_text(ruling.value, lang))
    day = both(lambda lang: texts.long_day(ruling.date, lang))
    entry = "" if ruling.entry is None else str(ruling.entry)
    return [ruling.about, decided, same(ruling.reason), same(ruling.decided_by), day, same(entry)]


# the lists and the chart


def _summary(results: Results) -> list[list[Both]]:
    lines = []
    for tally in results.summary:

        def said(lang: str, tally: Tally = tally) -> str:
            shown = [(c.band.name[lang], c.applications) for c in tally.counts if c.band]
            shown += [(texts.COLUMNS["later"][lang], tally.later), (PAGE["no-band"][lang], tally.undecided)]
            return ", ".join(f"{name} {n}" for name, n in shown if n)

        lines.append([same(tally.agency), tally.name, same(str(tally.applications)), both(said)])
    return lines


def _near(near: Near, results: Results) -> list[Both]:
    table, row = next(
        (t, r) for t, r in results.rows() if (t.edition, t.stage, r.application) == (near.edition, near.stage, near.application)
    )  # fmt: skip
    award = both(lambda lang: report_rows.heading(table, lang))
    threshold = both(lambda lang: f"{plain(near.threshold)} {near.band.name[lang]}")
    distance = f"{near.shown:+f}"
    return [
        same(near.application), same(row.project), award, same(str(near.total)), same(str(texts.unrounded(near.exact))), threshold,
        same(distance),
    ]  # fmt: skip


def _derived(one: Derived) -> dict[str, Any]:
    return {
        "name": one.name, "agency": one.agency, "outcome": texts.answer(one), "renamed": one.renamed,
        "project": " · ".join(filter(None, (one.application, one.project))),
        "steps": [
            {"state": PAGE[_MET[s.met]], "name": s.name, "lines": [*s.rests_on, *s.missing]} for s in one.steps
        ],
    }  # fmt: skip


def _rules(table: Table) -> dict[str, Any]:
    return {
        "name": both(lambda lang: report_rows.heading(table, lang)),
        "about": both(lambda lang: report_rows.about(table, lang)),
        "assumptions": table.assumptions,
    }


def chart(tables: Sequence[Table], lang: str) -> dict[str, Any]:
    """Bars of the applications by band, one an award and stage, in the chart's own units."""
    most = max((len(table.rows) for table in tables), default=0) or 1
    bars = []
    for number, table in enumerate(tables):
        x, parts = 0.0, []
        for name, step, count in _counts(table, lang):
            width = round(_WIDTH * count / most, 2)
            parts.append({"name": name, "step": step, "count": count, "x": round(x, 2), "width": width})
            x += width
        bars.append({"y": 20 + number * _BAR, "name": report_rows.heading(table, lang), "parts": parts})
    said = "; ".join(f"{bar['name']}: " + ", ".join(f"{p['name']} {p['count']}" for p in bar["parts"]) for bar in bars)  # type: ignore[attr-defined]
    about = PAGE["chart-about"][lang].format(said=said)
    return {"width": _WIDTH, "height": _BAR * len(bars), "bars": bars, "about": about}


def _counts(table: Table, lang: str) -> Iterable[tuple[str, int, int]]:
    """Name, look and number of applications of each band that occurs, the highest first, and of those without one."""
    counted = [row.band.id if row.band and not row.unproved else None for row in table.rows]
    for number, band in enumerate(table.bands):
        if n := counted.count(band.id):
            yield band.name[lang], _look(band, number), n
    if n := counted.count(None):
        yield PAGE["no-band"][lang], _NONE, n
