"""What the project keeps to beside its code: one version, a change log of a known form, forms that ask."""

import configparser
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from workbook.cli import main

ROOT = Path(__file__).parent.parent
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[0-9]*.yml"))
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def settings() -> configparser.ConfigParser:
    read = configparser.ConfigParser()
    read.read(ROOT / "setup.cfg", encoding="utf-8")
    return read


def test_the_version_stands_once() -> None:
    """`pyscoring --version` says what setup.cfg says."""
    shown = CliRunner().invoke(main, ["--version"]).stdout
    assert shown.split()[-1] == settings()["metadata"]["version"]


def test_the_change_log_has_its_form() -> None:
    """Keep a Changelog 1.1.0: Unreleased, then versions with their days, newest first, changes by their kinds."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first, *released = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert first == "[Unreleased]"
    found = [re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d\d-\d\d)", head) for head in released]
    assert all(found), released
    order = [(*map(int, version.groups()[:3]), version[4]) for version in found if version]
    assert order == sorted(order, reverse=True)
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= KINDS


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_forms_ask_in_both_languages(form: Path) -> None:
    """Every form warns of real scores, asks for the version, and puts each question in Thai and English."""
    text = form.read_text(encoding="utf-8")
    labels = re.findall(r"^      label: (.+)$", text, re.MULTILINE)
    assert len(labels) == len(re.findall(r"^    id: ", text, re.MULTILINE)) >= 3
    assert all(re.fullmatch(r".*[ก-๙].* / .*[A-Za-z].*", label) for label in labels), labels
    assert "real scores" in text
    assert "คะแนนจริง" in text
    assert "    id: version\n" in text


def test_there_is_a_form_for_each_kind_of_trouble() -> None:
    """A refused file, a wrong number, a new edition, anything else."""
    assert [form.stem.partition("-")[2] for form in FORMS] == ["refused", "number", "edition", "other"]


def test_make_knows_the_extras_of_the_tests() -> None:
    """`make setup` installs what .ci/test installs: extras that exist."""
    (extras,) = re.findall(r'-e "\.\[(.+?)\]"', (ROOT / ".ci" / "test").read_text(encoding="utf-8"))
    assert set(extras.split(",")) <= set(settings()["options.extras_require"])
