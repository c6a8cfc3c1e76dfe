"""Administrators see to cases in the chat: told by the outbox, taken, answered after a second look, closed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.jobs import outbox as outbox_job
from bot.messages import Reply
from bot.storage.tables import cases
from tests.handlers.ratingkit import UNHAPPY, heard
from tests.handlers.test_receipts import become_staff
from tests.kit import Desk


@pytest.fixture(autouse=True)
def only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_job, "_LOOK_EVERY", 3600.0)


async def told(desk: Desk) -> list[tuple[str, Reply]]:
    """Who hears what, unasked, now."""
    before = len(desk.channel.said)
    await desk.app.outbox.run_due()
    return [(address.account, reply) for address, reply in desk.channel.said[before:]]


async def rated(desk: Desk, words: str = "", *, answer: bool = True) -> None:
    """Somebody rates low, leaves words and perhaps asks for an answer."""
    await desk.ask("xin chào")
    await desk.ask("đánh giá")
    await desk.press(UNHAPPY)
    for _ in range(3):
        await desk.press("Bỏ qua")
    await (desk.ask(words) if words else desk.press("Bỏ qua"))
    await desk.press("Có" if answer else "Không")


async def state(desk: Desk) -> tuple[object, ...]:
    wanted = select(cases.c.kind, cases.c.state, cases.c.person)
    return tuple(await desk.app.database.write(lambda c: c.execute(wanted).one()))


async def test_a_low_rating_is_told_at_once_and_its_words_as_they_come(desk: Desk) -> None:
    await become_staff(desk, "sep", "administrator")
    await desk.ask("xin chào")
    await desk.ask("đánh giá")
    await desk.press(UNHAPPY)
    ((who, alert),) = await told(desk)
    assert (who, alert.title) == ("sep", "Vụ 1")
    assert UNHAPPY in alert.text
    assert [button.label for button in alert.buttons] == ["Tôi nhận vụ này", "Trả lời"]
    for _ in range(3):
        await desk.press("Bỏ qua")
    await desk.ask("chờ từ 7 giờ tới trưa, gọi tui 0912345678")
    ((who, more),) = await told(desk)
    assert "chờ từ 7 giờ tới trưa, gọi tui [số đã che]" in more.text
    assert "ba-tu" not in repr(more)


async def test_words_that_cannot_wait_are_told_at_night_and_a_low_level_in_the_morning(desk: Desk) -> None:
    await become_staff(desk, "sep", "administrator")
    desk.clock.move(hours=14)  # 23:00
    await rated(desk, "chờ lâu quá", answer=False)
    assert await told(desk) == []
    await desk.ask(data="rate:w:1", who="nguoi-khac")
    for _ in range(3):
        await desk.press("Bỏ qua", who="nguoi-khac")
    await desk.ask("cán bộ đòi tiền mới ký", who="nguoi-khac")
    ((_, alert),) = await told(desk)
    assert "đòi tiền mới ký" in alert.text
    desk.clock.move(hours=9)
    assert len(await told(desk)) == 3


async def test_taken_answered_after_a_second_look_and_closed(desk: Desk) -> None:
    await become_staff(desk, "sep", "administrator")
    await rated(desk, "ghế hư, nắng nóng")
    await told(desk)
    assert "đã nhận vụ 1" in heard(await desk.press("Tôi nhận vụ này", who="sep"))
    await desk.press("Trả lời", who="sep")
    (look,) = await desk.ask("Phường sẽ thay ghế <b>tuần này</b>.", who="sep")
    assert "Phường sẽ thay ghế <b>tuần này</b>." in look.text
    await desk.press("Viết lại", who="sep")
    await desk.ask("Phường sẽ thay ghế trong tuần này, cảm ơn cô bác.", who="sep")
    assert "đang được gửi" in heard(await desk.press("Gửi", who="sep"))
    ((who, answer),) = await told(desk)
    assert who == "ba-tu"
    assert "Phường sẽ thay ghế trong tuần này" in answer.text
    assert "sep" not in repr(answer)
    assert await state(desk) == ("low", "answered", None)
    assert "Đã đóng vụ 1" in heard(await desk.press("Đóng vụ này", who="sep"))
    assert "đóng từ trước" in heard(await desk.press("Đóng vụ này", who="sep"))
    assert "Không có vụ nào" in heard(await desk.ask("/vuviec", who="sep"))


async def test_two_administrators_do_not_get_in_each_other_s_way(desk: Desk) -> None:
    for who in ("sep", "pho"):
        await become_staff(desk, who, "administrator")
    await rated(desk)
    await told(desk)
    await desk.ask(data="case:take:1", who="sep")
    assert "không còn mới" in heard(await desk.ask(data="case:take:1", who="pho"))
    assert "đã do anh/chị nhận" in heard(await desk.ask(data="case:take:1", who="sep"))
    for who in ("sep", "pho"):
        await desk.ask(data="case:answer:1", who=who)
        await desk.ask("Phường xin lỗi cô bác.", who=who)
    assert "đang được gửi" in heard(await desk.ask(data="case:send:1", who="pho"))
    assert "trả lời hoặc đóng" in heard(await desk.ask(data="case:send:1", who="sep"))
    assert len(await told(desk)) == 1


async def test_who_asked_for_no_answer_gets_none(desk: Desk) -> None:
    await become_staff(desk, "sep", "administrator")
    await rated(desk, answer=False)
    await told(desk)
    await desk.ask(data="case:answer:1", who="sep")
    (look,) = await desk.ask("Phường đã xem.", who="sep")
    assert "không yêu cầu trả lời" in look.text
    assert "không ai chờ nhận" in heard(await desk.press("Gửi", who="sep"))
    assert await told(desk) == []


async def test_officials_and_citizens_have_no_part_in_it(desk: Desk) -> None:
    await become_staff(desk, "quay-1", "official")
    await rated(desk)
    assert await told(desk) == []
    for who in ("quay-1", "ba-tu"):
        for data in ("case:take:1", "case:show:1", "case:close:1", "case:send:1"):
            assert "Vụ 1" not in heard(await desk.ask(data=data, who=who))
    assert (await state(desk))[1] == "new"


async def test_forged_numbers_of_cases(small_desk: Desk) -> None:
    await become_staff(small_desk, "sep", "administrator")
    for data in ("case:take:99", "case:take:x", "case:take:", "case", "case:take:99999999999999999999"):
        assert "cũ" in heard(await small_desk.ask(data=data, who="sep")), data
    assert "nhắn riêng" in heard(await small_desk.ask("/vuviec", who="sep", group=True))
