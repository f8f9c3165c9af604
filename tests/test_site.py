"""The documentation site: it is built strictly, and what a reader types in Thai is found without another host."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import violations

pytestmark = pytest.mark.xdist_group("browser")
ROOT = Path(__file__).parent.parent
RESULT = "a.md-search-result__link"
SEARCHES = {  # what is typed, what the page that comes first says; a Thai sentence has no spaces between words
    "th": [
        ("คะแนนรวม", ["คะแนนรวม"]),
        ("ผู้ประเมิน", ["ผู้ประเมิน"]),
        ("เลขานุการคณะกรรมการ", ["เลขานุการคณะกรรมการ"]),
        ("ระดับรางวัล", ["ระดับรางวัล"]),
        ("ผู้ประเมินกรอกคะแนนไม่ครบ", ["ผู้ประเมิน", "กรอก", "คะแนน", "ไม่ครบ"]),
        ("T07", ["T07"]),
        ("ส่วนได้เสีย", ["ส่วนได้เสีย"]),
    ],
    "en": [("disagreement", ["disagreement"]), ("conflict of interest", ["conflict of interest"])],
}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


class Leads(HTMLParser):
    """The ids of a page, what it links to or shows, and the text of its article: the navigation names other pages."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.targets: set[str] = set()
        self.text, self.inside = "", False
        self.feed(text)

    def handle_data(self, data: str) -> None:
        self.text += data * self.inside

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "article"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or tag == "article"
        for key, value in attrs:
            if key == "id" and value:
                self.ids.add(value)
            if key in ("href", "src") and value and (tag, key) != ("base", "href"):
                self.targets.add(value)


def build(docs: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """The site of a folder that holds mkdocs.yml, as people build it."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)],
        cwd=docs, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    built = build(ROOT, folder)
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page of the browser; whatever it asks another host for, or does not get, fails the test."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    bad: list[str] = []
    opened.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else bad.append(r.url))
    opened.on("response", lambda r: None if r.ok or r.status == 304 else bad.append(f"{r.status} {r.url}"))
    opened.on("pageerror", lambda error: bad.append(str(error)))
    yield opened
    opened.close()
    assert bad == []


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    """Each page, picture, style and place that a page of the site names is in the site, and no source of Python is."""
    pages = {path: Leads(path.read_text(encoding="utf-8")) for path in site.rglob("*.html") if path.name != "404.html"}
    assert {"en", "assessor", "problems", "overview"} <= {p.name for p in site.iterdir()}
    broken = [
        f"{path.relative_to(site)}: {t}"
        for path, p in pages.items()
        for t in p.targets
        if not leads(site, path, t, pages)
    ]
    assert broken == []
    assert [*site.rglob("*.py")] == []


def leads(site: Path, path: Path, target: str, pages: dict[Path, Leads]) -> bool:
    base = "http://site/" + path.relative_to(site).as_posix()
    url = urlsplit(urljoin(base, target))
    if url.netloc != "site":
        return True
    file = site / unquote(url.path).lstrip("/")
    file = file / "index.html" if file.is_dir() else file
    anchor = unquote(url.fragment)
    return file.is_file() and (not anchor or file not in pages or anchor in pages[file].ids)


def test_a_mistake_fails_the_build(tmp_path: Path) -> None:
    """A link, picture or place that is not there, and a page that the navigation does not name, each stop the build."""
    for name in ("mkdocs.yml", "README.md", "README.th.md", "CONTRIBUTING.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "docs" / "site").mkdir(parents=True)
    for name in ("site_hooks.py", "site/words.js", "site/site.css"):
        shutil.copy(ROOT / "docs" / name, tmp_path / "docs" / name)
    settings = (tmp_path / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[0]
    (tmp_path / "mkdocs.yml").write_text(settings + "\nnav: [index.md, gone.md]\n", encoding="utf-8")
    for name in ("README.md", "README.th.md", "CONTRIBUTING.md"):
        (tmp_path / name).write_text("# A\n", encoding="utf-8")
    text = "# A\n\n[a](nowhere.md) ![b](pictures/nothing.png) [c](#no-place)\n"
    (tmp_path / "docs" / "index.md").write_text(text, encoding="utf-8")
    (tmp_path / "docs" / "left-out.md").write_text("# B\n", encoding="utf-8")
    built = build(tmp_path, tmp_path / "site")
    assert built.returncode == 1
    for mistake in ("nowhere.md", "pictures/nothing.png", "#no-place", "left-out.md", "gone.md"):
        assert any(mistake in line for line in built.stderr.splitlines()), mistake


@pytest.mark.parametrize("lang", SEARCHES)
def test_what_is_typed_is_found(page: Page, address: str, lang: str) -> None:
    """A word from the middle of a sentence, a compound or a phrase leads to a page that has it, in the same language."""
    start = "" if lang == "th" else "en/"
    page.goto(address + start)
    for typed, words in SEARCHES[lang]:
        search(page, typed)
        first, *_ = pages = [urlsplit(url) for url in found(page, typed)]
        assert {url.path.startswith("/en/") for url in pages} == {lang == "en"}, typed
        text = Leads(page.request.get(address + first.path.lstrip("/")).text()).text
        assert [word for word in words if word.casefold() not in text.casefold()] == [], (typed, first.path)
    page.locator(RESULT).first.click()
    page.wait_for_url(f"{address}{start}**h=*")
    expect(page.locator("article")).to_contain_text(words[0], ignore_case=True)


def found(page: Page, typed: str) -> list[str]:
    """Where the results lead to, once they are those of what was typed: the first section names a part of it."""
    mark = quote(typed[:2]).lower()
    page.wait_for_function(
        "([at, mark]) => [...document.querySelectorAll(at)].some(a => a.href.toLowerCase().includes('h=' + mark))",
        arg=[RESULT, mark],
    )
    return [link.get_attribute("href") or "" for link in page.locator(RESULT).all()]


def search(page: Page, typed: str) -> None:
    page.locator("input[name=query]").fill(typed)
    page.keyboard.press("End")  # Thai is put in without a key of its own, and the theme waits for one


def test_what_is_nowhere_is_not_found(page: Page, address: str) -> None:
    """The search can find nothing."""
    page.goto(address)
    search(page, "zzyzx")
    expect(page.locator(".md-search-result__meta")).to_have_text("ไม่พบเอกสารที่ตรงกัน")
    expect(page.locator(RESULT)).to_have_count(0)


@pytest.mark.parametrize(("start", "font"), [("", "th"), ("en/", "en")])
def test_the_start_page(page: Page, address: str, start: str, font: str) -> None:
    """It is set in Sarabun, says its language, leads to each guide, and axe finds nothing, on a telephone either."""
    page.goto(address + start)
    assert page.locator("html").get_attribute("lang") == font
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Sarabun', 'คะแนน'))")
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("Sarabun")
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    page.reload()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for link in page.locator("article table a").all():
        assert page.request.get(urljoin(page.url, link.get_attribute("href") or "")).ok


def test_the_language_is_changed_on_the_page(page: Page, address: str) -> None:
    """A reader who changes the language stays on the page."""
    page.goto(address + "assessor/")
    page.locator("label[for=__lang], .md-select button").first.hover()
    page.get_by_role("link", name="English").click()
    page.wait_for_url(address + "en/assessor/")
