"""Results → reports as PDF: feedback for one applicant, and the draft of the announcement."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from pyscoring.edition import plain
from pyscoring.problems import Problem, Refused
from pyscoring.results import Derived, Points, Results, Row, Table
from pyscoring.score import half_up
from workbook.results import anonymous, report_rows, typeset
from workbook.results import export_texts as texts
from workbook.results.export_pdf import frame
from workbook.results.report_texts import REPORTS
from workbook.scoresheet.layout import STAGE_WORDS

Said = tuple[str, list[str]]  # an indicator or a feature, and the comments on it


def feedback(
    results: Results, application: str, assessors: Iterable[str], lang: str = "th", thai_digits: bool = False
) -> bytes:
    """What one applicant is told: scores against the full mark, total, band, what comes next, comments without names.

    `assessors` are the names and ids that must not be read in a comment. Refused: A89 no such application; A63.
    """
    table, row = _deciding(results, application)
    return typeset.pdf("feedback", _feedback(results, table, row, assessors, lang), results.at, thai_digits)


def announcement(results: Results, lang: str = "th", thai_digits: bool = False) -> bytes:
    """The text to announce, by award and band, with places for number, date and signature. Refused: A63."""
    return typeset.pdf("announcement", _announcement(results, lang), results.at, thai_digits)


def applications(results: Results) -> list[str]:
    """Those that have a row, in the order of the tables."""
    return list(dict.fromkeys(row.application for _, row in results.rows()))


def words(lang: str) -> dict[str, str]:
    return {key: text[lang] for key, text in REPORTS.items()}


def _narrow(*cells: str) -> list[str]:
    return [typeset.narrow(text) for text in cells]


def _deciding(results: Results, application: str) -> tuple[Table, Row]:
    found = [(table, row) for table, row in results.rows() if row.application == application]
    if not found:
        raise Refused(Problem("A89", {"seen": application}))
    return next(((table, row) for table, row in found if row.deciding), found[-1])


def _feedback(results: Results, table: Table, row: Row, assessors: Iterable[str], lang: str) -> dict[str, Any]:
    said, replaced = _comments(results, row, anonymous.Names(assessors), lang)
    labels = texts.COLUMNS
    facts = [
        (labels["application"][lang], row.application), (labels["project"][lang], row.project),
        (labels["agency"][lang], row.agency), (labels["unit"][lang], row.unit), (labels["award"][lang], table.name[lang]),
        (labels["stage"][lang], STAGE_WORDS[table.stage][lang]), *_earlier(results, table, row, lang),
        *((labels["remark"][lang], remark.text[lang]) for remark in row.remarks if remark.kind in ("documents", "eligibility")),
    ]  # fmt: skip
    full = plain(table.full_mark)
    total = REPORTS["no-total"][lang] if row.total is None else str(row.total)
    return frame(results, lang, REPORTS["feedback"][lang]) | {
        "said": words(lang), "under": [report_rows.years(results, lang)], "facts": [_narrow(*f) for f in facts if f[1]],
        "total": "–" if row.considered is False else total,
        "of": "" if row.total is None else REPORTS["of"][lang].format(full=full),
        "band": "" if row.unproved else texts.band(row, lang), "next": _next(row, lang),
        "final": _settled(row) or (row.unproved and row.status == "final" and not results.draft),
        "dimensions": [_points(p, lang) for p in row.dimensions] + ([_points(row.bonus, lang)] if row.bonus else []),
        "indicators": [_points(p, lang, numbered=True) for p in row.indicators],
        "decided": any(ruling.subject == "total" and not isinstance(ruling.value, str) for ruling in row.decisions),
        "comments": [{"name": name, "texts": lines} for name, lines in said],
        "replaced": REPORTS["replaced"][lang].format(n=replaced, who=anonymous.ANYBODY[lang]) if replaced else "",
    }  # fmt: skip


def _comments(results: Results, deciding: Row, names: anonymous.Names, lang: str) -> tuple[list[Said], int]:
    """Those of the stage that decides, then those of the others, each under its stage; and how many names were replaced."""
    said, replaced = anonymous.comments(deciding, names, lang)
    for table, row in results.rows():
        if row.application == deciding.application and row is not deciding:
            more, count = anonymous.comments(row, names, lang)
            said += [(f"{STAGE_WORDS[table.stage][lang]} · {name}", texts) for name, texts in more]
            replaced += count
    return said, replaced


def _next(row: Row, lang: str) -> str:
    """What comes next: no award, whatever the total would give, where the application is not eligible."""
    if row.unproved:
        return REPORTS["ineligible"][lang]
    return row.next.name[lang] if row.next else ""


def _earlier(results: Results, table: Table, row: Row, lang: str) -> Iterator[tuple[str, str]]:
    """The totals of the stages before the one that decides."""
    for other, before in results.rows():
        if before.application == row.application and before is not row and before.total is not None:
            stage = STAGE_WORDS[other.stage][lang]
            yield REPORTS["earlier"][lang].format(stage=stage), f"{before.total} {texts.band(before, lang)}".strip()


def _points(points: Points, lang: str, numbered: bool = False) -> dict[str, Any]:
    name = f"{points.id} {points.name[lang]}" if numbered else points.name[lang]
    share = points.exact / Fraction(points.max)
    return {
        "name": name, "points": str(points.points), "max": plain(points.max), "share": float(share),
        "percent": str(half_up(100 * share, 0)),
    }  # fmt: skip


def _announcement(results: Results, lang: str) -> dict[str, Any]:
    sections = [*_awards(results, lang), *_derived(results, lang)]
    named = report_rows.families(results, lang)
    years = report_rows.years(results, lang)
    return frame(results, lang, REPORTS["announcement"][lang]) | {
        "said": words(lang), "subject": REPORTS["about"][lang].format(families=named, years=years),
        "opening": REPORTS["opening"][lang].format(families=named, years=years), "sections": sections,
        "waiting": list(_waiting(results, lang)),
    }  # fmt: skip


def _waiting(results: Results, lang: str) -> Iterator[str]:
    """What is not in the announcement, and why: a visit to come, eligibility not on record, or in a draft what is open."""
    rows = [row for _, row in results.rows() if row.deciding]
    if visits := sum(row.later for row in rows):
        yield REPORTS["to-visit"][lang].format(n=visits)
    if unproved := sum(row.unproved and row.status == "final" for row in rows):
        yield REPORTS["to-prove"][lang].format(n=unproved)
    unsettled = sum(row.status != "final" for row in rows)
    if unsettled and results.draft:
        yield REPORTS["waiting"][lang].format(n=unsettled)


def _settled(row: Row) -> bool:
    """Final, with no visit to come, and as far as records must prove it, eligible."""
    return row.status == "final" and not row.visit and not row.unproved


def _awards(results: Results, lang: str) -> Iterator[dict[str, Any]]:
    """Each award's bands with what was given, whatever stage decided it; the lowest is no award."""
    for edition in dict.fromkeys(table.edition for table in results.tables):
        tables = [table for table in results.tables if table.edition == edition]
        given = [row for table in tables for row in table.rows if row.deciding and _settled(row)]
        bands = []
        for band in tables[0].bands:
            rows = [row for row in given if row.band and row.band.id == band.id]
            if rows and not report_rows.is_lowest(band):
                name = REPORTS["band"][lang].format(band=band.name[lang], n=len(rows))
                bands.append({"name": name, "rows": [_narrow(row.project, row.unit, row.agency) for row in rows]})
        if bands:
            yield {"name": tables[0].name[lang], "bands": bands}


def _derived(results: Results, lang: str) -> Iterator[dict[str, Any]]:
    """Awards that follow from results, where granted; conditions of applications are none."""
    given: dict[str, list[Derived]] = {}
    for one in results.derived:
        if one.granted and one.application is None:
            given.setdefault(one.edition, []).append(one)
    for found in given.values():
        name = REPORTS["granted"][lang].format(n=len(found))
        yield {
            "name": found[0].name[lang],
            "bands": [{"name": name, "rows": [_narrow(d.project or "–", "", d.agency) for d in found]}],
        }
