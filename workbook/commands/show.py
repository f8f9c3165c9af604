"""What the terminal shows, as tables that fit: editions, scores, problems, the demonstration."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.text import Text

from pyscoring.edition import AwardEdition, Edition, check, load, plain
from pyscoring.edition_files import alike, by_id, doubled, the_one
from pyscoring.problems import Problem, Refused, errors
from workbook.commands import listing
from workbook.commands.fitted import console, print_heading, print_line, print_problems, print_table
from workbook.commands.round_texts import WORDS as ROUND_WORDS
from workbook.scoresheet.scoring import Scored, problem_json
from workbook.scoresheet.texts import TERMINAL

_TITLES = set(ROUND_WORDS["project"].values())
_NUMBERS = {word for key in ("total", "full") for word in TERMINAL[key].values()}
_FEW = 60  # rows of a table in a terminal


def list_editions(extra: Sequence[str], as_json: bool, lang: str) -> None:
    """All editions, one a line; a file that is wrong is named with its first mistake."""
    rows: list[dict[str, Any]] = []
    for id_, path, others in ((i, path, paths) for i, paths in by_id(extra).items() for path in paths):
        try:
            the_one(id_, others)
            rows.append(_listed(load(path)))
        except Refused as refused:
            rows.append({"id": id_, "file": str(path), "problems": [problem_json(p, lang) for p in refused.problems]})
    if as_json:
        print(json.dumps({"editions": rows}, ensure_ascii=False, indent=2))
        return
    lines = [tuple(TERMINAL[k][lang] for k in ("id", "name", "full", "bands"))]
    for row in rows:
        if "problems" in row:
            first = row["problems"][0]
            lines.append((row["id"], f"✗ {first['message']}", "", row["file"]))
            continue
        bands = ", ".join(
            f"{b['name'][lang]} {'?' if b['at_least'] == 'unset' else b['at_least']}" for b in row["bands"][:-1]
        )
        lines.append((row["id"], row["name"][lang], row["full_mark"] or "", bands or TERMINAL["derived"][lang]))
    print_rows(lines)


def check_editions(paths: Iterable[str], as_json: bool, lang: str) -> bool:
    """Report every mistake of every file; whether there was none."""
    found = {path: check(Path(path)) for path in paths}
    twins = _twins(found)
    return _checked(
        [
            (
                path, {"edition": edition and edition.id}, f"{edition and edition.id} {TERMINAL['sound'][lang]}",
                (*problems, *twins.get(Path(path), ())),
            )
            for path, (edition, problems) in found.items()
        ],
        as_json, lang,
    )  # fmt: skip


def _twins(paths: Iterable[str]) -> dict[Path, list[Problem]]:
    """What is wrong with those of the files that lie in one folder and have one id (E12)."""
    folders: dict[Path, list[Path]] = {}
    for path in map(Path, paths):
        folders.setdefault(path.parent, []).append(path)
    ids = [one for those in folders.values() for one in alike(those).items()]
    return {path: [doubled(id_, those)] for id_, those in ids if len(those) > 1 for path in those}


def check_cases(paths: Iterable[Path], extra: Sequence[str], as_json: bool, lang: str) -> bool:
    """Report every worked case that comes out otherwise, and every edition that none is of; whether there was none."""
    from pyscoring import worked

    found: dict[Path, tuple[Counter[str], Sequence[Problem]]] = {}
    for path in paths:
        try:
            found[path] = worked.check(path, extra)
        except Refused as refused:  # of the file itself, or of that of an edition
            told = refused.problems
            names = dict.fromkeys(p.file for p in told if p.file)
            found |= {Path(name): (Counter(), [p for p in told if p.file == name]) for name in names}
    tried = sum((counted for counted, _ in found.values()), Counter[str]())
    found |= {Path(p.file or ""): (Counter(), [p]) for p in worked.untried(tried, extra)}
    return _checked(
        [
            (
                str(path), {"cases": (n := counted.total()), "editions": counted},
                TERMINAL["case" if n == 1 else "cases"][lang].format(n=n, of=worked.listed(counted)), problems,
            )
            for path, (counted, problems) in found.items()
        ],
        as_json, lang,
    )  # fmt: skip


def _checked(files: Sequence[tuple[str, dict[str, Any], str, Sequence[Problem]]], as_json: bool, lang: str) -> bool:
    """Each file with what JSON says of it, what a sound one is said to be, and its problems; whether all are sound."""
    sound = not any(problems for *_, problems in files)
    if as_json:
        told = [
            {"file": path}
            | more
            | {"problems": [problem_json(p, lang) | {"line": p.lines and p.lines[0]} for p in problems]}
            for path, more, _, problems in files
        ]
        print(json.dumps({"files": told}, ensure_ascii=False, indent=2))
        return sound
    out = console()
    for path, _, said, problems in files:
        out.print(Text(path, style="bold") if problems else f"✓ {path}: {said}")
        print_problems(out, problems, lang)
    return sound


def print_scores(found: Sequence[Scored], lang: str, wrote: bool = False) -> None:
    """A short table, those to correct first, then the problems grouped by file with their remedies."""
    out = console()
    shown = sorted(found, key=lambda s: not errors(s.problems))[:_FEW] if len(found) > _FEW else found
    print_rows(list(listing.rows(shown, lang)), more=len(found) - len(shown))
    print_by_file(list(listing.by_file(found)), lang)
    for line in listing.summary(found, lang, wrote):
        print_line(out, line, "bold")


def print_by_file(
    by_file: Sequence[tuple[str, list[Problem]]], lang: str, place: Callable[[Problem], str] | None = None
) -> None:
    """What each file has of its own, then what several have alike, once each with the first of them."""
    out = console()
    own, alike = listing.parted(by_file, lang)
    for name, problems in own:
        out.print(Text(name, style="bold"), soft_wrap=True)
        print_problems(out, problems, lang, place)
    for one in alike:
        print_line(out, one.where(lang), "bold")
        print_problems(out, [one.problem], lang, place)


def print_rows(rows: Sequence[Sequence[str]], heading: str | None = None, more: int = 0) -> None:
    """A table whose first row is the headings; `more` rows are only counted. In a pipe, columns parted by tabs."""
    out = console()
    if not out.is_terminal:
        for row in rows:
            print("\t".join(row))
        return
    if heading:
        print_heading(out, heading)
    print_table(out, rows, _TITLES, _NUMBERS)
    if more:
        out.print(Text(f"… +{more}", style="dim"))


def _listed(edition: Edition) -> dict[str, Any]:
    scored = edition if isinstance(edition, AwardEdition) else None
    return {
        "id": edition.id,
        "name": edition.name.model_dump(),
        "family": edition.family,
        "fiscal_year": edition.fiscal_year,
        "kind": "scored" if scored else "derived",
        "full_mark": plain(scored.total.full_mark) if scored else None,
        "bands": [
            {
                "id": b.id,
                "name": b.name.model_dump(),
                "at_least": b.at_least if isinstance(b.at_least, str) else plain(b.at_least),
            }
            for b in (scored.bands if scored else ())
        ],
    }
