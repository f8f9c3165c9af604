"""The sheet `Choices`: for each place that is in dispute its score sheets, and where their answers differ."""

from collections.abc import Mapping
from typing import Any

from pyscoring.panel import NOBODY, WITHDRAW, Decision
from workbook.committee.assembly import Candidate, Choice, Consolidation, Place, Refusal
from workbook.consolidation.choices import row_key
from workbook.consolidation.decision_places import anchored
from workbook.consolidation.decision_texts import (
    BANNER,
    CHOICES,
    HEADINGS,
    LABEL,
    MARKS,
    NONE,
    STATES,
    TYPED,
    WIDTHS,
    WORDS,
    in_stage,
)
from workbook.consolidation.differences import differences
from workbook.consolidation.moderation_sheet import (
    PROTECTED,
    VALUE,
    furnish,
    input_look,
    prompt_day,
    put_raw,
    why_refused,
)
from workbook.consolidation.tables import SETTLED, WARNED, WRONG, BookLook, Column, TableSheet, file_link
from workbook.scoresheet.layout import NO, YES
from workbook.scoresheet.style import ACCENT, FAINT, PALE, QUIET

NAME = CHOICES
_HEAD = {
    "bold": True,
    "font_color": f"#{ACCENT}",
    "bg_color": f"#{PALE}",
    "top": 2,
    "top_color": f"#{ACCENT}",
    "text_wrap": False,
}
_SMALL = {"font_size": 9, "font_color": f"#{QUIET}", "bg_color": f"#{FAINT}", "text_wrap": False}


def add_choices(look: BookLook, consolidation: Consolidation) -> None:
    """Add the sheet, with a line that says so where there is nothing to choose."""
    columns = (
        Column(MARKS[CHOICES], {"th": "", "en": ""}, 4, hidden=True),
        *(Column(key, HEADINGS[key], width, strong=key in TYPED[CHOICES]) for key, width in WIDTHS[CHOICES].items()),
    )
    table = look.table(NAME, columns, banner=BANNER[CHOICES][look.lang])
    _Sheet(table, anchored(consolidation)).build()


class _Sheet:
    def __init__(self, table: TableSheet, consolidation: Consolidation) -> None:
        self.table, self.round, self.lang = table, consolidation, table.look.lang
        self.refusals = {str(r.cells.get("key", "")): r for r in consolidation.refusals if r.sheet == CHOICES}
        self.left = [r for r in consolidation.refusals if r.sheet == CHOICES]

    def build(self) -> None:
        furnish(self.table, self.round.head)
        for choice in self.round.choices:
            self._block(choice)
        self._left_over()
        if self.table.last < self.table.first:
            self._line(WORDS["nothing"][self.lang], "heading", _SMALL)
        else:
            self._validate((self.table.first, self.table.last))
        self.table.sheet.protect("", PROTECTED)
        self.table.finish(LABEL[CHOICES][self.lang], frozen=1, filtered=False)

    # a block

    def _block(self, choice: Choice) -> None:
        place = choice.application, choice.stage, choice.assessor
        title = " · ".join((choice.application, in_stage(choice.stage, self.lang), self._called(choice.assessor)))
        before = self._before(choice)
        state = WORDS["before"][self.lang].format(n=before.entry) if before else STATES["stopped"][self.lang]
        self._line(title, "heading", _HEAD, state=state)
        for candidate in choice.candidates:
            row = self._row(place, candidate.key)
            if candidate.gone:
                self.table.text(row, "file", candidate.file, **SETTLED)
            else:
                self.table.link(row, "file", file_link(f"inbox/{candidate.file}"), candidate.file)
            self.table.text(row, "sheet", candidate.sheet)
            self._total(row, candidate)
            status = WORDS["gone"] if candidate.gone else {}
            self.table.text(
                row,
                "status",
                status.get(self.lang) or candidate.status(self.lang),
                **(WARNED if status else {}),
            )
        row = self._row(place, NOBODY)
        self.table.text(row, "file", NONE[self.lang], italic=True)
        self._fill(row)
        self._differences(choice)

    def _row(self, place: Place, candidate: str) -> int:
        """A row that can be chosen, with what was typed into it and could not be taken."""
        row, key = self.table.last + 1, row_key(place, candidate)
        self.table.sheet.write_string(row - 1, 0, key)
        self.table.text(row, "application", place[0])
        self.table.text(row, "stage", in_stage(place[1], self.lang))
        self.table.text(row, "assessor", self._called(place[2]))
        refusal = self.refusals.get(key)
        self._inputs(row, refusal)
        if refusal:
            self.left = [r for r in self.left if r.cells.get("key") != key]
        return row

    def _inputs(self, row: int, refusal: Refusal | None) -> None:
        cells: Mapping[str, object] = refusal.cells if refusal else {}
        for key in TYPED[CHOICES]:
            put_raw(self.table, row, key, cells.get(key), input_look(key))
        if refusal and refusal.problems:
            self.table.text(row, "state", why_refused(refusal, self.lang), **WRONG)
        else:
            self.table.text(row, "state", None)

    def _total(self, row: int, candidate: Candidate) -> None:
        total, places = candidate.total, candidate.result.edition.total.places
        shown = "0." + "0" * places if places else "0"
        if total is None:
            self.table.text(row, "total", "–", align="center", indent=0)
        else:
            self.table.number(row, "total", total, **(VALUE | {"num_format": shown}))

    def _differences(self, choice: Choice) -> None:
        found = list(differences(choice, self.lang))
        if not found:
            if len(choice.candidates) > 1:
                self._line(WORDS["same"][self.lang], "difference", _SMALL)
            return
        heads = {
            "file": HEADINGS["file"], "sheet": HEADINGS["sheet"], "total": WORDS["cell"], "status": WORDS["answer"],
        }  # fmt: skip
        self._line(WORDS["differs"][self.lang], "difference", _SMALL, **{k: v[self.lang] for k, v in heads.items()})
        for difference in found:
            label = difference.label
            for candidate, cell, answer in difference.answers:
                row = self.table.last + 1
                self.table.sheet.write_string(row - 1, 0, "difference")
                self.table.text(row, "application", label, grow=False, text_wrap=False, bold=bool(label))
                self.table.text(row, "file", candidate.file)
                self.table.text(row, "sheet", candidate.sheet)
                self.table.text(row, "total", cell, align="center", indent=0)
                self.table.text(row, "status", answer, bold=True)
                label = ""
                self._fill(row)

    def _line(self, text: str, key: str, look: Mapping[str, Any], **more: str) -> None:
        """A line over all columns, keyed as no candidate's."""
        row = self.table.last + 1
        self.table.sheet.write_string(row - 1, 0, key)
        for column in WIDTHS[CHOICES]:
            self.table.text(row, column, {"application": text, **more}.get(column), grow=False, **look)

    def _fill(self, row: int) -> None:
        for column in WIDTHS[CHOICES]:
            self.table.fill(row, column)

    # what else is known

    def _called(self, id_: str) -> str:
        assessor = self.round.register.assessor(id_)
        return f"{assessor.name} ({id_})" if assessor and assessor.name != id_ else id_

    def _before(self, choice: Choice) -> Decision | None:
        """The last choice for this place, which a sheet that came later has overtaken."""
        subject = f"place:{choice.assessor}"
        same = [
            d
            for d in self.round.decisions
            if (d.application, d.stage, d.subject) == (choice.application, choice.stage, subject)
        ]
        return same[-1] if same and same[-1].value != WITHDRAW else None

    def _left_over(self) -> None:
        """What was typed and refused, and whose row there is no more."""
        if self.left:
            self._line(WORDS["left-over"][self.lang], "heading", _HEAD)
        for refusal in self.left:
            row = self.table.last + 1
            for key in ("application", "stage", "assessor", "file", "sheet"):
                put_raw(self.table, row, key, refusal.cells.get(key), {})
            self._inputs(row, refusal)
            self._fill(row)

    def _validate(self, rows: tuple[int, int]) -> None:
        said = WORDS["choose"][self.lang]
        rule = {
            "validate": "list", "source": [YES[self.lang], NO[self.lang]], "error_title": said, "error_message": said,
        }  # fmt: skip
        self.table.sheet.data_validation(self.table.area("use", rows=rows).replace("$", ""), rule)
        prompt_day(self.table, rows)
