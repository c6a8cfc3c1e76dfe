"""What was sent is changed or deleted where the channel can; everybody else who got it gets the numbered correction."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.base import Limits, Outcome, SendFailed
from bot.jobs import outbox as sender
from bot.messages import Address, Reply
from bot.storage import listing
from bot.storage.notices import Draft
from tests.kit import Desk, RecordingChannel, make_desk, sqlite_url
from tests.newskit import WATER, approved, counts, run, subscriber

FIXED = Draft("Cúp nước dời sang chủ nhật", "Cúp nước chủ nhật, không phải ngày mai. Xin lỗi bà con.", "dien-nuoc")


@pytest.fixture(autouse=True)
def only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "_LOOK_EVERY", 3600.0)


class Changing(RecordingChannel):
    """A channel in which some messages can be changed; `screens` is what people see."""

    def __init__(self, stuck: tuple[str, ...] = ()) -> None:
        super().__init__(limits=Limits(text=4096, buttons=100, label=64, can_edit=True, changes=True))
        self.screens: dict[str, tuple[str, Reply]] = {}
        self.stuck = stuck
        self.deletes = True
        self.trouble: list[SendFailed] = []

    async def send(self, address: Address, reply: Reply, *, replacing: str = "") -> str:
        number = await super().send(address, reply)
        self.screens[number] = (address.account, reply)
        return number

    async def change(self, address: Address, message: str, reply: Reply) -> bool:
        if self.trouble:
            raise self.trouble.pop()
        if address.account in self.stuck:
            return False
        assert self.screens[message][0] == address.account
        self.screens[message] = (address.account, reply)
        return True

    async def take_back(self, address: Address, message: str) -> bool:
        if not self.deletes or address.account in self.stuck:
            return False
        assert self.screens.pop(message)[0] == address.account
        return True

    def on_screen(self, who: str) -> list[str]:
        return [f"{reply.title} {reply.text}" for account, reply in self.screens.values() if account == who]


async def two(desk: Desk, channel: Changing) -> int:
    """A notice that two people have."""
    desk.app.channels["test"] = channel
    await desk.app.start()
    for name in ("tu", "nam"):
        await subscriber(desk.app, name)
    number = await approved(desk.app)
    await run(desk.app)
    return number


@pytest.fixture
def changing(tmp_path: Path) -> tuple[Desk, Changing]:
    desk = make_desk(sqlite_url(tmp_path))
    return desk, Changing(stuck=("nam",))


async def test_it_is_changed_where_it_can_be_and_sent_anew_elsewhere(changing: tuple[Desk, Changing]) -> None:
    desk, channel = changing
    first = await two(desk, channel)
    number = await approved(desk.app, replace(FIXED, corrects=first, in_place=True))
    await run(desk.app)
    [tu] = channel.on_screen("tu")
    assert tu.startswith("Đính chính TB 1: Cúp nước dời sang chủ nhật Cúp nước chủ nhật")
    before, after = channel.on_screen("nam")
    assert before.startswith("TB 1: ")
    assert after.startswith("Đính chính TB 1: ")
    assert await counts(desk.app, number) == {"sent": 2}
    found = await desk.app.database.read(lambda c: listing.reasons(c, number))
    assert found == [("sent", listing.IN_PLACE, 1)]
    await desk.app.stop()


async def test_a_second_correction_finds_the_same_message(changing: tuple[Desk, Changing]) -> None:
    desk, channel = changing
    first = await two(desk, channel)
    await approved(desk.app, replace(FIXED, corrects=first, in_place=True))
    await run(desk.app)
    again = Draft("Cúp nước thứ bảy", "Thứ bảy mới đúng.", "dien-nuoc", corrects=first, in_place=True)
    await approved(desk.app, again)
    await run(desk.app)
    assert [text.split(":")[1].strip() for text in channel.on_screen("tu")] == ["Cúp nước thứ bảy Thứ bảy mới đúng."]
    await desk.app.stop()


@pytest.mark.parametrize("deletes", [True, False])
async def test_taken_back_it_is_deleted_else_changed_else_said(changing: tuple[Desk, Changing], deletes: bool) -> None:
    desk, channel = changing
    channel.deletes = deletes
    first = await two(desk, channel)
    back = Draft(WATER.title, "Phường xin rút thông báo này.", "dien-nuoc", corrects=first, takes_back=True)
    await approved(desk.app, replace(back, in_place=True))
    await run(desk.app)
    tu = channel.on_screen("tu")
    assert tu == [] if deletes else tu[0].startswith("Thu hồi TB 1")
    assert channel.on_screen("nam")[-1].startswith("Thu hồi TB 1")
    await desk.app.stop()


async def test_without_the_wish_everybody_gets_a_new_message(changing: tuple[Desk, Changing]) -> None:
    desk, channel = changing
    first = await two(desk, channel)
    await approved(desk.app, replace(FIXED, corrects=first))
    await run(desk.app)
    assert [len(channel.on_screen(who)) for who in ("tu", "nam")] == [2, 2]
    await desk.app.stop()


async def test_a_change_that_fails_for_now_is_tried_again_and_one_refused_is_said(
    changing: tuple[Desk, Changing],
) -> None:
    desk, channel = changing
    channel.stuck = ()
    first = await two(desk, channel)
    channel.trouble += [SendFailed(Outcome.REFUSED, "bad request"), SendFailed(Outcome.RETRY, "502")]
    number = await approved(desk.app, replace(FIXED, corrects=first, in_place=True))
    await run(desk.app)
    assert await counts(desk.app, number) == {"sent": 1, "queued": 1}
    desk.clock.move(minutes=5)
    await run(desk.app)
    assert await counts(desk.app, number) == {"sent": 2}
    assert sorted(len(channel.on_screen(who)) for who in ("tu", "nam")) == [1, 2]
    await desk.app.stop()
