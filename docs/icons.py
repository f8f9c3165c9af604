"""Draws the add-in's icons from one SVG with Chromium. Run as ``python -m docs.icons``; looked at, then committed."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from workbook.addin.settings import PROJECT
from workbook.scoresheet.style import ACCENT

CHROMIUM = "/usr/bin/chromium"
SIZES = (16, 32, 64, 80)  # what the manifest names
SVG = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="100%" height="100%">
<rect width="16" height="16" rx="3" fill="#{ACCENT}"/>
<g fill="#fff"><rect x="3" y="3" width="4" height="2"/><rect x="3" y="7" width="7" height="2"/>
<rect x="3" y="11" width="10" height="2"/></g></svg>"""


def main() -> int:
    images = PROJECT / "static" / "images"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for size in SIZES:
            _draw(browser, size, images / "icons" / f"pyscoring-{size}.png")
        _draw(browser, 32, images / "favicon.png")
        browser.close()
    return 0


def _draw(browser: Browser, size: int, path: Path) -> None:
    page = browser.new_page(viewport={"width": size, "height": size})
    page.set_content(f'<body style="margin:0;line-height:0">{SVG}')
    path.write_bytes(page.screenshot(omit_background=True))
    page.close()
    print(f"{path.name}  {path.stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(main())
