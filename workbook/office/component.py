"""The button inside LibreOffice: it reads the score sheet, asks pyscoring's own Python, and writes the answer.

This module is shipped in the extension and runs in LibreOffice's own Python: the standard library alone, and
nothing newer than Python 3.8. What it needs to know stands in ``settings.json`` beside it.
"""

from __future__ import annotations

import configparser
import json
import os
import subprocess
from typing import Any

import uno
import unohelper
from com.sun.star.awt.MessageBoxType import WARNINGBOX
from com.sun.star.frame import XDispatch, XDispatchProvider
from com.sun.star.lang import XInitialization, XServiceInfo

from workbook.office.sheet_cells import date1904, rows_of

FOLDER = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(FOLDER, "settings.json"), encoding="utf-8") as file:
    SETTINGS = json.load(file)
TEXTS = SETTINGS["texts"]
SERVICE = "com.sun.star.frame.ProtocolHandler"
OK_BUTTON = 1  # com.sun.star.awt.MessageBoxButtons


class Handler(unohelper.Base, XInitialization, XServiceInfo, XDispatchProvider, XDispatch):  # type: ignore[misc]
    """Answers the command of the button."""

    def __init__(self, context: Any, *_: Any) -> None:
        self.context, self.frame = context, None

    def initialize(self, arguments: Any) -> None:
        self.frame = arguments[0] if arguments else None

    def queryDispatch(self, url: Any, _target: str, _flags: int) -> Any:  # noqa: N802
        return self if url.Complete == SETTINGS["command"] else None

    def queryDispatches(self, requests: Any) -> Any:  # noqa: N802
        return tuple(self.queryDispatch(r.FeatureURL, r.FrameName, r.SearchFlags) for r in requests)

    def dispatch(self, _url: Any, _arguments: Any) -> None:
        if self.frame is None:
            return
        try:
            message = score(self.context, self.frame)
        except Exception as error:  # noqa: BLE001  LibreOffice would show nothing, or a traceback
            message = _both("failed").format(detail=type(error).__name__)
        if message:
            self._show(message)

    def addStatusListener(self, _listener: Any, _url: Any) -> None:  # noqa: N802
        """The button is always there."""

    def removeStatusListener(self, _listener: Any, _url: Any) -> None:  # noqa: N802
        """See `addStatusListener`."""

    def getImplementationName(self) -> str:  # noqa: N802
        return str(SETTINGS["implementation"])

    def supportsService(self, name: str) -> bool:  # noqa: N802
        return name == SERVICE

    def getSupportedServiceNames(self) -> Any:  # noqa: N802
        return (SERVICE,)

    def _show(self, message: str) -> None:
        assert self.frame is not None
        window = self.frame.ContainerWindow
        window.Toolkit.createMessageBox(window, WARNINGBOX, OK_BUTTON, "pyscoring", message).execute()


def score(context: Any, frame: Any) -> str | None:
    """Score the open workbook's score sheet and write the official block; the message to show, if any."""
    model = frame.Controller.Model
    sheet = _score_sheet(model)
    if sheet is None:
        return _both("no-sheet")
    rows = rows_of(model, sheet, SETTINGS["last_row"], SETTINGS["last_column"])
    lang = _language(rows)
    status = frame.createStatusIndicator()
    status.start(TEXTS["working"][lang], 1)
    try:
        answer = _ask(context, {"rows": rows, "date1904": date1904(model)}, lang)
    finally:
        status.end()
    if answer["runs"] and not _write(model, sheet, answer["runs"], TEXTS["button"][lang]):
        return str(TEXTS["not-written"][lang])
    return answer["message"]  # type: ignore[no-any-return]


def _score_sheet(model: Any) -> Any:
    """The first sheet that is a score sheet, the active one before all others."""
    sheets = [model.Sheets.getByIndex(index) for index in range(model.Sheets.Count)]
    for sheet in [model.CurrentController.ActiveSheet, *sheets]:
        if sheet.getCellByPosition(0, 0).String in SETTINGS["marks"]:
            return sheet
    return None


def _language(rows: Any) -> str:
    """The sheet's language, as the reader of score sheets finds it."""
    column = rows[0].index("value") if "value" in rows[0] else 0
    return "en" if any(row[0] == "language" and row[column] == "en" for row in rows) else "th"


def _ask(context: Any, request: Any, lang: str) -> Any:
    """What pyscoring's Python answers, or a message why it does not."""
    options = _options_file(context)
    python, seconds = _options(options)
    # LibreOffice's own Python leaves its places in the environment; -P: nothing is imported from a folder of documents.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    try:
        done = subprocess.run(
            [python, "-P", "-m", SETTINGS["module"]], input=json.dumps(request).encode("ascii"), cwd=FOLDER,
            capture_output=True, timeout=seconds, env=environment, check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
        return json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        message = TEXTS["slow"][lang].format(seconds=f"{seconds:g}", options=options)
    except subprocess.CalledProcessError as error:
        told = error.stderr.decode("utf-8", "replace").strip().splitlines()
        message = TEXTS["gone"][lang].format(
            python=python, detail=told[-1] if told else error.returncode, options=options
        )
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or type(error).__name__
        message = TEXTS["gone"][lang].format(python=python, detail=told, options=options)
    return {"runs": [], "message": message}


def _options_file(context: Any) -> str:
    places = context.ServiceManager.createInstanceWithContext("com.sun.star.util.PathSubstitution", context)
    return str(uno.fileUrlToSystemPath(places.substituteVariables("$(user)/pyscoring.ini", True)))


def _options(path: str) -> tuple[str, float]:
    """The Python to run and how many seconds to wait: from the options file, else as the extension was made."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(path, encoding="utf-8-sig")
        told = dict(parser["pyscoring"]) if parser.has_section("pyscoring") else {}
        return told.get("python", SETTINGS["python"]), float(told.get("timeout", SETTINGS["timeout"]))
    except (configparser.Error, OSError, ValueError):
        return SETTINGS["python"], SETTINGS["timeout"]


def _write(model: Any, sheet: Any, runs: Any, title: str) -> bool:
    """Write all of it, as one step to undo, or nothing: whether it was written."""
    cells = [
        (sheet.getCellByPosition(run["column"] - 1, run["row"] - 1 + index), value)
        for run in runs
        for index, value in enumerate(run["values"])
    ]
    # A cell that is written alone passes over the sheet's protection; a range that is written cannot be undone.
    if model.isReadonly() or (sheet.isProtected() and any(cell.CellProtection.IsLocked for cell, _ in cells)):
        return False
    undo = model.UndoManager
    undo.enterUndoContext(title)
    try:
        for cell, value in cells:
            if isinstance(value, (int, float)):
                cell.setValue(value)
            else:
                cell.setString(value or "")
    finally:
        undo.leaveUndoContext()
    return True


def _both(key: str) -> str:
    return f"{TEXTS[key]['th']} / {TEXTS[key]['en']}"


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  the name that LibreOffice looks for
g_ImplementationHelper.addImplementation(Handler, SETTINGS["implementation"], (SERVICE,))
