"""What a route is: how a handler is reached, and who may use it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.context import Context
from bot.messages import Incoming, Reply

Handler = Callable[[Incoming, Context], Awaitable[list[Reply]]]


class Role(StrEnum):
    """Who may use a route; each may what the one before it may."""

    CITIZEN = "citizen"
    OFFICIAL = "official"
    ADMINISTRATOR = "administrator"

    def may(self, needed: Role) -> bool:
        """Whether this role is enough."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)


@dataclass(frozen=True)
class Route:
    """One way to a handler; every way that is set leads to it.

    `command` is a slash command without the slash, `menu` its line in the channel's command menu (an English msgid; ""
    hides it), `words` what may be typed instead (compared without case and tone marks), `button` the first part of a
    payload before ":", `step` the name of an open step, `match` tells words that hold something it knows, such as a
    code (asked before words and steps), `first` words that, written just so, come before the choices last offered,
    `text` any other words, `other` anything that is not words. `public` says that the words a step wants are written by
    the staff for everybody: they are not masked, and codes in them mean nothing.

    While an official talks with somebody, what they do goes to the one route that is `between`, but for what is `aside`
    from that talk: one's own data, stopping, the talk itself.
    """

    to: Handler
    role: Role
    command: str = ""
    menu: str = ""
    words: tuple[str, ...] = ()
    button: str = ""
    step: str = ""
    public: bool = False
    match: Callable[[str], bool] | None = None
    first: tuple[str, ...] = ()
    text: bool = False
    other: bool = False
    between: bool = False
    aside: bool = False
