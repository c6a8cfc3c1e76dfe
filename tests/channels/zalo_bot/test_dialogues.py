"""Every talk of tests/dialogues/ on the Zalo Bot: real bot, real HTTP, buttons typed as numbers.

Turns that send what Zalo's free bot does not know (an edit, a file, a place) are left out of the talks.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import App, build
from bot.messages import Address, What
from bot.settings import Settings
from faq import Library
from tests import staffkit
from tests.dialogue import Dialogue, Heard, dialogues, play
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.people import Citizen
from tests.kit import SetClock, library, sqlite_url

_SENDS = {
    What.PHOTO: ("image", {"photo": "https://photo.example/1.jpg", "message_type": "CHAT_PHOTO"}),
    What.VOICE: ("voice", {"voice_url": "https://voice.example/1.aac", "message_type": "CHAT_VOICE"}),
    What.STICKER: ("sticker", {"sticker": "1", "url": "https://sticker.example/1.png"}),
    What.OTHER: ("unsupported", {}),
}
_CHOICE = re.compile(r"^(\d+)\. (.+)$")


def playable(talk: Dialogue) -> Dialogue:
    """The talk without what the platform does not know."""
    return replace(talk, turns=[turn for turn in talk.turns if What(turn.get("sends", "photo")) in _SENDS])


TALKS = [talk for talk in map(playable, dialogues()) if talk.turns]


class ZaloBotStage:
    """Plays on the fake, where a press is the number before the label."""

    def __init__(self, app: App, fake: ZaloFake, citizen: Citizen, clock: SetClock) -> None:
        self._app, self._fake, self._citizen, self._clock = app, fake, citizen, clock
        self._numbers: dict[str, str] = {}

    def move_clock(self, **step: float) -> None:
        self._clock.move(**step)

    async def says(self, text: str) -> Heard:
        called = f"@{self._fake.bot.me['account_name']} " if self._citizen.screen.group else ""
        await self._citizen.says(called + text, sender="6ede9afa66b88fe6d6a9")
        return await self._heard()

    async def presses(self, label: str) -> Heard:
        assert label in self._numbers, f"no line {label!r} was offered"
        return await self.says(self._numbers[label])

    async def sends(self, what: What, text: str) -> Heard:
        kind, content = _SENDS[what]
        await self._citizen.sends(kind, **content, **({"caption": text} if text else {}))
        return await self._heard()

    async def _heard(self) -> Heard:
        await self._fake.bot.settled()
        await self._app.switchboard.idle()
        texts = [message.text for message in self._citizen.heard()]
        last = [line for text in texts for line in "\n".join(text.split("\n\n")[-2:]).splitlines()]
        numbered = [match for line in last if (match := _CHOICE.match(line))]
        self._numbers = {match[2]: match[1] for match in numbered}
        links = [line.rpartition(": ")[0] for line in last if ": https://" in line]
        return Heard("\n".join(texts), [*self._numbers, *links])


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.name)
async def test_on_the_zalo_bot(talk: Dialogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Library, "load", library)
    clock = SetClock(talk.at) if talk.at else SetClock()
    async with ZaloFake() as fake:
        zalo = {"zalo_bot_token": fake.bot.token, "zalo_bot_api_url": fake.url, "web_port": 0}
        settings = Settings(_env_file=None, database_url=sqlite_url(tmp_path), **zalo, **talk.settings)  # type: ignore[call-arg, arg-type]
        app = build(settings, clock=clock)
        await app.start()
        await fake.bot.settled()
        try:
            await staffkit.make(app, Address("zalo_bot", "6ede9afa66b88fe6d6a9"), talk.role)
            who = fake.group() if talk.group else fake.user()
            await play(talk, ZaloBotStage(app, fake, who, clock))
        finally:
            await app.stop()


def test_hardly_a_talk_is_left_out() -> None:
    assert len(TALKS) >= len(dialogues()) - 1
