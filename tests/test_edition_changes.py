"""What changed between two editions: nothing is passed over, and a committee can read it."""

import copy
import json
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner

from pyscoring import edition as editions
from pyscoring.edition import AwardEdition, DerivedAward, load, scored
from pyscoring.edition_changes import changes
from pyscoring.edition_files import available
from pyscoring.rules import Model
from workbook.cli import main
from workbook.commands.edition_words import ENTRIES, KEYS, VALUES

ROOT = Path(__file__).parent.parent
MADE_UP = ROOT / "tests" / "editions" / "made-up-2560.toml"
DEVELOPMENT = ROOT / "pyscoring" / "editions" / "tepga-development-2558.toml"
OTHER = {"points": "percent", "level": "percent", "percent": "points", "rule": "feature", "feature": "rule",
         "median": "mean", "mean": "median", "yes-no": "pages", "pages": "words", "words": "pages"}  # fmt: skip


def raw(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value that is no table and no list of tables."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*path, key))
    elif isinstance(value, list) and isinstance(value[0], dict):
        for number, item in enumerate(value):
            yield from places(item, (*path, number))
    else:
        yield path


def other(value: Any) -> Any:
    if isinstance(value, list):
        return [*value, value[0]]
    if isinstance(value, str):
        return OTHER.get(value, f"{value}2")
    return {0: 1, 1: 0, 2: 1}.get(value, value + 1)


def with_other(source: dict[str, Any], path: tuple[Any, ...]) -> AwardEdition:
    """The edition with one value changed."""
    changed = copy.deepcopy(source)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = other(holder[path[-1]])
    return AwardEdition.model_validate(changed)


@pytest.mark.parametrize("file", [MADE_UP, DEVELOPMENT], ids=lambda path: path.stem)
def test_every_key_counts(file: Path) -> None:
    """Whatever key of a file is changed, there is one change that names it, and it alone; another id is another entry."""
    source, old = raw(file), scored(file)
    fixed = {"id", "kind", "rounding", "stage", "fiscal_year"}  # an id of its own test, or with one value only
    tried = 0
    for path in places(source):
        if (len(path) == 1 and path[0] in fixed) or path[-1] in ("rounding", "stage"):
            continue
        found = changes(old, with_other(source, path))
        if path[-1] == "id" and path[0] != "after_documents":
            inner = sum(1 for p in places(source) if p[: len(path) - 1] == path[:-1] and p[-1] == "id")
            assert {c.kind for c in found} == {"added", "dropped"}, path
            assert len(found) == 2 * inner, path
        else:
            (change,) = found
            assert change.kind == "changed", path
            assert change.path[-1].key == path[-1]
        tried += 1
    assert tried > 60


def test_nothing_of_equal_editions() -> None:
    """An edition does not differ from itself, nor from its copy under another id."""
    old = scored("tpsa-innovation-2558")
    assert changes(old, old) == []
    assert changes(old, old.model_copy(update={"id": "tpsa-innovation-2559"})) == []


def test_another_order() -> None:
    """Indicators in another order make another form, so that is told."""
    source = raw(MADE_UP)
    source["dimensions"][1]["indicators"].reverse()
    (change,) = changes(scored(MADE_UP), AwardEdition.model_validate(source))
    assert (change.kind, change.key) == ("order", "dimensions[serve].indicators")
    assert (change.before, change.after) == (["b1", "b2", "b3"], ["b3", "b2", "b1"])


def test_a_rule_of_a_condition() -> None:
    """What proves a condition is a change of its own, of derived awards too."""
    old = load("tepga-excellence-2558")
    rule = old.conditions[1].rule.model_copy(update={"at_least": 4})  # type: ignore[union-attr]
    condition = old.conditions[1].model_copy(update={"rule": rule})  # type: ignore[union-attr]
    new = old.model_copy(update={"conditions": (old.conditions[0], condition, old.conditions[2])})  # type: ignore[union-attr]
    (change,) = changes(old, new)
    assert change.key == "conditions[new-projects].rule"


def models(model: type[Model], seen: set[type[Model]]) -> set[type[Model]]:
    if model not in seen:
        seen.add(model)
        for field in model.model_fields.values():
            for inner in _types(field.annotation):
                if isinstance(inner, type) and issubclass(inner, Model) and inner.__module__ == editions.__name__:
                    models(inner, seen)
    return seen


def _types(annotation: Any) -> Iterator[Any]:
    yield annotation
    for argument in get_args(annotation):
        yield from _types(argument)


def test_every_key_has_its_words() -> None:
    """Every key that an edition may hold is told in words, in Thai and in English, and so is every list's entry."""
    known = models(AwardEdition, set()) | models(DerivedAward, set())
    keys = {name for model in known for name in model.model_fields}
    assert keys - set(KEYS) == set()
    assert {"dimensions", "features", "gates", "assumptions", "conditions"} <= set(ENTRIES)
    for words in (KEYS, *VALUES.values()):
        assert all(told["th"] and told["en"] for told in words.values())


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["editions", "diff", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_read_by_a_committee() -> None:
    """The lines name indicators and bands as the form does, in the reader's language, and say what it means for workbooks."""
    thai = run("tepga-development-2558", "tepga-expansion-2558")
    assert "~ มิติ 1 ความสามารถของหน่วยงานภาครัฐ: น้ำหนัก 20 → 15" in thai
    assert "+ ตัวชี้วัด 9 " in thai
    assert "− คุณสมบัติ เป็นโครงการใหม่ที่ไม่เคยขอรับรางวัล: ตัดออก (ชื่อ (อังกฤษ) “" in thai
    assert "”, ที่มา สไลด์ 26)" in thai
    assert "ใช้กับเกณฑ์ใหม่ไม่ได้" in thai
    english = run("tepga-development-2558", "tepga-expansion-2558", "--lang", "en")
    assert "~ dimension 1 Capability of the agency: weight 20 → 15" in english
    assert "+ indicator 9 " in english
    assert "do not serve" in english


def edited(tmp_path: Path, *edits: tuple[str, str]) -> str:
    """The path of the made-up edition with edits."""
    text = MADE_UP.read_text(encoding="utf-8")
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = tmp_path / "made-up-2560.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_what_keeps_the_workbooks(tmp_path: Path) -> None:
    """Where only the assessors' number changes, workbooks that were handed out still serve."""
    path = edited(tmp_path, ("minimum_assessors = 3", "minimum_assessors = 4"))
    said = run(str(MADE_UP), path, "--lang", "en")
    assert "differences: 1\n" in said
    assert "~ between assessors: assessors at least 3 → 4" in said
    assert "score workbooks, definition" in said
    assert "still serve" in said
    assert "forms of the document check" not in said


def test_each_form_has_its_own_definition(tmp_path: Path) -> None:
    """Of an edition with a document check it is told of both forms whether they still serve: a limit changes only one."""
    text = available()["tpsa-innovation-2558"].read_text(encoding="utf-8")
    limit, mark = tmp_path / "limit.toml", tmp_path / "mark.toml"
    limit.write_text(text.replace("at_most = 15\n", "at_most = 16\n"), encoding="utf-8")
    mark.write_text(text.replace("points = 50\n", "points = 40\n"), encoding="utf-8")
    for path, score, document in ((limit, "still serve", "do not serve"), (mark, "do not serve", "still serve")):
        *_, first, second = run("tpsa-innovation-2558", str(path), "--lang", "en").splitlines()
        assert (first[:15], score in first) == ("score workbooks", True)
        assert (second[:27], document in second) == ("forms of the document check", True)


def test_values_in_words(tmp_path: Path) -> None:
    """Scales, ways of giving a bonus and of putting assessors together are words, and a feature tells its rule."""
    path = edited(
        tmp_path, ('per = "feature"\n', 'per = "rule"\n'), ('method = "median"', 'method = "mean"'),
        ('max = 7, scale = "percent"', 'max = 7'), ("at_least = 92.5", "at_least = 93"),
        ('id = "d2", name = { th = "บริการออนไลน์", en = "A service online" }, source = "slide 1"',
         'id = "d2", name = { th = "บริการออนไลน์", en = "A service online" }, source = "assumption: a"'),
    )  # fmt: skip
    with Path(path).open("a", encoding="utf-8") as file:
        file.write('\n[[assumptions]]\nid = "a"\ntext = { th = "สมมติ", en = "assumed" }\naffects = ["bonus.points"]\n')
    said = run(str(MADE_UP), path, "--lang", "en")
    for line in (
        "~ bonus Digital: given for each feature → once",
        "~ bonus Digital · feature A service online: source slide 1 → assumption: a",
        "~ between assessors: method median → mean",
        "~ indicator B one: scale percent → points",
        "~ band Gold \"special\": from 92.5 → 93",
        "+ assumption a: added (text (English) “assumed”, text (Thai) “สมมติ”, affects bonus.points)",
    ):  # fmt: skip
        assert line in said
    thai = run(str(MADE_UP), path)
    assert "ที่มา สไลด์ 1 → ข้อสมมติ a" in thai
    assert "+ ข้อสมมติ a: เพิ่มใหม่ (ข้อความ (ไทย) “สมมติ”, ข้อความ (อังกฤษ) “assumed”, มีผลต่อ bonus.points)" in thai


def test_a_text_in_both_languages(tmp_path: Path) -> None:
    """Both are told, the reader's language first, so that a slip in the other is seen too; sources come last."""
    path = edited(
        tmp_path, ('th = "ก หนึ่ง", en = "A one" }, max = 10, scale = "level", lowest = 1, source = "slide 1"',
                   'th = "ก หนื่ง", en = "The first" }, max = 11, scale = "level", lowest = 1, source = "slide 2"'),
        ("slides = [1]", "slides = [1, 2]"),
    )  # fmt: skip
    assert (
        "name (English) “A one” → “The first”; name (Thai) “ก หนึ่ง” → “ก หนื่ง”; maximum 10 → 11; source slide 1 → slide 2\n"
    ) in run(str(MADE_UP), path, "--lang", "en")
    assert (
        "ชื่อ (ไทย) “ก หนึ่ง” → “ก หนื่ง”; ชื่อ (อังกฤษ) “A one” → “The first”; คะแนนเต็ม 10 → 11; ที่มา สไลด์ 1 → สไลด์ 2\n"
    ) in run(str(MADE_UP), path)


def test_as_json(tmp_path: Path) -> None:
    """`--json` has every change with its key, numbers as text."""
    path = edited(tmp_path, ("at_least = 92.5", "at_least = 93"))
    told = json.loads(run(str(MADE_UP), path, "--json"))
    assert told["changes"] == [{"kind": "changed", "key": "bands[gold].at_least", "before": "92.5", "after": "93"}]
    assert json.loads(run(str(MADE_UP), str(MADE_UP), "--json"))["changes"] == []
    assert "no difference" in run(str(MADE_UP), str(MADE_UP), "--lang", "en")


def test_order_and_derived_awards_in_words(tmp_path: Path) -> None:
    """Another order is told with its ids; an award that follows from others is told by its conditions, and has no workbook."""
    text = MADE_UP.read_text(encoding="utf-8")
    first, second = (line for line in text.split("\n") if '{ id = "a1"' in line or '{ id = "a2"' in line)
    path = tmp_path / "made-up-2560.toml"
    path.write_text(text.replace(f"{first}\n{second}", f"{second}\n{first}"), encoding="utf-8")
    assert "~ dimension Leading: order a1–a2 → a2–a1" in run(str(MADE_UP), str(path), "--lang", "en")
    derived = available()["tepga-excellence-2558"].read_text(encoding="utf-8")
    other_rule = tmp_path / "tepga-excellence-2558.toml"
    other_rule.write_text(derived.replace("at_least = 3", "at_least = 4"), encoding="utf-8")
    said = run("tepga-excellence-2558", str(other_rule), "--lang", "en")
    assert "~ condition At least 3 new projects are proposed: proved by “at least 3 new projects" in said
    assert "→ “at least 4 new projects" in said
    assert "definition" not in said
    (change,) = json.loads(run("tepga-excellence-2558", str(other_rule), "--json"))["changes"]
    assert (change["before"]["at_least"], change["after"]["at_least"]) == (3, 4)
