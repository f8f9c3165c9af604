"""`score --engine libreoffice`: the same scoring, over a LibreOffice that is started once for all files."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from workbook.committee.round_folder import in_its_round
from workbook.files.steps import Told
from workbook.office.reader import OfficeReader
from workbook.scoresheet.reader import Extra
from workbook.scoresheet.scoring import Scored, score_files


def score_in_office(files: Sequence[Path], extra: Extra, write: bool, told: Told) -> list[Scored]:
    """Score the files. Refused: F20 where there is no LibreOffice."""
    with _ending(), OfficeReader() as read:
        return list(score_files(files, extra, write, read=in_its_round(read), told=told))


@contextmanager
def _ending() -> Iterator[None]:
    """Who is told to end ends LibreOffice too: it is a process of its own and would stay."""

    def end(number: int, _: object) -> NoReturn:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
