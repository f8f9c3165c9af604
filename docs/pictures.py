"""Makes the pictures of the documentation with the real program and the real LibreOffice.

Run as ``python -m docs.pictures``. What is seen depends on the office and its fonts, so the pictures are made by hand
and looked at, whenever a test says that what they show has changed (`docs.picture_sources`).
"""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from pyscoring.edition import AwardEdition, scored
from workbook.files.sheetmap import Value
from workbook.office.libreoffice import Office
from workbook.scoresheet import layout
from workbook.scoresheet.fill import fill
from workbook.scoresheet.scoring import score_files
from workbook.scoresheet.template import template

FOLDER = Path(__file__).parent / "pictures"
EDITION = "tpsa-innovation-2558"
DPI = 140
MARGIN = 16  # pixels left around the content
AT = datetime(2015, 3, 25, 14, 30, tzinfo=timezone(timedelta(hours=7)))
WHO: Mapping[str, Mapping[str, str]] = {
    "th": {
        "application": "3-1", "title": "หัวฉีดเป่าลมกันสนิม", "agency": "กรมอนามัย", "unit": "ศอ.10",
        "assessor": "ผู้ประเมินสาธิต", "date": "25/3/2558",
    },
    "en": {
        "application": "3-1", "title": "A rust-proof air nozzle", "agency": "Department of Health",
        "unit": "Health Centre 10", "assessor": "Demonstration assessor", "date": "25/3/2015",
    },
}  # fmt: skip
REMARK = {"th": "คะแนนสมมติเพื่อการสาธิต", "en": "a made-up score, for demonstration"}
FINISHED = (92, 85, 70, 88.5, 110, 80, 78, 90, 71)
HALF = (92, 85, 700, 88.5)  # 700 is out of range, as pasted: typing it would be refused


def main() -> int:
    if not find_spec("playwright"):
        raise SystemExit("The pictures need what the tests need: run bash .ci/test once, which sets it up")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, Office() as office:
        folder = Path(name)
        for picture, workbook in workbooks(folder).items():
            with office.open(workbook, template=False) as document:  # a PDF with links needs the file's place
                pdf = document.pdf(folder / f"{picture}.pdf")
            draw(pdf, 1, FOLDER / f"{picture}.png")
            if picture == "score-blank":
                draw(pdf, 2, FOLDER / "guide.png")
    from docs import (  # they draw with this module
        edition_pictures,
        pane_pictures,
        picture_sources,
        printed,
        result_pictures,
        round_pictures,
        step_pictures,
    )

    pane_pictures.main()
    result_pictures.main()
    round_pictures.main()
    step_pictures.main()
    edition_pictures.main()
    printed.main([])
    picture_sources.write()
    for made in sorted(FOLDER.glob("*.png")):
        print(f"{made.relative_to(FOLDER.parent.parent)}  {made.stat().st_size // 1024} KB")
    return 0


def workbooks(folder: Path) -> dict[str, Path]:
    """The workbook of each picture, as an assessor has it."""
    edition = scored(EDITION)
    made = {
        "score-blank": template(edition, "th"),
        "score-half": filled(edition, HALF, "th"),
        "score-finished": filled(edition, FINISHED, "th"),
        "score-finished-en": filled(edition, FINISHED, "en"),
    }
    paths = {name: folder / f"{name}.xlsx" for name in made}
    for name, path in paths.items():
        path.write_bytes(made[name])
    for name in ("score-finished", "score-finished-en"):
        list(score_files([paths[name]], write=True, at=AT))
    return paths


def filled(edition: AwardEdition, scores: tuple[float, ...], lang: str) -> bytes:
    """The edition's workbook with these scores, the rest left blank."""
    indicators = edition.indicators
    answers: dict[str, Value] = dict(WHO[lang])
    answers |= {"stage": layout.STAGE_WORDS["desk"][lang], "conflict": layout.NO[lang]}
    answers |= {f"indicator:{i.id}": score for i, score in zip(indicators, scores, strict=False)}
    if len(scores) == len(indicators):
        answers |= {f"bonus:{f.id}": layout.NO[lang] for f in edition.features}
        answers |= {f"eligibility:{e.id}": layout.YES[lang] for e in edition.eligibility}
    return fill(template(edition, lang), edition, answers, {f"indicator:{indicators[0].id}": REMARK[lang]})


def draw(pdf: Path, page: int, target: Path, dpi: int = DPI, footer: bool = True) -> None:
    """One page of a PDF as a PNG, cut to its content, with or without the page's footer."""
    left, top, width, height = _content(_pdftoppm(pdf, page, dpi), 0 if footer else dpi // 8)
    cut = ("-x", left, "-y", top, "-W", width, "-H", height)
    command = ["pdftoppm", "-r", dpi, "-f", page, "-l", page, *cut, "-png", "-singlefile", pdf, target.with_suffix("")]
    subprocess.run([str(part) for part in command], check=True)


def _pdftoppm(pdf: Path, page: int, dpi: int) -> bytes:
    """The whole page as a grey PGM."""
    command = ["pdftoppm", "-r", dpi, "-f", page, "-l", page, "-gray", "-singlefile", pdf]
    return subprocess.run([str(part) for part in command], check=True, capture_output=True).stdout


def _content(pgm: bytes, gap: int) -> tuple[int, int, int, int]:
    """Left, top, width and height of what is not white, with a margin; nothing below the last `gap` of about so many pixels."""
    kind, size, _, pixels = pgm.split(b"\n", 3)
    assert kind == b"P5", kind
    width, height = map(int, size.split())
    rows = [pixels[y * width : (y + 1) * width] for y in range(height)]
    white = b"\xff"
    inked = [y for y, row in enumerate(rows) if row.strip(white)]
    while gap > 1 and not (ends := [n for n, (above, y) in enumerate(pairwise(inked), 1) if y - above >= gap]):
        gap //= 2  # a table may come near to the foot of the page
    if gap > 1:
        inked = inked[: ends[-1]]
    left = min(width - len(rows[y].lstrip(white)) for y in inked)
    right = max(len(rows[y].rstrip(white)) for y in inked)
    x, y = max(left - MARGIN, 0), max(inked[0] - MARGIN, 0)
    return x, y, min(right + MARGIN, width) - x, min(inked[-1] + 1 + MARGIN, height) - y


if __name__ == "__main__":
    sys.exit(main())
