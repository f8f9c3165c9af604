"""The product's ASGI application with xlwings Server's own empty function beside its own: for gunicorn.

The application comes first: it sets what xlwings and xlwings Server read when they are imported.
BENCHMARK_FSYNC makes every flush to the disk take so many seconds longer, as on a slow one.
"""

import os
import time

from workbook.addin.app import application

from benchmarks.empty import empty, empty_of  # isort: skip
from workbook.addin import gate  # isort: skip
from xlwings.server import custom_functions_call  # isort: skip
from xlwings_server.routers.xlwings import custom_functions  # isort: skip

custom_functions.empty, custom_functions.empty_of = empty, empty_of
gate.FUNCTIONS = (*gate.FUNCTIONS, "empty", "empty_of")

if SLOWER := float(os.environ.get("BENCHMARK_FSYNC", "0")):
    _fsync = os.fsync

    def _slow_fsync(handle: int) -> None:
        time.sleep(SLOWER)
        _fsync(handle)

    os.fsync = _slow_fsync

__all__ = ["application", "custom_functions", "custom_functions_call"]
