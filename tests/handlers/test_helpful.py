"""Did this help? Only after a real answer, never twice in a row, and stored."""

from __future__ import annotations

from sqlalchemy import select

from bot.messages import Reply
from bot.storage.tables import questions
from tests.kit import Desk


def asks(reply: Reply) -> bool:
    """Whether a reply asks if it helped."""
    return [button.label for button in reply.buttons][-2:] == ["Có", "Chưa"]


async def helpful(desk: Desk) -> list[bool | None]:
    return [row.helpful for row in await desk.app.database.read(lambda c: c.execute(select(questions.c.helpful)).all())]


async def test_every_other_answer_asks(kites: Desk) -> None:
    asked = [asks((await kites.ask(text))[-1]) for text in ("thả diều", "còn phí?", "đua ghe", "ca hát")]
    assert asked == [True, False, True, False]


async def test_only_an_answer_asks(kites: Desk) -> None:
    for text in ("xin chào", "trò chơi", "xyz qwerty", "bắt cá voi", "té xỉu", "menu", "/gio", "/dulieu"):
        assert not asks((await kites.ask(text))[-1]), text


async def test_yes_is_stored_however_it_is_said(kites: Desk) -> None:
    for yes in ("có", "dạ phải"):
        await kites.ask("thả diều")
        (reply,) = await kites.ask(yes)
        assert "cảm ơn bà con đã cho biết" in reply.text
        await kites.ask("ca hát")
    assert (await helpful(kites)).count(True) == 2


async def test_not_yet_is_stored_and_gets_ways_on(kites: Desk) -> None:
    await kites.ask("thả diều")
    (reply,) = await kites.press("Chưa")
    assert "Hỏi lại bằng lời khác" in reply.text
    assert "1900 0000" in reply.text
    assert reply.buttons[-1].label == "Tất cả lĩnh vực"
    assert not reply.replace  # the answer can still be read
    assert (await helpful(kites)).count(False) == 1


async def test_one_may_change_ones_mind(kites: Desk) -> None:
    await kites.ask("thả diều")
    await kites.press("Chưa")
    await kites.press("Có")
    assert (await helpful(kites)).count(True) == 1
    assert (await helpful(kites)).count(False) == 0


async def test_an_entry_opened_from_the_menu_has_no_question_to_keep_it_under(kites: Desk) -> None:
    (reply,) = await kites.ask(data="open:tha-dieu")
    assert reply.title == "Thả diều"
    assert not asks(reply)
