"""Wrong use is told in the language asked for, and what is printed survives every code page and closed pipe."""

import contextlib
import io
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from pyscoring.edition import scored
from tests.sheets import full, write
from workbook.cli import main
from workbook.commands import streams, usage

ENGLISH = re.compile(
    r"Usage|Error|Missing|No such|Invalid|does not|is not|Did you mean|Possible|requires|unexpected|Choose|\bTry\b"
)
RUN = [sys.executable, "-c", "from workbook.cli import main; main()"]


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def mistakes(command: click.Command, folder: Path) -> Iterator[list[str]]:
    """Wrong arguments of every kind that a command can be given; what it requires is given along."""
    there = folder / "file"
    there.touch()
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    given = ["x"] * sum(p.required for p in arguments)
    yield ["--nope"]
    yield ["--lan", "th"]
    if given:
        yield []
    if not any(p.nargs == -1 for p in arguments) and not isinstance(command, click.Group):
        yield [*["x"] * len(arguments), "one", "more"]
    if arguments and isinstance(arguments[0].type, click.Path) and not arguments[0].type.file_okay:
        yield [str(there)]
    for option in (p for p in command.params if isinstance(p, click.Option)):
        if option.is_flag:
            yield [*given, f"{option.opts[-1]}=1"] if option.opts[-1].startswith("--") else ["--nope"]
            continue
        yield [*given, option.opts[0]]
        if isinstance(option.type, click.Choice | click.IntRange):
            yield [*given, option.opts[0], "kittens"]
        if isinstance(option.type, click.IntRange):
            yield [*given, option.opts[0], "-1"]
        if isinstance(option.type, click.Path) and option.type.exists:
            yield [*given, option.opts[0], str(folder / "missing")]


@pytest.mark.parametrize("path", [path for path, _ in commands(main)], ids=" ".join)
def test_every_command_complains_in_thai(path: tuple[str, ...], tmp_path: Path) -> None:
    """Each mistake in the use of each command exits with 2, in Thai without a word of Click's English, and in English on request."""
    command = dict(commands(main))[path]
    asked = list(mistakes(command, tmp_path))
    for wrong in asked:
        told = CliRunner().invoke(main, [*path, *wrong], prog_name="pyscoring")
        assert (told.exit_code, told.stdout) == (2, ""), wrong
        assert not told.stderr.startswith("วิธีใช้") or f"วิธีใช้: pyscoring {' '.join(path)} " in told.stderr
        assert "ใช้คำสั่งไม่ถูกต้อง: " in told.stderr
        assert not ENGLISH.search(told.stderr), (wrong, told.stderr)
    for wrong in asked[:3]:
        told = CliRunner().invoke(main, [*path, *wrong], env={"PYSCORING_LANG": "en"})
        assert (told.exit_code, bool(ENGLISH.search(told.stderr))) == (2, True)
        assert not re.search("[ก-๛]", told.stderr), told.stderr


def test_the_language_is_found_in_wrong_arguments() -> None:
    """The last --lang counts, then PYSCORING_LANG; a language that there is not is complained of in Thai."""
    assert usage.language(["--nope", "--lang", "en"]) == "en"
    assert usage.language(["--lang=en", "--lang", "th"]) == "th"
    assert usage.language(["--lang"]) == "th"
    told = CliRunner().invoke(main, ["score", "x", "--lang", "fr"]).stderr
    assert "ค่าของ '--lang' ใช้ไม่ได้: ไม่มี 'fr' ให้เลือก เลือกได้จาก 'th', 'en'" in told
    assert "Error: No such command 'scor'" in CliRunner().invoke(main, ["scor"], env={"PYSCORING_LANG": "en"}).stderr


def test_what_is_typed_into_a_message_stays(tmp_path: Path) -> None:
    """A command or a file whose name looks like one of Click's sentences is told as it was typed."""
    name = "Missing command. {what} 'x' is not one of 'y'."
    told = CliRunner().invoke(main, ["score", "x", "--edition", str(tmp_path / name)]).stderr
    assert name in told
    assert "ไม่พบ" in told


def printed(encoding: str, *arguments: object) -> tuple[str, str, int]:
    """What a command prints where standard output has an old code page."""
    done = subprocess.run(
        [*RUN, *map(str, arguments)], capture_output=True, env=os.environ | {"PYTHONIOENCODING": encoding}
    )
    return done.stdout.decode(encoding), done.stderr.decode(encoding), done.returncode


def test_code_pages(tmp_path: Path) -> None:
    """Thai is whole in cp874, with plain signs for what it lacks; cp1252 has question marks, no traceback, and a hint."""
    edition = scored("tepga-development-2558")
    path = write(tmp_path / "a.xlsx", edition, full(edition, indicator_1=7))
    out, err, code = printed("cp874", "score", path)
    assert "x D03 E15  7 " in out
    assert " -> " in out
    assert "?" not in out
    assert (err, code) == ("", 1)
    out, err, code = printed("cp1252", "score", path)
    assert "?????" in out
    assert "code page cp1252" in err
    assert "PYTHONIOENCODING=utf-8" in err
    assert ("Traceback" in out + err, code) == (False, 1)
    out, err, code = printed("cp437", "score", path, "--nope")
    assert (out, code) == ("", 2)
    assert err.count("code page cp437") == 1


def test_no_code_page_is_asked_for_where_none_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file's name of bytes that are no letters stands as ? in UTF-8 too, and no other code page is advised."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    with streams.ready():
        print("ก\udcff.xlsx")
    for stream in (out, err):
        stream.flush()
    assert [s.buffer.getvalue().decode() for s in (out, err)] == ["ก?.xlsx\n", ""]


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    """Whoever reads one line and goes, as `head -1` does, leaves no complaint."""
    with subprocess.Popen(
        [*RUN, "editions", "show", "tpsa-standard-2558"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""


def watched(*arguments: object, **env: str) -> str:
    """What a command prints in a terminal 80 columns wide."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"COLUMNS": "80", "TERM": "xterm-256color"} | env
    with subprocess.Popen([*RUN, *map(str, arguments)], stdout=theirs, stderr=theirs, env=environment):
        os.close(theirs)
        told = b""
        with contextlib.suppress(OSError):  # Linux says EIO when the other end is closed
            while more := os.read(ours, 65536):
                told += more
    os.close(ours)
    return told.decode().replace("\r\n", "\n")


def test_a_terminal(tmp_path: Path) -> None:
    """A table and problems within 80 columns, in colour; plain with NO_COLOR; without any escape in a dumb terminal."""
    edition = scored("tepga-development-2558")
    write(tmp_path / "คะแนนของศูนย์อนามัยที่ 10 เชียงใหม่.xlsx", edition, full(edition, indicator_1=7))
    (tmp_path / "b.xlsx").write_bytes(b"")
    told = watched("score", tmp_path)
    assert "\x1b[1;31m✗ D03\x1b[0m" in told.replace("  ", "")
    assert re.search(r"\x1b\[3\d|;3\dm", told)
    assert not re.search(r"\x1b\[3\d|;3\dm", watched("score", tmp_path, NO_COLOR="1"))
    plain = watched("score", tmp_path, TERM="dumb")
    assert "\x1b" not in plain
    assert "✗ D03 E15  7 อยู่นอกช่วง 0–6  → พิมพ์คะแนน 0–6" in plain
    assert [line for line in plain.splitlines() if cell_len(line.rstrip()) > 80 and str(tmp_path) not in line] == []
    assert "ต้องแก้ 2 ไฟล์" in plain
