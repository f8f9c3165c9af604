"""The Python side of the button in LibreOffice: a sheet's cells on standard input, what to write on standard output.

The extension runs ``python -m workbook.office.button``; JSON in and out, no network.
"""

import json
import sys
from datetime import datetime
from typing import Any

from pyscoring.problems import Refused
from workbook.office.button_texts import FAILED
from workbook.office.received import received
from workbook.scoresheet.block import block, both

LONGEST = 50_000_000  # bytes of a request


def main() -> None:
    """Answer one request; a mistake is a message in the answer."""
    request = sys.stdin.buffer.read(LONGEST)
    sys.stdout.write(json.dumps(answer(request)))


def answer(request: bytes) -> dict[str, Any]:
    """``{"rows": [...], "date1904": false}`` as `sheet_cells` makes it → ``{"runs": [...], "message": ...}``."""
    try:
        asked = json.loads(request)
        found = block(received(asked["rows"], asked["date1904"]), datetime.now().astimezone())
    except Refused as refused:
        return {"runs": [], "message": both({lang: _line(refused, lang) for lang in ("th", "en")})}
    except Exception as error:  # noqa: BLE001  the assessor would see a traceback, or nothing
        return {"runs": [], "message": both(FAILED).format(detail=type(error).__name__)}
    runs = [{"row": run.row, "column": run.column, "values": run.values} for run in found.runs]
    return {"runs": runs, "message": found.message}


def _line(refused: Refused, lang: str) -> str:
    return " · ".join(problem.message(lang) for problem in refused.problems)


if __name__ == "__main__":
    main()
