"""The XML parts of a package: walked with expat, never with a DTD, and the links between them."""

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from workbook.files.archive import MEMBER_LIMIT, Archive, Budget, of_another_kind, refused

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
LINKS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
_LONGEST_KEPT = 20_000  # bytes
Attributes = dict[str, str]
Handlers = dict[str, Callable[[Attributes], None]]


class Done(Exception):
    """Raised in a handler when all that is wanted has been seen."""


def main_names(handlers: Handlers) -> Handlers:
    """The handlers under the full names of both main namespaces, Transitional and Strict."""
    return {f"{space} {local}": handler for space in MAIN for local, handler in handlers.items()}


def spend(budget: Budget, part: str, xml: bytes) -> None:
    """Take the tags and attributes of some XML from the budget. Refused: S01."""
    # Counting in bytes is a hundred times as fast as in the handlers.
    if not budget.allows(xml):
        raise refused("S01", detail=part)


class Walker:
    """Walks an XML part with expat and calls handlers by "namespace local" names.

    A DTD is refused (S02), and so are broken XML and absurd nesting (S06), and more than the budget allows (S01).
    """

    _DEEPEST = 200
    _CHUNK = 1 << 16  # bytes

    def __init__(self, part: str, starts: Handlers, ends: Handlers | None = None, budget: Budget | None = None) -> None:
        self.part, self.starts, self.ends = part, starts, ends or {}
        self._budget = budget or Budget()
        self._depth = 0
        self.parser = expat.ParserCreate(None, " ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_dtd
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def walk(self, xml: bytes, final: bool = True) -> None:
        """Parse to the end, or until a handler raises `Done`."""
        try:
            for at in range(0, max(len(xml), 1), self._CHUNK):
                chunk = xml[at : at + self._CHUNK]
                spend(self._budget, self.part, chunk)
                self.parser.Parse(chunk, final and at + self._CHUNK >= len(xml))
        except Done:
            return
        except expat.ExpatError as error:
            raise refused("S06", detail=f"{self.part}: {error}") from None

    def _refuse_dtd(self, *_: object) -> None:
        raise refused("S02", detail=self.part)

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > self._DEEPEST:
            raise refused("S06", detail=f"{self.part}: nested too deeply")
        handler = self.starts.get(name)
        if handler is not None:
            handler(attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        handler = self.ends.get(name)
        if handler is not None:
            handler({})


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship: the last word of its type, and the part it points to (None: outside)."""

    kind: str
    target: str | None


def links_of(archive: Archive, part: str) -> Mapping[str, Link]:
    """The relationships of a part by id; of the package for the part "". Refused: S02, S06."""
    folder, base = posixpath.split(part)
    name = posixpath.join(folder, "_rels", f"{base}.rels")
    if archive.find(name) is None:
        return {}
    xml = archive.xml(name)
    spend(archive.budget, name, xml)
    return _links_before(xml, folder, name) if len(xml) < _LONGEST_KEPT else _links(xml, folder, name)


def _links(xml: bytes, folder: str, name: str) -> Mapping[str, Link]:
    links: dict[str, Link] = {}

    def add(attributes: Attributes) -> None:
        key = attributes.get("Id", "")
        if key in links or len(links) >= MEMBER_LIMIT:
            raise refused("S06", detail=f"{name}: {key}")
        outside = attributes.get("TargetMode", "").lower() == "external"
        target = None if outside else _resolve(folder, attributes.get("Target", ""))
        links[key] = Link(attributes.get("Type", "").rpartition("/")[2], target)

    Walker(name, {_RELATIONSHIP: add}).walk(xml)
    return links


_links_before = lru_cache(maxsize=64)(_links)  # workbooks made from one template are linked alike


class Outline(NamedTuple):
    """Of a workbook: whether its dates count from 1904, and each sheet's name and the id of its link."""

    date1904: bool
    sheets: tuple[tuple[str, str], ...]


def outline_of(archive: Archive, part: str) -> Outline:
    """What a workbook's part says of it. Refused: F08, S01, S02, S06."""
    xml = archive.xml(part)
    if len(xml) >= _LONGEST_KEPT:
        return _outline(xml, part, archive.budget)
    spend(archive.budget, part, xml)
    return _outline_before(xml, part)


def _outline(xml: bytes, part: str, budget: Budget | None = None) -> Outline:
    walker = Walker(part, {}, budget=budget)
    date1904 = False
    sheets: list[tuple[str, str]] = []

    def root(name: str, _: Attributes) -> None:
        space, local = name.rpartition(" ")[::2]
        if local != "workbook" or space not in MAIN:
            raise of_another_kind({"document": "word", "presentation": "ppt"}.get(local, "zip"))
        walker.starts = main_names({"workbookPr": set_dates, "sheet": add})
        walker.parser.StartElementHandler = walker._start

    def set_dates(attributes: Attributes) -> None:
        nonlocal date1904
        date1904 = attributes.get("date1904") in ("1", "true")

    def add(attributes: Attributes) -> None:
        name = attributes.get("name", "")
        if len(sheets) >= MEMBER_LIMIT:
            raise refused("S06", detail=f"{part}: {name}")
        key = next((attributes[k] for k in (f"{space} id" for space in LINKS) if k in attributes), "")
        sheets.append((name, key))

    walker.parser.StartElementHandler = root
    walker.walk(xml)
    return Outline(date1904, tuple(sheets))


_outline_before = lru_cache(maxsize=64)(_outline)  # workbooks made from one template are built alike


def _resolve(folder: str, target: str) -> str | None:
    """A target as a member name; None where it leads out of the package."""
    if "://" in target or target.startswith(("//", "\\")):
        return None
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """Undo the ``_x000D_`` escapes of characters that XML cannot hold."""
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class TextWalker(Walker):
    """Collects the text of `<t>` elements in `runs`, if that is a list; not of phonetic guides."""

    _SPACE = "http://www.w3.org/XML/1998/namespace space"
    _MOST_TEXT = 10_000_000  # characters

    def __init__(self, part: str, starts: Handlers, budget: Budget | None = None) -> None:
        super().__init__(part, starts, budget=budget)
        self._room = self._MOST_TEXT
        self.runs: list[str] | None = None
        self.text_starts: Handlers = {"t": self._start_text, "rPh": self._start_phonetic}
        self.text_ends: Handlers = {"t": self._end_text, "rPh": self._end_phonetic}
        self._phonetic = False
        self._trim_from: int | None = None

    def _start_text(self, attributes: Attributes) -> None:
        if self.runs is not None and not self._phonetic:
            self._trim_from = None if attributes.get(self._SPACE) == "preserve" else len(self.runs)
            self.parser.CharacterDataHandler = self.add_text

    def add_text(self, text: str) -> None:
        """Keep text; one wide character in it can make it four times as large in memory as in the file."""
        self._room -= len(text)
        if self._room < 0 or self.runs is None:
            raise refused("S01", detail=self.part)
        self.runs.append(text)

    def _end_text(self, _: Attributes) -> None:
        self.parser.CharacterDataHandler = None
        if self.runs is not None and self._trim_from is not None:
            # Excel drops outer white space that is not marked as meant.
            self.runs[self._trim_from :] = ["".join(self.runs[self._trim_from :]).strip(" \t\r\n")]
            self._trim_from = None

    def _start_phonetic(self, _: Attributes) -> None:
        self._phonetic = True

    def _end_phonetic(self, _: Attributes) -> None:
        self._phonetic = False
