"""How each code of the catalogue is provoked: a maker of real files a code, by the command that tells it."""

import errno
import os
import re
import shutil
import time
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from pyscoring.edition import scored
from tests import documents
from tests.hostile import HOSTILE
from tests.sheets import blank, full, write
from workbook.cli import main
from workbook.files import atomic
from workbook.files.patch import patch
from workbook.files.sheetmap import Edits, Value
from workbook.scoresheet import layout
from workbook.scoresheet.official import official_cells
from workbook.scoresheet.reader import ReadSheet

Maker = Callable[[Path], Path]
Stage = pytest.MonkeyPatch
TEPGA, PMQA = scored("tepga-development-2558"), scored("pmqa-fundamental-2558")
SMALL = Path(__file__).parent / "cases" / "broken-editions" / "small-2558.toml"
ROW = {row.key: row.number for row in layout.rows(TEPGA) if row.key}


def told(*arguments: object) -> set[str]:
    """The codes in the JSON that a command prints; in its messages where it prints no JSON."""
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return set(re.findall(r'"code": "([A-Z][0-9]{2})"', result.stdout)) | set(
        re.findall(r"^([A-Z][0-9]{2}) ", result.stderr, re.MULTILINE)
    )


# pyscoring score FILE


def _answers(**changed: Any) -> Maker:
    return lambda folder: write(folder / "a.xlsx", TEPGA, full(TEPGA, **changed))


def _cells(edits: Edits) -> Maker:
    """A filled score sheet with cells changed, wherever they lie."""

    def make(folder: Path) -> Path:
        path = write(folder / "a.xlsx", TEPGA, full(TEPGA))
        path.write_bytes(patch(path.read_bytes(), {"Score": edits}))
        return path

    return make


def _typed(value: object, shown: str = "General", key: str = "indicator:1") -> Maker:
    """An entry as another program stores it: a formula, an error, a date, a percentage."""

    def make(folder: Path) -> Path:
        path = write(folder / "a.xlsx", TEPGA, full(TEPGA))
        book = openpyxl.load_workbook(path)
        cell: Any = book["Score"].cell(ROW[key], layout.VALUE)
        cell.value, cell.number_format = value, shown
        book.save(path)
        return path

    return make


def _with_part(name: str) -> Maker:
    def make(folder: Path) -> Path:
        path = write(folder / "a.xlsx", TEPGA, full(TEPGA))
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(name, b"")
        return path

    return make


def _hostile(code: str, name: str | None = None) -> Maker:
    """The hostile file of this name, or else the first that has this code."""
    found = HOSTILE[name] if name else next(hostile for hostile in HOSTILE.values() if hostile.code == code)
    assert found.code == code

    def make(folder: Path) -> Path:
        found.put(folder / found.name)
        return folder / found.name

    return make


def _file(name: str, data: bytes) -> Maker:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return make


def _twice(folder: Path) -> Path:
    shutil.copy(write(folder / "a.xlsx", TEPGA, full(TEPGA)), folder / "b.xlsx")
    return folder


def _moved(folder: Path) -> Path:
    """Two labels exchanged, as by sorting without the hidden column."""
    one, other = (ROW[f"indicator:{n}"] for n in "14")
    names = {n: TEPGA.indicators[int(n) - 1].name.th for n in "14"}
    return _cells({(one, layout.LABEL): names["4"], (other, layout.LABEL): names["1"]})(folder)


def _copy(folder: Path) -> Path:
    path = folder / "a.xlsx"
    path.write_bytes(patch(blank(TEPGA.id), {"Score": {(1, 1): layout.RESULT_MARK}}))
    return path


def _steps(folder: Path) -> Path:
    """A score between the steps of an edition that has some; its file stands beside the workbook."""
    shutil.copy(SMALL, folder / SMALL.name)
    small = scored(str(SMALL))
    return write_of(folder / "a.xlsx", small.id, {"indicator:1": 0.3}, SMALL)


def write_of(path: Path, edition_id: str, answers: Mapping[str, Value], file: Path) -> Path:
    from workbook.scoresheet.fill import fill

    rules = scored(str(file))
    assert rules.id == edition_id
    path.write_bytes(fill(blank(edition_id, "th", (file,)), rules, answers))
    return path


def _checked(**changed: Any) -> Maker:
    """A document check that would be complete, with answers changed."""
    edition = scored("tpsa-standard-2558")
    return lambda folder: documents.write(folder / "a.xlsx", edition, documents.passing(edition) | changed)


SCORE: dict[str, Maker] = {
    "F01": lambda folder: folder / "none.xlsx",
    **{code: _hostile(code) for code in ("F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F11")},
    "F10": _hostile("F10", "pipe"),
    "F12": _file(".DS_Store", b"\0\1"),
    "F13": _copy,
    **{code: _hostile(code) for code in ("S01", "S02", "S03", "S04", "S05", "S06")},
    "S07": _with_part("xl/vbaProject.bin"),
    "S08": _with_part("xl/externalLinks/externalLink1.xml"),
    "T01": _cells({(1, 1): "ก"}),
    "T02": _answers(edition="tepga-2599"),
    "T03": _answers(definition="0123456789ab"),
    "T04": _cells({(ROW["indicator:3"], layout.KEY): None}),
    "T05": _cells({(90, layout.KEY): "indicator:3"}),
    "T06": _cells({(1, layout.OFFICIAL): None}),
    "T07": _cells({(90, layout.KEY): "indicator:99"}),
    "T08": _answers(edition="tpsa-best-2558"),
    "T09": _cells({(1, 1): "pyscoring/2"}),
    "T10": _moved,
    "T11": _cells({(ROW["indicator:1"], layout.LABEL): "นโยบาย (ดูข้อ 2)"}),
    "T13": _cells({(ROW["band"], layout.VALUE): "ดีเยี่ยม"}),
    "D01": _answers(indicator_1=None),
    "D02": _answers(indicator_1="หก"),
    "D03": _answers(indicator_1=7),
    "D04": _answers(indicator_1=3.999),
    "D05": _answers(indicator_1="4,5"),
    "D06": _typed("#N/A"),
    "D07": _answers(indicator_1=True),
    "D08": _typed(date(2026, 6, 4), "d-mmm"),
    "D09": _typed("=2+2"),
    "D10": _typed(0.85, "0%"),
    "D11": _steps,
    "D12": _answers(conflict="อาจจะ"),
    "D13": _answers(stage="ที่บ้าน"),
    "D14": _answers(indicator_1="๔"),
    "D15": _answers(assessor=None),
    "D16": _answers(date="เมื่อวาน"),
    "D17": _cells({(ROW["fingerprint"], layout.OFFICIAL): "0" * 16}),
    "D18": lambda folder: write(folder / "a.xlsx", PMQA, full(PMQA)),
    "D19": _answers(**{f"eligibility_{TEPGA.eligibility[0].id.replace('-', '__')}": "ไม่ใช่"}),
    "D20": _answers(),
    "D21": _checked(**{"document:1": None}),
    "D22": _checked(**{"document:form-2": False}),
    "D23": _checked(**{"eligibility:in-use": False}),
    "D24": _checked(**{"document:report-pages": Decimal(16)}),
    "A01": _answers(conflict="ใช่"),
    "A02": _twice,
}


def score(path: Path) -> set[str]:
    return told("score", "--json", *(f"--edition={p}" for p in path.parent.glob("*.toml")), path)


# pyscoring score --write FILE


def _signed(folder: Path) -> Path:
    return _with_part("_xmlsignatures/origin.sigs")(folder)


def _closed(folder: Path, stage: Stage) -> None:
    """A folder that takes no new file; root, as whom tests may run, is denied nothing."""
    really_open = os.open

    def deny(path: Any, flags: int, *more: Any, **options: Any) -> int:
        if flags & os.O_CREAT and Path(path).parent == folder:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return really_open(path, flags, *more, **options)

    stage.setattr(os, "open", deny)


def _not_permitted(folder: Path, stage: Stage) -> Path:
    path = _answers()(folder)
    _closed(folder, stage)
    return path


def _changed_meanwhile(folder: Path, stage: Stage) -> Path:
    path = _answers()(folder)

    def someone_saves(read: ReadSheet, *rest: Any) -> Any:
        path.write_bytes(patch(path.read_bytes(), {"Score": {(ROW["indicator:1"], layout.VALUE): 1}}))
        return official_cells(read, *rest)

    stage.setattr("workbook.scoresheet.scoring.official_cells", someone_saves)
    return path


def _refused(folder: Path, stage: Stage) -> Path:
    path = _signed(folder)
    _closed(folder, stage)
    return path


def _full_disk(folder: Path, stage: Stage) -> Path:
    path = _answers()(folder)

    def no_space(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    stage.setattr(os, "fsync", no_space)
    return path


def _cut_short(folder: Path, _: Stage) -> Path:
    stray = folder / f"{atomic.PREFIX}0{atomic.SUFFIX}"
    stray.write_bytes(b"")
    os.utime(stray, (time.time() - 61,) * 2)
    return _answers()(folder)


WRITE: dict[str, Callable[[Path, Stage], Path]] = {
    "W01": _not_permitted,
    "W02": _changed_meanwhile,
    "W03": _refused,
    "W04": _full_disk,
    "W05": lambda folder, _: _signed(folder),
    "W06": _cut_short,
}


def score_and_write(path: Path) -> set[str]:
    return told("score", "--write", "--json", path)


# pyscoring words FILE


def _report(*lines: str) -> Maker:
    return _file("a.txt", "\n".join(lines).encode())


WORDS: dict[str, Maker] = {
    "F14": _file("a.docx", b"%PDF-1.4"),
    "D25": _report("ข้อ 1", "คำ " * 800),
    "D26": _report("ข้อ 1", "คำ " * 700),
    "D27": _report("ข้อ 1", "คำ"),
    "D28": _report("ข้อ 1", "ข้อ 1", "คำ"),
}


def count_words(path: Path) -> set[str]:
    return told("words", "--json", path)


# pyscoring editions check FILE, pyscoring template FILE


def _edited(old: str, new: str) -> Maker:
    def make(folder: Path) -> Path:
        source = SMALL.read_text(encoding="utf-8")
        assert old in source
        path = folder / "small-2558.toml"
        path.write_text(source.replace(old, new, 1), encoding="utf-8")
        return path

    return make


def _folder(folder: Path) -> Path:
    return folder


CHECK: dict[str, Maker] = {
    "E01": _edited("[document]", "[document"),
    "E02": _edited("weight = 60", "wieght = 60"),
    "E03": _edited("weight = 60\n", ""),
    "E04": _edited("fiscal_year = 2558", 'fiscal_year = "2558"'),
    "E05": _edited("at_least = 80", "at_least = 40"),
    "E06": _edited("weight = 60", "weight = 60\nqqqqqqqqqqqq = 1"),
    "E10": _file("small-2558.toml", SMALL.read_text(encoding="utf-8").encode("utf-16")),
    "E11": _edited('family = "', "family = “"),
    "F15": _folder,
    "E13": _file("cases.toml", b'[[cases]]\nwhy = "all"\nedition = "a-2558"\nstatus = "complete"'),
}


def check_edition(path: Path) -> set[str]:
    return told("editions", "check", "--json", path)


def _cases(case: str) -> Maker:
    return _file("cases.toml", f"[[cases]]\n{case}\n".encode())


CASES: dict[str, Maker] = {
    "E09": _cases('why = "all"\nedition = "tepga-development-2558"\nstatus = "complete"'),
    "E13": _edited("weight = 60", "weight = 60"),
    "E14": _cases('why = "of another"\nedition = "tepga-development-2558"\nstatus = "recused"\nconflict = true'),
}


def check_cases(path: Path) -> set[str]:
    return told("editions", "cases", "--edition", SMALL, "--json", path)


_DIMENSION = """[[dimensions]]
id = "{id}"
name = {{ th = "มิติ", en = "A dimension" }}
weight = {weight}
source = "slide 1"
"""
_INDICATOR = """[[dimensions.indicators]]
id = "{id}"
name = {{ th = "ตัวชี้วัด", en = "An indicator" }}
max = {max}
scale = "percent"
source = "slide 1"
"""


def _dimensions(text: str) -> Maker:
    """The small edition with these dimensions and no bonus."""

    def make(folder: Path) -> Path:
        head, _, rest = SMALL.read_text(encoding="utf-8").partition("[[dimensions]]")
        path = folder / "small-2558.toml"
        after = rest[rest.index("[total]") :].replace("assumption: even", "slide 1")
        path.write_text(f"{head}{text}\n{after.partition('[[assumptions]]')[0]}", encoding="utf-8")
        tomllib.loads(path.read_text(encoding="utf-8"))
        return path

    return make


_LONG = "".join(_INDICATOR.format(id=f"a-rather-long-indicator-id-{n:012}", max=1) for n in range(60))
_FINE = "".join(
    _DIMENSION.format(id=prime, weight="12.5")
    + "".join(_INDICATOR.format(id=f"{prime}-{max_}", max=max_) for max_ in (1, prime - 1))
    for prime in (97, 89, 83, 79, 73, 71, 67, 61)
)  # fmt: skip
MAKE: dict[str, Maker] = {
    "E07": _dimensions(_DIMENSION.format(id="1", weight=100) + _LONG),
    "E08": _dimensions(_FINE),
}


def make_template(path: Path) -> set[str]:
    return told("template", "-o", path.parent / "new.xlsx", path)
