"""How often a bot may write: Telegram's published figures under the four policies its servers might follow."""

from __future__ import annotations

import math
from collections import deque

from tests.fakes.clock import Clock

POLICIES = ("none", "bucket30", "bucket5", "window", "penalty")


class Bucket:
    """A token bucket: a burst at once, then a steady rate."""

    def __init__(self, burst: float, rate: float, now: float) -> None:
        self.burst, self.rate, self.level, self.at = burst, rate, burst, now

    def wait(self, now: float) -> float:
        """Seconds until the next one may pass; 0 takes it."""
        self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level >= 1 - 1e-9:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.rate

    def give_back(self) -> None:
        """Undo the last one taken."""
        self.level += 1


class Window:
    """At most so many in any stretch of time; a breach may cost a pause in which nothing passes."""

    def __init__(self, count: int, seconds: float, penalty: float = 0.0) -> None:
        self.count, self.seconds, self.penalty = count, seconds, penalty
        self.passed: deque[float] = deque()
        self.closed_until = 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next one may pass; 0 takes it."""
        if now < self.closed_until:
            return self.closed_until - now
        while self.passed and self.passed[0] <= now - self.seconds:
            self.passed.popleft()
        if len(self.passed) < self.count:
            self.passed.append(now)
            return 0.0
        if self.penalty:
            self.closed_until = now + self.penalty
            return self.penalty
        return self.passed[0] + self.seconds - now

    def give_back(self) -> None:
        """Undo the last one taken."""
        self.passed.pop()


class RateLimits:
    """The whole account's limit, one message a second per chat, twenty a minute per group."""

    def __init__(
        self, policy: str, clock: Clock, *, rate: int = 30, chat_burst: int = 1, group_per_minute: int = 20
    ) -> None:
        if policy not in POLICIES:
            raise ValueError(f"policy must be one of {', '.join(POLICIES)}, not {policy!r}")
        self.policy, self.clock = policy, clock
        self.chat_burst, self.group_per_minute = chat_burst, group_per_minute
        self.account = self._account(policy, rate)
        self.chats: dict[int, Bucket | Window] = {}

    def _account(self, policy: str, rate: int) -> Bucket | Window | None:
        if policy == "bucket30":
            return Bucket(rate, rate, self.clock.now())
        if policy == "bucket5":
            return Bucket(max(1, rate // 6), rate, self.clock.now())
        if policy == "window":
            return Window(rate, 1.0)
        if policy == "penalty":
            return Window(rate, 1.0, penalty=3.0)
        return None

    def retry_after(self, chat_id: int) -> int:
        """Whole seconds to wait before writing to this chat; 0 means this one passes."""
        if self.account is None:
            return 0
        now = self.clock.now()
        chat = self._chat(chat_id, now)
        wait = chat.wait(now)
        if not wait:
            wait = self.account.wait(now)
            if wait:
                chat.give_back()
        return max(1, math.ceil(wait)) if wait else 0

    def _chat(self, chat_id: int, now: float) -> Bucket | Window:
        if chat_id not in self.chats:
            self.chats[chat_id] = (
                Bucket(self.chat_burst, 1.0, now) if chat_id > 0 else Window(self.group_per_minute, 60.0)
            )
        return self.chats[chat_id]
