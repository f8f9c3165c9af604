"""What the guides of the administrator and the developer promise, where no other test holds it."""

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import pyscoring
from docs import architecture
from pyscoring.register import Assignment
from tests.provoked import TEPGA
from tests.provoked_register import PANEL, PEOPLE, REGISTER, THREE, WORK, begin, consolidate, send
from workbook.cli import main

OWN = Path(pyscoring.__file__).parent / "editions" / f"{TEPGA.id}.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A round of which one sheet has come back and been consolidated."""
    made = begin(tmp_path / "round")
    send(made)
    consolidate(made)
    return made


def verified(folder: Path) -> tuple[int, str]:
    ran = CliRunner().invoke(main, ["verify", str(folder), "--lang", "en"])
    return ran.exit_code, ran.output


def test_a_backup_is_whole(folder: Path, tmp_path: Path) -> None:
    """A round that was packed and unpacked verifies, also without what can be made again; without an assessor's file it does not."""
    zipfile.main(["-c", str(tmp_path / "round.zip"), str(folder)])
    zipfile.main(["-e", str(tmp_path / "round.zip"), str(tmp_path / "restored")])
    restored = tmp_path / "restored" / "round"
    assert verified(restored)[0] == 0
    (restored / "consolidated.xlsx").unlink()
    for name in ("packs", "results", ".pyscoring"):
        shutil.rmtree(restored / name, ignore_errors=True)
    code, told = verified(restored)
    assert (code, "all agree" in told) == (0, True)
    next((restored / "inbox").iterdir()).unlink()
    code, told = verified(restored)
    assert (code, "A54" in told) == (1, True)


def test_a_sheet_of_nobody_on_the_panel(folder: Path) -> None:
    """It is an error at every run, until its assessor is assigned or its file is taken out; `verify` agrees either way."""
    path = send(folder, THREE)
    for _ in range(2):
        assert "A06" in consolidate(folder)
    taken_out = path.rename(folder / path.name)
    assert CliRunner().invoke(main, ["consolidate", str(folder)]).exit_code == 0
    assert verified(folder)[0] == 0
    taken_out.rename(path)
    begin(folder, replace(REGISTER, assignments=(*PANEL, Assignment(WORK.id, PEOPLE[2].id, "desk"))))
    assert CliRunner().invoke(main, ["consolidate", str(folder)]).exit_code == 0
    assert verified(folder)[0] == 0


def test_a_round_outlives_its_rules(folder: Path) -> None:
    """Where the program's rules have changed, old workbooks are refused until the old edition lies in the round; verify agrees."""
    changed = OWN.read_text(encoding="utf-8").replace("at_least = 90", "at_least = 91")
    (folder / "editions").mkdir()
    (folder / "editions" / OWN.name).write_text(changed, encoding="utf-8")
    assert verified(folder)[0] == 0
    assert "T03" in consolidate(folder)
    assert verified(folder)[0] == 0
    shutil.copy(OWN, folder / "editions")
    assert "T03" not in consolidate(folder)
    assert verified(folder)[0] == 0


def test_the_architecture_is_fresh() -> None:
    """The picture of the architecture shows the imports as they are."""
    assert architecture.TARGET.read_text(encoding="utf-8") == architecture.svg(), "run python -m docs.architecture"


def test_the_architecture_follows_the_imports() -> None:
    """A part stands above those that it imports, beside those that import it too, and no arrow tells what others tell."""
    of = {
        "cli": frozenset({"results", "files"}), "results": frozenset({"scoresheet", "documents"}),
        "scoresheet": frozenset({"documents", "files"}), "documents": frozenset({"scoresheet"}), "files": frozenset(),
    }  # fmt: skip
    assert architecture.rows(of) == [[("cli",)], [("results",)], [("documents", "scoresheet")], [("files",)]]
    assert architecture.arrows(of) == [
        ("cli", "results"), ("documents", "scoresheet"), ("results", "documents"), ("results", "scoresheet"),
        ("scoresheet", "documents"), ("scoresheet", "files"),
    ]  # fmt: skip
    assert architecture.svg(of) != architecture.svg({**of, "results": frozenset({"files"})})
