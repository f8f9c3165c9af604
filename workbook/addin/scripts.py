"""What the buttons of the task pane do to the open workbook: score, check, clear, submit.

xlwings Server hands in a snapshot of the workbook and sends back what was written.
"""

from collections.abc import Sequence
from datetime import datetime

import xlwings as xw
from fastapi import HTTPException
from fastapi.concurrency import run_in_threadpool
from xlwings_server.models import CurrentUser

from pyscoring.problems import Problem, errors
from workbook.addin.roster import roster
from workbook.addin.server_texts import say
from workbook.addin.signing_in import person
from workbook.addin.submissions import Refusal, receive
from workbook.macros import score_sheet, write
from workbook.scoresheet.block import NO_SHEET, block, both
from workbook.scoresheet.marks import cleared, marked
from workbook.scoresheet.reader import Cells, from_rows

_SHOWN = 12  # problems; a message box has no scroll bar


@xw.script
def score(book: xw.Book, lang: str = "") -> None:
    """Write the official block, and beside each row what is wrong with it."""
    sheet, cells = _sheet(book, lang)
    found = block(cells, datetime.now().astimezone(), roster().editions)
    if not found.runs:
        raise xw.XlwingsError(found.message or "")
    write(sheet, found.runs)


@xw.script
def check(book: xw.Book, lang: str = "") -> None:
    """Show what is missing or wrong, in a message and beside its row; the official block stays as it is."""
    sheet, cells = _sheet(book, lang)
    found = marked(cells, roster().editions)
    lang = _known(lang) or found.lang
    told = _listed(errors(found.problems), lang)
    if found.status is None:
        raise xw.XlwingsError(told)
    write(sheet, found.runs)
    _show(book, f"{found.status}\n{told}" if told else say("nothing-wrong", lang))


@xw.script
def clear(book: xw.Book, lang: str = "") -> None:
    """Empty the official block, and nothing else."""
    sheet, cells = _sheet(book, lang)
    found = cleared(cells, roster().editions)
    if found.status is None:
        raise xw.XlwingsError(_listed(errors(found.problems), _known(lang) or found.lang))
    write(sheet, found.runs)


@xw.script
async def submit(book: xw.Book, current_user: CurrentUser, lang: str = "", submission: str = "") -> None:
    """Send the sheet in to the round. The same `submission` (an id of the caller's) sent again is received once."""
    _, cells = _sheet(book, lang)
    who = person(current_user)
    try:
        receipt, lang = await run_in_threadpool(receive, cells, who, _text(submission), _known(lang))
    except Refusal as refusal:
        if refusal.status == 400:
            raise xw.XlwingsError(str(refusal)) from None
        raise HTTPException(refusal.status, str(refusal)) from None
    _show(book, receipt.text(lang))


def _sheet(book: xw.Book, lang: object) -> tuple[xw.Sheet, Cells]:
    sheet, rows = score_sheet(book)
    if sheet is None:
        raise xw.XlwingsError(NO_SHEET[lang] if lang in ("th", "en") else both(NO_SHEET))
    return sheet, from_rows(rows)


def _show(book: xw.Book, text: str) -> None:
    """A message box in this workbook: `App.alert` would show it in whichever arrived last, perhaps somebody else's."""
    book.impl.append_json_action(func="alert", args=[text, "pyscoring", "ok", "", ""])


def _known(lang: object) -> str:
    return lang if isinstance(lang, str) and lang in ("th", "en") else ""


def _text(said: object) -> str:
    return said if isinstance(said, str) else ""


def _listed(problems: Sequence[Problem], lang: str) -> str:
    lines = [f"{p.cell}: {p.message(lang)}" if p.cell else p.message(lang) for p in problems[:_SHOWN]]
    more = [say("more", lang, n=len(problems) - _SHOWN)] if len(problems) > _SHOWN else []
    return "\n".join([*lines, *more])
