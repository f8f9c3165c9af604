"""Rounds at random and by hand, put together from score sheets in memory, as the consolidated workbook shows them."""

import datetime as dt
import random
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from pyscoring.consolidate import Result, consolidate
from pyscoring.edition import AwardEdition, Indicator, scored
from pyscoring.panel import METHODS, Decision, Seat, Source, Standing
from pyscoring.problems import Problem
from pyscoring.register import Application, Assessor, Assignment, Register
from pyscoring.score import score
from pyscoring.scoresheet import ScoreSheet
from tests.agreement import scored_editions
from workbook.committee.assembly import Choice, Consolidation, FileRow

MADE_UP = Path(__file__).parent / "editions" / "made-up-2560.toml"
DAY = dt.date(2015, 6, 1)
EVIDENCE = '=HYPERLINK("http://example.org","หลักฐาน")'
STANDINGS: tuple[Standing, ...] = ("counted", "missing", "incomplete", "recused", "conflicted", "stopped")


def editions() -> list[AwardEdition]:
    """Every scored edition and the made-up one, each by its own method and by another."""
    own = [scored(id_) for id_ in scored_editions()] + [scored(MADE_UP)]
    others = [by_method(e, METHODS[n % 3]) for n, e in enumerate(own)]
    return own + [e for e in others if e.id not in {o.id for o in own}]


def by_method(edition: AwardEdition, method: str) -> AwardEdition:
    """The same rules with another way from many totals to one."""
    if edition.consolidation.method == method:
        return edition
    rule = edition.consolidation.model_copy(update={"method": method})
    return edition.model_copy(update={"consolidation": rule, "id": f"{edition.id}-{method}"})


def seat(
    edition: AwardEdition, n: int, standing: Standing, scores: Mapping[str, Decimal],
    bonus: Mapping[str, bool] | None = None, evidence: str = EVIDENCE,
) -> Seat:  # fmt: skip
    """One assessor's place in the desk stage; those who have sent nothing have no score."""
    who, name = f"A{n}", f"ผู้ประเมิน {n}"
    if standing in ("missing", "stopped", "conflicted"):
        return Seat(who, name, standing)
    sheet = ScoreSheet(
        edition=edition.id, stage="desk", assessor=name, conflict=standing == "recused", scores=scores, bonus=bonus or {},
        evidence={f"indicator:{id_}": f"{evidence} {id_}" for id_ in scores},
    )  # fmt: skip
    return Seat(who, name, standing, score(edition, sheet), Source(f"ชุดที่ {n}/{n}.xlsx", f"{n:064x}", "Score"))


def entry(rng: random.Random, indicator: Indicator, near: float | None = None) -> Decimal:
    """An entry near a share of the highest, or anywhere, the ends often."""
    count = int((indicator.high - indicator.low) / indicator.steps)
    at = rng.choice((0, count, rng.randint(0, count)))
    if near is not None:
        at = min(count, max(0, round(count * near) + rng.randint(-count // 20 - 1, count // 20 + 1)))
    return indicator.low + at * indicator.steps


def panel(rng: random.Random, edition: AwardEdition, size: int) -> list[Seat]:
    """Seats around one share of the maximum or far apart, some not counted."""
    near, seats = rng.choice((None, 0.7, 0.75, 0.8, 0.9, 0.95)), []
    for n in range(1, size + 1):
        standing = rng.choices(STANDINGS, (50, 1, 1, 3, 2, 1))[0]
        scores = {i.id: entry(rng, i, near) for i in edition.indicators} if standing != "recused" else {}
        if standing == "incomplete":
            del scores[rng.choice(list(scores))]
        bonus = {f.id: rng.random() < 0.5 for f in edition.features if rng.random() < 0.8}
        seats.append(seat(edition, n, standing, scores, {} if standing == "recused" else bonus))
    return seats


def decisions(rng: random.Random, edition: AwardEdition, application: str) -> list[Decision]:
    """A few decisions, or none: values, a total, answers, and a result that is kept."""
    if rng.random() < 0.5:
        return []
    made = [decided(application, f"indicator:{i.id}", entry(rng, i)) for i in edition.indicators if rng.random() < 0.15]
    made += [decided(application, f"bonus:{f.id}", rng.random() < 0.5) for f in edition.features if rng.random() < 0.3]
    total = Decimal(rng.randint(0, int(edition.total.full_mark) * 100)) / 100
    return [*made, decided(application, "total", rng.choice((total, "keep")))] if rng.random() < 0.3 else made


def decided(application: str, subject: str, value: Decimal | bool | str) -> Decision:
    return Decision(application, "desk", subject, value, "=ที่ประชุมเห็นพ้อง", "ประธานกรรมการ", DAY)


def at_random(seed: int, each: int) -> Consolidation:
    """`each` panels of 1 to 7 for every one of `editions`."""
    rng = random.Random(seed)
    results, made = [], []
    for e, edition in enumerate(editions()):
        for n in range(each):
            application = f"{e:02}-{n:03}"
            taken = decisions(rng, edition, application)
            results.append(consolidate(edition, application, "desk", panel(rng, edition, 1 + n % 7), taken))
            made += taken
    return together(results, made)


def together(
    results: Sequence[Result], decisions: Iterable[Decision] = (), files: Sequence[FileRow] = (),
    problems: Sequence[Problem] = (), choices: Sequence[Choice] = (), titles: Mapping[str, str] | None = None,
) -> Consolidation:  # fmt: skip
    """Results with the register that they would have come from."""
    names = {s.assessor: s.name for r in results for s in r.seats}
    rows = {
        (r.application, r.edition.id): (titles or {}).get(r.application, f"=โครงการ {r.application}") for r in results
    }
    assigned = [
        Assignment(r.application, s.assessor, r.stage, s.standing == "conflicted") for r in results for s in r.seats
    ]
    register = Register(
        tuple(Application(id_, edition, title, "กรมอนามัย", "ศอ.10") for (id_, edition), title in rows.items()),
        tuple(Assessor(id_, name) for id_, name in names.items()), tuple(assigned),
    )  # fmt: skip
    at = dt.datetime(2015, 6, 1, 9, 30, tzinfo=dt.UTC)
    rules: Mapping[str, AwardEdition] = {r.edition.id: r.edition for r in results}
    return Consolidation(
        register,
        rules,
        tuple(results),
        tuple(files),
        tuple(choices),
        tuple(decisions),
        (),
        tuple(problems),
        "ab" * 32,
        at,
    )
