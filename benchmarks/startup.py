"""Start-up: the command against an empty Click program, and one scored file against importing pydantic.

Run as ``python -m benchmarks.startup``. The whole process is timed, wall clock; the commands take turns, so that
whatever slows the machine down slows all of them; medians are compared. Exits 1 if a limit is missed.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from pyscoring.edition import AwardEdition, scored
from workbook.files.patch import Value
from workbook.scoresheet.fill import fill
from workbook.scoresheet.layout import NO, STAGE_WORDS, YES
from workbook.scoresheet.template import template

ROUNDS = 15
HELP_RATIO = 1.5  # `pyscoring --help` over a Click program with one empty command
SCORE_SECONDS = 0.3  # `pyscoring score FILE` over importing pydantic
EDITION = "tpsa-innovation-2558"
EMPTY = '''import click


@click.group()
def main():
    """Nothing."""


@main.command()
def nothing():
    """Nothing."""


if __name__ == "__main__":
    main()
'''
MODULE = "from workbook.cli import main; main(prog_name='pyscoring')"
PYDANTIC = "import pydantic; from pydantic import BaseModel"


def program() -> list[str]:
    """The console script beside this interpreter; without one, the module that it calls."""
    places = (Path(sys.executable).parent / name for name in ("pyscoring", "pyscoring.exe"))
    script = next((place for place in places if place.is_file()), None)
    return [str(script)] if script else [sys.executable, "-c", MODULE]


def filled(edition: AwardEdition) -> bytes:
    """A workbook of the edition with every answer given."""
    answers: dict[str, Value] = {"application": "A-1", "assessor": "Assessor 1", "date": "20/5/2558"}
    answers |= {"conflict": NO["th"], "stage": STAGE_WORDS["desk"]["th"]}
    answers |= {f"indicator:{i.id}": float(i.high) for i in edition.indicators}
    answers |= {f"bonus:{f.id}": NO["th"] for f in edition.features}
    answers |= {f"eligibility:{e.id}": YES["th"] for e in edition.eligibility}
    return fill(template(edition, "th"), edition, answers)


def measure(commands: dict[str, list[str]], rounds: int = ROUNDS) -> dict[str, float]:
    """The median seconds of each command, the commands taking turns after one warm-up round."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    # As for a user: compiled modules are kept from one run to the next.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, env=environment)
            if turn:
                times[name].append(time.perf_counter() - start)
    return {name: median(taken) for name, taken in times.items()}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        empty, workbook = Path(folder, "empty.py"), Path(folder, "filled.xlsx")
        empty.write_text(EMPTY, encoding="utf-8")
        workbook.write_bytes(filled(scored(EDITION)))
        seconds = measure({
            "empty": [sys.executable, str(empty), "--help"],
            "help": [*program(), "--help"],
            "pydantic": [sys.executable, "-c", PYDANTIC],
            "score": [*program(), "score", str(workbook)],
        })  # fmt: skip
    ratio, more = seconds["help"] / seconds["empty"], seconds["score"] - seconds["pydantic"]
    print(f"medians of {ROUNDS} rounds, in seconds")
    print(f"  Click program with an empty command  {seconds['empty']:.3f}")
    print(f"  pyscoring --help                     {seconds['help']:.3f}   ratio {ratio:.2f} (at most {HELP_RATIO})")
    print(f"  python -c 'import pydantic'          {seconds['pydantic']:.3f}")
    print(f"  pyscoring score FILE                 {seconds['score']:.3f}   {more:+.3f} s (at most {SCORE_SECONDS})")
    missed = [name for name, bad in (("--help", ratio > HELP_RATIO), ("score", more > SCORE_SECONDS)) if bad]
    print("missed: " + ", ".join(missed) if missed else "both limits are kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
