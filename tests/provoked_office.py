"""How the codes of `score --engine libreoffice` are provoked: over a real LibreOffice, or where there is none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.provoked import ROW, TEPGA, told
from tests.sheets import full, write
from workbook.office import bridge, reader
from workbook.scoresheet import layout


def _score(path: Path) -> set[str]:
    return told("score", "--engine", "libreoffice", path, "--json")


def _another_formula(folder: Path, _: pytest.MonkeyPatch) -> set[str]:
    return _score(tampered(folder / "a.xlsx"))


def tampered(path: Path) -> Path:
    """A workbook whose total is another formula: only calculating it shows that."""
    book = openpyxl.load_workbook(write(path, TEPGA, full(TEPGA)))
    cell: Any = book["Score"].cell(ROW["total"], layout.VALUE)
    cell.value = "=90+9.5"
    book.save(path)
    return path


def _no_office(folder: Path, stage: pytest.MonkeyPatch) -> set[str]:
    stage.setattr(bridge, "PROGRAM_FOLDERS", ())
    stage.setenv("PYSCORING_SOFFICE", str(folder / "soffice"))
    return _score(write(folder / "a.xlsx", TEPGA, full(TEPGA)))


def _no_answer(folder: Path, stage: pytest.MonkeyPatch) -> set[str]:
    stage.setattr(reader, "PATIENCE", 0)
    return _score(write(folder / "a.xlsx", TEPGA, full(TEPGA)))


OFFICE: dict[str, Callable[[Path, pytest.MonkeyPatch], set[str]]] = {
    "T20": _another_formula, "F20": _no_office, "F21": _no_answer,
}  # fmt: skip
