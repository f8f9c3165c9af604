"""The demonstration: real applications of 2558 with made-up scores."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from pyscoring.edition import AwardEdition, scored
from pyscoring.problems import Problem, Refused
from workbook import atomic, layout
from workbook.fill import fill
from workbook.template import template


def make(folder: Path, lang: str) -> list[Path]:
    """Fill one workbook an application in `folder`/inbox; the files, in the order of slide 17."""
    data = tomllib.loads(files("workbook").joinpath("demo.toml").read_text(encoding="utf-8"))
    inbox = folder / "inbox"
    try:
        inbox.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(Problem("W01", {"detail": error.strerror}, file=str(inbox))) from None
    blanks: dict[str, bytes] = {}
    made = []
    for application in data["applications"]:
        edition = scored(application["edition"])
        if edition.id not in blanks:
            blanks[edition.id] = template(edition, lang)
        remarks = {f"indicator:{edition.indicators[0].id}": data["remark"]}
        path = inbox / f"{application['id']}_{edition.award}.xlsx"
        atomic.replace(path, fill(blanks[edition.id], edition, _answers(edition, data, application, lang), remarks))
        made.append(path)
    return made


def _answers(edition: AwardEdition, data: dict[str, Any], application: dict[str, Any], lang: str) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "application": application["id"], "title": application["title"], "agency": data["agency"], "unit": application["unit"],
        "assessor": data["assessor"], "stage": layout.STAGE_WORDS[data["stage"]][lang], "conflict": layout.NO[lang],
        "date": f"{data['date'].day}/{data['date'].month}/{data['date'].year + 543}",
    }  # fmt: skip
    answers |= {f"indicator:{i.id}": s for i, s in zip(edition.indicators, application["scores"], strict=True)}
    answers |= {
        f"bonus:{f.id}": layout.YES[lang] if f.id in application["bonus"] else layout.NO[lang] for f in edition.features
    }
    return answers | {f"eligibility:{item.id}": layout.YES[lang] for item in edition.eligibility}
