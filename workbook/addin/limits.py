"""What may be asked of the server: the size and form of a body, and how often one person calls."""

import json
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
_DRAINED = 64_000_000  # bytes; a client that is cut off while it sends never reads why
_DRAIN_FOR = 10.0  # seconds
_BURST = 5.0  # seconds' worth of calls at once: a workbook that is opened calculates all its cells
_MOST_KEPT = 20_000


class TooLarge(Exception):
    """A body is larger than allowed."""


async def body_of(receive: Receive, limit: int) -> bytes:
    """The whole body, at most `limit` bytes, whatever was said of its length. Raises `TooLarge`."""
    chunks: list[bytes] = []
    size, more, until = 0, True, float("inf")
    while more and size <= _DRAINED and time.monotonic() < until:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        chunk = message.get("body", b"")
        size, more = size + len(chunk), message.get("more_body", False)
        if size <= limit:
            chunks.append(chunk)
        elif until == float("inf"):
            chunks, until = [], time.monotonic() + _DRAIN_FOR
    if size > limit:
        raise TooLarge
    return b"".join(chunks)


def understood(body: bytes) -> dict[str, Any]:
    """A body's JSON object. ValueError and RecursionError for all else: NaN, a half of a character pair."""
    said = _JSON.decode(body.decode())
    if not isinstance(said, dict):
        raise ValueError("no object")
    if _HALF.search(body):
        json.dumps(said, ensure_ascii=False).encode()  # fails if it is alone
    return said


def _no_number(name: str) -> None:
    raise ValueError(name)


_JSON = json.JSONDecoder(parse_constant=_no_number)
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def replayed(body: bytes, receive: Receive) -> Receive:
    """`receive` for whoever comes next: the body again, then whatever else arrives."""
    sent = False

    async def again() -> MutableMapping[str, Any]:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


class Rate:
    """`per_second` calls of one person in the long run, five seconds' worth at once; counted in this process."""

    def __init__(self, per_second: float, now: Callable[[], float] = time.monotonic) -> None:
        self.per_second, self.burst, self._now = per_second, max(1.0, per_second * _BURST), now
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, who: str, patience: float = 0.0) -> float:
        """Count a call: 0 where it may go on, else the seconds until one may.

        With `patience` a call that need not wait for more seconds than that is counted too, and goes on after them.
        """
        now = self._now()
        left, at = self._left.get(who, (self.burst, now))
        left = min(self.burst, left + (now - at) * self.per_second)
        if who not in self._left and len(self._left) >= _MOST_KEPT:
            self._forget(now)
        seconds = max(0.0, (1 - left) / self.per_second)
        self._left[who] = left - (seconds <= patience), now
        return seconds

    def _forget(self, now: float) -> None:
        """Those who have called so long ago that it makes no difference any more; all, where none has."""
        full = [w for w, (left, at) in self._left.items() if left + (now - at) * self.per_second >= self.burst]
        for who in full or list(self._left):
            del self._left[who]
