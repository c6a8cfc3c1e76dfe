"""What a channel is: what it can do (as data), how it takes and sends, and how its failures are classified."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from starlette.routing import BaseRoute

from bot.messages import Address, Incoming, Reply
from bot.storage.notice_posts import Posted, Way

LARGEST_PICTURE = 8 * 1024 * 1024  # bytes

Load = Callable[[str], Awaitable[bytes | None]]
"""Gives the bytes of an attachment by its key, None if it is not kept any more."""

AT_ONCE = 8
"""Messages under way at once on a channel that knows no better."""

Take = Callable[[Incoming], Awaitable[None]]
"""Hands one event to the switchboard; returns once it is safely stored, before it is handled."""


def utf16(text: str) -> int:
    """Length in UTF-16 units, which is how Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True)
class Limits:
    """What a channel can do: `text` is counted by `length`, `buttons` is per message (0: numbered lines instead).

    `numbered` means that people see each button's number, and so that a typed number is one of these. `window` is how
    long after a person's last word they may be written to unasked (None: always); after `paid_after` each such message
    counts against what is `left`, or costs (None: every one counts). `pictures`, `files`, `changes` (of what was sent,
    see `Channel.change`), `start_links` (links that name a subject) and `groups` say whether there are such things; a
    file that cannot be sent is a line with its address.
    """

    text: int
    buttons: int
    label: int
    can_edit: bool = False
    numbered: bool = False
    length: Callable[[str], int] = len
    window: timedelta | None = None
    paid_after: timedelta | None = None
    pictures: bool = True
    files: bool = False
    changes: bool = False
    start_links: bool = False
    groups: bool = False

    @property
    def shows_numbers(self) -> bool:
        """Whether choices have their numbers before them, so that no other list may have any."""
        return self.numbered or not self.buttons


class Outcome(StrEnum):
    """What a failed send means for the message."""

    RETRY = "retry"  # not delivered, may be tried again
    UNKNOWN = "unknown"  # the network died after the call: it may have arrived
    GONE = "gone"  # the person cannot be reached until they write again
    REFUSED = "refused"  # this message will never be taken


class SendFailed(Exception):
    """A channel could not send; `outcome` says what kind of failure, `retry_after` (seconds) when to try again.

    `account_wide` means that the pause holds for everybody on this channel and not for this person alone.
    """

    def __init__(
        self, outcome: Outcome, why: str, *, retry_after: float | None = None, account_wide: bool = False
    ) -> None:
        super().__init__(why)
        self.outcome = outcome
        self.why = why
        self.retry_after = retry_after
        self.account_wide = account_wide


class Channel(ABC):
    """One way of talking with people. Channels classify failures; the sender decides what follows."""

    name: str
    limits: Limits
    pace: float = 30.0
    """Messages a second that the account may send, as far as anybody knows."""

    def routes(self) -> Sequence[BaseRoute]:
        """What the web server should mount for this channel."""
        return ()

    @abstractmethod
    async def start(self, take: Take) -> None:
        """Begin to take events. Raises `ChannelError` with one plain sentence if it cannot (a wrong token ...)."""

    @abstractmethod
    async def stop(self) -> None:
        """Stop taking events; what was handed over is already stored and may still be answered until `close`."""

    async def close(self) -> None:  # noqa: B027 - a channel without connections has nothing to let go of
        """Let go of connections; nothing is sent any more."""

    @abstractmethod
    async def send(self, address: Address, reply: Reply, *, replacing: str = "") -> str:
        """Send one reply and return the channel's id of it ("" if it has none).

        `replacing` is the id of the message that a reply with `replace` should change. Raises `SendFailed`.
        """

    async def send_unasked(self, address: Address, reply: Reply) -> str:
        """The same for what nobody waits for; a channel that can lets its replies overtake it.

        The id is that of all its messages, for `change` and `take_back`.
        """
        return await self.send(address, reply)

    async def change(self, address: Address, message: str, reply: Reply) -> bool:
        """Put other words in the place of what `send_unasked` sent; False where that cannot be (any more).

        Raises `SendFailed`.
        """
        return False

    async def take_back(self, address: Address, message: str) -> bool:
        """Delete what `send_unasked` sent; False where that cannot be (any more). Raises `SendFailed`."""
        return False

    def room(self, flying: int) -> int:
        """How many more messages nobody waits for to hand over now, while so many are under way.

        What is handed over is in doubt if the process dies: enough to keep the allowed pace, and no more.
        """
        return AT_ONCE - flying

    def turn_away(self) -> None:  # noqa: B027 - a channel that lets nothing wait has nothing to give back
        """Give back, as failed sends to be tried again, what nobody waits for and has not had its turn: we stop."""

    async def typing(self, address: Address) -> None:  # noqa: B027 - a channel without such a sign does nothing
        """Show that an answer is being written, where the channel has such a sign."""

    async def show_menu(self, address: Address, menu: Sequence[tuple[str, str]]) -> bool:
        """Show somebody a command menu of their own, or with an empty one everybody's; False: try again later."""
        return True

    async def fetch(self, file: str) -> bytes:
        """A picture that somebody sent, by what `Incoming.file` calls it; b"" where it cannot be had (any more)."""
        return b""

    def deep_link(self, payload: str) -> str:
        """An address that opens the bot here with a payload in hand (see `bot.links`), "" where there is none."""
        return ""

    def chat_link(self) -> str:
        """An address that opens a talk with the bot and can say no more, "" where there is none or a better one."""
        return ""

    async def ways(self) -> Sequence[Way]:
        """The ways to many at once that the account has now. Raises `SendFailed`."""
        return ()

    async def post(
        self, way: str, reply: Reply, picture: str, so_far: Posted, note: Callable[[Posted], Awaitable[None]]
    ) -> None:
        """Say something by one of the `ways`; `picture` is the address of its picture, "" for none.

        `note` keeps how far it has come, before anything that cannot be done twice. Raises `SendFailed`.
        """
        raise SendFailed(Outcome.REFUSED, "this channel has no such way")

    def problem(self) -> str | None:
        """What is wrong with the channel now, for /healthz, or None."""
        return None

    def notice(self) -> str | None:
        """What the staff should know although the channel works (a quota that is nearly spent), or None."""
        return None

    def left(self) -> int | None:
        """How many more messages the account may send this month, None where nobody counts."""
        return None


class ChannelError(Exception):
    """A channel cannot start; the message is one sentence for the operator that says what to do."""


_SENTENCE = re.compile(r"(?<=[.!?…:;])\s+")


def split_text(text: str, limit: int, length: Callable[[str], int] = len) -> list[str]:
    """Cut a text into parts of at most `limit` units: at paragraph ends, else sentences, else words, else anywhere."""
    if length(text) <= limit:
        return [text]
    parts: list[str] = []
    current = ""
    for piece in _pieces(text, limit, length):
        joined = current + piece if current else piece.lstrip()
        if length(joined.rstrip()) <= limit:
            current = joined
            continue
        parts.append(current.rstrip())
        current = piece.lstrip()
    if current.strip():
        parts.append(current.rstrip())
    return parts


def _pieces(text: str, limit: int, length: Callable[[str], int]) -> list[str]:
    """The text as pieces that each fit, every separator kept at its piece's end."""
    levels = (r"(?<=\n)", _SENTENCE.pattern, r"(?<=\s)")
    pieces = [text]
    for pattern in levels:
        splitter = re.compile(f"({pattern})") if pattern.startswith("(?<=[") else re.compile(pattern)
        pieces = [part for piece in pieces for part in ([piece] if length(piece) <= limit else _cut(splitter, piece))]
    return [part for piece in pieces for part in _chop(piece, limit, length)]


def _cut(splitter: re.Pattern[str], text: str) -> list[str]:
    """Split and glue each captured separator to the piece before it."""
    glued: list[str] = []
    for part in splitter.split(text):
        if part and part.isspace() and glued:
            glued[-1] += part
        elif part:
            glued.append(part)
    return glued


def _chop(text: str, limit: int, length: Callable[[str], int]) -> list[str]:
    """The last resort: cut a run without blanks by characters, never inside a surrogate pair."""
    parts: list[str] = []
    while length(text.rstrip()) > limit:
        end = limit
        while length(text[:end]) > limit:
            end -= 1
        parts.append(text[:end])
        text = text[end:]
    return [*parts, text] if text else parts
