"""What is remembered of other workbooks, and what is counted late, never changes what is read of one."""

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pyscoring.edition import scored
from pyscoring.problems import Refused
from tests.packages import MAIN, parts, zipped
from tests.sheets import full, write
from tests.test_quick import damaged
from workbook.files import archive, formats, quick
from workbook.files import parts as xml_parts
from workbook.files.archive import Archive, Budget
from workbook.files.package import read
from workbook.files.values import Place

SEED, DAMAGED = 2558, 80
X14AC = ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
Said = list[tuple[str, list[tuple[Place, str, str]]]] | tuple[str, ...]


@contextmanager
def nothing_remembered() -> Iterator[None]:
    """Everything is unpacked and parsed anew, cells and texts by expat."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("cells", "strings"):
            patch.setattr(quick, name, lambda xml: None)
        for name in ("_heads", "_cell"):
            patch.setattr(quick, f"{name}_before", getattr(quick, name))
        for module, name in ((archive, "_LARGEST_KEPT"), (archive, "_LONGEST_NAME_KEPT"), (xml_parts, "_LONGEST_KEPT")):
            patch.setattr(module, name, 0)
        patch.setattr(formats, "_LARGEST_KEPT", -1)
        yield


def said(path: Path, data: bytes) -> Said:
    """Every cell that is read, with its type, or the codes of why nothing is."""
    try:
        contents = read(path, data=data)
    except Refused as refused:
        return tuple(problem.code for problem in refused.problems)
    return [
        (sheet.name, sorted((at, type(v).__name__, repr(v)) for at, v in sheet.cells.items()))
        for sheet in contents.sheets
    ]


def both(path: Path, data: bytes) -> tuple[Said, Said]:
    """What is read with and without what other workbooks left behind."""
    remembering = said(path, data)
    with nothing_remembered():
        return remembering, said(path, data)


def changed(rng: random.Random, data: bytes) -> bytes:
    """A workbook with one byte changed, or something put into, taken out of or doubled in one part."""
    if rng.random() < 0.2:
        at = rng.randrange(len(data))
        return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
    opened = Archive(data)
    members: dict[str, str | bytes] = {m.name: opened.unpack(m.name) for m in opened.members.values()}
    name = rng.choice([name for name in members if name.endswith((".xml", ".rels"))] + ["xl/worksheets/sheet1.xml"] * 9)
    if name in members:
        members[name] = damaged(rng, opened.unpack(name))
    return zipped(members)


def test_damaged_workbooks(tmp_path: Path) -> None:
    """Workbooks of one template, each damaged in one place, are read or refused as if each were the first."""
    rules, rng, taken = scored("tepga-development-2558"), random.Random(SEED), 0
    data = write(tmp_path / "a.xlsx", rules, full(rules)).read_bytes()
    for _ in range(DAMAGED):
        one, other = both(tmp_path / "a.xlsx", changed(rng, data))
        assert one == other
        taken += isinstance(one, list) and len(one) == 1
    assert DAMAGED / 10 < taken < DAMAGED


def test_rows_are_remembered_without_what_is_around_them() -> None:
    """A row's prefix has to be declared in its own sheet; rows and cells known from elsewhere still have to be in order."""
    two, three = (f'<row r="{n}"{{}}><c r="A{n}"><v>1</v></c><c r="B{n}"><v>2</v></c></row>' for n in (2, 3))
    height = ' x14ac:dyDescent="0.2"'

    def is_plain(*rows: str, more: str = "") -> bool:
        body = "".join(row if "{" not in row else row.format("") for row in rows)
        return (
            quick.cells(f'<worksheet xmlns="{MAIN}"{more}><sheetData>{body}</sheetData></worksheet>'.encode())
            is not None
        )

    assert is_plain(two.format(height), three, more=X14AC)
    assert not is_plain(two.format(height), three)
    assert is_plain(two, three)
    assert not is_plain(three, two)
    assert not is_plain(two, two)
    assert not is_plain(two, two.replace('<row r="2"', '<row r="3"'))
    assert not is_plain('<row r="2"><c r="B2"><v>2</v></c><c r="A2"><v>1</v></c></row>')


def test_a_part_is_remembered_with_its_checksum(tmp_path: Path) -> None:
    """The same packed bytes under another checksum or size are damaged, whatever was unpacked before."""
    data = zipped(parts(styles="<styleSheet/>"))
    assert isinstance(said(tmp_path / "a.xlsx", data), list)
    member = Archive(data).find("xl/workbook.xml")
    assert member is not None
    for field, value in (("crc", member.crc ^ 1), ("size", member.size + 1), ("size", member.size - 1)):
        at = {"crc": 16, "size": 24}[field]
        record = member.record[:at] + value.to_bytes(4, "little") + member.record[at + 4 :]
        assert said(tmp_path / "a.xlsx", data.replace(member.record, record)) == (
            ("S01",) if value < member.size else ("F05",)
        )


def test_tags_counted_late_are_all_counted() -> None:
    """A file is refused at the same part as if each part were counted as it comes."""
    rng = random.Random(SEED)
    for _ in range(300):
        limit, left = rng.choice((0, 10, 3_000)), 0
        budget, left = Budget(limit), limit
        for _ in range(20):
            xml = rng.choice((b"<", b"=", b"x")) * rng.randrange(400)
            left -= xml.count(b"<") + xml.count(b"=")
            assert budget.allows(xml) == (left >= 0)


if __name__ == "__main__":  # every workbook below a folder, and so many damaged ones
    generator, counts = random.Random(int(sys.argv[2])), [0, 0, 0]
    files = sorted(Path(sys.argv[1]).rglob("*.xls[xm]"))
    for number in range(len(files) + int(sys.argv[2])):
        file = files[number] if number < len(files) else generator.choice(files)
        try:
            given = file.read_bytes() if number < len(files) else changed(generator, file.read_bytes())
        except Refused:
            continue
        with_, without = both(file, given)
        counts[0] += 1
        counts[1] += isinstance(with_, list)
        if with_ != without:
            counts[2] += 1
            print(
                file, with_ if isinstance(with_, tuple) else "read", without if isinstance(without, tuple) else "read"
            )
    print("{} workbooks, {} of them read; {} read otherwise than by themselves".format(*counts))
    raise SystemExit(1 if counts[2] or not counts[1] else 0)
