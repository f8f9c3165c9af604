"""A round of many assessors, and the sheets that they send: filled as the real template lays them out."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from benchmarks.wire import Grid, function_body, grid, script_body
from pyscoring.edition import AwardEdition, scored
from pyscoring.register import Application, Assessor, Assignment, Register
from pyscoring.score import Score, score
from pyscoring.scoresheet import ScoreSheet
from workbook.committee import committee
from workbook.committee import register as registers
from workbook.files import atomic
from workbook.files.package import read_all
from workbook.scoresheet import layout
from workbook.scoresheet.fill import edits
from workbook.scoresheet.official import band_text
from workbook.scoresheet.reader import from_rows, parse
from workbook.scoresheet.template import template

EDITIONS = (
    "tepga-expansion-2558",
    "tepga-development-2558",
    "tpsa-innovation-2558",
    "tpsa-standard-2558",
    "pmqa-award-2558",
)
EACH, PANEL = 4, 5  # applications of an assessor, assessors of an application
_ID, _SCORE = "@@id@@", "@@score@@"


def register(assessors: int) -> Register:
    """Every assessor has `EACH` applications of several editions; `assessors` is a multiple of `PANEL`."""
    count = assessors * EACH // PANEL
    people = tuple(Assessor(f"A{n}", f"ผู้ประเมิน {n}") for n in range(1, assessors + 1))
    applications = tuple(
        Application(f"P-{n:02}", EDITIONS[n % len(EDITIONS)], f"ผลงาน {n}", "กรมอนามัย", "ศอ.10")
        for n in range(1, count + 1)
    )
    places = (
        Assignment(applications[(n * EACH + turn) % count].id, person.id, "desk")
        for n, person in enumerate(people) for turn in range(EACH)
    )  # fmt: skip
    return Register(applications, people, tuple(places))


def begin(folder: Path, listed: Register) -> committee.Round:
    """A round's folder with this register; nothing has come back yet."""
    committee.init(folder)
    found = committee.Round(folder)
    atomic.replace(found.register, registers.write(listed))
    return found


@dataclass(frozen=True)
class Sheet:
    """One assessor's score sheet for one application, but for one score and one remark, which tell submissions apart."""

    assessor: Assessor
    application: Application
    edition: AwardEdition
    rows: Grid
    call: bytes  # of a script, its arguments left out

    @property
    def highest(self) -> float:
        return float(self.edition.indicators[0].high)

    @cached_property
    def scored(self) -> bytes:
        """A call of the script *score*."""
        return self.body("", self.highest, "th")

    @cached_property
    def result(self) -> Score:
        """What the core makes of the sheet with the highest first score."""
        return score(self.edition, self.meant("", self.highest))

    def shows_total(self, said: Any) -> bool:
        """Whether a script's actions write the total into the sheet."""
        written = (value for action in said["actions"] for row in action["values"] or () for value in row)
        return self.result.total is not None and float(self.result.total) in [
            v for v in written if not isinstance(v, str)
        ]

    @cached_property
    def calls(self) -> dict[str, tuple[bytes, Grid]]:
        """Worksheet functions over the sheet, each with what it must answer; the empty ones take what ours take."""
        rules, result, first = self.edition, self.result, self.edition.dimensions[0]
        rows = [
            [{_ID: "", _SCORE: self.highest}.get(v, v) if isinstance(v, str) else v for v in row] for row in self.rows
        ]
        at = {row.key: rows[row.number - 1][layout.VALUE - 1] for row in layout.rows(rules) if row.key}
        scores = [[at[f"indicator:{i.id}"]] for i in rules.indicators]
        answers = [[at[f"bonus:{f.id}"]] for f in rules.features] or [[""]]
        total, band = float(result.total or 0), band_text(result, "th")
        given: dict[str, tuple[tuple[object, ...], object]] = {
            "AWARD_TOTAL": ((rules.id, scores, answers), [[total]]),
            "DIMENSION_TOTAL": ((rules.id, first.id, scores[: len(first.indicators)]), [[float(result.dimensions[0].rounded or 0)]]),
            "AWARD_BAND": ((rules.id, total), [[band]]),
            "SCORE_SHEET": ((rows,), summary(result)), "empty": ((), [[""]]), "empty_of": ((rules.id, scores), [[""]]),
        }  # fmt: skip
        return {name: (function_body(name, *arguments), answer) for name, (arguments, answer) in given.items()}

    def prepare(self) -> None:
        """Work out beforehand what takes time."""
        _ = self.scored, self.calls

    def number(self, rng: random.Random) -> float:
        """A score that the first indicator can have."""
        first = self.edition.indicators[0]
        return float(first.low + first.steps * rng.randint(0, int((first.high - first.low) / first.steps)))

    def body(self, remark: str, number: float, *arguments: str) -> bytes:
        """A script's call with this remark and score in the sheet."""
        filled = self.call.replace(_ID.encode(), remark.encode())
        filled = filled.replace(f'"{_SCORE}"'.encode(), json.dumps(number).encode())
        return filled[:-1] + b',"args":' + json.dumps(arguments).encode() + b"}"

    def meant(self, remark: str, number: float) -> ScoreSheet:
        """What the sheet says with this remark and score."""
        known = {_ID: remark, _SCORE: number}
        rows = [[known.get(value, value) if isinstance(value, str) else value for value in row] for row in self.rows]
        return parse(from_rows(rows)).sheet


def summary(result: Score) -> Grid:
    """What SCORE_SHEET answers."""
    dimensions = [[f"มิติ {d.id}", float(d.rounded or 0)] for d in result.dimensions]
    bonus = [["คะแนนพิเศษ", float(result.bonus.rounded or 0)]] if result.edition.bonus else []
    status = [["ระดับรางวัล", band_text(result, "th")], ["สถานะ", result.status.text("th")]]
    return [*dimensions, *bonus, ["คะแนนรวม", float(result.total or 0)], *status]


def sheets(listed: Register) -> dict[str, list[Sheet]]:
    """The sheets of each assessor, by the assessor's id."""
    found: dict[str, list[Sheet]] = {person.id: [] for person in listed.assessors}
    people, applications = ({item.id: item for item in items} for items in (listed.assessors, listed.applications))
    for place in listed.assignments:
        found[place.assessor].append(sheet(people[place.assessor], applications[place.application]))
    return found


def sheet(assessor: Assessor, application: Application) -> Sheet:
    """A sheet with every answer given."""
    edition = scored(application.edition)
    first = f"indicator:{edition.indicators[0].id}"
    rows = filled(edition, of_place(assessor, application) | {first: _SCORE}, {first: _ID})
    return Sheet(assessor, application, edition, rows, script_body(rows))


def of_place(assessor: Assessor, application: Application) -> dict[str, Any]:
    """What a pack has filled in."""
    known = {"application": application.id, "title": application.title, "agency": application.agency}
    return known | {"unit": application.unit, "assessor": assessor.name}


def filled(edition: AwardEdition, known: Mapping[str, Any], remarks: Mapping[str, str] | None = None) -> Grid:
    """A score sheet as Office.js reads it: the real template with every answer given, but for what is known."""
    return grid(_blank(edition.id) | edits(edition, answers(edition) | known, remarks))


def answers(edition: AwardEdition) -> dict[str, Any]:
    """The highest score of every indicator, and yes wherever it counts."""
    given: dict[str, Any] = {
        "date": "20/5/2558",
        "conflict": layout.NO["th"],
        "stage": layout.STAGE_WORDS["desk"]["th"],
    }
    given |= {f"indicator:{i.id}": float(i.high) for i in edition.indicators}
    given |= {f"bonus:{f.id}": layout.YES["th"] for f in edition.features[:1]}
    return given | {f"eligibility:{e.id}": layout.YES["th"] for e in edition.eligibility}


@cache
def _blank(id_: str) -> dict[tuple[int, int], object]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "blank.xlsx")
        path.write_bytes(template(scored(id_), "th"))
        found = next(s for s in read_all(path).sheets if s.cells.get((1, 1)) == layout.MARK)
    return dict(found.cells)


def tokens(at: committee.Round, listed: Register) -> dict[str, str]:
    """A token for every assessor, by id, in the round's access file."""
    from workbook.addin import access

    granted, made = access.Access().issued(person.id for person in listed.assessors)
    access.save(at.folder / access.FILE, granted)
    return made


def renew(at: committee.Round, listed: Register) -> None:
    """The secretary adds an application and an assessor with a token; everybody else's stay good."""
    from workbook.addin import access

    more = replace(
        listed,
        applications=(*listed.applications, Application("P-99", EDITIONS[0], "ผลงานใหม่", "กรมอนามัย", "ศอ.10")),
        assessors=(*listed.assessors, Assessor("A99", "ผู้ประเมินใหม่")),
        assignments=(*listed.assignments, Assignment("P-99", "A99", "desk")),
    )
    atomic.replace(at.register, registers.write(more))
    granted, _ = access.read(at.folder / access.FILE).issued(["A99"])
    access.save(at.folder / access.FILE, granted)
