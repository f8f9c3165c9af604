"""Why a text is no TOML, in plain words: `tomllib` says it in English and in terms of its own."""

import re
from typing import NamedTuple

from pyscoring.problems import Problem


class _Told(NamedTuple):
    """What `tomllib` says (its beginning), what its line holds, and what that means and asks for in Thai and English.

    `entry` is what stands in the lines from the last bracket on.
    """

    said: str
    line: str
    th: str
    en: str
    remedy_th: str
    remedy_en: str
    entry: str = ""


_OUTSIDE = r"""^(?:[^"#]|"[^"]*")*?"""  # a text
_HIDDEN = rf"{_OUTSIDE}(?P<hidden>[\u00a0\u200b\ufeff])"
_END = r"\s*(?:[],}#]|$)"  # of a value
_NO_NUMBER = (
    rf"{_OUTSIDE}[=[,]\s*(?!(?:0|[1-9]\d*)(?:\.\d+)?{_END})"
    rf"""(?P<seen>[+-]?[OolI.]?\d(?:[^],}}#"'=]{{0,40}}?[^],}}#"'=\s])?){_END}"""
)
_ALONE = {"total": "full_mark", "consolidation": "method"}  # tables in single brackets, each with a key of no other one
_LONG = 200  # characters of a message that has no words here
_ALIEN = ("แก้สิ่งที่ระบุ", "mend what is named")
_INSIDE = '(?:[^"“”„]|[“„][^"“”„]*”)*'  # of a text, which may hold curly quotes in pairs
_SOUND = re.compile(f'"{_INSIDE}"')
_CURLY = re.compile(
    rf'^[^"#]*[=\[]\s*[“”„‘’]|[=\[,]\s*"{_INSIDE}[“”]\s*([],}}#]|$)'
)  # with which a value begins or ends
_FIRST = re.compile(r"^[ \t]*\[", re.MULTILINE)
_AWARD = re.compile(r"^(id\s*=[^\n]*\n\s*)?award\s*=", re.MULTILINE)  # a key of the whole file alone
_PACKED = {
    "seen": {"th": "สมุดงานหรือไฟล์บีบอัด", "en": "a workbook or another packed file"},
    "wanted": {"th": "ไฟล์ข้อความ .toml", "en": "a text file that ends in .toml"},
    "remedy": {
        "th": "ระบุไฟล์เกณฑ์ ส่วนสมุดงานใช้กับ pyscoring score",
        "en": "name the edition's file; workbooks are for pyscoring score",
    },
}
_OF_KEYS = re.compile("Cannot|Duplicate")  # no matter of quotes
# The first row that fits is told.
_TABLE = (
    _Told("Expected|Invalid|Unclosed", _HIDDEN,
          "บรรทัดนี้มีช่องว่างพิเศษที่มองไม่เห็น ({hidden}) ซึ่งมักติดมากับการคัดลอก",
          "the line holds a special space that cannot be seen ({hidden}), as copied text often does",
          "ลบบรรทัดนี้แล้วพิมพ์ใหม่", "delete the line and type it anew"),
    _Told("Cannot (overwrite|mutate|redefine)", r"^\s*\[",
          "ชื่อในวงเล็บนี้มีอยู่แล้วข้างบนในรูปแบบอื่น", "the name in these brackets stands above in another form",
          "หาชื่อเดียวกันข้างบน ทุกรายการต้องขึ้นต้นด้วยวงเล็บสองชั้น [[…]] เหมือนกัน และบรรทัดของรายการแรกต้องไม่หายไป",
          "look for the same name above: each entry of a list begins with double brackets, [[…]], the first one too"),
    *(
        _Told("Cannot (overwrite|mutate|redefine)|Duplicate", "",
              f"ขาดบรรทัด [{table}] เหนือ {key}", f"the line [{table}] is missing above {key}",
              "เติมบรรทัดนั้น", "put it in",
              rf"(?s)\A(?!\s*\[\s*{table}\s*\]).*\n\s*{key}\s*=")
        for table, key in _ALONE.items()
    ),
    _Told("Cannot (overwrite|mutate|redefine)|Duplicate", "",
          "มีคีย์ซ้ำกันสองครั้งในรายการเดียว", "a key stands twice in one entry",
          "ลบออกหนึ่งแห่ง หรือเติมบรรทัด […] หรือ [[…]] ที่หายไปก่อนถึงบรรทัดนี้",
          "delete one of the two, or put in the […] or [[…]] line that is missing above"),
    _Told("Cannot declare", r"^\s*\[\s*(?P<name>[^\[\]]*?)\s*\]",
          "มี [{name}] ซ้ำ", "[{name}] stands a second time",
          "เขียน [[{name}]] ถ้าเป็นรายการถัดไป ถ้าไม่ใช่ให้ลบออก", "write [[{name}]] if it is a further entry, else delete it"),
    _Told("Unterminated string|Expected \"'\"", r"""^[^"']*$""",
          "ข้อความที่เริ่มไว้ข้างบนยังไม่ได้ปิด", "a text that begins further up is not closed",
          "หาเครื่องหมาย ' หรือ \"\"\" ที่ไม่มีคู่", "look for a ' or \"\"\" that is alone"),
    _Told(r"""Unterminated string|(Illegal|Found invalid) character '\\[nr]'|Expected "'\"""", "",
          "ข้อความไม่ได้ปิดด้วยเครื่องหมายคำพูดในบรรทัดเดียวกัน", "a text is not closed on its own line",
          "ให้ข้อความอยู่ในบรรทัดเดียว ระหว่างเครื่องหมายคำพูดตรงสองตัว (\"…\")",
          "let the text stand on one line between two straight quotes (\"…\")"),
    _Told("Expected|Invalid|Unclosed", r"""^(?!.*\"{3})([^"#]|"[^"]*")*"[^"]*$""",
          "บรรทัดนี้ขาดหรือเกินเครื่องหมายคำพูดตรง (\") หนึ่งตัว", "one straight quote (\") is missing in this line, or one too many",
          "ให้แต่ละข้อความเริ่มและจบด้วยเครื่องหมายคำพูดตรง (\"…\") ส่วนคำพูดภายในข้อความใช้ “ ” ถูกแล้ว",
          "let each text begin and end with a straight quote (\"…\"); quotes inside a text are rightly curly (“ ”)"),
    _Told("(Illegal|Found invalid) character", "",
          "บรรทัดนี้มีอักขระควบคุมที่มองไม่เห็น", "the line holds a control character that cannot be seen",
          "ลบบรรทัดนี้แล้วพิมพ์ใหม่", "delete the line and type it anew"),
    _Told("Invalid value|Expected newline", r"=\s*[+-]?[\d.,]*[๐-๙]",
          "ตัวเลขเขียนด้วยเลขไทย", "a number is written in Thai digits",
          "พิมพ์เป็นเลขอารบิก 0–9", "type the digits 0 to 9"),
    _Told("Expected newline|Unclosed", rf"{_OUTSIDE}[=[,]\s*[+-]?\d[\d.]* +\d",
          "มีช่องว่างในตัวเลข หรือขาดจุลภาคระหว่างตัวเลขสองตัว", "a space stands in a number, or a comma is missing between two",
          "เขียน 1000 ไม่ใช่ 1 000 ในรายการเขียน [1, 2]", "write 1000, not 1 000; in a list write [1, 2]"),
    _Told("Unclosed array", rf"{_OUTSIDE}\d\s*[-–—]\s*\d",
          "มีช่วงของตัวเลขในรายการ", "a range of numbers stands in a list",
          "เขียนทีละตัว: [2, 3, 4] ไม่ใช่ [2-4]", "write each by itself: [2, 3, 4], not [2-4]"),
    _Told("Expected newline", r"^\s*(slides|pages)\s*=|=\s*\d+\s*,\s+\d",
          "รายการของตัวเลขไม่มีวงเล็บ", "a list of numbers has no brackets",
          "เขียน [2, 3, 4]", "write [2, 3, 4]"),
    _Told("Expected newline", r"=\s*[+-]?\d[\d.]*,",
          "มีจุลภาคในตัวเลข", "a comma stands in a number",
          "เขียน 1000 ไม่ใช่ 1,000 และ 12.5 ไม่ใช่ 12,5", "write 1000, not 1,000, and 12.5, not 12,5"),
    _Told(r"Expected newline|Expected '\]", r"^\s*\[",
          "วงเล็บเหลี่ยมของบรรทัดนี้เปิดและปิดไม่เท่ากัน", "the brackets of the line do not match",
          "เขียน [[ชื่อ]] หรือ [ชื่อ] ให้ครบทั้งสองข้าง", "write [[name]] or [name], alike on both sides"),
    _Told("Expected newline|Invalid value|Unclosed", _NO_NUMBER,
          "“{seen}” ไม่ใช่ตัวเลข", "“{seen}” is no number",
          "เขียนเพียงเลข 0–9 และจุดทศนิยม เช่น 60 หรือ 12.5 ไม่ใช่ตัวอักษร O หรือ l และไม่มีหน่วย",
          "write digits alone, as 60 or 12.5: no letter O or l for 0 or 1, no unit"),
    _Told("Expected newline", "",
          "มีสิ่งอื่นต่อท้ายค่า", "something is left behind the value",
          "ลบส่วนที่เกิน ในข้อความใช้ “ ” แทนเครื่องหมายคำพูดตรง", "delete it; inside a text write “ ”, not straight quotes"),
    _Told("Invalid value", r"=\s*(True|False|TRUE|FALSE)\b",
          "true และ false ต้องเป็นตัวพิมพ์เล็ก", "true and false are in small letters",
          "เขียน true หรือ false", "write true or false"),
    _Told("Invalid value", "",
          "ไม่มีค่า หรือเป็นข้อความที่ไม่มีเครื่องหมายคำพูด", "there is no value here, or a text without quotes",
          "ใส่ค่า ข้อความอยู่ใน \"…\" ตัวเลขไม่ต้องใส่", "write the value: a text in straight quotes (\"…\"), a number in none"),
    _Told("Unclosed array", "",
          "วงเล็บ [ ของรายการยังไม่ปิด หรือขาดจุลภาคระหว่างค่า",
          "the bracket [ of a list is not closed, or a comma is missing between two values",
          "เติม ] หรือจุลภาค ในบรรทัดนี้หรือบรรทัดก่อนหน้า", "put in the ] or the comma, in this line or above"),
    _Told("Unclosed inline table|Invalid initial character|Expected '='", r"\{",
          "วงเล็บปีกกาไม่ได้ปิดในบรรทัดเดียวกัน หรือจุลภาคขาดหรือเกิน",
          "braces are not closed on their own line, or a comma is missing or left over",
          "ให้ {{ คีย์ = ค่า, คีย์ = ค่า }} อยู่ในบรรทัดเดียว ไม่มีจุลภาคท้ายสุด ในข้อความใช้ “ ” แทนเครื่องหมายคำพูดตรง",
          "let {{ key = value, key = value }} stand on one line, without a last comma; inside a text write “ ”, not straight quotes"),
    _Told("Expected '='", "",
          "ไม่มี = หลังชื่อคีย์", "there is no = after the key",
          "เขียน คีย์ = ค่า คีย์ไม่มีช่องว่างภายใน หรือใส่ # ข้างหน้าถ้าเป็นหมายเหตุ",
          "write key = value, the key without spaces; put # before a comment"),
    _Told("Invalid statement|Invalid initial character", "",
          "บรรทัดนี้ไม่มีคีย์ที่อ่านได้ คีย์เป็นอักษรโรมัน a–z", "the line has no key that can be read: keys are of the letters a to z",
          "เขียน คีย์ = ค่า ด้วยชื่อคีย์ภาษาอังกฤษ หรือใส่ # ข้างหน้าถ้าเป็นหมายเหตุ",
          "write key = value, with the English name of the key; put # before a comment"),
    _Told("Unescaped|Invalid hex value|Escaped character", "",
          "ข้อความมีเครื่องหมาย \\", "a text holds a \\",
          "พิมพ์ \\\\ สองตัวติดกัน หรือใช้ / แทน", "type it twice (\\\\), or / instead"),
)  # fmt: skip


def second_edition(text: str, file: object) -> Problem | None:
    """Where another edition begins below the tables of the first one (E01): one file holds one."""
    table = _FIRST.search(text)
    found = _AWARD.search(text, table.end()) if table and _AWARD.search(text, 0, table.start()) else None
    if not found:
        return None
    line = text.count("\n", 0, found.start()) + 1
    said = {
        "detail": {"th": "ตรงนี้เหมือนเริ่มเกณฑ์อีกฉบับหนึ่ง", "en": "another edition seems to begin here"},
        "remedy": {"th": "ย้ายไปไว้อีกไฟล์ หนึ่งไฟล์มีเกณฑ์เดียว", "en": "move it into a file of its own: one file, one edition"},
    }
    return Problem("E01", said, file=str(file), lines=(line, line))


def not_toml(error: Exception, file: object, text: str = "") -> Problem:
    """What is no TOML, with the line of its error (E01; E11 of curly quotes), or no UTF-8 (E10; E13 of a workbook)."""
    if isinstance(error, UnicodeDecodeError) and error.object.startswith(b"PK"):
        return Problem("E13", _PACKED, file=str(file))
    if isinstance(error, UnicodeDecodeError):
        return Problem("E10", file=str(file))
    said, number = str(error), _line(str(error), text)
    above = text.split("\n")[:number] if number else [""]
    line, start = above[-1], max((n for n, told in enumerate(above) if told.lstrip().startswith("[")), default=0)
    lines = (number, number) if number else None
    if _CURLY.search(_SOUND.sub("0", line)) and not _OF_KEYS.match(said):
        return Problem("E11", file=str(file), lines=lines)
    return Problem("E01", _in_words(said, line, "\n".join(above[start:])), file=str(file), lines=lines)


def _line(said: str, text: str) -> int | None:
    """The line that an error names, from 1; at the end of the text it is the last one that is not empty."""
    if found := re.search(r"\(at line (\d+), column \d+\)$", said):
        return int(found[1])
    return len(text.rstrip().split("\n")) if said.endswith("(at end of document)") else None


def _in_words(said: str, line: str, entry: str) -> dict[str, dict[str, str]]:
    for told in _TABLE:
        if re.match(told.said, said) and (found := re.search(told.line, line)) and re.search(told.entry, entry):
            shown = {k: f"U+{ord(v):04X}" if k == "hidden" else v for k, v in found.groupdict().items()}
            th, en, remedy_th, remedy_en = (words.format(**shown) for words in told[2:6])
            return {"detail": {"th": th, "en": en}, "remedy": {"th": remedy_th, "en": remedy_en}}
    alien = said[:_LONG]
    return {"detail": {"th": alien, "en": alien}, "remedy": dict(zip(("th", "en"), _ALIEN, strict=True))}
