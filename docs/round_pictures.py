"""Makes the pictures of a round's workbooks and of what its demonstration prints.

Run as ``python -m docs.round_pictures``, like `docs.pictures`: by hand, and looked at.
"""

import contextlib
import io
import os
import re
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from playwright.sync_api import sync_playwright
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from docs.pictures import AT, FOLDER, draw
from docs.result_pictures import CHROMIUM
from workbook.commands import demo
from workbook.commands.round_show import print_demo
from workbook.committee import committee
from workbook.office.libreoffice import Office
from workbook.results import export

COLUMNS = 156
THAI = re.compile(
    "[\u0e01-\u0e5b]+"
)  # no font of fixed width draws it well: each run gets the room that a terminal gives
PAGES = {  # workbook, page, dots per inch
    "register": ("register", 2, 110),
    "consolidated-results": ("consolidated", 1, 130),
    "consolidated-matrix": ("consolidated", 10, 120),
    "consolidated-agenda": ("consolidated", 11, 150),
    "consolidated-moderation": ("consolidated", 12, 130),
}
SCREEN = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #1f2933; width: max-content }}
pre {{ margin: 0; padding: 18px 22px; color: #f4f6f7; font: 15px/1.5 "DejaVu Sans Mono", Loma, monospace }}
code {{ font: inherit !important }}
i {{ display: inline-block; font-style: normal }}
</style><pre><code>{code}</code></pre>"""


def main() -> int:
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        text = printed(Path("demo"))
        with Office() as office:
            pdfs = {}
            for workbook in ("register", "consolidated"):
                with office.open(Path(name, "demo", f"{workbook}.xlsx"), template=False) as book:
                    pdfs[workbook] = book.pdf(Path(name, f"{workbook}.pdf"))
        for picture, (workbook, page, dpi) in PAGES.items():
            draw(pdfs[workbook], page, FOLDER / f"{picture}.png", dpi, footer=False)
        terminal(text, Path(name, "terminal.html"))
    return 0


class _Terminal(io.StringIO):
    """Standard output that says that somebody watches it."""

    def isatty(self) -> bool:
        return True


def printed(folder: Path, lang: str = "th") -> str:
    """What `pyscoring demo` prints in a terminal of `COLUMNS` columns, with its colours; the round is made in `folder`."""
    demo.make(folder, lang)
    found = committee.run(folder, lang=lang, at=AT)
    made = export.run(folder, export.Options(lang=lang, date=AT.date()))
    out = _Terminal()
    with patch.dict(os.environ, COLUMNS=str(COLUMNS), TERM="xterm-256color"), contextlib.redirect_stdout(out):
        print(f"$ pyscoring demo{'' if lang == 'th' else f' --lang {lang}'}")
        print_demo(demo.Done(found, made, committee.verify(folder)), folder, lang)
    return out.getvalue()


def terminal(text: str, page: Path) -> None:
    """The printed text as a dark screen."""
    out = Console(record=True, width=COLUMNS, file=io.StringIO())
    out.print(Text.from_ansi(text.rstrip()), soft_wrap=True)
    html = out.export_html(code_format=SCREEN, inline_styles=True)
    page.write_text(
        THAI.sub(lambda run: f'<i style="width: {cell_len(run[0])}ch">{run[0]}</i>', html), encoding="utf-8"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_page(viewport={"width": 1500, "height": 800})
        opened.goto(page.as_uri())
        opened.locator("pre").screenshot(path=FOLDER / "terminal.png")
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
