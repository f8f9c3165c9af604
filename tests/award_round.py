"""A small round with everything that a table of results has to show, made through the real commands.

Totals come out by hand: an assessor gives each indicator `share` of its maximum, but for the entries named.
Full mark 1000 (TPSA) or 100 (TEPGA); the total is the mean of the assessors.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from pyscoring.edition import Stage, scored
from pyscoring.register import Alias, Application, Assessor, Assignment, Attested, History, Register, Submission
from tests.committee_book import MODERATION, SIGNED, Book
from tests.scripted_round import run, shown, word
from workbook.committee import register as registers
from workbook.files import atomic
from workbook.files.patch import patch
from workbook.files.sheetmap import Value
from workbook.scoresheet import layout
from workbook.scoresheet.fill import edits

FORMULA, PHONE = '=HYPERLINK("http://x","y")', "+66812345678"
LONG = ("การพัฒนาระบบบริการอนามัยแม่และเด็กแบบมีส่วนร่วมของภาคีเครือข่าย" * 6)[:300]
HEALTH, FORMER, OTHER = "กรมอนามัย", "กรมเก่า", "กรมอื่น"
DAY = "2015-07-31"


@dataclass(frozen=True)
class Entered:
    """An application; each assessor's share of the maximum in percent, or None for one with a conflict."""

    id: str
    edition: str
    title: str
    agency: str
    shares: tuple[int | None, ...]
    stage: Stage = "site"
    entries: Mapping[int, Mapping[str, str]] = field(default_factory=dict)  # by assessor, from 1


ENTERED = (
    Entered("S-1", "tpsa-standard-2558", "มาตรฐานการบริการ", FORMER, (85, 85)),
    Entered("I-1", "tpsa-integration-2558", "บูรณาการ", HEALTH, (80, 84)),
    Entered("N-1", "tpsa-innovation-2558", "นวัตกรรม 1", HEALTH, (90, 90, None)),
    Entered("N-2", "tpsa-innovation-2558", FORMULA, FORMULA, (76, 76)),
    Entered("N-3", "tpsa-innovation-2558", "นวัตกรรม 3", PHONE, (75, 77)),
    Entered("N-4", "tpsa-innovation-2558", PHONE, OTHER, (80, 80), entries={1: {"1.1": "95.98"}}),
    Entered("N-5", "tpsa-innovation-2558", LONG, OTHER, (40, 40)),
    Entered("N-6", "tpsa-innovation-2558", "รอลงพื้นที่", OTHER, (90, 90), "desk"),
    Entered("E-1", "tepga-expansion-2558", "เครือข่ายสุขภาพ", HEALTH, (95, 95)),
    Entered("E-2", "tepga-expansion-2558", "ขยายผล", OTHER, (80, 80), entries={1: {"1": "4"}, 2: {"1": "0"}}),
)  # fmt: skip

# What comes out, by hand: rank, total, band.
OUTCOMES = {
    "S-1": (1, "850.00", "outstanding"), "I-1": (1, "820.00", "outstanding"), "N-1": (1, "900.00", "outstanding"),
    "N-2": (3, "760.00", "good"), "N-3": (3, "760.00", "good"), "N-4": (2, "799.99", "good"),
    "N-5": (5, "400.00", "none"), "N-6": (1, "900.00", "outstanding"), "E-1": (1, "95.00", "excellent"),
    "E-2": (2, "78.80", "honourable"),
}  # fmt: skip


def register() -> Register:
    """Two assessors each; a third has declared a conflict with N-1."""
    assignments = [
        Assignment(e.id, f"A{n}", e.stage, share is None, "ที่ปรึกษา" if share is None else None)
        for e in ENTERED
        for n, share in enumerate(e.shares, 1)
    ]
    return Register(
        tuple(Application(e.id, e.edition, e.title, e.agency, "ศอ.10") for e in ENTERED),
        tuple(Assessor(f"A{n}", f"ผู้ประเมิน {n}") for n in (1, 2, 3)), tuple(assignments),
        (History(2556, FORMER, "เครือข่ายสุขภาพ", "tepga-development", "excellent"),
         History(2557, HEALTH, "เครือข่ายสุขภาพ", "tepga-expansion", "excellent"),
         History(2557, OTHER, "ขยายผล", "tepga-development", "good", withdrawn=True),
         History(2555, HEALTH, "บริการเดิม", "tpsa-standard", "outstanding"),
         History(2555, OTHER, "บริการที่ไม่ส่งรายงาน", "tpsa-standard", "outstanding")),
        (Alias(FORMER, HEALTH),),
        (*(Submission(year, HEALTH, "บริการเดิม", "report") for year in (2556, 2557, 2558)),
         *(Submission(2558, HEALTH, f"โครงการใหม่ {n}", "new-project") for n in (1, 2, 3))),
        (Attested("tpsa-continuity-2558", HEALTH, "standard-kept", True, "บริการเดิม"),),
    )  # fmt: skip


def begin(folder: Path) -> Path:
    """The round with every sheet in its inbox; one matter is left to the committee: indicator 1 of E-2."""
    shown("init", folder)
    atomic.replace(folder / "register.xlsx", registers.write(register()))
    code, made = run("pack", folder)
    assert code == 0, made["problems"]
    packs = {(p["applications"][0], p["assessor"]): p["file"] for p in made["packs"] if p["file"]}
    for entered in ENTERED:
        for n, share in enumerate(entered.shares, 1):
            if share is not None:
                send(folder, packs[entered.id, f"A{n}"], entered, n, share)
    return folder


def send(folder: Path, pack: str, entered: Entered, assessor: int, share: int) -> None:
    """One filled pack, put into the inbox under its own name."""
    edition = scored(entered.edition)
    scores = {i.id: i.high * share / 100 for i in edition.indicators}
    scores |= {id_: Decimal(text) for id_, text in entered.entries.get(assessor, {}).items()}
    typed: dict[str, Value] = {f"indicator:{id_}": value for id_, value in scores.items()}
    typed |= {f"bonus:{feature.id}": word(False) for feature in edition.features}
    typed |= {f"eligibility:{item.id}": word(True) for item in edition.eligibility}
    typed |= {"conflict": word(False), "date": "20/5/2558"}
    comments = {f"indicator:{edition.indicators[0].id}": FORMULA}
    name = pack if (folder / pack).exists() else f"packs/{pack}"
    path = folder / "inbox" / name.removeprefix("packs/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(patch((folder / name).read_bytes(), {"Score": edits(edition, typed, comments)}))


def decide(folder: Path, application: str, stage: Stage, subject: str, value: str) -> None:
    """The committee types a decision into the sheet `Moderation`, in the words of its lists."""
    book = Book(folder / "consolidated.xlsx")
    cells = {"application": application, "stage": layout.STAGE_WORDS[stage]["th"], "subject": subject, "value": value}
    book.type((MODERATION, book.free(), cells | SIGNED))
