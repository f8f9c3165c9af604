"""Award editions: the rules of one award in one fiscal year, read from TOML."""

import hashlib
import json
import os
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from pyscoring.edition_check import check_rules, rule_text
from pyscoring.edition_files import ID, alike, doubled, path_of, text_of, unknown
from pyscoring.edition_wanted import from_pydantic, other_kind
from pyscoring.problems import Problem, Refused
from pyscoring.rules import AttestedRule, Id, Model, OnRecord, Rule, Whole, Year
from pyscoring.toml_errors import not_toml, second_edition
from pyscoring.toml_lines import placed


def _number(value: object) -> object:
    if isinstance(value, bool | str | float):
        raise ValueError("a number, written without quotes")
    return value


Number = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, lt=10**9)]
Positive = Annotated[Decimal, BeforeValidator(_number), Field(gt=0, lt=10**9)]
Words = Annotated[str, Field(pattern=r"^[^=+@\s-]", max_length=400)]  # in a cell, such a start would make a formula
Stage = Literal["document", "desk", "site"]
STAGES: tuple[Stage, ...] = ("document", "desk", "site")


class Text(Model):
    """One text in Thai and in English."""

    th: Words
    en: Words

    def __getitem__(self, lang: str) -> str:
        return self.th if lang == "th" else self.en


class Named(Model):
    """Something with an id, names, and the place in the source that it comes from."""

    id: Id
    name: Text
    source: str = Field(min_length=1)


class Condition(Named):
    """What must be true for an award; without a `rule` the committee answers it."""

    rule: Rule = AttestedRule()


class Document(Model):
    title: Text
    slides: Annotated[tuple[Whole, ...], Field(min_length=1)] | None = None
    pages: Annotated[tuple[Whole, ...], Field(min_length=1)] | None = None


_HIGHEST = {"level": Decimal(5), "percent": Decimal(100)}


class Indicator(Named):
    """What one score is given for.

    `max` is in points of the total before the dimension's weight. `scale` says what is
    typed: points (0 to max), a level (lowest to 5) or a percentage (0 to 100).
    """

    max: Positive
    scale: Literal["points", "level", "percent"] = "points"
    lowest: Literal[0, 1] = 0
    step: Positive | None = None
    criteria: Text | None = None

    @property
    def low(self) -> Decimal:
        """The least that can be typed."""
        return Decimal(self.lowest if self.scale == "level" else 0)

    @property
    def high(self) -> Decimal:
        """The most that can be typed."""
        return self.max if self.scale == "points" else _HIGHEST[self.scale]

    @property
    def steps(self) -> Decimal:
        """What is typed is a multiple of this."""
        return self.step or (Decimal(1) if self.scale == "level" else Decimal("0.01"))


class Dimension(Named):
    """Indicators that are weighted together; `weight` is in points of the total."""

    weight: Positive
    indicators: tuple[Indicator, ...] = Field(min_length=1)

    @property
    def max(self) -> Decimal:
        return sum((i.max for i in self.indicators), Decimal(0))


class Bonus(Named):
    """Points on top, for features that an assessor confirms.

    `per` says whether `points` are given once if at least one feature is confirmed
    (``rule``) or for each (``feature``); `cap` limits the rule's points; `dimension` is
    the dimension that they are added to, and `dimension_cap` limits that sum.
    """

    points: Positive
    per: Literal["rule", "feature"]
    features: tuple[Named, ...] = Field(min_length=1)
    cap: Positive | None = None
    dimension: Id | None = None
    dimension_cap: Positive | None = None

    @property
    def most(self) -> Decimal:
        """The most points that this rule can give."""
        most = self.points * (len(self.features) if self.per == "feature" else 1)
        return min(most, self.cap) if self.cap else most


class Total(Model):
    full_mark: Positive
    places: Whole = Field(default=2, ge=0, le=2)
    rounding: Literal["half-up"] = "half-up"
    source: str = Field(min_length=1)


class Band(Named):
    """A result's name for totals of `at_least` points and above; ``"unset"`` when open."""

    at_least: Number | Literal["unset"]


class Gate(Named):
    """What comes next for totals of `at_least` points and above in a stage."""

    stage: Stage
    at_least: Number


class Requirement(Named):
    """What is handed in: received or not, or `at_most` so many pages or words; `short` names it in lists."""

    short: Text
    kind: Literal["yes-no", "pages", "words"]
    at_most: Whole | None = Field(default=None, ge=1)


class AfterDocuments(Model):
    """What comes after the document check; without `not_considered` the source names nothing."""

    considered: Named
    not_considered: Named | None = None


class Consolidation(Model):
    """How several assessors' totals become one; the limit is a share of the maximum, in percent."""

    method: Literal["mean", "median", "trimmed"]
    minimum_assessors: Whole = Field(ge=1)
    disagreement_limit: Positive
    source: str = Field(min_length=1)


class Assumption(Model):
    """What the source leaves open and this edition decides; `affects` names keys of the edition."""

    id: Id
    text: Text
    affects: tuple[str, ...] = Field(min_length=1)


class Edition(Model):
    """What every award edition has, scored or not."""

    id: Id
    award: Id
    family: Id
    fiscal_year: Year
    name: Text
    family_name: Text
    document: Document
    assumptions: tuple[Assumption, ...] = ()

    @property
    def fiscal_year_ce(self) -> int:
        return self.fiscal_year - 543


class AwardEdition(Edition):
    """An award that is scored on indicators."""

    kind: Literal["scored"]
    requires: Id | None = None
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    bonus: tuple[Bonus, ...] = ()
    total: Total
    bands: tuple[Band, ...] = Field(min_length=1)
    gates: tuple[Gate, ...] = ()
    eligibility: tuple[Condition, ...] = ()
    documents: tuple[Requirement, ...] = ()
    after_documents: AfterDocuments | None = None
    consolidation: Consolidation

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators in the order of the official form."""
        return tuple(i for d in self.dimensions for i in d.indicators)

    @property
    def features(self) -> tuple[Named, ...]:
        """The features of all bonus rules, in order."""
        return tuple(f for b in self.bonus for f in b.features)

    @property
    def on_record(self) -> tuple[str, ...]:
        """The conditions of eligibility, by id, that records prove and no answer."""
        return tuple(c.id for c in self.eligibility if not isinstance(c.rule, AttestedRule))

    @property
    def full_mark_with_bonus(self) -> Decimal:
        most = self.total.full_mark
        for rule in self.bonus:
            room = rule.most
            if rule.dimension and rule.dimension_cap:
                weight = next(d.weight for d in self.dimensions if d.id == rule.dimension)
                room = min(room, max(rule.dimension_cap - weight, Decimal(0)))
            most += room
        return most

    @property
    def bonus_most(self) -> Decimal:
        """The most that the bonus can be; more than it adds to a full mark, where a dimension's cap leaves room below."""
        return sum((min(rule.most, rule.dimension_cap or rule.most) for rule in self.bonus), Decimal(0))

    @property
    def definition(self) -> str:
        """First 12 hex digits of the SHA-256 of what a score sheet rests on.

        Sources, assumptions, what proves a condition, the document check (whose own sheet has
        its own, `pyscoring.document.definition`) and the way assessors are put together are left
        out: a committee that explains itself better, or asks for one more assessor, does not
        turn the workbooks in the field into another edition's.
        """
        return hashlib.sha256(self._canonical().encode()).hexdigest()[:12]

    def _canonical(self) -> str:
        data = self.model_dump(exclude={"assumptions", "document", "documents", "after_documents", "consolidation"})
        return json.dumps(rule_text(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class DerivedAward(Edition):
    """An award that follows from other results; it has no score sheet."""

    kind: Literal["derived"]
    conditions: tuple[Condition, ...] = Field(min_length=1)

    @property
    def of_project(self) -> bool:
        """Whether a project wins it, and not an agency."""
        return any(isinstance(c.rule, OnRecord) and c.rule.of == "project" for c in self.conditions)


def check(path: Path) -> tuple[AwardEdition | DerivedAward | None, tuple[Problem, ...]]:
    """Read an edition's file; every mistake at once, in the order of the lines."""
    text = ""
    try:
        text = text_of(path)
        if more := second_edition(text, path):
            return None, (more,)
        edition, found = _checked(text)
    except FileNotFoundError:
        return None, (Problem("F01", file=str(path)),)
    except IsADirectoryError:
        return None, (Problem("F15", file=str(path)),)
    except OSError as error:
        return None, (Problem("F10", {"detail": error.strerror or str(error)}, file=str(path)),)
    except (ValueError, ArithmeticError, TypeError, RecursionError) as error:  # TOML that no model gets to see
        return None, (not_toml(error, path, text),)
    return (None, placed(found, path, text)) if found else (edition, ())


def check_folder(folder: Path) -> tuple[Problem, ...]:
    """Every mistake in a folder's editions: files that have one id and differ (E12), then those of each file."""
    away = {"th": "ย้ายไฟล์นี้ออกจากโฟลเดอร์นี้", "en": "move it out of this folder"}  # no other command serves there
    ids = alike(sorted(folder.glob("*.toml")))
    twins = tuple(doubled(id_, paths) for id_, paths in ids.items() if len(paths) > 1)
    found = (problem for paths in ids.values() for path in paths for problem in check(path)[1])
    return twins + tuple(replace(p, details={**p.details, "remedy": away}) if p.code == "E13" else p for p in found)


def _checked(text: str) -> tuple[AwardEdition | DerivedAward | None, list[Problem]]:
    raw = tomllib.loads(text, parse_float=Decimal)
    if other := other_kind(raw, "an edition"):
        return None, [other]
    model = DerivedAward if raw.get("kind") == "derived" else AwardEdition
    found = list(check_rules(raw))
    try:
        return model.model_validate(raw), found
    except ValidationError as error:
        return None, found + list(from_pydantic(error, model))


def load(ref: str | os.PathLike[str], extra: Sequence[str | os.PathLike[str]] = ()) -> AwardEdition | DerivedAward:
    """The edition with this id, or in this file.

    `extra` holds files or folders to look in first; then come those of the environment
    variable PYSCORING_EDITIONS, then the package's own. Raises `Refused` with T02 when
    there is none, with E12 where files of `extra` or of one folder have the same id and
    differ, and with every mistake when its file is wrong.
    """
    path = path_of(str(ref), extra)
    try:
        modified = path.stat().st_mtime_ns
    except OSError:
        raise Refused(Problem("F01", file=str(path))) from None
    return _load(path, modified)


def scored(ref: str | os.PathLike[str], extra: Sequence[str | os.PathLike[str]] = ()) -> AwardEdition:
    """As `load`, but an award that follows from others is refused with T08."""
    edition = load(ref, extra)
    if isinstance(edition, DerivedAward):
        raise Refused(Problem("T08", {"seen": edition.id}))
    return edition


@lru_cache(maxsize=256)
def _load(path: Path, _modified: int) -> AwardEdition | DerivedAward:
    edition, problems = check(path)
    if edition is None:
        raise Refused(*problems)
    return edition


def scored_by_id(id_: str, extra: Sequence[str | os.PathLike[str]] = ()) -> AwardEdition:
    """As `scored`, for an id that a workbook or a cell names: a path there opens no file."""
    if not ID.fullmatch(id_):
        raise unknown(id_, extra)
    return scored(id_, extra)


def describe_limits(indicator: Indicator) -> dict[str, Any]:
    """What the messages about an entry of this indicator say."""
    low, high, step = map(plain, (indicator.low, indicator.high, indicator.steps))
    return {"id": indicator.id, "low": low, "high": high, "step": step}


def plain(number: Decimal) -> str:
    """A number as people write it: ``600``, not ``6E+2``; ``0.5``, not ``0.50``; one that nobody writes, as it is."""
    return f"{number.normalize():f}" if abs(number.adjusted()) < 100 else str(number)
