"""The command that counts the words of a report."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbook.commands.cli_options import edition_option, json_option, lang_option, print_json, problem_line

if TYPE_CHECKING:
    from workbook.documents.words import Count

_NO_LIBRARY = {
    "th": 'ยังไม่ได้ติดตั้งส่วนนับคำ ใช้ pip ที่อยู่กับ pyscoring สั่ง pip install "pyscoring-workbook[words]"',
    "en": 'the part that counts words is not installed; with the pip beside pyscoring: pip install "pyscoring-workbook[words]"',
}
_HEADINGS = {
    "question": {"th": "ข้อ", "en": "Question"}, "words": {"th": "นับได้", "en": "Words"},
    "limit": {"th": "ไม่เกิน", "en": "At most"}, "state": {"th": "ผล", "en": "Result"},
}  # fmt: skip
_STATES = {
    "ok": {"th": "✓", "en": "✓"}, "near": {"th": "ใกล้เกณฑ์", "en": "near the limit"},
    "over": {"th": "✗ เกิน", "en": "✗ over"}, "missing": {"th": "✗ ไม่พบ", "en": "✗ not found"},
}  # fmt: skip
_OUTSIDE = {"th": "นอกข้อ", "en": "outside"}
_ALL = {"th": "รวม", "en": "all"}
_METHOD = {"th": "วิธีนับ: {method} วิธีอื่นอาจได้ผลต่าง", "en": "counted by {method}; others may count otherwise"}


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-", metavar="[FILE]")
@click.option(
    "--award", default="tpsa-standard-2558", show_default=True, metavar="ID",
    help="The edition whose limits apply; the four types of TPSA 2558 have the same.",
)  # fmt: skip
@click.option("--question", metavar="ID", help="Count everything as the answer to this question, such as 6.1.")
@edition_option
@json_option
@lang_option
def words(file: Path, award: str, question: str | None, extra: tuple[str, ...], as_json: bool, lang: str) -> None:
    """Count the words of a report's answers against their limits.

    FILE is a .docx or a text file; without it, standard input is read. Answers are told apart by
    their headings: “ข้อ 1”, or the number and the question. Exit code 1 when an answer is over its
    limit or was not found; within 5% of the limit it is pointed out and not judged.
    """
    from pyscoring.edition import scored
    from pyscoring.problems import errors
    from workbook.documents import words as counter

    edition = scored(award, extra)
    known = [item.id for item in edition.documents if item.kind == "words"]
    if question is not None and question not in known:
        said = "ข้อที่มี" if lang == "th" else "questions"
        raise click.UsageError(f"{said}: {', '.join(known) or '–'}")
    try:
        method = counter.method()
    except counter.NoLibrary:
        raise click.ClickException(_NO_LIBRARY[lang]) from None
    read = counter.paragraphs_in(sys.stdin.buffer.read()) if str(file) == "-" else counter.read(file)
    count = counter.count(read, edition, question)
    if as_json:
        print_json(_document(str(file), edition.id, method, count, lang))
    else:
        _show(count, method, lang)
    raise SystemExit(1 if errors(count.problems) else 0)


COMMANDS = (words,)


def _document(file: str, edition: str, method: str, count: "Count", lang: str) -> dict[str, Any]:
    from workbook.scoresheet.scoring import problem_json

    answers = [
        {"id": a.question.id, "words": a.words, "at_most": a.question.at_most, "state": a.state} for a in count.answers
    ]
    return {
        "file": file, "edition": edition, "method": method, "words": count.words, "outside": count.outside,
        "questions": answers, "problems": [problem_json(p, lang) for p in count.problems],
    }  # fmt: skip


def _show(count: "Count", method: str, lang: str) -> None:
    """Columns, in a pipe parted by tabs; then what is to be looked at, and how words were counted."""
    rows = [tuple(heading[lang] for heading in _HEADINGS.values())]
    rows += [
        (a.question.short[lang], f"{a.words:,}", f"{a.question.at_most:,}", _STATES[a.state][lang])
        for a in count.answers
    ]
    rows += [(_OUTSIDE[lang], f"{count.outside:,}", "", "")] if count.answers else []
    rows.append((_ALL[lang], f"{count.words:,}", "", ""))
    if sys.stdout.isatty():
        from workbook.commands.show import print_rows

        print_rows(rows)
    else:
        for row in rows:
            click.echo("\t".join(row).rstrip())
    for problem in count.problems:
        click.echo(problem_line(problem, lang))
    click.echo(_METHOD[lang].format(method=method))
