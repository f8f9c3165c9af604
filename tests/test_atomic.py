"""Files are read once and replaced in one step or not at all."""

import errno
import hashlib
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pyscoring.problems import Refused
from workbook.files import atomic

OLD, NEW = b"old" * 1000, b"new" * 1000


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "x.xlsx").write_bytes(OLD)
    return tmp_path / "x.xlsx"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def code(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    (problem,) = refused.value.problems
    assert problem.file
    assert problem.message("th")
    return problem.code


def fail(error: BaseException) -> Callable[..., None]:
    def raising(*_: object, **__: object) -> None:
        raise error

    return raising


def only(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def test_new_file(tmp_path: Path) -> None:
    """A new file appears whole, with the mode that new files have, and nothing beside it."""
    (tmp_path / "plain").write_bytes(b"")
    atomic.replace(tmp_path / "x.xlsx", NEW)
    assert (tmp_path / "x.xlsx").read_bytes() == NEW
    assert (tmp_path / "x.xlsx").stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert only(tmp_path) == ["plain", "x.xlsx"]


def test_replaced_file_keeps_its_mode(target: Path) -> None:
    """A file that is replaced keeps its mode."""
    target.chmod(0o640)
    atomic.replace(str(target), NEW, sha256(OLD))
    assert target.read_bytes() == NEW
    assert target.stat().st_mode & 0o777 == 0o640
    assert only(target.parent) == ["x.xlsx"]


def test_changed_file(target: Path) -> None:
    """A file that has changed since it was read is not overwritten."""
    assert code(lambda: atomic.replace(target, NEW, sha256(b"other"))) == "W02"
    assert target.read_bytes() == OLD
    assert only(target.parent) == ["x.xlsx"]


def test_file_that_went_away(target: Path) -> None:
    """A file that has gone since it was read is not made again."""
    target.unlink()
    assert code(lambda: atomic.replace(target, NEW, sha256(OLD))) == "W02"
    assert only(target.parent) == []


def test_change_while_the_new_file_is_written(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hash is checked after the new bytes are on the disk, just before the rename."""
    fsync = os.fsync

    def someone_saves(handle: int) -> None:
        fsync(handle)
        target.write_bytes(b"theirs")

    monkeypatch.setattr(os, "fsync", someone_saves)
    assert code(lambda: atomic.replace(target, NEW, sha256(OLD))) == "W02"
    assert target.read_bytes() == b"theirs"


@pytest.mark.parametrize(
    ("error", "expected"),
    [(errno.ENOSPC, "W04"), (errno.EDQUOT, "W04"), (errno.EIO, "W01"), (errno.EROFS, "W01")],
)
def test_failed_write(target: Path, monkeypatch: pytest.MonkeyPatch, error: int, expected: str) -> None:
    """A full disk or a failing drive leaves the old file and no temporary one."""
    monkeypatch.setattr(os, "fsync", fail(OSError(error, os.strerror(error))))
    assert code(lambda: atomic.replace(target, NEW)) == expected
    assert target.read_bytes() == OLD
    assert only(target.parent) == ["x.xlsx"]


def test_open_elsewhere(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that stays open elsewhere is tried a few times, then refused and left as it was."""
    tries = []

    def never(*_: object) -> None:
        tries.append(1)
        raise PermissionError(13, "in use")

    monkeypatch.setattr(os, "replace", never)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    assert code(lambda: atomic.replace(target, NEW)) == "W01"
    assert len(tries) == 5
    assert only(target.parent) == ["x.xlsx"]


def test_open_for_a_moment(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is let go while we wait is replaced."""
    rename, tries = os.replace, []

    def sometimes(source: Path, goal: Path) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise PermissionError(13, "in use")
        rename(source, goal)

    monkeypatch.setattr(os, "replace", sometimes)
    atomic.replace(target, NEW)
    assert target.read_bytes() == NEW


def test_held_while_it_is_compared(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that another program keeps from being read is open elsewhere (W01), not changed (W02)."""
    open_, tries = os.open, []

    def held(path: object, flags: int, *more: int) -> int:
        if path == target:
            tries.append(1)
            error = PermissionError(13, "in use")
            error.winerror = 32  # type: ignore[attr-defined]
            raise error
        return open_(path, flags, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", held)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    assert code(lambda: atomic.replace(target, NEW, sha256(OLD))) == "W01"
    assert len(tries) == 5
    assert target.read_bytes() == OLD


def test_new_means_new(target: Path) -> None:
    """A file that must be new never takes the place of one that is there."""
    assert code(lambda: atomic.replace(target, NEW, new=True)) == "W02"
    assert target.read_bytes() == OLD
    atomic.replace(target.parent / "y.xlsx", NEW, new=True)
    assert only(target.parent) == ["x.xlsx", "y.xlsx"]


def test_no_folder(tmp_path: Path) -> None:
    """A file cannot be written into a folder that is not there."""
    assert code(lambda: atomic.replace(tmp_path / "no" / "x.xlsx", NEW)) == "W01"


def test_symbolic_link(target: Path) -> None:
    """A symbolic link is neither followed nor replaced."""
    link = target.parent / "link.xlsx"
    link.symlink_to(target)
    assert code(lambda: atomic.replace(link, NEW)) == "F09"
    assert code(lambda: atomic.load(link)) == "F09"
    assert link.is_symlink()
    assert target.read_bytes() == OLD


def test_interrupted(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while writing leaves the old file and no temporary one."""
    monkeypatch.setattr(os, "fsync", fail(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        atomic.replace(target, NEW)
    assert only(target.parent) == ["x.xlsx"]
    assert target.read_bytes() == OLD


def die_at(step: str, target: Path) -> None:
    setattr(os, step, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    atomic.replace(target, NEW)


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_killed(target: Path, step: str) -> None:
    """A process killed at any step leaves the old file whole; the next run sweeps the stray at once and says so."""
    process = multiprocessing.get_context("fork").Process(target=die_at, args=(step, target))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert target.read_bytes() == OLD
    assert len(only(target.parent)) == 2
    (note,) = atomic.mended(target.parent)
    assert (note.code, note.details) == ("W06", {"n": 1, "folder": str(target.parent)})
    assert only(target.parent) == ["x.xlsx"]
    assert atomic.mended(target.parent) == ()


def die_in_time(target: Path) -> None:
    os.fsync = lambda *_: time.sleep(60)  # type: ignore[assignment]
    atomic.replace(target, NEW)


def test_temporaries_of_running_processes_stay(target: Path) -> None:
    """What a process is still writing is never swept, however old; once the process has ended, it is."""
    process = multiprocessing.get_context("fork").Process(target=die_in_time, args=(target,))
    process.start()
    try:
        while len(names := only(target.parent)) < 2:
            time.sleep(0.01)
        stray = target.parent / next(name for name in names if name != "x.xlsx")
        os.utime(stray, (0, 0))
        assert atomic.sweep(target.parent) == []
    finally:
        process.kill()
        process.join()
    assert atomic.sweep(target.parent) == [stray]


def test_a_process_number_used_again(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A temporary whose process number belongs to a process that started at another time is swept."""
    monkeypatch.setattr(os, "replace", fail(KeyboardInterrupt()))
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)  # as if the power had failed
    with pytest.raises(KeyboardInterrupt):
        atomic.replace(target, NEW)
    monkeypatch.undo()
    (own,) = (target.parent / name for name in only(target.parent) if name != "x.xlsx")
    here, pid, started, random = own.name.removeprefix(atomic.PREFIX).split("-")
    assert (pid, atomic.sweep(target.parent)) == (str(os.getpid()), [])
    earlier = own.rename(own.with_name(f"{atomic.PREFIX}{here}-{pid}-{int(started) - 1}-{random}"))
    assert atomic.sweep(target.parent) == [earlier]


def test_sweep(tmp_path: Path) -> None:
    """Of temporaries from elsewhere only our own go, only plain files, and only those older than a minute."""
    names = {".~pyscoring-1.tmp": 61, ".~pyscoring-2.tmp": 30, ".~lock.x.xlsx#": 600, "x.tmp": 600}
    for name, age in names.items():
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    (tmp_path / ".~pyscoring-3.tmp").mkdir()
    os.utime(tmp_path / ".~pyscoring-3.tmp", (0, 0))
    (tmp_path / f".~pyscoring-00000000-{os.getpid()}-1-1.tmp").write_bytes(b"")
    assert atomic.sweep(str(tmp_path)) == [tmp_path / ".~pyscoring-1.tmp"]
    assert len(only(tmp_path)) == 5
    assert atomic.sweep(tmp_path / "no") == []


def test_load(target: Path) -> None:
    """A file is read whole; one that cannot be read is refused with the reason."""
    assert atomic.load(target) == OLD
    assert code(lambda: atomic.load(target.parent)) == "F10"
    assert code(lambda: atomic.load(target.parent / "no")) == "F01"
    assert code(lambda: atomic.load("a\0b")) == "F10"


def test_load_without_permission(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read is refused as unreadable."""
    monkeypatch.setattr(os, "open", fail(PermissionError(13, "Permission denied")))
    assert code(lambda: atomic.load(target)) == "F10"
