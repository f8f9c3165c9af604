"""The workers of a Dask cluster as an executor: the only module that knows Dask.

The files of an inbox are sent in batches, and read by the same function as on one computer. A worker that
is lost is done without: its batches go to the others, and what nobody can read any more is read here.
"""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pyscoring.edition_files import EDITIONS_VARIABLE
from pyscoring.problems import Problem, Refused
from workbook.committee.inbox import Inbox, Listed
from workbook.committee.seen import editions_digest, program_digest
from workbook.scoresheet.reader import Extra

_PATIENCE = 10  # seconds for an answer, and without any worker
_RETRIES = 3  # of a batch whose worker was lost


class Workers(Executor):
    """A connection to a scheduler; `map` raises `BrokenExecutor` where no worker is left, or the scheduler is gone."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def map(self, fn: Callable[..., Any], *iterables: Any, timeout: Any = None, chunksize: int = 1) -> Iterator[Any]:
        futures = self._client.map(fn, *iterables, pure=False, retries=_RETRIES)
        try:
            while futures:
                yield self._result(futures.pop(0))
        finally:
            if futures:
                self._client.cancel(futures)

    def _result(self, future: Any) -> Any:
        while True:
            try:
                return future.result(timeout=_PATIENCE)
            except TimeoutError:
                if not self._client.scheduler_info()["workers"]:
                    raise BrokenExecutor("no worker is left") from None
            except Exception as error:  # KilledWorker, CancelledError, a connection that was lost
                raise BrokenExecutor(str(error)) from error


@contextmanager
def workers(address: str, source: Inbox, extra: Extra = ()) -> Iterator[tuple[Executor, Extra]]:
    """An executor over a cluster's workers, with the editions as these are to be told them.

    Refused: A75 without Dask, A77 nobody answers or no worker is there, A78 a worker with another program or
    other editions, A79 a worker that does not see the inbox.
    """
    try:
        import distributed
    except ImportError:
        raise Refused(Problem("A75", {"package": "distributed", "option": "--cluster"})) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    known = shared(extra)
    connect: Any = distributed.Client
    try:
        client = connect(address, timeout=_PATIENCE, set_as_default=False)
    except Exception as error:
        raise _unanswered(address, error) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except Exception as error:
            raise _unanswered(address, error) from error
        _check(client, source, known)
        yield Workers(client), known


def shared(extra: Extra) -> list[str]:
    """The editions as another computer finds them on a shared drive: by full paths, without this one's environment."""
    named = [
        *(os.fspath(path) for path in extra),
        *filter(None, os.environ.get(EDITIONS_VARIABLE, "").split(os.pathsep)),
    ]
    return [os.path.abspath(path) for path in named]


@dataclass(frozen=True)
class _Worker:
    """What a worker has: its program, its editions, and whether it sees the inbox."""

    program: str
    editions: str
    sees: bool


def _probe(source: Inbox, sample: Sequence[Listed], extra: Extra) -> _Worker:
    return _Worker(program_digest(), editions_digest(extra), all(map(source.sees, sample)))


def _check(client: Any, source: Inbox, extra: Extra) -> None:
    """Refuse a cluster that would read something else, or otherwise."""
    sample = source.listed()[:1]
    here = _probe(source, sample, extra)
    for name, found in sorted(client.run(_probe, source, sample, extra, on_error="return").items()):
        worker = str(name)
        if not isinstance(found, _Worker):
            raise Refused(Problem("A78", {"worker": worker, "detail": f"{type(found).__name__}: {found}"[:200]}))
        if (found.program, found.editions) != (here.program, here.editions):
            what = "pyscoring" if found.program != here.program else "editions"
            seen, wanted = (getattr(w, "program" if what == "pyscoring" else "editions")[:12] for w in (found, here))
            raise Refused(Problem("A78", {"worker": worker, "detail": f"{what} {seen} ≠ {wanted}"}))
        if not found.sees:
            raise Refused(Problem("A79", {"worker": worker, "file": sample[0].at}))


def _unanswered(address: str, error: Exception) -> Refused:
    return Refused(Problem("A77", {"seen": address, "detail": f"{type(error).__name__}: {error}"[:200]}))
