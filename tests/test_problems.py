"""The catalogue of problems."""

import re

import pytest

from pyscoring.problems import CATALOGUE, Problem, Refused, Severity, errors

PLACES = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("code", CATALOGUE)
def test_both_languages_say_the_same(code: str) -> None:
    """Every problem has a message and a remedy in Thai and in English, about the same details."""
    entry = CATALOGUE[code]
    assert re.fullmatch(r"[EFSTDAW]\d\d", code)
    for thai, english in ((entry.th, entry.en), (entry.remedy_th, entry.remedy_en)):
        assert (
            re.search("[ก-๙]", thai) or "{near}" in thai or thai in ("{remedy}", "{wanted}")
        )  # details in both languages
        assert not re.search("[ก-๙]", english)
        assert set(PLACES.findall(thai)) == set(PLACES.findall(english))


def test_details_in_two_languages() -> None:
    """A detail may itself be in both languages, as a label is."""
    problem = Problem("D15", {"label": {"th": "ผู้ประเมิน", "en": "Assessor"}}, cell="E9", field="assessor")
    assert problem.message() == "ยังไม่ได้กรอก “ผู้ประเมิน”"
    assert problem.message("en") == "“Assessor” is blank"
    assert problem.severity is Severity.WARNING


def test_refused_carries_everything() -> None:
    """A refusal holds all its problems and reads in English for developers."""
    refused = Refused(Problem("F01"), Problem("T01"))
    assert [p.code for p in refused.problems] == ["F01", "T01"]
    assert "F01: there is no such file" in str(refused)
    assert errors([Problem("D14", {"seen": 1, "understood": 1}), Problem("F01")]) == (Problem("F01"),)
