"""Ctrl-C ends the command with 130 and without a traceback, from its first moment to its last."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 10.0  # seconds; longer than anything takes that is put in order after Ctrl-C
_pressed = 0.0  # when Ctrl-C came first


def begin() -> None:
    """From here on Ctrl-C ends the process at once, unless it is `interruptible`."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a shell's background jobs are started without
        signal.signal(signal.SIGINT, _leave)


@contextmanager
def interruptible() -> Iterator[None]:
    """Ctrl-C raises KeyboardInterrupt in here, once: people press it twice, and what is put in order must be left in peace.

    Who insists is let go at once. Without `begin`, nothing is other than ever.
    """
    if signal.getsignal(signal.SIGINT) is not _leave:
        yield
        return
    signal.signal(signal.SIGINT, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN if _pressed else _leave)


def _stop(_signal: int, _frame: object) -> None:
    global _pressed
    now = time.monotonic()
    if not _pressed:
        _pressed = now
        raise KeyboardInterrupt
    if now - _pressed > PATIENCE:
        _leave()


def _leave(*_: object) -> None:
    os._exit(130)  # the shell's own code for it
