"""The sheet `xlwings.conf`: one workbook's settings, as xlwings reads them from A1 downwards.

A key that stands there counts before everything set in Excel's ribbon, even where its value is empty.
So a key without a value has a mark in front, which goes as soon as a value is typed beside it.
"""

from collections.abc import Mapping
from importlib.metadata import version

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from workbook.files.values import Place
from workbook.scoresheet.style import ACCENT, INK, INPUT, QUIET, fill, font

NAME = "xlwings.conf"
_UNSET = "# "
SETTINGS: Mapping[str, str | bool | None] = {
    "UDF MODULES": "workbook.functions",
    "USE UDF SERVER": False,
    "ADD_WORKBOOK_TO_PYTHONPATH": "true",
    "INTERPRETER_WIN": None,
    "INTERPRETER_MAC": None,
    "PYTHONPATH": None,
    "ONEDRIVE_CONSUMER_WIN": None,
    "ONEDRIVE_CONSUMER_MAC": None,
    "ONEDRIVE_COMMERCIAL_WIN": None,
    "ONEDRIVE_COMMERCIAL_MAC": None,
    "SHAREPOINT_WIN": None,
    "SHAREPOINT_MAC": None,
}
_ABOUT = {
    "UDF MODULES": {"th": "โมดูลของฟังก์ชันในแผ่นงาน (Windows)", "en": "the module of the worksheet functions (Windows)"},
    "USE UDF SERVER": {
        "th": "TRUE: ใช้ Python ที่เปิดค้างไว้ ปุ่มทำงานเร็วขึ้น (Windows)",
        "en": "TRUE: one Python stays running, and the button answers faster (Windows)",
    },
    "ADD_WORKBOOK_TO_PYTHONPATH": {
        "th": "ให้ Python หาไฟล์ .py ที่อยู่ข้างสมุดงานนี้พบ", "en": "lets Python find the .py file beside this workbook",
    },
    "INTERPRETER_WIN": {
        "th": r"ที่อยู่ของ python.exe เช่น %USERPROFILE%\pyscoring\Scripts\python.exe",
        "en": r"where python.exe is, such as %USERPROFILE%\pyscoring\Scripts\python.exe",
    },
    "INTERPRETER_MAC": {
        "th": "ที่อยู่ของ python เช่น $HOME/pyscoring/bin/python", "en": "where python is, such as $HOME/pyscoring/bin/python",
    },
    "PYTHONPATH": {
        "th": "โฟลเดอร์อื่นที่ให้ Python ค้นหา คั่นด้วย ;", "en": "further folders for Python to search, parted by ;",
    },
    "ONEDRIVE": {
        "th": "โฟลเดอร์ OneDrive ในเครื่อง ถ้าสมุดงานอยู่ใน OneDrive และ xlwings หาโฟลเดอร์ไม่พบ",
        "en": "the local OneDrive folder, where the workbook lies in OneDrive and xlwings does not find it",
    },
    "SHAREPOINT": {
        "th": "โฟลเดอร์ SharePoint ที่ซิงค์ไว้ในเครื่อง", "en": "the local folder that SharePoint is synchronised to",
    },
}  # fmt: skip
_HELP = {
    "th": "พิมพ์ค่าในช่องสีเหลืองเท่าที่จำเป็น ช่องที่เว้นว่างใช้ค่าที่ตั้งไว้ในแถบ xlwings ของ Excel",
    "en": "Type a value only where one is needed; what is left blank is taken from Excel's xlwings ribbon.",
}
_VERSION = {
    "th": "มาโครในสมุดงานนี้เป็นของ xlwings {version} ให้ติดตั้ง xlwings รุ่นเดียวกันในเครื่อง",
    "en": "The macros in this workbook are those of xlwings {version}: install the same version on the computer.",
}


def unset() -> dict[Place, str | int | float]:
    """What the keys without a value show."""
    return {(row, 1): f"{_UNSET}{key}" for row, (key, value) in enumerate(SETTINGS.items(), 1) if value is None}


def add_config(sheet: Worksheet, lang: str) -> None:
    """Fill an empty sheet with the settings, each with what it is for."""
    for row, (key, value) in enumerate(SETTINGS.items(), 1):
        told = key if value is not None else f'=IF(B{row}="","{_UNSET}","")&"{key}"'
        sheet.cell(row, 1, told).font = font(10, ACCENT, bold=True)
        cell = sheet.cell(row, 2, value)
        cell.font, cell.fill, cell.number_format = font(10, INK), fill(INPUT), "General"
        about = _ABOUT.get(key) or _ABOUT[key.partition("_")[0]]
        sheet.cell(row, 3, about[lang]).font = font(9, QUIET)
        sheet.row_dimensions[row].height = 20
    sheet.cell(len(SETTINGS) + 2, 1, _HELP[lang]).font = font(10, INK)  # below a gap: there the settings end
    sheet.cell(len(SETTINGS) + 3, 1, _VERSION[lang].format(version=version("xlwings"))).font = font(10, INK)
    for line in sheet.iter_rows():
        for one in line:
            one.alignment = Alignment(horizontal="left", vertical="center", indent=0 if one.column == 1 else 1)
    for letter, width in {"A": 34, "B": 44, "C": 70}.items():
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = QUIET
