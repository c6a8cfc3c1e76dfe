"""One person's turn: who speaks, what they mean by it (a command, a choice, an open step, words), and the handler."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.choices import choose, fold
from bot.clock import Clock
from bot.context import TALK_LASTS, Context, Talk
from bot.messages import Incoming, Reply, What
from bot.routes import Handler, Role, Route
from bot.storage import people
from bot.storage.database import Database, Unit
from bot.storage.people import Known, Person

ContextMaker = Callable[[Person, Talk, Unit], Context]


@dataclass(frozen=True)
class Played:
    """How a turn ended: what to commit and what to say; `public` if the next words are for everybody to read."""

    unit: Unit
    replies: list[Reply]
    public: bool = False


class Turns:
    """Plays turns over a table of routes."""

    def __init__(self, routes: Sequence[Route], make: ContextMaker, database: Database, clock: Clock) -> None:
        self._make = make
        self._database = database
        self._clock = clock
        self._commands = {route.command: route for route in routes if route.command}
        self._words = {fold(word): route for route in routes for word in route.words}
        self._first = {word: route for route in routes for word in route.first}
        self._buttons = {route.button: route for route in routes if route.button}
        self._steps = {route.step: route for route in routes if route.step}
        self._matches = [(route.match, route) for route in routes if route.match]
        self._text = next(route for route in routes if route.text)
        self._other = next(route for route in routes if route.other)
        self._between = next((route for route in routes if route.between), None)

    async def play(self, incoming: Incoming, known: Known | None = None) -> Played:
        """Find the handler and let it answer. `known` is the person if they were looked up since their last turn."""
        if known is None:
            now = self._clock.now()
            known = await self._database.write(partial(people.meet, address=incoming.address, language="vi", now=now))
        person, talk = known.person, self._talk(known)
        unit = Unit(self._database)
        context = self._make(person, talk, unit)
        handler, incoming = self._between_people(incoming, person, talk) or self._handler(incoming, person, talk)
        replies = await handler(incoming, context)
        self._remember(context, replies)
        step = self._steps.get(context.talk.step)
        return Played(unit, replies, public=step is not None and step.public)

    def _talk(self, known: Known) -> Talk:
        """What was talked about, unless it was too long ago."""
        alive = known.expires is not None and known.expires > self._clock.now()
        return Talk.from_json(known.talk) if alive and known.talk else Talk()

    def _handler(self, incoming: Incoming, person: Person, talk: Talk) -> tuple[Handler, Incoming]:
        """The handler for an event, and the event as that handler should see it (a typed choice becomes a button)."""
        if incoming.what is What.BUTTON:
            route = self._buttons.get(incoming.data.partition(":")[0])
        elif incoming.what in (What.TEXT, What.EDIT, What.FORWARD) and incoming.text.strip():
            route, incoming = self._for_text(incoming, talk)
        else:
            route = None
        if route is None or not Role(person.role).may(route.role):
            route = self._text if incoming.what is What.TEXT and incoming.text.strip() else self._other
        return route.to, incoming

    def _between_people(self, incoming: Incoming, person: Person, talk: Talk) -> tuple[Handler, Incoming] | None:
        """The handler while an official talks with this person, None while nobody does.

        A number or a label is a choice only where what was offered last belongs to that talk: "2" may be an answer.
        """
        talking = person.talking is not None and person.talking > self._clock.now() and not incoming.group
        if not talking or self._between is None or incoming.what in (What.CAME, What.LEFT):
            return None
        offered = [self._buttons.get(data.partition(":")[0]) for _, data in talk.choices]
        if not all(route and route.aside for route in offered):
            talk.choices = []
        if incoming.what is What.BUTTON:
            route = self._buttons.get(incoming.data.partition(":")[0])
        elif incoming.what is What.TEXT:
            route, incoming = self._for_text(incoming, talk)
        else:
            route = None
        to = route if route and route.aside and Role(person.role).may(route.role) else self._between
        return to.to, incoming

    def _for_text(self, incoming: Incoming, talk: Talk) -> tuple[Route | None, Incoming]:
        """What typed words mean: a command, an offered choice, a code, a word for a command, an open step."""
        text = incoming.text.strip()
        if text.startswith("/"):
            command = text[1:].split(maxsplit=1)[0].partition("@")[0].casefold() if len(text) > 1 else ""
            return self._commands.get(command), incoming
        if route := self._first.get(text.casefold().strip(" .!")):
            return route, incoming
        chosen = choose(text, [label for label, _ in talk.choices])
        if chosen is not None:
            data = talk.choices[chosen][1]
            pressed = replace(incoming, what=What.BUTTON, data=data)
            return self._buttons.get(data.partition(":")[0]), pressed
        step, words = self._steps.get(talk.step), self._words.get(fold(text))
        if step and step.public:
            return words or step, incoming
        known = next((route for match, route in self._matches if match(text)), None)
        return known or words or step or self._text, incoming

    def _remember(self, context: Context, replies: list[Reply]) -> None:
        """Keep the talk, with the choices that the last reply with buttons offered."""
        offered = next((reply.buttons for reply in reversed(replies) if reply.buttons), ())
        if offered or replies:
            context.talk.choices = [(button.label, button.data) for button in offered if button.data]
        now = self._clock.now()
        save = partial(
            people.save_talk,
            person=context.person.id,
            talk=context.talk.as_json(),
            expires=now + TALK_LASTS,
            now=now,
        )
        context.unit.first(save)
