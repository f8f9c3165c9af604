"""An inbox read elsewhere: by the workers of a Dask cluster, and from storage that is no folder."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import fsspec
import pytest

from pyscoring.problems import Refused
from tests.scripted_round import Scripted, run
from workbook.committee import cluster, inbox
from workbook.committee.inbox import Folder
from workbook.committee.seen import Seen
from workbook.committee.storage import Storage, _stamp
from workbook.scoresheet.reader import read_file

pytestmark = pytest.mark.xdist_group("small round")
AT = "memory://round/inbox"


@pytest.fixture(scope="module")
def two_workers() -> Iterator[Any]:
    """A scheduler with two worker processes on this computer."""
    import distributed

    start: Any = distributed.LocalCluster
    with start(n_workers=2, threads_per_worker=1, dashboard_address=None) as running:
        yield running


@pytest.fixture
def stored(returned: Scripted) -> Iterator[str]:
    """The small round's inbox in storage, written some time ago."""
    files = fsspec.filesystem("memory")
    files.put(str(returned.inbox), "/round/inbox", recursive=True)
    yield AT
    files.rm("/round", recursive=True)


def consolidated(made: Scripted, *options: str) -> tuple[int, dict[str, Any]]:
    """What the command says, without the ledger's last hash, in which the time is."""
    code, document = run("consolidate", made.folder, *options)
    return code, {key: value for key, value in document.items() if key != "head"}


def test_workers_read_what_this_computer_reads(returned: Scripted, two_workers: Any, tmp_path: Path) -> None:
    """The same command with --cluster: the same results, problems and ledger."""
    made = [returned.copy(tmp_path / name) for name in ("here", "there")]
    here = consolidated(made[0])
    there = consolidated(made[1], "--cluster", two_workers.scheduler_address)
    assert here == there
    assert made[0].kinds() == made[1].kinds()


def test_a_worker_that_is_killed_costs_nothing(
    returned: Scripted, two_workers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its batches go to the other one: every file is read once, and in order."""
    monkeypatch.setattr(inbox, "CHUNK", 5)
    source = Folder(returned.inbox)
    with cluster.workers(two_workers.scheduler_address, source) as (executor, extra):
        received = inbox.receive(source, extra=extra, executor=executor)
        found = [next(received)]
        worker, *_ = two_workers.workers.values()
        os.kill(worker.pid, signal.SIGKILL)
        found += received
    assert found == list(inbox.receive(source))


@pytest.mark.parametrize("wrong", ["reads otherwise", "does not see"])
def test_a_worker_that_joins_later_is_held_to_the_same(
    returned: Scripted, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    """One with another program or without the drive answers nothing that counts, is told (A91), and is not asked again."""
    import distributed

    asked: list[str] = []

    def on_the_late_one() -> bool:
        with suppress(ValueError):
            asked.append(distributed.get_worker().address)
            return asked[-1] == late
        return False

    def reads(extra: Any) -> tuple[str, str]:
        there = on_the_late_one() and wrong == "reads otherwise"
        return ("another" if there else "this"), "editions"

    def sheets(source: Folder, one: Any, extra: Any) -> Any:
        lost = on_the_late_one() and wrong == "does not see"
        return read_file(Path("/nowhere", one.file) if lost else Path(one.at), extra)

    start, source, late = getattr(distributed, "LocalCluster"), Folder(returned.inbox), ""  # noqa: B009 - it has no types
    wanted = list(inbox.receive(source))
    monkeypatch.setattr(inbox, "CHUNK", 3)
    monkeypatch.setattr(cluster, "_reads", reads)
    monkeypatch.setattr(Folder, "sheets", sheets)
    with (
        start(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as running,
        cluster.workers(running.scheduler_address, source) as (executor, extra),
    ):
        late = running.workers[0].address
        assert list(inbox.receive(source, extra=extra, executor=executor)) == wanted
        assert [(p.code, p.details["worker"]) for p in executor.problems] == [("A91", late)]
        asked.clear()
        assert list(inbox.receive(source, extra=extra, executor=executor)) == wanted
        assert asked
        assert late not in asked


def test_what_nobody_can_read_any_more_is_read_here(returned: Scripted) -> None:
    """When no worker is left, or the scheduler is gone, this computer goes on where they were."""

    class Lost:
        def map(self, *_: object, **__: object) -> list[Any]:
            raise BrokenExecutor("nobody is left")

    source = Folder(returned.inbox)
    assert list(inbox.receive(source, executor=Lost())) == list(inbox.receive(source))  # type: ignore[arg-type]


def test_a_lost_scheduler_breaks_the_executor() -> None:
    """Waiting ends as soon as no worker is there, and whatever Dask raises is one exception."""

    class Client:
        def __init__(self, error: Exception) -> None:
            self.error, self.cancelled = error, list[Any]()

        def map(self, *_: object, **__: object) -> list["Client"]:
            return [self, self]

        def result(self, timeout: float) -> None:
            raise self.error

        def scheduler_info(self) -> dict[str, Any]:
            return {"workers": {}}

        def cancel(self, futures: list[Any]) -> None:
            self.cancelled += futures

    for error in (TimeoutError(), RuntimeError("KilledWorker")):
        client = Client(error)
        with pytest.raises(BrokenExecutor):
            list(cluster.Workers(client).map(print, [1, 2]))
        assert len(client.cancelled) == 1


def test_dask_has_no_words_of_its_own() -> None:
    """An address that is none is told in our words and nothing else, also when Python ends; none of Dask's loggers is heard."""
    command = [sys.executable, "-c", "from workbook.cli import main; main()", "consolidate", ".", "--cluster", "foo"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, [line[:4] for line in done.stderr.splitlines()]) == (1, "", ["A77 "])
    cluster._client()
    for name in ("distributed.client", "distributed.core", "distributed.comm.tcp", "tornado.application", "asyncio"):
        logger = logging.getLogger(name)
        while not logger.handlers and logger.propagate and logger.parent:
            logger = logger.parent
        assert [type(handler) for handler in logger.handlers] == [logging.NullHandler]
        assert not logger.propagate


def test_storage_is_read_as_a_folder_is(returned: Scripted, stored: str) -> None:
    """The same files under the same names with the same contents and problems, in the same order."""
    here, there = (list(inbox.receive(source)) for source in (Folder(returned.inbox), Storage(stored)))
    assert here == there
    assert list(inbox.receive(Storage(f"file://{returned.inbox}"))) == here


def test_a_round_on_storage(returned: Scripted, stored: str, tmp_path: Path) -> None:
    """`--inbox URL`, wherever an inbox is read, tells what the folder does; without it, an empty one is told (A92)."""
    made, other = returned.copy(tmp_path / "here"), returned.copy(tmp_path / "there")
    here = consolidated(made)
    for path in other.inbox.rglob("*.*"):
        path.unlink()
    assert consolidated(other, "--inbox", stored) == here
    for command, *options in (["status"], ["verify"], ["export", "--format=json"]):
        found = [run(command, other.folder, *options, "--inbox", stored), run(command, made.folder, *options)]
        there, here = ((code, {**document, "head": ""}) for code, document in found)  # of runs at two times
        assert there == here
        code, told = run(command, other.folder, *options)
        assert (code, "A92" in {problem["code"] for problem in told["problems"]}) == (1, True)


def test_storage_is_read_once(returned: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file with the same size and time is known again; what another inbox has under the same name is not."""
    source, path = Storage(f"file://{returned.inbox}"), tmp_path / "seen.jsonl"
    later = time.time() + 120
    monkeypatch.setattr(time, "time", lambda: later)
    fresh = list(inbox.receive(source, seen=Seen(path, inbox=source.name, keep=True)))
    monkeypatch.setattr(Storage, "_load", lambda *_: pytest.fail("read again"))
    assert list(inbox.receive(source, seen=Seen(path, inbox=source.name))) == fresh
    other = Seen(path, inbox="memory://other")
    assert not any(other.knows(one.file, one.stamp) for one in source.listed())


@pytest.mark.parametrize(("info", "known"), [
    ({"size": 1, "ETag": '"a"'}, True), ({"size": 1, "mtime": 1.0}, True), ({"size": 1}, False),
    ({"size": 1, "mtime": 9e9}, False), ({"size": 1, "modified": "yesterday"}, False),
], ids=["its hash", "its time", "neither", "of the future", "a time in words"])  # fmt: skip
def test_what_tells_one_version_from_another(info: dict[str, Any], known: bool) -> None:
    """A hash does, and so does a time that is long enough ago; a file without either is always read."""
    assert bool(_stamp(info)) is known
    assert _stamp(info) != _stamp(info | {"size": 2}) or not known


@pytest.mark.parametrize(("url", "package"), [
    ("smb://host/share", "smbprotocol"), ("git://round", "pygit2"), ("webhdfs://host/inbox", "requests"),
])  # fmt: skip
def test_the_driver_that_is_missing_is_named(url: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A75 names what pip installs, also for a driver that is a module of fsspec itself."""
    for module in ("smbclient", "pygit2", "requests"):
        monkeypatch.setitem(sys.modules, module, None)
    for module in ("smb", "git", "webhdfs"):
        monkeypatch.delitem(sys.modules, f"fsspec.implementations.{module}", raising=False)
    with pytest.raises(Refused) as refused:
        Storage(url).listed()
    assert [(p.code, p.details["package"]) for p in refused.value.problems] == [("A75", package)]


def test_a_password_is_not_kept_or_shown() -> None:
    """Neither in what is kept of an inbox nor in a message; what else tells inboxes apart stays."""
    source = Storage("ftp://somebody:se:cr@t@127.0.0.1:9/inbox")
    assert source.name == "ftp://somebody@127.0.0.1:9/inbox"
    with pytest.raises(Refused) as refused:
        source.listed()
    assert "cr@t" not in str(refused.value)
    assert [p.file for p in refused.value.problems] == [source.name]
    assert Storage("abfs://one@account.example/x").name != Storage("abfs://two@account.example/x").name
    assert Storage("s3://bucket/a:b@c").name == "s3://bucket/a:b@c"


def test_bad_files_in_storage_are_named(stored: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is gone or refused since it was listed: F01, F10; the others are read."""
    files, source = fsspec.filesystem("memory"), Storage(stored)
    first, second, *rest = source.listed()
    really = type(files).cat_file

    def cat_file(self: Any, path: str, **options: Any) -> Any:
        if path == second.at:
            raise PermissionError("no")
        return really(self, path, **options)

    listed = source.listed()
    files.rm(first.at)
    monkeypatch.setattr(type(files), "cat_file", cat_file)
    monkeypatch.setattr(Storage, "listed", lambda _: listed)
    found = list(inbox.receive(source))
    assert [[p.code for p in f.problems] for f in found[:2]] == [["F01"], ["F10"]]
    assert all(f.sha256 for f in found[2:])
    assert len(found) == len(rest) + 2
