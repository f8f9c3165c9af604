"""How many words the answers of a report have, against an edition's limits.

Thai has no spaces between words, so that any count depends on the method. Here a word is a token
of PyThaiNLP's newmm dictionary with at least one letter or digit; near a limit nothing is judged.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from pyscoring.edition import AwardEdition, Requirement
from pyscoring.problems import Problem, Refused
from workbook.documents.headings import OUTSIDE, Headings
from workbook.files.archive import refused, refusing

MARGIN = 5  # percent of a limit: within it, others may count otherwise
_MENDED = {"F05", "F07", "F08", "S01", "S02", "S03", "S04", "S05", "S06"}  # whose remedies speak of workbooks
_NO_TEXT = (b"PK", b"\xd0\xcf", b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"\0", b"<", b"\xef\xbb\xbf<")
_PIECE = re.compile(r".{1,2000}(?:\s|$)|\S+", re.DOTALL)  # newmm's time grows with the square of the text
State = Literal["ok", "near", "over", "missing"]


class NoLibrary(ImportError):
    """The library that knows Thai words is not installed."""


@dataclass(frozen=True)
class Answer:
    """The words of one answer, and under how many headings they stood."""

    question: Requirement
    words: int
    headings: int

    @property
    def state(self) -> State:
        limit = self.question.at_most or 0
        if not self.words:
            return "missing"
        if abs(self.words - limit) * 100 <= MARGIN * limit:
            return "near"
        return "over" if self.words > limit else "ok"


@dataclass(frozen=True)
class Count:
    """The words of a report: of each question (none where no heading was found), and outside of them all."""

    answers: tuple[Answer, ...]
    outside: int

    @property
    def words(self) -> int:
        return sum(answer.words for answer in self.answers) + self.outside

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is over its limit (D25), near it (D26), missing (D27), or has several headings (D28)."""
        return tuple(problem for answer in self.answers for problem in _told(answer))


def method() -> str:
    """How words are counted: library, version and dictionary. Raises NoLibrary."""
    _tokenizer()
    return f"PyThaiNLP {version('pythainlp')} newmm"


def read(path: Path) -> list[str]:
    """The paragraphs of a .docx or text file. Refused: F01, F03, F04, F06, F09 to F11, F14."""
    from workbook.files import atomic

    with refusing(path):
        return paragraphs_in(atomic.load(path))


def paragraphs_in(data: bytes) -> list[str]:
    """The paragraphs of a .docx or of plain text in UTF-8. Refused: F03, F04, F06, F14."""
    if data and not data.startswith(_NO_TEXT):
        return _plain(data)
    from workbook.files.docx import paragraphs

    try:
        with refusing():
            return paragraphs(data)
    except Refused as refusal:
        raise Refused(*map(_of_a_document, refusal.problems)) from None


def count(paragraphs: Iterable[str], edition: AwardEdition, question: str | None = None) -> Count:
    """The words of a report by its headings, or all of them as the answer to one question. Raises NoLibrary.

    `question` is the id of a requirement whose kind is words; KeyError for any other.
    """
    questions = {item.id: item for item in edition.documents if item.kind == "words"}
    if question is not None:
        words = sum(map(count_words, paragraphs))
        return Count((Answer(questions[question], words, 1),), 0)
    texts, headings = _split(paragraphs, list(questions.values()))
    counted = {id_: sum(map(count_words, lines)) for id_, lines in texts.items()}
    outside = counted.pop(OUTSIDE, 0)
    if not any(headings.values()):
        return Count((), outside)
    return Count(tuple(Answer(q, counted.get(q.id, 0), headings[q.id]) for q in questions.values()), outside)


def count_words(text: str) -> int:
    """The words of one paragraph. Raises NoLibrary."""
    split = _tokenizer()
    tokens = (token for piece in _PIECE.findall(text) for token in split(piece, engine="newmm", keep_whitespace=False))
    return sum(any(character.isalnum() for character in token) for token in tokens)


def _split(paragraphs: Iterable[str], questions: Sequence[Requirement]) -> tuple[dict[str, list[str]], dict[str, int]]:
    """The text under each question's headings, and how many headings it has."""
    find, current = Headings(questions), OUTSIDE
    texts: dict[str, list[str]] = {}
    headings = {question.id: 0 for question in questions}
    for line in paragraphs:
        heading = find.of(line)
        if heading is not None:
            current, line = heading
            if current in headings:
                headings[current] += 1
        texts.setdefault(current, []).append(line)
    return texts, headings


def _told(answer: Answer) -> Iterable[Problem]:
    question, limit = answer.question, answer.question.at_most
    short = {"th": question.short.th, "en": question.short.en}
    field = f"document:{question.id}"
    details = {"label": short, "seen": answer.words, "limit": limit, "margin": MARGIN, "n": answer.headings}
    code = {"over": "D25", "near": "D26", "missing": "D27"}.get(answer.state)
    if code:
        yield Problem(code, details, field=field)
    if answer.headings > 1:
        yield Problem("D28", details, field=field)


def _plain(data: bytes) -> list[str]:
    coding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(coding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise refused("F14", detail={"th": "ข้อความไม่ใช่ UTF-8", "en": "the text is not UTF-8"})
    return text.splitlines()


def _of_a_document(problem: Problem) -> Problem:
    if problem.code not in _MENDED:
        return problem
    if problem.code == "F08":
        return replace(problem, code="F14")
    why = {lang: f"{problem.code} {problem.message(lang)}" for lang in ("th", "en")}
    return replace(problem, code="F14", details={"detail": why})


def _tokenizer() -> Callable[..., list[str]]:
    try:
        from pythainlp.tokenize import word_tokenize
    except ImportError:
        raise NoLibrary("pythainlp") from None
    return word_tokenize
