"""Servers as people start them, in processes of their own, and what Excel sends them over HTTP."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pytest
from click.testing import CliRunner, Result

from benchmarks.wire import FUNCTIONS, SCRIPTS, Grid, function_body, grid, script_body
from pyscoring.edition import scored
from pyscoring.register import Application, Assessor, Assignment, Register
from workbook.cli import main
from workbook.committee import committee
from workbook.committee.register import write
from workbook.files.archive import Budget
from workbook.files.package import Book, read_all
from workbook.files.sheetmap import Value
from workbook.scoresheet.fill import fill
from workbook.scoresheet.template import template

PYSCORING = [str(Path(sys.executable).with_name("pyscoring"))]
GUNICORN = [
    str(Path(sys.executable).with_name("gunicorn")), "--worker-class", "uvicorn.workers.UvicornWorker",
    "--bind", "127.0.0.1:0", "workbook.addin.app:application",
]  # fmt: skip
EDITION = scored("tepga-development-2558")
DOCUMENTS = scored("tpsa-standard-2558")
OWN = "made-up-2560"
REGISTER = Register(
    (Application("ก-1", EDITION.id, "ผลงานที่หนึ่ง", "กรม ก"), Application("ก-2", EDITION.id, "ผลงานที่สอง", "กรม ก"),
     Application("ข-1", DOCUMENTS.id, "ผลงานที่สาม", "กรม ก")),
    (Assessor("A1", "ผู้ประเมิน 1"), Assessor("A2", "ผู้ประเมิน 2"), Assessor("A3", "ผู้ประเมิน 3")),
    (Assignment("ก-1", "A1", "desk"), Assignment("ก-2", "A2", "desk"), Assignment("ข-1", "A1", "document"),
     Assignment("ก-2", "A1", "site", conflict=True, reason="เคยเป็นที่ปรึกษา")),
)  # fmt: skip
ANSWERS: Mapping[str, Value] = {
    "application": "ก-1", "title": "ผลงานที่หนึ่ง", "agency": "กรม ก", "assessor": "ผู้ประเมิน 1", "stage": "desk",
    "date": "5/6/2558", "conflict": "ไม่ใช่", **{f"indicator:{i.id}": float(i.high) for i in EDITION.indicators},
}  # fmt: skip


@dataclass
class Server:
    """A running server; `tokens` by assessor's id."""

    round: committee.Round
    port: int
    tokens: Mapping[str, str]
    log: Path
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30)

    def headers(self, who: str | None) -> dict[str, str]:
        token = self.tokens.get(who or "", who)
        return {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})

    def script(self, name: str, rows: Grid, who: str | None = "A1", arguments: Sequence[object] = ()) -> httpx.Response:
        return self.http.post(SCRIPTS + name, content=script_body(rows, arguments), headers=self.headers(who))

    def function(self, name: str, *arguments: object, who: str | None = "A1") -> httpx.Response:
        return self.http.post(FUNCTIONS, content=function_body(name, *arguments), headers=self.headers(who))

    def pane(self, rows: Grid, lang: str = "en", who: str | None = "A1") -> Any:
        body = {"rows": rows, "sheet": "Score", "lang": lang}
        return self.http.post("/pyscoring/pane", json=body, headers=self.headers(who)).json()

    def me(self, who: str = "A1") -> Any:
        return self.http.get("/pyscoring/me", headers=self.headers(who)).json()

    def stored(self) -> list[Path]:
        return sorted(self.round.inbox.rglob("*.xlsx"))


def rows_of(answers: Mapping[str, Value], lang: str = "th") -> Grid:
    """The values of a score sheet with these answers, as Office.js gives them."""
    return rows_in(fill(template(EDITION, lang), EDITION, answers))


def rows_in(workbook: bytes, name: str = "Score") -> Grid:
    book = Book(workbook, Budget())
    return grid(book.cells(book.sheets[name], lambda row, column: True))


def rows_of_file(path: Path) -> Grid:
    return grid(read_all(path).sheets[0].cells)


def begin(folder: Path) -> committee.Round:
    """A round of three applications and three assessors, of whom one has nothing to do, with an edition of its own."""
    committee.init(folder)
    at = committee.Round(folder)
    at.register.write_bytes(write(REGISTER))
    (folder / "editions").mkdir()
    shutil.copy(Path(__file__).parent / "editions" / f"{OWN}.toml", folder / "editions")
    return at


def issue(folder: Path, *options: str) -> dict[str, str]:
    """What `pyscoring access` issues, by assessor's id."""
    ran = asked("access", str(folder), "--json", *options)
    assert ran.exit_code == 0, ran.output
    return dict(json.loads(ran.stdout)["tokens"])


def asked(*arguments: str) -> Result:
    """A command that ends at once, without what the tester's own environment says of servers."""
    with patch.dict(os.environ):
        for name in [name for name in os.environ if name.startswith(("XLWINGS_", "PYSCORING_"))]:
            del os.environ[name]
        return CliRunner().invoke(main, list(arguments))


@contextmanager
def serving(
    at: committee.Round, *options: str, tokens: Mapping[str, str] | None = None, **variables: str
) -> Iterator[Server]:
    """A server of this round while the block runs; it ends by the signal that a service manager sends."""
    port = free_port()
    log = at.folder.parent / f"server-{port}.log"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XLWINGS_", "PYSCORING_"))} | variables
    command = [*PYSCORING, "serve", str(at.folder), "--noncommercial", "--port", str(port), *options]
    with log.open("w") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env=environment, start_new_session=True
        )
    server = Server(at, port, tokens or {}, log)
    try:
        _wait(server, process)
        yield server
    finally:
        server.http.close()
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(server: Server, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert process.poll() is None, server.log.read_text(encoding="utf-8")
        try:
            server.http.get("/")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(server.log.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """With tokens, as it runs in earnest."""
    at = begin(tmp_path_factory.mktemp("server") / "round")
    with serving(at, tokens=issue(at.folder)) as running:
        yield running
