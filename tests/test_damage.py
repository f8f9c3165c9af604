"""Whatever happens to the bytes of a filled workbook, its score is the same or there is none."""

import random
import struct
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pyscoring.edition import scored
from pyscoring.problems import errors
from pyscoring.scoresheet import ScoreSheet
from tests.sheets import full, write
from workbook.scoresheet.scoring import score_files

EDITION = scored("tpsa-innovation-2558")
FAILURES = Path(__file__).parent / "failures"
CASES = 3_000
Result = tuple[Any, Any, ScoreSheet] | None  # total, band and everything entered; None when refused


def result(path: Path) -> Result:
    """What a file scores, or None where an error says why not."""
    (only,) = score_files([path])
    if only.result is None or only.result.total is None:
        assert errors(only.problems)
        return None
    band = only.result.band
    return only.result.total, band and band.id, only.result.sheet


def _somewhere(rnd: random.Random, data: bytes) -> int:
    """A place in the file: half of all among the headers and the directory, which no checksum covers."""
    if rnd.random() < 0.5:
        return rnd.randrange(len(data))
    marks = [at for mark in (b"PK\1\2", b"PK\3\4", b"PK\5\6") for at in _all(data, mark)]
    return min(rnd.choice(marks) + rnd.randrange(70), len(data) - 1)


def _all(data: bytes, mark: bytes) -> list[int]:
    found, at = [], data.find(mark)
    while at >= 0:
        found.append(at)
        at = data.find(mark, at + 1)
    return found


def _bits(rnd: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rnd.choice((1, 1, 1, 2, 8))):
        changed[_somewhere(rnd, data)] ^= 1 << rnd.randrange(8)
    return bytes(changed)


def _byte(rnd: random.Random, data: bytes) -> bytes:
    at = _somewhere(rnd, data)
    return data[:at] + rnd.choice((b"\0", b"\xff", rnd.randbytes(1))) + data[at + 1 :]


def _field(rnd: random.Random, data: bytes) -> bytes:
    """A number in a header becomes another one."""
    at = _somewhere(rnd, data) & ~1
    return data[:at] + struct.pack("<H", rnd.choice((0, 1, 8, 9, 0x800, 0xFFFF, rnd.randrange(65536)))) + data[at + 2 :]


def _sector(rnd: random.Random, data: bytes) -> bytes:
    """A sector of the disk is lost, or is that of another place."""
    at, other = (rnd.randrange(len(data) // 512) * 512 for _ in range(2))
    return data[:at] + rnd.choice((bytes(512), data[other : other + 512])) + data[at + 512 :]


def _cut(rnd: random.Random, data: bytes) -> bytes:
    return data[: rnd.randrange(len(data))]


def _gap(rnd: random.Random, data: bytes) -> bytes:
    at = _somewhere(rnd, data)
    return data[:at] + data[at + rnd.randint(1, 40) :]


def _repeat(rnd: random.Random, data: bytes) -> bytes:
    at = _somewhere(rnd, data)
    return data[:at] + data[max(0, at - rnd.randint(1, 40)) : at] + data[at:]


DAMAGES: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _bits,
    _bits,
    _byte,
    _field,
    _sector,
    _cut,
    _gap,
    _repeat,
)


def _entries() -> dict[str, Any]:
    scores = {f"indicator:{i.id}": float(i.high) - n - 0.25 for n, i in enumerate(EDITION.indicators)}
    answers = {f"bonus:{item.id}": ("ใช่", "ไม่ใช่")[n % 2] for n, item in enumerate(EDITION.features)}
    return full(EDITION) | scores | answers | {f"eligibility:{e.id}": "ใช่" for e in EDITION.eligibility}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("whole") / "x.xlsx", EDITION, _entries())


def test_damaged_files(whole: Path, tmp_path: Path, record_property: Any) -> None:
    """Flipped bits, lost sectors, gaps, repeats and cuts give a refusal or exactly the same score and entries."""
    data, expected = whole.read_bytes(), result(whole)
    assert expected is not None
    path = tmp_path / "x.xlsx"
    ended: Counter[str] = Counter()
    for seed in range(CASES):
        rnd = random.Random(seed)
        damaged = rnd.choice(DAMAGES)(rnd, data)
        path.write_bytes(damaged)
        found = result(path)
        if found is not None and found != expected:
            FAILURES.mkdir(exist_ok=True)
            kept = FAILURES / f"damaged-{seed}.xlsx"
            kept.write_bytes(damaged)
            pytest.fail(f"another score from seed {seed}, kept as {kept}: {found}")
        ended["refused" if found is None else "untouched" if damaged == data else "the same score"] += 1
    assert min(ended["refused"], ended["the same score"]) > CASES / 10
    figures = ", ".join(f"{count} {how}" for how, count in sorted(ended.items()))
    record_property("figure", f"{CASES} damaged workbooks: {figures}, 0 another score")
