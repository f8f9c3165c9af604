"""What the commands print with --json, the results and the editions are as their published schemas say."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from docs.reference import FOLDER, OWN
from tests.scripted_round import run, shown

pytestmark = pytest.mark.xdist_group("json")  # the demonstration is made once


def schema(name: str) -> Draft202012Validator:
    """The schema as it lies in docs/."""
    document = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document)


def broken(name: str, document: object) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in schema(name).iter_errors(document)]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each command prints of a demonstration in which a file is no workbook, and the results that it wrote."""
    folder = tmp_path_factory.mktemp("round") / "demo"
    shown("demo", folder)
    (folder / "inbox" / "notes.xlsx").write_bytes(b"PK")
    documents = {command: run(command, folder, "--json")[1] for command in ("status", "consolidate")}
    results = json.loads((folder / "results" / "results.json").read_text(encoding="utf-8"))
    verified, scores = run("verify", folder, "--json")[1], run("score", folder / "inbox", "--json")[1]
    return documents | {"verify": verified, "score": scores, "results": results}


@pytest.mark.parametrize("name", ["score", "status", "consolidate", "verify", "results"])
def test_what_is_printed_is_as_the_schema_says(printed: dict[str, Any], name: str) -> None:
    """Every field of the demonstration's documents, a wrong file among them, is in the schema with its type."""
    assert broken(name, printed[name]) == []
    if name in ("score", "consolidate", "status"):
        assert {"F01", "D14"} & {p["code"] for p in _problems(printed[name])}


@pytest.mark.parametrize("name", ["score", "status", "consolidate", "verify", "results"])
def test_another_document_is_refused(printed: dict[str, Any], name: str) -> None:
    """The schemas can say no: each field that is left out is missed, and one that is not known is told."""
    empty = {key: [] if isinstance(value, list) else value for key, value in printed[name].items()}
    assert broken(name, empty) == []
    assert broken(name, empty | {"more": 1})
    for key in set(empty) - {"format", "published_by", "reason"}:  # those have a default
        assert broken(name, {other: value for other, value in empty.items() if other != key}), key


@pytest.mark.parametrize("path", sorted(OWN.glob("*.toml")), ids=lambda path: path.stem)
def test_an_edition_is_as_its_schema_says(path: Path) -> None:
    """The file of each edition fits the schema, and fits no longer when its bands or its name go."""
    edition = tomllib.loads(path.read_text(encoding="utf-8"))
    assert broken("edition", edition) == []
    assert broken("edition", {key: value for key, value in edition.items() if key != "name"})


def _problems(found: object) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict):
        if "code" in found:
            yield found
        for value in found.values():
            yield from _problems(value)
    if isinstance(found, list):
        for value in found:
            yield from _problems(value)
