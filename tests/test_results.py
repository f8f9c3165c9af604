"""Tables of results: ranks, remarks, what is near, what is open, and awards that follow from others."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pyscoring.claims import awards
from pyscoring.consolidate import Result, consolidate
from pyscoring.edition import AwardEdition, Stage, scored
from pyscoring.ledger import Ledger
from pyscoring.panel import Decision, Seat, Source, Standing
from pyscoring.published import KIND, as_published, body, compared, last_of, unchanged
from pyscoring.register import Alias, Application, Assessor, Assignment, Attested, History, Register, Submission
from pyscoring.remarks import near_remark
from pyscoring.results import Both, Change, Named, Near, Results, Row, schema
from pyscoring.score import score
from pyscoring.scoresheet import ScoreSheet
from pyscoring.stages import as_shown
from pyscoring.tabulate import Basis, tabulate
from workbook.commands import cli_export
from workbook.committee.verify_published import verify
from workbook.results import export, export_json, report_rows

STANDARD, EXPANSION = scored("tpsa-standard-2558"), scored("tepga-expansion-2558")
DAY = dt.date(2015, 7, 31)
HEALTH, FORMER, OTHER = "กรมอนามัย", "กรมเก่า", "กรมอื่น"


def given(n: int, scores: Mapping[str, Decimal], edition: AwardEdition = STANDARD, stage: Stage = "site") -> Seat:
    """What assessor `n` gave; a sheet without all of it is incomplete."""
    comments = {f"indicator:{id_}": f"=เหตุผล {id_}" for id_ in scores}
    sheet = ScoreSheet(edition=edition.id, stage=stage, conflict=False, scores=scores, evidence=comments)
    scored_ = score(edition, sheet)
    standing: Standing = "counted" if scored_.complete else "incomplete"
    return Seat(
        f"A{n}",
        f"ผู้ประเมิน {n}",
        standing,
        scored_,
        Source(f"{n}.xlsx", f"{n:064x}", "Score", n, {"indicator:1.1": "E15"}),
    )


def shares(percent: object, edition: AwardEdition = STANDARD, **entries: str) -> dict[str, Decimal]:
    """The same percentage of every indicator's maximum, but for the entries named (``i1_1`` is indicator 1.1)."""
    scores = {i.id: i.high * Decimal(str(percent)) / 100 for i in edition.indicators}
    return scores | {key[1:].replace("_", "."): Decimal(text) for key, text in entries.items()}


def result(
    application: str, *given_: object, edition: AwardEdition = STANDARD, stage: Stage = "site", decided: Sequence[Decision] = ()
) -> Result:  # fmt: skip
    """Assessors who give this percentage throughout, or `Seat`s as they are."""
    seats = [
        one if isinstance(one, Seat) else given(n, shares(one, edition), edition, stage) for n, one in enumerate(given_, 1)
    ]  # fmt: skip
    return consolidate(edition, application, stage, seats, decided)


def table(*results: Result, agency: str = HEALTH, **more: Any) -> Results:
    """The results of a round of these; `more` is what its register has beside, or its margin."""
    margin = more.pop("margin", Decimal(1))
    applications = {
        r.application: Application(r.application, r.edition.id, f"โครงการ {r.application}", agency) for r in results
    }
    applications |= {a.id: a for a in more.pop("applications", ())}
    assignments = tuple(Assignment(r.application, s.assessor, r.stage) for r in results for s in r.seats)
    register = Register(
        tuple(applications.values()), tuple(Assessor(f"A{n}", f"ผู้ประเมิน {n}") for n in range(1, 8)), assignments, **more
    )
    return tabulate(Basis(register, results, "รอบ", DAY, "ab" * 32, 0, margin=margin))


def rows(found: Results) -> dict[str, Row]:
    return {row.application: row for _, row in found.rows()}


def kinds(row: Row) -> list[str]:
    return [remark.kind for remark in row.remarks]


def test_ties_share_the_better_rank_by_exact_totals() -> None:
    """Equal exact totals share a rank, the next one is passed over, and totals that only round alike do not tie."""
    close = given(1, shares(90, i1_1="107.99")), given(2, shares(90)), given(3, shares(90))
    found = table(
        result("ก", 80, 90), result("ข", 85, 85), result("ค", 95, 95), result("ง", 70, 71), result("จ", *close)
    )
    by_id = rows(found)
    assert [(a, by_id[a].rank, str(by_id[a].total)) for a in "คจกขง"] == [
        ("ค", 1, "950.00"), ("จ", 2, "900.00"), ("ก", 3, "850.00"), ("ข", 3, "850.00"), ("ง", 5, "705.00"),
    ]  # fmt: skip
    assert by_id["จ"].exact == Fraction(270000 - 1, 300)
    assert [row.application for row in found.tables[0].rows] == list("คจกขง")
    assert kinds(by_id["ก"]) == kinds(by_id["ข"]) == ["tie"]
    assert "2" in by_id["ก"].remarks[0].text.th
    assert kinds(by_id["ค"]) == []


def test_awards_and_stages_are_ranked_apart() -> None:
    """A rank is within an edition and a stage; tables come in the order of the register, then of the stages."""
    found = table(
        result("ข", 70, 70, edition=EXPANSION), result("ก", 90, 90, stage="desk"), result("ก", 85, 85, stage="site"),
        result("ค", stage="document"),
    )  # fmt: skip
    assert [(t.award, t.stage, [(r.application, r.rank) for r in t.rows]) for t in found.tables] == [
        ("tepga-expansion", "site", [("ข", 1)]), ("tpsa-standard", "document", [("ค", None)]),
        ("tpsa-standard", "desk", [("ก", 1)]), ("tpsa-standard", "site", [("ก", 1)]),
    ]  # fmt: skip
    deciding = [(t.stage, r.application) for t, r in found.rows() if r.deciding]
    assert deciding == [("site", "ข"), ("document", "ค"), ("site", "ก")]
    said = [(t.stage, r.application, r.remarks[0].text.en) for t, r in found.rows() if not r.deciding and r.remarks]
    assert said == [("desk", "ก", "the next stage decides, not this one")]


def test_a_failed_gate_ends_the_matter() -> None:
    """Below the lowest gate nothing more is waited for: the later stage has no row, and nothing of it is open."""
    missing = Seat("A1", "ผู้ประเมิน 1", "missing")
    found = table(result("ก", 60, 60, stage="desk"), result("ก", missing, stage="site"))
    assert [(t.stage, len(t.rows)) for t in found.tables] == [("desk", 1)]
    row = rows(found)["ก"]
    assert (row.deciding, row.next and row.next.id, row.next and row.next.failed) == (True, "not-passed", True)
    assert found.open == ()
    decided = [Decision("ก", "site", "total", Decimal(800), "=เหตุผล", "ประธาน", DAY)]
    against = table(
        result("ก", 60, 60, stage="desk"), result("ก", Seat("A1", "", "recused"), stage="site", decided=decided)
    )
    assert [(t.stage, kinds(r)) for t, r in against.rows()] == [
        ("desk", ["later"]),
        ("site", ["open", "closed", "decided", "recused", "near"]),
    ]
    went_on = table(result("ก", 90, 90, stage="desk"), result("ก", missing, stage="site"))
    assert [o.kind for o in went_on.open] == ["seat"]
    assert [(r.deciding, r.total is None) for _, r in went_on.rows()] == [(False, False), (True, True)]


def test_an_end_closes_every_stage_after_it() -> None:
    """What is passed over has no places and names the end, over two stages too; what is not final closes nothing."""
    missing = Seat("A1", "ผู้ประเมิน 1", "missing")
    out = consolidate(STANDARD, "ก", "document", [], [Decision("ก", "document", "documents", False, "r", "b", DAY)])
    desk, site = result("ก", missing, stage="desk"), result("ก", missing)
    shown = as_shown([out, desk, site])
    assert [r.closed_by for r in shown] == [None, out, out]
    assert [(r.seats, r.status, r.flags, r.items) for r in shown[1:]] == [((), "final", (), ())] * 2
    assert out.comes_to["en"] == "not considered"
    assert as_shown(shown) == shown
    failed = result("ก", 60, 60, stage="desk")
    assert [r.closed_by for r in as_shown([failed, site])] == [None, failed]
    for before in (
        result("ก", 60, missing, stage="desk"),
        result("ก", 60, stage="desk"),
        result("ก", 90, 90, stage="desk"),
    ):
        assert as_shown([before, site]) == (before, site)


def test_scores_of_a_closed_stage_do_not_count() -> None:
    """What came in is not shown, ranked or waited for, unless the committee itself set or kept the total."""
    failed, missing = result("ก", 60, 60, stage="desk"), Seat("A9", "ผู้ประเมิน 9", "missing")
    item = [Decision("ก", "site", "indicator:1.1", Decimal(80), "r", "b", DAY)]
    for came in (result("ก", 90, 90), result("ก", 90, missing), result("ก", 90, 90, decided=item)):
        (_, shown) = as_shown([failed, came])
        assert (shown.closed_by, shown.status, shown.total, shown.flags) == (failed, "final", None, ())
        assert (shown.by_method, shown.swings, shown.features) == ({}, (), ())
        assert (shown.seats, shown.items, shown.decisions, shown.effective) == ((), (), (), ())
        found = table(failed, came, result("ข", 90, 90, stage="desk"), result("ข", 80, 80))
        ranked = [(t.stage, r.application, r.rank) for t, r in found.rows()]
        assert ranked == [("desk", "ข", 1), ("desk", "ก", 2), ("site", "ข", 1)]
        assert found.open == ()
        assert [r.won and r.won.id for _, r in found.rows() if r.application == "ก"] == ["none"]
    for value in (Decimal(850), "keep"):
        went_on = result("ก", 90, 90, decided=[Decision("ก", "site", "total", value, "r", "b", DAY)])
        assert as_shown([failed, went_on]) == (failed, went_on)


def test_a_band_before_the_visit_is_not_official() -> None:
    """With a visit to come the row says so, and the band counts for no other award."""
    found = table(
        result("ก", 90, 90, stage="desk"), result("ข", 90, 90, edition=scored("tpsa-integration-2558")),
        result("ค", 90, 90, edition=scored("tpsa-innovation-2558")),
    )  # fmt: skip
    assert [kinds(rows(found)[a]) for a in "กข"] == [["visit"], []]
    best = next(d for d in found.derived if d.award == "tpsa-best")
    assert (best.granted, [s.met for s in best.steps]) == (False, [False, False, True, True])


@pytest.mark.parametrize(
    ("share", "margin", "wanted"),
    [
        ("nearly 80", "1", "below"),
        ("80", "1", "exactly"),
        ("81", "1", "above"),
        ("81.1", "1", None),
        ("81.1", "1.1", "above"),
    ],
)
def test_near_a_threshold(share: str, margin: str, wanted: str | None) -> None:
    """Within the margin of a threshold a total is listed unrounded with its distance; at its edge too, beyond it not."""
    scores = shares(80, i1_1="95.99") if share == "nearly 80" else shares(share)
    seats = [given(n, scores) for n in (1, 2)]
    found = table(result("ก", *seats), margin=Decimal(margin))
    assert [n.band.id for n in found.near] == (["outstanding"] if wanted else [])
    if wanted:
        (near,) = found.near
        assert near.distance == near.exact - 800
        assert wanted in next(r.text.en for r in rows(found)["ก"].remarks if r.kind == "near")


@pytest.mark.parametrize(
    ("total", "exact", "said"),
    [
        ("741.67", "2225/3", "below the threshold of Good (750 points) by 8.33"),
        ("750.00", "749997/1000", "exactly at the threshold of Good (750 points)"),
        ("757.50", "757.5", "above the threshold of Good (750 points) by 7.50"),
    ],
)
def test_a_distance_is_that_of_the_rounded_total(total: str, exact: str, said: str) -> None:
    """Beside a total with two decimals its distance has two as well, and band, total and distance agree."""
    band = Named(id="good", name=Both(th="ดี", en="Good"))
    near = Near(
        application="ก", edition="x", stage="site", band=band, threshold=Decimal(750), total=Decimal(total),
        exact=Fraction(exact), distance=Fraction(exact) - 750,
    )  # fmt: skip
    assert near_remark(near).text.en == said


def test_what_is_open() -> None:
    """Missing, incomplete, invalid and stopped seats, agenda items, an unassigned application and unset thresholds."""
    waiting = (
        Seat("A1", "ผู้ประเมิน 1", "missing"), given(2, dict(list(shares(90).items())[1:])), Seat("A3", "ผู้ประเมิน 3", "stopped")
    )  # fmt: skip
    pmqa = scored("pmqa-fundamental-2558")
    found = table(
        result("ก", *waiting), result("ข", 70, 95), result("ค", 80, 80, edition=pmqa),
        applications=[Application("ง", STANDARD.id, "ไม่มีใครประเมิน", HEALTH)],
    )  # fmt: skip
    told = [(o.application, o.kind) for o in found.open]
    indicators = len(STANDARD.indicators)
    assert told == [
        ("ง", "seat"), ("ก", "seat"), ("ก", "seat"), ("ก", "choice"), *[("ข", "item")] * (indicators + 1), (None, "threshold"),
    ]  # fmt: skip
    assert all(o.what.th and o.what.en and o.remedy.th and o.remedy.en for o in found.open)
    assert rows(found)["ค"].band is None
    assert kinds(rows(found)["ค"]) == ["unset"]
    assert kinds(rows(found)["ก"]) == ["stopped"]


def test_a_row_leads_to_its_numbers() -> None:
    """Means of indicators and dimensions, what each assessor gave and what counts after a decision, and the decision itself."""
    decision = Decision("ก", "site", "indicator:1.1", Decimal(100), "=เหตุผล", "ประธาน", DAY, entry=7)
    row = rows(table(result("ก", 50, 100, decided=[decision])))["ก"]
    assert [(p.id, p.points) for p in row.indicators][:2] == [("1.1", Decimal("100.00")), ("1.2", Decimal("90.00"))]
    assert [(p.id, p.points, p.max) for p in row.dimensions] == [
        ("1", Decimal("460.00"), Decimal(600)),
        ("2", Decimal("300.00"), Decimal(400)),
    ]
    assert sum(p.exact for p in row.dimensions) == row.exact == 760
    first = row.sheets[0]
    assert (first.given, first.total, first.assessor) == (Decimal("500.00"), Decimal("540.00"), "A1")
    assert [(c.id, c.value, c.counted) for c in first.cells][:2] == [
        ("indicator:1.1", 60, 100),
        ("indicator:1.2", 60, 60),
    ]
    assert (first.cells[0].comment, first.cells[0].cell, first.file, first.entry) == (
        "=เหตุผล 1.1",
        "E15",
        "1.xlsx",
        None,
    )
    assert [(r.subject, r.value, r.entry, r.about.en) for r in row.decisions] == [
        ("indicator:1.1", 100, None, "indicator 1.1 More efficient service"),
    ]  # fmt: skip


def test_summary_counts_what_decides() -> None:
    """By agency under its present name, a failed desk stage included, a superseded one not."""
    found = table(
        result("ก", 90, 90, stage="desk"), result("ก", 76, 76), result("ข", 60, 60, stage="desk"), result("ค", 90, 90),
        agency=FORMER, aliases=(Alias(FORMER, HEALTH),),
    )  # fmt: skip
    (tally,) = found.summary
    counts = {c.band and c.band.id: c.applications for c in tally.counts}
    assert (tally.agency, tally.applications, counts) == (HEALTH, 3, {"outstanding": 1, "good": 1, "none": 1})


def derived(found: Results, award: str) -> dict[tuple[str, str | None], bool | None]:
    return {(d.agency, d.project): d.granted for d in found.derived if d.award == award}


def test_a_wrong_file_beside_the_editions_stops_no_award(tmp_path: Path) -> None:
    """An edition's file with mistakes is passed over where awards follow: `editions check` tells them."""
    found = table(result("ก", 90, 90, edition=EXPANSION))
    (tmp_path / "wrong.toml").write_text('id = "wrong"\nkind = "derived"\n', encoding="utf-8")
    earlier = ((2556, "tepga-development"), (2557, "tepga-expansion"))
    history = tuple(History(year, HEALTH, "ก", award, "excellent") for year, award in earlier)
    register = Register((), (), (), history=history)
    without, beside = (list(awards(register, found.tables, extra)) for extra in ((), (tmp_path,)))
    assert beside == without
    assert [one.agency for one in beside] == [HEALTH] * len(beside)
    assert beside


def test_awards_that_follow_rest_on_the_registers_history() -> None:
    """Results of earlier years, reports, new projects and answers prove them; a withdrawn result and a gap do not."""
    history = (
        History(2556, FORMER, "ก", "tepga-development", "excellent"), History(2557, HEALTH, "ก", "tepga-expansion", "excellent"),
        History(2556, OTHER, "ข", "tepga-development", "excellent"),
        History(2557, OTHER, "ข", "tepga-expansion", "excellent", withdrawn=True),
        History(2555, OTHER, "บริการ", "tpsa-standard", "outstanding"), History(2550, OTHER, "เก่า", "tpsa-standard", "good"),
        History(2557, OTHER, "ไม่รู้ระดับ", "tpsa-standard", None),
    )  # fmt: skip
    sent = tuple(Submission(2558, HEALTH, f"ใหม่ {n}", "new-project") for n in (1, 2, 3))
    sent += tuple(Submission(year, OTHER, "บริการ", "report") for year in (2556, 2558))
    answers = (Attested("tepga-excellence-2558", FORMER, "main-mission", True),)
    more: dict[str, Any] = {
        "history": history,
        "submissions": sent,
        "answers": answers,
        "aliases": (Alias(FORMER, HEALTH),),
    }
    found = table(result("ก", 90, 90, edition=EXPANSION), result("ข", 90, 90), **more)
    assert derived(found, "tepga-excellence") == {(HEALTH, None): True, (OTHER, None): False}
    assert derived(found, "tpsa-continuity") == {(OTHER, "บริการ"): False}
    excellence = next(d for d in found.derived if d.award == "tepga-excellence")
    assert excellence.renamed == ((FORMER, HEALTH),)
    assert [len(s.rests_on) for s in excellence.steps] == [2, 3, 1]
    reports = next(d for d in found.derived if d.award == "tpsa-continuity").steps[-1]
    assert [m.en for m in reports.missing] == ["2014 (B.E. 2557): no report for the project “บริการ”"]
    (condition,) = [d for d in found.derived if d.application]
    assert (condition.application, condition.granted, condition.edition) == ("ก", False, EXPANSION.id)


def test_other_families_and_years_are_left_out() -> None:
    """Only derived awards of the families and fiscal years in the round are asked for."""
    history = (History(2556, HEALTH, "ก", "tepga-development", "excellent"),)
    assert {d.award for d in table(result("ก", 90, 90), history=history).derived} == {"tpsa-best"}


@pytest.mark.parametrize(("band", "granted"), [("certified", True), (None, False)])
def test_the_ladder_needs_the_step_below(band: str | None, granted: bool) -> None:
    """An award by category rests on the certificate of an earlier year; without a known band nothing is proved."""
    category = scored("pmqa-category-2558")
    history = (History(2555, FORMER, "องค์กร", "pmqa-fundamental", band),)
    found = table(result("ก", 90, 90, edition=category), history=history, aliases=(Alias(FORMER, HEALTH),))
    (ladder,) = found.derived
    assert (ladder.application, ladder.granted) == ("ก", granted)
    assert (
        ladder.steps[0].rests_on[0].en.startswith("result of 2012 (B.E. 2555)") if granted else ladder.steps[0].missing
    )


# revisions


_RULES = STANDARD.model_dump(mode="json")


def published(
    ledger: Ledger, found: Results, *more: tuple[str, Any], after: tuple[str, Any] | None = None
) -> tuple[Ledger, Results]:
    """One more revision, with the entries of its results before it, and `more` of them; `after` stands last."""
    draft = compared(found, ledger)
    register = {"assignments": [{"application": r.application, "stage": t.stage} for t, r in found.rows()]}
    rules = [("edition", {"edition": t.edition, "definition": t.definition, "rules": _RULES}) for t in found.tables]
    entries: list[tuple[str, Any]] = [("register", register), *rules, *more]
    for t, r in found.rows():
        entries.append(("result", {
            "application": r.application, "stage": t.stage, "edition": t.edition, "definition": t.definition,
            "total": str(r.total), "status": r.status,
            "band": r.band and r.band.id, "next": r.next and r.next.id,
        }))  # fmt: skip
    entries += [after] if after else []
    entries.append((KIND, body(draft, draft.last + 1, "ประธาน", None)))
    ledger = ledger.extended(entries, "2015-07-31T09:00:00+07:00")
    entry = last_of(ledger)
    assert entry is not None
    return ledger, as_published(draft, entry)


@pytest.mark.parametrize(("value", "codes"), [(None, []), ("withdraw", []), ("800", ["A66"])])
def test_a_closed_stage_has_no_published_row(value: str | None, codes: list[str]) -> None:
    """Of a stage after one that ended below its lowest gate nothing is published, but what the committee itself set is."""
    place = {"application": "ก", "stage": "site"}
    of = {"edition": STANDARD.id, "definition": STANDARD.definition}
    site = {**place, **of, "total": "800.00", "status": "final", "band": "good", "next": None}
    assigned = ("register", {"assignments": [place, {**place, "stage": "desk"}]})
    decided = [("decision", {**place, "subject": "total", "value": value})] if value else []
    ledger, _ = published(
        Ledger(), table(result("ก", 60, 60, stage="desk")), ("result", site), *decided, after=assigned
    )
    assert [p.code for p in verify(ledger)] == codes


def test_a_revision_says_what_it_changed() -> None:
    """Unchanged results stay the same revision; changed ones make the next, with what was and what is."""
    ledger, first = published(Ledger(), table(result("ก", 90, 90), result("ข", 76, 76)))
    assert (first.revision, first.changes, first.published_by) == (1, (), "ประธาน")
    again = compared(table(result("ก", 90, 90), result("ข", 76, 76)), ledger)
    assert unchanged(again)
    ledger, second = published(ledger, table(result("ก", 90, 90), result("ข", 92, 92), result("ค", 50, 50)))
    assert second.revision == 2
    told = [(c.subject, c.key, c.was, c.now) for c in second.changes]
    assert told == [
        ("ข", "rank", "2", "1"), ("ข", "total", "760.00", "920.00"), ("ข", "exact", "760", "920"),
        ("ข", "band", "good", "outstanding"),
        ("ก", "rank", "1", "2"),
        ("ค", "row", None, "ค"), ("ค", "project", None, "โครงการ ค"), ("ค", "agency", None, "กรมอนามัย"),
        ("ค", "rank", None, "3"), ("ค", "total", None, "500.00"), ("ค", "exact", None, "500"),
        ("ค", "band", None, "none"), ("ค", "next", None, "not-passed"),
    ]  # fmt: skip
    assert list(report_rows.changes(second, "en")) == [
        "ข · site: rank 2 → 1", "ข · site: total 760.00 → 920.00",
        "ข · site: total before rounding 760.000000 → 920.000000", "ข · site: band Good → Outstanding",
        "ก · site: rank 1 → 2", "ค · site: new",
    ]  # fmt: skip
    assert verify(ledger) == ()
    assert json.loads(b"".join(export_json.write(second)))["changes"][0] == {
        "edition": STANDARD.id, "stage": "site", "subject": "ข", "key": "rank", "was": "2", "now": "1",
    }  # fmt: skip


def test_an_application_is_counted_once(capsys: pytest.CaptureFixture[str]) -> None:
    """`export` counts applications and not their stages."""
    found = table(result("ก", 90, 90, stage="desk"), result("ก", 85, 85, stage="site"))
    assert len(list(found.rows())) == 2
    cli_export._print(export.Exported(found, (), ()), Path("round"), "en")
    assert "applications: 1 ·" in capsys.readouterr().out


def test_what_is_no_more_and_an_award_are_told_in_a_line() -> None:
    """An application that is gone is one line; who is given a derived award is told with the award's name."""
    ledger, first = published(Ledger(), table(result("ก", 90, 90), result("ข", 76, 76)))
    left = compared(table(result("ก", 90, 90)), ledger)
    assert list(report_rows.changes(left, "th")) == ["ข · ประเมินในพื้นที่: ไม่มีแล้ว"]
    assert len(left.changes) > 1
    (draft,) = export._otherwise(left, Path("ledger.jsonl"))
    assert "(lines in the list of changes: 1;" in draft.message("en")
    award = first.derived[0]
    change = Change(edition=award.edition, stage=None, subject=HEALTH, key="granted", was=None, now="no")
    told = list(report_rows.changes(first.model_copy(update={"changes": (change,)}), "en"))
    assert told == [f"{HEALTH} · {award.name.en}: award not considered → not granted"]


def test_what_is_in_no_table_any_more_goes_by_its_name() -> None:
    """The last work that was to be visited is not; an award whose only work was withdrawn is still called by its name."""
    desk = [result("ก", 60, 60, stage="desk"), result("ข", 90, 90, stage="desk")]
    ledger, first = published(Ledger(), table(*desk))
    assert (first.glossary, "glossary" in b"".join(export_json.write(first)).decode()) == ((), False)
    now = compared(table(desk[0], result("ข", 50, 50, stage="desk")), ledger)
    assert {row.next.id for _, row in now.rows() if row.next} == {"not-passed"}
    assert [list(report_rows.changes(now, lang))[-1] for lang in ("en", "th")] == [
        "ข · desk: next Site visit → Not passed",
        "ข · ประเมินจากเอกสาร: ขั้นต่อไป ตรวจประเมิน ณ พื้นที่ → ไม่ผ่านการตรวจประเมิน",
    ]
    gone = compared(table(result("ค", 90, 90, edition=EXPANSION)), ledger)
    award = {report_rows.change(one, gone, "en")[1] for one in gone.changes if one.edition == STANDARD.id}
    assert award == {f"{STANDARD.name.en} · desk"}
    (band,) = (report_rows.change(c, gone, "th") for c in gone.changes if (c.subject, c.key) == ("ข", "band"))
    assert band[-2:] == ("ดีเด่น", "ไม่มี")


@pytest.mark.parametrize("key", ["project", "agency", "unit"])
def test_a_name_changed_after_publication_makes_a_revision(key: str) -> None:
    """A published name is not exchanged under the same number: the next revision says what it was and what it is."""
    now = table(result("ก", 90, 90))
    ledger, _ = published(Ledger(), now)
    was = getattr(now.tables[0].rows[0], key) or None
    row = now.tables[0].rows[0].model_copy(update={key: "ชื่อใหม่"})
    other = now.model_copy(update={"tables": (now.tables[0].model_copy(update={"rows": (row,)}),)})
    assert not unchanged(compared(other, ledger))
    ledger, second = published(ledger, other)
    assert [(c.subject, c.key, c.was, c.now) for c in second.changes] == [("ก", key, was, "ชื่อใหม่")]
    assert (second.revision, verify(ledger)) == (2, ())


FORGED: dict[str, tuple[str, Any]] = {
    "a total": ("A66", lambda b: b["rows"][0].update(total="910.00")),
    "an exact total": ("A66", lambda b: b["rows"][0].update(exact="901")),
    "a rank": ("A66", lambda b: b["rows"][0].update(rank=2)),
    "a band": ("A66", lambda b: b["rows"][1].update(band="outstanding")),
    "a row taken out": ("A66", lambda b: b["rows"].pop()),
    "a row put in": ("A66", lambda b: b["rows"].append({**b["rows"][0], "application": "ฮ"})),
    "a revision": ("A67", lambda b: b.update(revision=3)),
    "a change": ("A68", lambda b: b["changes"][0].update(was="9")),
    "a change left out": ("A68", lambda b: b["changes"].pop()),
    "an award": ("A68", lambda b: b["derived"][0].update(granted=True)),
    "nothing of ours": ("A52", lambda b: b.pop("rows")),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_publication_is_found(name: str) -> None:
    """Whoever writes a well-chained ledger with another publication is told apart: rows, ranks, revisions, changes."""
    ledger, _ = published(Ledger(), table(result("ก", 90, 90), result("ข", 76, 76)))
    ledger, _ = published(ledger, table(result("ก", 90, 90), result("ข", 77, 77)))
    assert verify(ledger) == ()
    code, forge = FORGED[name]
    forged = json.loads(json.dumps(ledger.entries[-1].body))
    forge(forged)
    before = Ledger(ledger.entries[:-1])
    assert [p.code for p in verify(before.extended([(KIND, forged)], "2015-07-31T10:00:00+07:00"))][:1] == [code]


def test_json_reads_back_and_fits_its_schema() -> None:
    """What is written as JSON reads back as it was; exact totals are fractions, totals keep their places."""
    found = table(result("ข", 70, 95), result("ก", 90, "90.1"))
    data = b"".join(export_json.write(found))
    assert export_json.read(data) == found
    empty = found.model_copy(
        update={"round": '"rows": []', "tables": (found.tables[0].model_copy(update={"rows": ()}), *found.tables)}
    )
    for written in (found, empty):
        assert b"".join(export_json.write(written)).decode() == written.model_dump_json(indent=2) + "\n"
    row = json.loads(data)["tables"][0]["rows"][0]
    assert (row["total"], row["exact"]) == ("900.50", "1801/2")
    assert set(json.loads(data)) == set(schema()["properties"])
