"""Every comparison of speed and scale, side by side: `python -m benchmarks [--quick] [--only NAME] [--write]`.

Prints each ratio as its rounds are done, with what was wanted; --write puts the whole table into
docs/benchmarks.md. --quick does a tenth of everything once: it shows that all of it works, not how fast.
Exits with 1 where a wanted figure is missed or two sides that should agree do not (--quick: the latter alone).
"""

import importlib
import sys
import time
import warnings
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import page
from benchmarks.table import ROWS, Found, Scale, markdown, row

MODULES = {
    "reading": ("reading-openpyxl", "reading-calamine", "reading-floor"),
    "packing": ("pack",),
    "writing": ("write-back", "consolidated-workbook"),
    "consolidating": (
        "consolidate-again", "jobs", "consolidate-1000", "consolidate-1000-memory", "consolidate-3000",
        "consolidate-3000-memory", "scale-memory", "scale-time",
    ),
    "cluster": ("cluster", "cluster-killed"),
}  # fmt: skip


def measure(modules: Sequence[str], scale: Scale) -> Iterator[Found]:
    """What the modules find, as soon as they do."""
    for name in modules:
        with TemporaryDirectory() as folder:
            yield from importlib.import_module(f"benchmarks.{name}").measure(Path(folder), scale)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, once")
    parser.add_argument("--only", choices=sorted(MODULES), action="append", help="only this module; may be repeated")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    asked = parser.parse_args(arguments)
    if asked.write and (asked.quick or asked.only):
        parser.error("--write needs all of it, and at its full size")
    warnings.simplefilter("ignore")
    started, found = time.perf_counter(), []
    for one in measure(asked.only or list(MODULES), Scale(10 if asked.quick else 1)):
        found.append(one)
        about = row(one.name)
        state = "met" if one.is_met(about) else "MISSED" if one.agreed else "RESULTS DIFFER"
        print(f"{one.name:24} {one.ratio} ({about.sense} {about.wanted:g}: {state})  {one.told}", flush=True)
    found.sort(key=lambda one: [r.name for r in ROWS].index(one.name))
    minutes = (time.perf_counter() - started) / 60
    print(f"\n{markdown(found)}\n\n{minutes:.1f} minutes")
    if asked.write:
        page.PAGE.write_text(page.text(found, minutes), encoding="utf-8")
    wrong = [one for one in found if not one.agreed or not (asked.quick or one.is_met(row(one.name)))]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
