"""What a model cannot check by itself: rules between the keys of an edition's file.

They look at the raw TOML, so that they are told together with wrong and missing keys.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from pyscoring.edition_wanted import listed, short
from pyscoring.problems import Problem
from pyscoring.rules import ID, YEARS

_STAGES = ("document", "desk", "site")
_LEFT_OUT = {"source", "criteria", "rule"}
PLACES = re.compile(r", (?=(?:slides?|pages?|clauses?) )")
"""What parts the places of a source that names several."""
_PLACE = re.compile(r"(?:slide|page)(?: \d+|s \d+(?:, \d+)+)|clauses? \S.*", re.ASCII)
_OF_A_YEAR = re.compile(r"(.+)-2[5-7][0-9]{2}")
_Known = Mapping[str, set[str] | None]  # the slides and the pages of the document


def rule_text(value: object) -> object:
    """An edition's dump as canonical JSON values: equal rules give equal text."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Mapping):
        return {k: rule_text(v) for k, v in value.items() if k not in _LEFT_OUT}
    if isinstance(value, list | tuple):
        return [rule_text(v) for v in value]
    return value


def check_rules(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Every rule that is broken between the keys of one edition's raw TOML."""
    yield from _check_id(raw)
    document = _table(raw, "document")
    known = {name: _numbered(document, f"{name}s") for name in ("slide", "page")}
    if None in known.values():
        known = dict.fromkeys(known)  # all sources would be told for the one list that is wrong
    if document and not document.keys() & {"slides", "pages"}:
        key = {"th": "document.slides หรือ document.pages", "en": "document.slides or document.pages"}
        yield Problem("E03", {"key": key}, field="document.slides")
    yield from _check_texts(raw, known, {str(a.get("id")).strip() for a in _tables(raw, "assumptions")})
    yield from _check_assumptions(raw)
    yield from _check_conditions(raw)
    if raw.get("kind") == "derived":
        return
    yield from _check_ids(raw)
    yield from _check_sums(raw)
    yield from _check_steps(raw)
    yield from _check_bonus(raw)
    yield from _check_bands(raw)
    yield from _check_gates(raw)
    yield from _check_documents(raw)


def _numbered(document: Mapping[str, Any], name: str) -> set[str] | None:
    """The slides or pages that a document lists; None where they cannot be told, which is told by itself."""
    numbers = document.get(name, [] if {"slides", "pages"} & document.keys() else None)
    sound = isinstance(numbers, list) and all(isinstance(n, int) for n in numbers)
    return {str(n) for n in numbers or ()} if sound and (numbers or name not in document) else None


def _wrong(key: str, found: object, th: str, en: str) -> Problem:
    return Problem("E05", {"key": key, "found": short(found), "wanted": {"th": th, "en": en}}, field=key)


def _check_id(raw: Mapping[str, Any]) -> Iterator[Problem]:
    award, year = raw.get("award"), raw.get("fiscal_year")
    if not isinstance(award, str) or not re.fullmatch(ID, award):
        return  # the model says what an award is called; its id could only be as wrong
    if isinstance(year, int) and year in YEARS and raw.get("id") != (wanted := f"{award}-{year}"):
        yield _wrong("id", raw.get("id"), f"“{wanted}” (award-fiscal_year)", f"“{wanted}” (award-fiscal_year)")


def _check_conditions(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Rules that nobody could ever fulfil, or that tell of another ladder than `requires`."""
    name = "conditions" if raw.get("kind") == "derived" else "eligibility"
    conditions = _tables(raw, name)
    yield from _check_unique(_counted(raw, name))
    for n, condition in enumerate(conditions, 1):
        yield from _check_awards(_table(condition, "rule"), f"{name}[{n}].rule")
        yield from _check_rule(_table(condition, "rule"), f"{name}[{n}].rule", _number(raw.get("fiscal_year")))
    named = [a for c in conditions for a in _ids(_table(c, "rule"), "awards")]
    below = raw.get("requires")
    yield from _check_award(below, "requires")
    if named and isinstance(below, str) and below not in named:
        th, en = f"รางวัลที่เงื่อนไขอ้างถึง: {listed(named)}", f"an award that a condition names: {listed(named)}"
        yield _wrong("requires", below, th, en)


def _check_awards(rule: Mapping[str, Any], key: str) -> Iterator[Problem]:
    sequences = rule.get("sequences")
    lists = {name: _ids(rule, name) for name in ("awards", "never")}
    for n, sequence in enumerate(sequences if isinstance(sequences, list) else (), 1):
        lists[f"sequences[{n}]"] = _ids({"": sequence}, "")
    for name, awards in lists.items():
        for n, award in enumerate(awards, 1):
            yield from _check_award(award, f"{key}.{name}[{n}]")


def _check_award(award: object, key: str) -> Iterator[Problem]:
    """An award is named without a year: a rule says itself which years count."""
    if isinstance(award, str) and (found := _OF_A_YEAR.fullmatch(award)):
        yield _wrong(key, award, f"รหัสรางวัลไม่มีปี: “{found[1]}”", f"the award without a year: “{found[1]}”")


def _check_rule(rule: Mapping[str, Any], key: str, year: Decimal | None) -> Iterator[Problem]:
    least, most = _number(rule.get("at_least")), len(set(_ids(rule, "awards")))
    if rule.get("kind") == "count" and most and least and least > most:
        th, en = f"ไม่เกินจำนวนรางวัลใน awards ({most})", f"at most the number of awards ({most})"
        yield _wrong(f"{key}.at_least", least, th, en)
    since, before = _number(rule.get("since")), _number(rule.get("years_before", 1))
    if since and year and before is not None and since > year - before:
        yield _wrong(f"{key}.since", since, f"ไม่เกิน {year - before}", f"at most {year - before}")


def _check_ids(raw: Mapping[str, Any]) -> Iterator[Problem]:
    indicators = [i for key, d in _counted(raw, "dimensions") for i in _counted(d, "indicators", f"{key}.")]
    features = [f for key, b in _counted(raw, "bonus") for f in _counted(b, "features", f"{key}.")]
    for name in ("dimensions", "bonus", "bands", "assumptions"):
        yield from _check_unique(_counted(raw, name))
    yield from _check_unique(indicators)
    yield from _check_unique(features)


def _counted(table: Mapping[str, Any], name: str, before: str = "") -> list[tuple[str, Mapping[str, Any]]]:
    """The tables of a list with their keys: people count from one."""
    return [(f"{before}{name}[{n}]", t) for n, t in enumerate(_tables(table, name), 1)]


def _check_unique(tables: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[Problem]:
    seen: set[object] = set()
    for key, table in tables:
        found = table.get("id")
        if isinstance(found, str) and found in seen:
            yield _wrong(f"{key}.id", found, "id ที่ไม่ซ้ำกัน", "an id that no other one has")
        if isinstance(found, str):
            seen.add(found)


def _check_sums(raw: Mapping[str, Any]) -> Iterator[Problem]:
    weights = [_number(d.get("weight")) for d in _tables(raw, "dimensions")]
    full = _number(_table(raw, "total").get("full_mark"))
    known = [w for w in weights if w is not None]
    if full is not None and weights and len(known) == len(weights) and sum(known) != full:
        yield _wrong(
            "dimensions[].weight", f"{' + '.join(map(str, known))} = {sum(known)}",
            f"น้ำหนักรวมเท่ากับ total.full_mark = {full}", f"weights that add up to total.full_mark = {full}",
        )  # fmt: skip
    for d, dimension in enumerate(_tables(raw, "dimensions"), 1):
        indicators = _tables(dimension, "indicators")
        maxima = [m for m in (_number(i.get("max")) for i in indicators) if m is not None]
        weight = _number(dimension.get("weight"))
        in_points = all(i.get("scale", "points") == "points" for i in indicators)
        if in_points and weight is not None and maxima and len(maxima) == len(indicators) and sum(maxima) != weight:
            yield _wrong(
                f"dimensions[{d}].indicators[].max", f"{' + '.join(map(str, maxima))} = {sum(maxima)}",
                f"คะแนนเต็มรวมเท่ากับ weight = {weight}", f"maxima that add up to the weight = {weight}",
            )  # fmt: skip


def _check_steps(raw: Mapping[str, Any]) -> Iterator[Problem]:
    tops = {"points": None, "level": Decimal(5), "percent": Decimal(100)}
    for d, dimension in enumerate(_tables(raw, "dimensions"), 1):
        for i, indicator in enumerate(_tables(dimension, "indicators"), 1):
            scale = indicator.get("scale", "points")
            top = tops.get(scale) if isinstance(scale, str) else None
            top = _number(indicator.get("max")) if top is None else top
            step = _number(indicator.get("step", Decimal("0.01")))
            key = f"dimensions[{d}].indicators[{i}].step"
            if "step" not in indicator and top and top % Decimal("0.01"):
                yield _wrong(key.replace(".step", ".max"), top, "ทศนิยมไม่เกินสองตำแหน่ง", "at most two decimals")
            elif step and top and step > 0 and (top % step or step % Decimal("0.01")):
                yield _wrong(
                    key, step, f"ขั้นที่หาร {top} ลงตัว ไม่เกินสองตำแหน่ง", f"a step of at most two decimals that divides {top}"
                )
            if "lowest" in indicator and scale != "level":
                yield _wrong(
                    key.replace(".step", ".lowest"), indicator["lowest"],
                    "ใช้กับ scale = \"level\" เท่านั้น", "only with scale = \"level\"",
                )  # fmt: skip


def _check_bonus(raw: Mapping[str, Any]) -> Iterator[Problem]:
    weights = {str(d.get("id")): _number(d.get("weight")) for d in _tables(raw, "dimensions")}
    dimensions = list(weights)
    for b, bonus in enumerate(_tables(raw, "bonus"), 1):
        to = bonus.get("dimension")
        if isinstance(to, str) and to not in dimensions:
            yield _wrong(
                f"bonus[{b}].dimension", to, f"id ของมิติ {listed(dimensions)}", f"a dimension's id: {listed(dimensions)}"
            )
        if "dimension_cap" in bonus and to is None:
            yield _wrong(
                f"bonus[{b}].dimension_cap", bonus["dimension_cap"], "ต้องมี dimension ด้วย", "a dimension beside it"
            )
        points = [_number(bonus.get(k)) for k in ("points", "cap", "dimension_cap")]
        weight, most = weights.get(str(to)), points[-1]
        if weight is not None and most is not None and most < weight:
            th, en = f"ไม่น้อยกว่าน้ำหนักของมิติ = {weight}", f"at least the dimension's weight = {weight}"
            yield _wrong(f"bonus[{b}].dimension_cap", most, th, en)
        for key, value in zip(("points", "cap", "dimension_cap"), points, strict=True):
            if value is not None and value % Decimal("0.01"):
                yield _wrong(f"bonus[{b}].{key}", value, "ทศนิยมไม่เกินสองตำแหน่ง", "at most two decimals")


def _check_bands(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Highest first and down to 0; thresholds that the committee has yet to set stand first."""
    bands = _tables(raw, "bands")
    known = [t for t in (_number(b.get("at_least")) for b in bands) if t is not None]
    if bands and len(known) + sum(b.get("at_least") == "unset" for b in bands) == len(bands):
        if not known or known[-1] != 0 or bands[-1].get("at_least") == "unset":
            yield _wrong(
                "bands[].at_least", bands[-1].get("at_least"),
                "ระดับสุดท้ายเริ่มที่ 0", "a last band that starts at 0: no total is left over",
            )  # fmt: skip
        unset = [b.get("at_least") == "unset" for b in bands]
        if unset != sorted(unset, reverse=True):
            th, en = "ระดับที่ยังไม่กำหนดอยู่ก่อนระดับที่กำหนดแล้ว", "unset thresholds before those that are set"
            yield _wrong("bands[].at_least", "unset", th, en)
        if _not_falling(known):
            yield _wrong(
                "bands[].at_least",
                listed(known),
                "เรียงจากสูงไปต่ำ ไม่ซ้ำกัน",
                "highest first, no threshold twice: bands do not overlap",
            )
    yield from _check_thresholds(raw, "bands")


def _check_gates(raw: Mapping[str, Any]) -> Iterator[Problem]:
    gates = _counted(raw, "gates")
    for stage in _STAGES:  # the model says what is wrong with any other
        own = [(key, g) for key, g in gates if g.get("stage") == stage]
        known = [t for t in (_number(g.get("at_least")) for _, g in own) if t is not None]
        if known and (known[-1] != 0 or _not_falling(known)):
            yield _wrong(
                "gates[].at_least", f"{stage}: {listed(known)}",
                "ในแต่ละขั้นตอน เรียงจากสูงไปต่ำและจบที่ 0", "within a stage highest first, and 0 last",
            )  # fmt: skip
        yield from _check_unique(own)
    yield from _check_thresholds(raw, "gates")


def _check_documents(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Pages and words have a limit, what is only received has none; the check leads somewhere."""
    documents = _tables(raw, "documents")
    yield from _check_unique(_counted(raw, "documents"))
    for n, document in enumerate(documents, 1):
        key, limited = f"documents[{n}].at_most", document.get("kind") in ("pages", "words")
        if limited and "at_most" not in document:
            yield _wrong(key, "–", "จำนวนหน้าหรือคำที่กำหนด", "the most pages or words that are allowed")
        elif document.get("kind") == "yes-no" and "at_most" in document:
            yield _wrong(key, document["at_most"], "ใช้กับ kind pages หรือ words", "only with the kinds pages and words")
    if documents and "after_documents" not in raw:
        yield Problem("E03", {"key": "[after_documents]"}, field="after_documents")


def _check_thresholds(raw: Mapping[str, Any], name: str) -> Iterator[Problem]:
    full = _number(_table(raw, "total").get("full_mark"))
    for n, table in enumerate(_tables(raw, name), 1):
        threshold = _number(table.get("at_least"))
        if threshold is not None and full is not None and not 0 <= threshold <= full:
            th, en = f"0 ถึง {full} ซึ่งเป็นคะแนนเต็มไม่รวมคะแนนพิเศษ", f"0 to {full}, the full mark without the bonus"
            yield _wrong(f"{name}[{n}].at_least", threshold, th, en)
        if threshold is not None and threshold % Decimal("0.01"):
            yield _wrong(f"{name}[{n}].at_least", threshold, "ทศนิยมไม่เกินสองตำแหน่ง", "at most two decimals")


def _not_falling(numbers: list[Decimal]) -> bool:
    return any(a <= b for a, b in pairwise(numbers))


def _check_texts(value: object, known: _Known, assumptions: set[str], path: str = "") -> Iterator[Problem]:
    """A source is slides, pages or clauses of the document, or an assumption of the file; a name is no placeholder."""
    if isinstance(value, list):
        for n, item in enumerate(value, 1):
            yield from _check_texts(item, known, assumptions, f"{path}[{n}]")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _check_texts(item, known, assumptions, f"{path}.{key}".lstrip("."))
    elif isinstance(value, str) and path.endswith("source") and value.strip():
        yield from _check_source(value.strip(), known, assumptions, path)
    elif isinstance(value, str) and path.endswith((".th", ".en")) and value.strip() in ("…", "..."):
        yield _wrong(path, value, "ข้อความจริงแทน …", "the text itself in place of …")


def _check_source(value: str, known: _Known, assumptions: set[str], path: str) -> Iterator[Problem]:
    if found := re.fullmatch(r"assumption: *(\S+)", value):
        if found[1] not in assumptions:
            ids = listed(sorted(assumptions))
            th, en = f"assumptions.id ที่มี: {ids}", f"an id of the assumptions: {ids}"
            none = "ข้อสมมติที่ไฟล์นี้มี ขณะนี้ยังไม่มีข้อใด", "an assumption of this file, which has none yet"
            yield _wrong(path, value, *((th, en) if ids else none))
        return
    places = PLACES.split(value)
    if not all(_PLACE.fullmatch(place) for place in places):
        forms = "slide N, slides N, M, page N, pages N, M, clause N, clauses N, M"
        th = f"{forms} หรือ assumption: ID ถ้ามีหลายแห่งให้คั่นด้วยจุลภาค: pages 5, 6, clause 4.2"
        yield _wrong(path, value, th, f"{forms}, or assumption: ID; several with commas: pages 5, 6, clause 4.2")
        return
    numbers = {(place.split()[0].rstrip("s"), n) for place in places for n in re.findall(r"[0-9]+", place)}
    lost = next(
        (kind for kind, n in sorted(numbers) if (there := known.get(kind)) is not None and n not in there), None
    )
    if lost:
        name = next((kind for kind in (lost, *known) if known[kind]), lost)
        th = "สไลด์" if name == "slide" else "หน้า"
        yield _wrong(path, value, f"{th}ที่อยู่ใน document.{name}s", f"{name}s that document.{name}s lists")


def _check_assumptions(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """What an assumption affects must be a key of the file, else nobody would find it."""
    for a, assumption in enumerate(_tables(raw, "assumptions"), 1):
        affects = assumption.get("affects")
        for key in affects if isinstance(affects, list) else []:
            if isinstance(key, str) and not _reaches(raw, key.split(".")):
                yield _wrong(f"assumptions[{a}].affects", key, "ชื่อคีย์ที่มีในไฟล์", "the name of a key in this file")


def _reaches(value: object, path: list[str]) -> bool:
    if not path:
        return True
    if isinstance(value, list):
        return any(_reaches(item, path) for item in value)
    return isinstance(value, Mapping) and path[0] in value and _reaches(value[path[0]], path[1:])


def _table(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = raw.get(key)
    return found if isinstance(found, Mapping) else {}


def _tables(raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = raw.get(key)
    return [t for t in found if isinstance(t, Mapping)] if isinstance(found, list) else []


def _ids(table: Mapping[str, Any], key: str) -> list[str]:
    found = table.get(key)
    return [v for v in found if isinstance(v, str)] if isinstance(found, list) else []


def _number(value: object) -> Decimal | None:
    """None for what the model refuses anyway, endless and enormous numbers among it."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() and abs(number) < 10**9 else None
