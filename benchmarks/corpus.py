"""Read every file below a folder with `score`: each must end as scored or with a code.

`python -m benchmarks.corpus DIR` gives each file a process of its own, and prints how many
files ended how, the slowest and the largest. It exits with 1 if one raised, crashed, took
more than 5 seconds or more than 512 MiB, or if there was no file.
"""

import resource
import sys
from collections import Counter
from pathlib import Path

from benchmarks.apart import Done, apart, files_below
from pyscoring.problems import errors
from workbook.files import package  # noqa: F401  once here, or every file's own process would load it again
from workbook.scoresheet.scoring import score_files

SECONDS, MEBIBYTES = 5.0, 512
Ended = tuple[str, float]  # how, and the largest memory of the process in MiB


def score(file: Path) -> Ended:
    found = list(score_files([file]))
    codes = {p.code for s in found for p in errors(s.problems)} or {p.code for s in found for p in s.problems}
    scored = any(s.result is not None and s.result.total is not None for s in found)
    ended = "scored" if scored else " ".join(sorted(codes))
    assert ended, "neither scored nor named"
    return ended, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def has_failed(done: Done[Ended]) -> bool:
    return done.result is None or done.seconds > SECONDS or done.result[1] > MEBIBYTES


def line(done: Done[Ended]) -> str:
    ended, mebibytes = done.result or (f"✗ {done.failed}", 0.0)
    return f"{done.file}: {ended}, {done.seconds:.2f} s, {mebibytes:.0f} MiB"


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m benchmarks.corpus DIR")
    outcomes = list(apart(score, files_below(sys.argv[1]), 10 * SECONDS, at_once=2))
    for ended, count in Counter(o.result[0] if o.result else f"✗ {o.failed}" for o in outcomes).most_common():
        print(f"{count:6}  {ended}")
    print("slowest:", line(max(outcomes, key=lambda o: o.seconds)))
    print("largest:", line(max(outcomes, key=lambda o: o.result[1] if o.result else 0.0)))
    failed = [o for o in outcomes if has_failed(o)]
    for outcome in failed:
        print("FAILED", line(outcome))
    print(f"{len(outcomes)} files, {len(failed)} failed")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
