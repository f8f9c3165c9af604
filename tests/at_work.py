"""Another process that is at work on a round."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbook.committee.round_folder import Round

HOLDS = """
import sys
from pathlib import Path
from workbook.files import lock
with lock.held(Path(sys.argv[1]), Path()):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def at_work(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The process, which holds the round's lock until this is over or the process is ended."""
    command = [sys.executable, "-c", HOLDS, Round(folder).lock]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        yield other
