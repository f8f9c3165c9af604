"""Put answers into a blank workbook by their keys: packs, the demonstration and tests."""

from collections.abc import Mapping, Sequence

from pyscoring.edition import AwardEdition
from workbook.files.patch import patch
from workbook.files.sheetmap import Value
from workbook.files.values import Place
from workbook.scoresheet import layout


def fill(
    blank: bytes,
    edition: AwardEdition,
    answers: Mapping[str, Value],
    remarks: Mapping[str, str] | None = None,
    sheet: str = "Score",
) -> bytes:
    """A copy of the edition's blank workbook with `answers` (and `remarks`) beside their row keys.

    Raises KeyError for a key that the edition does not have.
    """
    return patch(blank, {sheet: edits(edition, answers, remarks)})


def edits(
    edition: AwardEdition, answers: Mapping[str, Value], remarks: Mapping[str, str] | None = None
) -> dict[Place, Value]:
    """The cells of a blank score sheet that `answers` and `remarks` go into. Raises KeyError as `fill`."""
    return edits_of(layout.rows(edition), answers, remarks)


def edits_of(
    rows: Sequence[layout.Row], answers: Mapping[str, Value], remarks: Mapping[str, str] | None = None
) -> dict[Place, Value]:
    """As `edits`, for the rows of any form."""
    at = {row.key: row.number for row in rows if row.key}
    cells: dict[Place, Value] = {(at[key], layout.VALUE): value for key, value in answers.items()}
    return cells | {(at[key], layout.EVIDENCE): text for key, text in (remarks or {}).items()}
