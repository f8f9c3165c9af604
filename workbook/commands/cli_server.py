"""The commands of the xlwings Server add-in: serve, and who has access."""

import ipaddress
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbook.commands.cli_options import json_option, lang_option, print_json

if TYPE_CHECKING:
    from pyscoring.register import Register

_SAID = {
    "extra": {
        "th": 'ยังไม่ได้ติดตั้งส่วนของเซิร์ฟเวอร์ ใช้ pip ที่อยู่กับ pyscoring สั่ง pip install "pyscoring-workbook[server]"',
        "en": 'the server\'s part is not installed; with the pip beside pyscoring: pip install "pyscoring-workbook[server]"',
    },
    "licence": {
        "th": "xlwings Server ใช้ได้โดยไม่เสียค่าใช้จ่ายเฉพาะหน่วยงานของรัฐ สถานศึกษา องค์กรการกุศล"
        " และองค์กรที่ไม่แสวงกำไรอื่นตาม PolyForm Noncommercial 1.0.0"
        " ถ้าเป็นเช่นนั้นให้ใส่ --noncommercial ถ้าไม่ใช่ ให้ซื้อสิทธิ์จาก xlwings.org แล้วตั้ง XLWINGS_LICENSE_KEY",
        "en": "xlwings Server is free for government institutions, schools, charities and other noncommercial bodies"
        " under PolyForm Noncommercial 1.0.0 alone. If that is you, say --noncommercial; if not, buy a licence at"
        " xlwings.org and set XLWINGS_LICENSE_KEY",
    },
    "open": {
        "th": "--auth none ใช้ได้เฉพาะกับ --environment dev บน 127.0.0.1 เพราะใครก็อ่านและส่งคะแนนได้",
        "en": "--auth none is for --environment dev on 127.0.0.1 alone: anybody could read and send scores",
    },
    "warning": {
        "th": "*** ไม่มีการลงชื่อเข้าใช้: ใครก็ตามที่ใช้เครื่องนี้อ่านและส่งคะแนนในนามใครก็ได้ ใช้เพื่อทดลองเท่านั้น ***",
        "en": "*** NO SIGN-IN: whoever uses this computer can read and send scores in anybody's name. For trying out only. ***",
    },
    "entra": {
        "th": "--auth entra ต้องมี --entra-client และ --entra-tenant",
        "en": "--auth entra needs --entra-client and --entra-tenant",
    },
    "pair": {"th": "--certificate กับ --key ต้องใช้คู่กัน", "en": "--certificate and --key go together"},
    "hostname": {
        "th": "บอกชื่อที่ Excel จะใช้ติดต่อเซิร์ฟเวอร์ด้วย --hostname",
        "en": "name the server as Excel will reach it: --hostname",
    },
    "no-hostname": {
        "th": "{name} ไม่ใช่ชื่อเครื่อง ให้เขียนเช่น scores.example.org โดยไม่มี https:// (ต่อด้วย :พอร์ต ได้"
        " และเขียนโดเมนภาษาไทยในรูป xn--)",
        "en": "{name} is no host name: write it as scores.example.org, without https:// (a :port may follow;"
        " a Thai domain in its xn-- form)",
    },
    "certificate": {
        "th": "ใช้ใบรับรองกับกุญแจนี้ไม่ได้ ({why}) ต้องเป็นไฟล์ PEM คู่กัน และกุญแจต้องไม่มีรหัสผ่าน",
        "en": "the certificate and key cannot be used ({why}): they must be PEM files that belong together, the key"
        " without a password",
    },
    "keys": {
        "th": "{file} ไม่ใช่ไฟล์กุญแจของ Entra ID (JSON ที่มี keys)",
        "en": "{file} holds no keys of Entra ID (JSON with keys)",
    },
    "nobody-yet": {
        "th": "ยังไม่มีใครมีรหัสเข้าใช้ ออกรหัสด้วย pyscoring access {folder}",
        "en": "nobody has a token yet; issue them with pyscoring access {folder}",
    },
    "workers": {"th": "บน Windows ใช้ได้กระบวนการเดียว", "en": "on Windows there can be one worker alone"},
    "taken": {
        "th": "เปิดรับที่ {host} พอร์ต {port} ไม่ได้ ({why}) ให้ปิดโปรแกรมที่ใช้พอร์ตนี้อยู่ หรือใช้ --port หรือ --host อื่น",
        "en": "cannot listen at {host}, port {port} ({why}): end the program that uses it, or take another --port or"
        " --host",
    },
    "none-new": {
        "th": "ผู้ประเมินทุกคนมีรหัสเข้าใช้แล้วหรือถูกยกเลิกไปแล้ว จึงไม่ได้ออกรหัสใหม่ ออกใหม่ได้ด้วย --renew ID",
        "en": "every assessor has a token already, or it was revoked; none was issued (--renew ID issues one)",
    },
    "revoked": {"th": "ยกเลิกแล้ว: {ids}", "en": "access ended: {ids}"},
    "nobody": {
        "th": "ไม่มีผู้ประเมิน {id} ในทะเบียน รหัสที่มี: {ids}",
        "en": "the register has no assessor {id}; it has {ids}",
    },
    "written": {
        "th": "เขียนรหัสเข้าใช้ของ {ids} ลงใน {path} แล้ว ให้ส่งบรรทัดของแต่ละคนให้เจ้าตัว แล้วลบไฟล์นี้",
        "en": "wrote the tokens of {ids} to {path}: give each assessor the own line, then delete the file",
    },
    "manifest": {
        "th": "สร้าง {path} แล้ว ให้นำไปติดตั้งใน Excel (docs/server.th.md) จากนั้นสั่งคำสั่งเดิมโดยไม่ใส่ --manifest เพื่อเริ่มให้บริการ",
        "en": "made {path}: give it to Excel (docs/server.md), then run the same without --manifest to serve",
    },
    "here": {"th": "เปิดรับแล้วในเครื่องนี้ที่ {url}", "en": "listening on this computer at {url}"},
    "excel": {
        "th": "Excel ติดต่อที่ https://{name}/taskpane.html ดูว่าเซิร์ฟเวอร์ทำงานดีหรือไม่ที่ https://{name}/health",
        "en": "Excel reaches it at https://{name}/taskpane.html; whether it is well: https://{name}/health",
    },
    "account": {"th": "เขียนเป็น รหัสผู้ประเมิน=บัญชี", "en": "write ASSESSOR=ACCOUNT"},
}  # fmt: skip
_HOSTNAME = re.compile(r"([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?")
_folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".", metavar="[DIR]")
_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@_folder
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--certificate", type=_file, help="For HTTPS: the certificate (PEM).")
@click.option("--key", type=_file, help="For HTTPS: the certificate's key (PEM).")
@click.option(
    "--environment", type=click.Choice(["dev", "qa", "uat", "staging", "prod"]), default="prod", show_default=True,
    envvar="XLWINGS_ENVIRONMENT", help="Each has an add-in of its own in Excel.",
)  # fmt: skip
@click.option(
    "--auth", type=click.Choice(["token", "entra", "none"]), default="token", show_default=True,
    envvar="PYSCORING_AUTH", help="How assessors sign in; none is for dev on 127.0.0.1.",
)  # fmt: skip
@click.option("--entra-client", envvar="XLWINGS_AUTH_ENTRAID_CLIENT_ID", help="Entra ID: the application's id.")
@click.option("--entra-tenant", envvar="XLWINGS_AUTH_ENTRAID_TENANT_ID", help="Entra ID: the tenant's id.")
@click.option("--entra-keys", type=_file, envvar="PYSCORING_JWKS", help="Entra ID: its keys, without the internet.")
@click.option("--hostname", envvar="XLWINGS_HOSTNAME", help="The name by which Excel reaches the server.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes.")
@click.option("--noncommercial", is_flag=True, help="Use xlwings Server under PolyForm Noncommercial 1.0.0.")
@click.option("--manifest", type=click.Path(path_type=Path, dir_okay=False), help="Write the manifest here and stop.")
@lang_option
def serve(folder: Path, lang: str, **options: Any) -> None:
    """Serve the add-in for Excel to the assessors of a round: functions, buttons, the task pane.

    Whoever sends in a score sheet needs a token (see `pyscoring access`) or an account of Entra ID.
    """
    _needs_extra(lang)
    from workbook.addin import serve as server
    from workbook.addin.access import FILE, read
    from workbook.addin.settings import LICENCE, NONCOMMERCIAL, Settings, Wrong
    from workbook.committee.committee import open_register
    from workbook.files import atomic

    _refuse_unsound(options, lang)
    if options["noncommercial"]:
        os.environ.setdefault(LICENCE, NONCOMMERCIAL)
    if not os.environ.get(LICENCE):
        raise click.UsageError(_SAID["licence"][lang])
    open_register(folder)
    _into_environment(options)
    where = server.Listening(*(options[key] for key in ("host", "port", "workers", "certificate", "key")))
    try:
        settings = Settings.of(folder, options["environment"], options["auth"], options["entra_keys"])
        if options["manifest"]:
            atomic.replace(options["manifest"], server.manifest(settings, where))
            click.echo(_SAID["manifest"][lang].format(path=options["manifest"]))
            return
        _refuse_taken(where.host, where.port, lang)
        server.ready(settings)
        if settings.is_open:
            click.echo(_SAID["warning"][lang], err=True)
        if settings.auth == "token" and not any(read(folder / FILE).tokens.values()):
            click.echo(_SAID["nobody-yet"][lang].format(folder=folder), err=True)
        click.echo(_SAID["here"][lang].format(url=f"{where.url}/taskpane.html"), err=True)
        if options["hostname"]:
            click.echo(_SAID["excel"][lang].format(name=options["hostname"]), err=True)
        server.serve(where)
    except Wrong as wrong:
        raise click.UsageError(wrong.text(lang)) from None


@click.command()
@_folder
@click.option("--renew", multiple=True, metavar="ID", help="Issue a new token to an assessor; the old one ends.")
@click.option("--revoke", multiple=True, metavar="ID", help="End an assessor's token and accounts.")
@click.option("--account", multiple=True, metavar="ID=ACCOUNT", help="An assessor's account of Entra ID.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write new tokens here (CSV).")
@json_option
@lang_option
def access(
    folder: Path, renew: tuple[str, ...], revoke: tuple[str, ...], account: tuple[str, ...], output: Path | None,
    as_json: bool, lang: str,
) -> None:  # fmt: skip
    """Issue tokens to the assessors of a round who have none, and show them this once.

    DIR/access.json keeps hashes alone. Give each assessor the own line of the list, and destroy the list.
    With --revoke or --account alone nothing is issued.
    """
    from workbook.addin import access as kept
    from workbook.committee.committee import open_register
    from workbook.files import atomic
    from workbook.files.alone import alone

    _, _, register, _ = open_register(folder)
    path = folder / kept.FILE
    pairs = [_pair(told, lang) for told in account]
    for id_ in (*renew, *(id_ for id_, _ in pairs)):
        _refuse_unknown(register, id_, lang)
    with alone(folder), _for_the_owner():
        found = kept.read(path)
        for id_ in revoke:
            if not found.knows(id_):
                _refuse_unknown(register, id_, lang)
            found = found.revoked(id_)
        for id_, name in pairs:
            found = found.with_account(id_, name)
        new = [a.id for a in register.assessors if a.id not in found.tokens and not (revoke or account or renew)]
        found, tokens = found.issued([*new, *renew])
        if tokens and output:  # first: a token that counts but stands nowhere could not be given to anybody
            atomic.replace(output, ("\ufeff" + _csv(register, tokens, lang)).encode())
        kept.save(path, found)
    if as_json:
        print_json({"tokens": tokens})
    elif tokens:
        told = _SAID["written"][lang].format(ids=", ".join(tokens), path=output)
        click.echo(told if output else _csv(register, tokens, lang), nl=bool(output))
    elif not (revoke or account):
        click.echo(_SAID["none-new"][lang], err=True)
    if revoke:
        click.echo(_SAID["revoked"][lang].format(ids=", ".join(revoke)), err=True)


COMMANDS = (serve, access)


def _needs_extra(lang: str) -> None:
    if any(find_spec(name) is None for name in ("xlwings_server", "uvicorn", "fastapi")):
        raise click.ClickException(_SAID["extra"][lang])


def _refuse_unsound(options: dict[str, Any], lang: str) -> None:
    if options["auth"] == "none" and not (options["environment"] == "dev" and _is_loopback(options["host"])):
        raise click.UsageError(_SAID["open"][lang])
    if options["auth"] == "entra" and not (options["entra_client"] and options["entra_tenant"]):
        raise click.UsageError(_SAID["entra"][lang])
    if bool(options["certificate"]) != bool(options["key"]):
        raise click.UsageError(_SAID["pair"][lang])
    if options["manifest"] and not options["hostname"] and options["environment"] != "dev":
        raise click.UsageError(_SAID["hostname"][lang])
    if options["workers"] > 1 and os.name == "nt":
        raise click.UsageError(_SAID["workers"][lang])

    if options["hostname"] and not _HOSTNAME.fullmatch(options["hostname"]):
        raise click.UsageError(_SAID["no-hostname"][lang].format(name=options["hostname"]))
    if options["certificate"] and (why := _no_certificate(options["certificate"], options["key"])):
        raise click.UsageError(_SAID["certificate"][lang].format(why=why))
    if options["entra_keys"] and not _are_keys(options["entra_keys"]):
        raise click.UsageError(_SAID["keys"][lang].format(file=options["entra_keys"]))


def _refuse_taken(host: str, port: int, lang: str) -> None:
    """Before uvicorn starts, whose own message is for programmers."""
    import socket

    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            if os.name == "posix":  # as the server does; on Windows it would share the port
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        raise click.ClickException(_SAID["taken"][lang].format(host=host, port=port, why=error.strerror)) from None


def _no_certificate(certificate: Path, key: Path) -> str:
    import ssl

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as error:
        return str(error)
    return ""


def _are_keys(path: Path) -> bool:
    import json

    try:
        return isinstance(json.loads(path.read_bytes())["keys"], list)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


@contextmanager
def _for_the_owner() -> Iterator[None]:
    """Nobody else may read what is written meanwhile."""
    old = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(old)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _into_environment(options: dict[str, Any]) -> None:
    named = {
        "XLWINGS_HOSTNAME": options["hostname"], "XLWINGS_AUTH_ENTRAID_CLIENT_ID": options["entra_client"],
        "XLWINGS_AUTH_ENTRAID_TENANT_ID": options["entra_tenant"],
    }  # fmt: skip
    os.environ.update({name: value for name, value in named.items() if value})


def _pair(told: str, lang: str) -> tuple[str, str]:
    id_, _, name = told.partition("=")
    if not id_ or not name:
        raise click.UsageError(f"{told}: {_SAID['account'][lang]}")
    return id_, name.strip()


def _refuse_unknown(register: "Register", id_: str, lang: str) -> None:
    if all(a.id != id_ for a in register.assessors):
        raise click.UsageError(_SAID["nobody"][lang].format(id=id_, ids=", ".join(a.id for a in register.assessors)))


def _csv(register: "Register", tokens: dict[str, str], lang: str) -> str:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow({"th": ("รหัสผู้ประเมิน", "ชื่อ", "รหัสเข้าใช้"), "en": ("assessor", "name", "token")}[lang])
    names = {a.id: a.name for a in register.assessors}
    writer.writerows((id_, names[id_], token) for id_, token in tokens.items())
    return text.getvalue()
