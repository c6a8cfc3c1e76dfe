"""A bot with one handler that changes something, and what tests ask about it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import pytest
from sqlalchemy import select

from bot.context import Context
from bot.messages import Address, Incoming, Reply, What
from bot.routes import Role, Route
from bot.storage import inbox
from bot.storage.arrival import arrive
from bot.storage.questions import Question
from bot.storage.tables import questions
from tests.kit import MONDAY_MORNING, Desk, make_desk

SORRY = "Dạ xin lỗi"


async def note(message: Incoming, context: Context) -> list[Reply]:
    """A handler that changes something: one question kept per event."""
    context.questions.add(Question(message.event, message.sent_at, message.text, "answer", None, None, 1, None, None))
    return [Reply(f"đã ghi {message.text}")]


def use(monkeypatch: pytest.MonkeyPatch, handler: Callable[[Incoming, Context], Awaitable[list[Reply]]]) -> None:
    every = (Route(handler, Role.CITIZEN, text=True), Route(handler, Role.CITIZEN, other=True))
    monkeypatch.setattr("bot.app.ROUTES", every)


@asynccontextmanager
async def running(url: str) -> AsyncIterator[Desk]:
    """A bot from its start to its stop."""
    desk = make_desk(url)
    await desk.app.start()
    yield desk
    await desk.app.stop()


def said(desk: Desk) -> list[str]:
    return [reply.text for _, reply in desk.channel.said]


async def kept(desk: Desk) -> list[str]:
    """What the handler's changes left, in a list that shows doubles."""
    rows = await desk.app.database.read(lambda c: c.execute(select(questions.c.text).order_by(questions.c.id)).all())
    return [row.text for row in rows]


async def unfinished(desk: Desk) -> int:
    return await desk.app.database.read(inbox.waiting)


async def leave_behind(url: str, *left: tuple[str, str, int]) -> None:
    """Events that a process stored and died over: who sent each, the words, and how many starts began it."""
    desk = make_desk(url)
    await desk.app.start()
    for number, (who, text, tries) in enumerate(left):
        incoming = Incoming(Address("test", who), f"left-{number}", What.TEXT, MONDAY_MORNING, text=text)
        arrival = await desk.app.database.write(partial(arrive, incoming=incoming, now=MONDAY_MORNING))
        assert arrival
        await desk.app.database.write(partial(inbox.tried, row=arrival.row, times=tries))
    await desk.app.stop()


async def until(true: Callable[[], Awaitable[object]]) -> None:
    """Wait for something that nobody tells of; a minute without it is a failure."""
    async with asyncio.timeout(60):
        while not await true():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.005)
