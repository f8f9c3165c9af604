"""What came of each file of the inbox: the places that it fills, those that it only claims, and all its problems."""

from collections.abc import Iterable, Iterator, Sequence

from pyscoring.problems import Problem
from workbook.committee.assembly import FileRow, Place
from workbook.committee.places import Places


def file_rows(places: Places, problems: Sequence[Problem]) -> Iterator[FileRow]:
    """A row a file, in the order received; `problems` are those of the whole round."""
    filling: dict[str, list[Place]] = {}
    for place, sheet in places.filled.items():
        if sheet.standing in ("counted", "recused") and not sheet.gone:
            filling.setdefault(sheet.file, []).append(place)
    told, twins = _by_file(problems), _by_file(places.twins)
    for file, sha256 in places.files:
        filled = tuple(filling.get(file, ()))
        unfilled = tuple(place for place in places.claimed.get(file, ()) if place not in set(filled))
        recused = bool(filled) and all(places.filled[place].standing == "recused" for place in filled)
        here, beside = (tuple(those.get(file, ())) for those in (told, twins))
        yield FileRow(file, sha256, filled, here, unfilled, beside, recused)


def _by_file(problems: Iterable[Problem]) -> dict[str | None, list[Problem]]:
    found: dict[str | None, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.file, []).append(problem)
    return found
