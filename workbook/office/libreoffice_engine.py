"""LibreOffice as an xlwings engine: code written for Excel runs unchanged, on any computer.

It behaves as Excel does where that matters here: text that looks like a number or a formula is entered
as one, values that touch a locked cell are refused, ``save`` takes over the new name. What Excel has
and this engine has not raises ``NotImplementedError``.
"""

import xlwings as xw

from workbook.office.engine_app import Alert, Engine
from workbook.office.libreoffice import Office

__all__ = ["Alert", "Engine", "install", "uninstall"]


def install(office: Office) -> xw.Engine:
    """Make this office the active engine of xlwings; its ``impl`` is the :class:`Engine`."""
    uninstall()
    engine = xw.Engine(impl=Engine(office))
    xw.engines.add(engine)
    engine.activate()
    return engine


def uninstall() -> None:
    """Take the engine out of xlwings again and forget the mock caller; open books are closed."""
    for engine in [engine for engine in xw.engines.engines if isinstance(engine.impl, Engine)]:
        engine.impl.apps[0].quit()
        xw.engines.engines.remove(engine)
    others = {engine.name: engine for engine in xw.engines.engines}
    xw.engines.engines_by_name, xw.engines.active = others, others.get("excel")
    if hasattr(xw.Book, "_mock_caller"):
        del xw.Book._mock_caller
