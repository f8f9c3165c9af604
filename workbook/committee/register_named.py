"""What cells of a register may name, and what to write where one of them names nothing."""

import difflib
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from pyscoring.edition import AwardEdition, Condition, DerivedAward, load
from pyscoring.edition_files import available
from pyscoring.names import plain_name
from pyscoring.problems import Refused
from pyscoring.register import Application, Register
from pyscoring.rules import AttestedRule, NewProjectsRule, ReportsRule
from workbook.committee.register_layout import ANSWERS, HISTORY, REPORTS
from workbook.scoresheet import typed
from workbook.scoresheet.reader import Extra

Both = Mapping[str, str]
_OF_AGENCY = {"th": "ชื่อผลงานของรางวัลที่ให้แก่ส่วนราชการ", "en": "a project: this award is given to agencies"}
_LEFT_BLANK = {"th": "เว้นช่องนี้ว่าง", "en": "leave the cell blank"}
_TO_ANSWER = {"th": "เงื่อนไขที่คณะกรรมการตอบ เพราะต้องมีหลักฐาน", "en": "a condition to answer: records prove it"}
_RECORD = {
    "th": "ลบแถวนี้ แล้วกรอกหลักฐานในแผ่น {sheet}",
    "en": "delete the row, and enter the record on the sheet {sheet}",
}
_OF = {
    "agency": {
        "th": "ส่วนราชการของผลงานที่ใช้เกณฑ์ {edition} ในรอบนี้",
        "en": "the agency of an application of this round under {edition}",
    },
    "project": {
        "th": "ชื่อผลงานของส่วนราชการนี้ที่ใช้เกณฑ์ {edition} ในรอบนี้",
        "en": "a project that this agency has entered under {edition}",
    },
}
_FEW = 12  # of more things than this, not all are listed
_NEAR = {"th": "พิมพ์ {near} ถ้าหมายถึงรายการนี้", "en": "type {near} if that is what was meant"}
_ONE_OF = {"th": "พิมพ์รายการใดรายการหนึ่งต่อไปนี้: {every}", "en": "type one of these: {every}"}
_AS_LISTED = {"th": "พิมพ์ให้ตรงกับแผ่น Applications", "en": "type it as it stands on the sheet Applications"}
_NONE = {
    "th": "แก้ช่องอื่นของแถวนี้หรือลบแถว เพราะไม่มีรายการที่ใช้ได้",
    "en": "correct the row's other cells or delete the row, as there is none",
}
_OR = {"th": " หรือ", "en": ", or "}


class Asked:
    """What the committee's answers can be about: the editions of a round, their agencies, and the agencies' projects.

    Each by its names; an agency also by its former ones. Unless `is_whole` there are applications that could not be
    read, and nobody knows what they are about: then no edition is left out.
    """

    def __init__(self, register: Register, editions: Iterable[AwardEdition | DerivedAward], is_whole: bool) -> None:
        self._register, self._all, self.is_whole = register, {e.id: e for e in editions}, is_whole
        self._works: dict[str, list[Application]] = {}
        for application in register.applications:
            self._works.setdefault(application.edition, []).append(application)
        self._agencies: dict[str, dict[str, str]] = {}

    @cached_property
    def editions(self) -> dict[str, AwardEdition | DerivedAward]:
        """Those under which something is entered, and the awards that follow from them."""
        rounds = {(e.family, e.fiscal_year) for id_, e in self._all.items() if id_ in self._works}
        found = (e for e in self._all.values() if not self.is_whole or self._is_of(e, rounds))
        return {name: e for e in found for name in names(e.id, e.name.th, e.name.en)}

    def _is_of(self, edition: AwardEdition | DerivedAward, rounds: Collection[tuple[str, int]]) -> bool:
        of_round = (edition.family, edition.fiscal_year) in rounds
        return of_round if isinstance(edition, DerivedAward) else edition.id in self._works

    def amiss(
        self, edition: AwardEdition | DerivedAward, agency: str, project: str | None
    ) -> tuple[str, dict[str, Any]] | None:
        """What of an answer names nothing that is entered: its column, and the details of A44."""
        if isinstance(edition, DerivedAward):
            stray = project and not edition.of_project
            return ("project", _details(project, _OF_AGENCY, _LEFT_BLANK)) if stray else None
        if self.is_whole and plain_name(agency) not in (agencies := self._agencies_of(edition)):
            return "agency", nothing(agency, _of("agency", edition), agencies)
        if self.is_whole and project and plain_name(project) not in (projects := self._projects_of(edition, agency)):
            return "project", nothing(project, _of("project", edition), projects)
        return None

    def _agencies_of(self, edition: AwardEdition) -> dict[str, str]:
        """Who has entered something under an edition."""
        if edition.id not in self._agencies:
            own = [a.agency for a in self._works[edition.id] if a.agency]
            present = {plain_name(self._register.agency(name)) for name in own}
            former = [alias.name for alias in self._register.aliases]
            every = [*own, *map(self._register.agency, own), *former]
            found = {plain_name(n): n for n in every if plain_name(self._register.agency(n)) in present}
            self._agencies[edition.id] = found
        return self._agencies[edition.id]

    def _projects_of(self, edition: AwardEdition, agency: str) -> dict[str, str]:
        """What an agency has entered under an edition."""
        present = plain_name(self._register.agency(agency))
        own = (a for a in self._works[edition.id] if plain_name(self._register.agency(a.agency)) == present)
        return {plain_name(a.title): a.title for a in own if a.title}


def known_editions(extra: Extra = ()) -> list[AwardEdition | DerivedAward]:
    """The sound editions; `pyscoring editions check` is the place to hear of the others."""
    found = []
    for id_ in sorted(available(extra)):
        try:
            found.append(load(id_, extra))
        except Refused:
            continue
    return found


def proved_on(condition: Condition) -> str:
    """The sheet of the register that tells whether a condition is met."""
    match condition.rule:
        case AttestedRule():
            return ANSWERS.name
        case ReportsRule() | NewProjectsRule():
            return REPORTS.name
        case _:
            return HISTORY.name


def on_record(condition: Condition) -> tuple[str, dict[str, Any]] | None:
    """The column and the details of A44 for a condition that no answer can meet, as records prove it."""
    if (sheet := proved_on(condition)) == ANSWERS.name:
        return None
    wanted = {lang: text.format(sheet=sheet) for lang, text in _RECORD.items()}
    return "condition", _details(condition.id, _TO_ANSWER, wanted)


def names(*known: str) -> set[str]:
    """Names as they are compared."""
    return set(map(plain_name, known))


def conditions(edition: AwardEdition | DerivedAward) -> dict[str, Any]:
    """The conditions of an edition by their ids and names."""
    found = edition.conditions if isinstance(edition, DerivedAward) else edition.eligibility
    return {name: c for c in found for name in names(c.id, c.name.th, c.name.en)}


def nothing(seen: str, label: Both, known: Mapping[str, object]) -> dict[str, Any]:
    """The details of A44 for a text that is none of these names."""
    return _details(seen, label, _wanted(seen, known))


def _details(seen: object, label: Both, wanted: Both) -> dict[str, Any]:
    return {"seen": typed.shown(seen), "label": label, "wanted": wanted}


def _of(key: str, edition: AwardEdition) -> Both:
    """What stands in the column `key` of an application under an edition."""
    return {lang: text.format(edition=edition.id) for lang, text in _OF[key].items()}


def _wanted(seen: str, known: Mapping[str, object]) -> Both:
    """What to type instead of what was seen: what is near it, and all that there is, if that is not too much."""
    every = {repr(words := _words(item)): words for item in known.values()}
    near = difflib.get_close_matches(plain_name(seen), known, n=1)
    likely = _words(known[near[0]]) if near else None
    told: dict[str, str] = {}
    listed = _NONE if not every else _ONE_OF if len(every) <= _FEW else _AS_LISTED
    for lang in ("th", "en"):
        rest = listed[lang].format(every=" · ".join(words[lang] for words in every.values()))
        said = [_NEAR[lang].format(near=likely[lang])] if likely else []
        told[lang] = _OR[lang].join([*said, *([rest] if likely is None or len(every) > 1 else [])])
    return told


def _words(item: Any) -> Both:
    """A text; the id of an edition; the id and name of a condition."""
    if isinstance(item, str):
        return {"th": item, "en": item}
    if isinstance(item, AwardEdition | DerivedAward):
        return {"th": item.id, "en": item.id}
    return {"th": f"{item.id} ({item.name.th})", "en": f"{item.id} ({item.name.en})"}
