"""An entry as citizens would be told it: asked of the handlers themselves, without anybody who asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.channels.base import Channel, Limits, split_text
from bot.clock import Clock
from bot.context import Context, Talk
from bot.messages import Address, Incoming, Reply, What
from bot.routes import Route
from bot.storage.database import Database, Unit
from bot.storage.people import Person
from faq import Library

_OPEN = "open"  # the button that opens an entry


@dataclass(frozen=True, slots=True)
class Shown:
    """A reply on one channel: its messages, the labels of its buttons or, where there are none, numbered lines."""

    channel: str
    messages: tuple[str, ...]
    length: int
    labels: tuple[str, ...]
    left_out: int
    numbered: bool


class Previews:
    """Plays the turn of somebody who opens an entry; nothing that it would write is kept."""

    def __init__(
        self,
        routes: Sequence[Route],
        make_context: Callable[[Person, Talk, Unit], Context],
        database: Database,
        clock: Clock,
        channels: dict[str, Channel],
    ) -> None:
        self._open = next(route.to for route in routes if route.button == _OPEN)
        self._make_context = make_context
        self._database = database
        self._clock = clock
        self._channels = channels

    async def replies(self, library: Library, entry: str, language: str = "vi") -> list[Reply]:
        """What is said when an entry of this library is opened."""
        now, channel = self._clock.now(), next(iter(self._channels))
        person = Person(0, channel, "", language, met=True, first_seen=now, gone_since=None)
        context = self._make_context(person, Talk(), Unit(self._database))
        context = replace(context, library=library, language=language)
        opened = Incoming(Address(channel, ""), "", What.BUTTON, now, data=f"{_OPEN}:{entry}")
        return await self._open(opened, context)

    def shown(self, reply: Reply) -> list[Shown]:
        """A reply on each channel that the bot speaks on."""
        return [_shown(name, channel.limits, reply) for name, channel in self._channels.items()]


def _shown(name: str, limits: Limits, reply: Reply) -> Shown:
    labels = [button.label for button in reply.buttons]
    numbered = limits.numbered or not limits.buttons
    lines = [f"{number}. {label}" for number, label in enumerate(labels, 1)] if numbered else []
    text = f"{reply.title}\n{reply.text}" if reply.title else reply.text
    whole = "\n\n".join(part for part in (text, reply.note, reply.question, "\n".join(lines)) if part)
    fits = [] if numbered else [_cut(label, limits) for label in labels[: limits.buttons]]
    left = 0 if numbered else len(labels) - len(fits)
    messages = tuple(split_text(whole, limits.text, limits.length))
    return Shown(name, messages, limits.length(whole), tuple(fits), left, numbered)


def _cut(label: str, limits: Limits) -> str:
    return label if limits.length(label) <= limits.label else label[: limits.label - 1] + "…"
