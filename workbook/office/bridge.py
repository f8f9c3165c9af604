"""Finding LibreOffice and its Python bridge, UNO, and loading the bridge without changing Python itself."""

from __future__ import annotations

import builtins
import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

PROGRAM_FOLDERS = "usr/lib/libreoffice/program", "usr/lib64/libreoffice/program", "opt/libreoffice*/program"
UNO_FOLDERS = "usr/lib/python3/dist-packages", "usr/lib64/python3*/site-packages"
INSTALL = "Install it (Debian, Ubuntu: apt install libreoffice-calc python3-uno) or set PYSCORING_SOFFICE."


class OfficeNotFound(RuntimeError):
    """LibreOffice or its Python bridge is missing, or does not fit this Python."""


def find_program() -> Path:
    """Find LibreOffice's program folder: by PYSCORING_SOFFICE, else on the PATH and in the usual places."""
    wish = os.environ.get("PYSCORING_SOFFICE")
    on_path = [Path(found) for name in ("soffice", "libreoffice") if (found := shutil.which(name))]
    for place in [Path(wish)] if wish else [*on_path, *_matching(PROGRAM_FOLDERS)]:
        folder = place.resolve() if place.is_dir() else place.resolve().parent
        if (folder / "soffice.bin").is_file():
            return folder
    raise OfficeNotFound(f"LibreOffice was not found in {wish or 'the usual places'}. {INSTALL}")


def _matching(patterns: Sequence[str]) -> Iterator[Path]:
    return (found for pattern in patterns for found in sorted(Path("/").glob(pattern)))


def _find_bridge(program: Path) -> Path:
    """Find uno.py, and refuse a bridge for another Python: importing that would crash this one."""
    places = [folder / "uno.py" for folder in (program, *_matching(UNO_FOLDERS))]
    found = [place for place in places if place.is_file()]
    library = program / "libpyuno.so"
    if not found or not library.is_file():
        raise OfficeNotFound(f"LibreOffice's Python bridge was not found. {INSTALL}")
    built_for = re.search(rb"libpython(\d+\.\d+)", library.read_bytes())
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    if built_for and built_for[1].decode() != running:
        raise OfficeNotFound(
            f"LibreOffice's Python bridge is for Python {built_for[1].decode()}, but this is {running}. "
            "Run that Python, or set PYSCORING_SOFFICE to an office that fits this one."
        )
    return found[0]


@cache
def load_uno() -> Any:
    """Import ``uno`` from where the system keeps it, without putting that folder on ``sys.path``."""
    program = find_program()
    spec = importlib.util.spec_from_file_location("uno", _find_bridge(program))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    path, importer = list(sys.path), builtins.__import__
    sys.path.append(str(program))
    sys.modules["uno"] = module
    try:
        spec.loader.exec_module(module)
    except ImportError as error:
        del sys.modules["uno"]
        raise OfficeNotFound(f"LibreOffice's Python bridge does not load: {error}. {INSTALL}") from error
    finally:
        # uno.py hooks the import statement and extends the path for the whole process.
        builtins.__import__, sys.path[:] = importer, path
    return module


def uno_properties(**values: object) -> tuple[Any, ...]:
    uno = load_uno()
    direct = uno.Enum("com.sun.star.beans.PropertyState", "DIRECT_VALUE")
    struct = "com.sun.star.beans.PropertyValue"
    return tuple(uno.createUnoStruct(struct, name, 0, value, direct) for name, value in values.items())
