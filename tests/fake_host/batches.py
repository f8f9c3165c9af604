"""What the client sends at one `sync`, carried out in order, as Excel does: object paths, then actions."""

import re
from typing import Any

from tests.fake_host.excel import Collection, Failed, Range, Unknown, Workbook

_GLOBAL, _NEW, _METHOD, _PROPERTY, _INDEXER, _REFERENCE, _NULL = range(1, 8)
_INSTANTIATE, _QUERY, _CALL, _SET, _TRACE = range(1, 6)
_ALWAYS = ("id", "name")  # by these the client finds a member of a collection again


class Host:
    """One workbook, and the objects that the client keeps from one batch to the next."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.kept: dict[str, Any] = {}
        self.complaints: list[str] = []

    def __call__(self, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a batch: results up to the first failure, that failure, and the events it caused."""
        batch, results, error = _Batch(self, body), [], None
        for index, action in enumerate(body["Actions"]):
            try:
                results.append({"ActionId": action["Id"], "Value": batch.act(action)})
            except Failed as failed:
                error = _error(failed.code, str(failed), failed.status, index)
                break
            except Exception as other:  # noqa: BLE001  the test fails with it, the client must not wait for ever
                self.complaints.append(f"{type(other).__name__}: {other}: {action} {body['ObjectPaths']}")
                error = _error("ApiNotFound", f"fake host: {other}", 404, index)
                break
        events, self.workbook.events = self.workbook.events, []
        return {"body": {"Results": results, "Error": error}, "events": events}

    def reference(self, found: Any) -> str:
        self.kept[found.address] = found
        return str(found.address)


def _error(code: str, message: str, status: int, index: int) -> dict[str, Any]:
    return {"Code": code, "Message": message, "HttpStatusCode": status, "Location": "", "ActionIndex": index}


class _Batch:
    def __init__(self, host: Host, body: dict[str, Any]) -> None:
        self.host, self.paths = host, body["ObjectPaths"]
        self.found: dict[int, Any] = {}

    def act(self, action: dict[str, Any]) -> Any:
        kind, name = action["ActionType"], action["Name"]
        if kind == _TRACE:
            return None
        target = self.object(action["ObjectPathId"])
        if kind == _INSTANTIATE:
            return self._described(target)
        if kind == _QUERY:
            return self._queried(target, action.get("QueryInfo", {}))
        if kind == _CALL:
            if name in ("_KeepReference", "_RemoveReference"):
                return None  # kept as long as the test runs
            return member(target, name.removeprefix("_"))(*_arguments(action))
        if kind == _SET:
            member(target, name)
            setattr(target, _snake(name), *_arguments(action))
            return None
        raise Unknown(f"action type {kind}")

    def object(self, number: int) -> Any:
        """An object by its path; each is made once a batch, so that a method is called once."""
        if number not in self.found:
            self.found[number] = self._made(self.paths[str(number)])
        return self.found[number]

    def _made(self, path: dict[str, Any]) -> Any:
        kind, name = path["ObjectPathType"], path["Name"]
        if kind == _GLOBAL:
            return self.host.workbook
        if kind == _REFERENCE:
            return self.host.kept[name]
        if kind == _NULL:
            return None
        parent = self.object(path["ParentObjectPathId"])
        if kind == _PROPERTY:
            return member(parent, name)
        if kind == _INDEXER:
            return parent.indexer(*_arguments(path))
        if kind == _METHOD:
            return member(parent, name)(*_arguments(path))
        raise Unknown(f"path type {kind}")

    def _described(self, target: Any) -> Any:
        if target is None:
            return None
        told = {_camel(name): getattr(target, name) for name in _ALWAYS if hasattr(target, name)}
        return {**told, "_ReferenceId": self.host.reference(target)} if isinstance(target, Range) else told

    def _queried(self, target: Any, query: dict[str, Any]) -> Any:
        if unknown := set(query) - {"Select"}:
            raise Unknown(f"query with {unknown}")
        return self._selected(target, query.get("Select", []))

    def _selected(self, target: Any, select: list[str]) -> Any:
        if target is None:
            return None
        if isinstance(target, Collection):
            return {"_Items": [self._selected(found, select) for found in target.members]}
        told = self._described(target)
        for path in select:
            first, _, rest = path.partition("/")
            if first == "*":
                continue  # a member's identity is always told, and no more is read after it
            found = member(target, _camel(first))
            told[_camel(first)] = found if _is_plain(found) else self._selected(found, [rest] if rest else [])
        return told


def member(target: Any, name: str) -> Any:
    try:
        return getattr(target, _snake(name))
    except AttributeError as error:
        raise Unknown(f"{type(target).__name__}.{name}") from error


def _is_plain(found: Any) -> bool:
    return isinstance(found, str | int | float | bool | list)


def _arguments(holder: dict[str, Any]) -> list[Any]:
    given = holder.get("ArgumentInfo", {})
    if given.get("ReferencedObjectPathIds"):
        raise Unknown("objects as arguments")
    arguments: list[Any] = given.get("Arguments", [])
    return arguments


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))
