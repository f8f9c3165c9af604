"""Faults at every write, fsync, rename and unlink: nothing is lost or half written, and the next run mends it and says so."""

import datetime as dt
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from pyscoring.edition import scored
from pyscoring.problems import Problem
from tests.faults import OPERATIONS, WAYS, Ended, Fault, run
from tests.sheets import full, write
from workbook.commands import demo
from workbook.committee import committee
from workbook.committee import register as registers
from workbook.files import atomic
from workbook.results import export
from workbook.scoresheet.scoring import score_files

AT = dt.datetime(2015, 5, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
SOUND, DISPUTED = "2-1", "3-2"  # applications of the demonstration
TEPGA = scored("tepga-development-2558")
Act = Callable[[], Sequence[Problem]]
Files = dict[str, bytes]


def score_write(folder: Path) -> list[Problem]:
    return [p for s in score_files(sorted(folder.glob("*.xlsx")), write=True, at=AT) for p in s.problems]


def consolidate(folder: Path) -> Sequence[Problem]:
    return committee.run(folder, at=AT).problems


def export_draft(folder: Path) -> Sequence[Problem]:
    return export.run(folder, export.Options(formats=("xlsx", "csv", "json")), at=AT).problems


def export_final(folder: Path) -> Sequence[Problem]:
    return export.run(folder, export.Options(formats=("csv", "json"), final=True), at=AT).problems


COMMANDS: dict[str, Callable[[Path], Sequence[Problem]]] = {
    "score --write": score_write, "consolidate": consolidate, "export": export_draft, "export --final": export_final,
}  # fmt: skip


def some_workbooks(folder: Path) -> None:
    folder.mkdir()
    for n in range(2):
        write(folder / f"{n}.xlsx", TEPGA, full(TEPGA, application=f"ก-{n}"))


def some_round(folder: Path, ids: Collection[str]) -> None:
    """The demonstration's round with these applications alone."""
    demo.make(folder, "th")
    register, _ = registers.read(folder / "register.xlsx")
    kept = replace(
        register, applications=tuple(a for a in register.applications if a.id in ids),
        assignments=tuple(a for a in register.assignments if a.application in ids),
    )  # fmt: skip
    atomic.replace(folder / "register.xlsx", registers.write(kept))
    for path in (folder / "inbox").rglob("*.xlsx"):
        if path.name.split(" ")[0] not in ids:
            path.unlink()


@pytest.fixture(scope="module", params=COMMANDS)
def begun(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A command, and a folder in which it has work to do."""
    folder = tmp_path_factory.mktemp("faults") / "round"
    if request.param == "score --write":
        some_workbooks(folder)
    else:
        some_round(folder, {SOUND if "final" in request.param else DISPUTED})
        if "final" in request.param:
            consolidate(folder)
    return request.param, folder


def files(folder: Path) -> Files:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def strays(found: Files) -> set[str]:
    return {name for name in found if atomic.is_stray(Path(name))}


def test_every_fault(begun: tuple[str, Path], tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """After any fault every file is as before or as it should become, whole; the next run finishes and tells of what it swept."""
    command, folder = begun
    before = files(folder)
    golden, counts = _undisturbed(command, folder, tmp_path / "golden" / "round")
    assert all(counts[operation] for operation in ("write", "fsync", "rename")), counts
    tried = 0
    for operation in OPERATIONS:
        for at in range(1, counts[operation] + 1):
            for how in WAYS:
                place = tmp_path / "tried" / "round"
                shutil.copytree(folder, place)
                _disturb(COMMANDS[command], place, Fault(operation, at, how), before, golden)
                shutil.rmtree(place)
                tried += 1
    record_property("figure", f"{command}: {tried} faults, 0 files lost or half written")


def _undisturbed(command: str, folder: Path, place: Path) -> tuple[Files, dict[str, int]]:
    shutil.copytree(folder, place)
    ended = run(partial(COMMANDS[command], place), place)
    assert ended.error is None, ended
    return files(place), ended.counts


def _disturb(act: Callable[[Path], Sequence[Problem]], place: Path, fault: Fault, before: Files, golden: Files) -> None:
    ended = run(partial(act, place), place, fault)
    assert ended.error is None, (fault, ended)
    assert ended.killed == (fault.how == "killed"), (fault, ended)
    left = files(place)
    _nothing_lost(fault, left, before, golden)
    again = run(partial(act, place), place)
    assert again.error is None, (fault, again)
    assert not again.killed
    if strays(left):
        assert "W06" in again.codes, (fault, again)
    after = files(place)
    assert {name: after.get(name) for name in golden} == golden, fault
    assert set(after) - set(golden) <= _beside(after), fault


def _nothing_lost(fault: Fault, left: Files, before: Files, golden: Files) -> None:
    """Whatever lies there under a name of its own is whole, old or new; the inbox is untouched."""
    missing = set(before) - set(left)
    assert not missing, (fault, missing)
    for name in set(left) - strays(left) - _beside(left):
        assert left[name] in (before.get(name), golden.get(name)), (fault, name)
        assert not name.startswith("inbox/") or left[name] == before[name], (fault, name)


def _beside(found: Files) -> set[str]:
    """The results that were saved beside a workbook which could not be written."""
    return {name for name in found if "(ผลทางการ)" in name}


def test_a_fault_is_told(tmp_path: Path) -> None:
    """A full disk and a broken drive end in a code, never in a traceback, and the workbook is as it was."""
    some_workbooks(tmp_path / "x")
    told: dict[str, Ended] = {
        how: run(partial(score_write, tmp_path / "x"), tmp_path / "x", Fault("fsync", 1, how))
        for how in ("full", "broken")
    }
    assert "W04" in told["full"].codes
    assert {"W01", "W05"} & set(told["broken"].codes)
