"""Imports go one way, and each foreign library is touched by few modules."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RULES = sorted((ROOT / "pyscoring").glob("*.py"))
MODULES = sorted((ROOT / "workbook").rglob("*.py"))
ORDER = (
    "names", "packing", "problems", "toml_errors", "toml_lines", "rules", "edition_wanted", "edition_check", "edition_files",
    "edition", "edition_copy", "edition_changes", "register",
    "scoresheet", "score", "worked", "document", "evidence", "wording", "derive", "panel", "agenda", "considered",
    "consolidate", "stages", "questions", "patterns", "ledger", "results", "remarks", "claims", "eligibility", "tabulate", "published",
)  # fmt: skip
MAY_USE = {
    "files": set(),
    "scoresheet": {"files", "documents"},
    "documents": {"files", "scoresheet"},
    "office": {"files", "scoresheet"},
    "committee": {"files", "scoresheet", "documents", "consolidation"},
    "consolidation": {"files", "scoresheet", "documents", "committee"},
    "results": {"files", "scoresheet", "documents", "committee", "consolidation"},
    "classic": {"files", "scoresheet", "committee"},
    "addin": {"files", "scoresheet", "committee", "macros"},
    "commands": {
        "files", "scoresheet", "documents", "committee", "consolidation", "results", "classic", "addin", "office",
    },
}  # fmt: skip
OFFICE = {
    "bridge", "component", "document", "extension", "sheet_cells", "libreoffice", "engine_app", "engine_books",
    "engine_ranges",
}  # fmt: skip
FOREIGN_TO_THE_RULES = {"workbook", "openpyxl", "xlwings", "click", "rich", "xlsxwriter", "uno", "com"}
MAY_IMPORT = {
    "openpyxl": {
        "book", "form", "template", "guide", "look", "style", "formulas", "entry_formulas", "function_formulas", "document_formulas",
        "document_sheet", "visit", "engine_books", "engine_ranges", "macro_book", "config_sheet",
    },
    "xlwings": {
        "functions", "macros", "libreoffice_engine", "engine_app", "engine_books", "engine_ranges", "app", "scripts", "settings",
    },
    "click": {
        "cli", "cli_addin", "cli_editions", "cli_options", "cli_round", "cli_export", "cli_report", "cli_server", "cli_words",
        "usage",
    },
    "rich": {"fitted", "show", "progress", "edition_diff", "edition_show"},
    "xlsxwriter": {"register_book", "cellwriter", "tables", "aboutsheet", "chartsheet"},
    "jinja2": {"export_html"},
    "typst": {"typeset"},
    "pythainlp": {"words"},
    "fastapi": {"app", "gate", "routes", "scripts", "signing_in"},
    "uvicorn": {"serve"},
    "xlwings_server": {"app", "gate", "scripts", "signing_in", "__init__"},
    "distributed": {"cluster"},
    "fsspec": {"storage"},
    "uno": OFFICE,
    "unohelper": OFFICE,
    "com": OFFICE,
}  # fmt: skip


def imported(path: Path) -> Iterator[str]:
    """The full name of every module that a file imports, wherever in it, and of every name taken from one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name}:{node.lineno}: imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and isinstance(name := node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("import_module", "__import__") and isinstance(name.value, str):
                yield name.value


@cache
def libraries(path: Path) -> frozenset[str]:
    return frozenset(name.partition(".")[0] for name in imported(path))


@pytest.mark.parametrize("path", RULES, ids=lambda p: p.stem)
def test_the_rules_know_no_spreadsheet_and_no_terminal(path: Path) -> None:
    """Nothing in pyscoring imports workbook or a library for spreadsheets, arguments or terminals."""
    assert not libraries(path) & FOREIGN_TO_THE_RULES


@pytest.mark.parametrize("stem", ORDER)
def test_the_rules_import_only_what_comes_before(stem: str) -> None:
    """A module of pyscoring imports only modules that stand earlier in the flow."""
    own = {name.split(".")[1] for name in imported(ROOT / "pyscoring" / f"{stem}.py") if name.startswith("pyscoring.")}
    assert own <= set(ORDER[: ORDER.index(stem)])


def test_every_module_of_the_rules_has_its_place() -> None:
    """The order names every module of pyscoring, so that a new one cannot escape it."""
    assert {path.stem for path in RULES} == {"__init__", *ORDER}


@pytest.mark.parametrize("folder", sorted(p.parent.name for p in (ROOT / "workbook").glob("*/__init__.py")))
def test_a_folder_uses_only_those_it_stands_on(folder: str) -> None:
    """Files know nothing of score sheets, score sheets nothing of committees, and nothing knows of the commands."""
    names = (name for path in (ROOT / "workbook" / folder).glob("*.py") for name in imported(path))
    used = {name.split(".")[1] for name in names if name.startswith("workbook.")}
    assert used - {folder} <= MAY_USE[folder]


@pytest.mark.parametrize("library", MAY_IMPORT)
def test_each_library_is_touched_by_few_modules(library: str) -> None:
    """Each foreign library is imported only by the modules that are there for it."""
    assert {path.stem for path in MODULES if library in libraries(path)} <= MAY_IMPORT[library]


def test_the_office_is_named_in_its_own_modules_only() -> None:
    """The names of LibreOffice's services stand only in the modules that drive it."""
    naming = {path.stem for path in MODULES if "com.sun" + ".star" in path.read_text(encoding="utf-8")}
    assert naming <= MAY_IMPORT["uno"]
