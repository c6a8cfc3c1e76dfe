"""What is to be said unasked: a row before the call, and a named final state after it.

listed     one of many of a notice, not let go yet: see `bot.storage.listing`
queued     waits for its moment
held       waits for the end of the quiet hours
sending    handed to the channel; what is found so at a start is in doubt, see `settle`
sent       the channel took it
failed     the channel will never take it, or it was tried too often; `why` says it
gone       the person cannot be reached (they blocked the bot, or are not known there any more)
withdrawn  no longer worth saying, or taken back, before it went
unknown    it may have arrived, and was not said again

`about` names what a message is about and is unique: whoever puts the same thing twice, it goes once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, case, delete, exists, func, select, update

from bot.hours import parse_span
from bot.messages import Address, Reply
from bot.storage.tables import notices, outbox, people, subscribers
from bot.storage.upsert import Upsert

WAITING = ("queued", "held")
NOT_GONE_YET = ("listed", *WAITING)
SAID_AGAIN = frozenset({"alert", "answer", "ready", "late", "link"})
"""Kinds that are rather said twice than lost when it is in doubt whether they arrived; all others rather once."""

_LOOKED_AT = 3  # times as many rows as are taken: some may be of the same person, of one who is gone, or too late
_IN_DOUBT = "the bot stopped while it was being sent"
_FINAL = {"reply": None}


@dataclass(frozen=True, slots=True)
class Message:
    """One message on its way; `tries` counts the failed tries before.

    `instead` is the channel's id of what a correction takes the place of, "" where it is a message of its own; one that
    `takes_back` deletes it. `sent` is the channel's id of it once it is there.
    """

    id: int
    person: int
    address: Address
    kind: str
    about: str
    reply: Reply
    tries: int
    instead: str = ""
    takes_back: bool = False
    sent: str = ""


_PUT = Upsert(lambda insert: insert(outbox).on_conflict_do_nothing().returning(outbox.c.id))
_ITS = outbox.c.id == bindparam("its_id")
_END = (
    update(outbox).where(_ITS).values(state=bindparam("to"), why=bindparam("reason"), ended=bindparam("at"), **_FINAL)
)
_SENT = update(outbox).where(_ITS).values(message=bindparam("its_message"), why=bindparam("reason"))
_FORMER = outbox.alias("former")
_CORRECTED = and_(
    notices.c.in_place,
    _FORMER.c.notice == notices.c.corrects,
    _FORMER.c.person == outbox.c.person,
    _FORMER.c.message.is_not(None),
)
"""What was sent of the notice that a correction changes in place."""
_STANDS = exists().where(notices.c.id == outbox.c.notice, notices.c.state != "sending")
_BACK = case((_STANDS, "listed"), else_="queued")
"""What a message becomes that did not go: one of a notice that was paused or withdrawn meanwhile joins the rest."""

_LATER = (
    update(outbox)
    .where(_ITS)
    .values(state=_BACK, why=bindparam("reason"), due=bindparam("at"), tries=bindparam("times"))
)


def put(
    connection: Connection,
    person: int,
    kind: str,
    about: str,
    reply: Reply,
    now: datetime,
    *,
    due: datetime | None = None,
    expires: datetime | None = None,
    urgent: bool = False,
) -> bool:
    """Have something said when it is due; False if the same thing is there already or the person is not."""
    channel = connection.execute(select(people.c.channel).where(people.c.id == person)).scalar_one_or_none()
    if channel is None:
        return False
    row = _PUT.run(
        connection,
        person=person,
        channel=channel,
        kind=kind,
        about=about,
        reply=reply.as_json(),
        state="queued",
        why="",
        urgent=urgent,
        due=due or now,
        expires=expires,
        tries=0,
        made=now,
    )
    return row.scalar_one_or_none() is not None


def known(connection: Connection, abouts: Collection[str]) -> set[str]:
    """Which of these were put already, whatever became of them."""
    return set(connection.execute(select(outbox.c.about).where(outbox.c.about.in_(abouts))).scalars())


def withdraw(connection: Connection, abouts: Collection[str], now: datetime) -> int:
    """Take back what has not gone yet; returns how many."""
    waiting = outbox.c.about.in_(abouts) & outbox.c.state.in_(WAITING)
    return connection.execute(update(outbox).where(waiting).values(state="withdrawn", ended=now, **_FINAL)).rowcount


def is_due(connection: Connection, channel: str, now: datetime) -> bool:
    """Whether anything waits on a channel whose moment has come: what is asked often, and mostly in vain."""
    some = (outbox.c.channel == channel) & outbox.c.state.in_(WAITING) & (outbox.c.due <= now)
    return connection.execute(select(outbox.c.id).where(some).limit(1)).first() is not None


def claim(
    connection: Connection,
    channel: str,
    now: datetime,
    at_most: int,
    quiet_until: datetime | None = None,
    busy: Collection[int] = (),
) -> list[Message]:
    """Take what is due on a channel: urgent first, then by its moment; at most one message of a person at once.

    In quiet hours (`quiet_until` is their end) what is not urgent is held until then, and in a person's own hours what
    is for them. `busy` are people to whom something is being sent.
    """
    if quiet_until:
        waits = _of(channel, "queued", urgent=False) & (outbox.c.due <= now)
        connection.execute(update(outbox).where(waits).values(state="held", due=quiet_until))
    taken: dict[int, Message] = {}
    for row in _due(connection, channel, now, at_most, (True,) if quiet_until else (True, False)):
        if row.gone_since:
            end(connection, row.id, "gone", now)
        elif row.expires and row.expires <= now:
            end(connection, row.id, "withdrawn", now, "its time was over")
        elif not row.urgent and (until := _own_quiet(row.quiet, now)):
            connection.execute(update(outbox).where(outbox.c.id == row.id).values(state="held", due=until))
        elif len(taken) < at_most and row.person not in taken and row.person not in busy:
            if message := _read(row):
                taken[row.person] = message
            else:
                end(connection, row.id, "failed", now, "it was written by another version and cannot be read")
    ids = [message.id for message in taken.values()]
    mine = update(outbox).where(outbox.c.id.in_(ids), outbox.c.state.in_(WAITING)).values(state="sending")
    won = set(connection.execute(mine.returning(outbox.c.id)).scalars())  # another process may have held some back
    return [message for message in taken.values() if message.id in won]


def end(connection: Connection, message: int, state: str, now: datetime, why: str = "") -> None:
    """Give a message its final state and forget its words."""
    connection.execute(_END, {"its_id": message, "to": state, "reason": why[:200], "at": now})


def sent(connection: Connection, messages: Iterable[Message], where: str) -> None:
    """Keep the channel's ids of messages that are there, to change them or take them back; `where` says if in place."""
    rows = [{"its_id": one.id, "its_message": one.sent[:80], "reason": where} for one in messages]
    if rows:
        connection.execute(_SENT, rows)


def end_all(connection: Connection, messages: Collection[int], state: str, now: datetime, why: str = "") -> None:
    """Give several messages the same final state."""
    rows = [{"its_id": message, "to": state, "reason": why, "at": now} for message in messages]
    if rows:
        connection.execute(_END, rows)


def later(connection: Connection, message: int, due: datetime, tries: int, why: str) -> None:
    """Have a message tried again."""
    connection.execute(_LATER, {"its_id": message, "at": due, "times": tries, "reason": why[:200]})


def give_up(connection: Connection, person: int, now: datetime) -> int:
    """A person cannot be reached: whatever waits for them is gone; returns how many."""
    waiting = (outbox.c.person == person) & outbox.c.state.in_((*NOT_GONE_YET, "sending"))
    return connection.execute(update(outbox).where(waiting).values(state="gone", ended=now, **_FINAL)).rowcount


def settle(
    connection: Connection, channels: Iterable[str], now: datetime, said_again: Collection[str] = SAID_AGAIN
) -> tuple[int, int]:
    """Settle what a former process was sending when it died: said again by its kind, else left as unknown.

    Returns how many of each.
    """
    doubted = outbox.c.channel.in_(list(channels)) & (outbox.c.state == "sending")
    again = update(outbox).where(doubted, outbox.c.kind.in_(said_again))
    count = connection.execute(again.values(state=_BACK, due=now, why=_IN_DOUBT)).rowcount
    left = connection.execute(update(outbox).where(doubted).values(state="unknown", ended=now, why=_IN_DOUBT, **_FINAL))
    return count, left.rowcount


def put_back(connection: Connection, channel: str, now: datetime) -> int:
    """Undo claims of this process of which nothing was sent: the database broke off before it said they were made."""
    claimed = (outbox.c.channel == channel) & (outbox.c.state == "sending")
    return connection.execute(update(outbox).where(claimed).values(state=_BACK, due=now)).rowcount


def states(connection: Connection, kinds: Sequence[str] = ()) -> dict[str, int]:
    """How many messages there are in each state, of these kinds or of all."""
    counted = select(outbox.c.state, func.count()).group_by(outbox.c.state)
    if kinds:
        counted = counted.where(outbox.c.kind.in_(kinds))
    return {row.state: row[1] for row in connection.execute(counted)}


def sweep(connection: Connection, before: datetime, at_most: int) -> int:
    """Delete messages that had their final state before a moment, some at a time; returns how many."""
    old = select(outbox.c.id).where(outbox.c.ended < before).limit(at_most)
    return connection.execute(delete(outbox).where(outbox.c.id.in_(old))).rowcount


def _of(channel: str, state: str, *, urgent: bool) -> ColumnElement[bool]:
    return and_(outbox.c.channel == channel, outbox.c.state == state, outbox.c.urgent == urgent)


def _due(
    connection: Connection, channel: str, now: datetime, at_most: int, urgencies: Iterable[bool]
) -> Iterator[Row[Any]]:
    """What may be taken, in its order; a state and an urgency at a time, as the index has them."""
    for urgent in urgencies:
        for state in ("held", "queued"):
            yield from connection.execute(
                select(
                    outbox,
                    people.c.account,
                    people.c.gone_since,
                    subscribers.c.quiet,
                    notices.c.reply.label("words"),
                    notices.c.takes_back,
                    _FORMER.c.message.label("former"),
                )
                .join(people, people.c.id == outbox.c.person)
                .outerjoin(subscribers, subscribers.c.person == outbox.c.person)
                .outerjoin(notices, notices.c.id == outbox.c.notice)
                .outerjoin(_FORMER, _CORRECTED)
                .where(_of(channel, state, urgent=urgent), outbox.c.due <= now)
                .order_by(outbox.c.due, outbox.c.id)
                .limit(_LOOKED_AT * at_most)
            ).all()


def _own_quiet(quiet: str | None, now: datetime) -> datetime | None:
    """The end of a person's own quiet hours if they have begun."""
    return parse_span(quiet).end_after(now) if quiet else None


def _read(row: Row[Any]) -> Message | None:
    """A row as a message; None for one that nobody can read now."""
    try:
        reply = Reply.from_json(row.reply or row.words)
    except (KeyError, TypeError, ValueError):
        return None
    address = Address(row.channel, row.account)
    former = (row.former or "", bool(row.takes_back))
    return Message(row.id, row.person, address, row.kind, row.about, reply, row.tries, *former)
