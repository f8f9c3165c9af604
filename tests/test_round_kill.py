"""`pyscoring consolidate` killed at any moment: the next run completes, and nothing is lost or doubled."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.committee_book import MODERATION, SIGNED, Book
from tests.scripted_round import Scripted, run
from workbook.files import atomic

pytestmark = pytest.mark.xdist_group("small round")

KILLS, SEED = 20, 2558
DECIDED = ("I-01", "I-02", "D-01", "D-02", "Q-01")
COMMAND = Path(sys.executable).with_name("pyscoring")
# Dies at the renaming of a file, just before it or just after.
DIES = """
import os, signal
from workbook.cli import main
really = os.replace
def replace(source, target):
    if str(target).endswith({name!r}):
        {after} and really(source, target)
        os.kill(os.getpid(), signal.SIGKILL)
    really(source, target)
os.replace = replace
main(["consolidate", {folder!r}, "--jobs=1"])
"""


def start(made: Scripted) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [COMMAND, "consolidate", made.folder, "--jobs=1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def strays(made: Scripted) -> list[str]:
    return sorted(path.name for path in made.folder.iterdir() if atomic.is_stray(path))


def decide(made: Scripted, application: str, total: int) -> None:
    book = Book(made.consolidated)
    book.type((MODERATION, book.free(), {"application": application, "subject": "total", "value": total, **SIGNED}))


def is_whole(made: Scripted, sent: int, decided: int) -> bool:
    """After one more run everything that came is in the ledger once, and in the workbook; whether a stray was swept."""
    left = strays(made)
    code, document = run("consolidate", made.folder, "--jobs=1")
    assert code == 0, document["problems"]
    assert (strays(made), "W06" in {p["code"] for p in document["problems"]}) == ([], bool(left))
    entries = made.entries()
    places = Counter((e["application"], e["assessor"]) for e in entries if e["kind"] == "sheet")
    subjects = Counter((e["application"], e["subject"]) for e in entries if e["kind"] == "decision")
    assert (len(places), len(subjects)) == (sent, decided)
    assert set(places.values()) | set(subjects.values()) <= {1}
    rows = Book(made.consolidated).rows(MODERATION).values()
    assert sum(isinstance(cells.get("entry"), int | float) for cells in rows) == decided
    code, checked = run("verify", made.folder)
    assert (code, checked["problems"], checked["sheets"]) == (0, [], sent)
    return bool(left)


def test_killed_at_random(
    packed: Scripted, consolidated: Scripted, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Twenty times, at moments from a seed, with one more file and now and then a decision each time."""
    made, rng = packed.copy(tmp_path / "round"), random.Random(SEED)
    places = sorted(made.files)
    rng.shuffle(places)
    assert run("consolidate", made.folder)[0] == 0
    whole, decided = duration(consolidated.copy(tmp_path / "whole")), 0
    ends: Counter[str] = Counter()
    for sent, (application, assessor) in enumerate(places, 1):
        made.send(application, assessor)
        if sent % 4 == 0 and decided < len(DECIDED):
            decide(made, DECIDED[decided], 50 + decided)
            decided += 1
        before, began = made.ledger.read_bytes(), time.monotonic()
        process = start(made)
        try:
            process.wait(whole * rng.uniform(0.2, 1))
        except subprocess.TimeoutExpired:
            process.kill()
        if process.wait() == 0:
            whole = time.monotonic() - began  # what else this computer does has become less
            ends["too late"] += 1
        else:
            assert process.returncode == -signal.SIGKILL
            ends["after the ledger" if made.ledger.read_bytes() != before else "before it"] += 1
        ends["with a stray"] += is_whole(made, sent, decided)
        if ends["before it"] + ends["after the ledger"] == KILLS:
            break
    else:
        pytest.fail(f"the moments lie too late: {dict(ends)}")
    record_property("figure", f"consolidate of {whole:.1f} s killed {KILLS} times: {dict(ends)}")


def duration(made: Scripted) -> float:
    """How long the command takes, in seconds."""
    began = time.monotonic()
    assert start(made).wait() == 0
    return time.monotonic() - began


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("name", ["ledger.jsonl", "consolidated.xlsx"])
def test_killed_at_the_renaming(consolidated: Scripted, tmp_path: Path, name: str, after: bool) -> None:
    """Just before or after either file is replaced: between the two, the ledger alone has the decision."""
    made = consolidated.copy(tmp_path / "round")
    decide(made, "I-01", 777)
    before = {path: path.read_bytes() for path in (made.ledger, made.consolidated)}
    script = DIES.format(name=name, after=after, folder=str(made.folder))
    died = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert (made.ledger.read_bytes() != before[made.ledger]) == (name == "consolidated.xlsx" or after)
    assert (made.consolidated.read_bytes() != before[made.consolidated]) == (name == "consolidated.xlsx" and after)
    assert len(strays(made)) == (0 if after else 1)
    assert is_whole(made, 63, 1) == (not after)
    totals = {a["application"]: a["total"] for a in run("consolidate", made.folder)[1]["applications"]}
    assert totals["I-01"] == "777.00"
