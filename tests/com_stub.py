"""Excel on Windows, as far as classic xlwings asks for it: the real `xlwings.udfs` over a stubbed pywin32.

The worksheet functions run in a process of their own, as in xlwings' COM server, and are called as the generated
VBA calls them: with ranges whose values are floats, texts, booleans, None and COM's numbers for errors.
"""

import ctypes
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from types import SimpleNamespace
from typing import Any, Self
from unittest.mock import MagicMock, patch

PYWIN32 = (
    "pythoncom", "pywintypes", "win32api", "win32con", "win32event", "win32gui", "win32process", "win32timezone",
    "win32com", "win32com.client", "win32com.server", "win32com.server.dispatcher", "win32com.server.policy",
    "win32com.server.util",
)  # fmt: skip
MISSING = -2147352572  # what VBA passes for an argument that is left out
RANGE = "{00020846-0000-0000-C000-000000000046}"  # the interface of Excel's Range
ERRORS = {
    "#NULL!": -2146826288, "#DIV/0!": -2146826281, "#VALUE!": -2146826273, "#REF!": -2146826265, "#NAME?": -2146826259,
    "#NUM!": -2146826252, "#N/A": -2146826246, "#SPILL!": -2146826243, "#CALC!": -2146826238,
}  # fmt: skip
Rows = Sequence[Sequence[Any]]
Call = tuple[str, tuple[Any, ...]]


class ExcelError(str):
    """An error in a cell, such as ``#N/A``."""


class ComHost:
    """A process with the worksheet functions; a context manager."""

    def __enter__(self) -> Self:
        self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_install)
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def call(self, calls: Sequence[Call]) -> list[list[list[Any]]]:
        """What each call puts into the cells; rows of cells among the arguments are passed as ranges."""
        return self._pool.submit(_call, calls).result()


def _install() -> None:
    for name in [name for name in os.environ if name.startswith("XLWINGS_")]:
        del os.environ[name]  # an offline laptop has no server, and no licence
    sys.modules.update({name: MagicMock(name=name) for name in PYWIN32})
    sys.modules["pythoncom"].__file__ = "pythoncom.dll"
    sys.modules["pywintypes"].__dict__.update(TimeType=datetime, IID=str)
    for name in ("CDispatch", "DispatchBaseClass"):
        setattr(sys.modules["win32com.client"], name, type(name, (), {}))
    import xlwings as xw

    with patch.multiple(ctypes, create=True, windll=MagicMock(), oledll=MagicMock(), PyDLL=MagicMock()):
        from xlwings import _xlwindows, udfs
    xw._xlwindows = _xlwindows
    xw.engines.add(xw.main.Engine(impl=_xlwindows.engine))
    xw.func, xw.arg, xw.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret


def _call(calls: Sequence[Call]) -> list[Any]:
    from xlwings.udfs import call_udf

    return [call_udf("workbook.functions", name, tuple(map(_argument, arguments))) for name, arguments in calls]


def _argument(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        return _variant(value)
    rows = tuple(tuple(map(_variant, row)) for row in value)
    single = len(rows) == len(rows[0]) == 1
    unknown = SimpleNamespace(GetTypeInfo=lambda: SimpleNamespace(GetTypeAttr=lambda: SimpleNamespace(iid=RANGE)))
    return SimpleNamespace(
        _oleobj_=unknown, Value=rows[0][0] if single else rows, Worksheet=_SHEET, Row=1, Column=1,
        Rows=SimpleNamespace(Count=len(rows)), Columns=SimpleNamespace(Count=len(rows[0])),
    )  # fmt: skip


def _variant(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and value != MISSING:
        return float(value)
    return ERRORS[value] if isinstance(value, ExcelError) else value


_SHEET = MagicMock(name="Worksheet")
