"""The server's buttons and pane over real HTTP: what is written, shown and stored."""

import subprocess
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server_fixtures import (
    ANSWERS,
    DOCUMENTS,
    EDITION,
    OWN,
    PYSCORING,
    Server,
    rows_in,
    rows_of,
)
from workbook.documents import document_layout
from workbook.documents.document_sheet import DOCUMENTS as DOCUMENTS_SHEET
from workbook.documents.document_sheet import document_template
from workbook.files.patch import patch
from workbook.scoresheet import layout
from workbook.scoresheet.fill import edits_of, fill
from workbook.scoresheet.reader import from_rows, parse, read_file
from workbook.scoresheet.template import template

pytestmark = pytest.mark.xdist_group("server")
ROWS = rows_of(ANSWERS)
OFFICIAL, VALUE = layout.OFFICIAL, layout.VALUE
SCORE_ROWS = {row.key: row.number for row in layout.rows(EDITION) if row.key}


def alert(answer: httpx.Response) -> str:
    """The message that a script shows."""
    assert answer.status_code == 200, answer.text
    (shown,) = [action["args"][0] for action in answer.json()["actions"] if action["func"] == "alert"]
    return str(shown)


def written(answer: httpx.Response) -> dict[tuple[int, int], Any]:
    """The cells that a script writes, by row and column; a blank is an empty text."""
    assert answer.status_code == 200, answer.text
    return {
        (action["start_row"] + r + 1, action["start_column"] + c + 1): value
        for action in answer.json()["actions"] if action["func"] == "setValues"
        for r, line in enumerate(action["values"]) for c, value in enumerate(line)
    }  # fmt: skip


def changed(**answers: Any) -> Any:
    return rows_of({**ANSWERS, **{key.replace("_", ":"): value for key, value in answers.items()}})


# The buttons.


def test_score_writes_what_the_command_writes(server: Server, tmp_path: Path) -> None:
    """*score* writes into each cell of the official column just what `pyscoring score --write` does."""
    for answers in (
        ANSWERS,
        {**ANSWERS, "indicator:1": "4,5"},
        {k: v for k, v in ANSWERS.items() if k != "indicator:2"},
    ):
        path = tmp_path / "form.xlsx"
        path.write_bytes(fill(template(EDITION, "th"), EDITION, answers))
        subprocess.run([*PYSCORING, "score", "--write", str(path)], capture_output=True, check=False)
        (command,), _, _ = read_file(path)
        ours = {
            place: value for place, value in written(server.script("score", rows_of(answers))).items() if value != ""
        }
        rows = {row: key for key, row in command.rows.items()}
        theirs = {p: v for p, v in command.cells.items() if p[1] == OFFICIAL and p[0] > 1}
        at = (SCORE_ROWS["scored-at"], OFFICIAL)
        assert ours.pop(at)[:13] == str(theirs.pop(at))[:13]
        assert ours == theirs, rows


def test_check_writes_no_result(server: Server) -> None:
    """*check* names what is missing or wrong, with its cell, and writes beside the wrong row alone."""
    rows = changed(indicator_1="4,5", indicator_2=None)
    answer = server.script("check", rows, arguments=["en"])
    wrong, missing = (f"E{SCORE_ROWS[f'indicator:{id_}']}" for id_ in ("1", "2"))
    told = alert(answer)
    assert f"{wrong}: " in told
    assert f"{missing}: indicator 2 has no score yet" in told
    cells = {place: value for place, value in written(answer).items() if value}
    assert list(cells) == [(SCORE_ROWS["indicator:1"], OFFICIAL)]
    assert "nothing to correct" in alert(server.script("check", ROWS, arguments=["en"]))


def test_clear_empties_the_block_alone(server: Server) -> None:
    """*clear* leaves nothing in the official column of the form's rows, and touches no other cell."""
    rows = [list(row) for row in ROWS]
    for (row, column), value in written(server.script("score", rows)).items():
        rows[row - 1][column - 1] = value
    assert parse(from_rows(rows)).cells.get((SCORE_ROWS["total"], OFFICIAL))
    cleared = written(server.script("clear", rows))
    assert {column for _, column in cleared} == {OFFICIAL}
    assert set(cleared.values()) == {""}
    for row, column in cleared:
        rows[row - 1][column - 1] = ""
    assert from_rows(rows) == from_rows(ROWS)


@pytest.mark.parametrize("name", ["score", "check", "clear", "submit"])
def test_a_workbook_without_a_score_sheet(server: Server, name: str) -> None:
    """Every button says so, in the language asked for, or in both."""
    for lang, wanted in (("th", ["ไม่พบแผ่น"]), ("en", ["There is no score"]), ("", ["ไม่พบแผ่น", "There is no score"])):
        answer = server.script(name, [["x"]], arguments=[lang])
        assert answer.status_code == 400
        assert all(words in answer.text for words in wanted)
        assert "Traceback" not in answer.text


def test_an_unknown_edition(server: Server) -> None:
    """A sheet of an edition that the round does not know is refused by every button, in the sheet's language."""
    rows = [["unknown-2558" if value == EDITION.id else value for value in row] for row in rows_of(ANSWERS, "en")]
    for name in ("score", "check", "clear", "submit"):
        answer = server.script(name, rows)
        assert (answer.status_code, "no award edition is called “unknown-2558”" in answer.text) == (400, True)
    assert "unknown-2558" in server.pane(rows)["refused"]


def test_functions_know_the_editions_of_the_round(server: Server) -> None:
    """A worksheet function finds an edition that lies in the round's own folder."""
    answer = server.function("AWARD_BAND", OWN, 80, "en")
    assert (answer.status_code, answer.json()) == (200, {"result": [["Silver"]]})


def test_functions(server: Server) -> None:
    """The worksheet functions answer as the core does."""
    said = server.function("AWARD_TOTAL", EDITION.id, [[float(i.high)] for i in EDITION.indicators], None, "en")
    assert said.json() == {"result": [[100.0]]}


# The pane.


def test_the_pane(server: Server) -> None:
    """The pane hears the live result in exact texts, what is missing with its cell, and the rules."""
    said = server.pane(ROWS)
    assert (said["refused"], said["total"], said["band"]["id"], said["complete"]) == (None, "100.00", "excellent", True)
    assert [i["id"] for i in said["indicators"]] == [i.id for i in EDITION.indicators]
    assert said["bands"][0] == {"id": "excellent", "name": said["bands"][0]["name"], "at_least": "90"}
    said = server.pane(changed(indicator_3=None, indicator_4="#N/A"), "th")
    assert (said["total"], said["band"], said["status"]) == (None, None, "แก้ไข 1 แห่ง")
    assert {"field": "indicator:3", "cell": f"E{SCORE_ROWS['indicator:3']}"}.items() <= said["missing"][0].items()
    assert [(p["code"], p["field"]) for p in said["problems"]] == [("D06", "indicator:4")]
    assert server.pane([["x"]], "th")["refused"].startswith("ไม่พบแผ่น")


def test_a_day_as_office_gives_it(server: Server) -> None:
    """A real date arrives as the number of its day and is one."""
    rows = [list(row) for row in ROWS]
    for date, codes in ((42160, []), (0.5, ["D16"])):
        rows[SCORE_ROWS["date"] - 1][VALUE - 1] = date
        assert [p["code"] for p in server.pane(rows)["problems"]] == codes


# What is sent in.


def test_a_submission_is_a_file_of_its_own(server: Server) -> None:
    """What is stored reads as what was typed; once more is a second file, and nobody's file is written again."""
    first = server.stored()
    told = alert(server.script("submit", ROWS, arguments=["en", str(uuid.uuid4())]))
    (one,) = set(server.stored()) - set(first)
    (stored,), sha256, _ = read_file(one)
    sent = parse(from_rows(ROWS))
    assert (stored.sheet, stored.sheet.fingerprint) == (sent.sheet, sent.sheet.fingerprint)
    assert str(sha256) in told
    assert "ก-1" in told
    data = one.read_bytes()
    again = alert(server.script("submit", changed(indicator_1=1), arguments=["th", str(uuid.uuid4())]))
    assert again.startswith("ได้รับแล้ว")
    assert f"/{datetime.now().year + 543} " in again
    assert len(server.stored()) == len(first) + 2
    assert one.read_bytes() == data
    (assignment,) = [a for a in server.me()["assignments"] if a["application"] == "ก-1"]
    assert {"sha256": sha256, "file": one.relative_to(server.round.inbox).as_posix()}.items() <= next(
        s for s in assignment["submitted"] if s["sha256"] == sha256
    ).items()


def test_a_repeated_request(server: Server) -> None:
    """The same again after a lost answer gives the same receipt and no file; other answers under its id are kept too."""
    id_ = str(uuid.uuid4())
    first = alert(server.script("submit", ROWS, arguments=["en", id_]))
    before = server.stored()
    assert alert(server.script("submit", ROWS, arguments=["en", id_])) == first
    assert server.stored() == before
    assert alert(server.script("submit", changed(indicator_2=2), arguments=["en", id_])) != first
    assert len(server.stored()) == len(before) + 1


def test_the_same_request_many_times_at_once(server: Server) -> None:
    """Of a request that arrives eight times at the same moment one file comes."""
    before = server.stored()
    with ThreadPoolExecutor(8) as pool:
        told = set(pool.map(lambda _: alert(server.script("submit", ROWS, arguments=["en", "at once"])), range(8)))
    assert (len(told), len(server.stored())) == (1, len(before) + 1)


def test_an_incomplete_sheet_is_taken_with_a_warning(server: Server) -> None:
    """Blanks, error values, logical values and odd texts are stored as typed, and the receipt counts them."""
    odd = changed(indicator_1=None, indicator_2="#N/A", indicator_3=True, indicator_4="4,5", indicator_5="=1+1")
    before = server.stored()
    assert "5 places are still open or wrong" in alert(server.script("submit", odd, arguments=["en", "odd"]))
    (path,) = set(server.stored()) - set(before)
    (stored,), _, _ = read_file(path)
    assert {p.code for p in stored.problems} >= {"D02", "D05", "D06", "D07"}
    assert stored.sheet == parse(from_rows(odd)).sheet


def test_a_logical_value_that_was_corrected(server: Server) -> None:
    """0 and 1 in a sheet that was sent with FALSE and TRUE before are numbers: xlwings would remember what it read."""
    for logical, number in ((False, 0), (True, 1)):
        for value, code in ((logical, "D07"), (number, None), (logical, "D07")):
            before = server.stored()
            id_ = str(uuid.uuid4())
            alert(server.script("submit", changed(indicator_1=value), arguments=["en", id_]))
            (path,) = set(server.stored()) - set(before)
            (stored,), _, _ = read_file(path)
            wrong = [p.code for p in stored.problems if p.field == "indicator:1"]
            assert (wrong, stored.sheet.scores.get("1")) == (([code], None) if code else ([], number))


def test_a_document_check_is_taken(server: Server) -> None:
    """The form of the document check is stored as such."""
    rows = document_layout.rows(DOCUMENTS)
    known = {k: ANSWERS[k] for k in ("assessor", "date", "conflict")} | {"application": "ข-1", "stage": "ตรวจเอกสาร"}
    data = patch(document_template(DOCUMENTS, "th"), {DOCUMENTS_SHEET: edits_of(rows, known)})
    before = server.stored()
    alert(server.script("submit", rows_in(data, DOCUMENTS_SHEET), arguments=["en", "documents"]))
    (path,) = set(server.stored()) - set(before)
    (stored,), _, _ = read_file(path)
    assert (stored.sheet.application, stored.sheet.stage) == ("ข-1", "document")
    assert server.pane(rows_in(data, DOCUMENTS_SHEET))["status"]


@pytest.mark.parametrize("key", ["application", "assessor"])
def test_a_name_that_would_leave_the_inbox(server: Server, key: str) -> None:
    """A sheet whose application or assessor is a path stores nothing anywhere."""
    before = sorted(server.round.folder.parent.rglob("*"))
    answer = server.script("submit", rows_of({**ANSWERS, key: "../../x"}), arguments=["en", "../../x"])
    assert answer.status_code in (400, 403)
    assert sorted(server.round.folder.parent.rglob("*")) == before


def test_a_sheet_of_other_rules(server: Server) -> None:
    """A sheet of another definition, without a row, or without an application is refused with its remedy."""
    other = [["0" * 12 if value == EDITION.definition else value for value in row] for row in rows_of(ANSWERS, "en")]
    lost = [row for row in rows_of(ANSWERS, "en") if row[0] != "indicator:1"]
    for rows, words in ((other, "another definition"), (lost, "is missing"), (changed(application=None), "→")):
        answer = server.script("submit", rows, arguments=["en"])
        assert (answer.status_code, words in answer.text) == (400, True), answer.text
