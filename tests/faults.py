"""Faults put into the real file operations of a process of its own: killed, disk full, input/output error.

Every write, fsync, rename and unlink below a folder is counted; one of them is made to fail. A
write that fails or is killed has put half of its bytes on the disk.
"""

import builtins
import errno
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from pyscoring.problems import Problem, Refused

Operation = Literal["write", "fsync", "rename", "unlink"]
How = Literal["killed", "full", "broken"]
OPERATIONS: tuple[Operation, ...] = ("write", "fsync", "rename", "unlink")
WAYS: tuple[How, ...] = ("killed", "full", "broken")
_OF_THE_SYSTEM: dict[str, Operation] = {
    "fsync": "fsync", "replace": "rename", "rename": "rename", "unlink": "unlink", "remove": "unlink",
}  # fmt: skip
_ERRORS = {"full": errno.ENOSPC, "broken": errno.EIO}


@dataclass(frozen=True)
class Fault:
    """The `at`-th operation of its kind fails, counted from 1."""

    operation: Operation
    at: int
    how: How

    def __str__(self) -> str:
        return f"{self.operation}-{self.at}-{self.how}"


@dataclass(frozen=True)
class Ended:
    """How a process came to its end: how often it did what, what it told, and what it died of."""

    counts: dict[str, int]
    codes: tuple[str, ...]
    killed: bool
    error: str | None = None


def run(act: Callable[[], Sequence[Problem]], folder: Path, fault: Fault | None = None) -> Ended:
    """`act` in a process of its own, with a fault in what it does below the folder."""
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(act, folder, fault, sending))
    process.start()
    sending.close()
    try:
        told = receiving.recv()
    except EOFError:
        told = ({}, (), None)
    process.join()
    killed = process.exitcode == -signal.SIGKILL
    assert killed or process.exitcode == 0, process.exitcode
    return Ended(told[0], told[1], killed, told[2])


def _child(act: Callable[[], Sequence[Problem]], folder: Path, fault: Fault | None, sending: Connection) -> None:
    counter = _Counter(folder.resolve(), fault)
    counter.install()
    error, codes = None, ()
    try:
        codes = tuple(p.code for p in act())
    except Refused as refused:
        codes = tuple(p.code for p in refused.problems)
    except BaseException as raised:  # noqa: BLE001  anything else is what the test looks for
        error = f"{type(raised).__name__}: {raised}"
    sending.send((counter.counts, codes, error))
    sending.close()


class _Counter:
    """Stands in for the system's file operations; those below the folder are counted and may fail."""

    def __init__(self, folder: Path, fault: Fault | None) -> None:
        self.counts: dict[str, int] = dict.fromkeys(OPERATIONS, 0)
        self._folder, self._fault = folder, fault

    def install(self) -> None:
        for name, operation in _OF_THE_SYSTEM.items():
            setattr(os, name, self._wrapped(getattr(os, name), operation))
        opened = builtins.open

        def opening(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
            found = opened(file, mode, *args, **kwargs)
            return _Writer(found, self) if set(mode) & set("wax+") and self._is_ours(found.fileno()) else found

        builtins.open = opening

    def _wrapped(self, real: Callable[..., Any], operation: Operation) -> Callable[..., Any]:
        def act(*args: Any, **kwargs: Any) -> Any:
            if self._is_ours(args[0]):
                self.strike(operation)
            return real(*args, **kwargs)

        return act

    def _is_ours(self, target: Any) -> bool:
        place = (
            os.readlink(f"/proc/self/fd/{target}") if isinstance(target, int) else os.path.abspath(os.fspath(target))
        )
        return Path(place).is_relative_to(self._folder)

    def strike(self, operation: Operation, half: Callable[[], None] = lambda: None) -> None:
        """Count an operation; where it is the one to fail, do half of it and fail."""
        self.counts[operation] += 1
        fault = self._fault
        if fault is None or (operation, self.counts[operation]) != (fault.operation, fault.at):
            return
        half()
        if fault.how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(_ERRORS[fault.how], os.strerror(_ERRORS[fault.how]))


class _Writer:
    """A file whose writes are counted."""

    def __init__(self, file: Any, counter: _Counter) -> None:
        self._file, self._counter = file, counter

    def write(self, data: Any) -> Any:
        def half() -> None:
            self._file.write(data[: len(data) // 2])
            self._file.flush()

        self._counter.strike("write", half)
        return self._file.write(data)

    def writelines(self, parts: Iterable[Any]) -> None:
        for data in parts:
            self.write(data)

    def __enter__(self) -> "_Writer":
        self._file.__enter__()
        return self

    def __exit__(self, *how: Any) -> Any:
        return self._file.__exit__(*how)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
