"""What is seen of long work while it goes on: which step, how far, and nothing where nobody watches."""

import io
import re
from pathlib import Path

import pytest

from tests import provoked_register as small
from tests.walked import Terminal
from workbook.commands.progress import progress
from workbook.committee import committee
from workbook.files.steps import Step
from workbook.results import export
from workbook.scoresheet.scoring import score_files


class Watch(list[str]):
    """Keeps what it is told, each step once with the last count."""

    def __call__(self, step: Step, done: int = 0, total: int = 0, name: str = "") -> None:
        said = f"{step} {name}".strip()
        if self and self[-1].split(":")[0] == said:
            self.pop()
        self.append(f"{said}:{done}/{total}" if total else said)


@pytest.mark.parametrize(
    ("lang", "steps"),
    [("th", ["อ่านไฟล์", "รวมผล", "เขียน results.pdf"]), ("en", ["reading", "putting together", "writing results.pdf"])],
)
def test_a_step_says_what_it_does(monkeypatch: pytest.MonkeyPatch, lang: str, steps: list[str]) -> None:
    """Each step has its words; a count stands only beside a step that counts, and nothing is left when all is done."""
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    with progress(False, lang) as told:
        told("reading", 1, 2)
        told("reading", 2, 2)
        told("together")
        told("writing", name="results.pdf")
    lines = [line for line in re.split(r"[\r\n]+", re.sub(r"\x1b\[[\d;?]*\w", "", screen.getvalue())) if line.strip()]
    assert list(dict.fromkeys(line.split(" ━")[0].strip() for line in lines)) == steps
    assert not any("/" in line for line in lines if not line.startswith(steps[0]))
    assert screen.getvalue().endswith("\x1b[2K")


def test_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a pipe, and where JSON is asked for, nothing is shown."""
    for quiet, screen in ((False, io.StringIO()), (True, Terminal())):
        monkeypatch.setattr("sys.stderr", screen)
        with progress(quiet, "th") as told:
            told("reading", 1, 1)
        assert screen.getvalue() == ""


def test_long_work_tells_its_steps(tmp_path: Path) -> None:
    """Whatever takes long with many files is told: reading by the file, then what is made of it, and each file written."""
    folder = small.begin(tmp_path)
    for who in (small.ONE, "ผู้ประเมินสอง"):
        small.send(folder, who)
    run, made, verified, scored = Watch(), Watch(), Watch(), Watch()
    committee.run(folder, told=run)
    assert run == ["reading:2/2", "together", "writing consolidated.xlsx"]
    export.run(folder, export.Options(formats=("csv", "json")), told=made)
    assert made == ["reading:2/2", "together", "writing results.csv", "writing results.json"]
    assert committee.verify(folder, verified).problems == ()
    assert verified == ["reading:2/2", "comparing:1/1"]
    list(score_files(sorted((folder / "inbox").iterdir()), told=scored))
    assert scored == ["reading:2/2", "scoring:2/2"]
