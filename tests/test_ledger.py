"""The ledger: a chain in which nothing can be edited, taken out or put in without being named."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyscoring.ledger import FORMAT, START, Entry, Ledger, read

AT = "2015-05-20T09:00:00+07:00"
NEWS = [
    ("sheet", {"application": "ก-1", "scores": {"1": "12.5"}}),
    ("decision", {"application": "ก-1", "reason": "สองบรรทัด\nและ\u2028อักขระพิเศษ “”"}),
    ("sheet", {"application": "ก-2", "scores": {}}),
    ("sheet", {"application": "ก-1", "scores": {"1": "13"}}),
]


def told(data: bytes) -> list[tuple[str, int, object]]:
    """What is wrong, as code, line and the number that was seen there."""
    return [(p.code, p.details["line"], p.details.get("seen")) for p in read(data)[1]]


def rehashed(ledger: Ledger, number: int, **changes: object) -> bytes:
    """The ledger with one entry's body changed and every hash from there on made anew."""
    entries: list[Entry] = []
    for entry in ledger.entries:
        body = {**entry.body, **changes} if entry.number == number else entry.body
        entries.append(Entry(entry.number, entry.kind, entry.at, body, entries[-1].hash if entries else START))
    return Ledger(tuple(entries)).text()


@pytest.fixture
def ledger() -> Ledger:
    return Ledger().extended(NEWS, AT)


def test_first_entry_opens_the_round(ledger: Ledger) -> None:
    """A ledger begins with its format; each entry holds the hash of the one before."""
    assert (ledger.entries[0].kind, ledger.entries[0].body) == ("round", {"format": FORMAT})
    assert [e.number for e in ledger.entries] == [1, 2, 3, 4, 5]
    assert ledger.entries[0].previous == START == Ledger().head
    assert all(after.previous == before.hash for before, after in pairwise(ledger.entries))
    assert ledger.head == ledger.entries[-1].hash


def test_extending_keeps_what_was(ledger: Ledger) -> None:
    """What comes later is added at the end: every byte that was there stays."""
    longer = ledger.extended([("result", {"total": "80.00"})], AT)
    assert longer.text().startswith(ledger.text())
    assert longer.text().count(b"\n") == 6
    assert longer == read(longer.text())[0]
    assert ledger.extended([], AT) == ledger
    assert Ledger().extended([], AT) == Ledger()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["sheet", "decision"]),
            st.dictionaries(
                st.sampled_from("abc"),
                st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
            ),
        )
    )
)
def test_reads_back(news: list[tuple[str, dict[str, object]]]) -> None:
    """Whatever was written reads back the same."""
    written = Ledger().extended(news, AT)
    assert read(written.text()) == (written, ())


def test_windows_line_ends_are_no_edit(ledger: Ledger) -> None:
    """A ledger that was copied as a text file under Windows is still whole."""
    assert told(ledger.text().replace(b"\n", b"\r\n")) == []


def test_edited_line_is_named(ledger: Ledger) -> None:
    """One changed character is named, and what stands before it can still be read."""
    data = ledger.text().replace(b"12.5", b"13.5")
    assert told(data) == [("A50", 2, 2)]
    assert [e.number for e in read(data)[0].entries] == [1]


def test_same_content_in_other_words_is_an_edit(ledger: Ledger) -> None:
    """A line that says the same in another order or with more spaces was not written here."""
    lines = ledger.text().splitlines()
    spaced = json.dumps(json.loads(lines[1]), ensure_ascii=False).encode()
    assert told(b"\n".join([lines[0], spaced, *lines[2:]])) == [("A50", 2, 2)]


def test_line_rehashed_alone_breaks_the_chain(ledger: Ledger) -> None:
    """Whoever changes a line and its hash is named at the next line."""
    lines = rehashed(ledger, 2, scores={"1": "19"}).splitlines()
    assert told(b"\n".join([*lines[:2], *ledger.text().splitlines()[2:]])) == [("A51", 3, 3)]


@pytest.mark.parametrize("gone", [1, 2, 3, 4])
def test_missing_line_is_named(ledger: Ledger, gone: int) -> None:
    """Without one of its lines but the last the chain is broken at the next."""
    lines = ledger.text().splitlines()
    assert told(b"\n".join(lines[: gone - 1] + lines[gone:])) == [("A51", gone, gone + 1)]


def test_swapped_lines_are_named(ledger: Ledger) -> None:
    """Two lines that changed places are named at the first of them."""
    lines = ledger.text().splitlines()
    assert told(b"\n".join([lines[0], lines[2], lines[1], *lines[3:]])) == [("A51", 2, 3)]


def test_repeated_line_is_named(ledger: Ledger) -> None:
    """A line that stands twice is named where it stands the second time."""
    lines = ledger.text().splitlines()
    assert told(b"\n".join([*lines[:2], lines[1], *lines[2:]])) == [("A51", 3, 2)]


@pytest.mark.parametrize(
    "line",
    [
        b"", b"nonsense", b"[]", b"{}", b'"text"', b"\xff\xfe", b"NaN", b"[" * 100_000, b'{"hash":"0","entry":1}',
        b'{"at":"","entry":1,"hash":"","kind":"round","previous":"\\ud800"}', b"9" * 5000,
    ],
    ids=range(11),
)  # fmt: skip
def test_unreadable_line_is_named(ledger: Ledger, line: bytes) -> None:
    """What is no entry is named as such, whatever it is: never a traceback."""
    lines = ledger.text().splitlines()
    assert told(b"\n".join([lines[0], line, *lines[1:]])) == [("A52", 2, None)]


def test_half_a_last_line_is_named(ledger: Ledger) -> None:
    """A write that was cut short leaves a line that is named."""
    assert told(ledger.text()[:-20]) == [("A52", 5, None)]


def test_last_entry_by_keys(ledger: Ledger) -> None:
    """Of several entries for one thing the latest is found."""
    found = ledger.last("sheet", "application")
    assert {key: entry.number for key, entry in found.items()} == {("ก-1",): 5, ("ก-2",): 4}
    longer = ledger.extended([("sheet", {"application": "ก-2"}), ("result", {"application": "ก-3"})], AT)
    found = longer.last("sheet", "application")
    assert {key: entry.number for key, entry in found.items()} == {("ก-1",): 5, ("ก-2",): 6}
