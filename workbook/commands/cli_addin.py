"""The command of the classic add-in: workbooks with a button, and shims for "Run main"."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbook.commands.cli_options import edition_option, json_option, lang_option, problem_line

if TYPE_CHECKING:
    from pyscoring.edition import AwardEdition
    from pyscoring.problems import Problem
    from workbook.classic.made import Made

_TOLD = {
    True: {"th": "สร้าง {path}", "en": "made {path}"},
    False: {"th": "มี {path} อยู่แล้ว ไม่ได้เขียนทับ", "en": "{path} is there already and was left as it is"},
}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.argument("edition_ids", nargs=-1, metavar="[ID]...")
@click.option("--force", is_flag=True, help="Overwrite workbooks that are already there.")
@edition_option
@json_option
@lang_option
def addin(
    folder: Path, edition_ids: tuple[str, ...], force: bool, extra: tuple[str, ...], as_json: bool, lang: str
) -> None:
    """Make workbooks with a button for Excel with xlwings, and the modules that it asks for.

    DIR gets, for each edition (ID from `pyscoring editions`, or a file's path; without any, all scored ones),
    a workbook with xlwings' own macros and a Python module of its name. A workbook that is there stays.
    """
    from pyscoring.edition import scored
    from pyscoring.problems import errors
    from workbook.classic.made import make_macro_books

    editions, problems = ([scored(id_, extra) for id_ in edition_ids], []) if edition_ids else _all(extra)
    made = list(make_macro_books(folder, editions, lang, force))
    problems += [p for one in made for p in one.problems]
    _show(made, problems, lang)
    raise SystemExit(1 if errors(problems) else 0)


COMMANDS = (addin,)


def _all(extra: tuple[str, ...]) -> "tuple[list[AwardEdition], list[Problem]]":
    """Every scored edition, and what is wrong with files that hold none."""
    from pyscoring.edition import AwardEdition, available, load
    from pyscoring.problems import Refused

    found: list[AwardEdition] = []
    problems: list[Problem] = []
    for path in available(extra).values():
        try:
            edition = load(path)
        except Refused as refused:
            problems += refused.problems
        else:
            found += [edition] if isinstance(edition, AwardEdition) else []
    return found, problems


def _show(made: "list[Made]", problems: "list[Problem]", lang: str) -> None:
    for one in made:
        if one.path.exists():
            click.echo(_TOLD[one.made][lang].format(path=one.path))
    for problem in problems:
        click.echo(problem_line(problem, lang), err=True)
