"""What the server says, in Thai and English."""

SAID = {
    "no-round": {"th": "ไม่ได้บอกโฟลเดอร์ของรอบ ให้ตั้ง PYSCORING_ROUND", "en": "The round's folder is not named; set PYSCORING_ROUND."},
    "none-of": {"th": "{name} เป็น {said!r} ใช้ไม่ได้ ให้ตั้งเป็นค่าใดค่าหนึ่งใน {wanted}", "en": "{name} is {said!r}; set it to one of {wanted}."},
    "open-to-all": {"th": "PYSCORING_AUTH=none ใช้ได้เฉพาะกับ XLWINGS_ENVIRONMENT=dev เพราะใครก็อ่านและส่งคะแนนได้ ให้ตั้งเป็น token หรือ entra", "en": "PYSCORING_AUTH=none is for XLWINGS_ENVIRONMENT=dev alone: anybody could read and send scores. Set it to token or entra."},
    "no-licence": {"th": "ยังไม่ได้ตั้ง {name} หน่วยงานของรัฐและองค์กรที่ไม่แสวงกำไรตั้งเป็น noncommercial ผู้อื่นตั้งเป็นรหัสที่ซื้อ (ดู docs/server.th.md)", "en": "{name} is not set: noncommercial for government institutions and other noncommercial bodies, a bought key for others (see docs/server.md)."},
    "bad-licence": {"th": "xlwings ไม่รับ {name} ที่ตั้งไว้ ({why}) ให้แก้รหัส หรือตั้งเป็น noncommercial ถ้าเป็นหน่วยงานของรัฐหรือองค์กรที่ไม่แสวงกำไร", "en": "xlwings does not take {name} ({why}) Correct the key, or set it to noncommercial if yours is a government institution or another noncommercial body."},
    "no-number": {"th": "{name} เป็น {said!r} ให้ตั้งเป็นตัวเลขที่มากกว่า 0", "en": "{name} is {said!r}; set it to a number above 0."},
    "sign-in": {"th": "ไม่รู้ว่าคุณเป็นใคร ให้ใส่รหัสเข้าใช้ของรอบนี้ที่ฝ่ายเลขานุการให้ไว้", "en": "You are not signed in: enter the token that the secretary gave you for this round."},
    "expired": {"th": "การลงชื่อเข้าใช้หมดอายุแล้ว ให้ปิดแล้วเปิดแถบ pyscoring ใหม่", "en": "Your sign-in has expired: close the pyscoring pane and open it again."},
    "unknown": {"th": "บัญชีนี้ไม่ใช่ของผู้ประเมินในรอบนี้ ให้แจ้งฝ่ายเลขานุการ", "en": "This account is no assessor's of this round; tell the secretary."},
    "local": {"th": "เซิร์ฟเวอร์นี้เปิดโดยไม่ต้องลงชื่อเข้าใช้ จึงใช้ได้จากเครื่องของเซิร์ฟเวอร์เองเท่านั้น", "en": "This server runs without sign-in and answers its own computer alone."},
    "no-register": {"th": "ตอนนี้เซิร์ฟเวอร์อ่านทะเบียนหรือรายชื่อผู้มีสิทธิ์ไม่ได้ ให้ลองใหม่ในอีกสักครู่ หรือแจ้งฝ่ายเลขานุการ", "en": "The server cannot read the register or the list of tokens now; try again in a moment, or tell the secretary."},
    "no-script": {"th": "ไม่มีคำสั่งนี้ คำสั่งที่มี: {names}", "en": "There is no such script; there are: {names}."},
    "no-function": {"th": "ไม่มีฟังก์ชันนี้ ฟังก์ชันที่มี: {names}", "en": "There is no such function; there are: {names}."},
    "no-path": {"th": "ไม่มีที่อยู่นี้", "en": "There is no such address."},
    "too-large": {"th": "ข้อมูลที่ส่งมาใหญ่เกิน {limit} MB ให้ส่งจากสมุดงานที่ฝ่ายเลขานุการให้ไว้", "en": "What was sent is larger than {limit} MB; send it from the workbook that the secretary handed out."},
    "too-often": {"th": "เรียกถี่เกินไป ให้รอ {seconds} วินาทีแล้วลองใหม่", "en": "Too many calls; wait {seconds} s and try again."},
    "not-understood": {"th": "ข้อมูลที่ส่งมาอ่านไม่ได้ ให้โหลดแถบ pyscoring ใหม่แล้วลองอีกครั้ง", "en": "What was sent cannot be read; reload the pyscoring pane and try again."},
    "unexpected": {"th": "เกิดข้อผิดพลาดที่ไม่คาดไว้ในเซิร์ฟเวอร์ แจ้งฝ่ายเลขานุการพร้อมรหัส {id}", "en": "Something unexpected went wrong on the server; tell the secretary the id {id}."},
    "nothing-wrong": {"th": "ครบถ้วน ไม่พบที่ต้องแก้", "en": "Complete; there is nothing to correct."},
    "more": {"th": "และอีก {n} รายการ", "en": "and {n} more"},
    "not-assigned": {"th": "คุณไม่ได้รับมอบหมายให้ประเมินผลงาน {application} ในขั้น{stage}", "en": "You are not assigned to application {application} in the stage {stage}."},
    "not-yours": {"th": "แผ่นนี้เป็นของผู้ประเมินอื่น ({assessor}) ส่งได้เฉพาะแผ่นของตนเอง", "en": "This sheet is another assessor's ({assessor}); you can send in your own alone."},
    "conflicted": {"th": "ทะเบียนระบุว่าคุณมีส่วนได้เสียกับผลงาน {application} จึงส่งคะแนนไม่ได้", "en": "The register says that you have a conflict of interest with application {application}, so its scores cannot be sent in."},
    "other-form": {"th": "ขั้นนี้ใช้แบบฟอร์มอีกแบบหนึ่ง ให้ใช้สมุดงานที่ฝ่ายเลขานุการให้ไว้", "en": "This stage has another form; use the workbook that the secretary handed out."},
    "not-kept": {"th": "บันทึกแผ่นนี้ให้เหมือนที่พิมพ์ไว้ไม่ได้ ({what}) ให้ส่งไฟล์สมุดงานให้ฝ่ายเลขานุการแทน", "en": "This sheet cannot be stored just as it was typed ({what}); send the workbook's file to the secretary instead."},
    "not-stored": {"th": "เซิร์ฟเวอร์บันทึกแผ่นที่ส่งไม่ได้ ยังไม่ได้รับคะแนนของคุณ ให้ลองใหม่ หรือส่งไฟล์ให้ฝ่ายเลขานุการ", "en": "The server could not store the sheet; your scores have not been received. Try again, or send the file to the secretary."},
    "received": {"th": "ได้รับแล้ว: ผลงาน {application} ขั้น{stage} เมื่อ {time}\nSHA-256 {sha256}", "en": "Received: application {application}, stage {stage}, at {time}\nSHA-256 {sha256}"},
    "received-open": {"th": "ยังมีที่ว่างหรือที่ต้องแก้ {n} แห่ง แก้แล้วส่งใหม่ได้ ฝ่ายเลขานุการจะเห็นทั้งสองฉบับ", "en": "{n} places are still open or wrong. You can correct them and send it in again; the secretary will see both."},
}  # fmt: skip


def say(key: str, lang: str, **details: object) -> str:
    """A sentence in ``th`` or ``en``; in both where it is not known which."""
    words = SAID[key]
    texts = [words[lang]] if lang in words else [words["th"], words["en"]]
    return " / ".join(text.format(**details) for text in texts)
