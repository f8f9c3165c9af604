"""The consolidated workbook says what the program says, in live formulas, and shows everything that there is."""

import io
import random
import re
import urllib.parse
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import krippendorff
import openpyxl
import pytest

from pyscoring.agenda import Item
from pyscoring.consolidate import Result, agenda, consolidate, ranks
from pyscoring.edition import AwardEdition, scored
from pyscoring.problems import Problem
from tests import rounds
from workbook.committee.assembly import Consolidation, FileRow
from workbook.consolidation import cellwriter
from workbook.consolidation.agreement import Alpha, Shares, distances, shares
from workbook.consolidation.consolidated import write
from workbook.consolidation.consolidated_texts import WORDS
from workbook.consolidation.result_words import subject_words
from workbook.office.libreoffice import Document, Office
from workbook.scoresheet.texts import UNSET

CLOSE = 1e-9
pytestmark = pytest.mark.xdist_group("consolidated")  # the large round is made and written once


def saved(path: Path, consolidation: Consolidation, lang: str = "th") -> Path:
    path.write_bytes(b"".join(write(consolidation, lang)))
    return path


def book(consolidation: Consolidation, lang: str = "th", formulas: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(b"".join(write(consolidation, lang))), data_only=not formulas)


def table(sheet: Any) -> list[dict[str, Any]]:
    """The rows of a keyed sheet by column key."""
    keys = [cell.value for cell in sheet[1]]
    return [dict(zip(keys, (c.value for c in row), strict=True)) for row in sheet.iter_rows(min_row=3)]


def differences(document: Document, path: Path) -> tuple[int, list[str]]:
    """How many formulas there are, and each whose recalculated value is not the one that was written with it."""
    values, formulas = (openpyxl.load_workbook(path, data_only=cached) for cached in (True, False))
    count, found = 0, []
    for sheet in formulas.worksheets:
        last = sheet.cell(sheet.max_row, sheet.max_column).coordinate
        seen = document.values(sheet.title, f"A1:{last}", typed=False)
        for row, shown in zip(sheet.iter_rows(), values[sheet.title].iter_rows(), strict=True):
            for cell, known in zip(row, shown, strict=True):
                if cell.data_type != "f":
                    continue
                count += 1
                cached, live = known.value, seen[cell.row - 1][cell.column - 1]
                if not same(cached, live, exact=cell.value.startswith("=ROUND") or sheet.title == "Results"):
                    found.append(f"{sheet.title}!{cell.coordinate} {cell.value}: cached {cached!r}, live {live!r}")
    return count, found


def same(cached: object, live: object, exact: bool) -> bool:
    if isinstance(cached, int | float) and isinstance(live, int | float):
        return cached == live or (not exact and abs(cached - live) < CLOSE)
    return (cached or "") == (live or "")


@pytest.fixture(scope="module")
def round_() -> Consolidation:
    return rounds.at_random(2558, 20)


@pytest.fixture(scope="module")
def shown(round_: Consolidation) -> openpyxl.Workbook:
    """The workbook of that round as openpyxl shows it, for those who only look."""
    return book(round_)


def test_the_office_recalculates_every_cached_value(round_: Consolidation, office: Office, tmp_path: Path) -> None:
    """At least 300 panels of all editions and methods: LibreOffice gets every value that the program wrote."""
    path = saved(tmp_path / "consolidated.xlsx", round_)
    with office.open(path) as document:
        document.model.calculateAll()
        count, found = differences(document, path)
    assert len(round_.results) >= 300
    assert count > 10_000
    assert found == []


def test_results_are_the_programs(round_: Consolidation, shown: openpyxl.Workbook) -> None:
    """Total, band, rank and the three methods on `Results` are those of `consolidate`, panel by panel."""
    rows = table(shown["Results"])
    assert [r["application"] for r in rows] == [r.application for r in round_.results]
    for row, result, rank in zip(rows, round_.results, ranks(round_.results), strict=True):
        assert as_decimal(row["total"], result) == result.total
        assert row["rank"] == rank
        assert row["band"] == expected_band(result)
        for method, outcome in result.by_method.items():
            assert as_decimal(row[method], result) == outcome.total
        assert as_decimal(row["spread"], result) == result.spread


def as_decimal(value: object, result: Result) -> Decimal | None:
    return None if value is None else Decimal(repr(value)).quantize(Decimal(1).scaleb(-result.edition.total.places))


def expected_band(result: Result) -> str | None:
    if result.outcome is None:
        return None
    name = result.band.name["th"] if result.band else UNSET["th"]
    return name if result.status == "final" else WORDS["provisional"]["th"] + name


def test_ties_at_the_rounding_are_among_them(round_: Consolidation) -> None:
    """The random panels hold unrounded totals that lie exactly between two, or the comparison would prove little."""
    ties = [
        r for r in round_.results
        if r.outcome and (r.outcome.exact * 10**r.edition.total.places * 2).denominator == 1
        and (r.outcome.exact * 10**r.edition.total.places).denominator == 2
    ]  # fmt: skip
    assert len(ties) >= 20
    assert {r.edition.consolidation.method for r in ties} == {"mean", "median", "trimmed"}


def test_a_changed_score_moves_the_result(office: Office, tmp_path: Path) -> None:
    """The formulas are live: a score typed over on `Matrix` gives the total that the program gives for it."""
    edition = scored("tepga-development-2558")
    before, after = (hand_made(edition, first) for first in (Decimal("5.5"), Decimal("0.25")))
    path = saved(tmp_path / "consolidated.xlsx", rounds.together([before]))
    with office.open(path) as document:
        sheet = document.sheet("Matrix")
        sheet.unprotect("")
        keys = document.values("Matrix", "A1:Z1")[0]
        column = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[keys.index("score-1")]
        document.set("Matrix", f"{column}4", [[0.25]])
        document.model.calculateAll()
        found: dict[object, Any] = dict(
            zip(*document.values("Results", "A1:V1"), *document.values("Results", "A3:V3"), strict=True)
        )
    assert before.total != after.total
    assert as_decimal(found["total"], after) == after.total
    assert found["exact"] == float(after.outcome.exact if after.outcome else 0)


def hand_made(edition: AwardEdition, first: Decimal) -> Result:
    """Two assessors with the full mark but for one indicator of the first."""
    full = {i.id: i.high for i in edition.indicators}
    seats = [rounds.seat(edition, 1, "counted", full | {"1": first}), rounds.seat(edition, 2, "counted", full)]
    return consolidate(edition, "ก-1", "desk", seats)


def test_a_wrong_cached_value_is_seen(office: Office, tmp_path: Path) -> None:
    """The comparison with LibreOffice can fail: a value that is not the formula's is named."""
    path = saved(
        tmp_path / "consolidated.xlsx", rounds.together([hand_made(scored("tepga-development-2558"), Decimal(5))])
    )
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(broken, "w") as copy:
        for name in whole.namelist():
            data = whole.read(name)
            copy.writestr(name, data.replace(b"<v>99.5</v>", b"<v>99.51</v>") if name.endswith("sheet1.xml") else data)
    with office.open(broken) as document:
        document.model.calculateAll()
        _, found = differences(document, broken)
    assert any(line.startswith("Results!") and "99.51" in line for line in found)


def test_sheets_stand_in_their_order() -> None:
    """The sheets come in the order of the committee's work; the one with the lists' contents is out of sight."""
    sheets = book(rounds.at_random(1, 1))
    assert [sheet.title for sheet in sheets if sheet.sheet_state == "visible"] == [
        "Results", "Charts", "Matrix", "Agenda", "Moderation", "Choices", "Status", "Problems", "Files", "Agreement", "About",
    ]  # fmt: skip


def test_half_of_the_panel_is_named_and_no_band_is_shown() -> None:
    """While sheets are missing, `Results` and `Status` name who is missing, and there is no band or total."""
    edition = scored("tpsa-standard-2558")
    full = {i.id: i.high for i in edition.indicators}
    seats = [rounds.seat(edition, n, "counted" if n <= 2 else "missing", full) for n in range(1, 5)]
    sheets = book(rounds.together([consolidate(edition, "ก-1", "desk", seats)]))
    (row,) = table(sheets["Results"])
    assert row["panel"] == "2 จาก 4\nยังไม่ส่ง: ผู้ประเมิน 3, ผู้ประเมิน 4"
    assert row["band"] is row["total"] is row["next"] is row["rank"] is None
    assert row["mean"] == 1000
    by_id = {r["id"]: r for r in table(sheets["Status"])}
    assert by_id["ก-1"]["who"] == "ผู้ประเมิน 3 (ยังไม่ส่ง), ผู้ประเมิน 4 (ยังไม่ส่ง)"
    assert by_id["ก-1"]["done"] == 0.5
    assert (by_id["A3"]["missing"], by_id["A1"]["missing"]) == (1, 0)
    names = next(r for r in table(sheets["Matrix"]) if r["key"] == "assessor")
    assert names["score-4"] == "ผู้ประเมิน 4\n(ยังไม่ส่ง)"


def test_an_incomplete_sheet_is_shown_but_not_counted() -> None:
    """What an incomplete sheet holds stands on `Matrix` after those who count, grey and outside every formula."""
    edition = scored("tepga-development-2558")
    full = {i.id: i.high for i in edition.indicators}
    part = {k: Decimal(1) for k in list(full)[1:]}
    seats = [rounds.seat(edition, 1, "incomplete", part), rounds.seat(edition, 2, "counted", full)]
    sheet = book(rounds.together([consolidate(edition, "ก-1", "desk", seats)]))["Matrix"]
    rows = table(sheet)
    assert [rows[0]["score-1"], rows[0]["score-2"]] == ["ผู้ประเมิน 2", "ผู้ประเมิน 1\n(ยังไม่ครบ)"]
    assert (rows[2]["score-1"], rows[2]["score-2"], rows[2]["mean"]) == (4, 1, 4)
    keys = [cell.value for cell in sheet[1]]
    assert sheet.cell(5, keys.index("score-2") + 1).font.italic


def test_texts_from_files_stay_texts() -> None:
    """Titles, names and reasons that look like formulas, links or numbers are written as the texts that they are."""
    odd = [
        '=HYPERLINK("http://example.org","x")',
        "+66 2 590 4000",
        "=ดีมาก",
        "@sum",
        "-1",
        "http://example.org",
        "0012",
    ]
    edition = scored("tepga-development-2558")
    full = {i.id: i.high for i in edition.indicators}
    results = [
        consolidate(edition, f"ก-{n}", "desk", [rounds.seat(edition, 1, "counted", full, evidence=text)])
        for n, text in enumerate(odd)
    ]
    sheets = book(
        rounds.together(results, titles={r.application: text for r, text in zip(results, odd, strict=True)}),
        formulas=True,
    )
    projects = [row[2] for row in sheets["Results"].iter_rows(min_row=3)]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in projects] == [(text, "s", None) for text in odd]
    reasons = [r["evidence-1"] for r in table(sheets["Matrix"]) if r["key"] == "indicator:1"]
    assert reasons == [f"{text} 1" for text in odd]


def test_the_agenda_is_in_the_programs_order(round_: Consolidation, shown: openpyxl.Workbook) -> None:
    """Open items stand as `agenda` orders them, numbered; those that are settled come after, with their decision."""
    rows = table(shown["Agenda"])
    wanted = agenda(round_.results)
    assert [r["number"] for r in rows[: len(wanted)]] == list(range(1, len(wanted) + 1))
    assert [(r["application"], r["subject"]) for r in rows[: len(wanted)]] == [
        (i.application, subject_words(i.subject, result_of(round_, i), "th")) for i in wanted
    ]
    settled = rows[len(wanted) :]
    assert len(settled) == sum(item.settled is not None for r in round_.results for item in r.items) > 0
    assert all(r["number"] == "✓" and r["decision"] for r in settled)
    moved = [r["why"] for r, i in zip(rows, wanted, strict=False) if i.bands_moved]
    assert moved
    assert set(moved) == {"ระดับขึ้นอยู่กับเรื่องนี้"}


def result_of(round_: Consolidation, item: Item) -> Result:
    return next(r for r in round_.results if (r.application, r.stage) == (item.application, item.stage))


def test_the_agenda_says_who_stands_where() -> None:
    """An indicator's item names who gave the lowest and the highest, the limit, and what either would lead to."""
    edition = scored("tepga-development-2558")
    full = {i.id: i.high for i in edition.indicators}
    seats = [
        rounds.seat(edition, n, "counted", full | {"7": Decimal(given)}) for n, given in ((1, 55), (2, 40), (3, 40))
    ]
    sheet = book(rounds.together([consolidate(edition, "ก-1", "desk", seats)]))["Agenda"]
    row = next(r for r in table(sheet) if r["subject"].startswith("7 "))
    assert row["positions"] == "ต่ำสุด 40: ผู้ประเมิน 2, ผู้ประเมิน 3\nสูงสุด 55: ผู้ประเมิน 1"
    assert row["limits"] == "15 / 11"
    assert row["ends"] == "ต่ำสุด → 85.00 ดี\nสูงสุด → 100.00 ดีเยี่ยม"
    keys = [cell.value for cell in sheet[1]]
    links = [sheet.cell(3, keys.index(key) + 1).hyperlink.location for key in ("links", "reasons")]
    assert [link.split("!")[1][1:] for link in links] == ["10", "10"]


def test_files_and_problems_lead_to_the_file(office: Office, tmp_path: Path) -> None:
    """A link opens the file below the workbook's folder, whatever its name holds, in LibreOffice too."""
    name = "ชุดที่ 1/ผลงาน #1 50% &x.xlsx"
    problem = Problem("D03", {"seen": "7", "low": "0", "high": "6"}, name, "Score", "E15", "indicator:1")
    files = [FileRow(name, "ab" * 32, (), (problem,), unfilled=(("4-5", "desk", "A1"),))]
    result = hand_made(scored("tepga-development-2558"), Decimal(5))
    path = saved(tmp_path / "consolidated.xlsx", rounds.together([result], files=files, problems=[problem]))
    target = tmp_path / "inbox" / name
    target.parent.mkdir(parents=True)
    target.write_bytes(path.read_bytes())
    (row,) = table(openpyxl.load_workbook(path)["Problems"])
    assert (row["code"], row["file"], row["sheet"], row["cell"]) == ("D03", name, "Score", "E15")
    assert row["message"] == problem.message("th")
    assert row["whose"].startswith("4-5 · ประเมินจากเอกสาร · ")
    with office.open(path, template=False) as document:
        for sheet, cell in (("Problems", "C3"), ("Files", "A3")):
            fields = document.range(sheet, cell).getTextFields().createEnumeration()
            found = urllib.parse.unquote(urllib.parse.urlsplit(fields.nextElement().URL).path)
            assert Path(found) == target


def test_alpha_is_the_librarys() -> None:
    """Alpha is what the reference library gives, for panels of any size with gaps; undefined, it says why."""
    rng = random.Random(2558)
    for size in (2, 3, 5, 9):
        given = [{f"a{who}": rng.randrange(11) / 10 for who in range(size) if rng.random() < 0.8} for _ in range(40)]
        table = [[found.get(f"a{who}", float("nan")) for found in given] for who in range(size)]
        assert Shares(given).alpha().value == pytest.approx(krippendorff.alpha(table, level_of_measurement="interval"))
    assert Shares([{"a": 0.5}]).alpha() == Alpha(None, 0, 0, "too-few")
    assert Shares([{"a": 0.5, "b": 0.5}]).alpha() == Alpha(None, 1, 2, "no-variation")


def test_equal_shares_of_different_maxima_do_not_vary() -> None:
    """0.07 of 5 is the share that 1.40 of 100 is, although binary fractions of them differ."""
    edition = scored("tepga-development-2558")
    highs = (Decimal(5), Decimal(100), Decimal(5), Decimal(100))
    first = edition.dimensions[0].indicators[0]
    made = tuple(
        first.model_copy(update={"id": str(n), "max": high, "scale": "points"}) for n, high in enumerate(highs)
    )
    other = edition.model_copy(update={"dimensions": (edition.dimensions[0].model_copy(update={"indicators": made}),)})
    given = {str(n): high * Decimal("0.014") for n, high in enumerate(highs)}
    seats = [rounds.seat(other, n, "counted", given) for n in (1, 2)]
    found = shares(consolidate(other, "ก-1", "desk", seats))
    assert Shares(found).alpha() == Alpha(None, 4, 2, "no-variation")


def test_distance_from_the_rest_of_the_panel() -> None:
    """An assessor's distance is from the mean of the others, signed and absolute, and corrects nothing."""
    edition = scored("tepga-development-2558")
    half = {i.id: i.high / 2 for i in edition.indicators}
    full = {i.id: i.high for i in edition.indicators}
    seats = [rounds.seat(edition, n, "counted", given) for n, given in ((1, full), (2, half), (3, half))]
    found = distances([consolidate(edition, "ก-1", "desk", seats)])
    assert found["A1"] == (0.5, 0.5, 8)
    assert found["A2"] == (-0.25, 0.25, 8)


@pytest.mark.parametrize("lang", ["th", "en"])
def test_both_languages_have_every_word(lang: str) -> None:
    """The workbook can be had in either language; the English one holds Thai only in what comes from the round."""
    sheets = book(rounds.at_random(2558, 7), lang)  # panels of up to seven
    names = ("Results", "Matrix", "Agenda", "Status", "Problems", "Files", "Agreement")
    headings = [cell.value for name in names for cell in sheets[name][2] if cell.value not in (None, "SHA-256")]
    thai = [any("\u0e00" <= letter <= "\u0e7f" for letter in heading) for heading in headings]
    assert len(headings) > 90
    assert set(thai) == {lang == "th"}


def test_an_empty_round_is_a_workbook_too(office: Office, tmp_path: Path) -> None:
    """Before anything is assigned the workbook can be written and opened."""
    path = saved(tmp_path / "consolidated.xlsx", rounds.together([]))
    with office.open(path) as document:
        assert document.values("Files", "A3")[0][0] == "ยังไม่มีไฟล์ใน inbox"


def test_a_date_as_the_form_asks_is_no_problem() -> None:
    """What was read of a date is not among the problems; what was read of a score is."""
    read = {"seen": "20/5/2558", "understood": "2015-05-20"}
    told = [
        Problem("D14", read, "ก.xlsx", "Score", cell, field)
        for cell, field in (("E10", "date"), ("E16", "indicator:1"))
    ]
    found = table(book(rounds.together([], problems=told))["Problems"])
    assert [(row["code"], row["cell"]) for row in found] == [("D14", "E16")]


def test_charts_of_few_and_of_many(round_: Consolidation) -> None:
    """Few bars stay narrow, a single one is held against its thresholds too, and no axis stands on a title."""
    held = [r for r in round_.results if r.outcome and r.edition.id == "tepga-expansion-2558"]
    for count, gap in ((1, "500"), (2, "500"), (len(held), "60")):
        with zipfile.ZipFile(
            io.BytesIO(b"".join(write(replace(round_, results=tuple(held[:count])), "th")))
        ) as archive:
            bands, totals = (archive.read(f"xl/charts/chart{n}.xml").decode() for n in (1, 2))
        assert f'<c:gapWidth val="{gap}"/>' in totals
        assert ('<c:symbol val="dash"/>' in totals) == (count == 1)
        assert '<c:dLblPos val="inEnd"/>' not in totals
        (value_axis,) = re.findall("<c:valAx>.*?</c:valAx>", bands)
        assert '<c:tickLblPos val="high"/>' in value_axis
    assert len(held) > 10


def test_charts_of_a_large_round_show_their_texts(round_: Consolidation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are so many texts that they stand in their cells, charts have those that they show at hand all the same."""

    def charts() -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(b"".join(write(round_, "th")))) as archive:
            return {name: archive.read(name) for name in archive.namelist() if name.startswith("xl/charts/")}

    usual = charts()
    assert "ดีเด่น".encode() in usual["xl/charts/chart1.xml"]
    monkeypatch.setattr(cellwriter, "_SHARED", 0)
    assert charts() == usual
