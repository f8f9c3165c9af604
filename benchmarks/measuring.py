"""Seconds and memory: of functions in this process that take turns, and of whole processes with all that they start."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_PAUSE = 0.05  # seconds between two looks at a process's memory


@dataclass(frozen=True)
class Spread:
    """Several figures of one thing."""

    figures: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.figures)

    def __str__(self) -> str:
        low, high = min(self.figures), max(self.figures)
        return (
            f"{_short(self.median)} ({_short(low)} to {_short(high)})" if len(self.figures) > 1 else _short(self.median)
        )


@dataclass(frozen=True)
class Run:
    """A whole process: seconds by the wall clock, seconds of processor, and memory in MiB.

    Memory and processor time are of the process and all that it started; pages that they share count once.
    """

    wall: float
    cpu: float
    memory: float
    output: bytes


def ratios(over: Sequence[float], under: Sequence[float]) -> Spread:
    """Round by round, how many times the one figure is the other."""
    return Spread(tuple(a / b for a, b in zip(over, under, strict=True)))


def in_turns(rounds: int, **works: Callable[[], object]) -> dict[str, list[float]]:
    """Seconds of processor that each work took in each round; they take turns; several rounds after one that warms up."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    warm_up = int(rounds > 1)
    for turn in range(rounds + warm_up):
        for name, work in works.items():
            started = time.process_time()
            work()
            if turn >= warm_up:
                taken[name].append(time.process_time() - started)
    return taken


def run(
    command: Sequence[str | os.PathLike[str]], environment: Mapping[str, str] | None = None, ok: Sequence[int] = (0,)
) -> Run:
    """One command as a process; its output goes through a file, so that no pipe slows it down. Exits where it fails."""
    import tempfile

    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            [os.fspath(part) for part in command], stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
        )  # fmt: skip
        memory = 0.0
        while True:
            ended, status, used = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            memory = max(memory, _resident(process.pid))
            time.sleep(_PAUSE)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read()
    if process.returncode not in ok:
        sys.exit(
            f"{' '.join(map(os.fspath, command))} ended with {process.returncode}:\n{said[-2000:].decode(errors='replace')}"
        )
    return Run(wall, used.ru_utime + used.ru_stime, memory or used.ru_maxrss / 1024, said)


def pyscoring(*arguments: str | os.PathLike[str], ok: Sequence[int] = (0,)) -> Run:
    """One command of the program as a process."""
    return run([sys.executable, "-c", "from workbook.cli import main; main(prog_name='pyscoring')", *arguments], ok=ok)


def _resident(pid: int) -> float:
    """MiB that a process and all that it started hold, shared pages by shares; 0 where the system does not tell."""
    found = 0.0
    with suppress(OSError, ValueError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        found = int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1_024
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += sum(_resident(int(child)) for child in (task / "children").read_text().split())
    return found


def _short(figure: float) -> str:
    return f"{figure:.0f}" if figure >= 100 else f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"
