"""The same cells written as many programs would: texts, numbers and files in all their forms."""

import io
import random
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pyscoring.edition import AwardEdition
from workbook.scoresheet import layout
from workbook.scoresheet.template import template

NUMBER, DATE, PERCENT, TIME, MOMENT = "", "date", "percent", "time", "moment"
FORMATS = {DATE: 14, PERCENT: 9, TIME: 20, MOMENT: 22}  # numFmtId


@dataclass(frozen=True)
class Written:
    """A cell as it is written: the kind of its value ("" for none), its text, a number's style, a formula."""

    kind: str = ""
    text: str = ""
    style: str = NUMBER
    formula: str | None = None


@dataclass(frozen=True)
class _Blank:
    """The edition's blank workbook, its first sheet cut at the cells that are filled."""

    members: Mapping[str, bytes]
    pieces: tuple[str, ...]
    keys: tuple[str, ...]
    styles: Mapping[str, int]
    lean: tuple[str, ...]


_SHEET, _STYLES, _RELS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"


@cache
def _blank_of(edition: AwardEdition, lang: str) -> _Blank:
    with zipfile.ZipFile(io.BytesIO(template(edition, lang))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    styles = members[_STYLES].decode()
    count = int(re.findall(r'<cellXfs count="(\d+)"', styles)[0])
    added = "".join(f'<xf numFmtId="{number}"/>' for number in FORMATS.values())
    members[_STYLES] = styles.replace("</cellXfs>", f"{added}</cellXfs>").encode()
    sheet = members.pop(_SHEET).decode()
    # Another program may drop the computed columns F to H, and cells that hold a style alone.
    lean = re.sub(r'<c r="([FGH]\d+"[^>]*?(/>|>.*?</c>)|[A-DI]\d+"[^>]*/>)', "", sheet)
    at = {row.number: row.key for row in layout.rows(edition) if row.key and _is_filled(row.key)}
    cell = "|".join(f'<c r="E{number}"[^>]*?(?:/>|>.*?</c>)' for number in at)
    indexes = {style: count + index for index, style in enumerate(FORMATS)}
    keys = tuple(at[int(found)] for found in re.findall(r'<c r="E(\d+)"', "".join(re.findall(cell, sheet))))
    return _Blank(members, tuple(re.split(cell, sheet)), keys, indexes, tuple(re.split(cell, lean)))


def _is_filled(key: str) -> bool:
    entry = key in ("application", "assessor", "stage", "date", "conflict", "conflict-reason")
    return entry or key.startswith(("indicator:", "bonus:", "eligibility:"))


def _escaped(text: str) -> str:
    text = re.sub("_(?=x[0-9A-F]{4}_)", "_x005F_", text).replace("\r", "_x000D_")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class _Writer:
    """One program's way to write: where texts go, which numbers carry a kind, and how the file is packed."""

    def __init__(self, rnd: random.Random, blank: _Blank) -> None:
        self._rnd, self._blank = rnd, blank
        self.strings: list[str] = ["<si><t>ก</t></si>"]
        self._texts = rnd.choice(("s", "inlineStr", "str", "any"))

    def cell(self, at: str, written: Written) -> str:
        formula = "" if written.formula is None else f"<f>{_escaped(written.formula)}</f>"
        style = f' s="{self._blank.styles[written.style]}"' if written.style else self._rnd.choice(("", ' s="0"'))
        if written.kind == "text":
            return self._text(f'<c r="{at}"{style}', written.text)
        if written.kind == "" and not formula:
            return self._rnd.choice(("", f'<c r="{at}"{style}/>', f'<c r="{at}"{style}></c>'))
        kind = f' t="{written.kind}"' if written.kind not in ("", "n") else self._rnd.choice(("", ' t="n"'))
        return f'<c r="{at}"{style}{kind}>{formula}<v>{_escaped(written.text)}</v></c>'

    def _text(self, head: str, text: str) -> str:
        way = self._rnd.choice(("s", "inlineStr", "str")) if self._texts == "any" else self._texts
        if way == "str":
            return f'{head} t="str"><v>{_escaped(text)}</v></c>'
        cut = self._rnd.randint(0, len(text))
        parts = [text] if "_x" in text or self._rnd.random() < 0.7 else [text[:cut], text[cut:]]
        runs = [f'<t xml:space="preserve">{_escaped(part)}</t>' for part in parts]
        inner = runs[0] if len(runs) == 1 else "".join(f"<r><rPr><b/></rPr>{run}</r>" for run in runs)
        if self._rnd.random() < 0.1:
            inner += '<rPh sb="0" eb="1"><t>อ่าน</t></rPh>'
        if way == "inlineStr":
            return f'{head} t="inlineStr"><is>{inner}</is></c>'
        self.strings.append(f"<si>{inner}</si>")
        return f'{head} t="s"><v>{len(self.strings) - 1}</v></c>'


def workbook(
    rnd: random.Random, edition: AwardEdition, lang: str, filled: Mapping[str, Written], whole: bool = False
) -> bytes:
    """The edition's blank workbook with these cells by row key, written as one of many programs would.

    `whole` keeps the live formulas, which another program may have dropped.
    """
    blank = _blank_of(edition, lang)
    writer = _Writer(rnd, blank)
    at = {row.key: f"E{row.number}" for row in layout.rows(edition)}
    pieces = blank.pieces if whole or rnd.random() < 0.2 else blank.lean
    cells = [writer.cell(at[key], filled[key]) for key in blank.keys]
    sheet = "".join(piece + cell for piece, cell in zip(pieces, [*cells, ""], strict=True))
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{"".join(writer.strings)}</sst>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    changed = {
        _SHEET: sheet.encode(),
        "xl/sharedStrings.xml": strings.encode(),
        _RELS: blank.members[_RELS].replace(b"</Relationships>", link.encode()),
    }
    out = io.BytesIO()
    method = rnd.choices((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED), (3, 1))[0]
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as archive:
        for name, data in (blank.members | changed).items():
            archive.writestr(name, data)
    return out.getvalue()
