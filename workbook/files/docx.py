"""The text of a .docx file by paragraph: through the same gate as a workbook, nothing unpacked or followed."""

from collections.abc import Callable

from workbook.files.archive import Archive, refused
from workbook.files.parts import Attributes, Handlers, Walker, links_of

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"  # says a text box again
_MOST_TEXT = 10_000_000  # characters
_GONE = ("del", "moveFrom")  # what somebody took out while changes were tracked
Handler = Callable[[Attributes], None]
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def paragraphs(data: bytes) -> list[str]:
    """The paragraphs of the document's body, tables and text boxes among them, in the order of the file.

    Not: headers, footers, foot- and endnotes, comments, and text deleted while changes were tracked.
    Refused: F03 to F08, S01 to S06; F08 for an Office file of another kind.
    """
    archive = Archive(data)
    main = next((link.target for link in links_of(archive, "").values() if link.kind == "officeDocument"), None)
    if main is None or archive.find(main) is None:
        raise refused("F08", detail="zip")
    walker = _Body(main, archive)
    walker.walk(archive.xml(main))
    if not walker.is_word:
        raise refused("F08", detail=main)
    return walker.found


class _Body(Walker):
    def __init__(self, part: str, archive: Archive) -> None:
        starts: Handlers = {"document": self._document, "p": self._open, "t": self._start_text}
        starts |= dict.fromkeys(_GONE, self._hide) | {name: self._break(text) for name, text in _BREAKS.items()}
        ends: Handlers = {"p": self._close, "t": self._end_text}
        ends |= dict.fromkeys(_GONE, self._show)
        super().__init__(part, _named(starts), _named(ends), archive.budget)
        self.starts[_FALLBACK], self.ends[_FALLBACK] = self._hide, self._show
        self.found: list[str] = []
        self.is_word = False
        self._runs: list[list[str]] = []
        self._hidden = 0
        self._room = _MOST_TEXT

    def _document(self, _: Attributes) -> None:
        self.is_word = True

    def _open(self, _: Attributes) -> None:
        self._runs.append([])

    def _close(self, _: Attributes) -> None:
        text = "".join(self._runs.pop())
        self.found += text.split("\n")

    def _start_text(self, _: Attributes) -> None:
        if self._runs and not self._hidden:
            self.parser.CharacterDataHandler = self._add

    def _end_text(self, _: Attributes) -> None:
        self.parser.CharacterDataHandler = None

    def _add(self, text: str) -> None:
        self._room -= len(text)
        if self._room < 0:
            raise refused("S01", detail=self.part)
        self._runs[-1].append(text)

    def _break(self, text: str) -> Handler:
        def add(_: Attributes) -> None:
            if self._runs and not self._hidden:
                self._runs[-1].append(text)

        return add

    def _hide(self, _: Attributes) -> None:
        self._hidden += 1

    def _show(self, _: Attributes) -> None:
        self._hidden -= 1


def _named(handlers: Handlers) -> Handlers:
    """The handlers under their full names, Transitional and Strict."""
    return {f"{space} {local}": handler for space in _WORD for local, handler in handlers.items()}
