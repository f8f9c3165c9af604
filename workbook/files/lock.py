"""A lock of the operating system on a file: it is gone with the process that holds it, however that ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pyscoring.problems import Problem, Refused

_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def held(path: Path, what: Path) -> Iterator[None]:
    """Meanwhile no other process holds the lock on `path`: an empty file, made with its folder, that stays.

    Refused: W13, which names `what`, while another process holds it. Where there can be no lock, as in a folder
    that may not be written or on a network drive that knows none, this goes on without.
    """
    handle = _opened(path)
    if handle is None:
        yield
        return
    try:
        if _is_taken(handle):
            raise Refused(Problem("W13", file=os.fspath(what)))
        yield
    finally:
        os.close(handle)


def _opened(path: Path) -> int | None:
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        if not path.parent.is_symlink():
            return os.open(path, _OPEN, 0o666)
    return None


def _is_taken(handle: int) -> bool:
    try:
        _lock(handle)
    except OSError as error:
        return isinstance(error, BlockingIOError | PermissionError)
    return False


def _lock(handle: int) -> None:
    """Not flock: what a process forks would hold such a lock as well, and outlive it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
