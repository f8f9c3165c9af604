"""The official table as a PDF: what it says, its font, its pages, and the places where lines may end."""

import re
import shutil
import subprocess
from importlib import util
from pathlib import Path
from typing import Any

import pytest

from pyscoring.problems import Refused
from pyscoring.results import Both, Change, Remark, Results
from tests.award_round import FORMULA, LONG, PHONE
from tests.report_fixtures import Held, fonts_of, pages_of, text_of, words_of
from tests.scripted_round import run
from workbook.results import export_pdf, report_rows, typeset

MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")  # above and below letters
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
INJECTED = '#import "x.typ"\\ #read("/etc/hostname") ]] #panic() $x$ <label> *bold* _it_ `raw` // end'


def changed(results: Results, **row: Any) -> Results:
    """The results with the first row of the first table changed."""
    table = results.tables[0]
    first = table.rows[0].model_copy(update=row)
    return results.model_copy(
        update={"tables": (table.model_copy(update={"rows": (first, *table.rows[1:])}), *results.tables[1:])}
    )


def flat(text: str) -> str:
    """A text without what lines and columns put between its letters."""
    return re.sub(r"[\s\u200b\u2060]", "", text)


def start(text: str) -> str:
    """The first two letters without marks; poppler tells some letters twice."""
    return re.sub(r"(.)\1", r"\1", MARKS.sub("", text))[:2]


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_row_and_number_is_there(held: Held, lang: str) -> None:
    """Each application stands in the table with its rank and total, in the order of the results."""
    text = text_of(export_pdf.write(held.results, lang))
    found = re.findall(r"^\s*(\d+)\s+([SINE]-\d)\b.*?\s(\d+\.\d\d)\b", text, re.MULTILINE)
    assert found == [(str(row.rank), row.application, str(row.total)) for _, row in held.results.rows()]
    for name in (FORMULA, PHONE):
        assert name in flat(text)


def test_sarabun_is_embedded_and_nothing_else(held: Held) -> None:
    """Every font of the document is Sarabun, and in the file."""
    fonts = fonts_of(export_pdf.write(held.results))
    assert fonts
    assert all(name.startswith("Sarabun-") and embedded for name, embedded in fonts), fonts


def test_pages_are_numbered(held: Held) -> None:
    """Each page says which of how many it is, in the language's words and digits."""
    pdf = export_pdf.write(held.results, "en")
    pages = pages_of(pdf)
    assert pages >= 3
    assert re.findall(r"Page (\d+) of (\d+)", text_of(pdf)) == [(str(n), str(pages)) for n in range(1, pages + 1)]


def test_the_head_is_repeated_and_never_alone(held: Held) -> None:
    """A table that goes on has its head again, and below each head on a page there is a row."""
    table = max(held.results.tables, key=lambda table: len(table.rows))
    rows = tuple(table.rows[n % len(table.rows)].model_copy(update={"application": f"R-{n:03}"}) for n in range(60))
    results = held.results.model_copy(
        update={"tables": (table.model_copy(update={"rows": rows}),), "derived": (), "open": ()}
    )
    pdf = export_pdf.write(results, "en")
    pages = text_of(pdf).split("\f")[:-1]
    assert len(pages) == pages_of(pdf) > 5
    heads = [len(re.findall(r"Rank\s+Application\s+Project", page)) for page in pages]
    listed = [re.findall(r"R-\d{3}", page) for page in pages]
    assert [bool(head) for head in heads] == [bool(ids) for ids in listed]
    assert [id_ for ids in listed for id_ in ids] == [f"R-{n:03}" for n in range(60)]


def test_a_heading_is_never_left_behind(held: Held) -> None:
    """However much stands above it, the name of an award is on the page of its first row."""
    first, last = held.results.tables[0], held.results.tables[-1]
    for above in range(1, 12):
        rows = tuple(first.rows[0].model_copy(update={"application": f"R-{n:03}"}) for n in range(above))
        results = held.results.model_copy(
            update={"tables": (first.model_copy(update={"rows": rows}), last), "derived": (), "open": ()}
        )
        page = next(p for p in text_of(export_pdf.write(results, "en")).split("\f") if last.edition in p)
        assert last.rows[0].application in page, above


def test_thai_digits_are_written_on_request(held: Held) -> None:
    """With Thai digits no number is left in others, but for ids and hashes, which hold Latin letters."""
    text = text_of(export_pdf.write(held.results, "th", thai_digits=True))
    assert not re.findall(r"(?<![^\s])[0-9][0-9.,]*(?![^\s])", text)
    totals = [str(row.total) for _, row in held.results.rows()]
    assert [number for number in re.findall(r"[๐-๙]+\.[๐-๙]{2}(?=\s)", text) if number.translate(THAI_DIGITS) in totals]
    assert {number.translate(THAI_DIGITS) for number in re.findall(r"[๐-๙]+\.[๐-๙]{2}", text)} >= set(totals)
    assert held.results.head[:12] in text


def test_the_command_makes_it(held: Held, tmp_path: Path) -> None:
    """`export --format pdf` writes the table of the round, in the digits asked for."""
    for more, wanted in (((), False), (("--thai-digits",), True)):
        folder = shutil.copytree(held.folder, tmp_path / f"thai {wanted}" / held.folder.name)
        code, told = run("export", folder, "--format=pdf", "--date=2015-07-31", "--jobs=1", "--lang=en", *more)
        assert (code, told["files"]) == (0, ["results/results.pdf"])
        assert (folder / "results" / "results.pdf").read_bytes() == export_pdf.write(held.results, "en", wanted)


def test_a_draft_says_so_on_every_page(held: Held) -> None:
    """A draft bears its state on each page and lists what is open; a revision bears its number and lists nothing."""
    pdf = export_pdf.write(held.results, "en")
    assert text_of(pdf).count("DRAFT, not official · 3 open") == pages_of(pdf)
    for one in held.results.open:
        assert flat(one.what.en) in flat(text_of(pdf))
    told = {"revision": 2, "last": 2, "open": (), "published_by": "Sec #panic()", "reason": "An assessor typed wrong"}
    final = held.results.model_copy(update=told)
    published = export_pdf.write(final, "en")
    first = text_of(published).split("\f")[0]
    assert "Published by: Sec #panic()" in {line.strip() for line in first.splitlines()}
    assert "typed wrong" not in text_of(published), "the reason may name an assessor"
    assert text_of(published).count("Official, revision 2") == pages_of(published)
    assert "DRAFT" not in text_of(published)


def test_there_is_a_place_to_sign(held: Held) -> None:
    """At the end stand four places for signatures, on one page, each with an office and a date."""
    last = text_of(export_pdf.write(held.results, "en")).split("\f")[-2]
    assert last.count("Date ......") == 4
    assert len(re.findall(r"\bSigned\b(?! by)", last)) == 4
    assert "Member and secretary" in last


def test_nothing_is_clipped(held: Held) -> None:
    """Every letter of a long Thai name and of a long word lies inside its column and its page."""
    text, left, right = "ก" * 300, 36.0, 841.9 - 36.0
    for name in (LONG, text, "W" * 120, "กขคง" * 75):
        words = words_of(export_pdf.write(changed(held.results, project=name), "th"))
        assert all(left <= word.left and word.right <= right and word.bottom <= 595.3 for word in words)
        letters = flat("".join(word.text for word in words))
        for consonant in set(flat(name)) & set("กขคงW"):
            assert letters.count(consonant) >= name.count(consonant)


def test_a_row_longer_than_a_page_goes_on(held: Held) -> None:
    """A remark that no page can hold is parted over pages, and every word of it is there in order."""
    words = [f"w{n:04}" for n in range(1500)]
    remark = Remark(kind="decided", text=Both(th=" ".join(words), en=" ".join(words)))
    pdf = export_pdf.write(changed(held.results, remarks=(remark,)), "en")
    assert re.findall(r"\bw\d{4}\b", text_of(pdf)) == words
    assert all(word.bottom < 595.3 - 50 for word in words_of(pdf) if re.fullmatch(r"w\d{4}", word.text))


@pytest.mark.parametrize(("column", "size"), [("unit", 300), ("agency", 300), ("project", 850)])
def test_a_long_name_in_any_column_goes_on(held: Held, column: str, size: int) -> None:
    """A name that no page can hold in its column, however narrow, is parted over pages; none runs off the paper."""
    words = words_of(export_pdf.write(changed(held.results, **{column: "ก" * size}), "th"))
    ours = [word for word in words if set(flat(word.text)) == {"ก"}]
    assert sum(len(flat(word.text)) for word in ours) == size
    assert all(word.bottom < 595.3 - 50 for word in ours)


def test_columns_keep_apart(held: Held) -> None:
    """A long word in one column is never printed over the next."""
    words = words_of(export_pdf.write(changed(held.results, agency="+66812345678901", unit="WWWWWWWWWWWWWWWWWW"), "en"))
    for one in words:
        for other in words:
            if one is not other and one.page == other.page and not {one.text, other.text} & set("DRAFT"):
                assert not one.overlaps(other), (one, other)


def test_lines_end_between_thai_words(held: Held) -> None:
    """Each line of a Thai name begins with the beginning of a word, by its first two letters without marks."""
    words = [
        "การ",
        "พัฒนา",
        "ระบบ",
        "บริการ",
        "หญิง",
        "ตั้งครรภ์",
        "วัยรุ่น",
        "ใน",
        "โรงพยาบาล",
        "ส่ง",
        "เสริม",
        "สุขภาพ",
        "ตำบล",
        "ทุก",
        "แห่ง",
    ]
    starts = {start(word) for word in words}
    pdf = export_pdf.write(changed(held.results, project="".join(words), remarks=(), unit="", agency=""), "en")
    column = next(word.left for word in words_of(pdf) if word.text == "Project")
    lines = [
        word for word in words_of(pdf) if word.page == 1 and abs(word.left - column) < 1 and "ก" <= word.text[0] <= "ไ"
    ]
    found = [start(line.text) for line in lines[:3]]
    assert lines[2].top > lines[1].top > lines[0].top
    assert set(found) <= starts, found
    assert found[0] == "กา"


@pytest.mark.parametrize("lang", ["th", "en"])
def test_it_can_be_read_aloud(held: Held, lang: str) -> None:
    """It is PDF/UA: tagged, with a title and its language; a letter that the font lacks costs the mark, not the file."""
    pdf = export_pdf.write(held.results, lang)
    assert b"pdfuaid:part>1<" in pdf
    assert f"/Lang({lang})".encode() in pdf.replace(b"/Lang (", b"/Lang(")
    told = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert re.search(r"^Tagged: +yes$", told, re.MULTILINE)
    assert flat(report_rows.title(held.results, lang)) in flat(told)
    other = export_pdf.write(changed(held.results, project="漢字 😀"), lang)
    assert b"pdfuaid" not in other
    assert pages_of(other) == pages_of(pdf)


def test_texts_are_never_source(held: Held) -> None:
    """What people typed reaches typst as data: its marks are printed, not obeyed."""
    text = flat(text_of(export_pdf.write(changed(held.results, project=INJECTED, agency=INJECTED), "en")))
    assert text.count(flat("#panic()")) == 2
    assert "`raw`" in text


def test_equal_results_give_equal_bytes(held: Held) -> None:
    """A PDF is the same whenever it is made, and its date is the one that the results state."""
    pdf = export_pdf.write(held.results)
    assert export_pdf.write(Results.model_validate_json(held.results.model_dump_json())) == pdf
    assert b"D:20150731" in pdf


def test_derived_awards_and_changes_are_listed(held: Held) -> None:
    """Awards that follow from results stand with their answer, and a revision says what changed."""
    table = held.results.tables[0]
    change = Change(edition=table.edition, stage=table.stage, subject="S-1", key="total", was="812.34", now="850.00")
    text = text_of(export_pdf.write(held.results.model_copy(update={"changes": (change,)}), "en"))
    assert re.search(r"S-1\s.*812\.34\s+850\.00", text)
    awards = [one for one in held.results.derived if one.application is None]
    assert text.count("granted") >= len(awards) - 1
    assert re.search(r"Awards that follow from other results, and\s+eligibility on record", text)
    assert re.search(r"\beligible\b", text)
    assert "not on record" in text


def test_a_missing_extra_is_named(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without typst or its font one message says which extra to install."""
    found = util.find_spec
    for library in ("typst", "fontpkg_sarabun"):
        monkeypatch.setattr(typeset, "find_spec", lambda name, gone=library: None if name == gone else found(name))
        with pytest.raises(Refused) as refused:
            export_pdf.write(held.results)
        (problem,) = refused.value.problems
        assert problem.code == "A63"
        assert "report" in problem.message("en") + problem.remedy("en")


def test_the_extra_has_what_is_imported() -> None:
    """The extra that the message names installs every library that these formats import."""
    text = (Path(__file__).parent.parent / "setup.cfg").read_text(encoding="utf-8")
    listed = re.split(r"\n\S", text.partition("\nreport =\n")[2])[0]
    assert {"typst", "fontpkg-sarabun", "Jinja2"} == {line.split()[0] for line in listed.splitlines()}
    assert "report/*" in text


@pytest.mark.parametrize("text", ["Participatory governance: development", "(self-assessment), improvementดี"])
def test_words_are_not_broken(text: str) -> None:
    """What a narrow column may break anywhere is no word, or a very long one: an award's name stays whole, and is found."""
    assert typeset.narrow(text) == text
    assert typeset.narrow("a_very_long_file_name.xlsx").count("\u200b") == 5
