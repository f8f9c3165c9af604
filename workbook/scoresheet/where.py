"""Where a problem is, in words, when no cell can be named: its field as people call it."""

from pyscoring.problems import Problem
from workbook.scoresheet.layout import STAGE_WORDS
from workbook.scoresheet.texts import LABELS

_BETWEEN = " · "
_IN_FILES = {"E02", "E03", "E04", "E05", "E06", "E09"}  # the message has the key
# The message has the place, and the field is for programs.
_TOLD = _IN_FILES | {"A50", "A51", "A52", "A56", "A66", "A67", "A68"}


def field_words(problem: Problem, lang: str) -> str | None:
    """The field with its stages and keys in words; None where there is none, or the message says as much."""
    if problem.field is None or problem.code in _TOLD:
        return None
    return _BETWEEN.join(_word(part, lang) for part in problem.field.split(_BETWEEN))


def line_words(problem: Problem, lang: str) -> str | None:
    """The lines of a text file; None where it has none."""
    if problem.lines is None:
        return None
    first, last = problem.lines
    if first == last:
        return f"บรรทัด {first}" if lang == "th" else f"line {first}"
    return f"บรรทัด {first}–{last}" if lang == "th" else f"lines {first}–{last}"


def place_words(problem: Problem, lang: str) -> str:
    """The place within the file: its sheet, and the cell, the lines or the field."""
    within = problem.cell or line_words(problem, lang) or field_words(problem, lang)
    return _BETWEEN.join(filter(None, (problem.sheet, within)))


def _word(part: str, lang: str) -> str:
    words = next((known[part] for known in (dict(STAGE_WORDS), LABELS) if part in known), None)
    return words[lang] if words else part
