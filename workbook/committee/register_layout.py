"""Which sheets and columns a register has, and what they are called: the only place that knows.

Row 1 of each sheet is hidden and holds the column keys and, in a column of its own, the
sheet's mark; sheets are found by their mark and columns by their key, never by name or place.
"""

from dataclasses import dataclass
from typing import Literal

from workbook.scoresheet.texts import LABELS

MARK = "pyscoring-register/1"
GUIDE = "Guide"
ROWS = 3_000  # prepared for typing
FIRST = 3  # the row below the keys and the headings

Kind = Literal["id", "text", "year", "choice"]


@dataclass(frozen=True)
class Column:
    key: str
    heading: dict[str, str]
    width: int  # characters
    required: bool = True
    kind: Kind = "text"


@dataclass(frozen=True, eq=False)
class Table:
    """One sheet: its name, what it is called in messages, and its columns from left to right."""

    name: str
    label: dict[str, str]
    columns: tuple[Column, ...]

    @property
    def mark(self) -> str:
        return f"{MARK} {self.name.casefold()}"

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def letter(self, key: str) -> str:
        return chr(ord("A") + [column.key for column in self.columns].index(key))


_NAME = {"th": "ชื่อผู้ประเมิน", "en": "Name"}
_ASSESSOR_ID = {"th": "รหัสผู้ประเมิน", "en": "Assessor id"}
_OLD_NAME = {"th": "ชื่อเดิมหรือชื่ออื่น", "en": "Old or other name"}
_NEW_NAME = {"th": "ชื่อปัจจุบันของส่วนราชการ", "en": "Present name of the agency"}

APPLICATIONS = Table("Applications", {"th": "ผลงาน", "en": "applications"}, (
    Column("id", LABELS["application"], 14, kind="id"),
    Column("edition", LABELS["edition"], 26, kind="choice"),
    Column("title", LABELS["title"], 62),
    Column("agency", LABELS["agency"], 30),
    Column("unit", LABELS["unit"], 28, required=False),
))  # fmt: skip
ASSESSORS = Table("Assessors", {"th": "ผู้ประเมิน", "en": "assessors"}, (
    Column("id", _ASSESSOR_ID, 24, kind="id"),
    Column("name", _NAME, 70),
))  # fmt: skip
ASSIGNMENTS = Table("Assignments", {"th": "การมอบหมาย", "en": "assignments"}, (
    Column("application", LABELS["application"], 20, kind="id"),
    Column("assessor", _ASSESSOR_ID, 22, kind="id"),
    Column("stage", LABELS["stage"], 26, kind="choice"),
    Column("conflict", {"th": "มีส่วนได้เสีย", "en": "Conflict of interest"}, 22, required=False, kind="choice"),
    Column("reason", {"th": "เหตุผล", "en": "Reason"}, 70, required=False),
))  # fmt: skip
HISTORY = Table("History", {"th": "ผลรางวัลปีก่อน", "en": "history"}, (
    Column("year", {"th": "ปี พ.ศ.", "en": "Year (B.E.)"}, 12, kind="year"),
    Column("agency", LABELS["agency"], 34),
    Column("project", LABELS["title"], 62),
    Column("award", {"th": "รางวัล", "en": "Award"}, 30, kind="choice"),
    Column("band", LABELS["band"], 22, required=False),
    Column("withdrawn", {"th": "ถูกเพิกถอน", "en": "Withdrawn"}, 16, required=False, kind="choice"),
))  # fmt: skip
ALIASES = Table("Aliases", {"th": "ชื่ออื่นของส่วนราชการ", "en": "aliases"}, (
    Column("name", _OLD_NAME, 80),
    Column("agency", _NEW_NAME, 80),
))  # fmt: skip
REPORTS = Table("Reports", {"th": "รายงานและโครงการใหม่", "en": "reports and new projects"}, (
    Column("year", {"th": "ปี พ.ศ.", "en": "Year (B.E.)"}, 12, kind="year"),
    Column("agency", LABELS["agency"], 34),
    Column("project", LABELS["title"], 62),
    Column("kind", {"th": "สิ่งที่ส่ง", "en": "What was sent"}, 22, kind="choice"),
))  # fmt: skip
ANSWERS = Table("Answers", {"th": "คำตอบของคณะกรรมการ", "en": "the committee's answers"}, (
    Column("edition", LABELS["edition"], 26, kind="choice"),
    Column("agency", LABELS["agency"], 34),
    Column("project", LABELS["title"], 48, required=False),
    Column("condition", {"th": "เงื่อนไข", "en": "Condition"}, 48),
    Column("answer", {"th": "เป็นไปตามเงื่อนไข", "en": "Fulfilled"}, 20, kind="choice"),
))  # fmt: skip
TABLES = (APPLICATIONS, ASSESSORS, ASSIGNMENTS, HISTORY, ALIASES, REPORTS, ANSWERS)
SENT = {"report": {"th": "รายงาน", "en": "Report"}, "new-project": {"th": "โครงการใหม่", "en": "New project"}}

# Names of ranges, for lists and for the marks of what is not listed.
NAMES = {
    "ApplicationIds": (APPLICATIONS, "id"),
    "AssessorIds": (ASSESSORS, "id"),
}  # fmt: skip
EDITION_IDS, AWARD_IDS = "EditionIds", "AwardIds"

WORDS = {
    "title": {"th": "ทะเบียนรอบการประเมิน", "en": "Register of a round"},
    "how": {"th": "วิธีกรอก", "en": "How to fill in"},
    "editions": {"th": "เกณฑ์ที่ใช้ให้คะแนนได้", "en": "Editions that can be scored"},
    "awards": {"th": "รหัสรางวัลและระดับ สำหรับแผ่น History", "en": "Awards and bands, for the sheet History"},
    "open": {"th": "เปิดแผ่น {name} ›", "en": "Open {name} ›"},
    "not-listed": {"th": "ไม่พบรหัสนี้", "en": "This id is not listed"},
    "keep": {
        "th": "ไม่อยู่ในรายการ ต้องการใช้ตามที่พิมพ์หรือไม่",
        "en": "It is not in the list. Keep it as typed?",
    },
    "choose": {"th": "เลือกจากรายการ", "en": "Choose from the list"},
    "year": {"th": "พิมพ์ปี พ.ศ. สี่หลัก เช่น 2557", "en": "Type the year of the Buddhist era in four digits, such as 2557."},
    "page": {"th": "หน้า &P จาก &N", "en": "Page &P of &N"},
}  # fmt: skip

SHEETS = {  # what each sheet is for, in the order in which to fill them
    "Applications": {
        "th": "ผลงานที่ส่งเข้ารับรางวัล หนึ่งแถวต่อหนึ่งผลงาน รหัสห้ามซ้ำ เลือกเกณฑ์จากรายการ หน่วยงานคือหน่วยในส่วนราชการที่ทำผลงานนั้น",
        "en": "Works entered for an award, one a row. Ids are unique; choose the edition from the list. The unit is a part of the agency.",
    },
    "Assessors": {
        "th": "คณะผู้ประเมิน หนึ่งแถวต่อหนึ่งคน รหัสห้ามซ้ำ",
        "en": "The assessors, a row a person. Ids are unique.",
    },
    "Assignments": {
        "th": "ใครประเมินผลงานใดในขั้นตอนใด หนึ่งแถวต่อหนึ่งแบบให้คะแนน ผู้ที่แจ้งไว้ว่ามีส่วนได้เสียจะไม่ได้รับแบบ",
        "en": "Who assesses what in which stage, a row a score sheet. Who has declared a conflict of interest gets none.",
    },
    "History": {
        "th": "ผลรางวัลของปีก่อน ๆ ใช้พิจารณารางวัลที่ต่อเนื่องจากผลเดิม รางวัลที่ถูกเพิกถอนภายหลังไม่นับ เว้นว่างได้",
        "en": "Awards of earlier years, for awards that follow from them. One that was withdrawn later does not count. May stay blank.",
    },
    "Aliases": {
        "th": "ชื่อเดิมหรือชื่ออื่นของส่วนราชการ เพื่อให้ผลปีก่อนนับต่อเมื่อเปลี่ยนชื่อ เว้นว่างได้",
        "en": "Old or other names of agencies, so that earlier results still count after a renaming. May stay blank.",
    },
    "Reports": {
        "th": "รายงานประจำปีและโครงการใหม่ที่ส่วนราชการส่ง ใช้พิจารณารางวัลที่ต่อเนื่องจากผลอื่น เว้นว่างได้",
        "en": "Yearly reports and new projects that agencies sent in, for awards that follow from others. May stay blank.",
    },
    "Answers": {
        "th": "คำตอบของคณะกรรมการในเงื่อนไขที่ไม่มีบันทึกใดพิสูจน์ได้ ใช้รหัสหรือชื่อของเงื่อนไข เว้นว่างได้",
        "en": "The committee's answers to conditions that no record proves, by the condition's id or name. May stay blank.",
    },
}  # fmt: skip

HOW_TO = {
    "th": (
        "กรอกตั้งแต่แถวใต้หัวตาราง หัวคอลัมน์สีเข้มต้องกรอก หัวคอลัมน์สีอ่อนเว้นว่างได้",
        "เรียง กรอง แทรกแถว ย้ายคอลัมน์ หรือวางข้อมูลจากที่อื่นได้ แต่อย่าลบแถว 1 ที่ซ่อนอยู่",
        "รหัสเก็บเป็นข้อความ 0012 และ 3-2 จึงคงเดิม รหัสขึ้นต้นด้วยตัวอักษรหรือตัวเลข ยาวไม่เกิน 40 ตัว",
        "เครื่องหมาย ✗ ตัวหนาหน้ารหัส หมายถึงรหัสซ้ำหรือไม่มีในทะเบียน ช่องแรเงาคือช่องที่ยังต้องกรอก",
        "บันทึกเป็น .xlsx แล้วปิดไฟล์ จากนั้นสร้างแบบให้คะแนนด้วย pyscoring pack ทำซ้ำได้ทุกเมื่อ แบบที่สร้างแล้วไม่ถูกเขียนทับ",
    ),
    "en": (
        "Type from the row below the headings. Columns with a dark heading are required; those with a light one may stay blank.",
        "Sort, filter, insert rows, move columns or paste as you like, but keep the hidden row 1.",
        "Ids are kept as text, so 0012 and 3-2 stay as they are. An id starts with a letter or a digit; 40 characters at most.",
        "A bold ✗ before an id means that it is doubled or not listed. A shaded cell still has to be filled in.",
        "Save as .xlsx, close the file, and make the score workbooks with pyscoring pack. A workbook that exists is never overwritten.",
    ),
}  # fmt: skip
