"""Whatever a file is made of, it is refused with its code, soon and without much memory."""

import multiprocessing
import os
import resource
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from tests.hostile import HOSTILE
from workbook import package, patch, reader  # noqa: F401  imported before the forks, so that no fork pays for it
from workbook.scoring import score_files

SECONDS, MEBIBYTES = 2.0, 256


@dataclass(frozen=True)
class Ended:
    codes: tuple[str, ...]
    texts: tuple[str, ...]
    seconds: float
    mebibytes: float


def _score(path: Path, sending: Connection) -> None:
    started = time.perf_counter()
    problems = [p for scored in score_files([path]) for p in scored.problems]
    texts = tuple(say(lang) for p in problems for say in (p.message, p.remedy) for lang in ("th", "en"))
    seconds = time.perf_counter() - started
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sending.send(Ended(tuple(p.code for p in problems), texts, seconds, largest))


def apart(path: Path) -> Ended:
    """Score a file in a process of its own, which is killed when it takes ten times as long as it may."""
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_score, args=(path, sending))
    process.start()
    sending.close()
    try:
        assert receiving.poll(10 * SECONDS), "still running"
        ended = receiving.recv()
    except EOFError:
        pytest.fail("the process ended without a word")
    finally:
        process.kill()
        process.join()
    assert isinstance(ended, Ended)
    return ended


def make(name: str, folder: Path) -> Path:
    """The file, made in a process of its own: what making it takes must not count as what reading it takes."""
    path = folder / HOSTILE[name].name
    process = multiprocessing.get_context("fork").Process(target=HOSTILE[name].put, args=(path,))
    process.start()
    process.join()
    assert process.exitcode == 0
    assert os.path.lexists(path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.fixture(scope="module")
def measured() -> dict[str, Ended]:
    return {}


@pytest.mark.xdist_group("hostile")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file(name: str, folder: Path, measured: dict[str, Ended]) -> None:
    """Each is refused with its code and a remedy, in under 2 seconds and 256 MiB."""
    ended = measured[name] = apart(make(name, folder))
    assert ended.codes == (HOSTILE[name].code,)
    assert all(ended.texts)
    assert ended.seconds < SECONDS
    assert ended.mebibytes < MEBIBYTES


@pytest.mark.xdist_group("hostile")
def test_figure(measured: dict[str, Ended], record_property: Any) -> None:
    """There are at least 60 of them, and a plain process is small beside what it may take."""
    assert len(HOSTILE) >= 60
    if len(measured) < len(HOSTILE):
        pytest.skip("only measured in a run of all")
    slowest = max(measured, key=lambda name: measured[name].seconds)
    largest = max(measured, key=lambda name: measured[name].mebibytes)
    record_property(
        "figure",
        f"{len(measured)} hostile files refused: slowest {measured[slowest].seconds:.2f} s ({slowest}), "
        f"largest {measured[largest].mebibytes:.0f} MiB ({largest})",
    )
