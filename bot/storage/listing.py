"""Who gets a notice: counted before, a row for each before anything goes, let go some at a time, the sum at the end.

Everything is done in small steps that can be done again, so that citizens' turns are not kept waiting and a process may
die between any two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, and_, case, cast, func, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.clock import VIETNAM
from bot.messages import Reply
from bot.storage.notice_rows import Notice, State, find
from bot.storage.subscriptions import PURPOSE
from bot.storage.tables import Moment, consents, notices, outbox, people, subscribers

KIND = "news"
IN_PLACE = "changed in what they have"  # why a row of a correction is sent: no message of its own was
AT_ONCE = 5000  # rows in one step
AHEAD = 1000  # rows of a notice that are let go on a channel before they are sent, unless it sends faster
_ARRIVED = ("sent", "unknown")
OPEN = ("listed", "queued", "held", "sending")


@dataclass(frozen=True, slots=True)
class Windows:
    """Channels on which nobody may be written to for ever.

    Whose last word is before `since` gets nothing there; what goes to whose last word is before `paid` counts.
    """

    since: Mapping[str, datetime]
    paid: Mapping[str, datetime]


ALWAYS = Windows({}, {})


@dataclass(frozen=True, slots=True)
class Reach:
    """How many get a notice, by channel, and how many of them by a message that counts or costs (see `Windows`).

    And how many subscribers do not, by the reason.
    """

    channels: dict[str, int]
    left_out: dict[str, int]
    paid: dict[str, int] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """How many get it."""
        return sum(self.channels.values())


def reach(connection: Connection, notice: Notice, channels: Collection[str], windows: Windows = ALWAYS) -> Reach:
    """Who would get a notice now, on the channels that are served."""
    paid = _some({name: _paid(connection, notice, name, windows) for name in windows.paid if name in channels})
    if notice.corrects:
        who = _who(notice, channels, windows).subquery()
        by_channel = connection.execute(select(who.c.channel, func.count()).group_by(who.c.channel))
        got = select(func.count()).where(outbox.c.notice == notice.corrects, outbox.c.state.in_(_ARRIVED))
        reached = {row[0]: row[1] for row in by_channel}
        return Reach(reached, _some({"gone": connection.execute(got).scalar_one() - sum(reached.values())}), paid)
    reached, left_out = _counted(connection, notice, channels, windows)
    wanted = (consents.c.purpose.startswith(PURPOSE)) & consents.c.given
    any_topic = connection.execute(select(func.count(consents.c.person.distinct())).where(wanted)).scalar_one()
    left_out["topic"] = any_topic - sum(reached.values()) - sum(left_out.values())
    return Reach(_some(reached), _some(left_out), paid)


def _paid(connection: Connection, notice: Notice, channel: str, windows: Windows) -> int:
    """How many people of a channel get a notice by a message that counts."""
    late = _who(notice, [channel], windows).where(people.c.last_seen < windows.paid[channel]).subquery()
    return connection.execute(select(func.count()).select_from(late)).scalar_one()


def _counted(
    connection: Connection, notice: Notice, channels: Collection[str], windows: Windows
) -> tuple[dict[str, int], dict[str, int]]:
    """Subscribers of the topic: who gets it, by channel, and who does not, by the first reason that holds."""
    why = case(
        (people.c.gone_since.is_not(None), "gone"),
        (people.c.channel.in_(notice.without), "quota"),
        (people.c.channel.not_in(_channels(notice, channels)), "channel"),
        (~_of_hamlets(notice), "hamlet"),
        (~_reachable(windows), "window"),
        else_="",
    )
    joined = people.join(consents, consents.c.person == people.c.id).outerjoin(subscribers)
    counted = select(people.c.channel, why.label("why"), func.count(people.c.id.distinct())).select_from(joined)
    reached: dict[str, int] = {}
    left_out: dict[str, int] = {}
    for row in connection.execute(counted.where(_consent(notice)).group_by(people.c.channel, why)).all():
        where, name = (left_out, row.why) if row.why else (reached, row.channel)
        where[name] = where.get(name, 0) + row[2]
    return reached, left_out


def begin(connection: Connection, notice: Notice, found: Reach, render: Callable[[int], Reply], now: datetime) -> bool:
    """Give an approved notice its number and its words; False if another process was faster."""
    number: int = connection.execute(select(func.coalesce(func.max(notices.c.number), 0) + 1)).scalar_one()
    its = (notices.c.id == notice.id) & (notices.c.state == State.SCHEDULED)
    values = {"state": State.LISTING, "number": number, "started": now, "left_out": found.left_out}
    values["without"] = list(notice.without)
    changed = connection.execute(update(notices).where(its).values(**values, reply=render(number).as_json())).rowcount
    return bool(changed)


def list_some(
    connection: Connection,
    notice: int,
    channels: Collection[str],
    now: datetime,
    at_most: int = AT_ONCE,
    windows: Windows = ALWAYS,
) -> bool:
    """Make the rows of the next people, True while there may be more; then let the sending begin."""
    known = find(connection, notice)
    if known is None or known.state is not State.LISTING:
        return False
    who = (
        _who(known, channels, windows).where(people.c.id > known.listed).order_by(people.c.id).limit(at_most).subquery()
    )
    last = connection.execute(select(func.max(who.c.id))).scalar_one()
    if last is None:
        count = select(func.count()).where(outbox.c.notice == notice)
        values = {"state": State.SENDING, "recipients": connection.execute(count).scalar_one(), "changed": now}
        connection.execute(update(notices).where(notices.c.id == notice).values(**values))
        return False
    _insert(connection, known, select(who.c.id, who.c.channel), now)
    connection.execute(update(notices).where(notices.c.id == notice).values(listed=last))
    return True


def let_go(connection: Connection, notice: int, channels: Collection[str], now: datetime, ahead: int = AHEAD) -> int:
    """Let the sender have the next rows of a notice on each channel, if it has few left; returns how many.

    None of a notice that somebody has paused or withdrawn meanwhile.
    """
    known = find(connection, notice)
    if known is None or known.state is not State.SENDING:
        return 0
    total = 0
    for channel in channels:
        its = (outbox.c.notice == notice) & (outbox.c.channel == channel)
        waiting = select(outbox.c.id).where(its, outbox.c.state.in_(("queued", "held"))).offset(ahead // 2).limit(1)
        if connection.execute(waiting).first():
            continue
        some = select(outbox.c.id).where(its, outbox.c.state == "listed").order_by(outbox.c.id).limit(ahead)
        free = update(outbox).where(outbox.c.id.in_(some), outbox.c.state == "listed")
        total += connection.execute(free.values(state="queued", due=now)).rowcount
    return total


def take_back(connection: Connection, notice: int, now: datetime, at_most: int = AT_ONCE) -> int:
    """Withdraw the next rows of a notice that is withdrawn; returns how many."""
    some = select(outbox.c.id).where(outbox.c.notice == notice, outbox.c.state == "listed").limit(at_most)
    rows = update(outbox).where(outbox.c.id.in_(some))
    return connection.execute(rows.values(state="withdrawn", ended=now, why="the notice was withdrawn")).rowcount


def counts(connection: Connection, notice: Notice) -> dict[str, int]:
    """How many rows are in each state; whoever had everything erased meanwhile is counted as "erased"."""
    if notice.counts is not None:
        return notice.counts
    rows = connection.execute(
        select(outbox.c.state, func.count()).where(outbox.c.notice == notice.id).group_by(outbox.c.state)
    )
    found = {row[0]: row[1] for row in rows}
    return found | _some({"erased": notice.recipients - sum(found.values()) if notice.recipients else 0})


def ended(found: dict[str, int]) -> int:
    """Of rows counted by state, how many have their final one."""
    return sum(count for state, count in found.items() if state not in OPEN)


def reasons(connection: Connection, notice: int, limit: int = 20) -> list[tuple[str, str, int]]:
    """State, reason and count of what did not arrive, or not as a message of its own; the most frequent first."""
    other = outbox.c.state.in_(("failed", "gone", "withdrawn", "unknown"))
    its = (outbox.c.notice == notice) & or_(other, outbox.c.why == IN_PLACE)
    count = func.count()
    grouped = select(outbox.c.state, outbox.c.why, count).where(its).group_by(outbox.c.state, outbox.c.why)
    return [(row[0], row[1], row[2]) for row in connection.execute(grouped.order_by(count.desc()).limit(limit))]


def finish(connection: Connection, notice: int, now: datetime) -> bool:
    """Close a notice of which every row has its final state, and keep their sum; False while some have not."""
    known = find(connection, notice)
    if known is None or known.state not in (State.SENDING, State.WITHDRAWN):
        return False
    its = (outbox.c.notice == notice) & outbox.c.state.in_(OPEN)
    if connection.execute(select(outbox.c.id).where(its).limit(1)).first():
        return False
    found = counts(connection, known)
    state = State.DONE if known.state is State.SENDING else State.WITHDRAWN
    connection.execute(update(notices).where(notices.c.id == notice).values(state=state, ended=now, counts=found))
    return True


def failures(connection: Connection, notice: Notice) -> tuple[int, int]:
    """How many failed since the notice began or went on, and how many were tried."""
    its = (outbox.c.notice == notice.id) & (outbox.c.ended >= notice.changed)
    failed = connection.execute(select(func.count()).where(its, outbox.c.state == "failed")).scalar_one()
    if not failed:
        return 0, 0
    tried = select(func.count()).where(its, outbox.c.state.in_(("failed", "sent", "unknown", "gone")))
    return failed, connection.execute(tried).scalar_one()


def at_work(connection: Connection, now: datetime) -> list[Notice]:
    """The notices with which something is to be done: due, being listed or sent, or withdrawn in the middle."""
    due = and_(notices.c.state == State.SCHEDULED, notices.c.due <= now)
    going = notices.c.state.in_((State.LISTING, State.SENDING))
    stopped = and_(notices.c.state == State.WITHDRAWN, notices.c.ended.is_(None))
    ids = (
        connection.execute(select(notices.c.id).where(or_(due, going, stopped)).order_by(notices.c.id)).scalars().all()
    )
    return [notice for number in ids if (notice := find(connection, number))]


def _who(notice: Notice, channels: Collection[str], windows: Windows) -> Select[tuple[int, str]]:
    """The people who get a notice; of a correction exactly those who got what it corrects, or may have."""
    here = people.c.channel.in_(_channels(notice, channels)) & people.c.gone_since.is_(None) & _reachable(windows)
    if notice.corrects:
        got = (outbox.c.notice == notice.corrects) & outbox.c.state.in_(_ARRIVED)
        return select(people.c.id, people.c.channel).join(outbox, outbox.c.person == people.c.id).where(got, here)
    joined = people.join(consents, consents.c.person == people.c.id).outerjoin(subscribers)
    wanted = and_(_consent(notice), here, _of_hamlets(notice))
    found = select(people.c.id, people.c.channel).select_from(joined).where(wanted)
    return found if notice.topic else found.distinct()


def _consent(notice: Notice) -> ColumnElement[bool]:
    if not notice.topic:  # from the shell: whoever subscribed to anything
        return and_(consents.c.purpose.startswith(PURPOSE), consents.c.given)
    return and_(consents.c.purpose == PURPOSE + notice.topic, consents.c.given)


def _of_hamlets(notice: Notice) -> ColumnElement[bool]:
    """Who lives in one of the notice's hamlets, or has not said where."""
    if not notice.hamlets:
        return literal(True)
    return or_(subscribers.c.hamlet.is_(None), subscribers.c.hamlet.in_(notice.hamlets))


def _reachable(windows: Windows) -> ColumnElement[bool]:
    """Whose last word is not too old for their channel."""
    late = [(people.c.channel == name) & (people.c.last_seen < moment) for name, moment in windows.since.items()]
    return ~or_(*late) if late else literal(True)


def _channels(notice: Notice, channels: Collection[str]) -> list[str]:
    return [name for name in channels if notice.channel in (None, name) and name not in notice.without]


def _insert(connection: Connection, notice: Notice, who: Select[tuple[int, str]], now: datetime) -> None:
    """A row for each, in one statement; whoever has one already keeps it."""
    person, channel = who.selected_columns
    about = literal(f"{KIND}:{notice.id}:") + cast(person, String)
    values: dict[str, Any] = {
        "person": person,
        "channel": channel,
        "kind": literal(KIND),
        "about": about,
        "state": literal("listed"),
        "why": literal(""),
        "urgent": literal(notice.urgent),
        "due": literal(now, Moment()),
        "tries": literal(0),
        "made": literal(now, Moment()),
        "notice": literal(notice.id),
    }
    if notice.valid_until:
        values["expires"] = literal(datetime.combine(notice.valid_until + timedelta(days=1), time(), VIETNAM), Moment())
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    rows = who.with_only_columns(*values.values()).where(literal(True))  # SQLite wants a WHERE before ON CONFLICT
    connection.execute(dialect.insert(outbox).from_select(list(values), rows).on_conflict_do_nothing())


def _some(found: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in found.items() if count}
