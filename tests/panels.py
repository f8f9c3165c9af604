"""Panels for tests: seats and decisions from short texts, and random ones."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pyscoring.edition import AwardEdition, Indicator, Stage, scored
from pyscoring.panel import Decision, Seat, Value
from pyscoring.score import score
from pyscoring.scoresheet import ScoreSheet
from tests.agreement import scored_editions

HERE = Path(__file__).parent
OWN = [HERE / "editions" / "made-up-2560.toml", HERE / "cases" / "broken-editions" / "small-2558.toml"]
METHODS = ("mean", "median", "trimmed")
APART = ("recused", "conflicted", "missing", "stopped")
WORDS: Mapping[str, Value] = {"yes": True, "no": False, "keep": "keep", "withdraw": "withdraw", "none": "none"}


@cache
def edition(id_: str, method: str | None = None) -> AwardEdition:
    """An edition of the package or of the tests, with another method if one is named."""
    rules = scored(id_, OWN)
    if method is None:
        return rules
    return rules.model_copy(update={"consolidation": rules.consolidation.model_copy(update={"method": method})})


def everywhere() -> list[str]:
    """The ids of all scored editions, those of the tests included."""
    return [*scored_editions(), "made-up-2560", "small-2558"]


def sheet(rules: AwardEdition, entries: Mapping[str, Decimal], bonus: Mapping[str, bool], stage: Stage) -> ScoreSheet:
    return ScoreSheet(edition=rules.id, stage=stage, scores=entries, bonus=bonus)


def seats(rules: AwardEdition, texts: Sequence[str], stage: Stage = "desk") -> list[Seat]:
    """The seats A1, A2 …: a standing, or entries in the order of the indicators (- for a blank) | confirmed features."""
    return [_seat(rules, f"A{number}", text, stage) for number, text in enumerate(texts, 1)]


def _seat(rules: AwardEdition, who: str, text: str, stage: Stage) -> Seat:
    name = f"ผู้ประเมิน {who[1:]}"
    if text in APART:
        return Seat(who, name, text)  # type: ignore[arg-type]
    typed, _, features = text.partition("|")
    given = zip(rules.indicators, typed.split(), strict=True)
    entries = {i.id: Decimal(entry) for i, entry in given if entry != "-"}
    return counted(rules, who, sheet(rules, entries, dict.fromkeys(features.split(), True), stage))


def counted(rules: AwardEdition, who: str, answers: ScoreSheet, **more: Any) -> Seat:
    """A seat with this sheet, in the standing that it has."""
    result = score(rules, answers)
    kind = result.status.kind
    return Seat(who, f"ผู้ประเมิน {who[1:]}", "counted" if kind == "complete" else kind, result, **more)


def decision(text: str, application: str = "ก-1", stage: Stage = "desk", entry: int | None = None) -> Decision:
    """A decision from ``subject = value``."""
    subject, _, value = text.partition(" = ")
    known = WORDS[value] if value in WORDS else Decimal(value)
    return Decision(application, stage, subject, known, "มติที่ประชุม", "ประธาน", dt.date(2015, 5, 20), entry=entry)


def random_entry(rng: random.Random, indicator: Indicator) -> Decimal:
    """A possible entry; every fifth is the least or the most."""
    steps = int((indicator.high - indicator.low) / indicator.steps)
    return indicator.low + indicator.steps * (rng.choice((0, steps)) if rng.random() < 0.2 else rng.randint(0, steps))


def random_sheet(rng: random.Random, rules: AwardEdition, stage: Stage) -> ScoreSheet:
    entries = {i.id: random_entry(rng, i) for i in rules.indicators}
    bonus = {f.id: answer for f in rules.features if (answer := rng.choice((True, False, None))) is not None}
    return sheet(rules, entries, bonus, stage)


def random_decisions(rng: random.Random, rules: AwardEdition) -> list[str]:
    """Some of what a committee can decide, as texts for `decision`; later ones may replace or withdraw earlier ones."""
    texts = []
    for _ in range(rng.choice((0, 0, 1, 2, 4))):
        indicator = rng.choice(rules.indicators)
        choices = [f"indicator:{indicator.id} = {random_entry(rng, indicator)}", f"indicator:{indicator.id} = keep"]
        choices += [f"bonus:{f.id} = {rng.choice(('yes', 'no', 'keep', 'withdraw'))}" for f in rules.features]
        choices += [f"total = {Decimal(rng.randint(0, 100 * int(rules.total.full_mark))) / 100}"] * (rng.random() < 0.2)
        choices += [f"indicator:{indicator.id} = withdraw", "total = withdraw", "panel = keep"]
        texts.append(rng.choice(choices))
    return texts
