"""The classic add-in: workbooks with xlwings' own macros, and copies for Run main."""

import csv
import hashlib
import keyword
import re
import sys
import warnings
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
import xlwings as xw
from xlwings.utils import read_config_sheet

from pyscoring.edition import AwardEdition, scored
from tests.agreement import scored_editions
from tests.scripted_round import Scripted, fingerprints, run, shown
from tests.sheets import full, write
from workbook.classic import config_sheet, shims
from workbook.classic.button import COLUMN
from workbook.classic.macro_book import STANDALONE, VBA
from workbook.files.patch import patch
from workbook.office.bridge import uno_properties
from workbook.office.document import Document
from workbook.office.libreoffice import Office
from workbook.scoresheet import layout
from workbook.scoresheet.fill import fill

TEPGA, TPSA = scored("tepga-development-2558"), scored("tpsa-innovation-2558")
XLWINGS = Path(xw.__file__).with_name(STANDALONE)
ALWAYS_EXECUTE = 4  # com.sun.star.document.MacroExecMode
STUB = """Rem Attribute VBA_ModuleType=VBAModule
Option VBASupport 1
Public Function RunPython(PythonCommand As String)
  ThisComponent.Sheets.getByName("xlwings.conf").getCellRangeByName("Z1").setFormula(PythonCommand)
End Function
"""

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # olevba calls its parser by names that are old by now
    from oletools.olevba import VBA_Parser


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `addin` has made everything."""
    folder = tmp_path_factory.mktemp("addin") / "made"
    code, document = run("addin", folder)
    assert (code, document["problems"]) == (0, [])
    assert {Path(one["file"]).stem for one in document["workbooks"]} == {i.replace("-", "_") for i in scored_editions()}
    return folder


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def at(edition: AwardEdition) -> dict[str, int]:
    return {row.key: row.number for row in layout.rows(edition) if row.key}


# The workbook with macros.


@pytest.mark.parametrize("id_", scored_editions())
def test_the_macros_are_xlwings_own(made: Path, id_: str) -> None:
    """The VBA project of every .xlsm is the one of the installed package, to the byte, in a package that says so."""
    found = parts(made / f"{id_.replace('-', '_')}.xlsm")
    assert found[VBA] == parts(XLWINGS)[VBA]
    types, links = found["[Content_Types].xml"].decode(), found["xl/_rels/workbook.xml.rels"].decode()
    assert "application/vnd.ms-excel.sheet.macroEnabled.main+xml" in types
    assert "application/vnd.ms-office.vbaProject" in types
    assert "relationships/vbaProject" in links


def test_olevba_finds_no_other_module(made: Path) -> None:
    """olevba lists the modules of xlwings' standalone workbook with the same text, and nothing else."""

    def modules(path: Path) -> list[tuple[str, str]]:
        return sorted((name, code) for _, _, name, code in VBA_Parser(str(path)).extract_macros())

    found = modules(made / "tepga_development_2558.xlsm")
    assert found == modules(XLWINGS)
    assert {"Module1.bas", "xlwings.bas", "Dictionary.cls"} < {name for name, _ in found}


def test_document_modules_have_their_sheets(made: Path) -> None:
    """Each document module of the VBA project belongs to one sheet; the guide has none, and Excel gives it one."""
    names = {name for _, _, name, _ in VBA_Parser(str(XLWINGS)).extract_macros() if name.endswith(".cls")}
    book = openpyxl.load_workbook(made / "tepga_development_2558.xlsm", keep_vba=True)
    codes = {sheet.title: sheet.sheet_properties.codeName for sheet in book.worksheets}
    assert codes == {"Score": "Sheet1", "Guide": None, "xlwings.conf": "Sheet2"}
    assert {f"{code}.cls" for code in [book.code_name, *filter(None, codes.values())]} == names - {"Dictionary.cls"}


def test_the_button_stands_beside_what_is_printed(made: Path) -> None:
    """The button runs the only macro there is, lies in the frozen top beyond the last printed column, and is not printed."""
    path = made / "tpsa_innovation_2558.xlsm"
    drawing = parts(path)["xl/drawings/drawing1.xml"].decode()
    (button,) = re.findall(r"<twoCellAnchor[^>]*>(?:(?!</twoCellAnchor>).)*<sp .*?</twoCellAnchor>", drawing)
    assert 'macro="[0]!SampleCall"' in button
    assert 'fPrintsWithSheet="0"' in button
    assert re.findall(r"<a:t>(.*?)</a:t>", button)[0] == "คำนวณผลทางการ"
    columns, rows = (list(map(int, re.findall(f"<{what}>(\\d+)</{what}>", button))) for what in ("col", "row"))
    sheet = openpyxl.load_workbook(path)["Score"]
    (printed,) = sheet.print_area.split(":")[1:]
    assert (
        columns
        == [COLUMN - 1, COLUMN]
        == [openpyxl.utils.cell.coordinate_to_tuple(printed.replace("$", ""))[1], COLUMN]
    )
    frozen = openpyxl.utils.cell.coordinate_to_tuple(str(sheet.freeze_panes))[0]
    assert at(TPSA)["total"] - 1 == rows[0] < rows[1] < frozen


def test_main_through_the_button(
    made: Path, engine: xw.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button's macro asks for Python as xlwings does, and that command writes the official block.

    LibreOffice cannot compile xlwings' class Dictionary, and RunPython is a stub that notes the command.
    """
    path = tmp_path / "tepga_development_2558.xlsm"
    path.write_bytes(fill((made / path.name).read_bytes(), TEPGA, full(TEPGA, indicator_7=54.5)))
    path.with_suffix(".py").write_bytes((made / path.with_suffix(".py").name).read_bytes())
    office: Office = engine.impl.office
    options = uno_properties(Hidden=True, MacroExecutionMode=ALWAYS_EXECUTE)
    model = office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, options)
    project = model.BasicLibraries.getByName("VBAProject")
    project.replaceByName("xlwings", STUB)
    project.removeByName("Dictionary")
    page = model.Sheets.getByName("Score").DrawPage
    (button,) = [shape for n in range(page.Count) if (shape := page.getByIndex(n)).Name == "SampleCall"]
    script = {p.Name: p.Value for p in button.Events.getByName("OnClick")}["Script"]
    model.ScriptProvider.getScript(script).invoke((), (), ())
    command = model.Sheets.getByName("xlwings.conf").getCellRangeByName("Z1").String
    assert command == "import tepga_development_2558;tepga_development_2558.main()"
    book = xw.Book(impl=engine.impl.apps[0].books.adopt(Document(office, model, True), path))
    book.set_mock_caller()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, path.stem, raising=False)
    exec(command, {})
    column = book.sheets["Score"].range((1, layout.OFFICIAL), (40, layout.OFFICIAL)).value
    rows = at(TEPGA)
    assert [column[rows[key] - 1] for key in ("dimension:1", "dimension:2", "total")] == [20.0, 79.5, 99.5]
    assert (column[rows["band"] - 1], column[rows["status"] - 1]) == ("ดีเยี่ยม", "ครบถ้วน")


def test_settings_as_xlwings_reads_them(made: Path, engine: xw.Engine) -> None:
    """A key counts only with a value: an empty one would hide what is set in Excel's ribbon."""
    book = xw.Book(made / "tepga_development_2558.xlsm")
    own = {"UDF MODULES": "workbook.functions", "USE UDF SERVER": False, "ADD_WORKBOOK_TO_PYTHONPATH": "true"}
    read = read_config_sheet(book)
    assert {key: value for key, value in read.items() if not key.startswith("# ")} == own
    names = list(config_sheet.SETTINGS)
    book.sheets["xlwings.conf"].range((names.index("ONEDRIVE_COMMERCIAL_WIN") + 1, 2)).value = r"D:\OneDrive"
    book.app.calculate()
    assert read_config_sheet(book)["ONEDRIVE_COMMERCIAL_WIN"] == r"D:\OneDrive"
    assert len(read_config_sheet(book)) == len(names)


def test_every_setting_is_one_of_xlwings() -> None:
    """xlwings' own macros ask for every key of the sheet by this name."""
    code = "".join(code for *_, code in VBA_Parser(str(XLWINGS)).extract_macros())
    assert set(config_sheet.SETTINGS) <= set(re.findall(r'GetConfig\("([^"]+)"', code))


def test_a_filled_one_is_scored_and_keeps_its_macros(made: Path, tmp_path: Path) -> None:
    """A returned .xlsm is one score sheet with a note on its macros; writing the result changes that sheet alone."""
    path = tmp_path / "a.xlsm"
    path.write_bytes(fill((made / "tepga_development_2558.xlsm").read_bytes(), TEPGA, full(TEPGA)))
    before = parts(path)
    code, document = run("score", path, "--write")
    (score,) = document["scores"]
    assert (code, score["sheet"], score["total"], score["band"]) == (0, "Score", "100.00", "excellent")
    assert "S07" in {p["code"] for p in score["problems"]}
    after = parts(path)
    assert {name for name in after if after[name] != before[name]} == {"xl/worksheets/sheet1.xml"}
    assert after[VBA] == parts(XLWINGS)[VBA]


def test_what_is_there_stays(tmp_path: Path) -> None:
    """A filled workbook is never overwritten unless that is asked for; a module of somebody else's never."""
    folder = tmp_path / "made"
    assert run("addin", folder, TEPGA.id)[0] == 0
    path = folder / "tepga_development_2558.xlsm"
    path.write_bytes(fill(path.read_bytes(), TEPGA, full(TEPGA)))
    before = path.read_bytes()
    code, document = run("addin", folder, TEPGA.id, TPSA.id, TEPGA.id)  # one of them twice
    assert (code, [one["made"] for one in document["workbooks"]]) == (0, [False, True])
    assert path.read_bytes() == before
    path.with_suffix(".py").write_text("def main(): ...\n")
    code, document = run("addin", folder, TEPGA.id, "--force")
    assert (code, {p["code"] for p in document["problems"]}) == (1, {"W10"})
    assert path.read_bytes() != before
    assert path.with_suffix(".py").read_text() == "def main(): ...\n"
    (tmp_path / "other" / path.name).mkdir(parents=True)  # no workbook, and not to be taken for one that is there
    code, document = run("addin", tmp_path / "other", TEPGA.id)
    assert (code, {p["code"] for p in document["problems"]}) == (1, {"W01"})


def test_english_and_people(tmp_path: Path) -> None:
    """What was made is told a line a workbook, in the language asked for, in which the workbook is too."""
    told = shown("addin", tmp_path / "new", TEPGA.id, "--lang", "en")
    path = tmp_path / "new" / "tepga_development_2558.xlsm"
    assert told == f"made {path}\nkeep each workbook beside the .py file of its name\n"
    assert "is there already" in shown("addin", tmp_path / "new", TEPGA.id, "--lang", "en")
    found = parts(path)
    assert b"Official result" in found["xl/drawings/drawing1.xml"]
    told = [openpyxl.load_workbook(path)["xlwings.conf"].cell(row, 1).value for row in (14, 15)]
    assert "Type a value only where one is needed" in told[0]
    assert f"xlwings {xw.__version__}" in told[1]


# Names that Python can import.


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ("T01_A1_site", "T01_A1_site"), ("2-1_A1_desk", "w2_1_A1_desk"), ("a b-c.d", "a_b_c_d"), ("ผลงาน", "w"),
        ("json", "json_2"), ("Calendar", "Calendar_2"), ("class", "class_2"), ("None", "None_2"), ("con", "con_2"),
        ("openpyxl", "openpyxl_2"), ("workbook", "workbook_2"), ("pyscoring", "pyscoring_2"), ("x" * 99, "x" * 60),
    ],
)  # fmt: skip
def test_a_name_that_nothing_else_has(tmp_path: Path, wish: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name can be imported, and is no keyword, no device of Windows and no module that exists."""
    assert shims.module_name(wish, tmp_path) == name
    monkeypatch.setattr(
        sys, "path", [p for p in sys.path if not Path(p, "workbook").is_dir()]
    )  # as an editable install
    assert shims.module_name(wish, tmp_path) == name
    assert name.isidentifier()
    assert not keyword.iskeyword(name)
    (tmp_path / f"{name}.py").write_text(shims.SHIM)
    assert shims.module_name(wish, tmp_path) == name  # its own module is not in its way
    assert shims.module_name(wish, tmp_path, [name.upper()]) not in {name, name.upper(), wish}


# Copies for Run main.


def test_copies_of_a_round(packed: Scripted, tmp_path: Path) -> None:
    """Every workbook of a round gets a copy, the same to the byte, under the ids of its place, and the index tells which."""
    before, folder = fingerprints(packed.folder), tmp_path / "laptops"
    code, document = run("addin", folder, "--packs", packed.folder)
    assert fingerprints(packed.folder) == before
    pairs = {Path(one["file"]): Path(one["source"]) for one in document["workbooks"]}
    packs = set((packed.folder / "packs").rglob("*.xlsx"))
    assert (code, set(pairs.values()), len(pairs)) == (0, packs, len(packs))
    for copy, source in pairs.items():
        assert copy.read_bytes() == source.read_bytes()
        assert copy.parent.name == source.parent.name
        assert copy.with_suffix(".py").read_text() == shims.SHIM
        assert re.fullmatch(r"[A-Za-z]\w*_(document|desk|site)", copy.stem, re.ASCII), copy
        assert source.parent.name.split()[0] in copy.stem
    assert len({copy.stem.casefold() for copy in pairs}) == len(packs)
    with (folder / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert {(folder / row[0], packed.folder / row[1]) for row in rows} == set(pairs.items())


def test_copies_keep_their_names_and_contents(tmp_path: Path) -> None:
    """What somebody filled stays, and a copy keeps its name when a workbook comes whose name would be the same."""
    source, folder = tmp_path / "ส่งแล้ว", tmp_path / "laptop"
    source.mkdir()
    write(source / "ก.xlsx", TEPGA, full(TEPGA, application="T-1", assessor="A1") | {"indicator:1": None})
    assert run("addin", folder, "--packs", source)[0] == 0
    copy = folder / "T_1_A1_desk.xlsx"
    copy.write_bytes(patch(copy.read_bytes(), {"Score": {(at(TEPGA)["indicator:1"], layout.VALUE): 6}}))
    filled = hashlib.sha256(copy.read_bytes()).digest()
    write(source / "0.xlsx", TEPGA, full(TEPGA, application="T_1", assessor="A1"))
    (source / "0 notes.txt").write_text("ไม่ใช่สมุดงาน")
    (source / "shim.py").write_text(shims.SHIM)  # ours, and passed over
    code, document = run("addin", folder, "--packs", source)
    told = {
        Path(one["source"]).name: (one["file"] and Path(one["file"]).name, one["made"]) for one in document["workbooks"]
    }
    assert told == {
        "0 notes.txt": (None, False), "0.xlsx": ("T_1_A1_desk_2.xlsx", True), "ก.xlsx": ("T_1_A1_desk.xlsx", False),
    }  # fmt: skip
    assert (code, {p["code"] for p in document["problems"] if p["severity"] == "error"}) == (1, {"F08"})
    assert hashlib.sha256(copy.read_bytes()).digest() == filled


def test_copies_of_blank_workbooks_keep_their_names(tmp_path: Path) -> None:
    """Workbooks that name no application are told apart by where they lie, and are copied once, filled since or not."""
    source, folder = tmp_path / "ว่าง", tmp_path / "laptop"
    for name in ("json.xlsx", "a b.xlsx", "a-b.xlsx", "ก/a b.xlsx"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        write(source / name, TEPGA, full(TEPGA, application=None))
    first = run("addin", folder, "--packs", source)[1]["workbooks"]
    assert sorted(one["file"].removeprefix(f"{folder}/") for one in first) == [
        "a_b.xlsx", "a_b_2.xlsx", "json_2.xlsx", "ก/a_b_3.xlsx",
    ]  # fmt: skip
    write(folder / "json_2.xlsx", TEPGA, full(TEPGA))  # names an application by now
    code, document = run("addin", folder, "--packs", source)
    assert (code, document["workbooks"]) == (0, [one | {"made": False} for one in first])


def test_run_main_scores_a_copy(engine: xw.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What xlwings runs for a copy finds our main() through the copy's own module."""
    source = tmp_path / "packs"
    source.mkdir()
    write(source / "2-1 ผลงาน - ผู้ประเมิน 1.xlsx", TEPGA, full(TEPGA, application="2-1", assessor="A1"))
    run("addin", tmp_path / "laptop", "--packs", source)
    book = xw.Book(tmp_path / "laptop" / "w2_1_A1_desk.xlsx")
    book.set_mock_caller()
    monkeypatch.syspath_prepend(tmp_path / "laptop")
    exec("import w2_1_A1_desk;w2_1_A1_desk.main()", {})
    monkeypatch.delitem(sys.modules, "w2_1_A1_desk")
    assert book.sheets["Score"].range((at(TEPGA)["total"], layout.OFFICIAL)).value == 100.0


@pytest.mark.parametrize("options", [[TEPGA.id], ["--force"], ["--formulas", "functions"]])
def test_copies_take_no_other_wishes(tmp_path: Path, options: list[str]) -> None:
    """--packs copies what is there: ids, --force and --formulas are refused with it; so is the folder itself as DIR."""
    (tmp_path / "packs").mkdir()
    assert "ใช้คำสั่งไม่ถูกต้อง" in shown("addin", tmp_path / "new", "--packs", tmp_path / "packs", *options)
    assert not (tmp_path / "new").exists()
    assert "ใช้คำสั่งไม่ถูกต้อง" in shown("addin", tmp_path / "packs", "--packs", tmp_path / "packs")
