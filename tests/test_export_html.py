"""The page of the results in a real browser: nothing leaves it, and it shows, sorts and filters what the results hold."""

import re
import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, expect

from pyscoring.results import Results
from tests import award_round
from tests.award_round import FORMULA, LONG, PHONE
from tests.committee_book import SIGNED
from tests.report_fixtures import Held, pages_of, text_of
from tests.scripted_round import run
from workbook.committee import committee
from workbook.results import export, export_html, report_rows
from workbook.results import export_texts as texts
from workbook.results.report_texts import PAGE
from workbook.scoresheet.layout import STAGE_WORDS

pytestmark = pytest.mark.xdist_group("browser")
SCRIPT = '<script>document.title="taken"</script><img src=x onerror=alert(1)>'
EVIL = "../../a b%2f#?\"'><script>.xlsx"
READ = """rows => rows.filter(r => !r.hidden).map(r => [...r.rows[0].cells].map(cell => {
    const told = cell.querySelector('.cell');
    return (told.querySelector('.' + document.documentElement.dataset.lang) ?? told).textContent;
}))"""
CONTRAST = """() => {
  const parse = (c) => c.match(/[\\d.]+/g).map(Number);
  const lum = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
  const back = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] === 1) return c.slice(0, 3); } return [255, 255, 255]; };
  const low = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || e.closest('svg, script, .unseen, .skip') || !e.checkVisibility()) continue;
    const [a, b] = [lum(parse(getComputedStyle(e).color)), lum(back(e))].sort((x, y) => y - x);
    seen += 1;
    if ((a + 0.05) / (b + 0.05) < 4.5) low.push(walk.currentNode.data);
  }
  return { seen, low };
}"""


@pytest.fixture
def path(held: Held, tmp_path: Path) -> Path:
    made = tmp_path / "results.html"
    made.write_bytes(b"".join(export_html.write(held.results)))
    return made


@pytest.fixture
def page(browser: Browser, path: Path) -> Iterator[Page]:
    """The page, opened from its file, with an eye on every request and every complaint of the browser."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.goto(path.as_uri())
    yield opened
    assert asked == [path.as_uri()]
    assert said == []
    context.close()


def wanted(results: Results, lang: str) -> list[list[str]]:
    """The rows that the page has to show: the official cells, with the stage after the award."""
    rows = []
    for table, row in results.rows():
        cells = list(report_rows.official(table, row, lang))
        rows.append([*cells[:6], STAGE_WORDS[table.stage][lang], *cells[6:]])
    return rows


def shown(page: Page) -> list[list[str]]:
    read: list[list[str]] = page.eval_on_selector_all("#main > tbody", READ)
    return read


def column(page: Page, key: str) -> list[str]:
    return [
        row[("rank", "application", "project", "agency", "unit", "award", "stage", "total").index(key)]
        for row in shown(page)
    ]


def sort(page: Page, key: str) -> str | None:
    button = page.locator(f'#main thead button[data-key="{key}"]')
    button.focus()
    page.keyboard.press("Enter")
    return page.locator(f"#main thead th.{key}").get_attribute("aria-sort")


def test_the_rows_are_those_of_the_results(page: Page, held: Held) -> None:
    """Every row and number of the results stands in the page, in both languages, and in their order."""
    assert shown(page) == wanted(held.results, "th")
    assert len(shown(page)) == 10
    page.get_by_role("button", name="English").click()
    assert shown(page) == wanted(held.results, "en")


def test_texts_stay_texts(page: Page) -> None:
    """A formula, a telephone number and 300 Thai characters are shown as they were typed."""
    assert {FORMULA, PHONE, LONG} <= {row[2] for row in shown(page)}


def test_nothing_that_is_typed_becomes_markup(held: Held, browser: Browser, tmp_path: Path) -> None:
    """A project called like a script, and a file with a hostile name, run nothing and lead nowhere else."""
    table = held.results.tables[0]
    row = table.rows[0]
    sheet = replace(row.sheets[0], file=EVIL, sheet=SCRIPT)
    evil = row.model_copy(update={"project": SCRIPT, "agency": SCRIPT, "sheets": (sheet,)})
    results = held.results.model_copy(update={"tables": (table.model_copy(update={"rows": (evil,)}),), "near": ()})
    path = tmp_path / "evil.html"
    path.write_bytes(b"".join(export_html.write(results)))
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto(path.as_uri())
    assert page.title() == report_rows.title(results, "th")
    assert shown(page)[0][2:4] == [SCRIPT, SCRIPT]
    assert page.locator("#main img, #main script").count() == 0
    link = page.locator("#main a").get_attribute("href")
    assert link is not None
    assert unquote(link) == f"../inbox/{EVIL}"
    assert not re.search("[\"'<>#? ]", link)
    assert asked == [path.as_uri()]
    page.close()


def test_nothing_may_be_fetched_or_sent(held: Held) -> None:
    """The page forbids everything but its own style and script, and names no place of the network."""
    text = b"".join(export_html.write(held.results)).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    assert "default-src &#39;none&#39;" in policy[1]
    assert "unsafe" not in policy[1]
    assert not re.search(r"<(link|img|iframe|object|embed|base|video|audio)\b|@import|url\(", text)
    assert not re.search(r'(src|href|action)="(?!#|\.\./inbox/)', text)


def test_even_a_forced_request_goes_nowhere(browser: Browser, path: Path) -> None:
    """What a script in the page would fetch is refused by the page's own policy; nobody is asked."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        listening.settimeout(0.5)
        page = browser.new_page()
        page.goto(path.as_uri())
        for way in (
            "fetch(u)",
            "import(u)",
            "new Promise((done, fail) => Object.assign(new Image(), { src: u, onload: done, onerror: fail }))",
        ):
            assert page.evaluate(f"u => ({way}).then(() => false, () => true)", address)
        with pytest.raises(TimeoutError):
            listening.accept()
        page.close()


@pytest.mark.parametrize(("key", "kind"), [("total", float), ("rank", int)])
def test_numbers_are_sorted_as_numbers(page: Page, key: str, kind: type[float]) -> None:
    """A heading sorts by keyboard, up and then down, and says which."""
    assert sort(page, key) == "ascending"
    up = [kind(number) for number in column(page, key)]
    assert up == sorted(up)
    assert sort(page, key) == "descending"
    down = [kind(number) for number in column(page, key)]
    assert down == sorted(down, reverse=True)
    assert page.locator("#main > thead th:not([aria-sort=none])").count() == 1


def test_texts_are_sorted_as_the_language_does(page: Page) -> None:
    """Thai names come in the order of the Thai dictionary, where a vowel in front does not count first."""
    assert sort(page, "project") == "ascending"
    named = column(page, "project")
    assert (
        named.index("การ" + LONG[3:]) < named.index("ขยายผล") < named.index("เครือข่ายสุขภาพ") < named.index("นวัตกรรม 1")
    )


def test_filters_narrow_the_rows(page: Page, held: Held) -> None:
    """Award, stage, band, agency and a text leave the rows that have them; the count is told; reset shows all."""
    rows = wanted(held.results, "th")
    for at, key in ((5, "award"), (6, "stage"), (8, "band"), (3, "agency")):
        value = rows[-1][at]
        page.select_option(f"select[data-filter={key}]", label=value)
        assert shown(page) == [row for row in rows if row[at] == value]
        assert page.locator(".count .th [data-shown]").inner_text() == str(len(shown(page)))
        page.get_by_role("button", name="ล้างตัวกรอง").click()
        expect(page.locator("#main > tbody[hidden]")).to_have_count(0)
    page.fill("input[type=search]", "hyperlink")
    assert [row[1] for row in shown(page)] == ["N-2"]
    page.fill("input[type=search]", "ไม่มีคำนี้แน่นอน")
    assert shown(page) == []


def test_both_languages_are_in_the_page(page: Page, held: Held) -> None:
    """The switch changes everything that is seen and what screen readers are told."""
    assert page.locator("html").get_attribute("lang") == "th"
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.title() == report_rows.title(held.results, "en")
    seen = page.locator("main h2:visible, #main > thead th, label > span:visible, .state strong").all_inner_texts()
    assert seen
    assert not [text for text in seen if re.search("[ก-๙]", text)]
    assert page.get_by_role("button", name="English").get_attribute("aria-pressed") == "true"
    assert page.locator("select[data-filter=band] option").first.inner_text() == "all"


def test_a_row_opens_its_trace(page: Page, held: Held) -> None:
    """A row leads to files below the inbox that exist, to the cells with what was typed, and to its total."""
    page.locator("#main tbody", has_text="N-4").locator(".row").click()
    opened = page.locator("#main details[open]")
    assert opened.count() == 1
    links = [unquote(link.get_attribute("href") or "") for link in opened.locator("a").all()]
    assert len(links) == 2
    assert all((held.folder / "results" / link).resolve().is_file() for link in links)
    row = next(row for _, row in held.results.rows() if row.application == "N-4")
    text = opened.inner_text()
    for sheet in row.sheets:
        assert all(str(cell.cell) in text for cell in sheet.cells)
    assert "95.98" in text
    assert "799.99" in text


def test_decisions_are_in_the_trace(held: Held, browser: Browser, tmp_path: Path) -> None:
    """A decision stands with its value, reason, who, date and ledger entry; what it replaced is shown beside it."""
    folder = shutil.copytree(held.folder, tmp_path / "decided" / held.folder.name)
    award_round.decide(folder, "E-2", "site", "1", "3")
    code, _ = run("consolidate", folder)
    assert code == 0
    results, _ = export.gathered(committee.gather(folder), held.results.at)
    row = next(row for _, row in results.rows() if row.application == "E-2")
    (ruling,) = row.decisions
    path = tmp_path / "results.html"
    path.write_bytes(b"".join(export_html.write(results, "th")))
    page = browser.new_page()
    page.goto(path.as_uri())
    body = page.locator("#main > tbody", has_text="E-2")
    body.locator("summary").click()
    told = body.locator("table", has_text=PAGE["decisions"]["th"]).locator("tbody tr").all_inner_texts()
    about, *rest = told[0].split("\t")
    assert about.startswith(ruling.about.th)
    assert rest == ["3", SIGNED["reason"], SIGNED["decided-by"], "20 พฤษภาคม 2558", str(ruling.entry)]
    first = body.locator("table.sheets tbody tr").first.inner_text()
    assert re.search(r"\b4 \w+\s+นับเป็น 3\s+0 \w+\s+นับเป็น 3", first)
    page.close()


def test_comments_stay_inside(held: Held) -> None:
    """What assessors wrote is not in the page, which anybody may be sent."""
    comment = "ความเห็นลับ"
    table = held.results.tables[0]
    sheet = table.rows[0].sheets[0]
    cells = tuple(replace(cell, comment=comment) for cell in sheet.cells)
    row = table.rows[0].model_copy(update={"sheets": (replace(sheet, cells=cells),)})
    results = held.results.model_copy(update={"tables": (table.model_copy(update={"rows": (row,)}),), "near": ()})
    assert comment not in b"".join(export_html.write(results)).decode()


def test_without_its_script_everything_can_be_read(browser: Browser, path: Path, held: Held) -> None:
    """Where scripts are off, all rows show in the first language, and there are no controls that do nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("#main > tbody:visible").count() == 10
    assert page.locator("button:visible, select:visible, input:visible").count() == 0
    assert page.locator("thead th").first.inner_text() == texts.COLUMNS["rank"]["th"]
    page.locator("#main summary").first.click()
    assert page.locator("#main details[open] table").is_visible()
    context.close()


def test_what_is_open_is_told_first(page: Page, held: Held) -> None:
    """A draft says so above everything, with each open matter and what to do."""
    state = page.locator(".state")
    assert "draft" in (state.get_attribute("class") or "")
    state.locator("summary").click()
    lines = state.locator("li").all_inner_texts()
    assert [
        one.what.th in line and one.remedy.th in line for one, line in zip(held.results.open, lines, strict=True)
    ] == [True] * 3


def test_a_published_page_is_no_draft(held: Held, browser: Browser, tmp_path: Path) -> None:
    """A revision says its number and who published it."""
    results = held.results.model_copy(update={"revision": 2, "last": 2, "open": (), "published_by": "ประธาน"})
    path = tmp_path / "results.html"
    path.write_bytes(b"".join(export_html.write(results, "en")))
    page = browser.new_page()
    page.goto(path.as_uri())
    assert page.locator(".state").inner_text() == "Official, revision 2 · published by ประธาน"
    assert page.locator(".draft").count() == 0
    page.close()


def test_lists_have_what_the_results_have(page: Page, held: Held) -> None:
    """Near thresholds, the summary and the derived awards with every condition are in the page."""
    near = page.locator("section[aria-labelledby=near-title] tbody tr")
    assert [row.locator("th").inner_text() for row in near.all()] == [one.application for one in held.results.near]
    assert page.locator("section[aria-labelledby=summary-title] tbody tr").count() == len(held.results.summary)
    proofs = page.locator(".proof")
    assert proofs.count() == len(held.results.derived) == 6
    steps = [len(derived.steps) for derived in held.results.derived]
    assert [proof.locator("xpath=./ul/li[strong]").count() for proof in proofs.all()] == steps


def test_the_page_is_made_for_everybody(page: Page) -> None:
    """Tables have captions and scopes, controls have names, the chart is described, and contrast is at least 4.5."""
    assert page.locator("table:not(:has(> caption))").count() == 0
    assert page.locator("th:not([scope])").count() == 0
    for control in page.locator("select, input").all():
        assert control.evaluate("e => e.labels.length") == 1
    chart = page.locator("svg:visible")
    assert chart.get_attribute("role") == "img"
    assert chart.evaluate(
        "e => e.getAttribute('aria-labelledby').split(' ').every(id => document.getElementById(id).textContent)"
    )
    assert page.evaluate(
        "new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size === document.querySelectorAll('[id]').length"
    )
    page.locator("#main summary").first.click()
    for lang in ("ไทย", "English"):
        page.get_by_role("button", name=lang).click()
        found = page.evaluate(CONTRAST)
        assert found["seen"] > 100
        assert found["low"] == []


def test_bands_are_told_by_word(page: Page, held: Held) -> None:
    """Colour never stands alone: each band and each part of the chart has its name and number."""
    assert [row[8] for row in shown(page)] == [texts.band(row, "th") for _, row in held.results.rows()]
    told = page.locator("svg:visible .bar-key").all_text_contents()
    assert len(told) == len(held.results.tables)
    for text, table in zip(told, held.results.tables, strict=True):
        numbers = [int(number) for number in re.findall(r"(\d+)(?=\s|$)", text)]
        assert sum(numbers) == len(table.rows)


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_it_fits_every_screen(page: Page, width: int) -> None:
    """No screen has to be moved sideways, from a telephone on, with a trace open or not."""
    page.set_viewport_size({"width": width, "height": 900})
    page.locator("#main summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_prints(page: Page, held: Held) -> None:
    """Printed to A4 it has page numbers, the head on every page of the table, all rows, and no controls."""
    page.locator("#main tbody", has_text="N-4").locator("summary").click()
    page.get_by_role("button", name="English").click()
    pdf = page.pdf(prefer_css_page_size=True)
    text = text_of(pdf)
    pages = pages_of(pdf)
    assert pages >= 3
    numbered = re.findall(r"^\s*(\d+) ?/ ?(\d+)$", text, re.MULTILINE)
    assert numbered == [(str(n), str(pages)) for n in range(1, pages + 1)]
    for _, row in held.results.rows():
        assert row.application in text
        assert str(row.total) in text
    assert text.count("Application") >= 2
    assert "Reset" not in text


def test_equal_results_give_equal_bytes(held: Held) -> None:
    """The page is the same whenever it is made, and says which language it begins in."""
    assert b"".join(export_html.write(held.results)) == b"".join(
        export_html.write(Results.model_validate_json(held.results.model_dump_json()))
    )
    assert b'<html lang="en" data-lang="en">' in b"".join(export_html.write(held.results, "en"))


def test_an_empty_round_has_a_page(held: Held) -> None:
    """A round without an application says so instead of showing an empty table."""
    empty = held.results.model_copy(update={"tables": (), "derived": (), "near": (), "summary": ()})
    assert "There is no application in this round yet." in b"".join(export_html.write(empty, "en")).decode()
