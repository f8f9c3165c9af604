"""Assessors' comments without their names: whatever could tell an applicant who wrote one."""

import re
import unicodedata
from collections.abc import Iterable

from pyscoring.names import plain_name
from pyscoring.results import Row

ANYBODY = {"th": "[ผู้ประเมิน]", "en": "[assessor]"}
_TITLES = (
    r"(?:(?:ศาสตราจารย์|รองศาสตราจารย์|ผู้ช่วยศาสตราจารย์|นายแพทย์|แพทย์หญิง|ทันตแพทย์หญิง|ทันตแพทย์|เภสัชกรหญิง|เภสัชกร|นางสาว|นาง|นาย|คุณ"
    r"|(?:ศ|รศ|ผศ|ดร|นพ|พญ|ทพ|ทพญ|ภก|ภญ|น\.ส|mr|mrs|ms|dr|prof)\.|(?:mr|mrs|ms|miss|dr|prof)(?=\s))\s*)"
)  # fmt: skip
_HONORIFICS = re.compile(f"^{_TITLES}+", re.IGNORECASE)
_BEFORE = rf"{_TITLES}*(?:[ก-ฮ]{{1,4}}\.)*"  # a title or an initial tells who it is, too
_BETWEEN = re.compile(r"[\s.'’_-]+")
_UNSEEN = re.compile("[\u034f\ufe00-\ufe0f]")
_OFFICES = ("ผู้ประเมิน", "ผู้ประเมินสาธิต", "กรรมการ", "ประธาน", "เลขานุการ", "หญิง", "assessor", "member", "chair")
_ANYONES = {plain_name(word) for word in _OFFICES}  # tell nobody from another
_SARA_AM = re.compile("([\u0e48-\u0e4b]?)ำ")
_FULL_WIDTH = 0xFEE0  # from a letter to its full-width form
_SHORTEST = 3  # letters of a part of a name that is looked for by itself


class Names:
    """Finds the assessors of a register in a text: by id or whole name, by the name without its title, and by each part of it."""

    def __init__(self, names: Iterable[str]) -> None:
        wanted = {part for name in names for part in _parts(name)}
        patterns = [_pattern(part) for part in sorted(wanted, key=lambda part: (-len(part), part))]
        self._found = re.compile(f"{_BEFORE}(?:{'|'.join(patterns)})", re.IGNORECASE) if patterns else None

    def hidden(self, text: str, lang: str) -> tuple[str, int]:
        """The text with every such name replaced, and how many there were."""
        plain = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
        seen = "".join(c for c in plain if c == "\n" or unicodedata.category(c) not in ("Cf", "Cc"))
        return self._found.subn(ANYBODY[lang], seen) if self._found else (seen, 0)


def comments(row: Row, names: Names, lang: str) -> tuple[list[tuple[str, list[str]]], int]:
    """What was written, by indicator or feature in the order of the form, and how many names were replaced in it.

    The comments on each are sorted as texts, so that their order tells nothing, and the same text stands once.
    """
    written: dict[str, dict[str, int]] = {}
    for sheet in row.sheets:
        for cell in sheet.cells:
            texts = written.setdefault(f"{cell.id.partition(':')[2]} {cell.name[lang]}", {})
            if cell.comment and cell.comment.strip():
                text, replaced = names.hidden(cell.comment.strip(), lang)
                texts[text] = max(replaced, texts.get(text, 0))
    said = [(name, sorted(texts)) for name, texts in written.items() if texts]
    return said, sum(sum(texts.values()) for texts in written.values())


def _parts(name: str) -> list[str]:
    """The name, the name without its title, and their parts, which may stand alone; a title may also be a name's beginning."""
    whole = plain_name(name)
    bare = _HONORIFICS.sub("", whole).strip()
    parts = [part for part in (*whole.split(), *bare.split(), *_BETWEEN.split(bare)) if len(part) >= _SHORTEST]
    wholes = [each for each in (whole, bare) if len(each) > 1]
    return [each for each in (*wholes, *parts) if not each.isdigit() and plain_name(each) not in _ANYONES]


def _pattern(name: str) -> str:
    """However its letters are typed; a name in Latin letters or digits ends where a word ends."""
    text = _SARA_AM.sub("(?:\\1ำ|\\1\u0e4d\u0e32|\u0e4d\\1\u0e32)", "".join(map(_typed, name)))
    start = r"(?<![A-Za-z0-9])" if name[0].isascii() else ""
    return start + text + (r"(?![A-Za-z0-9])" if name[-1].isascii() else "")


def _typed(character: str) -> str:
    """A letter of a plain name as it may stand in a text: in Thai or full-width digits, as two signs or one."""
    if character.isascii() and character.isalnum():
        thai = chr(ord("๐") + int(character)) if character.isdigit() else ""
        return f"[{character}{chr(ord(character) + _FULL_WIDTH)}{thai}]"
    return {" ": r"\s*", "แ": "(?:แ|เเ)", "'": "['’]", "’": "['’]", "-": "[-‐‑–]"}.get(character, re.escape(character))
