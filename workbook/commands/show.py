"""What the terminal shows, as tables that fit: editions, scores, problems, the demonstration."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pyscoring.document import unit
from pyscoring.edition import (
    AwardEdition,
    Condition,
    DerivedAward,
    Edition,
    available,
    check,
    describe_limits,
    load,
    plain,
)
from pyscoring.problems import Problem, Refused, errors
from workbook.commands import listing
from workbook.commands.counts import Count
from workbook.commands.fitted import console, print_line, print_problems, print_table, widths_in
from workbook.commands.round_texts import WORDS as ROUND_WORDS
from workbook.documents.document_texts import DOCUMENT_WORDS, SECTIONS
from workbook.scoresheet.layout import STAGE_WORDS
from workbook.scoresheet.scoring import Scored, problem_json
from workbook.scoresheet.texts import METHODS, TERMINAL, UNSET, WORDS, bonus_given, source_in

_TITLES = set(ROUND_WORDS["project"].values())
_NUMBERS = {word for key in ("total", "full") for word in TERMINAL[key].values()}
_FEW, _PAD = 60, 4  # rows of a table in a terminal; columns around a cell


def list_editions(extra: Sequence[str], as_json: bool, lang: str) -> None:
    """All editions, one a line; a file that is wrong is named with its first mistake."""
    rows: list[dict[str, Any]] = []
    for id_, path in available(extra).items():
        try:
            rows.append(_listed(load(path)))
        except Refused as refused:
            rows.append({"id": id_, "file": str(path), "problems": [problem_json(p, lang) for p in refused.problems]})
    if as_json:
        print(json.dumps({"editions": rows}, ensure_ascii=False, indent=2))
        return
    lines = [tuple(TERMINAL[k][lang] for k in ("id", "name", "full", "bands"))]
    for row in rows:
        if "problems" in row:
            first = row["problems"][0]
            lines.append((row["id"], f"✗ {first['message']}", "", row["file"]))
            continue
        bands = ", ".join(
            f"{b['name'][lang]} {'?' if b['at_least'] == 'unset' else b['at_least']}" for b in row["bands"][:-1]
        )
        lines.append((row["id"], row["name"][lang], row["full_mark"] or "", bands or TERMINAL["derived"][lang]))
    print_rows(lines)


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
    else:
        _show_rules(out, edition, lang)
    if edition.assumptions:
        _heading(out, WORDS["assumptions"][lang])
    for assumption in edition.assumptions:
        out.print(
            Text.assemble(
                "  • ",
                assumption.text[lang],
                (f"\n    {TERMINAL['affects'][lang]}: {', '.join(assumption.affects)}", "dim"),
            )
        )


def check_editions(paths: Iterable[str], as_json: bool, lang: str) -> bool:
    """Report every mistake of every file; whether there was none."""
    found = {path: check(Path(path)) for path in paths}
    return _checked(
        [
            (path, {"edition": edition and edition.id}, f"{edition and edition.id} {TERMINAL['sound'][lang]}", problems)
            for path, (edition, problems) in found.items()
        ],
        as_json, lang,
    )  # fmt: skip


def check_cases(paths: Iterable[Path], extra: Sequence[str], as_json: bool, lang: str) -> bool:
    """Report every worked case that comes out otherwise; whether there was none."""
    from pyscoring import worked

    found: dict[Path, tuple[int, Sequence[Problem]]] = {}
    for path in paths:
        try:
            found[path] = worked.check(path, extra)
        except Refused as refused:  # of the file itself, or of that of an edition
            told = refused.problems
            found |= {Path(name): (0, [p for p in told if p.file == name]) for name in (p.file for p in told) if name}
    return _checked(
        [
            (str(path), {"cases": count}, TERMINAL["cases"][lang].format(n=count), problems)
            for path, (count, problems) in found.items()
        ],
        as_json, lang,
    )  # fmt: skip


def _checked(files: Sequence[tuple[str, dict[str, Any], str, Sequence[Problem]]], as_json: bool, lang: str) -> bool:
    """Each file with what JSON says of it, what a sound one is said to be, and its problems; whether all are sound."""
    sound = not any(problems for *_, problems in files)
    if as_json:
        told = [
            {"file": path}
            | more
            | {"problems": [problem_json(p, lang) | {"line": p.lines and p.lines[0]} for p in problems]}
            for path, more, _, problems in files
        ]
        print(json.dumps({"files": told}, ensure_ascii=False, indent=2))
        return sound
    out = console()
    for path, _, said, problems in files:
        out.print(Text(path, style="bold") if problems else f"✓ {path}: {said}")
        print_problems(out, problems, lang)
    return sound


def print_scores(found: Sequence[Scored], lang: str, wrote: bool = False) -> None:
    """A short table, those to correct first, then the problems grouped by file with their remedies."""
    out = console()
    shown = sorted(found, key=lambda s: not errors(s.problems))[:_FEW] if len(found) > _FEW else found
    print_rows(list(listing.rows(shown, lang)), more=len(found) - len(shown))
    print_by_file(list(listing.by_file(found)), lang)
    for line in listing.summary(found, lang, wrote):
        print_line(out, line, "bold")


def print_by_file(
    by_file: Sequence[tuple[str, list[Problem]]], lang: str, place: Callable[[Problem], str] | None = None
) -> None:
    """What each file has of its own, then what many have alike, once each with the first of them."""
    out = console()
    own, alike = listing.parted(by_file)
    for name, problems in own:
        out.print(Text(name, style="bold"), soft_wrap=True)
        print_problems(out, problems, lang, place)
    for problem, name, count in alike:
        print_line(out, TERMINAL["alike"][lang].format(n=Count(count), name=name), "bold")
        print_problems(out, [problem], lang, place)


def print_rows(rows: Sequence[Sequence[str]], heading: str | None = None, more: int = 0) -> None:
    """A table whose first row is the headings; `more` rows are only counted. In a pipe, columns parted by tabs."""
    out = console()
    if not out.is_terminal:
        for row in rows:
            print("\t".join(row))
        return
    if heading:
        _heading(out, heading)
    print_table(out, rows, _TITLES, _NUMBERS)
    if more:
        out.print(Text(f"… +{more}", style="dim"))


def _listed(edition: Edition) -> dict[str, Any]:
    scored = edition if isinstance(edition, AwardEdition) else None
    return {
        "id": edition.id,
        "name": edition.name.model_dump(),
        "family": edition.family,
        "fiscal_year": edition.fiscal_year,
        "kind": "scored" if scored else "derived",
        "full_mark": plain(scored.total.full_mark) if scored else None,
        "bands": [
            {
                "id": b.id,
                "name": b.name.model_dump(),
                "at_least": b.at_least if isinstance(b.at_least, str) else plain(b.at_least),
            }
            for b in (scored.bands if scored else ())
        ],
    }


def _title(out: Console, edition: Edition, lang: str) -> None:
    year = f"พ.ศ. {edition.fiscal_year}" if lang == "th" else str(edition.fiscal_year_ce)
    out.print(Text(f"{edition.name[lang]} {year}", style="bold"))
    said = [edition.id] + (
        [f"{TERMINAL['definition'][lang]} {edition.definition}"] if isinstance(edition, AwardEdition) else []
    )
    slides = ", ".join(map(str, edition.document.slides))
    out.print(Text(" · ".join(said), style="dim"))
    out.print(
        Text(
            f"{TERMINAL['document'][lang]}: {edition.document.title[lang]}, {TERMINAL['slides'][lang]} {slides}",
            style="dim",
        )
    )


def _show_rules(out: Console, edition: AwardEdition, lang: str) -> None:
    for dimension in edition.dimensions:
        weight = WORDS["weight"][lang].format(weight=plain(dimension.weight))
        head = f"{WORDS['dimension'][lang].format(id=dimension.id)} {dimension.name[lang]} — {weight}"
        rows = [
            (f"{i.id}  {i.name[lang]}", WORDS["range"][lang].format(**describe_limits(i)), i.source)
            for i in dimension.indicators
        ]
        _named(out, head, rows, lang)
    for rule in edition.bonus:
        _named(
            out,
            f"{WORDS['bonus'][lang]}: {rule.name[lang]} — {bonus_given(rule, lang)}",
            [(f"{f.id}  {f.name[lang]}", "", f.source) for f in rule.features],
            lang,
        )
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
    _named(out, TERMINAL["consolidation"][lang], [(told, "", c.source)], lang)


def _documents(edition: AwardEdition, lang: str) -> list[tuple[str, str, str]]:
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


def _conditions(edition: Edition, conditions: Sequence[Condition], lang: str) -> list[tuple[str, str, str]]:
    from pyscoring.wording import Wording

    words = Wording(lang, edition.fiscal_year)
    proved = (f"\n→ {words.rule(c.rule)}" if c.rule.kind != "attested" else "" for c in conditions)
    return [(c.name[lang] + rule, "", c.source) for c, rule in zip(conditions, proved, strict=True)]


def _heading(out: Console, text: str) -> None:
    out.print()
    out.print(Text(text, style="bold cyan"))


def _named(out: Console, heading: str, rows: Sequence[tuple[str, str, str]], lang: str) -> None:
    if not rows:
        return
    _heading(out, heading)
    shown = [(text, figure, source_in(source, lang)) for text, figure, source in rows]
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
