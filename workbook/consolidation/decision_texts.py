"""Marks, column keys and words of the sheets in which the committee's decisions are typed."""

from pyscoring.names import plain_name
from pyscoring.panel import KEEP, NOBODY, WITHDRAW
from workbook.scoresheet.layout import NO, STAGE_WORDS, YES
from workbook.scoresheet.texts import LABELS

MODERATION, CHOICES = "Moderation", "Choices"
MARKS = {MODERATION: "pyscoring-moderation/1", CHOICES: "pyscoring-choices/1"}
SIGNED = ("reason", "decided-by", "date")
TYPED = {MODERATION: ("value", *SIGNED), CHOICES: ("use", *SIGNED)}
LEDGER = "ledger:"  # key of the banner, with the hash of the ledger's last entry
FURNITURE = (LEDGER, "header")  # keys of rows in which nobody decides anything
EMPTY_ROWS = 100
FIRST = 4  # the row below keys, banner and headings

# The columns from left to right after the keys, with their widths in characters.
WIDTHS = {
    MODERATION: {
        "entry": 10, "application": 13, "stage": 18, "subject": 20, "seen": 24, "value": 14, "reason": 40,
        "decided-by": 24, "date": 16, "state": 44,
    },
    CHOICES: {
        "application": 13, "stage": 18, "assessor": 24, "file": 38, "sheet": 13, "total": 12, "status": 32, "use": 12,
        "reason": 36, "decided-by": 22, "date": 16, "state": 40,
    },
}  # fmt: skip

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
    "indicator": {
        "th": "พิมพ์ตัวเลข {low}–{high} หรือ คงเดิม ถ้าให้คะแนนของทุกคนเป็นไปตามเดิม",
        "en": "type a number from {low} to {high}, or keep to let everybody's scores stand",
    },
    "number": {
        "th": "พิมพ์ ยกเลิก เพื่อถอนตัวเลขที่ตัดสินไว้ สั่ง consolidate ดูคะแนนรวม แล้วจึงพิมพ์ คงเดิม",
        "en": "type withdraw to take the decided number back, run consolidate, look at the total, and then type keep",
    },
    "subject": {"th": "เลือกจากรายการ: {subjects}", "en": "choose from the list: {subjects}"},
    "stage": {"th": "เลือกขั้นที่มอบหมายผู้ประเมินของผลงานนี้ไว้: {stages}", "en": "choose a stage to which assessors of this application are assigned: {stages}"},
    "panel": {"th": "พิมพ์ คงเดิม ถ้ายอมรับองค์คณะเท่าที่มี", "en": "type keep to accept the panel as it is"},
    "documents": {
        "th": "พิมพ์ ใช่ ถ้ารับพิจารณา หรือ ไม่ใช่ ถ้าไม่รับพิจารณา",
        "en": "type yes if the application is considered, no if it is not",
    },
    "place": {
        "th": "เลือกแผ่นในแผ่นงาน Choices หรือพิมพ์ ยกเลิก เพื่อเลือกใหม่",
        "en": "choose on the sheet Choices, or type withdraw to choose anew",
    },
    "withdraw": {"th": "ยังไม่มีมติในเรื่องนี้ให้ยกเลิก ลบแถวนี้", "en": "nothing was decided that could be taken back; delete the row"},
    "date": {
        "th": "{why} พิมพ์วันที่มีมติแบบ วัน/เดือน/ปี เช่น 20/5/2558",
        "en": "{why}; type the day of the decision as day/month/year, such as 20/5/2015",
    },
    "use": {"th": "ตอบในแถวของแผ่นที่จะใช้ แล้วลบข้อความนี้", "en": "answer in the row of the sheet to use, and delete this"},
}  # fmt: skip
TO_COME = {"th": "ยังไม่ถึงวันดังกล่าว", "en": "that day is still to come"}
STRAY = {"th": "คำตอบของแถวนี้", "en": "an answer in this row"}
VALUE_OF = {"th": "มติเรื่อง{th}", "en": "the decision on {en}"}


def shown_value(value: object, lang: str) -> str | None:
    """A decision's answer or word in a language, a chosen sheet by its name and first hash digits; None for a number."""
    if isinstance(value, bool):
        return (YES if value else NO)[lang]
    if value == NOBODY:
        return CHOSEN_NONE[lang]
    if not isinstance(value, str):
        return None
    sha256, _, sheet = value.partition("#")
    return VALUE_WORDS[value][lang] if value in VALUE_WORDS else f"{sheet} ({sha256[:8]})"


def in_stage(stage: str, lang: str) -> str:
    return STAGE_WORDS[stage][lang]


BANNER = {
    MODERATION: {
        "th": "พิมพ์ในช่องสีเหลือง: มติ เหตุผล ผู้ตัดสิน และวันที่ ให้ครบทุกช่อง · บันทึก ปิดไฟล์ แล้วสั่ง pyscoring consolidate · มติที่มีผลแล้วแก้ด้วยการพิมพ์มติใหม่ในแถวว่าง",
        "en": "Type in the yellow cells: decision, reason, by whom and date, all four · save, close, run pyscoring consolidate · to change a decision type a new one into an empty row",
    },
    CHOICES: {
        "th": "เลือก ใช่ ในแถวของแผ่นที่จะใช้ หนึ่งแถวต่อหนึ่งกรอบ แล้วกรอกเหตุผล ผู้ตัดสิน และวันที่ในแถวนั้น · บันทึก ปิดไฟล์ แล้วสั่ง pyscoring consolidate",
        "en": "Say yes in the row of the sheet to use, one in each block, and fill in reason, by whom and date there · save, close, run pyscoring consolidate",
    },
}  # fmt: skip

STATES = {
    "stands": {"th": "✓ มีผล", "en": "✓ in force"},
    "kept": {"th": "✓ มีผล: คงไว้ที่ {n}", "en": "✓ in force: {n} was kept"},
    "lapsed": {"th": "↺ ไม่มีผลแล้ว: คงไว้ขณะเป็น {n}", "en": "↺ lapsed: {n} was kept"},
    "closed": {"th": "↺ ไม่มีผล: ขั้นก่อนหน้าได้ผลว่า “{end}”", "en": "↺ of no effect: the stage before came to “{end}”"},
    "gone": {"th": "↺ ไม่มีผล: ไม่อยู่ในทะเบียนแล้ว", "en": "↺ of no effect: no longer in the register"},
    "replaced": {"th": "↺ ถูกแทนด้วยลำดับ {n}", "en": "↺ replaced by {n}"},
    "withdrawn": {"th": "↺ ถูกยกเลิกด้วยลำดับ {n}", "en": "↺ withdrawn by {n}"},
    "withdrawal": {"th": "✓ ยกเลิกมติก่อนหน้า", "en": "✓ takes back the decision before"},
    "refused": {"th": "✗ ยังไม่รับ", "en": "✗ not taken"},
    "stopped": {"th": "○ รอเลือก", "en": "○ to be chosen"},
    "documents": {"th": "○ รอมติ: รับพิจารณาหรือไม่ (ใช่/ไม่ใช่)", "en": "○ open: is it considered? (yes/no)"},
    "bonus": {"th": "○ รอมติ: เสียงเท่ากัน", "en": "○ open: a tie"},
    "indicator": {"th": "○ รอมติ: ต่างกัน {spread} (เกิน {limit})", "en": "○ open: {spread} apart (more than {limit})"},
    "band": {"th": "○ รอมติ: ระดับเปลี่ยนได้ถ้าไม่นับบางคนหรือใช้วิธีอื่น", "en": "○ open: another method or one assessor less changes the band"},
    "kept-before": {"th": "○ รอมติ: คงเดิมไว้ขณะเป็น {n} ตอนนี้ระดับหรือขั้นต่อไปเป็นอย่างอื่น", "en": "○ open: {n} was kept, and the band or what comes next is another by now"},
    "early": {"th": "○ ยังคงไว้ไม่ได้: รอแบบหรือรอเลือกแผ่นก่อน", "en": "○ cannot be kept yet: a sheet is missing or to be chosen"},
    "panel": {"th": "○ รอมติ: องค์คณะเล็กกว่าที่กำหนด", "en": "○ open: the panel is smaller than the rules ask for"},
}  # fmt: skip

WORDS = {
    "checks": {"th": "ครบถ้วน {yes} · ไม่ครบถ้วน {no}", "en": "complete {yes} · incomplete {no}"},
    "votes": {"th": "ใช่ {yes} · ไม่ใช่ {no}", "en": "yes {yes} · no {no}"},
    "so-far": {"th": "ยังไม่ครบ: นับได้ {n} จาก {all} แผ่น", "en": "not all yet: {n} of {all} sheets count"},
    "size": {"th": "{n} คน (อย่างน้อย {least})", "en": "assessors: {n} (at least {least})"},
    "value-title": {"th": "มติ", "en": "Decision"},
    "value": {
        "th": "คะแนนรวมและตัวชี้วัด: ตัวเลข · คะแนนพิเศษ: ใช่ หรือ ไม่ใช่ · ผลตรวจเอกสาร: ใช่ = รับพิจารณา · คงเดิม = ให้ผลขององค์คณะมีผล · ยกเลิก = ถอนมติก่อนหน้า",
        "en": "Total and indicators: a number · bonus: yes or no · document check: yes = considered · keep = the panel's own result stands · withdraw = takes back the decision before",
    },
    "value-wrong": {
        "th": "พิมพ์ตัวเลข 0–{high} ทศนิยมไม่เกินสองตำแหน่ง หรือ ใช่ ไม่ใช่ คงเดิม ยกเลิก",
        "en": "Type a number from 0 to {high} with at most two decimals, or yes, no, keep, withdraw.",
    },
    "choose": {"th": "เลือกจากรายการ", "en": "Choose from the list"},
    "date": {"th": "วัน/เดือน/ปี เช่น 20/5/2558", "en": "day/month/year, such as 20/5/2015"},
    "nothing": {"th": "ไม่มีรายการที่ต้องเลือก", "en": "There is nothing to choose."},
    "gone": {"th": "มีเฉพาะในบันทึก: ไฟล์ถูกแก้หรือนำออก", "en": "only in the ledger: its file was changed or taken away"},
    "before": {"th": "เคยเลือกไว้แล้ว (ลำดับ {n}) แต่มีแผ่นใหม่มาเพิ่ม", "en": "chosen before (entry {n}), but another sheet has come"},
    "differs": {"th": "คำตอบที่ต่างกัน", "en": "Where they differ"},
    "same": {"th": "ไม่มีคำตอบที่ต่างกัน", "en": "No answer differs."},
    "cell": {"th": "เซลล์", "en": "Cell"},
    "answer": {"th": "ค่า", "en": "Value"},
    "row": {"th": "แถว {n}", "en": "row {n}"},
    "evidence": {"th": "เหตุผล/หลักฐาน: {label}", "en": "Reason/evidence: {label}"},
    "left-over": {"th": "พิมพ์ไว้แต่ไม่ตรงกับแผ่นใดแล้ว", "en": "Typed, but belongs to no sheet any more"},
}  # fmt: skip
