"""What changed from one edition to another, as a committee reads it."""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from rich.text import Text

from pyscoring.document import definition
from pyscoring.edition import AwardEdition, Edition, plain
from pyscoring.edition_changes import Change, Path, Step, by_entry, changes, own
from pyscoring.rules import Model
from pyscoring.wording import Wording
from workbook.commands.edition_words import CHANGES, ENTRIES, KEYS, VALUES, source
from workbook.commands.fitted import console
from workbook.scoresheet.layout import STAGE_WORDS

_MARKS = {"added": "+", "dropped": "−", "changed": "~", "order": "~"}
_STYLES = {"added": "green", "dropped": "red", "changed": "yellow", "order": "yellow"}


def print_changes(old: Any, new: Any, as_json: bool, lang: str) -> None:
    """Every difference, by the entry that it is of; at the end whether forms of the old edition still serve."""
    found = changes(old, new)
    if as_json:
        told = [{"kind": c.kind, "key": c.key, "before": _plain(c.before), "after": _plain(c.after)} for c in found]
        print(json.dumps({"old": old.id, "new": new.id, "changes": told}, ensure_ascii=False, indent=2))
        return
    out, words = console(), _Words(old, new, lang)
    lines = by_entry(found)
    head = CHANGES["count" if found else "same"][lang].format(n=len(lines))
    out.print(Text(f"{old.id} → {new.id}: {head}", style="bold"))
    for path, those in lines.items():
        kind = those[0].kind
        out.print(Text.assemble((f"{_MARKS[kind]} ", _STYLES[kind]), words.line(path, those)), soft_wrap=True)
    if isinstance(old, AwardEdition) and isinstance(new, AwardEdition):
        for form, before, after in _definitions(old, new):
            said = CHANGES["keep" if before == after else "anew"][lang]
            out.print(said.format(form=CHANGES[form][lang], old=before, new=after), soft_wrap=True)


def _definitions(old: AwardEdition, new: AwardEdition) -> Iterator[tuple[str, str, str]]:
    """What each form that there was rests on, before and after."""
    yield "score", old.definition, new.definition
    if old.documents:
        yield "document", definition(old), definition(new)


class _Words:
    """Places and values of two editions in words."""

    def __init__(self, old: Edition, new: Edition, lang: str) -> None:
        self._editions, self._lang = (new, old), lang
        self._rules = {id(e): Wording(lang, e.fiscal_year) for e in (old, new)}
        self._old, self._new = old, new

    def line(self, path: Path, those: Sequence[Change]) -> str:
        """One entry's changes on one line."""
        told = "; ".join(part for change in self._ordered(those) for part in self._said(path, change))
        return f"{self._place(path)}: {told}"

    def _ordered(self, those: Sequence[Change]) -> list[Change]:
        ranks = self._ranks([change.path for change in those])
        return sorted(those, key=lambda change: ranks[change.path])

    def _ranks(self, paths: Sequence[Path]) -> dict[Path, tuple[bool, int, bool]]:
        """Rules before sources; of a text in both languages, the reader's before the other."""
        texts: dict[Path, int] = {}
        for number, path in enumerate(paths):
            texts.setdefault(_text(path), number)
        other = "en" if self._lang == "th" else "th"
        return {p: (p[-1].key == "source", texts[_text(p)], p[-1].key == other) for p in paths}

    def _said(self, path: Path, change: Change) -> Iterator[str]:
        if change.kind in ("added", "dropped"):
            edition = self._new if change.kind == "added" else self._old
            entry: Model = change.after if change.kind == "added" else change.before
            known = (Step("id"),), (Step("name"), Step(self._lang))  # of the entry's place
            told = {p: v for p, v in own(entry).items() if p not in known}
            ranks = self._ranks([*told])
            values = ", ".join(
                f"{self._keys(p)} {self._value(p, told[p], edition)}" for p in sorted(told, key=ranks.__getitem__)
            )
            yield f"{CHANGES[change.kind][self._lang]} ({values})"
            return
        if change.kind == "order":
            before, after = ("–".join(ids) for ids in (change.before, change.after))
            yield f"{CHANGES['order'][self._lang]} {before} → {after}"
            return
        before, after = (
            self._value(change.path, value, edition)
            for value, edition in ((change.before, self._old), (change.after, self._new))
        )
        yield f"{self._keys(change.path[len(path) :])} {before} → {after}".lstrip()

    def _place(self, path: Path) -> str:
        """`indicator 1.5 New ideas`; what is of no entry by its key at the top."""
        if not path[-1].id:
            return KEYS[path[0].key][self._lang] if len(path) == 1 else self._keys(path[:1])
        return " · ".join(self._entry(path[: n + 1]) for n, step in enumerate(path) if step.id and self._shown(path, n))

    def _shown(self, path: Path, number: int) -> bool:
        """An indicator's id tells its dimension; a bonus rule's feature does not tell its rule."""
        return number == len(path) - 1 or path[-1].key == "features"

    def _entry(self, path: Path) -> str:
        step, entry = path[-1], next(e for e in (_at(edition, path) for edition in self._editions) if e is not None)
        word = ENTRIES[step.key][self._lang]
        if step.key == "gates":
            return f"{word} ({STAGE_WORDS[entry.stage][self._lang]}) {entry.name[self._lang]}"
        name = f" {entry.name[self._lang]}" if hasattr(entry, "name") else ""
        number = f" {step.id}" if not name or str(step.id)[0].isdigit() else ""
        return f"{word}{number}{name}"

    def _keys(self, path: Path) -> str:
        return " ".join(KEYS[step.key][self._lang] for step in path)

    def _value(self, path: Path, value: Any, edition: Edition) -> str:
        if value is None:
            return "–"
        if isinstance(value, Model):
            return f"“{self._rules[id(edition)].rule(value)}”"  # type: ignore[arg-type]
        if isinstance(value, tuple):
            return ", ".join(map(str, value))
        if isinstance(value, Decimal):
            return plain(value)
        if path[-1].key == "source":
            return source(str(value), self._lang)
        known = VALUES.get(path[-1].key, {}).get(str(value))
        if known:
            return known[self._lang]
        return f"“{value}”" if path[-1].key in ("th", "en") else str(value)


def _text(path: Path) -> Path:
    """The text that a path leads to, in whichever language."""
    return path[:-1] if path[-1].key in ("th", "en") else path


def _at(edition: Any, path: Path) -> Any:
    """The entry that a path leads to in one edition; None where it has none."""
    found: Any = edition
    for step in path:
        found = getattr(found, step.key, None)
        if step.id:
            found = next((e for e in found or () if _named(e, step)), None)
    return found


def _named(entry: Any, step: Step) -> bool:
    return step.id in (entry.id, f"{getattr(entry, 'stage', '')}:{entry.id}")


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.model_dump(mode="json")
    return plain(value) if isinstance(value, Decimal) else value
