"""Numbers with their nouns."""


class Count(int):
    """A number that takes its noun along: ``f"{Count(1):file|files}"`` is “1 file”, with 2 “2 files”."""

    def __format__(self, spec: str) -> str:
        if "|" not in spec:
            return super().__format__(spec)
        one, many = spec.split("|")
        return f"{int(self)} {one if self == 1 else many}"
