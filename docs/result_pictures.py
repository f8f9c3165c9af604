"""Makes the pictures of a round's results and reports, with the real program, LibreOffice and Chromium.

Run as ``python -m docs.result_pictures``, like `docs.pictures`: by hand, and looked at.
"""

import datetime as dt
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import sync_playwright

from docs.pictures import AT, FOLDER, draw
from workbook.commands import demo
from workbook.committee import committee
from workbook.office.libreoffice import Office
from workbook.results import export, meeting_pack, reports

DPI = 110
CHROMIUM = "/usr/bin/chromium"
DAY = dt.date(2015, 6, 1)
SCREENS: Mapping[str, tuple[int, int]] = {"results-html": (1280, 900), "results-html-phone": (390, 844)}  # pixels
FEEDBACK = "3-2"  # an application of the demonstration


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "demo"
        demo.make(folder, "th")
        committee.run(folder, at=AT)
        options = export.Options(("xlsx", "html", "pdf"), date=DAY)
        export.run(folder, options)
        pages = documents(folder) | {"results-pdf": (folder / "results" / "results.pdf", 1)}
        with Office() as office, office.open(folder / "results" / "results.xlsx", template=False) as book:
            pages["results-xlsx"] = (book.pdf(Path(name) / "results-xlsx.pdf"), 2)
        for picture, (pdf, page) in pages.items():
            draw(pdf, page, FOLDER / f"{picture}.png", DPI, footer=picture != "results-xlsx")
        screens(folder / "results" / "results.html")
    return 0


def documents(folder: Path) -> dict[str, tuple[Path, int]]:
    """The reports of the round, each with the page to show."""
    found = committee.gather(folder)
    results, _ = export.gathered(found, DAY)
    names = [assessor.name for assessor in found.register.assessors]
    made = {
        "feedback": reports.feedback(results, FEEDBACK, names),
        "meeting": meeting_pack.meeting(results, committee.preview(found)),
        "announcement": reports.announcement(results, thai_digits=True),
    }
    for name, pdf in made.items():
        (folder / f"{name}.pdf").write_bytes(pdf)
    return {name: (folder / f"{name}.pdf", 1) for name in made}


def screens(page: Path) -> None:
    """The page of the results as it opens on a desk and in a hand."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name, (width, height) in SCREENS.items():
            opened = browser.new_page(viewport={"width": width, "height": height})
            opened.goto(page.as_uri())
            opened.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
