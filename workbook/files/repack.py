"""A zip file written anew: changed members packed, all others copied byte for byte, still packed."""

import binascii
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from workbook.files.archive import Archive, Member, refused

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_STREAMED = 8  # the flag that sizes follow the data
_DEFLATED = 8  # the method
_LEVEL = 5  # a third less time than the usual 6 for two per cent more bytes


@dataclass(frozen=True, slots=True)
class Packed:
    """A member's new contents as they lie in the file, deflated unless `method` is 0; `size` is unpacked, in bytes."""

    data: bytes
    size: int
    crc: int
    method: int = _DEFLATED


def rebuild(archive: Archive, changed: Mapping[str, bytes | Packed | None]) -> bytes:
    """The zip file with some members changed or gone; the others byte for byte as they are."""
    offsets = sorted(member.offset for member in archive.members.values())
    ends = dict(zip(offsets, [*offsets[1:], archive.start], strict=True))
    out, records = [], {}
    at = 0
    for member in sorted(archive.members.values(), key=lambda m: m.offset):
        if archive.payload(member)[1] > ends[member.offset]:
            raise refused("W03", detail=member.name)
        if member.name not in changed:
            local, record = archive.data[member.offset : ends[member.offset]], _moved(member, at)
        elif (data := changed[member.name]) is not None:
            local, record = _written(
                archive, member, data if isinstance(data, Packed) else _packed(data, member.method), at
            )
        else:
            continue
        out.append(local)
        records[member.name] = record
        at += len(local)
    directory = b"".join(records[m.name] for m in archive.members.values() if m.name in records)
    end = struct.pack("<4s4H2L", b"PK\x05\x06", 0, 0, len(records), len(records), len(directory), at)
    comment = archive.data[archive.data.rfind(b"PK\x05\x06") + 20 :]
    return b"".join([*out, directory, end, comment])


def _moved(member: Member, at: int) -> bytes:
    return _record(member, at, member.packed, member.size, member.crc)


def _record(member: Member, at: int, packed: int, size: int, crc: int, method: int | None = None) -> bytes:
    """A member's directory record at another offset; sizes in bytes, `method` where its contents are new."""
    head = list(_CENTRAL.unpack_from(member.record))
    name_end = _CENTRAL.size + head[10]
    extra = member.record[name_end : name_end + head[11]]
    if 0xFFFFFFFF in (head[8], head[9], head[16]):
        extra = _without_zip64(extra)
    if method is not None:
        head[3:5] = [head[3] & ~_STREAMED, method]
    tail = member.record[name_end + head[11] :]
    head[7:10], head[11], head[16] = [crc, packed, size], len(extra), at
    return _CENTRAL.pack(*head) + member.record[_CENTRAL.size : name_end] + extra + tail


def _packed(data: bytes, method: int) -> Packed:
    if method == 0:
        return Packed(data, len(data), binascii.crc32(data), method)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return Packed(packer.compress(data) + packer.flush(), len(data), binascii.crc32(data))


def _written(archive: Archive, member: Member, new: Packed, at: int) -> tuple[bytes, bytes]:
    """A changed member: its local header and packed bytes, and its directory record."""
    head = list(_LOCAL.unpack_from(archive.data, member.offset))
    name_end = member.offset + _LOCAL.size + head[9]
    extra = _without_zip64(archive.data[name_end : name_end + head[10]])
    head[2:4] = [head[2] & ~_STREAMED, new.method]
    head[6:9], head[10] = [new.crc, len(new.data), new.size], len(extra)
    name = archive.data[member.offset + _LOCAL.size : name_end]
    record = _record(member, at, len(new.data), new.size, new.crc, new.method)
    return _LOCAL.pack(*head) + name + extra + new.data, record


def _without_zip64(extra: bytes) -> bytes:
    kept, at = [], 0
    while at + 4 <= len(extra):
        size = 4 + struct.unpack_from("<H", extra, at + 2)[0]
        if extra[at : at + 2] != b"\x01\x00":
            kept.append(extra[at : at + size])
        at += size
    return b"".join(kept)
