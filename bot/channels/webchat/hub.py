"""Who listens to which talk: sockets and long polls are woken when there is something new to read."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

LISTENERS_AT_MOST = 20  # of one session: more tabs than anybody has


class Listener:
    """One socket or one long poll. It is woken, and reads for itself what it has not seen yet."""

    def __init__(self) -> None:
        self.typing = False
        self.erased = False
        self.stopping = False
        self._woken = asyncio.Event()

    @property
    def ending(self) -> bool:
        """Whether nothing more will come here."""
        return self.erased or self.stopping

    def wake(self) -> None:
        """There is something to look at."""
        self._woken.set()

    async def woken(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - ends quietly, not in an error
        """Wait until there is something to look at, or until the time is over."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), timeout)
        self._woken.clear()


class Hub:
    """All listeners, by account."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self.stopping = False

    @contextmanager
    def listen(self, account: str) -> Iterator[Listener | None]:
        """Listen for as long as the context lasts; None if this account has too many listeners."""
        if len(self._listeners.get(account, ())) >= LISTENERS_AT_MOST:
            yield None
            return
        listener = Listener()
        listener.stopping = self.stopping
        self._listeners[account].add(listener)
        try:
            yield listener
        finally:
            self._listeners[account].discard(listener)
            if not self._listeners[account]:
                del self._listeners[account]

    def alone(self, account: str) -> bool:
        """Whether a page of this account has nobody beside it."""
        return len(self._listeners.get(account, ())) <= 1

    def wake(self, account: str) -> None:
        """Something was said in this account's talk."""
        for listener in self._listeners.get(account, ()):
            listener.wake()

    def typing(self, account: str) -> None:
        """An answer is being written."""
        for listener in self._listeners.get(account, ()):
            listener.typing = True
            listener.wake()

    def erased(self, account: str) -> None:
        """The account is no more: whoever listens is told and let go."""
        for listener in self._listeners.get(account, ()):
            listener.erased = True
            listener.wake()

    def stop(self) -> None:
        """The server goes down: let everybody go."""
        self.stopping = True
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.stopping = True
                listener.wake()

    def count(self) -> int:
        """How many listeners there are."""
        return sum(map(len, self._listeners.values()))
