"""What the commands share: options, how JSON is printed, how a refusal reads, how long work shows its progress."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pyscoring.problems import Problem

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


def print_json(document: Any) -> None:
    """The one document on standard output."""
    import json

    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def problem_line(problem: "Problem", lang: str) -> str:
    """A problem on one line, for standard error."""
    place = " ".join(part for part in (problem.file, problem.field) if part)
    return f"{problem.code} {place + ': ' if place else ''}{problem.message(lang)} — {problem.remedy(lang)}"


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, where somebody is watching; called with how much is done and how much there is."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}/s"), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, rate="–")

        def tell(done: int, total: int) -> None:
            elapsed = bar.tasks[task].elapsed
            bar.update(task, completed=done, total=total, rate=f"{done / elapsed:.0f}" if elapsed else "–")

        yield tell
