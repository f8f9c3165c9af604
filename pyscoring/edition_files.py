"""Where the editions' files lie, and which of them an id means."""

import os
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from pyscoring.problems import Problem, Refused

LARGEST = 1 << 20  # bytes of one edition's file
EDITIONS_VARIABLE = "PYSCORING_EDITIONS"
"""Environment variable: files or folders of further editions, separated as in PATH."""

_LONG = 60  # characters of an id; more are not shown
ID = re.compile(r"[a-z0-9]([a-z0-9.-]{0,58}[a-z0-9])?")
Extra = Sequence[str | os.PathLike[str]]


def path_of(ref: str, extra: Extra = ()) -> Path:
    """The file of the edition with this id, or this file. Refused: T02, and E12 where several files have the id."""
    if ref.endswith(".toml") or os.sep in ref or "/" in ref:
        return Path(ref)
    if not ID.fullmatch(ref):
        raise unknown(ref, extra)
    own = _own() / f"{ref}.toml"
    if not _named_further(extra) and own.is_file():
        return own
    editions = by_id(extra)
    if ref not in editions:
        raise unknown(ref, extra)
    return the_one(ref, editions[ref])


def unknown(ref: str, extra: Extra = ()) -> Refused:
    """The refusal of an id that no edition has, with the nearest one that there is."""
    near = nearest(ref, extra)
    said = {"th": f"หมายถึง {near} หรือไม่ หรือ", "en": f"did you mean {near}? Or "} if near else ""
    if ".toml" in ref or ref.endswith(".txt"):
        said = {
            "th": "ถ้าเป็นไฟล์ ให้เปลี่ยนชื่อให้ลงท้ายด้วย .toml ",
            "en": "a file must be renamed so that its name ends in .toml; ",
        }
    return Refused(Problem("T02", {"seen": ref if len(ref) <= _LONG else ref[: _LONG - 1] + "…", "near": said}))


def nearest(ref: str, extra: Extra = ()) -> str | None:
    """The id that is most like one that no edition has, if any is."""
    import difflib

    return next(iter(difflib.get_close_matches(ref[:_LONG].lower(), by_id(extra), n=1)), None)


def available(extra: Extra = ()) -> dict[str, Path]:
    """The file of each edition's id, as `by_id`; of several that differ, the first."""
    return {id_: paths[0] for id_, paths in by_id(extra).items()}


def by_id(extra: Extra = ()) -> dict[str, tuple[Path, ...]]:
    """The files of each edition's id, more than one where they differ. Wrong files keep their stem as id.

    Places that come earlier in `files` win over later ones. Of equal standing are all places of `extra`, and the
    files of one folder: where two of these have one id, none wins.
    """
    found: dict[str, tuple[Path, ...]] = {}
    for places in _places(extra):
        for id_, paths in alike(path for place in places for path in _in(place)).items():
            found.setdefault(id_, paths)
    return found


def alike(paths: Iterable[Path]) -> dict[str, tuple[Path, ...]]:
    """Files of equal standing by their ids; one that says the same as one before it, comments apart, is left out."""
    found: dict[str, list[Path]] = {}
    for path in paths:
        before = found.setdefault(_id_in(path), [])
        if not any(path == other or _content(path) == _content(other) for other in before):
            before.append(path)
    return {id_: tuple(those) for id_, those in found.items()}


def the_one(id_: str, paths: Sequence[Path]) -> Path:
    """The only one of the files with this id. Refused: E12."""
    if len(paths) > 1:
        raise Refused(doubled(id_, paths))
    return paths[0]


def doubled(id_: str, paths: Sequence[Path]) -> Problem:
    """Files that have one id and differ (E12), at the first of them."""
    one_folder = len({path.parent for path in paths}) == 1
    names = ", ".join(path.name if one_folder else str(path) for path in paths)
    details = {"seen": id_, "n": len(paths), "files": names}
    return Problem("E12", details, file=str(paths[0]))


def refuse_doubled(extra: Extra = ()) -> None:
    """Refuse places in which any id is that of several files: E12, all together."""
    if _named_further(extra):
        found = [doubled(id_, paths) for id_, paths in by_id(extra).items() if len(paths) > 1]
        if found:
            raise Refused(*found)


def passed_over(folder: Path) -> Iterator[Problem]:
    """Files of a folder that hold an edition of which nobody hears, since their names do not end in .toml (E15)."""
    known = alike(sorted(folder.glob("*.toml")))
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        content = None if path.suffix == ".toml" else _content(path)
        id_ = content.get("id") if isinstance(content, dict) and "award" in content else None
        if isinstance(id_, str) and id_ not in known:
            yield Problem("E15", {"seen": id_, "name": f"{id_}.toml"}, file=str(path))


def of_another_year(folder: Path, used: Collection[str]) -> Iterator[Problem]:
    """Editions of a folder that are not among those used, though their award is, of another year (A93)."""
    for id_ in alike(sorted(folder.glob("*.toml"))):
        others = sorted(other for other in used if other.rpartition("-")[0] == id_.rpartition("-")[0])
        if others and id_ not in used:
            yield Problem("A93", {"seen": id_, "used": ", ".join(others)})


def files(extra: Extra = ()) -> Iterator[Path]:
    """The file of every edition that `load` may find, in the order in which it looks."""
    for places in _places(extra):
        for place in places:
            yield from _in(place)


def text_of(path: Path) -> str:
    """The text of an edition's file. Raises OSError (IsADirectoryError of a folder) and UnicodeDecodeError."""
    if path.is_dir():
        raise IsADirectoryError(path)
    if path.exists() and not path.is_file():
        raise OSError(0, "not a plain file")
    if path.stat().st_size > LARGEST:
        raise OSError(0, f"more than {LARGEST >> 20} MB")
    return path.read_text(encoding="utf-8-sig")


def _named_further(extra: Extra) -> bool:
    return bool(extra or os.environ.get(EDITIONS_VARIABLE))


def _places(extra: Extra) -> Iterator[list[Path]]:
    """Files and folders of equal standing together, those that win first."""
    yield [Path(place) for place in extra]
    yield from ([place] for place in _everywhere())
    yield [_own()]


def lost() -> list[Path]:
    """What the environment variable names and is not there."""
    return [place for place in _everywhere() if not place.exists()]


def _everywhere() -> Iterator[Path]:
    yield from map(Path, filter(None, os.environ.get(EDITIONS_VARIABLE, "").split(os.pathsep)))


def _in(place: Path) -> list[Path]:
    return sorted(place.glob("*.toml")) if place.is_dir() else [place]


def _own() -> Path:
    return Path(__file__).parent / "editions"


def _id_in(path: Path) -> str:
    """The id that a file says it has; its name where it cannot be read, which `load` then tells."""
    try:
        return _id_at(path, path.stat().st_mtime_ns)
    except (OSError, ValueError):
        return path.stem


@lru_cache(maxsize=256)
def _id_at(path: Path, _modified: int) -> str:
    content = _content(path)
    found = content.get("id") if isinstance(content, dict) else None
    return found if isinstance(found, str) else path.stem


def _content(path: Path) -> object:
    """What a file says; its text where that is no TOML, None where it cannot be read."""
    try:
        text = text_of(path)
    except (OSError, ValueError):
        return None
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        return text
