"""What long work tells of itself while it goes on, for whoever watches."""

from typing import Literal, Protocol

Step = Literal["reading", "making", "together", "scoring", "comparing", "writing"]


class Told(Protocol):
    """Hears which step goes on, how much of it is done and how much there is (0: not known), and what it makes."""

    def __call__(self, step: Step, done: int = 0, total: int = 0, name: str = "") -> None: ...


def untold(step: Step, done: int = 0, total: int = 0, name: str = "") -> None:
    """Nobody watches."""
