"""Whom a notice reaches on the channels as they are now: their windows, their quotas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.channels.base import Channel
from bot.messages import Reply
from bot.storage import listing
from bot.storage.listing import Reach, Windows
from bot.storage.notice_rows import Notice


@dataclass(frozen=True, slots=True)
class Broken:
    """A channel whose quota a notice would break: the messages it takes, and how many are left."""

    channel: str
    needed: int
    left: int


def windows(channels: Mapping[str, Channel], now: datetime) -> Windows:
    """Until when one must have written to be written to, and from when on that counts."""
    limits = {name: channel.limits for name, channel in channels.items()}
    return Windows(
        {name: now - one.window for name, one in limits.items() if one.window},
        {name: now - one.paid_after for name, one in limits.items() if one.paid_after},
    )


def messages(channel: Channel, reply: Reply) -> int:
    """In how many messages a reply goes on a channel."""
    whole = "\n\n".join(part for part in (f"{reply.title}\n{reply.text}", reply.note) if part)
    return -(-channel.limits.length(whole) // channel.limits.text)


def reached(
    connection: Connection, notice: Notice, channels: Mapping[str, Channel], reply: Reply, now: datetime
) -> tuple[Reach, list[Broken]]:
    """Who would get a notice now, without the channels on which nobody does because it would break their quota."""
    edges = windows(channels, now)
    found = listing.reach(connection, notice, list(channels), edges)
    broken = _broken(channels, found, reply)
    if broken:
        notice = replace(notice, without=tuple(one.channel for one in broken))
        found = listing.reach(connection, notice, list(channels), edges)
    return found, broken


def _broken(channels: Mapping[str, Channel], reach: Reach, reply: Reply) -> list[Broken]:
    found = []
    for name, people in reach.channels.items():
        channel = channels.get(name)
        left = channel.left() if channel else None
        if channel is None or left is None:
            continue
        counted = reach.paid.get(name, 0) if channel.limits.paid_after else people
        if (needed := counted * messages(channel, reply)) > left:
            found.append(Broken(name, needed, left))
    return found
