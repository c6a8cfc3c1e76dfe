"""The pair of tokens by which the bot speaks for an Official Account: one row, changed by one process at a time.

A refresh token works once, and the old access token dies with it. So whoever renews claims the row first (`claim`),
calls, and stores the new pair before anybody uses it (`renewed`). A claim that nobody ends is a doubt: the old refresh
token may be spent. It is released only where the old access token is seen to work still (`release`), else the pair is
lost (`lose`) and a human must connect the account anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from bot.storage import audit
from bot.storage.audit import OPERATOR, By
from bot.storage.tables import oa_tokens
from bot.storage.upsert import Upsert


@dataclass(frozen=True, slots=True)
class Pair:
    """The tokens of one account. `refreshing` says since when somebody renews it, `lost` why nobody can."""

    channel: str
    account: str
    access: str
    access_ends: datetime
    refresh: str
    refresh_ends: datetime
    got: datetime
    version: int
    refreshing: datetime | None
    lost: str | None

    def __repr__(self) -> str:
        """Without the tokens, so that none reaches a log."""
        return f"Pair({self.account}, version {self.version})"


@dataclass(frozen=True, slots=True, repr=False)
class Fresh:
    """A new pair, as the platform gave it."""

    access: str
    access_ends: datetime
    refresh: str
    refresh_ends: datetime


_PUT = Upsert(
    lambda insert: (row := insert(oa_tokens)).on_conflict_do_update(
        index_elements=[oa_tokens.c.channel],
        set_={
            **{name: row.excluded[name] for name in ("account", "access", "access_ends", "refresh", "refresh_ends")},
            "got": row.excluded.got,
            "version": oa_tokens.c.version + 1,
            "refreshing": None,
            "lost": None,
        },
    )
)


def find(connection: Connection, channel: str) -> Pair | None:
    """The pair, None if no account was ever connected."""
    row = connection.execute(select(oa_tokens).where(oa_tokens.c.channel == channel)).one_or_none()
    return None if row is None else Pair(*row)


def connected(
    connection: Connection, channel: str, account: str, fresh: Fresh, now: datetime, by: By = OPERATOR
) -> None:
    """An administrator of the account connected it: whatever was before is over."""
    _PUT.run(
        connection,
        channel=channel,
        account=account,
        access=fresh.access,
        access_ends=fresh.access_ends,
        refresh=fresh.refresh,
        refresh_ends=fresh.refresh_ends,
        got=now,
        version=1,
    )
    audit.append(connection, by, "oa-connected", channel, now, account=account)


def disconnect(connection: Connection, channel: str, now: datetime, by: By = OPERATOR) -> bool:
    """Throw the tokens away: nobody speaks for the account from here until it is connected anew; False if none did."""
    row = delete(oa_tokens).where(oa_tokens.c.channel == channel).returning(oa_tokens.c.account)
    account = connection.execute(row).scalar_one_or_none()
    if account is None:
        return False
    audit.append(connection, by, "oa-disconnected", channel, now, account=account)
    return True


def claim(connection: Connection, pair: Pair, now: datetime) -> bool:
    """Be the one who renews this pair; False if another does, or has."""
    free = _is(pair) & oa_tokens.c.refreshing.is_(None) & oa_tokens.c.lost.is_(None)
    return connection.execute(update(oa_tokens).where(free).values(refreshing=now)).rowcount == 1


def renewed(connection: Connection, pair: Pair, fresh: Fresh, now: datetime) -> bool:
    """Put the new pair in the place of the old; False if the account was connected anew meanwhile."""
    values = {
        "access": fresh.access,
        "access_ends": fresh.access_ends,
        "refresh": fresh.refresh,
        "refresh_ends": fresh.refresh_ends,
        "got": now,
        "version": pair.version + 1,
        "refreshing": None,
    }
    return connection.execute(update(oa_tokens).where(_is(pair)).values(**values)).rowcount == 1


def release(connection: Connection, pair: Pair) -> None:
    """The refresh token is surely unused: it may be tried again."""
    connection.execute(update(oa_tokens).where(_is(pair)).values(refreshing=None))


def lose(connection: Connection, pair: Pair, why: str) -> None:
    """The pair can no longer be renewed."""
    connection.execute(update(oa_tokens).where(_is(pair)).values(refreshing=None, lost=why[:200]))


def _is(pair: Pair) -> ColumnElement[bool]:
    """Still the pair that was read."""
    return (oa_tokens.c.channel == pair.channel) & (oa_tokens.c.version == pair.version)
