"""The demonstration: a round over real applications of 2558 with made-up scores."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from pyscoring.edition import AwardEdition, Indicator, scored
from pyscoring.problems import Problem, Refused
from pyscoring.register import Application, Assessor, Assignment, Register
from workbook.committee import committee, packs
from workbook.committee import register as registers
from workbook.committee.assembly import Consolidation
from workbook.files import atomic
from workbook.files.cached import without_values
from workbook.files.patch import patch
from workbook.files.steps import Told, untold
from workbook.results import export
from workbook.scoresheet import layout
from workbook.scoresheet.fill import edits
from workbook.scoresheet.template import SCORE


@dataclass(frozen=True)
class Done:
    """What became of the demonstration's round."""

    consolidation: Consolidation
    exported: export.Exported
    checked: committee.Checked


def run(folder: Path, lang: str, told: Told = untold) -> Done:
    """The whole round: made, consolidated, exported as a draft, and verified. Refused: as `make`."""
    make(folder, lang)
    consolidation = committee.run(folder, lang=lang, told=told)
    exported = export.run(folder, export.Options(lang=lang), told=told)
    return Done(consolidation, exported, committee.verify(folder, told))


def make(folder: Path, lang: str) -> list[Path]:
    """A round in `folder` with every workbook returned: the files of its inbox, in the order of slide 17.

    What is there already stays as it is. Refused: A39 another round, W01, W04.
    """
    data = tomllib.loads(files("workbook.commands").joinpath("demo.toml").read_text(encoding="utf-8"))
    at, register = committee.Round(folder), _register(data)
    _begin(at, register, lang)
    return list(_returned(at, register, data, lang))


def _begin(at: committee.Round, register: Register, lang: str) -> None:
    if not at.register.exists():
        committee.init(at.folder, lang)
        atomic.replace(at.register, registers.write(register, lang))
        return
    there, _ = registers.read(at.register)
    if there.as_json() != register.as_json():
        raise Refused(Problem("A39", file=str(at.register)))
    committee.init(at.folder, lang)


def _returned(at: committee.Round, register: Register, data: dict[str, Any], lang: str) -> Iterator[Path]:
    """Each pack filled in, as if its assessor had sent it back."""
    given = {a["id"]: a for a in data["applications"]}
    assessors = {a["id"]: a for a in data["assessors"]}
    for pack in packs.make_packs(register, at.packs, lang=lang):
        if pack.path is None:
            continue
        path = at.inbox / pack.path.relative_to(at.packs)
        if not path.exists():
            application = given[pack.applications[0]]
            edition = scored(application["edition"])
            answers = _answers(edition, data, application, assessors[pack.assessor], lang)
            remarks = {f"indicator:{edition.indicators[0].id}": data["remark"]}
            path.parent.mkdir(parents=True, exist_ok=True)
            filled = patch(pack.path.read_bytes(), {SCORE: edits(edition, answers, remarks)})
            atomic.replace(path, without_values(filled, [SCORE]))
        yield path


def _register(data: dict[str, Any]) -> Register:
    applications = tuple(
        Application(a["id"], a["edition"], a["title"], data["agency"], a["unit"]) for a in data["applications"]
    )
    assessors = tuple(Assessor(a["id"], a["name"]) for a in data["assessors"])
    assignments = tuple(Assignment(a.id, who.id, data["stage"]) for a in applications for who in assessors)
    return Register(applications, assessors, assignments)


def _answers(
    edition: AwardEdition, data: dict[str, Any], application: dict[str, Any], assessor: dict[str, Any], lang: str
) -> dict[str, Any]:
    """What one assessor answers; the declaration of a conflict takes all scores away."""
    yes, no = layout.YES[lang], layout.NO[lang]
    day = data["date"]
    answers: dict[str, Any] = {"date": f"{day.day}/{day.month}/{day.year + 543}", "conflict": no}
    if application["id"] in assessor.get("conflicts", ()):
        return answers | {"conflict": yes, "conflict-reason": data["conflict-reason"]}
    own = assessor.get("scores", {}).get(application["id"], {})
    for indicator, base in zip(edition.indicators, application["scores"], strict=True):
        answers[f"indicator:{indicator.id}"] = own.get(indicator.id) or _leaning(indicator, base, assessor["leaning"])
    answers |= {f"bonus:{f.id}": yes if f.id in application["bonus"] else no for f in edition.features}
    return answers | {f"eligibility:{item.id}": yes for item in edition.eligibility}


def _leaning(indicator: Indicator, base: float, percent: int) -> Decimal:
    """The score of an assessor who is stricter or kinder by so many percent of the maximum."""
    score = Decimal(str(base)) + indicator.high * percent / 100
    return max(indicator.low, min(indicator.high, score))
