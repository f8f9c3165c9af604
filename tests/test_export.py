"""A round's results as files: the same in every format, texts that stay texts, drafts and revisions."""

import csv
import datetime as dt
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import openpyxl
import pytest
from click.testing import CliRunner

from pyscoring.problems import Problem
from pyscoring.results import Both, Count, Named, Results, Tally
from tests import award_round
from tests.award_round import DAY, ENTERED, FORMULA, HEALTH, LONG, OTHER, OUTCOMES, PHONE
from tests.committee_book import MODERATION, SIGNED, Book
from tests.scripted_round import run, shown
from tests.test_plaintext import open_csv
from workbook.cli import main
from workbook.commands.cli_options import problem_line
from workbook.committee import committee
from workbook.consolidation.tables import FIRST
from workbook.files import atomic
from workbook.office.libreoffice import Office
from workbook.results import export, export_csv, export_json, export_texts
from workbook.results.export_texts import COLUMNS, WORDS
from workbook.scoresheet import layout

TABLES = (
    "tpsa-standard site",
    "tpsa-integration site",
    "tpsa-innovation desk",
    "tpsa-innovation site",
    "tepga-expansion site",
)
OFFICIAL = ("rank", "application", "project", "agency", "unit", "award", "total", "band", "remark")
KEEP = "คงเดิม"


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The round after its first consolidation: three items are open."""
    folder = award_round.begin(tmp_path_factory.mktemp("award") / "รอบ 2558")
    code, _ = run("consolidate", folder)
    assert code == 0
    return folder


@pytest.fixture(scope="session")
def drafted(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its draft, in every format."""
    folder = shutil.copytree(begun, tmp_path_factory.mktemp("drafted") / "รอบ 2558")
    code, document = out(folder)
    assert (code, document["draft"], document["revision"]) == (0, True, 0)
    return folder


@pytest.fixture
def settled(begun: Path, tmp_path: Path) -> Path:
    """Both decisions are typed: one as a cell is patched, one by openpyxl."""
    folder = shutil.copytree(begun, tmp_path / "รอบ 2558")
    award_round.decide(folder, "E-2", "site", "1", "3")
    decide_in_openpyxl(folder, "N-4", KEEP)
    assert run("consolidate", folder)[0] == 0
    return folder


def out(folder: Path, *options: object) -> tuple[int, dict[str, Any]]:
    return run("export", folder, "--date", DAY, "--jobs=1", *options)


def decide_in_openpyxl(folder: Path, application: str, value: str) -> None:
    """A decision on a total that the sheet lists already, typed by another program."""
    path = folder / "consolidated.xlsx"
    listed = Book(path)
    row = listed.row(MODERATION, application=application, value=None)
    book = openpyxl.load_workbook(path)
    for key, typed in ({"value": value} | SIGNED).items():
        book[MODERATION][listed.cell(MODERATION, row, key)] = typed
    book.save(path)


def files(folder: Path) -> dict[str, str]:
    return hashes(folder / "results")


def hashes(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir()) if p.is_file()}


# what each format says


def of_xlsx(folder: Path, sheets: tuple[str, ...], keys: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """The rows of these sheets, by the keys of their hidden first row."""
    book = openpyxl.load_workbook(folder / "results" / "results.xlsx")
    found = []
    for name in sheets:
        sheet: Any = book[name]
        columns = {cell.value: cell.column for cell in sheet[1]}
        heads = [n for n in range(2, 4) if sheet.cell(n, columns[keys[0]]).value == COLUMNS[keys[0]]["th"]]
        for number in range(heads[0] + 1, sheet.max_row + 1):
            found.append(tuple(sheet.cell(number, columns[key]).value for key in keys))
    return found


def of_csv(folder: Path, name: str, every: tuple[str, ...], keys: tuple[str, ...]) -> list[tuple[str, ...]]:
    text = (folder / "results" / name).read_bytes().decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert head == [COLUMNS[key]["th"] for key in every]
    return [tuple(dict(zip(every, row, strict=True))[key] for key in keys) for row in rows]


def of_json(folder: Path) -> list[dict[str, Any]]:
    tables = json.loads((folder / "results" / "results.json").read_bytes())["tables"]
    return [row | {"award": table["name"]["th"]} for table in tables for row in table["rows"]]


def as_text(value: object) -> str:
    """A cell of any format as one text: a number as it is written, without the apostrophe of a CSV."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{Decimal(repr(value)).normalize():f}"
    text = str(value or "").removeprefix("'")
    try:
        return f"{Decimal(text).normalize():f}" if text[:1].isdigit() else text
    except ArithmeticError:
        return text


def test_every_format_has_the_same_rows_and_numbers(drafted: Path) -> None:
    """Rank, names, award, total, band and remark of each row are the same in .xlsx, .csv and .json, and as by hand."""
    rows = of_json(drafted)
    hand = [(r["application"], (r["rank"], r["total"], r["band"]["id"])) for r in rows]
    assert dict(hand) == OUTCOMES
    assert [r["application"] for r in rows] == ["S-1", "I-1", "N-6", "N-1", "N-4", "N-2", "N-3", "N-5", "E-1", "E-2"]
    told = {e.id: e for e in ENTERED}
    wanted = []
    for row in rows:
        failed = [row["next"]["name"]["th"]] if row["next"]["failed"] else []
        remark = failed + [r["text"]["th"] for r in row["remarks"]]
        names = row["application"], told[row["application"]].title, told[row["application"]].agency, "ศอ.10"
        wanted.append(
            (str(row["rank"]), *names, row["award"], as_text(row["total"]), row["band"]["name"]["th"], remark)
        )
    of_the_csv = of_csv(drafted, "results.csv", export_csv.RESULTS, OFFICIAL)
    for found, between in ((of_xlsx(drafted, TABLES, OFFICIAL), "\n"), (of_the_csv, "; ")):
        texts = [
            (*map(as_text, row[:-1]), [part for part in str(row[-1] or "").split(between) if part]) for row in found
        ]
        assert [tuple(row) for row in texts] == [
            (rank, a, as_text(title), as_text(agency), *rest) for rank, a, title, agency, *rest in wanted
        ]


def test_every_number_leads_to_its_cell(drafted: Path) -> None:
    """Trace, scores.csv and the JSON name the same values, files, sheets and cells, and the file holds what they say."""
    keys = ("application", "assessor", "value", "file", "sheet", "cell")
    of_sheet = [row for row in of_xlsx(drafted, ("Trace",), keys) if row[-1]]
    of_the_csv = of_csv(drafted, "scores.csv", export_csv.SCORES, keys)
    plain = {True: "ใช่", False: "ไม่ใช่"}
    of_the_json = [
        (row["application"], sheet["assessor"], plain.get(cell["value"], cell["value"]), sheet["file"], sheet["sheet"], cell["cell"])
        for row in of_json(drafted) for sheet in row["sheets"] for cell in sheet["cells"]
    ]  # fmt: skip
    first = [tuple(map(as_text, row)) for row in of_sheet]
    assert (
        first == [tuple(map(as_text, row)) for row in of_the_csv] == [tuple(map(as_text, row)) for row in of_the_json]
    )
    assert len(first) == 2 * (8 * (9 + 5) + 2 * 10)
    for application, _, value, file, sheet, cell in of_sheet[::17]:
        found: Any = openpyxl.load_workbook(drafted / "inbox" / file)[sheet][cell]
        assert as_text(found.value) == as_text(value), (application, file, cell)


def test_links_lead_from_rows_to_lines_and_files(drafted: Path, office: Office) -> None:
    """An application leads to its first line in Trace, a line to its file in the inbox and back to its row."""
    book = openpyxl.load_workbook(drafted / "results" / "results.xlsx")
    sheet: Any = book["tpsa-innovation site"]
    cell = next(c for c in sheet["B"] if c.value == "N-2")
    name, _, at = cell.hyperlink.location.partition("!")
    trace: Any = book[name.strip("'")]
    line = trace[at]
    assert (line.value, trace.cell(line.row - 1, line.column).value) == ("N-2", "N-4")
    assert line.hyperlink.location == f"'tpsa-innovation site'!A{cell.row}"
    with office.open(drafted / "results" / "results.xlsx") as document:
        fields = [document.sheet("Trace").getCellByPosition(9, row).getTextFields() for row in range(2, 2 + 264 + 20)]
        urls = {fields_.getByIndex(0).URL for fields_ in fields if fields_.Count}
    assert {Path(unquote(urlsplit(url).path)) for url in urls} == set((drafted / "inbox").rglob("*.xlsx"))


def test_apostrophes_are_counted(drafted: Path) -> None:
    """The export says how many texts of the .csv files have an apostrophe in front; it is the number of those that do."""
    told = next(p["message"] for p in out(drafted)[1]["problems"] if p["code"] == "A69")
    texts = [(drafted / "results" / name).read_bytes().decode("utf-8-sig") for name in ("results.csv", "scores.csv")]
    fields = [field for text in texts for row in csv.reader(io.StringIO(text, newline="")) for field in row]
    wanted = sum(field.startswith("'") for field in fields)
    assert wanted == 4 + 2 * len(ENTERED)
    assert f" {wanted} " in told


def test_twice_in_a_row_gives_the_same_bytes(drafted: Path) -> None:
    """With the day given, a second export writes every file as it was; no clock is in them."""
    before = files(drafted)
    assert set(before) >= {"results.xlsx", "results.csv", "scores.csv", "results.json"}
    out(drafted)
    assert files(drafted) == before


def test_texts_stay_texts_in_the_office(drafted: Path, office: Office) -> None:
    """In LibreOffice names that look like formulas or numbers are texts, and the long one is whole, in .xlsx and .csv."""
    with office.open(drafted / "results" / "results.xlsx") as document:
        cells = document.sheet("tpsa-innovation site")
        found = {
            (c.String, c.Type.value) for row in range(3, 8) for c in (cells.getCellByPosition(n, row) for n in (2, 3))
        }
        totals = {cells.getCellByPosition(6, row).Type.value for row in range(3, 8)}
    assert {(FORMULA, "TEXT"), (PHONE, "TEXT"), (LONG, "TEXT")} <= found
    assert {kind for _, kind in found} == {"TEXT"}
    assert totals == {"VALUE"}
    assert len(LONG) == 300
    with open_csv(office, drafted / "results" / "results.csv") as document:
        cells = document.sheet(0)
        found = {
            (c.String, c.Type.value) for row in range(1, 11) for c in (cells.getCellByPosition(n, row) for n in (2, 3))
        }
        heads = [cells.getCellByPosition(n, 0).String for n in range(3)]
        totals = {cells.getCellByPosition(6, row).Type.value for row in range(1, 11)}
    assert heads == ["อันดับ", "รหัสผลงาน", "ชื่อผลงาน/โครงการ"]
    assert {(f"'{FORMULA}", "TEXT"), (f"'{PHONE}", "TEXT"), (LONG, "TEXT")} <= found
    assert {kind for _, kind in found} == {"TEXT"}
    assert totals == {"VALUE"}


def test_the_workbook_is_an_official_table(drafted: Path) -> None:
    """One row of headings, no merged cells and no blank rows in the data; a chart with a title and a description."""
    path = drafted / "results" / "results.xlsx"
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Cover", *TABLES, "Summary", "Bands", "Near", "Derived", "Open", "Trace"]
    for name in book.sheetnames[1:]:
        sheet: Any = book[name]
        assert not sheet.merged_cells.ranges
        last = max(cell.row for row in sheet for cell in row if cell.value not in (None, ""))
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST + 1, max_row=last)]
        assert rows == [] or all(any(value not in (None, "") for value in row) for row in rows), name
    bands: Any = book["Bands"]
    (chart,) = bands._charts
    assert chart.title
    with zipfile.ZipFile(path) as archive:
        drawings = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/drawings/drawing")]
    assert any(
        WORDS["chart-alt"]["th"].partition(":")[0] in drawing and "ดีเด่น 1, ดี 2, ไม่ผ่านการตรวจประเมิน 1" in drawing
        for drawing in drawings
    )


def test_why_there_is_no_band_yet(drafted: Path) -> None:
    """What waits for a site visit alone is counted apart from what is open, by agency and by award."""
    for sheet in ("Summary", "Bands"):
        lines = of_xlsx(drafted, (sheet,), ("award", "later", "undecided"))
        lines = [line for line in lines if isinstance(line[1], int)]
        assert [sum(line[at] for line in lines) for at in (1, 2)] == [1, 2], sheet


def test_derived_awards_of_a_round(drafted: Path) -> None:
    """The agency's best service follows across its renaming, excellence waits for an answer, a missing report is named."""
    document = json.loads((drafted / "results" / "results.json").read_bytes())
    found = {(d["award"], d["agency"], d["project"]): d["granted"] for d in document["derived"]}
    assert found == {
        ("tpsa-best", HEALTH, None): True, ("tepga-excellence", HEALTH, None): None,
        ("tpsa-continuity", HEALTH, "บริการเดิม"): True, ("tpsa-continuity", OTHER, "บริการที่ไม่ส่งรายงาน"): False,
        ("tepga-expansion", HEALTH, "เครือข่ายสุขภาพ"): True, ("tepga-expansion", OTHER, "ขยายผล"): False,
    }  # fmt: skip
    lines = of_xlsx(drafted, ("Derived",), ("award", "condition", "met", "rests-on", "missing"))
    best = [line for line in lines if line[0] == "รางวัลบริการภาครัฐยอดเยี่ยม"]
    assert [line[2] for line in best] == ["✓"] * 4
    assert all(f"[{id_}]" in best[0][3] for id_ in ("S-1", "I-1", "N-1"))
    assert any("ไม่มีรายงานปี 2557" in (line[4] or "") for line in lines)


def test_english_on_request(begun: Path, tmp_path: Path) -> None:
    """With --lang en headings, bands and remarks are English, and the state says DRAFT."""
    folder = shutil.copytree(begun, tmp_path / "round")
    out(folder, "--format", "xlsx,csv", "--lang", "en")
    assert sorted(files(folder)) == ["results.csv", "results.xlsx", "scores.csv"]
    text = (folder / "results" / "results.csv").read_bytes().decode("utf-8-sig")
    assert '"Rank","Application","Project"' in text
    assert '"below the threshold of Outstanding (800 points) by 0.01' in text.replace("1 matters to discuss; ", "")
    book = openpyxl.load_workbook(folder / "results" / "results.xlsx")
    assert (book["Cover"]["B1"].value, book["Cover"]["B2"].value) == ("Results of the awards", "DRAFT, not official")


# drafts and revisions


def test_final_is_refused_while_anything_is_open(begun: Path, tmp_path: Path) -> None:
    """Every open thing is named with what to do; neither the ledger nor a file is written."""
    folder = shutil.copytree(begun, tmp_path / "round")
    ledger = (folder / "ledger.jsonl").read_bytes()
    code, document = out(folder, "--final")
    assert code == 1
    assert [p["code"] for p in document["problems"]] == ["A60", "A61", "A61", "A61"]
    assert [p["field"] for p in document["problems"][1:]] == ["N-4 · site", "E-2 · site", "E-2 · site"]
    assert "ตัวชี้วัด 1" in document["problems"][2]["message"]
    assert all("Moderation" in p["remedy"] for p in document["problems"][1:])
    assert (folder / "ledger.jsonl").read_bytes() == ledger
    assert files(folder) == {}


def test_published_corrected_and_verified(settled: Path) -> None:
    """Accepted after the decisions; unchanged it stays the same; a correction makes revision 2 with its difference; verify follows."""
    code, first = out(settled, "--final", "--by", "อ.ก.พ.ร.")
    assert (code, first["revision"], first["draft"], first["published"], first["open"]) == (0, 1, False, True, [])
    before, ledger = files(settled), (settled / "ledger.jsonl").read_bytes()
    code, again = run("export", settled, "--final", "--date", "2015-12-31")
    assert (code, again["revision"], again["published"], again["date"]) == (0, 1, False, DAY)
    told = [p["message"] for p in again["problems"] if p["code"] == "A72"]
    assert [("--date" in text, "--by" in text) for text in told] == [(True, False)]
    assert (files(settled), (settled / "ledger.jsonl").read_bytes()) == (before, ledger)
    assert run("verify", settled)[0] == 0
    assert export.gathered(committee.gather(settled), dt.date(2016, 1, 1))[0].revision == 1

    award_round.decide(settled, "E-2", "site", "1", "4")
    code, draft = out(settled)
    assert (draft["draft"], draft["revision"]) == (True, 0)
    assert {"A62", "A64"} <= {p["code"] for p in draft["problems"]}
    assert state(settled) == "ร่าง หลังประกาศฉบับที่ 1 ยังไม่ใช่ผลทางการ"
    assert [p["code"] for p in out(settled, "--final")[1]["problems"]] == ["A70", "A71"]
    assert run("consolidate", settled)[0] == 0
    ledger, before = (settled / "ledger.jsonl").read_bytes(), files(settled)
    for reason in ((), ("--reason", " ")):
        code, refused = out(settled, "--final", *reason)
        assert (code, [p["code"] for p in refused["problems"]]) == (1, ["A71"])
    assert ((settled / "ledger.jsonl").read_bytes(), files(settled)) == (ledger, before)
    code, second = out(settled, "--final", "--reason", "แก้คะแนนตามมติ")
    assert (code, second["revision"], second["published"]) == (0, 2, True)
    changed = [(c["subject"], c["key"], c["was"], c["now"]) for c in second["changes"]]
    assert changed == [
        ("E-2", "total", "79.80", "80.80"), ("E-2", "exact", "399/5", "404/5"), ("E-2", "band", "honourable", "good"),
    ]  # fmt: skip
    rows = of_xlsx(settled, ("Changes",), ("subject", "key", "was", "now"))
    assert rows[-1] == ("E-2", "ระดับรางวัล", "ชมเชย", "ดี")
    entry, kept = map(json.loads, (settled / "ledger.jsonl").read_bytes().splitlines()[-2:])
    assert (kept["kind"], kept["revision"], kept["files"]) == ("files", 2, files(settled))
    assert (entry["kind"], entry["revision"], entry["reason"]) == ("published", 2, "แก้คะแนนตามมติ")
    assert entry["changes"] == second["changes"]
    assert state(settled) == "ผลทางการ ฉบับแก้ไขที่ 2"
    code, checked = run("verify", settled)
    assert (code, checked["problems"]) == (0, [])
    whole = (settled / "ledger.jsonl").read_bytes()
    (settled / "ledger.jsonl").write_bytes(b"".join(whole.splitlines(keepends=True)[:-2]))
    code, cut = run("verify", settled)
    assert (code, [(p["code"], Path(p["file"]).name) for p in cut["problems"]]) == (1, [("A58", "results.json")])


def test_what_was_published_is_kept(settled: Path) -> None:
    """Nothing writes over the files of a revision; one that is missing is written again, one edited is found."""
    out(settled, "--final", "--format", "csv,json")
    first, kept = files(settled), settled / "results" / "revision-1"
    assert hashes(kept) == first
    out(settled, "--final", "--format", "xlsx")
    assert hashes(kept) == files(settled) == first | {"results.xlsx": files(settled)["results.xlsx"]}
    first = hashes(kept)
    out(settled, "--final", "--lang", "en", "--format", "csv")
    assert hashes(kept) == first != files(settled)
    assert run("verify", settled)[0] == 0

    award_round.decide(settled, "E-2", "site", "1", "4")
    assert run("consolidate", settled)[0] == 0
    out(settled, "--format", "csv,json")
    assert hashes(kept) == first
    out(settled, "--final", "--reason", "แก้คะแนนตามมติ", "--format", "csv,json")
    assert hashes(kept) == first
    second = settled / "results" / "revision-2"
    assert hashes(second) == {name: files(settled)[name] for name in ("results.csv", "results.json", "scores.csv")}

    (second / "scores.csv").unlink()
    with (second / "results.csv").open("ab") as file:
        file.write(b" ")
    (kept / "results.xlsx").write_bytes(b"edited")
    code, found = run("verify", settled)
    places = [(p["code"], Path(p["file"]).parent.name, Path(p["file"]).name) for p in found["problems"]]
    assert (code, places) == (1, [
        ("A73", "revision-1", "results.xlsx"), ("A73", "revision-2", "results.csv"), ("A74", "revision-2", "scores.csv"),
    ])  # fmt: skip
    ledger, edited = (settled / "ledger.jsonl").read_bytes(), hashes(second)
    out(settled, "--final", "--format", "csv,json")
    assert hashes(second) == edited | {"scores.csv": files(settled)["scores.csv"]}
    assert (settled / "ledger.jsonl").read_bytes() == ledger
    assert [p["code"] for p in run("verify", settled)[1]["problems"]] == ["A73", "A73"]


def state(folder: Path) -> str:
    return str(openpyxl.load_workbook(folder / "results" / "results.xlsx")["Cover"]["B2"].value)


def test_what_is_not_consolidated_is_not_published(begun: Path, tmp_path: Path) -> None:
    """Decisions and sheets that no consolidation has entered stop a final export: nothing is written."""
    folder = shutil.copytree(begun, tmp_path / "รอบ 2558")
    award_round.decide(folder, "E-2", "site", "1", "3")
    decide_in_openpyxl(folder, "N-4", KEEP)
    ledger = (folder / "ledger.jsonl").read_bytes()
    code, document = out(folder, "--final")
    assert (code, [p["code"] for p in document["problems"]]) == (1, ["A70"])
    assert "pyscoring consolidate" in document["problems"][0]["remedy"]
    assert ((folder / "ledger.jsonl").read_bytes(), files(folder)) == (ledger, {})


def test_decisions_go_into_the_ledger_once(settled: Path) -> None:
    """Publishing enters the revision alone; the consolidation that follows adds no decision again."""
    out(settled, "--final")
    published = (settled / "ledger.jsonl").read_bytes()
    code, _ = run("consolidate", settled)
    kinds = [json.loads(line)["kind"] for line in (settled / "ledger.jsonl").read_bytes().splitlines()]
    assert (code, kinds.count("decision"), kinds.count("published")) == (0, 2, 1)
    assert out(settled, "--final")[1]["revision"] == 1
    assert (settled / "ledger.jsonl").read_bytes() == published


def test_an_interrupted_publication_is_completed(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut short between ledger and files, the next run writes the same revision, and sweeps what was left."""
    real: Callable[..., None] = atomic.replace

    def cut(path: Path, *more: Any, **options: Any) -> None:
        if Path(path).parent.name == "revision-1":
            (Path(path).parent / ".~pyscoring-00000000-999999-0-abcd.tmp").write_bytes(b"half")
            raise KeyboardInterrupt
        real(path, *more, **options)

    monkeypatch.setattr(atomic, "replace", cut)
    with pytest.raises(KeyboardInterrupt):
        export.run(settled, export.Options(final=True, formats=("csv", "json")))
    monkeypatch.undo()
    monkeypatch.setattr(atomic, "STRAY_AFTER", -1.0)
    ledger = (settled / "ledger.jsonl").read_bytes()
    code, document = out(settled, "--final", "--format", "csv,json")
    assert (code, document["revision"], document["published"]) == (0, 1, False)
    assert [p["code"] for p in document["problems"]] == ["W06", "A72", "A69"]
    assert (settled / "ledger.jsonl").read_bytes() == ledger
    assert sorted(files(settled)) == ["results.csv", "results.json", "scores.csv"]
    assert hashes(settled / "results" / "revision-1") == files(settled)
    assert export_json.read((settled / "results" / "results.json").read_bytes()).revision == 1


@pytest.fixture
def without_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "NEEDS", {"pdf": ("no_such_library",), "html": ("no_such_library",)})


@pytest.mark.usefixtures("without_libraries")
def test_a_missing_extra_is_named(begun: Path, tmp_path: Path) -> None:
    """Asked for by name it is refused with the extra to install; of all formats it is left out with a note."""
    folder = shutil.copytree(begun, tmp_path / "round")
    code, document = out(folder, "--format", "csv,pdf")
    assert (code, [p["code"] for p in document["problems"]]) == (1, ["A63"])
    assert "pyscoring-workbook[report]" in document["problems"][0]["remedy"]
    assert files(folder) == {}
    code, document = out(folder)
    assert (code, [p["code"] for p in document["problems"]]) == (0, ["A65", "A65", "A69"])
    assert sorted(files(folder)) == ["results.csv", "results.json", "results.xlsx", "scores.csv"]


@pytest.mark.parametrize(
    "options",
    [
        ("--format", "xls"), ("--margin", "-1"), ("--margin", "ก"), ("--margin", "nan"), ("--date", "7/31/2558"),
        ("--date", "2015-02-29"), ("--date", "3101-07-31"), ("--date", ""), ("--by", "\udcff"), ("--reason", "\udcff"),
    ],
)  # fmt: skip
def test_wrong_use(begun: Path, options: tuple[str, str]) -> None:
    """An unknown format, margin or day, and bytes that are no text, are wrong use: exit 2, and nothing is read."""
    assert CliRunner().invoke(main, ["export", str(begun), *options]).exit_code == 2


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2558-07-31", DAY), ("2559-02-29", "2016-02-29"), ("2016-02-29", "2016-02-29"), ("31/7/2558", DAY),
        ("31/07/2015", DAY), ("29/2/2559", "2016-02-29"),
    ],
)  # fmt: skip
def test_a_buddhist_day(begun: Path, tmp_path: Path, typed: str, day: str) -> None:
    """A day may be given in the Buddhist era, its leap day too: no file is dated 543 years ahead."""
    folder = shutil.copytree(begun, tmp_path / "round")
    assert run("export", folder, "--format", "json", "--date", typed)[1]["date"] == day


@pytest.mark.parametrize(
    ("lang", "said"), [("th", "ให้พิมพ์ วัน/เดือน/ปี เช่น 31/7/2558"), ("en", "type day/month/year as 31/7/2558")]
)
def test_a_day_that_cannot_be_read(begun: Path, lang: str, said: str) -> None:
    """A day that is none is refused in the language asked for, with an example, wherever the language stands."""
    told = CliRunner().invoke(main, ["export", str(begun), "--date", "31/13/2558", "--lang", lang])
    assert told.exit_code == 2
    assert said in told.output


def test_a_day_that_is_far_away(begun: Path) -> None:
    """A slip in the year is refused, since nothing takes it back once it is published."""
    told = CliRunner().invoke(main, ["export", str(begun), "--final", "--date", "31/7/2658", "--lang", "en"])
    assert (told.exit_code, "31/7/2658 is more than a year from today" in told.output) == (2, True)


def test_what_is_printed(begun: Path, tmp_path: Path) -> None:
    """For people: the files, what is open and in which stage, and the state in the last line."""
    folder = shutil.copytree(begun, tmp_path / "round")
    told = shown("export", folder, "--format", "json", "--date", DAY)
    assert str(folder / "results" / "results.json") in told
    assert f"N-4 · {layout.STAGE_WORDS['site']['th']}" in told
    assert told.strip().splitlines()[-1] == "ร่าง ยังไม่ใช่ผลทางการ · 10 ผลงาน · ค้างก่อนประกาศ 3 เรื่อง"


def test_who_publishes_is_said_before_it_is_too_late(settled: Path) -> None:
    """A draft that could be published tells how, with a name; a revision tells who published it, or that nobody is named."""
    command = ("export", settled, "--format=csv", "--lang=en")
    assert '--final --by "NAME" --date DAY (name and day' in shown(*command)
    assert "Nobody was named" in shown(*command, "--final")
    award_round.decide(settled, "E-2", "site", "1", "4")
    assert run("consolidate", settled)[0] == 0
    assert '--date DAY --reason "WHY"' in shown(*command)
    told = shown(*command, "--final", "--by", "Secretary", "--reason", "typed wrong").splitlines()
    assert {"Published by: Secretary", "Reason: typed wrong"} <= set(told)


def test_a_file_in_the_way_of_the_folder(begun: Path, tmp_path: Path) -> None:
    """Where a file is called results, the export is refused with its name, and the file stays."""
    folder = shutil.copytree(begun, tmp_path / "round")
    shutil.rmtree(folder / "results")
    (folder / "results").write_bytes(b"mine")
    code, document = out(folder, "--format", "csv")
    assert (code, [p["code"] for p in document["problems"]]) == (1, ["W01"])
    assert (folder / "results").read_bytes() == b"mine"


def test_a_register_with_a_mistake_stays_a_draft(settled: Path) -> None:
    """A row of the register that cannot be read may be an application: the results cannot be final."""
    book = openpyxl.load_workbook(settled / "register.xlsx")
    book["Applications"]["A13"] = "X-1"
    book.save(settled / "register.xlsx")
    code, document = out(settled, "--final")
    assert (code, [p["code"] for p in document["problems"]]) == (1, ["A60", "A61"])
    assert "register.xlsx Applications B13" in document["problems"][1]["message"]


def test_a_refusal_names_the_stage_in_the_readers_language() -> None:
    """What is open in a stage is said with the stage's word, not its id."""
    problem = Problem("A61", {"what": "?", "remedy": "?"}, field="1 · desk")
    assert problem_line(problem, "th").startswith("A61 1 · ประเมินจากเอกสาร: ")
    assert problem_line(problem, "en").startswith("A61 1 · desk: ")


def test_awards_share_the_bands_of_one_name() -> None:
    """No two columns of `Summary` or `Bands` have one heading, in either language, and no application is lost."""
    th, en = ("ไม่ผ่านการประเมิน", "ไม่ผ่านการตรวจประเมิน"), "Not awarded"
    bands = [Named(id="none", name=Both(th=name, en=en)) for name in th]
    tally = Tally.model_construct(
        edition="x", name=Both(th="x", en="x"), agency="x", applications=5,
        counts=tuple(Count.model_construct(band=b, applications=n) for b, n in zip(bands, (2, 3), strict=True)),
    )  # fmt: skip
    results = Results.model_construct(tables=(), summary=(tally,))
    assert export_texts.bands(results, "en") == [en]
    assert export_texts.bands(results, "th") == list(th)
    assert export_texts.counted(tally, "en") == {en: 5}
    assert export_texts.counted(tally, "th") == dict(zip(th, (2, 3), strict=True))
