"""An unchanged file of the inbox is read once: what was read is kept, and never trusted further than it can be."""

import errno
import io
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from pyscoring.problems import Problem, Refused
from tests.round_fixtures import FirstRun
from tests.scripted_round import Scripted, run, type_into
from workbook.committee import committee, inbox
from workbook.committee.inbox import Folder, Listed
from workbook.committee.lines import line
from workbook.committee.received import Received
from workbook.committee.seen import Seen
from workbook.files import atomic
from workbook.scoresheet.reader import Extra, Read

small = pytest.mark.xdist_group("small round")

# Sent a signal as a process reads the file, or once so many files are taken, and then again and again.
INTERRUPTED = """
import os, signal, sys, threading, time
from workbook import start
from workbook.committee import inbox
from workbook.committee.inbox import Folder
from workbook.committee.seen import Seen
inbox._SETTLED = 0
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what is in its background without it
main, left = os.getpid(), {taken}
read, take = Folder.sheets, Seen.take
def sheets(self, one, extra):
    if one.file == {file!r}:
        os.kill(main, signal.{signal})
    return read(self, one, extra)
def again():
    while not time.sleep(0.005):
        os.kill(main, signal.{signal})
def taking(self, line):
    global left
    left -= 1
    if left == -1:
        threading.Thread(target=again, daemon=True).start()
        os.kill(main, signal.{signal})
    return take(self, line)
Folder.sheets, Seen.take = sheets, taking
sys.argv = ["pyscoring", "consolidate", {folder!r}, "--jobs={jobs}", "--lang=en"]
start.main()
"""


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read, in this process."""
    files: list[str] = []
    really = Folder.sheets

    def sheets(self: Folder, one: Listed, extra: Extra) -> Read:
        files.append(one.file)
        return really(self, one, extra)

    monkeypatch.setattr(Folder, "sheets", sheets)
    return files


@pytest.fixture
def made(returned: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """The small round after a first run, its files old enough to be known again."""
    copied = returned.copy(tmp_path / "round")
    monkeypatch.setattr(inbox, "_SETTLED", 0)
    assert run("consolidate", copied.folder, "--jobs=1")[0] == 0
    return copied


@pytest.fixture
def doubled(returned: Scripted, tmp_path: Path) -> Scripted:
    """The small round before its first run, with every file twice."""
    made = returned.copy(tmp_path / "round")
    for path in sorted(made.inbox.rglob("*.xlsx")):
        path.with_stem(f"{path.stem} สำเนา").write_bytes(path.read_bytes())
    return made


def interrupted(
    made: Scripted, name: str, jobs: int, file: str | None = None, taken: int | None = None
) -> subprocess.CompletedProcess[str]:
    """`consolidate` with a signal; this waits until none of its processes holds its output any more."""
    told = {"file": file, "taken": -1 if taken is None else taken, "signal": name, "jobs": jobs}
    script = INTERRUPTED.format(folder=str(made.folder), **told)
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)


def received(folder: Path, seen: Seen | None = None) -> list[Received]:
    return list(inbox.receive(folder / "inbox", seen=seen))


@small
def test_unchanged_files_are_not_read_again(made: Scripted, reads: list[str]) -> None:
    """The second run reads nothing, finds the same, and changes no file; the status reads nothing either."""
    before = {path: path.read_bytes() for path in made.folder.rglob("*") if path.is_file()}
    first = run("consolidate", made.folder, "--jobs=1")
    assert run("status", made.folder, "--jobs=1")[0] == 0
    assert reads == []
    assert run("consolidate", made.folder, "--jobs=1", "--fresh") == first
    assert len(reads) == len(made.files)
    assert {path: path.read_bytes() for path in before} == before


@small
def test_only_what_is_new_or_changed_is_read(made: Scripted, reads: list[str]) -> None:
    """A file that was sent again, another that came, one that is gone: two are read, and all is told as ever."""
    changed, gone, *_ = made.files
    type_into(made.at(*changed), changed[0], {"assessor": "ใครก็ไม่รู้"})
    made.at(*gone).unlink()
    (made.inbox / "ใหม่.xlsx").write_bytes(b"")
    code, document = run("consolidate", made.folder, "--jobs=1")
    assert sorted(reads) == sorted([made.files[changed], "ใหม่.xlsx"])
    assert (code, {"A05", "A11", "F03"} <= {p["code"] for p in document["problems"]}) == (1, True)
    assert run("consolidate", made.folder, "--jobs=1", "--fresh")[1]["problems"] == document["problems"]


@pytest.mark.xdist_group("round")
def test_what_is_kept_is_what_was_read(first_run: FirstRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 840 files with everything wrong that is planted in them, hostile ones among them: equal, problem for problem."""
    monkeypatch.setattr(inbox, "_SETTLED", 0)
    folder, path = first_run.made.folder, tmp_path / "seen.jsonl"
    source = Folder(folder / "inbox")
    fresh = [source.read(one, ()) for one in source.listed()]
    assert received(folder, Seen(path, keep=True)) == fresh
    seen = Seen(path)
    assert all(seen.knows(one.file, one.stamp) for one in source.listed())
    known = [seen.get(one.file) for one in source.listed()]
    assert known == fresh
    told = [(p.message(lang), p.remedy(lang)) for lang in ("th", "en") for r in known for p in r.problems]
    assert told == [(p.message(lang), p.remedy(lang)) for lang in ("th", "en") for r in fresh for p in r.problems]


class Full(io.RawIOBase):
    """A disk with room for so many bytes."""

    def __init__(self, room: int) -> None:
        self.file, self.room = tempfile.TemporaryFile(buffering=0), room  # noqa: SIM115 - closed with this

    def fileno(self) -> int:
        return self.file.fileno()

    def write(self, data: Any) -> int:
        if not self.room:
            raise OSError(errno.ENOSPC, "full")
        written = self.file.write(data[: self.room])
        self.room -= written
        return written


@small
@pytest.mark.parametrize("room", [None, 0, 1_000, 9_000])
def test_a_full_disk_loses_nothing_that_was_read(
    made: Scripted, room: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the temporary file has no room for stays in memory, also where there can be no such file."""
    wanted = received(made.folder)
    file = Mock(side_effect=OSError) if room is None else Mock(return_value=Full(room))
    monkeypatch.setattr("workbook.committee.seen.tempfile.TemporaryFile", file)
    assert received(made.folder) == wanted


@small
def test_a_file_written_just_now_is_read_again(
    made: Scripted, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within two seconds a clock may not tell two versions apart: such a file is not kept."""
    monkeypatch.setattr(inbox, "_SETTLED", 2_000_000_000)
    file = made.at(*next(iter(made.files)))
    os.utime(file)
    for _ in range(2):
        run("consolidate", made.folder, "--jobs=1")
    assert reads.count(made.files[next(iter(made.files))]) == 2


@small
def test_a_file_that_was_out_of_reach_is_read_again(
    made: Scripted, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share that drops out between listing and reading is told (F10), and forgotten when it is back."""
    kept = committee.Round(made.folder).seen
    kept.unlink()
    with monkeypatch.context() as gone:
        gone.setattr(atomic, "load", Mock(side_effect=Refused(Problem("F10", {"detail": "no route to host"}))))
        found = received(made.folder, Seen(kept, keep=True))
    assert {p.code for file in found for p in file.problems} == {"F10"}
    reads.clear()
    assert [p for file in received(made.folder, Seen(kept)) for p in file.problems if p.code == "F10"] == []
    assert len(reads) == len(made.files)


@small
@pytest.mark.parametrize("how", ["emptied", "cut", "edited", "of another program", "of other editions"])
def test_what_is_damaged_or_of_another_program_is_read_again(
    made: Scripted, reads: list[str], how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is believed that was not written by this program with these editions, and whole."""
    path = committee.Round(made.folder).seen
    head, *lines = path.read_text(encoding="utf-8").split("\n")
    if how == "emptied":
        path.write_bytes(b"\xff")
    elif how == "cut":
        path.write_text("\n".join([head, *lines])[: -len(lines[-2]) // 2], encoding="utf-8")
    elif how == "edited":
        path.write_text("\n".join([head, lines[0].replace('"1":"', '"1":"9'), *lines[1:]]), encoding="utf-8")
    elif how == "of another program":
        path.write_text("\n".join([head.replace('"program": "', '"program": "0'), *lines]), encoding="utf-8")
    else:
        (made.folder / "editions").mkdir()
        (made.folder / "editions" / "other.toml").write_text('id = "other"', encoding="utf-8")
    assert run("consolidate", made.folder, "--jobs=1")[0] == 0
    whole = how in ("emptied", "of another program", "of other editions")
    assert len(reads) == (len(made.files) if whole else 1)
    reads.clear()
    run("consolidate", made.folder, "--jobs=1")
    assert reads == []


@small
def test_verify_reads_everything_itself(made: Scripted) -> None:
    """A file that was changed behind its stamp (the same size and times) is found by `verify`."""
    place, before = next(iter(made.files)), received(made.folder)
    type_into(made.at(*place), place[0], {"indicator:1.1": 0})
    forged = Seen(committee.Round(made.folder).seen, keep=True)
    stamps = {one.file: one.stamp for one in Folder(made.inbox).listed()}
    for one in before:
        forged.take(line(one, stamps[one.file]))
    forged.save(())
    assert run("consolidate", made.folder, "--jobs=1")[0] == 0
    assert "A53" in {p["code"] for p in run("verify", made.folder)[1]["problems"]}
    assert run("consolidate", made.folder, "--jobs=1", "--fresh")[0] == 1


@small
@pytest.mark.parametrize(("jobs", "again"), [(1, False), (1, True), (2, False), (2, True)])
def test_interrupted_and_taken_up_again(
    doubled: Scripted, reads: list[str], jobs: int, again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C, once or held down, ends with one sentence and 130; nothing lies about, and the next run reads the rest."""
    made, files = doubled, [one.file for one in Folder(doubled.inbox).listed()]
    ended = interrupted(made, "SIGINT", jobs, **{"taken": 60} if again else {"file": files[60]})
    assert (ended.returncode, ended.stdout) == (130, "")
    assert ended.stderr == "Stopped. What was read is kept: run the command again to go on.\n"
    assert sorted(path.name for path in made.folder.iterdir() if path.is_file()) == ["register.xlsx"]
    monkeypatch.setattr(inbox, "_SETTLED", 0)
    known = Seen(committee.Round(made.folder).seen)
    left = [one.file for one in Folder(made.inbox).listed() if not known.knows(one.file, one.stamp)]
    assert len(files) - len(left) in ([0, 50] if jobs > 1 and not again else [60])
    run("consolidate", made.folder, "--jobs=1")
    assert reads == left


@small
@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL"])
def test_a_killed_run_leaves_no_process_behind(doubled: Scripted, name: str) -> None:
    """Whoever ends the command alone ends the processes that read for it: they would wait for ever."""
    ended = interrupted(doubled, name, 2, file=Folder(doubled.inbox).listed()[0].file)
    assert (ended.returncode, ended.stdout, ended.stderr) == (-getattr(signal, name), "", "")


@small
def test_two_files_of_one_legible_name_are_two(made: Scripted) -> None:
    """A name that is no text is told in letters that another file may have as its own: both are in the list."""
    with open(os.fsencode(made.inbox) + b"/bad\xff.xlsx", "wb"), open(made.inbox / "bad\\xff.xlsx", "wb"):
        pass
    _, document = run("consolidate", made.folder, "--jobs=1")
    assert len(document["files"]) == len(made.files) + 2
