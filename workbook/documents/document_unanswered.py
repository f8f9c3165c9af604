"""What the formulas of a document check show before the first line is answered."""

from collections.abc import Collection, Iterator

from pyscoring.document import short, status_text
from pyscoring.edition import AwardEdition
from workbook.documents import document_layout
from workbook.documents.document_formulas import FEW
from workbook.documents.document_texts import FOUND
from workbook.files.values import Place
from workbook.scoresheet import layout
from workbook.scoresheet.texts import WORDS
from workbook.scoresheet.unscored import Shown

_ASKED = ("application", "assessor", "date", "conflict")


def unanswered(edition: AwardEdition, lang: str, filled: Collection[str] = ()) -> Shown:
    """The values by row and column; `filled` holds the keys of the fields that are filled in already."""
    return dict(_shown(edition, lang, filled))


def _shown(edition: AwardEdition, lang: str, filled: Collection[str]) -> Iterator[tuple[Place, str | int | float]]:
    lines = [short(n)[lang] for n, _ in enumerate(edition.eligibility, 1)]
    lines += [item.short[lang] for item in edition.documents]
    for row in document_layout.rows(edition):
        if row.key == "status":
            yield (row.number, layout.VALUE), status_text(edition, "open", lang).format(n=len(lines))
            yield (row.number, layout.EVIDENCE), _open(lines, lang) + _blank(lang, filled)
        elif row.kind == "result":
            yield (row.number, layout.VALUE), ""
        elif row.kind in ("document", "eligibility"):
            yield (row.number, layout.COUNTED), ""
            yield (row.number, layout.CHECK), FOUND["open"][lang]
        elif row.key == "conflict":
            yield (row.number, layout.COUNTED), ""
            yield (row.number, layout.CHECK), ""


def _open(lines: list[str], lang: str) -> str:
    named = "".join(f"  {line}" for line in lines)
    return "" if len(lines) > FEW else f"{FOUND['open'][lang]}:{named}   "


def _blank(lang: str, filled: Collection[str]) -> str:
    names = "".join(f"  {WORDS[f'short-{key}'][lang]}" for key in _ASKED if key not in filled)
    return f"{WORDS['blank'][lang]}{names}   " if names else ""
