"""The picture of an article."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.feeds.article import whole

_TINY = re.compile(r"(?:icon|logo|avatar|spacer|pixel|blank|emoji|button|banner|1x1|loading)", re.IGNORECASE)


def first_in(markup: str, base: str) -> str:
    """The address of the first picture that is no ornament, "" if there is none."""
    if "<img" not in markup.lower():
        return ""
    return next(
        (found for img in LexborHTMLParser(markup[:200_000]).css("img") if (found := address_of(img, base))), ""
    )


def address_of(img: LexborNode, base: str) -> str:
    """Where a picture's file is; lazily loaded ones name it elsewhere than in src."""
    for name in ("data-src", "data-original", "src"):
        given = (img.attributes.get(name) or "").strip()
        if not given or given.startswith("data:") or _is_ornament(img, given):
            continue
        if found := whole(base, given):
            return found
    return ""


def _is_ornament(img: LexborNode, address: str) -> bool:
    """Whether it is a logo, a button, or too small to be looked at."""
    sides = [img.attributes.get(side) or "" for side in ("width", "height")]
    small = any(side.isdecimal() and int(side) < 60 for side in sides if len(side) < 6)
    return small or _TINY.search(address.rsplit("/", 1)[-1]) is not None
