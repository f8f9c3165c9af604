"""What was published, kept as it was: the files of each revision in a folder of its own, their hashes in the ledger."""

from collections.abc import Mapping
from pathlib import Path

from pyscoring import published
from pyscoring.ledger import Ledger
from pyscoring.problems import Problem
from workbook.files import atomic
from workbook.files.packed import Packed

FOLDER = "revision-{n}"


def mended(results: Path) -> tuple[Problem, ...]:
    """Sweep every revision's folder in ``results/``: W06 for each where an earlier run was cut short."""
    return tuple(p for folder in sorted(results.glob(FOLDER.format(n="*"))) for p in atomic.mended(folder))


def recorded(ledger: Ledger, revision: int, files: Mapping[str, Packed], at: str) -> Ledger:
    """The ledger with the SHA-256 of those files of a revision that it does not have yet."""
    known = published.files_of(ledger, revision)
    new = {name: data.sha256 for name, data in sorted(files.items()) if name not in known}
    return ledger.extended([(published.FILES, {"revision": revision, "files": new})], at) if new else ledger


def keep(results: Path, ledger: Ledger, revision: int, files: Mapping[str, Packed]) -> None:
    """Write a revision's files where they are missing: only the bytes that the ledger names, never over a file.

    Refused: W01, W04.
    """
    folder = results / FOLDER.format(n=revision)
    atomic.make_folder(folder)
    known = published.files_of(ledger, revision)
    for name, data in files.items():
        if not (folder / name).exists() and known[name] == data.sha256:
            atomic.replace(folder / name, data, new=True)
