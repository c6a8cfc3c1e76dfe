"""Every talk of tests/dialogues/ on the Official Account: real bot, real webhook, buttons pressed or typed as numbers.

Turns that send what Zalo does not know (an edit, a forwarded word, a poll) are left out, and so are groups.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from bot.app import App, build
from bot.channels.zalo_oa.webhook import PATH
from bot.messages import Address, What
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.migrate import migrate
from faq import Library
from tests import staffkit
from tests.channels.zalo_oa.rig import FakesClock, connect
from tests.dialogue import Dialogue, Heard, dialogues, play
from tests.fakes.clock import SetClock
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.oa import SECRET
from tests.fakes.zalo_api.oauth import APP_ID, APP_SECRET
from tests.fakes.zalo_api.people import Citizen
from tests.kit import MONDAY_MORNING, library, sqlite_url

_SENDS = {
    What.PHOTO: "image",
    What.VOICE: "audio",
    What.VIDEO: "video",
    What.STICKER: "sticker",
    What.LOCATION: "location",
    What.FILE: "file",
    What.CONTACT: "business_card",
    What.OTHER: "hologram",
}
_CHOICE = re.compile(r"^(\d+)\. (.+)$")


def playable(talk: Dialogue) -> Dialogue:
    """The talk without what the platform does not know."""
    return replace(talk, turns=[turn for turn in talk.turns if What(turn.get("sends", "photo")) in _SENDS])


TALKS = [talk for talk in map(playable, dialogues()) if talk.turns and not talk.group]


class ZaloOaStage:
    """Plays on the fake: a press is a button's payload that comes back, or the number before the label."""

    def __init__(self, app: App, fake: ZaloFake, citizen: Citizen, clock: SetClock) -> None:
        self._app, self._fake, self._citizen, self._clock = app, fake, citizen, clock
        self._typed: dict[str, str] = {}

    def move_clock(self, **step: float) -> None:
        per = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
        self._clock.advance(sum(per[unit] * amount for unit, amount in step.items()))

    async def says(self, text: str) -> Heard:
        await self._citizen.says(text)
        return await self._heard()

    async def presses(self, label: str) -> Heard:
        assert label in self._typed, f"no choice {label!r} was offered"
        return await self.says(self._typed[label])

    async def sends(self, what: What, text: str) -> Heard:
        await self._citizen.sends(_SENDS[what], **({"text": text} if text else {}))
        return await self._heard()

    async def _heard(self) -> Heard:
        await self._app.switchboard.idle()
        messages = self._citizen.heard()
        last = [line for message in messages for line in "\n".join(message.text.split("\n\n")[-2:]).splitlines()]
        self._typed = {match[2]: match[1] for line in last if (match := _CHOICE.match(line))}
        links = [line.rpartition(": ")[0] for line in last if ": https://" in line]
        shown = [button for message in messages for button in message.buttons]
        self._typed |= {label.partition(". ")[2] or label: data for label, data in shown}
        return Heard("\n".join(message.text for message in messages), [*self._typed, *links])


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.name)
async def test_on_the_official_account(talk: Dialogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Library, "load", library)
    clock = SetClock((talk.at or MONDAY_MORNING).astimezone(UTC).timestamp())
    url = sqlite_url(tmp_path)
    async with ZaloFake(clock=clock) as fake:
        await _connect(fake, url)
        zalo = {
            "zalo_oa_app_id": APP_ID,
            "zalo_oa_app_secret": APP_SECRET,
            "zalo_oa_webhook_secret": SECRET,
            "zalo_oa_api_url": fake.url,
            "zalo_oa_oauth_url": fake.url,
            "zalo_oa_per_minute": 4000,
            "web_port": 0,
        }
        settings = Settings(_env_file=None, database_url=url, **zalo, **talk.settings)  # type: ignore[call-arg, arg-type]
        app = build(settings, clock=FakesClock(fake))
        await app.start()
        assert app.server
        fake.oa.webhook_url = app.server.url + PATH
        try:
            await staffkit.make(app, Address("zalo_oa", "8765432109876543210"), talk.role)
            await play(talk, ZaloOaStage(app, fake, fake.follower(), clock))
        finally:
            await app.stop()


async def _connect(fake: ZaloFake, url: str) -> None:
    await migrate(url)
    database = Database(url)
    await database.open()
    await connect(fake, database, FakesClock(fake))
    await database.close()


def test_hardly_a_talk_is_left_out() -> None:
    assert len(TALKS) >= len(dialogues()) - 2
