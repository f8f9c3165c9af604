"""The command `export`: a round's results as files, a draft or a published revision."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbook.commands.cli_options import as_text, day_option, inbox_option, json_option, lang_option, print_json, say
from workbook.commands.progress import progress

if TYPE_CHECKING:
    from workbook.committee.inbox import Inbox
    from workbook.results.export import Exported

FORMATS = ("xlsx", "csv", "json", "html", "pdf")


def _formats(_ctx: click.Context, _option: click.Parameter, told: str | None) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in (told or "").split(",") if name.strip())
    if unknown := [name for name in names if name not in FORMATS]:
        raise click.BadParameter(f"{', '.join(unknown)}: {', '.join(FORMATS)}")
    return names


def _margin(_ctx: click.Context, _option: click.Parameter, told: str) -> Decimal:
    try:
        margin = Decimal(told)
    except InvalidOperation:
        margin = Decimal(-1)
    if not margin.is_finite() or not 0 <= margin <= 100:
        raise click.BadParameter(f"{told}: 0–100")
    return margin


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".", metavar="[DIR]")
@click.option(
    "--format", "formats", callback=_formats, metavar="LIST",
    help=f"Which files to make, parted by commas: {', '.join(FORMATS)} [all that can be made].",
)  # fmt: skip
@click.option("--final", is_flag=True, help="Publish: refused while anything is open; the ledger keeps the revision.")
@click.option("--by", callback=as_text, metavar="NAME", help="Who publishes, for the ledger and the cover.")
@click.option(
    "--reason",
    callback=as_text,
    metavar="TEXT",
    help="Why a revision was needed, for the ledger and the cover; required from revision 2 on.",
)
@day_option("The day that the files state, as 31/7/2558 or 2015-07-31 [today].")
@click.option(
    "--margin", default="1", callback=_margin, metavar="PERCENT", show_default=True,
    help="How near to a threshold a total is listed, in percent of the full mark.",
)  # fmt: skip
@click.option("--thai-digits", is_flag=True, help="Write the numbers of the .pdf in Thai digits.")
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=None, metavar="N", help="How many processes read the inbox."
)
@inbox_option
@json_option
@lang_option
def export(
    folder: Path, jobs: int | None, source: "Inbox | None", date: Any, as_json: bool, lang: str, **chosen: Any
) -> None:
    """Write the results of a round into results/: tables for people and for programs.

    They say that they are a draft until --final; a later change makes a numbered revision.
    """
    from workbook.committee.inbox import processors
    from workbook.results import export as exporting

    options = exporting.Options(lang=lang, date=date, **chosen)
    with progress(as_json, lang) as told:
        made = exporting.run(folder, options, jobs=jobs or processors(), told=told, source=source)
    if as_json:
        print_json(_as_json(made, folder, lang))
    else:
        _print(made, folder, lang, source)


def _as_json(made: "Exported", folder: Path, lang: str) -> dict[str, Any]:
    from workbook.commands.round_json import located

    results = made.results
    return {
        "revision": results.revision, "draft": results.draft, "published": made.published, "date": results.at.isoformat(),
        "head": results.head, "files": [path.relative_to(folder).as_posix() for path in made.files],
        "open": [one.model_dump(mode="json") for one in results.open],
        "changes": [change.model_dump(mode="json") for change in results.changes],
        "problems": [located(problem, lang) for problem in made.problems],
    }  # fmt: skip


def _print(made: "Exported", folder: Path, lang: str, source: "Inbox | None" = None) -> None:
    from workbook.commands.round_show import print_problems
    from workbook.results import export_texts as texts
    from workbook.results import report_rows
    from workbook.scoresheet.layout import STAGE_WORDS

    results = made.results
    for path in made.files:
        say(texts.TERMINAL["wrote"][lang].format(path=path))
    for one in results.open:
        place = " · ".join(filter(None, (one.application, one.stage and STAGE_WORDS[one.stage][lang])))
        say(f"  {texts.TERMINAL['open'][lang]} {place + ': ' if place else ''}{one.what[lang]}")
    for change in report_rows.changes(results, lang):
        say(f"  {change}")
    print_problems(made.problems, lang)
    rows = len({row.application for _, row in results.rows()})
    asked = sum(problem.code == "A90" for problem in made.problems)
    if results.draft and not results.open:
        reason = texts.PUBLISH["reason"][lang] if results.last else ""
        nothing = texts.PUBLISH["but-asked" if asked else "nothing"][lang]
        if steps := report_rows.ahead(results, lang):
            say(texts.PUBLISH["ahead"][lang].format(steps=steps))
        inbox = f" --inbox {getattr(source, 'folder', None) or source.name}" if source else ""
        say(texts.PUBLISH["next"][lang].format(nothing=nothing, folder=f"{folder}{inbox}", reason=reason))
    for label, said in texts.signed(results, lang):
        say(f"{label}: {said}")
    if made.published and not results.published_by:
        say(texts.PUBLISH["nobody"][lang])
    said = texts.TERMINAL["told"][lang].format(state=texts.state(results, lang), rows=rows, open=len(results.open))
    say(said + (texts.TERMINAL["asked"][lang].format(n=asked) if asked else ""))
