"""The line of a key: what is told of a file by hand is where its author finds it."""

import json
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from pyscoring.edition_copy import copied
from pyscoring.problems import Refused
from pyscoring.toml_lines import Lines
from workbook.cli import main

ROOT = Path(__file__).parent.parent
FILES = (
    ROOT / "pyscoring" / "editions" / "tepga-excellence-2558.toml",
    ROOT / "tests" / "editions" / "made-up-2560.toml",
)
SMALL = ROOT / "tests" / "cases" / "broken-editions" / "small-2558.toml"


def leaves(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Every value of a parsed file that is no table or list of tables, with its key as problems name it."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, f"{key}.{name}".lstrip("."))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, item in enumerate(value, 1):
            yield from leaves(item, f"{key}[{number}]")
    else:
        yield key, value


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_every_key_is_found(file: Path) -> None:
    """The lines told for a key hold its name and its value, whether it stands in a table, in a list or inline."""
    text = file.read_text(encoding="utf-8")
    lines, found = Lines(text), 0
    for key, value in leaves(tomllib.loads(text, parse_float=Decimal)):
        place = lines.of(key)
        assert place, key
        told = "\n".join(text.split("\n")[place[0] - 1 : place[1]])
        shown = value.replace('"', '\\"') if isinstance(value, str) else str(value).replace("'", '"')
        assert key.rpartition(".")[2] in told, key
        assert shown in told, key
        found += 1
    assert found > 25


ODD = '''# a comment
name = """
weight = 1
[bands]
"""   # still the name

[[bands]]
id = 'a'

  [[bands]]
  id = "b"
  "at_least" = [
    1,   # one

    2,
  ]
[total]
full.mark = 3
'''


@pytest.mark.parametrize(
    ("key", "lines"),
    [
        ("name", (2, 5)),
        ("bands[1].id", (8, 8)),
        ("bands[2].id", (11, 11)),
        ("bands[2].at_least", (12, 16)),
        ("bands[1].at_least", (7, 7)),  # missing: its table
        ("bands[2].name.th", (10, 10)),
        ("bands[].id", (8, 11)),
        ("bands[3].id", None),
        ("total.full.mark", (18, 18)),
        ("consolidation", None),
        ("", None),
    ],
)
def test_odd_files(key: str, lines: tuple[int, int] | None) -> None:
    """Texts and lists over several lines, indented and quoted keys, and keys that are missing."""
    assert Lines(ODD).of(key) == lines


def test_long_files_take_no_longer_than_reading_them() -> None:
    """A long list and tens of thousands of tables have their lines; where they cannot be told soon, there are none."""
    assert Lines("a = [\n" + "1,\n" * 20_000 + "]\nb = 1\n").of("b") == (20_003, 20_003)
    many = Lines("[[bands]]\nat_least = 1\n" * 20_000)
    assert many.of("bands[].at_least") == (2, 40_000)
    assert [many.of(f"bands[{n}].at_least") for n in (1, 9_999, 20_000)] == [(2, 2), (19_998,) * 2, (40_000,) * 2]
    nested = Lines("a = 1\n" + "b = [\n" + "[],\n" * 3_000 + "]\n")
    assert nested.of("a") is nested.of("b") is None


def test_a_number_of_thousands_of_digits_is_no_entry() -> None:
    """A quoted key may look like the number of an entry, which Python would refuse to read."""
    assert Lines("a = 1\n").of(f"[{'9' * 5000}]") is None


def test_a_copy_is_sound_or_not_made() -> None:
    """A long list above the keys changes nothing; where lines cannot be told, or digits are Thai, nothing is written."""
    text = SMALL.read_text(encoding="utf-8")
    long = copied(text.replace("slides = [", "slides = [" + "\n" * 300), "new-2559")
    assert {key: tomllib.loads(long)[key] for key in ("id", "award", "fiscal_year")} == {
        "id": "new-2559", "award": "new", "fiscal_year": 2559,
    }  # fmt: skip
    with pytest.raises(Refused, match="E01"):
        copied(text + "[x]\ny = [\n" + "[],\n" * 3_000 + "]\n", "new-2559")
    with pytest.raises(ValueError, match="new"):
        copied(text, "new-25๕๙")


def test_lines_are_told(tmp_path: Path) -> None:
    """`editions check` names the lines, in their order; so does a command that is given the file; --json has the first."""
    text = (
        SMALL.read_text(encoding="utf-8")
        .replace("at_least = 80", "at_leats = 80")
        .replace("weight = 40", "weight = 30")
    )
    wrong = tmp_path / "small-2558.toml"
    wrong.write_text(text, encoding="utf-8")
    lines = text.split("\n")
    weights = [n for n, line in enumerate(lines, 1) if line.startswith("weight")]
    threshold = lines.index("at_leats = 80") + 1
    said = CliRunner().invoke(main, ["editions", "check", str(wrong), "--lang", "en"]).stdout
    assert f"lines {weights[0]}–{weights[-1]}  dimensions[].weight is “60 + 30 = 90”" in said
    assert f"line {threshold}  the key bands[1].at_leats is unknown" in said
    assert said.index("dimensions[].weight") < said.index("at_leats is unknown")
    assert f"บรรทัด {threshold}  ไม่รู้จักคีย์" in CliRunner().invoke(main, ["editions", "check", str(wrong)]).stdout
    used = CliRunner().invoke(main, ["template", str(wrong), "-o", str(tmp_path / "a.xlsx"), "--lang", "en"])
    assert f"{wrong} line {threshold}: the key bands[1].at_leats" in used.stderr
    told = CliRunner().invoke(main, ["editions", "check", str(wrong), "--json"]).stdout
    assert threshold in [p["line"] for p in json.loads(told)["files"][0]["problems"]]


def test_the_line_that_is_no_toml(tmp_path: Path) -> None:
    """What is no TOML at all is told by its line too."""
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('id = "a"\nweight = 70,0\n', encoding="utf-8")
    said = CliRunner().invoke(main, ["editions", "check", str(wrong), "--lang", "en"]).stdout
    assert "E01 line 2  the file cannot be read" in said
    wrong.write_text('id = "a"\n# “weight”\nname = ‘a’\n', encoding="utf-8")
    said = CliRunner().invoke(main, ["editions", "check", str(wrong), "--lang", "en"]).stdout
    assert "E11 line 3  a value begins or ends with a curly quote" in said
    wrong.write_text("# “weight”\nweight = 70,0\n", encoding="utf-8")
    assert "E01 line 2" in CliRunner().invoke(main, ["editions", "check", str(wrong), "--lang", "en"]).stdout
