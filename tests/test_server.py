"""The server add-in over real HTTP: who may do what, what is stored, and what is refused."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from benchmarks.wire import script_body
from pyscoring.register import Assignment
from tests.server_fixtures import (
    ANSWERS,
    REGISTER,
    Server,
    begin,
    issue,
    rows_of,
    serving,
)
from workbook.addin.limits import Rate
from workbook.committee.register import write

pytestmark = pytest.mark.xdist_group("server")
ROWS = rows_of(ANSWERS)


def raw(server: Server, method: str, target: str) -> tuple[int, str]:
    """What the server answers to an address that a client library would tidy up first."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request(method, target, b"{}" if method == "POST" else None, server.headers("A1"))
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


_LISTING = """
import json
from workbook.addin.app import app
from workbook.addin.gate import OPEN, STATIC

def every(routes):
    for route in routes:
        inner = getattr(route, "original_router", None)
        yield from every(inner.routes) if inner else [(route.path, sorted(getattr(route, "methods", None) or []))]

print(json.dumps([*every(app.routes), (sorted(OPEN), STATIC)]))
"""


# Who may.


def test_every_route_is_listed_or_closed(server: Server) -> None:
    """Without a token each route of the application, whatever xlwings Server adds, is a listed page or answers 401."""
    environment = os.environ | {"PYSCORING_ROUND": str(server.round.folder), "XLWINGS_LICENSE_KEY": "noncommercial"}
    ran = subprocess.run([sys.executable, "-c", _LISTING], env=environment, capture_output=True, text=True, check=True)
    *routes, (open_, static) = json.loads(ran.stdout)
    tried: set[tuple[str, str]] = set()
    for path, methods in routes:
        for method in methods:
            real = path.replace("{script_name}", "score")
            answer = server.http.request(method, real, content=b"{}" if method == "POST" else None)
            tried.add((method, real))
            if method in ("GET", "HEAD") and real in open_:
                assert answer.status_code in (200, 422, 400), (method, real)
            else:
                assert (answer.status_code, answer.text.count("not signed in")) == (401, 1), (method, real)
    closed = {
        ("POST", "/xlwings/custom-functions-call"), ("POST", "/xlwings/custom-scripts-call/score"),
        ("GET", "/pyscoring/me"), ("POST", "/pyscoring/pane"),
    }  # fmt: skip
    assert closed <= tried
    assert not {path for _, path in closed} & set(open_)
    assert static == "/static/"


def test_what_is_not_there(server: Server) -> None:
    """An address or a method that there is not is refused in both languages; who watches may ask for the head alone."""
    for method, path, status in (("GET", "/none", 404), ("PUT", "/pyscoring/me", 405), ("GET", "/static/none", 404)):
        answer = server.http.request(method, path, headers=server.headers("A1"))
        assert (answer.status_code, "ไม่มีที่อยู่นี้ / There is no such address" in answer.text) == (status, True), path
    assert server.http.head("/health").status_code == 200


@pytest.mark.parametrize("token", ["x", "ps_wrong", "ps_wrong ps_wrong", "ก"], ids=repr)
def test_a_wrong_token_is_refused(server: Server, token: str) -> None:
    """Only a token that was issued lets somebody in."""
    headers = {"Authorization": f"Bearer {token}".encode()}
    assert server.http.get("/pyscoring/me", headers=headers).status_code == 401
    assert server.http.get("/pyscoring/me", headers={"Authorization": server.tokens["A1"]}).status_code == 401


def test_the_file_keeps_no_token(server: Server) -> None:
    """Whoever reads access.json has no token, and nobody but its owner reads it."""
    path = server.round.folder / "access.json"
    assert not any(token in path.read_text(encoding="utf-8") for token in server.tokens.values())
    assert path.stat().st_mode & 0o777 == 0o600


def test_another_assessors_application(server: Server) -> None:
    """An application that somebody is not assigned to, another's sheet, and a declared conflict are refused with 403."""
    before = server.stored()
    for answers in (
        {"application": "ก-2"},
        {"assessor": "ผู้ประเมิน 2"},
        {"stage": "site"},
        {"application": "ก-2", "stage": "site"},
    ):
        answer = server.script("submit", rows_of({**ANSWERS, **answers}), arguments=["en"])
        assert answer.status_code == 403, answers
        assert answer.text.isascii() or "ผู้ประเมิน" in answer.text or "ก-" in answer.text
    assert "conflict" in answer.text
    assert server.script("submit", ROWS, who="A2").status_code == 403
    assert server.script("submit", ROWS, who="A3").status_code == 403
    assert server.stored() == before


def test_me(server: Server) -> None:
    """Somebody hears of the own assignments alone."""
    said = server.me("A2")
    assert (said["assessor"], said["name"]) == ("A2", "ผู้ประเมิน 2")
    assert [(a["application"], a["stage"], a["title"]) for a in said["assignments"]] == [("ก-2", "desk", "ผลงานที่สอง")]


# What is called.


@pytest.mark.parametrize(
    "name", ["xw", "receive", "__loader__", "print", "../score", "..%2fscore", "%2e%2e%2fscore", "score/../score", ""]
)
def test_only_scripts_are_called(server: Server, name: str) -> None:
    """A helper, a name that is not there and a way out of the folder are refused in words."""
    status, text = raw(server, "POST", f"/xlwings/custom-scripts-call/{name}")
    assert status == 404
    assert "There is no such" in text


@pytest.mark.parametrize("name", ["__loader__", "AWARD", "award_band", "", None, ["AWARD_BAND"]], ids=repr)
def test_only_functions_are_called(server: Server, name: Any) -> None:
    """No other name of the functions' module is called."""
    body = {"func_name": name, "args": [], "client": "Office.js", "version": "dev"}
    answer = server.http.post("/xlwings/custom-functions-call", json=body, headers=server.headers("A1"))
    assert (answer.status_code, "SCORE_SHEET" in answer.text) == (404, True)


@pytest.mark.parametrize(
    "path", ["..%2f..%2fapp.py", "%2e%2e/%2e%2e/app.py", "js/..%5c..%5capp.py", "..%2f..%2f..%2fcli.py"]
)
def test_no_way_out_of_the_static_files(server: Server, path: str) -> None:
    """A path with .. gives no file of the server, though xlwings Server itself would follow it."""
    assert raw(server, "GET", f"/static/{path}")[0] == 404


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"[" * 100_000, b"\xff", b'{"sheets": 1}', b'{"book": {}, "sheets": []}']
)
def test_no_workbook_at_all(server: Server, body: bytes) -> None:
    """A body that is no workbook is refused as the caller's mistake, for every call."""
    for path in ("custom-scripts-call/score", "custom-scripts-call/submit", "custom-functions-call"):
        answer = server.http.post(f"/xlwings/{path}", content=body, headers=server.headers("A1"))
        assert answer.status_code == 400, (path, answer.text)
    assert server.http.post("/pyscoring/pane", content=body, headers=server.headers("A1")).status_code == 400


def test_no_number_and_no_text(server: Server) -> None:
    """What is no JSON, no text or another form than Excel's client sends is refused in both languages, for every call."""
    sheet, pane = script_body(ROWS).decode(), json.dumps({"rows": ROWS}, ensure_ascii=False)
    bodies = {
        "/xlwings/custom-scripts-call/submit": sheet, "/xlwings/custom-scripts-call/check": sheet, "/pyscoring/pane": pane,
        "/xlwings/custom-functions-call": '{"func_name": "AWARD_BAND", "version": "x", "args": [[["ผลงานที่หนึ่ง"]]]}',
    }  # fmt: skip
    for path, body in bodies.items():
        for value in ("NaN", "-Infinity", "9" * 5000, '"\\ud800"', '"\\uDC00"', "[" * 100_000):
            odd = body.replace('"ผลงานที่หนึ่ง"', value).encode()
            answer = server.http.post(path, content=odd, headers=server.headers("A1"))
            assert (answer.status_code, "What was sent cannot be read" in answer.text) == (400, True), (
                path,
                value[:20],
            )
        form = server.headers("A1") | {"Content-Type": "application/x-www-form-urlencoded"}
        answer = server.http.post(path, content=b"bookData=" + body.encode(), headers=form)
        assert (answer.status_code, "What was sent cannot be read" in answer.text) == (400, True), path
    for place in (5, "x", None):
        book = json.loads(sheet)
        book["book"]["active_sheet_index"] = place
        answer = server.http.post("/xlwings/custom-scripts-call/score", json=book, headers=server.headers("A1"))
        assert answer.status_code == 400, place
    for body in ('{"func_name": "AWARD_BAND", "version": "x"}', '{"func_name": "AWARD_BAND", "args": []}'):
        answer = server.http.post("/xlwings/custom-functions-call", content=body, headers=server.headers("A1"))
        assert answer.status_code == 400


def test_the_log_holds_nothing_that_was_typed(server: Server) -> None:
    """A sheet that is refused leaves no line in the log, least of all one that its writer has made up."""
    answer = server.script("submit", rows_of({**ANSWERS, "application": "x\nERROR: made up"}), arguments=["en"])
    assert (answer.status_code, "made up" in answer.text) == (400, True)
    assert "made up" not in server.log.read_text(encoding="utf-8")


def test_an_unexpected_error(server: Server) -> None:
    """What nobody foresaw shows an id that stands in the log beside the traceback, and no traceback itself."""
    before = server.log.read_text(encoding="utf-8").count("unexpected error")
    body = json.loads(script_body(ROWS))
    body["sheets"][0]["values"] = 5
    answer = server.http.post("/xlwings/custom-scripts-call/score", json=body, headers=server.headers("A1"))
    assert (answer.status_code, "Traceback" in answer.text) == (500, False)
    id_ = answer.text.split()[-1].rstrip(".")
    log = server.log.read_text(encoding="utf-8")
    assert (f"unexpected error {id_}" in log, log.count("unexpected error") - before) == (True, 1)
    assert "Traceback" in log
    assert not any(token in log for token in server.tokens.values())


# How much.


def test_a_large_body(server: Server) -> None:
    """50 MB are refused, told in words, with and without a Content-Length."""

    def chunks() -> Iterator[bytes]:
        yield from (b"0" * 1_000_000 for _ in range(50))

    for content in (b"0" * 50_000_000, chunks()):
        answer = server.http.post("/xlwings/custom-scripts-call/submit", content=content, headers=server.headers("A1"))
        assert (answer.status_code, "larger than 5 MB" in answer.text) == (413, True)
    assert server.http.get("/health").status_code == 200


def test_the_rate_of_one_person() -> None:
    """After a burst somebody waits, until enough time has passed; others do not."""
    now = 0.0
    rate = Rate(2, lambda: now)
    assert [rate.wait("a") for _ in range(10)] == [0.0] * 10
    assert rate.wait("a") == 0.5
    assert rate.wait("b") == 0.0
    now = 0.5
    assert (rate.wait("a"), rate.wait("a")) == (0.0, 0.5)


# What changes while it runs.


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    """A server of a round that a test may change, with a low limit of calls."""
    at = begin(tmp_path / "round")
    with serving(at, tokens=issue(at.folder), PYSCORING_RATE="8") as running:
        yield running


def test_what_changes_while_it_runs(own: Server) -> None:
    """A revoked token ends at once; a changed register counts at once; a broken one keeps the last good one; limits hold."""
    assert own.script("submit", ROWS).status_code == 200
    issue(own.round.folder, "--revoke", "A1")
    assert own.script("submit", ROWS).status_code == 401
    fresh = issue(own.round.folder, "--renew", "A1")["A1"]
    register = replace(REGISTER, assignments=(Assignment("ก-2", "A1", "desk"),))
    own.round.register.write_bytes(write(register))
    assert own.script("submit", ROWS, who=fresh).status_code == 403
    other = rows_of({**ANSWERS, "application": "ก-2", "title": "ผลงานที่สอง"})
    assert own.script("submit", other, who=fresh).status_code == 200
    own.round.register.write_bytes(b"PK half a file")
    assert own.script("submit", other, who=fresh, arguments=["th", "kept"]).status_code == 200
    assert own.http.get("/health").json()["register"] == "kept"
    away = own.round.inbox.rename(own.round.folder / "away")
    answer = own.script("submit", other, who=fresh, arguments=["en"])
    assert (answer.status_code, "have not been received" in answer.text) == (503, True)
    assert own.http.get("/health").status_code == 503
    away.rename(own.round.inbox)
    assert own.http.get("/health").status_code == 200
    own.round.register.write_bytes(write(replace(register, assessors=REGISTER.assessors[1:], assignments=())))
    assert own.script("submit", other, who=fresh).status_code == 403
    (own.round.folder / "access.json").write_text("{", encoding="utf-8")
    answer = own.script("submit", other, who=fresh)
    assert (answer.status_code, own.http.get("/health").status_code) == (503, 503)
    assert str(own.round.folder) not in answer.text + own.http.get("/health").text
    answers = [own.http.get("/pyscoring/me", headers=own.headers("nobody")) for _ in range(60)]
    assert {a.status_code for a in answers} == {429, 503}
    late = next(a for a in answers if a.status_code == 429)
    assert int(late.headers["Retry-After"]) >= 1
    assert "Traceback" not in late.text
