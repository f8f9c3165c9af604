"""The task pane in a real browser with Microsoft's own client file, a real server, and a fake Excel around them."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from pyscoring.edition import scored
from tests.pane_fixtures import EDITION, SCORES, TITLE, Pane, Served, book, cells, serve
from tests.test_export_html import CONTRAST
from workbook.scoresheet.reader import read_file

pytestmark = pytest.mark.xdist_group("browser")
AT = cells(scored(EDITION))
Open = Callable[..., Pane]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    yield from serve(tmp_path_factory.mktemp("served"))


@pytest.fixture
def pane(browser: Browser, served: Served) -> Iterator[Open]:
    """Opens panes; at the end nothing unknown was asked of Excel, nothing broke, nothing left the server."""
    opened: list[Pane] = []

    def make(data: bytes, width: int = 350, **how: Any) -> Pane:
        opened.append(Pane(browser, served, data, width))
        return opened[-1].open(**how)

    yield make
    for each in opened:
        each.close()


def test_from_the_first_key_to_the_band_in_the_sheet(pane: Open, served: Served) -> None:
    """Paste the key, type scores, press score: the band stands in the sheet's official cells and in the pane."""
    shown = pane(book(scores=SCORES[:7]), token=None)
    expect(shown.page.locator("#notice")).to_contain_text("ไม่มีรหัสเข้าใช้")
    shown.page.get_by_label("รหัสเข้าใช้").fill(served.tokens["A1"])
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator("#total")).to_contain_text("ยังไม่มีคะแนนรวม")
    expect(shown.page.locator("#missing h2")).to_have_text("ยังขาด 2 ช่อง")
    shown.excel.type((AT["indicator:2.3"], SCORES[7]), (AT["indicator:2.4"], SCORES[8]))
    expect(shown.page.locator("#total")).to_have_text("764.50")
    expect(shown.page.locator("#band")).to_have_text("ดี")
    assert shown.official("band") is None
    shown.press("score")
    expect(shown.page.locator("#said")).to_contain_text("ลงผลทางการแล้ว")
    assert (shown.official("total"), shown.official("band")) == (764.5, "ดี")
    assert shown.official("dimension:1") == 445.5
    shown.press("clear")
    assert (shown.official("total"), shown.official("band")) == (None, None)
    assert shown.excel.sheet[AT["indicator:2.3"]].value == SCORES[7]
