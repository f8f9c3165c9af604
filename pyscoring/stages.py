"""Which stage of an application decides, and which is closed by the one before and passed over."""

from collections.abc import Sequence
from dataclasses import replace

from pyscoring.consolidate import Result


class Stages:
    """The stages of a round's results, which come in their order for each application."""

    def __init__(self, results: Sequence[Result]) -> None:
        self._before: dict[tuple[str, str], Result] = {}
        last: dict[str, Result] = {}
        for result in results:
            if result.application in last:
                self._before[result.application, result.stage] = last[result.application]
            last[result.application] = result
        self._last = {r.application: r for r in results if not self.passed_over(r)}

    def end(self, result: Result, *, so_far: bool = False) -> Result | None:
        """The result of a stage before that has ended the matter; None where the way is open.

        Only what is final ends it; with `so_far` also what would, if it stays as it is.
        """
        before = self._before.get((result.application, result.stage))
        if before is not None and self.passed_over(before):
            return self.end(before)
        ended = before is not None and failed(before) and (so_far or before.status == "final")
        return before if ended else None

    def passed_over(self, result: Result) -> bool:
        """A closed stage: whatever came in for it does not count, and nothing is waited for.

        Not one of which the committee itself wants a result: see `goes_on`.
        """
        return not goes_on(result) and self.end(result) is not None

    def deciding(self, result: Result) -> bool:
        return self._last[result.application] is result


def goes_on(result: Result) -> bool:
    """Whether the committee has set or kept the total of a stage: a decision about ``total``, and about nothing less."""
    return any(decision.subject == "total" for decision in result.decisions)


def failed(result: Result) -> bool:
    """Not considered; of totals, the lowest of several ways on is the end of the way."""
    if result.verdict:
        return not result.verdict.considered
    gate = result.outcome.next if result.outcome else None
    ways = sum(g.stage == result.stage for g in result.edition.gates)
    return gate is not None and gate.at_least == 0 and ways > 1


def as_shown(results: Sequence[Result]) -> tuple[Result, ...]:
    """The results of a round as people see them: in a stage that is passed over nobody has a place, and nothing counts."""
    stages = Stages(results)
    return tuple(_closed(r, stages.end(r)) if stages.passed_over(r) else r for r in results)


def _closed(result: Result, end: Result | None) -> Result:
    return replace(
        result, seats=(), decisions=(), features=(), effective=(), by_method={}, outcome=None, swings=(), items=(),
        status="final", closed_by=end,
    )  # fmt: skip
