"""A round with a server of its own in another process, and the task pane beside a workbook in the fake Excel."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from pyscoring.edition import AwardEdition, scored
from pyscoring.register import Application, Assessor, Assignment, Register
from tests.fake_host.page import Excel
from workbook.addin import access
from workbook.committee import committee
from workbook.committee import register as registers
from workbook.files import atomic
from workbook.files.sheetmap import Value
from workbook.scoresheet import layout
from workbook.scoresheet.fill import fill
from workbook.scoresheet.template import template

EDITION = "tpsa-innovation-2558"
TITLE = "หัวฉีดเป่าลมกันสนิม <img src=x onerror=\"document.title='taken'\">"
SCORES = (92, 85, 70, 88.5, 110, 80, 78, 90, 71)  # 764.50: good
START_SECONDS, BODY = 60, 400_000
WIDTH = 350


@dataclass(frozen=True)
class Served:
    url: str
    folder: Path
    tokens: Mapping[str, str]
    log: Path

    def inbox(self) -> list[Path]:
        return sorted(p for p in (self.folder / "inbox").rglob("*") if p.is_file())


def register(title: str) -> Register:
    """Two assessors; each has an application that the other has not."""
    people = (Assessor("A1", "ผู้ประเมิน 1"), Assessor("A2", "ผู้ประเมิน 2"))
    titles = {"3-1": title, "3-2": "ไม้วัดส่วนสูงมาตรฐาน สำหรับเด็กอายุ 2-5 ปี"}
    projects = tuple(Application(id_, EDITION, title, "กรมอนามัย", "ศอ.10") for id_, title in titles.items())
    return Register(projects, people, (Assignment("3-1", "A1", "desk"), Assignment("3-2", "A2", "desk")))


def serve(folder: Path, title: str = TITLE) -> Generator[Served, None, None]:
    """`pyscoring serve` over a new round in this folder, until the generator is closed."""
    round_ = folder / "round"
    committee.init(round_)
    atomic.replace(committee.Round(round_).register, registers.write(register(title)))
    kept, tokens = access.Access().issued(["A1", "A2"])
    access.save(round_ / access.FILE, kept)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        "from workbook.cli import main; main()",
        "serve",
        str(round_),
        "--port",
        str(port),
        "--noncommercial",
    ]
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | {"PYSCORING_BODY": str(BODY)})
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, process, log)
        yield Served(url, round_, tokens, log)
    finally:
        process.terminate()
        process.wait(20)


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text("utf-8")
        try:
            with urllib.request.urlopen(f"{url}/health"):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))


@cache
def book(lang: str = "th", scores: tuple[float, ...] = SCORES, **more: Value) -> bytes:
    """A workbook of A1's for 3-1, filled as far as `scores` go; `more` replaces answers by key, ``_`` for ``:``."""
    edition = scored(EDITION)
    answers: dict[str, Value] = {
        "application": "3-1", "title": TITLE, "agency": "กรมอนามัย", "unit": "ศอ.10", "assessor": "ผู้ประเมิน 1",
        "date": "25/3/2558", "stage": layout.STAGE_WORDS["desk"][lang], "conflict": layout.NO[lang],
    }  # fmt: skip
    answers |= {f"indicator:{i.id}": score for i, score in zip(edition.indicators, scores, strict=False)}
    answers |= {f"bonus:{f.id}": layout.NO[lang] for f in edition.features}
    answers |= {f"eligibility:{e.id}": layout.YES[lang] for e in edition.eligibility}
    return fill(template(edition, lang), edition, answers | more)


def cells(edition: AwardEdition, column: int = layout.VALUE) -> dict[str, str]:
    """The address of each row's cell in a column, by the row's key."""
    letter = chr(ord("A") + column - 1)
    return {row.key: f"{letter}{row.number}" for row in layout.rows(edition) if row.key}


class Pane:
    """The task pane in a browser of its own, beside a workbook; `asked` are all addresses that it asked for."""

    def __init__(self, browser: Browser, served: Served, data: bytes, width: int = WIDTH, scale: int = 1) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, timezone_id="Asia/Bangkok", device_scale_factor=scale
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(6000)
        self.served, self.asked, self.broken = served, list[str](), list[str]()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.broken.append(str(error)))
        self.page.on("console", self._heard)
        self.excel = Excel(self.page, data)

    def _heard(self, message: Any) -> None:
        if re.search(r"Content Security Policy|Uncaught", message.text):
            self.broken.append(message.text)

    def open(self, token: str | None = "A1", lang: str = "th") -> "Pane":
        """Open the pane; a token that is known to the browser already is not asked for."""
        kept = {"pyscoring-language": lang} | ({"pyscoring-key": self.served.tokens.get(token, token)} if token else {})
        script = "kept => { for (const [key, value] of Object.entries(kept)) localStorage.setItem(key, value); }"
        self.page.goto(f"{self.served.url}/health")
        self.page.evaluate(script, kept)
        self.page.goto(f"{self.served.url}/taskpane.html")
        return self

    def press(self, script: str) -> None:
        """Press a button and wait until its answer stands there."""
        button = self.page.locator(f'[data-script="{script}"]')
        button.click()
        self.page.wait_for_function("() => !document.querySelector('[data-script]').disabled")

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    def official(self, key: str, edition: str = EDITION) -> Any:
        return self.excel.workbook.book["Score"][cells(scored(edition), layout.OFFICIAL)[key]].value

    def close(self) -> None:
        self.context.close()
        assert not self.excel.host.complaints, "\n".join(self.excel.host.complaints)
        assert not self.broken, "\n".join(self.broken)
        assert [url for url in self.asked if not url.startswith(self.served.url)] == []


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests of the pane."""
    yield from serve(tmp_path_factory.mktemp("served"))


@pytest.fixture
def pane(browser: Browser, served: Served) -> Iterator[Callable[..., Pane]]:
    """Opens panes; at the end nothing unknown was asked of Excel, nothing broke, nothing left the server."""
    opened: list[Pane] = []

    def make(data: bytes, width: int = WIDTH, **how: Any) -> Pane:
        opened.append(Pane(browser, served, data, width))
        return opened[-1].open(**how)

    yield make
    for each in opened:
        each.close()
