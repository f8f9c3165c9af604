"""Worksheet functions as Excel on Windows calls them, and the templates whose results come from them."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest

from pyscoring.edition import AwardEdition, scored
from tests.agreement import scored_editions
from tests.com_stub import ComHost, ExcelError
from workbook.files.package import Book
from workbook.office.document import Document, ErrorValue
from workbook.office.libreoffice import Office
from workbook.scoresheet import layout
from workbook.scoresheet.function_formulas import Kind, formulas
from workbook.scoresheet.template import blank


def at(edition: AwardEdition) -> dict[str, int]:
    return {row.key: row.number for row in layout.rows(edition) if row.key}


@pytest.fixture(scope="module")
def com() -> Iterator[ComHost]:
    with ComHost() as host:
        yield host


def _wrappers() -> str:
    from xlwings import udfs

    from workbook import functions

    code = io.StringIO()
    udfs.generate_vba_wrapper("workbook.functions", functions, code, SimpleNamespace(Name="a.xlsm"))
    return code.getvalue()


def test_import_functions_makes_wrappers(com: ComHost) -> None:
    """xlwings writes a VBA function for each of ours, with its arguments by name, and for nothing else."""
    code = com._pool.submit(_wrappers).result()
    heads = re.findall(r"^Function (\w+)\((.*)\)$", code, re.MULTILINE)
    assert dict(heads) == {
        "AWARD_BAND": "edition, total, Optional lang",
        "AWARD_BONUS": "edition, answers, Optional scores, Optional lang",
        "AWARD_TOTAL": "edition, scores, Optional answers, Optional lang",
        "DIMENSION_TOTAL": "edition, dimension, scores, Optional lang",
        "SCORE_SHEET": "sheet, Optional lang",
    }
    assert set(re.findall(r'XLPy\.CallUDF\("([\w.]+)"', code)) == {"workbook.functions"}


@cache
def _blank(id_: str, kind: Kind) -> bytes:
    return blank(scored(id_), "th", kind)


@pytest.mark.parametrize("id_", scored_editions())
def test_a_variant_differs_in_its_results_alone(id_: str) -> None:
    """The result cells call functions; every other cell, the definition among them, is that of the native template."""
    native, variant = (
        Book(_blank(id_, kind)).archive.xml("xl/worksheets/sheet1.xml") for kind in ("native", "functions")
    )
    cells = [re.findall(rb'<c r="([A-Z]+\d+)".*?(?:/>|</c>)', xml) for xml in (native, variant)]
    texts = [dict(re.findall(rb'<c r="([A-Z]+\d+)"(.*?(?:/>|</c>))', xml)) for xml in (native, variant)]
    assert cells[0] == cells[1]
    changed = {cell for cell in texts[0] if texts[0][cell] != texts[1][cell]}
    numbers = at(scored(id_))
    results = {n for key, n in numbers.items() if key in ("total", "band", "bonus") or key.startswith("dimension:")}
    assert changed == {f"E{number}".encode() for number in results}
    assert all(re.search(rb"[,(](DIMENSION|AWARD)_\w+\(", texts[1][cell]) for cell in changed)


@pytest.mark.parametrize("id_", scored_editions())
def test_server_functions_have_their_namespace(id_: str) -> None:
    """For xlwings Server the same functions are called, under the name that Excel's files give to those of an add-in."""
    plain, server = (formulas(kind, scored(id_), "en") for kind in ("functions", "server"))
    first = scored(id_).dimensions[0]
    for ours, theirs in (
        (plain.dimension(first), server.dimension(first)),
        (plain.total(), server.total()),
        (plain.band(), server.band()),
    ):
        assert re.sub(r"\b((?:DIMENSION|AWARD)_[A-Z]+\()", r"_xldudf_PYSCORING_\1", ours) == theirs != ours


CALL = re.compile(rb"(DIMENSION_TOTAL|AWARD_BONUS|AWARD_TOTAL|AWARD_BAND)(\([^()]*\))")
CELL = re.compile(rb'<c r="E(\d+)"[^>]*><f>(?:(?!</f>).)*?(?:DIMENSION|AWARD)_[A-Z]+\([^()]*\)(?:(?!</f>).)*</f>')
ANSWERS_AT = "Z"  # the column that holds what the functions answer


def _calls(edition: AwardEdition) -> tuple[bytes, dict[int, tuple[str, list[str]]]]:
    """The variant with a cell in place of each call, and the calls by row: LibreOffice knows no function of Python."""
    calls: dict[int, tuple[str, list[str]]] = {}
    data = _blank(edition.id, "functions")

    def replaced(found: re.Match[bytes]) -> bytes:
        row = int(found[1])
        call = CALL.search(found[0])
        assert call
        (arguments,) = csv.reader([call[2].decode()[1:-1]])
        calls[row] = call[1].decode(), arguments
        return found[0].replace(call[0], f"${ANSWERS_AT}${row}".encode())

    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as archive, ZipFile(out, "w") as changed:
        for name in archive.namelist():
            part = archive.read(name)
            changed.writestr(name, CELL.sub(replaced, part) if name == "xl/worksheets/sheet1.xml" else part)
    return out.getvalue(), calls


def _argument(document: Document, text: str) -> Any:
    """An argument as Excel hands it over: a text, or the values of a range."""
    if not text.startswith("$"):
        return text
    rows = document.values("Score", text, typed=False)
    return [[ExcelError(v) if isinstance(v, ErrorValue) else v for v in row] for row in rows]


def _type(document: Document, values: Mapping[int, Any]) -> None:
    """Put values into the column of entries, by row: neighbours together."""
    for _, run_ in groupby(enumerate(sorted(values)), lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in run_]
        document.set("Score", f"E{numbers[0]}:E{numbers[-1]}", [[values[number]] for number in numbers])


def _results(document: Document, rows: Mapping[str, int], order: Sequence[int]) -> dict[str, Any]:
    column = document.values("Score", f"E1:E{max(rows.values())}", typed=False)
    return {key: column[row - 1][0] for key, row in rows.items() if row in order or key == "status"}


def _vectors(edition: AwardEdition) -> list[dict[str, Any]]:
    """Full marks; halves with every feature; one missing; a mistake; a conflict of interest; Thai digits."""
    indicators, features = (
        [f"indicator:{i.id}" for i in edition.indicators],
        [f"bonus:{f.id}" for f in edition.features],
    )
    half = {f"indicator:{i.id}": float(i.low + (i.high - i.low) / 2 // i.steps * i.steps) for i in edition.indicators}
    whole = {f"indicator:{i.id}": float(i.high) for i in edition.indicators}
    return [
        whole | {"conflict": "ไม่ใช่"},
        half | dict.fromkeys(features, "ใช่"),
        whole | {indicators[-1]: None} | dict.fromkeys(features[:1], "ไม่ใช่"),
        half | {indicators[0]: "สาม"} | dict.fromkeys(features[:2], "อาจจะ"),
        half | {"conflict": "ใช่"},
        half | {indicators[0]: " ๓ ", indicators[1]: "2"},
    ]


@pytest.mark.parametrize("id_", scored_editions())
def test_functions_agree_with_formulas(com: ComHost, office: Office, tmp_path: Path, id_: str) -> None:
    """For every edition the functions, called with the ranges that the formulas name, give what the native ones give."""
    edition = scored(id_)
    data, calls = _calls(edition)
    rows = at(edition)
    order = [rows[k] for k in rows if k.startswith("dimension:")] + [
        rows[k] for k in ("bonus", "total", "band") if k in rows
    ]
    assert sorted(calls) == sorted(order)
    paths = tmp_path / "functions.xlsx", tmp_path / "native.xlsx"
    paths[0].write_bytes(data)
    paths[1].write_bytes(_blank(id_, "native"))
    seen: list[Mapping[str, Any]] = []
    with office.open(paths[0]) as ours, office.open(paths[1]) as native:
        ours.sheet("Score").unprotect("")
        for vector in _vectors(edition):
            entries = (
                dict.fromkeys([k for k in rows if k.startswith(("indicator:", "bonus:"))]) | {"conflict": None} | vector
            )
            for document in (ours, native):
                _type(document, {rows[key]: value for key, value in entries.items()})
            for row in order:
                name, arguments = calls[row]
                ((answer,),) = com.call([(name, tuple(_argument(ours, text) for text in arguments))])[0]
                ours.set("Score", f"{ANSWERS_AT}{row}", [[answer]])
            results = [_results(document, rows, order) for document in (ours, native)]
            assert results[0] == results[1], vector
            seen.append(results[1])
    assert isinstance(seen[0]["total"], float)
    assert isinstance(seen[1]["total"], float)
    assert [one["total"] for one in seen[2:5]] == ["", "", ""]
    assert seen[0]["total"] > seen[1]["total"]
