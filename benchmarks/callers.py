"""Assessors who call the server, one coroutine each, and what each of their calls must be answered."""

import asyncio
import random
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.assessors import Sheet
from benchmarks.wire import FUNCTIONS, SCRIPTS, Answer, Broken, Connection

MOST = 40.0  # calls a second of one assessor: a little less than the server lets one person make
PATIENCE = 30.0  # seconds, in which what got no answer is sent again
STRANGER = "ps_nobody"

# How often each kind of call is made, beside the others.
MIX = {
    "score": 5, "submit": 3, "submit again": 1, "submit twice at once": 1,
    "AWARD_TOTAL": 3, "DIMENSION_TOTAL": 2, "AWARD_BAND": 2, "SCORE_SHEET": 2, "empty": 3, "empty_of": 3,
    "another's sheet": 1, "wrong token": 1,
}  # fmt: skip
REFUSED = {"another's sheet": 403, "wrong token": 401}


@dataclass
class Sent:
    """A submission: its id, what was in it, and the answer that confirmed it."""

    id: str
    sheet: Sheet
    number: float
    receipt: object = None


@dataclass
class Tally:
    """What came of all calls: seconds by kind, what was not as it must be, and how often no answer came."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    broken: Counter[str] = field(default_factory=Counter)
    sent: list[Sent] = field(default_factory=list)

    def expect(self, kind: str, answer: Answer, status: int, holds: Callable[[], bool] = lambda: True) -> None:
        """Note an answer that is not what it must be."""
        if answer.status != status or not holds():
            self.wrong.append(f"{kind}: {answer.status} {str(answer.said)[:300]}")


@dataclass
class Caller:
    """One assessor at work. `own` are the assessor's sheets, `other` one of somebody else's application."""

    token: str
    own: Sequence[Sheet]
    other: Sheet
    port: int
    tally: Tally
    rng: random.Random

    async def work(self, until: float) -> None:
        """Call without a pause until the monotonic clock says `until`."""
        kinds, weights = list(MIX), list(MIX.values())
        async with Connection(self.port) as self._line, Connection(self.port) as self._second_line:
            while (started := time.monotonic()) < until:
                kind = self.rng.choices(kinds, weights)[0]
                sheet = self.rng.choice(self.own)
                if kind.startswith("submit"):
                    await self._submit(kind, sheet)
                else:
                    await self._ask(kind, sheet)
                await asyncio.sleep(max(0.0, started + 1 / MOST - time.monotonic()))

    async def _ask(self, kind: str, sheet: Sheet) -> None:
        expect = self.tally.expect
        if kind in REFUSED:
            body = (self.other if kind == "another's sheet" else sheet).body("", sheet.highest, "th", uuid.uuid4().hex)
            token = STRANGER if kind == "wrong token" else self.token
            expect(kind, await self._post(kind, SCRIPTS + "submit", body, token), REFUSED[kind])
        elif kind == "score":
            answer = await self._post(kind, SCRIPTS + "score", sheet.scored, self.token)
            expect(kind, answer, 200, lambda: sheet.shows_total(answer.said))
        else:
            body, result = sheet.calls[kind]
            answer = await self._post(kind, FUNCTIONS, body, self.token)
            expect(kind, answer, 200, lambda: answer.said["result"] == result)

    async def _submit(self, kind: str, sheet: Sheet) -> None:
        sent = Sent(uuid.uuid4().hex, sheet, sheet.number(self.rng))
        self.tally.sent.append(sent)
        body = sheet.body(sent.id, sent.number, "th", sent.id)
        lines, first = [self._line], "submit" if kind == "submit again" else kind
        if kind == "submit twice at once":
            lines.append(self._second_line)
        answers = await asyncio.gather(
            *(self._post(first, SCRIPTS + "submit", body, self.token, line) for line in lines)
        )
        if kind == "submit again":
            answers.append(await self._post(kind, SCRIPTS + "submit", body, self.token))
        for answer in answers:
            self.tally.expect(kind, answer, 200, lambda: sent.receipt in (None, answers[0].said))
            if answer.status == 200:
                sent.receipt = answer.said

    async def _post(self, kind: str, path: str, body: bytes, token: str, line: Connection | None = None) -> Answer:
        """The answer; without one the same is sent again, as the pane does with the same id. Raises `Broken` at last."""
        until = time.monotonic() + PATIENCE
        while True:
            started = time.perf_counter()
            try:
                answer = await (line or self._line).post(path, body, token)
            except Broken as broken:
                self.tally.broken[f"{kind}: {broken}"] += 1
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(0.05)
                continue
            self.tally.seconds[kind].append(time.perf_counter() - started)
            return answer
