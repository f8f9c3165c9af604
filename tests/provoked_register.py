"""How each code of the register is provoked, and the small sound round that every maker of a round starts from."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl

from pyscoring.register import Alias, Application, Assessor, Assignment, History, Register
from tests.provoked import TEPGA, told
from tests.sheets import full, write
from workbook.committee import register as registers
from workbook.files.patch import patch
from workbook.files.values import place

Told = Iterable[str]
Maker = Callable[[Path], Told]
ONE, TWO, THREE = "ผู้ประเมิน 1", "ผู้ประเมิน 2", "ผู้ประเมิน 3"
PEOPLE = tuple(Assessor(f"a{n}", name) for n, name in enumerate((ONE, TWO, THREE), 1))
WORK = Application("ก-1", TEPGA.id, "โครงการ 1", "กรมอนามัย")
PANEL = tuple(Assignment("ก-1", assessor.id, "desk") for assessor in PEOPLE[:2])
REGISTER = Register(
    (WORK,), PEOPLE, PANEL, (History(2557, "กรมอนามัย", "โครงการเดิม", "tepga-development", "good"),),
    (Alias("กรมเก่า", "กรมอนามัย"),),
)  # fmt: skip
CONFLICT = replace(REGISTER, assignments=(Assignment("ก-1", "a1", "desk", True, "ที่ปรึกษา"),))


def begin(folder: Path, register: Register = REGISTER) -> Path:
    told("init", folder)
    (folder / "register.xlsx").write_bytes(registers.write(register))
    return folder


def send(folder: Path, who: str = ONE, name: str | None = None, **changed: Any) -> Path:
    """One sheet of `who`: full marks but for what is changed."""
    answers = {"assessor": who, "title": WORK.title, "agency": WORK.agency} | changed
    return write(folder / "inbox" / (name or f"{who}.xlsx"), TEPGA, full(TEPGA, **answers))


def consolidate(folder: Path) -> set[str]:
    return told("consolidate", "--json", folder)


def _registered(
    change: Mapping[str, Any] | None = None, sheet: str = "Applications", register: Register = REGISTER
) -> Maker:
    """Cells by address typed into the register of a sound round."""

    def make(folder: Path) -> Told:
        path = begin(folder, register) / "register.xlsx"
        cells = {place(cell): value for cell, value in (change or {}).items()}
        path.write_bytes(patch(path.read_bytes(), {sheet: cells}))
        return told("status", "--json", folder)

    return make


def _rebuilt(change: Callable[[Any], object]) -> Maker:
    """The register after a change in a spreadsheet library."""

    def make(folder: Path) -> Told:
        path = begin(folder) / "register.xlsx"
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
        return told("status", "--json", folder)

    return make


def _no_register(folder: Path) -> Told:
    begin(folder)
    write(folder / "register.xlsx", TEPGA, {})
    return told("status", "--json", folder)


def _packed_before(folder: Path) -> Told:
    begin(folder)
    told("pack", "--json", folder)
    (folder / "register.xlsx").write_bytes(
        registers.write(replace(REGISTER, applications=(replace(WORK, title="ชื่อใหม่"),)))
    )
    return told("pack", "--json", folder)


NAMESAKES = replace(REGISTER, assessors=(*PEOPLE, Assessor("a9", ONE)))
OF_THE_REGISTER: dict[str, Maker] = {
    "A20": _rebuilt(lambda book: book.remove(book["History"])),
    "A21": _rebuilt(lambda book: book["Assessors"].delete_cols(2)),
    "A22": _rebuilt(lambda book: book.copy_worksheet(book["Assessors"])),
    "A23": _no_register,
    "A24": _registered({"A4": "ก-2", "C4": "โครงการ 2"}),
    "A25": _registered({"A4": "ก-1", "B4": TEPGA.id}),
    "A26": _registered({"A4": "../ก", "B4": TEPGA.id}),
    "A27": _registered({"A5": "ก-9", "B5": "a1", "C5": "desk"}, "Assignments"),
    "A28": _registered({"A5": "ก-1", "B5": "a9", "C5": "desk"}, "Assignments"),
    "A29": _registered({"A5": "ก-1", "B5": "a1", "C5": "desk"}, "Assignments"),
    "A30": _registered({"B3": "tepga-0000"}),
    "A31": _registered({"A3": "ปีก่อน"}, "History"),
    "A32": _registered({"D3": "โนเบล"}, "History"),
    "A33": _registered(register=Register()),
    "A34": _rebuilt(lambda book: book["Applications"].__setitem__("A3", dt.date(2015, 3, 2))),
    "A35": lambda folder: told("pack", "--json", begin(folder, CONFLICT)),
    "A94": lambda folder: told("pack", "--json", begin(folder, replace(REGISTER, assignments=PANEL[:1]))),
    "A36": _packed_before,
    "A37": _registered(register=NAMESAKES),
    "A38": _registered({"A4": "กรมอนามัย", "B4": "กรมเก่า"}, "Aliases"),
    "A39": lambda folder: told("demo", begin(folder)),
}
