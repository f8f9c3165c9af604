"""A file's bytes, put away packed until they are written: they come and go in pieces, never whole."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator


class Packed:
    """Bytes packed as they come, to be gone through any number of times; `sha256` is of them all, in hex."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        packer, digest = zlib.compressobj(1), hashlib.sha256()
        self._parts = []
        for piece in pieces:
            digest.update(piece)
            self._parts.append(packer.compress(piece))
        self._parts = [*filter(None, self._parts), packer.flush()]
        self.sha256 = digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        unpacker = zlib.decompressobj()
        yield from map(unpacker.decompress, self._parts)
