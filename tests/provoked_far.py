"""How the codes of an inbox elsewhere, and of a cluster's workers, are provoked: a scheduler and a worker in this process."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from tests.provoked import told
from tests.provoked_register import Maker, Told, begin, send
from workbook.committee import cluster
from workbook.committee.inbox import Folder


@contextmanager
def scheduler() -> Iterator[str]:
    """The address of a scheduler with one worker, without a network."""
    import distributed

    start: Any = distributed.LocalCluster
    with start(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as running:
        yield running.scheduler_address


def _without(package: str, *option: str) -> Maker:
    def make(folder: Path) -> Told:
        with mock.patch.dict(sys.modules, {package: None}):
            return told("consolidate", "--json", begin(folder), *option)

    return make


def _on_a_worker(target: object, name: str, **changed: Any) -> Maker:
    """One sheet was sent, and the worker has something else than this computer."""

    def make(folder: Path) -> Told:
        send(begin(folder))
        with scheduler() as address, mock.patch.object(target, name, **changed):
            return told("consolidate", "--json", folder, "--cluster", address)

    return make


def _nobody(folder: Path) -> Told:
    with mock.patch.object(cluster, "_PATIENCE", 0.2):
        return told("consolidate", "--json", begin(folder), "--cluster=tcp://127.0.0.1:9")


FAR: dict[str, Maker] = {
    "A75": _without("fsspec", "--inbox=memory://round"),
    "A76": lambda folder: told("status", "--json", begin(folder), "--inbox=memory://nowhere"),
    "A77": _nobody,
    "A78": _on_a_worker(cluster, "editions_digest", side_effect=["here", "there"]),
    "A79": _on_a_worker(Folder, "sees", return_value=False),
    "A91": _on_a_worker(cluster, "editions_digest", side_effect=["here", "here", "here", "there"]),
}
