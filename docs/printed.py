"""Makes a guide ready for the printer: a page of the documentation on A4, as Chromium prints it.

Run as ``python -m docs.printed [FOLDER]``: the assessor's guide in both languages as .pdf files, to hand out; by default
into docs/print, where the secretary's guide leads to them. `docs.pictures` makes them with the pictures.
"""

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from markdown_it import MarkdownIt
from playwright.sync_api import Browser, sync_playwright

DOCS = Path(__file__).parent
HANDED_OUT = ("assessor.th.md", "assessor.md")
CHROMIUM = "/usr/bin/chromium"
LINK = re.compile(r"^\[[^]]*\]\([^)]*\)$\n+", re.MULTILINE)  # to the page in the other language
SHRUNK = 0.45  # of a picture's size on the screen
PAGE = """<!doctype html><html lang="{lang}"><meta charset="utf-8"><base href="{base}"><title>{title}</title><style>
@page {{ size: A4; margin: 11mm 14mm }}
body {{ margin: 0; color: #1f2933; font: 11.5pt/1.36 Sarabun, Laksaman, "TH Sarabun New", Loma, "DejaVu Sans", sans-serif }}
html[lang=en] body {{ font: 9.5pt/1.4 "Liberation Sans", Arial, "DejaVu Sans", sans-serif }}
h1 {{ margin: 0 0 4pt; font-size: 1.6em }} h2 {{ margin: 7pt 0 2pt; font-size: 1.15em; color: #1f4e5f; break-after: avoid }}
p, ul, table {{ margin: 3pt 0 }} ul {{ padding-left: 14pt }} a {{ color: #1f4e5f }} code {{ font-size: .95em }}
p:has(> img) {{ break-inside: avoid }} p:has(+ p > img) {{ break-after: avoid }}
img {{ zoom: {shrunk}; max-width: 100%; vertical-align: top }}
img[src*=message] {{ float: right; margin: 0 0 6pt 12pt }} h2 {{ clear: right }}
table {{ border-collapse: collapse; break-inside: avoid }}
th, td {{ padding: 1.5pt 8pt 1.5pt 0; border-bottom: .5pt solid #c3ccd3; text-align: left; vertical-align: top }}
</style><body>{body}</body></html>"""


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else DOCS / "print"
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, TemporaryDirectory() as scratch:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name in HANDED_OUT:
            target = folder / f"assessor-{'th' if name.endswith('.th.md') else 'en'}.pdf"
            target.write_bytes(printed(browser, DOCS / name, Path(scratch)))
            print(target)
        browser.close()
    return 0


def printed(browser: Browser, page: Path, folder: Path) -> bytes:
    """A page of the documentation as a PDF; its HTML is laid into `folder`, since a browser loads pictures for a file alone.

    Raises FileNotFoundError for a picture that cannot be shown.
    """
    html = folder / f"{page.stem}.html"
    html.write_text(as_html(page), encoding="utf-8")
    opened = browser.new_page()
    try:
        opened.goto(html.as_uri())
        if missing := opened.evaluate("[...document.images].filter(i => !i.naturalWidth).map(i => i.src)"):
            raise FileNotFoundError(f"{page.name} shows {', '.join(missing)}")
        return opened.pdf(prefer_css_page_size=True)
    finally:
        opened.close()
        html.unlink()


def as_html(page: Path) -> str:
    """The page with the print's style; its pictures are found beside the page, and its links lead nowhere on paper."""
    text = LINK.sub("", page.read_text(encoding="utf-8"))
    lang = "th" if page.stem.endswith(".th") else "en"
    body = MarkdownIt("commonmark").enable("table").render(text)
    title = text.partition("\n")[0].lstrip("# ")
    return PAGE.format(lang=lang, base=page.parent.resolve().as_uri() + "/", title=title, body=body, shrunk=SHRUNK)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
