"""The scripted round of tests/cases/round.toml, made through the real commands, with every defect that is planted in it.

A round can be made smaller: of each award's first applications, and of the first assessors.
"""

import datetime as dt
import hashlib
import io
import json
import shutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import CliRunner

from pyscoring.edition import AwardEdition, scored
from pyscoring.register import Application, Assessor, Assignment, Register
from tests.hostile import HOSTILE
from tests.sheets import blank
from workbook.cli import main
from workbook.committee import register as registers
from workbook.committee.committee import Round
from workbook.files import atomic
from workbook.files.patch import patch
from workbook.files.sheetmap import Value
from workbook.files.values import place
from workbook.scoresheet import layout
from workbook.scoresheet.fill import edits

CASES: Mapping[str, Any] = tomllib.loads((Path(__file__).parent / "cases" / "round.toml").read_text(encoding="utf-8"))
AWARDS, OFFSETS, STAGE = CASES["awards"], CASES["offsets"], CASES["stage"]
AGENCY, UNIT = "กรมอนามัย", "ศอ.10"
CONFLICTS = {tuple(d["place"].split("/")) for d in CASES["defects"] if d["how"] == "written by hand"}
APPLICATIONS = 40  # of each award
Told = tuple[str, str, str | None, str | None]  # code, file, sheet, cell


def run(*arguments: object) -> tuple[int, dict[str, Any]]:
    """Run a command with ``--json``: its exit code, and the one document that it prints."""
    result = CliRunner().invoke(main, [*map(str, arguments), "--json"])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result.exit_code, json.loads(result.stdout)


def shown(*arguments: object) -> str:
    """What a command prints for people."""
    result = CliRunner().invoke(main, [*map(str, arguments)])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result.output


def edition(application: str) -> AwardEdition:
    return scored(AWARDS[application[0]]["edition"])


def title(application: str) -> str:
    return f"ผลงาน {application}"


@cache
def register(applications: int = APPLICATIONS, assessors: int = len(OFFSETS)) -> Register:
    """Everybody is assigned to everything; one conflict is declared beforehand."""
    ids = [f"{award}-{n:02}" for award in AWARDS for n in range(1, applications + 1)]
    listed = [Application(id_, AWARDS[id_[0]]["edition"], title(id_), AGENCY, UNIT) for id_ in ids]
    people = [Assessor(f"A{n}", f"ผู้ประเมิน {n}") for n in range(1, assessors + 1)]
    return Register(
        tuple(listed), tuple(people),
        tuple(Assignment(a, p.id, STAGE, (a, p.id) in CONFLICTS, "ที่ปรึกษาโครงการ" if (a, p.id) in CONFLICTS else None)
              for a in ids for p in people),
    )  # fmt: skip


def answers(application: str, assessor: str) -> dict[str, Value]:
    """What one assessor types, by row key, after the rule of the table."""
    award, number, who = AWARDS[application[0]], int(application[2:]), int(assessor[1:])
    scores = {id_: Decimal(base) for id_, base in award["base"].items()}
    scores[award["grows"]] += award["step"] * number
    scores[award["leans"]] += OFFSETS[who - 1] * Decimal(award["unit"])
    said: dict[str, Value] = {f"indicator:{id_}": score for id_, score in scores.items()}
    rules = edition(application)
    for feature in rules.features:
        said[f"bonus:{feature.id}"] = word(who <= award["bonus"].get(feature.id, {}).get(str(number), 0))
    said |= {f"eligibility:{item.id}": word(True) for item in rules.eligibility}
    return said | {"conflict": word(False), "date": "20/5/2558"}


def word(yes: bool) -> str:
    return (layout.YES if yes else layout.NO)["th"]


def type_into(path: Path, application: str, typed: Mapping[str, Value], sheet: str = "Score") -> None:
    """Change cells of a score sheet by row key, and nothing else in the file; a blank text empties one."""
    cells = edits(edition(application), {key: None if value == "" else value for key, value in typed.items()})
    path.write_bytes(patch(path.read_bytes(), {sheet: cells}))


@dataclass(frozen=True)
class Scripted(Round):
    """A round's folder, and where below its inbox the file of each place lies or will lie."""

    files: Mapping[tuple[str, str], str]

    def at(self, application: str, assessor: str) -> Path:
        return self.inbox / self.files[application, assessor]

    def copy(self, folder: Path) -> "Scripted":
        """The same round in another folder; the times of its files stay."""
        shutil.copytree(self.folder, folder)
        return Scripted(folder, self.files)

    def send(self, application: str, assessor: str, to: str | None = None, **changed: Value) -> Path:
        """One assessor sends one sheet, `to` a file below the inbox; `changed` are answers by row key (``indicator_1``)."""
        path = self.inbox / to if to else self.at(application, assessor)
        path.parent.mkdir(parents=True, exist_ok=True)
        typed = answers(application, assessor) | {k.replace("_", ":", 1): v for k, v in changed.items()}
        pack = next(self.folder.glob(f"packs/{assessor} */{application} *"))
        path.write_bytes(patch(pack.read_bytes(), {"Score": edits(edition(application), typed)}))
        return path

    def send_all(self) -> "Scripted":
        for application, assessor in self.files:
            self.send(application, assessor)
        return self

    def entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.ledger.read_bytes().splitlines()]

    def kinds(self, after: int = 0) -> dict[str, int]:
        """How many entries of each kind the ledger has after the first so many."""
        kinds = [entry["kind"] for entry in self.entries()[after:]]
        return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


def begin(folder: Path, applications: int = APPLICATIONS, assessors: int = len(OFFSETS)) -> Scripted:
    """A round with its register filled in and its packs made; nothing has come back yet."""
    shown("init", folder)
    listed = register(applications, assessors)
    atomic.replace(folder / "register.xlsx", registers.write(listed))
    code, made = run("pack", folder)
    assert code == 0, made["problems"]
    files = {(p["applications"][0], p["assessor"]): p["file"] for p in made["packs"] if p["file"]}
    return Scripted(folder, {key: _sent_as(*key, file) for key, file in files.items()})


def _sent_as(application: str, assessor: str, pack: str) -> str:
    """Where the file of a place ends up: most keep their names, two assessors have their own ideas."""
    if assessor == "A6":
        return f"ส่งทางอีเมล/2558/05/{application}/แบบ.xlsx"
    return f"{application} (ฉบับที่ 7).XLSX" if assessor == "A7" else pack


def fingerprints(folder: Path) -> dict[str, tuple[int, str]]:
    """Name, time of change and SHA-256 of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.rglob("*")) if path.is_file()
    }  # fmt: skip


# What goes wrong.


def plant(made: Scripted) -> list[Told]:
    """Put every defect of the table into the inbox; what must be named: code, file, sheet, cell."""
    wanted = []
    for defect in CASES["defects"]:
        application, assessor = defect["place"].split("/")
        own = made.files.get((application, assessor), f"{assessor}/{application}.xlsx")
        path = made.inbox / defect.get("file", own)
        path.parent.mkdir(parents=True, exist_ok=True)
        if (made.inbox / own).exists() and defect["how"] not in ("lock file", "missing"):
            shutil.copy2(made.inbox / own, path) if path != made.inbox / own else None
        DEFECTS[defect["how"]](path, defect)
        sheet = (
            defect.get("sheet", "Score")
            if "cell" in defect or "cells" in defect or defect["how"] == "row deleted"
            else None
        )
        for cell in defect.get("cells", [defect.get("cell")]):
            if "code" in defect:
                wanted.append((defect["code"], path.relative_to(made.inbox).as_posix(), sheet, cell))
    return sorted(wanted, key=str)


def _typed(path: Path, defect: Mapping[str, Any]) -> None:
    type_into(path, defect["place"], defect["typed"])


def _in_another_program(change: Callable[[openpyxl.Workbook, Mapping[str, Any]], object]) -> Callable[..., None]:
    """Opened, changed and saved by openpyxl."""

    def make(path: Path, defect: Mapping[str, Any]) -> None:
        book = openpyxl.load_workbook(path)
        change(book, defect)
        saved = io.BytesIO()
        book.save(saved)
        path.write_bytes(saved.getvalue())

    return make


def _cell(book: openpyxl.Workbook, defect: Mapping[str, Any]) -> None:
    cell: Any = book["Score"][defect["cell"]]
    cell.value = defect["cell_value"]
    if defect["cell_value"] == "#N/A":
        cell.data_type = "e"
    if "shown" in defect or isinstance(defect["cell_value"], dt.date):
        cell.number_format = defect.get("shown", "d-mmm")


def _renamed(book: openpyxl.Workbook, _: Mapping[str, Any]) -> None:
    book["Score"].title = "ของผม"


def _copied_sheet(book: openpyxl.Workbook, _: Mapping[str, Any]) -> None:
    copy: Any = book.copy_worksheet(book["Score"])
    copy["E15"] = 4


def _hostile(name: str) -> Callable[..., None]:
    def make(path: Path, _: Mapping[str, Any]) -> None:
        path.unlink(missing_ok=True)
        HOSTILE[name].put(path)

    return make


def _cut_short(path: Path, _: Mapping[str, Any]) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])


def _other_edition(path: Path, defect: Mapping[str, Any]) -> None:
    application, assessor = defect["place"].split("/")
    rules = scored("tpsa-improvement-2558")
    known: dict[str, Value] = {
        "application": application, "title": title(application), "agency": AGENCY, "unit": UNIT,
        "assessor": f"ผู้ประเมิน {assessor[1:]}", "stage": layout.STAGE_WORDS[STAGE]["th"],
    }  # fmt: skip
    known |= {f"eligibility:{item.id}": word(True) for item in rules.eligibility}
    known |= {k: v for k, v in answers(application, assessor).items() if not k.startswith("eligibility")}
    path.write_bytes(patch(blank(rules.id), {"Score": edits(rules, known)}))


def _written_by_hand(path: Path, defect: Mapping[str, Any]) -> None:
    """Whoever has declared a conflict got no pack, and fills in a blank workbook."""
    application, assessor = defect["place"].split("/")
    rules = edition(application)
    known = answers(application, assessor) | {
        "application": application, "title": title(application), "agency": AGENCY, "unit": UNIT,
        "assessor": f"ผู้ประเมิน {assessor[1:]}", "stage": layout.STAGE_WORDS[STAGE]["th"],
    }  # fmt: skip
    path.write_bytes(patch(blank(rules.id), {"Score": edits(rules, known)}))


def _recused(path: Path, defect: Mapping[str, Any]) -> None:
    blanks = {f"indicator:{i.id}": "" for i in edition(defect["place"]).indicators}
    type_into(path, defect["place"], blanks | {"conflict": word(True), "conflict-reason": "เคยร่วมโครงการ"})


def _sorted(path: Path, defect: Mapping[str, Any]) -> None:
    """The names of two indicators exchanged, their keys not."""
    rules = edition(defect["place"])
    one, other = (place(cell) for cell in defect["cells"])
    names = {i.id: i.name.th for i in rules.indicators}
    path.write_bytes(patch(path.read_bytes(), {"Score": {one: names["4"], other: names["1"]}}))


def _without_row(row: int) -> Callable[..., None]:
    return _in_another_program(lambda book, _: book["Score"].delete_rows(row))


DEFECTS: Mapping[str, Callable[..., None]] = {
    "missing": lambda path, _: path.unlink(),
    "typed": _typed,
    "copied": lambda path, _: None,
    "saved again": _in_another_program(lambda book, _: None),
    "other edition": _other_edition,
    "cell": _in_another_program(_cell),
    "recused": _recused,
    "written by hand": _written_by_hand,
    "renamed sheet": _in_another_program(_renamed),
    "copied sheet": _in_another_program(_copied_sheet),
    "cut short": _cut_short,
    "password": _hostile("password"),
    "zeros": _hostile("zeros"),
    "lock file": _hostile("lock file of Excel"),
    "old .xls": _hostile("old .xls"),
    "PDF": _hostile("PDF"),
    "empty": _hostile("empty"),
    "no keys": _without_row(1),
    "sorted": _sorted,
    "row deleted": _without_row(17),
}
