"""Work on many files, each in a process of its own that is killed when it takes too long."""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Generic, Literal, TypeVar

from workbook.scoresheet.scoring import walk

Result = TypeVar("Result")
Begun = Literal["fork", "forkserver"]


@dataclass(frozen=True)
class Done(Generic[Result]):
    """What came of one file: a result, or what went wrong instead; seconds from start to answer."""

    file: Path
    result: Result | None
    failed: str
    seconds: float


@dataclass(frozen=True)
class _Running:
    file: Path
    process: BaseProcess
    started: float


def apart(
    work: Callable[[Path], Result], files: Iterable[Path], seconds: float, at_once: int = 1, begun: Begun = "fork"
) -> Iterator[Done[Result]]:
    """`work` on each file, `at_once` at a time, none for longer than `seconds`, in the order they end.

    `begun` as "forkserver" starts each process from a small one, so that its memory is its own.
    """
    waiting = iter(files)
    running: dict[Connection, _Running] = {}
    while True:
        while len(running) < at_once and (file := next(waiting, None)) is not None:
            receiving, process = _start(work, file, begun)
            running[receiving] = _Running(file, process, time.perf_counter())
        if not running:
            return
        ready = {c for c in wait(list(running), timeout=0.2) if isinstance(c, Connection)}
        for receiving, one in list(running.items()):
            if receiving in ready or time.perf_counter() - one.started > seconds:
                del running[receiving]
                yield _end(receiving, one, receiving in ready)


def _start(work: Callable[[Path], Result], file: Path, begun: Begun) -> tuple[Connection, BaseProcess]:
    context = multiprocessing.get_context(begun)
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(work, file, sending))
    process.start()
    sending.close()
    return receiving, process


def _work(work: Callable[[Path], Result], file: Path, sending: Connection) -> None:
    result, failed = None, ""
    try:
        result = work(file)
    except BaseException as error:  # noqa: BLE001  whatever it is, it must be told
        failed = f"{type(error).__name__}: {error}"[:200]
    sending.send((result, failed))
    sending.close()


def _end(receiving: Connection, one: _Running, has_answered: bool) -> Done[Result]:
    result, failed = None, "still running"
    if has_answered:
        try:
            result, failed = receiving.recv()
        except EOFError:
            failed = "crashed"
    seconds = time.perf_counter() - one.started
    one.process.kill()
    one.process.join()
    receiving.close()
    return Done(one.file, result, failed, seconds)


def files_below(folder: str, suffixes: tuple[str, ...] = ()) -> list[Path]:
    """The files below the folder that the command line names; a folder without any proves nothing."""
    found = [f for f in walk([folder]) if not suffixes or f.suffix.lower() in suffixes] if os.path.isdir(folder) else []
    if not found:
        sys.exit(f"no {' or '.join(suffixes) or 'file'} below {folder}")
    return found
