"""Processes of this computer that read an inbox: they end with the run, however that ends."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from threading import Thread, current_thread, main_thread
from types import SimpleNamespace
from typing import Any

_stop: Any = SimpleNamespace(value=False)  # in a process of a pool, what all of them share with the one that began them


@contextmanager
def pool(jobs: int) -> Iterator[Executor]:
    """So many processes; at the end what has not begun is not begun any more."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.sharedctypes import RawValue

    stop = RawValue("b", False)
    made = ProcessPoolExecutor(jobs, initializer=_begin, initargs=(stop,))
    try:
        yield made
    finally:
        with unbroken():
            stop.value = True
            made.shutdown(cancel_futures=True)


def stopped() -> bool:
    """Whether this is a process of a pool that is being ended: nobody waits any more for what it does."""
    return bool(_stop.value)


@contextmanager
def unbroken() -> Iterator[None]:
    """Ctrl-C takes effect when this is over: a pool that is half begun, or half ended, hangs when Python ends."""
    heard = signal.getsignal(signal.SIGINT)
    if not callable(heard) or current_thread() is not main_thread():
        yield
        return
    pressed: list[Any] = []
    signal.signal(signal.SIGINT, lambda *told: pressed.append(told))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, heard)
        if pressed:
            heard(*pressed[0])


def _begin(stop: Any) -> None:
    """Ctrl-C reaches every process of the terminal; the one that hands out the work ends the others."""
    global _stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _stop = stop
    Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    """End when the process that hands out the work was killed: this one would wait for more for ever."""
    from multiprocessing import parent_process

    if parent := parent_process():
        parent.join()
        os._exit(1)
