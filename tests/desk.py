"""A small round in memory, and its sheets of decisions as a file that tests type into."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from pyscoring.consolidate import consolidate
from pyscoring.edition import AwardEdition, Stage, scored
from pyscoring.panel import Decision, Seat, Value
from pyscoring.problems import Severity
from pyscoring.register import Application, Assessor, Assignment, Register
from pyscoring.score import score
from pyscoring.scoresheet import ScoreSheet
from workbook.committee.assembly import Candidate, Choice, Consolidation, Refusal
from workbook.consolidation import moderation
from workbook.consolidation.choices_sheet import add_choices
from workbook.consolidation.moderation_sheet import add_moderation
from workbook.consolidation.tables import BookLook
from workbook.files.package import Sheet, read_all
from workbook.files.patch import patch
from workbook.files.values import address

HEAD = "ab" * 32
DAY = dt.date(2015, 5, 20)
STANDARD, DEVELOPMENT = scored("tpsa-standard-2558"), scored("tepga-development-2558")
EDITIONS = {e.id: e for e in (STANDARD, DEVELOPMENT)}
ASSESSORS = tuple(Assessor(f"A{n}", f"ผู้ประเมิน {n}") for n in (1, 2, 3))
REGISTER = Register(
    (Application("P-01", STANDARD.id, "โครงการ 1"), Application("P-02", DEVELOPMENT.id, "โครงการ 2")),
    ASSESSORS,
    tuple(
        Assignment(application, assessor.id, stage)
        for application, stage in (("P-01", "desk"), ("P-01", "site"), ("P-02", "desk"))
        for assessor in ASSESSORS
    ),
)
SIGNED = {"reason": "ที่ประชุมเห็นพ้อง", "decided-by": "คณะกรรมการ", "date": "20/5/2558"}


def decided(
    application: str, stage: Stage, subject: str, value: Value, entry: int | None = None, **more: Any
) -> Decision:
    made = Decision(application, stage, subject, value, SIGNED["reason"], SIGNED["decided-by"], DAY, entry=entry)
    return replace(made, **more)


def answers(edition: AwardEdition, application: str, assessor: str, **changed: Any) -> ScoreSheet:
    """A complete sheet at 80 percent of each maximum; `scores` and `bonus` are changed by id."""
    scores = {i.id: i.high * 4 / 5 for i in edition.indicators} | changed.pop("scores", {})
    return ScoreSheet(
        edition=edition.id, definition=edition.definition, application=application, assessor=assessor, stage="desk",
        date=DAY, conflict=False, scores=scores, **changed,
    )  # fmt: skip


def candidate(file: str, number: int, gone: bool = False, **changed: Any) -> Candidate:
    sheet = answers(STANDARD, "P-01", "A3", **({"bonus": {}} if gone else {}) | changed)
    cells = (
        {} if gone else {"indicator:1.2": "F15", "indicator:2.1": "F20", "bonus:1": "F26", "title": "F5", "date": "F9"}
    )
    told = frozenset(("date", "conflict", "scores", "bonus")) if gone else frozenset[str]()
    return Candidate(file, f"{number:064x}", "Score", sheet, score(STANDARD, sheet), cells, gone, told)


CHOICE = Choice("P-01", "desk", "A3", (
    candidate("กลุ่ม 1/ผลงาน #1 100%.xlsx", 1, title="โครงการ 1", bonus={"1": True}, evidence={"indicator:1.2": "มีหลักฐาน"}),
    candidate("=1+1.xlsx", 2, title="=1+1", scores={"1.2": Decimal("90.5")}, evidence={"indicator:1.2": "ไม่พบ"}),
    candidate("เดิม.xlsx", 3, gone=True, scores={"2.1": Decimal(70)}),
))  # fmt: skip

KEYS = tuple(c.key for c in CHOICE.candidates)


def consolidation(
    decisions: Sequence[Decision] = (), refusals: Sequence[Refusal] = (), choices: Sequence[Choice] = ()
) -> Consolidation:
    """P-01 is in dispute (an indicator, a tie), P-02 has one assessor of three and needs no decision yet."""

    def seat(application: str, edition: AwardEdition, who: Assessor, **changed: Any) -> Seat:
        return Seat(who.id, who.name, "counted", score(edition, answers(edition, application, who.id, **changed)))

    first, second, third = ASSESSORS
    disputed = [
        seat("P-01", STANDARD, first, bonus={"1": True}),
        seat("P-01", STANDARD, second, scores={"1.2": Decimal("12.5")}),
    ]
    waiting = [seat("P-02", DEVELOPMENT, first), Seat(second.id, second.name, "missing")]
    results = (
        consolidate(STANDARD, "P-01", "desk", disputed, decisions),
        consolidate(DEVELOPMENT, "P-02", "desk", [*waiting, Seat(third.id, third.name, "missing")], decisions),
    )
    return Consolidation(
        REGISTER, EDITIONS, results, (), tuple(choices), tuple(decisions), tuple(refusals), (), HEAD,
        dt.datetime(2015, 6, 1, tzinfo=dt.UTC),
    )  # fmt: skip


def book(round_: Consolidation, lang: str = "th") -> bytes:
    """The two sheets as a file."""
    look = BookLook(lang, "consolidated")
    add_moderation(look, round_)
    add_choices(look, round_)
    return look.finish().read()


class Desk:
    """A file with the two sheets, and somebody who types into it."""

    def __init__(self, folder: Path, round_: Consolidation, lang: str = "th") -> None:
        self.path, self.round = folder / "consolidated.xlsx", round_
        self.path.write_bytes(book(round_, lang))

    def sheet(self, name: str) -> Sheet:
        return next(s for s in read_all(self.path).sheets if s.name == name)

    def columns(self, name: str) -> dict[str, int]:
        return {str(v): column for (row, column), v in self.sheet(name).cells.items() if row == 1}

    def row(self, name: str, **wanted: object) -> int:
        """The first row with these cells by column key; None for an empty cell."""
        cells, columns = self.sheet(name).cells, self.columns(name)
        return next(
            row for row in range(4, 400)
            if all(cells.get((row, columns[key.replace("_", "-")])) == value for key, value in wanted.items())
        )  # fmt: skip

    def free(self) -> int:
        """The first empty row of `Moderation`."""
        return self.row("Moderation", application=None, subject=None, value=None, reason=None, entry=None)

    def at(self, name: str, row: int, key: str) -> str:
        return address(row, self.columns(name)[key])

    def type(self, name: str, row: int, cells: Mapping[str, Any]) -> None:
        """Type into a row, by column key."""
        columns = self.columns(name)
        edits = {name: {(row, columns[key]): value for key, value in cells.items()}}
        self.path.write_bytes(patch(self.path.read_bytes(), edits))

    def decide(self, *rows: Mapping[str, Any]) -> list[int]:
        """Type whole rows into the empty ones of `Moderation`; their numbers."""
        first = self.free()
        for number, cells in enumerate(rows, first):
            self.type("Moderation", number, cells)
        return list(range(first, first + len(rows)))

    def read(self) -> moderation.Typed:
        return moderation.read(self.path, REGISTER, EDITIONS, self.round.decisions)

    def again(self, typed: moderation.Typed, lang: str = "th") -> "Desk":
        """The next run: what was taken is in the ledger, what was refused is shown."""
        number = max([d.entry or 0 for d in self.round.decisions] + [10])
        taken = [replace(d, entry=number + n) for n, d in enumerate(typed.decisions, 1)]
        choices = [c for c in self.round.choices if not any(d.subject == f"place:{c.assessor}" for d in taken)]
        return Desk(self.path.parent, consolidation([*self.round.decisions, *taken], typed.refusals, choices), lang)


LEDGER = (
    decided("P-01", "desk", "indicator:1.1", Decimal("80.5"), 5),
    decided("P-01", "desk", "indicator:1.1", Decimal(90), 6, reason="=แก้ตาม “มติ”\nครั้งที่ 2"),
    decided("P-02", "desk", "total", Decimal("85.25"), 7),
    decided("P-02", "desk", "total", "withdraw", 8),
    decided("P-01", "desk", "bonus:1", False, 9),
    decided("P-01", "site", "panel", "keep", 10),
    decided("P-01", "desk", "place:A2", "b" * 64 + "#Score", 11, among=("b" * 64 + "#Score", "c" * 64 + "#Score")),
)
FREE = {"application": "P-02", **SIGNED}  # P-02 has one stage, which may stay blank
DISPUTED = {"application": "P-01", "stage": "desk", **SIGNED}


def told(typed: moderation.Typed) -> list[tuple[str, str | None, str | None]]:
    """The errors and warnings with their places."""
    return [(p.code, p.sheet, p.cell) for p in typed.problems if p.severity is not Severity.NOTE]
