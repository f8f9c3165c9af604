"""Is an application considered? A panel's document checks become one verdict, or a matter for the committee.

No numbers are combined: all who checked must have found the same of every condition and requirement.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pyscoring.agenda import Item
from pyscoring.document import DocumentCheck, Line, status_text, unit
from pyscoring.edition import AwardEdition, Condition, Named, Requirement, plain
from pyscoring.panel import WAITING, Decision, Seat

SUBJECT = "documents"
"""What a decision is about that settles whether an application is considered: yes or no."""

_TEXTS = {
    "absent": {"th": "ไม่มี{name}", "en": "missing: {name}"},
    "unmet": {"th": "ไม่เป็นไปตามเงื่อนไข: {name}", "en": "condition not met: {name}"},
    "over": {"th": "{name} {seen} {unit} เกินกำหนด {limit} {unit}", "en": "{name}: {seen} {unit}, over the limit of {limit}"},
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """What those who checked found of one condition or requirement; `lines` are theirs, in the order of the panel."""

    key: str
    item: Condition | Requirement
    lines: tuple[Line, ...]

    @property
    def agreed(self) -> bool:
        """Whether all found the same; how many pages or words is theirs to count."""
        return len({line.state for line in self.lines}) == 1

    @property
    def lacking(self) -> bool:
        """Whether anybody found it missing, not met or over its limit."""
        return any(line.state != "met" for line in self.lines)

    def text(self, lang: str) -> str:
        """What is lacking, in words, with every count that was over the limit."""
        worst = next(line for line in self.lines if line.state != "met")
        name = self.item.name[lang]
        if isinstance(self.item, Condition):
            return _TEXTS["unmet"][lang].format(name=name)
        if worst.state == "absent":
            return _TEXTS["absent"][lang].format(name=name)
        counts = sorted({Decimal(line.seen or 0) for line in self.lines if line.state == "over"})
        seen = "–".join(plain(count) for count in dict.fromkeys((counts[0], counts[-1])))
        return _TEXTS["over"][lang].format(name=name, seen=seen, unit=unit(self.item, lang), limit=self.item.at_most)


@dataclass(frozen=True)
class Verdict:
    """Whether an application is considered, what comes next (None where the source names nothing), and what is lacking."""

    edition: AwardEdition
    considered: bool
    lacking: tuple[Finding, ...]

    @property
    def next(self) -> Named | None:
        after = self.edition.after_documents
        return (after.considered if self.considered else after.not_considered) if after else None

    def text(self, lang: str) -> str:
        """The verdict in words, such as “ไม่ครบถ้วน: ไม่รับพิจารณา”."""
        return status_text(self.edition, "complete" if self.considered else "incomplete", lang)

    def missing(self, lang: str) -> str:
        """All that is lacking, in one line; empty where the application is considered."""
        return "; ".join(finding.text(lang) for finding in self.lacking)


def findings(checks: Sequence[DocumentCheck]) -> tuple[Finding, ...]:
    """Finished checks of one application, line by line; none without a check."""
    return tuple(Finding(lines[0].key, lines[0].item, lines) for lines in zip(*(c.lines for c in checks), strict=True))


def verdict(
    edition: AwardEdition, checks: Sequence[DocumentCheck], decisions: Mapping[str, Decision]
) -> Verdict | None:
    """The verdict of finished checks, or the committee's own; None while they differ or there are none.

    Source: domain.md, gates of TPSA (16): “incomplete: not considered”.
    """
    found = findings(checks)
    decided = decisions.get(SUBJECT)
    if decided and isinstance(decided.value, bool):
        considered = decided.value
    elif not checks or not all(finding.agreed for finding in found):
        return None
    else:
        considered = not any(finding.lacking for finding in found)
    return Verdict(edition, considered, () if considered else tuple(f for f in found if f.lacking))


def items(application: str, seats: Sequence[Seat], decisions: Mapping[str, Decision]) -> Iterator[Item]:
    """Sheets that stop each other; then checks that differ, or nobody who could check."""
    for seat in seats:
        if seat.standing == "stopped":
            yield Item(application, "document", "stopped", f"place:{seat.assessor}", who=(seat.assessor,))
    counted = [seat for seat in seats if seat.standing == "counted"]
    differ = any(not finding.agreed for finding in findings([seat.check for seat in counted if seat.check]))
    nobody = not counted and not any(seat.standing in (*WAITING, "stopped") for seat in seats)
    if differ or nobody:
        who = tuple(seat.assessor for seat in counted)
        yield Item(application, "document", "documents", SUBJECT, who=who, settled=decisions.get(SUBJECT))
