"""Walks through a guide as its reader does: what is to be typed is typed, what is to be edited is edited.

A page's blocks are taken in order, in one folder. ``sh`` is run, ``text`` must be what the command before it prints in
a terminal of 100 columns (a line of ``…`` stands for lines that are left out), ``diff`` edits the file that was named
last, ``toml`` is written to it. A file is named in backquotes, as in `rules.toml`.
"""

import contextlib
import io
import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

from tests.test_docs import FENCE
from workbook.cli import main

COLUMNS = 100
COLOURS = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")
NAMED = re.compile(r"`([\w-]+\.toml)`")
TIMES = re.compile(r"@@ (?:×(\d+) )?.*@@")
LEFT_OUT = "…"


class Terminal(io.StringIO):
    """Takes what is printed, and says that somebody is looking."""

    def isatty(self) -> bool:
        return True


def typed(line: str) -> str:
    """What one command prints in a terminal, without colours and trailing spaces."""
    out, errors = Terminal(), io.StringIO()
    surroundings = patch.dict(os.environ, COLUMNS=str(COLUMNS), TERM="xterm-256color")
    with (
        surroundings,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(errors),
        contextlib.suppress(SystemExit),
    ):
        main(shlex.split(line.removesuffix(" || true"))[1:], prog_name="pyscoring")
    return "\n".join(shown.rstrip() for shown in COLOURS.sub("", out.getvalue() + errors.getvalue()).split("\n")).strip(
        "\n"
    )


class Walk:
    """A walk through one page in the present folder; `before` may do what the page says in words before a command."""

    def __init__(self, page: Path, before: Callable[[str], None] = lambda line: None) -> None:
        self._text = page.read_text(encoding="utf-8")
        self._before = before
        self.said: list[tuple[str, str]] = []  # what the page shows beside what was printed

    def run(self) -> "Walk":
        for language, inside, file in self._blocks():
            if language == "sh":
                printed = "\n".join(filter(None, map(self._command, inside.replace("\\\n", " ").strip().split("\n"))))
            elif language == "text":
                self.said.append((inside.rstrip("\n"), printed))
            elif language == "bat":
                continue  # what is typed on Windows
            elif language == "diff":
                edit(Path(file), inside)
            elif language == "toml":
                Path(file).write_text(inside, encoding="utf-8")
            else:
                raise AssertionError(f"a block of {language!r} is not walked")
        return self

    def _blocks(self) -> Iterator[tuple[str, str, str]]:
        file, end = "", 0
        for found in FENCE.finditer(self._text):
            names = NAMED.findall(self._text[end : found.start()])
            file, end = (names[-1] if names else file), found.end()
            yield found[3], found[4], file

    def _command(self, line: str) -> str:
        self._before(line)
        if line.startswith("pyscoring "):
            return typed(line)
        subprocess.run(line, shell=True, check=True)
        return ""


def edit(file: Path, hunks: str) -> None:
    """Do what a diff says: each hunk's old lines stand in the file once, or as often as its ``@@ ×N @@`` says."""
    for head, hunk in _hunks(hunks):
        old = "".join(f"{line[1:]}\n" for line in hunk if line[:1] != "+")
        new = "".join(f"{line[1:]}\n" for line in hunk if line[:1] != "-")
        text = f"\n{file.read_text(encoding='utf-8')}"
        times = int(found[1]) if (found := TIMES.fullmatch(head)) and found[1] else 1
        assert text.count(f"\n{old}") == times, f"{file}: {old!r} stands {text.count(old)} times, not {times}"
        file.write_text(text.replace(f"\n{old}", f"\n{new}")[1:], encoding="utf-8")


def _hunks(text: str) -> Iterator[tuple[str, list[str]]]:
    head, hunk = "", list[str]()
    for line in text.rstrip("\n").split("\n"):
        if line.startswith("@@"):
            if hunk:
                yield head, hunk
            head, hunk = line, []
        else:
            hunk.append(line or " ")
    yield head, hunk


def agrees(shown: str, printed: str) -> bool:
    """Whether what a page shows is what was printed, but for what it says is left out."""
    wanted = [part.strip("\n") for part in re.split(rf"^\s*{LEFT_OUT}\s*$", shown, flags=re.MULTILINE)]
    place = 0
    for part in wanted:
        place = f"\n{printed}\n".find(f"\n{part}\n" if part else "", place)
        if place < 0:
            return False
        place += len(part)
    return len(wanted) > 1 or shown.strip("\n") == printed
