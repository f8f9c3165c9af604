"""What `workbook.committee.verify` found, in the words of a committee: every detail in both languages, no id alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from workbook.scoresheet.layout import NO, STAGE_WORDS, YES
from workbook.scoresheet.texts import LABELS, METHODS

Both = dict[str, str]
_LANGS = ("th", "en")
_NOTHING = {"th": "ไม่มี", "en": "none"}
_KEYS = {
    **LABELS, "total": {"th": "คะแนนรวม", "en": "total"}, "band": {"th": "ระดับรางวัล", "en": "band"},
    "next": {"th": "ขั้นต่อไป", "en": "what comes next"}, "method": {"th": "วิธีรวมคะแนน", "en": "method"},
    "sheets": {"th": "แผ่นให้คะแนนที่ใช้ (รายการที่)", "en": "score sheets used (entries)"},
    "decisions": {"th": "มติที่ใช้ (รายการที่)", "en": "decisions used (entries)"},
    "considered": {"th": "รับพิจารณา", "en": "considered"}, "lacking": {"th": "เอกสารที่ขาด", "en": "lacking"},
}  # fmt: skip
_FAMILIES = {
    "indicator": {"th": "ตัวชี้วัด {id}", "en": "indicator {id}"}, "bonus": {"th": "คะแนนพิเศษ {id}", "en": "bonus {id}"},
    "eligibility": {"th": "เงื่อนไข {id}", "en": "condition {id}"}, "document": {"th": "เอกสาร {id}", "en": "document {id}"},
}  # fmt: skip


def place(body: Mapping[str, Any], called: Mapping[str, str]) -> Both:
    """A sheet's place: its application, the stage, and the assessor's name where the register has one."""
    stage, who = stage_of(body["stage"]), called.get(body["assessor"], body["assessor"])
    return {lang: " · ".join((body["application"], stage[lang], who)) for lang in _LANGS}


def stage_of(id_: str) -> Both:
    return STAGE_WORDS.get(id_) or dict.fromkeys(_LANGS, str(id_))


def key_of(key: str) -> Both:
    """A row's key, such as ``indicator:3``."""
    family, _, id_ = key.partition(":")
    if id_ and family in _FAMILIES:
        return {lang: text.format(id=id_) for lang, text in _FAMILIES[family].items()}
    return _KEYS.get(key) or dict.fromkeys(_LANGS, key)


def answer_of(key: str, value: object) -> Both:
    """What stands in a row; ``–`` where nothing does."""
    if isinstance(value, bool):
        return YES if value else NO
    return stage_of(str(value)) if key == "stage" else dict.fromkeys(_LANGS, str(value))


def results(
    panel: tuple[str, str], seen: Mapping[str, str], wanted: Mapping[str, str], rules: Mapping[str, Any]
) -> dict[str, Both | str]:
    """The panel, where a result and what comes out differ, and the entries that the one that comes out rests on."""
    names = _names(rules)
    differing = [key for key in wanted if seen[key] != wanted[key]]
    return {
        "application": panel[0], "stage": stage_of(panel[1]),
        "seen": _listed(seen, differing, names), "wanted": _listed(wanted, differing, names),
        "sheets": _value("sheets", wanted["sheets"], names), "decisions": _value("decisions", wanted["decisions"], names),
    }  # fmt: skip


def _names(rules: Mapping[str, Any]) -> dict[tuple[str, str], Both]:
    """The names of bands and of what may come next, by kind and id."""
    after = [item for item in (rules.get("after_documents") or {}).values() if item]
    kinds = {"band": rules.get("bands") or (), "next": [*(rules.get("gates") or ()), *after]}
    return {(kind, item["id"]): item["name"] for kind, items in kinds.items() for item in items}


def _listed(told: Mapping[str, str], keys: Sequence[str], names: Mapping[tuple[str, str], Both]) -> Both:
    said = [(key_of(key), _value(key, told[key], names)) for key in keys]
    return {lang: ", ".join(f"{key[lang]} {value[lang]}" for key, value in said) for lang in _LANGS}


def _value(key: str, text: str, names: Mapping[tuple[str, str], Both]) -> Both:
    if text == "–":
        return _NOTHING
    if key == "lacking":
        items = [key_of(item) for item in text.split(", ")]
        return {lang: ", ".join(item[lang] for item in items) for lang in _LANGS}
    known = {"True": YES, "False": NO} if key == "considered" else METHODS if key == "method" else {}
    return names.get((key, text)) or known.get(text) or dict.fromkeys(_LANGS, text)
