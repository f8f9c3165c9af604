"""One edition explained in a terminal: every rule beside its source."""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import chain

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pyscoring.document import unit
from pyscoring.edition import (
    Assumption,
    AwardEdition,
    Bonus,
    Condition,
    DerivedAward,
    Dimension,
    Edition,
    Indicator,
    Total,
    describe_limits,
    load,
    plain,
)
from pyscoring.edition_files import available
from pyscoring.score import coefficient, half_up
from workbook.commands.edition_words import EXPLAINED, VALUES, source
from workbook.commands.fitted import console, print_heading, print_line, widths_in
from workbook.documents.document_texts import DOCUMENT_WORDS, SECTIONS
from workbook.scoresheet.layout import STAGE_WORDS
from workbook.scoresheet.texts import AGREED, METHODS, TERMINAL, UNSET, WORDS, bonus_given

_PAD = 4  # columns around a cell
_ALL = Decimal(100)  # percent of a maximum
_PLACES = 2  # of what an indicator is worth
Row = tuple[str, str, str]


def show_edition(ref: str, extra: Sequence[str], as_json: bool, lang: str) -> None:
    """One edition with every rule beside its source."""
    edition = load(ref, extra)
    if as_json:
        more = {"definition": edition.definition} if isinstance(edition, AwardEdition) else {}
        print(json.dumps(edition.model_dump(mode="json") | more, ensure_ascii=False, indent=2))
        return
    out = console()
    _title(out, edition, lang)
    if isinstance(edition, DerivedAward):
        _named(out, TERMINAL["conditions"][lang], _conditions(edition, edition.conditions, lang), lang)
    elif isinstance(edition, AwardEdition):
        _show_rules(out, edition, lang)
    if edition.assumptions:
        print_heading(out, WORDS["assumptions"][lang])
        _assumptions(out, edition.assumptions, lang)
    if doubts := list(_doubts(edition, extra, lang)):
        print_heading(out, EXPLAINED["doubts"][lang])
        for told in doubts:
            print_line(out, f"  • {told}")


def _doubts(edition: AwardEdition | DerivedAward, extra: Sequence[str], lang: str) -> Iterator[str]:
    """What may be a slip of the pen, and may be right: awards of no known edition, steps beside the bands, idle limits."""
    known = {id_.rpartition("-")[0] for id_ in available(extra)} | {edition.award, None}
    scored = edition if isinstance(edition, AwardEdition) else None
    rules = [
        c.rule.model_dump() for c in (edition.conditions if isinstance(edition, DerivedAward) else edition.eligibility)
    ]
    named = [a for r in rules for a in (*r.get("awards", ()), *r.get("never", ()), *chain(*r.get("sequences", ())))]
    for award in dict.fromkeys((scored and scored.requires, *named)):
        if award not in known:
            yield EXPLAINED["unknown-award"][lang].format(award=award)
    bands = {b.at_least for b in scored.bands} if scored else set()
    for gate in scored.gates if scored and "unset" not in bands else ():
        if gate.at_least not in bands:
            stage = STAGE_WORDS[gate.stage][lang]
            yield EXPLAINED["beside-bands"][lang].format(stage=stage, name=gate.name[lang], at=plain(gate.at_least))
    for key, limit, most in _beyond_reach(scored) if scored else ():
        yield EXPLAINED["beyond-reach"][lang].format(key=key, limit=plain(limit), most=plain(most))


def _beyond_reach(edition: AwardEdition) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Limits that hold nothing back: the key, the limit, and the most that there can be."""
    weights = {d.id: d.weight for d in edition.dimensions}
    for n, rule in enumerate(edition.bonus, 1):
        most = rule.model_copy(update={"cap": None}).most
        limits = [("cap", rule.cap, most)]
        if rule.dimension:
            limits.append(("dimension_cap", rule.dimension_cap, weights[rule.dimension] + rule.most))
        yield from ((f"bonus[{n}].{key}", limit, most) for key, limit, most in limits if limit and limit > most)
    if edition.consolidation.disagreement_limit >= _ALL:
        yield "consolidation.disagreement_limit", edition.consolidation.disagreement_limit, _ALL


def _title(out: Console, edition: Edition, lang: str) -> None:
    year = f"พ.ศ. {edition.fiscal_year}" if lang == "th" else str(edition.fiscal_year_ce)
    print_line(out, f"{edition.name[lang]} {year}", "bold")
    said = [edition.id] + (
        [f"{TERMINAL['definition'][lang]} {edition.definition}"] if isinstance(edition, AwardEdition) else []
    )
    print_line(out, " · ".join(said), "dim")
    places = (("slide", edition.document.slides), ("page", edition.document.pages))
    told = [
        f"{EXPLAINED[name if len(numbers) == 1 else f'{name}s'][lang]} {', '.join(map(str, numbers))}"
        for name, numbers in places
        if numbers
    ]
    print_line(out, f"{TERMINAL['document'][lang]}: {', '.join((edition.document.title[lang], *told))}", "dim")


def _show_rules(out: Console, edition: AwardEdition, lang: str) -> None:
    for dimension in edition.dimensions:
        rows = [
            (f"{i.id}  {i.name[lang]}{_criteria(i, lang)}", _scored(dimension, i, lang), i.source)
            for i in dimension.indicators
        ]
        _named(out, _of_dimension(dimension, lang), rows, lang)
    for rule in edition.bonus:
        _named(out, _of_bonus(rule, lang), [(f"{f.id}  {f.name[lang]}", "", f.source) for f in rule.features], lang)
    _named(out, EXPLAINED["total"][lang], [(_full_mark(edition, edition.total, lang), "", edition.total.source)], lang)
    bands = [
        (b.name[lang], UNSET[lang] if b.at_least == "unset" else f"≥ {plain(b.at_least)}", b.source)
        for b in edition.bands
    ]
    full = f"{WORDS['full'][lang]} {plain(edition.full_mark_with_bonus)}"
    _named(out, f"{WORDS['bands'][lang]} ({full})", bands, lang)
    gates = [
        (f"{STAGE_WORDS[g.stage][lang]} → {g.name[lang]}", f"≥ {plain(g.at_least)}", g.source) for g in edition.gates
    ]
    _named(out, WORDS["gates"][lang], gates, lang)
    _named(out, WORDS["eligibility"][lang], _conditions(edition, edition.eligibility, lang), lang)
    _named(out, SECTIONS["documents"][lang], _documents(edition, lang), lang)
    c = edition.consolidation
    told = TERMINAL["panel"][lang].format(
        method=METHODS[c.method][lang], least=c.minimum_assessors, limit=plain(c.disagreement_limit)
    )
    agreed = [(AGREED[lang], "", "")] if edition.bonus else []
    _named(out, TERMINAL["consolidation"][lang], [(told, "", c.source), *agreed], lang)


def _of_dimension(dimension: Dimension, lang: str) -> str:
    head = f"{WORDS['dimension'][lang].format(id=dimension.id)} {dimension.name[lang]}"
    weight = WORDS["weight"][lang].format(weight=plain(dimension.weight))
    return f"{head} — {weight} · {source(dimension.source, lang)}"


def _criteria(indicator: Indicator, lang: str) -> str:
    return f"\n→ {indicator.criteria[lang]}" if indicator.criteria else ""


def _scored(dimension: Dimension, indicator: Indicator, lang: str) -> str:
    """What may be typed, and what the highest entry earns where that is another number."""
    limits = describe_limits(indicator)
    told = WORDS["range"][lang].format(**limits)
    usual = indicator.model_copy(update={"step": None})
    if indicator.steps != usual.steps:
        told += EXPLAINED["steps"][lang].format(**limits)
    worth = coefficient(dimension, indicator) * Fraction(indicator.high)
    if worth == indicator.high:
        return told
    return told + EXPLAINED["worth"][lang].format(points=plain(half_up(worth, _PLACES)))


def _of_bonus(rule: Bonus, lang: str) -> str:
    told = f"{WORDS['bonus'][lang]}: {rule.name[lang]} — {bonus_given(rule, lang)}"
    added = EXPLAINED["added"][lang].format(id=rule.dimension) if rule.dimension else ""
    return " · ".join(filter(None, (told, added, source(rule.source, lang))))


def _full_mark(edition: AwardEdition, total: Total, lang: str) -> str:
    most = edition.full_mark_with_bonus
    bonus = EXPLAINED["with-bonus"][lang].format(full=plain(most)) if most != total.full_mark else ""
    rounding = VALUES["rounding"][total.rounding][lang]
    return EXPLAINED["full-mark"][lang].format(
        full=plain(total.full_mark), bonus=bonus, places=total.places, rounding=rounding
    )


def _documents(edition: AwardEdition, lang: str) -> list[Row]:
    """What is handed in with its limit, and what comes after the document check."""
    rows = []
    for document in edition.documents:
        limit = {"limit": f"{document.at_most:,}", "unit": unit(document, lang)} if document.at_most else {}
        asked = DOCUMENT_WORDS["at-most" if limit else "received"][lang].format(**limit)
        rows.append((document.name[lang], asked, document.source))
    after = edition.after_documents
    steps = (("considered", after.considered), ("not-considered", after.not_considered)) if after else ()
    named = [(DOCUMENT_WORDS[key][lang].format(name=step.name[lang]), "", step.source) for key, step in steps if step]
    return rows + named


def _conditions(edition: Edition, conditions: Sequence[Condition], lang: str) -> list[Row]:
    from pyscoring.wording import Wording

    words = Wording(lang, edition.fiscal_year)
    proved = (f"\n→ {words.rule(c.rule)}" if c.rule.kind != "attested" else "" for c in conditions)
    return [(c.name[lang] + rule, "", c.source) for c, rule in zip(conditions, proved, strict=True)]


def _assumptions(out: Console, assumptions: Sequence[Assumption], lang: str) -> None:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for assumption in assumptions:
        affects = f"\n{TERMINAL['affects'][lang]}: {', '.join(assumption.affects)}"
        table.add_row("  •", Text.assemble(f"{assumption.id}: {assumption.text[lang]}", (affects, "dim")))
    out.print(table)


def _named(out: Console, heading: str, rows: Sequence[Row], lang: str) -> None:
    if not rows:
        return
    print_heading(out, heading)
    shown = [(text, figure, source(told, lang)) for text, figure, told in rows]
    if widths_in(shown, (), out.width - 3 * _PAD) is None:
        for text, *beside in shown:
            for line in text.split("\n"):
                print_line(out, f"  {line}")
            print_line(out, f"      {' · '.join(filter(None, beside))}", "dim")
        return
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
    table.add_column(ratio=1, overflow="fold")
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="dim")
    for cells in shown:
        table.add_row(*cells)
    out.print(table)
