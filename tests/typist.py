"""Typing into LibreOffice as a person does: by keys, with the dialogs that come up read and answered."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from workbook.office.libreoffice import Document, OfficeFailed, load_uno, uno_properties

STEP_SECONDS, SETTLE_SECONDS, MOST_DIALOGS = 5.0, 0.1, 5
DIALOG_ROLES, TEXT_ROLES = (1, 9), (40, 86)  # AccessibleRole: ALERT, DIALOG; LABEL, STATIC
RETURN_KEY, CANCEL, OK = 1280, 0, 1
Look = Callable[[Any], None]


@dataclass(frozen=True)
class Entry:
    """What became of something typed into a cell, and what the dialog said, if one appeared."""

    accepted: bool
    refusal: Literal["", "locked", "invalid"]
    message: str = ""
    title: str = ""


class _Dialog(NamedTuple):
    window: Any
    message: str
    title: str


def type_into(
    document: Document, sheet: str | int, address: str, text: str, *, insist: bool = False, look: Look | None = None
) -> Entry:
    """Type into a cell and press Return, as a person does; empty text empties it.

    A dialog is cancelled, so that the old content stays; with ``insist`` it is answered with OK, which
    enters the text where the alert is a mere warning. ``look`` is given the window of each dialog before that.
    """
    cell, undo = document.range(sheet, address), document.model.UndoManager
    locked = cell.Spreadsheet.isProtected() and cell.CellProtection.IsLocked
    window = _bring_to_front(document, cell)
    undo.clear()
    _press(document, window, text)
    # Only an entry that was taken can be undone: the content alone may be the same as before.
    patience = SETTLE_SECONDS if locked else STEP_SECONDS
    message, title = _await_outcome(document, undo.isUndoPossible, OK if insist else CANCEL, patience, look)
    if undo.isUndoPossible():
        return Entry(True, "", message, title)
    return Entry(False, "locked" if locked else "invalid", message, title)


def _bring_to_front(document: Document, cell: Any) -> Any:
    if document.hidden:
        raise ValueError("Nobody can type into a hidden workbook: open it with hidden=False.")
    controller, toolkit = document.model.CurrentController, document.office.toolkit
    window = controller.Frame.ContainerWindow
    window.toFront()
    window.setFocus()
    controller.select(cell)
    if not _wait_for(lambda: toolkit.getActiveTopWindow() == window, STEP_SECONDS):
        raise OfficeFailed("The workbook's window does not come to the front.")
    return window


def _press(document: Document, window: Any, text: str) -> None:
    """Enter text and post a Return, without ``processEventsToIdle``: with a dialog up, that may spin."""
    frame, toolkit = document.model.CurrentController.Frame, document.office.toolkit
    entry = uno_properties(StringName=text, DontCommit=True)
    document.office.dispatcher.executeDispatch(frame, ".uno:EnterString", "", 0, entry)
    key = load_uno().createUnoStruct("com.sun.star.awt.KeyEvent")
    key.KeyCode, key.KeyChar, key.Source = RETURN_KEY, load_uno().Char("\r"), window
    toolkit.keyPress(key)
    toolkit.keyRelease(key)


def _await_outcome(
    document: Document, taken: Callable[[], bool], answer: int, patience: float, look: Look | None
) -> tuple[str, str]:
    """Wait until the entry is taken, closing every dialog; the message and title of the last one."""
    said = "", ""
    for _ in range(MOST_DIALOGS):
        _wait_for(lambda: taken() or _dialog(document) is not None, patience)
        if (dialog := _dialog(document)) is None:
            return said
        said = dialog[1:]
        if look:
            look(dialog.window)
        dialog.window.endDialog(answer)
        _wait_for(lambda: _dialog(document) is None, STEP_SECONDS)
        patience = SETTLE_SECONDS
    raise OfficeFailed(f"Dialogs do not end: {said[0]}")


def _dialog(document: Document) -> _Dialog | None:
    """The dialog on top; None while it opens or closes, when parts of it are missing."""
    with suppress(load_uno().getClass("com.sun.star.uno.Exception"), AttributeError):
        window = document.office.toolkit.getActiveTopWindow()
        context = window.AccessibleContext
        if context.AccessibleRole in DIALOG_ROLES and (message := _message(context)):
            return _Dialog(window, message, context.AccessibleName)
    return None


def _wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < deadline:
        time.sleep(0.002)
    return met


def _message(context: Any) -> str:
    """The text of a dialog: that of its labels, its buttons left out."""
    own = context.AccessibleName if context.AccessibleRole in TEXT_ROLES else ""
    children = (context.getAccessibleChild(index) for index in range(context.AccessibleChildCount))
    parts = [own, *(_message(child.AccessibleContext) for child in children)]
    return "\n".join(part for part in parts if part)
