"""What the formulas of a score sheet show before the first score is typed."""

from collections.abc import Collection, Iterator

from pyscoring.edition import AwardEdition
from pyscoring.score import status_text
from workbook.files.values import Place
from workbook.scoresheet import layout
from workbook.scoresheet.texts import MISSING, PROGRESS

Shown = dict[Place, str | int | float]


def unscored(edition: AwardEdition, lang: str, filled: Collection[str] = ()) -> Shown:
    """The values by row and column; `filled` holds the keys of the fields that are filled in already."""
    return dict(_shown(edition, lang, filled))


def results(edition: AwardEdition, lang: str) -> dict[str, str]:
    """What the results show, by key."""
    return {"total": "", "band": "", "status": status_text("incomplete", lang).format(n=len(edition.indicators))}


def _shown(edition: AwardEdition, lang: str, filled: Collection[str]) -> Iterator[tuple[Place, str | int | float]]:
    said, hints = results(edition, lang), _hints(edition, lang)
    for row in layout.rows(edition):
        if row.kind == "result" and row.key:
            yield (row.number, layout.VALUE), said[row.key]
            yield (row.number, layout.EVIDENCE), hints[row.key]
        elif row.kind == "dimension":
            yield (row.number, layout.VALUE), ""
        elif row.kind == "bonus":
            capped = any(rule.dimension_cap is not None for rule in edition.bonus)
            yield (row.number, layout.VALUE), "" if capped else 0
        elif row.kind in ("indicator", "feature", "eligibility") or row.key in ("conflict", "stage"):
            yield (row.number, layout.COUNTED), 1 if row.key == "stage" and "stage" in filled else ""
            yield (row.number, layout.CHECK), MISSING[lang] if row.kind == "indicator" else ""


def _hints(edition: AwardEdition, lang: str) -> dict[str, str]:
    before, of, so_far = PROGRESS[lang]
    progress = f"{before}0{of}{len(edition.indicators)}{so_far}{0:.{edition.total.places}f}"
    missing = "".join(f"  {i.id}" for i in edition.indicators)
    return {"total": progress, "band": "", "status": f"{MISSING[lang]}:{missing}"}
