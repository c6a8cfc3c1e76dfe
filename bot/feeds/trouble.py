"""What can go wrong with a source, in words that whoever looks after it understands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.i18n import mark

WORDS: Mapping[str, str] = {
    "name": mark("The name {detail} is not known in the net. Look whether the address is written rightly."),
    "private": mark("The address leads into a closed network ({detail}). For safety nothing is fetched from there."),
    "address": mark("This is not an address that can be opened: {detail}"),
    "unreachable": mark("The site does not answer ({detail}). It is tried again by itself."),
    "slow": mark("The site took too long to answer. It is tried again by itself."),
    "large": mark("What the site sends is too large ({detail})."),
    "redirects": mark("The site leads on from one address to the next without an end."),
    "robots": mark("The site does not want programs to read this page (robots.txt)."),
    "busy": mark("The site asks for patience. It is tried again by itself."),
    "status": mark("The site answers with the error {detail}. Look whether the page is still there."),
    "broken": mark("What the site sends is damaged and cannot be read."),
    "not-a-feed": mark("There is no feed at this address. Is it a page for people? Then use the kind “list page”."),
    "no-items": mark("Nothing on the page fits the selector of items. The site may have been built anew."),
    "no-titles": mark("Items were found, but none has a title and a link. Look at those selectors."),
}
"""Sentences for the staff's pages; `{detail}` is a host, a status or a size, never words of the site."""

LATER = {"unreachable", "slow", "busy", "name"}  # may be over the next time


class FetchError(Exception):
    """Something was not fetched or not understood; `why` is a key of WORDS, `retry_at` when the site wants us back."""

    def __init__(self, why: str, detail: str = "", retry_at: datetime | None = None) -> None:
        super().__init__(f"{why} {detail}".strip())
        self.why = why
        self.detail = detail[:120]
        self.retry_at = retry_at

    @property
    def passes(self) -> bool:
        """Whether it may be over the next time."""
        return self.why in LATER or (self.why == "status" and self.detail.startswith("5"))
