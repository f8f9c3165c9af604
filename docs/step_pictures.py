"""Makes the pictures of an assessor's steps: strips of the real workbook, and the message that LibreOffice shows.

Run as ``python -m docs.step_pictures``, like `docs.pictures`: by hand, and looked at. Each is made twice: ``step-x.png``
in Thai and ``step-x-en.png`` in English.
"""

import sys
import tempfile
from base64 import b64encode
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter
from playwright.sync_api import sync_playwright

from docs.pictures import EDITION, FINISHED, FOLDER, HALF, REMARK, WHO, draw
from docs.result_pictures import CHROMIUM
from pyscoring.edition import scored
from pyscoring.register import Application, Assessor, Assignment, Register
from tests.typist import Entry, type_into
from workbook.committee.packs import make_packs
from workbook.files.patch import patch
from workbook.files.sheetmap import Value
from workbook.office.document import Document
from workbook.office.libreoffice import Office
from workbook.scoresheet import layout
from workbook.scoresheet.fill import edits
from workbook.scoresheet.layout import score_name
from workbook.scoresheet.template import SCORE
from workbook.scoresheet.visit import INDEX

DPI = 150
HEADER = 3  # the row of a score sheet that names the columns
TOO_HIGH = "700"
CONFIRMED = ("1", "3")  # features of the bonus
VISITED = {  # edition, title by application
    "3-1": (EDITION, {lang: who["title"] for lang, who in WHO.items()}),
    "3-2": (EDITION, {"th": "ไม้วัดส่วนสูงมาตรฐาน สำหรับเด็กอายุ 2-5 ปี", "en": "A standard height measure for children of 2 to 5"}),
    "2-1": ("tpsa-standard-2558", {"th": "การรับรองมาตรฐานโรงเรียนส่งเสริมสุขภาพ", "en": "Certified health-promoting schools"}),
}  # fmt: skip
FRAME = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 8px; width: max-content; background: #fff }}
figure {{ margin: 0; border: 1px solid #7b8794; box-shadow: 1px 2px 6px #9aa5b1 }}
figcaption {{ padding: 5px 12px; background: #d9dee3; font: 14px Loma, "DejaVu Sans", sans-serif }}
img {{ display: block }}
</style><figure><figcaption>{title}</figcaption><img src="data:image/bmp;base64,{bitmap}"></figure>"""


@dataclass(frozen=True)
class Strip:
    """A picture's rows of a score sheet, by the keys of the first and the last; the column names are above them."""

    name: str
    first: str
    last: str
    right: int = layout.EVIDENCE


HANDED_OUT = (Strip("open", "application", "status", layout.OFFICIAL),)
HALF_DONE = (
    Strip("who", "assessor", "conflict-reason"),
    Strip("scores", "dimension:1", "indicator:1.5"),
    Strip("status", "total", "status"),
)
DONE = (Strip("bonus", "bonus", f"bonus:{CONFIRMED[-1]}"), Strip("total", "total", "status"))


def main() -> int:
    for lang in WHO:
        with tempfile.TemporaryDirectory() as name, Office() as office:
            _one_language(office, Path(name), lang)
    return 0


def _one_language(office: Office, folder: Path, lang: str) -> None:
    one, visit = folder / "one", folder / "visit"
    blank = handed_out(one, lang, "3-1").read_bytes()
    for name, scores, strips in (("open", (), HANDED_OUT), ("half", HALF, HALF_DONE), ("done", FINISHED, DONE)):
        path = folder / f"{name}.xlsx"
        path.write_bytes(patch(blank, {SCORE: edits(scored(EDITION), *_answers(scores, lang))}))
        with office.open(path, template=False) as book:
            for strip in strips:
                _draw(book, SCORE, _cells(strip), folder, f"step-{strip.name}", lang, titles=strip.name != "open")
    _message(office, folder, lang)
    with office.open(handed_out(visit, lang, *VISITED), template=False) as book:
        _score_first(book, lang)
        _draw(book, INDEX, f"B1:I{3 + len(VISITED)}", folder, "step-visit", lang)


def handed_out(folder: Path, lang: str, *applications: str) -> Path:
    """The workbook that the assessor is given for these applications."""
    who = WHO[lang]
    entered = [
        Application(id_, VISITED[id_][0], VISITED[id_][1][lang], who["agency"], who["unit"]) for id_ in applications
    ]
    given = tuple(Assignment(id_, "A1", "desk") for id_ in applications)
    register = Register(tuple(entered), (Assessor("A1", who["assessor"]),), given)
    (pack,) = make_packs(register, folder, lang=lang, by="place" if len(applications) == 1 else "assessor")
    assert pack.path, pack.problems
    return pack.path


def _answers(scores: tuple[float, ...], lang: str) -> tuple[dict[str, Value], dict[str, str]]:
    """What is typed beside which key, and the remarks."""
    edition = scored(EDITION)
    if not scores:
        return {}, {}
    answers: dict[str, Value] = {"date": WHO[lang]["date"], "conflict": layout.NO[lang]}
    answers |= {f"indicator:{i.id}": score for i, score in zip(edition.indicators, scores, strict=False)}
    answers |= {f"bonus:{f.id}": layout.YES[lang] if f.id in CONFIRMED else layout.NO[lang] for f in edition.features}
    if len(scores) == len(edition.indicators):
        answers |= {f"eligibility:{e.id}": layout.YES[lang] for e in edition.eligibility}
    return answers, {f"indicator:{edition.indicators[0].id}": REMARK[lang]}


def _score_first(book: Document, lang: str) -> None:
    """The first sheet of a visit's workbook filled in, and half of the second."""
    for number, scores in enumerate((FINISHED, FINISHED[:5]), 1):
        for (row, column), value in edits(scored(EDITION), *_answers(scores, lang)).items():
            book.set(score_name(number), f"{get_column_letter(column)}{row}", [[value]])  # type: ignore[list-item]


def _cells(strip: Strip) -> str:
    at = {row.key: row.number for row in layout.rows(scored(EDITION)) if row.key}
    top = HEADER - 1 if strip.name == "open" else at[strip.first]
    return f"B{top}:{get_column_letter(strip.right)}{at[strip.last]}"


def _draw(book: Document, sheet: str, cells: str, folder: Path, name: str, lang: str, titles: bool = False) -> None:
    """These cells alone as a picture, with the row of column names above them if `titles`."""
    printed = book.sheet(sheet)
    names = printed.getCellRangeByName(f"B{HEADER}").RangeAddress
    printed.setPrintAreas((printed.getCellRangeByName(cells).RangeAddress,))
    printed.setPrintTitleRows(titles)
    if titles:
        printed.setTitleRows(names)
    for other in (other for other in book.model.Sheets.ElementNames if other != sheet):
        book.sheet(other).setPrintAreas(())
    pdf = book.pdf(folder / f"{name}.pdf")
    draw(pdf, 1, FOLDER / f"{_file(name, lang)}.png", DPI, footer=False)


def _file(name: str, lang: str) -> str:
    return name if lang == "th" else f"{name}-{lang}"


def _message(office: Office, folder: Path, lang: str) -> None:
    """What comes up when a score out of range is typed."""
    windows: list[bytes] = []

    def look(window: Any) -> None:
        size = window.getPosSize()
        windows.append(bytes(window.createBitmap(0, 0, size.Width, size.Height).getDIB().value))

    at = next(row.number for row in layout.rows(scored(EDITION)) if row.key == "indicator:1.3")
    with office.open(folder / "open.xlsx", hidden=False) as book:
        said = type_into(book, SCORE, f"{get_column_letter(layout.VALUE)}{at}", TOO_HIGH, look=look)
    _framed(windows[0], said, FOLDER / f"{_file('step-message', lang)}.png")


def _framed(bitmap: bytes, said: Entry, target: Path) -> None:
    """The inside of a dialog under its title, which the office's own drawing leaves to the desktop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(device_scale_factor=1.25).new_page()
        page.set_content(FRAME.format(title=escape(said.title), bitmap=b64encode(bitmap).decode()))
        page.locator("body").screenshot(path=target)
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
