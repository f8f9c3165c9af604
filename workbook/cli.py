"""The `pyscoring` command: arguments, progress, printing, exit codes.

Everything but Click is imported where it is used: start-up is instant.
"""

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbook.commands import (
    cli_addin,
    cli_editions,
    cli_export,
    cli_report,
    cli_round,
    cli_server,
    cli_words,
    interrupts,
    streams,
    usage,
)
from workbook.commands.cli_options import (
    JSON,
    LANG,
    edition_option,
    formulas_option,
    json_option,
    lang_option,
    print_json,
    problem_line,
    say,
)
from workbook.commands.progress import progress

if TYPE_CHECKING:
    from workbook.scoresheet.function_formulas import Kind


class _Group(click.Group):
    """Turns every refusal into its message: never a traceback for what a user did."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        with streams.ready():
            return super().main(*args, **kwargs)

    def make_context(self, info_name: str | None, args: list[str], *more: Any, **extra: Any) -> click.Context:
        lang = usage.language(args)
        with usage.said(lang):
            made = super().make_context(info_name, args, *more, **extra)
        made.meta[LANG] = lang  # for what is wrong before the command itself has read it
        return made

    def invoke(self, ctx: click.Context) -> Any:
        try:
            try:
                with interrupts.interruptible(), usage.said(ctx.meta[LANG]):
                    _tell_what_is_lost(ctx.meta[LANG])
                    return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever read has had enough
                raise
            _complain_of_output(error, ctx.meta[LANG])
            raise SystemExit(1) from None
        except KeyboardInterrupt:
            click.echo(_STOPPED[ctx.meta[LANG]], err=True)
            raise SystemExit(130) from None  # the shell's own code for it
        except Exception as error:
            from pyscoring.problems import Refused

            if not isinstance(error, Refused):
                raise
            lang = ctx.meta[LANG]
            if ctx.meta.get(JSON):
                from workbook.scoresheet.scoring import problem_json

                where = [{"file": p.file, "line": p.lines and p.lines[0]} for p in error.problems]
                told = [problem_json(p, lang) for p in error.problems]
                print_json({"problems": [place | one for place, one in zip(where, told, strict=True)]})
            for problem in error.problems:
                say(problem_line(problem, lang), err=True)
            raise SystemExit(1) from None


def _tell_what_is_lost(lang: str) -> None:
    """A slip in PYSCORING_EDITIONS would let the package's rules count in place of those that were meant."""
    if os.environ.get("PYSCORING_EDITIONS"):
        from pyscoring.edition_files import lost

        for place in lost():
            say(_LOST[lang].format(place=place), err=True)


_LOST = {
    "th": "PYSCORING_EDITIONS ระบุ {place} ซึ่งไม่มีไฟล์หรือโฟลเดอร์นั้น แก้ตัวแปรนี้ให้ถูก",
    "en": "PYSCORING_EDITIONS names {place}, and there is no such file or folder: mend that variable",
}
_STOPPED = {"th": "หยุดแล้ว", "en": "Stopped."}
_FEW = 50  # files: below, they are read before a bar would have shown anything


def _complain_of_output(error: OSError, lang: str) -> None:
    """What was to be printed could not be: files have their own refusals."""
    from workbook.files import atomic

    (problem,) = atomic.not_written(error, error.filename or "stdout").problems
    say(problem_line(problem, lang), err=True)
    sys.stdout = streams.nowhere()  # nothing more is tried when Python ends


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pyscoring-workbook", prog_name="pyscoring")
def main() -> None:
    """Score workbooks of the Thai public-sector awards: make, check, score.

    คำสั่งสำหรับสมุดให้คะแนนรางวัลภาครัฐไทย
    """


@main.command()
@click.argument("edition_id", metavar="ID")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write it [ID.xlsx in this folder].")
@click.option("--stage", type=click.Choice(["document"]), help="Make the form of the document check instead.")
@formulas_option("functions", "server")
@click.option("--force", is_flag=True, help="Overwrite a file that is already there.")
@edition_option
@lang_option
def template(
    edition_id: str,
    output: Path | None,
    stage: str | None,
    kind: "Kind",
    force: bool,
    extra: tuple[str, ...],
    lang: str,
) -> None:
    """Make a blank score workbook of an edition.

    ID is an id from `pyscoring editions`, or the path of an edition's file.
    """
    from pyscoring.edition import scored
    from workbook.files import atomic

    edition = scored(edition_id, extra)
    if stage and not edition.documents:
        said = "เกณฑ์นี้ไม่มีรายการตรวจเอกสาร" if lang == "th" else "the edition lists no documents to check"
        raise click.UsageError(f"{edition.id}: {said}")
    if stage and kind != "native":
        said = "แบบตรวจเอกสารมีแต่สูตรปกติ" if lang == "th" else "the document check has native formulas only"
        raise click.UsageError(f"--formulas {kind}: {said}")
    target = output or Path(f"{edition.id}{'-document' if stage else ''}.xlsx")
    if target.suffix != ".xlsx" or not target.absolute().parent.is_dir():
        said = "ระบุไฟล์ .xlsx ในโฟลเดอร์ที่มีอยู่" if lang == "th" else "name an .xlsx file in a folder that exists"
        raise click.UsageError(f"{target}: {said}")
    if target.exists() and not force:
        said = (
            f"มีไฟล์ {target} อยู่แล้ว ใช้ --force เพื่อเขียนทับ"
            if lang == "th"
            else f"{target} exists; use --force to overwrite it"
        )
        raise click.UsageError(said)
    if stage:
        from workbook.documents.document_sheet import document_blank

        made = document_blank(edition, lang)
    else:
        from workbook.scoresheet.template import blank

        made = blank(edition, lang, kind)
    atomic.replace(target, made)
    click.echo(target)


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--write",
    is_flag=True,
    help="Write the official block into each workbook, or beside one that cannot take it; nothing else changes.",
)
@click.option(
    "--engine",
    type=click.Choice(["python", "libreoffice"]),
    default="python",
    show_default=True,
    help="What reads the workbooks: this program, or a LibreOffice that calculates every formula anew as well.",
)
@edition_option
@json_option
@lang_option
def score(paths: tuple[Path, ...], write: bool, engine: str, extra: tuple[str, ...], as_json: bool, lang: str) -> None:
    """Check and score filled workbooks. Folders are walked.

    A workbook in a round's folder is scored by the round's own editions too, unless --edition names others.
    """
    from pyscoring.problems import errors
    from workbook.committee.round_folder import in_its_round
    from workbook.scoresheet.reader import read_file
    from workbook.scoresheet.scoring import score_files, walk

    files = list(walk(paths))
    if engine == "libreoffice":
        from workbook.commands.in_office import score_in_office

        with progress(as_json, lang) as told:
            found = score_in_office(files, extra, write, told)
    else:
        with progress(as_json or len(files) < _FEW, lang) as told:
            found = list(score_files(files, extra, write, read=in_its_round(read_file), told=told))
    if as_json:
        print_json({"scores": [_score_json(s, lang) for s in found]})
    else:
        _print_scores(found, lang, write)
    raise SystemExit(1 if any(errors(s.problems) for s in found) else 0)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="demo", metavar="[DIR]")
@lang_option
def demo(folder: Path, lang: str) -> None:
    """A whole round over the Department of Health's eleven applications of 2558, with made-up scores.

    Makes DIR: a register, workbooks handed out and returned by three assessors, the consolidated
    workbook, the ledger, results, and all of it verified. What is there already stays.
    """
    from workbook.commands import demo as demonstration
    from workbook.commands.round_show import print_demo

    with progress(False, lang) as told:
        done = demonstration.run(folder, lang, told)
    print_demo(done, folder, lang)


def _print_scores(found: list[Any], lang: str, wrote: bool) -> None:
    """A table in a terminal; in a pipe plain lines, without waiting for Rich."""
    if sys.stdout.isatty():
        from workbook.commands.show import print_scores

        print_scores(found, lang, wrote)
    else:
        from workbook.commands.listing import print_plain

        print_plain(found, lang, wrote)


def _score_json(scored: Any, lang: str) -> dict[str, Any]:
    from workbook.scoresheet.scoring import as_json

    return as_json(scored, lang)


for _command in (
    *cli_addin.COMMANDS,
    cli_editions.editions,
    *cli_round.COMMANDS,
    *cli_server.COMMANDS,
    *cli_words.COMMANDS,
    cli_export.export,
    *cli_report.COMMANDS,
):
    main.add_command(_command)
