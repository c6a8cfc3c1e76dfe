"""Two citizens and a suggestion: the second is shown the first one's, agrees, and both hear what becomes of it."""

from __future__ import annotations

from functools import partial

import pytest

from bot.jobs import outbox as outbox_job
from bot.messages import Reply
from bot.storage import suggestions
from bot.storage.audit import OPERATOR
from tests.handlers.ratingkit import heard
from tests.handlers.test_receipts import become_staff
from tests.kit import Desk

CHAIRS = "nên thêm ghế ngồi ở chỗ chờ làm giấy khai sinh"
MORE_CHAIRS = "chỗ chờ làm giấy khai sinh thiếu ghế ngồi, thêm ghế ngồi đi"


@pytest.fixture(autouse=True)
def only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_job, "_LOOK_EVERY", 3600.0)


async def told(desk: Desk) -> dict[str, str]:
    """Who hears what, unasked, now."""
    before = len(desk.channel.said)
    await desk.app.outbox.run_due()
    return {address.account: f"{reply.title} {reply.text}" for address, reply in desk.channel.said[before:]}


async def suggest(desk: Desk, words: str, who: str = "ba-tu") -> list[Reply]:
    await desk.ask("góp ý", who=who)
    return await desk.ask(words, who=who)


async def public(desk: Desk, number: int = 1, words: str = CHAIRS) -> None:
    now = desk.clock.now()
    work = partial(suggestions.show, number=number, words=words, shown="public", by=OPERATOR, now=now)
    assert await desk.app.database.write(work)


async def decide(desk: Desk, state: str, answer: str) -> None:
    def say(language: str) -> Reply:
        return Reply(f"{state} {answer}")

    now = desk.clock.now()
    work = partial(suggestions.decide, number=1, version=1, state=state, answer=answer, by=OPERATOR, now=now, say=say)
    assert await desk.app.database.write(work)


async def test_administrators_hear_of_a_new_one_and_never_who(desk: Desk) -> None:
    await become_staff(desk, "sep", "administrator")
    await suggest(desk, CHAIRS)
    assert await told(desk) == {}  # not before it was read once more
    await desk.press("Gửi")
    said = await told(desk)
    assert list(said) == ["sep"]
    assert CHAIRS in said["sep"]
    assert "ba-tu" not in said["sep"]


async def test_a_like_one_is_shown_and_agreed_with_and_both_hear_what_becomes_of_it(desk: Desk) -> None:
    await suggest(desk, CHAIRS)
    await desk.press("Gửi")
    await public(desk)
    shown = await suggest(desk, MORE_CHAIRS, "nam")
    assert "Đã có người góp ý giống vậy" in heard(shown)
    assert "đồng ý với góp ý số 1" in heard(await desk.press("Tôi đồng ý với số 1", who="nam"))
    assert await desk.app.database.read(suggestions.counts) == {"public": 1}  # the draft was given up
    await decide(desk, "done", "Đã thêm 12 ghế.")
    assert await told(desk) == {"ba-tu": " done Đã thêm 12 ghế.", "nam": " done Đã thêm 12 ghế."}


async def test_what_is_not_alike_is_not_shown(desk: Desk) -> None:
    await suggest(desk, CHAIRS)
    await desk.press("Gửi")
    await public(desk)
    assert "giống vậy" not in heard(await suggest(desk, "đường khóm ngập nước mỗi khi mưa lớn", "nam"))


async def test_who_changes_their_mind_is_told_nothing_more(desk: Desk) -> None:
    await suggest(desk, CHAIRS)
    await desk.press("Gửi")
    await public(desk)
    await desk.ask("xin chào", who="nam")
    await desk.ask(data="suggest:like:1", who="nam")
    await desk.press("Tôi không đồng ý nữa", who="nam")
    await decide(desk, "planned", "")
    assert list(await told(desk)) == ["ba-tu"]


async def test_sent_twice_it_is_kept_once_and_five_a_day_are_enough(desk: Desk) -> None:
    for number in range(5):
        await suggest(desk, f"góp ý thứ {number} cho phường tốt hơn")
        await desk.ask("gửi")
    assert "cũ" in heard(await desk.ask(data="suggest:send"))  # nothing is waiting to be sent
    await suggest(desk, "góp ý thứ sáu cho phường tốt hơn")
    assert "Mai mời bà con gửi tiếp" in heard(await desk.ask("gửi"))
    assert await desk.app.database.read(suggestions.counts) == {"waiting": 5}


async def test_a_link_opens_one_and_a_hidden_one_is_not_there(desk: Desk) -> None:
    await suggest(desk, CHAIRS)
    await desk.press("Gửi")
    await desk.ask("xin chào", who="nam")
    assert "Không có góp ý này" in heard(await desk.ask("/start gopy-1", who="nam"))
    await public(desk)
    assert CHAIRS in heard(await desk.ask("/start gopy-1", who="nam"))
    assert "Không có góp ý này" in heard(await desk.ask("/start gopy-999999999999", who="nam"))


async def test_money_asked_for_is_told_at_night(desk: Desk) -> None:
    await become_staff(desk, "sep", "administrator")
    desk.clock.move(hours=14)  # 23:00
    await suggest(desk, CHAIRS)
    await desk.ask("gửi")
    assert await told(desk) == {}
    await suggest(desk, "cán bộ quầy 3 đòi tiền mới ký giấy, nên đổi người")
    await desk.ask("gửi")
    assert "mời anh chị xem ngay" in (await told(desk))["sep"]
