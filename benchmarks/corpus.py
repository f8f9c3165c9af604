"""Read every file below a folder with `score`: each must end as scored or with a code.

`python -m benchmarks.corpus DIR` gives each file a process of its own, and prints how many
files ended how, the slowest and the largest. It exits with 1 if one raised, crashed, took
more than 5 seconds or more than 512 MiB.
"""

import multiprocessing
import os
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from pyscoring.problems import errors
from workbook.scoring import score_files, walk

SECONDS, MEBIBYTES = 5.0, 512


@dataclass(frozen=True)
class Outcome:
    file: Path
    ended: str  # "scored", the codes, or what went wrong
    seconds: float
    mebibytes: float

    @property
    def failed(self) -> bool:
        return self.ended.startswith("✗") or self.seconds > SECONDS or self.mebibytes > MEBIBYTES


def read(file: Path) -> Outcome:
    """Score one file in a process of its own, killed when it takes ten times as long as it may."""
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    started = time.perf_counter()
    process = context.Process(target=_score, args=(file, sending))
    process.start()
    sending.close()
    ended, mebibytes = ("✗ still running", 0.0)
    try:
        if receiving.poll(10 * SECONDS):
            ended, mebibytes = receiving.recv()
    except EOFError:
        ended = "✗ crashed"
    seconds = time.perf_counter() - started
    process.kill()
    process.join()
    return Outcome(file, ended, seconds, mebibytes)


def _score(file: Path, sending: Connection) -> None:
    try:
        found = list(score_files([file]))
        codes = {p.code for s in found for p in errors(s.problems)} or {p.code for s in found for p in s.problems}
        scored = any(s.result is not None and s.result.total is not None for s in found)
        ended = "scored" if scored else " ".join(sorted(codes)) or "✗ neither scored nor named"
    except BaseException as error:  # noqa: BLE001  whatever it is, it must be told
        ended = f"✗ {type(error).__name__}: {error}"[:200]
    sending.send((ended, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
    sending.close()


def main() -> None:
    if len(sys.argv) != 2 or not os.path.isdir(sys.argv[1]):
        raise SystemExit("usage: python -m benchmarks.corpus DIR")
    outcomes = [read(file) for file in walk([sys.argv[1]])]
    for ended, count in Counter(o.ended for o in outcomes).most_common():
        print(f"{count:6}  {ended}")
    slowest = max(outcomes, key=lambda o: o.seconds)
    largest = max(outcomes, key=lambda o: o.mebibytes)
    print(f"{len(outcomes)} files; slowest {slowest.seconds:.2f} s ({slowest.file.name}); ", end="")
    print(f"largest {largest.mebibytes:.0f} MiB ({largest.file.name})")
    failed = [o for o in outcomes if o.failed]
    for outcome in failed:
        print(f"FAILED {outcome.file}: {outcome.ended}, {outcome.seconds:.1f} s, {outcome.mebibytes:.0f} MiB")
    print(f"{len(failed)} failed")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
