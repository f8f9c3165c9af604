"""The command of the classic add-in: workbooks with a button, and copies with what "Run main" asks for."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbook.commands.cli_options import (
    edition_option,
    formulas_option,
    json_option,
    lang_option,
    print_json,
    problem_line,
)
from workbook.commands.progress import progress

if TYPE_CHECKING:
    from pyscoring.edition import AwardEdition
    from pyscoring.problems import Problem
    from workbook.classic.made import Made
    from workbook.scoresheet.function_formulas import Kind

_TOLD = {
    "made": {"th": "สร้าง {path}", "en": "made {path}"},
    "together": {"th": "เก็บแต่ละสมุดงานไว้ข้างไฟล์ .py ชื่อเดียวกัน", "en": "keep each workbook beside the .py file of its name"},
    "there": {"th": "มี {path} อยู่แล้ว ไม่ได้เขียนทับ", "en": "{path} is there already and was left as it is"},
    "copies": {
        "th": "ทำสำเนา {made} ไฟล์ มีอยู่แล้ว {left} ไฟล์ ชื่อใดเป็นของสมุดงานใด ดูที่ {index}",
        "en": "{made} copies made, {left} were there already; which is which: {index}",
    },
    "no-ids": {"th": "--packs ทำสำเนาสมุดงานที่มีอยู่ จึงใช้กับ {seen} ไม่ได้", "en": "--packs copies workbooks that are there: leave out {seen}"},
    "one-for-all": {
        "th": "ส่วนขยายของ LibreOffice ใช้กับทุกสมุดงาน จึงใช้กับ {seen} ไม่ได้",
        "en": "the extension for LibreOffice serves every workbook: leave out {seen}",
    },
    "replaced": {"th": "สร้าง {path} แทนของเดิม", "en": "made {path} in place of an older one"},
    "equal": {"th": "มี {path} อยู่แล้ว และเหมือนกัน", "en": "{path} is there already, and the same"},
    "add": {
        "th": "ปิด LibreOffice แล้วสั่ง unopkg add --force {path} หรือเปิดไฟล์นี้ด้วย LibreOffice (Tools › Extension Manager › Add)"
        " จากนั้นเปิด LibreOffice ใหม่",
        "en": "close LibreOffice and run unopkg add --force {path}, or open the file with LibreOffice"
        " (Tools › Extension Manager › Add); then start LibreOffice again",
    },
    "same": {"th": "ระบุ DIR เป็นโฟลเดอร์อื่นที่ไม่ใช่ {source}", "en": "name another folder than {source} for DIR"},
}  # fmt: skip


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option(
    "--host", type=click.Choice(["excel", "libreoffice"]), default="excel", show_default=True,
    help="The spreadsheet program; for LibreOffice DIR gets one extension, for all workbooks, instead.",
)  # fmt: skip
@click.argument("edition_ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--packs", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="FOLDER",
    help="Copy the workbooks of this round, or below any folder, under names that Run main takes.",
)  # fmt: skip
@formulas_option("functions")
@click.option("--force", is_flag=True, help="Overwrite workbooks with macros that are already there.")
@edition_option
@json_option
@lang_option
def addin(
    folder: Path, host: str, edition_ids: tuple[str, ...], packs: Path | None, kind: "Kind", force: bool,
    extra: tuple[str, ...], as_json: bool, lang: str,
) -> None:  # fmt: skip
    """Make workbooks with a button for Excel with xlwings, and the modules that it asks for.

    DIR gets, for each edition (ID from `pyscoring editions`, or a file's path; without any, all scored ones),
    a workbook with xlwings' own macros and a Python module of its name. With --packs it gets a copy and a
    module for each workbook that was handed out, and index.csv with which is which. What is there stays.
    """
    from pyscoring.problems import errors
    from workbook.files import atomic

    if host == "libreoffice":
        named = [*edition_ids, *(["--packs"] if packs else []), *(["--formulas"] if kind != "native" else [])]
        if named:
            raise click.UsageError(_TOLD["one-for-all"][lang].format(seen=" ".join(named)))
        _make_extension(folder, as_json, lang)
        return
    if packs:
        _refuse_mixture(folder, packs, edition_ids, kind, force, lang)
        made, index, problems = _copy(folder, packs, extra, as_json, lang)
    else:
        made, problems = _make(folder, edition_ids, extra, kind, force, as_json, lang)
        index = None
    told = [*atomic.mended(folder), *problems, *(p for one in made for p in one.problems)]
    if as_json:
        print_json(_document(made, index, told, lang))
    else:
        _show(made, index, told, lang)
    raise SystemExit(1 if errors(told) else 0)


COMMANDS = (addin,)


def _make_extension(folder: Path, as_json: bool, lang: str) -> None:
    """The extension, for the Python that runs this; an older one is replaced."""
    import sys

    from workbook.files import atomic
    from workbook.office.extension import NAME, extension

    atomic.make_folder(folder)
    path, data = folder / NAME, extension(sys.executable)
    state = "made" if not path.exists() else "equal" if atomic.load(path) == data else "replaced"
    if state != "equal":
        atomic.replace(path, data)
    if as_json:
        print_json({"extension": str(path), "problems": []})
        return
    click.echo(_TOLD[state][lang].format(path=path))
    click.echo(_TOLD["add"][lang].format(path=path), err=True)


def _refuse_mixture(
    folder: Path, packs: Path, edition_ids: Sequence[str], kind: "Kind", force: bool, lang: str
) -> None:
    named = [*edition_ids, *(["--formulas"] if kind != "native" else []), *(["--force"] if force else [])]
    if named:
        raise click.UsageError(_TOLD["no-ids"][lang].format(seen=" ".join(named)))
    if folder.resolve() in (packs.resolve(), (packs / "packs").resolve()):
        raise click.UsageError(_TOLD["same"][lang].format(source=folder))


def _make(
    folder: Path, edition_ids: Sequence[str], extra: tuple[str, ...], kind: "Kind", force: bool, quiet: bool, lang: str
) -> "tuple[list[Made], list[Problem]]":
    from pyscoring.edition import scored
    from workbook.classic.made import make_macro_books

    editions, problems = (
        ([scored(id_, extra) for id_ in dict.fromkeys(edition_ids)], []) if edition_ids else _all(extra)
    )
    made: list[Made] = []
    with progress(quiet, lang) as tell:
        for one in make_macro_books(folder, editions, lang, kind, force):
            made.append(one)
            tell("making", len(made), len(editions))
    return made, problems


def _copy(
    folder: Path, packs: Path, extra: tuple[str, ...], quiet: bool, lang: str
) -> "tuple[list[Made], Path | None, list[Problem]]":
    from pyscoring.problems import Refused
    from workbook.classic.pack_copies import make_copies, write_index

    made: list[Made] = []
    with progress(quiet, lang) as tell:
        for one in make_copies(folder, packs, extra):
            made.append(one)
            tell("making", len(made), len(made))
    try:
        return made, write_index(folder, packs, made, lang), []
    except Refused as refused:
        return made, None, list(refused.problems)


def _all(extra: tuple[str, ...]) -> "tuple[list[AwardEdition], list[Problem]]":
    """Every scored edition, and what is wrong with files that hold none."""
    from pyscoring.edition import AwardEdition, load
    from pyscoring.edition_files import by_id, the_one
    from pyscoring.problems import Refused

    found: list[AwardEdition] = []
    problems: list[Problem] = []
    for id_, paths in by_id(extra).items():
        try:
            edition = load(the_one(id_, paths))
        except Refused as refused:
            problems += refused.problems
        else:
            found += [edition] if isinstance(edition, AwardEdition) else []
    return found, problems


def _document(made: "Sequence[Made]", index: Path | None, problems: "Sequence[Problem]", lang: str) -> dict[str, Any]:
    from workbook.scoresheet.scoring import problem_json

    return {
        "workbooks": [{"file": one.path and str(one.path), "source": one.source, "made": one.made} for one in made],
        "index": index and str(index),
        "problems": [problem_json(problem, lang) for problem in problems],
    }


def _show(made: "Sequence[Made]", index: Path | None, problems: "Sequence[Problem]", lang: str) -> None:
    there = [one for one in made if one.path]
    for one in there if index is None else ():
        click.echo(_TOLD["made" if one.made else "there"][lang].format(path=one.path))
    if index is None and any(one.made for one in there):
        click.echo(_TOLD["together"][lang], err=True)
    for problem in problems:
        click.echo(problem_line(problem, lang), err=True)
    if index:
        new = sum(one.made for one in there)
        click.echo(_TOLD["copies"][lang].format(made=new, left=len(there) - new, index=index))
