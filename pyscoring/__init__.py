"""The rules of Thai public-sector awards: editions as data, scoring in exact arithmetic.

>>> from pyscoring import ScoreSheet, load, score
>>> edition = load("tepga-development-2558")
>>> result = score(edition, ScoreSheet(scores={"1": 6, "2": 4, "3": 4, "4": 6, "5": 5, "6": 5, "7": 45, "8": 15}))
>>> str(result.total), result.band.id
('90.00', 'excellent')
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyscoring.edition import AwardEdition, DerivedAward, load
    from pyscoring.problems import Problem, Refused, Severity
    from pyscoring.score import Score, score
    from pyscoring.scoresheet import ScoreSheet

__all__ = ["AwardEdition", "DerivedAward", "Problem", "Refused", "Score", "ScoreSheet", "Severity", "load", "score"]
_HOME = {
    "AwardEdition": "edition", "DerivedAward": "edition", "load": "edition",
    "Problem": "problems", "Refused": "problems", "Severity": "problems",
    "Score": "score", "score": "score", "ScoreSheet": "scoresheet",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import on first use: `pyscoring --help` must not wait for pydantic."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"pyscoring.{_HOME[name]}"), name)
