"""Packs: 500 pre-filled workbooks, beside openpyxl filling and saving the same template, and beside writing the bytes."""

import io
import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import openpyxl

from benchmarks.making_files import EDITION, register
from benchmarks.measuring import in_turns, ratios
from benchmarks.table import Found, Scale
from pyscoring.edition import scored
from workbook.committee.packs import Pack, make_packs
from workbook.files.values import Place
from workbook.scoresheet.fill import edits
from workbook.scoresheet.reader import read_file
from workbook.scoresheet.template import template

_BY_THEM = 25  # files at most; each takes openpyxl as long as the one before


def measure(folder: Path, scale: Scale) -> Iterable[Found]:
    """Seconds of processor; building the template counts in ours, not in theirs."""
    count = scale.files(500)
    wanted, by_them = register(count), min(_BY_THEM, count // 4)
    blank, edition = template(scored(EDITION), "th"), scored(EDITION)
    cells = edits(edition, {"application": "A", "title": "ผลงาน", "agency": "กรม", "assessor": "ผู้ประเมิน 1"})
    kept = openpyxl.load_workbook(io.BytesIO(blank))
    ready = [_new(folder) for _ in range(4)]

    def ours() -> list[Pack]:
        return list(make_packs(wanted, _new(folder)))

    data = next(pack.path for pack in ours() if pack.path).read_bytes()
    taken = in_turns(
        scale.rounds(5),
        ours=ours,
        theirs=lambda: [_by_openpyxl(openpyxl.load_workbook(io.BytesIO(blank)), cells, ready[0]) for _ in range(by_them)],
        again=lambda: [_by_openpyxl(kept, cells, ready[1]) for _ in range(by_them)],
        floor=lambda: [_flushed(ready[2] / f"{n}.xlsx", data) for n in range(count)],
    )  # fmt: skip
    per = {
        name: [1_000 * t / (count if name in ("ours", "floor") else by_them) for t in ts] for name, ts in taken.items()
    }
    said = {name: f"{sorted(ts)[len(ts) // 2]:.2f} ms" for name, ts in per.items()}
    told = f"{said['ours']} a workbook against {said['theirs']}; a loaded one saved again and again {said['again']}"
    told += f"; writing the bytes {said['floor']}"
    yield Found("pack", ratios(per["theirs"], per["ours"]), told, _are_right(ours(), count))


def _new(folder: Path) -> Path:
    return Path(mkdtemp(dir=folder))


def _by_openpyxl(book: Any, cells: dict[Place, Any], folder: Path) -> None:
    for (row, column), value in cells.items():
        book["Score"].cell(row, column).value = value
    book.save(folder / "one.xlsx")


def _flushed(path: Path, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _are_right(packs: list[Pack], count: int) -> bool:
    """Whether all were made, and a sample reads back as its place."""
    read = [(pack, read_file(pack.path)[0][0].sheet) for pack in packs[:: max(1, count // 10)] if pack.path]
    return (
        len(packs) == count
        and all(pack.made for pack in packs)
        and all(s.application == p.applications[0] for p, s in read)
    )
