"""A Dask cluster of two workers on this computer beside the process pool, and with one of the workers killed."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from benchmarks.making_files import make
from benchmarks.measuring import Spread, ratios
from benchmarks.table import Found, Scale
from workbook.committee import cluster
from workbook.committee.inbox import Folder, receive

_WAIT = 60.0  # seconds for the cluster to stand
_SOON = 0.5  # of the files, after which a worker is killed


def measure(folder: Path, scale: Scale) -> Iterator[Found]:
    files = make(folder / "cluster", scale.files(1_000))
    source = Folder(files[0].parent)
    wanted = [r.sha256 for r in receive(source)]
    with _standing(Path(mkdtemp(dir=folder))) as (address, workers):
        pool, dask, agreed = [], [], True
        with cluster.workers(address, source) as (executor, extra):
            list(receive(source, 2, extra, executor))
            for _ in range(scale.rounds(5)):
                pool.append(_seconds(lambda: list(receive(source, 2)))[0])
                seconds, found = _seconds(lambda: [r.sha256 for r in receive(source, 2, extra, executor)])
                dask.append(seconds)
                agreed = agreed and found == wanted
        said = f"{Spread(tuple(dask)).median:.2f} s against {Spread(tuple(pool)).median:.2f} s"
        yield Found("cluster", ratios(dask, pool), said, agreed)
        with cluster.workers(address, source) as (executor, extra):
            found = []
            for read in receive(source, 2, extra, executor):
                found.append(read.sha256)
                if len(found) == max(1, int(len(files) * _SOON)):
                    workers[0].kill()
        differ = sum(a != b for a, b in zip(found, wanted, strict=False)) + abs(len(found) - len(wanted))
        yield Found(
            "cluster-killed", Spread((float(differ),)), f"{len(found):,} files, one of two workers killed at half"
        )
    shutil.rmtree(source.folder)


@contextmanager
def _standing(folder: Path) -> Iterator[tuple[str, list["subprocess.Popen[bytes]"]]]:
    """A scheduler and two workers of one thread; its address and the workers' processes. All end with it."""
    told = folder / "scheduler.json"
    started = [_start("scheduler", folder, "--port", "0", "--scheduler-file", str(told), "--host", "127.0.0.1")]
    try:
        _until(told.exists)
        for _ in range(2):
            started.append(_start("worker", folder, "--scheduler-file", str(told), "--nthreads", "1", "--no-nanny"))
        address = _address(told)
        yield address, started[1:]
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def _start(what: str, folder: Path, *options: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "distributed.cli.dask_" + what, "--no-dashboard", *options]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _address(told: Path) -> str:
    import json

    import distributed

    address = str(json.loads(told.read_text(encoding="utf-8"))["address"])
    with distributed.Client(address, timeout=_WAIT, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(2, timeout=_WAIT)
    return address


def _until(is_there: Callable[[], bool]) -> None:
    until = time.monotonic() + _WAIT
    while not is_there():
        if time.monotonic() > until:
            sys.exit("no Dask scheduler came up")
        time.sleep(0.05)


def _seconds(work: Callable[[], Sequence[object]]) -> tuple[float, Sequence[object]]:
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found
