"""Results as JSON: the records as they are; their schema is `docs/results.schema.json`."""

from collections.abc import Iterator

from pyscoring.results import Results, Row

_NO_ROWS, _INDENT = '"rows": []', "\n" + 8 * " "  # in a table among the tables


def write(results: Results) -> Iterator[bytes]:
    """The bytes of results.json, in pieces: UTF-8, two spaces, Thai as it is."""
    bare = tuple(table.model_copy(update={"rows": ()}) for table in results.tables)
    head, *rest = results.model_copy(update={"tables": bare}).model_dump_json(indent=2).split(_NO_ROWS)
    yield head.encode()
    for table, after in zip(results.tables, rest, strict=True):
        yield from _rows(table.rows)
        yield after.encode()
    yield b"\n"


def read(data: bytes) -> Results:
    """The results that a results.json holds; pydantic's `ValidationError` for any other document."""
    return Results.model_validate_json(data)


def _rows(rows: tuple[Row, ...]) -> Iterator[bytes]:
    """No text holds a quotation mark or a line's end as such: what stands at a line's begin is indentation."""
    yield b'"rows": ['
    for number, row in enumerate(rows):
        text = row.model_dump_json(indent=2).replace("\n", _INDENT)
        yield f"{',' if number else ''}{_INDENT}{text}".encode()
    yield f"{_INDENT[:-2] if rows else ''}]".encode()
