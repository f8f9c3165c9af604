"""The extension for LibreOffice Calc, `pyscoring.oxt`: a button in a toolbar and in the menu of add-ons.

It holds a thin module without any library; the scoring is done by the Python that pyscoring is installed in.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from xml.sax.saxutils import escape

from workbook.office import button_texts
from workbook.scoresheet.block import LAST_COLUMN, LAST_ROW, MARKS, NO_SHEET, NOT_WRITTEN

NAME = "pyscoring.oxt"
IDENTIFIER = "org.pyscoring.button"
PROTOCOL = f"{IDENTIFIER}:"
COMMAND = f"{PROTOCOL}score"
IMPLEMENTATION = f"{IDENTIFIER}.Handler"
PATIENCE = 60  # seconds
CELLS = "pyscoring_sheet_cells"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_CALC = "com.sun.star.sheet.SpreadsheetDocument"
_SCHEMA = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def extension(python: str) -> bytes:
    """The extension, made to run this Python."""
    parts = {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(),
        "Addons.xcu": _addons(),
        "ProtocolHandler.xcu": _handler(),
        "component.py": _source("component").replace("workbook.office.sheet_cells", CELLS),
        f"pythonpath/{CELLS}.py": _source("sheet_cells"),
        "settings.json": json.dumps(_settings(python), ensure_ascii=False, indent=1),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), text, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _source(module: str) -> str:
    return files("workbook.office").joinpath(f"{module}.py").read_text(encoding="utf-8")


def _settings(python: str) -> dict[str, object]:
    return {
        "python": python, "module": "workbook.office.button", "timeout": PATIENCE, "command": COMMAND,
        "implementation": IMPLEMENTATION, "marks": MARKS, "last_row": LAST_ROW, "last_column": LAST_COLUMN,
        "texts": {
            "button": button_texts.BUTTON, "working": button_texts.WORKING, "gone": button_texts.GONE,
            "slow": button_texts.SLOW, "failed": button_texts.FAILED, "no-sheet": NO_SHEET, "not-written": NOT_WRITTEN,
        },
    }  # fmt: skip


def _manifest() -> str:
    data = "application/vnd.sun.star.configuration-data"
    entries = {
        "Addons.xcu": data,
        "ProtocolHandler.xcu": data,
        "component.py": "application/vnd.sun.star.uno-component;type=Python",
    }
    listed = "".join(
        f' <manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>\n'
        for name, kind in entries.items()
    )
    space = 'xmlns:manifest="http://openoffice.org/2001/manifest"'
    return f"{_HEAD}<manifest:manifest {space}>\n{listed}</manifest:manifest>\n"


def _description() -> str:
    names = "".join(f'  <name lang="{lang}">{escape(text)}</name>\n' for lang, text in button_texts.BUTTON.items())
    return (
        f'{_HEAD}<description xmlns="http://openoffice.org/extensions/description/2006"\n'
        ' xmlns:lo="http://libreoffice.org/extensions/description/2011">\n'
        f' <identifier value="{IDENTIFIER}"/>\n <version value="{version("pyscoring-workbook")}"/>\n'
        f" <display-name>\n{names} </display-name>\n"
        ' <dependencies><lo:LibreOffice-minimal-version value="7.0" lo:name="LibreOffice 7.0"/></dependencies>\n'
        "</description>\n"
    )


def _addons() -> str:
    toolbar = _node(IDENTIFIER, _node("m1", _button()))
    return _registry(
        "Addons", f'<node oor:name="AddonUI">{_set("AddonMenu", _node(IDENTIFIER, _button()))}{_set("OfficeToolBar", toolbar)}</node>'
    )  # fmt: skip


def _button() -> str:
    plain = {"URL": COMMAND, "Target": "_self", "Context": _CALC, "ImageIdentifier": ""}
    return _prop("Title", button_texts.BUTTON) + "".join(_prop(name, text) for name, text in plain.items())


def _handler() -> str:
    pattern = f'<prop oor:name="Protocols" oor:type="oor:string-list"><value>{PROTOCOL}*</value></prop>'
    return _registry("ProtocolHandler", _set("HandlerSet", _node(IMPLEMENTATION, pattern)))


def _registry(name: str, inside: str) -> str:
    return f'{_HEAD}<oor:component-data {_SCHEMA} oor:name="{name}" oor:package="org.openoffice.Office">{inside}</oor:component-data>\n'


def _set(name: str, inside: str) -> str:
    return f'<node oor:name="{name}">{inside}</node>'


def _node(name: str, inside: str) -> str:
    return f'<node oor:name="{name}" oor:op="replace">{inside}</node>'


def _prop(name: str, text: str | Mapping[str, str]) -> str:
    """A property; of a text in both languages, English is what other languages see."""
    if isinstance(text, str):
        return f'<prop oor:name="{name}" oor:type="xs:string"><value>{escape(text)}</value></prop>'
    values = "".join(
        f'<value xml:lang="{"en-US" if lang == "en" else lang}">{escape(words)}</value>' for lang, words in text.items()
    )
    return f'<prop oor:name="{name}" oor:type="xs:string">{values}</prop>'
