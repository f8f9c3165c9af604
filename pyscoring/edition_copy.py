"""A new edition begun from one that there is: its file's text under another id."""

import re

from pyscoring.toml_lines import Lines

NEW_ID = re.compile(r"([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)-(2[5-6]\d\d|2700)")
LONGEST = 40  # characters of an id


def copied(text: str, id_: str) -> str:
    """The text of a sound edition with `id`, `award` and `fiscal_year` of `id_`, such as ``tpsa-innovation-2559``.

    Everything else stays as it is, comments and layout among it. Raises ValueError for what cannot be an id.
    """
    found = NEW_ID.fullmatch(id_)
    if not found or len(id_) > LONGEST:
        raise ValueError(id_)
    award, year = found.groups()
    known, lines = Lines(text), text.split("\n")
    values = {"id": f'"{id_}"', "award": f'"{award}"', "fiscal_year": year}
    places = sorted((known.of(key) or (1, 0), key) for key in values)
    for (first, last), key in reversed(places):
        lines[first - 1 : last] = [f"{key} = {values[key]}"]
    return "\n".join(lines)
