"""What the commands share: options, how JSON is printed, how a refusal reads."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import datetime as dt

    from pyscoring.problems import Problem
    from workbook.committee.inbox import Inbox

LANG, JSON = "pyscoring.lang", "pyscoring.json"  # where a refusal finds what was asked for


def _remember(ctx: click.Context, _option: click.Parameter, lang: str) -> str:
    ctx.meta[LANG] = lang
    return lang


def _checked(_ctx: click.Context, _option: click.Parameter, extra: tuple[str, ...]) -> tuple[str, ...]:
    """A file that is named must be sound, whether or not a workbook asks for it."""
    for place in extra:
        if Path(place).is_file():
            from pyscoring.edition import load

            load(place)
    return extra


lang_option = click.option(
    "--lang", type=click.Choice(["th", "en"]), default="th", envvar="PYSCORING_LANG", show_default=True, is_eager=True,
    callback=_remember, help="Language of what is printed or made.",
)  # fmt: skip


def _remember_json(ctx: click.Context, _option: click.Parameter, on: bool) -> bool:
    if on:
        ctx.meta[JSON] = True
    return on


json_option = click.option(
    "--json", "as_json", is_flag=True, is_eager=True, callback=_remember_json,
    help="Print one JSON document and nothing else.",
)  # fmt: skip
edition_option = click.option(
    "--edition", "extra", multiple=True, type=click.Path(exists=True), metavar="PATH", callback=_checked,
    help="An edition's file, or a folder of them, beside the package's own. May be repeated.",
)  # fmt: skip


def _source(_ctx: click.Context, _option: click.Parameter, told: str | None) -> "Inbox | None":
    """Refused, for a folder that is not there: A76."""
    if told is None:
        return None
    if "://" in told:
        from workbook.committee.storage import Storage

        return Storage(told)
    if not Path(told).is_dir():
        from pyscoring.problems import Problem, Refused

        raise Refused(Problem("A76", {"detail": os.strerror(errno.ENOENT)}, file=told))
    from workbook.committee.inbox import Folder

    return Folder(Path(told))


inbox_option = click.option(
    "--inbox", "source", envvar="PYSCORING_INBOX", metavar="PATH|URL", callback=_source,
    help="Read this inbox instead of DIR/inbox: another folder, or a URL (s3://, sftp://, abfs://).",
)  # fmt: skip


_NO_DAY = {
    "th": "{told} ไม่ใช่วันที่: {why} ให้พิมพ์ วัน/เดือน/ปี เช่น 31/7/2558 หรือ ปี-เดือน-วัน เช่น 2015-07-31 (ใช้ พ.ศ. หรือ ค.ศ. ก็ได้)",
    "en": "{told} is no date: {why}; type day/month/year as 31/7/2558, or year-month-day as 2015-07-31 (B.E. or C.E.)",
}
_AHEAD = 366  # days; what is stated can lie ahead, but nothing is stated for years to come
_FAR = {
    "th": "{told} อยู่หลังจากวันนี้เกินหนึ่งปี ให้ตรวจปีที่พิมพ์",
    "en": "{told} is more than a year from today; look at the year again",
}


def _day(ctx: click.Context, _option: click.Parameter, told: str | None) -> "dt.date | None":
    """A day as in a score sheet: by year, month and day or the other way round; a year from 2400 to 2700 is Buddhist."""
    if told is None:
        return None
    from workbook.scoresheet import typed

    lang = ctx.meta.get(LANG, "th")
    found, problem = typed.day(told)
    if found is None:
        why = (problem[1]["why"] if problem else typed.UNREADABLE)[lang]
        raise click.BadParameter(_NO_DAY[lang].format(told=told, why=why))
    import datetime as dt

    if found - dt.date.today() > dt.timedelta(days=_AHEAD):
        raise click.BadParameter(_FAR[lang].format(told=told))
    return found


def day_option(help_: str) -> Callable[[Any], Any]:
    return click.option("--date", callback=_day, metavar="DAY", help=help_)


_KINDS = {
    "functions": "worksheet functions of xlwings, which need Python and Windows",
    "server": "those of xlwings Server",
}


def formulas_option(*kinds: str) -> Callable[[Any], Any]:
    """What the results of a workbook are computed by: native formulas, or one of these `kinds`."""
    told = "; ".join(f"{kind}: {_KINDS[kind]}" for kind in kinds)
    return click.option(
        "--formulas", "kind", type=click.Choice(["native", *kinds]), default="native", show_default=True,
        help=f"What computes the results. native: formulas that need nothing; {told}.",
    )  # fmt: skip


def as_text(_ctx: click.Context, _option: click.Parameter, told: str | None) -> str | None:
    """Words for the ledger: a terminal may hand over bytes that are no text."""
    if told is not None and any("\ud800" <= c <= "\udfff" for c in told):
        raise click.BadParameter("UTF-8")
    return told.strip() or None if told else None


def print_json(document: Any) -> None:
    """The one document on standard output; in a code page that lacks letters they are escaped, not lost."""
    import json
    import sys

    whole = sys.stdout.encoding.lower().startswith("utf")
    click.echo(json.dumps(document, ensure_ascii=not whole, indent=2))


def say(line: str, err: bool = False) -> None:
    """A line of text; in a terminal it goes on between words, in a pipe it stays one."""
    if not (sys.stderr if err else sys.stdout).isatty():
        click.echo(line, err=err)
        return
    from workbook.commands.fitted import console, print_line

    print_line(console(err), line)


def problem_line(problem: "Problem", lang: str) -> str:
    """A problem on one line, for standard error."""
    from workbook.scoresheet.where import place_words

    place = " ".join(part for part in (problem.file, place_words(problem, lang)) if part)
    return f"{problem.code} {place + ': ' if place else ''}{problem.message(lang)} — {problem.remedy(lang)}"
