"""The time, as one object that tests can set."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock:
    """The machine's clock. Tests hand in one of their own with the same two methods."""

    def now(self) -> datetime:
        """The moment, in UTC and aware of it."""
        return datetime.now(UTC)

    def local(self) -> datetime:
        """The moment as the ward's wall clock shows it."""
        return self.now().astimezone(VIETNAM)
