"""Which lines of a report begin the answer to a question: by its number, its name, or both."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from pyscoring.edition import Requirement
from workbook.scoresheet.typed import DIGITS, SPACES

_WORDED = re.compile(
    r"(?:ข้อ(?:\s*ที่)?|คำถาม(?:\s*ข้อ)?(?:\s*ที่)?|question|q)\s*(\d+(?:\.\d+)?)(?![\d.]*\d)\s*[.):]?\s*(.*)", re.I | re.S
)
_NUMBERED = re.compile(r"(\d+(?:\.\d+)?)(?![\d.]*\d)\s*[.):]?\s*(.*)", re.S)
_LEADER = re.compile(r"\s*(?:[.…·_]{2,}|\t)[\s.…·_]*\d*\s*$")  # of a table of contents
_ALIKE, _THE_SAME = 0.8, 0.92  # with the question's number before it, and without
_SHORTEST_NAME = 6  # characters that tell a question's name
_LONGEST_HEADING = 100  # characters
OUTSIDE = ""
"""The question of a line that ends an answer and begins none, such as that of 6 before 6.1."""


class Headings:
    """Finds the headings of these questions, whose ids are the numbers that they have in the form."""

    def __init__(self, questions: Sequence[Requirement]) -> None:
        self._names = {q.id: [_squashed(q.name.th), _squashed(q.name.en)] for q in questions}
        self._parents = {id_.partition(".")[0] for id_ in self._names if "." in id_}

    def of(self, line: str) -> tuple[str, str] | None:
        """The question that a line begins (`OUTSIDE` for none) and what follows the heading on it; None for text."""
        plain = line.strip(SPACES).translate(DIGITS)
        worded, numbered = _WORDED.fullmatch(plain), _NUMBERED.fullmatch(plain)
        if worded:
            return self._numbered(worded[1], worded[2], sure=True)
        if numbered:
            return self._numbered(numbered[1], numbered[2], sure="." in numbered[1])
        named = max(self._names, key=lambda id_: self._likeness(id_, plain), default=OUTSIDE)
        return (named, "") if named and self._likeness(named, plain) >= _THE_SAME else None

    def _numbered(self, number: str, rest: str, sure: bool) -> tuple[str, str] | None:
        if number in self._parents and number not in self._names:
            return (OUTSIDE, "") if len(rest) <= _LONGEST_HEADING else None
        if number not in self._names:
            return None
        after = self._after_name(number, rest)
        if after is not None:
            return number, after
        if self._likeness(number, rest) >= _ALIKE or self._is_shortened(number, rest):
            return number, ""
        return (number, rest) if sure else None

    def _likeness(self, id_: str, text: str) -> float:
        """How much a text is the question's name: 1 for the name itself."""
        squashed = _squashed(_LEADER.sub("", text))
        if not squashed or len(text) > _LONGEST_HEADING:
            return 0.0
        return max(SequenceMatcher(None, name, squashed, autojunk=False).ratio() for name in self._names[id_])

    def _is_shortened(self, id_: str, text: str) -> bool:
        """Whether a text is the beginning of the question's name."""
        squashed = _squashed(_LEADER.sub("", text))
        return len(squashed) >= _SHORTEST_NAME and any(name.startswith(squashed) for name in self._names[id_])

    def _after_name(self, id_: str, text: str) -> str | None:
        """What stands behind the question's name on the same line."""
        for name in self._names[id_]:
            left = name
            for at, character in enumerate(text):
                if not left:
                    return _LEADER.sub("", text[at:].lstrip(SPACES + ":-–?"))
                if _squashed(character):
                    if not left.startswith(character.casefold()):
                        break
                    left = left[1:]
            if not left:
                return ""
        return None


def _squashed(text: str) -> str:
    """Letters, marks and digits alone."""
    return re.sub(r"[^\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|[_ๆ]", "", text.casefold())
