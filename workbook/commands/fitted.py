"""Tables and lines that fit a terminal. Thai has no spaces to break a word at: none is broken while there is a way around."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pyscoring.problems import Problem, Severity
from workbook.commands import listing

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}
_GAP, _TITLE, _INDENT, _PIPE = 2, 20, 4, 200  # columns: between cells, for a title at least, of what goes on, of a pipe
_LEAST = 4  # columns of a line
_AND = " · "  # parts a line's matters


def console(err: bool = False) -> Console:
    """Standard output, or error; in a pipe as wide as its lines need, so that nothing is cut."""
    found = Console(highlight=False, markup=False, emoji=False, stderr=err)
    return found if found.is_terminal else Console(highlight=False, markup=False, emoji=False, stderr=err, width=_PIPE)


def print_table(
    out: Console, rows: Sequence[Sequence[str]], titles: Collection[str] = (), right: Collection[str] = ()
) -> None:
    """A table whose first row is the headings; where it is too wide, an entry a row.

    `titles` are the headings of columns that may be cut short, `right` those of numbers.
    """
    widths = widths_in(rows, titles, out.width)
    if widths is None:
        for row in rows[1:]:
            _print_entry(out, rows[0], row, titles)
        return
    table = Table(box=None, header_style="bold", padding=(0, _GAP, 0, 0), pad_edge=False)
    for heading, width in zip(rows[0], widths, strict=True):
        table.add_column(heading, width=width, justify="right" if heading in right else "left", overflow="fold")
    for row in rows[1:]:
        cells = zip(rows[0], row, widths, strict=True)
        table.add_row(*(cut(text, width) if heading in titles else text for heading, text, width in cells))
    out.print(table)


def print_heading(out: Console, text: str) -> None:
    out.print()
    print_line(out, text, "bold cyan")


def print_line(out: Console, text: str, style: str = "") -> None:
    """A line that goes on, where it must, between its matters or between words."""
    for line in _packed(text.expandtabs(1).split(_AND), out.width, out):
        out.print(Text(line, style=style), soft_wrap=True)


def print_problems(
    out: Console, problems: Iterable[Problem], lang: str, place: Callable[[Problem], str] | None = None
) -> None:
    """A problem each: mark and code, where it is, what is wrong, and the remedy below one another where they are long."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for problem in problems:
        mark, told, remedy = listing.problem(problem, lang)
        if place:
            told = f"{place(problem)}  {problem.message(lang)}".strip()
        table.add_row(Text(f"  {mark}", style=_STYLES[problem.severity]), Text.assemble(told.strip(), (remedy, "dim")))
    if table.row_count:
        out.print(table)


def cut(text: str, cells: int) -> str:
    """A title on one line: its id tells which it is."""
    return text if cell_len(text) <= cells else f"{set_cell_size(text, cells - 1).rstrip(' เแโใไ')}…"


def widths_in(rows: Sequence[Sequence[str]], titles: Collection[str], room: int) -> list[int] | None:
    """Of each column, so that all fit into `room` with every word whole; None where they cannot."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(_longest, column)) for column in columns]
    least = [
        min(width, _TITLE)
        if column[0] in titles
        else max(cell_len(word) for text in column for word in (text.split() or [""]))
        for column, width in zip(columns, widths, strict=True)
    ]
    titled = [column[0] in titles for column in columns]
    while sum(widths) + _GAP * (len(widths) - 1) > room:
        wide = [n for n in range(len(widths)) if widths[n] > least[n]]
        if not wide:
            return None
        widths[max(wide, key=lambda n: (titled[n], widths[n]))] -= 1
    return widths


def _longest(text: str) -> int:
    return max(map(cell_len, text.split("\n")))


def _print_entry(out: Console, headings: Sequence[str], row: Sequence[str], titles: Collection[str]) -> None:
    """The first cell and the title, then the others below, each with its heading."""
    pairs = list(zip(headings, row, strict=True))
    named = [text for n, (heading, text) in enumerate(pairs) if text and (n == 0 or heading in titles)]
    print_line(out, "  ".join(named), "bold")
    told = [
        text if text.startswith(heading) else f"{heading} {text}"
        for heading, text in pairs[1:] if text and heading not in titles
    ]  # fmt: skip
    for line in _packed(told, out.width - _INDENT, out):
        out.print(Text(" " * _INDENT + line.lstrip()), soft_wrap=True)


def _packed(matters: Sequence[str], width: int, out: Console) -> Iterator[str]:
    """As many matters a line as there is room for; one that has none by itself goes on between words."""
    width = max(width, _LEAST)  # in less, a letter or its indent may have no room, and nothing would get on
    line, last, indent = "", len(matters) - 1, " " * min(_INDENT, width // 4)
    for n, matter in enumerate(matters):
        longer = f"{line}{_AND}{matter}" if line else matter
        if line and cell_len(longer) + (n < last and len(_AND)) > width:
            yield line + _AND.rstrip()
            longer = indent + matter
        while cell_len(longer) > width:
            first = Text(longer).wrap(out, width)[0].plain
            yield first.rstrip()
            longer = indent + longer[len(first) :].lstrip()
        line = longer
    if line:
        yield line
