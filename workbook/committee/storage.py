"""An inbox that is no folder of this computer: any URL that fsspec knows (``s3://``, ``sftp://``, ``abfs://``).

The only module that knows fsspec. Files are listed and read, never written. Who may read them is told to
fsspec as for every program that uses it: by its configuration files and environment variables.
"""

import datetime as dt
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pyscoring.problems import Problem, Refused
from workbook.committee.inbox import Listed, received
from workbook.committee.received import Received
from workbook.files.atomic import LARGEST
from workbook.files.filenames import legible
from workbook.scoresheet.reader import Extra, Read, read_file

_HASHES = "etag", "content_md5", "md5", "md5hash", "checksum", "crc32c"
_TIMES = "mtime", "last_modified", "lastmodified", "updated", "modified", "created"
_PASSWORD = re.compile(r"(://[^/:@\s]*):[^/\s]*(?=@)")
_APART = 60.0  # seconds; clocks of two computers may differ by as much


@dataclass(frozen=True)
class Storage:
    """Everything below a URL. Refused, when it is listed: A75 without fsspec or its driver, A76 not to be listed."""

    url: str

    @property
    def name(self) -> str:
        return _open(self.url)

    def listed(self) -> list[Listed]:
        """Every file, in order of their paths."""
        files, root = self._files()
        try:
            files.invalidate_cache()
            found = files.find(root, detail=True)
            if not found and not files.exists(root):
                raise FileNotFoundError(root)
        except Exception as error:  # each driver raises what its own library does
            raise self._unlisted(error) from error
        below = root.rstrip("/") + "/"
        names = {path: path.removeprefix(below).lstrip("/") for path in found}
        return [
            Listed(legible(PurePosixPath(names[path])), path, _stamp(found[path]))
            for path in sorted(found, key=lambda path: names[path].split("/"))
        ]

    def read(self, one: Listed, extra: Extra) -> Received:
        return received(one.file, *self.sheets(one, extra))

    def sheets(self, one: Listed, extra: Extra) -> Read:
        """What `read_file` reads, and as it does: a file that cannot be read is named."""
        return read_file(PurePosixPath(one.file), extra, lambda: self._load(one))

    def sees(self, one: Listed) -> bool:
        """Whether this computer has the file."""
        try:
            return bool(self._files()[0].exists(one.at))
        except Exception:  # noqa: BLE001
            return False

    def _load(self, one: Listed) -> bytes:
        try:
            data: bytes = self._files()[0].cat_file(one.at, start=0, end=(LARGEST << 20) + 1)
        except FileNotFoundError:
            raise Refused(Problem("F01")) from None
        except Exception as error:
            raise Refused(Problem("F10", {"detail": _words(error)})) from error
        if len(data) > LARGEST << 20:
            raise Refused(Problem("F11", {"limit": LARGEST}))
        return data

    def _files(self) -> tuple[Any, str]:
        try:
            import fsspec
            from fsspec.core import url_to_fs
        except ImportError:
            raise Refused(Problem("A75", {"package": "fsspec", "option": "--inbox"})) from None
        try:
            files, root = url_to_fs(self.url)
        except ImportError as error:
            raise Refused(Problem("A75", {"package": _driver(error), "option": "--inbox"})) from None
        except Exception as error:
            raise self._unlisted(error) from error
        assert isinstance(files, fsspec.AbstractFileSystem)
        return files, root

    def _unlisted(self, error: Exception) -> Refused:
        return Refused(Problem("A76", {"detail": _words(error)}, file=self.name))


def _open(text: str) -> str:
    """Without the passwords of URLs; who they are of, or which container, tells one inbox from another."""
    return _PASSWORD.sub(r"\1", text)


def _driver(error: ImportError) -> str:
    """The package that is missing, as fsspec calls it: a package may give a module of another name."""
    module = getattr(error.__cause__, "name", None) or error.name or str(error)
    called = re.findall(r'"([\w.-]+)"', str(error))
    return module if module in called or not called else called[0]


def _stamp(info: Mapping[str, Any]) -> str:
    """Another for another file; empty where nothing tells that, or where it was written just now."""
    told = {str(key).lower(): value for key, value in info.items()}
    hashed = [f"{key}={told[key]}" for key in _HASHES if told.get(key)]
    times = [(key, told[key]) for key in _TIMES if told.get(key)]
    seconds = [_seconds(value) for _, value in times]
    if not hashed and (not seconds or None in seconds or max(s or 0.0 for s in seconds) > time.time() - _APART):
        return ""
    return " ".join([f"size={told.get('size')}", *hashed, *(f"{key}={value}" for key, value in times)])


def _seconds(value: object) -> float | None:
    if isinstance(value, dt.datetime):
        return value.timestamp()
    return float(value) if isinstance(value, int | float) else None


def _words(error: Exception) -> str:
    return _open(f"{type(error).__name__}: {error}")[:200]
