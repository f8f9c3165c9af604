"""Data and a typst source of this package → a PDF in Sarabun. The only module that touches typst."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from importlib.resources import as_file, files
from importlib.util import find_spec
from typing import Any

from pyscoring.problems import Problem, Refused

EXTRA = "report"
_STANDARD, _REFUSED = "ua-1", "PDF/UA-1 error"  # tagged, with title and language, for those who have it read to them
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_WORD, _LATIN = re.compile(r"\S+"), re.compile("[A-Za-z]")
_PREFIX = re.compile("(ผู้|ความ)(?=[ก-ฮเ-ไ])")  # never the end of a word: no line ends with it
_WORDS = r"[^A-Za-z0-9\s]*[A-Za-z]{1,16}(?:[-/][A-Za-z]{1,16})*[^A-Za-z0-9\s]*(?![\x21-\x7e])"  # with what stands around them
_LONG = re.compile(rf"(?!{_WORDS})[\x21-\x7e]{{11,}}|[A-Za-z]{{17,}}|[ก-ฮ]{{20,}}")  # no word, or a long one
_PIECE = re.compile(r".{5}(?=.)")


def require(library: str, format_: str) -> None:
    """Refused with A63 where a library of the extra is missing."""
    if find_spec(library) is None:
        raise Refused(Problem("A63", {"format": format_, "extra": EXTRA}))


def require_typst() -> None:
    """Refused with A63 where no PDF can be made."""
    for library in ("typst", "fontpkg_sarabun"):
        require(library, "pdf")


def pdf(source: str, data: Mapping[str, Any], at: dt.date, thai_digits: bool = False) -> bytes:
    """The document of ``report/<source>.typ`` over `data`, which reaches it as data alone.

    Equal data give equal bytes: `at` is the date that the file states. With `thai_digits` every
    number of the texts is written ๐ to ๙. Refused: A63 the extra is not installed.
    """
    require_typst()
    import typst

    texts = _prepared(data, thai_digits) | {"thai-digits": thai_digits}
    stamp = dt.datetime.combine(at, dt.time(), dt.UTC)
    with as_file(files("workbook.results") / "report") as folder, as_file(files("fontpkg_sarabun") / "files") as fonts:

        def made(*standards: Any) -> bytes:
            return typst.compile(
                folder / f"{source}.typ", root=folder, font_paths=[fonts], ignore_system_fonts=True, format="pdf",
                pdf_standards=list(standards), sys_inputs={"data": json.dumps(texts, ensure_ascii=False)}, timestamp=stamp,
            )  # fmt: skip

        try:
            return made(_STANDARD)
        except typst.TypstError as error:
            if _REFUSED not in str(error):
                raise
            return made()  # somebody typed what Sarabun has no letter for: tagged, but no PDF/UA


def thai(text: str) -> str:
    """A text with Thai digits; what has Latin letters in it, such as an edition's id, stays as it is."""
    return _WORD.sub(lambda word: word[0] if _LATIN.search(word[0]) else word[0].translate(_THAI_DIGITS), text)


def _prepared(value: Any, thai_digits: bool) -> Any:
    """All texts in the digits that are wanted, with no place to break after what begins a Thai word."""
    if isinstance(value, str):
        return _PREFIX.sub("\\1\u2060", thai(value) if thai_digits else value)
    if isinstance(value, Mapping):
        return {key: _prepared(item, thai_digits) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_prepared(item, thai_digits) for item in value]
    return value


def narrow(text: str) -> str:
    """A text for a narrow column, with places to break in what typst takes for one long word."""
    return _LONG.sub(lambda word: _PIECE.sub("\\g<0>\u200b", word[0]), text)
