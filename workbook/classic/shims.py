"""Names that Python can import, and the module of two lines that xlwings' "Run main" asks for beside a workbook.

xlwings runs ``import STEM;STEM.main()``, where STEM is the workbook's name without its ending.
"""

import keyword
import os
import re
import sys
from collections.abc import Collection
from importlib.machinery import PathFinder
from itertools import count
from pathlib import Path

from pyscoring.problems import Problem, Refused
from workbook.files import atomic
from workbook.files.filenames import safe_name

SHIM = '"""Lets xlwings find pyscoring."""\n\nfrom workbook.macros import main\n'
_LONGEST = 60  # characters; Windows takes 260 for the whole path
_KNOWN = {
    name.casefold() for name in (*sys.stdlib_module_names, "pyscoring", "workbook", "xlwings")
}  # wherever they are


def module_name(wish: str, folder: Path, taken: Collection[str] = ()) -> str:
    """A name near `wish` for a workbook and its module in `folder`: ASCII letters, digits and ``_``.

    Never the same as one of `taken` where case makes no difference, a keyword, a device of Windows, or a
    module that exists: xlwings puts the folder first on Python's path, so ``json.py`` would be everybody's.
    """
    others = {name.casefold() for name in taken}
    tried = (plain(wish) if number == 1 else f"{plain(wish)}_{number}" for number in count(1))
    return next(name for name in tried if name.casefold() not in others and _is_free(name, folder))


def plain(text: str) -> str:
    """A text as a name of ASCII letters, digits and ``_`` that begins with a letter."""
    name = re.sub("[^A-Za-z0-9]+", "_", text).strip("_")[:_LONGEST].rstrip("_")
    return name if name[:1].isalpha() else f"w{name}"


def _is_free(name: str, folder: Path) -> bool:
    if keyword.iskeyword(name) or name.casefold() in _KNOWN or safe_name(name) != name:
        return False
    own = os.path.realpath(folder)
    return PathFinder.find_spec(name, [p for p in sys.path if os.path.realpath(p) != own]) is None


def is_shim(path: Path) -> bool:
    """Whether a file is a shim and nothing else."""
    try:
        return path.suffix == ".py" and atomic.load(path) == SHIM.encode()
    except Refused:  # whoever reads it as a workbook will tell
        return False


def write_shim(workbook: Path) -> None:
    """Put the shim beside a workbook. Refused: W10 where another file has its name, W01, W04."""
    shim = workbook.with_suffix(".py")
    if os.path.lexists(shim):
        if not is_shim(shim):
            raise Refused(Problem("W10", {"name": shim.name}, file=os.fspath(shim)))
    else:
        atomic.replace(shim, SHIM.encode(), new=True)
