"""Every word of the results' files, in Thai and English, and how days and numbers are written there."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from pyscoring.edition import plain
from pyscoring.results import Both, Change, Derived, Named, Results, Row, Tally, Value
from pyscoring.score import half_up
from workbook.scoresheet.layout import NO, YES
from workbook.scoresheet.texts import LABELS

Words = Mapping[str, str]
_MONTHS = {
    "th": ("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม",
           "พฤศจิกายน", "ธันวาคม"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"),
}  # fmt: skip
_EXACT_PLACES = 6  # of an unrounded total

TITLE = {"th": "ผลการพิจารณารางวัล", "en": "Results of the awards"}
COLUMNS: Mapping[str, Words] = {
    "rank": {"th": "อันดับ", "en": "Rank"}, "application": LABELS["application"], "project": LABELS["title"],
    "agency": LABELS["agency"], "unit": LABELS["unit"], "award": {"th": "ประเภทรางวัล", "en": "Award type"},
    "total": LABELS["total"], "band": LABELS["band"], "verdict": {"th": "ผลตรวจเอกสาร", "en": "Document check"}, "remark": {"th": "หมายเหตุ", "en": "Remark"},
    "stage": LABELS["stage"], "year": {"th": "ปีงบประมาณ พ.ศ.", "en": "Fiscal year (B.E.)"}, "edition": LABELS["edition"],
    "next": {"th": "ขั้นต่อไป", "en": "Next"}, "status": LABELS["status"], "exact": {"th": "คะแนนก่อนปัดเศษ", "en": "Total before rounding"},
    "state": {"th": "สถานะเอกสาร", "en": "State of this document"}, "assessor": {"th": "รหัสผู้ประเมิน", "en": "Assessor id"},
    "id": {"th": "ข้อ", "en": "No."}, "name": {"th": "ตัวชี้วัดหรือเรื่อง", "en": "Indicator or subject"},
    "value": {"th": "ที่กรอก", "en": "As typed"}, "counted": {"th": "ที่นับ", "en": "Counted"},
    "comment": {"th": "เหตุผลหรือหลักฐาน", "en": "Reason or evidence"}, "file": {"th": "ไฟล์", "en": "File"},
    "sheet": {"th": "แผ่น", "en": "Sheet"}, "cell": {"th": "เซลล์", "en": "Cell"},
    "entry": {"th": "รายการในบันทึก", "en": "Ledger entry"}, "sha256": {"th": "SHA-256 ของไฟล์", "en": "SHA-256 of the file"},
    "applications": {"th": "จำนวนผลงาน", "en": "Applications"}, "undecided": {"th": "ยังไม่มีผล", "en": "No band yet"},
    "later": {"th": "รอขั้นต่อไป", "en": "Next stage to come"},
    "threshold": {"th": "เกณฑ์", "en": "Threshold"}, "distance": {"th": "ห่างจากเกณฑ์", "en": "Distance"},
    "near": {"th": "ระดับที่เกณฑ์กำหนด", "en": "Band of the threshold"}, "answer": {"th": "ผล", "en": "Answer"},
    "condition": {"th": "เงื่อนไข", "en": "Condition"}, "met": {"th": "เป็นไปตามเงื่อนไข", "en": "Met"},
    "rests-on": {"th": "อาศัย", "en": "Rests on"}, "missing": {"th": "สิ่งที่ขาด", "en": "What is missing"},
    "renamed": {"th": "การเปลี่ยนชื่อหน่วยงาน", "en": "Change of name"}, "what": {"th": "เรื่องที่ค้าง", "en": "What is open"},
    "remedy": {"th": "สิ่งที่ต้องทำ", "en": "What to do"}, "subject": {"th": "ผลงานหรือหน่วยงาน", "en": "Application or agency"},
    "key": {"th": "เรื่อง", "en": "What"}, "was": {"th": "เดิม", "en": "Was"}, "now": {"th": "เป็น", "en": "Is"},
}  # fmt: skip
SHEETS: Mapping[str, Words] = {
    "Cover": {"th": "ข้อมูลทั่วไป", "en": "About"}, "Summary": {"th": "สรุปตามส่วนราชการและระดับ", "en": "Summary by agency and band"},
    "Bands": {"th": "จำนวนผลงานตามระดับ", "en": "Applications by band"}, "Near": {"th": "คะแนนใกล้เกณฑ์", "en": "Near a threshold"},
    "Derived": {"th": "รางวัลที่ได้จากผลอื่น และคุณสมบัติตามทะเบียน", "en": "Awards that follow from results, and eligibility"},
    "Open": {"th": "เรื่องที่ค้าง", "en": "What is open"}, "Changes": {"th": "สิ่งที่เปลี่ยนจากฉบับก่อน", "en": "What changed"},
    "Trace": {"th": "ที่มาของคะแนน", "en": "Where each number comes from"},
}  # fmt: skip
WORDS: Mapping[str, Words] = {
    "draft": {"th": "ร่าง ยังไม่ใช่ผลทางการ", "en": "DRAFT, not official"},
    "first": {"th": "ผลทางการ ฉบับที่ 1", "en": "Official, revision 1"},
    "revision": {"th": "ผลทางการ ฉบับแก้ไขที่ {n}", "en": "Official, revision {n}"},
    "since": {"th": "ร่าง หลังประกาศฉบับที่ {n} ยังไม่ใช่ผลทางการ", "en": "DRAFT since revision {n}, not official"},
    "round": {"th": "รอบการประเมิน", "en": "Round"}, "at": {"th": "วันที่", "en": "Date"},
    "head": {"th": "รหัสท้ายบันทึก", "en": "Head of the ledger"}, "by": {"th": "ประกาศโดย", "en": "Published by"},
    "reason": {"th": "เหตุที่แก้ไข", "en": "Reason"}, "method": {"th": "วิธีรวมคะแนน", "en": "Method"},
    "margin": {"th": "ขอบเขตใกล้เกณฑ์", "en": "Near a threshold within"},
    "margin-of": {"th": "ร้อยละ {n} ของคะแนนเต็ม", "en": "{n}% of the full mark"},
    "counts": {"th": "{rows} ผลงาน มีระดับแล้ว {banded}", "en": "applications: {rows}, with a band: {banded}"},
    "checked": {"th": "{rows} ผลงาน รับพิจารณา {taken} ไม่รับพิจารณา {out}", "en": "applications: {rows}, considered: {taken}, not considered: {out}"},
    "considered": {"th": "รับพิจารณา", "en": "Considered"}, "not-considered": {"th": "ไม่รับพิจารณา", "en": "Not considered"},
    "of-stage": {"th": "{award} ({stage})", "en": "{award} ({stage})"},
    "panel": {"th": "{method}ของผู้ประเมินอย่างน้อย {least} คน คะแนนเต็ม {full}", "en": "{method} of at least {least} assessors; full mark {full}"},
    "yes": {"th": "✓ ครบเงื่อนไข", "en": "✓ granted"}, "no": {"th": "✗ ไม่ครบเงื่อนไข", "en": "✗ not granted"},
    "undecided": {"th": "? รอคำตอบ", "en": "? undecided"},
    "open": {"th": "เรื่องที่ค้าง", "en": "Open"},
    "met": {"th": "✓", "en": "✓"}, "unmet": {"th": "✗", "en": "✗"}, "unanswered": {"th": "?", "en": "?"},
    "decision": {"th": "มติ: {about}", "en": "Decision: {about}"},
    "decided": {"th": "{reason} (โดย {by} เมื่อ {date})", "en": "{reason} (by {by}, {date})"},
    "total-of": {"th": "คะแนนรวมของแผ่น", "en": "Total of the sheet"},
    "chart": {"th": "จำนวนผลงานตามระดับ แยกตามประเภทรางวัล", "en": "Applications by band in each award"},
    "chart-alt": {"th": "แผนภูมิแท่งสะสม จำนวนผลงานในแต่ละระดับของแต่ละรางวัล: {told}",
                  "en": "Stacked bars, applications by band in each award: {told}"},
    "axis": {"th": "จำนวนผลงาน", "en": "Applications"}, "contents": {"th": "ในสมุดงานนี้", "en": "In this workbook"},
    "awards": {"th": "รางวัลและขั้นตอน", "en": "Awards and stages"}, "assumptions": {"th": "ข้อสมมติ", "en": "Assumptions"},
    "nothing": {"th": "ไม่มี", "en": "none"},
}  # fmt: skip
STATUSES: Mapping[str, Words] = {
    "final": {"th": "ได้ข้อยุติ", "en": "final"}, "open": {"th": "รอที่ประชุม", "en": "to discuss"},
    "waiting": {"th": "รอผู้ประเมิน", "en": "waiting for assessors"}, "stopped": {"th": "หยุดรอเลือก", "en": "stopped"},
    "held": {"th": "ไม่อยู่ในประกาศ: คุณสมบัติ", "en": "not announced: eligibility"},
}  # fmt: skip
KEYS: Mapping[str, Words] = {
    "row": {"th": "ผลงาน", "en": "application"}, "project": COLUMNS["project"], "agency": COLUMNS["agency"],
    "unit": COLUMNS["unit"], "rank": COLUMNS["rank"], "total": COLUMNS["total"],
    "exact": COLUMNS["exact"], "band": COLUMNS["band"], "next": COLUMNS["next"], "granted": {"th": "ผลการพิจารณา", "en": "award"}, "eligible": {"th": "คุณสมบัติ", "en": "eligibility"},
}  # fmt: skip
TERMINAL: Mapping[str, Words] = {
    "wrote": {"th": "เขียน {path}", "en": "wrote {path}"}, "open": {"th": "ค้าง", "en": "open"},
    "told": {"th": "{state} · {rows} ผลงาน · ค้างก่อนประกาศ {open} เรื่อง", "en": "{state} · applications: {rows} · open before publication: {open}"},
    "asked": {"th": " · คำถามเรื่องคุณสมบัติที่ยังไม่ตอบ {n}", "en": " · questions of eligibility without an answer: {n}"},
}  # fmt: skip
PUBLISH: Mapping[str, Words] = {
    "next": {
        "th": "{nothing} ประกาศด้วย: pyscoring export {folder} --final --by \"ชื่อผู้ประกาศ\" --date วัน/เดือน/ปี{reason} (ชื่อและวันที่ของฉบับที่ประกาศแล้วเปลี่ยนไม่ได้)",
        "en": "{nothing} To publish: pyscoring export {folder} --final --by \"NAME\" --date DAY{reason} (name and day of what is published do not change)",
    },
    "nothing": {"th": "ไม่มีเรื่องค้าง", "en": "Nothing is open."},
    "but-asked": {
        "th": "เหลือเพียงคำถามเรื่องคุณสมบัติที่ยังไม่ตอบ ซึ่งควรตอบก่อน",
        "en": "Only eligibility is unanswered (A90); better answer it first.",
    },
    "ahead": {
        "th": "ยังมีขั้นต่อไป ({steps}) พิจารณาก่อนว่าจะรอให้เสร็จหรือประกาศเลย",
        "en": "Still to come ({steps}): decide first whether to wait for it.",
    },
    "reason": {"th": " --reason \"เหตุที่แก้ไข\"", "en": " --reason \"WHY\""},
    "nobody": {
        "th": "ไม่ได้ระบุผู้ประกาศ (--by) ฉบับนี้จึงไม่มีชื่อผู้ประกาศ",
        "en": "Nobody was named as publishing it (--by), and nobody is in this revision",
    },
}  # fmt: skip
_GRANTED: Mapping[str | None, Words] = {
    "yes": {"th": "ครบเงื่อนไข", "en": "granted"}, "no": {"th": "ไม่ครบเงื่อนไข", "en": "not granted"},
    "open": {"th": "รอคำตอบ", "en": "undecided"}, None: {"th": "ยังไม่ได้พิจารณา", "en": "not considered"},
}  # fmt: skip
_ELIGIBLE: Mapping[str | None, Words] = {
    "yes": {"th": "มีคุณสมบัติ", "en": "eligible"}, "no": {"th": "ไม่มีคุณสมบัติหรือไม่พบหลักฐาน", "en": "not eligible, or not on record"},
    "open": {"th": "ยังไม่ทราบ", "en": "not known yet"}, None: {"th": "ยังไม่ได้พิจารณา", "en": "not decided"},
}  # fmt: skip
_MARKED: Mapping[bool | None, tuple[str, str, str]] = {
    True: ("✓", "yes", "yes"), False: ("✗", "no", "no"), None: ("?", "undecided", "open"),
}  # fmt: skip


def state(results: Results, lang: str) -> str:
    """Whether this is a draft, or which revision."""
    key = ("since" if results.last else "draft") if results.draft else "first" if results.revision == 1 else "revision"
    return WORDS[key][lang].format(n=results.last if results.draft else results.revision)


def signed(results: Results, lang: str) -> list[tuple[str, str]]:
    """Who published a revision, and why it was needed, each with its label; what nobody gave is left out."""
    told = {"by": results.published_by, "reason": results.reason}
    return [(WORDS[key][lang], text) for key, text in told.items() if text]


def long_day(day: dt.date, lang: str) -> str:
    """``18 มีนาคม 2558``; in English with both years."""
    year = f"{day.year + 543}" if lang == "th" else f"{day.year} (B.E. {day.year + 543})"
    return f"{day.day} {_MONTHS[lang][day.month - 1]} {year}"


def remarks(row: Row, lang: str) -> list[str]:
    """What stands in the remark column, the failed gate first."""
    failed = [row.next.name[lang]] if row.next and row.next.failed else []
    return failed + [remark.text[lang] for remark in row.remarks]


def band(row: Row, lang: str) -> str:
    return row.band.name[lang] if row.band else ""


def following(row: Row) -> Named | None:
    """What comes next: nothing, whatever the total would lead to, where the application is not eligible."""
    return None if row.unproved else row.next


def status(row: Row, lang: str) -> str:
    """How far it is, and that a final result is not announced."""
    return STATUSES["held" if row.unproved and row.status == "final" else row.status][lang]


def outcome(row: Row, lang: str) -> str:
    """The band, or what the check of its documents came to."""
    if row.considered is None:
        return band(row, lang)
    return WORDS["considered" if row.considered else "not-considered"][lang]


def unrounded(exact: Fraction | None) -> Decimal | None:
    """An exact total as a decimal number with six places, whichever its sign."""
    if exact is None:
        return None
    size = half_up(abs(exact), _EXACT_PLACES)
    return -size if exact < 0 else size


def value_text(value: Value | None, lang: str) -> str:
    """A score or an answer as people write it."""
    if isinstance(value, bool):
        return (YES if value else NO)[lang]
    if isinstance(value, Decimal):
        return plain(value) if value else "0"
    return value or ""


def answer(one: Derived) -> Words:
    """Of an application's own conditions the answer is whether it may be given the award, not that it is."""
    mark, award, eligible = _MARKED[one.granted]
    return {lang: f"{mark} {text}" for lang, text in _ELIGIBLE[eligible].items()} if one.application else WORDS[award]


def mark(met: bool | None) -> Words:
    return WORDS["unanswered" if met is None else "met" if met else "unmet"]


def change(change: Change, results: Results, lang: str) -> tuple[str, str, str]:
    """What has changed, what it was and what it is, with the names of bands and gates."""
    names = names_in(results, change)
    of_application = change.key == "granted" and any(t.edition == change.edition for t in results.tables)

    def shown(value: str | None) -> str:
        if change.key == "granted":
            return (_ELIGIBLE if of_application else _GRANTED)[value][lang]
        if value is None:
            return WORDS["nothing"][lang]
        if change.key == "exact":
            return str(unrounded(Fraction(value)))
        return names[value][lang] if change.key in ("band", "next") and value in names else value

    return KEYS["eligible" if of_application else change.key][lang], shown(change.was), shown(change.now)


def award_of(change: Change, results: Results, lang: str) -> str:
    """The name of the award that a change is in."""
    known = [(one.edition, one.name) for one in results.tables] + [(one.edition, one.name) for one in results.derived]
    known += [(one.edition, one.name) for one in results.glossary]
    return next((name[lang] for edition, name in known if edition == change.edition), change.edition)


def bands(results: Results, lang: str) -> list[str]:
    """The bands of all awards by name, those below the lowest threshold after the others, not considered last.

    Awards whose bands are called the same in `lang` share them.
    """
    found = [band for table in results.tables for band in table.bands]
    names = [band.name[lang] for band in sorted(found, key=lambda band: band.at_least == 0)]
    names += [count.band.name[lang] for tally in results.summary for count in tally.counts if count.band]
    return list(dict.fromkeys(names))


def counted(tally: Tally, lang: str) -> Counter[str | None]:
    """Applications by the name of their band; None counts those without one."""
    counts = Counter[str | None]()
    for count in tally.counts:
        counts[count.band.name[lang] if count.band else None] += count.applications
    return counts


def names_in(results: Results, change: Change) -> dict[str, Both]:
    """Bands and gates by their ids, as the table that a change is in calls them; what it has no more, as it was called."""
    names = {id_: name for g in results.glossary if g.edition == change.edition for id_, name in g.names.items()}
    for table in results.tables:
        if (table.edition, table.stage) == (change.edition, change.stage):
            names |= {band.id: band.name for band in table.bands}
            names |= {row.next.id: row.next.name for row in table.rows if row.next}
    return names
