"""Whole files on disk: read once, and replaced in one step or not at all.

Everything that writes goes through `replace`: a temporary file beside the target, flushed to
the disk, then renamed over it. A crash leaves the old file or the new one, never a mixture.
"""

import errno
import hashlib
import os
import stat
import time
from contextlib import suppress
from pathlib import Path

from pyscoring.problems import Problem, Refused

PREFIX, SUFFIX = ".~pyscoring-", ".tmp"
STRAY_AFTER = 60.0  # seconds
LARGEST = 256  # MB
_WAITS = (0.05, 0.1, 0.2, 0.4)  # seconds; virus scanners and sync clients hold a file this long
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_OPEN_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_OPEN_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def load(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file, at most 256 MB of them, read in one go.

    Refused: F01 missing, F09 a symbolic link, F10 unreadable or not a plain file, F11 too large.
    """
    try:
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode):
            raise _refused("F09", path)
        if not stat.S_ISREG(mode):
            raise _refused("F10", path, detail="not a plain file")
        with open(os.open(path, _OPEN_READ), "rb") as file:
            data = file.read((LARGEST << 20) + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise _refused("F01", path) from None
    except (OSError, ValueError) as error:
        raise _refused("F10", path, detail=_reason(error)) from None
    if len(data) > LARGEST << 20:
        raise _refused("F11", path, limit=LARGEST)
    return data


def replace(path: str | os.PathLike[str], data: bytes, sha256: str | None = None) -> None:
    """Make `path` hold `data`; with `sha256` (hex), only if its present bytes have that hash.

    A new file gets the usual mode, an old one keeps its own.
    Refused: F09 a symbolic link, W01 open elsewhere or not permitted, W02 changed, W04 disk full.
    """
    target = Path(path)
    if target.is_symlink():
        raise _refused("F09", path)
    temporary = target.parent / f"{PREFIX}{os.urandom(8).hex()}{SUFFIX}"
    try:
        _write(temporary, data, target)
        if sha256 is not None and _changed(target, sha256):
            raise _refused("W02", path)
        _rename(temporary, target)
    except OSError as error:
        if error.errno in _FULL:
            raise _refused("W04", path) from error
        raise _refused("W01", path, detail=_reason(error)) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    _flush_folder(target.parent)


def is_stray(path: Path) -> bool:
    """Whether a file is a temporary of ours that a crash left behind."""
    return path.name.startswith(PREFIX) and path.name.endswith(SUFFIX)


def sweep(folder: str | os.PathLike[str]) -> list[Path]:
    """Remove temporaries that a crash left in `folder` over a minute ago; those removed."""
    removed = []
    oldest = time.time() - STRAY_AFTER
    for stray in sorted(Path(folder).glob(f"{PREFIX}*{SUFFIX}")):
        with suppress(OSError):
            if stat.S_ISREG(stray.lstat().st_mode) and stray.lstat().st_mtime < oldest:
                stray.unlink()
                removed.append(stray)
    return removed


def _write(temporary: Path, data: bytes, target: Path) -> None:
    with open(os.open(temporary, _OPEN_WRITE, 0o666), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileNotFoundError):
        os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))


def _changed(target: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(load(target)).hexdigest() != sha256
    except Refused:
        return True


def _rename(temporary: Path, target: Path) -> None:
    for wait in _WAITS:
        try:
            return os.replace(temporary, target)
        except PermissionError:
            time.sleep(wait)
    os.replace(temporary, target)


def _flush_folder(folder: Path) -> None:
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
    return Refused(Problem(code, details, file=os.fspath(path)))
