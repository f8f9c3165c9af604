"""One run at a time writes into a round; a lock that says so is gone with its process, and where there is none it goes on."""

import errno
import fcntl
from pathlib import Path

import pytest

from tests.at_work import at_work
from tests.scripted_round import Scripted, fingerprints, run
from workbook.committee.round_folder import Round

pytestmark = pytest.mark.xdist_group("small round")


def test_while_another_is_at_work(consolidated: Scripted, tmp_path: Path) -> None:
    """Who would write into the ledger is refused and changes nothing, who reads is not; a killed process holds nothing."""
    made = consolidated.copy(tmp_path / "round")
    with at_work(made.folder) as other:
        before = fingerprints(made.folder)
        for command in (["consolidate"], ["export", "--final", "--by=x"]):
            code, document = run(command[0], made.folder, *command[1:])
            assert (code, [p["code"] for p in document["problems"]]) == (1, ["W13"])
        assert (run("status", made.folder)[0], run("verify", made.folder)[0]) == (0, 0)
        assert fingerprints(made.folder) == before
        assert run("export", made.folder, "--format=json")[0] == 0
        other.kill()
        other.wait()
        assert run("consolidate", made.folder)[0] == 0
    assert run("consolidate", made.folder)[0] == 0


@pytest.mark.parametrize("why", ["no locks", "a file is in the way", "a link is in the way"])
def test_where_there_can_be_no_lock(
    consolidated: Scripted, tmp_path: Path, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A drive that knows no locks, or no room for one: the round is consolidated as ever, and nothing else is touched."""
    made, elsewhere = consolidated.copy(tmp_path / "round"), tmp_path / "elsewhere"
    kept = Round(made.folder).lock.parent
    elsewhere.mkdir()
    if why == "no locks":

        def unknown(handle: int, how: int) -> None:
            raise OSError(errno.ENOLCK, "No locks available")

        monkeypatch.setattr(fcntl, "lockf", unknown)
    else:
        for path in kept.iterdir():
            path.unlink()
        kept.rmdir()
        kept.symlink_to(elsewhere) if why == "a link is in the way" else kept.write_bytes(b"")
    assert run("consolidate", made.folder)[0] == 0
    assert list(elsewhere.iterdir()) == []


def test_no_trace_where_there_is_no_round(tmp_path: Path) -> None:
    """A folder that is no round is refused as such, and stays empty."""
    assert [p["code"] for p in run("consolidate", tmp_path)[1]["problems"]] == ["A19"]
    assert list(tmp_path.iterdir()) == []
