"""The button of the Score sheet: a shape that runs a macro, beside the column that the macro writes."""

from xml.sax.saxutils import escape

from pyscoring.edition import AwardEdition
from workbook.scoresheet import layout
from workbook.scoresheet.style import ACCENT, FAMILY, WHITE

MACRO = "SampleCall"  # the only one in xlwings' standalone workbook that runs our main()
WIDTH = 22  # of its column, in characters
COLUMN = layout.OFFICIAL + 1  # beyond what is printed
LABEL = {"th": ("คำนวณผลทางการ", "เขียนลงช่อง “ผลทางการ”"), "en": ("Official result", "written into column “Official”")}
_MARGIN = 60_000  # EMU
_LINE = (
    '<a:p><a:pPr algn="ctr"/><a:r><a:rPr lang="{lang}" sz="{size}" b="{bold}"><a:solidFill><a:srgbClr val="{white}"/>'
    '</a:solidFill><a:latin typeface="{family}"/><a:cs typeface="{family}"/></a:rPr><a:t>{text}</a:t></a:r></a:p>'
)
_ANCHOR = (
    '<twoCellAnchor editAs="absolute">'
    "<from><col>{column}</col><colOff>{margin}</colOff><row>{top}</row><rowOff>{margin}</rowOff></from>"
    "<to><col>{beyond}</col><colOff>0</colOff><row>{bottom}</row><rowOff>0</rowOff></to>"
    '<sp macro="[0]!{macro}" textlink=""><nvSpPr><cNvPr id="1025" name="{macro}" descr="{told}"/><cNvSpPr/></nvSpPr>'
    '<spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1" cy="1"/></a:xfrm><a:prstGeom prst="roundRect"><a:avLst/></a:prstGeom>'
    '<a:solidFill><a:srgbClr val="{accent}"/></a:solidFill><a:ln><a:noFill/></a:ln></spPr>'
    '<txBody><a:bodyPr wrap="square" lIns="36000" tIns="18000" rIns="36000" bIns="18000" anchor="ctr"/><a:lstStyle/>'
    "{lines}</txBody></sp>"
    '<clientData fPrintsWithSheet="0"/></twoCellAnchor>'
)


def add_button(drawing: bytes, edition: AwardEdition, lang: str) -> bytes:
    """The drawing of a Score sheet, with the button beside the total and the band."""
    at = {row.key: row.number for row in layout.rows(edition) if row.key}
    sizes = zip(LABEL[lang], ((1100, 1), (900, 0)), strict=True)
    lines = "".join(
        _LINE.format(lang=f"{lang}-{'TH' if lang == 'th' else 'US'}", size=size, bold=bold, white=WHITE, family=FAMILY, text=escape(text))
        for text, (size, bold) in sizes
    )  # fmt: skip
    anchor = _ANCHOR.format(
        column=COLUMN - 1, beyond=COLUMN, margin=_MARGIN, top=at["total"] - 1, bottom=at["band"], macro=MACRO,
        told=escape(LABEL[lang][0]), accent=ACCENT, lines=lines,
    )  # fmt: skip
    end = b"</wsDr>"
    return drawing.replace(end, anchor.encode() + end)
