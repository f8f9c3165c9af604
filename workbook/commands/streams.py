"""Standard output and error that take Thai whatever the code page is, and say so where it cannot be shown."""

import codecs
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_SIGNS = {  # what old code pages lack, in letters that all have
    "✗": "x", "✓": "+", "·": "-", "•": "*", "●": "*", "→": "->", "█": "#", "░": ".", "…": "...", "–": "-", "—": "-",
    "“": '"', "”": '"', "‘": "'", "’": "'", "≥": ">=", "≤": "<=", "×": "x", "■": "#",
}  # fmt: skip
_HINT = (  # in English: Thai is what cannot be shown
    "Some letters above cannot be shown in the code page {encoding} and stand as ?.\n"
    "Set the environment variable PYTHONIOENCODING=utf-8 (in cmd.exe after: chcp 65001) and run the command again;\n"
    "With --lang en there are fewer of them."
)
_lost: set[str] = set()  # letters that a code page lacked


@contextmanager
def ready() -> Iterator[None]:
    """Both streams are there and never fail for a letter; afterwards a hint, once, if letters were lost.

    In a pipe or a file the encoding is UTF-8, unless PYTHONIOENCODING asks for another.
    """
    _lost.clear()
    sys.stdout, sys.stderr = (stream or nowhere() for stream in (sys.stdout, sys.stderr))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            own = stream.isatty() or os.environ.get("PYTHONIOENCODING")
            stream.reconfigure(encoding=None if own else "utf-8", errors=_substitute.__name__)
    try:
        yield
    finally:
        if _lost:
            print(_HINT.format(encoding=sys.stdout.encoding), file=sys.stderr)


def nowhere() -> io.TextIOWrapper:
    """A stream for what nobody reads."""
    return io.TextIOWrapper(io.FileIO(os.devnull, "w"), encoding="utf-8")


def _substitute(error: UnicodeError) -> tuple[str, int]:
    """What stands for letters that the code page lacks: a like sign, or a question mark.

    Bytes of a file's name that are no letters come as surrogates: no code page has them, so none is asked for.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    _lost.update(letter for letter in letters if letter not in _SIGNS and not "\ud800" <= letter <= "\udfff")
    return "".join(_SIGNS.get(letter, "?") for letter in letters), error.end


codecs.register_error(_substitute.__name__, _substitute)
