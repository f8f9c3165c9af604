"""Results → one page that needs nothing else: both languages, filters, sorting, traces; readable without its script."""

import base64
import hashlib
from collections.abc import Iterator
from importlib.resources import files

from pyscoring.results import Results
from workbook.results import export_page, typeset
from workbook.results.report_texts import PAGE, WORDS

_TOGETHER = 1_000  # pieces of text that become one of bytes


def write(results: Results, lang: str = "th") -> Iterator[bytes]:
    """The bytes of ``results.html``, in pieces; it begins in `lang`; equal results give equal bytes. Refused: A63.

    Nothing can be fetched or sent: its own style and script are allowed by their hashes, and all else is not.
    """
    typeset.require("jinja2", "html")
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FunctionLoader(_source), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style, script = _source("page.css"), _source("page.js")
    page = environment.get_template("page.html").stream(
        export_page.context(results), lang=lang, words=WORDS | PAGE, policy=_policy(style, script),
        style=Markup(style), script=Markup(script),
    )  # fmt: skip
    page.enable_buffering(_TOGETHER)
    return map(str.encode, page)


def _source(name: str) -> str:
    return files("workbook.results").joinpath("report", name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
