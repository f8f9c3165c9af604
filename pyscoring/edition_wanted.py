"""What should stand in a file of rules where a model refuses what stands there, in plain words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, get_origin

from pydantic import BaseModel, ValidationError

from pyscoring.problems import Problem
from pyscoring.rules import ID

_KINDS = {"th": "“scored” หรือ “derived”", "en": "“scored” or “derived”"}
_ABOVE = {"th": "{line} ซึ่งเป็นบรรทัดเหนือบรรทัดนี้", "en": "{line}, a line of its own above this one,"}
_BARE = re.compile(r"[\w-]+", re.ASCII)  # a key that needs no quotes
_BY_ID = {"scores", "bonus", "dimensions"}  # of a worked case
_OF_THE_FILE = {"award", "family", "family_name", "fiscal_year", "requires"}  # and of no table in it
_MOVE = {
    "th": "ย้ายไปไว้เหนือบรรทัดแรกที่มีวงเล็บ เพราะเป็นคีย์ของทั้งไฟล์",
    "en": "move it above the first line with a bracket, for it is of the whole file",
}
_DELETE = {
    "th": "ลบออก หรือเติมบรรทัด […] หรือ [[…]] ที่หายไปข้างบน",
    "en": "delete it, or put in the […] or [[…]] line that is missing above",
}
_ALIKE = {"conditions": "eligibility", "eligibility": "conditions"}  # of a derived edition, of a scored one
_NAME = '{{ th = "…", en = "…" }}'
_WORDS = {
    "value_error": ("ตัวเลข ไม่ใส่เครื่องหมายคำพูด", "a number, written without quotes"),
    "decimal_type": ("ตัวเลข", "a number"), "finite_number": ("ตัวเลขที่มีค่าแน่นอน", "a finite number"),
    "greater_than": ("ตัวเลขที่มากกว่า {gt}", "a number greater than {gt}"),
    "greater_than_equal": ("ตัวเลขตั้งแต่ {ge}", "a number of at least {ge}"),
    "less_than": ("ตัวเลขที่น้อยกว่า {lt}", "a number less than {lt}"),
    "less_than_equal": ("ตัวเลขไม่เกิน {le}", "a number of at most {le}"),
    "literal_error": ("{expected}", "{expected}"), "bool_type": ("true หรือ false ไม่ใส่เครื่องหมายคำพูด", "true or false, without quotes"),
    "int_type": ("จำนวนเต็ม ไม่ใส่เครื่องหมายคำพูด", "a whole number, written without quotes"),
    "int_parsing_size": ("จำนวนเต็มที่เล็กกว่านี้", "a smaller whole number"),
    "string_type": ("ข้อความในเครื่องหมายคำพูด", "a text in quotes"),
    "string_too_short": ("ข้อความที่ไม่ว่าง", "a text that is not empty"),
    "string_too_long": ("ข้อความไม่เกิน {max_length} ตัวอักษร", "a text of at most {max_length} characters"),
    "id": ("อักษรโรมันตัวเล็ก ตัวเลข จุด หรือขีด ไม่มีช่องว่าง", "small letters, digits, points and hyphens, without spaces"),
    "words": ("ข้อความที่ไม่ว่าง และไม่ขึ้นต้นด้วย = + - @", "a text that is not empty and does not begin with = + - @"),
    "too_short": ("อย่างน้อย {min_length} รายการ", "a list with entries, at least {min_length}"),
    "numbers": ("เลขทีละหน้าในวงเล็บเหลี่ยม เช่น [1, 2, 3]", "each number by itself, in brackets, such as [1, 2, 3]"),
    "tuple_type": ("รายการ", "a list"), "dict_type": ("ตาราง", "a table"), "mapping_type": ("ตาราง", "a table"),
    "Text": (_NAME, _NAME), "model_type": ("ตารางที่มีคีย์ {keys}", "a table with the keys {keys}"),
    "single": ("บรรทัด {line} แล้วคีย์ {keys} ใต้บรรทัดนั้น", "the line {line}, and below it the keys {keys}"),
    "double": ("รายการที่แต่ละรายการขึ้นต้นด้วยบรรทัด {line}", "entries that each begin with the line {line}"),
    "union_tag_invalid": ("kind ที่มี: {expected_tags}", "a kind of these: {expected_tags}"),
    "union_tag_not_found": ("ตารางที่มี kind", "a table with a kind"),
    "model_attributes_type": ("ตาราง", "a table"),
}  # fmt: skip


def other_kind(raw: Mapping[str, Any], wanted: Literal["an edition", "worked cases"]) -> Problem | None:
    """E13 where a raw TOML is of the other of the two kinds that are written by hand."""
    rules = bool({"award", "dimensions", "conditions"} & raw.keys())
    cases = isinstance(raw.get("cases"), list)
    if rules == cases or rules == (wanted == "an edition"):
        return None
    words = {"th": "เกณฑ์รางวัล", "en": "a file of rules"}, {"th": "กรณีตัวอย่าง", "en": "a file of worked cases"}
    seen, other = words if rules else reversed(words)
    command = f"pyscoring editions {'check' if rules else 'cases'}"
    remedy = {"th": f"ใช้คำสั่ง {command}", "en": f"use {command}"}
    return Problem("E13", {"seen": seen, "wanted": other, "remedy": remedy})


def from_pydantic(error: ValidationError, model: type[BaseModel]) -> Iterator[Problem]:
    """One problem a mistake, with the key, what was found and what is wanted."""
    either: dict[str, tuple[object, list[tuple[str, str]]]] = {}  # a key of several types has an error for each
    items = error.errors(include_url=False)
    lacking = [item["loc"] for item in items if item["type"] == "missing"]
    headless: dict[str, str] = {}  # tables whose keys stand above or in another one, each with the first of these
    for item in sorted(items, key=lambda item: item["type"] == "missing"):
        key, name = _key(item["loc"]), str(item["loc"][-1])
        if item["type"] == "extra_forbidden":
            tables = (
                loc for loc in lacking if _bracket(model, loc) == f"[{loc[-1]}]" and name in _fields_at(model, loc)
            )
            if table := next(tables, None):
                headless.setdefault(_key(table), key)
            else:
                yield _extra(key, item["loc"], model)
        elif item["type"] == "missing":
            line = _bracket(model, item["loc"]) or key
            told = {lang: words.format(line=line) for lang, words in _ABOVE.items()} if key in headless else line
            yield Problem("E03", {"key": told}, field=headless.get(key, key))
        elif not _counts_only_the_sound(item):
            either.setdefault(key, (item["input"], []))[1].append(_wanted(item, model))
    for key, (found, choices) in either.items():
        wanted = {"th": " หรือ ".join(th for th, _ in choices), "en": ", or ".join(en for _, en in choices)}
        yield Problem("E04", {"key": key, "found": short(found), "wanted": wanted}, field=key)


def listed(values: Iterable[object]) -> str:
    return ", ".join(map(str, values))


def short(value: object) -> str:
    """A value as a message shows it: as the file has it, but for the curly quotes of a text, and what is long cut."""
    text = f"“{value}”" if isinstance(value, str) else _written(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _written(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, Mapping):
        entries = (f"{k if _BARE.fullmatch(k) else _written(k)} = {_written(v)}" for k, v in value.items())
        return f"{{ {', '.join(entries)} }}" if value else "{}"
    return str(value)


def _counts_only_the_sound(item: Any) -> bool:
    """A list is called too short where enough entries are there, but wrong ones: those are told by themselves."""
    return item["type"] == "too_short" and bool(len(item["input"]) >= item["ctx"]["min_length"])


def _wanted(item: Any, model: type[BaseModel]) -> tuple[str, str]:
    """What should stand there, in Thai and English."""
    if item["loc"] == ("kind",):
        return _KINDS["th"], _KINDS["en"]
    if id_ := _with_point(item["loc"], item["input"]):
        return f"รหัสที่มีจุดอยู่ในเครื่องหมายคำพูด: {id_}", f"an id with a point in quotes: {id_}"
    context, kind = dict(item.get("ctx", {})), item["type"]
    if kind == "string_pattern_mismatch":
        kind = "id" if context["pattern"] == ID else "words"
    elif kind == "model_type" and context["class_name"] == "Text":
        kind = "Text"
    elif kind == "model_type":
        line = None if isinstance(item["loc"][-1], int) else _bracket(model, item["loc"])
        kind = "single" if line else kind
        context |= {"line": line, "keys": listed(_fields_at(model, item["loc"]))}
    elif kind == "tuple_type" and (line := _bracket(model, item["loc"])):
        kind, context["line"] = "double", line
    elif kind == "tuple_type" and item["loc"][-1] in ("slides", "pages"):
        kind = "numbers"
    if kind not in _WORDS:  # pragma: no cover  # a later pydantic may have kinds of its own
        return item["msg"], item["msg"]
    th, en = (words.format(**context) for words in _WORDS[kind])
    if kind == "literal_error":
        en = re.sub(r"'([^']*)'", r"“\1”", en)
        th = en.replace(" or ", " หรือ ")
    return th, en


def _with_point(loc: tuple[int | str, ...], value: object) -> str | None:
    """What was meant with an id of a worked case that stands without quotes: TOML reads a point as a table in a table."""
    if not {*loc[-2:-1]} & _BY_ID or not isinstance(loc[-1], str):
        return None
    id_, inner = loc[-1], value
    while isinstance(inner, Mapping) and inner:
        step, inner = next(iter(inner.items()))
        id_ += f".{step}"
    return f'"{id_}" = {short(inner)}' if inner is not value else None


def _extra(key: str, loc: tuple[int | str, ...], model: type[BaseModel]) -> Problem:
    allowed = _fields_at(model, loc[:-1])
    import difflib

    alike = _ALIKE.get(str(loc[-1]))
    near = [alike] if alike in allowed else difflib.get_close_matches(str(loc[-1]), allowed, n=1, cutoff=0.6)
    if near:
        return Problem("E02", {"key": key, "near": near[0]}, field=key)
    remedy = _MOVE if loc[-1] in _OF_THE_FILE & model.model_fields.keys() else _DELETE
    return Problem("E06", {"key": key, "wanted": listed(allowed), "remedy": remedy}, field=key)


def _fields_at(model: type[BaseModel], loc: Iterable[int | str]) -> list[str]:
    return list(_model_at(model, loc).model_fields)


def _model_at(model: type[BaseModel], loc: Iterable[int | str]) -> type[BaseModel]:
    current = [model]
    for step in loc:
        tagged = [m for m in current if "kind" in m.model_fields and step in _tags(m)]
        found = [m for c in current if step in c.model_fields for m in _models_in(c.model_fields[str(step)].annotation)]
        current = tagged or found or current
    return current[0]


def _bracket(model: type[BaseModel], loc: Iterable[int | str]) -> str | None:
    """The line in brackets that begins a table of the file, or each entry of a list; None of what has no such line."""
    *above, name = (step for step in loc if isinstance(step, str))
    field = _model_at(model, above).model_fields.get(name)
    annotation = field.annotation if field else None
    models = _models_in(annotation)
    if models and get_origin(annotation) is tuple:
        return f"[[{'.'.join((*above, name))}]]"
    return f"[{name}]" if models and not above and models[0].__name__ != "Text" else None


def _tags(model: type[BaseModel]) -> tuple[object, ...]:
    return tuple(getattr(model.model_fields["kind"].annotation, "__args__", ()))


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for a in getattr(annotation, "__args__", ()) for m in _models_in(a)]


def _key(loc: Iterable[int | str]) -> str:
    """``("dimensions", 0, "weight")`` as ``dimensions[1].weight``: people count from one."""
    text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in loc)
    text = re.sub(r"(\.rule)\.[a-z-]+(?=\.)", r"\1", text)  # the kind, which no key of the file holds
    return re.sub(r"\.(function-|constrained-|literal\[|decimal).*$", "", text.lstrip("."))
