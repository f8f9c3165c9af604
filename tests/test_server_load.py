"""Many assessors at the real server at once; `python -m benchmarks.server` and `.functions` run the same for longer."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.assessors import Sheet, answers, begin, of_place, register, sheets
from benchmarks.callers import MIX, Sent
from benchmarks.server import EMPTY, Run, in_inbox, report, run
from tests.sheets import blank
from workbook.addin.limits import Rate
from workbook.committee.committee import Round
from workbook.scoresheet.fill import fill


@pytest.fixture(scope="module")
def done() -> Run:
    """Ten assessors for some seconds at two workers and a slow disk; one worker is killed in the middle."""
    with ThreadPoolExecutor(1) as own:  # a browser that another test left open keeps a loop in this thread
        return own.submit(run, seconds=5, assessors=10, workers=2, kill=True, slow_disk=0.05).result()


def test_nothing_is_lost_or_doubled(done: Run) -> None:
    """With a worker killed in the middle, each confirmed submission is one file that reads as what was sent."""
    assert done.wrong == ()
    confirmed = [one for one in done.tally.sent if one.receipt]
    assert len(confirmed) == len(done.tally.sent) == done.files > 20
    assert done.killed in done.workers
    assert len(done.workers) == 3  # the one that was killed, the one beside it, and the one that took its place


def test_every_kind_of_call_was_made(done: Run) -> None:
    """The table has a line for each kind of call, the empty function's and the refused ones among them."""
    lines = report(done).splitlines()
    assert [sum(line.startswith(kind) for line in lines) for kind in MIX] == [
        sum(other.startswith(kind) for other in MIX) for kind in MIX
    ]
    assert EMPTY in MIX


@pytest.fixture
def stored(tmp_path: Path) -> tuple[Round, Sheet, Path]:
    """A round, and one file in its inbox with a sheet as it was sent under the id ``a``."""
    listed = register(5)
    found, sheet = begin(tmp_path, listed), sheets(listed)["A1"][0]
    path = found.inbox / "A1" / "a.xlsx"
    path.parent.mkdir()
    given = answers(sheet.edition) | of_place(sheet.assessor, sheet.application)
    remarks = {f"indicator:{sheet.edition.indicators[0].id}": "a"}
    path.write_bytes(fill(blank(sheet.edition.id), sheet.edition, given, remarks))
    return found, sheet, path


def test_a_wrong_inbox_is_noticed(stored: tuple[Round, Sheet, Path]) -> None:
    """A file that is missing, doubled, nobody's, changed or half written is named; a right inbox has nothing wrong."""
    found, sheet, path = stored
    sent = Sent("a", sheet, sheet.highest, receipt="received")
    assert list(in_inbox(found, [sent])) == []
    assert list(in_inbox(found, [sent, Sent("b", sheet, 1.0, receipt="received")])) == [
        "inbox: submission b was confirmed and is not there"
    ]
    assert list(in_inbox(found, [])) == ["inbox: nobody sent a.xlsx"]
    assert "a.xlsx says" in next(in_inbox(found, [Sent("a", sheet, 1.0, receipt="received")]))
    path.with_name("b.xlsx").write_bytes(path.read_bytes())
    assert list(in_inbox(found, [sent])) == ["inbox: 2 files of submission a"]
    path.with_name("b.xlsx").rename(path.with_name(".~pyscoring-0-1-2-3.tmp"))
    assert list(in_inbox(found, [sent])) == ["inbox: .~pyscoring-0-1-2-3.tmp was left over"]


def test_a_workbook_full_of_functions_waits_for_its_turn() -> None:
    """Calls beyond the rate that may wait are counted one after the other; what would wait too long is not counted."""
    now = 0.0
    rate = Rate(2, lambda: now)
    assert [rate.wait("a", patience=1.0) for _ in range(14)] == [0.0] * 10 + [0.5, 1.0, 1.5, 1.5]
    assert rate.wait("a") == 1.5
    now = 1.5
    assert (rate.wait("a"), rate.wait("a")) == (0.0, 0.5)
