"""Whole files on disk: read once, and replaced in one step or not at all.

Everything that writes goes through `replace`: a temporary file beside the target, flushed to
the disk, then renamed over it. A crash leaves the old file or the new one, never a mixture,
and perhaps a temporary, which `mended` removes. Its name tells which process made it.
"""

import errno
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

from pyscoring.problems import Problem, Refused

PREFIX, SUFFIX = ".~pyscoring-", ".tmp"
STRAY_AFTER = 60.0  # seconds; for temporaries whose maker cannot be asked after
LARGEST = 64  # MB
_WAITS = (0.05, 0.1, 0.2, 0.4)  # seconds; virus scanners and sync clients hold a file this long
_IN_USE = (32, 33)  # Windows: another program holds the file, or a part of it
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_T = TypeVar("_T")
_OPEN_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_OPEN_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def load(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file, at most `LARGEST` MB of them, read in one go.

    Refused: F01 missing, F09 a symbolic link, F10 unreadable or not a plain file, F11 too large.
    """
    try:
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode):
            raise _refused("F09", path)
        if not stat.S_ISREG(mode):
            raise _refused("F10", path, detail="not a plain file")
        with open(_patiently(lambda: os.open(path, _OPEN_READ), _is_in_use), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > LARGEST << 20:
                raise _refused("F11", path, limit=LARGEST)
            data = file.read(size + 1)
            if len(data) > size:  # it grew, or the system does not tell sizes
                data += file.read((LARGEST << 20) + 1 - len(data))
    except (FileNotFoundError, NotADirectoryError):
        raise _refused("F01", path) from None
    except (OSError, ValueError) as error:
        raise _refused("F10", path, detail=_reason(error)) from None
    if len(data) > LARGEST << 20:
        raise _refused("F11", path, limit=LARGEST)
    return data


def replace(
    path: str | os.PathLike[str],
    data: bytes | Iterable[bytes],
    sha256: str | None = None,
    *,
    new: bool = False,
    lasting: bool = True,
) -> None:
    """Make `path` hold `data`, whole or in parts; with `sha256` (hex), only if its present bytes have that hash.

    With `new` only if nothing has that name. A new file gets the usual mode, an old one keeps its own.
    Unless `lasting`, the caller calls `flush_folder` after many files: until then, a power failure may take
    the name away again, never leave half a file.
    Refused: F09 a symbolic link, W01 open elsewhere or not permitted, W02 changed, W04 disk full.
    """
    target = Path(path)
    if target.is_symlink():
        raise _refused("F09", path)
    temporary = target.parent / _temporary_name()
    try:
        _write(temporary, data, target)
        if (new and os.path.lexists(target)) or (sha256 is not None and _changed(target, sha256)):
            raise _refused("W02", path)
        _patiently(lambda: os.replace(temporary, target))
    except OSError as error:
        raise not_written(error, path) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    if lasting:
        flush_folder(target.parent)


def not_written(error: OSError, path: str | os.PathLike[str]) -> Refused:
    """The refusal for a write that failed: W04 where the disk is full, else W01."""
    return _refused("W04", path) if error.errno in _FULL else _refused("W01", path, detail=_reason(error))


def make_folder(folder: Path, *, follow: bool = True) -> None:
    """Refused: W01, W04; F09 a symbolic link, unless it is to be followed."""
    if not follow and folder.is_symlink():
        raise _refused("F09", folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_written(error, folder) from error


def is_stray(path: Path) -> bool:
    """Whether a file is a temporary of ours that a crash left behind."""
    return path.name.startswith(PREFIX) and path.name.endswith(SUFFIX)


def mended(folder: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """Sweep a folder before writing into it; a note (W06) where an earlier run was cut short."""
    removed = sweep(folder)
    return (_problem("W06", folder, n=len(removed), folder=os.fspath(folder)),) if removed else ()


def sweep(folder: str | os.PathLike[str]) -> list[Path]:
    """Remove the temporaries that a crash left in `folder`; those removed.

    One whose process has ended goes at once, one whose process runs stays. Where that cannot be
    known, as of another computer's on a shared drive, it goes when it is older than a minute.
    """
    removed = []
    oldest = time.time() - STRAY_AFTER
    for stray in sorted(Path(folder).glob(f"{PREFIX}*{SUFFIX}")):
        with suppress(OSError):
            about = stray.lstat()
            running = _is_running(stray.name)
            if stat.S_ISREG(about.st_mode) and (about.st_mtime < oldest if running is None else not running):
                stray.unlink()
                removed.append(stray)
    return removed


# Who made a temporary.


def _temporary_name() -> str:
    return f"{PREFIX}{_here()}-{_this_process(os.getpid())}-{os.urandom(4).hex()}{SUFFIX}"


@cache
def _this_process(pid: int) -> str:
    return f"{pid}-{_started(pid)}"


@cache
def _here() -> str:
    """This computer, or this container: where a process number means the same process."""
    import platform

    space = ""
    with suppress(OSError):
        space = os.readlink("/proc/self/ns/pid")
    return hashlib.sha256(f"{platform.node()} {space}".encode()).hexdigest()[:8]


def _is_running(name: str) -> bool | None:
    """Whether the process that made a temporary still runs; None where that cannot be known."""
    here, _, rest = name.removeprefix(PREFIX).removesuffix(SUFFIX).partition("-")
    pid, _, rest = rest.partition("-")
    if here != _here() or not pid.isdecimal() or os.name == "nt":  # there os.kill would end the process
        return None
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return _started(int(pid)) in (rest.partition("-")[0], "0")


def _started(pid: int) -> str:
    """When a running process started, so that a number used again is told apart; "0" if the system does not say."""
    try:
        state, *rest = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (OSError, ValueError):
        return "0"
    return "ended" if state in "ZX" else rest[18]  # field 22, in clock ticks since the start of the system


def _write(temporary: Path, data: bytes | Iterable[bytes], target: Path) -> None:
    with open(os.open(temporary, _OPEN_WRITE, 0o666), "wb") as file:
        file.writelines([data] if isinstance(data, bytes) else data)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileNotFoundError):
        os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))


def _changed(target: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(load(target)).hexdigest() != sha256
    except Refused as refused:
        (problem,) = refused.problems
        if problem.code == "F10":  # held by another program, perhaps; whether it changed is not known
            raise OSError(None, problem.details["detail"]) from None
        return True


def _patiently(act: Callable[[], _T], is_passing: Callable[[PermissionError], bool] = lambda _: True) -> _T:
    """Try again for a moment what another program may be keeping from us."""
    for wait in _WAITS:
        try:
            return act()
        except PermissionError as error:
            if not is_passing(error):
                raise
            time.sleep(wait)
    return act()


def _is_in_use(error: PermissionError) -> bool:
    return getattr(error, "winerror", None) in _IN_USE


def flush_folder(folder: Path) -> None:
    """Make the names of the files that were written into a folder last."""
    # Windows cannot open a folder, and some network drives cannot flush one.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _refused(code: str, path: str | os.PathLike[str], **details: object) -> Refused:
    return Refused(_problem(code, path, **details))


def _problem(code: str, path: str | os.PathLike[str], **details: object) -> Problem:
    return Problem(code, details, file=os.fspath(path))
