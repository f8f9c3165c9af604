"""Makes the picture of the guide for a new edition: the workbook of the made-up 2559.

Run as ``python -m docs.edition_pictures``, like `docs.pictures`: by hand, and looked at.
"""

import sys
import tempfile
from pathlib import Path

from docs.pictures import FOLDER, draw
from pyscoring.edition import scored
from workbook.office.libreoffice import Office
from workbook.scoresheet.template import template

EDITION = Path(__file__).parent / "examples" / "tpsa-innovation-2559.toml"
PICTURES = {"th": "edition-workbook", "en": "edition-workbook-en"}


def main() -> int:
    with tempfile.TemporaryDirectory() as name, Office() as office:
        for lang, picture in PICTURES.items():
            path = Path(name) / f"{picture}.xlsx"
            path.write_bytes(template(scored(EDITION), lang))
            with office.open(path, template=False) as document:
                draw(document.pdf(path.with_suffix(".pdf")), 1, FOLDER / f"{picture}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
