"""The workers of a Dask cluster as an executor: the only module that knows Dask.

The files of an inbox are sent in batches, and read by the same function as on one computer. A worker that
is lost, or reads otherwise than this computer, is done without: its batches go to the others, and what nobody
can read any more is read here.
"""

import logging
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from pyscoring.edition_files import EDITIONS_VARIABLE
from pyscoring.problems import Problem, Refused
from workbook.committee.inbox import Inbox, Listed
from workbook.committee.lines import unread
from workbook.committee.seen import editions_digest, program_digest
from workbook.scoresheet.reader import Extra

_PATIENCE = 10  # seconds for an answer, and without any worker
_RETRIES = 3  # of a batch whose worker was lost
_LOGGERS = "distributed", "distributed.client", "distributed.gc", "tornado", "tornado.application", "asyncio"
_OTHER = {"th": "pyscoring หรือเกณฑ์ไม่ตรงกับเครื่องนี้ ({})", "en": "another pyscoring or other editions, {}"}
_NOT_GOT = {"th": "อ่านไฟล์ {} ไม่ได้ แต่เครื่องนี้อ่านได้", "en": "it did not get {}, which this computer could read"}
Reads = tuple[str, str]  # the digests of the program and of the editions


class Workers(Executor):
    """A connection to a scheduler; `problems` tells of the workers done without (A91).

    `map` raises `BrokenExecutor` where no worker is left, or the scheduler is gone.
    """

    def __init__(self, client: Any, extra: Extra = ()) -> None:
        self.problems: list[Problem] = []
        self._client, self._extra = client, extra
        self._here = _reads(extra)
        self._without: set[str] = set()

    def map(self, fn: Callable[..., Any], *iterables: Any, timeout: Any = None, chunksize: int = 1) -> Iterator[Any]:
        """What `fn` makes of batches of files: a line for each of them."""
        (waiting,) = map(list, iterables)
        while waiting:
            yield from self._until_one_is_to_go(fn, waiting)

    def _until_one_is_to_go(self, fn: Callable[..., Any], waiting: list[Sequence[Listed]]) -> Iterator[list[bytes]]:
        """Send what is waiting; the rest is to be sent again as soon as there is a worker to do without."""
        among, gone = self._among(), len(self._without)
        batch = partial(_batch, fn, self._here, self._extra)
        futures = self._client.map(batch, waiting, workers=among, pure=False, retries=_RETRIES)
        try:
            while futures and len(self._without) == gone:
                worker, reads, lines = self._result(futures.pop(0), among)
                if reads == self._here:
                    yield list(self._mended(worker, fn, waiting.pop(0), lines))
                else:
                    self._do_without(worker, _OTHER, _difference(reads, self._here))
        finally:
            if futures:
                with suppress(Exception):  # nobody is there whom it could be told
                    self._client.cancel(futures)

    def _mended(
        self, worker: str, fn: Callable[..., list[bytes]], files: Sequence[Listed], lines: Sequence[bytes]
    ) -> Iterator[bytes]:
        """What the worker did not get is read here: a drive may be missing there."""
        for one, line in zip(files, lines, strict=True):
            if unread(line):
                (line,) = fn([one])
                if not unread(line):
                    self._do_without(worker, _NOT_GOT, one.file)
            yield line

    def _do_without(self, worker: str, why: dict[str, str], what: str) -> None:
        if worker not in self._without:
            self._without.add(worker)
            detail = {lang: text.format(what) for lang, text in why.items()}
            self.problems.append(Problem("A91", {"worker": worker, "detail": detail}))

    def _among(self) -> list[str] | None:
        """The workers to ask; None, while that is whoever comes."""
        return sorted(self._left()) if self._without else None

    def _left(self) -> set[str]:
        """The workers that may be asked, of which there is at least one."""
        try:
            left = set(self._client.nthreads()) - self._without
        except Exception as error:  # a connection that was lost
            raise BrokenExecutor(str(error)) from error
        if not left:
            raise BrokenExecutor("no worker is left")
        return left

    def _result(self, future: Any, among: Sequence[str] | None) -> Any:
        while True:
            try:
                return future.result(timeout=_PATIENCE)
            except TimeoutError:
                left = self._left()
                if left.isdisjoint(among or left):
                    raise BrokenExecutor("none of those asked is left") from None
            except Exception as error:  # KilledWorker, CancelledError, a connection that was lost
                raise BrokenExecutor(str(error)) from error


@contextmanager
def workers(address: str, source: Inbox, extra: Extra = ()) -> Iterator[tuple[Workers, Extra]]:
    """An executor over a cluster's workers, with the editions as these are to be told them.

    Refused: A75 without Dask, A77 nobody answers or no worker is there, A78 a worker with another program or
    other editions, A79 a worker that does not see the inbox.
    """
    known = shared(extra)
    connect = _client()
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
        yield Workers(client, known), known


def shared(extra: Extra) -> list[str]:
    """The editions as another computer finds them on a shared drive: by full paths, without this one's environment."""
    named = [
        *(os.fspath(path) for path in extra),
        *filter(None, os.environ.get(EDITIONS_VARIABLE, "").split(os.pathsep)),
    ]
    return [os.path.abspath(path) for path in named]


def _client() -> Any:
    """Dask's client, without its own words on the terminal: what they are about is told in ours."""
    try:
        import distributed
    except ImportError:
        raise Refused(Problem("A75", {"package": "distributed", "option": "--cluster"})) from None

    class Client(distributed.Client):
        def __del__(self) -> None:
            """One that was opened is closed by then; one that was not has nothing to close, and would fail in it."""

    for name in _LOGGERS:  # a level would not reach those below; the tasks of a lost connection end in asyncio's
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [logging.NullHandler()], False
    warnings.filterwarnings("ignore", module="distributed")
    return Client


def _reads(extra: Extra) -> Reads:
    """What a computer reads with."""
    return program_digest(), editions_digest(extra)


def _difference(there: Reads, here: Reads) -> str:
    which = there[0] == here[0]
    return f"{('pyscoring', 'editions')[which]} {there[which][:12]} ≠ {here[which][:12]}"


# on a worker


def _batch(
    fn: Callable[..., list[bytes]], wanted: Reads, extra: Extra, files: Sequence[Listed]
) -> tuple[str, Reads, list[bytes]]:
    """The worker, what it reads with, and what it read: nothing, where that is not what is wanted."""
    from distributed import get_worker

    reads = _reads(extra)
    return get_worker().address, reads, fn(files) if reads == wanted else []


def _probe(source: Inbox, sample: Sequence[Listed], extra: Extra) -> tuple[Reads, bool]:
    return _reads(extra), all(map(source.sees, sample))


def _check(client: Any, source: Inbox, extra: Extra) -> None:
    """Refuse a cluster that would read something else, or otherwise."""
    sample, here = source.listed()[:1], _reads(extra)
    for name, found in sorted(client.run(_probe, source, sample, extra, on_error="return").items()):
        worker = str(name)
        if not isinstance(found, tuple):
            raise Refused(Problem("A78", {"worker": worker, "detail": f"{type(found).__name__}: {found}"[:200]}))
        reads, sees = found
        if reads != here:
            raise Refused(Problem("A78", {"worker": worker, "detail": _difference(reads, here)}))
        if not sees:
            raise Refused(Problem("A79", {"worker": worker, "file": sample[0].file}))


def _unanswered(address: str, error: Exception) -> Refused:
    return Refused(Problem("A77", {"seen": address, "detail": f"{type(error).__name__}: {error}"[:200]}))
