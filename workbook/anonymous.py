"""Assessors' comments without their names: whatever could tell an applicant who wrote one."""

import re
import unicodedata
from collections.abc import Iterable

from pyscoring.names import plain_name
from pyscoring.results import Row

ANYBODY = {"th": "[ผู้ประเมิน]", "en": "[assessor]"}
_HONORIFICS = re.compile(
    r"^((ศาสตราจารย์|รองศาสตราจารย์|ผู้ช่วยศาสตราจารย์|นายแพทย์|แพทย์หญิง|ทันตแพทย์หญิง|ทันตแพทย์|เภสัชกรหญิง|เภสัชกร|นางสาว|นาง|นาย|ดร|คุณ"
    r"|ศ|รศ|ผศ|นพ|พญ|ทพ|ทพญ|ภก|ภญ|น\.ส|mr|mrs|ms|miss|dr|prof)\.?\s*)+",
    re.IGNORECASE,
)  # fmt: skip
_TITLE = {plain_name(word) for word in ("ผู้ประเมิน", "ผู้ประเมินสาธิต", "กรรมการ", "ประธาน", "เลขานุการ", "assessor", "member", "chair")}
_SHORTEST = 3  # letters of a part of a name that is looked for by itself


class Names:
    """Finds the assessors of a register in a text: by the whole name, by the name without its title, and by each part of it."""

    def __init__(self, names: Iterable[str]) -> None:
        wanted = {part for name in names for part in _parts(name)}
        patterns = [_pattern(part) for part in sorted(wanted, key=lambda part: (-len(part), part))]
        self._found = re.compile("|".join(patterns), re.IGNORECASE) if patterns else None

    def hidden(self, text: str, lang: str) -> tuple[str, int]:
        """The text with every such name replaced, and how many there were."""
        seen = "".join(c for c in unicodedata.normalize("NFC", text) if c == "\n" or unicodedata.category(c) not in ("Cf", "Cc"))
        return self._found.subn(ANYBODY[lang], seen) if self._found else (seen, 0)


def comments(row: Row, names: Names, lang: str) -> tuple[list[tuple[str, list[str]]], int]:
    """What was written, by indicator or feature in the order of the form, and how many names were replaced.

    The comments on each are sorted as texts, so that their order tells nothing, and the same text stands once.
    """
    written: dict[str, list[str]] = {}
    replaced = 0
    for sheet in row.sheets:
        for cell in sheet.cells:
            if cell.comment and cell.comment.strip():
                text, count = names.hidden(cell.comment.strip(), lang)
                replaced += count
                written.setdefault(f"{cell.id.partition(':')[2]} {cell.name[lang]}", []).append(text)
    order = list(dict.fromkeys(f"{c.id.partition(':')[2]} {c.name[lang]}" for sheet in row.sheets for c in sheet.cells))
    return [(name, sorted(set(written[name]))) for name in order if name in written], replaced


def _parts(name: str) -> list[str]:
    whole = " ".join(unicodedata.normalize("NFC", name).split())
    bare = _HONORIFICS.sub("", whole).strip()
    parts = [part for part in bare.split() if len(part) >= _SHORTEST and not part.isdigit() and plain_name(part) not in _TITLE]
    wholes = [each for each in (whole, bare) if len(each) >= _SHORTEST and plain_name(each) not in _TITLE]
    return [*wholes, *parts]


def _pattern(name: str) -> str:
    """However its spaces and its ำ are typed; a name in Latin letters or digits ends where a word ends."""
    letters = [re.escape(c).replace("ำ", "(?:ำ|\u0e4d\u0e32)") for c in name]
    text = "".join(r"\s*" if c == re.escape(" ") else c for c in letters)
    start = r"(?<![A-Za-z0-9])" if name[0].isascii() else ""
    return start + text + (r"(?![A-Za-z0-9])" if name[-1].isascii() else "")
