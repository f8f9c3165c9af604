"""The task pane in a real browser with Microsoft's own client file, a real server, and a fake Excel around them."""

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any
from urllib.request import urlopen

import pytest
from openpyxl.styles import Protection
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, expect

from pyscoring.edition import scored
from tests.axe import violations
from tests.pane_fixtures import EDITION, SCORES, TITLE, Pane, Served, book, cells
from tests.test_export_html import CONTRAST
from tests.test_manifest import made
from workbook.scoresheet import layout
from workbook.scoresheet.reader import read_file

pytestmark = pytest.mark.xdist_group("browser")
AT = cells(scored(EDITION))
KEYS = cells(scored(EDITION), layout.KEY)
MACHINERY = re.compile(r"undefined|null|NaN|\[object|Error\b|Traceback|AccessDenied|setValues|<html|\{\w+\}")
THAI = re.compile("[ก-๛]")
Open = Callable[..., Pane]


def test_from_the_first_key_to_the_band_in_the_sheet(pane: Open, served: Served) -> None:
    """Paste the key, type scores, press score: the band stands in the sheet's official cells and in the pane."""
    shown = pane(book(scores=SCORES[:7]), token=None)
    expect(shown.page.locator("#key")).to_contain_text("วางรหัสเข้าใช้ที่ฝ่ายเลขานุการส่งให้ท่าน")
    expect(shown.page.locator("#notice")).to_be_hidden()
    shown.press("score")
    expect(shown.page.locator("#notice")).to_contain_text("ไม่มีรหัสเข้าใช้")
    assert shown.official("status") is None
    shown.page.get_by_label("รหัสเข้าใช้").fill(served.tokens["A1"])
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator("#total")).to_contain_text("ยังไม่มีคะแนนรวม")
    expect(shown.page.locator("#missing h2")).to_have_text("ยังขาด 2 ช่อง")
    shown.excel.type((AT["indicator:2.3"], SCORES[7]), (AT["indicator:2.4"], SCORES[8]))
    expect(shown.page.locator("#total")).to_have_text("764.50")
    expect(shown.page.locator("#band")).to_have_text("ดี")
    assert shown.official("band") is None
    shown.press("score")
    expect(shown.page.locator("#said")).to_contain_text("เขียนผลทางการแล้ว")
    assert (shown.official("total"), shown.official("band")) == (764.5, "ดี")
    assert shown.official("dimension:1") == 445.5
    shown.press("check")
    expect(shown.page.locator("#said")).to_contain_text("ครบถ้วน ไม่พบที่ต้องแก้")
    assert shown.official("total") == 764.5
    assert shown.text("#heard") == "คะแนนรวม · 764.50 · ดี · ครบถ้วน"
    shown.press("clear")
    assert (shown.official("total"), shown.official("band")) == (None, None)
    assert shown.excel.sheet[AT["indicator:2.3"]].value == SCORES[7]


def test_in_a_plain_browser(browser: Browser, served: Served) -> None:
    """Whoever opens the pane outside Excel reads that it belongs there and what to do; xlwings' prompt does not cover it."""
    page = browser.new_page()
    page.goto(f"{served.url}/taskpane.html")
    expect(page.locator("#notice")).to_contain_text("หน้านี้ใช้ได้ใน Excel เท่านั้น")
    expect(page.locator("#xlwings-office-ready-error")).to_contain_text("หน้านี้ใช้ได้ใน Excel เท่านั้น", timeout=20000)
    prompt, notice = page.locator("#xlwings-office-ready-error"), page.locator("#notice")
    expect(prompt.get_by_role("button", name="เปิดใหม่")).to_be_visible(timeout=20000)
    below, above = prompt.bounding_box(), notice.bounding_box()
    assert below
    assert above
    assert below["y"] >= above["y"] + above["height"]
    assert "เปิดสมุดงานใน Excel" in notice.inner_text()
    assert violations(page) == []
    page.close()


def locked(sheet: Worksheet) -> None:
    for cell in cells(scored(EDITION), layout.OFFICIAL).values():
        sheet[cell].protection = Protection(locked=True)


def big(sheet: Worksheet) -> None:
    for row in range(70, 90):
        sheet.cell(row, 11, "ก" * 30_000)


def put(cell: str, value: Any) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet[cell] = value

    return change


WRONG: dict[str, tuple[str, Callable[[Worksheet], None], str, dict[str, str]]] = {
    "missing key": (
        "score", put(KEYS["indicator:1.2"], None), "#wrong",
        {"th": "ไม่พบแถวของ 1.2 การให้บริการที่มีคุณภาพ", "en": "1.2 Service of good quality"},
    ),
    "error cell": (
        "score", put(AT["indicator:1.2"], "#N/A"), "#wrong",
        {"th": "#N/A", "en": "the cell holds the error value #N/A"},
    ),
    "wrong edition": (
        "score", put(AT["edition"], "x-2599"), "#notice",
        {"th": "“x-2599”", "en": "no award edition is called “x-2599”"},
    ),
    "no score sheet": (
        "score", put("A1", None), "#notice",
        {"th": "ไม่พบแผ่นให้คะแนนในสมุดงานนี้", "en": "There is no score sheet in this workbook."},
    ),
    "another's application": (
        "submit", put(AT["application"], "3-2"), "#notice",
        {"th": "คุณไม่ได้รับมอบหมายให้ประเมินผลงาน 3-2", "en": "You are not assigned to application 3-2"},
    ),
    "protected sheet": (
        "score", locked, "#notice",
        {"th": "เขียนผลลงแผ่นงานไม่ได้ เพราะเซลล์ถูกล็อกอยู่", "en": "The result could not be written: the cells are locked."},
    ),
    "too large": (
        "score", big, "#notice",
        {"th": "สมุดงานนี้ใหญ่เกินไป", "en": "This workbook is too large."},
    ),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["th", "en"])
def test_what_is_wrong_is_told_in_words(pane: Open, lang: str) -> None:
    """Each failure has a sentence in the language chosen, with a remedy, and nothing of the machinery; the next sheet is well."""
    data = book(lang)
    shown = pane(data, lang=lang)
    expect(shown.page.locator("#total")).to_have_text("764.50")
    for name, (script, change, where, words) in WRONG.items():
        shown.excel.open(data)
        change(shown.excel.sheet)
        shown.press(script)
        expect(shown.page.locator(where), name).to_contain_text(words[lang])
        told = shown.text("main")
        assert not MACHINERY.search(told), (name, told)
        assert len(shown.page.locator(f"{where} p").all()) >= 2 or "→" in told or name == "no score sheet", (name, told)
        if where == "#notice":
            assert shown.official("total") is None, name
    shown.excel.open(data)
    shown.press("score")
    assert shown.official("total") == 764.5
    assert not shown.page.locator("#notice").is_visible()


def test_a_submission_is_one_file_that_reads_as_the_sheet(pane: Open, served: Served) -> None:
    """Submitted, the sheet lies in the inbox as typed; sent again after a lost answer it is no second file, after a change it is."""
    before = served.inbox()
    shown = pane(book())
    lose = "**/custom-scripts-call/submit"
    shown.page.route(lose, lambda route: (route.fetch(), route.abort())[1])
    shown.press("submit")
    expect(shown.page.locator("#notice")).to_contain_text("ยังไม่ทราบว่าคะแนนถึงเซิร์ฟเวอร์หรือไม่")
    shown.page.unroute(lose)
    shown.press("submit")
    expect(shown.page.locator("#said")).to_contain_text("ส่งคะแนนแล้ว")
    (path,) = [p for p in served.inbox() if p not in before]
    (sheet,), digest, _ = read_file(path)
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [str(sheet.sheet.scores[i.id]) for i in scored(EDITION).indicators] == [str(s) for s in SCORES]
    assert (sheet.sheet.application, sheet.sheet.title, sheet.sheet.assessor) == ("3-1", TITLE, "ผู้ประเมิน 1")
    expect(shown.page.locator("#account")).to_contain_text(digest[:12])
    shown.excel.type((AT["indicator:1.1"], 93))
    expect(shown.page.locator("#total")).to_have_text("765.50")
    shown.press("submit")
    assert len(served.inbox()) == len(before) + 2


def test_a_click_goes_to_the_cell(pane: Open) -> None:
    """What is missing or wrong leads to its cell; titles stay text; the pane follows the language and the sheet."""
    shown = pane(book(scores=(92, 700)), width=320)
    expect(shown.page.locator("#missing h2")).to_have_text("ยังขาด 7 ช่อง")
    shown.excel.activate("Guide")
    shown.page.locator("#missing button").first.click()
    shown.page.wait_for_timeout(100)
    assert shown.excel.selected.address == f"Score!{AT['indicator:1.3']}"
    assert shown.excel.sheet.title == "Score"
    shown.page.get_by_role("button", name=f"ไปที่ {AT['indicator:1.2']}").click()
    shown.page.wait_for_timeout(100)
    assert shown.excel.selected.local == AT["indicator:1.2"]
    assert TITLE in shown.text("#result")
    assert (shown.page.locator("main img").count(), shown.page.title()) == (0, "ให้คะแนนรางวัล")
    shown.page.get_by_role("button", name="English").click()
    expect(shown.page.locator("#missing h2")).to_have_text("7 still missing")
    assert shown.page.locator("html").get_attribute("lang") == "en"
    assert not THAI.search(shown.text("#actions"))
    shown.page.reload()
    expect(shown.page.locator("#missing h2")).to_have_text("7 still missing")


def test_the_manifest_is_that_of_the_server(served: Served) -> None:
    """What the server sends is what `tests.test_manifest` looks at."""
    with urlopen(f"{served.url}/manifest.xml") as answer:
        sent = ET.fromstring(answer.read())
    assert [(e.tag, e.attrib) for e in sent.iter()] == [(e.tag, e.attrib) for e in made("prod", base=served.url).iter()]


def test_it_can_be_read(pane: Open) -> None:
    """In both widths and languages the text has a contrast of 4.5, and nothing is wider than the pane."""
    shown = pane(book(scores=(92, 700)))
    for width in (320, 450):
        for lang in ("ไทย", "English"):
            shown.page.set_viewport_size({"width": width, "height": 900})
            shown.page.get_by_role("button", name=lang).click()
            shown.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
            expect(shown.page.locator("#criteria button")).to_have_count(9)
            found = shown.page.evaluate(CONTRAST)
            assert found["seen"] > 60, found
            assert found["low"] == []
            assert shown.page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_the_server_or_a_good_key(pane: Open) -> None:
    """Offline it says so, that the workbook still works, and that the result is old; then a bad key, and forgetting one."""
    shown = pane(book())
    expect(shown.page.locator("#total")).to_have_text("764.50")
    shown.context.set_offline(True)
    shown.excel.type((AT["indicator:1.1"], 93))
    expect(shown.page.locator("#notice")).to_contain_text("สูตรในสมุดงานยังคิดคะแนนให้เหมือนเดิม")
    expect(shown.page.locator("#result .stale")).to_contain_text("อาจไม่ตรงกับแผ่นงานแล้ว")
    shown.context.set_offline(False)
    shown.page.get_by_role("button", name="ลองอีกครั้ง").click(force=True)
    expect(shown.page.locator("#total")).to_have_text("765.50")
    expect(shown.page.locator("#notice")).to_be_hidden()
    shown.page.get_by_role("button", name="ลบรหัสออกจากเครื่องนี้").click()
    assert shown.page.evaluate("localStorage.getItem('pyscoring-key')") is None
    shown.page.get_by_label("รหัสเข้าใช้").fill("ps_expired")
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator("#notice")).to_contain_text("รหัสใช้ไม่ได้แล้ว")
    expect(shown.page.locator("#result")).to_be_hidden()


def test_the_ribbons_buttons_show_the_pane_and_press(pane: Open) -> None:
    """The functions that the manifest names are there; the one to score brings up the pane and writes the result."""
    shown = pane(book())
    expect(shown.page.locator("#total")).to_have_text("764.50")
    assert sorted(shown.page.evaluate("Object.keys(fakeOffice.actions)")) == ["pyscoring-score", "pyscoring-submit"]
    shown.page.evaluate("new Promise(done => fakeOffice.actions['pyscoring-score']({ completed: done }))")
    assert shown.page.evaluate("fakeOffice.shown") == 1
    assert shown.official("band") == "ดี"
    assert shown.page.evaluate("fakeOffice.dialogs") == []
