"""A round is recomputed along a second path, and what was done to it is named."""

import json
import random
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pyscoring.consolidate import Result, consolidate
from pyscoring.edition import AwardEdition, Stage, scored
from pyscoring.ledger import START, Body, Entry, Ledger
from pyscoring.panel import Seat, Source
from pyscoring.problems import Problem, Severity
from pyscoring.register import Application, Assessor, Assignment, Register
from pyscoring.score import Score
from tests import panels
from tests.panels import decision
from tests.sheets import full, write
from tests.test_imports import imported
from workbook.committee import entries
from workbook.committee.assembly import Candidate, Place
from workbook.committee.inbox import Folder, read_one
from workbook.committee.verify import verify

WORKBOOK = Path(__file__).parent.parent / "workbook"
SOURCES = [WORKBOOK / "committee" / f"{name}.py" for name in ("verify", "verify_documents")]
AT = "2015-05-20T09:00:00+07:00"
TEPGA, TPSA = "tepga-development-2558", "tpsa-innovation-2558"
ASSESSORS = tuple(Assessor(f"A{n}", f"ผู้ประเมิน {n}") for n in (1, 2, 3))
REGISTER = Register(
    (Application("ก-1", TEPGA), Application("ก-2", TPSA), Application("ก-3", TEPGA), Application("ก-4", TEPGA)),
    ASSESSORS,
    (
        *(Assignment("ก-1", f"A{n}", "desk") for n in (1, 2, 3)),
        *(Assignment("ก-2", f"A{n}", "desk", conflict=n == 3) for n in (1, 2, 3)),
        *(Assignment("ก-3", f"A{n}", "desk") for n in (1, 2)),
        Assignment("ก-4", "A1", "desk", conflict=True),
    ),
)
TOTALS = {"ก-1": "83.00", "ก-2": "1022.25", "ก-3": None, "ก-4": "70.00"}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_shares_nothing_with_the_first_path(source: Path) -> None:
    """The second path imports none of the modules that score, check or combine, and has at most 150 lines a module."""
    modules = {tuple(name.split(".")) for name in imported(source) if name.startswith(("pyscoring.", "workbook."))}
    assert {name[1] for name in modules if name[0] == "pyscoring"} <= {"ledger", "names", "problems"}
    own = {name[2] for name in modules if name[0] == "workbook"}
    assert own <= {"inbox", "layout", "reader", "steps", "typed", "texts", "verify_documents", "verify_words"}
    assert len(source.read_text(encoding="utf-8").splitlines()) <= 150


class Written:
    """A round as the program leaves it: an inbox of real workbooks and the ledger of what came of them."""

    def __init__(self, folder: Path) -> None:
        self.inbox = folder / "inbox"
        self.decided = [
            decision("indicator:7 = 38", "ก-1"), decision("bonus:3 = yes", "ก-2"), decision("total = 70", "ก-4"),
            decision("indicator:1 = 5", "ก-1"), decision("indicator:1 = withdraw", "ก-1"), decision("panel = keep", "ก-2"),
        ]  # fmt: skip
        filled = dict(self._write())
        editions = [scored(id_) for id_ in (TEPGA, TPSA)]
        news = [*entries.news_of_editions(Ledger(), editions), *entries.news_of_register(Ledger(), REGISTER)]
        news += [*entries.news_of_decisions(Ledger(), self.decided), *entries.news_of_sheets(Ledger(), filled)]
        ledger = Ledger().extended(news, AT)
        results = _results(ledger, filled)
        self.ledger = ledger.extended(entries.news_of_results(ledger, results), AT)
        self.totals = {r.application: None if r.total is None else str(r.total) for r in results}

    def _write(self) -> Iterable[tuple[Place, Candidate]]:
        tepga, tpsa = scored(TEPGA), scored(TPSA)
        yield self._sheet("ก-1", 1, tepga, indicator_7=20.0, eligibility_new="ไม่ใช่")
        yield self._sheet("ก-1", 2, tepga, indicator_7=40)
        yield self._sheet("ก-1", 3, tepga, conflict="ใช่", conflict__reason="เคยร่วมงาน", **dict.fromkeys(_marks(tepga)))
        yield self._sheet("ก-2", 1, tpsa, indicator_1__1=100.25, bonus_3="ใช่", bonus_1="ไม่ใช่")
        yield self._sheet("ก-2", 2, tpsa, indicator_1__1=104.25, indicator_2__4="๘๐", assessor="a2")
        yield self._sheet("ก-3", 1, tepga)

    def _sheet(self, application: str, number: int, rules: AwardEdition, **changed: Any) -> tuple[Place, Candidate]:
        keys = {key.replace("__", ".") if key.startswith("indicator") else key: v for key, v in changed.items()}
        named = {"application": application, "assessor": f"ผู้ประเมิน {number}"} | keys
        path = self.path(application, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, rules, full(rules, **named))
        (sheet,) = read_one(path, self.inbox).submissions
        result = sheet.judged()
        assert result is not None
        place: Place = (application, "desk", f"A{number}")
        return place, Candidate(sheet.file, sheet.sha256, sheet.name, sheet.answers, result)

    def path(self, application: str, number: int) -> Path:
        return self.inbox / "ส่งแล้ว" / f"A{number}" / f"{application}.xlsx"

    def number(self, kind: str, **body: object) -> int:
        """The number of the last entry of a kind with this in its body."""
        return [e.number for e in self.ledger.of(kind) if all(e.body[k] == v for k, v in body.items())][-1]

    def verified(self, data: bytes | None = None) -> tuple[Problem, ...]:
        return verify(self.ledger.text() if data is None else data, Folder(self.inbox))


def _marks(rules: AwardEdition) -> list[str]:
    return [f"indicator_{i.id}" for i in rules.indicators]


def _results(ledger: Ledger, filled: dict[Place, Candidate]) -> list[Result]:
    accepted = entries.accepted(ledger)
    results = []
    for application in REGISTER.applications:
        seats = []
        for one in REGISTER.panel(application.id, "desk"):
            place = (application.id, one.stage, one.assessor)
            seats.append(_seat(one, filled.get(place), accepted[place].number if place in accepted else None))
        results.append(
            consolidate(scored(application.edition), application.id, "desk", seats, entries.decisions(ledger))
        )
    return results


def _seat(one: Assignment, sheet: Candidate | None, entry: int | None) -> Seat:
    if one.conflict or sheet is None:
        return Seat(one.assessor, one.assessor, "conflicted" if one.conflict else "missing")
    source = Source(sheet.file, sheet.sha256, sheet.sheet, entry)
    assert isinstance(sheet.result, Score)
    return Seat(one.assessor, one.assessor, sheet.standing, sheet.result, source)


def rehashed(ledger: Ledger, changed: Callable[[Entry], Body | None]) -> bytes:
    """The ledger with bodies changed (None: left out) and numbered and chained anew: a forgery without a seam."""
    forged: list[Entry] = []
    for entry in ledger.entries:
        body = changed(entry)
        if body is not None:
            head = forged[-1].hash if forged else START
            forged.append(Entry(len(forged) + 1, entry.kind, entry.at, body, head))
    return Ledger(tuple(forged)).text()


def with_entry(ledger: Ledger, number: int, **changes: object) -> bytes:
    return rehashed(ledger, lambda e: {**e.body, **changes} if e.number == number else e.body)


def named(problems: Sequence[Problem]) -> list[tuple[str, Any]]:
    """Code and line of each difference."""
    return [(p.code, p.details.get("line")) for p in problems]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return Written(tmp_path_factory.mktemp("round"))


@pytest.fixture
def fresh(written: Written, tmp_path: Path) -> Written:
    """The same round with an inbox of its own, to be tampered with."""
    copy = object.__new__(Written)
    copy.__dict__ |= written.__dict__ | {"inbox": Path(shutil.copytree(written.inbox, tmp_path / "inbox"))}
    return copy


def test_untouched_round_passes(written: Written) -> None:
    """What the program wrote is what comes out again: decisions, a tie, a recusal and a half-filled panel included."""
    assert written.totals == TOTALS
    assert written.verified() == ()


def test_moved_and_copied_files_pass(fresh: Written) -> None:
    """A file is known by its hash: it may lie elsewhere in the inbox, twice, and under another name."""
    path = fresh.path("ก-1", 1)
    shutil.copy(path, fresh.inbox / "สำเนา.xlsx")
    path.rename(fresh.inbox / "ย้าย.xlsx")
    (fresh.inbox / "บันทึก.txt").write_text("ไม่ใช่สมุดงาน", encoding="utf-8")
    assert fresh.verified() == ()


def test_changed_score_in_a_file_is_named(fresh: Written) -> None:
    """One score changed in one file: the file is named with the entry that had accepted it."""
    rules = scored(TEPGA)
    write(fresh.path("ก-1", 2), rules, full(rules, application="ก-1", assessor="ผู้ประเมิน 2", indicator_7=41))
    (problem,) = fresh.verified()
    assert (problem.code, problem.file, problem.sheet) == ("A53", "ส่งแล้ว/A2/ก-1.xlsx", "Score")
    assert problem.details == {
        "line": fresh.number("sheet", application="ก-1", assessor="A2"),
        "place": {"th": "ก-1 · ประเมินจากเอกสาร · ผู้ประเมิน 2", "en": "ก-1 · desk · ผู้ประเมิน 2"},
    }


def test_damaged_and_missing_files_are_named(fresh: Written) -> None:
    """A file cut short is named with what is wrong with it, one that is gone with its place; both at once."""
    cut = fresh.path("ก-1", 2)
    cut.write_bytes(cut.read_bytes()[:5000])
    fresh.path("ก-2", 1).unlink()
    first, damage, gone = fresh.verified()
    assert (first.code, first.file) == ("A53", "ส่งแล้ว/A2/ก-1.xlsx")
    assert damage.code.startswith(("F", "S"))
    assert (gone.code, gone.file, gone.details["place"]["en"]) == ("A54", "ส่งแล้ว/A1/ก-2.xlsx", "ก-2 · desk · ผู้ประเมิน 1")


def test_missing_inbox_is_named(written: Written, tmp_path: Path) -> None:
    """Without an inbox every accepted sheet is named as gone."""
    assert [p.code for p in verify(written.ledger.text(), Folder(tmp_path / "nowhere"))] == ["A54"] * 6


def test_edited_line_is_named(written: Written) -> None:
    """An edited line is named, and so is one whose hash was made to fit it: the next line gives it away."""
    number = written.number("decision", subject="indicator:7")
    lines = written.ledger.text().splitlines(keepends=True)
    edited = [*lines]
    edited[number - 1] = lines[number - 1].replace(b'"38"', b'"48"')
    assert named(written.verified(b"".join(edited))) == [("A50", number)]
    edited[number - 1] = with_entry(written.ledger, number, value="48").splitlines(keepends=True)[number - 1]
    assert named(written.verified(b"".join(edited))) == [("A51", number + 1)]


def test_deleted_and_swapped_lines_are_named(written: Written) -> None:
    """A line that is gone and lines that changed places are named where the chain breaks."""
    lines = written.ledger.text().splitlines(keepends=True)
    assert named(written.verified(b"".join(lines[:4] + lines[5:]))) == [("A51", 5)]
    assert named(written.verified(b"".join([*lines[:4], lines[5], lines[4], *lines[6:]]))) == [("A51", 5)]


def test_last_line_cut_off_is_named(written: Written) -> None:
    """Without its last line the chain is whole, but a panel with sheets has no result; half a line cannot be read."""
    *_, waiting, _ = lines = written.ledger.text().splitlines(keepends=True)
    assert json.loads(waiting)["application"] == "ก-3"
    (problem,) = written.verified(b"".join(lines[:-2]))
    assert (problem.code, problem.details["application"], problem.details["line"]) == ("A56", "ก-3", "–")
    assert named(written.verified(written.ledger.text()[:-9])) == [("A52", len(lines))]


def test_every_cut_is_named_or_leaves_a_round(written: Written) -> None:
    """However much is cut off the end, what is left either names what is missing or holds no sheet yet."""
    lines = written.ledger.text().splitlines(keepends=True)
    first = next(written.ledger.of("sheet")).number
    for left in range(len(lines) - 1):
        found = written.verified(b"".join(lines[:left]))
        assert bool(found) == (left >= first), left


def test_altered_decision_is_named(written: Written) -> None:
    """A decision altered in a chain made anew: its result is named with the decision that it rests on."""
    number = written.number("decision", subject="indicator:7")
    (problem,) = written.verified(with_entry(written.ledger, number, value="39"))
    assert (problem.code, problem.severity) == ("A56", Severity.ERROR)
    assert (problem.details["seen"]["en"], problem.details["wanted"]["en"]) == ("total 83.00", "total 84.00")
    assert problem.details["decisions"]["th"] == str(number)
    assert (problem.details["application"], problem.details["stage"]["en"]) == ("ก-1", "desk")
    assert "ก-1" in problem.message()
    assert f"decisions (entries: {number})" in problem.message("en")


def test_altered_bonus_decision_is_named(written: Written) -> None:
    """A bonus decided the other way takes its 50 points."""
    number = written.number("decision", subject="bonus:3")
    (problem,) = written.verified(with_entry(written.ledger, number, value=False))
    assert (problem.details["seen"]["en"], problem.details["wanted"]["en"]) == ("total 1022.25", "total 972.25")


def test_withdrawn_decision_brought_back_is_named(written: Written) -> None:
    """A decision that counts again is named as one that the result should rest on."""
    number = written.number("decision", value="withdraw")
    (problem,) = written.verified(with_entry(written.ledger, number, value="0"))
    assert problem.details["wanted"]["en"].startswith(
        f"decisions used (entries) {written.number('decision', subject='indicator:7')}, {number}"
    )


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        ({"total": "90.00"}, "total 90.00"),
        ({"total": "83.01"}, "total 83.01"),
        ({"band": "excellent"}, "band Excellent"),
        ({"next": None}, "what comes next none"),
        ({"method": "median"}, "method median"),
        ({"sheets": []}, "score sheets used (entries) none"),
        ({"decisions": []}, "decisions used (entries) none"),
    ],
)
def test_altered_result_is_named(written: Written, changes: dict[str, object], seen: str) -> None:
    """Whatever is altered in a result is named with what comes out, and nothing else is."""
    number = written.number("result", application="ก-1")
    (problem,) = written.verified(with_entry(written.ledger, number, **changes))
    assert (problem.code, problem.details["line"], problem.details["seen"]["en"]) == ("A56", number, seen)


def test_total_without_any_sheet_is_named(written: Written) -> None:
    """A total of a panel that has none, because its decision was taken out, is named."""
    gone = written.number("decision", application="ก-4")
    forged = rehashed(written.ledger, lambda e: None if e.number == gone else _renumbered(e, gone))
    assert [(p.code, p.details["application"]) for p in written.verified(forged)] == [("A56", "ก-4")]


def _renumbered(entry: Entry, gone: int) -> Body:
    if entry.kind != "result":
        return entry.body
    earlier = {k: [n - (n > gone) for n in entry.body[k] if n != gone] for k in ("sheets", "decisions")}
    return {**entry.body, **earlier}


@pytest.mark.parametrize(
    ("changes", "key", "cell"),
    [
        ({"scores": {"7": "40"}}, "indicator:7", True),
        ({"bonus": {"1": True}}, "bonus:1", False),
        ({"eligibility": {"new": True}}, "eligibility:new", True),
        ({"eligibility": {"mission": False}}, "eligibility:mission", True),
        ({"conflict": True}, "conflict", True),
        ({"application": "ก-4"}, "application", True),
        ({"assessor": "A9"}, "assessor", True),
        ({"definition": "0" * 12}, "definition", True),
        ({"edition": TPSA}, "edition", True),
        ({"stage": "site"}, "stage", True),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_altered_sheet_is_named(written: Written, changes: dict[str, Any], key: str, cell: bool) -> None:
    """A sheet's entry altered in a chain made anew is named first, with the cell that says otherwise."""
    number = written.number("sheet", application="ก-1", assessor="A1")
    body = written.ledger.entries[number - 1].body
    merged = {k: {**body[k], **v} if isinstance(v, dict) else v for k, v in changes.items()}
    problem = written.verified(with_entry(written.ledger, number, **merged))[0]
    assert (problem.code, problem.details["line"], problem.field) == ("A55", number, key)
    assert (problem.file, problem.sheet, problem.cell is not None) == (body["file"], "Score", cell)


def test_sheet_of_another_name_is_named(written: Written) -> None:
    """An entry that names a sheet which its file does not hold differs in everything."""
    number = written.number("sheet", application="ก-1", assessor="A1")
    found = written.verified(with_entry(written.ledger, number, sheet="Score (2)"))
    assert {(p.code, p.sheet, p.cell, p.details["wanted"]["en"]) for p in found} == {("A55", "Score (2)", None, "–")}


def test_sheet_left_out_is_named(written: Written) -> None:
    """A result that passes over an accepted sheet is named with the sheets that it must rest on."""
    number, other = (written.number("sheet", application="ก-1", assessor=who) for who in ("A1", "A2"))
    result = written.number("result", application="ก-1")
    (problem,) = written.verified(with_entry(written.ledger, result, sheets=[number]))
    assert (problem.details["seen"]["en"], problem.details["wanted"]["en"]) == (
        f"score sheets used (entries) {number}",
        f"score sheets used (entries) {number}, {other}",
    )


def test_altered_rules_are_named(written: Written) -> None:
    """Other rules in the ledger give other results: a band's threshold, a weight, the method, the rounding."""
    number = written.number("edition", edition=TEPGA)
    rules = written.ledger.entries[number - 1].body["rules"]
    for key, value in {
        "bands": [{**b, "at_least": "84" if b["id"] == "good" else b["at_least"]} for b in rules["bands"]],
        "dimensions": [{**d, "weight": "21"} if d["id"] == "1" else d for d in rules["dimensions"]],
        "total": {**rules["total"], "places": 1},
        "consolidation": {**rules["consolidation"], "method": "trimmed"},
    }.items():
        found = written.verified(with_entry(written.ledger, number, rules={**rules, key: value}))
        assert {p.code for p in found} == {"A56"}, key


@pytest.mark.parametrize("kind", ["edition", "register", "sheet", "decision", "result"])
def test_entry_of_another_shape_is_named(written: Written, kind: str) -> None:
    """An entry that is chained well but made by somebody else ends in a problem, never in a traceback."""
    for odd in ({}, {"x": 1}, dict.fromkeys(written.ledger.entries[written.number(kind) - 1].body)):
        forged = rehashed(written.ledger, lambda e, odd=odd: odd if e.kind == kind else e.body)
        assert written.verified(forged)[-1].code in ("A52", "A56"), odd


def test_place_emptied_by_a_choice(written: Written) -> None:
    """After the choice of no sheet a place is empty: the result may not rest on it, until another sheet comes."""
    place = {"application": "ก-1", "stage": "desk", "assessor": "A2"}
    choice = entries.news_of_decisions(
        Ledger(), [replace(decision("total = keep", "ก-1"), subject="place:A2", value="none", among=("x#Score",))]
    )
    ledger = written.ledger.extended(choice, AT)
    (problem,) = written.verified(ledger.text())
    kept = written.number("sheet", application="ก-1", assessor="A1")
    assert (problem.code, problem.details["wanted"]["en"]) == ("A56", f"score sheets used (entries) {kept}")
    again = ledger.extended([("sheet", ledger.entries[written.number("sheet", **place) - 1].body)], AT)
    (problem,) = written.verified(again.text())
    assert problem.details["wanted"]["en"] == f"score sheets used (entries) {kept}, {len(again.entries)}"


def test_register_without_a_panel(written: Written) -> None:
    """A panel that was taken out of the register has no result to be held against; its files are still checked."""
    fewer = replace(REGISTER, assignments=REGISTER.assignments[3:])
    ledger = written.ledger.extended(entries.news_of_register(written.ledger, fewer), AT)
    assert written.verified(ledger.text()) == ()


def test_conflict_declared_afterwards(written: Written) -> None:
    """Once the register declares a conflict, no result may rest on that assessor's sheet."""
    declared = [
        replace(a, conflict=a.conflict or (a.application, a.assessor) == ("ก-1", "A2")) for a in REGISTER.assignments
    ]
    register = replace(REGISTER, assignments=tuple(declared))
    (problem,) = written.verified(
        written.ledger.extended(entries.news_of_register(written.ledger, register), AT).text()
    )
    assert (
        problem.details["wanted"]["en"]
        == f"score sheets used (entries) {written.number('sheet', application='ก-1', assessor='A1')}"
    )


def test_nothing_to_verify(tmp_path: Path) -> None:
    """A round that has not begun has nothing that differs."""
    assert verify(b"", Folder(tmp_path)) == ()


@pytest.mark.parametrize("id_", panels.everywhere())
def test_both_paths_agree(id_: str, tmp_path: Path) -> None:
    """Random panels of every edition by every method (300 in all, and more): both paths give the same, and a hundredth more is seen."""
    rng = random.Random(f"verify {id_}")
    for method in panels.METHODS:
        rules = panels.edition(id_, method)
        results = [_random_result(rng, rules, f"ก-{n}") for n in range(10)]
        ledger = _ledger_of(rules, results)
        assert {p.code for p in verify(ledger.text(), Folder(tmp_path))} == {"A54"}
        forged = rehashed(
            ledger, lambda e: {**e.body, "total": f"{e.body['total']}1"} if e.kind == "result" else e.body
        )
        assert [p.details["application"] for p in verify(forged, Folder(tmp_path)) if p.code == "A56"] == [
            r.application for r in results
        ]


def _random_result(rng: random.Random, rules: AwardEdition, application: str) -> Result:
    """A panel of one to seven whose sheets and decisions are numbered as `_ledger_of` will write them."""
    stage: Stage = rng.choice(("desk", "site"))
    seats = [
        panels.counted(
            rules,
            f"A{n}",
            panels.random_sheet(rng, rules, stage),
            source=Source("x.xlsx", "0" * 64, f"{application} {n}"),
        )
        for n in range(rng.randint(1, 7))
    ]
    decided = [decision(text, application, stage) for text in panels.random_decisions(rng, rules)]
    return consolidate(rules, application, stage, seats, decided)


def _ledger_of(rules: AwardEdition, results: Sequence[Result]) -> Ledger:
    """Every sheet and standing decision of the results, and the results with the numbers of these."""
    register = Register(
        tuple(Application(r.application, rules.id) for r in results),
        tuple(Assessor(f"A{n}", f"ผู้ประเมิน {n}") for n in range(7)),
        tuple(Assignment(r.application, s.assessor, r.stage) for r in results for s in r.seats),
    )
    ledger = Ledger().extended(
        [*entries.news_of_editions(Ledger(), [rules]), *entries.news_of_register(Ledger(), register)], AT
    )
    for result in results:
        filled = {(result.application, result.stage, s.assessor): _candidate(s) for s in result.seats}
        ledger = ledger.extended(entries.news_of_sheets(ledger, filled), AT)
        at = entries.accepted(ledger)
        seats = tuple(_numbered(s, at[result.application, result.stage, s.assessor].number) for s in result.seats)
        numbered = tuple(replace(d, entry=len(ledger.entries) + n) for n, d in enumerate(result.decisions, 1))
        ledger = ledger.extended(entries.news_of_decisions(ledger, numbered), AT)
        ledger = ledger.extended(
            entries.news_of_results(ledger, [replace(result, seats=seats, decisions=numbered)]), AT
        )
    return ledger


def _candidate(seat: Seat) -> Candidate:
    assert seat.source is not None
    assert seat.score is not None
    return Candidate(seat.source.file, seat.source.sha256, seat.source.sheet, seat.score.sheet, seat.score)


def _numbered(seat: Seat, entry: int) -> Seat:
    assert seat.source is not None
    return replace(seat, source=replace(seat.source, entry=entry))
