"""The fake Telegram, spoken to by the real python-telegram-bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken

from tests.fakes.clock import SetClock
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_api import things

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Giấy tờ", callback_data="a:1")]])


@pytest.fixture
async def fake() -> AsyncIterator[TelegramFake]:
    async with TelegramFake(clock=SetClock()) as fake:
        yield fake


@pytest.fixture
async def bot(fake: TelegramFake) -> AsyncIterator[Bot]:
    async with Bot(fake.token, base_url=f"{fake.url}/bot", base_file_url=f"{fake.url}/file/bot") as bot:
        yield bot


async def test_the_bot_learns_who_it_is(bot: Bot) -> None:
    assert bot.username == "hailong_test_bot"
    assert bot.bot.is_bot


async def test_a_wrong_token_is_refused(fake: TelegramFake) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("1:wrong", base_url=f"{fake.url}/bot"):
            pass


async def test_people_are_read_and_answered(fake: TelegramFake, bot: Bot) -> None:
    user = fake.user(42, "Bà Tư", language_code="vi")
    await user.says("/start khaisinh")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.entities[0].type == "bot_command"
    assert update.effective_user is not None
    assert update.effective_user.language_code == "vi"
    assert update.message.date == datetime.fromtimestamp(fake.clock.now(), UTC)

    sent = await bot.send_message(42, "<b>Khai sinh</b> &lt;1&gt;", parse_mode=ParseMode.HTML, reply_markup=KEYBOARD)

    (seen,) = await user.hears()
    assert (seen.text, seen.styled("bold")) == ("Khai sinh <1>", ["Khai sinh"])
    assert [button.data for button in seen.buttons] == ["a:1"]
    assert sent.message_id == seen.message_id


async def test_updates_come_again_until_confirmed(fake: TelegramFake, bot: Bot) -> None:
    user = fake.user(42)
    first, second, third = [(await user.says(text))["update_id"] for text in ("một", "hai", "ba")]

    assert [u.update_id for u in await bot.get_updates(limit=2)] == [first, second]
    assert [u.update_id for u in await bot.get_updates(limit=2)] == [first, second]
    assert [u.update_id for u in await bot.get_updates(offset=second + 1)] == [third]
    assert [u.update_id for u in await bot.get_updates(offset=third + 1)] == []


async def test_updates_are_kept_for_a_day(fake: TelegramFake, bot: Bot) -> None:
    assert isinstance(fake.clock, SetClock)
    await fake.user(42).says("cũ")
    fake.clock.advance(25 * 3600)
    assert await bot.get_updates() == ()


async def test_a_long_poll_waits_for_words_or_for_its_time(fake: TelegramFake, bot: Bot) -> None:
    assert isinstance(fake.clock, SetClock)
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await fake.clock.has_sleeper()
    await fake.user(42).says("alo")
    assert len(await poll) == 1

    poll = asyncio.create_task(bot.get_updates(offset=10**9, timeout=30))
    await fake.clock.has_sleeper()
    fake.clock.advance(30)
    assert await poll == ()


async def test_a_second_poller_ends_the_first(fake: TelegramFake, bot: Bot) -> None:
    assert isinstance(fake.clock, SetClock)
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await fake.clock.has_sleeper()
    async with Bot(fake.token, base_url=f"{fake.url}/bot") as another:
        assert await another.get_updates() == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await first


async def test_polling_is_refused_while_a_webhook_is_set(fake: TelegramFake, bot: Bot) -> None:
    await bot.set_webhook(f"{fake.url}/hook")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_pressed_button_is_answered_once_and_in_time(fake: TelegramFake, bot: Bot) -> None:
    assert isinstance(fake.clock, SetClock)
    user = fake.user(42, started=True)
    await bot.send_message(42, "Bà con cần gì?", reply_markup=KEYBOARD)
    press = await user.presses("Giấy tờ")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert (query.data, query.message is not None and query.message.chat.id) == ("a:1", 42)
    assert await query.answer("Dạ")
    assert (await press.answer())["text"] == "Dạ"
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()

    await user.presses("Giấy tờ")
    fake.clock.advance(16 * 60)
    late = (await bot.get_updates(offset=-1))[0].callback_query
    assert late is not None
    with pytest.raises(BadRequest, match="Query is too old"):
        await late.answer()


async def test_edits_are_seen_and_checked(fake: TelegramFake, bot: Bot) -> None:
    user = fake.user(42, started=True)
    sent = await bot.send_message(42, "một", reply_markup=KEYBOARD)
    await sent.edit_text("hai", reply_markup=KEYBOARD)
    first, second = await user.hears(2)
    assert (first.edited, second.edited, second.text) == (False, True, "hai")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("hai", reply_markup=KEYBOARD)
    await sent.edit_reply_markup(None)
    assert (await user.hears())[0].buttons == []
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", 42, 999_999)
    own = await user.says("của tôi")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", 42, own["message"]["message_id"])


async def test_messages_can_be_removed_for_two_days(fake: TelegramFake, bot: Bot) -> None:
    assert isinstance(fake.clock, SetClock)
    fake.user(42, started=True)
    assert await (await bot.send_message(42, "một")).delete()
    late = await bot.send_message(42, "hai")
    fake.clock.advance(49 * 3600)
    with pytest.raises(BadRequest, match="can't be deleted for everyone"):
        await late.delete()


async def test_who_blocked_the_bot_is_out_of_reach(fake: TelegramFake, bot: Bot) -> None:
    user = fake.user(42, started=True)
    await user.blocks()
    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(42, "alo")
    await user.unblocks()
    assert await bot.send_message(42, "alo")
    user.vanishes()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(42, "alo")


async def test_the_bot_may_not_write_first(fake: TelegramFake, bot: Bot) -> None:
    fake.user(42)
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(42, "alo")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(43, "alo")


async def test_files_go_up_and_down(fake: TelegramFake, bot: Bot) -> None:
    user = fake.user(42, started=True)
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (320).to_bytes(4) + (200).to_bytes(4) + b"rest"
    photo = await bot.send_photo(42, png, caption="Hình <b>1</b>", parse_mode=ParseMode.HTML)
    assert (photo.photo[0].width, photo.photo[0].height, photo.caption) == (320, 200, "Hình 1")
    document = await bot.send_document(42, InputFile(b"%PDF", filename="đơn.pdf"))
    assert document.document is not None
    assert document.document.file_name == "đơn.pdf"
    assert await (await document.document.get_file()).download_as_bytearray() == b"%PDF"
    copy = await bot.copy_message(42, 42, photo.message_id)
    assert (await user.hears(3))[2].message_id == copy.message_id


async def test_menus_and_descriptions_are_kept_per_language(bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("start", "Bắt đầu")])
    await bot.set_my_commands([BotCommand("start", "Begin")], language_code="en")
    assert (await bot.get_my_commands())[0].description == "Bắt đầu"
    assert (await bot.get_my_commands(language_code="en"))[0].description == "Begin"
    await bot.delete_my_commands(language_code="en")
    assert await bot.get_my_commands(language_code="en") == ()
    await bot.set_my_description("Trợ lý của phường")
    assert (await bot.get_my_description(language_code="vi")).description == "Trợ lý của phường"
    with pytest.raises(BadRequest, match="command_invalid"):
        await bot.set_my_commands([BotCommand("Sai", "x")])


async def test_whatever_people_send_is_an_update_the_library_reads(fake: TelegramFake, bot: Bot) -> None:
    user = fake.user(42)
    sent = [
        things.photo("ảnh"),
        things.sticker(),
        things.voice(),
        things.document(),
        things.video(),
        things.location(),
        things.contact("0900000000", "Anh Năm"),
        things.poll("Mấy giờ?", "7", "8"),
        things.forward("nghe nói", user.about, fake.world.date()),
        things.dice(),
    ]
    updates = [await user.sends(content) for content in sent]
    await user.edits(await user.says("sai"), "đúng")
    fake.push({"something_new": {"id": 1}})
    got = await bot.get_updates()
    assert len(got) == len(updates) + 3
    assert [bool(getattr(u.message, next(iter(c)))) for u, c in zip(got, sent, strict=False)] == [True] * len(sent)
    assert got[-2].edited_message is not None
    assert isinstance(got[-1], Update)


async def test_groups_have_many_voices(fake: TelegramFake, bot: Bot) -> None:
    user, group = fake.user(42), fake.group(-100123, "Khóm 1", supergroup=True)
    await user.adds_bot(group)
    await user.says("@hailong_test_bot mấy giờ mở cửa?", to=group)
    added, asked = await bot.get_updates()
    assert added.my_chat_member is not None
    assert asked.message is not None
    assert asked.message.parse_entities(["mention"])
    assert asked.effective_chat is not None
    assert asked.effective_chat.type == "supergroup"
    await bot.send_message(-100123, "7 giờ", reply_to_message_id=asked.message.message_id)
    assert (await group.hears())[0].raw["reply_to_message"]["from"]["id"] == 42
    assert (await bot.get_chat(-100123)).title == "Khóm 1"
    await user.removes_bot(group)
    with pytest.raises(Forbidden, match="kicked"):
        await bot.send_message(-100123, "alo")
