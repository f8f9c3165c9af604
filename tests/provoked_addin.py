"""How the codes that `pyscoring addin` tells are provoked: the codes told, by what stands in its way."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.provoked import TEPGA, Stage, told
from tests.sheets import full, write
from workbook.classic import macro_book


def _another_module(folder: Path, _: Stage) -> set[str]:
    (folder / "tepga_development_2558.py").write_text("main = print\n")
    return told("addin", folder, TEPGA.id)


def _no_macros(folder: Path, stage: Stage) -> set[str]:
    """An xlwings that comes without its workbook for use without the add-in."""
    stage.setattr(macro_book, "STANDALONE", "no_such_workbook.xlsm")
    return told("addin", folder / "made", TEPGA.id)


def _same_place(folder: Path, _: Stage) -> set[str]:
    (folder / "packs").mkdir()
    for name in ("a.xlsx", "b.xlsx"):
        write(folder / "packs" / name, TEPGA, full(TEPGA))
    return told("addin", folder / "copies", "--packs", folder / "packs")


ADDIN: Mapping[str, Callable[[Path, pytest.MonkeyPatch], set[str]]] = {
    "W10": _another_module,
    "W11": _no_macros,
    "W12": _same_place,
}
