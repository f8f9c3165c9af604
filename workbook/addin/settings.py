"""What the server is started with: environment variables, so that every worker process has the same.

`prepare` turns ours into those of xlwings Server, which reads its own once, when it is imported.
"""

import hashlib
import os
import sys
import uuid
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyscoring.edition_files import EDITIONS_VARIABLE
from workbook.addin.server_texts import say

PROJECT = Path(__file__).parent / "project"
ENVIRONMENTS = ("dev", "qa", "uat", "staging", "prod")
LICENCE, NONCOMMERCIAL = "XLWINGS_LICENSE_KEY", "noncommercial"
NO_APPLICATION = 4  # to gunicorn: do not start the worker again, the next would fare no better
PROVIDERS = {"token": '["custom"]', "entra": '["entraid"]', "none": "[]"}
_FIXED = {
    "XLWINGS_APP_PATH": "", "XLWINGS_STATIC_URL_PATH": "/static",  # the gate knows no others
    "XLWINGS_ON_SERVER": "true", "XLWINGS_FUNCTIONS_NAMESPACE": "PYSCORING", "XLWINGS_PROJECT_NAME": "pyscoring",
    # no socket that stays open, and no library in the page that the task pane does without
    "XLWINGS_ENABLE_SOCKETIO": "false", "XLWINGS_ENABLE_HTMX": "false", "XLWINGS_ENABLE_ALPINEJS_CSP": "false",
    "XLWINGS_ENABLE_BOOTSTRAP": "false",
    "XLWINGS_ENABLE_HOTRELOAD": "false", "XLWINGS_ENABLE_EXAMPLES": "false", "XLWINGS_ENABLE_TESTS": "false",
    "XLWINGS_ENABLE_WASM": "false",
    # with it, whoever has a tenant of their own could call themselves by an assessor's account
    "XLWINGS_AUTH_ENTRAID_MULTITENANT": "false",
}  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """`body` is in bytes; `rate` is calls a second for one person, in the long run; `jwks` is a file of keys."""

    round: Path
    environment: str = "prod"
    auth: str = "token"
    body: int = 5_000_000
    rate: float = 50.0
    jwks: Path | None = None

    @classmethod
    def of(cls, round_: Path, environment: str, auth: str, jwks: Path | None) -> "Settings":
        """With the limits of the environment variables."""
        body, rate = _limits(os.environ)
        return cls(round_, environment, auth, body, rate, jwks)

    @property
    def is_open(self) -> bool:
        """Whether nobody has to say who they are."""
        return self.auth == "none"

    def as_environment(self) -> dict[str, str]:
        """The variables from which `read` gives the same again."""
        said = {
            "PYSCORING_ROUND": str(self.round.absolute()), "PYSCORING_AUTH": self.auth,
            "XLWINGS_ENVIRONMENT": self.environment, "PYSCORING_BODY": str(self.body), "PYSCORING_RATE": str(self.rate),
        }  # fmt: skip
        return said | ({"PYSCORING_JWKS": str(self.jwks.absolute())} if self.jwks else {})


class Wrong(Exception):
    """The server cannot start like this; `text` says why and what to do, in ``th`` or ``en``."""

    def __init__(self, key: str, **details: object) -> None:
        super().__init__(key, details)
        self.key, self.details = key, details

    def text(self, lang: str) -> str:
        return say(self.key, lang, **self.details)


def read(environ: Mapping[str, str]) -> Settings:
    """Raises `Wrong` for what is missing or not understood."""
    folder, auth = environ.get("PYSCORING_ROUND"), environ.get("PYSCORING_AUTH", "token")
    environment, jwks = environ.get("XLWINGS_ENVIRONMENT", "prod"), environ.get("PYSCORING_JWKS")
    if not folder:
        raise Wrong("no-round")
    if auth not in PROVIDERS:
        raise Wrong("none-of", name="PYSCORING_AUTH", said=auth, wanted=", ".join(PROVIDERS))
    if environment not in ENVIRONMENTS:
        raise Wrong("none-of", name="XLWINGS_ENVIRONMENT", said=environment, wanted=", ".join(ENVIRONMENTS))
    if auth == "none" and environment != "dev":
        raise Wrong("open-to-all")
    if not environ.get(LICENCE):
        raise Wrong("no-licence", name=LICENCE)
    return Settings(Path(folder), environment, auth, *_limits(environ), Path(jwks) if jwks else None)


def prepare(environ: MutableMapping[str, str]) -> Settings:
    """Set what xlwings Server reads; to be called before it is imported. Raises as `read`."""
    found = read(environ)
    environ.update(_FIXED)
    environ["XLWINGS_PROJECT_DIR"] = str(PROJECT)
    environ["XLWINGS_AUTH_PROVIDERS"] = PROVIDERS[found.auth]
    environ.setdefault("XLWINGS_LOG_LEVEL", "WARNING")
    environ[EDITIONS_VARIABLE] = _editions(found.round, environ.get(EDITIONS_VARIABLE, ""))
    host = environ.get("XLWINGS_HOSTNAME", "localhost")
    for environment in ENVIRONMENTS:
        environ.setdefault(f"XLWINGS_MANIFEST_ID_{environment.upper()}", _own_id(host, environment))
    return found


def import_licensed() -> None:
    """Import xlwings, to be called after `prepare`. Raises `Wrong` where it does not take the licence key."""
    try:
        import xlwings  # noqa: F401
    except Exception as error:  # its own class of error cannot be named before it is imported
        if type(error).__name__ != "LicenseError":
            raise
        raise Wrong("bad-licence", name=LICENCE, why=error) from None


def begin() -> Settings:
    """`prepare` and `import_licensed` in a server's process; where it cannot start, it ends with a sentence."""
    try:
        found = prepare(os.environ)
        import_licensed()
    except Wrong as wrong:
        print(wrong.text(os.environ.get("PYSCORING_LANG", "")), file=sys.stderr, flush=True)
        raise SystemExit(NO_APPLICATION) from None
    return found


def _editions(round_: Path, named: str) -> str:
    """Those of the round before those named, so that the worksheet functions know them too."""
    own = str((round_ / "editions").absolute())
    places = [own, *(place for place in named.split(os.pathsep) if place and place != own)]
    return os.pathsep.join(places if Path(own).is_dir() else places[1:])


@cache
def settings() -> Settings:
    """Those of this process."""
    return read(os.environ)


def _own_id(host: str, environment: str) -> str:
    """An add-in's id that is the same at every start and no other server's: Excel tells add-ins apart by it."""
    digest = hashlib.sha256(f"pyscoring {environment} {host}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def _limits(environ: Mapping[str, str]) -> tuple[int, float]:
    return int(_number(environ, "BODY", Settings.body)), _number(environ, "RATE", Settings.rate)


def _number(environ: Mapping[str, str], key: str, default: float) -> float:
    said = environ.get(f"PYSCORING_{key}", str(default))
    try:
        number = float(said)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise Wrong("no-number", name=f"PYSCORING_{key}", said=said)
    return number
