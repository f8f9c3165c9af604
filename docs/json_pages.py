"""The JSON schemas, and the page that shows their fields."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter

from docs import json_records
from docs.tables import GENERATED, table
from pyscoring.edition import AwardEdition, DerivedAward
from pyscoring.results import schema

DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
PRINTED = {
    "score": json_records.Scores, "status": json_records.Returned, "consolidate": json_records.Consolidated,
    "verify": json_records.Verified,
}  # fmt: skip


def pages() -> dict[str, str]:
    """The text of each schema and of their page, by name."""
    found = schemas()
    texts = {name: json.dumps(found[name], ensure_ascii=False, indent=2) + "\n" for name in found}
    return texts | {"json.md": "\n".join(_page(found)).rstrip() + "\n"}


def schemas() -> dict[str, dict[str, Any]]:
    """Each schema by the name of its file."""
    edition: dict[str, Any] = TypeAdapter(AwardEdition | DerivedAward).json_schema()
    return {
        f"{command}.schema.json": DIALECT | record.model_json_schema() | {"title": f"pyscoring {command} --json"}
        for command, record in PRINTED.items()
    } | {
        "edition.schema.json": DIALECT | edition | {"title": "The file of an edition"},
        "results.schema.json": DIALECT | schema() | {"title": "results.json of pyscoring"},
    }


def _page(found: dict[str, dict[str, Any]]) -> Iterator[str]:
    yield from (GENERATED, "", "# JSON documents", "")
    yield "What the commands print with `--json`, what `export` writes as `results.json`, and the file of an edition."
    yield "Numbers with decimals are strings, as exact as they were computed; a missing number is `null`, never 0."
    yield "What is printed has every field, always. The tests hold what the demonstration prints and the editions"
    yield "against these schemas. Records that several documents share are shown at the first of them. The rules that a"
    yield from ("schema cannot tell of an edition are in [edition-format.md](edition-format.md).", "")
    rows = ((f"[{name}]({name})", document["title"]) for name, document in found.items())
    yield from table(("Schema", "Of"), rows)
    told: list[dict[str, Any]] = []
    for name, document in found.items():
        yield from (
            f"## {name.removesuffix('.schema.json')}",
            "",
            f"{document['title']}. Schema: [{name}]({name}).",
            "",
        )
        for title, record in ({document["title"]: document} | document.get("$defs", {})).items():
            if "properties" in record and record not in told:
                told.append(record)
                yield from _record(title if record is not document else "", record)


def _record(title: str, record: dict[str, Any]) -> Iterator[str]:
    if title:
        yield from (f"**{title}**: {_one_line(record.get('description', ''))}", "")
    needed = set(record.get("required", ()))
    fields = record["properties"].items()
    rows = (
        (f"`{key}`", _type(field), "yes" if key in needed else "no", _one_line(field.get("description", "")))
        for key, field in fields
    )
    yield from table(("Field", "Type", "Required", "Meaning"), rows)


def _type(field: dict[str, Any]) -> str:
    """The type in words: a record's name, a list or table of them, the texts that it can be."""
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "const" in field or "enum" in field:
        return ", ".join(f"`{value}`" for value in field.get("enum", [field.get("const")]))
    for several in ("anyOf", "oneOf"):
        if several in field:
            return " or ".join(dict.fromkeys(map(_type, field[several])))
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}" if "items" in field else "list"
    if isinstance(field.get("additionalProperties"), dict):
        return f"table of {_type(field['additionalProperties'])}"
    return str(field.get("format") or field.get("type", "any"))


def _one_line(text: str) -> str:
    return " ".join(text.split())
