"""Marks, column keys and words of the sheets in which the committee's decisions are typed."""

from pyscoring.names import plain_name
from pyscoring.panel import KEEP, NOBODY, WITHDRAW
from workbook.layout import NO, STAGE_WORDS, YES
from workbook.texts import LABELS

MODERATION, CHOICES = "Moderation", "Choices"
MARKS = {MODERATION: "pyscoring-moderation/1", CHOICES: "pyscoring-choices/1"}
SIGNED = ("reason", "decided-by", "date")
TYPED = {MODERATION: ("value", *SIGNED), CHOICES: ("use", *SIGNED)}
FURNITURE = ("banner", "header")  # keys of rows in which nobody decides anything

HEADINGS: dict[str, dict[str, str]] = {
    "entry": {"th": "ลำดับในบันทึก", "en": "Ledger entry"},
    "application": LABELS["application"],
    "stage": LABELS["stage"],
    "subject": {"th": "เรื่อง", "en": "Subject"},
    "seen": {"th": "ผลขององค์คณะขณะนี้", "en": "The panel gives now"},
    "value": {"th": "มติ", "en": "Decision"},
    "reason": {"th": "เหตุผล", "en": "Reason"},
    "decided-by": {"th": "ผู้ตัดสิน", "en": "Decided by"},
    "date": {"th": "วันที่ตัดสิน", "en": "Date of the decision"},
    "state": {"th": "สถานะ", "en": "State"},
    "assessor": LABELS["assessor"],
    "file": {"th": "ไฟล์", "en": "File"},
    "sheet": {"th": "แผ่น", "en": "Sheet"},
    "total": LABELS["total"],
    "status": {"th": "ความครบถ้วน", "en": "Completeness"},
    "use": {"th": "ใช้แผ่นนี้", "en": "Use it"},
}

LABEL = {
    MODERATION: {"th": "แผ่นมติคณะกรรมการ", "en": "the sheet of decisions"},
    CHOICES: {"th": "แผ่นเลือกไฟล์", "en": "the sheet of choices"},
}
COLUMN = {"th": "คอลัมน์ “{heading}” ในแผ่น {sheet}", "en": "the column “{heading}” of the sheet {sheet}"}

VALUE_WORDS = {KEEP: {"th": "คงเดิม", "en": "keep"}, WITHDRAW: {"th": "ยกเลิก", "en": "withdraw"}}
VALUES_BY_WORD = {plain_name(w): value for value, words in VALUE_WORDS.items() for w in (value, *words.values())}
NONE = {"th": "ไม่ใช้แผ่นใดเลย (ถือว่ายังไม่ส่ง)", "en": "None of these (counts as not returned)"}
CHOSEN_NONE = {"th": "ไม่ใช้แผ่นใดเลย", "en": "none of these"}

WANTED = {
    "total": {
        "th": "พิมพ์ตัวเลข 0–{high} ทศนิยมไม่เกิน {places} ตำแหน่ง หรือ คงเดิม",
        "en": "type a number from 0 to {high} with at most {places} decimals, or keep",
    },
    "panel": {"th": "พิมพ์ คงเดิม ถ้ายอมรับองค์คณะเท่าที่มี", "en": "type keep to accept the panel as it is"},
    "place": {
        "th": "เลือกแผ่นในแผ่นงาน Choices หรือพิมพ์ ยกเลิก เพื่อเลือกใหม่",
        "en": "choose on the sheet Choices, or type withdraw to choose anew",
    },
    "withdraw": {"th": "ยังไม่มีมติในเรื่องนี้ให้ยกเลิก ลบแถวนี้", "en": "nothing was decided that could be taken back; delete the row"},
    "date": {"th": "พิมพ์วันที่แบบ วัน/เดือน/ปี เช่น 20/5/2558", "en": "type the date as day/month/year, such as 20/5/2015"},
    "use": {"th": "ตอบในแถวของแผ่นที่จะใช้ แล้วลบข้อความนี้", "en": "answer in the row of the sheet to use, and delete this"},
}  # fmt: skip
VALUE_OF = {"th": "มติเรื่อง{th}", "en": "the decision on {en}"}


def shown_value(value: object, lang: str) -> str | None:
    """A decision's answer or word in a language; None for a number and for a sheet that was chosen."""
    if isinstance(value, bool):
        return (YES if value else NO)[lang]
    if value == NOBODY:
        return CHOSEN_NONE[lang]
    return VALUE_WORDS[value][lang] if isinstance(value, str) and value in VALUE_WORDS else None


def in_stage(stage: str, lang: str) -> str:
    return STAGE_WORDS[stage][lang]
