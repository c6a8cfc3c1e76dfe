"""The talks in tests/dialogues/, each played on a recording channel and on the console."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import App, build
from bot.channels.console import Console
from bot.messages import Address, Reply, What
from bot.settings import Settings
from tests import staffkit
from tests.dialogue import Dialogue, Heard, dialogues, play
from tests.kit import Desk, SetClock, make_desk, sqlite_url

TALKS = dialogues()


class RecordingStage:
    """Plays on the recording channel."""

    def __init__(self, desk: Desk, *, group: bool) -> None:
        self._desk = desk
        self._group = group

    def move_clock(self, **step: float) -> None:
        self._desk.clock.move(**step)

    async def says(self, text: str) -> Heard:
        return self._heard(await self._desk.ask(text, group=self._group))

    async def presses(self, label: str) -> Heard:
        return self._heard(await self._desk.press(label, message="1", group=self._group))

    async def sends(self, what: What, text: str) -> Heard:
        return self._heard(await self._desk.ask(text, what=what, group=self._group))

    def _heard(self, replies: list[Reply]) -> Heard:
        text = "\n".join("\n".join((reply.title, reply.text, reply.note, reply.question)) for reply in replies)
        return Heard(text, [button.label for reply in replies for button in reply.buttons])


class ConsoleStage:
    """Plays on the console, where a press is the number before the label."""

    def __init__(self, app: App, console: Console, out: io.StringIO, clock: SetClock) -> None:
        self._app = app
        self._console = console
        self._out = out
        self._clock = clock
        self._numbers: dict[str, str] = {}

    def move_clock(self, **step: float) -> None:
        self._clock.move(**step)

    async def says(self, text: str) -> Heard:
        self._out.seek(0)
        self._out.truncate()
        await self._console.hear(text)
        await self._app.switchboard.idle()
        lines = self._out.getvalue().splitlines()
        offered = [line.strip().partition(". ") for line in lines if line.startswith("  ") and ". " in line]
        self._numbers = {label: number for number, _, label in offered}
        links = [line.strip("- ").partition(": ")[0] for line in lines if line.startswith("  - ")]
        return Heard("\n".join(lines), [*self._numbers, *links])

    async def presses(self, label: str) -> Heard:
        assert label in self._numbers, f"no line {label!r} was offered"
        return await self.says(self._numbers[label])

    async def sends(self, what: What, text: str) -> Heard:
        raise NotImplementedError(what)


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.name)
async def test_on_a_channel_with_buttons(talk: Dialogue, tmp_path: Path) -> None:
    desk = make_desk(sqlite_url(tmp_path), **talk.settings)
    if talk.at:
        desk.clock.move(seconds=(talk.at - desk.clock.now()).total_seconds())
    await desk.app.start()
    try:
        await staffkit.make(desk.app, Address("test", "ba-tu"), talk.role)
        await play(talk, RecordingStage(desk, group=talk.group))
    finally:
        await desk.app.stop()


@pytest.fixture
async def console(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[ConsoleStage]:
    talk: Dialogue = request.param
    clock = SetClock(talk.at) if talk.at else SetClock()
    out = io.StringIO()
    channel = Console(clock, out)
    settings = Settings(_env_file=None, database_url=sqlite_url(tmp_path), **talk.settings)  # type: ignore[call-arg, arg-type]
    app = build(settings, [channel], clock)
    await app.start()
    await staffkit.make(app, Address("console", "me"), talk.role)
    yield ConsoleStage(app, channel, out, clock)
    await app.stop()


@pytest.mark.parametrize(
    ("talk", "console"),
    [
        pytest.param(talk, talk, id=talk.name)
        for talk in TALKS
        if not talk.group and not any("sends" in turn for turn in talk.turns)  # the console has words only
    ],
    indirect=["console"],
)
async def test_on_the_console_with_numbers(talk: Dialogue, console: ConsoleStage) -> None:
    await play(talk, console)


def test_there_are_enough_talks() -> None:
    assert len(TALKS) >= 25
