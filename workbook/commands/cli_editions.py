"""The commands around an edition's file: list, explain, check, begin a new one, compare, try worked cases."""

from pathlib import Path

import click

from workbook.commands.cli_options import edition_option, json_option, lang_option, say

_OTHER_AWARD = {
    "th": "รหัสรางวัลในไฟล์นี้คือ {award} ตามรหัสใหม่ ไม่ใช่ {before} ถ้าเป็นรางวัลเดิม ให้ใช้รหัสใหม่ที่ขึ้นต้นด้วย {before}-",
    "en": (
        "The award's id in this file is {award}, as in the new id, no longer {before}. "
        "For the same award take a new id that begins with {before}-"
    ),
}


@click.group(invoke_without_command=True)
@edition_option
@json_option
@lang_option
@click.pass_context
def editions(ctx: click.Context, extra: tuple[str, ...], as_json: bool, lang: str) -> None:
    """List the award editions; explain one (show), check (check), begin (copy), compare (diff) and try (cases) them."""
    if ctx.invoked_subcommand is None:
        from workbook.commands.show import list_editions

        list_editions(extra, as_json, lang)


@editions.command()
@click.argument("edition_id", metavar="ID")
@edition_option
@json_option
@lang_option
def show(edition_id: str, extra: tuple[str, ...], as_json: bool, lang: str) -> None:
    """Explain one edition: weights, indicators, bonus, bands, gates, eligibility, assumptions.

    ID is an id from `pyscoring editions`, or the path of an edition's file.
    """
    from workbook.commands.edition_show import show_edition

    show_edition(edition_id, extra, as_json, lang)


@editions.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE...", type=click.Path())
@json_option
@lang_option
def check(paths: tuple[str, ...], as_json: bool, lang: str) -> None:
    """Check editions' files and report every mistake at once."""
    from workbook.commands.show import check_editions

    raise SystemExit(0 if check_editions(paths, as_json, lang) else 1)


@editions.command()
@click.argument("edition_id", metavar="ID")
@click.argument("new_id", metavar="NEW-ID")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write it [NEW-ID.toml in this folder].")
@click.option("--force", is_flag=True, help="Overwrite a file that is already there.")
@edition_option
@lang_option
def copy(edition_id: str, new_id: str, output: Path | None, force: bool, extra: tuple[str, ...], lang: str) -> None:
    """Begin a new edition: the file of ID under NEW-ID, such as tpsa-innovation-2559, with its award and year.

    ID is an id from `pyscoring editions`, or the path of an edition's file.
    """
    from pyscoring.edition import check as check_file
    from pyscoring.edition import load
    from pyscoring.edition_copy import copied
    from pyscoring.edition_files import path_of
    from workbook.files import atomic

    before = load(edition_id, extra)  # only what is sound is copied
    text = path_of(edition_id, extra).read_text(encoding="utf-8-sig")
    try:
        made = copied(text, new_id)
    except ValueError:
        said = (
            "รหัสใหม่ต้องเป็น รางวัล-ปี พ.ศ. เช่น tpsa-innovation-2559 ไม่เกิน 40 ตัวอักษร"
            if lang == "th"
            else "the new id must be award-year (B.E.), as tpsa-innovation-2559, of at most 40 characters"
        )
        raise click.UsageError(f"{new_id}: {said}") from None
    target = output or Path(f"{new_id}.toml")
    if target.suffix != ".toml" or not target.absolute().parent.is_dir():
        said = "ระบุไฟล์ .toml ในโฟลเดอร์ที่มีอยู่" if lang == "th" else "name a .toml file in a folder that exists"
        raise click.UsageError(f"{target}: {said}")
    if target.exists() and not force:
        said = (
            f"มีไฟล์ {target} อยู่แล้ว ใช้ --force เพื่อเขียนทับ"
            if lang == "th"
            else f"{target} exists; use --force to overwrite it"
        )
        raise click.UsageError(said)
    atomic.replace(target, made.encode(), new=not force)
    click.echo(target)
    award = new_id.rpartition("-")[0]
    if award != before.award:
        say(_OTHER_AWARD[lang].format(award=award, before=before.award), err=True)
    if check_file(target)[1]:  # rules that name years may not fit another year
        from workbook.commands.show import check_editions

        check_editions((str(target),), as_json=False, lang=lang)
        raise SystemExit(1)


@editions.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@edition_option
@json_option
@lang_option
def diff(old: str, new: str, extra: tuple[str, ...], as_json: bool, lang: str) -> None:
    """What changed from one edition to another, rule by rule.

    OLD and NEW are ids from `pyscoring editions`, or paths of editions' files.
    """
    from pyscoring.edition import load
    from workbook.commands.edition_diff import print_changes

    print_changes(load(old, extra), load(new, extra), as_json, lang)


@editions.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@edition_option
@json_option
@lang_option
def cases(paths: tuple[Path, ...], extra: tuple[str, ...], as_json: bool, lang: str) -> None:
    """Score worked cases, answers with the result worked out by hand, and tell what comes out otherwise."""
    from workbook.commands.show import check_cases

    raise SystemExit(0 if check_cases(paths, extra, as_json, lang) else 1)
