"""Bytes that are put away packed."""

import hashlib
import os

from workbook.files.packed import Packed


def test_what_is_packed_comes_back_whole_and_again() -> None:
    """Every byte comes back in order, as often as it is asked for, in pieces however large the whole is; the hash is of all."""
    pieces = [b"", os.urandom(1 << 20), *(b"%d," % number * 50 for number in range(20_000)), b"\0"]
    whole, packed = b"".join(pieces), Packed(pieces)
    assert packed.sha256 == hashlib.sha256(whole).hexdigest()
    assert [b"".join(packed), b"".join(packed)] == [whole, whole]
    assert len(list(packed)) > 2
    assert list(Packed([])) == [b""]
