"""Names as they are compared: what looks the same to a reader is the same."""

import re
import unicodedata
from functools import lru_cache

_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")  # the two halves of ำ, typed one by one


@lru_cache(maxsize=1 << 16)  # a round of thousands asks after the same names tens of thousands of times
def plain_name(name: str) -> str:
    """A name without what makes no other person or thing of it: spaces, case, and the script of its digits.

    Invisible characters go, and the two ways to type ำ and แ become one. Never NFKC, which breaks ำ.
    """
    seen = unicodedata.normalize("NFC", name)
    seen = "".join(_digit(c) for c in seen if unicodedata.category(c) != "Cf")
    seen = _SARA_AM.sub("\\1\u0e33", seen).replace("\u0e40\u0e40", "\u0e41")
    return " ".join(seen.casefold().split())


def _digit(character: str) -> str:
    number = unicodedata.decimal(character, None)
    return character if number is None else str(number)
