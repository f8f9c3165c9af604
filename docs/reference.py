"""Writes the reference pages from the code: problems, editions, commands, worksheet functions and JSON documents.

Run as ``python -m docs.reference``; with ``--check`` nothing is written, and it exits 1 if a page is out of date.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import click

import pyscoring
from docs import function_page, json_pages, key_page
from docs.tables import GENERATED
from docs.tables import table as _table
from pyscoring.document import definition, unit
from pyscoring.edition import (
    AwardEdition,
    Bonus,
    Condition,
    DerivedAward,
    Edition,
    Indicator,
    Named,
    Text,
    describe_limits,
    load,
    plain,
)
from pyscoring.problems import CATALOGUE
from pyscoring.wording import Wording
from workbook.cli import main as program

FOLDER = Path(__file__).parent
OWN = Path(pyscoring.__file__).parent / "editions"
FAMILIES = {
    "E": ("Edition", "An edition's file is wrong."),
    "F": ("File", "A file cannot be read as a workbook."),
    "S": ("Shape", "The package inside the file is not as it should be."),
    "T": ("Template", "The sheet does not fit the edition."),
    "D": ("Data", "What was typed cannot be used, or should be looked at."),
    "A": ("Assembly", "What was typed contradicts itself or another sheet."),
    "W": ("Writing", "A result cannot be written."),
}
METHODS = {"mean": "the mean", "median": "the median", "trimmed": "the trimmed mean"}
STAGES = {"document": "document check", "desk": "desk assessment", "site": "site visit"}


@cache
def pages() -> dict[str, str]:
    """The text of each page by its name."""
    editions = [load(path) for path in sorted(OWN.glob("*.toml"))]
    return {
        "problems.md": problems(), "editions.md": "\n".join(_editions(editions)), "commands.md": commands(),
        "functions.md": function_page.page(), **json_pages.pages(),
        "keys.md": key_page.page([edition for edition in editions if isinstance(edition, AwardEdition)]),
    }  # fmt: skip


def stale(folder: Path = FOLDER) -> list[str]:
    """The names of the pages in `folder` that differ from what the code says."""
    return [
        n for n, text in pages().items() if not (p := folder / n).is_file() or p.read_text(encoding="utf-8") != text
    ]


# problems


def problems() -> str:
    """Every problem with its code, severity, message and remedy, by family."""
    lines = [
        GENERATED, "", "# Problems", "",
        "Everything that can be wrong has a code, a severity, a place, a message and a remedy.",
        "An *error* keeps the result from being given; a *warning* should be looked at;",
        "a *note* says what was understood.",
        "In the messages, ‹…› stands for what was found.", "",
    ]  # fmt: skip
    unknown = {code[0] for code in CATALOGUE} - set(FAMILIES)
    if unknown:
        raise ValueError(f"These families of problems have no heading here: {', '.join(sorted(unknown))}")
    for family, (title, meaning) in FAMILIES.items():
        codes = sorted(code for code in CATALOGUE if code[0] == family)
        if not codes:
            continue
        lines += [f"## {family}: {title}", "", meaning, ""]
        lines += _table(("Code", "Severity", "ข้อความ", "Message", "วิธีแก้", "Remedy"), (_problem(code) for code in codes))
    return "\n".join(lines).rstrip() + "\n"


def _problem(code: str) -> tuple[str, ...]:
    entry = CATALOGUE[code]
    texts = (entry.th, entry.en, entry.remedy_th, entry.remedy_en)
    return (f"`{code}`", str(entry.severity), *(re.sub(r"\{(\w+)\}", r"‹\1›", text) for text in texts))


# editions


def _editions(editions: Sequence[Edition]) -> Iterator[str]:
    yield from (GENERATED, "", "# Editions", "")
    yield "Each edition is one file in `pyscoring/editions`. Slides are those of the source document that it names."
    yield "Where the slides leave something open, the edition says so as an assumption; a committee can change it."
    yield ""
    yield from _table(("Id", "Award", "รางวัล", "Full mark", "Bands"), (_overview(e) for e in editions))
    for edition in editions:
        yield from _edition(edition)


def _overview(edition: Edition) -> tuple[str, ...]:
    link = f"[`{edition.id}`](#{edition.id})"
    if not isinstance(edition, AwardEdition):
        return link, edition.name.en, edition.name.th, "", "from other results"
    bands = ", ".join(f"{b.name.en} {_threshold(b.at_least)}" for b in edition.bands if b.at_least != 0)
    return link, edition.name.en, edition.name.th, plain(edition.total.full_mark), bands


def _edition(edition: Edition) -> Iterator[str]:
    document = edition.document
    numbered = (("slides", document.slides), ("pages", document.pages))
    places = ", ".join(f"{name} {', '.join(map(str, numbers))}" for name, numbers in numbered if numbers)
    yield from (f"## {edition.id}", "")
    year = f"fiscal year {edition.fiscal_year_ce} (พ.ศ. {edition.fiscal_year})"
    yield from (f"**{edition.name.en}** ({edition.name.th}), {year}.", "")
    yield from (f"Part of: {_both(edition.family_name)}.", "")
    yield from (f"Source: {document.title.en} ({document.title.th}), {places}.", "")
    if isinstance(edition, AwardEdition):
        yield from _rules(edition)
    elif isinstance(edition, DerivedAward):
        yield from ("### Conditions", "", "This award follows from other results; it has no score sheet.", "")
        yield from _conditions(edition, edition.conditions)
    if edition.assumptions:
        yield from ("### Assumptions", "")
        affects = (", ".join(f"`{key}`" for key in a.affects) for a in edition.assumptions)
        rows = ((f"`{a.id}`", a.text.en, a.text.th, keys) for a, keys in zip(edition.assumptions, affects, strict=True))
        yield from _table(("Id", "Assumption", "ข้อสมมติ", "Affects"), rows)


def _rules(edition: AwardEdition) -> Iterator[str]:
    total, full = edition.total, plain(edition.full_mark_with_bonus)
    if edition.requires:
        yield from (f"Requires a result of `{edition.requires}`.", "")
    yield from ("### Weights and indicators", "")
    for d in edition.dimensions:
        yield from (f"**{d.id}. {d.name.en}** ({d.name.th}): weight {plain(d.weight)} ({d.source})", "")
        heads = ("Id", "Indicator", "ตัวชี้วัด", "Typed", "Step", "Points", "Source")
        yield from _table(heads, map(_indicator, d.indicators))
        criteria = [(i.id, i.criteria.en, i.criteria.th) for i in d.indicators if i.criteria]
        if criteria:
            yield from _table(("Id", "Criteria", "เกณฑ์"), criteria)
    yield f"Total: at most {plain(total.full_mark)}{f', {full} with the bonus' if edition.bonus else ''};"
    yield from (f"rounded once, at the end, half up to {total.places} decimals ({total.source}).", "")
    if edition.bonus:
        yield from ("### Bonus", "")
    for rule in edition.bonus:
        yield from (f"**{rule.name.en}** ({rule.name.th}): {_given(rule)} ({rule.source})", "")
        yield from _table(("Id", "Feature", "ลักษณะ", "Source"), ((f.id, *_named(f)) for f in rule.features))
    yield from ("### Bands", "")
    bands = ((f"`{b.id}`", b.name.en, b.name.th, _threshold(b.at_least), b.source) for b in edition.bands)
    yield from _table(("Id", "Band", "ระดับ", "From", "Source"), bands)
    if edition.gates:
        yield from ("### What comes next", "")
        gates = ((STAGES[g.stage], _threshold(g.at_least), g.name.en, g.name.th, g.source) for g in edition.gates)
        yield from _table(("After", "From", "Next", "ขั้นต่อไป", "Source"), gates)
    if edition.eligibility:
        yield from ("### Eligibility", "")
        yield from _conditions(edition, edition.eligibility)
    if edition.documents:
        yield from _documents(edition)
    c = edition.consolidation
    yield from ("### Between assessors", "")
    yield f"The official result is {METHODS[c.method]} of at least {c.minimum_assessors} assessors. They discuss"
    yield from (f"what they differ in by more than {plain(c.disagreement_limit)}% of its maximum ({c.source}).", "")


def _documents(edition: AwardEdition) -> Iterator[str]:
    yield from ("### Document check", "")
    yield from (f"Definition of its form: `{definition(edition)}`.", "")
    asked = ((d, f"at most {d.at_most:,} {unit(d, 'en')}" if d.at_most else "received") for d in edition.documents)
    rows = ((f"`{d.id}`", d.name.en, d.name.th, limit, d.source) for d, limit in asked)
    yield from _table(("Id", "Document", "เอกสาร", "Asked for", "Source"), rows)
    after = edition.after_documents
    steps = (("complete", after.considered), ("incomplete", after.not_considered)) if after else ()
    named = ((said, step.name.en, step.name.th, step.source) for said, step in steps if step)
    yield from _table(("When", "Next", "ขั้นต่อไป", "Source"), named)


def _indicator(i: Indicator) -> tuple[str, ...]:
    limits = describe_limits(i)
    typed = f"{limits['low']} to {limits['high']}"
    return i.id, i.name.en, i.name.th, typed, limits["step"], plain(i.max), i.source


def _named(item: Named) -> tuple[str, str, str]:
    return item.name.en, item.name.th, item.source


def _conditions(edition: Edition, conditions: Iterable[Condition]) -> Iterator[str]:
    words = Wording("en", edition.fiscal_year)
    rows = ((c.name.en, c.name.th, words.rule(c.rule), c.source) for c in conditions)
    yield from _table(("Condition", "เงื่อนไข", "Proved by", "Source"), rows)


def _given(rule: Bonus) -> str:
    when = {"rule": "if at least one feature is confirmed", "feature": "for each feature that is confirmed"}
    said = f"{plain(rule.points)} points {when[rule.per]}"
    if rule.cap is not None:
        said += f", at most {plain(rule.cap)}"
    if rule.dimension is not None:
        said += f", added to dimension {rule.dimension}"
    return said + (f" up to {plain(rule.dimension_cap)}" if rule.dimension_cap is not None else "")


def _threshold(at_least: object) -> str:
    return "not set" if at_least == "unset" else f"{at_least:f}"


def _both(text: Text) -> str:
    return f"{text.en} ({text.th})"


# commands


def commands() -> str:
    """Every command with its arguments and options, however wide the terminal is."""
    lines = [
        GENERATED, "", "# Commands", "",
        "Exit codes: 0 fine; 1 a problem of severity error; 2 wrong use.", "",
    ]  # fmt: skip
    for context in _walk(click.Context(program, info_name="pyscoring", **program.context_settings)):
        lines += _command(context)
    return "\n".join(lines).rstrip() + "\n"


def _walk(context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(context.command, click.Group):
        for name, child in sorted(context.command.commands.items()):
            yield from _walk(click.Context(child, info_name=name, parent=context))


def _command(context: click.Context) -> Iterator[str]:
    command, path = context.command, context.command_path
    yield from (f"## {path}", "", "```text", f"{path} {' '.join(command.collect_usage_pieces(context))}", "```", "")
    paragraphs = (command.help or "").replace("\b", "").split("\n\n")
    yield from (line for paragraph in paragraphs for line in (" ".join(paragraph.split()), ""))
    if isinstance(command, click.Group):
        rows = ((f"`{name}`", child.get_short_help_str(200)) for name, child in sorted(command.commands.items()))
        yield from _table(("Command", "Does"), rows)
    options = [o for o in command.get_params(context) if isinstance(o, click.Option) and not o.hidden]
    records = filter(None, (option.get_help_record(context) for option in options))
    yield from _table(("Option", "Meaning"), ((f"`{flags}`", " ".join(text.split())) for flags, text in records))


def main(arguments: Sequence[str]) -> int:
    if "--check" in arguments:
        old = stale()
        told = [f"docs/{name} is out of date: run python -m docs.reference" for name in old]
        print("\n".join(told or ["the reference is up to date"]))
        return 1 if old else 0
    written: Mapping[str, str] = pages()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
