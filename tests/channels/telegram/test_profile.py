"""The command menu and the descriptions, set per language and only when they differ."""

from __future__ import annotations

import logging

import pytest

from bot.channels.telegram.factory import profiles, telegram_from
from bot.channels.telegram.profile import Profile
from bot.clock import Clock
from bot.i18n import Catalogue
from bot.settings import Settings
from bot.ward import Ward
from tests.channels.telegram.rig import Taken, polling
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_api.errors import too_many_requests

VIETNAMESE = Profile("", (("start", "Bắt đầu"), ("gio", "Giờ làm việc")), "Trợ lý của phường.", "Hỏi thủ tục")
ENGLISH = Profile("en", (("start", "Begin"),), "The ward's assistant.", "Ask about procedures")


async def test_each_language_has_its_menu_and_words(fake: TelegramFake) -> None:
    async with polling(fake, Taken(), [VIETNAMESE, ENGLISH]):
        pass
    menus = {language: commands for (_, language), commands in fake.world.commands.items()}
    assert [command["command"] for command in menus[""]] == ["start", "gio"]
    assert menus["en"] == [{"command": "start", "description": "Begin"}]
    assert fake.world.profile["description", ""] == "Trợ lý của phường."
    assert fake.world.profile["short_description", "en"] == "Ask about procedures"


async def test_what_is_set_already_is_not_set_again(fake: TelegramFake) -> None:
    for _ in range(2):
        async with polling(fake, Taken(), [VIETNAMESE, ENGLISH]):
            pass
    assert len(fake.called("setMyCommands")) == 2
    assert len(fake.called("setMyDescription")) == 2


async def test_a_menu_that_cannot_be_set_stops_nothing(fake: TelegramFake, caplog: pytest.LogCaptureFixture) -> None:
    fake.refuses("setMyCommands", too_many_requests(600))
    user, taken = fake.user(42), Taken()
    with caplog.at_level(logging.WARNING):
        async with polling(fake, taken, [VIETNAMESE, ENGLISH]):
            await user.says("một")
            await taken.has(1)
    assert "menu or description" in caplog.text
    assert [language for _, language in fake.world.commands] == ["en"]


async def test_words_that_are_too_long_are_cut_to_telegrams_limits(fake: TelegramFake) -> None:
    long = Profile("", (("start", "x" * 300),), "y" * 600, "z" * 200)
    async with polling(fake, Taken(), [long]):
        pass
    assert len(fake.world.profile["description", ""]) == 512
    assert len(fake.world.profile["short_description", ""]) == 120


def test_the_wards_words_in_each_of_its_languages() -> None:
    ward = Ward(name="phường Long Phú", languages=("vi", "en"))
    vietnamese, english = profiles(Catalogue(), ward, [("gio", "Opening hours")])
    assert (vietnamese.language, english.language) == ("", "en")
    assert english.commands == (("gio", "Opening hours"),)
    assert vietnamese.commands == (("gio", Catalogue().translate("vi", "Opening hours")),)
    for profile in (vietnamese, english):
        assert "phường Long Phú" in profile.description
        assert len(profile.description) <= 512
        assert len(profile.about) <= 120


def test_without_a_token_there_is_no_channel() -> None:
    ward = Ward(name="phường Long Phú")
    assert telegram_from(Settings(_env_file=None), Clock(), Catalogue(), ward, []) is None  # type: ignore[call-arg]
    settings = Settings(_env_file=None, telegram_token="1:x")  # type: ignore[call-arg, arg-type]
    assert telegram_from(settings, Clock(), Catalogue(), ward, []) is not None
