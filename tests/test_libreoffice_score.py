"""`score --engine libreoffice`: the output of `score`, with every formula calculated anew by a real LibreOffice."""

import json
import os
import signal
import socketserver
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import openpyxl
import pytest
from click.testing import CliRunner

from pyscoring.edition import scored
from tests.hostile import HOSTILE
from tests.provoked_office import tampered
from tests.sheets import full, write
from workbook.cli import main
from workbook.commands import in_office
from workbook.files.steps import untold
from workbook.office import reader
from workbook.office.libreoffice import Office
from workbook.office.reader import OfficeReader
from workbook.scoresheet import layout
from workbook.scoresheet.scoring import as_json, score_files

TEPGA, TPSA = scored("tepga-development-2558"), scored("tpsa-innovation-2558")


@pytest.fixture(autouse=True)
def shared(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' one office, which no command here starts or ends; test_catalogue runs the command with its own."""
    monkeypatch.setattr(office, "close", lambda: None)
    monkeypatch.setattr(reader, "Office", lambda: office)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Sound sheets, mistakes, odd entries, a file that is no workbook and one without a score sheet."""
    write(tmp_path / "a.xlsx", TEPGA, full(TEPGA))
    write(tmp_path / "b.xlsx", TPSA, full(TPSA, application="ก-2"), "en")
    odd = {"indicator_1": "๑", "indicator_2": "สาม", "indicator_3": None, "conflict": "อาจจะ"}
    write(tmp_path / "c.xlsx", TEPGA, full(TEPGA, application="ก-3", **odd))
    (tmp_path / "d.xlsx").write_bytes(b"PK")
    openpyxl.Workbook().save(tmp_path / "e.xlsx")
    return tmp_path


def test_the_output_is_that_of_score(filled: Path) -> None:
    """Over the same files both print the same, in lines and in JSON, with the same exit code."""
    for more in ([], ["--json"]):
        plain = CliRunner().invoke(main, ["score", str(filled), *more])
        office = CliRunner().invoke(main, ["score", "--engine", "libreoffice", str(filled), *more])
        assert plain.stdout
        assert (office.stdout, office.exit_code) == (plain.stdout, plain.exit_code)


def test_another_formula_is_told(tmp_path: Path) -> None:
    """A total whose formula was changed is told beside the result, which stays what the entries give."""
    path = str(tampered(tmp_path / "a.xlsx"))
    plain, office = (
        json.loads(CliRunner().invoke(main, ["score", path, "--json", *more]).stdout)["scores"][0]
        for more in ([], ["--engine", "libreoffice"])
    )
    assert office["total"] == plain["total"] == "100.00"
    told = {problem["code"]: problem["cell"] for problem in office["problems"]}
    assert told["T20"] == "E6"
    assert "T20" not in {problem["code"] for problem in plain["problems"]}


@pytest.mark.parametrize(
    ("total", "band", "told"),
    [
        ("=AWARD_TOTAL(1)", '=IF(ISNUMBER(E6),AWARD_BAND(1),"")', set()),  # as with --formulas functions
        ("=AWARD_TOTAL(1)", "ดี", {"E7"}), ('="#NAME?"', '=""', {"E6", "E7"}), ('=""', '=""', {"E6", "E7"}),
    ],
)  # fmt: skip
def test_a_function_of_python_is_not_held_against_the_result(
    tmp_path: Path, total: str, band: str, told: set[str]
) -> None:
    """What needs Python says nothing in LibreOffice; a result that is made blank is told, whatever the date was read as."""
    path = write(tmp_path / "a.xlsx", TEPGA, full(TEPGA))
    book = openpyxl.load_workbook(path)
    cells: Any = book["Score"]
    cells["E6"], cells["E7"] = total, band
    if total != '=""':
        cells["E10"] = datetime(2015, 5, 20)
    book.save(path)
    (found,) = score_files([path], read=OfficeReader())
    assert {problem.cell for problem in found.problems if problem.code == "T20"} == told


def test_an_office_that_has_died_is_started_again(tmp_path: Path) -> None:
    """A LibreOffice that ended after one file, whatever the reason, is not held against the next file."""
    read = OfficeReader()
    read._office = cast("Office", SimpleNamespace(process=SimpleNamespace(poll=lambda: -9), close=lambda: None))
    (found,) = score_files([write(tmp_path / "a.xlsx", TEPGA, full(TEPGA))], read=read)
    assert found.result is not None


def test_a_command_that_is_ended_ends_its_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SIGTERM in the middle of a file leaves no LibreOffice running."""
    closed: list[bool] = []
    monkeypatch.setattr(OfficeReader, "_stop", lambda _: closed.append(True))
    monkeypatch.setattr(in_office, "score_files", lambda *_, **__: os.kill(os.getpid(), signal.SIGTERM))
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with pytest.raises(SystemExit) as ended:
            in_office.score_in_office([tmp_path], (), write=False, told=untold)
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (ended.value.code, closed) == (128 + signal.SIGTERM, [True])


def test_writing_keeps_every_other_byte(tmp_path: Path) -> None:
    """With `--write` the file is the one that `score --write` makes: LibreOffice saves nothing."""
    one, other = (write(tmp_path / name, TEPGA, full(TEPGA)) for name in ("a.xlsx", "b.xlsx"))
    list(score_files([one], write=True, at=_at()))
    with OfficeReader() as read:
        list(score_files([other], write=True, at=_at(), read=read))
    assert other.read_bytes() == one.read_bytes()


def _at() -> datetime:
    return datetime(2015, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", {found.code: name for name, found in HOSTILE.items()}.values())
def test_hostile_files_never_reach_the_office(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the gate refuses is told as `score` tells it, and no LibreOffice is even started for it."""
    hostile = HOSTILE[name]
    path = tmp_path / hostile.name
    hostile.put(path)
    monkeypatch.setattr(reader, "Office", lambda: pytest.fail("the office was asked"))
    found = [as_json(one, "en") for one in score_files([path], read=OfficeReader())]
    assert found == [as_json(one, "en") for one in score_files([path])]


def test_nothing_outside_the_file_is_asked(tmp_path: Path) -> None:
    """A formula that would fetch a page, and one that names another workbook, reach nothing while a file is scored."""
    asked: list[str] = []

    class Listener(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked.append(str(self.request.recv(100)))

    with socketserver.TCPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        path = write(tmp_path / "a.xlsx", TEPGA, full(TEPGA))
        book = openpyxl.load_workbook(path)
        at = next(row.number for row in layout.rows(TEPGA) if row.key == "title")
        cell: Any = book["Score"].cell(at, layout.VALUE)
        cell.value = f'=_xlfn.WEBSERVICE("http://127.0.0.1:{server.server_address[1]}/")'
        book.save(path)
        with OfficeReader() as read:
            (found,) = score_files([path], read=read)
        server.shutdown()
    assert found.result is not None
    assert found.result.total == 100
    assert asked == []
