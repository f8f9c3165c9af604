"""What is built installs alone, and every command works or says what it needs: outside the repository."""

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import click
import pytest

from tests import pythons
from workbook.cli import main

ROOT = Path(__file__).parent.parent
BIN = "Scripts" if os.name == "nt" else "bin"
NEEDED = 'pip install "pyscoring-workbook[{}]"'
TEPGA = "tepga-development-2558"
WORKS = (
    "demo demo", "init round", "pack demo", "status demo", "consolidate demo", "verify demo", "export demo",
    "export demo --format xlsx --format csv --format json", "access demo", "score demo/inbox --json",
    f"template {TEPGA} -o form.xlsx", "template tpsa-standard-2558 --stage document", f"editions show {TEPGA}",
    f"template {TEPGA} --formulas server -o server.xlsx", f"editions copy {TEPGA} tepga-development-2599",
    "editions check tepga-development-2599.toml", "editions cases cases.toml",
    f"editions diff {TEPGA} tepga-development-2599.toml", f"addin macros {TEPGA}", "addin calc --host libreoffice",
    "--version", "--help",
)  # fmt: skip
NEEDS = {
    "report feedback demo": "report", "report meeting demo": "report", "report announcement demo": "report",
    "export demo --format pdf": "report", "export demo --format html": "report",
    "serve demo --noncommercial": "server", "words report.txt": "words",
    "consolidate demo --cluster local": "cluster", "status demo --inbox s3://bucket/inbox": "cluster",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the sdist of what git tracks, and the wheel that was built from it."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    for name in tracked("."):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, source / name)
    ran([sys.executable, "-m", "build", "--outdir", out, source], out)
    return out


@pytest.fixture(scope="module")
def alone(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `pyscoring` of an empty environment into which its own pip installed the wheel, and no extra."""
    folder = tmp_path_factory.mktemp("alone")
    ran([sys.executable, "-m", "venv", folder], folder)
    ran([folder / BIN / "python", "-m", "pip", "install", "-q", "--no-compile", wheel(built)], folder)
    return folder / BIN / "pyscoring"


@pytest.mark.xdist_group("wheel")
def test_everything_is_in_what_is_built(built: Path) -> None:
    """Wheel and sdist hold every file of both packages, and the wheel nothing else."""
    wanted = set(tracked("pyscoring", "workbook"))
    with ZipFile(wheel(built)) as packed:
        assert {name for name in packed.namelist() if ".dist-info/" not in name} == wanted
    with tarfile.open(next(built.glob("*.tar.gz"))) as packed:
        held = {name.partition("/")[2] for name in packed.getnames()}
    assert not wanted - held
    assert {"LICENSE", "README.md", "CHANGELOG.md", "setup.cfg", "pyproject.toml"} <= held


@pytest.mark.xdist_group("wheel")
def test_every_command_works_or_says_what_it_needs(alone: Path, tmp_path: Path) -> None:
    """With the wheel alone each command does its work, or names in both languages what to install."""
    (tmp_path / "report.txt").write_text("ประชาชนรอนาน", encoding="utf-8")
    shutil.copyfile(ROOT / "tests" / "cases" / "tepga.toml", tmp_path / "cases.toml")
    shown = {line: told(alone, line, tmp_path, "th") for line in WORKS}
    assert {line: done.stderr for line, done in shown.items() if done.returncode} == {}
    left_out = [line for line in shown["demo demo"].stdout.splitlines() if "A65" in line]
    assert [NEEDED.format("report") in line for line in left_out] == [True, True]  # html and pdf
    assert not {path.suffix for path in (tmp_path / "demo" / "results").iterdir()} & {".pdf", ".html"}
    for line, extra in NEEDS.items():
        for lang in ("th", "en"):
            done = told(alone, line, tmp_path, lang)
            assert (done.returncode, NEEDED.format(extra) in done.stderr) == (1, True), (line, done.stderr)
            assert "Traceback" not in done.stderr


def test_no_command_is_forgotten() -> None:
    """The lists above name every command that there is."""
    listed = [*WORKS, *NEEDS]
    assert not [name for name in named(main) if not any(f"{line} ".startswith(f"{name} ") for line in listed)]


@pytest.mark.xdist_group("wheel")
def test_other_pythons(built: Path, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """The wheel installs and shows a whole round on each other Python that this machine has."""
    for version, python in pythons.others().items():
        folder = tmp_path / version
        ran([python, "-m", "venv", "--without-pip", folder], tmp_path)
        inside = folder / BIN / "python"
        ran([sys.executable, "-m", "pip", "--python", inside, "install", "-q", "--no-compile", wheel(built)], tmp_path)
        assert told(folder / BIN / "pyscoring", f"demo demo-{version}", tmp_path, "en").returncode == 0, version
    there = {*pythons.others(), f"{sys.version_info.major}.{sys.version_info.minor}"}
    absent = sorted(set(pythons.VERSIONS) - there)
    record_property(
        "figure", f"wheel installed on Python {', '.join(sorted(there))}; not here: {', '.join(absent) or '-'}"
    )


def wheel(built: Path) -> Path:
    return next(built.glob("*.whl"))


def tracked(*folders: str) -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z", *folders], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if (ROOT / name).is_file()]


def named(command: click.Command, *names: str) -> Iterator[str]:
    """Every command below one, by the words that call it."""
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from named(below, *names, name)
    else:
        yield " ".join(names)


def told(command: Path, line: str, folder: Path, lang: str) -> "subprocess.CompletedProcess[str]":
    """What a command prints, in a folder that is not the repository and with none of its surroundings."""
    known = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYSCORING", "XLWINGS"))
    }
    known |= {"PYSCORING_LANG": lang, "HOME": str(folder)}
    return subprocess.run(
        [command, *line.split()], cwd=folder, env=known, capture_output=True, encoding="utf-8", check=False
    )


def ran(command: list[object], folder: Path) -> None:
    done = subprocess.run([str(word) for word in command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
