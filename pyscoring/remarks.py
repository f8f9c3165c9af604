"""What is said beside a row of the results, and of what keeps them a draft, in Thai and English."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pyscoring.agenda import Item
from pyscoring.consolidate import Result
from pyscoring.edition import AwardEdition, plain
from pyscoring.panel import WAITING, Decision, Standing
from pyscoring.results import Both, Near, Open, Remark, RemarkKind

_REMARKS: Mapping[RemarkKind, tuple[str, str]] = {
    "waiting": ("รอแบบให้คะแนน {n} แผ่น", "waiting for {n} score sheets"),
    "open": ("รอที่ประชุมพิจารณา {n} เรื่อง", "{n} matters to discuss"),
    "stopped": ("รอเลือกแผ่นให้คะแนนที่จะใช้", "a score sheet is to be chosen"),
    "tie": ("อันดับร่วม {n} ผลงาน คะแนนก่อนปัดเศษเท่ากัน", "tied: {n} applications share the rank by equal totals before rounding"),
    "near": ("{side}เกณฑ์ระดับ{band} ({at} คะแนน){distance}", "{side} the threshold of {band} ({at} points){distance}"),
    "visit": ("ระดับยังไม่เป็นทางการ รอตรวจประเมินในพื้นที่", "the band is not official before the site visit"),
    "later": ("ผลที่ใช้คือผลของขั้นตอนถัดไป", "the next stage decides, not this one"),
    "closed": ("ขั้นตอนก่อนหน้าไม่ผ่าน", "did not pass the stage before"),
    "decided": ("มติที่ประชุม: {what}", "decided by the committee: {what}"),
    "recused": ("ผู้ประเมินมีส่วนได้เสียหรืองดให้คะแนน {n} คน", "{n} recused or with a conflict of interest"),
    "documents": ("เอกสารไม่ครบถ้วน: {what}", "documents incomplete: {what}"),
    "eligibility": ("ไม่มีคุณสมบัติหรือไม่พบหลักฐานในทะเบียน: {what}", "not eligible, or not on record: {what}"),
    "unset": ("คณะกรรมการยังไม่กำหนดเกณฑ์ของระดับ", "the committee has not set the band's threshold"),
}  # fmt: skip
_SIDES = {-1: ("ต่ำกว่า", "below"), 0: ("เท่ากับ", "exactly at"), 1: ("สูงกว่า", "above")}
_DISTANCE = (" อยู่ {n} คะแนน", " by {n}")
_SUBJECTS = {
    "documents": ("ผลตรวจเอกสาร", "the document check"),
    "total": ("คะแนนรวม", "the total"), "panel": ("ผลของคณะผู้ประเมินที่มีอยู่", "the panel as it is"),
    "indicator": ("ตัวชี้วัด {id} {name}", "indicator {id} {name}"), "bonus": ("คะแนนพิเศษ {id} {name}", "bonus {id} {name}"),
}  # fmt: skip
_SEATS: Mapping[Standing, tuple[str, str]] = {
    "missing": ("ผู้ประเมิน {who} ยังไม่ส่งแบบให้คะแนน", "assessor {who} has not returned the score sheet"),
    "incomplete": ("แบบให้คะแนนของผู้ประเมิน {who} ยังไม่ครบ", "the sheet of assessor {who} is incomplete"),
    "invalid": ("แบบให้คะแนนของผู้ประเมิน {who} มีข้อที่ต้องแก้", "the sheet of assessor {who} is to be corrected"),
    "stopped": ("รอเลือกแผ่นของผู้ประเมิน {who}: มีมากกว่าหนึ่งแผ่น แผ่นที่รับไว้เปลี่ยนไป หรือยกเลิกการเลือกไว้",
                "a sheet of assessor {who} is to be chosen: there are several, the accepted one has changed, or the choice was withdrawn"),
}  # fmt: skip
_ITEMS = {
    "bonus": ("เสียงเท่ากันเรื่อง{what}", "a tie on {what}"), "indicator": ("ให้คะแนนต่างกันมากที่{what}", "assessors differ on {what}"),
    "documents": ("ผลตรวจเอกสารไม่ตรงกัน หรือไม่มีผู้ตรวจที่นับได้", "document checks differ, or nobody could check"),
    "band": ("ระดับเปลี่ยนถ้าตัดผู้ประเมินคนหนึ่งออกหรือใช้วิธีรวมอื่น", "the band changes without one assessor or by another method"),
    "kept": ("มติคงเดิมให้ไว้เมื่อผลเป็น {kept} ตอนนี้ระดับหรือขั้นต่อไปเป็นอย่างอื่น", "{kept} was kept, and the band or what comes next is another by now"),
    "panel": ("ผู้ประเมินที่นับได้ {size} คน น้อยกว่าที่กำหนด {least} คน", "assessors that count: {size}, fewer than the {least} required"),
}  # fmt: skip
_REMEDIES = {
    "missing": ("ขอแบบจากผู้ประเมิน แล้ววางใน inbox", "ask the assessor for it and put it into the inbox"),
    "incomplete": ("ขอให้ผู้ประเมินกรอกให้ครบ", "ask the assessor to complete it"),
    "invalid": ("แก้ตามแผ่น Problems ของ consolidated.xlsx", "correct what the sheet Problems of consolidated.xlsx names"),
    "stopped": ("เลือกในแผ่น Choices ของ consolidated.xlsx", "choose on the sheet Choices of consolidated.xlsx"),
    "item": ("ลงมติในแผ่น Moderation ของ consolidated.xlsx", "decide on the sheet Moderation of consolidated.xlsx"),
    "threshold": ("กำหนดเกณฑ์ในไฟล์เกณฑ์รางวัล", "set it in the edition's file"),
    "unassigned": ("มอบหมายในแผ่น Assignments ของ register.xlsx", "assign somebody on the sheet Assignments of register.xlsx"),
}  # fmt: skip


def said(texts: tuple[str, str], **details: Any) -> Both:
    """A Thai and an English text with their blanks filled; a detail may be a text in both languages."""
    th, en = ({k: v[lang] if isinstance(v, Both) else v for k, v in details.items()} for lang in ("th", "en"))
    return Both(th=texts[0].format(**th), en=texts[1].format(**en))


def both(text: Any) -> Both:
    """A text of an edition."""
    return _both(text.th, text.en)


@lru_cache(maxsize=1 << 12)
def _both(th: str, en: str) -> Both:
    """One for all cells of a round, of which there are ten thousands."""
    return Both(th=th, en=en)


def remark(kind: RemarkKind, **details: Any) -> Remark:
    return Remark(kind=kind, text=said(_REMARKS[kind], **details))


def near_remark(near: Near) -> Remark:
    """How far the rounded total lies from the threshold."""
    away = near.shown
    distance = said(_DISTANCE, n=str(abs(away))) if away else Both(th="", en="")
    side = said(_SIDES[(away > 0) - (away < 0)])
    return remark("near", at=plain(near.threshold), band=near.band.name, side=side, distance=distance)


def of_result(result: Result, tied: int, visit: bool, later: bool, closed: bool) -> Iterator[Remark]:
    """All but the nearness to a threshold; `tied` is how many share the rank, `later` whether a later stage decides."""
    if result.status == "waiting":
        yield remark("waiting", n=len(result.standing(*WAITING)))
    elif result.status == "open":
        yield remark("open", n=len(result.open_items))
    elif result.status == "stopped":
        yield remark("stopped")
    if result.verdict and result.verdict.lacking:
        missing = Both(th=result.verdict.missing("th"), en=result.verdict.missing("en"))
        yield remark("documents", what=missing)
    if tied > 1:
        yield remark("tie", n=tied)
    if visit:
        yield remark("visit")
    if later:
        yield remark("later")
    if closed:
        yield remark("closed")
    for decision in result.applied:
        yield remark("decided", what=about(decision, result.edition))
    if out := len(result.standing("recused", "conflicted")):
        yield remark("recused", n=out)
    if result.outcome and result.band is None:
        yield remark("unset")


def about(decision: Decision | Item, edition: AwardEdition) -> Both:
    """What is decided: an indicator or a feature by number and name, the total, or the panel."""
    family, _, id_ = decision.subject.partition(":")
    named = {"indicator": edition.indicators, "bonus": edition.features}.get(family, ())
    name = next((both(item.name) for item in named if item.id == id_), Both(th="", en=""))
    texts = _SUBJECTS.get(family, (decision.subject, decision.subject))
    return said(texts, id=id_, name=name)


def open_in(result: Result) -> Iterator[Open]:
    """Every seat and every item of the agenda that keeps a result from being final."""
    for seat in result.standing(*WAITING, "stopped"):
        kind, where = seat.standing, (result.application, result.stage)
        yield Open(
            kind="choice" if kind == "stopped" else "seat", application=where[0], stage=where[1],
            what=said(_SEATS[kind], who=seat.assessor), remedy=said(_REMEDIES[kind]),
        )  # fmt: skip
    for item in result.open_items:
        if item.kind != "stopped":
            texts, kept = _ITEMS["kept" if item.kept else item.kind], item.kept and item.kept.total
            what = said(texts, what=about(item, result.edition), size=item.spread, least=item.limit, kept=kept)
            yield Open(
                kind="item", application=item.application, stage=item.stage, what=what, remedy=said(_REMEDIES["item"])
            )


def open_threshold(edition: AwardEdition, names: Sequence[Any]) -> Open:
    th, en = (", ".join(name[lang] for name in names) for lang in ("th", "en"))
    texts = ("{award}: ยังไม่กำหนดเกณฑ์ของระดับ {bands}", "{award}: the threshold of {bands} is not set")
    what = said(texts, award=both(edition.name), bands=Both(th=th, en=en))
    return Open(kind="threshold", application=None, stage=None, what=what, remedy=said(_REMEDIES["threshold"]))


def open_unassigned(application: str) -> Open:
    what = said(("ยังไม่มอบหมายผู้ประเมิน", "nobody is assigned to assess it"))
    return Open(kind="seat", application=application, stage=None, what=what, remedy=said(_REMEDIES["unassigned"]))
