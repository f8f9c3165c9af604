"""A new edition begun from one that there is: its file's text under another id."""

import re

from pyscoring.problems import Problem, Refused
from pyscoring.toml_lines import Lines

NEW_ID = re.compile(r"([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)-(2[5-6][0-9]{2}|2700)")
LONGEST = 40  # characters of an id


def copied(text: str, id_: str) -> str:
    """The text of a sound edition with `id`, `award` and `fiscal_year` of `id_`, such as ``tpsa-innovation-2559``.

    Everything else stays as it is, comments and layout among it. Raises ValueError for what cannot be an id, and
    Refused (E01) where the lines of a text cannot be told.
    """
    found = NEW_ID.fullmatch(id_)
    if not found or len(id_) > LONGEST:
        raise ValueError(id_)
    award, year = found.groups()
    known, lines = Lines(text), text.split("\n")
    values = {"id": f'"{id_}"', "award": f'"{award}"', "fiscal_year": year}
    places = [(place, key) for key in values if (place := known.of(key))]
    if len(places) < len(values):
        raise Refused(Problem("E01", {"detail": "its lines cannot be told apart"}))
    for (first, last), key in sorted(places, reverse=True):
        lines[first - 1 : last] = [f"{key} = {values[key]}"]
    return "\n".join(lines)
