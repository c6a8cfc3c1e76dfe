"""Ways to many at once: an article to all followers, messages into the account's own groups. Only a fake was tried."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from bot.channels.base import Outcome, SendFailed
from bot.channels.zalo_common.http import CallFailed
from bot.channels.zalo_common.numbered import composed, texts, whole_text
from bot.channels.zalo_oa.api import Api
from bot.channels.zalo_oa.errors import NotConnected, OaRefused, classify
from bot.channels.zalo_oa.pace import Pace
from bot.channels.zalo_oa.usage import Usage
from bot.messages import Reply
from bot.storage.notice_posts import Posted, Way

ARTICLE, _GROUP = "article", "group:"
_TITLE, _DESCRIPTION = 150, 300  # characters
_WAITING = 20.0  # seconds until one asks again whether an article is made
_ALL = re.compile(r"\[@[^\]\s]*\]")  # in a group it calls a member, or all of them

T = TypeVar("T")
Json = dict[str, Any]
Note = Callable[[Posted], Awaitable[None]]


class Broadcast:
    """What the account can say to many at once. `cap` is how many articles a follower gets a month at most."""

    def __init__(self, api: Api, pace: Pace, usage: Usage, cap: int, cover: str) -> None:
        self._api, self._pace, self._usage = api, pace, usage
        self._cap, self._cover = cap, cover

    async def ways(self) -> list[Way]:
        """The ways there are now, by what Zalo says of the account. Raises `SendFailed`."""
        about = await self._asked(self._api.about)
        followers = about.get("num_follower")
        ways = [Way(ARTICLE, "", followers if isinstance(followers, int) else 0, self._left())]
        for group in await self._asked(self._api.groups):
            people = group.get("total_member")
            name = composed(str(group.get("name", "")))
            if group.get("group_id"):
                ways.append(Way(f"{_GROUP}{group['group_id']}", name, people if isinstance(people, int) else 0))
        return ways

    async def post(self, way: str, reply: Reply, picture: str, so_far: Posted, note: Note) -> None:
        """Say something by one of them. Raises `SendFailed`."""
        if way == ARTICLE:
            await self._article(reply, picture, so_far, note)
        elif way.startswith(_GROUP):
            await self._into_group(way.removeprefix(_GROUP), reply, so_far, note)
        else:
            raise SendFailed(Outcome.REFUSED, "the Official Account has no such way")

    async def _into_group(self, group: str, reply: Reply, so_far: Posted, note: Note) -> None:
        parts = [_ALL.sub("", part) for part in texts(reply)]
        for number, part in enumerate(parts[so_far.parts :], so_far.parts + 1):
            await self._paced(partial(self._api.send_to_group, group, part))
            await note(replace(so_far, parts=number))

    async def _article(self, reply: Reply, picture: str, so_far: Posted, note: Note) -> None:
        """Have it made, wait for it, send it: each step is kept before the next, none is taken twice."""
        if not self._left():
            raise SendFailed(Outcome.REFUSED, "the month's articles are spent")
        made = so_far.made
        if not made:
            made = await self._paced(lambda: self._api.create_article(as_article(reply, picture or self._cover)))
            await note(replace(so_far, made=made))
        if not (article := await self._asked(lambda: self._api.article(made))):
            raise SendFailed(Outcome.RETRY, "Zalo is still making the article", retry_after=_WAITING)
        await self._paced(lambda: self._api.broadcast(article))
        self._usage.count(ARTICLE)

    def _left(self) -> int:
        return max(0, self._cap - self._usage.counts().get(ARTICLE, 0))

    async def _asked(self, call: Callable[[], Awaitable[T]]) -> T:
        """A call that changes nothing: where no answer came, it may be made again."""
        try:
            return await self._paced(call)
        except SendFailed as failure:
            if failure.outcome is Outcome.UNKNOWN:
                failure.outcome = Outcome.RETRY
            raise

    async def _paced(self, call: Callable[[], Awaitable[T]]) -> T:
        await self._pace.turn(bulk=True)
        try:
            return await call()
        except (OaRefused, CallFailed, NotConnected) as error:
            raise classify(error) from error


def as_article(reply: Reply, cover: str) -> Json:
    """A reply as an article that everybody may read."""
    text = whole_text(replace(reply, title="", image=None))
    article: Json = {
        "type": "normal",
        "title": _cut(composed(reply.title), _TITLE),
        "description": _cut(" ".join(composed(reply.text).split()), _DESCRIPTION),
        "body": [{"type": "text", "content": part} for part in text.split("\n\n")],
        "status": "show",  # left to itself it is hidden
        "comment": "hide",
    }
    return article | ({"cover": {"cover_type": "photo", "photo_url": cover, "status": "show"}} if cover else {})


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
