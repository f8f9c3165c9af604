"""The catalogue of everything that can be wrong, in Thai and English.

A problem is data: a code, a place and what was seen. Its sentences are made from the
catalogue when somebody reads them, in that reader's language.

Families: F file, S shape of the package, T template, D data, A assembly, W writing,
E edition.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Entry:
    """One kind of problem: its severity, and its message and remedy in Thai and English."""

    severity: Severity
    th: str
    en: str
    remedy_th: str
    remedy_en: str


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

CATALOGUE: Mapping[str, Entry] = MappingProxyType({
    # E: an edition's file
    "E01": Entry(_E, "ไฟล์เกณฑ์ไม่ใช่ TOML ที่ถูกต้อง: {detail}", "the edition is not valid TOML: {detail}",
                 "แก้บรรทัดที่ระบุ", "mend the line that is named"),
    "E02": Entry(_E, "ไม่รู้จักคีย์ {key}", "the key {key} is unknown", "ตั้งใจเขียน “{near}” หรือไม่", "did you mean “{near}”?"),
    "E03": Entry(_E, "ขาดคีย์ {key}", "the key {key} is missing", "เพิ่มคีย์นี้", "add it"),
    "E04": Entry(_E, "{key} เป็น {found}", "{key} is {found}", "ที่ต้องการ: {wanted}", "wanted: {wanted}"),
    "E05": Entry(_E, "{key} เป็น {found}", "{key} is {found}", "ที่ต้องการ: {wanted}", "wanted: {wanted}"),
    "E06": Entry(_E, "ไม่รู้จักคีย์ {key}", "the key {key} is unknown", "ลบออก คีย์ที่ใช้ได้: {wanted}", "delete it; keys here: {wanted}"),
    "E07": Entry(_E, "สูตรในสมุดงานยาวเกินที่ Excel รับได้ ({seen} อักขระ)", "a formula of the workbook is longer than Excel allows ({seen} characters)",
                 "ใช้รหัสตัวชี้วัดที่สั้นลง หรือลดจำนวนตัวชี้วัด", "use shorter ids, or fewer indicators"),
    "E08": Entry(_E, "น้ำหนักและคะแนนเต็มละเอียดเกินกว่าที่สูตรในสมุดงานจะคำนวณได้ตรง (ตัวหารร่วม {seen})",
                 "weights and maxima are finer than the workbook's formulas can keep exact (common divisor {seen})",
                 "ใช้คะแนนเต็มที่หารน้ำหนักได้ลงตัวกว่านี้", "choose maxima that divide the weights more evenly"),
    # F: the file
    "F01": Entry(_E, "ไม่พบไฟล์", "there is no such file",
                 "ตรวจชื่อไฟล์และโฟลเดอร์", "check the name and the folder"),
    "F02": Entry(_W, "ไฟล์ล็อกชั่วคราว: {who} กำลังเปิดไฟล์อยู่",
                 "a lock file: {who} has the workbook open",
                 "ปิดไฟล์ในโปรแกรมตารางแล้วทำอีกครั้ง",
                 "close the workbook in the spreadsheet program and try again"),
    "F03": Entry(_E, "ไฟล์ว่าง 0 ไบต์", "the file is empty (0 bytes)",
                 "รอให้คัดลอกหรือซิงก์เสร็จ หรือขอไฟล์ใหม่จากผู้ส่ง",
                 "let copying or syncing finish, or ask the sender for the file again"),
    "F04": Entry(_E, "ไฟล์มีแต่ศูนย์ทั้งไฟล์ การซิงก์ยังไม่เสร็จ",
                 "the file holds nothing but zeros: syncing has not finished",
                 "รอให้ซิงก์เสร็จ หรือขอไฟล์ใหม่จากผู้ส่ง",
                 "let syncing finish, or ask the sender for the file again"),
    "F05": Entry(_E, "ไฟล์เสียหายหรือขาดหาย ({detail})", "the file is damaged or cut short ({detail})",
                 "เปิดและบันทึกใหม่เป็น .xlsx หรือขอไฟล์ใหม่จากผู้ส่ง",
                 "open it and save it again as .xlsx, or ask the sender for the file again"),
    "F06": Entry(_E, "ไฟล์ถูกเข้ารหัสด้วยรหัสผ่าน", "the workbook is protected with a password",
                 "เปิดไฟล์ เอารหัสผ่านออก แล้วบันทึกเป็น .xlsx",
                 "open it, remove the password, and save it as .xlsx"),
    "F07": Entry(_E, "ไฟล์เป็นรูปแบบเก่า .xls", "the file is in the old .xls format",
                 "เปิดแล้วบันทึกเป็น .xlsx (Excel Workbook)", "open it and save it as .xlsx (Excel Workbook)"),
    "F08": Entry(_E, "ไฟล์ไม่ใช่สมุดงาน .xlsx ({detail})", "the file is not an .xlsx workbook ({detail})",
                 "ส่งสมุดงาน .xlsx ที่ได้รับจากฝ่ายเลขานุการ",
                 "send the .xlsx workbook that the secretary handed out"),
    "F09": Entry(_E, "ไฟล์เป็นลิงก์สัญลักษณ์ จึงไม่ตามไปอ่าน", "the file is a symbolic link and is not followed",
                 "วางไฟล์จริงแทนลิงก์", "put the file itself there instead of a link"),
    "F10": Entry(_E, "อ่านไฟล์ไม่ได้ ({detail})", "the file cannot be read ({detail})",
                 "ตรวจสิทธิ์การอ่านไฟล์และไดรฟ์", "check the permission to read the file, and the drive"),
    "F11": Entry(_E, "ไฟล์ใหญ่เกิน {limit} MB", "the file is larger than {limit} MB",
                 "ตรวจว่าเป็นสมุดงานที่ได้รับจากฝ่ายเลขานุการ",
                 "check that it is the workbook that the secretary handed out"),
    "F12": Entry(_N, "ไฟล์ของระบบปฏิบัติการ ไม่ใช่สมุดงาน จึงข้ามไป", "a file of the operating system, not a workbook: passed over",
                 "ไม่ต้องทำอะไร", "nothing to do"),
    "F13": Entry(_N, "สำเนาผลทางการที่ pyscoring บันทึกไว้ ไม่ใช่แผ่นให้คะแนน จึงข้ามไป",
                 "a copy with the official result, saved by pyscoring, not a score sheet: passed over",
                 "ไม่ต้องทำอะไร ถ้าจะแก้คะแนนให้แก้ในสมุดงานเดิม", "nothing to do; correct scores in the original workbook"),
    "F14": Entry(_E, "อ่านเอกสารนี้ไม่ได้ ต้องเป็น .docx หรือข้อความธรรมดา ({detail})",
                 "the document cannot be read: it must be a .docx or plain text ({detail})",
                 "เปิดด้วย Word หรือ LibreOffice แล้วบันทึกใหม่เป็น .docx หรือวางเป็นข้อความ",
                 "open it in Word or LibreOffice and save it again as .docx, or paste its text"),
    # S: the shape of the package
    "S01": Entry(_E, "เมื่อคลายไฟล์แล้วใหญ่เกินกำหนด ({detail})", "the file unpacks to more than the limit ({detail})",
                 "คัดลอกคะแนนลงสมุดงานใหม่ที่ได้รับจากฝ่ายเลขานุการ",
                 "copy the scores into a fresh workbook from the secretary"),
    "S02": Entry(_E, "ไฟล์มี DTD ซึ่งไม่อนุญาต ({detail})", "the file declares a DTD, which is not allowed ({detail})",
                 "เปิดและบันทึกใหม่เป็น .xlsx ด้วย Excel หรือ LibreOffice",
                 "open it and save it again as .xlsx with Excel or LibreOffice"),
    "S03": Entry(_E, "ไฟล์มีส่วนประกอบชื่อซ้ำกัน ({detail})", "two parts of the file have the same name ({detail})",
                 "เปิดและบันทึกใหม่เป็น .xlsx ด้วย Excel หรือ LibreOffice",
                 "open it and save it again as .xlsx with Excel or LibreOffice"),
    "S04": Entry(_E, "ไฟล์มีส่วนประกอบชื่อไม่ปลอดภัย ({detail})", "a part of the file has an unsafe name ({detail})",
                 "ขอไฟล์ใหม่จากผู้ส่ง", "ask the sender for the file again"),
    "S05": Entry(_E, "แผ่นงานชี้ไปนอกไฟล์ ({detail})", "a sheet points outside the file ({detail})",
                 "คัดลอกคะแนนลงสมุดงานใหม่ที่ได้รับจากฝ่ายเลขานุการ",
                 "copy the scores into a fresh workbook from the secretary"),
    "S06": Entry(_E, "โครงสร้างในไฟล์เสียหาย ({detail})", "the inside of the file is damaged ({detail})",
                 "เปิดและบันทึกใหม่เป็น .xlsx หรือขอไฟล์ใหม่จากผู้ส่ง",
                 "open it and save it again as .xlsx, or ask the sender for the file again"),
    "S07": Entry(_N, "ไฟล์มีมาโคร มาโครไม่ถูกเรียกใช้", "the file holds macros; they were not run",
                 "ไม่ต้องทำอะไร หากไม่รู้ที่มาของมาโครให้ถามผู้ส่ง",
                 "nothing to do; ask the sender if you do not know the macros"),
    "S08": Entry(_N, "ไฟล์มีลิงก์ไปยังไฟล์อื่น ไม่ได้ติดตามลิงก์", "the file links to other files; the links were not followed",
                 "ไม่ต้องทำอะไร", "nothing to do"),
    # T: the template
    "T01": Entry(_E, "ไม่พบแผ่นให้คะแนนในไฟล์ (เซลล์ A1 ต้องเป็น pyscoring/1)",
                 "the file holds no score sheet (cell A1 must be pyscoring/1)",
                 "ส่งสมุดงานที่ได้รับจากฝ่ายเลขานุการ และอย่าลบแถว 1 กับคอลัมน์ A",
                 "send the workbook that the secretary handed out, and keep row 1 and column A"),
    "T02": Entry(_E, "ไม่รู้จักเกณฑ์รางวัล “{seen}”", "no award edition is called “{seen}”",
                 "{near}ดูรายชื่อด้วย pyscoring editions หรือบอกไฟล์เกณฑ์ด้วย --edition",
                 "{near}see pyscoring editions for the list, or name its file with --edition"),
    "T03": Entry(_E, "สมุดงานทำจากเกณฑ์ฉบับอื่น ({seen} แต่เกณฑ์นี้คือ {wanted})",
                 "the workbook was made from another definition of the edition ({seen}, this one is {wanted})",
                 "ย้ายคะแนนลงสมุดงานที่ทำจากเกณฑ์ฉบับปัจจุบัน",
                 "move the scores into a workbook made from the present definition"),
    "T04": Entry(_E, "ไม่พบแถวของ {label} (คีย์ {key})", "the row of {label} is missing (key {key})",
                 "คัดลอกคะแนนลงสมุดงานใหม่ แถวที่มีคีย์ห้ามลบ",
                 "copy the scores into a fresh workbook; rows with a key must not be deleted"),
    "T05": Entry(_E, "คีย์ {key} มีซ้ำที่ {cells}", "the key {key} occurs more than once, in {cells}",
                 "ลบแถวหรือคอลัมน์ที่ซ้ำออก", "delete the repeated row or column"),
    "T06": Entry(_E, "ไม่พบคอลัมน์ {key}", "the column {key} is missing",
                 "คัดลอกคะแนนลงสมุดงานใหม่ คอลัมน์ห้ามลบ",
                 "copy the scores into a fresh workbook; its columns must not be deleted"),
    "T07": Entry(_E, "แถว {key} ไม่อยู่ในเกณฑ์นี้", "the row {key} does not belong to this edition",
                 "ใช้สมุดงานของเกณฑ์นี้ อย่าคัดลอกแถวข้ามสมุดงาน",
                 "use this edition's workbook; do not copy rows between workbooks"),
    "T08": Entry(_E, "เกณฑ์ {seen} เป็นรางวัลที่พิจารณาจากผลรางวัลอื่น ไม่มีแผ่นให้คะแนน",
                 "the edition {seen} follows from other results and has no score sheet",
                 "ใช้เกณฑ์ที่ให้คะแนนได้ ดู pyscoring editions", "take a scored edition; see pyscoring editions"),
    "T09": Entry(_E, "แผ่นให้คะแนนเป็นรุ่น {seen} ซึ่งโปรแกรมนี้ไม่รู้จัก", "the score sheet is of version {seen}, which this program does not know",
                 "ติดตั้ง pyscoring รุ่นใหม่", "install a newer pyscoring"),
    "T10": Entry(_E, "ข้อความ “{seen}” อยู่ในแถวของ {key}: แถวถูกเรียงหรือย้ายโดยไม่รวมคอลัมน์ A ที่ซ่อนอยู่",
                 "“{seen}” stands in the row of {key}: rows were sorted or moved without the hidden column A",
                 "เลิกทำการเรียง หรือคัดลอกคะแนนลงสมุดงานใหม่", "undo the sorting, or copy the scores into a fresh workbook"),
    "T11": Entry(_W, "ข้อความในแถว {key} ถูกแก้เป็น “{seen}”", "the label of the row {key} was changed to “{seen}”",
                 "ตรวจว่าคะแนนเป็นของตัวชี้วัดที่ถูกต้อง", "check that the score belongs to the right indicator"),
    "T12": Entry(_E, "ได้รับ {seen} เซลล์ แต่ต้องการ {wanted}", "{seen} cells were given, {wanted} are wanted",
                 "เลือกช่วงเซลล์ตามจำนวนตัวชี้วัด หรือสองคอลัมน์: รหัส คะแนน", "select one cell an indicator, or two columns: id, score"),
    "T13": Entry(_W, "สูตรของ {label} ถูกพิมพ์ทับ ตัวเลขที่เห็นในแผ่นงานอาจไม่ตรงกับผลที่คำนวณ",
                 "the formula of {label} was overwritten: what the sheet shows may differ from the result",
                 "เชื่อผลที่โปรแกรมคำนวณ หรือย้ายคะแนนลงสมุดงานใหม่", "trust the result here, or move the scores into a fresh workbook"),
    # D: the data
    "D01": Entry(_E, "ยังไม่ได้ให้คะแนนตัวชี้วัด {id}", "indicator {id} has no score yet",
                 "พิมพ์คะแนน {low}–{high} ถ้าได้ศูนย์ให้พิมพ์ 0", "type a score from {low} to {high}; type 0 for none"),
    "D02": Entry(_E, "“{seen}” ไม่ใช่ตัวเลข", "“{seen}” is not a number",
                 "พิมพ์ตัวเลข {low}–{high}", "type a number from {low} to {high}"),
    "D03": Entry(_E, "{seen} อยู่นอกช่วง {low}–{high}", "{seen} is outside {low} to {high}",
                 "พิมพ์คะแนน {low}–{high}", "type a score from {low} to {high}"),
    "D04": Entry(_E, "{seen} มีทศนิยมเกินสองตำแหน่ง", "{seen} has more than two decimals",
                 "พิมพ์ทศนิยมไม่เกินสองตำแหน่ง", "type at most two decimals"),
    "D05": Entry(_E, "“{seen}” มีจุลภาค อ่านได้หลายอย่าง ({readings})", "“{seen}” holds a comma and can be read as {readings}",
                 "พิมพ์ใหม่โดยใช้จุดเป็นจุดทศนิยม ไม่ใช้จุลภาค", "type it again with a point for decimals and no comma"),
    "D06": Entry(_E, "เซลล์เป็นค่าผิดพลาด {seen}", "the cell holds the error value {seen}",
                 "ลบแล้วพิมพ์คะแนน {low}–{high}", "delete it and type a score from {low} to {high}"),
    "D07": Entry(_E, "เซลล์เป็นค่าตรรกะ {seen} ไม่ใช่คะแนน", "the cell holds the logical value {seen}, not a score",
                 "พิมพ์คะแนน {low}–{high}", "type a score from {low} to {high}"),
    "D08": Entry(_E, "เซลล์เป็นวันที่ {seen} (โปรแกรมตารางอาจแปลงสิ่งที่พิมพ์ เช่น 4-6 หรือ 1/2)",
                 "the cell holds the date {seen} (the spreadsheet program may have changed what was typed, such as 4-6 or 1/2)",
                 "พิมพ์คะแนน {low}–{high} เป็นตัวเลข", "type a score from {low} to {high} as a number"),
    "D09": Entry(_E, "เซลล์คะแนนเป็นสูตร (ผลที่เห็น {seen})", "the entry cell holds a formula (it shows {seen})",
                 "พิมพ์คะแนนเป็นตัวเลขแทนสูตร", "type the score as a number instead of a formula"),
    "D10": Entry(_E, "{seen} เป็นร้อยละ อ่านได้หลายอย่าง ({readings})", "{seen} is a percentage and can be read as {readings}",
                 "พิมพ์คะแนนเป็นตัวเลขโดยไม่มี %", "type the score as a number without %"),
    "D11": Entry(_E, "{seen} ไม่ลงตามขั้น {step}", "{seen} is not a multiple of the step {step}",
                 "พิมพ์คะแนนตามขั้น {step}", "type a score in steps of {step}"),
    "D12": Entry(_E, "“{seen}” ไม่ใช่คำตอบ ใช่/ไม่ใช่", "“{seen}” is neither yes nor no",
                 "เลือก ใช่ หรือ ไม่ใช่ จากรายการ", "choose yes or no from the list"),
    "D13": Entry(_E, "“{seen}” ไม่ใช่ขั้นตอนที่มี ({wanted})", "“{seen}” is not a stage ({wanted})",
                 "เลือกขั้นตอนจากรายการ", "choose the stage from the list"),
    "D14": Entry(_N, "อ่าน “{seen}” เป็น {understood}", "“{seen}” was read as {understood}",
                 "ไม่ต้องทำอะไรถ้าอ่านถูก", "nothing to do if that is what was meant"),
    "D15": Entry(_W, "ยังไม่ได้กรอก “{label}”", "“{label}” is blank", "กรอกช่องนี้", "fill it in"),
    "D16": Entry(_W, "อ่านวันที่ “{seen}” ไม่ออก", "the date “{seen}” cannot be read",
                 "พิมพ์วันที่แบบ วัน/เดือน/ปี เช่น 20/5/2558", "type the date as day/month/year, such as 20/5/2558"),
    "D17": Entry(_W, "คะแนนเปลี่ยนไปหลังจากเขียนผลทางการเมื่อ {seen}",
                 "the entries have changed since the official result was written at {seen}",
                 "คำนวณและเขียนผลทางการใหม่ด้วย pyscoring score --write",
                 "write the official result again with pyscoring score --write"),
    "D18": Entry(_N, "คณะกรรมการยังไม่กำหนดเกณฑ์คะแนนของระดับ {label} จึงไม่ประกาศระดับ",
                 "the committee has not set the threshold of {label}, so no band is given",
                 "กำหนด at_least ในไฟล์เกณฑ์", "set at_least in the edition's file"),
    "D19": Entry(_W, "ยังไม่ผ่านคุณสมบัติ: {label}", "the eligibility condition is answered no: {label}",
                 "ตรวจหลักฐานกับฝ่ายเลขานุการ", "check the evidence with the secretary"),
    "D20": Entry(_W, "ยังไม่ตอบคุณสมบัติ {n} ข้อ ({cells})", "{n} questions of eligibility are open ({cells})",
                 "เลือก ใช่ หรือ ไม่ใช่", "choose yes or no"),
    # D21 to D29: documents
    "D21": Entry(_E, "ยังไม่ได้ตอบหรือกรอก: {label}", "not answered yet: {label}",
                 "เลือก ใช่ หรือ ไม่ใช่ หรือกรอกจำนวน ถ้าไม่มีเลยให้พิมพ์ 0", "choose yes or no, or type the number; type 0 for none"),
    "D22": Entry(_W, "ไม่มีเอกสารหรือคำตอบ: {label} ({source})", "missing: {label} ({source})",
                 "แจ้งผู้สมัครให้ส่งเพิ่มก่อนปิดรับสมัคร", "ask the applicant for it while applications are open"),
    "D23": Entry(_W, "ไม่เป็นไปตามเงื่อนไขของประเภทรางวัล: {label} ({source})", "a condition of the award is not met: {label} ({source})",
                 "ตรวจหลักฐานอีกครั้ง หรือแนะนำให้สมัครประเภทอื่น", "check the evidence again, or suggest another type"),
    "D24": Entry(_W, "เกินกำหนด: {label} {seen} {unit} ไม่เกิน {limit} ({source})", "over the limit: {label}, {seen} {unit}, at most {limit} ({source})",
                 "แจ้งผู้สมัครให้ย่อลงก่อนปิดรับสมัคร", "ask the applicant to shorten it while applications are open"),
    "D25": Entry(_E, "{label}: นับได้ {seen} คำ เกิน {limit} คำ", "{label}: {seen} words, over the limit of {limit}",
                 "ย่อให้ไม่เกิน {limit} คำ", "shorten it to at most {limit} words"),
    "D26": Entry(_W, "{label}: นับได้ {seen} คำ ใกล้เกณฑ์ {limit} คำ (ไม่ถึงร้อยละ {margin}) วิธีนับอื่นอาจได้ผลต่าง จึงไม่ตัดสิน",
                 "{label}: {seen} words, within {margin}% of the limit of {limit}; others may count otherwise, so this is not judged",
                 "ตรวจด้วยวิธีนับของคณะกรรมการ", "check it by the committee's own way of counting"),
    "D27": Entry(_E, "ไม่พบหัวข้อของ {label} หรือไม่มีข้อความใต้หัวข้อ", "no heading, or no text under it: {label}",
                 "ขึ้นหัวข้อด้วย “ข้อ 1” หรือเลขข้อกับชื่อคำถาม แล้วนับใหม่ หรือนับทีละข้อด้วย --question",
                 "begin each answer with “ข้อ 1”, or its number and the question, and count again; or count one answer with --question"),
    "D28": Entry(_W, "{label} มีหัวข้อ {n} แห่ง นับรวมกัน", "{label} has {n} headings; what follows them was counted together",
                 "ตรวจว่าหัวข้อเหล่านั้นเป็นของข้อนี้จริง", "check that all of them belong to this question"),
    "D29": Entry(_W, "แผ่นตรวจเอกสารของ {application} โดย {assessor}: {status} ไม่ใช่แผ่นให้คะแนน จึงไม่นับเป็นคะแนน",
                 "a document check of {application} by {assessor}: {status}; it is no score sheet and does not count as a score",
                 "ดูผลตรวจด้วย pyscoring score", "see its outcome with pyscoring score"),
    # A: the assembly
    "A01": Entry(_E, "ผู้ประเมินแจ้งว่ามีส่วนได้เสีย แต่มีคะแนนอยู่", "a conflict of interest is declared, yet there are scores",
                 "ลบคะแนนออก หรือแก้คำตอบเรื่องส่วนได้เสีย", "delete the scores, or correct the declaration"),
    "A02": Entry(_E, "มีแผ่นให้คะแนนมากกว่าหนึ่งแผ่นสำหรับ {place}: {sheets}",
                 "more than one score sheet claims {place}: {sheets}",
                 "เก็บไว้เพียงแผ่นเดียว", "keep one of them"),
    "A03": Entry(_W, "คำตอบเหมือนกับ {seen} ทุกช่อง นับเพียงครั้งเดียว", "every answer is the same as in {seen}; it counts once",
                 "ไม่ต้องทำอะไรถ้าเป็นสำเนา", "nothing to do if it is a copy"),
    "A04": Entry(_E, "ไม่มีผลงานรหัส “{seen}” ในทะเบียน", "the register has no application “{seen}”",
                 "แก้รหัสผลงาน หรือเพิ่มผลงานในทะเบียน", "correct the application's id, or add it to the register"),
    "A05": Entry(_E, "ไม่มีผู้ประเมิน “{seen}” ในทะเบียน", "the register has no assessor “{seen}”",
                 "แก้ชื่อผู้ประเมิน หรือเพิ่มผู้ประเมินในทะเบียน", "correct the assessor's name, or add the assessor to the register"),
    "A06": Entry(_E, "{assessor} ไม่ได้รับมอบหมายให้ประเมิน {application} ในขั้นตอนนี้", "{assessor} is not assigned to {application} in this stage",
                 "ตรวจขั้นตอนและชื่อ หรือเพิ่มการมอบหมายในทะเบียน", "check the stage and the name, or add the assignment to the register"),
    "A07": Entry(_E, "สมุดงานใช้เกณฑ์ {seen} แต่ผลงานนี้ขอรับรางวัลตามเกณฑ์ {wanted}",
                 "the workbook is of the edition {seen}, but the application is for {wanted}",
                 "ให้คะแนนในสมุดงานของเกณฑ์ที่ถูกต้อง หรือแก้ทะเบียน", "score in the right edition's workbook, or correct the register"),
    "A08": Entry(_W, "{label}ในสมุดงานคือ “{seen}” แต่ในทะเบียนคือ “{wanted}”", "{label} is “{seen}” here, but “{wanted}” in the register",
                 "ตรวจว่าเป็นผลงานเดียวกัน ผลรวมใช้ข้อความในทะเบียน", "check that it is the same work; results show what the register says"),
    "A09": Entry(_E, "ไม่ได้กรอก “{label}” จึงไม่รู้ว่าเป็นแผ่นของใคร", "“{label}” is blank, so the sheet cannot be given its place",
                 "กรอกช่องนี้แล้วส่งไฟล์ใหม่", "fill it in and send the file again"),
    "A10": Entry(_E, "คำตอบเปลี่ยนไปหลังจากรับ {seen} แล้ว ({place})", "the answers have changed since {seen} was accepted ({place})",
                 "เลือกแผ่นที่จะใช้ในแผ่น Choices", "choose which one counts on the sheet Choices"),
    "A11": Entry(_E, "ไฟล์ {seen} ที่รับไว้แล้วไม่อยู่ในกล่องรับ ({place})", "the accepted file {seen} is no longer in the inbox ({place})",
                 "วางไฟล์เดิมกลับ หรือเลือกในแผ่น Choices ว่าไม่ใช้", "put the file back, or say on the sheet Choices that it does not count"),
    "A12": Entry(_E, "ทะเบียนระบุว่าผู้ประเมินมีส่วนได้เสีย ({reason}) จึงไม่นับคะแนน", "the register declares a conflict of interest ({reason}); the scores do not count",
                 "ไม่ต้องทำอะไร หรือแก้ทะเบียนถ้าระบุผิด", "nothing to do, or correct the register if it is wrong"),
    "A13": Entry(_N, "{who} ให้คะแนน {applications} เหมือนกันทั้ง {n} ตัวชี้วัด", "the scores of {who} for {applications} are the same in all {n} indicators",
                 "ขอให้ดูอีกครั้งว่าให้คะแนนแยกกันหรือคัดลอกไฟล์มา อาจมีเหตุผลที่ดี",
                 "please look again whether they were given separately or the file was copied; there may be a good reason"),
    "A14": Entry(_N, "{who}: มี {above} ผลงานได้คะแนนรวมตั้งแต่ {at_least} แต่ไม่ถึง {high} ส่วนที่ได้ตั้งแต่ {low} แต่ไม่ถึง {at_least} มีเพียง {below} ผลงาน ({edition}: {band})",
                 "{who}: {above} totals lie from {at_least} to below {high}, and only {below} from {low} to below {at_least} ({edition}: {band})",
                 "ขอให้ดูคะแนนของผลงานที่ผ่านเกณฑ์พอดีอีกครั้ง อาจมีเหตุผลที่ดี",
                 "please look again at the scores that just reach the threshold; there may be a good reason"),
    "A15": Entry(_W, "ขั้นก่อนหน้าได้ผลว่า “{seen}” แต่มีการประเมินในขั้นนี้", "the stage before came to “{seen}”, yet there are scores in this one",
                 "ตรวจว่าผลงานนี้ควรเข้าสู่ขั้นนี้หรือไม่", "check whether the application should be in this stage"),
    "A16": Entry(_N, "บันทึกใหม่หลังจากรับ {seen} แล้ว คะแนนเหมือนเดิม", "saved again since {seen} was accepted; the scores are the same",
                 "ไม่ต้องทำอะไร", "nothing to do"),
    "A17": Entry(_N, "ไม่ใช้แผ่นนี้ตามที่ {who} เลือกเมื่อ {date}", "not used, as {who} chose on {date}",
                 "ไม่ต้องทำอะไร", "nothing to do"),
    "A18": Entry(_W, "อ่าน consolidated.xlsx เดิมไม่ได้ เก็บไว้เป็น {seen} มติที่เคยรับแล้วยังอยู่ในบันทึก",
                 "the present consolidated.xlsx cannot be read; it is kept as {seen}, and accepted decisions are in the ledger",
                 "ถ้าเพิ่งพิมพ์มติในไฟล์นั้น ให้พิมพ์ใหม่", "type again what was typed into it since the last run"),
    "A19": Entry(_E, "ไม่มี register.xlsx ในโฟลเดอร์นี้", "there is no register.xlsx in this folder",
                 "สร้างรอบใหม่ด้วย pyscoring init หรือระบุโฟลเดอร์ของรอบ", "begin a round with pyscoring init, or name a round's folder"),
    # A20 to A39: the register
    "A20": Entry(_E, "ทะเบียนไม่มีแผ่น{label}", "the register has no sheet of {label}",
                 "คัดลอกข้อมูลลงทะเบียนใหม่ที่สร้างด้วย pyscoring init และอย่าลบแถว 1 ที่ซ่อนอยู่",
                 "copy the data into a fresh register from pyscoring init, and keep the hidden row 1"),
    "A21": Entry(_E, "แผ่น{table}ไม่มีคอลัมน์ “{label}” (คีย์ {key} ในแถว 1 ที่ซ่อนอยู่)",
                 "the sheet of {table} has no column “{label}” (key {key} in the hidden row 1)",
                 "ใส่คีย์คืนในแถว 1 หรือคัดลอกข้อมูลลงทะเบียนใหม่",
                 "put the key back into row 1, or copy the data into a fresh register"),
    "A22": Entry(_E, "มีแผ่น{label}มากกว่าหนึ่งแผ่น ({sheets}) อ่านเฉพาะแผ่นแรก",
                 "there is more than one sheet of {label} ({sheets}); only the first was read",
                 "รวมข้อมูลไว้ในแผ่นเดียวแล้วลบแผ่นที่เหลือ", "put the data into one of them and delete the others"),
    "A23": Entry(_E, "ไฟล์นี้ไม่ใช่ทะเบียน", "the file is not a register",
                 "ใช้ register.xlsx ที่สร้างด้วย pyscoring init และอย่าลบแถว 1 ที่ซ่อนอยู่",
                 "use the register.xlsx that pyscoring init makes, and keep the hidden row 1"),
    "A24": Entry(_E, "ยังไม่ได้กรอก “{label}” จึงใช้แถวนี้ไม่ได้", "“{label}” is blank, so the row cannot be used",
                 "กรอกช่องนี้ หรือลบทั้งแถว", "fill it in, or delete the row"),
    "A25": Entry(_E, "{label} “{seen}” ซ้ำกับแถวที่ {first} อ่านเฉพาะแถวแรก",
                 "{label} “{seen}” is already given in {first}; only the first row was read",
                 "แก้ให้ไม่ซ้ำ หรือลบแถวที่เกิน", "make it differ, or delete the row that is too many"),
    "A26": Entry(_E, "รหัส “{seen}” ใช้ไม่ได้", "the id “{seen}” cannot be used",
                 "ใช้ตัวอักษร ตัวเลข เว้นวรรค - _ . / ( ) ขึ้นต้นด้วยตัวอักษรหรือตัวเลข ไม่เกิน {limit} ตัว",
                 "use letters, digits, spaces and - _ . / ( ), a letter or a digit first, at most {limit} characters"),
    "A27": Entry(_E, "ไม่มีผลงานรหัส “{seen}” ในทะเบียน", "no application with the id “{seen}” is in the register",
                 "แก้รหัส หรือเพิ่มผลงานในแผ่นผลงาน", "correct the id, or add the application to its sheet"),
    "A28": Entry(_E, "ไม่มีผู้ประเมิน “{seen}” ในทะเบียน หรือมีชื่อนี้มากกว่าหนึ่งคน",
                 "no assessor “{seen}” is in the register, or more than one has this name",
                 "ใช้รหัสผู้ประเมิน หรือเพิ่มผู้ประเมินในแผ่นผู้ประเมิน", "use the assessor's id, or add the assessor to the sheet"),
    "A29": Entry(_E, "การมอบหมายซ้ำกับแถวที่ {first}: {place}", "the assignment is already given in {first}: {place}",
                 "ลบแถวที่ซ้ำ", "delete the row that repeats it"),
    "A30": Entry(_E, "แถวของ “{seen}” ({first}) ยังใช้ไม่ได้ การมอบหมายนี้จึงยังไม่มีผล",
                 "the row of “{seen}” ({first}) cannot be used yet, and so neither can this assignment",
                 "แก้แถวนั้นก่อน", "correct that row first"),
    "A31": Entry(_E, "“{seen}” ไม่ใช่ปี พ.ศ.", "“{seen}” is not a year of the Buddhist era",
                 "พิมพ์ปีสี่หลัก เช่น 2557", "type four digits, such as 2557"),
    "A32": Entry(_W, "ไม่รู้จัก{label} “{seen}” ผลนี้จึงไม่ถูกนับเมื่อพิจารณารางวัลอื่น",
                 "the {label} “{seen}” is unknown, so this result will not count towards another award",
                 "ใช้รหัสหรือชื่อจากตารางในแผ่น Guide ของทะเบียน", "use an id or a name from the table on the register's sheet Guide"),
    "A33": Entry(_E, "ทะเบียนยังไม่มี{label}", "the register holds no {label} yet",
                 "กรอกอย่างน้อยหนึ่งแถว", "fill in at least one row"),
    "A34": Entry(_E, "ช่อง “{label}” เป็น {seen} ไม่ใช่ข้อความ (โปรแกรมตารางอาจแปลงสิ่งที่พิมพ์ เช่น 3-2 เป็นวันที่)",
                 "“{label}” holds {seen}, not a text (the spreadsheet program may have changed what was typed, such as 3-2 into a date)",
                 "ตั้งรูปแบบเซลล์เป็นข้อความ แล้วพิมพ์ใหม่", "format the cell as text and type it again"),
    "A35": Entry(_N, "{assessor} แจ้งไว้ว่ามีส่วนได้เสียกับ {application} จึงไม่สร้างแบบให้คะแนน",
                 "{assessor} has declared a conflict of interest with {application}: no workbook was made",
                 "ไม่ต้องทำอะไร", "nothing to do"),
    "A36": Entry(_W, "แบบให้คะแนนนี้สร้างไว้ก่อนทะเบียนจะเปลี่ยน ({changes}) จึงคงของเดิมไว้",
                 "the workbook was made before the register changed ({changes}) and was left as it is",
                 "ถ้าต้องการแบบใหม่ ให้ลบไฟล์นี้แล้วสั่งอีกครั้ง คะแนนที่กรอกไว้ในไฟล์จะหายไป",
                 "for a new one delete this file and run again; scores typed in it are lost"),
    "A37": Entry(_N, "มีผู้ประเมินชื่อ “{seen}” มากกว่าหนึ่งคน สมุดงานจึงใช้รหัสผู้ประเมินแทนชื่อ",
                 "more than one assessor is called “{seen}”, so workbooks use their ids",
                 "ไม่ต้องทำอะไร", "nothing to do"),
    "A38": Entry(_E, "ชื่อ “{seen}” วนกลับมาที่ชื่อเดิม จึงไม่รู้ว่าชื่อปัจจุบันคือชื่อใด",
                 "the name “{seen}” leads back to itself, so the present name is unknown",
                 "ให้ทุกชื่อเดิมชี้ไปยังชื่อปัจจุบัน", "let every old name lead to the present one"),
    # A50 to A59: the ledger
    "A50": Entry(_E, "บรรทัดที่ {line} ของ ledger.jsonl (รายการที่ {seen}) ถูกแก้ไข", "line {line} of ledger.jsonl (entry {seen}) was edited",
                 "นำไฟล์ฉบับสำรองกลับมา และอย่าแก้ ledger.jsonl ด้วยมือ", "restore the file from a backup; ledger.jsonl is never edited by hand"),
    "A51": Entry(_E, "บรรทัดที่ {line} ของ ledger.jsonl เป็นรายการที่ {seen} ซึ่งไม่ต่อจากบรรทัดก่อน: มีบรรทัดหายไปหรือสลับที่",
                 "line {line} of ledger.jsonl is entry {seen} and does not follow the line before: a line is missing or out of order",
                 "นำไฟล์ฉบับสำรองกลับมา และอย่าแก้ ledger.jsonl ด้วยมือ", "restore the file from a backup; ledger.jsonl is never edited by hand"),
    "A52": Entry(_E, "บรรทัดที่ {line} ของ ledger.jsonl อ่านไม่ได้ หรือไม่ใช่รายการของโปรแกรมนี้", "line {line} of ledger.jsonl cannot be read, or is no entry of this program",
                 "นำไฟล์ฉบับสำรองกลับมา", "restore the file from a backup"),
    "A53": Entry(_E, "ไฟล์ถูกแก้ไขหลังจากรับไว้ในรายการที่ {line} ({place})", "the file was changed after entry {line} accepted it ({place})",
                 "นำไฟล์ที่รับไว้กลับมา หรือสั่ง consolidate แล้วเลือกในแผ่น Choices ว่าจะใช้แผ่นใด",
                 "put the accepted file back, or run consolidate and choose on the sheet Choices which one counts"),
    "A54": Entry(_E, "ไฟล์ที่รับไว้ในรายการที่ {line} ไม่อยู่ในกล่องรับแล้ว ({place})", "the file that entry {line} accepted is no longer in the inbox ({place})",
                 "วางไฟล์เดิมกลับ", "put the file back"),
    "A55": Entry(_E, "รายการที่ {line} ({place}) ไม่ตรงกับไฟล์: {key} ในรายการคือ {seen} แต่ในไฟล์คือ {wanted}",
                 "entry {line} ({place}) differs from its file: {key} is {seen} in the entry, but {wanted} in the file",
                 "นำ ledger.jsonl ฉบับสำรองกลับมา", "restore ledger.jsonl from a backup"),
    "A56": Entry(_E, "ผลของ {application} ({stage}) ในรายการที่ {line} คือ {seen} แต่คำนวณใหม่ได้ {wanted} โดยอาศัยแผ่นให้คะแนนในรายการที่ {sheets} และมติในรายการที่ {decisions}",
                 "the result of {application} ({stage}) in entry {line} is {seen}, but comes out as {wanted}; it rests on the sheets of entries {sheets} and the decisions of entries {decisions}",
                 "เทียบรายการเหล่านั้นกับไฟล์และมติที่ประชุม ถ้า ledger.jsonl ถูกแก้ ให้นำฉบับสำรองกลับมา",
                 "compare these entries with the files and the minutes; if ledger.jsonl was changed, restore it from a backup"),
    "A57": Entry(_E, "มติในแผ่นนี้ ({seen}) ไม่ตรงกับที่บันทึกไว้ใน ledger.jsonl ({wanted})", "the decision here ({seen}) is not the one in ledger.jsonl ({wanted})",
                 "แก้กลับให้ตรงกับที่บันทึกไว้ ถ้ามติเปลี่ยน ให้เพิ่มเป็นแถวใหม่", "put it back as recorded; a changed decision goes into a new row"),
    "A58": Entry(_E, "สมุดงานนี้สร้างจากรายการ {seen} ซึ่งไม่มีใน ledger.jsonl (รายการสุดท้ายคือ {wanted}): มีรายการถูกลบไป หรือเป็นสมุดงานของรอบอื่น",
                 "the workbook was made from entry {seen}, which ledger.jsonl does not hold (its last is {wanted}): entries were removed, or the workbook is another round's",
                 "นำ ledger.jsonl ฉบับสำรองกลับมา หรือใช้สมุดงานของรอบนี้", "restore ledger.jsonl from a backup, or use this round's workbook"),
    # A40 to A49: moderation
    "A40": Entry(_E, "มตินี้ยังขาด {missing} จึงยังไม่มีผล", "the decision lacks {missing} and has no effect yet",
                 "กรอกช่องที่ขาดให้ครบ แล้วสั่ง pyscoring consolidate อีกครั้ง", "fill in what is missing and run pyscoring consolidate again"),
    "A41": Entry(_E, "“{seen}” ไม่ใช่เรื่องที่ลงมติได้ของผลงาน {application}",
                 "“{seen}” is nothing that can be decided of application {application}",
                 "เลือกจากรายการ: {wanted}", "choose from the list: {wanted}"),
    "A42": Entry(_E, "“{seen}” หมายถึงได้หลายเรื่อง ({readings})", "“{seen}” can mean more than one thing ({readings})",
                 "เลือกเรื่องจากรายการ", "choose the subject from the list"),
    "A43": Entry(_W, "ไม่มีมติลำดับ {entry} ในบันทึก จึงอ่านแถวนี้เป็นมติใหม่",
                 "the ledger has no decision with the number {entry}, so the row was read as a new one",
                 "ตรวจว่า ledger.jsonl เป็นของรอบนี้และไม่ได้ถูกแทนที่", "check that ledger.jsonl is this round's and was not replaced"),
    "A44": Entry(_E, "“{seen}” ใช้เป็น{label}ไม่ได้", "“{seen}” cannot be taken for {label}",
                 "ให้ทำดังนี้: {wanted}", "do this: {wanted}"),
    "A45": Entry(_W, "แถวของมติลำดับ {entry} ถูกแก้จาก “{wanted}” เป็น “{seen}” จึงอ่านเป็นมติใหม่ มติเดิมยังอยู่ในบันทึก",
                 "the row of decision {entry} was changed from “{wanted}” to “{seen}”; it was read as a new decision, and the old one stays in the ledger",
                 "ครั้งหน้าให้พิมพ์มติใหม่ในแถวว่าง", "next time type a new decision into an empty row"),
    "A46": Entry(_W, "แถวของมติลำดับ {entry} ถูกแก้จาก “{wanted}” เป็น “{seen}” แต่มติเดิมยังคงอยู่ในบันทึก",
                 "the row of decision {entry} was changed from “{wanted}” to “{seen}”, but the decision stays in the ledger as it is",
                 "ถ้าต้องการยกเลิก ให้พิมพ์มติใหม่ที่มีค่าเป็น ยกเลิก", "to take it back, type a new decision with the value withdraw"),
    "A47": Entry(_E, "{subject} ของผลงาน {application} มีมติต่างกันหลายแถว แถวอื่นอยู่ที่ {cells} จึงยังไม่ใช้ทุกแถว",
                 "{subject} of application {application} is decided otherwise in {cells}; none of these rows was taken",
                 "เหลือไว้เพียงแถวเดียว", "keep one of the rows"),
    "A48": Entry(_E, "{place}: ต้องเลือก ใช่ หนึ่งแถวพอดี แต่เลือกไว้ {n} แถว ({cells})",
                 "{place}: exactly one row must say yes, but {n} do ({cells})",
                 "เลือก ใช่ เพียงแถวเดียว แล้วกรอกเหตุผล ผู้ตัดสิน และวันที่ในแถวนั้น",
                 "say yes in one row, and fill in reason, by whom and date there"),
    "A49": Entry(_E, "ไม่พบ{label} (คีย์ {key}) จึงยังไม่ได้อ่านมติในส่วนนั้น",
                 "{label} is missing (key {key}), so what was decided there has not been read",
                 "นำไฟล์เดิมกลับมา หรือพิมพ์มติอีกครั้งในไฟล์ที่สร้างใหม่",
                 "bring the earlier file back, or type the decisions again into the new one"),
    "A39": Entry(_E, "โฟลเดอร์นี้มีทะเบียนของรอบอื่นอยู่", "this folder holds the register of another round",
                 "ระบุโฟลเดอร์อื่นสำหรับการสาธิต", "name another folder for the demonstration"),
    # A60 to A69: results
    "A60": Entry(_E, "ยังประกาศผลไม่ได้ มีเรื่องค้าง {n} เรื่อง จึงไม่ได้เขียนอะไร", "the results cannot be made final: {n} things are open; nothing was written",
                 "จัดการตามรายการแล้วสั่งอีกครั้ง หรือสั่งโดยไม่ใส่ --final เพื่อออกร่าง", "settle what is listed and run again, or leave out --final for a draft"),
    "A61": Entry(_E, "ยังค้าง: {what}", "open: {what}", "ทำต่อ: {remedy}", "to do: {remedy}"),
    "A62": Entry(_W, "มีแผ่นให้คะแนนหรือมติใหม่ที่ยังไม่ได้ลงบันทึก ร่างนี้นับรวมแล้ว แต่ยังไม่มีเลขรายการ",
                 "there are new sheets or decisions that the ledger does not have yet; the draft counts them, without numbers of entries",
                 "สั่ง pyscoring consolidate ก่อนออกผล", "run pyscoring consolidate first"),
    "A63": Entry(_E, "สร้าง {format} ไม่ได้ เพราะยังไม่ได้ติดตั้งส่วนเสริม {extra}", "{format} cannot be made: the extra {extra} is not installed",
                 "ติดตั้งด้วย pip install 'pyscoring-workbook[{extra}]'", "install it: pip install 'pyscoring-workbook[{extra}]'"),
    "A64": Entry(_W, "ไฟล์ชุดนี้เป็นร่าง เพราะผลขณะนี้ต่างจากที่ประกาศไว้ฉบับที่ {revision} อยู่ {n} แห่ง และมีเรื่องค้าง {open} เรื่อง",
                 "these files are a draft: the results differ from revision {revision} in {n} places, and {open} things are open",
                 "สั่ง pyscoring export --final เพื่อออกฉบับใหม่เมื่อพร้อม", "run pyscoring export --final for a new revision when it is time"),
    "A65": Entry(_N, "ไม่ได้สร้าง {format} เพราะยังไม่ได้ติดตั้งส่วนเสริม {extra}", "{format} was left out: the extra {extra} is not installed",
                 "ถ้าต้องการ ติดตั้งด้วย pip install 'pyscoring-workbook[{extra}]'", "to have it: pip install 'pyscoring-workbook[{extra}]'"),
    "A66": Entry(_E, "ผลที่ประกาศในรายการที่ {line} (ฉบับที่ {revision}) ไม่ตรงกับผลในบันทึก: {place} ประกาศไว้ {seen} แต่ผลขณะนั้นคือ {wanted}",
                 "entry {line} (revision {revision}) differs from the results of the ledger: {place} was published as {seen}, but the result then was {wanted}",
                 "นำ ledger.jsonl ฉบับสำรองกลับมา ถ้าผลที่ประกาศผิดจริง ให้ออกฉบับแก้ไขด้วย pyscoring export --final",
                 "restore ledger.jsonl from a backup; if what was published is wrong, issue a revision with pyscoring export --final"),
    "A67": Entry(_E, "ฉบับที่ประกาศไม่ต่อเนื่อง: รายการที่ {line} เป็นฉบับที่ {seen} แต่ควรเป็นฉบับที่ {wanted}",
                 "the published revisions do not follow each other: entry {line} is revision {seen}, but should be {wanted}",
                 "นำ ledger.jsonl ฉบับสำรองกลับมา", "restore ledger.jsonl from a backup"),
    "A68": Entry(_E, "รายการที่ {line} (ฉบับที่ {revision}) บอกสิ่งที่เปลี่ยนไว้ไม่ตรงกับฉบับก่อน: {place}",
                 "entry {line} (revision {revision}) tells other changes than there are against the revision before: {place}",
                 "นำ ledger.jsonl ฉบับสำรองกลับมา", "restore ledger.jsonl from a backup"),
    # A90 to A94: derived awards
    "A90": Entry(_E, "ชื่อเดิมของหน่วยงานวนกลับมาที่เดิมหรือไปได้สองทาง: {names}",
                 "former names of agencies lead in a circle or two ways: {names}",
                 "แก้ชื่อเดิมในทะเบียนให้แต่ละชื่อไปถึงชื่อปัจจุบันเพียงชื่อเดียว",
                 "correct the aliases in the register, so that each leads to one present name"),
    # W: writing
    "W01": Entry(_E, "เขียนไฟล์ไม่ได้ เพราะไฟล์เปิดอยู่หรือไม่มีสิทธิ์ ({detail})",
                 "the file cannot be written: it is open elsewhere or not permitted ({detail})",
                 "ปิดไฟล์ในโปรแกรมตารางแล้วทำอีกครั้ง", "close it in the spreadsheet program and try again"),
    "W02": Entry(_E, "ไฟล์เปลี่ยนไประหว่างการอ่านกับการเขียน จึงไม่เขียนทับ",
                 "the file changed between reading and writing and was not overwritten",
                 "ทำอีกครั้ง", "run the command again"),
    "W03": Entry(_E, "เขียนผลลงไฟล์นี้ไม่ได้โดยไม่กระทบเนื้อหาอื่น ({detail})",
                 "the result cannot be written without touching other content ({detail})",
                 "คัดลอกคะแนนลงสมุดงานใหม่ที่ได้รับจากฝ่ายเลขานุการ",
                 "copy the scores into a fresh workbook from the secretary"),
    "W04": Entry(_E, "ดิสก์เต็ม เขียนไฟล์ไม่ได้", "the disk is full",
                 "เพิ่มพื้นที่ว่างแล้วทำอีกครั้ง ไฟล์เดิมยังอยู่ครบ",
                 "make room and try again; the file is as it was"),
    "W05": Entry(_W, "เขียนผลลง “{name}” ไม่ได้ จึงบันทึกผลไว้ที่ “{beside}” แทน ไฟล์เดิมไม่เปลี่ยนแปลง ({reason})",
                 "the result could not be written into “{name}” and was saved as “{beside}” instead; the file is as it was ({reason})",
                 "ใช้สำเนานี้ดูผล แล้วแก้สาเหตุและทำอีกครั้งถ้าต้องการให้ผลอยู่ในไฟล์เดิม",
                 "read the result there; to have it in the file itself, remove the cause and run the command again"),
    "W06": Entry(_N, "ลบไฟล์ชั่วคราว {n} ไฟล์ใน {folder} ที่ค้างจากการทำงานครั้งก่อนซึ่งหยุดกลางคัน ไฟล์อื่นอยู่ครบ",
                 "removed {n} temporary files in {folder} that an earlier run left when it was cut short; all other files are whole",
                 "ไม่ต้องทำอะไร", "nothing to do"),
})  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """Something wrong or worth knowing, at a place.

    `cell` is an address such as ``F12``; `field` is the row key, such as
    ``indicator:3``; `details` fills the sentences of the catalogue.
    """

    code: str
    details: Mapping[str, Any] = field(default_factory=dict)
    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    field: str | None = None

    @property
    def severity(self) -> Severity:
        return CATALOGUE[self.code].severity

    def message(self, lang: str = "th") -> str:
        entry = CATALOGUE[self.code]
        return (entry.th if lang == "th" else entry.en).format(**self._in(lang))

    def remedy(self, lang: str = "th") -> str:
        entry = CATALOGUE[self.code]
        return (entry.remedy_th if lang == "th" else entry.remedy_en).format(**self._in(lang))

    def _in(self, lang: str) -> dict[str, Any]:
        return {k: v[lang] if isinstance(v, Mapping) else v for k, v in self.details.items()}


class Refused(Exception):
    """A whole file or edition cannot be used; `problems` say why, all together."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.code}: {p.message('en')}" for p in problems))
        self.problems = problems


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that keep a result from being given."""
    return tuple(p for p in problems if p.severity is Severity.ERROR)
