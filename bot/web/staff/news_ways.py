"""The ways beside the talks by which a notice can go: shown with count and price, chosen before it is approved."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial

from bot.channels.base import SendFailed
from bot.i18n import mark
from bot.storage import notice_posts, notices
from bot.storage.notice_posts import Post, Way
from bot.storage.notice_rows import Notice, State
from bot.web.staff.call import CHANNELS, Call
from bot.web.staff.zalo import REASONS

PAID_PRICE = 55  # dong, for a message to somebody whose last word is 2 to 7 days old, as seen on 2026-11-22
STATES = {
    "chosen": mark("waiting their turn"),
    "sending": mark("on their way"),
    "sent": mark("arrived at the channel"),
    "failed": mark("failed"),
    "unknown": mark("unknown: may have arrived"),
}
_QUOTA = mark("The Official Account has used up what its package allows for this month.")
_WHY = REASONS | {
    -211: _QUOTA,
    -218: _QUOTA,
    -234: mark("Zalo takes no such message at night."),
    -248: mark("Zalo holds this to be against its rules."),
    -32: mark("Too many calls at once; it is tried again."),
}
_NUMBER = re.compile(r"^Zalo said (-\d+):")
_ARTICLE = mark("an article to all followers")


@dataclass(frozen=True)
class Choice:
    """One way as it can be ticked."""

    value: str
    words: str
    ticked: bool
    spent: bool


@dataclass(frozen=True)
class Ways:
    """What the page shows of them."""

    choices: list[Choice] = field(default_factory=list)
    trouble: list[tuple[str, str]] = field(default_factory=list)  # of a channel, why it cannot be asked now
    posts: list[tuple[str, ...]] = field(default_factory=list)  # where each went and what became of it
    again: bool = False


async def of_notice(call: Call, notice: Notice) -> Ways:
    """What can be chosen while it is not decided; after that what was chosen and became of it."""
    posts = await call.parts.database.read(partial(notice_posts.of_notice, notice=notice.id))
    if notice.state not in (State.DRAFT, State.WAITING):
        again = any(post.state in ("failed", "unknown") for post in posts)
        return Ways(posts=[_row(call, post) for post in posts], again=again)
    chosen = {(post.channel, post.way) for post in posts}
    ways, trouble = await _ways(call)
    choices = [
        Choice(f"{channel}/{way.id}", _said(call, channel, way), (channel, way.id) in chosen, way.left == 0)
        for channel, way in ways
    ]
    return Ways(choices, trouble)


async def choose(call: Call, notice: Notice) -> str:
    """The step that keeps what was ticked; what the platform no longer has is left out."""
    ticked = {str(value) for value in call.form.getlist("cach")}
    ways, _ = await _ways(call) if ticked else ([], [])
    chosen = [(channel, way) for channel, way in ways if f"{channel}/{way.id}" in ticked and way.left != 0]
    version = call.number("phien-ban")
    work = partial(notices.choose_ways, notice=notice.id, version=version, chosen=chosen, by=call.by, now=call.now)
    await call.parts.database.write(work)
    if len(chosen) < len(ticked):
        return call.t("Kept, but not all: one of these ways cannot be used now.")
    return call.t("Kept; the notice is a draft again, so that who approves it sees where it goes.")


async def again(call: Call, notice: Notice) -> str:
    """The step that tries once more what failed."""
    work = partial(notices.post_again, notice=notice.id, by=call.by, now=call.now)
    await call.parts.database.write(work)
    return call.t("It is tried again.")


async def _ways(call: Call) -> tuple[list[tuple[str, Way]], list[tuple[str, str]]]:
    """The ways of every channel, and of those that cannot be asked why."""
    ways: list[tuple[str, Way]] = []
    trouble = []
    for name, channel in call.parts.channels.items():
        try:
            ways += [(name, way) for way in await channel.ways()]
        except SendFailed as failure:
            trouble.append((call.t(CHANNELS.get(name, name)), said(call, failure.why)))
    return ways, trouble


def _said(call: Call, channel: str, way: Way) -> str:
    """A way in words: where, to how many, for how much."""
    where = call.t(CHANNELS.get(channel, channel))
    if way.name or way.id.startswith("group:"):
        return call.tn(
            "{channel}, group “{name}”: {count} member, no charge per message",
            "{channel}, group “{name}”: {count} members, no charge per message",
            way.people,
            channel=where,
            name=way.name or way.id,
        )
    left = "" if way.left is None else call.t("{count} left this month", count=way.left)
    to_all = call.tn(
        "{channel}, an article to all followers: {count} person, no charge per message",
        "{channel}, an article to all followers: {count} people, no charge per message",
        way.people,
        channel=where,
    )
    return f"{to_all}; {left}" if left else to_all


def _row(call: Call, post: Post) -> tuple[str, ...]:
    channel, name = call.t(CHANNELS.get(post.channel, post.channel)), post.name or call.t(_ARTICLE)
    state = call.t(STATES[post.state])
    why = f" ({said(call, post.why)})" if post.why and post.state != "sent" else ""
    return f"{channel}: {name}", str(post.people), state + why


def said(call: Call, why: str) -> str:
    """A failure in plain words where we have them."""
    number = _NUMBER.match(why)
    known = _WHY.get(int(number[1])) if number else None
    return call.t(known) if known else why
