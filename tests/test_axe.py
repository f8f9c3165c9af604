"""axe-core finds nothing against levels A and AA of WCAG 2.2 in the page of the results and in the task pane."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import violations
from tests.pane_fixtures import Pane, Served, book
from tests.report_fixtures import Held
from workbook.results import export_html

pytestmark = pytest.mark.xdist_group("browser")
LANGUAGES = {"th": "ไทย", "en": "English"}
PLANTED = {  # what stands against which rule
    "image-alt": "<img src='data:,'>",
    "label": "<input type=text>",
    "button-name": "<button></button>",
    "color-contrast": "<p style='color: #999; background: #fff'>grey</p>",
    "target-size": "<button style='width: 9px; padding: 0'>a</button><button style='width: 9px; padding: 0'>b</button>",
    "aria-valid-attr-value": "<p aria-live=loud>a</p>",
    "document-title": "",
    "html-has-lang": "",
}


@pytest.fixture
def page(browser: Browser, held: Held, tmp_path: Path) -> Iterator[Page]:
    path = tmp_path / "results.html"
    path.write_bytes(b"".join(export_html.write(held.results)))
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.goto(path.as_uri())
    yield opened
    opened.close()


def test_it_sees_what_is_planted(browser: Browser) -> None:
    """The check can fail: each mistake of a page is found by its rule, and nothing else."""
    page = browser.new_page()
    page.set_content(f"<main><h1>a</h1><p>b</p><ul><li>c</li></ul>{''.join(PLANTED.values())}</main>")
    assert {found.split()[0] for found in violations(page)} == set(PLANTED)
    page.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_the_results(page: Page, lang: str) -> None:
    """As it opens, sorted and filtered with every part open, on a telephone, as it prints, and with no row left."""
    page.get_by_role("button", name=LANGUAGES[lang]).click()
    assert violations(page) == []
    page.locator("#main thead button").first.click()
    page.select_option("select[data-filter=band]", index=1)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert 0 < page.locator("#main > tbody:visible").count() < 10
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    assert violations(page) == []
    page.emulate_media(media="print")
    assert violations(page) == []
    page.emulate_media(media="screen")
    page.fill("input[type=search]", "ไม่มีคำนี้แน่นอน")
    expect(page.locator("#main > tbody:visible")).to_have_count(0)
    assert violations(page) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_task_pane(pane: Callable[..., Pane], served: Served, lang: str) -> None:
    """Before the key, with a result, with what is missing and wrong, after a command, refused, and offline."""
    shown = pane(book(lang), token=None, lang=lang)
    expect(shown.page.locator("#key")).to_be_visible()
    assert violations(shown.page) == []
    shown.page.locator("#token").fill(served.tokens["A1"])
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator("#total")).to_have_text("764.50")
    assert violations(shown.page) == []
    shown.press("score")
    expect(shown.page.locator("#said")).to_be_visible()
    shown.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert violations(shown.page) == []
    shown.excel.open(book(lang, (92, 700)))
    shown.press("check")
    expect(shown.page.locator("#wrong")).to_be_visible()
    expect(shown.page.locator("#missing")).to_be_visible()
    assert violations(shown.page) == []
    shown.context.set_offline(True)
    shown.press("check")
    expect(shown.page.locator("#notice")).to_be_visible()
    expect(shown.page.locator("#result .stale")).to_be_visible()
    assert violations(shown.page) == []
    shown.context.set_offline(False)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pane_by_keyboard(pane: Callable[..., Pane], lang: str) -> None:
    """Tab goes down the pane as it is read and reaches everything that can be pressed; each shows that it has the focus."""
    shown = pane(book(lang, (92, 700)), lang=lang)
    expect(shown.page.locator("#missing button").first).to_be_visible()
    wanted = shown.page.locator("button:visible, input:visible, summary:visible").all()
    reached = []
    for _ in wanted:
        shown.page.keyboard.press("Tab")
        reached.append(shown.page.evaluate(FOCUSED))
    assert [one["place"] for one in reached] == list(range(len(wanted)))
    assert len(wanted) > 12
    assert [one for one in reached if not re.match(r"solid [23]px", one["outline"])] == []


FOCUSED = """() => {
  const all = [...document.querySelectorAll("button, input, summary")].filter(e => e.checkVisibility());
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return { place: all.indexOf(document.activeElement), outline: `${outlineStyle} ${outlineWidth}` };
}"""
