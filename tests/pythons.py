"""The Pythons of this machine: the running one, and each other that pyscoring is for."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

VERSIONS = ("3.11", "3.12", "3.13", "3.14")


def others() -> dict[str, Path]:
    """Version → a Python of it that runs, on PATH or in pyenv; without the version that is running."""
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = ((version, next(_running(version), None)) for version in VERSIONS if version != running)
    return {version: python for version, python in found if python}


def _running(version: str) -> Iterator[Path]:
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    on_path = shutil.which(f"python{version}")
    for python in (
        *([Path(on_path)] if on_path else []),
        *sorted(root.glob(f"versions/{version}*/bin/python{version}")),
    ):
        asked = [python, "-c", "import sys, venv; print('%d.%d' % sys.version_info[:2])"]
        told = subprocess.run(asked, capture_output=True, text=True, check=False)
        if told.stdout.strip() == version:  # a shim of pyenv stands for versions that are not chosen, too
            yield python
