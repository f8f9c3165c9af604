"""What a decision is about, in the words of the two languages and back."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from pyscoring.considered import SUBJECT
from pyscoring.document import is_checked
from pyscoring.edition import AwardEdition, Stage
from pyscoring.names import plain_name
from pyscoring.register import Register
from workbook.consolidation.consolidated_texts import ELIGIBILITY
from workbook.scoresheet import typed

_WHOLE = {
    "total": {"th": "คะแนนรวม", "en": "Total"}, "panel": {"th": "องค์คณะ", "en": "Panel"},
    SUBJECT: {"th": "ผลตรวจเอกสาร", "en": "Document check"},
}  # fmt: skip
_PART = {
    "indicator": {"th": "ตัวชี้วัด", "en": "Indicator"},
    "bonus": {"th": "คะแนนพิเศษ", "en": "Bonus"},
    "place": {"th": "แผ่นของ", "en": "Sheet of"},
}
_AS_BEFORE = ("แบบของ", "the sheet of")  # what workbooks of earlier versions call a place
_NOBODY = Register()


def subjects(edition: AwardEdition, stage: Stage | None = None) -> Iterator[str]:
    """Everything that can be decided of an application in a stage (None: in any): total, panel, each
    indicator, each bonus feature; or what its documents come to.
    """  # fmt: skip
    if is_checked(edition, stage or "document"):
        yield SUBJECT
    if is_checked(edition, stage):
        return
    yield from ("total", "panel")
    yield from (f"indicator:{i.id}" for i in edition.indicators)
    yield from (f"bonus:{f.id}" for f in edition.features)


def word(subject: str, lang: str, register: Register = _NOBODY) -> str:
    """A subject as people see it: ``indicator:1.2`` as ``ตัวชี้วัด 1.2``, a sheet by its assessor's name in the register."""
    if subject in _WHOLE:
        return _WHOLE[subject][lang]
    family, _, id_ = subject.partition(":")
    return f"{_PART[family][lang]} {_called(id_, register) if family == 'place' else id_}"


def named(subject: str, edition: AwardEdition, lang: str) -> str:
    """A subject as the agenda has it: ``indicator:1.2`` as ``1.2`` with its name, what has no name as its `word`."""
    family, _, id_ = subject.partition(":")
    items = {"indicator": edition.indicators, "bonus": edition.features}.get(family, ())
    name = next((item.name[lang] for item in items if item.id == id_), None)
    return f"{id_ if family == 'indicator' else word(subject, lang)} {name}" if name else word(subject, lang)


def words(subject: str, register: Register = _NOBODY) -> dict[str, str]:
    """`word` in both languages, as messages take it."""
    return {lang: word(subject, lang, register) for lang in ("th", "en")}


def is_called(subject: str, name: str, register: Register = _NOBODY) -> bool:
    """Whether a text names this subject, in either language or by its key; a sheet by its assessor's id or any name."""
    known = [subject, *words(subject).values(), *words(subject, register).values()]
    family, _, id_ = subject.partition(":")
    if family == "place":
        known += [f"{start} {who}" for start in _AS_BEFORE for who in (id_, _called(id_, register))]
        if (assessor := register.assessor(_whose(name))) and assessor.id == id_:
            return True
    return _squeezed(name) in set(map(_squeezed, known))


def _whose(name: str) -> str:
    """Whom a text names, if it names somebody's sheet."""
    plain = plain_name(name)
    starts = (plain_name(start) for start in (*_PART["place"].values(), *_AS_BEFORE))
    return next((plain.removeprefix(start) for start in starts if plain.startswith(start)), "")


def _called(id_: str, register: Register) -> str:
    assessor = register.assessor(id_)
    return register.called(assessor) if assessor else id_


def find(value: object, edition: AwardEdition, register: Register, stage: Stage | None = None) -> tuple[str, ...]:
    """Every subject that a cell can mean: one where it is clear, none where it is unknown.

    A bare id is enough where only one indicator or bonus feature has it; an assessor's sheet is
    named with the assessor's id or name.
    """
    name = typed.text(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    if not name:
        return ()
    every = list(subjects(edition, stage))
    found = [s for s in every if is_called(s, name) or _is_named(s, name, edition)]
    found = found or [s for s in every if ":" in s and _same_id(value, s.partition(":")[2])]
    return tuple(found or (s for a in register.assessors if is_called(s := f"place:{a.id}", name, register)))


def _is_named(subject: str, name: str, edition: AwardEdition) -> bool:
    return _squeezed(name) in {_squeezed(named(subject, edition, lang)) for lang in ("th", "en")}


def is_of_eligibility(value: object, edition: AwardEdition) -> bool:
    """Whether a cell names a question of eligibility, which is answered in the register."""
    name = _squeezed(typed.shown(value))
    starts = (_squeezed(text.format(condition="")) for text in ELIGIBILITY["subject"].values())
    asked = {
        _squeezed(n) for item in edition.eligibility for n in (f"eligibility:{item.id}", item.name.th, item.name.en)
    }
    return name.startswith(tuple(starts)) or name in asked


def _same_id(value: object, id_: str) -> bool:
    """A number in a cell has lost its last zeros: 1.1 may have been 1.10."""
    if isinstance(value, str):
        return plain_name(value.strip(typed.SPACES)) == plain_name(id_)
    try:
        return isinstance(value, int | float) and typed.exact(value) == Decimal(id_)
    except InvalidOperation:
        return False


def _squeezed(name: str) -> str:
    return plain_name(name).replace(" ", "")
