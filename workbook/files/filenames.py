"""Names for files and folders that every system takes and people can read."""

import os
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePath

MOST_CHARACTERS, MOST_BYTES = 100, 255  # of a whole name, its ending included
_FORBIDDEN = frozenset('<>:"/\\|?*')
_DEVICES = (
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"}
)  # fmt: skip
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # control, format (such as right to left), broken, private, unassigned
_FIRST_VOWELS = "เแโใไ"  # written before the consonant that they belong to


class Names(Collection[str]):
    """Names of one folder, where case makes no difference; asked after in no time however many they are."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._folded = {_folded(name) for name in names}

    def add(self, name: str) -> None:
        self._folded.add(_folded(name))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and _folded(name) in self._folded

    def __iter__(self) -> Iterator[str]:
        return iter(self._folded)

    def __len__(self) -> int:
        return len(self._folded)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def safe_name(head: str, tail: str = "", taken: Collection[str] = ()) -> str:
    """A name from what tells most (`head`, cut where it is too long) and what must stay (`tail`: at most 60 characters).

    Safe on Windows, macOS and Linux, in any folder; never the same as one of `taken` where case
    makes no difference. NFC, never NFKC, which breaks ำ.
    """
    tail = _clean(tail)
    others = taken if isinstance(taken, Names) else Names(taken)
    for number in range(1, len(others) + 2):
        end = tail if number == 1 else f" ({number}){tail}"
        name = _named(_shortened(_clean(head).strip(" .").lstrip("-. "), end), end)
        if name not in others:
            return name
    raise AssertionError("more names than are taken were tried")


def short(text: str, most: int) -> str:
    """A text of at most so many characters, cut where nothing is torn apart."""
    return _cut(_clean(text).strip(" ."), most, MOST_BYTES)


def legible(path: PurePath) -> str:
    """A path with ``/`` that any file can hold: bytes that are no UTF-8, as in an old Thai code page, become ``\\xNN``."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _clean(text: str) -> str:
    kept = ["-" if c in _FORBIDDEN else " " if c.isspace() else c for c in unicodedata.normalize("NFC", text)]
    name = "".join(c for c in kept if unicodedata.category(c) not in _UNSEEN)
    start, end = name[:1] == " ", name[-1:] == " "
    return f"{' ' * start}{' '.join(name.split())}{' ' * end}" if name.strip() else ""


def _named(head: str, tail: str) -> str:
    """Never empty, hidden, a device of Windows, or with an end that Windows drops."""
    name = f"{head or '_'}{tail}".rstrip(" .")
    return f"_{name}" if name.partition(".")[0].rstrip(" ").casefold() in _DEVICES else name


def _shortened(head: str, tail: str) -> str:
    # one character of room, for the mark that keeps a device's name away
    return _cut(head, MOST_CHARACTERS - len(tail) - 1, MOST_BYTES - len(tail.encode()) - 1)


def _cut(text: str, characters: int, size: int) -> str:
    if len(text) <= characters and len(text.encode()) <= size:
        return text
    end = min(characters, len(text))
    while end and (len(text[:end].encode()) > size or (end < len(text) and _belongs_to_before(text[end]))):
        end -= 1
    return text[:end].rstrip(f" .-{_FIRST_VOWELS}")


def _belongs_to_before(character: str) -> bool:
    """Whether a character is drawn with the one before it: marks, ำ, and the colours of an emoji's skin."""
    is_mark = unicodedata.category(character).startswith("M")
    return is_mark or character == "\u0e33" or "\U0001f3fb" <= character <= "\U0001f3ff"
