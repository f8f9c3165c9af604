"""Many assessors at once: the real server under gunicorn, scoring, calculating and submitting, for a minute.

`python -m benchmarks.server [--seconds 60] [--assessors 50] [--workers 2] [--kill]` makes a round with a real register,
signs everybody in by token, and lets each assessor call without a pause: scripts *score* and *submit*, worksheet
functions, and xlwings Server's own empty function among them. Some submissions are sent twice with the same id, one after
the other and at the same time; some calls are meant to be refused. After a third of the time the
register and the tokens' file are renewed. With --kill one worker is killed in the middle, and what got no answer is sent
again with the same id, as the pane does; with --slow-disk every flush takes so many seconds longer, so that this hits
a submission that is being written.

At the end every confirmed submission must be one file in the inbox that reads as what was sent, and the inbox must hold
nothing else. Prints how many calls of which kind, how long they took beside the empty function's, and what the workers
needed; exits with 1 if anything was lost, doubled, left over or refused that should not have been. The callers share the
two cores with the server: its own share of the time is printed, so the throughput is a lower bound.
"""

import asyncio
import random
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from benchmarks.assessors import Sheet, begin, register, renew, sheets, tokens
from benchmarks.callers import MIX, REFUSED, Caller, Sent, Tally
from benchmarks.served import Served, served
from pyscoring.register import Register
from workbook.committee.committee import Round
from workbook.files import atomic
from workbook.scoresheet.reader import read_file

EMPTY = "empty_of"


@dataclass(frozen=True)
class Run:
    """What came of one run; `wrong` must be empty."""

    seconds: float
    tally: Tally
    wrong: tuple[str, ...]
    files: int  # in the inbox
    workers: Mapping[int, float]  # the largest memory of each in MiB
    killed: int | None
    own_share: float  # of one core, that the callers took
    busy: float  # seconds of CPU, that all workers took from their first request on


def run(seconds: float, assessors: int, workers: int, kill: bool, slow_disk: float = 0.0) -> Run:
    """A round, the server, its callers, and a look into the inbox; nothing of it is left."""
    with TemporaryDirectory() as folder:
        listed = register(assessors)
        found = begin(Path(folder, "round"), listed)
        known, own = tokens(found, listed), sheets(listed)
        for sheet in (sheet for some in own.values() for sheet in some):
            sheet.prepare()
        with served(found.folder, workers, Path(folder, "log"), slow_disk) as server:
            server.look()
            before = sum(server.busy.values())
            busy, started = time.process_time(), time.monotonic()
            tally, killed = asyncio.run(_call(server, found, listed, known, own, seconds, kill))
            taken = time.monotonic() - started
            busy = time.process_time() - busy
        wrong = [
            *tally.wrong,
            *_broken(tally, kill),
            *_unheard(tally),
            *in_inbox(found, tally.sent),
            *_logged(server.log),
        ]
        files = sum(1 for path in found.inbox.rglob("*") if path.is_file())
        needed = sum(server.busy.values()) - before
        return Run(taken, tally, tuple(wrong), files, server.peaks, killed, busy / taken, needed)


async def _call(
    server: Served,
    found: Round,
    listed: Register,
    known: Mapping[str, str],
    own: Mapping[str, list[Sheet]],
    seconds: float,
    kill: bool,
) -> tuple[Tally, int | None]:
    tally, rng = Tally(), random.Random(1)
    callers = [
        Caller(known[id_], own[id_], _other(own, id_), server.port, tally, random.Random(rng.random())) for id_ in own
    ]
    until = time.monotonic() + seconds

    async def disturb() -> int | None:
        await asyncio.sleep(seconds / 3)
        await asyncio.to_thread(renew, found, listed)
        await asyncio.sleep(seconds / 6)
        return server.kill_one() if kill else None

    killed, *_ = await asyncio.gather(disturb(), *(caller.work(until) for caller in callers))
    return tally, killed


def _other(own: Mapping[str, list[Sheet]], id_: str) -> Sheet:
    """A sheet for an application that the assessor is not assigned to, filled in with the assessor's own name."""
    mine = {sheet.application.id for sheet in own[id_]}
    return next(sheet for some in own.values() for sheet in some if sheet.application.id not in mine)


# What must be true at the end.


def in_inbox(found: Round, sent: list[Sent]) -> Iterator[str]:
    """What is wrong with the inbox: each confirmed submission is one file that reads as what was sent, and no other is there."""
    meant = {one.id: one for one in sent}
    seen: Counter[str] = Counter()
    for path in sorted(found.inbox.rglob("*")):
        if not path.is_file():
            continue
        if atomic.is_stray(path):
            yield f"inbox: {path.name} was left over"
            continue
        read, _, problems = read_file(path)
        if len(read) != 1 or problems:
            yield f"inbox: {path.name} is no score sheet: {[p.code for p in problems]}"
            continue
        id_ = next(iter(read[0].sheet.evidence.values()), "")
        seen[id_] += 1
        if id_ not in meant:
            yield f"inbox: nobody sent {path.name}"
        elif read[0].sheet != (wanted := meant[id_].sheet.meant(id_, meant[id_].number)):
            yield f"inbox: {path.name} says {read[0].sheet!r} instead of {wanted!r}"
    yield from (f"inbox: {count} files of submission {id_}" for id_, count in seen.items() if count > 1)
    yield from (
        f"inbox: submission {one.id} was confirmed and is not there"
        for one in sent
        if one.receipt and one.id not in seen
    )


def _broken(tally: Tally, kill: bool) -> Iterator[str]:
    if not kill:
        yield from (f"no answer {count} times: {kind}" for kind, count in tally.broken.items())


def _unheard(tally: Tally) -> Iterator[str]:
    """Kinds of calls that were never made prove nothing."""
    yield from (f"never called: {kind}" for kind in MIX if not tally.seconds.get(kind))
    if not any(one.receipt for one in tally.sent):
        yield "nothing was submitted"


def _logged(log: Path) -> Iterator[str]:
    """Tracebacks and errors that the server has written down; an intended refusal is no error."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    yield from (f"log: {line[:300]}" for line in lines if "Traceback" in line or "unexpected error" in line)


# What is printed.


def report(run: Run) -> str:
    """A table: calls, calls a second, latencies in ms, and the median beside the empty function's."""
    base = median(run.tally.seconds.get(EMPTY, [float("inf")]))
    lines = [f"{'':22}{'calls':>8}{'a second':>10}{'p50 ms':>9}{'p95':>8}{'p99':>8}{'p50 beside empty':>18}"]
    for kind in sorted(run.tally.seconds, key=list(MIX).index):
        taken = run.tally.seconds[kind]
        p50, p95, p99 = (
            (quantiles(taken, n=100)[n - 1] * 1000 for n in (50, 95, 99)) if len(taken) > 1 else [taken[0] * 1000] * 3
        )
        refused = f" → {REFUSED[kind]}" if kind in REFUSED else ""
        lines.append(
            f"{kind + refused:22}{len(taken):8}{len(taken) / run.seconds:10.1f}{p50:9.1f}{p95:8.1f}{p99:8.1f}{p50 / 1000 / base:18.2f}"
        )
    calls, confirmed = sum(map(len, run.tally.seconds.values())), sum(1 for one in run.tally.sent if one.receipt)
    lines.append(f"{'all':22}{calls:8}{calls / run.seconds:10.1f}")
    lines.append(f"{confirmed} submissions confirmed, {run.files} files in the inbox")
    if run.killed:
        lines.append(
            f"worker {run.killed} killed; sent again for want of an answer: {dict(run.tally.broken) or 'nothing'}"
        )
    lines.append("largest memory of the workers: " + ", ".join(f"{mib:.0f} MiB" for mib in run.workers.values()))
    lines.append(f"the callers took {run.own_share:.0%} of one core, which the server could not have")
    lines.append(
        f"the workers took {run.busy:.0f} s of CPU in {run.seconds:.0f} s: {calls / run.busy:.0f} calls a second of CPU"
    )
    return "\n".join([*lines, *(f"WRONG {line}" for line in run.wrong[:40])])


def main() -> int:
    parser = ArgumentParser(prog="python -m benchmarks.server", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--assessors", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--slow-disk", type=float, default=0, metavar="SECONDS", help="that every flush takes longer")
    parser.add_argument("--kill", action="store_true", help="kill one worker in the middle")
    asked = parser.parse_args()
    done = run(asked.seconds, asked.assessors, asked.workers, asked.kill, asked.slow_disk)
    print(report(done))
    print(f"{len(done.wrong)} wrong" if done.wrong else "nothing lost, nothing doubled, no error but the intended")
    return 1 if done.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
