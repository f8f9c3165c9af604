"""The real server under gunicorn, as docs/server.md starts it, on a free port of this computer."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from benchmarks.wire import HOST

APPLICATION = "benchmarks.with_empty:application"
START = 60.0  # seconds


@dataclass
class Served:
    """By a worker's process number: `peaks` its largest memory in MiB, `busy` its seconds of CPU, as far as was looked."""

    port: int
    process: subprocess.Popen[bytes] = field(repr=False)
    log: Path
    peaks: dict[int, float] = field(default_factory=dict)
    busy: dict[int, float] = field(default_factory=dict)

    def workers(self) -> list[int]:
        """The process numbers of the workers that run now."""
        told = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(number) for number in told.split()]

    def look(self) -> None:
        """Take down how much memory and CPU each worker has needed."""
        for worker in self.workers():
            said = dict(line.split(":", 1) for line in Path(f"/proc/{worker}/status").read_text().splitlines())
            self.peaks[worker] = int(said["VmHWM"].split()[0]) / 1024
            ticks = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[11:13]
            self.busy[worker] = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    def kill_one(self) -> int:
        """End a worker as a crash would; its process number."""
        self.look()
        victim = self.workers()[0]
        os.kill(victim, signal.SIGKILL)
        return victim


def environment(folder: Path) -> dict[str, str]:
    """What the server is told: the round's folder, sign-in by token as it is by default."""
    return {"PYSCORING_ROUND": str(folder), "XLWINGS_LICENSE_KEY": "noncommercial", "XLWINGS_LOG_LEVEL": "WARNING"}


@contextmanager
def served(folder: Path, workers: int, log: Path, slow_disk: float = 0.0) -> Iterator[Served]:
    """The server for this round; it has ended when this ends. Raises RuntimeError if it does not start.

    With `slow_disk` every flush takes so many seconds longer.
    """
    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--workers",
        str(workers),
        "--worker-class",
        "uvicorn.workers.UvicornWorker",
    ]
    command += ["--bind", f"{HOST}:{port}", APPLICATION]
    told = environment(folder) | {"BENCHMARK_FSYNC": str(slow_disk)}
    place = Path(__file__).parent.parent
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=place, env=os.environ | told, stdout=out, stderr=out)
        try:
            _until_it_answers(process, port, log)
            found = Served(port, process, log)
            yield found
            found.look()
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _until_it_answers(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"http://{HOST}:{port}/", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not start:\n" + log.read_text(errors="replace")[-2000:])


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])
