"""Every word of the workbook and of the terminal, in Thai and English."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyscoring.edition import Bonus

LABELS: dict[str, dict[str, str]] = {
    "application": {"th": "รหัสผลงาน", "en": "Application"},
    "title": {"th": "ชื่อผลงาน/โครงการ", "en": "Project"},
    "bonus": {"th": "คะแนนพิเศษ", "en": "Bonus"},
    "total": {"th": "คะแนนรวม", "en": "Total"},
    "band": {"th": "ระดับรางวัล", "en": "Band"},
    "status": {"th": "สถานะ", "en": "Status"},
    "assessor": {"th": "ผู้ประเมิน", "en": "Assessor"},
    "date": {"th": "วันที่ประเมิน", "en": "Date"},
    "stage": {"th": "ขั้นตอน", "en": "Stage"},
    "conflict": {"th": "มีส่วนได้เสียกับผลงานนี้หรือไม่", "en": "Conflict of interest?"},
    "conflict-reason": {"th": "เหตุผล (ถ้ามีส่วนได้เสีย)", "en": "Reason, if there is one"},
    "agency": {"th": "ส่วนราชการ", "en": "Agency"},
    "unit": {"th": "หน่วยงาน", "en": "Unit"},
    "edition": {"th": "เกณฑ์รางวัล", "en": "Edition"},
    "definition": {"th": "รหัสเกณฑ์", "en": "Definition"},
    "language": {"th": "ภาษา", "en": "Language"},
    "scored-at": {"th": "เขียนผลทางการเมื่อ", "en": "Official result written at"},
    "fingerprint": {"th": "รหัสคะแนนที่ใช้", "en": "Fingerprint of the entries"},
}  # fmt: skip

HEADER = {
    "number": {"th": "ข้อ", "en": "No."},
    "label": {"th": "ตัวชี้วัด", "en": "Indicator"},
    "max": {"th": "เต็ม", "en": "Max"},
    "value": {"th": "กรอกที่นี่", "en": "Type here"},
    "counted": {"th": "นับเป็น", "en": "Counted"},
    "check": {"th": "ร้อยละ", "en": "Share"},
    "evidence": {"th": "เหตุผล / หลักฐาน", "en": "Reason / evidence"},
    "official": {"th": "ผลทางการ", "en": "Official"},
}  # fmt: skip

MISSING = {"th": "ยังขาด", "en": "missing"}
CORRECT = {"th": "แก้ไข", "en": "to fix"}  # never "correct", which can be read as "right"
UNSET = {"th": "ยังไม่กำหนดเกณฑ์", "en": "Threshold not set"}
UNREADABLE = "✗"
BESIDE = {"th": "ผลทางการ", "en": "official"}  # in the name of a copy beside a workbook
PROGRESS = {"th": ("กรอกแล้ว ", " จาก ", " · รวมขณะนี้ "), "en": ("", " of ", " scored · so far ")}
GAP = {"th": ("อีก ", " ถึงระดับ"), "en": ("", " short of ")}

HOW_TO = {
    "th": (
        "พิมพ์เฉพาะช่องสีเหลือง ช่องอื่นถูกล็อกไว้ กด Tab เพื่อไปช่องถัดไป",
        "กรอกชื่อผู้ประเมิน วันที่ ขั้นตอน และคำตอบเรื่องส่วนได้เสียก่อน ถ้ามีส่วนได้เสียให้เลือก “ใช่” และไม่ต้องให้คะแนน",
        "ให้คะแนนทุกตัวชี้วัดด้วยตัวเลข ทศนิยมไม่เกินสองตำแหน่ง ถ้าได้ศูนย์ให้พิมพ์ 0 ช่องว่างหมายถึงยังไม่ได้ให้คะแนน",
        "คะแนนรวม ระดับ และข้อที่ยังขาด แสดงด้านบนตลอดเวลา คะแนนรวมจะขึ้นเมื่อครบทุกตัวชี้วัด",
        "บันทึกเป็น .xlsx โดยไม่ใส่รหัสผ่าน แล้วส่งคืนฝ่ายเลขานุการ เปลี่ยนชื่อไฟล์ได้ แต่อย่าลบแถวหรือคอลัมน์",
    ),
    "en": (
        "Type in the yellow cells only; all others are locked. Tab goes to the next one.",
        "First fill in your name, the date, the stage and the declaration. With a conflict of interest choose “yes” and give no scores.",
        "Give every indicator a number with at most two decimals. Type 0 for none: a blank means not scored yet.",
        "Total, band and what is missing always show at the top. The total appears when every indicator has its score.",
        "Save as .xlsx without a password and send it back to the secretary. The file may be renamed; do not delete rows or columns.",
    ),
}

WORDS: dict[str, dict[str, str]] = {
    "guide": {"th": "คำแนะนำและเกณฑ์ ›", "en": "Guide and criteria ›"},
    "back": {"th": "‹ กลับไปให้คะแนน", "en": "‹ Back to scoring"},
    "dimension": {"th": "มิติ {id}", "en": "Dim. {id}"},
    "bonus": {"th": "คะแนนพิเศษ", "en": "Bonus"},
    "yellow": {"th": "■ กรอกเฉพาะช่องสีเหลือง", "en": "■ Type in yellow cells only"},
    "weighted": {"th": "ถ่วงน้ำหนักเป็นร้อยละ", "en": "weighted"},
    "extra": {"th": "พิเศษ", "en": "Bonus"},
    "confirmed": {"th": "เลือก ใช่ ถ้ายืนยันลักษณะนี้", "en": "choose yes where the feature is confirmed"},
    "short-application": {"th": "รหัสผลงาน", "en": "application"},
    "short-assessor": {"th": "ผู้ประเมิน", "en": "assessor"},
    "short-date": {"th": "วันที่", "en": "date"},
    "short-stage": {"th": "ขั้นตอน", "en": "stage"},
    "short-conflict": {"th": "ส่วนได้เสีย", "en": "conflict of interest"},
    "blank": {"th": "ยังไม่กรอก:", "en": "blank:"},
    "delete": {"th": "มีส่วนได้เสีย: ลบคะแนนออก", "en": "Conflict of interest: delete the scores"},
    "unanswered": {"th": "คุณสมบัติยังไม่ตอบ {n} ข้อ", "en": "{n} eligibility questions open"},
    "eligibility": {"th": "คุณสมบัติของผลงาน", "en": "Eligibility"},
    "about": {"th": "ข้อมูลผลงานและแบบฟอร์ม", "en": "About the application and this form"},
    "full": {"th": "เต็ม", "en": "of"},
    "chart": {"th": "ร้อยละของคะแนนเต็ม รายตัวชี้วัด", "en": "Share of the maximum by indicator"},
    "chart-alt": {
        "th": "แผนภูมิแท่ง ร้อยละของคะแนนเต็มที่ได้ในแต่ละตัวชี้วัด ตัวเลขเดียวกันอยู่ในแถวของตัวชี้วัดด้านบน",
        "en": "Bar chart of the share of its maximum that each indicator was given; the same figures stand in the rows above",
    },
    "how": {"th": "วิธีกรอก", "en": "How to fill in"},
    "criteria": {"th": "เกณฑ์การให้คะแนน", "en": "Criteria"},
    "bands": {"th": "ระดับรางวัล", "en": "Bands"},
    "gates": {"th": "ขั้นตอนถัดไป", "en": "What comes next"},
    "assumptions": {"th": "ข้อสมมติที่คณะกรรมการปรับได้", "en": "Assumptions that the committee can change"},
    "at-least": {"th": "ตั้งแต่ {at} คะแนน", "en": "{at} points and above"},
    "below": {"th": "ต่ำกว่า {at} คะแนน", "en": "below {at} points"},
    "range": {"th": "ให้คะแนน {low}–{high}", "en": "score {low} to {high}"},
    "weight": {"th": "น้ำหนัก {weight} คะแนน", "en": "weight {weight} points"},
    "source": {"th": "ที่มา", "en": "Source"},
    "rule": {
        "th": "ได้ {points} คะแนน ถ้ายืนยันอย่างน้อยหนึ่งลักษณะ",
        "en": "{points} points if at least one feature is confirmed",
    },
    "feature": {"th": "ได้ลักษณะละ {points} คะแนน", "en": "{points} points for each feature confirmed"},
    "cap": {"th": " รวมไม่เกิน {cap} คะแนน", "en": ", at most {cap} together"},
    "dimension-cap": {"th": " และเมื่อรวมแล้วมิติ {id} ไม่เกิน {cap} คะแนน", "en": "; dimension {id} with it at most {cap}"},
    "refuse-title": {"th": "ใส่คะแนนนี้ไม่ได้", "en": "This score cannot be taken"},
    "refuse": {
        "th": "กรอกคะแนน {low}–{high} เป็นตัวเลขอารบิก ทศนิยมไม่เกินสองตำแหน่ง",
        "en": "Type a number from {low} to {high} with at most two decimals.",
    },
    "refuse-step": {
        "th": "กรอกคะแนน {low}–{high} ทีละ {step} เป็นตัวเลขอารบิก",
        "en": "Type a number from {low} to {high} in steps of {step}.",
    },
    "choose-title": {"th": "เลือกจากรายการ", "en": "Choose from the list"},
    "choose": {"th": "เลือกจากรายการ: {choices}", "en": "Choose from the list: {choices}"},
    "official-title": {"th": "ช่องนี้โปรแกรมเป็นผู้เขียน", "en": "Written by the program"},
    "official": {
        "th": "ผลทางการเขียนโดย pyscoring ไม่ต้องพิมพ์",
        "en": "pyscoring writes the official result here; there is nothing to type.",
    },
    "date": {"th": "วัน/เดือน/ปี เช่น 20/5/{be}", "en": "day/month/year, such as 20/5/{ce}"},
    "page": {"th": "หน้า &P จาก &N", "en": "Page &P of &N"},
}

TERMINAL = {
    "summary": {
        "th": "{files} ไฟล์ · ได้คะแนนรวม {scored} แผ่น · ต้องแก้ {bad} ไฟล์ · ควรตรวจ {warnings} เรื่อง · หมายเหตุ {notes} (ดูทั้งหมดด้วย --json)",
        "en": "{files:file|files} · {scored:sheet has|sheets have} a total · {bad:file|files} to correct · {warnings:warning|warnings} · {notes:note|notes} (all of them with --json)",
    },
    "written": {"th": " · เขียนผลแล้ว {written} ไฟล์ ไม่ได้เขียน {left} ไฟล์", "en": " · written into {written:file|files}, not into {left}"},
    "beside": {"th": " · บันทึกไว้ข้างไฟล์เดิม {n} ไฟล์", "en": " · beside {n} of these"},
    "more-files": {"th": "{name} และอีก {n} ไฟล์", "en": "{name} and {n:more file|more files}"},
    "more-sheets": {"th": "{name} และอีก {n} แผ่นในไฟล์นี้", "en": "{name} and {n:more sheet|more sheets} in it"},
    "nothing": {"th": "ไม่มีไฟล์ในโฟลเดอร์นี้", "en": "There is no file in this folder."},
    "panel": {
        "th": "{method} ผู้ประเมินอย่างน้อย {least} คน หารือเมื่อต่างกันเกินร้อยละ {limit} ของคะแนนเต็ม",
        "en": "{method} of at least {least} assessors; discussed where they differ by more than {limit}% of the maximum",
    },
    "id": {"th": "รหัส", "en": "Id"}, "name": {"th": "รางวัล", "en": "Award"}, "full": {"th": "เต็ม", "en": "Full mark"},
    "bands": {"th": "ระดับ (ตั้งแต่)", "en": "Bands (from)"}, "derived": {"th": "จากผลรางวัลอื่น", "en": "from other results"},
    "file": {"th": "ไฟล์", "en": "File"}, "application": {"th": "ผลงาน", "en": "Application"}, "total": {"th": "คะแนน", "en": "Total"},
    "band": {"th": "ระดับ", "en": "Band"}, "status": {"th": "สถานะ", "en": "Status"}, "next": {"th": "ขั้นต่อไป", "en": "Next"},
    "sound": {"th": "ไฟล์เกณฑ์ถูกต้อง", "en": "is a sound edition"},
    "case": {"th": "ได้ผลตรงกับที่คิดด้วยมือ 1 กรณี ({of})", "en": "the one case comes out as worked by hand ({of})"},
    "cases": {"th": "ได้ผลตรงกับที่คิดด้วยมือทั้ง {n} กรณี ({of})", "en": "all {n} cases come out as worked by hand ({of})"},
    "unread": {"th": "อ่านไม่ได้", "en": "not read"},
    "passed": {"th": "ข้ามไป", "en": "passed over"},
    "made-up": {
        "th": "คะแนนทั้งหมดเป็นคะแนนสมมติเพื่อสาธิต ไม่ใช่ผลการประเมินจริง", "en": "All scores are made up for this demonstration; none is a real assessment.",
    },
    "affects": {"th": "มีผลต่อ", "en": "affects"}, "document": {"th": "ที่มา", "en": "Source"},
    "definition": {"th": "รหัสเกณฑ์", "en": "definition"}, "consolidation": {"th": "รวมผู้ประเมิน", "en": "Between assessors"},
    "conditions": {"th": "เงื่อนไข", "en": "Conditions"}, "max": {"th": "เต็ม", "en": "Max"}, "source": {"th": "ที่มา", "en": "Source"},
}  # fmt: skip
METHODS = {
    "mean": {"th": "ค่าเฉลี่ย", "en": "mean"},
    "median": {"th": "มัธยฐาน", "en": "median"},
    "trimmed": {"th": "ค่าเฉลี่ยตัดปลาย", "en": "trimmed mean"},
}
AGREED = {
    "th": "ลักษณะพิเศษยืนยันเมื่อผู้ประเมินเกินครึ่งยืนยัน เสียงเท่ากันถือว่ายังไม่ยืนยันและเข้าวาระหารือ",
    "en": "A bonus feature is confirmed by more than half of the panel; a tie confirms nothing and goes to the agenda",
}
"""How a panel confirms a bonus feature; the editions that have one say it in their assumption `between-assessors`."""


def bonus_given(rule: "Bonus", lang: str) -> str:
    """How many points a bonus rule gives, and what limits them."""
    from pyscoring.edition import plain

    said = WORDS[rule.per][lang].format(points=plain(rule.points))
    if rule.cap is not None:
        said += WORDS["cap"][lang].format(cap=plain(rule.cap))
    if rule.dimension_cap is not None:
        said += WORDS["dimension-cap"][lang].format(id=rule.dimension, cap=plain(rule.dimension_cap))
    return said


def source_in(source: str, lang: str) -> str:
    """Where a rule comes from, in the reader's language."""
    if lang == "en":
        return source
    from pyscoring.document import source_words

    return "ข้อสมมติ" if source.startswith("assumption") else source_words(source)["th"]
