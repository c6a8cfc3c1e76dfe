"""What a feed holds: RSS and Atom by feedparser; JSON Feed, which it does not know, by a few lines of our own."""

from __future__ import annotations

import json
from calendar import timegm
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

from bot.clock import VIETNAM
from bot.feeds.article import LONGEST_TITLE, Article, key_of, one_line, whole
from bot.feeds.cleaning import plain, words
from bot.feeds.dates import day_in, possible
from bot.feeds.fetching import Answer
from bot.feeds.pictures import first_in
from bot.feeds.trouble import FetchError

_AT_MOST = 60  # items; feeds begin with the newest
_JSON = "https://jsonfeed.org/version/"


def read_feed(answer: Answer, now: datetime) -> list[Article]:
    """The items of a feed in its order. Raises `FetchError`."""
    body = answer.body or b""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return list(_json_items(body, answer.url, now))
    import feedparser  # noqa: PLC0415 - 9 MB that a ward without sources does not need

    headers = {"content-type": answer.type} if answer.type else {}
    parsed = feedparser.parse(
        body,
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.version and not parsed.entries:
        raise FetchError("not-a-feed")
    if not parsed.entries and parsed.bozo and _is_damaged(parsed.bozo_exception):
        raise FetchError("broken")
    return [item for entry in parsed.entries[:_AT_MOST] if (item := _item(entry, answer.url, now))]


def _is_damaged(error: object) -> bool:
    """Whether it is more than a wrong word about its own encoding."""
    return not type(error).__name__.startswith(("CharacterEncoding", "NonXML"))


def _item(entry: Any, base: str, now: datetime) -> Article | None:
    """An entry of feedparser's, None without a title or an address."""
    contents = [str(one.get("value", "")) for one in entry.get("content", [])]
    markup = max([*contents, str(entry.get("summary", ""))], key=len)
    title = words(str(entry.get("title", "")))
    identity = str(entry.get("id", ""))
    link = whole(base, str(entry.get("link", "")) or (identity if "://" in identity else ""))
    if not title or not link:
        return None
    tags = [str(tag.get("term") or "") for tag in entry.get("tags", [])]
    return Article(
        key=key_of(identity, link),
        title=one_line(title, LONGEST_TITLE),
        link=link,
        day=_day(entry, now),
        author=words(str(entry.get("author", ""))),
        text=plain(markup),
        picture=_picture(entry, markup, link),
        category=words(next(filter(None, tags), "")),
    )


def _day(entry: Any, now: datetime) -> date | None:
    """When it was published, on the ward's wall clock; a change alone is no publication but better than nothing."""
    for name in ("published", "created", "updated"):
        with suppress(TypeError, ValueError, OverflowError):
            if struct := entry.get(f"{name}_parsed"):
                return possible(datetime.fromtimestamp(timegm(struct), UTC).astimezone(VIETNAM).date())
        if (written := entry.get(name)) and (day := day_in(str(written), now)):
            return day
    return None


def _picture(entry: Any, markup: str, base: str) -> str:
    """The address of its picture: one that is named as such, else the first in its words."""
    for one in chain.from_iterable(entry.get(name, []) for name in ("media_content", "enclosures", "media_thumbnail")):
        kind = str(one.get("type") or one.get("medium") or "image")
        address = one.get("url") or one.get("href")
        if address and kind.startswith("image"):
            return whole(base, str(address))
    return first_in(markup, base)


def _json_items(body: bytes, base: str, now: datetime) -> Iterator[Article]:
    """The items of a JSON Feed 1.0 or 1.1. Raises `FetchError`."""
    try:
        feed = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise FetchError("broken") from None
    if not str(feed.get("version", "")).startswith(_JSON) or not isinstance(feed.get("items"), list):
        raise FetchError("not-a-feed")
    for item in feed["items"][:_AT_MOST]:
        if isinstance(item, dict) and (found := _json_item(item, base, now)):
            yield found


def _json_item(item: dict[str, Any], base: str, now: datetime) -> Article | None:
    def said(*names: str) -> str:
        values = (item.get(name) for name in names)
        return next((str(value) for value in values if isinstance(value, str | int) and value), "")

    identity, markup = said("id"), said("content_html")
    link = whole(base, said("url", "external_url") or (identity if "://" in identity else ""))
    title = words(said("title"))
    if not title or not link:
        return None
    lines = (" ".join(line.split()) for line in said("content_text", "summary").split("\n"))
    return Article(
        key=key_of(identity, link),
        title=one_line(title, LONGEST_TITLE),
        link=link,
        day=day_in(said("date_published", "date_modified"), now),
        author=words(", ".join(_names(item))),
        text=plain(markup) if markup else "\n\n".join(filter(None, lines)),
        picture=whole(base, said("image", "banner_image")) or first_in(markup, link),
        category=words(str(next(iter(_listed(item, "tags")), ""))),
    )


def _names(item: dict[str, Any]) -> list[str]:
    """The authors: a list since version 1.1, one before."""
    people = _listed(item, "authors") or [item.get("author")]
    return [str(one["name"]) for one in people if isinstance(one, dict) and one.get("name")]


def _listed(item: dict[str, Any], name: str) -> list[Any]:
    found = item.get(name)
    return found if isinstance(found, list) else []
