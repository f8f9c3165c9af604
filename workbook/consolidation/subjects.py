"""What a decision is about, in the words of the two languages and back."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from pyscoring.considered import SUBJECT
from pyscoring.document import is_checked
from pyscoring.edition import AwardEdition, Stage
from pyscoring.names import plain_name
from pyscoring.register import Register
from workbook.scoresheet import typed

_WHOLE = {
    "total": {"th": "คะแนนรวม", "en": "Total"}, "panel": {"th": "องค์คณะ", "en": "Panel"},
    SUBJECT: {"th": "ผลตรวจเอกสาร", "en": "Document check"},
}  # fmt: skip
_PART = {
    "indicator": {"th": "ตัวชี้วัด", "en": "Indicator"},
    "bonus": {"th": "คะแนนพิเศษ", "en": "Bonus"},
    "place": {"th": "แบบของ", "en": "Sheet of"},
}


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


def word(subject: str, lang: str) -> str:
    """A subject as people see it: ``indicator:1.2`` as ``ตัวชี้วัด 1.2``."""
    family, _, id_ = subject.partition(":")
    return _WHOLE[subject][lang] if subject in _WHOLE else f"{_PART[family][lang]} {id_}"


def words(subject: str) -> dict[str, str]:
    """`word` in both languages, as messages take it."""
    return {lang: word(subject, lang) for lang in ("th", "en")}


def is_called(subject: str, name: str) -> bool:
    """Whether a text names this subject, in either language or by its key."""
    return _squeezed(name) in {_squeezed(n) for n in (subject, *words(subject).values())}


def find(value: object, edition: AwardEdition, register: Register, stage: Stage | None = None) -> tuple[str, ...]:
    """Every subject that a cell can mean: one where it is clear, none where it is unknown.

    A bare id is enough where only one indicator or bonus feature has it; an assessor's sheet is
    named with the assessor's id or name.
    """
    name = typed.text(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    if not name:
        return ()
    every = list(subjects(edition, stage))
    found = [s for s in every if is_called(s, name)]
    found = found or [s for s in every if ":" in s and _same_id(value, s.partition(":")[2])]
    return tuple(found or _places(name, register))


def _places(name: str, register: Register) -> Iterator[str]:
    for start in ("place:", *_PART["place"].values()):
        if plain_name(name).startswith(start.casefold()):
            assessor = register.assessor(plain_name(name)[len(start) :])
            yield from [f"place:{assessor.id}"] if assessor else []


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
