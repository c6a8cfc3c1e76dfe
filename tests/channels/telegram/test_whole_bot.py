"""Citizens on Telegram talk with the whole bot: real handlers, real library, real database, real HTTP."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from bot import switchboard
from bot.app import App, build
from bot.channels.telegram import pacer
from bot.settings import Settings
from tests.channels.telegram.rig import make_channel
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_api import things
from tests.fakes.telegram_api.errors import too_many_requests
from tests.fakes.telegram_api.people import Citizen
from tests.kit import sqlite_url

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = itertools.count(42)
ASK = "làm khai sinh cho con cần giấy tờ gì"


@asynccontextmanager
async def running(fake: TelegramFake, folder: Path) -> AsyncIterator[App]:
    """A bot on Telegram alone."""
    settings = Settings(_env_file=None, database_url=sqlite_url(folder))  # type: ignore[call-arg]
    app = build(settings, [make_channel(fake)])
    await app.start()
    try:
        yield app
    finally:
        await app.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fake() -> AsyncIterator[TelegramFake]:
    async with TelegramFake() as fake:
        yield fake


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app(fake: TelegramFake, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    async with running(fake, tmp_path_factory.mktemp("bot")) as app:
        yield app


@pytest.fixture
def user(fake: TelegramFake) -> Citizen:
    """Somebody new for each test: the bot is the same, starting it takes a second."""
    return fake.user(next(PEOPLE), "Bà Tư", language_code="vi", started=True)


def failures(app: App) -> float:
    """How many turns ended in an error so far."""
    return app.meters.failed._value.get()


async def everything(fake: TelegramFake, app: App) -> None:
    """All updates are taken and all turns are over."""
    await fake.settled()
    await app.switchboard.idle()


async def test_a_question_is_answered_and_its_buttons_work(fake: TelegramFake, app: App, user: Citizen) -> None:
    await user.says(ASK)
    answers = await user.hears()
    await everything(fake, app)
    answers += user.heard()
    assert any("khai sinh" in answer.text.casefold() for answer in answers)
    button = next(b for answer in answers for b in answer.buttons if b.data)
    press = await user.presses(button)
    await press.answer()
    assert (await user.hears())[0].text


@pytest.mark.parametrize(
    "content",
    [
        things.photo(),
        things.sticker(),
        things.voice(),
        things.video(),
        things.document(),
        things.location(),
        things.contact("0900000000", "Anh Năm"),
        things.poll("Mấy giờ?", "7", "8"),
        things.dice(),
        things.forward("khai sinh", {"id": 43, "is_bot": False, "first_name": "Năm"}, 1_795_000_000),
        {"something_new": {}},
        {"text": " "},
        {"text": "👵🏽👨‍👩‍👧"},
        {"text": "a" * 4096},
        {"text": "\u200b\u200b"},
        {"text": "\u202eđảo ngược"},
        {"text": "Giâ\u0301y khai sinh"},
        {"text": "<b>phí</b> & <script> *x* _y_ [z](w) `'; DROP TABLE people; --"},
        {"text": "/khongco"},
        {"text": "/"},
        {"text": "/start " + "x" * 64},
    ],
    ids=str,
)
async def test_nothing_in_private_is_met_with_silence(
    fake: TelegramFake, app: App, user: Citizen, content: things.JSON
) -> None:
    await user.sends(content)
    assert (await user.hears())[0].text
    assert failures(app) == 0


async def test_names_are_never_markup(fake: TelegramFake, app: App) -> None:
    user = fake.user(next(PEOPLE), "<b>Tư</b> & _Năm_ {x} %s", last_name="'; --", started=True)
    await user.says("/start")
    assert await user.hears()


@pytest.mark.parametrize(
    "data", ["", "x", "show:khong-co", "pick:../../etc", ":" * 40, "show:" + "9" * 50, "data:erase:1"]
)
async def test_old_and_forged_presses_get_an_answer(fake: TelegramFake, app: App, user: Citizen, data: str) -> None:
    press = await user.presses_data(data, 999_999)
    await press.answer()
    await everything(fake, app)
    assert failures(app) == 0


async def test_the_same_update_five_times_is_answered_once(fake: TelegramFake, app: App, user: Citizen) -> None:
    update = await user.says(ASK)
    for _ in range(4):
        fake.deliver_again(update)
    await everything(fake, app)
    once = len(user.heard())
    fake.deliver_again(update)
    await everything(fake, app)
    assert (once > 0, len(user.heard())) == (True, 0)


async def test_updates_out_of_order_are_all_answered(fake: TelegramFake, app: App) -> None:
    people = [fake.user(next(PEOPLE), started=True) for _ in range(10)]
    for number, person in enumerate(people):
        message = fake.world.post(person.chat, person.about, {"text": ASK})
        fake.push({"message": message}, update_id=900_000_000 - number)
    await everything(fake, app)
    assert all(person.heard() for person in people)


async def test_five_hundred_people_at_once_each_get_their_answer(fake: TelegramFake, app: App) -> None:
    people = [fake.user(next(PEOPLE), started=True) for _ in range(500)]
    for person in people:
        await person.says(ASK)
    await everything(fake, app)
    heard = [len(person.heard()) for person in people]
    assert min(heard) > 0
    assert max(heard) == min(heard)


async def test_a_flood_from_one_person_is_slowed_and_others_feel_nothing(
    fake: TelegramFake, app: App, user: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacer, "PRIVATE", (100, 1.0))  # Telegram's gap per chat would make the test wait
    for n in range(200):
        await user.says(f"câu {n}")
    neighbour = fake.user(next(PEOPLE), started=True)
    await neighbour.says(ASK)
    assert await neighbour.hears()
    await fake.settled()
    await app.switchboard.idle()
    assert 0 < len(user.heard()) < 60  # a few answers and a word to slow down, not two hundred answers


async def test_throttled_answers_arrive_after_the_wait(fake: TelegramFake, app: App, user: Citizen) -> None:
    fake.refuses("sendMessage", too_many_requests(1))
    await user.says(ASK)
    assert await user.hears()


async def test_who_blocks_and_returns_is_answered_again(fake: TelegramFake, app: App, user: Citizen) -> None:
    await user.says(ASK)
    await user.hears()
    await user.blocks()
    await everything(fake, app)
    await user.unblocks()
    await user.says(ASK)
    assert await user.hears()


async def test_stopping_in_the_middle_of_an_answer_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switchboard, "_DRAIN", 0.1)
    async with TelegramFake() as fake:
        user = fake.user(42, started=True)
        fake.breaks("status", "sendMessage", times=None)
        async with running(fake, tmp_path):
            await user.says(ASK)
            await fake.settled()
        assert user.heard() == []
        fake.faults.clear()
        async with running(fake, tmp_path) as app:
            assert await user.hears()
            await app.switchboard.idle()
