"""Draws the task pane in both languages: the real pane and server, with the fake Excel of the tests behind it.

Called by ``python -m docs.pictures``.
"""

import sys
from base64 import b64encode
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from docs.pictures import FOLDER
from tests.pane_fixtures import SCORES, Pane, Served, book, serve
from tests.report_fixtures import CHROMIUM, FLAGS

WIDTH, HEIGHT = 380, 1040
TITLES = {"th": "หัวฉีดเป่าลมกันสนิม", "en": "A rust-proof air nozzle"}
OPEN = (*SCORES[:2], 700, *SCORES[3:7])  # the third is out of range, the last two are missing


def main() -> int:
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        server = serve(Path(name), TITLES["th"])
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            served = next(server)
            _draw(browser, served, "th")
            _draw(browser, served, "en")
        finally:
            browser.close()
            server.close()
    return 0


def _draw(browser: Browser, served: Served, lang: str) -> None:
    """Half done on the left, finished and submitted on the right, at twice the size."""
    halves = []
    for scores, script in ((OPEN, None), (SCORES, "submit")):
        pane = Pane(browser, served, book(lang, scores, title=TITLES[lang]), WIDTH, scale=2).open(lang=lang)
        pane.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        pane.page.locator("#account").wait_for()
        if script:
            pane.press(script)
            pane.page.locator("#bands summary").click()
            pane.page.mouse.move(0, 0)
        halves.append(pane.page.screenshot())
        pane.close()
    _beside(browser, halves, FOLDER / f"pane-{lang}.png")


def _beside(browser: Browser, pictures: list[bytes], target: Path) -> None:
    images = "".join(f'<img src="data:image/png;base64,{b64encode(p).decode()}" width={WIDTH}>' for p in pictures)
    style = (
        "body{margin:16px;display:flex;align-items:flex-start;gap:24px;width:max-content}img{border:1px solid #c3ccd3}"
    )
    context = browser.new_context(device_scale_factor=1.1)
    page = context.new_page()
    page.set_content(f"<!doctype html><style>{style}</style>{images}")
    page.locator("body").screenshot(path=target)
    context.close()


if __name__ == "__main__":
    sys.exit(main())
