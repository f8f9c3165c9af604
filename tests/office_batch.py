"""Many entries in an open workbook, one after the other, made by LibreOffice itself.

A call from Python to the office costs several times what it does there; a macro in the office makes thousands in one.
"""

from collections.abc import Sequence
from typing import Any

from workbook.office.libreoffice import Office

LIBRARY, MODULE = "PyscoringTests", "Batch"
MACRO = """
Function Results(model, areas, shown, sheets)
  Dim found(UBound(sheets))
  For n = 0 To UBound(sheets)
    entries = sheets(n)
    For m = 0 To UBound(areas)
      areas(m).setDataArray(entries(m))
    Next
    found(n) = shown.getDataArray()
  Next
  Results = found
End Function
"""
Rows = tuple[tuple[Any, ...], ...]


class Batch:
    """The workbook of a UNO model, calculated after every entry as for a person who types."""

    def __init__(self, office: Office, model: Any) -> None:
        libraries = office.service("com.sun.star.script.ApplicationScriptLibraryContainer")
        if not libraries.hasByName(LIBRARY):
            libraries.createLibrary(LIBRARY).insertByName(MODULE, MACRO)
        scripts = office.service("com.sun.star.script.provider.MasterScriptProviderFactory").createScriptProvider("")
        place = f"vnd.sun.star.script:{LIBRARY}.{MODULE}.Results?language=Basic&location=application"
        self._macro, self._model = scripts.getScript(place), model
        model.enableAutomaticCalculation(True)
        model.lockControllers()  # nothing is drawn
        model.IsUndoEnabled = False  # it would copy a document for every entry

    def results(self, areas: Sequence[Any], shown: Any, sheets: Sequence[tuple[Rows, ...]]) -> list[Rows]:
        """What the range `shown` shows after each of the sheets: rows of values for each of the areas."""
        found, _, _ = self._macro.invoke((self._model, tuple(areas), shown, tuple(sheets)), (), ())
        return list(found)
