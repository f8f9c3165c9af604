"""What is accepted and entered: scores, and the answers to questions of eligibility, assessors' and the committee's."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyscoring.ledger import read
from pyscoring.register import Attested
from tests.committee_book import CHOICES, Book
from tests.provoked_register import ONE, REGISTER, WORK, begin, consolidate, send
from tests.provoked_round import rechained
from tests.scripted_round import run
from workbook.committee import register as registers


def accepted(folder: Path) -> Path:
    """A round that has accepted one sheet with one answer."""
    path = send(begin(folder), eligibility_new="ใช่")
    consolidate(folder)
    return path


def told(folder: Path, command: str = "consolidate", *options: str) -> set[str]:
    """Every code of the command but those of what has not come and of questions left open."""
    return {p["code"] for p in run(command, folder, *options)[1]["problems"]} - {"D15", "D19", "D20"}


def test_a_changed_answer_of_eligibility_is_not_taken_silently(tmp_path: Path) -> None:
    """It stops its place, and `Choices` shows what the ledger has and what the file has, without an answer too."""
    accepted(tmp_path)
    (sheet,) = read((tmp_path / "ledger.jsonl").read_bytes())[0].of("sheet")
    assert sheet.body["eligibility"] == {"new": True}
    assert told(tmp_path, "verify") == set()
    for changed, shown in (("ไม่ใช่", ["ไม่ใช่", "ใช่"]), (None, ["–", "ใช่"])):
        send(tmp_path, eligibility_new=changed)
        assert "A10" in told(tmp_path)
        assert answers(tmp_path) == shown
    assert {p.body["total"] for p in read((tmp_path / "ledger.jsonl").read_bytes())[0].of("result")} == {None}
    send(tmp_path, eligibility_new="ใช่", eligibility_mission="ใช่")
    assert "A10" in told(tmp_path)
    assert answers(tmp_path) == ["ใช่", "–"]


def test_an_answer_of_the_committee_is_entered(tmp_path: Path) -> None:
    """What was typed into the register's sheet Answers is in the ledger before results are made final (A70)."""
    accepted(tmp_path)
    assert "A70" not in told(tmp_path, "export", "--final")
    answer = Attested(WORK.edition, WORK.agency, "new", False)
    (tmp_path / "register.xlsx").write_bytes(registers.write(replace(REGISTER, answers=(answer,))))
    assert "A70" in told(tmp_path, "export", "--final")
    told(tmp_path)
    assert "A70" not in told(tmp_path, "export", "--final")


def answers(folder: Path) -> list[Any]:
    """What `Choices` shows of each sheet where they differ, below its heading."""
    rows = Book(folder / "consolidated.xlsx").rows(CHOICES)
    return [cells["status"] for _, cells in sorted(rows.items()) if cells.get("key") == "difference"][1:]


def test_a_ledger_from_before_is_read_and_verified(tmp_path: Path) -> None:
    """Entries without these answers are compared without them, and never shown as if nothing had been answered."""
    accepted(tmp_path)

    def older(_: int, kind: str, body: dict[str, Any]) -> dict[str, Any] | None:
        if kind != "sheet":
            return None
        held = ("application", "stage", "conflict", "edition", "definition", "scores", "bonus")
        text = json.dumps(
            {k: body[k] for k in held} | {"assessor": ONE}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        former = {"fingerprint": hashlib.sha256(text.encode()).hexdigest()[:16]}
        return {k: v for k, v in body.items() if k != "eligibility"} | former

    rechained(tmp_path / "ledger.jsonl", older)
    (tmp_path / "consolidated.xlsx").unlink()
    assert told(tmp_path, "verify") == set()
    send(tmp_path, indicator_1=5)
    assert "A10" in told(tmp_path)
    assert len(answers(tmp_path)) == 2  # the scores; of the answers the ledger knows nothing
    send(tmp_path, eligibility_new="ไม่ใช่", title="โครงการ  1")  # other bytes; the ledger cannot tell more
    codes = told(tmp_path)
    assert ("A16" in codes, "A10" in codes) == (True, False)
    assert [e.body.get("eligibility") for e in read((tmp_path / "ledger.jsonl").read_bytes())[0].of("sheet")] == [
        None, {"new": False},
    ]  # fmt: skip
    assert told(tmp_path, "verify") == set()
    send(tmp_path, eligibility_new="ใช่")
    assert "A10" in told(tmp_path)
