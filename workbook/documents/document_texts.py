"""The words of a document check, in Thai and English."""

from workbook.scoresheet.texts import CORRECT, HEADER, LABELS

DOCUMENT_LABELS = LABELS | {
    "status": {"th": "ผลตรวจเอกสาร", "en": "Outcome"},
    "missing": {"th": "ไม่มี หรือไม่เป็นไปตามเงื่อนไข", "en": "Missing or not met"},
    "over": {"th": "เกินกำหนด", "en": "Over the limit"},
    "assessor": {"th": "ผู้ตรวจเอกสาร", "en": "Checked by"},
    "date": {"th": "วันที่ตรวจ", "en": "Date"},
    "scored-at": {"th": "เขียนผลทางการเมื่อ", "en": "Official result written at"},
    "fingerprint": {"th": "รหัสคำตอบที่ใช้", "en": "Fingerprint of the answers"},
}  # fmt: skip

DOCUMENT_HEADER = HEADER | {
    "label": {"th": "รายการตรวจ", "en": "Item"},
    "max": {"th": "ไม่เกิน", "en": "At most"},
    "check": {"th": "ผล", "en": "Result"},
    "evidence": {"th": "หลักฐาน / หมายเหตุ", "en": "Evidence / remark"},
}

BETWEEN = " · "  # two names of a list

FOUND = {
    "met": {"th": "ผ่าน", "en": "ok"},
    "absent": {"th": "ไม่มี", "en": "missing"},
    "unmet": {"th": "ไม่ผ่าน", "en": "not met"},
    "over": {"th": "เกิน", "en": "over"},
    "open": {"th": "ยังไม่ตอบ", "en": "open"},
    "wrong": CORRECT,
}
"""What stands beside a line; a condition that is answered no is `unmet`, anything else is `absent`."""

SECTIONS = {
    "eligibility": {"th": "เงื่อนไขของประเภทรางวัล", "en": "Conditions of the award"},
    "yes-no": {"th": "เอกสารที่ได้รับ", "en": "Received"},
    "pages": {"th": "จำนวนหน้า", "en": "Number of pages"},
    "words": {"th": "จำนวนคำของคำตอบแต่ละข้อ", "en": "Number of words of each answer"},
    "documents": {"th": "เอกสารที่ต้องส่ง", "en": "Documents"},
    "about": {"th": "ข้อมูลผลงานและแบบฟอร์ม", "en": "About the application and this form"},
}

DOCUMENT_WORDS = {
    "title": {"th": "ตรวจเอกสาร", "en": "Document check"},
    "back": {"th": "‹ กลับไปตรวจเอกสาร", "en": "‹ Back to the check"},
    "guide": {"th": "คำแนะนำและเงื่อนไข ›", "en": "Guide and conditions ›"},
    "at-most": {"th": "ไม่เกิน {limit} {unit}", "en": "at most {limit} {unit}"},
    "received": {"th": "ต้องมี", "en": "required"},
    "next": {"th": "หลังตรวจเอกสาร", "en": "After the check"},
    "considered": {"th": "ครบถ้วน → {name}", "en": "Complete → {name}"},
    "not-considered": {"th": "ไม่ครบถ้วน → {name}", "en": "Incomplete → {name}"},
    "refuse-title": {"th": "ใส่จำนวนนี้ไม่ได้", "en": "This number cannot be taken"},
    "refuse": {
        "th": "กรอกจำนวนเต็ม {low}–{high} เป็นตัวเลขอารบิก ถ้าไม่มีเลยให้พิมพ์ 0",
        "en": "Type a whole number from {low} to {high}; type 0 for none.",
    },
}

DOCUMENT_HOW_TO = {
    "th": (
        "พิมพ์เฉพาะช่องสีเหลือง ช่องอื่นถูกล็อกไว้ กด Tab เพื่อไปช่องถัดไป",
        "กรอกชื่อผู้ตรวจเอกสาร วันที่ และคำตอบเรื่องส่วนได้เสียก่อน ถ้ามีส่วนได้เสียให้เลือก “ใช่” และไม่ต้องตรวจ",
        "ตอบเงื่อนไขและเอกสารทุกข้อด้วย ใช่ หรือ ไม่ใช่ พร้อมหลักฐาน ช่องว่างหมายถึงยังไม่ได้ตรวจ",
        "พิมพ์จำนวนหน้าและจำนวนคำที่นับได้ ถ้าไม่มีเลยให้พิมพ์ 0 นับคำจากไฟล์ .docx ได้ด้วยคำสั่ง pyscoring words",
        "ผลตรวจ สิ่งที่ขาด และสิ่งที่เกินกำหนด แสดงด้านบนตลอดเวลา ผลจะขึ้นเมื่อตอบครบทุกรายการ",
        "บันทึกเป็น .xlsx โดยไม่ใส่รหัสผ่าน แล้วส่งคืนฝ่ายเลขานุการ เปลี่ยนชื่อไฟล์ได้ แต่อย่าลบแถวหรือคอลัมน์",
    ),
    "en": (
        "Type in the yellow cells only; all others are locked. Tab goes to the next one.",
        "First fill in your name, the date and the declaration. With a conflict of interest choose “yes” and check nothing.",
        "Answer every condition and document with yes or no, and name the evidence. A blank means not checked yet.",
        "Type the pages and words that you counted; type 0 for none. The command pyscoring words counts the words of a .docx.",
        "The outcome, what is missing and what is over the limit always show at the top. The outcome appears when every line is answered.",
        "Save as .xlsx without a password and send it back to the secretary. The file may be renamed; do not delete rows or columns.",
    ),
}
