"""What the pictures are drawn from, so that a picture that is no longer what the program makes is found without drawing it.

`docs.pictures` writes `digests()` to ``pictures/sources.json`` when it has drawn everything; a test takes them again.
Drawing in every test run would depend on the fonts of the computer. Hashes and days, which every run has of its own,
are left out.
"""

import contextlib
import hashlib
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from docs import edition_pictures, pictures, printed, result_pictures, round_pictures, step_pictures
from pyscoring.edition import scored
from workbook.files.package import read_all
from workbook.scoresheet.template import template

FILE = pictures.FOLDER / "sources.json"
ROOT = Path(__file__).parent.parent
PANE = ("workbook/addin/project", "workbook/addin/pane.py", "workbook/addin/server_texts.py")
COLOURS = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")
OWN = re.compile(rb"\b[0-9a-f]{12,64}\b|\b\d{4}-\d\d-\d\d(T[\d:.+Z-]+)?\b|\b\d{5}(\.\d+)?\b")


def digests() -> dict[str, str]:
    """SHA-256 by what is drawn: a workbook, a report, the terminal, the pane."""
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        return {source: hashlib.sha256(OWN.sub(b"", content)).hexdigest() for source, content in _sources()}


def stale() -> list[str]:
    """What has changed since the pictures were drawn."""
    drawn = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    now = digests()
    return sorted(name for name in {*drawn, *now} if drawn.get(name) != now.get(name))


def write() -> None:
    FILE.write_text(json.dumps(digests(), indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")


def _sources() -> Iterator[tuple[str, bytes]]:
    at = Path.cwd()
    for name, path in pictures.workbooks(at).items():
        yield f"{name}.xlsx", _content(path)
    for lang, name in edition_pictures.PICTURES.items():
        path = at / f"{name}.xlsx"
        path.write_bytes(template(scored(edition_pictures.EDITION), lang))
        yield path.name, _content(path)
    for lang in pictures.WHO:
        for applications in (("3-1",), tuple(step_pictures.VISITED)):
            path = step_pictures.handed_out(at / f"{lang}-{len(applications)}", lang, *applications)
            yield f"step-{len(applications)}-{lang}.xlsx", _content(path)
    yield "terminal", COLOURS.sub("", round_pictures.printed(Path("demo"))).encode()
    yield "results.html", Path("demo/results/results.html").read_bytes()
    for book in ("register.xlsx", "consolidated.xlsx", "results/results.xlsx"):
        cells = [(sheet.name, sorted(sheet.cells.items())) for sheet in read_all(Path("demo", book)).sheets]
        yield book, repr(cells).encode()
    for name, (path, _) in result_pictures.documents(Path("demo")).items():
        yield f"{name}.pdf", subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True).stdout
    for page in printed.HANDED_OUT:
        yield page, (printed.DOCS / page).read_bytes()
    yield "pane", b"".join(file.read_bytes() for file in sorted(_pane()))


def _pane() -> Iterator[Path]:
    for name in PANE:
        path = ROOT / name
        yield from (
            (p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts) if path.is_dir() else [path]
        )


def _content(path: Path) -> bytes:
    """The parts of a workbook; how they are packed is another matter."""
    with ZipFile(path) as archive:
        return b"".join(name.encode() + archive.read(name) for name in archive.namelist())
