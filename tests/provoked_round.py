"""How each code of a committee's round is provoked: register here what the commands of a round can say.

A maker makes real files in an empty folder, runs the real command on them (`tests.provoked.told`
does so and gives the codes of its JSON) and returns the codes that it told.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

ROUND: dict[str, Callable[[Path], Iterable[str]]] = {}

# Codes whose commands are still being built; a code that gets a maker leaves this set.
NOT_YET = {
    "A03", "A04", "A05", "A06", "A07", "A08", "A09", "A10", "A11", "A12", "A13", "A14", "A15", "A16",
    "A17", "A18", "A19", "A20", "A21", "A22", "A23", "A24", "A25", "A26", "A27", "A28", "A29", "A30",
    "A31", "A32", "A33", "A34", "A35", "A36", "A37", "A38", "A39", "A40", "A41", "A42", "A43", "A44",
    "A45", "A46", "A47", "A48", "A49", "A50", "A51", "A52", "A53", "A54", "A55", "A56", "A57", "A58",
    "A90",
}  # fmt: skip
