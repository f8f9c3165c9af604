"""Writes templates/: the blank Thai workbook of every scored edition.

Run as ``python -m docs.templates``; with ``--check`` nothing is written, and it exits 1 if a template is out of date.
"""

import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import pyscoring
from pyscoring.edition import AwardEdition, load
from workbook.scoresheet.template import blank

FOLDER = Path(__file__).parent.parent / "templates"
OWN = Path(pyscoring.__file__).parent / "editions"


def workbooks() -> dict[str, bytes]:
    """The workbook of each scored edition by its file's name."""
    editions = (load(path) for path in sorted(OWN.glob("*.toml")))
    return {f"{e.id}.xlsx": blank(e, "th") for e in editions if isinstance(e, AwardEdition)}


def stale(made: Mapping[str, bytes], folder: Path = FOLDER) -> list[str]:
    """The names of the files in `folder` that are missing, hold something else or do not belong there."""
    there = {path.name: path for path in folder.iterdir()}
    wrong = {name for name, data in made.items() if name not in there or parts(there[name].read_bytes()) != parts(data)}
    return sorted(wrong | (set(there) - set(made)))


def parts(workbook: bytes) -> dict[str, bytes]:
    """The unzipped parts of a workbook: how they are packed may differ between computers."""
    try:
        with ZipFile(io.BytesIO(workbook)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except BadZipFile:
        return {}


def main(arguments: Sequence[str]) -> int:
    made = workbooks()
    if "--check" in arguments:
        old = stale(made)
        told = [f"templates/{name} is out of date: run python -m docs.templates" for name in old]
        print("\n".join(told or ["the templates are up to date"]))
        return 1 if old else 0
    FOLDER.mkdir(exist_ok=True)
    for extra in {path.name for path in FOLDER.iterdir()} - set(made):
        print(f"templates/{extra} does not belong here", file=sys.stderr)
    for name in set(stale(made)) & set(made):
        (FOLDER / name).write_bytes(made[name])
        print(f"templates/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
