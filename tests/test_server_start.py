"""How the server is started and refused to start, who has access, and signing in with Entra ID."""

import json
import os
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.server_fixtures import (
    ANSWERS,
    GUNICORN,
    PYSCORING,
    asked,
    begin,
    free_port,
    issue,
    rows_of,
    serving,
)
from workbook.addin import serve, settings
from workbook.addin.access import FILE, REVOKED, read, save
from workbook.addin.serve import Listening
from workbook.addin.settings import ENVIRONMENTS, NO_APPLICATION, Wrong, prepare
from workbook.commands import cli_server
from workbook.files.alone import alone

pytestmark = pytest.mark.xdist_group("server")
ROWS = rows_of(ANSWERS)


# Ways to start.


def test_without_sign_in(tmp_path: Path) -> None:
    """For trying out, on this computer alone and loudly, a sheet is stored for whom it names."""
    at = begin(tmp_path / "round")
    with serving(at, "--environment", "dev", "--auth", "none", "--lang", "en") as open_:
        assert "NO SIGN-IN" in open_.log.read_text(encoding="utf-8")
        assert open_.script("submit", ROWS, who=None).status_code == 200
        assert open_.http.get("/pyscoring/me").json() == {"assessor": None, "name": None, "assignments": []}
        assert open_.http.get("/pyscoring/me", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 403
        pages = {f"http://localhost:{open_.port}": 200, "https://example.org": 403, "null": 403, "http://[": 403}
        for page, status in pages.items():  # a site that is open in the same browser must not send in anything
            assert open_.http.get("/pyscoring/me", headers={"Origin": page}).status_code == status, page
        assert open_.http.get("/pyscoring/me", headers={"Host": "example.org"}).status_code == 403


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--noncommercial", "--auth", "none"], "for --environment dev on 127.0.0.1 alone"),
        (["--noncommercial", "--auth", "none", "--environment", "dev", "--host", "0.0.0.0"], "on 127.0.0.1 alone"),
        (["--noncommercial", "--auth", "entra"], "--entra-client"),
        (["--noncommercial", "--manifest", "m.xml"], "--hostname"),
        (["--noncommercial", "--hostname", "https://scores.example.org"], "without https://"),
        (["--noncommercial", "--hostname", "คะแนน.ไทย"], "xn--"),
        (["--noncommercial", "--certificate", __file__, "--key", __file__], "cannot be used"),
        (["--noncommercial", "--entra-keys", __file__], "holds no keys"),
        ([], "PolyForm Noncommercial"),
    ],
)  # fmt: skip
def test_it_does_not_start_like_this(tmp_path: Path, options: list[str], words: str) -> None:
    """An open server for others, half a sign-in, and a licence that nobody chose are refused with what to do."""
    ran = asked("serve", str(begin(tmp_path / "round").folder), "--lang", "en", *options)
    assert (ran.exit_code, words in " ".join(ran.stderr.split())) == (2, True), ran.stderr


def test_it_tells_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the command says how to get it."""
    monkeypatch.setattr(cli_server, "find_spec", lambda name: None)
    ran = asked("serve", str(tmp_path), "--lang", "en")
    assert (ran.exit_code, 'pip install "pyscoring-workbook[server]"' in ran.stderr) == (1, True)


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    """Where another program listens the server does not start, and says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        options = ("--noncommercial", "--hostname", "scores.example.org", "--port", port, "--lang", "en")
        ran = asked("serve", str(begin(tmp_path / "round").folder), *options)
    assert (ran.exit_code, f"cannot listen at 127.0.0.1, port {port}" in ran.stderr) == (1, True), ran.stderr
    assert ran.stderr.count("\n") == 1  # nothing that sounds as if it listened


def test_it_tells_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it serves it tells its own address, and the one by which Excel reaches it."""
    port = str(free_port())
    served: list[Listening] = []
    monkeypatch.setattr(serve, "ready", lambda settings: None)
    monkeypatch.setattr(serve, "serve", served.append)
    options = ("--noncommercial", "--hostname", "scores.example.org", "--port", port, "--lang", "en")
    ran = asked("serve", str(begin(tmp_path / "round").folder), *options)
    assert (ran.exit_code, [where.url for where in served]) == (0, [f"http://127.0.0.1:{port}"])
    assert f"listening on this computer at http://127.0.0.1:{port}/taskpane.html\n" in ran.stderr
    assert "https://scores.example.org/taskpane.html" in ran.stderr


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({}, "ให้ตั้ง PYSCORING_ROUND / The round's folder is not named; set PYSCORING_ROUND."),
        (
            {"PYSCORING_ROUND": ".", "XLWINGS_LICENSE_KEY": "no-such-key", "PYSCORING_LANG": "en"},
            "xlwings does not take XLWINGS_LICENSE_KEY (Invalid xlwings license key.)",
        ),
    ],
)
def test_gunicorn_with_wrong_settings(tmp_path: Path, variables: dict[str, str], words: str) -> None:
    """Under gunicorn, wrong settings end the server with a sentence, in both languages if none is set, and no traceback."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("XLWINGS_", "PYSCORING_"))}
    ran = subprocess.run(GUNICORN, env=known | variables, cwd=tmp_path, capture_output=True, text=True, timeout=30)
    assert ran.returncode == NO_APPLICATION
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({}, ("ยังไม่ได้ตั้ง XLWINGS_LICENSE_KEY", "XLWINGS_LICENSE_KEY is not set")),
        ({"PYSCORING_AUTH": "ldap"}, ("ให้ตั้งเป็นค่าใดค่าหนึ่งใน token, entra", "set it to one of token, entra")),
        ({"XLWINGS_ENVIRONMENT": "test"}, ("ให้ตั้งเป็นค่าใดค่าหนึ่งใน dev, qa", "set it to one of dev, qa")),
        ({"PYSCORING_AUTH": "none"}, ("ให้ตั้งเป็น token หรือ entra", "Set it to token or entra")),
        ({"XLWINGS_LICENSE_KEY": "x", "PYSCORING_RATE": "0"}, ("PYSCORING_RATE เป็น '0'", "PYSCORING_RATE is '0'")),
    ],
)
def test_settings_that_are_wrong(variables: dict[str, str], words: tuple[str, str]) -> None:
    """Each wrong setting is told in Thai and in English, with what to set."""
    with pytest.raises(Wrong) as found:
        settings.read({"PYSCORING_ROUND": "."} | variables)
    assert [word in found.value.text(lang) for word, lang in zip(words, ("th", "en"), strict=True)] == [True, True]


def test_a_licence_key_that_xlwings_does_not_take(tmp_path: Path) -> None:
    """`serve` with a key that xlwings refuses says so instead of starting worker after worker."""
    at = begin(tmp_path / "round")
    command = [*PYSCORING, "serve", str(at.folder), "--workers", "2", "--port", str(free_port()), "--lang", "en"]
    ran = subprocess.run(
        command, env=os.environ | {"XLWINGS_LICENSE_KEY": "no-such-key"}, capture_output=True, text=True, timeout=30
    )
    assert (ran.returncode, "Invalid xlwings license key" in ran.stderr) == (2, True), ran.stderr
    assert "listening" not in ran.stderr


def test_access(tmp_path: Path) -> None:
    """A list that a spreadsheet opens is written for its owner alone; only who has no token gets one; ids must be known."""
    at, path = begin(tmp_path / "round"), tmp_path / "tokens.csv"
    issue(at.folder, "--renew", "A2")
    told = asked("access", str(at.folder), "--output", str(path), "--lang", "en")
    assert (told.exit_code, f"wrote the tokens of A1, A3 to {path}" in told.stdout) == (0, True)
    head, *lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert head == "assessor,name,token"
    assert [line.rpartition(",")[0] for line in lines] == ["A1,ผู้ประเมิน 1", "A3,ผู้ประเมิน 3"]
    assert all(line.rpartition(",")[2].startswith("ps_") for line in lines)
    assert path.stat().st_mode & 0o777 == 0o600
    assert issue(at.folder) == {}
    assert (
        "every assessor has a token already, or it was revoked"
        in asked("access", str(at.folder), "--lang", "en").stderr
    )
    assert "access ended: A3" in asked("access", str(at.folder), "--revoke", "A3", "--lang", "en").stderr
    assert issue(at.folder) == {}
    assert list(issue(at.folder, "--renew", "A3")) == ["A3"]
    assert asked("access", str(at.folder), "--account", "A1").exit_code == 2
    for options in (["--renew", "ZZ"], ["--revoke", "ZZ"], ["--account", "ZZ=x@example.org"]):
        refused = asked("access", str(at.folder), *options, "--lang", "en")
        assert (refused.exit_code, "no assessor ZZ; it has A1, A2, A3" in refused.stderr) == (2, True), options
    save(at.folder / FILE, read(at.folder / FILE).with_account("A9", "left@example.org"))
    assert asked("access", str(at.folder), "--revoke", "A9").exit_code == 0  # who has left the register
    assert not read(at.folder / FILE).accounts


def test_access_lists_that_are_damaged(tmp_path: Path) -> None:
    """A list of tokens that is none is refused as such, whatever is wrong with it."""
    at = begin(tmp_path / "round")
    for text in ("[" * 100_000, '{"tokens": {"A1": "ก"}, "accounts": {}}', '{"tokens": [], "accounts": {}}', "{}"):
        (at.folder / "access.json").write_text(text, encoding="utf-8")
        ran = asked("access", str(at.folder))
        assert (ran.exit_code, "A80" in ran.stderr) == (1, True), text[:40]


def test_access_twice_at_once(tmp_path: Path) -> None:
    """Who changes the list waits for another who does: no revoked token comes back, and no new one is lost."""
    at = begin(tmp_path / "round")
    issue(at.folder)
    path = at.folder / FILE
    with alone(at.folder):
        known = read(path)
        second = subprocess.Popen(
            [*PYSCORING, "access", str(at.folder), "--renew", "A2", "--json"], stdout=subprocess.PIPE
        )
        time.sleep(2)
        save(path, known.revoked("A1"))
    token = json.loads(second.communicate(timeout=20)[0])["tokens"]["A2"]
    found = read(path)
    assert (found.tokens["A1"], found.bearer(token)) == (REVOKED, "A2")
    assert all(found.tokens[id_] for id_ in ("A2", "A3"))


def test_tokens_that_cannot_be_written_down(tmp_path: Path) -> None:
    """Where the list of new tokens cannot be written, none counts and all can be issued again."""
    at, blocked = begin(tmp_path / "round"), tmp_path / "file"
    blocked.write_text("")
    assert asked("access", str(at.folder), "--output", str(blocked / "tokens.csv")).exit_code == 1
    assert sorted(issue(at.folder)) == ["A1", "A2", "A3"]


def test_the_manifest(tmp_path: Path) -> None:
    """The manifest names the server, the namespace PYSCORING, and an add-in's id for the environment."""
    at, path = begin(tmp_path / "round"), tmp_path / "qa.xml"
    options = ["--noncommercial", "--environment", "qa", "--hostname", "scores.example.org", "--manifest", str(path)]
    ran = subprocess.run(
        [*PYSCORING, "serve", str(at.folder), *options, "--lang", "en"], check=True, capture_output=True, text=True
    )
    assert f"made {path}: give it to Excel" in ran.stdout
    text = path.read_text(encoding="utf-8")
    assert "https://scores.example.org/taskpane.html" in text
    assert 'DefaultValue="PYSCORING_QA"' in text
    environ = {"PYSCORING_ROUND": str(at.folder), "XLWINGS_LICENSE_KEY": "x", "XLWINGS_HOSTNAME": "scores.example.org"}
    prepare(environ)
    ids = [environ[f"XLWINGS_MANIFEST_ID_{name.upper()}"] for name in ENVIRONMENTS]
    assert len(set(ids)) == len(ENVIRONMENTS)
    assert text.partition("<Id>")[2].partition("</Id>")[0] == environ["XLWINGS_MANIFEST_ID_QA"]


# Entra ID.

CLIENT, TENANT = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def test_entra(tmp_path: Path) -> None:
    """A token that Entra's keys signed lets in whose account is listed; another key, tenant, client, time or account does not."""
    from joserfc import jwt
    from joserfc.jwk import KeySet, RSAKey

    key, other = (RSAKey.generate_key(2048, {"kid": kid}) for kid in ("own", "other"))
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    at = begin(tmp_path / "round")
    issue(at.folder, "--account", "A1=One@example.org")

    def token(signer: RSAKey = key, **changes: Any) -> str:
        claims = {
            "ver": "2.0", "iss": f"https://login.microsoftonline.com/{TENANT}/v2.0", "aud": CLIENT, "oid": "o1",
            "exp": int(time.time()) + 600, "preferred_username": "one@EXAMPLE.org", "name": "x",
        }  # fmt: skip
        return jwt.encode({"alg": "RS256", "kid": signer.kid}, claims | changes, signer)

    options = ["--auth", "entra", "--entra-client", CLIENT, "--entra-tenant", TENANT, "--entra-keys", str(keys)]
    with serving(at, *options) as server:
        assert server.me(token())["assessor"] == "A1"
        assert server.script("submit", ROWS, who=token()).status_code == 200
        refused = {
            "another key": (token(other), 401),
            "another tenant": (token(iss="https://login.microsoftonline.com/x/v2.0"), 401),
            "another client": (token(aud="x"), 401),
            "expired": (token(exp=int(time.time()) - 3600), 401),
            "another account": (token(preferred_username="two@example.org"), 403),
            "only an e-mail address": (token(preferred_username="two@example.org", email="one@example.org"), 403),
            "no token": (None, 401),
        }
        seen = {why: server.script("submit", ROWS, who=who).status_code for why, (who, _) in refused.items()}
        assert seen == {why: status for why, (_, status) in refused.items()}
        soon = token(exp=int(time.time()) + 2)
        assert server.http.get("/pyscoring/me", headers=server.headers(soon)).status_code == 200
        issue(at.folder, "--revoke", "A1")
        assert server.script("submit", ROWS, who=token()).status_code == 403
        time.sleep(2.1)
        assert server.http.get("/pyscoring/me", headers=server.headers(soon)).status_code == 401
