"""The commands of a committee's round: init, pack, status, consolidate, verify."""

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from workbook.commands.cli_options import edition_option, inbox_option, json_option, lang_option, print_json
from workbook.commands.progress import progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyscoring.problems import Problem
    from workbook.committee.cluster import Workers
    from workbook.committee.inbox import Inbox
    from workbook.scoresheet.reader import Extra

_folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".", metavar="[DIR]")
_jobs = click.option(
    "--jobs", type=click.IntRange(1, 256), default=None, metavar="N",
    help="How many processes read the inbox [as many as there are processors].",
)  # fmt: skip


_STOPPED = {
    "th": "หยุดแล้ว สิ่งที่อ่านไปแล้วเก็บไว้ สั่งอีกครั้งเพื่อทำต่อ",
    "en": "Stopped. What was read is kept: run the command again to go on.",
}
_MEND = {
    "th": "ยังไม่ได้สร้างอะไร แก้ไฟล์เกณฑ์ต่อไปนี้ แล้วสั่ง pyscoring init {folder} อีกครั้ง",
    "en": "Nothing was made. Mend these editions, then run pyscoring init {folder} again:",
}
_fresh = click.option("--fresh", is_flag=True, help="Read every file again, also those that have not changed.")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@lang_option
def init(folder: Path, lang: str) -> None:
    """Begin a round: a folder with register.xlsx, packs/, inbox/ and results/.

    What is there already stays as it is. Editions in DIR/editions must be sound: the register lists them.
    """
    from pyscoring.problems import Refused
    from workbook.commands import round_show
    from workbook.committee import committee

    try:
        made = committee.init(folder, lang)
    except Refused as refused:
        if not any(p.code.startswith("E") for p in refused.problems):
            raise
        click.echo(_MEND[lang].format(folder=folder))
        round_show.print_problems(refused.problems, lang)
        raise SystemExit(1) from None
    round_show.print_init(folder, made, lang)


@click.command()
@_folder
@click.option(
    "--by", type=click.Choice(["place", "assessor"]), default="place", show_default=True,
    help="One workbook an assessor and application, or one an assessor with a sheet an application.",
)  # fmt: skip
@edition_option
@json_option
@lang_option
def pack(folder: Path, by: Literal["place", "assessor"], extra: tuple[str, ...], as_json: bool, lang: str) -> None:
    """Make the workbooks to hand out, pre-filled from the register.

    A workbook that is there already is never written again; who has declared a conflict gets none.
    """
    from workbook.commands import round_json, round_show
    from workbook.committee import committee, gates
    from workbook.committee import register as registers
    from workbook.committee.packs import make_packs
    from workbook.files import atomic

    at, known, register, problems = committee.open_register(folder, extra)
    with progress(as_json, lang) as told:
        packs = []
        for made in make_packs(register, at.packs, known, lang, by, told):
            packs.append(made)
            told("making", len(packs), len(register.assignments))
    editions = registers.editions_of(register, known)
    small = (replace(p, file=str(at.register)) for p in gates.small(register, editions))
    gaps = (*gates.unset(editions.values()), *problems, *small)
    told_of = [*atomic.mended(folder), *gaps, *(p for made in packs for p in made.problems)]
    if as_json:
        print_json(round_json.packs(at.folder, packs, told_of, lang))
    else:
        round_show.print_packs(at, packs, told_of, lang)
    _leave(told_of)


@click.command()
@_folder
@_jobs
@inbox_option
@edition_option
@json_option
@lang_option
def status(
    folder: Path, jobs: int | None, source: "Inbox | None", extra: tuple[str, ...], as_json: bool, lang: str
) -> None:
    """Who has returned what: by assessor and by application. Nothing is written."""
    from workbook.commands import round_json, round_show
    from workbook.committee import committee

    with progress(as_json, lang) as told:
        gathered = committee.gather(folder, extra, _processes(jobs), told=told, source=source)
        told("together")
        found = committee.preview(gathered)
    if as_json:
        print_json(round_json.status(found, lang))
    else:
        round_show.print_status(found, folder, lang)
    _leave(found.problems)


@click.command()
@_folder
@_jobs
@click.option(
    "--cluster", metavar="ADDRESS",
    help="Read the inbox on the workers of this Dask scheduler, as tcp://10.0.0.5:8786.",
)  # fmt: skip
@inbox_option
@_fresh
@click.option(
    "--edition", "rehearsed", type=click.Path(exists=True, dir_okay=False), metavar="PATH",
    help="Rehearse: show what the same scores would give under this edition's rules. Nothing is written.",
)  # fmt: skip
@json_option
@lang_option
def consolidate(
    folder: Path, jobs: int | None, cluster: str | None, source: "Inbox | None", fresh: bool, rehearsed: str | None,
    as_json: bool, lang: str,
) -> None:  # fmt: skip
    """Read the inbox and the decisions, write consolidated.xlsx and extend ledger.jsonl.

    Further editions are taken from DIR/editions and from PYSCORING_EDITIONS.
    """
    from workbook.commands import round_json, round_show
    from workbook.committee import committee

    if rehearsed:
        _rehearse(rehearsed, folder, _processes(jobs), cluster, source, fresh, as_json, lang)
        return
    with (
        _stopped(lang), _workers(cluster, folder, source) as (executor, source, extra),
        progress(as_json, lang) as told,
    ):  # fmt: skip
        found = committee.run(folder, extra, _processes(jobs), lang, None, executor, told, source, fresh=fresh)
        if executor:
            found = replace(found, problems=(*found.problems, *executor.problems))
    if as_json:
        print_json(round_json.consolidation(found, lang))
    else:
        round_show.print_consolidation(found, folder, lang)
    _leave(found.problems)


@click.command()
@_folder
@inbox_option
@json_option
@lang_option
def verify(folder: Path, source: "Inbox | None", as_json: bool, lang: str) -> None:
    """Recompute everything from the inbox and the ledger by a second path, and name what differs."""
    from workbook.commands import round_json, round_show
    from workbook.committee import committee

    with progress(as_json, lang) as told:
        checked = committee.verify(folder, told, source)
    if as_json:
        print_json(round_json.verification(checked, lang))
    else:
        round_show.print_verification(checked, lang)
    _leave(checked.problems)


COMMANDS = (init, pack, status, consolidate, verify)


def _rehearse(
    path: str, folder: Path, jobs: int, cluster: str | None, inbox: "Inbox | None", fresh: bool, as_json: bool, lang: str
) -> None:  # fmt: skip
    from pyscoring.edition import scored
    from workbook.commands import round_json, round_show
    from workbook.committee import committee
    from workbook.committee.rehearsal import rehearse

    edition = scored(path if path.endswith(".toml") else f"./{path}")
    with _workers(cluster, folder, inbox) as (executor, source, extra), progress(as_json, lang) as told:
        found = committee.gather(folder, extra, jobs, executor, told, source, fresh=fresh)
        told("together")
        rehearsed = rehearse(found, edition)
    if as_json:
        print_json(round_json.rehearsal(rehearsed))
    else:
        round_show.print_rehearsal(rehearsed, edition, found.register, lang)


@contextmanager
def _stopped(lang: str) -> "Iterator[None]":
    """Ctrl-C ends with a word and the shell's own exit code."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(_STOPPED[lang], err=True)
        raise SystemExit(130) from None


@contextmanager
def _workers(
    address: str | None, folder: Path, source: "Inbox | None"
) -> "Iterator[tuple[Workers | None, Inbox | None, Extra]]":
    """Who reads the inbox: other computers, to which it is told as they find it, or this one."""
    if address is None:
        yield None, source, ()
        return
    from workbook.committee import committee, inbox
    from workbook.committee.cluster import workers

    at = committee.Round(folder)
    source = inbox.Folder(at.inbox.absolute()) if source is None else source
    with workers(address, source, at.editions(())) as (executor, extra):
        yield executor, source, extra


def _processes(jobs: int | None) -> int:
    from workbook.committee.inbox import processors

    return jobs or processors()


def _leave(problems: "Iterable[Problem]") -> Any:
    from pyscoring.problems import errors

    raise SystemExit(1 if errors(problems) else 0)
