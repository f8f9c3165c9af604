"""Results as JSON: the records as they are; their schema is `docs/results.schema.json`."""

from pyscoring.results import Results


def write(results: Results) -> bytes:
    """The bytes of results.json: UTF-8, two spaces, Thai as it is."""
    return (results.model_dump_json(indent=2) + "\n").encode()


def read(data: bytes) -> Results:
    """The results that a results.json holds; pydantic's `ValidationError` for any other document."""
    return Results.model_validate_json(data)
