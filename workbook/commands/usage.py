"""Click's complaints of wrong use in the language asked for: it knows English alone."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import click

_PATTERNS = {  # what Click says, and the same in Thai; a sentence that another version words otherwise stays as it is
    r"Invalid value for (?P<what>['\"].+?['\"]): (?P<message>.+)": "ค่าของ {what} ใช้ไม่ได้: {message}",
    r"Invalid value: (?P<message>.+)": "ค่าที่ระบุใช้ไม่ได้: {message}",
    r"Missing (?:argument|option|parameter) (?P<what>['\"].+?['\"])\.\s*(?P<message>.*)": "ยังไม่ได้ระบุ {what} {message}",
    r"Missing command\.": "ยังไม่ได้ระบุคำสั่งย่อย",
    r"No such option:? (?P<what>\S+?)\.?(?: (?P<message>\(?\w.+))?": "ไม่มีตัวเลือก {what} {message}",
    r"No such command (?P<what>['\"].+?['\"])\.(?: (?P<message>.+))?": "ไม่มีคำสั่ง {what} {message}",
    r"\(?(?:Did you mean one of:|Did you mean|Possible options:) (?P<what>.+?)\??\)?": "หมายถึง {what} หรือไม่",
    r"Got unexpected extra arguments? \((?P<what>.+)\)": "ระบุเกินมา: {what}",
    r"Option (?P<what>\S+) requires an argument\.": "ต้องระบุค่าต่อท้าย {what}",
    r"Option (?P<what>\S+) does not take a value\.": "ตัวเลือก {what} ไม่รับค่า",
    r"Choose from:\s*(?P<what>.+)": "เลือกจาก {what}",
    r"(?P<what>['\"].*['\"]) is not (?:one of )?(?P<choices>['\"].+['\"])\.": "ไม่มี {what} ให้เลือก เลือกได้จาก {choices}",
    r"(?P<what>['\"].*['\"]) is not a valid (?:integer|float)(?: range)?\.": "{what} ไม่ใช่ตัวเลขที่ใช้ได้",
    r"(?P<what>\S+) is not in the range (?P<range>.+)\.": "{what} อยู่นอกช่วง {range}",
    r"(?:File|Directory|Path) (?P<what>['\"].+['\"]) does not exist\.": "ไม่พบ {what}",
    r"(?:File|Directory|Path) (?P<what>['\"].+['\"]) is a file\.": "{what} เป็นไฟล์ ต้องเป็นโฟลเดอร์",
    r"(?:File|Directory|Path) (?P<what>['\"].+['\"]) is a directory\.": "{what} เป็นโฟลเดอร์ ต้องเป็นไฟล์",
    r"(?:File|Directory|Path) (?P<what>['\"].+['\"]) is not readable\.": "เปิดอ่าน {what} ไม่ได้ ตรวจสิทธิ์ของไฟล์",
    r"(?:File|Directory|Path) (?P<what>['\"].+['\"]) is not writable\.": "เขียน {what} ไม่ได้ ตรวจสิทธิ์ของไฟล์",
}
_USAGE, _HELP, _ERROR = "วิธีใช้: {usage}", "ดูรายละเอียดด้วย {command} --help", "ใช้คำสั่งไม่ถูกต้อง: {message}"
_FAILED = "ทำไม่ได้: {message}"
_HELP_ITSELF = getattr(click.exceptions, "NoArgsIsHelpError", ())  # from Click 8.2 on


class _Thai(click.UsageError):
    """A complaint that is shown in Thai; its exit code is that of what it stands for."""

    def __init__(self, error: click.ClickException) -> None:
        super().__init__(in_thai(error.format_message()), getattr(error, "ctx", None))
        self.exit_code, self._wrong_use = error.exit_code, isinstance(error, click.UsageError)  # type: ignore[misc]

    def show(self, file: object = None) -> None:
        if self.ctx is not None:
            pieces = " ".join((self.ctx.command_path, *self.ctx.command.collect_usage_pieces(self.ctx)))
            click.echo(_USAGE.format(usage=pieces), err=True)
            click.echo(_HELP.format(command=self.ctx.command_path) + "\n", err=True)
        click.echo((_ERROR if self._wrong_use else _FAILED).format(message=self.message), err=True)


def in_thai(message: str) -> str:
    """A message of Click, and what it quotes inside, in Thai; any other text as it is."""
    for pattern, thai in _PATTERNS.items():
        if found := re.fullmatch(pattern, message, re.DOTALL):
            told = {key: text or "" for key, text in found.groupdict().items()}
            if "message" in told:
                told["message"] = in_thai(told["message"])
            return thai.format(**told).strip()
    return message


def language(arguments: Sequence[str]) -> str:
    """The language asked for by arguments that may be wrong otherwise: the last ``--lang``, or PYSCORING_LANG."""
    asked = [a.partition("=")[2] for a in arguments if a.startswith("--lang=")]
    asked += [value for option, value in pairwise(arguments) if option == "--lang"]
    return "en" if (asked or [os.environ.get("PYSCORING_LANG", "th")])[-1] == "en" else "th"


@contextmanager
def said(lang: str) -> Iterator[None]:
    """Whatever Click complains of within is told in this language."""
    try:
        yield
    except click.ClickException as error:
        if lang == "en" or isinstance(error, (_Thai, _HELP_ITSELF)):
            raise
        raise _Thai(error) from None
