"""The keys of an edition's file as a committee calls them, in Thai and English."""

from workbook.scoresheet.layout import STAGE_WORDS
from workbook.scoresheet.texts import METHODS, source_in

Words = dict[str, dict[str, str]]

CHANGES: Words = {
    "count": {"th": "ต่างกัน {n} แห่ง", "en": "differences: {n}"},
    "same": {"th": "ไม่ต่างกัน", "en": "no difference"},
    "added": {"th": "เพิ่มใหม่", "en": "added"},
    "dropped": {"th": "ตัดออก", "en": "dropped"},
    "order": {"th": "ลำดับ", "en": "order"},
    "keep": {
        "th": "{form} รหัสเกณฑ์ {new} ไม่เปลี่ยน: ที่แจกไปแล้วยังใช้ได้",
        "en": "{form}, definition {new} unchanged: those that were handed out still serve",
    },
    "anew": {
        "th": "{form} รหัสเกณฑ์ {old} → {new}: ที่ทำจากเกณฑ์เดิมใช้กับเกณฑ์ใหม่ไม่ได้ ต้องทำใหม่",
        "en": "{form}, definition {old} → {new}: those made from the old edition do not serve; make new ones",
    },
    "score": {"th": "สมุดงานให้คะแนน", "en": "score workbooks"},
    "document": {"th": "แบบตรวจเอกสาร", "en": "forms of the document check"},
}
EXPLAINED: Words = {
    "slide": {"th": "สไลด์", "en": "slide"},
    "slides": {"th": "สไลด์", "en": "slides"},
    "page": {"th": "หน้า", "en": "page"},
    "pages": {"th": "หน้า", "en": "pages"},
    "added": {"th": "บวกเข้ามิติ {id}", "en": "added to dimension {id}"},
    "steps": {"th": " ขั้นละ {step}", "en": ", in steps of {step}"},
    "worth": {"th": " เต็มได้ {points} คะแนน", "en": ", worth {points} points"},
    "total": {"th": "คะแนนรวม", "en": "Total"},
    "full-mark": {
        "th": "คะแนนเต็ม {full}{bonus} ทศนิยม {places} ตำแหน่ง {rounding}",
        "en": "full mark {full}{bonus}; decimals: {places}, rounded {rounding}",
    },
    "doubts": {"th": "ควรดูอีกครั้ง", "en": "Worth another look"},
    "unknown-award": {
        "th": "เงื่อนไขอ้างถึงรางวัล {award} ซึ่งไม่มีในเกณฑ์ใดที่รู้จัก สะกดถูกหรือไม่",
        "en": "a condition names the award {award}, which no known edition has: is it spelt right?",
    },
    "beside-bands": {
        "th": "{stage} → {name} เริ่มที่ {at} ซึ่งไม่ใช่คะแนนเริ่มของระดับใด ยังเป็นคะแนนเดิมหรือไม่",
        "en": "{stage} → {name} begins at {at}, where no band begins: is it still the old threshold?",
    },
    "beyond-reach": {
        "th": "{key} = {limit} ไม่มีผล เพราะไม่มีทางเกิน {most} ตัวเลขนี้ถูกหรือไม่",
        "en": "{key} = {limit} changes nothing, since nothing goes beyond {most}: is it the number that was meant?",
    },
    "with-bonus": {"th": " (รวมคะแนนพิเศษ {full})", "en": " (with bonus {full})"},
}
ENTRIES: Words = {
    "dimensions": {"th": "มิติ", "en": "dimension"},
    "indicators": {"th": "ตัวชี้วัด", "en": "indicator"},
    "bonus": {"th": "คะแนนพิเศษ", "en": "bonus"},
    "features": {"th": "ลักษณะ", "en": "feature"},
    "bands": {"th": "ระดับ", "en": "band"},
    "gates": {"th": "ขั้นตอนถัดไป", "en": "what comes next"},
    "eligibility": {"th": "คุณสมบัติ", "en": "eligibility"},
    "documents": {"th": "เอกสารที่ต้องส่ง", "en": "document"},
    "conditions": {"th": "เงื่อนไข", "en": "condition"},
    "assumptions": {"th": "ข้อสมมติ", "en": "assumption"},
}  # fmt: skip
KEYS: Words = ENTRIES | {
    "id": {"th": "รหัส", "en": "id"}, "award": {"th": "รางวัล", "en": "award"}, "family": {"th": "กลุ่มรางวัล", "en": "family"},
    "fiscal_year": {"th": "ปีงบประมาณ (พ.ศ.)", "en": "fiscal year (B.E.)"}, "name": {"th": "ชื่อ", "en": "name"},
    "family_name": {"th": "ชื่อกลุ่มรางวัล", "en": "family's name"}, "kind": {"th": "ชนิด", "en": "kind"},
    "th": {"th": "(ไทย)", "en": "(Thai)"}, "en": {"th": "(อังกฤษ)", "en": "(English)"},
    "document": {"th": "เอกสารที่มา", "en": "source document"}, "title": {"th": "ชื่อเอกสาร", "en": "title"},
    "slides": {"th": "สไลด์", "en": "slides"}, "pages": {"th": "หน้า", "en": "pages"}, "source": {"th": "ที่มา", "en": "source"},
    "requires": {"th": "ต้องได้รางวัลนี้มาก่อน", "en": "requires"}, "weight": {"th": "น้ำหนัก", "en": "weight"},
    "max": {"th": "คะแนนเต็ม", "en": "maximum"}, "scale": {"th": "วิธีให้คะแนน", "en": "scale"},
    "lowest": {"th": "ระดับต่ำสุด", "en": "lowest"}, "step": {"th": "ขั้นละ", "en": "step"},
    "criteria": {"th": "เกณฑ์การให้คะแนน", "en": "criteria"}, "points": {"th": "คะแนน", "en": "points"},
    "per": {"th": "ให้", "en": "given"}, "cap": {"th": "รวมไม่เกิน", "en": "at most"},
    "dimension": {"th": "บวกเข้ามิติ", "en": "added to dimension"},
    "dimension_cap": {"th": "มิตินั้นรวมไม่เกิน", "en": "that dimension at most"},
    "total": {"th": "คะแนนรวม", "en": "total"}, "full_mark": {"th": "คะแนนเต็ม", "en": "full mark"},
    "places": {"th": "ทศนิยม (ตำแหน่ง)", "en": "decimals"}, "rounding": {"th": "การปัดเศษ", "en": "rounding"},
    "at_least": {"th": "ตั้งแต่", "en": "from"}, "stage": {"th": "หลังขั้น", "en": "after"},
    "rule": {"th": "หลักฐาน", "en": "proved by"}, "short": {"th": "ชื่อสั้น", "en": "short name"},
    "at_most": {"th": "ไม่เกิน", "en": "at most"}, "after_documents": {"th": "หลังตรวจเอกสาร", "en": "after the document check"},
    "considered": {"th": "ครบถ้วน", "en": "complete"}, "not_considered": {"th": "ไม่ครบถ้วน", "en": "incomplete"},
    "consolidation": {"th": "รวมผู้ประเมิน", "en": "between assessors"}, "method": {"th": "วิธี", "en": "method"},
    "minimum_assessors": {"th": "ผู้ประเมินอย่างน้อย (คน)", "en": "assessors at least"},
    "disagreement_limit": {"th": "หารือเมื่อต่างเกินร้อยละ", "en": "discussed beyond percent"},
    "text": {"th": "ข้อความ", "en": "text"}, "affects": {"th": "มีผลต่อ", "en": "affects"},
}  # fmt: skip
VALUES: dict[str, Words] = {
    "method": METHODS,
    "stage": STAGE_WORDS,
    "scale": {
        "points": {"th": "คะแนน", "en": "points"}, "level": {"th": "ระดับ", "en": "level"}, "percent": {"th": "ร้อยละ", "en": "percent"},
    },
    "per": {"rule": {"th": "ครั้งเดียว", "en": "once"}, "feature": {"th": "ต่อลักษณะ", "en": "for each feature"}},
    "at_least": {"unset": {"th": "ยังไม่กำหนด", "en": "not set"}},
    "rounding": {"half-up": {"th": "ครึ่งปัดขึ้น", "en": "half up"}},
}  # fmt: skip


def source(told: str, lang: str) -> str:
    """Where a rule comes from, with the id of an assumption: two of them may differ in nothing else."""
    return (
        told.replace("assumption:", ENTRIES["assumptions"]["th"])
        if told.startswith("assumption") and lang == "th"
        else source_in(told, lang)
    )
