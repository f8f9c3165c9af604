"""A file that is read once, and again when it has changed."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from pyscoring.problems import Problem, Refused

_T = TypeVar("_T")
_Stamp = tuple[int, int, int] | None


class Watched(Generic[_T]):
    """What `read` makes of a file.

    With `keep` a file that is refused later, as while it is being saved, leaves what was read last in force.
    """

    def __init__(self, path: Path, read: Callable[[Path], _T], keep: bool) -> None:
        self.path, self._read, self._keep = path, read, keep
        self._stamp: _Stamp | str = "never read"
        self._found: list[_T] = []
        self._lock = threading.Lock()
        self.problems: tuple[Problem, ...] = ()

    def get(self) -> _T:
        """Raises `Refused` with what is wrong with the file, where nothing is in force."""
        with self._lock:
            stamp = _stamp(self.path)
            if stamp != self._stamp:
                self._again()
                self._stamp = stamp
            if not self._found:
                raise Refused(*self.problems)
            return self._found[0]

    def _again(self) -> None:
        try:
            self._found, self.problems = [self._read(self.path)], ()
        except Refused as refused:
            self.problems = refused.problems
            if not self._keep:
                self._found = []


def _stamp(path: Path) -> _Stamp:
    try:
        about = os.stat(path)
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size, about.st_ino
