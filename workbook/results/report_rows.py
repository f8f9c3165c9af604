"""What the page, the table and the reports say of results: the same words and numbers in each."""

from collections import Counter
from collections.abc import Iterator

from pyscoring.edition import plain
from pyscoring.results import Band, Change, Derived, Open, Results, Row, Table
from workbook.results import export_texts as texts
from workbook.results.report_texts import WORDS
from workbook.scoresheet.layout import STAGE_WORDS
from workbook.scoresheet.texts import METHODS

OFFICIAL = ("rank", "application", "project", "agency", "unit", "award", "total", "band", "remark")


def official(table: Table, row: Row, lang: str) -> tuple[str, ...]:
    """A row of the official table, a text for each of `OFFICIAL`."""
    return (
        "" if row.rank is None else str(row.rank), row.application, row.project, row.agency, row.unit,
        table.name[lang], "" if row.total is None else str(row.total), texts.outcome(row, lang),
        "; ".join(texts.remarks(row, lang)),
    )  # fmt: skip


def columns(table: Table, lang: str) -> list[str]:
    """The headings of `OFFICIAL`; where documents were checked, that instead of the band."""
    return [texts.COLUMNS["verdict" if key == "band" and table.check else key][lang] for key in OFFICIAL]


def heading(table: Table, lang: str) -> str:
    return f"{table.name[lang]} · {STAGE_WORDS[table.stage][lang]}"


def about(table: Table, lang: str) -> str:
    """The rules that a table rests on, in a line."""
    if table.check:
        return WORDS["about-check"][lang].format(edition=table.edition, definition=table.definition)
    most = WORDS["most"][lang].format(most=plain(table.most)) if table.most > table.full_mark else ""
    return WORDS["about"][lang].format(
        edition=table.edition, definition=table.definition, full=plain(table.full_mark), most=most,
        method=METHODS[table.method][lang], least=table.minimum_assessors, bands=", ".join(_bands(table, lang)),
    )  # fmt: skip


def _bands(table: Table, lang: str) -> Iterator[str]:
    for band in table.bands:
        if not is_lowest(band):
            key = "band-unset" if band.at_least is None else "band-from"
            at = "" if band.at_least is None else plain(band.at_least)
            yield WORDS[key][lang].format(band=band.name[lang], at=at)


def is_lowest(band: Band) -> bool:
    """Whether it is what a total gets that reaches no threshold: not an award."""
    return band.at_least == 0


def ahead(results: Results, lang: str) -> str:
    """The steps that applications still have before them, by the editions' names, and of how many each."""
    steps = (row.next for _, row in results.rows() if row.deciding and not row.unproved)
    counted = Counter(step.name[lang] for step in steps if step and not step.failed)
    return " · ".join(f"{name} {n}" for name, n in counted.items())


def state(results: Results, lang: str) -> str:
    """Draft or revision, and how much is open."""
    left = WORDS["open-count"][lang].format(n=len(results.open)) if results.draft and results.open else ""
    return " · ".join(filter(None, (texts.state(results, lang), left)))


def title(results: Results, lang: str) -> str:
    return WORDS["title"][lang].format(families=families(results, lang))


def families(results: Results, lang: str) -> str:
    """The awards by their families, however many there are."""
    found = list(dict.fromkeys(table.family_name[lang] for table in results.tables))
    return WORDS["and"][lang].join(found) or WORDS["awards"][lang]


def years(results: Results, lang: str) -> str:
    found = sorted({table.fiscal_year for table in results.tables})
    return ", ".join(WORDS["year"][lang].format(year=year, ce=year - 543) for year in found)


def round_name(results: Results, lang: str) -> str:
    return WORDS["round"][lang].format(round=results.round, head=results.head[:12])


def proof(derived: Derived, lang: str) -> str:
    """What the answer rests on, or what is missing."""
    said = [text[lang] for step in derived.steps for text in step.missing]
    said = said or [text[lang] for step in derived.steps for text in step.rests_on]
    return "; ".join(dict.fromkeys(said))


def change(one: Change, results: Results, lang: str) -> tuple[str, ...]:
    """Which application or agency, award, what, before, after."""
    award = texts.award_of(one, results, lang)
    stage = STAGE_WORDS[one.stage][lang] if one.stage else ""
    return one.subject, " · ".join(filter(None, (award, stage))), *texts.change(one, results, lang)


def changes(results: Results, lang: str) -> Iterator[str]:
    """What changed, a line each; an application that is new in a stage, or no longer in it, is one line.

    An application is told with its stage, who is given a derived award with the award's name.
    """
    whole = {(c.edition, c.stage, c.subject) for c in results.changes if c.key == "row"}
    for one in results.changes:
        place = STAGE_WORDS[one.stage][lang] if one.stage else texts.award_of(one, results, lang)
        told = f"{one.subject} · {place}: "
        if one.key == "row":
            yield told + WORDS["no-longer" if one.now is None else "new"][lang]
        elif (one.edition, one.stage, one.subject) not in whole:
            key, was, now = texts.change(one, results, lang)
            yield f"{told}{key.lower()} {was} → {now}"


def open_matter(one: Open, lang: str) -> tuple[str, str, str]:
    """Where, what, and what to do."""
    stage = STAGE_WORDS[one.stage][lang] if one.stage else None
    return " · ".join(filter(None, (one.application, stage))), one.what[lang], one.remedy[lang]
