"""Worksheet functions beside xlwings Server's own empty function, in one run.

`python -m benchmarks.functions [--rounds 300]` asks the real server under gunicorn over one kept-alive connection, as
Excel does for a cell. Ours and the empty one take turns with the same arguments, since decoding a range is xlwings' part;
the empty one without arguments stands beside them, and so do the same calls within the process, where no HTTP hides what
ours add. It exits with 1 if ours take more than 1.5 times the empty one's time over HTTP in the median.
"""

import asyncio
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Awaitable, Callable, Iterable
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from benchmarks.assessors import begin, filled, register, tokens
from benchmarks.served import environment, served
from benchmarks.wire import FUNCTIONS, Connection, Grid, function_body
from pyscoring.edition import scored

RATIO, WARM_UP = 1.5, 10
EDITION, HEIGHT, WIDTH = "tepga-expansion-2558", 60, 9
EMPTY, BARE = "empty_of", "empty"  # with the same arguments, without any
Call = Callable[[bytes], Awaitable[object]]  # the result of a function that is called with this body
Times = dict[tuple[str, str], list[float]]  # seconds, by our function and the one that was called


def calls() -> dict[str, tuple[object, ...]]:
    """Our functions over a filled sheet of ten indicators, with what Excel gives them."""
    edition = scored(EDITION)
    sheet = filled(edition, {"application": "P-1", "assessor": "ผู้ประเมิน 1"})
    sheet = [*sheet, *([""] * WIDTH for _ in range(HEIGHT - len(sheet)))]
    scores: Grid = [[float(indicator.high)] for indicator in edition.indicators]
    first = edition.dimensions[0]
    return {
        "AWARD_TOTAL": (EDITION, scores), "DIMENSION_TOTAL": (EDITION, first.id, scores[: len(first.indicators)]),
        "AWARD_BAND": (EDITION, 89.75), "SCORE_SHEET": (sheet,),
    }  # fmt: skip


async def in_turns(call: Call, rounds: int) -> Times:
    """Ours and the empty ones, one after the other, so that whatever slows the machine down slows all of them."""
    bodies = {
        (ours, name): function_body(name, *(() if name == BARE else arguments))
        for ours, arguments in calls().items() for name in (ours, EMPTY, BARE)
    }  # fmt: skip
    times: Times = {key: [] for key in bodies}
    for turn in range(rounds + WARM_UP):
        for (ours, name), body in bodies.items():
            started = time.perf_counter()
            result = await call(body)
            seconds = time.perf_counter() - started
            if (result == [[""]]) == (name == ours) or "✗" in str(result):
                raise SystemExit(f"{name} answered {result!r}")
            if turn >= WARM_UP:
                times[ours, name].append(seconds)
    return times


async def over_http(port: int, tokens: Iterable[str], rounds: int) -> Times:
    """The tokens take turns: one person may not call as often as this."""
    in_turn = cycle(tokens)
    async with Connection(port) as connection:

        async def call(body: bytes) -> object:
            answer = await connection.post(FUNCTIONS, body, next(in_turn))
            return answer.said["result"] if answer.status == 200 else answer

        return await in_turns(call, rounds)


async def within(folder: Path, rounds: int) -> Times:
    """As xlwings Server calls a function once a request has been taken apart."""
    import json

    os.environ.update(environment(folder))
    from benchmarks.with_empty import custom_functions, custom_functions_call

    async def call(body: bytes) -> object:
        return await custom_functions_call(json.loads(body), custom_functions)

    return await in_turns(call, rounds)


def ratios(times: Times, beside: str = EMPTY) -> dict[str, float]:
    """Each of our functions' median over that of an empty one."""
    return {
        ours: median(taken) / median(times[ours, beside])
        for ours, name in times
        if name == ours
        for taken in [times[ours, name]]
    }


def table(title: str, times: Times) -> str:
    """Medians, and the middle half of all calls, in ms."""
    lines = [title, f"  {'':17}{'ours':>18}{'empty, same range':>22}{'ratio':>7}{'empty, no argument':>22}{'ratio':>7}"]
    over, bare = ratios(times), ratios(times, BARE)
    for ours in over:
        cells = [_spread(times[ours, name]) for name in (ours, EMPTY, BARE)]
        lines.append(f"  {ours:17}{cells[0]:>18}{cells[1]:>22}{over[ours]:7.2f}{cells[2]:>22}{bare[ours]:7.2f}")
    return "\n".join(lines)


def _spread(taken: list[float]) -> str:
    low, _, high = quantiles(taken, n=4)
    return f"{median(taken) * 1000:.2f} ({low * 1000:.2f}–{high * 1000:.2f})"


def main() -> int:
    parser = ArgumentParser(prog="python -m benchmarks.functions", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=300)
    rounds = parser.parse_args().rounds
    with TemporaryDirectory() as folder:
        listed = register(25)
        at = begin(Path(folder, "round"), listed)
        known = tokens(at, listed)
        with served(at.folder, 1, Path(folder, "log")) as server:
            http = asyncio.run(over_http(server.port, known.values(), rounds))
        inside = asyncio.run(within(at.folder, rounds))
    print(f"medians of {rounds} rounds in ms, in brackets the middle half")
    print(table("over HTTP, one kept-alive connection, signed in by token", http))
    print(table("within the process", inside))
    missed = {ours: ratio for ours, ratio in ratios(http).items() if ratio > RATIO}
    print(
        "missed: " + ", ".join(f"{ours} {ratio:.2f}" for ours, ratio in missed.items())
        if missed
        else f"ours take at most {max(ratios(http).values()):.2f} times the empty function's time over HTTP (limit {RATIO})"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
