"""The scripted round, made once a session: with its 840 places and everything wrong, and a small one in which all is well.

Tests that change one take a copy. Those of the large one are in the xdist group ``round``, so that
it is made in one process only.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import scripted_round
from tests.scripted_round import Scripted, Told


@dataclass(frozen=True)
class FirstRun:
    """The large round after its first run: what had to be named, what came out, and the inbox before."""

    made: Scripted
    wanted: list[Told]
    inbox: dict[str, tuple[int, str]]
    code: int
    document: dict[str, Any]

    def copy(self, folder: Path) -> Scripted:
        return self.made.copy(folder)


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    """Consolidated once, in one process."""
    made = scripted_round.begin(tmp_path_factory.mktemp("round") / "รอบ 2558").send_all()
    wanted = scripted_round.plant(made)
    inbox = scripted_round.fingerprints(made.inbox)
    return FirstRun(made, wanted, inbox, *scripted_round.run("consolidate", made.folder, "--jobs=1"))


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Scripted:
    """Three applications of each award, seven assessors: 63 packs, of which none has come back."""
    return scripted_round.begin(tmp_path_factory.mktemp("small") / "round", applications=3)


@pytest.fixture(scope="session")
def returned(packed: Scripted, tmp_path_factory: pytest.TempPathFactory) -> Scripted:
    """The small round with all that was sent back, not consolidated yet."""
    return packed.copy(tmp_path_factory.mktemp("small") / "round").send_all()


@pytest.fixture(scope="session")
def consolidated(returned: Scripted, tmp_path_factory: pytest.TempPathFactory) -> Scripted:
    """The small round after its first run."""
    made = returned.copy(tmp_path_factory.mktemp("small") / "round")
    code, document = scripted_round.run("consolidate", made.folder)
    assert (code, {a["status"] for a in document["applications"]}) == (0, {"final"})
    return made
