"""Draws docs/pictures/architecture.svg: the parts of the program, each above those that it imports.

Run as ``python -m docs.architecture``. The boxes, their heights and the arrows come from the imports themselves and
from the order that `tests/test_imports.py` holds; only what a part holds is said here.
"""

import textwrap
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path

from tests.test_imports import MODULES, ORDER, imported

TARGET = Path(__file__).parent / "pictures" / "architecture.svg"
HOLDS = {
    "start": "the command's first moment",
    "cli": "the command pyscoring",
    "commands": "Click, what is printed, the demonstration",
    "addin": "the server and its task pane",
    "classic": "workbooks with macros, shims",
    "results": "tables, pages and reports",
    "committee": "a round: register, inbox, ledger, verification",
    "consolidation": "the sheets of consolidated.xlsx",
    "office": "LibreOffice: engine and button",
    "functions": "worksheet functions",
    "macros": "main() for Run main",
    "scoresheet": "the score workbook: layout, formulas, reader, official block",
    "documents": "the document check: form, reader, words",
    "files": "any .xlsx as a package; replacing a file whole",
}
WIDTH, MARGIN, GAP, BOX, STEP = 960, 20, 14, 104, 142  # pixels; STEP from one row to the next
LINE, SMALL = 19, 15
INK, QUIET, ACCENT, PAPER = "#1f2933", "#52606d", "#0b5394", "#ffffff"
Uses = Mapping[str, frozenset[str]]


def main() -> int:
    TARGET.write_text(svg(), encoding="utf-8", newline="\n")
    print(TARGET)
    return 0


def uses() -> dict[str, frozenset[str]]:
    """By each part of `workbook` those that it imports: folders, and modules that stand alone."""
    found: dict[str, set[str]] = {}
    for path in MODULES:
        inside = path.parts[path.parts.index("workbook") + 1 :]
        part = path.stem if len(inside) == 1 else inside[0]
        named = {name.split(".")[1] for name in imported(path) if name.startswith("workbook.")}
        found.setdefault(part, set()).update(named - {part})
    del found["__init__"]
    return {part: frozenset(others) for part, others in found.items()}


def reached(of: Uses, part: str) -> frozenset[str]:
    """Everything that a part imports, directly or not."""
    seen: set[str] = set()
    waiting = [part]
    while waiting:
        new = of[waiting.pop()] - seen
        seen |= new
        waiting += new
    return frozenset(seen)


def rows(of: Uses) -> list[list[tuple[str, ...]]]:
    """Groups of parts that import each other, the highest row first: each row imports only from rows below it."""
    below = {part: reached(of, part) for part in of}
    group = {part: tuple(sorted({part} | {o for o in below[part] if part in below[o]})) for part in of}

    @cache
    def height(members: tuple[str, ...]) -> int:
        others = {group[o] for part in members for o in of[part]} - {members}
        return 1 + max(map(height, others), default=-1)

    levels: dict[int, set[tuple[str, ...]]] = {}
    for members in group.values():
        levels.setdefault(height(members), set()).add(members)
    return [sorted(levels[level]) for level in sorted(levels, reverse=True)]


def arrows(of: Uses) -> list[tuple[str, str]]:
    """Who imports whom, without what follows from other arrows."""
    below = {part: reached(of, part) for part in of}
    return sorted(
        (part, other)
        for part in of
        for other in of[part]
        if not any(_is_between(below, part, between, other) for between in of[part] - {other})
    )


def _is_between(below: Uses, part: str, between: str, other: str) -> bool:
    """Whether an arrow from `part` to `between` tells that to `other`; not among those that import each other."""
    return other in below[between] and between not in below[other] and part not in below[between]


def svg(of: Uses | None = None) -> str:
    """The picture's text."""
    of = uses() if of is None else of
    placed = _places(rows(of), arrows(of))
    bottom = max(y for _, y, _ in placed.values()) + STEP
    chain = textwrap.wrap(" → ".join(ORDER), 104)
    height = bottom + 58 + LINE * len(chain) + MARGIN
    told = "Parts of pyscoring, each above those that it imports: " + "; ".join(_told(of))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d"'
            ' font-family="Arial, Helvetica, sans-serif">',
            f'<title id="t">Architecture of pyscoring</title><desc id="d">{escape(told)}</desc>',
            f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
            f'<defs><marker id="a" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
            f'<path d="M0 0L8 4L0 8z" fill="{QUIET}"/></marker></defs>',
            *(_arrow(placed, pair) for pair in arrows(of)),
            *(_box(*placed[part], part, HOLDS[part]) for part in placed),
            _box(
                MARGIN,
                bottom,
                WIDTH - 2 * MARGIN,
                "pyscoring: each imports only what stands before it",
                *chain,
                high=height - bottom - MARGIN,
            ),
            "</svg>\n",
        ]
    )


def _told(of: Uses) -> Iterable[str]:
    return (f"{part} imports {', '.join(sorted(of[part])) or 'none of them'}" for part in HOLDS if part in of)


def _places(found: list[list[tuple[str, ...]]], drawn: list[tuple[str, str]]) -> dict[str, tuple[int, int, int]]:
    """By each part its left, top and width; what an arrow reaches past a row stands last, so that it can go round."""
    level = {part: row for row, groups in enumerate(found) for members in groups for part in members}
    far = {other for part, other in drawn if level[other] - level[part] > 1}
    placed: dict[str, tuple[int, int, int]] = {}
    for row, groups in enumerate(found):
        parts = sorted((part for members in groups for part in members), key=far.__contains__)
        wide = min((WIDTH - 4 * MARGIN - GAP * (len(parts) - 1)) // len(parts), 300)
        left = (WIDTH - wide * len(parts) - GAP * (len(parts) - 1)) // 2
        for number, part in enumerate(parts):
            placed[part] = left + number * (wide + GAP), MARGIN + row * STEP, wide
    return placed


def _arrow(placed: Mapping[str, tuple[int, int, int]], pair: tuple[str, str]) -> str:
    (x1, y1, wide1), (x2, y2, wide2) = placed[pair[0]], placed[pair[1]]
    if y1 == y2:  # two that import each other stand side by side
        begin, end = (x1 + wide1, x2) if x1 < x2 else (x1, x2 + wide2)
        line = f"M{begin} {y1 + BOX // 2}H{end}"
    elif y2 - y1 > STEP:
        line = f"M{x1 + wide1} {y1 + BOX // 2}H{WIDTH - MARGIN // 2}V{y2 + BOX // 2}H{x2 + wide2 + 1}"
    else:
        line = f"M{x1 + wide1 // 2} {y1 + BOX}L{x2 + wide2 // 2} {y2 - 2}"
    return f'<path d="{line}" stroke="{QUIET}" stroke-width="1.5" fill="none" marker-end="url(#a)"/>'


def _box(x: int, y: int, wide: int, name: str, *lines: str, high: int = BOX) -> str:
    said = lines if len(lines) > 1 else textwrap.wrap(lines[0], wide // 9)
    texts = "".join(
        f'<text x="{x + 12}" y="{y + 26 + LINE * n}" font-size="{SMALL}" fill="{QUIET}">{escape(line)}</text>'
        for n, line in enumerate(said, 1)
    )
    return (
        f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" rx="6" fill="{PAPER}" stroke="{ACCENT}" stroke-width="1.5"/>'
        f'<text x="{x + 12}" y="{y + 25}" font-size="17" font-weight="bold" fill="{INK}">{escape(name)}</text>{texts}'
    )


if __name__ == "__main__":
    raise SystemExit(main())
