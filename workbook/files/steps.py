"""What long work tells of itself while it goes on, for whoever watches."""

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol, TypeVar

Step = Literal["reading", "making", "together", "scoring", "comparing", "writing"]
_Thing = TypeVar("_Thing")


class Told(Protocol):
    """Hears which step goes on, how much of it is done and how much there is (0: not known), and what it makes."""

    def __call__(self, step: Step, done: int = 0, total: int = 0, name: str = "") -> None: ...


def untold(step: Step, done: int = 0, total: int = 0, name: str = "") -> None:
    """Nobody watches."""


def each(things: Sequence[_Thing], step: Step, told: Told) -> Iterator[_Thing]:
    """The same things; each is told of when the next is asked for."""
    for n, thing in enumerate(things, 1):
        yield thing
        told(step, n, len(things))
