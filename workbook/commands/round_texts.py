"""Every word of a round's commands, in Thai and English."""

STATUSES: dict[str, dict[str, str]] = {
    "final": {"th": "ได้ข้อยุติ", "en": "final"},
    "open": {"th": "รอที่ประชุม", "en": "to discuss"},
    "waiting": {"th": "รอผู้ประเมิน", "en": "waiting for assessors"},
    "stopped": {"th": "หยุดรอเลือก", "en": "stopped: choose a sheet"},
    "held": {"th": "! ยังไม่อยู่ในประกาศ: คุณสมบัติ", "en": "! not announced: eligibility"},
    "closed": {"th": "– {end}", "en": "– {end}"},
}
WORDS: dict[str, dict[str, str]] = {
    "made": {"th": "สร้าง {path}", "en": "made {path}"},
    "there": {"th": "มีครบแล้วใน {folder} ไม่ได้เปลี่ยนอะไร", "en": "everything is there already in {folder}; nothing was changed"},
    "own-editions": {
        "th": "เกณฑ์ของรอบนี้เองในโฟลเดอร์ {folder}: {ids}",
        "en": "Editions of this round's own, in {folder}: {ids}",
    },
    "no-own-editions": {
        "th": "ใช้เกณฑ์ที่มากับโปรแกรม รอบนี้ไม่มีเกณฑ์ของตนเองในโฟลเดอร์ {folder} (ไฟล์ .toml)",
        "en": "Editions: those of the program; this round has none of its own in {folder} (files that end in .toml)",
    },
    "fill": {
        "th": "ต่อไป: กรอก {register} แล้วสั่ง pyscoring pack {folder}",
        "en": "Next: fill in {register}, then run pyscoring pack {folder}",
    },
    "packs": {
        "th": "สร้างใหม่ {made} ไฟล์{failed} · มีอยู่แล้ว {left} ไฟล์ · ข้ามเพราะมีส่วนได้เสีย {conflicts} ที่ · อยู่ใน {folder}",
        "en": "{made:workbook|workbooks} made{failed} · {left} there already · {conflicts:place|places} passed over for a conflict of interest · in {folder}",
    },
    "packs-failed": {"th": " · สร้างไม่ได้ {n} ไฟล์", "en": " · {n} could not be made"},
    "packs-other": {
        "th": "{n} ที่ ({stages}) มีไฟล์อีกแบบหนึ่งที่สร้างไว้ก่อนแล้ว (ดู --by) จึงไม่สร้างซ้ำ ถ้าส่งให้ผู้ประเมินไปแล้ว ไม่ต้องทำอะไร ถ้ายังไม่ได้ส่งและต้องการแบบนี้แทน ให้ลบไฟล์เหล่านั้นใน {folder} แล้วสั่งอีกครั้ง",
        "en": "{n:place keeps its workbook|places keep their workbooks} of the other kind, made before ({stages}; see --by): leave them if assessors have them; if nobody has them yet and you want this kind instead, delete them in {folder} and run again",
    },
    "final-too": {
        "th": "ไม่ได้แสดงอีก {n} รายการที่ได้ข้อยุติหรือจบที่ขั้นตอนก่อนหน้าแล้ว",
        "en": "{n:other is|others are} final or ended by the stage before, and not shown here",
    },
    "returned-too": {
        "th": "ไม่ได้แสดงอีก {n} รายการที่ไม่ต้องรอผู้ใดแล้ว", "en": "{n:other waits|others wait} for nobody; not shown here",
    },
    "unmoved-too": {
        "th": "ไม่ได้แสดงอีก {n} รายการที่ระดับไม่เปลี่ยน", "en": "{n:other keeps its band|others keep their bands}, not shown here",
    },
    "assessor": {"th": "ผู้ประเมิน", "en": "Assessor"}, "application": {"th": "ผลงาน", "en": "Application"},
    "project": {"th": "ชื่อผลงาน", "en": "Project"}, "stage": {"th": "ขั้นตอน", "en": "Stage"},
    "assigned": {"th": "มอบหมาย", "en": "Assigned"}, "panel": {"th": "นับแล้ว", "en": "Counted"},
    "waiting-for": {"th": "รอ", "en": "Waiting for"}, "total": {"th": "คะแนน", "en": "Total"},
    "band": {"th": "ระดับ", "en": "Band"}, "status": {"th": "สถานะ", "en": "Status"}, "flags": {"th": "ข้อสังเกต", "en": "Flags"},
    "so-far": {"th": "ชั่วคราว", "en": "provisional"}, "before": {"th": "ตามเกณฑ์เดิม", "en": "As it is"},
    "after": {"th": "ตามเกณฑ์ทดลอง", "en": "Rehearsed"}, "moved": {"th": "ระดับเปลี่ยน", "en": "Band moved"},
    "by-assessor": {"th": "ตามผู้ประเมิน", "en": "By assessor"}, "by-application": {"th": "ตามผลงาน", "en": "By application"},
    "returned": {
        "th": "ส่งแล้ว {done} จาก {all} ที่ ({share}%) · ไม่ครบ {incomplete} · ต้องแก้ {invalid} · รอเลือก {stopped} · ยังไม่ส่ง {missing}",
        "en": "{done} of {all:place|places} returned ({share}%) · {incomplete} incomplete · {invalid} to correct · {stopped} to choose · {missing} missing",
    },
    "recused": {"th": " · งดให้คะแนน {n}", "en": " · {n} recused"},
    "final": {"th": "ได้ข้อยุติ {n}", "en": "{n} final"},
    "open": {"th": "รอที่ประชุม {n}", "en": "{n} to discuss"},
    "waiting": {"th": "รอผู้ประเมิน {n}", "en": "{n} waiting"},
    "stopped": {"th": "หยุดรอเลือก {n}", "en": "{n} stopped"},
    "held": {"th": "ไม่อยู่ในประกาศเพราะคุณสมบัติ {n}", "en": "{n} not announced for eligibility"},
    "closed": {"th": "จบที่ขั้นตอนก่อนหน้า {n}", "en": "{n} ended by the stage before"},
    "unassigned": {"th": "ยังไม่มอบหมายผู้ประเมิน {n}", "en": "{n} without assessors"},
    "items": {"th": "วาระค้าง {n} เรื่อง", "en": "{n} open on the agenda"},
    "bad-files": {"th": "ไฟล์ที่ต้องแก้ {n} จาก {of}", "en": "{n} of {of:file|files} to correct"},
    "refused": {"th": "มติที่รับไม่ได้ {n}", "en": "{n:decision|decisions} refused"},
    "register": {"th": "ที่ต้องแก้ในทะเบียน {n} แห่ง", "en": "{n:mistake|mistakes} in the register"},
    "other": {"th": "ข้อผิดพลาดอื่น {n}", "en": "{n:other error|other errors}"},
    "unset": {"th": "เกณฑ์คะแนนที่ยังไม่กำหนด {n}", "en": "{n:threshold|thresholds} not set"},
    "written": {"th": "เปิด {path} เพื่อทำงานต่อ", "en": "Open {path} to go on"},
    "rehearsed": {
        "th": "ทดลองเกณฑ์ {edition}: ระดับเปลี่ยน {moved} จาก {all} ผลงาน ไม่ได้เขียนอะไร",
        "en": "Rehearsed {edition}: the band moves for {moved} of {all:application|applications}; nothing was written",
    },
    "none-rehearsed": {
        "th": "เกณฑ์ {edition} ทดลองไม่ได้เลยสักผลงาน ไม่ได้เขียนอะไร",
        "en": "No application can be rehearsed under {edition}; nothing was written",
    },
    "not-rehearsed": {
        "th": "ทดลองไม่ได้ {n} ผลงาน ({applications}): {why}",
        "en": "{n:application|applications} cannot be rehearsed ({applications}): {why}",
    },
    "unscaled": {
        "th": "คะแนนเต็มของตัวชี้วัดไม่เท่าเดิม {n} ตัว: {indicators} คะแนนที่ให้ไว้นับตามที่พิมพ์ ไม่ได้ปรับสัดส่วน",
        "en": "the full score differs for {n:indicator|indicators}: {indicators}; scores count as they were typed, not scaled",
    },
    "unscored": {"th": "ยังไม่มีผู้ใดให้คะแนนตัวชี้วัด {keys}", "en": "nobody has scored indicator {keys}"},
    "dropped": {"th": "เกณฑ์ทดลองไม่มีข้อ {keys} ซึ่งให้คะแนนไว้แล้ว", "en": "scores were given for {keys}, which these rules do not have"},
    "unfit": {"th": "คะแนนที่ให้ไว้ในข้อ {keys} ใช้กับเกณฑ์ทดลองไม่ได้", "en": "these rules do not allow the scores given for {keys}"},
    "nothing-rehearsed": {
        "th": "ไม่มีผลงานในทะเบียนที่ขอรับรางวัล {award}", "en": "no application of the register is for the award {award}",
    },
    "verified": {
        "th": "ตรงกันทั้งหมด: {entries} รายการในบันทึก {sheets} แผ่นให้คะแนน {results} ผล · รหัสท้ายบันทึก {head}",
        "en": "all agree: {entries:ledger entry|ledger entries}, {sheets:score sheet|score sheets}, {results:result|results} · ledger head {head}",
    },
    "withdrawn": {
        "th": "ในจำนวนนี้ {sheets} แผ่น {results} ผล เป็นของผลงานหรือการมอบหมายที่ไม่อยู่ในทะเบียนแล้ว จึงไม่นับในการรวมผล",
        "en": "{sheets:score sheet|score sheets} and {results:result|results} of these are no longer in the register and count for nothing",
    },
    "differs": {"th": "ไม่ตรงกัน {n} แห่ง แห่งแรกคือ:", "en": "{n} differences; the first is:"},
    "differs-one": {"th": "ไม่ตรงกัน {n} แห่ง คือ:", "en": "1 difference:"},
    "round": {"th": "ทั้งรอบ", "en": "the whole round"},
}  # fmt: skip
