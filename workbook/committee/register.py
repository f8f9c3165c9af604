"""The register of a round as a file, `register.xlsx`: blank, filled, and read with every mistake at once."""

from pyscoring.edition import AwardEdition, scored
from pyscoring.register import Register
from workbook.committee.register_named import known_editions
from workbook.committee.register_read import read
from workbook.scoresheet.reader import Extra

__all__ = ["blank", "editions_of", "read", "write"]


def blank(lang: str = "th", extra: Extra = ()) -> bytes:
    """An empty register as the bytes of an .xlsx file; `extra` editions are offered beside the package's own."""
    return write(Register(), lang, extra)


def write(register: Register, lang: str = "th", extra: Extra = ()) -> bytes:
    """A register with these rows, ready to go on typing in; `lang` is ``th`` or ``en``."""
    from workbook.committee.register_book import draw

    return draw(register, lang, known_editions(extra))


def editions_of(register: Register, extra: Extra = ()) -> dict[str, AwardEdition]:
    """The editions under which something is entered, by their ids. Refused: as `pyscoring.edition.scored`."""
    return {id_: scored(id_, extra) for id_ in dict.fromkeys(a.edition for a in register.applications)}
