"""How each code of a committee's round is provoked: register here what the commands of a round can say.

A maker makes real files in an empty folder, runs the real command on them (`tests.provoked.told`
does so and gives the codes of its JSON) and returns the codes that it told.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import openpyxl

from pyscoring.edition import scored
from pyscoring.edition_copy import copied
from pyscoring.edition_files import available
from pyscoring.ledger import Ledger
from pyscoring.ledger import read as read_ledger
from pyscoring.register import Assignment, Attested, Register
from tests.at_work import at_work
from tests.committee_book import CHOICES, MODERATION, SIGNED, Book
from tests.provoked import SMALL, TEPGA, told
from tests.provoked_far import FAR
from tests.provoked_register import (
    CONFLICT,
    OF_THE_REGISTER,
    ONE,
    PANEL,
    REGISTER,
    THREE,
    TWO,
    WORK,
    Maker,
    Told,
    begin,
    consolidate,
    send,
)
from tests.sheets import full, write
from workbook.committee import register as registers
from workbook.files.patch import patch
from workbook.results import export
from workbook.scoresheet import template
from workbook.scoresheet.fill import fill

# The inbox against the register, the ledger, and itself.


def _sent(*sheets: Mapping[str, Any], register: Register = REGISTER) -> Maker:
    """A sheet of the first assessor for each of these changes, in files of their own."""

    def make(folder: Path) -> Told:
        begin(folder, register)
        for number, changes in enumerate(sheets):
            send(folder, name=f"{number}.xlsx", **changes)
        return consolidate(folder)

    return make


def _afterwards(change: Callable[[Path], object]) -> Maker:
    """One sheet is accepted, and then something happens to its file."""

    def make(folder: Path) -> Told:
        path = send(begin(folder))
        consolidate(folder)
        change(path)
        return consolidate(folder)

    return make


def _save_again(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.save(path)


def _other_edition(folder: Path) -> Told:
    begin(folder)
    rules = scored("tepga-expansion-2558")
    write(folder / "inbox" / "a.xlsx", rules, full(rules, title=WORK.title, agency=WORK.agency))
    return consolidate(folder)


def _unsound_edition(folder: Path) -> Told:
    """A workbook of an edition whose file in the round got a mistake afterwards."""
    begin(folder)
    rules, own = scored("small-2558", [SMALL]), folder / "editions" / SMALL.name
    sheet = fill(template.blank(rules), rules, full(rules, title=WORK.title, agency=WORK.agency))
    (folder / "inbox" / "a.xlsx").write_bytes(sheet)
    own.parent.mkdir()
    own.write_text(SMALL.read_text(encoding="utf-8").replace("weight = 60", "weight = 50"), encoding="utf-8")
    return consolidate(folder)


def _just_above(folder: Path) -> Told:
    """Five totals of one assessor between 80 and 81, and none below 80."""
    works = tuple(replace(WORK, id=f"ก-{n}") for n in range(1, 6))
    begin(
        folder, replace(REGISTER, applications=works, assignments=tuple(Assignment(w.id, "a1", "desk") for w in works))
    )
    for n, work in enumerate(works):
        send(folder, name=f"{n}.xlsx", application=work.id, indicator_7=35 + n / 10)
    return consolidate(folder)


def _visited(folder: Path) -> Told:
    """Too few points on paper, and yet a visit."""
    begin(folder, replace(REGISTER, assignments=tuple(Assignment("ก-1", "a1", stage) for stage in ("desk", "site"))))
    send(folder, name="1.xlsx", indicator_7=5)
    send(folder, name="2.xlsx", stage="site", indicator_7=5)
    return consolidate(folder)


def _ended_afterwards(folder: Path) -> Told:
    """The total of the visit is set, and then one of the stage before that does not lead to a visit."""
    visits = tuple(replace(seat, stage="site") for seat in PANEL)
    begin(folder, replace(REGISTER, assignments=PANEL + visits))
    for who in (ONE, TWO):
        send(folder, who)
        send(folder, who, f"{who} site.xlsx", stage="site")
    for stage, total in (("site", 85), ("desk", 60)):
        assert "A88" not in consolidate(folder)
        book = Book(folder / "consolidated.xlsx")
        book.type((MODERATION, book.free(), {**WHOLE, **SIGNED, "stage": stage, "value": total}))
    return consolidate(folder)


def _chosen(folder: Path) -> Told:
    """One of two sheets is chosen, and the other is not."""
    _doubled(folder)
    book = Book(folder / "consolidated.xlsx")
    book.type((CHOICES, book.candidate("ก-1|desk|a1|"), {"use": "ใช่", **SIGNED}))
    return consolidate(folder)


def _chosen_no_more(folder: Path) -> Told:
    """The sheet that was not chosen is taken away, and then the choice is withdrawn."""
    _chosen(folder)
    (folder / "inbox" / "2.xlsx").unlink()
    book = Book(folder / "consolidated.xlsx")
    withdrawn = {"application": "ก-1", "stage": "desk", "subject": "Sheet of a1", "value": "withdraw"}
    book.type((MODERATION, book.free(), {**withdrawn, **SIGNED}))
    return consolidate(folder)


def _doubled(folder: Path) -> Path:
    begin(folder)
    send(folder, name="1.xlsx")
    send(folder, name="2.xlsx", indicator_1=5)
    consolidate(folder)
    return folder


def _kept(folder: Path) -> Told:
    """The accepted sheet is chosen, though its file was taken away."""
    path = send(begin(folder))
    consolidate(folder)
    path.unlink()
    consolidate(folder)
    book = Book(folder / "consolidated.xlsx")
    book.type((CHOICES, book.candidate("ก-1|desk|a1|"), {"use": "ใช่", **SIGNED}))
    return consolidate(folder)


def _kept_before(folder: Path) -> Told:
    """The total is kept while an indicator is decided that moves its band."""
    send(begin(folder, replace(REGISTER, assignments=(Assignment("ก-1", "a1", "desk"),))))
    consolidate(folder)
    book, decided = Book(folder / "consolidated.xlsx"), [("total", "keep"), ("indicator:7", 5)]
    book.type(
        *(
            (MODERATION, book.free() + n, {**WHOLE, **SIGNED, "subject": subject, "value": value})
            for n, (subject, value) in enumerate(decided)
        )
    )
    return consolidate(folder)


def _not_on_record(folder: Path) -> Told:
    """The only assessor said that the project won before, which the register does not know."""
    rules, panel = scored("tepga-expansion-2558"), (Assignment("ก-1", "a1", "desk"),)
    begin(folder, replace(REGISTER, applications=(replace(WORK, edition=rules.id),), assignments=panel))
    answers = full(rules, assessor=ONE, title=WORK.title, agency=WORK.agency, eligibility_won="ใช่")
    write(folder / "inbox" / "a.xlsx", rules, answers)
    return {*consolidate(folder)} & {*told("status", "--json", folder)}


def _unset(folder: Path) -> Told:
    """Nobody has set the threshold yet: told while it can still be set, and ever after."""
    begin(folder, replace(REGISTER, applications=(replace(WORK, edition="pmqa-category-2558"),)))
    return {*told("pack", "--json", folder)} & {*told("status", "--json", folder)} & {*consolidate(folder)}


def _answered(folder: Path) -> Told:
    """Both assessors deny a condition of eligibility, which the committee finds fulfilled."""
    rules = scored("tpsa-innovation-2558")
    answer = Attested(rules.id, WORK.agency, "effect", True, WORK.title)
    begin(folder, replace(REGISTER, applications=(replace(WORK, edition=rules.id),), answers=(answer,)))
    for who in (ONE, TWO):
        answers = full(rules, assessor=who, title=WORK.title, agency=WORK.agency, eligibility_effect="ไม่ใช่")
        write(folder / "inbox" / f"{who}.xlsx", rules, answers)
    return consolidate(folder)


def _unanswered(folder: Path) -> Told:
    """The same without the committee's answer, which publishing does not wait for."""
    _answered(folder)
    register, _ = registers.read(folder / "register.xlsx")
    begin(folder, replace(register, answers=()))
    return told("export", "--json", folder, "--format=csv")


def _withdrawn(folder: Path) -> Told:
    """An accepted sheet, whose assignment is deleted from the register."""
    send(begin(folder))
    consolidate(folder)
    return consolidate(begin(folder, replace(REGISTER, assignments=PANEL[1:])))


def _unreadable(folder: Path) -> Told:
    send(begin(folder))
    consolidate(folder)
    (folder / "consolidated.xlsx").write_bytes(b"broken")
    return consolidate(folder)


INBOX: dict[str, Maker] = {
    "A03": _sent({}, {}),
    "A04": _sent({"application": "ก-9"}),
    "A05": _sent({"assessor": "ผู้ประเมิน 9"}),
    "A06": _sent({"assessor": THREE}),
    "A07": _other_edition,
    "A08": _sent({"title": "ชื่ออื่น"}),
    "A09": _sent({"assessor": None}),
    "A10": _afterwards(lambda path: send(path.parent.parent, indicator_1=5)),
    "A11": _afterwards(Path.unlink),
    "A12": _sent({}, register=CONFLICT),
    "A13": _sent({}, {"assessor": TWO}),
    "A14": _just_above,
    "A15": _visited,
    "A16": _afterwards(_save_again),
    "A17": _chosen,
    "A18": _unreadable,
    "A19": consolidate,
    "A59": _kept,
    "T14": _unsound_edition,
    "A81": _kept_before,
    "A83": _not_on_record,
    "A84": _answered,
    "A85": _withdrawn,
    "A86": _unset,
    "A90": _unanswered,
    "A87": _chosen_no_more,
    "A88": _ended_afterwards,
}


# What is typed into the consolidated workbook.

WHOLE = {"application": "ก-1", "stage": "desk", "subject": "total"}


def _decided(*rows: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> Maker:
    """These rows typed into empty ones of `Moderation`; `before` was decided a run earlier."""

    def make(folder: Path) -> Told:
        send(begin(folder))
        consolidate(folder)
        for group in ([before] if before else [], rows):
            book = Book(folder / "consolidated.xlsx")
            book.type(*((MODERATION, book.free() + n, {**WHOLE, **SIGNED, **row}) for n, row in enumerate(group)))
            said = consolidate(folder)
        return said

    return make


def _edited(**changed: Any) -> Maker:
    """A decision that was accepted, and then changed where it stands."""

    def make(folder: Path) -> Told:
        _decided({"value": 90})(folder)
        book = Book(folder / "consolidated.xlsx")
        book.type((MODERATION, book.row(MODERATION, value=90), changed))
        return consolidate(folder)

    return make


def _chosen_twice(folder: Path) -> Told:
    book = Book(_doubled(folder) / "consolidated.xlsx")
    first = book.candidate("ก-1|desk|a1|")
    book.type(*((CHOICES, row, {"use": "ใช่", **SIGNED}) for row in (first, first + 1)))
    return consolidate(folder)


def _mark_removed(folder: Path) -> Told:
    send(begin(folder))
    consolidate(folder)
    path = folder / "consolidated.xlsx"
    path.write_bytes(patch(path.read_bytes(), {MODERATION: {(1, 1): "แผ่นของผม"}}))
    return consolidate(folder)


def _of_two_readings(folder: Path) -> Told:
    """An edition whose bonus feature has the id of an indicator, and a decision on just that id."""
    begin(folder, replace(REGISTER, applications=(replace(WORK, edition="small-2558"),)))
    (folder / "editions").mkdir()
    text = SMALL.read_text(encoding="utf-8").replace('id = "a1"', 'id = "1"')
    (folder / "editions" / SMALL.name).write_text(text, encoding="utf-8")
    consolidate(folder)
    book = Book(folder / "consolidated.xlsx")
    book.type((MODERATION, book.free(), {**WHOLE, **SIGNED, "subject": "1", "value": 1}))
    return consolidate(folder)


TYPED: dict[str, Maker] = {
    "A40": _decided({"value": 90, "reason": None}),
    "A82": _decided({"value": "keep"}),
    "A41": _decided({"value": 90, "subject": "ความสวยงาม"}),
    "A42": _of_two_readings,
    "A43": _decided({"value": 90, "entry": 99}),
    "A44": _decided({"value": 400}),
    "A45": _edited(value=91),
    "A46": _edited(value=None, reason=None, **{"decided-by": None, "date": None}),
    "A47": _decided({"value": 90}, {"value": 91}),
    "A48": _chosen_twice,
    "A49": _mark_removed,
}


# The ledger.


def _verified(change: Callable[[Path], object]) -> Maker:
    """A round with a decision, and then something is changed in it."""

    def make(folder: Path) -> Told:
        send(folder=begin(folder))
        consolidate(folder)
        book = Book(folder / "consolidated.xlsx")
        book.type((MODERATION, book.free(), {**WHOLE, **SIGNED, "value": 90}))
        consolidate(folder)
        change(folder)
        return told("verify", "--json", folder)

    return make


def _line(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        path = folder / "ledger.jsonl"
        path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))

    return make


def rechained(path: Path, change: Callable[[int, str, dict[str, Any]], Mapping[str, Any] | None]) -> None:
    """Rewrite a ledger with changed bodies and every hash made anew, as a forger would."""
    before, problems = read_ledger(path.read_bytes())
    assert not problems
    forged = Ledger()
    for entry in before.entries[1:]:
        body = change(entry.number, entry.kind, dict(entry.body))
        forged = forged.extended([(entry.kind, body or entry.body)], entry.at)
    path.write_bytes(forged.text())


def _forged(kind: str, **changed: Any) -> Callable[[Path], object]:
    return lambda folder: rechained(folder / "ledger.jsonl", lambda _, k, body: body | changed if k == kind else None)


def _in_the_workbook(folder: Path) -> None:
    book = Book(folder / "consolidated.xlsx")
    book.type((MODERATION, book.row(MODERATION, value=90), {"value": 91}))


OF_THE_LEDGER: dict[str, Maker] = {
    "A50": _verified(_line(lambda lines: [*lines[:3], lines[3].replace(ONE.encode(), TWO.encode()), *lines[4:]])),
    "A51": _verified(_line(lambda lines: [*lines[:2], *lines[3:]])),
    "A52": _verified(_line(lambda lines: [b"{}\n", *lines[1:]])),
    "A53": _verified(lambda folder: send(folder, indicator_1=5)),
    "A54": _verified(lambda folder: (folder / "inbox" / f"{ONE}.xlsx").unlink()),
    "A55": _verified(_forged("sheet", conflict=True)),
    "A56": _verified(_forged("result", total="12.34")),
    "A57": _verified(_in_the_workbook),
    "A58": _verified(_line(lambda lines: lines[:-1])),
    "A92": _verified(lambda folder: shutil.rmtree(folder / "inbox")),
}

# The results.


def _exported(*options: str, both: bool = True, consolidated: bool = False, without: tuple[str, ...] = ()) -> Maker:
    """The results of a round of two agreeing assessors, of whom perhaps one is missing; some formats lack a library."""

    def make(folder: Path) -> Told:
        send(begin(folder))
        if both:
            send(folder, TWO)
        if consolidated:
            consolidate(folder)
        with mock.patch.dict(export.NEEDS, dict.fromkeys(without, ("no_such_library",))):
            return told("export", "--json", folder, *options)

    return make


def _published(change: Callable[[Path], object], command: str = "verify", *options: str) -> Maker:
    """A published revision, and then something is changed."""

    def make(folder: Path) -> Told:
        _exported("--final", "--format=csv", consolidated=True)(folder)
        change(folder)
        return told(command, "--json", folder, *options)

    return make


def _decided_afterwards(folder: Path) -> None:
    consolidate(folder)
    book = Book(folder / "consolidated.xlsx")
    book.type((MODERATION, book.free(), {**WHOLE, **SIGNED, "value": 75}))
    consolidate(folder)


def _like_a_formula(folder: Path) -> Told:
    send(begin(folder, replace(REGISTER, applications=(replace(WORK, title="=1+1"),))))
    return told("export", "--json", folder, "--format=csv")


_CHANGE = {"edition": TEPGA.id, "stage": "desk", "subject": "ก-1", "key": "total", "was": "1.00", "now": "2.00"}

OF_THE_RESULTS: dict[str, Maker] = {
    "A60": _exported("--final", both=False, consolidated=True),
    "A61": _exported("--final", both=False, consolidated=True),
    "A62": _exported("--format=csv"),
    "A63": _exported("--format=csv,pdf", without=("pdf",)),
    "A64": _published(_decided_afterwards, "export"),
    "A65": _exported(without=("html", "pdf")),
    "A66": _published(_forged("published", rows=[])),
    "A67": _published(_forged("published", revision=2)),
    "A68": _published(_forged("published", changes=[_CHANGE])),
    "A69": _like_a_formula,
    "A70": _exported("--final", "--format=csv"),
    "A71": _published(_decided_afterwards, "export", "--final"),
    "A72": _published(lambda folder: None, "export", "--final", "--by=ก"),
    "A73": _published(lambda folder: (folder / "results" / "revision-1" / "results.csv").write_bytes(b"")),
    "A74": _published(lambda folder: (folder / "results" / "revision-1" / "scores.csv").unlink()),
}


def _feedback_for_nobody(folder: Path) -> Told:
    return told("report", "feedback", begin(folder), "--application=ก-9")


def _other_form(folder: Path) -> Told:
    """A score sheet where documents are to be checked."""
    begin(folder, replace(REGISTER, assignments=(Assignment("ก-1", "a1", "document"),)))
    send(folder, stage="document")
    return consolidate(folder)


def _damaged_access(folder: Path) -> Told:
    """The list of tokens was cut short."""
    begin(folder)
    (folder / "access.json").write_text('{"tokens": {', encoding="utf-8")
    return told("access", "--json", folder)


def _doubled_edition(folder: Path) -> Told:
    text = SMALL.read_text(encoding="utf-8")
    begin(folder)
    (folder / "editions").mkdir()
    (folder / "editions" / "a.toml").write_text(text, encoding="utf-8")
    (folder / "editions" / "b.toml").write_text(text.replace("at_least = 80", "at_least = 70"), encoding="utf-8")
    return told("pack", "--json", folder)


def _edition_of_another_name(folder: Path) -> Told:
    begin(folder)
    (folder / "editions").mkdir()
    (folder / "editions" / "small-2558.toml.txt").write_bytes(SMALL.read_bytes())
    return told("pack", "--json", folder)


def _edition_of_another_year(folder: Path) -> Told:
    begin(folder)
    (folder / "editions").mkdir()
    rules = copied(available()[TEPGA.id].read_text(encoding="utf-8"), f"{TEPGA.award}-2698")
    (folder / "editions" / "next.toml").write_text(rules, encoding="utf-8")
    return told("status", "--json", folder)


def _while_another_is_at_work(folder: Path) -> Told:
    begin(folder)
    with at_work(folder):
        return consolidate(folder)


ROUND: dict[str, Maker] = {
    **INBOX, **OF_THE_REGISTER, **TYPED, **OF_THE_LEDGER, **OF_THE_RESULTS, **FAR, "D29": _other_form, "A80": _damaged_access,
    "A89": _feedback_for_nobody, "E12": _doubled_edition, "A93": _edition_of_another_year, "E15": _edition_of_another_name,
    "W13": _while_another_is_at_work,
}  # fmt: skip
