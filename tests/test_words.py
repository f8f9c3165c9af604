"""Counting the words of a report: what a word is, which answer it belongs to, and hostile documents."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pyscoring.edition import AwardEdition, scored
from pyscoring.problems import Refused
from workbook.cli import main
from workbook.documents import words
from workbook.documents.headings import OUTSIDE, Headings

STANDARD = scored("tpsa-standard-2558")
QUESTIONS = [item for item in STANDARD.documents if item.kind == "words"]
FIND = Headings(QUESTIONS)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def docx(body: str, head: str = "", **more: bytes) -> bytes:
    """A .docx file whose body holds this markup."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", RELATIONSHIPS)
        archive.writestr("word/document.xml", f"{head}<w:document {W} {MC}><w:body>{body}</w:body></w:document>")
        for name, data in more.items():
            archive.writestr(name, data)
    return made.getvalue()


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def run(*arguments: str | Path, given: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["words", *map(str, arguments)], input=given)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0), ("   ", 0), ("กรมอนามัย", 1), ("ประชาชนรอนาน", 3), ("รอ รอ, รอ!", 3), ("… — ( ) / .", 0),
        ("one-stop service 2558", 3), ("๑,๔๐๐ คำ", 2),
    ],
)  # fmt: skip
def test_words_by_hand(text: str, count: int) -> None:
    """A word is a token of the dictionary that has a letter or a digit; signs and spaces are none."""
    assert words.count_words(text) == count


def test_one_long_line_is_counted_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report pasted as a single line has as many words as on many lines, and is never handed over whole."""
    split, seen = words._tokenizer(), list[int]()

    def tokenizer(text: str, **options: Any) -> list[str]:
        seen.append(len(text))
        return split(text, **options)

    monkeypatch.setattr(words, "_tokenizer", lambda: tokenizer)
    line, unbroken = "การพัฒนาระบบบริการ 123 ABC ๑๒๓", "ก" * 3000
    wanted = 1000 * words.count_words(line) + words.count_words(unbroken)
    assert words.count_words(" ".join([line] * 1000) + "  " + unbroken) == wanted
    assert max(seen) == len(unbroken)


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("ข้อ 1", ("1", "")),
        ("ข้อที่ ๖.๑", ("6.1", "")),
        ("Question 10: We learned", ("10", "We learned")),
        ("1. ปัญหา และสภาพการปฏิบัติงานเดิม ก่อนที่จะริเริ่มการปรับปรุง", ("1", "")),
        ("1. ปัญหาและสภาพการปฏิบัติงานเดิมก่อนที่จะริเริ่มการปรับปรุง ........ 3", ("1", "")),
        ("๓) ผลงานที่เป็นความคิดริเริ่มในการพัฒนาคุณภาพการบริการ: บริการใหม่", ("3", "บริการใหม่")),
        ("6.2", ("6.2", "")),
        ("ลำดับขั้นตอนในการปฏิบัติ", ("6.2", "")),
        ("6. ขั้นตอนสำคัญในการพัฒนาการบริการและการนำไปปฏิบัติ", (OUTSIDE, "")),
        ("5. ทรัพยากรที่ใช้", ("5", "")),
        ("1. ลดเวลารอ", None),
        ("6.1.1 ขั้นแรก", None),
        ("ข้อ 11", None),
        ("ปัญหา อุปสรรค", None),
        ("2558 เป็นปีแรก", None),
        ("ประชาชนรอนาน", None),
    ],
)
def test_headings(line: str, heading: tuple[str, str] | None) -> None:
    """An answer begins at its number with a word or its name, or at its name; a plain list is no heading."""
    assert FIND.of(line) == heading


def test_every_name_is_its_own_heading() -> None:
    """Each question's name, in Thai and English, finds that question and no other."""
    assert [FIND.of(q.name.th) for q in QUESTIONS] == [(q.id, "") for q in QUESTIONS]
    assert [FIND.of(f"{q.id} {q.name.en}") for q in QUESTIONS] == [(q.id, "") for q in QUESTIONS]


@pytest.mark.parametrize(
    ("number", "state", "code"),
    [(0, "missing", "D27"), (1, "ok", None), (664, "ok", None), (665, "near", "D26"), (700, "near", "D26"),
     (735, "near", "D26"), (736, "over", "D25"), (5000, "over", "D25")],
)  # fmt: skip
def test_near_a_limit_nothing_is_judged(number: int, state: str, code: str | None) -> None:
    """Within 5% of 700 (665 to 735) a count is pointed out; beyond, it is over."""
    found = words.count(["คำ " * number], STANDARD, "1")
    assert [(a.words, a.state) for a in found.answers] == [(number, state)]
    assert [problem.code for problem in found.problems] == ([code] if code else [])


def test_answers_are_told_apart(tmp_path: Path) -> None:
    """Words go to the question above them; those before the first heading and under 6 to none."""
    path = tmp_path / "report.docx"
    body = p("รายงาน") + "".join(p(f"ข้อ {q.id}") + p("คำ " * n) for n, q in enumerate(QUESTIONS, 1))
    path.write_bytes(docx(body.replace("ข้อ 6.1", "ข้อ 6</w:t></w:r></w:p>" + p("คำ คำ") + "<w:p><w:r><w:t>ข้อ 6.1")))
    ran = run(path, "--json")
    told = json.loads(ran.stdout)
    assert ran.exit_code == 0
    assert {q["id"]: q["words"] for q in told["questions"]} == {q.id: n for n, q in enumerate(QUESTIONS, 1)}
    assert (told["outside"], told["words"], told["problems"]) == (3, 81, [])
    assert told["method"].startswith("PyThaiNLP ")


def test_over_the_limit_exits_1() -> None:
    """An answer over its limit is named with its count, and so is one that is not there."""
    ran = run("--lang", "en", given=("ข้อ 1\n" + "คำ " * 800).encode())
    assert ran.exit_code == 1
    assert "Q1\t800\t700\t✗ over" in ran.stdout
    assert "D25 document:1: Q1: 800 words, over the limit of 700" in ran.stdout
    assert ran.stdout.count("D27") == len(QUESTIONS) - 1


def test_one_answer_from_standard_input() -> None:
    """Pasted text is counted as the answer to the question that is named, headings or not."""
    ran = run("--question", "6.1", "--json", given="ข้อ 1\nคำ คำ".encode())
    assert ran.exit_code == 0
    assert [(q["id"], q["words"]) for q in json.loads(ran.stdout)["questions"]] == [("6.1", 4)]


def test_no_heading_is_only_counted() -> None:
    """Text without headings has a number of words and no verdict."""
    ran = run("--json", given="คำ คำ".encode())
    told = json.loads(ran.stdout)
    assert (ran.exit_code, told["words"], told["questions"], told["problems"]) == (0, 2, [], [])


def test_two_headings_are_counted_together_and_told() -> None:
    """A table of contents adds nothing, but a second heading of a question is pointed out."""
    found = words.count(["ข้อ 1", "ข้อ 1", "คำ"], STANDARD)
    assert (found.answers[0].words, found.answers[0].headings) == (1, 2)
    assert "D28" in {problem.code for problem in found.problems}


def test_wrong_use_is_told() -> None:
    """A question that the edition does not ask is wrong use, with those that there are."""
    ran = run("--question", "11", given=b"a")
    assert ran.exit_code == 2
    assert "6.3" in ran.stderr


def test_what_a_document_shows_is_counted_once() -> None:
    """Tables, line breaks and text boxes count; deleted text and a text box's second copy do not."""
    body = (
        "<w:tbl><w:tr><w:tc>" + p("หนึ่ง") + "</w:tc></w:tr></w:tbl>"
        "<w:p><w:r><w:t>สอง</w:t><w:br/><w:t>สาม</w:t></w:r><w:del><w:r><w:delText>ลบ</w:delText></w:r></w:del></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>ย้าย</w:t></w:r></w:moveFrom><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        f"<w:p><mc:AlternateContent><mc:Choice>{p('กล่อง')}</mc:Choice><mc:Fallback>{p('กล่อง')}</mc:Fallback>"
        "</mc:AlternateContent></w:p>"
    )
    assert [text for text in words.paragraphs_in(docx(body)) if text] == ["หนึ่ง", "สอง", "สาม", "กล่อง"]


BOMB = docx("", **{"word/media/a.bin": bytes(70 << 20)})
DTD = docx(p("&a;"), head='<!DOCTYPE w [<!ENTITY a "a">]>')
XLSX = (Path(__file__).parents[1] / "templates" / "tpsa-standard-2558.xlsx").read_bytes()
REFUSED = {
    "bomb": (BOMB, "F14", "S01"), "dtd": (DTD, "F14", "S02"), "broken": (docx("<w:p>"), "F14", "S06"),
    "cut": (docx(p("ก"))[:-30], "F14", "F05"), "workbook": (XLSX, "F14", "workbook.xml"), "pdf": (b"%PDF-1.4", "F14", "PDF"),
    "html": (b"<html>", "F14", "HTML"), "empty": (b"", "F03", ""), "zeros": (bytes(9), "F04", ""),
    "code page": ("กรม".encode("cp874"), "F14", "UTF-8"), "binary": (b"a\0b", "F14", "UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_hostile_documents_are_refused(kind: str, tmp_path: Path) -> None:
    """What is no sound .docx or text is refused with a code, the reason and the file, and exit code 1."""
    data, code, reason = REFUSED[kind]
    with pytest.raises(Refused) as refusal:
        words.paragraphs_in(data)
    assert [problem.code for problem in refusal.value.problems] == [code]
    assert reason in refusal.value.problems[0].message("en")
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    ran = run(path)
    assert ran.exit_code == 1
    assert f"{code} {path}" in ran.stderr


def test_without_the_library_the_extra_is_named() -> None:
    """Where PyThaiNLP is not installed, the command says what to install and counts nothing."""
    code = "import sys; sys.modules['pythainlp'] = None; from workbook.cli import main; main(['words', '--lang', 'en'])"
    ran = subprocess.run([sys.executable, "-c", code], input="ก", capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert 'pip install "pyscoring-workbook[words]"' in ran.stderr


def test_nothing_is_downloaded(tmp_path: Path) -> None:
    """The dictionary comes with the library: words are counted with no network and no folder of data."""
    code = (
        "import socket\n"
        "def closed(*_, **__): raise OSError('no network')\n"
        "socket.socket.connect = socket.getaddrinfo = closed\n"
        "from workbook.documents.words import count_words\n"
        "print(count_words('ประชาชนรอนาน'))"
    )
    places = {"HOME": str(tmp_path), "PYTHONUTF8": "1"}
    ran = subprocess.run([sys.executable, "-c", code], env=places, capture_output=True, text=True, check=True)
    assert ran.stdout == "3\n"
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size > 10_000]


def test_an_edition_without_questions() -> None:
    """Against an edition that limits no words, everything is only counted."""
    edition = scored("tepga-development-2558")
    assert isinstance(edition, AwardEdition)
    assert words.count(["ข้อ 1", "คำ"], edition) == words.Count((), 3)
