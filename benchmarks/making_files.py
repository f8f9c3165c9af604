"""Filled score workbooks for the comparisons: of one edition, by one seed the same each time, half as two programs save them."""

import io
import os
import random
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from pyscoring.edition import AwardEdition, scored
from pyscoring.register import Application, Assessor, Assignment, Register
from workbook.committee import committee
from workbook.committee import register as registers
from workbook.files.archive import Archive
from workbook.files.copies import Copies
from workbook.files.repack import rebuild
from workbook.files.sheetmap import Value
from workbook.scoresheet import layout
from workbook.scoresheet.fill import edits
from workbook.scoresheet.template import SCORE, template

EDITION, PANEL = "tpsa-innovation-2558", 4
Answers = dict[str, Value]


def register(count: int) -> Register:
    """Applications and assessors for so many score sheets, `PANEL` to an application."""
    applications = tuple(
        Application(f"A-{n:05}", EDITION, f"ผลงานที่ {n} เพื่อการวัดความเร็ว", "กรมอนามัย", f"ศูนย์อนามัยที่ {n % 13 + 1}")
        for n in range(-(-count // PANEL))
    )
    assessors = tuple(Assessor(f"a{n}", f"ผู้ประเมิน {n}") for n in range(1, PANEL + 1))
    places = [Assignment(a.id, b.id, "desk") for a in applications for b in assessors]
    return Register(applications, assessors, tuple(places[:count]))


def answers(edition: AwardEdition, register_: Register, place: Assignment, rng: random.Random) -> Answers:
    """What one assessor typed: everything, most of it near what the others of the panel gave."""
    application, assessor = register_.application(place.application), register_.assessor(place.assessor)
    assert application
    assert assessor
    given: Answers = {"application": application.id, "title": application.title, "agency": application.agency}
    given |= {"unit": application.unit, "assessor": assessor.name, "date": "20/5/2558"}
    given |= {"stage": layout.STAGE_WORDS["desk"]["th"], "conflict": layout.NO["th"]}
    level = 0.4 + int(application.id[2:]) % 50 / 100
    for indicator in edition.indicators:
        share = min(1.0, max(0.0, rng.gauss(level, 0.05)))
        given[f"indicator:{indicator.id}"] = round(share * float(indicator.high), 1)
    given |= {f"bonus:{f.id}": layout.NO["th"] for f in edition.features}
    return given | {f"eligibility:{e.id}": layout.YES["th"] for e in edition.eligibility}


def workbooks(register_: Register, seed: int = 2558) -> Iterator[tuple[str, bytes]]:
    """A file name and a workbook for each place, every second one as openpyxl saves what it loads."""
    edition, rng = scored(EDITION), random.Random(seed)
    blank, at = template(edition, "th"), {row.key: row.number for row in layout.rows(edition)}
    indicators = [f"indicator:{i.id}" for i in edition.indicators]
    places = {at[key]: layout.VALUE for key in answers(edition, register_, register_.assignments[0], rng)}
    open_ = [*places.items(), *((at[key], layout.EVIDENCE) for key in indicators)]
    kinds = [Copies(kind, {SCORE: open_}) for kind in (blank, resaved(blank))]
    for number, place in enumerate(register_.assignments):
        given = answers(edition, register_, place, rng)
        remarks = {key: f"หลักฐานหน้า {rng.randrange(1, 99)}" for key in indicators if rng.random() < 0.5}
        data = kinds[number % 2].with_cells({SCORE: edits(edition, given, remarks)})
        yield f"{place.application}-{place.assessor}.xlsx", _packed(data)


def _packed(data: bytes) -> bytes:
    """The same with its score sheet packed in one piece, as programs do."""
    archive = Archive(data)
    return rebuild(archive, {"xl/worksheets/sheet1.xml": archive.unpack("xl/worksheets/sheet1.xml")})


def resaved(data: bytes) -> bytes:
    """A workbook as openpyxl saves it after loading."""
    out = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(out)
    return out.getvalue()


def make(folder: Path, count: int) -> list[Path]:
    """So many workbooks in a new folder."""
    folder.mkdir()
    made = []
    for name, data in workbooks(register(count)):
        made.append(folder / name)
        made[-1].write_bytes(data)
    return made


def begin(folder: Path, files: list[Path], places: int) -> Path:
    """A new round of so many places whose inbox holds these files, linked, not copied."""
    committee.init(folder, "th")
    (folder / "register.xlsx").write_bytes(registers.write(register(places), "th"))
    for file in files:
        os.link(file, folder / "inbox" / file.name)
    return folder
