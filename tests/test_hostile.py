"""Whatever a file is made of, it is refused with its code, soon and without much memory."""

import multiprocessing
import os
import resource
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.apart import apart
from tests.hostile import HOSTILE
from workbook.scoresheet.scoring import score_files

SECONDS, MEBIBYTES = 2.0, 256


@dataclass(frozen=True)
class Ended:
    codes: tuple[str, ...]
    texts: tuple[str, ...]
    seconds: float
    mebibytes: float


def _score(path: Path) -> Ended:
    started = time.process_time()  # of this process alone: others may be in its way
    problems = [p for scored in score_files([path]) for p in scored.problems]
    texts = tuple(say(lang) for p in problems for say in (p.message, p.remedy) for lang in ("th", "en"))
    seconds = time.process_time() - started
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Ended(tuple(p.code for p in problems), texts, seconds, largest)


def measure(name: str, folder: Path) -> Ended:
    """Make the file in one process, so that what that takes does not count, and score it in another."""
    path = folder / HOSTILE[name].name
    (made,) = apart(lambda path: HOSTILE[name].put(path) is not None, [path], 60)
    assert os.path.lexists(path), made.failed
    (ended,) = apart(_score, [path], 10 * SECONDS, begun="forkserver")
    assert ended.result, ended.failed
    shutil.rmtree(folder)
    return ended.result


@pytest.fixture(scope="module")
def measured() -> dict[str, Ended]:
    """What each test found, for the figure at the end."""
    multiprocessing.get_context("forkserver").set_forkserver_preload([__name__])
    return {}


@pytest.mark.xdist_group("hostile")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file(name: str, tmp_path: Path, measured: dict[str, Ended]) -> None:
    """Each is refused with its code and a remedy, in under 2 seconds of computing and 256 MiB; none hangs."""
    ended = measured[name] = measure(name, tmp_path)
    assert ended.codes == (HOSTILE[name].code,)
    assert all(ended.texts)
    assert ended.seconds < SECONDS
    assert ended.mebibytes < MEBIBYTES


@pytest.mark.xdist_group("hostile")
def test_at_least_sixty(measured: dict[str, Ended], record_property: Any) -> None:
    """There are at least 60 hostile files, of every family of refusal that reading knows."""
    assert len(HOSTILE) >= 60
    refusals = {*(f"F{n:02}" for n in range(2, 12)), *(f"S{n:02}" for n in range(1, 7))}
    assert {hostile.code for hostile in HOSTILE.values()} == refusals
    slowest = max(((ended.seconds, name) for name, ended in measured.items()), default=(0.0, ""))
    largest = max(((ended.mebibytes, name) for name, ended in measured.items()), default=(0.0, ""))
    record_property(
        "figure",
        f"{len(measured)} hostile files: slowest {slowest[0]:.2f} s ({slowest[1]}), "
        f"largest {largest[0]:.0f} MiB ({largest[1]})",
    )
